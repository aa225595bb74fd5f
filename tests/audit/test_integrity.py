"""INT: plans whose rows or records were written over, and campaigns that changed since."""

import dataclasses
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.audit.integrity import uncovered_visits
from planner.audit.judge import judge
from planner.chain import next_entry
from planner.findings import Severity
from planner.plan import TIERS, Tier
from planner.report.hindi import reason_in_hindi
from planner.snapshot import Role, integers
from tests.audit.worlds import (
    World,
    history,
    most_covered,
    plan_entry,
    policy,
    slow_values,
    sound_world,
)


def found(evidence, *codes):
    verdict = judge(evidence, select=codes or ["INT"])
    return {(finding.code, finding.subject) for finding in verdict.findings}


def messages(evidence, code):
    return [finding.message for finding in judge(evidence, select=[code]).findings]


def reasons(evidence):
    verdict = judge(evidence, select=["INT"])
    return {r.code: r.reason for r in verdict.rulings if r.outcome == "skipped"}


def test_after_a_change_recorded_values_are_not_compared_but_wishes_still_are():
    world = sound_world()
    plan = world.plan()
    world.people["R1"]["visits"] = 9
    world.pins = [("R1", "G1", 3)]
    evidence = world.evidence(plan)
    assert found(evidence) == {("INT001", "plan 3"), ("INT004", "R1")}
    assert reasons(evidence) == {
        "INT002": "inputs changed since the plan, see INT001",
        "INT003": "inputs changed since the plan, see INT001",
        "INT012": "inputs changed since the plan, see INT001",
        "INT016": "inputs changed since the plan, see INT001",
    }


def test_after_a_purge_nobody_asks_where_people_live_until_there_is_a_new_plan():
    world = sound_world()
    plan = world.plan()
    world.people["R1"]["visits"] = 9  # as another place would: today's question is another
    evidence = world.evidence(plan)
    purge = next_entry(evidence.chain[-1], "2021-04-01T03:30:00Z", "purge", {})
    purged = replace(evidence, chain=(*evidence.chain, purge))
    told = "where people live was purged on 2021-04-01: the question cannot be put again"
    assert reasons(purged)["INT001"] == told
    assert reason_in_hindi(told) is not None
    planned = replace(purged, chain=(*purged.chain, next_entry(purge, "", "plan", {})))
    assert "INT001" not in reasons(planned)


def test_a_campaign_that_can_no_longer_be_planned_has_changed():
    world = sound_world()
    plan = world.plan()
    world.pins = [("R1", "G1", 11)]
    evidence = world.evidence(plan)
    assert found(evidence) == {("INT001", "plan 3"), ("INT004", "R1")}
    assert "nothing can be planned" in messages(evidence, "INT001")[0]


def test_both_digests_are_shown_by_their_beginning():
    world = sound_world()
    plan = world.plan()
    world.areas["G2"]["priority"] = 2
    assert messages(world.evidence(plan), "INT001") == [
        "the campaign (people, areas, wishes or rules) is not the one this plan was made for: it "
        f"answers {plan.inputs_digest[:12]}, today's inputs are {world.problem().digest[:12]}"
    ]


def test_names_and_phones_are_no_inputs():
    world = sound_world()
    plan = world.plan()
    world.people["R1"]["phone"] = 999
    assert found(world.evidence(plan)) == set()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"uncovered": 2}, "says visits uncovered: 2; worked out again it is 0"),
        ({"visits_needed": 13}, "says visits needed: 13; worked out again it is 12"),
        ({"rakshaks": 7}, "says rakshaks: 7; worked out again it is 6"),
        ({"areas": 3}, "says areas: 3; worked out again it is 4"),
        ({"pairs_possible": 25}, "says possible pairs: 25; worked out again it is 24"),
    ],
)
def test_every_recorded_count_is_worked_out_again(change, message):
    world = sound_world()
    evidence = world.evidence(world.plan(**change))
    assert messages(evidence, "INT003") == [message]
    assert found(evidence) == {("INT003", "plan 3")}


