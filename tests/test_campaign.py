"""The road on one store: what the judge is given is what was kept, as far as it fits today."""

from dataclasses import replace

import pytest

from planner.campaign import assign_areas, gather_evidence
from planner.plan import Tier
from planner.policy import load
from planner.proof import proved_values
from planner.store import bulk, changes, plans
from planner.store.database import create_store
from planner.store.tables import Area, Person

POLICY = load()


@pytest.fixture
def store(tmp_path):
    """Two rakshaks in two zones, an area in each."""
    with create_store(tmp_path / "campaign.db") as opened:
        with opened.writing() as connection:
            people = {"id": ["R1", "R2"], "role": ["rakshak"] * 2, "zone": ["A", "B"]}
            bulk.insert(connection, Person, people)
            areas = {"id": ["A1", "A2"], "zone": ["A", "B"], "visits": [4, 4]}
            bulk.insert(connection, Area, areas)
        yield opened


def assign(store):
    return assign_areas(store, POLICY, seed=0, progress=lambda _: None)


def evidence(store, number=None):
    with store.reading() as connection:
        return gather_evidence(connection, POLICY, number)


def test_a_plan_is_judged_with_its_proof(store):
    done = assign(store)
    found = evidence(store)
    assert (found.plan_number, found.plan.digest) == (1, done.plan.digest)
    assert found.plan.proved_over_all_pairs
    # 4 visits each within their zones, both fair: 8 visits of 2 km
    assert proved_values(found.problem, found.proof) == {
        "coverage": 0,
        "balance": 0,
        "cost": 8 * POLICY.distance.same_zone,
    }
    assert found.replaced is None


def test_a_proof_of_another_question_is_not_shown(store):
    assign(store)
    with store.writing() as connection:
        changes.close_areas(connection, ["A2"])
    assert evidence(store).proof is None


def test_the_plan_that_was_replaced_is_shown(store):
    done = assign(store)
    tiers = {**done.plan.tiers, "moves": Tier(0, 0)}
    new = replace(done.plan, replaces=done.plan.digest, tiers=tiers)
    with store.writing() as connection:
        number, _ = plans.save_plan(connection, new, POLICY, done.problem)
    found = evidence(store)
    assert (found.plan_number, number) == (2, 2)
    assert found.replaced.digest == done.plan.digest
    assert evidence(store, 1).replaced is None


def test_without_a_plan_there_is_no_proof_and_nothing_replaced(store):
    found = evidence(store)
    assert (found.plan, found.proof, found.replaced, found.plan_number) == (None,) * 4


def test_somebody_on_the_bench_is_not_sent(store):
    with store.writing() as connection:
        changes.set_reserve(connection, ["R2"], True)
    done = assign(store)
    assert done.problem.rakshaks.tolist() == ["R1", "R2"]
    assert set(done.plan.rakshak.tolist()) == {"R1"}
    assert done.load.tolist() == [8, 0]
