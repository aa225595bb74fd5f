"""Shortfall: every area that lacks visits, the worst first, with what stands against it."""

from planner.assignment import shortfall
from planner.assignment.shortfall import shortages, shortfalls
from planner.assignment.solve import solve
from planner.policy import load
from planner.problem import Rules
from planner.snapshot import Pairs, integers
from tests.worlds import Person, Place, world

SEARCH = load().search
SKILLED = frozenset({0})


def told(problem):
    plan = solve(problem, SEARCH)
    return [(f.code, f.subject, f.message) for f in shortfalls(problem, plan)]


def test_nothing_is_said_where_nothing_is_lacking():
    assert told(world([Person("R1", 5)], [Place("A1", 5)])) == []


def test_more_is_asked_than_there_is():
    problem = world([Person("R1", 4)], [Place("A1", 3, priority=2), Place("A2", 5)])
    assert told(problem) == [
        ("ASK010", "campaign", "8 visits are needed but all rakshaks together can make 4"),
        (
            "ASK011",
            "A2",
            "4 of 5 visits are uncovered: the 1 who may come are busy; 0 visits are left",
        ),
    ]


def test_a_skill_that_nobody_has():
    ((code, area, message),) = told(world([Person("R1", 9)], [Place("A1", 3, skills=SKILLED)]))
    assert (code, area) == ("ASK011", "A1")
    assert "no rakshak who may go out has the skills" in message


def test_whatever_keeps_people_away_is_named():
    people = [Person("R1", 2, zone=2), Person("R2", 1, zone=1)]
    rules = Rules(keep_to_zone=True, least_visits=2)
    ((_, _, message),) = told(world(people, [Place("A1", 3, zone=1)], rules=rules))
    assert message.endswith(
        "no rakshak who may go out has the skills it requires and is not banned from it "
        "and is not kept to another zone and can make 2 visits"
    )


def test_a_whole_area_that_is_too_large_for_anybody():
    people = [Person("R1", 4), Person("R2", 3)]
    ((_, _, message),) = told(world(people, [Place("A1", 6, whole=True)]))
    assert "it goes to one rakshak" in message
    assert "the ablest can make 4 visits in all" in message


def test_shortages_are_summed_up_by_zone_category_and_skill():
    places = [
        Place("A1", 3, zone=1),
        Place("A2", 4, zone=1),
        Place("A3", 5, zone=2),
        Place("A4", 2, zone=1, skills=SKILLED),
        Place("A5", 1, zone=1),
    ]
    problem = world([Person("R1", 1)], places)
    rows = Pairs(*integers([[0], [0], [1]]))  # R1 makes one of A1's 3 visits
    found = shortages(problem, rows, integers([0, 0, 0, 0, 7]))  # A5 is of another category
    assert [(one.areas.tolist(), one.missing.tolist()) for one in found] == [
        ([0, 1], [2, 4]),
        ([2], [5]),
        ([3], [2]),
        ([4], [1]),
    ]
    assert (found[0].visits, found[0].rakshaks(4), found[0].rakshaks(0)) == (6, 2, 6)


def test_too_few_different_rakshaks():
    people = [Person("R1", 9, skills=SKILLED), Person("R2", 9)]
    ((_, _, message),) = told(world(people, [Place("A1", 4, different=2, skills=SKILLED)]))
    assert message.startswith("1 of 4 visits are uncovered: it asks for 2 different rakshaks")


def test_only_the_worst_are_explained_and_the_others_counted(monkeypatch):
    monkeypatch.setattr(shortfall, "MOST_EXPLAINED", 2)
    places = [Place(f"A{k}", k, skills=SKILLED) for k in range(1, 6)]
    found = told(world([Person("R1", 99)], places))
    assert [subject for _, subject, _ in found] == ["A5", "A4", "campaign"]
    assert found[-1][2] == "3 more areas lack 6 visits"  # 3 + 2 + 1
