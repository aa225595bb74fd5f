"""The road on one store: what the judge is given is what was kept, as far as it fits today."""

from dataclasses import replace

import pytest

from planner import campaign
from planner.campaign import assign_areas, begin, gather_evidence
from planner.findings import ExitCode, Refusal
from planner.plan import Tier
from planner.policy import load
from planner.proof import proved_values
from planner.store import bulk, changes, history, pins, plans
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


# Somebody else writes while the solver works


def meanwhile(monkeypatch, store, write):
    """Have `write(connection, problem, plan)` done between the question and the answer."""
    usual = campaign.solve

    def solve(problem, *args, **options):
        plan = usual(problem, *args, **options)
        with store.writing() as connection:
            write(connection, problem, plan)
        return plan

    monkeypatch.setattr(campaign, "solve", solve)


def kept(store):
    """The plan in force, and how many entries the history has."""
    with store.reading() as connection:
        return plans.in_force(connection), len(history.rows(connection))


def test_a_plan_that_another_put_in_force_is_not_replaced_unseen(store, monkeypatch):
    assign(store)

    def put(connection, problem, plan):
        plans.save_plan(connection, replace(plan, seed=7), POLICY, problem)

    meanwhile(monkeypatch, store, put)
    with pytest.raises(
        Refusal, match=r"put plan 2 in force meanwhile.*Nothing was written"
    ) as told:
        assign(store)
    assert told.value.exit_code == ExitCode.STORE
    assert kept(store) == (2, 2)


def test_an_answer_to_what_nobody_asks_any_more_is_not_kept(store, monkeypatch):
    meanwhile(monkeypatch, store, lambda connection, *_: pins.set_pin(connection, "R1", "A2", 1))
    with pytest.raises(Refusal, match=r"changed meanwhile.*Nothing was written") as told:
        assign(store)
    assert told.value.exit_code == ExitCode.STORE
    assert kept(store) == (None, 1)


def test_two_who_find_the_same_plan_are_not_in_each_others_way(store, monkeypatch):
    def put(connection, problem, plan):
        plans.save_plan(connection, plan, POLICY, problem)

    meanwhile(monkeypatch, store, put)
    assert (assign(store).new, kept(store)) == (False, (1, 1))


def test_what_changes_no_plan_is_in_nobodys_way(store, monkeypatch):
    def note(connection, *_):
        bulk.update(connection, Person, {"id": ["R1"], "phone": ["9000000001"]}, "id")
        history.append(connection, "import", {"kind": "people"})

    meanwhile(monkeypatch, store, note)
    assert assign(store).new
    assert kept(store) == (1, 2)


def test_two_who_begin_a_campaign_do_not_write_over_each_others_policy(tmp_path, monkeypatch):
    page = tmp_path / "campaign.toml"
    usual = campaign.create_store

    def make(target, **given):
        page.write_text("theirs")
        return usual(target, **given)

    monkeypatch.setattr(campaign, "create_store", make)
    with pytest.raises(Refusal, match="is there already"):
        begin(str(tmp_path / "campaign.db"), page)
    assert page.read_text() == "theirs"
