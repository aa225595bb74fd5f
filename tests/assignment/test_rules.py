"""Rules: each one broken and kept by hand, and what is left without the rows that break them."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.assignment.rules import broken_rules, without_broken
from planner.problem import Problem, Rules
from planner.snapshot import Pairs, integers
from tests.worlds import Person, Place, small_problems, world

PEOPLE = [Person("R1"), Person("R2"), Person("R3")]
PLACES = [Place("A1", 6), Place("A2", 6), Place("A3", 6)]


def rows(*made: tuple[str, str, int]) -> Pairs:
    """Rows of PEOPLE and PLACES by id, sorted."""
    numbers = sorted((int(r[1:]) - 1, int(a[1:]) - 1, visits) for r, a, visits in made)
    return Pairs(*integers(numbers).reshape(-1, 3).T)


def broken(problem: Problem, *made: tuple[str, str, int]) -> list[tuple[str, str]]:
    those = rows(*made)
    out = np.flatnonzero(broken_rules(problem, those))
    pairs = zip(problem.rakshaks[those.rakshak[out]], problem.areas[those.area[out]], strict=True)
    return [(str(r), str(a)) for r, a in pairs]


def test_a_whole_area_has_one_rakshak():
    problem = world(PEOPLE, [Place("A1", 6, whole=True), Place("A2", 6)])
    assert broken(problem, ("R1", "A1", 6), ("R1", "A2", 3), ("R2", "A2", 3)) == []
    split = ("R1", "A1", 3), ("R2", "A1", 3), ("R2", "A2", 3)
    assert broken(problem, *split) == [("R1", "A1"), ("R2", "A1")]


def test_of_a_split_whole_area_the_pin_stays():
    problem = world(PEOPLE, [Place("A1", 6, whole=True)], pins={("R1", "A1"): 2})
    assert broken(problem, ("R1", "A1", 3), ("R2", "A1", 3)) == [("R2", "A1")]


@pytest.mark.parametrize(
    ("needs", "made", "out"),
    [(6, 3, False), (6, 2, True), (2, 2, False), (2, 1, True)],
    ids=["three", "two of six", "all of two", "one of two"],
)
def test_least_visits_or_all_where_fewer_are_needed(needs, made, out):
    problem = world(PEOPLE, [Place("A1", needs)], rules=Rules(least_visits=3))
    assert broken(problem, ("R1", "A1", made)) == ([("R1", "A1")] if out else [])


def test_a_pin_may_be_less_than_the_least():
    problem = world(PEOPLE, PLACES, rules=Rules(least_visits=3), pins={("R1", "A1"): 1})
    assert broken(problem, ("R1", "A1", 1), ("R1", "A2", 1)) == [("R1", "A2")]


def test_beyond_most_areas_the_smallest_rows_go():
    problem = world(PEOPLE, PLACES, rules=Rules(most_areas=2))
    assert broken(problem, ("R1", "A1", 1), ("R1", "A2", 2), ("R2", "A3", 1)) == []
    three = ("R1", "A1", 1), ("R1", "A2", 3), ("R1", "A3", 2), ("R2", "A1", 1)
    assert broken(problem, *three) == [("R1", "A1")]


def test_beyond_most_areas_a_small_pin_stays():
    problem = world(PEOPLE, PLACES, rules=Rules(most_areas=1), pins={("R1", "A1"): 1})
    assert broken(problem, ("R1", "A1", 1), ("R1", "A2", 5)) == [("R1", "A2")]


def test_areas_together_have_the_same_rakshaks():
    problem = world(PEOPLE, PLACES, together=[("A1", "A2")])
    assert broken(problem, ("R1", "A1", 1), ("R1", "A2", 5), ("R2", "A3", 1)) == []
    # R2 goes to A2 but not to A1
    some = ("R1", "A1", 1), ("R1", "A2", 3), ("R2", "A2", 2), ("R2", "A3", 1)
    assert broken(problem, *some) == [("R2", "A2")]


def test_areas_apart_have_no_rakshak_in_common():
    problem = world(PEOPLE, PLACES, apart=[("A1", "A2")])
    assert broken(problem, ("R1", "A1", 1), ("R2", "A2", 1), ("R1", "A3", 1)) == []
    assert broken(problem, ("R1", "A1", 1), ("R1", "A2", 1)) == [("R1", "A2")]


def test_rakshaks_together_go_to_the_same_areas():
    problem = world(PEOPLE, PLACES, together=[("R1", "R2")])
    assert broken(problem, ("R1", "A1", 1), ("R2", "A1", 5), ("R3", "A2", 1)) == []
    assert broken(problem, ("R1", "A1", 1), ("R2", "A1", 1), ("R2", "A2", 1)) == [("R2", "A2")]


def test_rakshaks_apart_have_no_area_in_common():
    problem = world(PEOPLE, PLACES, apart=[("R1", "R2")])
    assert broken(problem, ("R1", "A1", 1), ("R2", "A2", 1), ("R3", "A1", 1)) == []
    assert broken(problem, ("R1", "A1", 1), ("R2", "A1", 1)) == [("R2", "A1")]


def test_what_breaks_one_tie_may_break_the_next():
    # A3 is too much for R1 (two areas at most); then A2, together with it, must go too, and A1.
    problem = world(
        PEOPLE, PLACES, rules=Rules(most_areas=2), together=[("A1", "A2"), ("A2", "A3")]
    )
    made = ("R1", "A1", 3), ("R1", "A2", 2), ("R1", "A3", 1)
    assert broken(problem, *made) == [("R1", "A1"), ("R1", "A2"), ("R1", "A3")]


@st.composite
def drawn_rows(draw: st.DrawFn) -> tuple[Problem, Pairs]:
    """Any rows that hold the pins and whom these draw along, good or bad."""
    problem = draw(small_problems())
    areas = len(problem.areas)
    pins = problem.pinned
    count = len(problem.rakshaks) * areas
    visits = integers(draw(st.lists(st.integers(0, 3), min_size=count, max_size=count)))
    keys = problem.pair_key(pins.rakshak, pins.area)
    visits[keys] = np.maximum(visits[keys], pins.visits)
    there = np.flatnonzero(visits)
    return problem, Pairs(*np.divmod(there, areas), visits[there])


@given(drawn_rows())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_without_them_every_rule_is_kept_and_every_pin_is_there(case):
    problem, made = case
    kept = without_broken(problem, made)
    assert not broken_rules(problem, kept).any()
    keys = problem.pair_key(kept.rakshak, kept.area)
    held = problem.pinned
    assert np.isin(problem.pair_key(held.rakshak, held.area), keys).all()
    there = set(zip(kept.rakshak.tolist(), kept.area.tolist(), strict=True))
    pins = set(zip(held.rakshak.tolist(), held.area.tolist(), strict=True))
    least = problem.least_visits
    for r, a, visits in zip(kept.rakshak, kept.area, kept.visits, strict=True):
        assert (r, a) in pins or visits >= least[a]
    for a in np.flatnonzero(problem.whole).tolist():
        assert sum(area == a for _, area in there) <= 1
    for r in range(len(problem.rakshaks) if problem.rules.most_areas else 0):
        assert sum(one == r for one, _ in there) <= problem.rules.most_areas
    for ties, same in ((problem.together, True), (problem.apart, False)):
        groups = [({r for r, a in there if a == x}, {r for r, a in there if a == y})
                  for x, y in ties.areas.tolist()]  # fmt: skip
        groups += [({a for r, a in there if r == x}, {a for r, a in there if r == y})
                   for x, y in ties.rakshaks.tolist()]  # fmt: skip
        assert all(one == other if same else not one & other for one, other in groups)