def test_coverage_counts_by_priority_and_balance_by_triangles():
    world = sound_world()
    # H1 (priority 2) gets 1 of 4 visits: 3 uncovered, coverage 6. R4 makes 1, R5 0 (band 1 to 3):
    # 1 outside. R3 makes 6, 3 above: 1 + 2 + 3. Balance 1 + 6 = 7.
    world.rows[2:5] = [("R3", "G2", 6), ("R4", "H1", 1)]
    plan = world.plan()
    assert (plan.tiers["coverage"].value, plan.uncovered) == (6, 3)
    assert plan.tiers["balance"].value == 7
    assert found(world.evidence(plan)) == set()


def test_each_team_beyond_the_first_costs_once():
    world = sound_world()
    mismatch = world.policy.mismatch.model_copy(update={"team": 700})
    world.policy = world.policy.model_copy(update={"mismatch": mismatch})
    assert world.plan().tiers["cost"].value == 24_000  # one team everywhere
    world.people["R1"]["reports_to"] = "L2"  # G1: L2's and L1's, one beyond the first
    del world.people["R4"]["reports_to"]  # H1: R4 is his own
    del world.people["R5"]["reports_to"]  # and so is R5
    world.policy = world.policy.model_copy(update={"team": policy().team})
    # R1 is at home in L2's zone B, away in A, where the policy counts 2,000 m more a visit
    assert world.plan().tiers["cost"].value == 24_000 + 2 * 700 + 2 * 2_000
    assert found(world.evidence(), "INT002") == set()
    plan = world.plan()
    tiers = {**plan.tiers, "cost": Tier(29_400 - 700, 0)}
    evidence = world.evidence(dataclasses.replace(plan, tiers=tiers))
    assert messages(evidence, "INT002") == [
        "says that its way is 28700 metres in all; worked out from its rows it is 29400"
    ]


def replacing(world, moves, **changes):
    """The world's plan before and the one after R1's visits at G1 went to R3."""
    before = world.plan()
    world.people["R3"]["skills"] = ("banking",)
    world.pins = []
    world.rows[0] = ("R3", "G1", 2)
    plan = world.plan()
    tiers = {"coverage": plan.tiers["coverage"], "moves": Tier(moves, 0), **plan.tiers}
    tiers |= {name: Tier(tiers[name].value, None) for name in ("balance", "cost")}
    after = dataclasses.replace(
        plan, tiers=tiers, replaces=before.digest, status="feasible", **changes
    )
    return before, after


def test_moves_are_visits_made_by_somebody_who_did_not_make_them_before():
    world = sound_world()
    before, after = replacing(world, moves=2)  # the two visits that R3 makes at G1 now
    assert found(world.evidence(after, replaced=before), "INT001", "INT003", "INT009") == set()
    before, after = replacing(sound_world(), moves=1)
    assert messages(world.evidence(after, replaced=before), "INT003") == [
        "says moves: 1; worked out again it is 2"
    ]


def test_a_plan_that_replaces_none_that_is_there_is_named():
    """To replace a plan spares it a proof and being solved again: it has to be one."""
    world = sound_world()
    before, after = replacing(world, moves=2)
    assert messages(world.evidence(after, replaced=before), "INT011") == []
    message = f"says that it replaces {before.digest[:12]}, but the store holds no such plan"
    rewritten = dataclasses.replace(before, seed=7)  # its rows or values were changed since
    for replaced in (None, rewritten):
        evidence = world.evidence(after, replaced=replaced)
        assert messages(evidence, "INT011") == [message]


def test_moves_are_not_counted_against_another_plan_than_the_one_replaced():
    world = sound_world()
    before, after = replacing(world, moves=1)
    other = dataclasses.replace(before, seed=7)
    assert found(world.evidence(after, replaced=other), "INT003") == set()
    assert found(world.evidence(after), "INT003") == set()


def test_a_row_written_over_shows_in_cost_and_values():
    world = sound_world()
    plan = world.plan()
    visits = plan.visits.copy()
    visits[0] += 4
    tampered = dataclasses.replace(plan, visits=visits)
    assert messages(world.evidence(tampered), "INT002") == [
        "says that its way is 24000 metres in all; worked out from its rows it is 32000"
    ]
    assert found(world.evidence(tampered)) == {("INT002", "plan 3"), ("INT003", "plan 3")}


