"""The example row of a template is never taken for a real one."""

import io

import openpyxl
import pytest

from planner.policy import load
from planner.report.template import template_workbook
from planner.store.importing.examples import EXAMPLES
from planner.store.importing.vocabulary import COLUMNS


def codes(result):
    return [finding.code for finding in result.findings]


def filled(kind, edit, lang="both"):
    """A template with `edit` made to its sheet."""
    book = openpyxl.load_workbook(io.BytesIO(template_workbook((kind,), load(), lang)))
    edit(book.worksheets[1])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write(page, row, **values):
    names = [cell.value.split(" / ")[0] for cell in page[1]]
    for name, value in values.items():
        page.cell(row, names.index(name) + 1).value = value


def test_every_example_is_of_columns_that_are_there():
    for kind, example in EXAMPLES.items():
        assert set(example) <= set(COLUMNS[kind])


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_an_empty_template_has_no_rows(bring, kind):
    assert codes(bring(kind, filled(kind, lambda page: None), "t.xlsx")) == ["IMP006"]


@pytest.mark.parametrize("lang", ["en", "both"])
def test_rows_below_it_come_in_and_the_example_does_not(bring, kept, lang):
    content = filled(
        "people", lambda page: write(page, 3, id="R1", name="x", role="रक्षक", zone="T"), lang
    )
    result = bring("people", content, "t.xlsx")
    assert (result.read, result.new) == (1, 1)
    assert [code for code in codes(result) if code != "IMP053"] == ["IMP017"]
    assert kept("person", "id") == [("R1",)]


def test_an_example_that_was_written_over_is_a_row(bring, kept):
    content = filled("areas", lambda page: write(page, 2, id="A1", name="Haat"))
    assert bring("areas", content, "t.xlsx").new == 1
    assert kept("area", "id, name, visits") == [("A1", "Haat", 20)]


def test_an_example_that_kept_its_id_only_is_refused(bring, kept):
    content = filled("areas", lambda page: write(page, 2, name="Haat"))
    result = bring("areas", content, "t.xlsx")
    assert (codes(result), result.rejected) == (["IMP018"], 1)
    assert kept("area") == []


def test_it_is_known_in_a_csv_too(bring, kept):
    line = ",".join(EXAMPLES["enrolments"].values())
    header = ",".join(EXAMPLES["enrolments"])
    assert codes(bring("enrolments", f"{header}\n{line}\n")) == ["IMP006"]
    assert kept("enrolment") == []


def test_the_only_sheet_without_an_id_column_is_left_as_it_is(bring):
    assert bring("areas", "name,category,zone\nExample,market,T\n").new == 1
