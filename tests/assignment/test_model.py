"""Model: the whole question against the oracle, and a part of it never worse than it was."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.assignment.model import Free, decide
from planner.assignment.rules import broken_rules, tier_values
from planner.problem import Problem
from planner.snapshot import Ints, Pairs, integers
from tests.assignment.oracle import best_values
from tests.worlds import Person, Place, small_problems, world

NEAR, FAR = (0.0, 0.0), (0.0, 3_000.0)
PLENTY = 10.0


def usable(problem: Problem, rakshaks: Ints, areas: Ints) -> Ints:
    """Keys of the pairs between these that may be used, or are pinned."""
    r, a = np.repeat(rakshaks, len(areas)), np.tile(areas, len(rakshaks))
    keys = problem.pair_key(r, a)
    pins = problem.pair_key(problem.pinned.rakshak, problem.pinned.area)
    return keys[problem.allowed(r, a) | np.isin(keys, pins)]


def whole_question(problem: Problem, rows: Pairs) -> Free:
    rakshaks, areas = (np.arange(n) for n in problem.shape)
    return Free(problem, rows, areas, rakshaks, usable(problem, rakshaks, areas))


@given(small_problems())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_from_the_pins_alone_to_the_best(problem):
    decided = decide(whole_question(problem, problem.pinned), PLENTY)
    assert decided.values == best_values(problem)
    assert decided.bounds == decided.values
    assert tier_values(problem, decided.rows) == decided.values
    assert not broken_rules(problem, decided.rows).any()


@st.composite
def parts(draw: st.DrawFn) -> tuple[Problem, Ints, Ints]:
    problem = draw(small_problems())
    chosen = [
        integers(sorted(draw(st.sets(st.integers(0, n - 1), min_size=1)))) for n in problem.shape
    ]
    return problem, *chosen


@given(parts(), parts())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_part_is_never_made_worse_and_the_rest_stays(case, other):
    problem, rakshaks, areas = case
    first = Free(problem, problem.pinned, areas, rakshaks, usable(problem, rakshaks, areas))
    made = decide(first, PLENTY).rows
    everything = whole_question(problem, made)
    part = other[1][other[1] < len(problem.rakshaks)], other[2][other[2] < len(problem.areas)]
    for free in (Free(problem, made, part[1], part[0], usable(problem, *part)), everything):
        decided = decide(free, PLENTY)
        before, after = tier_values(problem, free.rows), tier_values(problem, decided.rows)
        assert list(after.values()) <= list(before.values())
        assert list(decided.values.values()) <= list(free.values().values())
        assert not broken_rules(problem, decided.rows).any()
        stays = Free(problem, decided.rows, free.areas, free.rakshaks, free.keys)
        assert listed(decided.rows, ~stays.inside) == listed(free.rows, ~free.inside)


def listed(rows: Pairs, which) -> list[tuple[int, int, int]]:
    return [
        tuple(row) for row in np.stack([rows.rakshak, rows.area, rows.visits])[:, which].T.tolist()
    ]


@pytest.fixture
def crossed() -> Free:
    # Each goes to the other's door: 2 x 2 x 3,000 m. Changed over it is 0 m.
    problem = world(
        [Person("R1", 2, NEAR), Person("R2", 2, FAR)],
        [Place("A1", 2, NEAR, whole=True), Place("A2", 2, FAR, whole=True)],
    )
    rows = Pairs(integers([0, 1]), integers([1, 0]), integers([2, 2]))
    return whole_question(problem, rows)


def test_two_who_cross_change_over(crossed):
    assert crossed.values() == {"coverage": 0, "balance": 0, "cost": 12_000}
    decided = decide(crossed, PLENTY)
    assert listed(decided.rows, slice(None)) == [(0, 0, 2), (1, 1, 2)]
    assert decided.values == decided.bounds == {"coverage": 0, "balance": 0, "cost": 0}


def test_what_is_not_free_stays(crossed):
    one = Free(crossed.problem, crossed.rows, integers([0]), integers([0, 1]), integers([0, 2]))
    decided = decide(one, PLENTY)
    # R1 is full with A2, which is not free, so A1 stays with R2: 2 x 3,000 m.
    assert listed(decided.rows, slice(None)) == listed(crossed.rows, slice(None))
    assert decided.values == {"coverage": 0, "balance": 0, "cost": 6_000}


def test_without_time_rows_stay_and_nothing_is_claimed(crossed):
    decided = decide(crossed, 0.0)
    assert listed(decided.rows, slice(None)) in ([(0, 1, 2), (1, 0, 2)], [(0, 0, 2), (1, 1, 2)])
    assert decided.bounds["cost"] in (None, 0)


def test_bad_rows_are_mended():
    # A1 is whole but split, 3 km too far for R2's half: R1 takes all 4.
    problem = world(
        [Person("R1", 4, NEAR), Person("R2", 4, FAR)],
        [Place("A1", 4, NEAR, whole=True)],
        tolerance=2,
    )
    split = Pairs(integers([0, 1]), integers([0, 0]), integers([2, 2]))
    decided = decide(whole_question(problem, split), PLENTY)
    assert listed(decided.rows, slice(None)) == [(0, 0, 4)]
