"""Ids that somebody has written down, and which kind of sheet a file is."""

import pytest

from planner.findings import Refusal
from planner.store.importing.named import kind_of, read_ids


@pytest.fixture
def sheet(tmp_path):
    def sheet(text):
        path = tmp_path / "f.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return sheet


def test_each_id_once_in_the_order_of_the_sheet(sheet):
    assert read_ids(sheet("name,id\nx,R2\ny, R1 \nz,\nx,R2\n")) == ["R2", "R1"]
    assert read_ids(sheet("place id,name\nA1,x\n")) == ["A1"]
    assert read_ids(sheet("आईडी,नाम\n007,x\n")) == ["007"]


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("name,zone\nx,Z1\n", "IMP010", "f.csv"),
        ("id,name\n,x\n", "IMP006", "f.csv"),
        (f"id,name\nR1,x\n{'R' * 200},y\n", "IMP021", "f.csv, row 3, column id"),
    ],
)
def test_sheets_without_ids(sheet, text, code, where):
    with pytest.raises(Refusal) as caught:
        read_ids(sheet(text))
    [finding] = caught.value.findings
    assert (finding.code, finding.where) == (code, where)


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("id,name,role,zone", "people"),
        ("id,name,category,zone", "areas"),
        ("id,name,zone", "people"),  # both know as many
        ("id,name,zone,category,priority,role", "areas"),
    ],
)
def test_the_kind_is_that_which_knows_more_headers(sheet, header, kind):
    assert kind_of(sheet(f"{header}\n{','.join('x' * len(header.split(',')))}\n")) == kind
