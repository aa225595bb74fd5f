"""Backups, their return, and copies elsewhere, as people and scripts run them."""

import json
import sqlite3
from contextlib import closing

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
