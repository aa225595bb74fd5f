"""Which workbooks are taken back, and which are refused, with the reason."""

import io
import json
import time
import zipfile

import openpyxl
import pytest

from planner.findings import Refusal
from planner.report.template import template_workbook
from planner.store.importing.workbook import ENCRYPTED, MARK_SHEET, OLE
from planner.store.workbooks.returned import even, read_returned
from tests.workbooks.field import add, headers, put, row_of, texts


def refused(path):
    """Codes of the refusal."""
    with pytest.raises(Refusal) as caught:
        read_returned(path)
    assert caught.value.exit_code == 3
    return [finding.code for finding in caught.value.findings]


def remove_column(sheet, name):
    return lambda book: book[sheet].delete_cols(headers(book[sheet]).index(name) + 1)


def remove_sheet(name):
    return lambda book: book.remove(book[name])


def test_an_untouched_workbook_is_read_as_it_was_written(field):
    path = field.out()
    found = read_returned(path)
    assert [(page.layout.sheet, len(page.numbers)) for page in found.pages] == [
        *(("team", 2), ("areas", 1), ("enrolments", 3))
    ]
    assert all(
        page.text(k, name) == page.was(k, name)
        for page in found.pages
        for k in range(len(page.numbers))
        for name in page.order
    )
    assert found.remarks == ()


@pytest.mark.parametrize("sheet", ["team", "areas", "enrolments"])
def test_a_sheet_that_was_removed(field, sheet):
    assert refused(field.edit(field.out(), remove_sheet(sheet))) == ["IMP082"]


@pytest.mark.parametrize(
    ("sheet", "column"),
    [("team", "id"), ("team", "mitan row"), ("enrolments", "mitan"), ("enrolments", "rakshak")],
)
def test_a_column_of_ids_that_was_removed(field, sheet, column):
    assert refused(field.edit(field.out(), remove_column(sheet, column))) == ["IMP082"]


def test_another_column_that_was_removed_changes_nothing(field):
    path = field.edit(field.out(), remove_column("team", "phone"), remove_column("areas", "name"))
    assert [f.code for f in read_returned(path).remarks] == ["IMP082", "IMP082"]
    assert field.told(path) == []


def test_a_column_that_was_copied(field):
    path = field.edit(field.out(), lambda book: book["team"].cell(1, 17, "name"))
    assert refused(path) == ["IMP082"]


def test_merged_cells(field):
    path = field.edit(field.out(), lambda book: book["team"].merge_cells("C2:C3"))
    assert refused(path) == ["IMP083"]
    with pytest.raises(Refusal) as caught:
        read_returned(path)
    [finding] = caught.value.findings
    assert finding.message == "cells are merged in row(s) 2"


def test_the_hidden_sheet_is_needed_and_must_be_as_it_was(field):
    assert refused(field.edit(field.out(), remove_sheet(MARK_SHEET))) == ["IMP080"]

    def forge(book):
        page = book[MARK_SHEET]
        cell = next(row[1] for row in page.iter_rows() if row[0].value == "base")
        cell.value = cell.value.replace("Devi", "Deva")

    path = field.out()
    assert "Devi" in texts(path)
    assert refused(field.edit(path, forge)) == ["IMP080"]


@pytest.mark.parametrize("text", ["{}", "[]", "null", "1", '{"about":1}', "[" * 5000, "x"])
def test_a_hidden_sheet_of_nonsense(field, text):
    def spoil(book):
        page = book[MARK_SHEET]
        for row in page.iter_rows(min_row=2):
            row[1].value = text

    assert refused(field.edit(field.out(), spoil)) == ["IMP080"]


def test_hidden_values_of_other_shapes(field):
    """Whatever JSON stands there, it is refused and no fault of the program's."""

    def change(change_about):
        def spoil(book):
            page = book[MARK_SHEET]
            cell = next(row[1] for row in page.iter_rows() if row[0].value == "about")
            about = json.loads(cell.value)
            change_about(about)
            cell.value = json.dumps(about)

        return spoil

    for spoil in (
        lambda about: about.pop("scope"),
        lambda about: about.update(scope={"kind": "world", "of": "L1"}),
        lambda about: about.update(columns={"team": "id"}),
        lambda about: about.update(lang=["en"]),
        lambda about: about.update(lang="xx"),
        lambda about: about.update(titles=[]),
        lambda about: about.update(generation={"campaign": 1}),
        lambda about: about["columns"].update(team=["name"]),
    ):
        assert refused(field.edit(field.out(), change(spoil))) == ["IMP080"]


def test_an_id_that_was_changed_by_hand(field):
    path = field.out()
    assert refused(field.edit(path, put("team", row_of(path, "team", "R1"), "id", "R9"))) == [
        "IMP084"
    ]


def test_ids_that_were_exchanged(field):
    """As a sort of the visible columns alone would do."""
    path = field.edit(field.out(), put("team", 2, "id", "R1"), put("team", 3, "id", "007"))
    assert refused(path) == ["IMP084", "IMP084"]


def test_a_mitan_is_not_given_to_another_by_hand(field):
    path = field.out()
    row = row_of(path, "enrolments", "M1")
    assert refused(field.edit(path, put("enrolments", row, "rakshak", "007"))) == ["IMP084"]


