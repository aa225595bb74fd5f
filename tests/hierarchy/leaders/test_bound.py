"""Bounds: never above the optimum, whatever the prices; the worth of teams; pairs closed by it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.hierarchy.leaders.attaching import attach
from planner.hierarchy.leaders.bound import bound_at, opening, raise_bound
from planner.hierarchy.leaders.exact import bounds_with, search
from planner.hierarchy.leaders.packing import best_first
from planner.hierarchy.leaders.stating import state
from planner.hierarchy.leaders.worth import GRAIN, Knapsacks, Reach, worth_of
from planner.snapshot import integers
from tests.hierarchy.leaders.oracle import best_by_brute_force, ground_of, questions


def narrow(ground, reach):
    """The worths of a large ground, for a small one."""
    patch = pytest.MonkeyPatch()
    with patch.context() as here:
        here.setattr("planner.hierarchy.leaders.worth.PRECISE", 0)
        return worth_of(ground, reach)


def asked(question):
    """The ground of a question and its optimum, which there is."""
    ground = replace(ground_of(question), count=question["count"])
    assume(len(ground.load) > 0)
    assume(0 < ground.keep.sum() <= ground.count <= len(ground.candidate) or not ground.keep.any())
    assume(ground.count <= len(ground.candidate))
    best = best_by_brute_force(ground, ground.count)
    assume(best is not None)
    return ground, best


@given(questions(), st.integers(0, 2**32))
@settings(max_examples=80, deadline=None)
def test_no_prices_prove_more_than_is_true(question, seed):
    ground, best = asked(question)
    price = np.random.default_rng(seed).uniform(0, 30, len(ground.load))
    for worth in (worth_of(ground, price), narrow(ground, price)):
        allowed = worth.allowed(price)
        assert bound_at(ground, allowed, worth.values(allowed)) <= best


@given(questions(different=False), st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_with_loads_of_one_both_ways_to_look_agree(question, seed):
    ground, _ = asked(question)
    price = np.random.default_rng(seed).uniform(0, 30, len(ground.load))
    whole, near = worth_of(ground, price), narrow(ground, price)
    assert isinstance(whole, Knapsacks)
    assert isinstance(near, Reach)
    price = near.allowed(price)
    assert (price / GRAIN == np.rint(price / GRAIN)).all()
    assert whole.values(price).tolist() == near.values(price).tolist()
    for k in range(len(ground.candidate)):
        worth = (price - whole.way[k])[whole.contents(price, integers([k])) > 0].sum()
        assert worth == whole.values(price)[k]
        there = near.contents(price, integers([k]))
        assert there @ (price - whole.way[k]) == pytest.approx(worth)
        assert whole.willing(price, k).tolist() == sorted(near.willing(price, k).tolist())


@given(questions())
@settings(max_examples=40, deadline=None)
def test_raising_ends_at_or_below_the_optimum_and_closes_no_pair_of_it(question):
    ground, best = asked(question)
    leader = np.sort(best_first(ground)[: ground.count])
    teams = attach(ground, leader)
    assume(teams is not None)
    opened = opening(ground, teams)
    worth = worth_of(ground, opened.reach)
    bounds, _ = raise_bound(ground, worth, opened, teams.value, 40)
    assert max(bound.whole for bound in bounds) <= best
    found = search(ground, worth, bounds, teams.leader[teams.of], 5.0)
    assert found.value == found.bound == best
    closed = bounds_with(ground, worth, bounds[-1])
    rakshak = np.arange(len(ground.load))
    assert (np.ceil(closed[found.leader_of, rakshak] - 1e-6) <= best).all()
    narrow_bounds, _ = raise_bound(ground, narrow(ground, opened.reach), opened, teams.value, 40)
    assert narrow_bounds[-1].whole <= best


def test_a_bound_closes_what_is_far():
    """Two hamlets 100 apart, a leader each: nobody is led across."""
    points = np.array([[0, 0], [1, 0], [2, 0], [100, 0], [101, 0], [102, 0]], dtype=float)
    ground = replace(state(points, 1, 3, None, None), count=2)
    teams = attach(ground, integers([1, 4]))
    opened = opening(ground, teams)
    worth = worth_of(ground, opened.reach)
    bounds, tried = raise_bound(ground, worth, opened, teams.value, 200)
    assert bounds[-1].whole == teams.value == 4
    least = bounds_with(ground, worth, bounds[-1])
    assert (least[:3, 3:] > 4).all()
    assert (least[3:, :3] > 4).all()
    assert all(len(one) == 2 for one in tried)
