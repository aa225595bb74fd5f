"""Pricing: no pair that pays is overlooked, whatever blocks it lies in."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.assignment import pricing
from planner.assignment.network import build_network
from planner.assignment.pricing import cut_into_blocks, end_prices, paying_pairs
from planner.problem import Problem
from planner.snapshot import integers
from tests.worlds import Size, district, small_problems

NOTHING = integers([])
WORLDS = [
    Size(90, 60),
    Size(90, 60, known=0.5, zones=6),
    Size(90, 60, known=0.0, zones=6),
    Size(90, 60, at_station=True, zones=6),
    Size(90, 60, skills=(0.3, 0.3)),
]


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(pricing, "RAKSHAKS_A_BLOCK", 8)
    monkeypatch.setattr(pricing, "AREAS_A_BLOCK", 5)


def all_pairs(problem: Problem):
    return np.divmod(np.arange(len(problem.rakshaks) * len(problem.areas)), len(problem.areas))


def paying_by_hand(problem: Problem, prices) -> list[int]:
    """Every pair looked at, from the definition."""
    rakshak, area = all_pairs(problem)
    reduced = problem.cost(rakshak, area) + prices[1][area] - prices[0][rakshak]
    return np.flatnonzero((reduced < 0) & problem.allowed(rakshak, area)).tolist()


@pytest.mark.parametrize("size", WORLDS, ids=["plain", "half", "zones", "stations", "skills"])
@pytest.mark.parametrize("generous", [500, 5_000, 50_000])
def test_what_pays_is_found_and_nothing_else(small_blocks, size, generous):
    problem = district(size, seed=5)
    rng = np.random.default_rng(generous)
    prices = (
        rng.integers(0, generous, len(problem.rakshaks)).astype(float),
        rng.integers(0, generous, len(problem.areas)).astype(float),
    )
    prices[0][3], prices[1][4] = -np.inf, np.inf  # he has no visit to give; it asks for none
    expected = set(paying_by_hand(problem, prices))
    known = NOTHING
    while len(new := paying_pairs(problem, cut_into_blocks(problem), prices, known)):
        assert set(new.tolist()) <= expected
        assert not set(new.tolist()) & set(known.tolist())
        known = np.union1d(known, new)
    assert set(known.tolist()) == expected


@pytest.mark.parametrize("size", WORLDS, ids=["plain", "half", "zones", "stations", "skills"])
def test_no_visit_costs_less_than_the_least_way_between_its_blocks(small_blocks, size):
    problem = district(size, seed=6)
    blocks = cut_into_blocks(problem)
    assert sorted(np.concatenate([b.members for b in blocks.areas])) == list(range(60))
    assert sorted(np.concatenate([b.members for b in blocks.rakshaks])) == list(range(90))
    for x, areas in enumerate(blocks.areas):
        for y, rakshaks in enumerate(blocks.rakshaks):
            r, a = (side.ravel() for side in np.meshgrid(rakshaks.members, areas.members))
            may = problem.allowed(r, a)
            if blocks.way[x, y] == np.inf:
                assert not may.any()
            else:
                assert blocks.way[x, y] <= problem.cost(r, a)[may].min()


@given(small_problems(), st.integers(0, 2**32 - 1))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_it_finds_something_where_anything_pays(problem, seed):
    rng = np.random.default_rng(seed)
    prices = (
        rng.integers(0, 9_000, len(problem.rakshaks)).astype(float),
        rng.integers(0, 9_000, len(problem.areas)).astype(float),
    )
    found = paying_pairs(problem, cut_into_blocks(problem), prices, NOTHING).tolist()
    expected = paying_by_hand(problem, prices)
    assert set(found) <= set(expected)
    assert bool(found) == bool(expected)


def test_prices_that_floats_cannot_hold_are_refused():
    problem = district(Size(20, 10), seed=1)
    network = build_network(problem, np.arange(200))
    nodes = len(network.graph.supply)
    far = {"coverage": np.arange(nodes) * 10**9, "balance": np.arange(nodes) * 10**3}
    with pytest.raises(OverflowError, match="too much"):
        end_prices(network, {**far, "cost": np.arange(nodes)}, problem.dearest)


def test_an_earlier_tier_outweighs_all_later_ones():
    problem = district(Size(20, 10), seed=1)
    network = build_network(problem, np.arange(200))
    nodes = len(network.graph.supply)
    rng = np.random.default_rng(3)
    tiers = {
        "coverage": rng.integers(-1, 2, nodes),
        "balance": rng.integers(-2, 3, nodes),
        "cost": rng.integers(-9_000, 9_000, nodes),
    }
    of_rakshak, of_area = end_prices(network, tiers, problem.dearest)
    rakshak, area = all_pairs(problem)
    own = np.where(network.demand[:10] > 0, np.arange(10), 0)
    assert own.tolist() == list(range(10))  # one node each, every area asks for visits
    for r, a in zip(rakshak.tolist(), area.tolist(), strict=True):
        apart = [int(tier[20 + a] - tier[r]) for tier in tiers.values()]
        apart[-1] += int(problem.cost(np.array([r]), np.array([a]))[0])
        cost = apart[-1] - int(tiers["cost"][20 + a] - tiers["cost"][r])
        if network.left[r] > 0:
            assert (cost + of_area[a] - of_rakshak[r] < 0) == (apart < [0, 0, 0])


def test_the_best_are_taken_where_too_many_pay(small_blocks, monkeypatch):
    monkeypatch.setattr(pricing, "MOST_ADDED", 7)
    problem = district(Size(90, 60), seed=5)
    prices = (np.full(90, 5_000.0), np.zeros(60))
    rakshak, area = all_pairs(problem)
    reduced = problem.cost(rakshak, area) - 5_000.0
    found = paying_pairs(problem, cut_into_blocks(problem), prices, NOTHING)
    assert len(found) == 7
    assert reduced[found].max() <= np.sort(reduced)[60 + 90]