def test_a_row_that_was_copied_whole(field):
    def copy(book):
        page = book["team"]
        for at, cell in enumerate(list(page[2]), start=1):
            page.cell(page.max_row if at > 1 else page.max_row + 1, at).value = cell.value

    assert refused(field.edit(field.out(), copy)) == ["IMP084"]


def test_a_row_that_was_copied_without_its_hidden_number(field):
    assert refused(field.edit(field.out(), add("team", id="R1", name="Devi"))) == ["IMP084"]


def test_a_new_row_has_no_id_yet(field):
    assert refused(field.edit(field.out(), add("team", id="R77", name="Devi"))) == ["IMP084"]


@pytest.mark.parametrize("number", ["99", "0", "-1", "x", "1.5"])
def test_a_hidden_number_that_was_changed(field, number):
    assert refused(field.edit(field.out(), put("team", 2, "mitan row", number))) == ["IMP084"]


def test_rows_may_be_sorted_whole_and_deleted(field):
    def turn(book):
        page = book["team"]
        rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
        for at, row in enumerate(reversed(rows), start=2):
            for k, value in enumerate(row, start=1):
                page.cell(at, k).value = value

    path = field.edit(field.out(), turn, lambda book: book["enrolments"].delete_rows(2))
    assert [f.code for f in read_returned(path).remarks] == ["IMP087"]
    assert field.told(path) == []


def test_a_row_that_was_cleared_is_a_deleted_one(field):
    def clear(book):
        for cell in book["team"][2][1:]:
            cell.value = None

    path = field.edit(field.out(), clear)
    assert [f.code for f in read_returned(path).remarks] == ["IMP087"]
    assert field.told(path) == []


def test_cells_with_an_excel_error(field):
    path = field.edit(field.out(), put("areas", 2, "people", "#REF!"))
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as parts:
        content = {name: parts.read(name) for name in parts.namelist()}
    book = openpyxl.load_workbook(path)
    cell = book["areas"].cell(2, headers(book["areas"]).index("people") + 1)
    cell.data_type = "e"
    book.save(path)
    assert content
    assert refused(path) == ["IMP085"]


def test_a_formula_without_its_result_takes_nothing_out(field):
    path = field.out()
    book = openpyxl.load_workbook(path)
    page = book["areas"]
    page.cell(2, headers(page).index("people") + 1).value = "=100+50"
    book.save(path)
    assert refused(path) == ["IMP085"]


def test_a_workbook_with_a_password(field):
    path = field.folder / "locked.xlsx"
    path.write_bytes(OLE + bytes(1000) + ENCRYPTED)
    assert refused(path) == ["IMP004"]


def test_what_is_no_workbook_of_ours(field):
    (field.folder / "list.csv").write_text("id,name\nR1,x\n")
    assert refused(field.folder / "list.csv") == ["IMP080"]
    openpyxl.Workbook().save(field.folder / "empty.xlsx")
    assert refused(field.folder / "empty.xlsx") == ["IMP080"]
    assert refused(field.folder / "nowhere.xlsx") == ["IMP001"]


def test_a_text_escaped_time_and_again_is_evened_out_within_bounds():
    assert even("_x005F_x0041_") == "A"
    began = time.process_time()
    even("_x005F" + "_x005F" * 5_000 + "_")
    even("_x005F" + "x005F_" * 5_000)
    assert time.process_time() - began < 2


def test_half_a_pair_of_surrogates_is_no_character():
    """It could not be written anywhere; as it stands it is a text like any other."""
    assert even("_xD800__xdfff_ _xD7FF_") == "_xD800__xdfff_ \ud7ff"


def test_a_sheet_whose_header_was_emptied(field):
    def empty(book):
        for cell in book["team"][1]:
            cell.value = None

    codes = refused(field.edit(field.out(), empty))
    assert set(codes) == {"IMP013", "IMP082"}  # something beyond it; columns that are missing


def test_of_several_faults_the_first_is_told_and_the_others_counted(field):
    path = field.edit(field.out(), lambda book: book["team"].merge_cells("C2:C3"))
    with pytest.raises(Refusal) as caught:
        read_returned(path)
    assert caught.value.message.endswith("cells are merged in row(s) 2. Nothing was saved.")
    field.edit(path, lambda book: book["areas"].merge_cells("C2:C3"))
    with pytest.raises(Refusal) as caught:
        read_returned(path)
    assert caught.value.message.endswith("row(s) 2, and 1 more fault(s). Nothing was saved.")


def test_a_template_is_none_and_says_where_it_belongs(field):
    path = field.folder / "template.xlsx"
    path.write_bytes(template_workbook(("people",), field.policy, "en"))
    with pytest.raises(Refusal) as caught:
        read_returned(path)
    [finding] = caught.value.findings
    assert finding.code == "IMP080"
    assert finding.message.startswith("this is a template")
    plain = openpyxl.Workbook()
    plain.save(path)
    with pytest.raises(Refusal) as caught:
        read_returned(path)
    assert "template" not in caught.value.findings[0].message
