"""What the player answers passes the judge, who works it out by himself; what was tampered with
does not.
"""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.assignment.solve import solve
from planner.audit.judge import judge
from planner.findings import Severity
from planner.plan import FEASIBLE, OPTIMAL, Tier
from tests.audit.worlds import TRAINED, World, policy

ABOUT_PLANS = ("WRK002", "INT", "PHA001")


@st.composite
def campaigns(draw):
    """Up to five rakshaks in two teams, five areas, with places, zones, skills and wishes. Nothing
    in them that a flow cannot say, so that the proof says all.
    """
    place = st.fixed_dictionaries(
        {"zone": st.sampled_from(["", "A", "B"])},
        optional={"at": st.tuples(st.floats(22, 22.5), st.floats(82, 82.5))},
    )
    skills = st.sampled_from([(), ("banking",)])
    world = World(
        people={"L1": {"zone": "A"}, "L2": {}},
        policy=policy(
            workload={"tolerance": draw(st.integers(0, 2)), "whole_up_to": 0},
            team={"zone": draw(st.sampled_from(["must", "prefer", "ignore"]))},
        ),
    )
    for k in range(draw(st.integers(1, 5))):
        world.people[f"R{k}"] = {
            **draw(place),
            "visits": draw(st.integers(0, 6)),
            "reports_to": draw(st.sampled_from(["", "L1", "L2"])),
            "skills": draw(skills),
            "trained": TRAINED,
        }
    for k in range(draw(st.integers(1, 5))):
        visits = draw(st.integers(0, 6))
        world.areas[f"A{k}"] = {
            **draw(place),
            "visits": visits,
            "different": draw(st.integers(1, max(min(visits, 3), 1))),
            "priority": draw(st.integers(1, 3)),
            "skills": draw(skills),
        }
    rakshaks = [one for one in world.people if one[0] == "R"]
    pairs = st.tuples(st.sampled_from(rakshaks), st.sampled_from(sorted(world.areas)))
    world.bans = draw(st.lists(pairs, unique=True, max_size=3))
    return world


def evidence_of(world):
    """The world with the player's plan."""
    plan = solve(world.problem(), world.policy.search)
    evidence = world.evidence(plan)
    return dataclasses.replace(evidence, proof=plan.proof)


@settings(max_examples=40, deadline=None)
@given(campaigns())
def test_the_judge_finds_no_fault_with_the_player(world):
    evidence = evidence_of(world)
    verdict = judge(evidence, select=ABOUT_PLANS)
    assert [f.as_dict() for f in verdict.findings if f.severity is Severity.ERROR] == []
    outcome = {ruling.code: ruling.outcome for ruling in verdict.rulings}
    assert evidence.plan.proved_over_all_pairs
    assert outcome["INT012"] == "passed"


@settings(max_examples=40, deadline=None)
@given(campaigns(), st.data())
def test_a_bound_above_the_players_is_found(world, data):
    evidence = evidence_of(world)
    plan = evidence.plan
    name = data.draw(st.sampled_from(sorted(plan.tiers)))
    tier = plan.tiers[name]
    raised = Tier(tier.bound + 1, tier.bound + 1)  # no rule of these campaigns is beyond a flow
    status = data.draw(st.sampled_from([FEASIBLE, OPTIMAL]))
    changed = dataclasses.replace(plan, tiers={**plan.tiers, name: raised}, status=status)
    verdict = judge(dataclasses.replace(evidence, plan=changed), select=["INT012"])
    assert [finding.message for finding in verdict.findings] == [
        f"claims a bound of {tier.bound + 1} for {name}, but its proof gives {tier.bound}"
    ]


@pytest.mark.parametrize("table", ["rakshak_price", "area_price"])
@pytest.mark.parametrize("step", [-1, 1])
def test_a_price_of_the_players_proof_written_over_is_found(table, step):
    """Two who could each do more, one area with room for both ways: every price is tight."""
    world = World(
        people={f"R{k}": {"zone": "A", "visits": 4} for k in (1, 2)},
        areas={f"A{k}": {"zone": "A", "visits": 2, "whole": 0} for k in (1, 2)},
    )
    evidence = evidence_of(world)
    price = getattr(evidence.proof, table).copy()
    price[0, 2] += step
    proof = dataclasses.replace(evidence.proof, **{table: price})
    assert judge(evidence, select=["INT012"]).passed
    assert judge(dataclasses.replace(evidence, proof=proof), select=["INT012"]).failed