@pytest.mark.parametrize(
    ("row", "subject", "message"),
    [
        (("R9", "G1", 2), "R9", "is nobody's id in this campaign, but has 1 row with 2 visits"),
        (("L1", "G1", 2), "L1", "is no rakshak, but has 1 row with 2 visits"),
        (("M01", "G1", 1), "M01", "is no rakshak, but has 1 row with 1 visit"),
        (("R1", "X9", 2), "X9", "is no area of this campaign, but has 1 row with 2 visits"),
        (("R3", "H1", 0), "R3", "has a row without visits at H1"),
        (("R3", "G2", 2), "R3", "stands in the plan twice at G2"),
        (("R3", "X1", 2), "X1", "is closed (it asks for 0 visits), but has 1 row with 2 visits"),
    ],
)
def test_rows_that_no_plan_may_hold(row, subject, message):
    world = sound_world()
    world.areas["X1"] = {"zone": "A", "visits": 0}
    world.rows.append(row)
    evidence = world.evidence()
    assert found(evidence, "INT007") == {("INT007", subject)}
    assert messages(evidence, "INT007")[0].startswith(message)


def test_who_has_left_is_named_once_with_all_his_visits():
    world = sound_world()
    world.rows.append(("R1", "G2", 1))
    plan = world.plan()
    world.people["R1"]["active"] = False
    evidence = world.evidence(plan)
    assert messages(evidence, "INT007") == [
        "is not active any more, but has 2 rows with 3 visits in the plan"
    ]
    assert messages(evidence, "INT004") == ["is pinned to G1, but is not active any more"]


def test_a_pin_of_no_active_rakshak_is_a_warning():
    world = sound_world()
    world.pins = [("R1", "G1", 2), ("R3", "G2", 1), ("R5", "H1", 1)]
    plan = world.plan()
    world.people["R1"]["role"] = Role.MITAN
    world.people["R3"]["active"] = False
    verdict = judge(world.evidence(plan), select=["INT004"])
    assert (verdict.passed, verdict.failed) == (1, 0)
    assert [(f.subject, f.message, f.remedy, f.severity) for f in verdict.findings] == [
        (subject, message, "take the pin back: mitan pin --remove", Severity.WARNING)
        for subject, message in (
            ("R1", "is pinned to G1, but is a mitan now"),
            ("R3", "is pinned to G2, but is not active any more"),
        )
    ]


def test_an_inactive_leader_in_the_plan_is_named_once():
    world = sound_world()
    world.people["L3"] = {"active": False}
    world.rows.append(("L3", "G2", 1))
    (message,) = messages(world.evidence(), "INT007")
    assert message.startswith("is no rakshak")


def test_a_plan_of_a_campaign_that_was_emptied():
    plan = sound_world().plan()
    verdict = judge(World().evidence(plan))
    assert {f.subject for f in verdict.findings if f.code == "INT007"} == {
        *(f"R{k}" for k in range(1, 7)),
        *("G1", "G2", "H1", "H2"),
    }
    assert {f.code for f in verdict.findings} == {"INT001", "INT007"}


def test_a_ban_and_a_pin_are_looked_up_pair_by_pair():
    world = sound_world()
    world.bans = [("R1", "G2"), ("R2", "H2"), ("R6", "H2")]
    world.pins = [("R2", "G1", 2), ("R5", "H2", 1), ("R6", "G1", 1)]
    world.people["R6"]["skills"] = ("banking",)
    before = sound_world()
    before.rows[5] = ("R6", "H2", 1)  # one visit is one too many
    evidence = world.evidence(before.plan())
    assert found(evidence, "INT004", "INT005") == {
        ("INT004", "R5"),
        ("INT004", "R6"),
        ("INT005", "R6"),
    }


def test_all_missing_skills_are_named():
    world = sound_world()
    world.pins = []  # a pin without the skill contradicts itself
    world.areas["G1"]["skills"] = ("banking", "talk")
    world.people["R2"]["skills"] = ()
    assert messages(world.evidence(), "INT006") == [
        "is sent to G1 without a skill it requires: talk",
        "is sent to G1 without a skill it requires: banking, talk",
    ]


