"""PHA: the judge's reading of [training], beside the one that the plan was made by."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.audit.judge import judge
from planner.statement import held_back
from tests.audit.worlds import PLEDGE_DAY, TRAINED, World, policy, sound_world


def ruling(world):
    verdict = judge(world.evidence(), select=["PHA001"])
    return verdict.rulings[0], {finding.subject for finding in verdict.findings}


@pytest.mark.parametrize(
    ("required", "outcome"), [("recorded", "skipped"), ("always", "failed"), ("never", "skipped")]
)
def test_nobody_trained(required, outcome):
    world = sound_world()
    world.policy = policy(training={"required": required})
    world.pins = []
    for person in world.people.values():
        person.pop("trained", None)
    rule, subjects = ruling(world)
    assert rule.outcome == outcome
    assert subjects == ({f"R{k}" for k in range(1, 7)} if outcome == "failed" else set())


def test_one_who_stays_at_home_needs_no_training():
    world = sound_world()
    del world.people["R3"]["trained"]
    world.rows[2] = ("R2", "G2", 2)
    rule, subjects = ruling(world)
    assert (rule.outcome, subjects) == ("passed", set())


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=5),
    st.sampled_from(["recorded", "always", "never"]),
)
def test_those_found_are_those_held_back(people, required):
    world = World(areas={"A": {"visits": 9}}, policy=policy(training={"required": required}))
    for k, (trained, active) in enumerate(people):
        world.people[f"R{k}"] = {"active": active, **({"trained": TRAINED} if trained else {})}
    if not any(active for _, active in people):
        return
    world.rows = [(r, "A", 1) for r in world.people]
    snapshot = world.snapshot()
    assert ruling(world)[1] == set(snapshot.people.ids[held_back(snapshot, world.policy)].tolist())
    assert np.all(snapshot.people.active[held_back(snapshot, world.policy)])


def told(world, code):
    findings = judge(world.evidence(), select=[code]).findings
    return {finding.subject: (finding.message, str(finding.severity)) for finding in findings}


def reason(world, code):
    (found,) = judge(world.evidence(), select=[code]).rulings
    return found.reason


def test_who_has_left_and_who_is_undated_is_not_trained_too_early():
    world = sound_world()
    world.people["R1"] |= {"joined": TRAINED + 1, "active": False}
    del world.people["R2"]["joined"]
    world.people["R3"]["joined"] = TRAINED
    assert told(world, "PHA002") == {}
    for person in world.people.values():
        person.pop("joined", None)
    told_why = "of nobody are both the day of joining and of training recorded"
    assert reason(world, "PHA002") == told_why


def test_mitans_enrolled_on_the_day_of_training_or_later_are_sound():
    world = sound_world()
    world.days["M01"]["enrolled"] = TRAINED
    assert told(world, "PHA003") == {}
    world.days["M01"]["enrolled"] = world.days["M02"]["enrolled"] = TRAINED - 1
    message = "enrolled 2 mitans before he was trained on 2020-08-28: M01 and M02"
    assert told(world, "PHA003") == {"R1": (message, "warning")}
    world.policy = policy(training={"required": "never"})
    assert reason(world, "PHA003") == "this campaign's policy does not ask for training"


def test_a_day_outside_its_phase_warns_and_one_outside_the_campaign_fails():
    world = sound_world()
    world.people["R1"]["trained"] = TRAINED + 3  # 31 August
    world.people["R2"]["trained"] = TRAINED - 366
    world.days["M05"]["pledged"] = PLEDGE_DAY - 1
    world.days["M06"]["pledged"] = PLEDGE_DAY + 1
    world.days["M07"]["enrolled"] = TRAINED - 4  # 24 August
    world.pledges["S6"]["day"] = PLEDGE_DAY + 30
    assert told(world, "PHA004") == {
        "R1": ("was trained on 2020-08-31, outside training (2020-08-25 to 2020-08-30)", "warning"),
        "R2": ("was trained on 2019-08-28, outside training (2020-08-25 to 2020-08-30)", "error"),
        "R3": (
            "has 2 mitans marked as pledged outside pledge (2020-09-08 to 2020-09-08), "
            "the first on 2020-09-07: M05 and M06",
            "error",
        ),
        "R4": (
            "has 1 mitan enrolled outside publicity and awareness and pledge "
            "(2020-08-25 to 2020-09-08), the first on 2020-08-24: M07",
            "warning",
        ),
        "S6": (
            "is a sheet of pledges of 2020-10-08, outside pledge (2020-09-08 to 2020-09-08)",
            "error",
        ),
    }


def test_without_phases_no_day_is_outside_one():
    world = sound_world()
    world.policy = world.policy.model_copy(update={"phases": world.policy.phases[:1]})  # teams
    world.days["M05"]["pledged"] = 1
    assert reason(world, "PHA004") == "nothing is dated, or the policy has no phase for it"


def test_a_pledge_on_the_day_of_enrolment_is_sound():
    world = sound_world()
    world.days["M01"]["enrolled"] = PLEDGE_DAY
    assert told(world, "PHA005") == {}
    world.people["M01"]["active"] = False
    world.days["M01"]["enrolled"] = PLEDGE_DAY + 1
    assert told(world, "PHA005") == {}
    world.days = {mitan: {"enrolled": TRAINED} for mitan in world.days}
    assert reason(world, "PHA005") == "of no mitan are both the enrolment and the pledge dated"


@pytest.mark.parametrize(("required", "found"), [("recorded", 1), ("always", 1), ("never", 0)])
def test_training_counts_as_far_as_the_policy_asks_for_it(required, found):
    world = sound_world()
    world.policy = policy(training={"required": required})
    world.days["M01"]["enrolled"] = TRAINED - 1
    assert len(told(world, "PHA003")) == found
    world.rows[2] = ("R2", "G2", 2)  # so that nobody is sent out who may not be
    plan = world.plan()
    del world.people["R2"]["trained"]
    verdict = judge(world.evidence(plan), select=["PHA001"])
    assert [f.subject for f in verdict.findings] == ["R2"] * found
