"""Refining: never worse, no rule broken, and better where something is left to gain."""

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from planner.assignment.diving import dive, likeliest_pairs
from planner.assignment.refining import _Near, is_good, refine
from planner.assignment.relaxation import Relaxation, relax
from planner.assignment.rules import broken_rules, tier_values, without_broken
from planner.policy import load
from planner.problem import Problem
from planner.snapshot import Ints, Pairs, integers
from tests.worlds import Person, Place, Size, district, small_problems, world

SEARCH = load().search.model_copy(update={"effort": 2})


def silent(line: str) -> None:
    assert line


def begun(problem: Problem) -> tuple[Relaxation, Ints, Pairs]:
    relaxed = relax(problem, SEARCH)
    keys = likeliest_pairs(problem, relaxed)
    return relaxed, keys, without_broken(problem, dive(problem, relaxed, keys, silent))


@given(small_problems())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_never_worse_and_every_rule_kept(problem):
    relaxed, keys, rows = begun(problem)
    refined = refine(problem, relaxed, rows, keys, SEARCH, silent)
    before, after = tier_values(problem, rows), tier_values(problem, refined)
    assert list(after.values()) <= list(before.values())
    assert not broken_rules(problem, refined).any()
    known = np.union1d(keys, problem.pair_key(rows.rakshak, rows.area))
    assert np.isin(problem.pair_key(refined.rakshak, refined.area), known).all()


def test_what_diving_left_open_is_covered():
    problem = district(Size(150, 75, whole_up_to=5), seed=2)
    relaxed, keys, rows = begun(problem)
    assert tier_values(problem, rows)["coverage"] > 0
    refined = refine(problem, relaxed, rows, keys, SEARCH, silent)
    values = tier_values(problem, refined)
    assert (values["coverage"], values["balance"]) == (0, 0)
    assert not broken_rules(problem, refined).any()


@pytest.mark.parametrize(("effort", "same"), [(0, True), (2, False)])
def test_effort_is_what_it_may_spend(effort, same):
    problem = district(Size(150, 75, whole_up_to=5), seed=2)
    relaxed, keys, rows = begun(problem)
    search = SEARCH.model_copy(update={"effort": effort})
    refined = refine(problem, relaxed, rows, keys, search, silent)
    assert (tier_values(problem, refined) == tier_values(problem, rows)) is same


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_told_is_what_the_rows_come_to(seed):
    problem = district(Size(150, 75, used=0.9, whole_up_to=6), seed=seed)
    relaxed, keys, rows = begun(problem)
    told: list[str] = []
    values = tier_values(problem, refine(problem, relaxed, rows, keys, SEARCH, told.append))
    in_words = ", ".join(f"{name} {value:,}" for name, value in values.items())
    assert told[-1] == f"{in_words} with every rule kept"


def test_nobody_is_asked_twice_in_one_neighbourhood():
    problem = district(Size(150, 75, used=0.9, whole_up_to=6), seed=1)
    relaxed, keys, rows = begun(problem)
    near = _Near(problem, relaxed, np.union1d(keys, problem.pair_key(rows.rakshak, rows.area)))
    for area in range(75):
        free = near.around(rows, area, 300)
        assert (np.diff(free.rakshaks) > 0).all()
        assert (np.diff(free.areas) > 0).all()


def test_two_whole_areas_change_over():
    # R1 and R2 hold what lies at the other's door: 2 x 2 x 3,000 m, changed over 0 m.
    problem = world(
        [Person("R1", 2, (0.0, 0.0)), Person("R2", 2, (0.0, 3_000.0))],
        [Place("A1", 2, (0.0, 0.0), whole=True), Place("A2", 2, (0.0, 3_000.0), whole=True)],
    )
    crossed = Pairs(integers([0, 1]), integers([1, 0]), integers([2, 2]))
    refined = refine(problem, relax(problem, SEARCH), crossed, np.arange(4), SEARCH, silent)
    assert tier_values(problem, crossed)["cost"] == 12_000
    assert refined.area.tolist() == [0, 1]
    assert tier_values(problem, refined)["cost"] == 0


def test_same_rows_again():
    problem = district(Size(150, 75, whole_up_to=5), seed=4)
    relaxed, keys, rows = begun(problem)
    first, again = (refine(problem, relaxed, rows, keys, SEARCH, silent) for _ in range(2))
    for column in ("rakshak", "area", "visits"):
        assert getattr(first, column).tolist() == getattr(again, column).tolist()


@pytest.mark.parametrize(
    ("values", "gap", "good"),
    [
        ({"coverage": 0, "balance": 0, "cost": 1_000}, 0.0, True),
        ({"coverage": 0, "balance": 0, "cost": 1_001}, 0.0, False),
        ({"coverage": 0, "balance": 0, "cost": 1_010}, 0.01, True),
        ({"coverage": 0, "balance": 0, "cost": 1_011}, 0.01, False),
        ({"coverage": 1, "balance": 0, "cost": 900}, 1.0, False),
        ({"coverage": 0, "balance": 1, "cost": 900}, 1.0, False),
    ],
)
def test_good_is_within_the_gap_and_at_the_bounds_before(
    values: Mapping[str, int], gap: float, good: bool
):
    # One visit over 1,000 m is the best there is.
    problem = world([Person("R1", 1, (0.0, 1_000.0))], [Place("A1", 1, (0.0, 0.0))])
    assert is_good(values, relax(problem, SEARCH), gap) is good
