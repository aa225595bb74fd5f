"""Ties: kept, listed, read, taken back, and refused where they cannot be meant."""

import pytest

from planner.findings import ExitCode, Refusal
from planner.store import bulk, history, reading, ties
from planner.store.tables import Area, Person
from tests.store.telling import told


@pytest.fixture
def campaign(store):
    """Leader L1, rakshaks R1 to R3, areas A1 to A3; X1 and X2 are rakshaks and areas as well."""
    with store.writing() as connection:
        people = ["L1", "R1", "R2", "R3", "X1", "X2"]
        roles = ["leader", *["rakshak"] * 5]
        bulk.insert(connection, Person, {"id": people, "role": roles})
        bulk.insert(connection, Area, {"id": ["A1", "A2", "A3", "X1", "X2"]})
    return store


def tie(store, *wish, **of):
    with store.writing() as connection:
        ties.set_tie(connection, *wish, **of)


def untie(store, *wish, **of):
    with store.writing() as connection:
        ties.remove_tie(connection, *wish, **of)


def listed(store):
    with store.reading() as connection:
        return [tuple(row.values()) for row in ties.list_ties(connection)]


def test_ties_are_listed_areas_first_the_smaller_id_first(campaign):
    tie(campaign, "apart", "R2", "R1", "brothers")
    tie(campaign, "together", "A3", "A1")
    tie(campaign, "together", "A1", "A2")
    assert listed(campaign) == [
        ("together", "areas", "A1", "A2", ""),
        ("together", "areas", "A1", "A3", ""),
        ("apart", "rakshaks", "R1", "R2", "brothers"),
    ]


def test_a_snapshot_holds_them_as_indices(campaign):
    for wish in (("together", "A1", "A3"), ("apart", "A2", "A1"), ("together", "R3", "R1")):
        tie(campaign, *wish)
    with campaign.reading() as connection:
        read = reading.snapshot(connection)
    areas, people = read.areas.ids, read.people.ids
    assert areas[read.together.areas].tolist() == [["A1", "A3"]]
    assert areas[read.apart.areas].tolist() == [["A1", "A2"]]
    assert people[read.together.people].tolist() == [["R1", "R3"]]
    assert read.apart.people.shape == (0, 2)


def test_a_campaign_without_ties(campaign):
    with campaign.reading() as connection:
        read = reading.snapshot(connection)
    for tied in (read.together, read.apart):
        assert tied.areas.shape == tied.people.shape == (0, 2)


def test_the_same_tie_again_takes_the_new_reason(campaign):
    tie(campaign, "together", "A1", "A2", "one road")
    tie(campaign, "together", "A2", "A1", "one committee")
    assert listed(campaign) == [("together", "areas", "A1", "A2", "one committee")]


def test_a_contradicting_tie_is_refused(campaign):
    tie(campaign, "together", "R1", "R2")
    with pytest.raises(Refusal, match=r"tied together already.*tie together R1 R2 --remove"):
        tie(campaign, "apart", "R2", "R1")
    assert listed(campaign) == [("together", "rakshaks", "R1", "R2", "")]


def test_taking_back(campaign):
    tie(campaign, "together", "A1", "A2")
    tie(campaign, "apart", "A1", "A3")
    with pytest.raises(Refusal, match="not tied apart: there is nothing to take back"):
        untie(campaign, "apart", "A1", "A2")
    untie(campaign, "together", "A2", "A1")
    assert listed(campaign) == [("apart", "areas", "A1", "A3", "")]
    tie(campaign, "apart", "A1", "A2")  # the other way, now that the first is gone


def test_ids_that_are_areas_and_rakshaks_have_to_be_told_apart(campaign):
    with pytest.raises(Refusal, match="--of areas, or --of rakshaks"):
        tie(campaign, "together", "X1", "X2")
    tie(campaign, "together", "X1", "X2", of="rakshaks")
    tie(campaign, "apart", "X1", "X2", of="areas")
    tie(campaign, "together", "X1", "A1")  # only areas have both of these
    assert [row[:4] for row in listed(campaign)] == [
        ("together", "areas", "A1", "X1"),
        ("apart", "areas", "X1", "X2"),
        ("together", "rakshaks", "X1", "X2"),
    ]
    untie(campaign, "together", "X1", "X2")  # only the rakshaks are tied so
    tie(campaign, "apart", "X1", "X2", of="rakshaks")
    with pytest.raises(Refusal, match="--of areas, or --of rakshaks"):
        untie(campaign, "apart", "X1", "X2")
    untie(campaign, "apart", "X1", "X2", of="areas")
    assert [row[:2] for row in listed(campaign)] == [("together", "areas"), ("apart", "rakshaks")]


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (("R1", "R1"), "R1 cannot be tied to itself"),
        (("R1", "A1"), "A1 and R1 are not two areas, nor two rakshaks.*mitan pin"),
        (("R1", "L1"), "L1 is a leader"),
        (("A1", "A22"), "no area and no rakshak A22: do you mean A2"),
        (("R1", "nobody"), "no area and no rakshak nobody: write its id"),
    ],
)
def test_ties_that_cannot_be_meant(campaign, wish, words):
    with pytest.raises(Refusal, match=words) as refused:
        tie(campaign, "together", *wish)
    assert refused.value.exit_code == ExitCode.REJECTED
    assert listed(campaign) == []
    with campaign.reading() as connection:
        assert history.rows(connection) == []


def test_ties_of_the_other_kind_than_asked_for_are_refused(campaign):
    with pytest.raises(Refusal, match="R1 and R2 are not two areas"):
        tie(campaign, "together", "R1", "R2", of="areas")


def test_the_history_tells_of_ties_but_not_their_reasons(campaign):
    tie(campaign, "together", "A2", "A1", "asked for by Sunita")
    untie(campaign, "together", "A1", "A2")
    pair = {"kind": "together", "of": "areas", "one": "A1", "other": "A2"}
    assert told(campaign) == [("tie", pair), ("untie", pair)]


@pytest.mark.parametrize(("there", "wanted"), [("apart", "together"), ("together", "apart")])
def test_a_tie_of_the_other_kind_is_not_taken_back(campaign, there, wanted):
    tie(campaign, there, "R1", "R2")
    with pytest.raises(Refusal, match=f"R1 and R2 are not tied {wanted}"):
        untie(campaign, wanted, "R1", "R2")
    assert listed(campaign) == [(there, "rakshaks", "R1", "R2", "")]


def test_what_is_meant_is_looked_for_among_rakshaks_and_areas_alone(campaign):
    with campaign.writing() as connection:
        people = {"id": ["RAKSHAK-01", "LEADER-01"], "role": ["rakshak", "leader"]}
        bulk.insert(connection, Person, people)
        bulk.insert(connection, Area, {"id": ["MARKET-01"]})
    for wrong, right, said in (
        ("RAKSHAK-1", "RAKSHAK-01", True),
        ("MARKET-1", "MARKET-01", True),
        ("LEADER-1", "LEADER-01", False),
    ):
        with pytest.raises(Refusal) as refusal:
            tie(campaign, "apart", "R1", wrong)
        assert (right in refusal.value.message) is said


def test_a_tie_of_another_pair_is_in_nobodys_way(campaign):
    tie(campaign, "apart", "R1", "R2")
    tie(campaign, "together", "R1", "R3")
    tie(campaign, "together", "R2", "R3")
    assert [row[0] for row in listed(campaign)] == ["apart", "together", "together"]
