"""Pins and bans: kept, replaced, taken back, and refused for who or what is not there."""

import pytest

from planner.findings import ExitCode, Refusal
from planner.store import bulk, history, pins
from planner.store.tables import Area, Person
from tests.store.telling import told


@pytest.fixture
def campaign(store):
    with store.writing() as connection:
        people = {"id": ["L1", "R001", "R002"], "role": ["leader", "rakshak", "rakshak"]}
        bulk.insert(connection, Person, people)
        bulk.insert(connection, Area, {"id": ["A001", "A002"]})
    return store


def pin(store, *wish):
    with store.writing() as connection:
        return pins.set_pin(connection, *wish)


def listed(store):
    with store.reading() as connection:
        return [tuple(row.values()) for row in pins.list_pins(connection)]


def test_pins_and_bans_are_listed_in_order(campaign):
    pin(campaign, "R002", "A001", 2, "lives there")
    pin(campaign, "R001", "A002", 0)
    assert listed(campaign) == [("R001", "A002", 0, ""), ("R002", "A001", 2, "lives there")]
    with campaign.reading() as connection:
        assert list(pins.list_pins(connection)[0]) == ["rakshak", "area", "visits", "reason"]


def test_a_later_wish_replaces_an_earlier_one(campaign):
    assert pin(campaign, "R001", "A001", 2, "lives there") is None
    assert pin(campaign, "R001", "A002", 1) is None  # another pair
    assert pin(campaign, "R001", "A001", 0) == 2
    assert pin(campaign, "R001", "A001", 0) == 0  # a ban again
    with campaign.writing() as connection:
        pins.remove_pin(connection, "R001", "A002")
    assert listed(campaign) == [("R001", "A001", 0, "")]


def test_taking_back(campaign):
    pin(campaign, "R001", "A001", 2)
    pin(campaign, "R001", "A002", 1)
    with campaign.writing() as connection:
        pins.remove_pin(connection, "R001", "A001")
    assert listed(campaign) == [("R001", "A002", 1, "")]
    with pytest.raises(Refusal, match="nothing to take back"), campaign.writing() as connection:
        pins.remove_pin(connection, "R001", "A001")


def test_the_history_tells_of_wishes_but_not_their_reasons(campaign):
    pin(campaign, "R001", "A001", 2, "asked for by Sunita")
    with campaign.writing() as connection:
        pins.remove_pin(connection, "R001", "A001")
    assert told(campaign) == [
        ("pin", {"rakshak": "R001", "area": "A001", "visits": 2}),
        ("unpin", {"rakshak": "R001", "area": "A001"}),
    ]


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (("R01", "A001", 1), "no rakshak R01: do you mean R0"),
        (("nobody", "A001", 1), "no rakshak nobody: write its id"),
        (("L1", "A001", 1), "L1 is a leader"),
        (("R001", "A01", 1), "no area A01: do you mean A0"),
        (("R001", "A001", -1), "-1 visits"),
    ],
)
def test_wishes_that_cannot_be_kept(campaign, wish, words):
    with pytest.raises(Refusal, match=words) as refused:
        pin(campaign, *wish)
    assert refused.value.exit_code == ExitCode.REJECTED
    assert listed(campaign) == []
    with campaign.reading() as connection:
        assert history.rows(connection) == []
