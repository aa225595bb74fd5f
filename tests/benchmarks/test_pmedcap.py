"""Published instances of choosing leaders: read, answered, compared; a bad file is named."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from benchmarks.pmedcap import made_up, main, measure_district, measure_instance, read_instance

PUBLISHED = Path(__file__).resolve().parents[2] / ".." / "shared" / "instances" / "pmedcap"

# Four on a line at 0, 3, 10 and 13, two medians of 5: each with his neighbour, 3 + 3.
LINE = "1 6\n4 2 5\n1 0 0 2\n2 3 0 3\n3 10 0 1\n4 13 0 4\n"


def written(folder: Path, text: str, name: str = "pmedcap_1.txt") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_an_instance_is_read(tmp_path):
    one = read_instance(written(tmp_path, LINE))
    assert (one.name, one.best, one.medians, one.capacity) == ("pmedcap_1", 6, 2, 5)
    assert one.demand.tolist() == [2, 3, 1, 4]
    assert one.table()[0].tolist() == [0, 3, 10, 13]


def test_distances_are_cut_off(tmp_path):
    one = read_instance(written(tmp_path, "1 1\n2 1 2\n1 0 0 1\n2 1 1 1\n"))
    assert one.table().tolist() == [[0, 1], [1, 0]]  # 1.41


def test_every_instance_of_a_folder_is_answered_in_order(tmp_path):
    for name in ("pmedcap_10.txt", "pmedcap_2.txt"):
        written(tmp_path, LINE, name)
    written(tmp_path, "not an instance", "notes.txt")
    done = CliRunner().invoke(main, ["--instances", str(tmp_path), "--format", "json"])
    assert done.exit_code == 0
    found = json.loads(done.stdout)["instances"]
    assert [one["name"] for one in found] == ["pmedcap_2", "pmedcap_10"]
    for one in found:
        assert (one["value"], one["bound"], one["best"], one["gap"]) == (6, 6, 6, 0)
        assert one["seconds"] > 0


def test_the_table_shows_the_same(tmp_path):
    written(tmp_path, LINE)
    done = CliRunner().invoke(main, ["--instances", str(tmp_path), "--limit", "1"])
    heading, row = done.stdout.splitlines()
    assert heading.split()[:3] == ["instance", "value", "bound"]
    assert row.split()[:5] == ["pmedcap_1", "6", "6", "6", "0.000%"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "second line"),
        ("1 6\n4 2 5\n1 0 0 2\n", "second line"),
        (LINE + "5\n", "second line"),
        (LINE.replace("13", "x"), "whole numbers"),
        (LINE.replace("4 2 5", "4 1 5"), "1 more would do"),
    ],
)
def test_a_bad_file_is_told(tmp_path, text, told):
    written(tmp_path, text)
    done = CliRunner().invoke(main, ["--instances", str(tmp_path)])
    assert done.exit_code == 3
    assert told in done.stderr
    assert done.stdout == ""


def test_something_must_be_asked_for(tmp_path):
    assert CliRunner().invoke(main, []).exit_code == 2
    done = CliRunner().invoke(main, ["--instances", str(tmp_path)])
    assert done.exit_code == 3
    assert "holds no pmedcap" in done.stderr


def test_a_district_is_the_same_for_the_same_seed():
    assert (made_up(500, 3) == made_up(500, 3)).all()
    assert (made_up(500, 3) != made_up(500, 4)).any()


def test_a_small_district_is_answered_with_its_gap():
    found = measure_district(1500, 75, 25, seed=0, limit=3)
    assert found["bound"] <= found["value"]
    assert 0 <= found["gap"] <= 0.15  # so few leaders cannot be spread as evenly as prices can
    assert found["best"] is None


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published instances are not here")
def test_published_instances_are_the_ten_of_fifty():
    paths = sorted(PUBLISHED.glob("pmedcap_*.txt"))
    for one in map(read_instance, paths):
        assert (len(one.demand), one.medians, one.capacity) == (50, 5, 120)
        assert np.unique(one.points, axis=0).shape == (50, 2)


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published instances are not here")
@pytest.mark.parametrize("number", [2, 4, 6])
def test_published_instances_are_answered_best(number):
    one = read_instance(PUBLISHED / f"pmedcap_{number}.txt")
    found = measure_instance(one, seed=0, limit=4)
    assert found["value"] == found["bound"] == found["best"]