def test_nothing_wished_for_gives_nothing_to_look_at():
    world = sound_world()
    world.pins = world.bans = world.together = world.apart = world.chain = []
    world.areas["G1"].pop("skills")
    world.policy, world.proves = policy(), False
    assert reasons(world.evidence()) == {
        "INT004": "no pins in this campaign",
        "INT005": "no bans in this campaign",
        "INT006": "no area asks for a skill",
        "INT008": "no history yet",
        "INT010": "no history yet",
        "INT011": "no history yet",
        "INT012": "the plan does not say that it is proved over all pairs",
        "INT013": "nothing is tied together in this campaign",
        "INT014": "nothing is tied apart in this campaign",
        "INT015": "this campaign's policy lets teams leave their zone",
        "INT017": "no digest of the history was given by hand (mitan audit --head DIGEST)",
        "INT018": "no history yet",
    }


@pytest.mark.parametrize("entry", [1, 2, 3])
@pytest.mark.parametrize("fault", ["changed", "removed"])
def test_a_broken_history(entry, fault):
    world = sound_world()
    world.chain = history(4)
    if fault == "changed":
        world.chain[entry - 1] = dataclasses.replace(world.chain[entry - 1], details="{}")
    else:
        del world.chain[entry - 1]
    first = entry + (fault == "removed")
    assert found(world.evidence()) == {("INT008", f"entry {first}")}


@pytest.mark.parametrize("row", [("R9", "G2", 1), ("R3", "G9", 1)])
def test_values_of_rows_that_are_about_nobody_are_not_compared(row):
    world = sound_world()
    world.rows.append(row)
    assert found(world.evidence()) == {("INT007", row[0] if row[0] == "R9" else row[1])}
    assert set(reasons(world.evidence())) >= {"INT002", "INT003"}


def test_a_plan_that_the_history_does_not_tell_of():
    world = sound_world()
    evidence = world.evidence()
    alone = dataclasses.replace(evidence, chain=evidence.chain[:-1])
    untold = "is in the store, but the history does not tell of it"
    assert messages(alone, "INT011") == [untold]
    assert messages(dataclasses.replace(alone, kept={}), "INT011") == [untold]
    assert reasons(alone)["INT010"] == "the history does not tell of this plan, see INT011"
    assert messages(dataclasses.replace(alone, chain=()), "INT011") == [untold]  # wiped


def told(evidence, *plans, kept):
    """The evidence with plans told of besides, and all the plans that are in the store."""
    chain = list(evidence.chain)
    for number, digest in plans:
        chain.append(plan_entry(chain[-1], number, digest))
    return dataclasses.replace(evidence, chain=tuple(chain), kept=kept)


def test_a_plan_comes_into_force_again_with_its_digest_or_not_at_all():
    evidence = sound_world().evidence()
    digest = evidence.plan.digest
    again = told(evidence, (4, "d" * 64), (3, digest), kept={3: digest, 4: "d" * 64})
    assert found(again) == set()
    other = told(evidence, (3, "e" * 64), kept={3: digest})
    assert messages(other, "INT010") == [
        f"was kept as eeeeeeeeeeee; worked out from what the store holds it is {digest[:12]}"
    ]
    assert messages(other, "INT011") == [
        f"was kept as eeeeeeeeeeee; the store has it as {digest[:12]}"
    ]


@pytest.mark.parametrize(
    "change", [{"seed": 2}, {"status": "feasible"}, {"pairs_examined": 23}, {"uncovered": 1}]
)
def test_a_record_written_over_is_no_longer_the_plan_that_was_kept(change):
    evidence = sound_world().evidence()
    changed = dataclasses.replace(evidence, plan=dataclasses.replace(evidence.plan, **change))
    assert ("INT010", "plan 3") in found(changed)


