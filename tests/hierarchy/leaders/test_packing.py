"""How many leaders it takes at the least, and that what is packed fits."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.hierarchy.leaders.packing import TooFewLeaders, best_first, least_leaders, pack
from planner.hierarchy.leaders.stating import check_count, state
from planner.snapshot import integers
from tests.hierarchy.leaders.oracle import best_by_brute_force, ground_of, questions


def line(load, capacity, keep=None):
    """As many places on a line as there are loads."""
    points = np.column_stack([np.arange(len(load)), np.zeros(len(load)), np.zeros(len(load))])
    points = points if len(load) != 3 else points[:, :2]
    return state(points.astype(float), integers(load), integers(capacity), None, keep)


def test_who_must_lead_comes_first_then_the_largest():
    ground = line([1, 1, 1, 1], [2, 5, 3, 5], keep=[0])
    assert best_first(ground).tolist() == [0, 1, 3, 2]


def test_a_small_one_who_must_lead_takes_a_leader_more():
    assert least_leaders(line([1] * 6, [6, 6, 6, 6, 6, 0]), None) == 1
    assert least_leaders(line([1] * 6, [6, 6, 6, 6, 6, 0], keep=[5]), None) == 2


def test_search_packs_what_the_largest_first_does_not():
    """7 5, 6 4 2 and 5 3 2 2 fill three of 12; the largest first ends with 7 5, 6 5 and 4 3 2 2."""
    ground = line([7, 6, 5, 5, 4, 3, 2, 2, 2], [12] * 9)
    of = pack(ground, integers([0, 1, 2]))
    assert np.bincount(of, weights=ground.load).tolist() == [12, 12, 12]
    assert least_leaders(ground, None) == 3


@given(questions())
@settings(max_examples=80, deadline=None)
def test_the_least_number_is_that_of_brute_force(question):
    ground = ground_of(question)
    assume(len(ground.load) > 0)
    numbers = range(1, len(ground.candidate) + 1)
    enough = [k for k in numbers if best_by_brute_force(ground, k) is not None]
    try:
        least = least_leaders(ground, None)
    except TooFewLeaders:
        assert not enough
        return
    assert least == enough[0]
    for count in numbers:
        if count < least:
            with pytest.raises(TooFewLeaders) as told:
                least_leaders(ground, count)
            assert told.value.least == least
            assert told.value.missing == least - count
        else:
            assert least_leaders(ground, count) == count


@given(st.integers(0, 2**32))
@settings(max_examples=30, deadline=None)
def test_what_is_packed_fits(seed):
    rng = np.random.default_rng(seed)
    ground = line(rng.integers(1, 9, 12), rng.integers(5, 20, 12))
    for count in range(1, 13):
        leader = best_first(ground)[:count]
        of = pack(ground, leader)
        if of is not None:
            load = np.bincount(of, weights=ground.load, minlength=count)
            assert (load <= ground.capacity[leader]).all()


def test_equal_loads_are_counted_as_one():
    ground = state(np.zeros((4, 2)), 3, integers([9, 8, 2, 0]), None, None)
    assert ground.load.tolist() == [1] * 4
    assert ground.capacity.tolist() == [3, 2, 0, 0]
    assert least_leaders(ground, None) == 2


def test_a_ground_knows_its_distances_and_neighbours():
    points = np.array([[0, 0], [3, 4], [0, 1], [9, 9]], dtype=float)
    ground = replace(state(points, integers([1, 1, 0, 1]), 5, np.arange(4) < 3, None), count=1)
    assert ground.rakshak.tolist() == [0, 1, 3]
    assert ground.distance(integers([0, 1, 2]), integers([1, 2, 0])).tolist() == [5, 4, 13]
    assert ground.apart(integers([0]), integers([1])).tolist() == [5]
    assert ground.nearest(integers([1]), integers([0, 2]), 9).tolist() == [[1, 0]]
    assert ground.beside(2).tolist() == [[0, 2], [1, 2], [2, 0]]
    rakshak, candidate, way, reach = ground.within(np.array([2.0, 4.5, 0.0]))
    assert [*zip(rakshak.tolist(), candidate.tolist(), way.tolist(), strict=True)] == [
        (0, 0, 0), (1, 1, 0), (0, 2, 1), (1, 2, 4),
    ]  # fmt: skip
    assert reach.tolist() == [2.0, 4.5, 0.0]


def test_a_reach_ends_where_not_all_that_is_nearer_is_known(monkeypatch):
    monkeypatch.setattr("planner.hierarchy.leaders.ground.MANY_TEAMS", 1)
    monkeypatch.setattr("planner.hierarchy.leaders.ground.FEWEST", 1)
    points = np.array([[0, 0], [3, 0], [7, 0], [12, 0]], dtype=float)
    ground = replace(state(points, 1, 5, None, None), count=2)  # two candidates for each are known
    rakshak, candidate, _, reach = ground.within(np.full(4, 100.0))
    assert reach.tolist() == [3.0, 3.0, 4.0, 5.0]
    assert rakshak.tolist() == candidate.tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("count", [None, 1, np.int64(7)])
def test_a_number_of_leaders_is_whole_or_none(count):
    check_count(count)
