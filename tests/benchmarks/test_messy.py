"""The score of the audit on a list with known faults: counted by hand, and on the real list."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.messy import CLEAN, CONTRADICTS, DUPLICATE, FAR, MAP, MESSY, OTHER_STATE, main

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
HEADER = "place_id,name,category,latitude,longitude,locality_or_village,block_or_tehsil"


def measured(folder):
    done = CliRunner().invoke(main, ["--data", str(folder), "--format", "json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture
def made_up(tmp_path):
    """Two villages; of the first a bank twice, a school called a bank, and a bank 20 km away."""
    messy = [
        ("PMF-1", "Gramin Bank", "Bank", 22.0, 82.0, "KARGI", "Kota", ""),
        ("PMF-2", "gramin bank", "Bank", 22.0005, 82.0, "KARGI", "Kota", DUPLICATE),
        ("PMF-3", "High School", "Bank", 22.01, 82.0, "KARGI", "Kota", CONTRADICTS),
        (
            "PMF-4",
            "Axis Bank",
            "Bank",
            22.2,
            82.0,
            "KARGI",
            "Kota",
            "coord_22.2km_from_own_village",
        ),
        ("PO-5", "Koni BO", "post_office", 31.4, 76.8, "Koni", "", f"{OTHER_STATE}:X"),
        ("PO-6", "Pater BO", "post_office", 76.4, 76.4, "Pater", "", f"{OTHER_STATE}:X"),
        ("PMF-7", "Hospital", "Hospital", 22.012, 82.0, "KARGI", "Kota", "generic_name"),
    ]
    clean = [
        ("PMH-1", "Kargi", "village", 22.0, 82.0, "Kargi", "Kota"),
        ("PMH-2", "Belha", "village", 22.05, 82.0, "Belha", "Kota"),
    ]
    for name, header, rows in (
        (MESSY, f"{HEADER},known_issue", messy),
        (CLEAN, HEADER, clean),
        (MAP, "category,campaign_area_type", [("bank", "banks")]),
    ):
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header.split(","), *rows])
    return tmp_path


def test_a_list_counted_by_hand(made_up):
    figures = measured(made_up)
    one = {"known": 1, "found": 1, "said": 1, "right": 1, "precision": 1.0, "recall": 1.0}
    for name in ("messy alone", "messy after the villages"):
        score = figures[name]
        assert score[DUPLICATE] == score[FAR] == score[CONTRADICTS] == one
        assert score[OTHER_STATE] == {**one, "known": 2, "found": 2}  # one refused by the import
        assert score["generic_name"] == {"known": 1, "named": 0}
    assert figures["clean"] == figures["clean, without the map"] == {}


def test_a_folder_that_lacks_a_list_is_named(tmp_path):
    done = CliRunner().invoke(main, ["--data", str(tmp_path)])
    assert done.exit_code == 1
    assert f"does not hold {MESSY}, {CLEAN}, {MAP}" in done.output


@pytest.mark.skipif(not SHARED.is_dir(), reason="the lists of Bilaspur are not in ../shared")
def test_the_real_list():
    figures = measured(SHARED)
    score = figures["messy after the villages"]
    for kind in (DUPLICATE, FAR, OTHER_STATE, CONTRADICTS):
        assert score[kind]["recall"] >= 0.9, kind
        assert score[kind]["precision"] >= 0.8, kind
    assert "DUP007 error" not in figures["clean"]
