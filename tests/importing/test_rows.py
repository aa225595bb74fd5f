"""Rows under examination: what is bad, what is said of it, and in which order."""

import pytest

from planner.findings import Severity
from planner.store.importing import rows as rows_module
from planner.store.importing.cells import BadCell
from planner.store.importing.rows import Rows, repeated, take
from planner.store.importing.sheet import make_sheet, tabulate


def rows(*records, kind="people"):
    header = ["id", "name", "role", "zone"]
    body = tabulate(iter([list(record) for record in records]), 2, 4)
    return Rows(make_sheet("f.csv", "", "", header, body, []), kind)


def strict(text):
    if text.startswith("x"):
        raise BadCell("IMP021", "bad", "mend it")
    return text


def test_each_fault_is_named_with_its_cell_and_makes_its_row_bad():
    found = rows(("1", "x1", "", ""), ("2", "b", "", ""), ("3", "xa", "", ""))
    assert found.parse("name", strict, "") == ["", "b", ""]
    assert (found.bad, found.usable(), found.faulted) == ({0, 2}, [1], {"name": {0, 2}})
    assert [(f.subject, f.where, f.message) for f in found.findings()] == [
        ("row 2", "f.csv, row 2, column name", "bad: 'x1'"),
        ("row 4", "f.csv, row 4, column name", "bad"),  # it may be a name
    ]


def test_values_are_shown_up_to_a_length():
    found = rows(("1", "x1" * 4 + "x" * 32, "", ""), ("2", "x1" * 4 + "x" * 33, "", ""))
    found.parse("name", strict, "")
    assert [f.message for f in found.findings()] == [
        f"bad: {'x1' * 4 + 'x' * 32!r}",
        f"bad: {'x1' * 4 + 'x' * 32 + '…'!r}",
    ]


def test_what_may_be_a_name_is_not_shown():
    found = rows(("1", "xa", "", ""), ("2", "x9876543210", "", ""))
    found.parse("name", strict, "")
    assert [f.message for f in found.findings()] == ["bad", "bad"]


def test_blanks_where_something_is_needed_are_said_once():
    found = rows(("1", "x1", "", ""), ("2", "", "", ""))
    names = found.parse("name", strict, "")
    found.require("name", names)
    assert [(f.code, f.subject) for f in found.findings()] == [
        ("IMP021", "row 2"),
        ("IMP020", "row 3"),
    ]


def test_findings_go_by_row_then_column_after_those_of_the_file():
    found = rows(("1", "", "", ""), ("2", "", "", ""))
    found.ids = ["1", "2"]
    found.fault(1, "id", "B", "second", "r")
    found.fault(0, "zone", "A", "late column", "r")
    found.fault(0, "name", "A", "early column", "r")
    found.fault(0, "", "A", "of the row", "r")
    found.block(found.findings()[0])
    assert found.blocked
    assert [f.message for f in found.findings()][1:] == [
        *("of the row", "early column", "late column", "second")
    ]
    assert found.findings()[-1].subject == "2"


@pytest.mark.parametrize(("count", "listed", "told"), [(2, 2, []), (4, 2, ["2 more rows"])])
def test_of_very_many_alike_the_later_are_counted(monkeypatch, count, listed, told):
    monkeypatch.setattr(rows_module, "MOST_ALIKE", 2)
    found = rows(*((str(k), "", "", "") for k in range(count)))
    for k in range(count):
        found.remark(k, "zone", "IMP010", Severity.WARNING, "odd", "r")
    said = found.findings()
    assert len(said) == listed + len(told)
    for finding, text in zip(said[listed:], told, strict=True):
        assert text in finding.message
        assert f"{count} in all" in finding.message
        assert (finding.severity, finding.where) == (Severity.WARNING, "f.csv, column zone")


def test_the_same_key_twice():
    assert repeated(["a", "b", "a", "", "", "a"], "") == [(2, 0), (5, 0)]
    assert repeated([None, None, 1]) == []
    assert take({"id": [1, 2, 3]}, [2, 0]) == {"id": [3, 1]}
