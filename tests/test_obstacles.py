"""Rules that no plan can keep are told for that area, and the rest is still planned."""

import numpy as np
import pytest

from planner.findings import Severity
from planner.obstacles import impossible_areas
from planner.policy import load
from planner.statement import state_problem
from tests.snapshots import snapshot

POLICY = load()  # 10 visits available; areas of up to 5 visits are whole


def policy(team="prefer", **workload):
    return POLICY.model_copy(
        update={
            "workload": POLICY.workload.model_copy(update=workload),
            "team": POLICY.team.model_copy(update={"zone": team}),
        }
    )


def told(people, areas, rules=POLICY, **kwargs):
    """The problem, and its findings with code and subject."""
    campaign = snapshot(people, areas, **kwargs)
    problem = state_problem(campaign, rules)
    found = impossible_areas(problem, campaign)
    assert all(finding.severity is Severity.ERROR for finding in found)
    return problem, found


def codes(*args, **kwargs):
    return [(finding.code, finding.subject) for finding in told(*args, **kwargs)[1]]


TEN = [{"id": "R1", "visits": 10, "zone": "A"}, {"id": "R2", "visits": 4, "zone": "B"}]


def test_what_can_be_kept_is_not_told():
    areas = [
        {"id": "A1", "visits": 10, "whole": 1},  # just what R1 can make
        {"id": "A2", "visits": 3, "different": 3},
        {"id": "A3", "visits": 50},  # more than anybody can make, but it may be split
        {"id": "A4", "visits": 0, "whole": 1, "different": 4},  # closed
    ]
    assert codes(TEN, areas) == []


def test_more_different_rakshaks_than_visits():
    areas = [{"id": "A1", "visits": 2, "different": 3}, {"id": "A2", "visits": 4}]
    problem, (found,) = told(TEN, areas)
    assert (found.code, found.subject) == ("ASK001", "A1")
    assert "3 different rakshaks but only 2 visits" in found.message
    assert problem.different.tolist() == [2, 1]  # what can be planned


def test_a_whole_area_that_nobody_can_make_alone():
    areas = [{"id": "A1", "visits": 11, "whole": 1}, {"id": "A2", "visits": 11}]
    _, (found,) = told(TEN, areas)
    assert (found.code, found.subject) == ("ASK013", "A1")
    assert "11 visits" in found.message
    assert "can make 10" in found.message


def test_a_whole_area_counts_only_those_with_its_skills():
    people = [{"id": "R1", "visits": 10}, {"id": "R2", "visits": 4, "skills": ["talk"]}]
    areas = [
        {"id": "A1", "visits": 4, "whole": 1, "skills": ["talk"]},
        {"id": "A2", "visits": 5, "whole": 1, "skills": ["talk"]},
        {"id": "A3", "visits": 5, "whole": 1, "skills": ["banking"]},
    ]
    _, found = told(people, areas)
    assert [(one.code, one.subject) for one in found] == [("ASK013", "A2"), ("ASK013", "A3")]
    assert "can make 4" in found[0].message
    assert "nobody who may go out has its skills" in found[1].message


def test_a_whole_area_that_is_pinned_counts_only_him():
    _, (found,) = told(TEN, [{"id": "A1", "visits": 5, "whole": 1}], pins=[(1, 0, 1)])
    assert found.code == "ASK013"
    assert "R2, who is pinned to it, can make 4" in found.message


def test_a_whole_area_that_asks_for_several():
    areas = [{"id": "A1", "visits": 4, "whole": 1, "different": 2}]
    _, (found,) = told(TEN, areas)
    assert found.code == "ASK014"
    assert "2 different rakshaks" in found.message
    assert codes(TEN, [{"id": "A1", "visits": 4, "different": 2}]) == []  # not whole by default


def test_least_visits_that_nobody_can_make():
    areas = [
        {"id": "A1", "visits": 11},  # at least 11, R1 can make 10
        {"id": "A2", "visits": 20, "whole": 1},  # told once, with the rule that comes first
        {"id": "A3", "visits": 10},  # fewer than the rule asks: all of them, which R1 can
    ]
    rules = policy(least_visits=11)
    _, found = told(TEN, areas, rules)
    assert [(one.code, one.subject) for one in found] == [("ASK015", "A1"), ("ASK015", "A2")]
    assert "at least 11 visits" in found[0].message
    assert "can make 10" in found[0].message
    assert codes(TEN, areas[:1], policy(least_visits=10)) == []


def test_least_visits_of_several_are_more_than_the_area_needs():
    areas = [{"id": "A1", "visits": 5, "different": 2}, {"id": "A2", "visits": 6, "different": 2}]
    _, (found,) = told(TEN, areas, policy(least_visits=3))  # 2 x 3 = 6
    assert (found.code, found.subject) == ("ASK015", "A1")


def test_teams_keep_to_their_zone_and_nobody_is_of_it():
    people = [
        {"id": "R1", "zone": "A", "skills": ["talk"]},
        {"id": "R2", "zone": "B", "visits": 0},
    ]
    areas = [
        {"id": "A1", "visits": 2, "zone": "A"},
        {"id": "A2", "visits": 2, "zone": "B"},
        {"id": "A3", "visits": 2},  # in no zone
        {"id": "A4", "visits": 9, "zone": "B", "skills": ["talk"]},
        {"id": "A5", "visits": 9, "zone": "B", "skills": ["banking"]},  # not for want of a zone
    ]
    _, found = told(people, areas, policy("must"))
    assert [(one.code, one.subject) for one in found] == [("ASK016", "A2"), ("ASK016", "A4")]
    assert "zone B" in found[0].message
    assert codes(people, areas, policy("prefer")) == []
    somewhere = [*people, {"id": "R3"}]  # of a team without a zone: he may go anywhere
    somewhere[2]["skills"] = ["talk"]
    assert codes(somewhere, areas, policy("must")) == []


def test_findings_come_by_area():
    areas = [
        {"id": "A1", "visits": 12, "whole": 1},
        {"id": "A2", "visits": 1, "different": 2},
        {"id": "A3", "visits": 12, "whole": 1, "different": 2},
    ]
    assert codes(TEN, areas) == [("ASK013", "A1"), ("ASK001", "A2"), ("ASK014", "A3")]


@pytest.mark.parametrize("seed", range(20))
def test_a_whole_area_is_told_where_trying_everybody_finds_nobody(seed):
    # the slow reference: every rakshak with the skills, one after the other
    rng = np.random.default_rng(seed)
    skills = [[], ["talk"], ["banking"], ["talk", "banking"]]
    people = [
        {"id": f"R{k}", "visits": int(rng.integers(0, 12)), "skills": skills[rng.integers(4)]}
        for k in range(6)
    ]
    areas = [
        {
            "id": f"A{k}",
            "visits": int(rng.integers(1, 12)),
            "whole": 1,
            "skills": skills[rng.integers(4)],
        }
        for k in range(8)
    ]
    alone = [
        ("ASK013", area["id"])
        for area in areas
        if not any(
            set(area["skills"]) <= set(person["skills"]) and person["visits"] >= area["visits"]
            for person in people
        )
    ]
    assert codes(people, areas) == alone
