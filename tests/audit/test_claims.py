"""INT009 and INT012: what a plan claims, what its proof bears, and proofs written over."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.audit.judge import judge
from planner.plan import Tier
from tests.audit.worlds import policy, sound_world

SOUND = sound_world().evidence()


def found(evidence, *codes):
    verdict = judge(evidence, select=codes or ["INT"])
    return {(finding.code, finding.subject) for finding in verdict.findings}


def messages(evidence, code):
    return [finding.message for finding in judge(evidence, select=[code]).findings]


def reasons(evidence):
    verdict = judge(evidence, select=["INT"])
    return {r.code: r.reason for r in verdict.rulings if r.outcome == "skipped"}


def claiming(plan, status="feasible", **tiers):
    """The plan with other values and bounds: balance=(3, 1)."""
    changed = {name: Tier(*numbers) for name, numbers in tiers.items()}
    return dataclasses.replace(plan, tiers={**plan.tiers, **changed}, status=status)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"status": "optimal"}, "says 'optimal', but cost is 24000 and its bound 23000"),
        (
            {"status": "optimal over candidates", "pairs_examined": 20},
            "says 'optimal over candidates', but cost is 24000 and its bound 23000",
        ),
        ({"status": "splendid"}, "has the status 'splendid', which is none"),
        ({"status": ""}, "has the status '', which is none"),
        (
            {"status": "feasible", "pairs_examined": 5},
            "says that 5 pairs were looked at, but uses 6",
        ),
        (
            {"status": "feasible", "pairs_examined": 0},
            "says that 0 pairs were looked at, but uses 6",
        ),
        (
            {"status": "feasible", "pairs_examined": 25},
            "says that 25 pairs were looked at, of 24 possible ones",
        ),
    ],
)
def test_a_plan_may_not_claim_more_than_it_proves(change, message):
    world = sound_world()
    tiers = {**world.plan().tiers, "cost": Tier(24_000, 23_000)}
    evidence = world.evidence(world.plan(**{"tiers": tiers, **change}))
    assert messages(evidence, "INT009") == [message]


def test_more_pairs_than_possible_are_said_once():
    plan = sound_world().plan(pairs_examined=25, proved_over_all_pairs=False)
    evidence = dataclasses.replace(SOUND, plan=plan)
    assert messages(evidence, "INT009") == [
        "says that 25 pairs were looked at, of 24 possible ones"
    ]


def test_a_gap_is_honest_where_it_is_called_feasible():
    world = sound_world()
    tiers = {**world.plan().tiers, "cost": Tier(24_000, 23_000)}
    assert found(world.evidence(world.plan(tiers=tiers, status="feasible"))) == set()


@pytest.mark.parametrize(
    ("status", "examined", "message"),
    [
        ("optimal", 24, None),
        ("optimal", 20, None),  # the other 4 may be banned
        ("feasible", 20, None),
        ("optimal over candidates", 20, None),
        (
            "optimal over candidates",
            24,
            "says 'optimal over candidates', but all 24 possible pairs were looked at",
        ),
    ],
)
def test_a_value_that_meets_its_bound_may_be_called_so(status, examined, message):
    world = sound_world()
    evidence = world.evidence(world.plan(status=status, pairs_examined=examined))
    assert messages(evidence, "INT009") == ([message] if message else [])


def test_no_bound_is_below_nothing():
    world = sound_world()
    tiers = {**world.plan().tiers, "coverage": Tier(0, -1)}
    evidence = world.evidence(world.plan(tiers=tiers, status="feasible"))
    assert messages(evidence, "INT009") == [
        "claims a bound of -1 for coverage, which cannot be below 0"
    ]


def test_an_empty_plan_looked_at_nothing_and_says_so():
    world = sound_world()
    world.rows = []
    evidence = world.evidence(world.plan(pairs_examined=0, status="feasible"))
    assert messages(evidence, "INT009") == []


def test_a_tier_that_was_taken_out():
    world = sound_world()
    tiers = world.plan().tiers
    del tiers["balance"]
    evidence = world.evidence(world.plan(tiers=tiers))
    assert messages(evidence, "INT009") == ["records no value for balance"]
    assert set(reasons(evidence)) == {"INT002", "INT003", "INT012", "INT016"}


def test_a_plan_that_left_pairs_out_and_proves_nothing_is_not_the_best():
    world = sound_world()
    world.proves = False
    evidence = world.evidence(world.plan(pairs_examined=20))
    assert messages(evidence, "INT009") == [
        "says 'optimal', but 4 of 24 possible pairs were not looked at, "
        "and it is not proved over all"
    ]
    assert messages(world.evidence(world.plan()), "INT009") == []


@pytest.mark.parametrize(
    ("status", "tiers", "found_messages"),
    [
        ("feasible", {"balance": (3, 1), "cost": (24_000, None)}, []),
        (
            "feasible",
            {"balance": (3, 1)},
            ["claims a bound for cost, but balance, which comes first, is above its own"],
        ),
        (
            "feasible",
            {"balance": (3, None)},
            ["claims a bound for cost, but balance, which comes first, is above its own"],
        ),
        ("optimal", {"cost": (24_000, None)}, ["says 'optimal', but knows no bound for cost"]),
        ("feasible", {"cost": (-1, None)}, ["says cost -1, which cannot be below 0"]),
    ],
)
def test_of_a_tier_after_one_above_its_bound_nothing_is_known(status, tiers, found_messages):
    world = sound_world()
    evidence = world.evidence(claiming(world.plan(), status, **tiers))
    assert messages(evidence, "INT009") == found_messages


@pytest.mark.parametrize(
    ("replaces", "moves", "message"),
    [
        ("d" * 64, (4, 4), None),
        ("d" * 64, (0, 0), None),
        ("", None, None),
        ("", (4, 4), "records moves, but not which plan it replaces"),
        ("d" * 64, None, "says that it replaces a plan, but records no moves"),
        ("d" * 64, (-1, -1), "says moves -1, which cannot be below 0"),
        ("d" * 64, (3, 4), "says moves 3, below the bound of 4 that it claims"),
        ("d" * 64, (4, 3), "says 'optimal', but moves is 4 and its bound 3"),
    ],
)
def test_moves_belong_to_a_plan_that_replaces_another(replaces, moves, message):
    world = sound_world()
    plan = dataclasses.replace(world.plan(), replaces=replaces)
    if moves is not None:
        plan = claiming(plan, "optimal", moves=moves)
    later = "claims a bound for {}, but moves, which comes first, is above its own"
    above = [later.format("balance"), later.format("cost")] if moves == (4, 3) else []
    expected = [*above, message] if message else []
    assert messages(world.evidence(plan), "INT009") == expected
    if replaces:
        reason = "the plan keeps what it can of another one: its proof is about the rest only"
        assert reasons(world.evidence(plan))["INT012"] == reason


def test_the_proof_of_the_sound_plan_holds():
    evidence = sound_world().evidence()
    assert evidence.plan.proved_over_all_pairs
    assert [ruling.outcome for ruling in judge(evidence, select=["INT012"]).rulings] == ["passed"]


def test_a_proof_that_is_gone_proves_nothing():
    world = sound_world()
    evidence = dataclasses.replace(world.evidence(), proof=None)
    assert messages(evidence, "INT012") == [
        "says that it is proved over all pairs, but its proof is not in the store"
    ]
    world.proves = False  # nothing claimed
    assert messages(world.evidence(), "INT012") == []


def with_price(evidence, table, row, tier, step):
    """The evidence with one price of its proof written over."""
    price = getattr(evidence.proof, table).copy()
    price[row, tier] += step
    proof = dataclasses.replace(evidence.proof, **{table: price})
    return dataclasses.replace(evidence, proof=proof)


tables = st.sampled_from([("rakshak_price", 6), ("area_price", 4)])


@settings(max_examples=100, deadline=None)
@given(tables, st.integers(0, 5), st.integers(0, 2), st.integers(-(2**62), 2**62).filter(bool))
def test_a_price_written_over_is_found(table, row, tier, step):
    name, rows = table
    changed = with_price(SOUND, name, row % rows, tier, step)
    (message,) = messages(changed, "INT012")
    assert message.startswith("says that it is proved over all pairs, but its proof")


@pytest.mark.parametrize(
    ("area", "step", "holds"),
    [
        (0, 1, True),  # G1: R2 comes as the second face, for R1 is pinned and he is tied to him
        (1, 1, True),  # the others ask for no second face: no price of one counts
        (1, -(2**62), False),  # but no price is too large to be added up
    ],
)
def test_the_price_of_another_face_counts_where_one_is_wanted(area, step, holds):
    changed = with_price(SOUND, "first_price", area, 2, step)
    assert (messages(changed, "INT012") == []) == holds


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("rakshak", 2),  # R1's visit at G1 made by R3, who lacks the skill
        ("rakshak", 6),  # nobody's number
        ("rakshak", 7),
        ("rakshak", -1),
        ("area", 4),
        ("area", 5),
        ("area", -1),
        ("visits", 0),
        ("visits", 2),
        ("visits", 2**63 - 1),
        ("visits", -1),
        ("first", 1),
        ("first", -(2**63)),
    ],
)
def test_a_flow_written_over_is_found(column, value):
    evidence = sound_world().evidence()
    numbers = getattr(evidence.proof, column).copy()
    assert numbers[0] != value
    numbers[0] = value
    proof = dataclasses.replace(evidence.proof, **{column: numbers})
    assert found(dataclasses.replace(evidence, proof=proof)) == {("INT012", "plan 3")}


@pytest.mark.parametrize("column", ["rakshak", "visits", "rakshak_price", "area_price"])
def test_a_proof_with_a_row_too_few_is_about_something_else(column):
    evidence = sound_world().evidence()
    shorter = getattr(evidence.proof, column)[:-1]
    proof = dataclasses.replace(evidence.proof, **{column: shorter})
    assert messages(dataclasses.replace(evidence, proof=proof), "INT012") == [
        "says that it is proved over all pairs, but its proof is not about these people and areas"
    ]


def test_a_proof_of_another_campaign_proves_nothing_here():
    world = sound_world()
    plan = world.plan()
    world.bans.append(("R6", "H1"))
    plan = dataclasses.replace(plan, inputs_digest=world.problem().digest)
    assert messages(world.evidence(plan), "INT012") == []  # it does not use that pair
    world.bans.append(("R5", "H1"))
    plan = dataclasses.replace(plan, inputs_digest=world.problem().digest)
    assert messages(world.evidence(plan), "INT012") == [
        "says that it is proved over all pairs, but its proof does not hold. "
        "The flow is none: 1 pairs that may not be used"
    ]


@pytest.mark.parametrize(
    ("status", "tiers", "message"),
    [
        # the proof gives coverage 0, balance 0, cost 24,000
        ("feasible", {"cost": (25_000, 24_000)}, None),
        ("feasible", {"cost": (25_000, 23_000)}, None),  # weaker than the proof, but true
        (
            "feasible",
            {"cost": (25_000, 24_500)},
            "claims a bound of 24500 for cost, but its proof gives 24000",
        ),
        (
            "feasible",
            {"balance": (3, 2), "cost": (23_000, None)},  # a worse balance may cost less
            "claims a bound of 2 for balance, but its proof gives 0",
        ),
        (
            "feasible",
            {"coverage": (2, 1), "balance": (3, None), "cost": (23_000, None)},
            "claims a bound of 1 for coverage, but its proof gives 0",
        ),
        # found to be the best by a search of all plans, with whole areas and the like: only said
        (
            "optimal",
            {"cost": (25_000, 25_000)},
            "claims a bound of 25000 for cost, its proof gives 24000: what is more was found by a "
            "search, which is believed here",
        ),
        (
            "optimal",
            {"coverage": (1, 1), "balance": (0, 0), "cost": (9_000, 9_000)},
            "claims a bound of 1 for coverage, its proof gives 0: what is more was found by a "
            "search, which is believed here",
        ),
        (
            "optimal",
            {"cost": (23_000, 23_000)},
            "says cost 23000, but its proof shows that no plan is below 24000",
        ),
    ],
)
def test_no_claim_is_above_the_proof(status, tiers, message):
    world = sound_world()
    evidence = world.evidence(claiming(world.plan(), status, **tiers))
    evidence = dataclasses.replace(evidence, rerun=None)
    assert messages(evidence, "INT012") == ([message] if message else [])


def plain_world():
    """The sound world without any rule that a flow need not keep."""
    world = sound_world()
    workload = {"most_areas": 0, "least_visits": 1, "whole_up_to": 1, "least_in_band": 0.8}
    world.policy = policy(quota={"mitans_per_rakshak": 2}, workload=workload, mismatch={"team": 0})
    world.together = world.apart = []
    return world


def bound_above_the_proof(world):
    """What is said where a search of all plans claims a bound of 25,000 for a cost of 24,000."""
    plan = claiming(world.plan(), "optimal", cost=(25_000, 25_000))
    assert plan.proved_over_all_pairs
    return messages(world.evidence(plan), "INT012")


def limited(**limits):
    def change(world):
        workload = world.policy.workload.model_copy(update=limits)
        world.policy = world.policy.model_copy(update={"workload": workload})

    return change


def teams_cost(world):
    mismatch = world.policy.mismatch.model_copy(update={"team": 1})
    world.policy = world.policy.model_copy(update={"mismatch": mismatch})


@pytest.mark.parametrize(
    "rule",
    [
        lambda world: world.together.append(("R1", "R2")),
        lambda world: world.apart.append(("G1", "H1")),
        limited(most_areas=1),
        limited(least_visits=2),
        limited(whole_up_to=2),  # G2 and H2
        teams_cost,
    ],
)
def test_a_search_may_find_more_than_the_proof_where_a_rule_is_beyond_flows(rule):
    world = plain_world()
    message = "claims a bound of 25000 for cost, but its proof gives 24000"
    assert bound_above_the_proof(world) == [message]
    world.together, world.apart = [], []
    rule(world)
    assert bound_above_the_proof(world) == []


def test_a_whole_area_of_one_visit_is_no_rule_beyond_flows():
    world = plain_world()
    limited(whole_up_to=5)(world)
    for area in world.areas.values():
        area["whole"] = 0
    world.areas["G2"] |= {"visits": 1, "whole": 1}
    world.rows[2] = ("R3", "G2", 1)
    plan = claiming(world.plan(), "optimal", cost=(23_000, 23_000))
    assert plan.proved_over_all_pairs
    assert messages(world.evidence(plan), "INT012") == [
        "claims a bound of 23000 for cost, but its proof gives 22000"
    ]


def test_what_a_search_has_found_is_no_fault_and_no_more_said_where_it_was_made_again():
    """Whoever swaps rows could claim any bound for them: that it is believed has to be said."""
    world = sound_world()
    evidence = world.evidence(claiming(world.plan(), "optimal", cost=(25_000, 25_000)))
    evidence = dataclasses.replace(evidence, rerun=None)
    verdict = judge(evidence, select=["INT012"])
    assert [(f.severity, f.remedy) for f in verdict.findings] == [
        ("info", "solve it again: mitan audit --rerun")
    ]
    assert (verdict.passed, verdict.failed) == (1, 0)
    again = dataclasses.replace(evidence, rerun=evidence.plan)
    assert messages(again, "INT012") == []
    other = dataclasses.replace(evidence, rerun=world.plan())
    assert len(messages(other, "INT012")) == 1


def test_a_proof_that_nothing_can_be_covered():
    world = sound_world()
    world.pins = world.rows = []
    world.together = []
    for k in range(1, 7):
        world.people[f"R{k}"]["visits"] = 0
    plan = world.plan()
    assert plan.tiers["coverage"] == Tier(4 + 2 + 2 * 4 + 2, 16)
    assert not plan.proved_over_all_pairs  # flat prices leave uncovered visits unpaid
    none = np.zeros((4, 3), dtype=np.int64)
    price = none.copy()
    price[:, 0] = [-1, -1, -2, -1]  # what a visit left out costs: its priority
    proof = dataclasses.replace(sound_world().plan().proof, area_price=price, first_price=price)
    nobody = np.zeros(0, dtype=np.int64)
    proof = dataclasses.replace(
        proof, **dict.fromkeys(("rakshak", "area", "visits", "first"), nobody)
    )
    evidence = world.evidence(dataclasses.replace(plan, proved_over_all_pairs=True, proof=proof))
    assert found(evidence, "INT003", "INT009", "INT012") == set()
    # with one more visit claimed as impossible, the proof gives less than the claim
    more = claiming(evidence.plan, coverage=(17, 17), cost=(0, None))
    assert messages(world.evidence(more), "INT012") == [
        "claims a bound of 17 for coverage, but its proof gives 16"
    ]


@pytest.mark.parametrize(("column", "count"), [("rakshak", 6), ("area", 4)])
@pytest.mark.parametrize("beyond", [-2, -1, 0, 1])
def test_a_proof_of_rows_beyond_everybody_is_about_something_else(column, count, beyond):
    numbers = getattr(SOUND.proof, column).copy()
    numbers[0] = beyond if beyond < 0 else count + beyond
    proof = dataclasses.replace(SOUND.proof, **{column: numbers})
    assert messages(dataclasses.replace(SOUND, proof=proof), "INT012") == [
        "says that it is proved over all pairs, but its proof is not about these people and areas"
    ]
