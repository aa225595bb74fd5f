import csv

import numpy as np
import pytest

from planner.findings import ExitCode, Refusal
from scenarios.tables import Campaign, listed, write_csv


def test_a_campaign_is_written_as_it_is(small, tmp_path):
    paths = write_csv(small, tmp_path)
    assert list(paths) == ["areas", "people", "enrolments", "pledges"]  # in the order of importing
    for name, path in paths.items():
        table = getattr(small, name)
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        assert header == list(table)
        columns = zip(*table.values(), strict=True)
        assert rows == [[str(cell) for cell in row] for row in columns]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "areas.csv",
        "enrolments.csv",
        "people.csv",
        "pledges.csv",
    ]


def test_a_table_without_columns_is_left_out(small, tmp_path):
    assert list(write_csv(Campaign({}, small.people, {}), tmp_path)) == ["people"]


def test_a_folder_that_is_a_file_is_refused(small, tmp_path):
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(Refusal, match="taken") as refused:
        write_csv(small, tmp_path / "taken")
    assert refused.value.exit_code is ExitCode.STORE
    assert (tmp_path / "taken").read_text() == "mine"


def test_a_file_that_cannot_be_finished_leaves_the_old_one_whole(tmp_path):
    write_csv(Campaign({"id": ["A1"]}, {}, {}), tmp_path)
    uneven = Campaign({"id": ["A1", "A2"], "name": ["only one"]}, {}, {})
    with pytest.raises(ValueError, match="zip"):
        write_csv(uneven, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["areas.csv"]
    assert (tmp_path / "areas.csv").read_text() == "id\nA1\n"


def test_lists_in_a_cell_are_joined_by_semicolons():
    has = [np.array([True, False, True, False]), np.array([True, True, False, False])]
    assert listed(["hi", "cg"], has).tolist() == ["hi;cg", "cg", "hi", ""]
