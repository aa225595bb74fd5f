"""PHA: the judge's reading of [training], beside the one that the plan was made by."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.audit.judge import judge
from planner.statement import held_back
from tests.audit.worlds import TRAINED, World, policy, sound_world


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
