"""Filling: more is covered, nothing that was covered is lost, and no rule is broken."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.assignment.filling import fill
from planner.assignment.rules import broken_rules, uncovered_visits
from planner.problem import Rules
from planner.snapshot import Pairs, integers
from tests.worlds import Person, Place, small_problems, world

NOTHING = Pairs(*np.zeros((3, 0), dtype=np.int64))
NO_AREA = np.zeros(0, dtype=np.int64)


def rows_of(problem, rows):
    return {
        (str(problem.rakshaks[r]), str(problem.areas[a])): v
        for r, a, v in zip(rows.rakshak, rows.area, rows.visits, strict=True)
    }


@settings(max_examples=200, deadline=None)
@given(small_problems(flows=True), st.integers(0, 3), st.integers(1, 3), st.booleans())
def test_rows_from_nothing_keep_every_rule(problem, most, least, whole):
    problem = replace(
        problem,
        rules=Rules(most_areas=most, least_visits=least),
        whole=np.full(len(problem.areas), whole),
        pins=NOTHING,
    )
    rows = fill(problem, NOTHING, NO_AREA)
    missing = uncovered_visits(problem, rows)
    assert not broken_rules(problem, rows).any()
    assert problem.allowed(rows.rakshak, rows.area).all()
    assert (rows.by_rakshak(len(problem.rakshaks)) <= problem.availability).all()
    assert (rows.by_area(len(problem.areas)) <= problem.visits).all()
    assert (missing >= 0).all()
    assert (np.diff(problem.pair_key(rows.rakshak, rows.area)) > 0).all()
    again = uncovered_visits(problem, fill(problem, rows, NO_AREA))
    assert (again <= missing).all()


def test_a_whole_area_goes_to_the_one_whom_it_fits_best():
    people = [Person("R1", 9), Person("R2", 5), Person("R3", 4)]
    problem = world(people, [Place("A1", 5, whole=True)])
    assert rows_of(problem, fill(problem, NOTHING, NO_AREA)) == {("R2", "A1"): 5}


def test_a_whole_area_changes_hands_where_that_covers_more():
    problem = world([Person("R1", 3), Person("R2", 4)], [Place("A1", 5, whole=True)])
    rows = Pairs(*integers([[0], [0], [3]]))
    assert rows_of(problem, fill(problem, rows, NO_AREA)) == {("R2", "A1"): 4}


def test_a_pinned_whole_area_stays_where_it_is():
    problem = world(
        [Person("R1", 3), Person("R2", 5)], [Place("A1", 5, whole=True)], pins={("R1", "A1"): 3}
    )
    rows = Pairs(*integers([[0], [0], [3]]))
    assert rows_of(problem, fill(problem, rows, NO_AREA)) == {("R1", "A1"): 3}


@pytest.mark.parametrize("first", [0, 1])
def test_what_is_named_first_comes_first(first):
    problem = world([Person("R1", 4)], [Place("A0", 4), Place("A1", 4)])
    rows = fill(problem, NOTHING, integers([first]))
    assert rows_of(problem, rows) == {("R1", f"A{first}"): 4}


def test_different_rakshaks_come_before_more_visits_of_one():
    # three are wanted for 5 visits: one each, and the ablest makes the other two
    people = [Person("R1", 5), Person("R2", 2), Person("R3", 1)]
    problem = world(people, [Place("A1", 5, different=3)])
    made = rows_of(problem, fill(problem, NOTHING, NO_AREA))
    assert made == {("R1", "A1"): 3, ("R2", "A1"): 1, ("R3", "A1"): 1}


def test_tied_areas_are_left_alone():
    problem = world([Person("R1", 9)], [Place("A1", 2), Place("A2", 2)], apart=[("A1", "A2")])
    assert rows_of(problem, fill(problem, NOTHING, NO_AREA)) == {}
