"""INT013 to INT015: ties of people and of areas, and teams that keep to their zone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.audit.judge import judge
from planner.snapshot import integers
from tests.audit.worlds import World, policy, sound_world


def found(world, code, plan=None):
    verdict = judge(world.evidence(plan), select=[code])
    return {finding.subject: finding.message for finding in verdict.findings}


def tied(together=(), apart=(), rows=(), **changes):
    """Three rakshaks and three areas of 4 visits that anybody may share."""
    return World(
        people={f"R{k}": {} for k in (1, 2, 3)},
        areas={f"A{k}": {"visits": 4, "whole": 0} for k in (1, 2, 3)},
        together=list(together),
        apart=list(apart),
        rows=list(rows),
        **changes,
    )


def test_two_rakshaks_together_go_to_the_same_areas():
    world = tied([("R1", "R2")], rows=[("R1", "A1", 1), ("R2", "A1", 3), ("R3", "A2", 4)])
    assert found(world, "INT013") == {}
    world.rows += [("R2", "A3", 1), ("R2", "A2", 1)]
    assert found(world, "INT013") == {
        "R1": "is tied together with R2, but only one of them goes to A2 and A3"
    }


def test_two_areas_together_see_the_same_rakshaks():
    world = tied([("A1", "A3")], rows=[("R1", "A1", 1), ("R1", "A3", 3), ("R2", "A2", 4)])
    assert found(world, "INT013") == {}
    world.rows.append(("R3", "A3", 1))
    assert found(world, "INT013") == {
        "A1": "is tied together with A3, but only one of them is visited by R3"
    }


def test_two_rakshaks_apart_do_not_meet():
    world = tied(apart=[("R1", "R2")], rows=[("R1", "A1", 1), ("R2", "A2", 3), ("R3", "A1", 3)])
    assert found(world, "INT014") == {}
    world.rows.append(("R2", "A1", 1))
    assert found(world, "INT014") == {
        "R1": "is to be kept apart from R2, but each of them goes to A1"
    }


def test_two_areas_apart_share_nobody():
    world = tied(apart=[("A1", "A2")], rows=[("R1", "A1", 1), ("R2", "A2", 3), ("R3", "A3", 3)])
    assert found(world, "INT014") == {}
    world.rows.append(("R1", "A2", 1))
    assert found(world, "INT014") == {
        "A1": "is to be kept apart from A2, but each of them is visited by R1"
    }


def test_nobody_anywhere_is_together_and_apart():
    world = tied([("R1", "R2"), ("A1", "A2")], [("R1", "R2"), ("A1", "A2")])
    assert found(world, "INT013") == found(world, "INT014") == {}


@pytest.mark.parametrize(("held_back", "closed"), [("R2", None), (None, "A2")])
def test_who_cannot_come_has_nothing_to_keep_together(held_back, closed):
    world = tied([("R1", "R2"), ("A1", "A2")], rows=[("R1", "A1", 4), ("R2", "A2", 4)])
    assert set(found(world, "INT013")) == {"R1", "A1"}
    if held_back:
        world.people[held_back]["visits"] = 0
        world.rows[1:] = []
        assert set(found(world, "INT013")) == {"A1"}
    else:
        world.areas[closed]["visits"] = 0
        world.rows[1:] = []
        assert set(found(world, "INT013")) == {"R1"}


def test_rows_of_a_plan_made_before_are_looked_at_too():
    world = tied(rows=[("R1", "A1", 1), ("R2", "A1", 3)])
    plan = world.plan()
    world.apart = [("R1", "R2")]
    assert set(found(world, "INT014", plan)) == {"R1"}


@settings(max_examples=150, deadline=None)
@given(st.sets(st.tuples(st.sampled_from(["R1", "R2", "R3"]), st.sampled_from(["A1", "A2", "A3"]))))
def test_ties_are_those_of_sets(pairs):
    ties = [("R1", "R2"), ("R2", "R3"), ("A1", "A3"), ("A2", "A3")]
    world = tied(ties, ties, [(r, a, 1) for r, a in sorted(pairs)])
    partners = {one: {r for r, a in pairs if a == one} for one in ("A1", "A2", "A3")}
    partners |= {one: {a for r, a in pairs if r == one} for one in ("R1", "R2", "R3")}
    for code, broken in (
        ("INT013", lambda one, other: partners[one] != partners[other]),
        ("INT014", lambda one, other: not partners[one].isdisjoint(partners[other])),
    ):
        findings = judge(world.evidence(), select=[code]).findings
        expected = sorted(one for one, other in ties if broken(one, other))
        assert sorted(finding.subject for finding in findings) == expected


def strayed(leader_zone, own_zone, area_zone, zone="must"):
    """Whether it is a fault that R1 goes to A1."""
    world = World(
        people={"L1": {"zone": leader_zone}, "R1": {"zone": own_zone, "reports_to": "L1"}},
        areas={"A1": {"zone": area_zone, "visits": 1}},
        rows=[("R1", "A1", 1)],
        policy=policy(team={"zone": zone}),
    )
    return found(world, "INT015")


@pytest.mark.parametrize(
    ("leader_zone", "own_zone", "area_zone", "home"),
    [
        ("A", "B", "A", None),
        ("A", "B", "B", "A"),  # the team's zone counts, not his own
        ("", "B", "A", "B"),  # his own, where the team's is not known
        ("", "B", "B", None),
        ("", "", "A", None),
        ("A", "B", "", None),
    ],
)
def test_a_team_is_at_home_where_its_leader_is(leader_zone, own_zone, area_zone, home):
    message = f"is sent to A1 in {area_zone}, but his team keeps to {home}"
    assert strayed(leader_zone, own_zone, area_zone) == ({"R1": message} if home else {})
    assert strayed(leader_zone, own_zone, area_zone, zone="prefer") == {}


def test_a_leader_who_is_not_there_has_no_zone():
    world = sound_world()
    world.people["R1"]["reports_to"] = "nobody"
    assert found(world, "INT015") == {}
    world.people["R1"]["zone"] = "B"
    world.pins = []  # of R1 at G1, which lies in A
    assert found(world, "INT015") == {"R1": "is sent to G1 in A, but his team keeps to B"}


def test_a_rakshak_alone_whose_leader_is_nobody_is_judged_by_his_own_zone():
    world = World(
        {"R1": {"zone": "B", "reports_to": "nobody"}},
        {"A1": {"zone": "A", "visits": 1}},
        rows=[("R1", "A1", 1)],
        policy=policy(team={"zone": "must"}),
    )
    assert found(world, "INT015") == {"R1": "is sent to A1 in A, but his team keeps to B"}


zones = st.sampled_from(["", "A", "B"])


@settings(max_examples=100, deadline=None)
@given(zones, zones, zones)
def test_who_strays_is_who_may_not_be_sent_there(leader_zone, own_zone, area_zone):
    people = {"L1": {"zone": leader_zone}, "R1": {"zone": own_zone, "reports_to": "L1"}}
    areas = {"A1": {"zone": area_zone, "visits": 1}}
    problem = World(people, areas, policy=policy(team={"zone": "must"})).problem()
    (allowed,) = problem.allowed(integers([0]), integers([0]))
    assert bool(strayed(leader_zone, own_zone, area_zone)) != allowed
