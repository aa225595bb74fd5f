"""Wishes that contradict each other are told with every pin that is part of it."""

import pytest
from hypothesis import given

from planner.problem import Rules
from planner.wishes import contradictions
from tests.worlds import Person, Place, small_problems, world

R1, R2, R3 = (Person(f"R{k}", 10) for k in (1, 2, 3))
A1, A2, A3 = (Place(f"A{k}", 9) for k in (1, 2, 3))
TALK = frozenset({0})


def found(rakshaks, areas, pins, **rules):
    return contradictions(world(rakshaks, areas, pins=pins, **rules))


def only(*args, **kwargs):
    (finding,) = found(*args, **kwargs)
    return finding


def names(finding, *wishes):
    return all(wish in finding.message for wish in wishes)


@given(small_problems())
def test_wishes_that_can_be_kept_are_not_told(problem):
    assert contradictions(problem) == ()


def test_pins_that_overfill_a_rakshak():
    told = only([R1], [A1, A2], {("R1", "A1"): 6, ("R1", "A2"): 5})
    assert (told.code, told.subject) == ("ASK002", "R1")
    assert names(told, "11 visits", "R1 at A1 (6 visits)", "R1 at A2 (5 visits)", "can make 10")


def test_a_pin_on_somebody_who_may_not_go_out():
    told = only([Person("R1", 0)], [A1], {("R1", "A1"): 1})
    assert (told.code, told.subject) == ("ASK002", "R1")
    assert names(told, "can make 0", "not trained, or on the reserve")


def test_pins_that_overfill_an_area():
    told = only([R1, R2], [A1], {("R1", "A1"): 9, ("R2", "A1"): 1})
    assert (told.code, told.subject) == ("ASK003", "A1")
    assert names(told, "needs 9 visits", "R1 at A1 (9 visits)", "R2 at A1 (1 visit)")


def test_a_pin_and_a_ban_of_one_pair():
    told = only([R1], [A1], {("R1", "A1"): 2}, bans=[("R1", "A1")])
    assert (told.code, told.subject) == ("ASK004", "R1 at A1")
    assert names(told, "R1 at A1 (2 visits)", "banned")


def test_a_pin_on_a_skill_that_he_lacks():
    told = only([R1], [Place("A1", 3, skills=TALK)], {("R1", "A1"): 2})
    assert (told.code, told.subject) == ("ASK005", "R1 at A1")
    assert names(told, "R1 at A1 (2 visits)", "lacks a skill")


def test_two_pins_at_a_whole_area():
    pins = {("R1", "A1"): 1, ("R2", "A1"): 2}
    told = only([R1, R2], [Place("A1", 4, whole=True)], pins)
    assert (told.code, told.subject) == ("ASK006", "A1")
    assert names(told, "R1 at A1 (1 visit)", "R2 at A1 (2 visits)")
    assert found([R1, R2], [Place("A1", 4)], pins) == ()


def test_pins_at_more_areas_than_one_rakshak_may_go_to():
    pins = {("R1", "A1"): 1, ("R1", "A2"): 1, ("R1", "A3"): 1}
    told = only([R1], [A1, A2, A3], pins, rules=Rules(most_areas=2))
    assert (told.code, told.subject) == ("ASK007", "R1")
    assert names(told, "at most 2 areas", "pinned to 3", "R1 at A3 (1 visit)")
    assert found([R1], [A1, A2, A3], pins, rules=Rules(most_areas=3)) == ()


@pytest.mark.parametrize(
    ("zone", "home", "must", "codes"),
    [
        (0, 1, True, ["ASK008"]),
        (0, 1, False, []),
        (0, 0, True, []),
        (-1, 1, True, []),  # the area's zone is not known
        (0, -1, True, []),
    ],
)
def test_a_pin_outside_the_zone_of_the_team(zone, home, must, codes):
    people, areas = [Person("R1", 10, home=home)], [Place("A1", 4, zone=zone)]
    told = found(people, areas, {("R1", "A1"): 2}, rules=Rules(keep_to_zone=must))
    assert [one.code for one in told] == codes


