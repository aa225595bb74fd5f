"""Templates: empty workbooks that the import understands."""

import io

import openpyxl
import pytest

from planner.policy import load
from planner.report.template import template_workbook
from planner.store.importing.examples import EXAMPLE_ID, EXAMPLES
from planner.store.importing.headers import meaning_for
from planner.store.importing.reader import read_sheet
from planner.store.importing.vocabulary import NEEDED

KINDS = ("people", "areas", "enrolments", "progress")


@pytest.fixture(params=["en", "hi", "both"])
def template(request, tmp_path):
    path = tmp_path / "t.xlsx"
    path.write_bytes(template_workbook(KINDS, load(), request.param))
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_reads_its_own_sheet_and_warns_of_no_other(template, kind):
    sheet = read_sheet(template, meaning_for(kind))
    columns = {meaning_for(kind)(text) for text in sheet.header}
    assert None not in columns
    assert all(any(set(choice) <= columns for choice in group) for group in NEEDED[kind])
    assert sheet.findings == ()
    own = [meaning_for(kind)(text) for text in sheet.header].index(next(iter(EXAMPLES[kind])))
    assert sheet.columns[own] == [EXAMPLE_ID]


def test_instructions_and_drop_downs(template):
    book = openpyxl.load_workbook(template)
    said = "\n".join(str(cell.value) for cell in book.worksheets[0]["A"] if cell.value)
    assert "mitan import people FILE, mitan import areas FILE, mitan import enrolments FILE" in said
    assert "mitan progress import FILE" in said
    assert "उदाहरण" in said
    assert "example" in said
    choices = [len(page.data_validations.dataValidation) for page in book.worksheets[1:5]]
    assert choices == [4, 2, 1, 0]  # role, active, reserve, consent; category, whole; consent


def test_one_kind_alone():
    content = template_workbook(("areas",), load(), "en")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert [page.title for page in book.worksheets if page.sheet_state == "visible"][1:] == [
        "areas"
    ]


def test_equal_questions_give_equal_bytes():
    assert len({template_workbook(KINDS, load(), "both") for _ in range(2)}) == 1
