"""Parts: some rakshaks and areas asked anew, and rows cut out and put together for it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.assignment.part import merged, part, tied_areas, tied_rakshaks, within
from planner.assignment.rules import tier_values
from planner.assignment.solve import solve
from planner.policy import load
from planner.snapshot import Pairs, integers
from tests.worlds import Person, Place, Size, district, small_problems, world

SEARCH = load().search
THREE_BY_FOUR = world([Person(f"R{k}") for k in range(3)], [Place(f"A{k}") for k in range(4)])

visits_of_pairs = st.dictionaries(
    st.tuples(st.integers(0, 2), st.integers(0, 3)), st.integers(0, 9), max_size=8
)


def pairs(visits):
    rows = sorted((r, a, made) for (r, a), made in visits.items())
    return Pairs(*integers(rows).reshape(-1, 3).T)


def as_dict(rows):
    both = zip(rows.rakshak.tolist(), rows.area.tolist(), strict=True)
    return dict(zip(both, rows.visits.tolist(), strict=True))


@given(visits_of_pairs, visits_of_pairs)
def test_merged_has_every_pair_once_with_the_larger_number(one, other):
    both = merged(THREE_BY_FOUR, pairs(one), pairs(other))
    expected = {pair: max(one.get(pair, 0), other.get(pair, 0)) for pair in {**one, **other}}
    assert as_dict(both) == expected
    assert list(as_dict(both)) == sorted(expected)
    assert len(both) == len(expected)


@given(visits_of_pairs, st.sets(st.integers(0, 2)), st.sets(st.integers(0, 3)))
def test_within_numbers_anew_and_can_be_numbered_back(visits, rakshaks, areas):
    those, places = integers(sorted(rakshaks)), integers(sorted(areas))
    inside = within(pairs(visits), those, places)
    back = Pairs(those[inside.rakshak], places[inside.area], inside.visits)
    expected = {(r, a): made for (r, a), made in visits.items() if r in rakshaks and a in areas}
    assert as_dict(back) == expected


def test_only_those_flagged_are_left():
    rows = pairs({(0, 1): 2, (1, 0): 3, (2, 3): 4})
    assert as_dict(rows.only(np.array([True, False, True]))) == {(0, 1): 2, (2, 3): 4}


def test_tied_is_who_is_together_or_apart():
    people, places = [Person(f"R{k}") for k in range(4)], [Place(f"A{k}") for k in range(3)]
    problem = world(people, places, together=[("R0", "R2")], apart=[("R2", "R3"), ("A0", "A1")])
    assert tied_rakshaks(problem).tolist() == [True, False, True, True]
    assert tied_areas(problem).tolist() == [True, True, False]
    free = world(people, places)
    assert not tied_rakshaks(free).any()
    assert not tied_areas(free).any()


def test_with_any_load_everything_he_can_make_is_fair():
    problem = world([Person("R1", 5), Person("R2", 3)], [Place("A1", 4)])
    rows = Pairs(integers([0]), integers([0]), integers([4]))
    asked = part(problem, rows, integers([0, 1]), integers([0])).with_any_load()
    assert [side.tolist() for side in asked.band()] == [[0, 0], [5, 3]]
    assert asked.visits.tolist() == [4]


@settings(max_examples=60, deadline=None)
@given(small_problems(flows=True), st.data())
def test_what_a_part_covers_the_whole_covers(problem, data):
    """Its rows put in place of the old ones leave uncovered what the part says, no visit more.

    Only rules that a flow can say: rules are broken or kept by all the rows of a rakshak.
    """
    rows = solve(problem, SEARCH).pairs(problem.rakshaks, problem.areas)
    chosen = data.draw(st.sets(st.integers(0, len(problem.rakshaks) - 1), min_size=1))
    those = integers(sorted(chosen))
    mine = np.isin(rows.rakshak, those)
    asked = part(problem, rows, those, np.arange(len(problem.areas)))
    plan = solve(asked, SEARCH)
    found = plan.pairs(asked.rakshaks, asked.areas)
    again = merged(problem, rows.only(~mine), Pairs(those[found.rakshak], found.area, found.visits))
    assert tier_values(problem, again) == tier_values(problem, rows)  # they were the best


@pytest.mark.parametrize("seed", [3, 4])
def test_a_part_of_the_best_plan_cannot_be_made_better(seed):
    """What others do is taken off what areas need, and what is fair is as in the whole."""
    problem = district(Size(60, 40, used=0.9), seed)
    rows = solve(problem, SEARCH).pairs(problem.rakshaks, problem.areas)
    rng = np.random.default_rng(seed)
    those = np.sort(rng.choice(60, 15, replace=False))
    inside = np.isin(rows.rakshak, those)
    areas = np.unique(rows.area[inside])
    asked = part(problem, rows, those, areas)
    assert np.array_equal(asked.band()[0], problem.band()[0][those])
    assert np.array_equal(asked.band()[1], problem.band()[1][those])
    assert asked.visits.sum() == rows.visits[inside].sum()  # everything is covered in the whole
    plan = solve(asked, SEARCH)
    load = rows.by_rakshak(60)[those]
    outside = problem.outside(load, *asked.band())
    assert plan.tiers["coverage"].value == 0
    assert plan.tiers["balance"].value == int((outside * (outside + 1) // 2).sum())
    assert plan.tiers["cost"].value == int(
        rows.visits[inside] @ problem.cost(rows.rakshak[inside], rows.area[inside])
    )


def test_in_a_part_tied_areas_and_areas_that_others_hold_whole_stay_as_they_are():
    """R1 goes to A1 (whole), R2 and R3 to A2 (2 different), R2 alone to A3, which is tied."""
    people = [Person("R1", 5), Person("R2", 5), Person("R3", 5)]
    places = [Place("A1", 2, whole=True), Place("A2", 4, different=2), Place("A3", 2), Place("A4")]
    problem = world(people, places, apart=[("A3", "A4")])
    rows = Pairs(integers([0, 1, 1, 2]), integers([0, 1, 2, 1]), integers([2, 3, 2, 1]))
    asked = part(problem, rows, integers([1]), integers([0, 1, 2]))
    assert asked.visits.tolist() == [0, 3, 2]
    assert asked.different.tolist() == [0, 1, 0]
    assert (asked.pins.rakshak.tolist(), asked.pins.area.tolist()) == ([0], [2])
    assert asked.pins.visits.tolist() == [2]
    assert len(asked.together) == len(asked.apart) == 0
