"""Coverage by kinds: the same value as planning pair by pair, whatever the rules."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.assignment import coverage
from planner.assignment.coverage import can_be_fair, is_flow, least_uncovered
from planner.assignment.relaxation import relax
from planner.assignment.remedies import others_kept
from planner.policy import load
from planner.problem import Rules
from tests.worlds import Person, Place, small_problems, world

SEARCH = load().search
SKILLED = frozenset({0})


@settings(max_examples=150, deadline=None)
@given(small_problems(flows=True), st.booleans())
def test_kinds_come_to_the_same_as_pairs(problem, kept):
    problem = replace(problem, rules=Rules(keep_to_zone=kept))
    may = problem.allowed(problem.pins.rakshak, problem.pins.area)
    assume(may.all())
    left = least_uncovered(problem)
    assert left.exact
    assert left.coverage == relax(problem, SEARCH).values["coverage"]


@settings(max_examples=60, deadline=None)
@given(small_problems())
def test_looking_at_fewer_things_one_by_one_never_finds_more_uncovered(problem):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coverage, "MOST_KINDS", 0)
        patch.setattr(coverage, "MOST_SINGLE", 0)
        rough = least_uncovered(problem)
    assert not rough.exact
    assert rough.coverage <= least_uncovered(problem).coverage


@settings(max_examples=60, deadline=None)
@given(small_problems(flows=True))
def test_everybody_can_be_fair_where_the_best_flow_is(problem):
    kept = others_kept(problem, relax(problem, SEARCH).rows, np.zeros(0, dtype=np.int64))
    best = relax(kept, SEARCH).values
    assert best["coverage"] == 0
    assert can_be_fair(kept, *kept.band()) == (best["balance"] == 0, True)


def test_uncovered_visits_are_weighed_and_counted():
    # R1 makes 4 of 3 + 5 visits: all 3 that weigh 2, one of the others. 4 x 1 are left.
    problem = world([Person("R1", 4)], [Place("A1", 3, priority=2), Place("A2", 5)])
    left = least_uncovered(problem)
    assert (left.visits, left.coverage, left.exact) == (4, 4, True)


def test_an_area_out_of_everybodys_reach_stays_short():
    # one rakshak only, and the abler of the two makes 5 of 8 visits
    problem = world([Person("R1", 5), Person("R2", 4)], [Place("A1", 8, priority=3, whole=True)])
    left = least_uncovered(problem)
    assert (left.visits, left.coverage, left.exact) == (3, 9, False)


@pytest.mark.parametrize(
    ("rules", "whole", "says"),
    [
        (Rules(), False, True),
        (Rules(), True, False),
        (Rules(keep_to_zone=True), False, True),
        (Rules(most_areas=2), False, False),
        (Rules(least_visits=2), False, False),
    ],
)
def test_which_rules_a_flow_says(rules, whole, says):
    assert is_flow(world([Person("R1")], [Place("A1", 2, whole=whole)], rules=rules)) is says


def test_fair_means_within_both_limits():
    # 6 visits that only R1 may make, 2 for anybody
    people = [Person("R1", 8, skills=SKILLED), Person("R2", 8)]
    problem = world(people, [Place("A1", 6, skills=SKILLED), Place("A2", 2)])
    assert can_be_fair(problem, np.array([0, 0]), np.array([6, 2]))[0]
    assert not can_be_fair(problem, np.array([0, 0]), np.array([5, 8]))[0]
    assert not can_be_fair(problem, np.array([0, 3]), np.array([8, 8]))[0]


def test_a_pin_of_fewer_visits_than_the_least_is_a_way_in():
    # R1 is pinned to one visit where everybody else would make three: he makes both he can.
    problem = world(
        [Person("R1", 2)], [Place("A1", 4)], pins={("R1", "A1"): 1}, rules=Rules(least_visits=3)
    )
    assert least_uncovered(problem).coverage == 2
