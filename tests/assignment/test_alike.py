"""Alike: what kinds come to is what all pairs come to, as far as kinds can tell."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from planner.assignment.alike import alike, expected_prices
from planner.assignment.network import build_network
from planner.assignment.tiers import solve_in_order
from planner.problem import Problem
from planner.snapshot import integers
from tests.worlds import Person, Place, Size, district, small_problems, world

SKILLED = frozenset({0})


def tiers_of(problem: Problem, expected: bool) -> tuple[int, int]:
    """Coverage and balance over all pairs, at the expected prices or solved."""
    keys = np.arange(len(problem.rakshaks) * len(problem.areas))
    network = build_network(problem, keys[problem.allowed(*np.divmod(keys, len(problem.areas)))])
    prices = expected_prices(problem, network) if expected else {}
    assert set(prices) == ({"coverage", "balance"} if expected else set())
    best = solve_in_order(network.graph, network.offsets, prices)
    assert not expected or all(best.prices[name] is prices[name] for name in prices)
    return best.values["coverage"], best.values["balance"]


def test_a_scarce_skill_has_a_price_of_its_own():
    # Three visits of priority 2 ask for the skill, its holder makes two: one stays uncovered.
    # Fair are 4 x 5 / 6 visits rounded to 3 .. 3 and 1 .. 2: R2 makes the two others.
    problem = world(
        [Person("R1", 2, skills=SKILLED), Person("R2", 4)],
        [Place("A1", 3, priority=2, skills=SKILLED), Place("A2", 2)],
        tolerance=0,
    )
    network = build_network(problem, integers([0, 1, 3]))
    prices = expected_prices(problem, network)
    r1, r2, a1, a2, sink = range(5)
    price = prices["coverage"] - prices["coverage"][sink]
    assert price[a1] == price[r1] == -2  # one visit more by R1 would be worth its priority
    assert price[a2] == price[r2] == 0
    assert tiers_of(problem, expected=True) == tiers_of(problem, expected=False)


@pytest.mark.parametrize(
    "size",
    [
        Size(120, 60),
        Size(120, 60, used=1.1),
        Size(120, 60, used=0.95, skills=(0.45,)),
        Size(120, 60, skills=(0.3, 0.4)),
    ],
    ids=["plain", "short", "short of skills", "skills"],
)
def test_kinds_tell_what_all_pairs_come_to(size):
    problem = district(size, seed=3)
    assert tiers_of(problem, expected=True) == tiers_of(problem, expected=False)


@given(small_problems(flows=True))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_where_nobody_is_named_kinds_are_right(problem):
    """No ban, no pin, no area that wants several: then there is nothing they do not look at."""
    if len(problem.bans.area) or len(problem.pins.area) or (problem.different > 1).any():
        return
    assert tiers_of(problem, expected=True) == tiers_of(problem, expected=False)


def test_equal_columns_are_one_kind():
    one, kind = alike([integers([5, 5, 7, 5]), integers([1, 2, 1, 1])])
    assert kind[0] == kind[3]
    assert len(set(kind.tolist())) == 3
    assert kind[one].tolist() == [0, 1, 2]
    assert alike([integers([])])[1].tolist() == []
