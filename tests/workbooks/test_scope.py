"""Whose part a workbook holds: nobody's else is in it."""

import pytest

from planner.findings import Refusal
from planner.store import bulk, history
from planner.store.tables import PlanRecord, PlanRow
from planner.store.workbooks.scope import Scope, ScopeKind, ground, members, teams, without_leader
from tests.workbooks.field import L1, TEAM, ZONE

NODAL = Scope(ScopeKind.LEADER, "N1")


def who(field, scope):
    with field.store.reading() as connection:
        return members(connection, ground(connection), scope)


def test_a_leader_has_all_who_are_under_him(field):
    assert who(field, NODAL).rakshaks == ("007", "R1", "R3")
    assert who(field, NODAL).leaders == ("L1", "L2", "N1")
    assert who(field, Scope(ScopeKind.TEAM, "N1")).rakshaks == ()
    assert who(field, L1).rakshaks == who(field, TEAM).rakshaks == ("007", "R1")


def test_without_a_plan_areas_are_those_of_the_zones(field):
    assert who(field, L1).areas == ("A1",)
    assert who(field, NODAL).areas == ("A1", "A2")


def test_areas_are_those_of_the_plan_in_force(field):
    with field.store.writing() as connection:
        bulk.insert(connection, PlanRecord, {"number": [1], "digest": ["d"]})
        bulk.insert(connection, PlanRow, {"plan": [1], "rakshak": ["R1"], "area": ["A2"],
                                          "visits": [2]})  # fmt: skip
        history.append(connection, "plan", {"plan": 1})
    assert who(field, L1).areas == ("A2",)


def test_a_zone_has_its_rakshaks_and_areas_and_their_leaders(field):
    found = who(field, ZONE)
    assert (found.leaders, found.rakshaks, found.areas) == (("L1", "N1"), ("007", "R1"), ("A1",))


def test_everybody_with_a_leader_is_in_one_team(field):
    with field.store.reading() as connection:
        known = ground(connection)
    assert [scope.of for scope in teams(known)] == ["L1", "L2"]
    assert without_leader(known) == 0


@pytest.mark.parametrize(
    ("scope", "meant"),
    [
        (Scope(ScopeKind.LEADER, "l1"), "do you mean L1"),
        (Scope(ScopeKind.LEADER, "R1"), "no leader R1"),
        (Scope(ScopeKind.ZONE, "Z"), "no zone Z"),
    ],
)
def test_who_is_not_there_is_refused(field, scope, meant):
    with pytest.raises(Refusal, match=meant):
        who(field, scope)
