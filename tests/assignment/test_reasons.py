"""Reasons: why a pair is not used, why visits are uncovered, why a workload is as it is."""

import numpy as np
import pytest
from hypothesis import given, settings

from planner.assignment.reasons import (
    away_because,
    barred,
    counted,
    loaded_because,
    nearest_away,
    uncovered_because,
    way,
)
from planner.problem import Rates, Rules
from planner.snapshot import Pairs, integers
from tests.worlds import FREE, Person, Place, small_problems, world

SKILLED = frozenset({0})
NOTHING = Pairs(*np.zeros((3, 0), dtype=np.int64))


def rows(problem, *given_):
    """Rows by id: (rakshak, area, visits)."""
    r, a = problem.rakshaks.tolist(), problem.areas.tolist()
    found = sorted((r.index(one), a.index(area), visits) for one, area, visits in given_)
    return Pairs(*integers(found).reshape(-1, 3).T)


@settings(max_examples=100, deadline=None)
@given(small_problems())
def test_a_pair_is_barred_exactly_where_it_is_not_allowed(problem):
    people, areas = problem.shape
    r, a = np.repeat(np.arange(people), areas), np.tile(np.arange(areas), people)
    assert np.array_equal(barred(problem, r, a) == "", problem.allowed(r, a))


def test_every_bar():
    able = {"skills": SKILLED, "zone": 1}
    people = [
        *(Person("R0", 9, **able), Person("R1", 0, **able), Person("R2", 9, zone=1)),
        *(Person("R3", 9, **able), Person("R4", 2, **able), Person("R5", 9, skills=SKILLED)),
        *(Person("R6", 9, skills=SKILLED, zone=2),),
    ]
    problem = world(
        people,
        [Place("A1", 5, zone=1, skills=SKILLED)],
        bans=[("R3", "A1")],
        rules=Rules(least_visits=3, keep_to_zone=True),
    )
    everyone = np.arange(7)
    found = barred(problem, everyone, np.zeros_like(everyone))
    assert found.tolist() == ["", "unavailable", "skill", "banned", "few", "", "zone"]
    assert np.array_equal(found == "", problem.allowed(everyone, np.zeros_like(everyone)))
    assert counted(found) == {"unavailable": 1, "skill": 1, "banned": 1, "few": 1, "zone": 1}


def test_a_whole_area_that_is_pinned_is_held():
    people = [Person("R1", 9), Person("R2", 9)]
    problem = world(people, [Place("A1", 2, whole=True)], pins={("R1", "A1"): 2})
    assert barred(problem, integers([0, 1]), integers([0, 0])).tolist() == ["", "held"]


def test_the_way_is_the_cost_without_what_does_not_match():
    rates = Rates(same_zone=500, unknown=20_000, zone=7_000, language=5_000, organisation=1_000)
    people = [Person("R1", at=(0, 0), zone=1), Person("R2", zone=2)]
    place = Place("A1", at=(3_000, 4_000), zone=2, languages=frozenset({1}))
    problem = world(people, [place], rates=rates)
    pairs = integers([0, 1]), integers([0, 0])
    assert way(problem, *pairs).tolist() == [5_000, 500]
    assert problem.cost(*pairs).tolist() == [5_000 + 7_000 + 5_000, 500 + 5_000]


FAR = (5_000, 0)
AWAY = {
    "whole": ([Person("R1", 2, (0, 0)), Person("R2", 9, FAR)], {"whole": True}, [], Rules()),
    "full": ([Person("R1", 4, (0, 0)), Person("R2", 9, FAR)], {}, [("R1", "A2", 4)], Rules()),
    "areas": (
        [Person("R1", 9, (0, 0)), Person("R2", 9, FAR)],
        {},
        [("R1", "A2", 1)],
        Rules(most_areas=1),
    ),
    # 8 visits are needed and 18 can be made: 4 are fair, 3 to 5
    "share": ([Person("R1", 9, (0, 0)), Person("R2", 9, FAR)], {}, [("R1", "A2", 5)], Rules()),
    # R1 speaks no language of A1: each visit counts 5 km more
    "dearer": (
        [Person("R1", 9, (0, 0)), Person("R2", 9, (1_000, 0), languages=frozenset({1}))],
        {"languages": frozenset({1})},
        [("R1", "A2", 1)],
        Rules(),
    ),
    "elsewhere": ([Person("R1", 9, (0, 0)), Person("R2", 9, FAR)], {}, [], Rules()),
}


@pytest.mark.parametrize("reason", AWAY)
def test_why_the_nearest_does_not_come(reason):
    people, kind, more, rules = AWAY[reason]
    problem = world(people, [Place("A1", 3, (0, 0), **kind), Place("A2", 5)], rules=rules)
    made = rows(problem, ("R2", "A1", 3), *more)
    assert nearest_away(problem, made, 0) == 0
    assert away_because(problem, made, 0, 0) == reason


def test_nobody_is_nearer_where_one_of_the_nearest_comes():
    problem = world([Person("R1", zone=1), Person("R2", zone=1)], [Place("A1", zone=1)])
    assert nearest_away(problem, rows(problem, ("R2", "A1", 1)), 0) is None
    assert nearest_away(problem, NOTHING, 0) == 0


def test_why_visits_are_uncovered():
    people = [Person("R1", 4, skills=SKILLED), Person("R2", 3)]
    problem = world(
        people,
        [
            *(Place("A1", 3, skills=frozenset({1})), Place("A2", 2, different=2, skills=SKILLED)),
            *(Place("A3", 9, whole=True), Place("A4", 4), Place("A5", 1)),
        ],
    )
    made = rows(problem, ("R1", "A2", 1), ("R1", "A4", 1), ("R2", "A4", 1), ("R2", "A5", 1))
    found = [uncovered_because(problem, made, a) for a in range(5)]
    assert found == ["nobody", "different", "whole", "linked", ""]
    full = rows(problem, ("R1", "A2", 1), ("R1", "A4", 3), ("R2", "A3", 3))
    assert uncovered_because(problem, full, 4) == "busy"


def test_why_a_workload_is_as_it_is():
    """15 visits of 30 that can be made: half of each one's own are fair, one more or less."""
    people = [Person("R1", 10), Person("R2", 10), Person("R3", 10, skills=SKILLED), Person("R4", 0)]
    places = [Place("A1", 8, skills=SKILLED), Place("A2", 7)]
    problem = world(people, places, rates=FREE)
    needed = rows(problem, ("R3", "A1", 8), ("R1", "A2", 4), ("R2", "A2", 3))
    found = [loaded_because(problem, needed, r) for r in range(4)]
    assert found == ["fair", "taken", "needed", "unavailable"]
    idle = rows(problem, ("R3", "A1", 8), ("R1", "A2", 7))
    assert [loaded_because(problem, idle, r) for r in (0, 1)] == ["linked", "linked"]
    barred_ = world(people, places, bans=[("R1", "A2")])
    assert loaded_because(barred_, rows(barred_, ("R3", "A1", 8)), 0) == "barred"
    pinned = world(people, places, pins={("R1", "A2"): 7})
    assert loaded_because(pinned, rows(pinned, ("R1", "A2", 7)), 0) == "pinned"
