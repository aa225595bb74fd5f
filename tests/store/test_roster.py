"""Which ids stand for whom, and how people are called."""

import pytest

from planner.findings import Refusal
from planner.policy import load
from planner.store import bulk, roster
from planner.store.roster import Contact, Leaving, Spot, masked
from planner.store.tables import Area, Enrolment, Person


@pytest.fixture
def campaign(store):
    people = [
        ("L1", "Leela", "9000000001", "leader", "", 1),
        ("R1", "Ravi", "9000000002", "rakshak", "L1", 1),
        ("R2", "Rani", "", "rakshak", "L1", 0),
        ("M1", "Mina", "9000000003", "mitan", "", 1),
        ("M2", "Mona", "", "mitan", "", 0),
        ("B1", "Both", "", "rakshak", "L1", 1),
    ]
    names = ("id", "name", "phone", "role", "reports_to", "active")
    with store.writing() as connection:
        bulk.insert(connection, Person, dict(zip(names, zip(*people, strict=True), strict=True)))
        areas = {"id": ["A1", "B1"], "name": ["Bazaar", "Bank"], "locality": ["Sarkanda", ""]}
        bulk.insert(connection, Area, areas)
        bulk.insert(connection, Enrolment, {"mitan": ["M1", "M2"], "rakshak": ["R1", "R1"]})
    with store.reading() as connection:
        yield connection


def test_rakshaks_and_areas_are_told_apart(campaign):
    assert roster.sort_out(campaign, ["R2", "A1", "R1", "R2"]) == Leaving(("R1", "R2"), ("A1",))
    assert roster.sort_out(campaign, []) == Leaving((), ())


def test_every_id_that_cannot_be_dropped_is_named(campaign):
    with pytest.raises(Refusal) as caught:
        roster.sort_out(campaign, ["R1", "R11", "L1", "M1", "B1"])
    assert "B1, L1, M1, R11" in caught.value.message
    told = {fault.subject: (fault.code, fault.remedy) for fault in caught.value.findings}
    assert told["B1"][0] == "CHG003"
    assert told["L1"][0] == told["M1"][0] == "CHG004"
    assert "mitan tree" in told["M1"][1]
    assert "report to another leader" in told["L1"][1]
    assert (told["R11"][0], "R1" in told["R11"][1]) == ("CHG001", True)


def test_books_have_those_who_are_called(campaign):
    book = roster.open_book(campaign, load().privacy)
    assert book.people["R1"] == Contact("Ravi", "9000000002", "L1")
    assert sorted(book.people) == ["B1", "L1", "R1", "R2"]
    assert book.areas == {"A1": "Bazaar", "B1": "Bank"}
    some = roster.open_for(campaign, ["M1", "A1", "X"], load().privacy)
    assert (list(some.people), some.areas) == (["M1"], {"A1": "Bazaar"})
    assert roster.staff_names(campaign)["R2"] == "Rani"
    assert "M1" not in roster.staff_names(campaign)
    assert roster.spots(campaign)["A1"] == Spot("Bazaar", "Sarkanda")


def test_a_sheet_of_the_staff_has_no_mitans_and_blanks_for_what_is_not_known(campaign):
    rows = roster.staff_sheet(campaign)
    assert [row[0] for row in rows] == ["B1", "L1", "R1", "R2"]
    assert rows[3] == ("R2", "Rani", "rakshak", "", "L1", "", "", 0)


def test_only_active_mitans_count(campaign):
    assert roster.count_mitans(campaign) == {"R1": 1}


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("9876543210", "98xxxxxx10"), ("98765", "98x65"), ("9876", ""), ("", "")],
)
def test_phones_are_masked(phone, shown):
    assert masked(phone) == shown
