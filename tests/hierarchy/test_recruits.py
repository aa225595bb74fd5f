"""Mitans find rakshaks: by hand, and that quotas and pledges hold whatever the world."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.hierarchy import recruits
from planner.hierarchy.draft import Draft
from planner.hierarchy.hosting import grouped, members
from planner.hierarchy.recruits import host, place_waiting
from planner.places import settle
from planner.snapshot import NONE, integers
from tests.hierarchy.worlds import policy, trees, with_rakshak, world

PEOPLE = {
    "L1": {},
    "R1": {"under": "L1", "at": 0, "zone": "A"},
    "R2": {"under": "L1", "at": 1_000, "zone": "B"},
    "R3": {"under": "L1", "at": 300, "active": False},
    "M1": {"at": 100},
    "M2": {"at": 200},
    "M3": {"at": 250},
    "M4": {"zone": "B"},
    "M5": {"active": False},
}


def test_each_goes_to_the_nearest_with_a_free_slot_and_the_rest_wait():
    draft = Draft(world(PEOPLE, [("M1", "R1")]))
    found = place_waiting(draft, policy(quota=2))
    # one slot is left with R1, two with R2: M2 is nearer to R1 than M3, M4 lives where R2 does
    assert with_rakshak(draft.snapshot()) == [
        ("M1", "R1"),
        ("M2", "R1"),
        ("M3", "R2"),
        ("M4", "R2"),
    ]
    assert found.metres == found.bound == 200 + 750 + 2_000
    again = Draft(draft.snapshot())
    place_waiting(again, policy(quota=2))
    assert len(again.moves()) == 0


def test_who_finds_no_slot_is_told_of_and_nobody_is_put_above_the_quota():
    draft = Draft(world(PEOPLE, [("M1", "R1")]))
    found = place_waiting(draft, policy(quota=1))
    assert found.rakshak.tolist().count(NONE) == 2
    # R1 has his one already; R2 takes one of the other three
    (first, second) = with_rakshak(draft.snapshot())
    assert first == ("M1", "R1")
    assert second[1] == "R2"
    assert draft.enrolled().max() == 1


def test_slots_that_are_promised_are_not_given_twice():
    draft = Draft(world(PEOPLE))
    promised = np.zeros(len(draft.ids), dtype=np.int64)
    promised[draft.ids.tolist().index("R1")] = 2
    found = host(draft, draft.places.only(draft.unplaced()), policy(quota=2), besides=promised)
    assert draft.ids[found.rakshak[found.rakshak != NONE]].tolist() == ["R2", "R2"]


@settings(max_examples=100, deadline=None)
@given(trees(), st.integers(1, 3), st.integers(1, 3))
def test_as_many_as_there_are_slots_are_placed_however_roughly_they_are_grouped(
    snapshot, quota, most
):
    rows = snapshot.enrolments
    some = np.arange(len(rows.mitan)) % 2 == 0  # half of them wait
    waiting = Draft(snapshot)
    waiting.mitan, waiting.rakshak = rows.mitan[some], rows.rakshak[some]
    free = np.maximum(quota - waiting.enrolled(), 0)[waiting.serving(1)].sum()
    before = len(waiting.unplaced())
    old, recruits.MOST_GROUPS = recruits.MOST_GROUPS, most
    try:
        found = place_waiting(waiting, policy(quota=quota))
    finally:
        recruits.MOST_GROUPS = old
    assert (found.rakshak != NONE).sum() == min(before, free) == before - len(waiting.unplaced())
    had = np.bincount(rows.rakshak[some], minlength=len(waiting.ids))
    assert (waiting.enrolled() <= np.maximum(had, quota)).all()
    assert len(np.unique(waiting.mitan)) == len(waiting.mitan)


def test_people_of_one_place_are_one_group_and_their_rows_name_each_once():
    at = np.array([[0.0, 0], [0, 0], [5, 0], [0, 0], [np.nan, np.nan], [np.nan, np.nan]])
    places = settle(at, integers([0, 0, 0, 1, 2, 2]))
    together = grouped(places)
    assert sorted(together.units.tolist()) == [1, 1, 2, 2]  # another zone is another place
    group = together.group[[0, 1, 4, 5]]
    assert group[0] == group[1]
    assert group[2] == group[3]
    order = np.argsort(together.units, kind="stable")
    rows = np.sort(np.repeat(order, together.units[order]))  # one row for each person
    named = members(together, rows, np.ones(len(rows), dtype=np.int64))
    assert sorted(named.tolist()) == list(range(6))
    assert (together.group[named] == rows).all()


def test_squares_grow_until_there_are_few_enough_groups():
    rng = np.random.default_rng(5)
    places = settle(rng.uniform(0, 20_000, (500, 2)), integers([0] * 500))
    together = grouped(places, most=40)
    assert len(together.units) <= 40
    assert together.units.sum() == 500
    # a group's place is the middle of its people, and so within its square of each of them
    apart = np.linalg.norm(together.places.position[together.group] - places.position, axis=1)
    assert apart.max() < 20_000 * 2**0.5 / 3
