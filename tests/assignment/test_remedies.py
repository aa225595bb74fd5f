"""Remedies: worlds whose mending can be done by hand, and every claim solved again from scratch."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.assignment import remedies as module
from planner.assignment.changes import (
    AVAILABILITY,
    BAN,
    DIFFERENT,
    LEAST_VISITS,
    MOST_AREAS,
    RECRUIT,
    SKILL,
    SPLIT,
    ZONE,
    Usual,
    changes_for,
)
from planner.assignment.remedies import Answer, others_kept, remedies, smallest_that
from planner.assignment.rules import uncovered_visits
from planner.assignment.shortfall import shortages
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
    return Answer(problem, plan.pairs(problem.rakshaks, problem.areas), SEARCH)


def short(answer):
    return shortages(answer.problem, answer.rows, np.zeros(len(answer.problem.areas), dtype=int))


def mended(answer, shortage, remedy, less=0):
    """The problem a remedy speaks of, and the same with `less` steps."""
    for change in changes_for(answer.problem, shortage, USUAL):
        for step in range(1, change.steps + 1):
            if change.kind == remedy.kind and change.tell(step) == remedy.told:
                return change.apply(step - less) if step > less else answer.problem
    raise AssertionError(f"no change is {remedy}")


def offered(problem):
    """Each remedy of the only shortage by kind, every one proved by solving from scratch."""
    answer = answered(problem)
    (shortage,) = short(answer)
    found = {remedy.kind: remedy for remedy in remedies(answer, shortage, USUAL)}
    for remedy in found.values():
        assert solve(mended(answer, shortage, remedy), SEARCH).uncovered == remedy.uncovered_after
        fewer = solve(mended(answer, shortage, remedy, less=1), SEARCH)
        assert fewer.uncovered > remedy.uncovered_after
        assert remedy.exact
        assert remedy.smallest
    return {kind: (remedy.told.amount, remedy.uncovered_after) for kind, remedy in found.items()}


def test_too_few_people():
    # 10 + 10 visits can be made, 31 are needed: 11 are missing, 3 recruits of 5 or 16 each
    problem = world([Person("R1"), Person("R2")], [Place("A1", 31)])
    assert offered(problem) == {RECRUIT: (3, 0), AVAILABILITY: (16, 0)}


def test_recruits_live_in_the_zone_and_have_the_skills():
    people = [Person("R1", 9, zone=1)]
    problem = world(people, [Place("A1", 7, zone=1, skills=SKILLED)])
    assert offered(problem) == {RECRUIT: (2, 0), SKILL: (1, 0)}  # 2 x 5 visits; nobody may come


def test_a_skill_dropped_mends_only_what_others_can_do():
    # R1 has the skill and 2 visits, R2 has 3 without: of 6 visits 1 stays uncovered
    people = [Person("R1", 2, skills=SKILLED), Person("R2", 3)]
    problem = world(people, [Place("A1", 6, skills=SKILLED)])
    assert offered(problem) == {RECRUIT: (1, 0), AVAILABILITY: (6, 0), SKILL: (1, 1)}


def test_fewer_different_rakshaks():
    # two are there and four are asked for: two visits wait for two others
    problem = world([Person("R1", 9), Person("R2", 9)], [Place("A1", 8, different=4)])
    assert offered(problem) == {RECRUIT: (2, 0), DIFFERENT: (2, 0)}


def test_an_area_too_large_for_one():
    # nobody makes 8 visits alone: a recruit has to be able to, or R1, or two of them share it
    problem = world([Person("R1", 5), Person("R2", 5)], [Place("A1", 8, whole=True)])
    assert offered(problem) == {RECRUIT: (1, 0), AVAILABILITY: (8, 0), SPLIT: (1, 0)}


def test_a_team_may_not_leave_its_zone():
    # R2 of zone 2 has time; R1 makes 4 of the 6 visits in zone 1
    people = [Person("R1", 4, zone=1), Person("R2", 9, zone=2)]
    problem = world(people, [Place("A1", 6, zone=1)], rules=Rules(keep_to_zone=True))
    assert offered(problem) == {RECRUIT: (1, 0), AVAILABILITY: (6, 0), ZONE: (1, 0)}


def test_lifting_a_ban():
    people = [Person("R1", 9), Person("R2", 1)]
    problem = world(people, [Place("A1", 4)], bans=[("R1", "A1")])
    assert offered(problem) == {RECRUIT: (1, 0), AVAILABILITY: (4, 0), BAN: (1, 0)}


def filled_up(problem, rows):
    """Remedies by kind for a plan given by (rakshak, area, visits), where nothing is small."""
    large = SEARCH.model_copy(update={"exact_up_to": 0})
    answer = Answer(problem, Pairs(*integers(rows).reshape(-1, 3).T), large)
    (shortage,) = short(answer)
    return {
        remedy.kind: (remedy.told.amount, remedy.uncovered_after)
        for remedy in remedies(answer, shortage, USUAL)
    }


def test_more_areas_for_everybody():
    # R1 has time for all three areas, but may go to one; a recruit may go to one too
    places = [Place("A1", 2), Place("A2", 2), Place("A3", 2)]
    problem = world([Person("R1", 9)], places, rules=Rules(most_areas=1))
    assert filled_up(problem, [(0, 0, 2)]) == {RECRUIT: (2, 0), MOST_AREAS: (3, 0)}


def test_fewer_visits_wherever_one_goes():
    # R1 makes 3 visits, and 4 are the least: 6 are missing. A recruit makes 5, and then the last
    # one is too few for anybody
    problem = world([Person("R1", 3)], [Place("A1", 6)], rules=Rules(least_visits=4))
    found = filled_up(problem, [])
    assert found == {RECRUIT: (1, 1), AVAILABILITY: (6, 0), LEAST_VISITS: (3, 3)}


def test_those_of_the_zone_come_first_and_the_others_only_where_they_must():
    people = [Person("R1", 4, zone=1), Person("R2", 4, zone=2)]
    answer = answered(world(people, [Place("A1", 12, zone=1)]))
    (near,) = (r for r in remedies(answer, *short(answer), USUAL) if r.kind == AVAILABILITY)
    assert (near.told.local, near.told.people, near.told.amount) == (True, 1, 8)
    answer = answered(world(people, [Place("A1", 40, zone=1)]))  # R1 alone makes 20 at most
    (all_,) = (r for r in remedies(answer, *short(answer), USUAL) if r.kind == AVAILABILITY)
    assert (all_.told.local, all_.told.people, all_.told.amount) == (False, 2, 20)


def test_what_is_mended_here_leaves_the_other_shortage():
    # 3 visits are missing in zone 1 (skill 0) and 7 in zone 2: 4 of 5 of the recruit's are used up
    places = [Place("A1", 3, zone=1, skills=SKILLED), Place("A2", 7, zone=2)]
    answer = answered(world([Person("R1", 0)], places))
    larger, smaller = short(answer)
    assert (larger.visits, smaller.visits, larger.rakshaks(5)) == (7, 3, 2)
    first = next(r for r in remedies(answer, larger, USUAL) if r.kind == RECRUIT)
    assert (first.told.amount, first.uncovered_after) == (2, 3)
    # a recruit with the skill has two visits left for A2
    second = next(r for r in remedies(answer, smaller, USUAL) if r.kind == RECRUIT)
    assert (second.told.amount, second.uncovered_after) == (1, 5)


@settings(max_examples=60, deadline=None)
@given(small_problems())
def test_every_claim_holds_when_it_is_solved_from_scratch(problem):
    answer = answered(problem)
    now = int(problem.priority @ uncovered_visits(problem, answer.rows))
    for shortage in short(answer):
        found = remedies(answer, shortage, USUAL)
        assert len(found) <= module.MOST_REMEDIES
        for remedy in found:
            plan = solve(mended(answer, shortage, remedy), SEARCH)
            value = plan.tiers["coverage"].value
            assert value < now
            assert (
                value == remedy.coverage_after if remedy.exact else value <= remedy.coverage_after
            )
            if remedy.exact and (value == 0 or (problem.priority == 1).all()):
                assert plan.uncovered == remedy.uncovered_after


@settings(max_examples=60, deadline=None)
@given(small_problems())
def test_one_step_less_covers_less_of_the_shortage(problem):
    answer = answered(problem)

    def alone(shortage, changed):
        kept = others_kept(changed, answer.rows, shortage.areas)
        return solve(kept, SEARCH).tiers["coverage"].value

    for shortage in short(answer):
        for remedy in remedies(answer, shortage, USUAL):
            if remedy.smallest:
                enough = alone(shortage, mended(answer, shortage, remedy))
                assert alone(shortage, mended(answer, shortage, remedy, less=1)) > enough


@given(st.integers(1, 50), st.integers(0, 300), st.integers(0, 300))
def test_the_smallest_that_does(low, further, beyond):
    least, high = low + further, low + further + beyond
    asked = []

    def does(number):
        asked.append(number)
        return number >= least

    assert smallest_that(does, low, high) == least
    assert all(low <= number <= high for number in asked)
    assert len(asked) <= 2 * (further + 2).bit_length()