@pytest.mark.parametrize(
    ("kept", "subject", "message"),
    [
        ({}, "plan 2", "the history tells of this plan, but it is not in the store"),
        ({2: "e" * 64}, "plan 2", "was kept as dddddddddddd; the store has it as eeeeeeeeeeee"),
        (
            {2: "d" * 64, 7: "f" * 64},
            "plan 7",
            "is in the store, but the history does not tell of it",
        ),
    ],
)
def test_plans_of_the_store_and_of_the_history_are_the_same(kept, subject, message):
    evidence = sound_world().evidence()
    changed = told(evidence, (2, "d" * 64), (2, "d" * 64), kept=evidence.kept | kept)
    (finding,) = judge(changed, select=["INT"]).findings
    assert (finding.code, finding.subject, finding.where) == ("INT011", subject, "history")
    assert finding.message == message


@pytest.mark.parametrize(
    "details", ["", "no json", "[" * 100_000, "7", '{"plan":[]}', '{"plan":3}']
)
def test_an_entry_that_cannot_be_read_tells_of_nothing(details):
    world = sound_world()
    evidence = world.evidence()
    last = dataclasses.replace(evidence.chain[-1], details=details)
    unreadable = dataclasses.replace(evidence, chain=(*evidence.chain[:-1], last))
    assert found(unreadable) == {("INT008", "entry 4"), ("INT011", "plan 3")}


def test_a_broken_history_is_found_in_an_empty_campaign():
    chain = history(3)
    assert found(World(chain=chain).evidence()) == set()
    del chain[0]
    assert found(World(chain=chain).evidence()) == {("INT008", "entry 2")}


areas_and_visits = st.tuples(st.integers(0, 8), st.integers(1, 8), st.lists(st.integers(1, 4)))


@settings(max_examples=300, deadline=None)
@given(areas_and_visits)
def test_uncovered_visits_are_those_of_the_best_count(case):
    asked, different, visits = case
    made, there = sum(visits), len(visits)
    columns = (integers([number]) for number in (asked, different, made, there))
    best = asked - most_covered(asked, min(different, asked), made, there)
    assert uncovered_visits(*columns).tolist() == [best]


@st.composite
def plans(draw):
    """A small campaign with coordinates, zones only or neither, and any rows."""
    place = st.fixed_dictionaries(
        {},
        optional={
            "zone": st.sampled_from("AB"),
            "at": st.tuples(st.floats(82, 82.5), st.floats(22, 22.5)),
        },
    )
    world = World(
        people={"L1": {"zone": "A"}, "L2": {}},
        policy=policy(
            workload={"tolerance": draw(st.integers(0, 2))},
            mismatch={"team": draw(st.sampled_from([0, 700]))},
        ),
    )
    for k in range(draw(st.integers(1, 5))):
        world.people[f"R{k}"] = {
            **draw(place),
            "visits": draw(st.integers(0, 6)),
            "reports_to": draw(st.sampled_from(["", "L1", "L2"])),
        }
    for k in range(draw(st.integers(1, 5))):
        visits = draw(st.integers(0, 6))
        world.areas[f"A{k}"] = {
            **draw(place),
            "visits": visits,
            "different": draw(st.integers(1, max(visits, 1))),
            "priority": draw(st.integers(1, 3)),
        }
    rakshaks = [one for one in world.people if one[0] == "R"]
    pairs = [(r, a) for r in rakshaks for a, row in world.areas.items() if row["visits"]]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=12)) if pairs else []
    world.rows = [(r, a, draw(st.integers(1, 4))) for r, a in chosen]
    return world


@settings(max_examples=150, deadline=None)
@given(plans(), st.sampled_from(TIERS), st.sampled_from([-1, 1]))
def test_values_are_those_of_slow_loops_and_one_more_or_less_is_found(world, tier, step):
    evidence = world.evidence()
    assert found(evidence, "INT001", "INT002", "INT003", "INT007", "INT009") == set()
    plan = evidence.plan
    wrong = Tier(*np.add((plan.tiers[tier].value, plan.tiers[tier].bound), step).tolist())
    changed = dataclasses.replace(plan, tiers={**plan.tiers, tier: wrong})
    code = "INT002" if tier == "cost" else "INT003"
    below_nothing = {("INT009", "plan 3")} if wrong.bound < 0 else set()
    assert found(world.evidence(changed)) == {(code, "plan 3")} | below_nothing
    assert slow_values(evidence.problem, world.rows)[tier] == plan.tiers[tier].value
