"""Swaps: the runner-up at the prices, and what he would cost, solved again from scratch."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from planner.assignment import swap as swap_module
from planner.assignment.rules import tier_values
from planner.assignment.solve import solve
from planner.assignment.swap import (
    PIN,
    TIE,
    grounds,
    held_by,
    may_come,
    runner_up,
    solved_again,
    swapped,
)
from planner.plan import OPTIMAL, TIERS
from planner.policy import load
from planner.problem import NO_TIES
from planner.proof import proved_values
from planner.snapshot import Pairs, integers
from tests.assignment.oracle import best_values
from tests.worlds import FREE, Person, Place, Size, district, small_problems, world

SEARCH = load().search
SKILLED = frozenset({0})
EVERYBODY = 10**9


def planned(problem):
    plan = solve(problem, SEARCH)
    return grounds(problem, plan, plan.proof, SEARCH)


def in_order(change):
    """A change of the tiers as it is compared: the first that differs decides."""
    return tuple(change[name] for name in TIERS)


def asked_for(problem, row, other):
    """The problem with the swap of one row (rakshak, area, visits) pinned and banned."""
    rakshak, area, visits = row
    pins = [*zip(problem.pins.rakshak, problem.pins.area, problem.pins.visits, strict=True)]
    bans = [*zip(problem.bans.rakshak, problem.bans.area, problem.bans.visits, strict=True)]
    return replace(
        problem,
        pins=Pairs(*integers(sorted([*pins, (other, area, visits)])).reshape(-1, 3).T),
        bans=Pairs(*integers(sorted([*bans, (rakshak, area, 0)])).reshape(-1, 3).T),
    )


def rows_of(given_):
    rows = given_.rows
    return [*zip(rows.rakshak.tolist(), rows.area.tolist(), rows.visits.tolist(), strict=True)]


def two_of_each():
    """R1 is 1 km from A1 and 9 km from A2, R2 the other way round; 2 visits each are fair."""
    people = [Person("R1", 4, (1_000, 0)), Person("R2", 4, (9_000, 0))]
    places = [Place("A1", 2, (0, 0)), Place("A2", 2, (10_000, 0))]
    return world(people, places, rates=FREE, tolerance=0)


def test_a_swap_by_hand():
    """R2 makes both visits at A1, 9 km each; to be fair R1 goes to A2, 9 km each: 36 - 4 km."""
    found = planned(two_of_each())
    assert rows_of(found) == [(0, 0, 2), (1, 1, 2)]
    assert runner_up(found, 0, 2) == 1
    swap = solved_again(found, swapped(found, 0, 0, 1, 2), 0, 0, 2)
    assert swap.change == {"coverage": 0, "balance": 0, "cost": 32_000}
    assert swap.exact
    assert (0, 0, 0) <= in_order(swap.estimate) <= (0, 0, 32_000)


def test_without_prices_the_runner_up_is_the_nearest_and_nothing_is_estimated():
    people = [Person(f"R{k}", 2, (1_000.0 * k, 0)) for k in range(1, 5)]
    problem = world(people, [Place("A1", 2, (0, 0))], tolerance=9)
    plan = solve(problem, SEARCH)
    bare = grounds(problem, plan, None, None)
    assert rows_of(bare) == [(0, 0, 2)]
    assert runner_up(bare, 0, 2) == 1
    swap = solved_again(bare, swapped(bare, 0, 0, 1, 2), 0, 0, 2)
    assert (swap.estimate, swap.change, swap.exact) == (None, None, False)


def test_rows_of_people_who_have_left_are_left_out():
    problem = two_of_each()
    plan = solve(problem, SEARCH)
    gone = world([Person("R2", 4)], [Place("A1", 2), Place("A2", 2)])
    assert rows_of(grounds(gone, plan, None, None)) == [(0, 1, 2)]


def test_who_may_not_come_is_no_runner_up():
    """R1 is there, R2 lacks the skill, R3 is banned, R4 can make 2 of 3, R5 is pinned elsewhere."""
    able = {"skills": SKILLED}
    people = [
        *(Person("R1", 5, (0, 0), **able), Person("R2", 5, (0, 0)), Person("R3", 5, **able)),
        *(Person("R4", 2, **able), Person("R5", 4, **able), Person("R6", 3, (9_000, 0), **able)),
    ]
    problem = world(
        people,
        [Place("A1", 3, (0, 0), skills=SKILLED), Place("A2", 2)],
        pins={("R5", "A2"): 2},
        bans=[("R3", "A1")],
        tolerance=9,
    )
    found = planned(problem)
    assert (0, 0, 3) in rows_of(found)
    assert np.flatnonzero(may_come(found, 0, 3)).tolist() == [5]
    assert runner_up(found, 0, 3) == 5
    assert runner_up(found, 0, 4) is None


def test_a_swap_that_leaves_visits_uncovered_says_so():
    """Only R2 can go to A2, and only with all he can make: at A1 he would leave both uncovered."""
    people = [Person("R1", 2, (0, 0)), Person("R2", 2, (0, 0), skills=SKILLED)]
    places = [Place("A1", 2, (0, 0)), Place("A2", 2, (0, 0), skills=SKILLED, priority=3)]
    found = planned(world(people, places))
    swap = solved_again(found, swapped(found, 0, 0, 1, 2), 0, 0, 2)
    assert swap.change["coverage"] == 6  # 2 visits x priority 3
    assert swap.exact


def test_pins_and_ties_keep_rows_as_they_are():
    people = [Person(f"R{k}", 4) for k in range(4)]
    places = [Place("A1", 2), Place("A2", 2), Place("A3", 2)]
    problem = world(
        people, places, pins={("R0", "A1"): 1}, together=[("A2", "A3")], apart=[("R2", "R3")]
    )
    assert held_by(problem, 0, 0) == PIN
    assert held_by(problem, 1, 0) == ""
    assert held_by(problem, 1, 1) == held_by(problem, 2, 0) == TIE
    found = planned(problem)
    assert not may_come(found, 0, 1)[2:].any()


def test_what_somebody_does_at_tied_areas_stays_and_leaves_no_room_for_a_swap():
    """R2 makes both his visits at A2, which is apart from A3: he has none for A1, R3 has two."""
    people = [Person("R1", 2, (0, 0)), Person("R2", 2, (9_000, 0)), Person("R3", 2, (5_000, 0))]
    places = [Place("A1", 2, (0, 0)), Place("A2", 2, (9_000, 0)), Place("A3", 0)]
    found = planned(world(people, places, apart=[("A2", "A3")], tolerance=9))
    assert rows_of(found) == [(0, 0, 2), (1, 1, 2)]
    assert np.flatnonzero(may_come(found, 0, 2)).tolist() == [2]


def test_prices_alone_make_nothing_exact_where_a_tie_makes_the_plan_dearer():
    """R1 goes nowhere without R0, who can make no visit. The flow knows nothing of that: it covers
    three of the four areas, the plan two. So a swap that costs what its prices say may cost less.
    """
    people = [Person("R0", 0), Person("R1", 1), Person("R2", 1), Person("R3", 1, skills=SKILLED)]
    places = [
        *(Place("A1", 1), Place("A2", 1, skills=SKILLED)),
        *(Place("A3", 1, skills=SKILLED), Place("A4", 1)),
    ]
    problem = world([replace(one, zone=0) for one in people], places, together=[("R0", "R1")])
    plan = solve(problem, SEARCH)
    assert (plan.status, plan.uncovered) == (OPTIMAL, 2)
    assert not grounds(problem, plan, plan.proof, SEARCH).bounded
    untied = solve(replace(problem, together=NO_TIES), SEARCH)
    assert grounds(replace(problem, together=NO_TIES), untied, untied.proof, SEARCH).bounded


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(small_problems(), st.data())
def test_a_swap_solved_from_scratch_comes_to_the_same(problem, data):
    """The oracle knows no flow and no prices: pin and ban, over the whole problem.

    Where there are ties a swap is solved with all that is tied left as it is, so it may come to
    more than the oracle finds; never to less, and to the same wherever it is said to be exact.
    """
    plan = solve(problem, SEARCH)
    found = grounds(problem, plan, plan.proof, SEARCH)
    swaps = [
        (row, other)
        for row in rows_of(found)
        if not held_by(problem, row[0], row[1])
        for other in np.flatnonzero(may_come(found, row[1], row[2])).tolist()
    ]
    assume(swaps)
    row, other = data.draw(st.sampled_from(swaps))
    rakshak, area, visits = row
    swap = swapped(found, rakshak, area, other, visits)
    swap = solved_again(found, swap, rakshak, area, visits)
    best = best_values(asked_for(problem, row, other))
    least = {name: best[name] - plan.tiers[name].value for name in TIERS}
    if proved_values(problem, plan.proof) == tier_values(problem, found.rows):
        # The prices are those of the flow: they bound a swap where the plan is that flow.
        assert (0, 0, 0) <= in_order(swap.estimate) <= in_order(least)
    if swap.exact or not len(problem.together) + len(problem.apart):
        assert swap.exact
        assert swap.change == least
    elif swap.change is not None:
        assert in_order(least) <= in_order(swap.change)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_neighbourhood_is_never_better_than_the_whole(monkeypatch, seed):
    found = planned(district(Size(150, 80, skills=(0.1,)), seed))
    assert found.bounded
    exact = 0
    for row in rows_of(found)[::7]:
        rakshak, area, visits = row
        other = runner_up(found, area, visits)
        if other is None:
            continue
        swap = swapped(found, rakshak, area, other, visits)
        monkeypatch.setattr(swap_module, "MOVED", 20)
        few = solved_again(found, swap, rakshak, area, visits)
        scratch = solve(asked_for(found.problem, row, other), SEARCH)
        assert scratch.status == OPTIMAL
        before = tier_values(found.problem, found.rows)
        whole = {name: scratch.tiers[name].value - before[name] for name in TIERS}
        assert in_order(swap.estimate) <= in_order(whole) <= in_order(few.change)
        if few.exact:
            assert few.change == whole
            exact += 1
        monkeypatch.setattr(swap_module, "MOVED", EVERYBODY)
        everybody = solved_again(found, swap, rakshak, area, visits)
        assert (everybody.change, everybody.exact) == (whole, True)
    assert exact