def test_areas_apart_that_are_pinned_to_one_rakshak():
    pins = {("R1", "A1"): 1, ("R1", "A2"): 2, ("R2", "A2"): 3}
    told = only([R1, R2], [A1, A2], pins, apart=[("A1", "A2")])
    assert (told.code, told.subject) == ("ASK009", "A1 and A2")
    assert names(told, "R1 at A1 (1 visit)", "R1 at A2 (2 visits)")
    assert "R2" not in told.message


def test_rakshaks_apart_who_are_pinned_to_one_area():
    pins = {("R1", "A1"): 1, ("R2", "A1"): 2, ("R2", "A2"): 3}
    told = only([R1, R2], [A1, A2], pins, apart=[("R1", "R2")])
    assert (told.code, told.subject) == ("ASK009", "R1 and R2")
    assert names(told, "R1 at A1 (1 visit)", "R2 at A1 (2 visits)")
    assert "A2" not in told.message


def test_whole_areas_together_that_are_pinned_to_different_rakshaks():
    areas = [Place("A1", 4, whole=True), Place("A2", 4, whole=True)]
    pins = {("R1", "A1"): 1, ("R2", "A2"): 2}
    told = found([R1, R2], areas, pins, together=[("A1", "A2")])
    assert [(one.code, one.subject) for one in told] == [("ASK006", "A1"), ("ASK006", "A2")]
    assert all(names(one, "R1 at A1 (1 visit)", "R2 at A2 (2 visits)") for one in told)


def test_a_pin_reaches_through_several_ties():
    # R1 is pinned to A1, so he goes to A2 and A3 as well; from A3 he is banned
    ties = [("A1", "A2"), ("A2", "A3")]
    told = only([R1], [A1, A2, A3], {("R1", "A1"): 2}, together=ties, bans=[("R1", "A3")])
    assert (told.code, told.subject) == ("ASK004", "R1 at A3")
    assert names(told, "tied to the pin of R1 at A1 (2 visits)")


def test_rakshaks_together_cannot_be_pinned_to_a_whole_area():
    areas = [Place("A1", 4, whole=True), Place("A2", 4)]
    told = only([R1, R2], areas, {("R1", "A1"): 2}, together=[("R1", "R2")])
    assert (told.code, told.subject) == ("ASK006", "A1")
    assert found([R1, R2], areas, {("R1", "A2"): 2}, together=[("R1", "R2")]) == ()


def test_a_tie_fills_the_one_who_is_not_pinned():
    # R2 goes where R1 is pinned, at least 3 visits each; he can make 4
    people = [R1, Person("R2", 4)]
    pins = {("R1", "A1"): 3, ("R1", "A2"): 3}
    together = [("R1", "R2")]
    told = only(people, [A1, A2], pins, together=together, rules=Rules(least_visits=3))
    assert (told.code, told.subject) == ("ASK002", "R2")
    assert names(told, "6 visits", "R1 at A1 (3 visits)", "can make 4")
    assert found(people, [A1, A2], pins, together=together) == ()


def test_ties_that_contradict_each_other():
    told = only([R1], [A1, A2, A3], {}, together=[("A1", "A2"), ("A2", "A3")], apart=[("A1", "A3")])
    assert (told.code, told.subject) == ("ASK017", "A1 and A3")
    assert "through A2" in told.message
    assert found([R1], [A1, A2, A3], {}, together=[("A1", "A2")], apart=[("A1", "A3")]) == ()


def test_several_contradictions_are_told_at_once():
    pins = {("R1", "A1"): 11, ("R2", "A2"): 1}
    told = found([R1, R2], [Place("A1", 20), A2], pins, bans=[("R2", "A2")])
    assert [one.code for one in told] == ["ASK002", "ASK004"]
