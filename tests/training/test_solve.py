"""Everybody into a session: small worlds by hand, tiny ones against every seating there is."""

import numpy as np
import pytest
from hypothesis import given, settings

from planner.snapshot import NONE
from planner.training import exact
from planner.training.question import TIERS, measure, parts
from planner.training.solve import least_sessions, least_splits, seat_everybody
from tests.training.worlds import assert_lawful, best, question, questions


def values(asked):
    seating = seat_everybody(asked)
    assert_lawful(asked, seating.seat)
    told = tuple(seating.tiers[name].value for name in TIERS)
    assert told == measure(asked, seating.seat)
    return seating, told


def test_two_teams_go_to_their_own_venue():
    asked = question([0, 0, 1, 1], [[1, 9], [1, 9], [9, 1], [9, 1]], [(0, 1, 2), (1, 1, 2)])
    seating, told = values(asked)
    assert told == (0, 0, 4, 2)
    assert seating.seat.tolist() == [0, 0, 1, 1]
    assert seating.proved


def test_a_team_stays_together_though_the_way_is_longer():
    """Two of three would fit into the near room."""
    asked = question([0, 0, 0], [[1, 9]] * 3, [(0, 1, 2), (1, 1, 3)])
    seating, told = values(asked)
    assert told == (0, 0, 27, 1)
    assert seating.seat.tolist() == [1, 1, 1]
    assert seating.tiers["distance"].bound == 27  # proved by the search, the flow alone says 11


def test_no_team_stays_together_at_the_price_of_a_seat():
    """Two teams of three, rooms of four and two: all are seated, and one team is taken apart."""
    asked = question([0, 0, 0, 1, 1, 1], [[1, 1]] * 6, [(0, 1, 4), (1, 1, 2)])
    seating, told = values(asked)
    assert told == (0, 1, 6, 2)
    assert sorted(parts(asked, seating.seat).tolist()) == [1, 2]
    assert seating.proved


def test_no_more_sessions_than_needed():
    asked = question([0, 0, 1, 1], [[5]] * 4, [(0, 1, 4), (0, 2, 4), (0, 3, 4)])
    seating, told = values(asked)
    assert told == (0, 0, 20, 1)
    assert set(seating.seat.tolist()) == {0}  # the earliest


def test_who_joins_later_sits_later_and_those_who_joined_make_room():
    asked = question([0, 0, 1], [[1]] * 3, [(0, 1, 2), (0, 2, 1)], ready=[0, 0, 2])
    seating, told = values(asked)
    assert told == (0, 0, 3, 2)
    assert seating.seat.tolist() == [0, 0, 1]


def test_who_joins_after_the_last_session_stays_without_a_seat():
    asked = question([0, 0, 0], [[1]] * 3, [(0, 1, 9)], ready=[0, 0, 5])
    seating, told = values(asked)
    assert told == (1, 0, 2, 1)  # the others are whole
    assert seating.seat.tolist() == [0, 0, NONE]


def test_where_seats_lack_whole_teams_stay_away():
    asked = question([0, 0, 1, 1, 2, 2], [[3], [3], [1], [1], [2], [2]], [(0, 1, 4)])
    seating, told = values(asked)
    assert told == (2, 0, 6, 1)
    assert seating.seat.tolist() == [NONE, NONE, 0, 0, 0, 0]


def test_nobody_and_nowhere():
    assert values(question([], np.zeros((0, 1)), [(0, 1, 3)]))[1] == (0, 0, 0, 0)
    seating, told = values(question([0, 0], np.zeros((2, 0)), []))
    assert told == (2, 0, 0, 0)
    assert seating.proved


@settings(max_examples=60, deadline=None)
@given(questions(people=5, sessions=3, seats=3))
def test_tiny_ones_are_the_best_of_all_seatings(asked):
    seating, told = values(asked)
    assert told == best(asked)
    for tier in seating.tiers.values():
        assert tier.bound <= tier.value


@pytest.mark.parametrize("exactly", [True, False])
@settings(max_examples=60, deadline=None)
@given(asked=questions())
def test_what_always_holds(exactly, asked):
    """Also of the large method alone, as districts are seated; bounds are below the best."""
    with pytest.MonkeyPatch.context() as patch:
        if not exactly:
            patch.setattr(exact, "WHOLE_UP_TO", 0)
            patch.setattr(exact, "PARTED_UP_TO", 0)
        else:
            patch.setattr(exact, "EFFORT", 0.3)
        seating, told = values(asked)
        assert seat_everybody(asked).seat.tolist() == seating.seat.tolist()
    assert seating.tiers["untrained"].bound == told[0]
    assert all(tier.bound <= tier.value for tier in seating.tiers.values())


@settings(max_examples=40, deadline=None)
@given(asked=questions(people=5, sessions=3, seats=3))
def test_bounds_of_the_large_method_are_true(asked):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exact, "WHOLE_UP_TO", 0)
        patch.setattr(exact, "PARTED_UP_TO", 0)
        seating, _ = values(asked)
    least = best(asked)
    for k, name in enumerate(TIERS):
        tier = seating.tiers[name]
        if all(seating.tiers[before].value == least[j] for j, before in enumerate(TIERS[:k])):
            assert tier.bound <= least[k] <= tier.value


def test_people_without_a_leader_have_the_shortest_ways_there_are():
    """Teams of one need no packing: the flow alone is the best, and proves it."""
    rng = np.random.default_rng(0)
    ways = rng.integers(0, 1000, (300, 4))
    rooms = [(venue, day, 20) for venue in range(4) for day in range(1, 5)]
    asked = question(list(range(300)), ways, rooms)
    seating, told = values(asked)
    assert told[:2] == (0, 0)
    assert seating.tiers["distance"].bound == told[2]
    own = np.bincount(asked.sessions.venue[seating.seat])
    assert told[3] == (-(-own // 20)).sum()  # no room more than its people need


def test_bounds_by_counting():
    asked = question([0] * 5 + [1] * 2, [[1]] * 7, [(0, 1, 2), (0, 2, 3), (0, 3, 2)])
    assert least_splits(asked, 0) == 2 - 1  # rooms of two hold the small team only
    assert least_splits(question([0] * 7, [[1]] * 7, [(0, d, 2) for d in range(1, 5)]), 0) == 3
    assert least_sessions(np.array([3, 5, 4]), 0) == 0
    assert least_sessions(np.array([3, 5, 4]), 9) == 2
    assert least_sessions(np.array([3, 5, 4]), 10) == 3
