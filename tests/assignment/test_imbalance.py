"""Imbalance: who is out of band in which zone, and what would even it out, solved again."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings

from planner.assignment import coverage
from planner.assignment.changes import RECRUIT, Usual, with_recruits
from planner.assignment.imbalance import TOLERANCE, TRAIN, evenings, out_of_band
from planner.assignment.remedies import Answer, others_kept
from planner.assignment.solve import solve
from planner.policy import load
from planner.problem import Rules
from planner.snapshot import Pairs, integers
from tests.worlds import Person, Place, small_problems, world

SEARCH = load().search
SKILLED = frozenset({0})
USUAL = Usual(visits=5, most=20)


def answered(problem):
    plan = solve(problem, SEARCH)
    return Answer(problem, plan.pairs(problem.rakshaks, problem.areas), SEARCH), plan


def lopsided():
    """R1 alone has the skill and makes all 8 visits; 2.67 would be fair for each of the three."""
    people = [Person("R1", 10, zone=1, skills=SKILLED), Person("R2", zone=2), Person("R3", zone=2)]
    return world(people, [Place("A1", 8, zone=1, skills=SKILLED)])


def test_out_of_band_by_zone():
    # share 8 / 30 x 10 = 2.67, band 2 .. 3: R1 is 5 above, R2 and R3 are 2 below each
    answer, _ = answered(lopsided())
    heavy, idle = out_of_band(answer)
    assert (heavy.over, heavy.visits_over, heavy.under, heavy.visits) == (1, 5, 0, 5)
    assert (idle.under, idle.visits_under, idle.over, idle.visits) == (2, 4, 0, 4)


def test_the_smallest_tolerance_and_the_fewest_to_train():
    # 8 - 2.67 = 5.33, so 6 visits of tolerance; with R2 and R3 trained 3 + 3 + 2 visits
    answer, _ = answered(lopsided())
    found = {one.kind: one for one in evenings(answer, USUAL)}
    assert (found[TOLERANCE].amount, found[TOLERANCE].smallest) == (6, True)
    assert (found[TRAIN].amount, found[TRAIN].exact, found[TRAIN].smallest) == (2, True, True)
    assert RECRUIT not in found  # whoever joins, R2 and R3 still have nothing to do


def test_whoever_learns_for_an_area_without_a_zone_keeps_to_his_own():
    # R1 makes 2 visits at each area, 4 would be fair. R2, trained, may come to A, in no zone, and
    # no farther: 2 visits for him are not enough.
    people = [Person("R1", 10, zone=1, skills=SKILLED), Person("R2", 10, zone=2)]
    places = [Place("A", 2, skills=SKILLED)]
    places += [Place(name, 2, zone=1, skills=SKILLED) for name in "BCD"]
    problem = world(people, places, tolerance=0, rules=Rules(keep_to_zone=True))
    answer, _ = answered(problem)
    assert [one.kind for one in evenings(answer, USUAL)] == [TOLERANCE]


def test_a_recruit_takes_what_is_too_much():
    # zone 1: 10 visits for R1 alone, zone 2: 2 for R2; fair is 6 each, 3 to 9.
    # One more rakshak of 5 visits in zone 1: fair is 12 / 25 x 10 = 4.8, with a tolerance of 3
    # 2 to 7 (1.8 to 7.8), and for the new one, 2.4, up to 5: 5 + 5 + 2 visits, all in band.
    people = [Person("R1", 10, zone=1), Person("R2", 10, zone=2)]
    places = [Place("A1", 10, zone=1), Place("A2", 2, zone=2)]
    problem = world(people, places, tolerance=3, rules=Rules(keep_to_zone=True))
    answer, plan = answered(problem)
    assert plan.tiers["balance"].value == 2  # 10 is one above 9, 2 one below 3
    found = {one.kind: one for one in evenings(answer, USUAL)}
    assert found[TOLERANCE].amount == 4
    assert (found[RECRUIT].amount, found[RECRUIT].exact) == (1, True)
    mended = solve(with_recruits(problem, found[RECRUIT].beside, 1, 5), SEARCH)
    assert (mended.uncovered, mended.tiers["balance"].value) == (0, 0)


def test_nothing_is_said_where_everybody_is_in_band():
    answer, _ = answered(world([Person("R1", 9)], [Place("A1", 5)]))
    assert out_of_band(answer) == ()
    assert evenings(answer, USUAL) == ()


def test_a_plan_that_is_too_large_to_be_solved_again_is_measured_as_it_is():
    # A1 goes to one: R1 with all 6, or R2. Fair is 3 each
    problem = world([Person("R1", 6), Person("R2", 6)], [Place("A1", 6, whole=True)])
    large = SEARCH.model_copy(update={"exact_up_to": 0})
    answer = Answer(problem, Pairs(*integers([[0], [0], [6]])), large)
    (tolerance, recruit) = evenings(answer, USUAL)
    assert (tolerance.amount, tolerance.exact, tolerance.smallest) == (3, True, False)
    assert (recruit.kind, recruit.exact) == (RECRUIT, False)


@settings(max_examples=80, deadline=None)
@given(small_problems())
def test_every_claim_holds_when_it_is_solved_from_scratch(problem):
    first, _ = answered(problem)
    covered = others_kept(problem, first.rows, np.zeros(0, dtype=np.int64))
    answer, plan = answered(replace(covered, tolerance=0))
    found = evenings(answer, USUAL)
    assert bool(found) is (plan.tiers["balance"].value > 0)
    for one in found:
        if one.kind == TRAIN:
            continue
        for amount, fair in ((one.amount, True), (one.amount - 1, False)):
            if one.kind == TOLERANCE:
                changed = replace(answer.problem, tolerance=amount)
            else:
                changed = with_recruits(answer.problem, one.beside, amount, one.each)
            again = solve(changed, SEARCH)
            assert again.uncovered == 0
            assert (again.tiers["balance"].value == 0) is fair


def test_nothing_is_sure_where_kinds_stand_for_all(monkeypatch):
    # Each of 4 areas wants both R1 and R2: 4 visits each, though 2 and 6 would be fair. Kinds
    # cannot tell that they are two people, and would say that a visit of tolerance is enough.
    problem = world(
        [Person("R1", 4), Person("R2", 12)],
        [Place(f"A{k}", 2, different=2) for k in range(4)],
        tolerance=0,
    )
    rows = Pairs(np.repeat([0, 1], 4), np.tile(np.arange(4), 2), np.ones(8, dtype=np.int64))
    large = SEARCH.model_copy(update={"exact_up_to": 0})
    assert evenings(Answer(problem, rows, large), Usual(5, 20))[0].amount == 2
    monkeypatch.setattr(coverage, "MOST_SINGLE", 1)
    assert evenings(Answer(problem, rows, large), Usual(5, 20))[0].amount == 2
