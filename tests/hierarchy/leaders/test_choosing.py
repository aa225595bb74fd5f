"""Choosing leaders: small worlds by hand, every tiny choice by brute force, and what must hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.geo import on_sphere
from planner.hierarchy.leaders import TooFewLeaders, choose_leaders
from planner.snapshot import NONE, integers
from tests.hierarchy.leaders.oracle import best_by_brute_force, ground_of, questions

# Two hamlets on one road: 0, 1, 2 and 10, 11, 12.
ROAD = np.array([[0, 0], [1, 0], [2, 0], [10, 0], [11, 0], [12, 0]], dtype=float)


def scattered(n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0, 1000, (n, 2))


def keeps_the_rules(choice, points, load, capacity, count):
    """Everybody with a load has a leader, nobody a leader who is none, none has too many."""
    n = len(points)
    load, capacity = np.broadcast_to(load, n), np.broadcast_to(capacity, n)
    led = load > 0
    taken = np.bincount(choice.leader_of[led], weights=load[led], minlength=n)
    assert len(choice.leaders) == len(np.unique(choice.leaders)) == count
    assert (np.diff(choice.leaders) > 0).all()
    assert np.isin(choice.leader_of[led], choice.leaders).all()
    assert (choice.leader_of[~led] == NONE).all()
    assert (taken <= capacity).all()
    way = np.rint(np.linalg.norm(points[led] - points[choice.leader_of[led]], axis=1))
    assert choice.total_distance == way.sum()
    assert 0 <= choice.bound <= choice.total_distance
    assert (choice.status == "optimal") == (choice.bound == choice.total_distance)


def test_two_hamlets_have_a_leader_each_in_their_middle():
    choice = choose_leaders(ROAD, 1, 3, 2)
    assert choice.leaders.tolist() == [1, 4]
    assert choice.leader_of.tolist() == [1, 1, 1, 4, 4, 4]
    assert (choice.total_distance, choice.bound, choice.status) == (4, 4, "optimal")
    assert choice.gap == 0


def test_a_span_that_is_full_sends_somebody_far():
    """One of the left hamlet joins the right one: from 2 to 10 or 11 are 8 or 9.

    Leaders 0 or 1 with {0, 1}: 1. Leader 10 with {2, 10, 11, 12}: 8 + 1 + 2; leader 11: 9 + 1 + 1.
    """
    capacity = integers([2, 2, 2, 4, 4, 4])
    choice = choose_leaders(ROAD, 1, capacity, 2)
    assert choice.total_distance == 12
    assert choice.leader_of[2] in (3, 4)


def test_loads_that_differ_are_not_split():
    # 3 + 3 fill a leader of 6; 2 + 2 + 2 the other
    choice = choose_leaders(ROAD, integers([3, 2, 3, 2, 2, 0]), 6, 2)
    assert choice.leader_of[0] == choice.leader_of[2] != choice.leader_of[1]
    assert choice.leader_of[1] == choice.leader_of[3] == choice.leader_of[4]
    assert choice.leader_of[5] == NONE
    assert choice.status == "optimal"


def test_as_few_leaders_as_can_lead_everybody():
    assert len(choose_leaders(ROAD, 1, 3, None).leaders) == 2
    assert len(choose_leaders(ROAD, 1, 2, None).leaders) == 3
    assert len(choose_leaders(ROAD, 1, integers([5, 1, 1, 1, 1, 1]), None).leaders) == 2
    # 4, 4 and 4 do not fit into two leaders of 7, though 12 is less than 14
    assert len(choose_leaders(ROAD, integers([4, 4, 4, 0, 1, 1]), 7, None).leaders) == 3


def test_who_must_lead_leads_and_who_may_not_does_not():
    choice = choose_leaders(ROAD, 1, 3, 2, keep=[0])
    assert choice.leaders.tolist() == [0, 4]
    assert choice.total_distance == 3 + 2
    may_lead = np.array([True, True, False, True, False, True])
    choice = choose_leaders(ROAD, 1, 3, 2, may_lead=may_lead)
    assert choice.leaders.tolist() in ([1, 3], [1, 5])
    assert choice.total_distance == 2 + 3


def test_candidates_need_not_be_among_those_who_are_led():
    officers = np.array([[1.0, 5.0], [11.0, 5.0], [50.0, 5.0]])
    points = np.concatenate([ROAD, officers])
    load = integers([1] * 6 + [0] * 3)
    choice = choose_leaders(points, load, 3, 2, may_lead=load == 0)
    assert choice.leaders.tolist() == [6, 7]
    assert choice.leader_of.tolist() == [6, 6, 6, 7, 7, 7, NONE, NONE, NONE]
    assert choice.total_distance == 4 * 5 + 2 * 5  # 5.1 is 5 in whole units


def test_nobody_to_lead():
    choice = choose_leaders(ROAD, 0, 3, 2, keep=[4])
    assert 4 in choice.leaders
    assert len(choice.leaders) == 2
    assert (choice.leader_of == NONE).all()
    assert (choice.total_distance, choice.status, choice.gap) == (0, "optimal", 0)


def test_everybody_may_lead_himself():
    choice = choose_leaders(ROAD, 1, 1, 6)
    assert choice.leader_of.tolist() == [0, 1, 2, 3, 4, 5]
    assert choice.total_distance == 0


def test_a_table_may_differ_by_direction():
    """Rows are the rakshaks, columns the leaders."""
    table = np.full((4, 4), 9)
    table[:, 2] = [1, 2, 0, 3]
    choice = choose_leaders(table, 1, 4, 1)
    assert choice.leaders.tolist() == [2]
    assert choice.total_distance == 6


@pytest.mark.parametrize("seed", range(3))
def test_points_and_their_table_give_the_same(seed):
    points = scattered(40, seed)
    table = np.rint(np.linalg.norm(points[:, None] - points, axis=2))
    one, other = choose_leaders(points, 1, 9, 6), choose_leaders(table, 1, 9, 6)
    assert one.total_distance == other.total_distance
    assert one.status == other.status == "optimal"


def test_two_or_three_places_may_be_told_by_coordinates():
    assert choose_leaders([[3.0, 0.0], [3.0, 4.0]], 1, 2, 1).total_distance == 4
    assert choose_leaders([[0, 4], [4, 0]], 1, 2, 1).total_distance == 4
    three = on_sphere([22.0, 22.0, 22.1], [82.0, 82.1, 82.0])
    assert choose_leaders(three, 1, 3, 1).total_distance == pytest.approx(21_430, abs=10)


@given(questions())
@settings(max_examples=60, deadline=None)
def test_tiny_grounds_are_answered_as_by_brute_force(question):
    ground = ground_of(question)
    best = best_by_brute_force(ground, question["count"]) if len(ground.candidate) else None
    try:
        choice = choose_leaders(**question)
    except TooFewLeaders:
        assert best is None
        return
    assert choice.total_distance == choice.bound == best
    keeps_the_rules(
        choice, question["points"], question["load"], question["capacity"], question["count"]
    )
    assert np.isin(question["keep"], choice.leaders).all()
    assert question["may_lead"][choice.leaders].all()


@given(questions(different=False))
@settings(max_examples=30, deadline=None)
def test_the_least_number_is_the_least(question):
    question["count"] = None
    ground = ground_of(question)
    try:
        choice = choose_leaders(**question)
    except TooFewLeaders:
        assert ground.capacity.sum() < ground.load.sum() or len(ground.candidate) == 0
        return
    count = len(choice.leaders)
    assert choice.total_distance == best_by_brute_force(ground, count)
    if count > 1:
        assert best_by_brute_force(ground, count - 1) is None


@pytest.mark.parametrize("loads", ["the same", "different"])
def test_larger_grounds_keep_every_rule(loads):
    n, count = 400, 24
    points = scattered(n, 5)
    rng = np.random.default_rng(6)
    load = integers(np.ones(n)) if loads == "the same" else rng.integers(1, 9, n)
    capacity = integers(np.full(n, -(-load.sum() * 5 // (4 * count))) + rng.integers(0, 9, n))
    may_lead = rng.random(n) < 0.8
    keep = np.flatnonzero(may_lead)[:3]
    arguments = {"may_lead": may_lead, "keep": keep, "limit": 1}
    choice = choose_leaders(points, load, capacity, count, **arguments)
    keeps_the_rules(choice, points, load, capacity, count)
    assert np.isin(keep, choice.leaders).all()
    assert may_lead[choice.leaders].all()
    assert 0 <= choice.gap < 0.1
    again = choose_leaders(points, load, capacity, count, **arguments)
    assert (again.leader_of == choice.leader_of).all()
    assert (again.leaders == choice.leaders).all()
    assert again.bound == choice.bound


def test_more_work_is_never_worse_by_much_and_a_line_is_told_for_it():
    points, told = scattered(300, 8), []
    short = choose_leaders(points, 1, 12, 30, limit=0.1)
    long = choose_leaders(points, 1, 12, 30, limit=3, progress=told.append)
    assert long.total_distance <= 1.01 * short.total_distance
    assert long.bound <= short.total_distance
    assert short.bound <= long.total_distance
    assert told


@pytest.mark.parametrize(
    ("arguments", "wanted", "least", "missing"),
    [
        ({"capacity": 2, "count": 2}, 2, 3, 1),  # 2 x 2 for 6
        ({"capacity": 1, "count": 2}, 2, 6, 4),
        ({"capacity": 0, "count": 2}, 2, None, None),
        ({"capacity": 3, "count": 7}, 7, 2, 1),  # only 6 are there
        ({"capacity": 3, "count": 2, "may_lead": np.zeros(6, dtype=bool)}, 2, None, 2),
        ({"capacity": 3, "count": None, "may_lead": np.zeros(6, dtype=bool)}, None, None, None),
        ({"capacity": 2, "count": None, "may_lead": np.arange(6) < 2}, None, None, None),
        ({"capacity": 3, "count": 2, "keep": [0, 1, 2]}, 2, 3, 1),
    ],
)
def test_too_few_leaders_are_told_how_many_are_missing(arguments, wanted, least, missing):
    with pytest.raises(TooFewLeaders) as told:
        choose_leaders(ROAD, 1, **arguments)
    assert (told.value.wanted, told.value.least, told.value.missing) == (wanted, least, missing)
    assert str(told.value).endswith(".")


def test_room_that_cannot_be_shared_out_is_told():
    with pytest.raises(TooFewLeaders, match=r"cannot be shared out.*1 more would do") as told:
        choose_leaders(ROAD, integers([4, 4, 4, 0, 1, 1]), 7, 2)
    assert (told.value.load, told.value.room) == (14, 14)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"points": np.zeros((0, 2))}, "points"),
        ({"points": np.zeros(6)}, "points"),
        ({"points": np.zeros((6, 4))}, "neither coordinates nor a square table"),
        ({"points": np.full((6, 2), np.nan)}, "not known"),
        ({"points": np.full((6, 6), -1)}, "below 0"),
        ({"points": np.array([[0.0, 0.0]] * 5 + [[1e13, 0.0]])}, "too far apart"),
        ({"load": [1, 2]}, "load"),
        ({"load": 1.5}, "load"),
        ({"load": -1}, "load"),
        ({"capacity": [3] * 5}, "capacity"),
        ({"capacity": -3}, "capacity"),
        ({"count": 0}, "count"),
        ({"count": 1.5}, "count"),
        ({"count": True}, "count"),
        ({"may_lead": [1] * 6}, "may_lead"),
        ({"may_lead": [True] * 5}, "may_lead"),
        ({"keep": [6]}, "keep"),
        ({"keep": [0.5]}, "keep"),
        ({"keep": [2], "may_lead": np.arange(6) < 2}, "may not lead"),
    ],
)
def test_what_is_malformed_is_refused_by_name(change, told):
    arguments = {"points": ROAD, "load": 1, "capacity": 3, "count": 2} | change
    with pytest.raises(ValueError, match=told):
        choose_leaders(**arguments)


@given(st.integers(0, 2**32), st.integers(2, 12))
@settings(max_examples=6, deadline=None)
def test_people_at_one_place_are_no_trouble(seed, count):
    points = np.random.default_rng(seed).integers(0, 3, (60, 2)).astype(float)
    choice = choose_leaders(points, 1, -(-60 // count), count, limit=0.3, seed=seed)
    keeps_the_rules(choice, points, 1, -(-60 // count), count)


@pytest.mark.parametrize(
    ("points", "load", "capacity", "count", "least"),
    [
        ([[0.0, 0.0]] * 5, 1, [2, 0, 1, 2, 0], None, 0),
        (
            [[0, 0, 50], [50, 50, 50], [50, 50, 100], [0, 50, 50], [0, 50, 0], [100, 50, 100.0]],
            2,
            [3, 2, 3, 5, 5, 0],
            4,
            183,
        ),
    ],
)
def test_nobody_leads_more_than_he_can_where_capacities_differ(
    points, load, capacity, count, least
):
    choice = choose_leaders(points, load, np.array(capacity), count, seed=1)
    led = np.bincount(choice.leader_of, minlength=len(points)) * load
    assert (led <= capacity).all()
    assert choice.bound <= least <= choice.total_distance
