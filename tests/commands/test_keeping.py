"""Backups, their return, and copies elsewhere, as people and scripts run them."""

import json
import sqlite3
from contextlib import closing

import openpyxl
import pytest

PEOPLE = "id,name,phone,role,zone,reports_to,trained_on\n"


@pytest.fixture
def campaign(desk):
    assert desk("init")[0] == 0
    desk.bring("areas", "id,name,category,zone,visits\nP1,Gole Bazar,market,A,4\n")
    people = "L1,Lakshmi,,leader,A,,\nR1,Sita,9876500001,rakshak,A,L1,2020-08-27\n"
    desk.bring("people", PEOPLE + people)
    return desk


def test_a_backup_is_made_told_and_put_back(campaign):
    made = campaign.answer("backup")
    assert made["file"].startswith("backups/campaign.20")
    assert (made["counts"]["person"], made["entries"], made["faults"], made["removed"]) == (
        2,
        2,
        [],
        [],
    )
    campaign.answer("ban", "R1", "P1")
    code, out, err = campaign("restore", made["file"], "--format", "json")
    back = json.loads(out)
    assert code == 0
    assert f"What was there is kept: {back['kept']}" in err
    assert (back["restored_head"], back["entries"], back["damaged"]) == (made["head"], 3, False)
    assert campaign.answer("pin")["pins"] == []
    assert campaign.answer("audit", "--select", "INT008,INT018")["passed"]
    campaign.answer("restore", back["kept"])
    assert [pin["kind"] for pin in campaign.answer("pin")["pins"]] == ["ban"]


def test_what_the_store_holds(campaign):
    held = campaign.answer("db")
    assert (held["db"], held["counts"]["person"], held["entries"]) == ("campaign.db", 2, 2)
    assert held["head"] == campaign.answer("backup")["head"]
    assert campaign("db", "--format", "csv", "copy", "x.db")[0] == 2


def test_a_backup_says_how_it_comes_back_and_what_it_removed(campaign):
    campaign.answer("backup")
    campaign.answer("ban", "R1", "P1")
    code, out, _ = campaign("backup", "--keep", "1")
    assert code == 0
    assert "To put it back: mitan restore backups/campaign.20" in out
    assert "Removed, as newer ones stand for it: backups/campaign.20" in out
    assert len(list((campaign.folder / "backups").iterdir())) == 1


def test_neither_names_nor_phones_are_said(campaign):
    said = campaign("backup")[1:] + campaign("backup", "--format", "json")[1:]
    assert not any(word in text for text in said for word in ("Sita", "Lakshmi", "98765"))


def test_a_named_file(campaign):
    assert campaign.answer("backup", "-o", "usb.db")["file"] == "usb.db"
    code, _, err = campaign("backup", "-o", "usb.db")
    assert (code, "is there already" in err) == (3, True)
    assert campaign("backup", "-o", "usb.db", "--keep", "2")[0] == 3 - 1  # usage
    code, _, err = campaign("restore", "usb.db", "--to", "again.db")
    assert code == 0
    assert (campaign.folder / "again.db").exists()


def test_what_cannot_be_put_back(campaign):
    (campaign.folder / "notes.csv").write_text("not a database, whatever it is")
    refused = campaign.answer("restore", "notes.csv", code=3)
    assert "not a Mitan campaign" in refused["error"]
    assert campaign("restore", "missing.db")[0] == 3


def test_doctor_says_how_a_damaged_campaign_is_mended(campaign):
    made = campaign.answer("backup")
    with closing(sqlite3.connect("campaign.db")) as by_hand:
        by_hand.execute("PRAGMA foreign_keys = OFF")
        by_hand.execute("INSERT INTO enrolment VALUES ('M9', 'R1', '', '', '')")
        by_hand.commit()
    assert "mitan restore FILE" in campaign("doctor", "--format", "csv")[1]
    campaign.answer("restore", made["file"])
    assert campaign("doctor")[0] == 0


def test_from_a_file_to_a_file_is_a_backup(campaign):
    refused = campaign.answer("db", "copy", "other.db", code=3)
    assert "mitan backup -o FILE" in refused["error"]
    assert campaign("db", "copy", "postgresql://x@127.0.0.1:1/y")[0] == 6


MARKED = ("Zubaida", "Yamuna", "Wilma", "Marked", "98765")


@pytest.fixture
def planned(campaign):
    """A campaign whose people are marked, with a plan, mitans and days of work."""
    people = "L1,Zubaida Marked,9876500011,leader,A,,\n"
    people += "R1,Yamuna Marked,9876500012,rakshak,A,L1,2020-08-27\n"
    campaign.bring("people", PEOPLE + people)
    campaign.bring("enrolments", "mitan,rakshak,name,phone\nM1,R1,Wilma Marked,9876500013\n")
    campaign.answer("assign")
    (campaign.folder / "days.csv").write_text(
        "rakshak,area,date,visits,people reached,note\nR1,P1,1-9-2020,2,60,ask Yamuna Marked\n"
    )
    campaign.answer("progress", "import", "days.csv")
    return campaign


