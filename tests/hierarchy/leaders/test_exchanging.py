"""Attaching, moving, exchanging: by hand on small grounds, and never worse on any."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.hierarchy.leaders.attaching import attach
from planner.hierarchy.leaders.exchanging import best_of_both, exchange, missed, reopen, spared
from planner.hierarchy.leaders.moving import recentre, settle
from planner.hierarchy.leaders.seating import seat, shorten
from planner.hierarchy.leaders.stating import state
from planner.hierarchy.leaders.worth import worth_of
from planner.snapshot import integers

# Three hamlets of three on one road, 100 apart.
ROAD = np.array([[100.0 * k + j, 0.0] for k in range(3) for j in range(3)])


def road(count, capacity=9, load=1, keep=None):
    return replace(state(ROAD, load, capacity, None, keep), count=count)


def scattered(n, seed, count, capacity, different=False):
    rng = np.random.default_rng(seed)
    load = rng.integers(1, 6, n) if different else 1
    ground = state(rng.uniform(0, 100, (n, 2)), load, capacity, None, None)
    return replace(ground, count=count)


def test_everybody_goes_to_the_nearest_while_there_is_room():
    teams = attach(road(3), integers([1, 4, 7]))
    assert teams.of.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert teams.value == 6
    assert teams.rent.tolist() == [0, 0, 0]


def test_a_full_leader_has_a_rent():
    """Leaders 1 and 7, room for 6 and 3: who is nearer to 7 goes 101 instead of 99."""
    capacity = integers([6] * 5 + [3] * 4)
    teams = attach(road(2, capacity), integers([1, 7]))
    assert teams.of.tolist() == [0] * 6 + [1] * 3
    assert teams.value == 2 + 99 + 100 + 101 + 2
    assert teams.rent.tolist() == [0, 2]


@given(st.integers(0, 2**32), st.integers(2, 9))
@settings(max_examples=20, deadline=None)
def test_no_leader_is_overfull_and_prices_bound_the_ways(seed, count):
    ground = scattered(40, seed, count, -(-40 // count))
    leader = np.sort(np.random.default_rng(seed).choice(40, count, replace=False))
    teams = attach(ground, leader)
    assert np.bincount(teams.of, minlength=count).max() <= ground.capacity[0]
    way = ground.distance(np.arange(40)[:, None], leader)
    assert (teams.price[:, None] <= way + teams.rent).all()
    assert teams.price.sum() - teams.rent @ ground.capacity[leader] == teams.value


def test_far_leaders_are_looked_at_where_the_near_ones_are_full():
    """All 400 live at one end, leaders with room for one each all along a road."""
    n, leaders = 400, 800
    points = np.zeros((n + leaders, 2))
    points[n:, 0] = np.arange(leaders) + 1
    load = integers([1] * n + [0] * leaders)
    ground = replace(state(points, load, 1, load == 0, None), count=leaders)
    teams = attach(ground, np.arange(leaders))
    assert teams.value == sum(range(1, n + 1))


def test_seating_moves_or_exchanges_until_all_fit():
    ground = road(2, capacity=9, load=integers([3, 3, 3, 2, 2, 2, 1, 1, 1]))
    leader = integers([1, 7])
    of = seat(ground, leader, np.zeros(9, dtype=np.int64))
    assert np.bincount(of, weights=ground.load).tolist() == [9, 9]
    assert seat(road(2, capacity=8, load=ground.load), leader, of) is None


@given(st.integers(0, 2**32))
@settings(max_examples=20, deadline=None)
def test_shortening_keeps_room_and_never_lengthens(seed):
    ground = scattered(30, seed, 5, 25, different=True)
    leader = np.arange(5)
    teams = attach(ground, leader)
    if teams is None:
        return
    load = np.bincount(teams.of, weights=ground.load, minlength=5)
    assert (load <= 25).all()
    again = shorten(ground, leader, teams.of)
    assert ground.distance(np.arange(30), leader[again]).sum() <= teams.value


def test_leaders_move_to_the_middle():
    ground = road(3)
    teams = attach(ground, integers([0, 5, 6]))
    assert recentre(ground, teams, ground.beside(9)).tolist() == [1, 4, 7]
    assert settle(ground, teams, ground.beside(9), 3).value == 6
    firm = road(3, keep=[0])
    assert recentre(firm, teams, firm.beside(9)).tolist() == [0, 4, 7]
    small = road(3, capacity=integers([3, 2, 3] * 3))  # the middle cannot lead three
    assert recentre(small, teams, small.beside(9)).tolist() == [0, 5, 6]


def test_a_hamlet_without_a_leader_misses_one_and_one_with_two_spares_one():
    ground = road(3)
    teams = attach(ground, integers([0, 1, 4]))
    worth = worth_of(ground, teams.price + 1.0)
    assert missed(ground, teams, worth, 1, np.ones(9)).tolist() == [7]
    assert spared(ground, teams, 1, np.ones(9)).tolist() == [0]
    assert spared(road(3, keep=[0]), teams, 1, np.ones(9)).tolist() == [1]
    better = reopen(ground, teams, worth, ground.beside(9), 1)
    assert better.leader.tolist() == [1, 4, 7]
    better = exchange(ground, teams, worth, ground.beside(9), 1, np.ones(9))
    assert better.leader.tolist() == [1, 4, 7]


def test_each_place_takes_the_better_answer():
    """The new answer is better in the first hamlet, worse in the last."""
    ground = road(3)
    old, new = attach(ground, integers([0, 4, 7])), attach(ground, integers([1, 4, 8]))
    assert best_of_both(ground, old, new).tolist() == [1, 4, 7]


def test_one_more_here_goes_with_one_less_there():
    ground = road(3)
    old, new = attach(ground, integers([0, 1, 4])), attach(ground, integers([1, 4, 7]))
    assert best_of_both(ground, old, new).tolist() == [1, 4, 7]
    assert best_of_both(ground, new, old).tolist() == [1, 4, 7]


@pytest.mark.parametrize("different", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_an_exchange_is_never_worse(seed, different):
    ground = scattered(120, seed, 10, 45 if different else 14, different)
    rng = np.random.default_rng(seed)
    teams = attach(ground, np.sort(rng.choice(120, 10, replace=False)))
    beside = ground.beside(20)
    for _ in range(4):
        before = teams.value
        worth = worth_of(ground, teams.price + 1.0)
        teams = exchange(ground, teams, worth, beside, 3, rng.uniform(0.3, 1, 120))
        teams = reopen(ground, teams, worth, beside, 2)
        load = np.bincount(teams.of, weights=ground.load, minlength=10)
        assert teams.value <= before
        assert (load <= ground.capacity[teams.leader]).all()
        assert len(np.unique(teams.leader)) == 10
