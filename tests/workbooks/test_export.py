"""The workbook as Excel shows it: whose it is, what is locked, what may be chosen."""

import openpyxl
import pytest

from planner.findings import Refusal
from planner.report.export import make_workbooks, scopes_of_all
from planner.report.workbook_phrases import BACK, BLANK, SCOPES
from planner.store import history
from planner.store.workbooks.scope import Scope, ScopeKind
from tests.workbooks.field import L1, TEAM, ZONE, headers, texts

STRANGERS = ("Foreigner", "Outsider", "Stranger", "Chitra", "9000000006", "9111111114")
PHONES = ("9000000004", "9000000005", "9111111111", "9111111113")


@pytest.mark.parametrize("scope", [L1, TEAM, ZONE])
def test_nobody_elses_part_is_in_it_not_even_hidden(field, scope):
    path = field.out(scope, reason="test")
    found = texts(path)
    assert [word for word in STRANGERS if word in found] == []
    assert [one for one in ("R3", "M4", "A2", "L2") if f'"{one}"' in values(path)] == []
    assert '"R1"' in values(path)
    assert [
        word for word in ("Devi", "Esha", "Gita", "Hema", "Indu", *PHONES) if word not in found
    ] == []


def test_phones_are_masked_everywhere(field):
    found = texts(field.out())
    assert "90xxxxxx04" in found
    assert [word for word in PHONES if word in found] == []


@pytest.mark.parametrize("lang", ["en", "hi"])
def test_ids_are_locked_and_other_cells_are_not(field, lang):
    book = openpyxl.load_workbook(field.out(L1, lang))
    for page in book.worksheets[1:4]:
        assert page.protection.sheet
        assert not page.protection.password
        assert page.column_dimensions["A"].hidden
        locked = [cell.protection.locked for cell in page[2] if cell.value is not None]
        ids = 3 if page.max_column == 10 else 2  # enrolments are known by mitan and rakshak
        assert locked == [True] * ids + [False] * (len(locked) - ids)
        assert len(locked) > ids
        free = [page.column_dimensions[letter].protection.locked for letter in "BC"]
        assert free == [True, False]


def test_texts_are_texts_and_numbers_are_numbers(field):
    page = openpyxl.load_workbook(field.out())["team"]
    names = headers(page)
    row = list(page[3])
    assert [row[1].value, page.cell(2, 2).value] == ["R1", "007"]
    assert page.cell(2, 2).number_format == "@"
    number = row[names.index("visits available")]
    assert (number.value, number.data_type) == (8, "n")
    assert (row[names.index("latitude")].value, row[names.index("zone")].number_format) == (
        22.001,
        "@",
    )
    assert row[names.index("phone")].data_type == "s"


def test_what_may_be_chosen(field):
    book = openpyxl.load_workbook(field.out(L1, "hi"))
    lists = [
        [cell.value for cell in column if cell.value] for column in book["mitan lists"].columns
    ]
    assert ["हाँ", "नहीं"] in lists
    assert ["007", "R1"] in lists
    assert ["L1"] in lists
    assert any("बाज़ार" in choice for choice in lists)
    rules = {
        page.title: [str(rule.sqref) for rule in page.data_validations.dataValidation]
        for page in book.worksheets[1:4]
    }
    assert {title: len(found) for title, found in rules.items()} == {
        "दल": 6,  # the leader, the zone, skills, active, reserve, consent
        "क्षेत्र": 4,  # category, zone, whole, skills
        "नामांकन": 3,  # the rakshak, the zone, consent
    }
    assert all(int(one.split(":")[1][1:]) > 1_000 for found in rules.values() for one in found)


def test_instructions_in_both_languages_say_whose_it_is(field):
    page = openpyxl.load_workbook(field.out(ZONE)).worksheets[0]
    said = "\n".join(str(cell.value) for cell in page["A"] if cell.value)
    assert "zone A" in said
    assert "ज़ोन A" in said
    assert "mitan import workbook FILE" in said
    assert "{" not in said


def test_phrases_are_the_same_in_both_languages():
    for phrases in (BACK, BLANK):
        assert len(phrases["en"]) == len(phrases["hi"])
        for english, hindi in zip(phrases["en"], phrases["hi"], strict=True):
            for place in ("{of}", "{campaign}", "{day}", "{orders}", "mitan import workbook FILE"):
                assert (place in english) == (place in hindi)
    assert SCOPES["en"].keys() == SCOPES["hi"].keys() == set(ScopeKind)


def test_all_teams_each_in_a_file_of_its_own(field):
    with field.store.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO person (id, name, role, reports_to, zone, phone, organisation, skills, "
            "languages, joined_on, trained_on, active, reserve, synthetic) VALUES "
            "('l/1', 'x', 'leader', '', 'A', '', '', '', '', '', '', 1, 0, 0),"
            "('l:1', 'x', 'leader', '', 'A', '', '', '', '', '', '', 1, 0, 0),"
            "('R8', 'x', 'rakshak', 'l/1', 'A', '', '', '', '', '', '', 1, 0, 0),"
            "('R9', 'x', 'rakshak', 'l:1', 'A', '', '', '', '', '', '', 1, 0, 0),"
            "('R10', 'x', 'rakshak', '', 'A', '', '', '', '', '', '', 1, 0, 0)"
        )
    scopes, left_out = scopes_of_all(field.store)
    made = list(make_workbooks(field.store, field.policy, scopes, "en"))
    assert [one.name for one in made] == ["L1.xlsx", "L2.xlsx", "l-1.xlsx", "l-1-2.xlsx"]
    assert left_out == 1
    assert [one.counts["team"] for one in made] == [2, 1, 1, 1]


def test_a_large_part_is_written_with_little_memory_and_comes_back_the_same(field, monkeypatch):
    small = values(field.out())
    monkeypatch.setattr("planner.report.workbook.MANY_CELLS", 0)
    path = field.out()
    assert values(path).count("Devi") == small.count("Devi")
    assert field.back(path).changes == ()


def test_an_unknown_leader_leaves_no_entry_about_phones(field):
    with pytest.raises(Refusal):
        field.out(Scope(ScopeKind.LEADER, "L9"), reason="test")
    with field.store.reading() as connection:
        assert "phones exported" not in [entry.action for entry in history.rows(connection)]


def values(path):
    """Every value of every cell, hidden ones too, each between quotation marks."""
    book = openpyxl.load_workbook(path)
    cells = (cell for page in book.worksheets for row in page.iter_rows() for cell in row)
    return " ".join(f'"{cell.value}"' for cell in cells)
