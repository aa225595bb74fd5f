"""Shortfall: every area that lacks visits, the worst first, with what stands against it."""

from planner.assignment import shortfall
from planner.assignment.shortfall import shortfalls
from planner.assignment.solve import solve
from tests.worlds import Person, Place, world

SKILLED = frozenset({0})


def told(problem):
    plan = solve(problem, nearest=5, all_pairs_up_to=10**6, rounds=0)
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
