"""Rows of texts become columns, numbered as Excel numbers them."""

import pytest

from planner.store.importing import sheet
from planner.store.importing.sheet import label, locate, make_sheet, tabulate

RECORDS = [["a", "1"], ["", " "], ["b"], ["c", "3", " ", "more"], ["d", "4", ""], ["e", "5"]]


@pytest.mark.parametrize("block", [1, 2, 4, 20_000])
def test_blocks_do_not_show(monkeypatch, block):
    monkeypatch.setattr(sheet, "BLOCK", block)
    body = tabulate(iter(RECORDS), 4, 2)
    assert body.columns == (["a", "b", "c", "d", "e"], ["1", "", "3", "4", "5"])
    assert body.rows == [4, 6, 7, 8, 9]
    assert body.overfull == [2]
    assert body.overlong == []


def test_a_cell_may_be_as_long_as_excel_allows(monkeypatch):
    monkeypatch.setattr(sheet, "LONGEST_CELL", 4)
    monkeypatch.setattr(sheet, "BLOCK", 2)
    body = tabulate(iter([["abcd", ""], ["", "abcde"], ["x", "y"], ["abcdef", "z"]]), 2, 2)
    assert body.overlong == [(1, 1), (3, 0)]
    made = make_sheet("f.csv", "", "0" * 64, ["name", "zone"], body, [])
    assert [(k, f.code, f.where) for k, f in made.faults] == [
        (1, "IMP014", "f.csv, row 3, column zone"),
        (3, "IMP014", "f.csv, row 5, column name"),
    ]
    assert "holds 5 characters; Excel's limit is 4" in made.faults[0][1].message
    assert made.columns == (["abcd", "", "x", ""], ["", "", "y", "z"])


def test_what_stands_beyond_the_header_names_the_last_column():
    body = tabulate(iter(RECORDS), 2, 2)
    made = make_sheet("f.csv", "S", "", ["name", "zone"], body, [])
    ((position, fault),) = made.faults
    assert (position, fault.subject, fault.where) == (2, "row 5", "f.csv, sheet S, row 5")
    assert "the last column (zone)" in fault.message


def test_places_and_columns_as_people_call_them():
    assert locate("f.csv") == "f.csv"
    assert locate("f.xlsx", "S", 0, "zone") == "f.xlsx, sheet S, row 0, column zone"
    assert label([" name ", ""], 0) == "name"
    assert label(["name", " "], 1) == "no. 2 (no header)"
    assert label(["name"], 1) == "no. 2 (no header)"
    assert label(["x" * 41], 0) == "x" * 40


def test_a_short_row_under_a_wide_header_is_filled_up():
    body = tabulate(iter([["a", "b"], ["c", "d", "e", "f", "g"]]), 2, 5)
    assert body.columns == (["a", "c"], ["b", "d"], ["", "e"], ["", "f"], ["", "g"])
