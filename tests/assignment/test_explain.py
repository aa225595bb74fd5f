"""Explain: every row with its way, zone, workload and runner-up; areas that lack what they need."""

from planner.assignment import explain as explain_module
from planner.assignment.explain import (
    OTHER,
    OWN,
    SOLVED_AGAIN,
    TEAM,
    UNKNOWN,
    explain_area,
    explain_rakshak,
)
from planner.assignment.solve import solve
from planner.assignment.swap import grounds
from planner.policy import load
from tests.worlds import FREE, Person, Place, world

SEARCH = load().search
SKILLED = frozenset({0})


def planned(problem):
    plan = solve(problem, SEARCH)
    return grounds(problem, plan, plan.proof, SEARCH)


def market_and_village():
    """R1 lives at A1 and cannot go there for want of a skill; R2 comes 3 km, R3 would 8 km."""
    people = [
        Person("R1", 4, (0, 0), zone=1),
        Person("R2", 4, (3_000, 0), zone=1, skills=SKILLED),
        Person("R3", 4, (8_000, 0), zone=2, skills=SKILLED, home=1),
    ]
    places = [
        Place("A1", 3, (0, 0), zone=1, skills=SKILLED),
        Place("A2", 3, (8_000, 0), zone=2),
        Place("A3", 3, (0, 1_000)),
    ]
    return world(people, places, rates=FREE)


def test_an_area_with_its_rakshak_and_why_not_the_nearest():
    """9 visits of 12 that can be made: 3 are fair for each, and each has them."""
    its = explain_area(planned(market_and_village()), 0)
    assert (its.area, its.visits, its.uncovered, its.reason) == ("A1", 3, 0, "")
    (one,) = its.assignments
    assert (one.workload.rakshak, one.visits, one.fixed) == ("R2", 3, "")
    assert (one.way.metres, one.way.measured, one.way.zone) == (3_000, True, OWN)
    load = one.workload
    assert (load.visits, load.share, load.least, load.most) == (3, 3.0, 2, 4)
    assert (load.reason, load.areas) == ("fair", {"A1": 3})
    assert one.runner_up.rakshak == "R3"
    assert one.runner_up.way.zone == TEAM
    # R3 keeps 1 visit at A2, for 4 are fair too; R2 makes 2 there: 3 x (8 - 3) + 2 x 5 km more
    assert one.runner_up.swap.change == {"coverage": 0, "balance": 0, "cost": 25_000}
    assert one.runner_up.swap.exact
    assert its.nearest.workload.rakshak == "R1"
    assert (its.nearest.reason, its.nearest.swap) == ("skill", None)
    assert (its.able, its.bars) == (2, {"skill": 1})


def test_a_rakshak_with_his_areas():
    his = explain_rakshak(planned(market_and_village()), 0)
    assert his.workload.bars == {"skill": 1}
    (one,) = his.assignments
    assert (one.area, one.visits, one.way.zone) == ("A3", 3, UNKNOWN)


def test_somebody_nearer_who_is_needed_elsewhere_and_what_he_would_cost():
    """R1 lives 1 km from both; he has the only skill for A2, which fills him."""
    people = [Person("R1", 2, (0, 0), skills=SKILLED, zone=1), Person("R2", 2, (5_000, 0), zone=2)]
    places = [Place("A1", 2, (1_000, 0), zone=3), Place("A2", 2, (0, 1_000), skills=SKILLED)]
    its = explain_area(planned(world(people, places, rates=FREE)), 0)
    assert its.assignments[0].way.zone == OTHER
    assert (its.nearest.workload.rakshak, its.nearest.reason) == ("R1", "full")
    assert its.nearest.instead_of == "R2"
    # A2 is left without anybody, and R2 with nothing: 2 visits below his share of 2, less 1
    assert its.nearest.swap.change["coverage"] == 2
    assert its.nearest.swap.exact


def test_an_area_that_lacks_visits_and_one_that_needs_none():
    places = [Place("A1", 5, skills=SKILLED), Place("A2", 0, different=0)]
    found = planned(world([Person("R1", 9)], places))
    its = explain_area(found, 0)
    assert (its.uncovered, its.reason, its.able, its.bars) == (5, "nobody", 0, {"skill": 1})
    assert its.nearest.reason == "skill"
    idle = explain_area(found, 1)
    assert (idle.assignments, idle.uncovered, idle.nearest) == ((), 0, None)


def test_a_rakshak_without_areas_knows_why():
    found = planned(world([Person("R1", 9), Person("R2", 0)], [Place("A1", 5, skills=SKILLED)]))
    assert [explain_rakshak(found, r).workload.reason for r in (0, 1)] == ["barred", "unavailable"]
    assert explain_rakshak(found, 0).assignments == ()


def test_only_the_largest_assignments_are_solved_again(monkeypatch):
    """Seven come to one market with 4 to 10 visits each; an eighth would be the next."""
    people = [Person(f"R{k}", 4 + k, (0, 100.0 * k)) for k in range(7)]
    problem = world(
        [*people, Person("R9", 10, (90_000, 0))], [Place("A1", 49, (0, 0))], tolerance=20
    )
    solved = []
    again = explain_module.solved_again
    monkeypatch.setattr(
        explain_module,
        "solved_again",
        lambda given, swap, *row: solved.append(row) or again(given, swap, *row),
    )
    its = explain_area(planned(problem), 0)
    assert [one.visits for one in its.assignments] == [4, 5, 6, 7, 8, 9, 10]
    assert len(solved) == SOLVED_AGAIN
    changes = [one.runner_up.swap.change for one in its.assignments]
    assert [change is None for change in changes] == [True, True, False, False, False, False, False]


def test_a_pinned_row_is_left_alone():
    people = [Person("R1", 4, (0, 0)), Person("R2", 4, (9_000, 0))]
    problem = world(people, [Place("A1", 3, (0, 0))], pins={("R2", "A1"): 3}, tolerance=9)
    its = explain_area(planned(problem), 0)
    assert (its.assignments[0].fixed, its.assignments[0].runner_up) == ("pin", None)
    assert its.nearest.swap is None
