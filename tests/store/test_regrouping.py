"""The moves of a draft, written: all of them, nothing else, with the history to tell."""

import json

import pytest

from planner.findings import ExitCode, Refusal
from planner.hierarchy.leaving import AUTO, remove
from planner.hierarchy.moving import move
from planner.policy import load
from planner.regrouping import regroup
from planner.store import bulk, changes, history
from planner.store.tables import Enrolment, Person

POLICY = load()


@pytest.fixture
def campaign(store):
    people = {
        "id": ["L1", "L2", "R1", "R2", "M1", "M2"],
        "name": ["Asha", "Bina", "Chitra", "Devi", "Esha", "Farah"],
        "role": ["leader", "leader", "rakshak", "rakshak", "mitan", "mitan"],
        "reports_to": ["", "", "L1", "L1", "", ""],
        "phone": ["9000000001", *[""] * 5],
    }
    with store.writing() as connection:
        bulk.insert(connection, Person, people)
        days = {"enrolled_on": ["2020-09-01", ""], "pledged_on": ["2020-09-08", ""]}
        days["pledged_at"] = ["07:05", ""]
        pairs = {"mitan": ["M1", "M2"], "rakshak": ["R1", "R1"]}
        bulk.insert(connection, Enrolment, {**pairs, **days})
    return store


def rows(store, table, *columns):
    with store.reading() as connection:
        return sorted(bulk.select(connection, table, columns))


def told(store):
    with store.reading() as connection:
        return [(entry.action, json.loads(entry.details)) for entry in history.rows(connection)]


def test_everything_of_a_step_is_written(campaign):
    regroup(campaign, POLICY, "remove", lambda draft: remove(draft, ["L1"], POLICY, heir="R1"))
    assert rows(campaign, Person, "id", "role", "reports_to", "active") == [
        ("L1", "leader", "", 0),
        ("L2", "leader", "", 1),
        ("M1", "mitan", "", 1),
        ("M2", "mitan", "", 1),
        ("R1", "leader", "", 1),
        ("R2", "rakshak", "R1", 1),
    ]
    assert rows(
        campaign, Enrolment, "mitan", "rakshak", "enrolled_on", "pledged_on", "pledged_at"
    ) == [
        ("M1", "R2", "2020-09-01", "2020-09-08", "07:05"),
        ("M2", "R2", "", "", ""),
    ]
    ((action, details),) = told(campaign)
    assert (action, details["step"]) == ("tree", "remove")
    assert (details["moved"], details["mitans"]) == (2, 2)
    assert (details["left"], details["turned"]) == (["L1"], ["R1"])
    assert details["people"] == ["L1", "M1", "M2", "R1", "R2"]
    assert "Asha" not in json.dumps(details)


def test_a_dry_run_and_a_step_that_changes_nothing_write_nothing(campaign):
    before = rows(campaign, Person, "id", "reports_to")
    step = lambda draft: move(draft, ["R1"], "L2", POLICY)  # noqa: E731
    assert len(regroup(campaign, POLICY, "move", step, dry_run=True).moves) == 1
    again = lambda draft: move(draft, ["R1"], "L1", POLICY)  # noqa: E731
    assert len(regroup(campaign, POLICY, "move", again).moves) == 0
    assert rows(campaign, Person, "id", "reports_to") == before
    assert told(campaign) == []


def test_who_was_changed_by_somebody_else_meanwhile_is_not_overwritten(campaign):
    def step(draft):
        with campaign.writing() as connection:  # another organiser, quicker
            changes.drop_people(connection, ["L2"])
        move(draft, ["R1"], "L2", POLICY)

    with pytest.raises(Refusal, match="Somebody else changed the campaign") as refused:
        regroup(campaign, POLICY, "move", step)
    assert refused.value.exit_code is ExitCode.STORE
    assert ("R1", "L1") in rows(campaign, Person, "id", "reports_to")


def test_a_step_that_fails_leaves_the_store_as_it_was(campaign):
    with pytest.raises(Refusal):
        regroup(campaign, POLICY, "x", lambda draft: remove(draft, ["R1", "R2"], POLICY, heir=AUTO))
    assert told(campaign) == []
    assert {active for _, active in rows(campaign, Person, "id", "active")} == {1}
