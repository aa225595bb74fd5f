"""`mitan export xlsx`, `mitan template` and `mitan import workbook`, as scripts know them."""

import json
import re
from pathlib import Path

import pytest

import cli
from planner.commands.workbooks import KINDS
from planner.store import history
from planner.store.database import open_store
from planner.store.importing import CODES
from tests.workbooks.field import SHEETS, put, row_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "excel.md"


@pytest.fixture
def desk(desk):
    assert desk("init")[0] == 0
    for kind, text in SHEETS.items():
        desk.bring(kind, text)
    return desk


def edit(path, *edits):
    import openpyxl

    book = openpyxl.load_workbook(path)
    for one in edits:
        one(book)
    book.save(path)


def edited(desk):
    """An exported workbook in which a name was changed."""
    path = desk.folder / "L1.xlsx"
    desk.answer("export", "xlsx", "--leader", "L1", "-o", path)
    edit(path, put("team", row_of(path, "team", "R1"), "name", "Devi Bai"))
    return path


def entries(desk):
    with open_store(desk.folder / "campaign.db") as store, store.reading() as connection:
        return history.rows(connection)


def name_of(desk, one):
    with open_store(desk.folder / "campaign.db") as store, store.reading() as connection:
        return connection.exec_driver_sql(f"SELECT name FROM person WHERE id = '{one}'").scalar()


def test_export_tells_what_is_in_it_and_writes_nothing_into_the_store(desk):
    before = entries(desk)
    answer = desk.answer("export", "xlsx", "--zone", "A", "--lang", "hi", "-o", desk.folder)
    assert answer == {
        "phones": False,
        "left_out": 0,
        "without_consent": 0,
        "workbooks": [
            {"file": str(desk.folder / "A.xlsx"), "kind": "zone", "of": "A", "team": 2,
             "areas": 1, "enrolments": 3}
        ],
    }  # fmt: skip
    assert (desk.folder / "A.xlsx").exists()
    assert entries(desk) == before


def test_all_teams_go_into_a_new_folder(desk):
    answer = desk.answer("export", "xlsx", "--all", "-o", "out")
    assert [one["of"] for one in answer["workbooks"]] == ["L1", "L2"]
    assert sorted(path.name for path in (desk.folder / "out").iterdir()) == ["L1.xlsx", "L2.xlsx"]
    assert desk("export", "xlsx", "--all", "-o", "out")[0] == 3


def test_phones_need_a_reason_that_is_kept(desk):
    assert desk("export", "xlsx", "--leader", "L1", "-o", "a.xlsx", "--with-phones", " ")[0] == 2
    answer = desk.answer(
        "export", "xlsx", "--leader", "L1", "-o", "a.xlsx", "--with-phones", "for the station"
    )
    assert answer["phones"] is True
    last = entries(desk)[-1]
    assert last.action == "phones exported"
    assert json.loads(last.details)["reason"] == "for the station"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 2),
        (("--leader", "L1", "--all"), 2),
        (("--leader", "L1", "--zone", "A"), 2),
        (("--leader", "R1"), 3),
        (("--zone", "Z"), 3),
    ],
)
def test_exports_that_are_refused(desk, words, code):
    assert desk("export", "xlsx", *words, "-o", "x.xlsx")[0] == code
    assert not (desk.folder / "x.xlsx").exists()


def test_an_export_never_replaces_the_store(desk):
    before = (desk.folder / "campaign.db").read_bytes()
    assert desk("export", "xlsx", "--leader", "L1", "-o", "campaign.db")[0] == 2
    assert (desk.folder / "campaign.db").read_bytes() == before


def test_changes_are_listed_and_saved_only_with_yes(desk):
    path = edited(desk)
    change = {"sheet": "team", "row": 3, "id": "R1", "column": "name", "from": "Devi",
              "to": "Devi Bai"}  # fmt: skip
    listed = desk.answer("import", "workbook", path, code=2)
    assert (listed["changes"], listed["saved"]) == ([change], False)
    assert desk.answer("import", "workbook", path, "--dry-run")["saved"] is False
    assert name_of(desk, "R1") == "Devi"
    saved = desk.answer("import", "workbook", path, "--yes")
    assert (saved["changes"], saved["saved"]) == ([change], True)
    assert name_of(desk, "R1") == "Devi Bai"
    again = desk.answer("import", "workbook", path)
    assert (again["changes"], again["saved"]) == ([], False)


@pytest.mark.parametrize(("answer", "name"), [("y", "Devi Bai"), ("n", "Devi")])
def test_at_a_terminal_it_asks(desk, monkeypatch, answer, name):
    path = edited(desk)
    monkeypatch.setattr("planner.commands.workbooks.at_terminal", lambda: True)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda prompt: answer)
    code, out, err = desk("import", "workbook", path)
    assert code == 0
    assert "Devi Bai" in out
    assert ("All of it is saved." in err) == (answer == "y")
    assert name_of(desk, "R1") == name


def test_a_workbook_is_never_taken_for_a_sheet(desk):
    path = edited(desk)
    for kind in ("people", "areas", "enrolments"):
        code, _, err = desk("import", kind, path)
        assert code == 3
        assert "mitan import workbook FILE" in err


@pytest.mark.parametrize("option", ["--skip-bad", "--replace", "--place"])
def test_options_that_are_for_sheets_only(desk, option):
    assert desk("import", "workbook", edited(desk), option)[0] == 2
    assert desk("import", "people", "people.csv", "--yes")[0] == 2


def test_a_refusal_names_sheet_row_and_column(desk):
    path = edited(desk)
    edit(path, put("team", 3, "phone", "9.87654E+09"))
    answer = desk.answer("import", "workbook", path, "--yes", code=3)
    [finding] = answer["findings"]
    assert finding["code"] == "IMP025"
    assert finding["where"] == "L1.xlsx, sheet team, row 3, column phone"
    assert name_of(desk, "R1") == "Devi"


@pytest.mark.parametrize("kind", [(), *((name,) for name in KINDS)])
def test_a_template_is_understood(desk, kind):
    answer = desk.answer("template", *kind, "-o", "t.xlsx")
    assert answer["sheets"] == (
        list(kind) if kind not in ((), ("all",)) else ["people", "areas", "enrolments", "progress"]
    )
    for row in answer["sheets"]:
        name = ("progress", "import") if row == "progress" else ("import", row)
        code, _, err = desk(*name, "t.xlsx")
        assert code == 3
        assert "IMP006" in err
    code, _, err = desk("import", "workbook", "t.xlsx")
    assert code == 3
    assert "IMP080" in err


def test_the_page_names_commands_options_and_codes_that_are_there():
    text = PAGE.read_text(encoding="utf-8")
    for line in re.findall(r"mitan (?:export|import|template) [^`#\n]*", text):
        command = cli.mitan.commands[line.split()[1]]
        options = {option for one in command.params for option in one.opts}
        assert set(re.findall(r"--[\w-]+", line)) <= options, line
    told = set(re.findall(r"IMP\d{3}", text))
    assert told <= set(CODES)
    of_workbooks = {code for code in CODES if "IMP080" <= code < "IMP090"}
    assert of_workbooks - {"IMP087"} <= told


def test_a_workbook_that_is_there_is_not_written_over(desk):
    """Its leader may have written into it."""
    path = desk.folder / "team.xlsx"
    path.write_bytes(b"a leader's work")
    code, _, err = desk("export", "xlsx", "--leader", "L1", "-o", path)
    assert code == 3
    assert "Bring it in first" in err
    assert path.read_bytes() == b"a leader's work"
