"""Erasing: nothing says any more who it was, and all that was counted is counted still."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select, text

from planner.chain import first_break
from planner.findings import Refusal
from planner.store import history, sums
from planner.store.backup import back_up
from planner.store.bulk import insert, update
from planner.store.database import create_store, open_store
from planner.store.erasing import erase, look
from planner.store.erasures import erased_among, erasures, id_digest
from planner.store.personal import NAME
from planner.store.restoring import restore
from planner.store.tables import Area, Enrolment, Person, Pin, PlanRecord, Progress, Tie
from planner.store.target import parse
from planner.store.traces import scrub, traces
from tests.store.killing import run_and_kill

WHO, PHONE, HERE = "Zubaida Marked", "9876512345", (22.0797, 82.1409)


def person(one, role, **given):
    return {"id": one, "role": role, "name": "", "phone": "", "active": 1, "reports_to": "",
            "latitude": None, "longitude": None} | given  # fmt: skip


def fill(store, *, active=1):
    """Leader, rakshak and mitan, each marked, and a rakshak who writes about them."""
    marked = {"name": WHO, "phone": PHONE, "latitude": HERE[0], "longitude": HERE[1]}
    rows = [
        person("L1", "leader", **marked),
        person("R1", "rakshak", reports_to="L1", **marked, active=active),
        person("R2", "rakshak", reports_to="L1", name="Zubaida", phone="9876500002"),
        person("M1", "mitan", **marked),
    ]
    with store.writing() as connection:
        insert(connection, Person, {name: [row[name] for row in rows] for name in rows[0]})
        insert(connection, Area, {"id": ["A1", "A2"], "visits": [3, 3]})
        insert(connection, Enrolment, {"mitan": ["M1"], "rakshak": ["R1"]})
        notes = [
            "rain; call me",
            f"with zubaida  marked (+91 98765-12345), not {WHO}i",
            "Zubaida was ill",
        ]
        work = {
            "rakshak": ["R1", "R2", "R2"],
            "area": ["A1", "A1", "A2"],
            "day": ["2020-09-01"] * 3,
        }
        insert(connection, Progress, {**work, "note": notes, "visits_done": [2, 1, 1]})
        insert(
            connection,
            Pin,
            {
                "rakshak": ["R1", "R2"],
                "area": ["A1", "A1"],
                "visits": [1, 0],
                "reason": ["her shop", f"asked by {PHONE}"],
            },
        )
        insert(
            connection,
            Tie,
            {
                "of": ["rakshaks", "areas"],
                "one": ["R1", "R1"],
                "other": ["R2", "X"],
                "kind": ["apart"] * 2,
                "reason": ["cousins", "one road"],
            },
        )
        history.append(connection, "import", {"people": 4})
    return store


@pytest.fixture
def campaign(store):
    return fill(store)


def cells(store, table, *columns):
    wanted = select(*(getattr(table, name) for name in columns))
    with store.reading() as connection:
        found = connection.execute(wanted.order_by(*table.__table__.primary_key))
        return [tuple(row) for row in found]


def personal(store):
    return {
        row[0]: row[1:]
        for row in cells(store, Person, "id", "name", "phone", "latitude", "longitude")
    }


def sound(store):
    with store.reading() as connection:
        assert sums.standing(connection).changed == ()
        entries = history.rows(connection)
    assert first_break(entries) is None
    return entries


@pytest.mark.parametrize("one", ["L1", "R1", "M1"])
def test_anybody_is_erased_and_nobody_else(campaign, one):
    before = personal(campaign)
    rest = cells(campaign, Person, "id", "role", "reports_to", "active")
    with campaign.writing() as connection:
        found = erase(connection, one, "asked by letter")
    assert personal(campaign) == before | {one: (NAME, "", None, None)}
    assert cells(campaign, Person, "id", "role", "reports_to", "active") == rest
    assert cells(campaign, Enrolment, "mitan", "rakshak") == [("M1", "R1")]
    assert (found.cleared["name"], found.cleared["phone"], found.cleared["place"]) == (1, 1, 1)
    entry = sound(campaign)[-1]
    assert (entry.action, one in entry.details) == ("erase", False)
    details = json.loads(entry.details)
    assert (details["id_sha256"], details["reason"]) == (id_digest(one), "asked by letter")


def test_his_own_texts_go_and_others_lose_his_whole_name_and_phone(campaign):
    with campaign.writing() as connection:
        found = erase(connection, "R1")
    assert cells(campaign, Progress, "rakshak", "area", "visits_done", "note") == [
        ("R1", "A1", 2, ""),
        ("R2", "A1", 1, f"with *** (***), not {WHO}i"),
        ("R2", "A2", 1, "Zubaida was ill"),  # as thousands are called
    ]
    assert cells(campaign, Pin, "rakshak", "visits", "reason") == [
        ("R1", 1, ""), ("R2", 0, "asked by ***"),
    ]  # fmt: skip
    assert cells(campaign, Tie, "of", "reason") == [("areas", "one road"), ("rakshaks", "")]
    assert dict(found.cleared) == {
        "name": 1, "phone": 1, "place": 1, "notes": 1, "reasons": 2, "mentions": 2,
    }  # fmt: skip
    sound(campaign)


def test_a_look_changes_nothing_and_says_the_same(campaign):
    with campaign.reading() as connection:
        seen = look(connection, "R1")
    before = personal(campaign)
    assert len(sound(campaign)) == 1
    with campaign.writing() as connection:
        assert erase(connection, "R1") == seen
    assert personal(campaign) != before


def test_twice_is_once(campaign):
    with campaign.writing() as connection:
        erase(connection, "M1")
    with campaign.writing() as connection:
        again = erase(connection, "M1")
    assert not again.anything
    assert len(again.before) == 1
    assert len(sound(campaign)) == 2


def test_the_place_of_a_rakshak_in_the_plan_stays_until_he_has_left_it(campaign):
    with campaign.writing() as connection:
        insert(connection, PlanRecord, {"number": [1]})
        kept = erase(connection, "R1")
        assert (kept.place_kept, kept.cleared["place"]) == (True, 0)
        assert not erase(connection, "L1").place_kept
        assert not erase(connection, "M1").place_kept
    assert personal(campaign)["R1"] == (NAME, "", *HERE)
    with campaign.writing() as connection:
        connection.execute(text("UPDATE person SET active = 0 WHERE id = 'R1'"))
        gone = erase(connection, "R1")
        assert (gone.place_kept, gone.cleared["place"], gone.cleared["name"]) == (False, 1, 0)
    assert personal(campaign)["R1"] == (NAME, "", None, None)


def test_what_cannot_be_erased_is_told(campaign):
    with campaign.writing() as connection:
        history.append(connection, "export", {"reason": f"for {WHO}"})
        history.append(connection, "import", {"file": "zubaida.csv"})
        assert look(connection, "M1").told_in == (2,)
        for reason in (f"{WHO} asked", "call 98765 12345"):
            with pytest.raises(Refusal, match="without names and phones"):
                erase(connection, "M1", reason)
    assert personal(campaign)["M1"][0] == WHO


def test_an_id_that_nobody_has(campaign):
    with campaign.writing() as connection, pytest.raises(Refusal) as refused:
        erase(connection, "R9")
    assert [finding.code for finding in refused.value.findings] == ["CHG001"]


def test_digests_tell_the_erased_among_ids(campaign):
    with campaign.writing() as connection:
        assert erased_among(connection, ["M1"]) == {}
        erase(connection, "M1")
        (told,) = erasures(connection)
        assert erased_among(connection, ["R1", "M1", "M1"]) == {"M1": told.at[:10]}


@pytest.fixture
def in_file(file_store):
    return fill(file_store)


def held(folder):
    """Files of a folder that have a marked name or phone anywhere in their bytes."""
    marks = (WHO.encode(), PHONE.encode())
    return {
        path.name
        for path in folder.rglob("*")
        if path.is_file() and any(mark in path.read_bytes() for mark in marks)
    }


def test_no_page_of_the_file_has_it_any_more(in_file, tmp_path):
    for one in ("L1", "R1", "M1"):
        with in_file.writing() as connection:
            erase(connection, one)
    with in_file.writing() as connection:  # a whole name that is part of another word stays
        connection.execute(text("UPDATE progress SET note = ''"))
    assert scrub(parse(in_file.target))
    assert held(tmp_path) == set()


def test_a_file_in_use_is_scrubbed_later(in_file, tmp_path, monkeypatch):
    monkeypatch.setattr("planner.store.traces.BUSY_SECONDS", 0.01)
    with in_file.reading() as connection:
        connection.execute(text("SELECT 1 FROM person")).all()
        assert not scrub(parse(in_file.target))
    assert scrub(parse(in_file.target))


def test_backups_that_hold_him_are_found(in_file, tmp_path):
    first = back_up(in_file.target).made.file
    aside = back_up(in_file.target, tmp_path / "aside.db").made.file
    (tmp_path / "usb").mkdir()
    usb = back_up(in_file.target, tmp_path / "usb" / "kept.db").made.file
    (tmp_path / "broken.db").write_bytes(aside.read_bytes()[:2000])
    (tmp_path / "notes.db").write_text("no database")
    with in_file.writing() as connection:
        erase(connection, "M1")
    back_up(in_file.target)
    where = parse(in_file.target)
    found = traces(where, "M1")
    assert {*found.holding} == {first, aside}
    assert [file.name for file in found.unreadable] == ["broken.db"]
    assert usb in traces(where, "M1", [tmp_path / "usb"]).holding
    assert traces(where, "R9").holding == ()


def test_a_backup_from_before_does_not_bring_him_back(in_file, tmp_path):
    kept = back_up(in_file.target, tmp_path / "kept.db").made.file
    for one in ("M1", "L1"):
        with in_file.writing() as connection:
            erase(connection, one, "asked")
    done = restore(kept, in_file.target)
    assert done.erased_again == 2
    with open_store(in_file.target) as store:
        assert personal(store)["M1"] == personal(store)["L1"] == (NAME, "", None, None)
        assert personal(store)["R1"][0] == WHO
        actions = [entry.action for entry in sound(store)]
    assert actions == ["import", "restore", "erase", "erase"]
    assert (
        restore(
            back_up(in_file.target, tmp_path / "later.db").made.file, in_file.target
        ).erased_again
        == 0
    )


def test_a_backup_from_before_he_came_lets_no_old_sheet_bring_him_in(tmp_path):
    with create_store(tmp_path / "campaign.db") as store:
        with store.writing() as connection:
            history.append(connection, "import", {"people": 0})
        kept = back_up(store.target, tmp_path / "kept.db").made.file
        fill(store)
        with store.writing() as connection:
            erase(connection, "M1", f"asked by {WHO.split()[0]}")
        done = restore(kept, store.target)
        assert done.erased_again == 1
    with open_store(tmp_path / "campaign.db") as store, store.reading() as connection:
        assert set(erased_among(connection, ["M1", "M2"])) == {"M1"}


def test_a_reason_that_names_somebody_of_the_backup_is_no_hindrance(in_file, tmp_path):
    kept = back_up(in_file.target, tmp_path / "kept.db").made.file
    with in_file.writing() as connection:
        update(connection, Person, {"id": ["M1"], "name": ["Zubaida Corrected"]}, "id")
        erase(connection, "M1", f"asked by {WHO}")
    assert restore(kept, in_file.target).erased_again == 1
    with open_store(in_file.target) as store:
        assert personal(store)["M1"] == (NAME, "", None, None)


def test_a_place_that_went_with_the_second_erasure_stays_away(in_file, tmp_path):
    with in_file.writing() as connection:
        insert(connection, PlanRecord, {"number": [1]})
        assert erase(connection, "R1").place_kept
    kept = back_up(in_file.target, tmp_path / "kept.db").made.file
    with in_file.writing() as connection:
        update(connection, Person, {"id": ["R1"], "active": [0]}, "id")
        assert not erase(connection, "R1").place_kept
    assert kept in traces(parse(in_file.target), "R1").holding
    assert restore(kept, in_file.target).erased_again == 1
    with open_store(in_file.target) as store:
        assert personal(store)["R1"] == (NAME, "", None, None)


def test_whoever_is_killed_has_erased_nothing(in_file):
    before = personal(in_file)
    code = (
        "import sys\nfrom planner.store import erasing\n"
        "from planner.store.database import open_store\nerasing.history.append = die\n"
        "with open_store(sys.argv[1]) as store, store.writing() as connection:\n"
        "    erasing.erase(connection, 'R1')"
    )
    run_and_kill(code, in_file.target)
    assert personal(in_file) == before
    assert len(sound(in_file)) == 1
    assert Path(in_file.target).exists()


def test_whoever_has_no_name_gets_none(store):
    with store.writing() as connection:
        people = {"id": ["M1", "M2"], "role": ["mitan"] * 2, "phone": ["9000000001", ""]}
        insert(connection, Person, people)
        assert erase(connection, "M1").anything
        assert not erase(connection, "M2").anything
    assert cells(store, Person, "id", "name", "phone") == [("M1", "", ""), ("M2", "", "")]