def judged(desk):
    code, out, _ = desk("audit", "--format", "json")
    verdict = json.loads(out)
    return code, verdict["counts"], [(f["code"], f["subject"]) for f in verdict["findings"]]


def test_everybody_is_erased_and_the_audit_says_what_it_said(planned):
    before, tree = judged(planned), planned.answer("tree")["counts"]
    for one in ("L1", "R1", "M1"):
        done = planned.answer("erase", one, "--reason", "asked by letter", "--yes")
        assert (done["erased"], done["dry_run"], done["place_kept"]) == (True, False, False)
    assert judged(planned) == before
    assert planned.answer("tree")["counts"] == tree
    assert planned("doctor")[0] == 0
    shown = planned("tree", "export", "sheet.csv")[0] == 0
    sheet = (planned.folder / "sheet.csv").read_text()
    assert shown
    assert not any(word in sheet for word in MARKED)
    planned.answer("import", "people", "sheet.csv")  # it brings nothing back


def test_an_erasure_is_looked_at_first_and_asked_for(planned):
    made = planned.answer("backup")
    looked = planned.answer("erase", "R1", "--dry-run")
    assert (looked["erased"], looked["cleared"]["notes"], looked["backups"]) == (
        False,
        1,
        [made["file"]],
    )
    code, out, err = planned("erase", "R1")
    assert (code, "the same command with --yes" in err) == (2, True)
    assert f"This backup holds him still: {made['file']}" in out
    assert planned.answer("erase", "R1", "--dry-run") == looked


@pytest.mark.parametrize(("said", "erased"), [("y\n", True), ("n\n", False)])
def test_somebody_at_a_terminal_is_asked(planned, monkeypatch, said, erased):
    monkeypatch.setattr("planner.commands.keeping.at_terminal", lambda: True)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: said.strip())
    code, _, err = planned("erase", "M1")
    assert code == 0
    assert ("Erased." in err, "Nothing was taken away." in err) == (erased, not erased)
    assert planned.answer("erase", "M1", "--dry-run")["cleared"]["name"] == int(not erased)


@pytest.mark.parametrize(
    "words", [("erase", "R1", "--yes"), ("purge", "--now", "--reason", "over", "--yes")]
)
def test_nothing_is_taken_away_where_the_answer_cannot_be_written(planned, words):
    code, out, err = planned(*words, "-o", "no/such/folder.txt")
    assert (code, out, "cannot be written" in err) == (6, "", True)
    assert planned.answer("erase", "R1", "--dry-run")["cleared"]["name"] == 1


def test_what_is_said_of_an_erasure_names_nobody(planned):
    planned.answer("backup")
    said = planned("erase", "R1", "--dry-run")[1:] + planned("erase", "R1", "--yes")[1:]
    said += planned("erase", "R1", "--yes", "--format", "json")[1:]
    assert not any(word in text for text in said for word in MARKED)
    assert any("nothing is left to erase" in text for text in said)


def test_an_old_sheet_does_not_bring_him_back(planned):
    planned.answer("erase", "R1", "--yes")
    planned.answer("erase", "M1", "--yes")
    refused = planned.answer("import", "people", "people.csv", code=3)
    (fault,) = [f for f in refused["findings"] if f["severity"] == "error"]
    assert (fault["code"], fault["subject"]) == ("IMP056", "R1")
    assert not any(word in json.dumps(refused) for word in MARKED)
    left_out = planned.answer("import", "people", "people.csv", "--skip-bad")
    assert (left_out["rejected"], left_out["changed"]) == (1, 0)
    again = planned.answer("import", "enrolments", "enrolments.csv")  # it leaves known mitans alone
    assert (again["findings"][0]["code"], again["changed"]) == ("IMP066", 0)
    assert planned.answer("erase", "R1", "--dry-run")["cleared"] == dict.fromkeys(
        ("name", "phone", "place", "notes", "reasons", "mentions"), 0
    )


def test_an_old_sheet_of_days_brings_his_work_and_no_note(planned):
    planned.answer("erase", "R1", "--yes")
    again = planned.answer("progress", "import", "days.csv")
    assert (again["unchanged"], again["written"]) == (1, 0)
    (told,) = again["findings"]
    assert (told["code"], told["subject"], told["severity"]) == ("IMP099", "R1", "warning")
    assert planned.answer("erase", "R1", "--dry-run")["cleared"]["notes"] == 0


def test_a_workbook_does_not_bring_him_back(planned):
    for one in ("R1", "M1"):
        planned.answer("erase", one, "--yes")
    planned.answer("export", "xlsx", "--leader", "L1", "-o", "team.xlsx")
    book = openpyxl.load_workbook("team.xlsx")
    for name in book.sheetnames:
        sheet = book[name]
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == "***":
                    cell.value = "Zubaida Marked"
    book.save("team.xlsx")
    refused = planned.answer("import", "workbook", "team.xlsx", "--yes", code=3)
    faults = {(f["code"], f["subject"]) for f in refused["findings"] if f["severity"] == "error"}
    assert faults == {("IMP056", "R1"), ("IMP056", "M1")}


def test_erasing_nobody(planned):
    assert planned.answer("erase", "R9", "--yes", code=3)["findings"][0]["code"] == "CHG001"
