"""Plans are numbered, kept whole, and kept once."""

import json
from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import text

from planner.findings import ExitCode, Refusal
from planner.plan import Plan, Tier
from planner.policy import load
from planner.store import history, plans

POLICY = load()


def plan(rows=(("R1", "A1", 3), ("R1", "A2", 1), ("रा2", "A1", 2)), inputs="f" * 64):
    return Plan(
        inputs_digest=inputs,
        rakshak=np.array([row[0] for row in rows], dtype=np.str_),
        area=np.array([row[1] for row in rows], dtype=np.str_),
        visits=np.array([row[2] for row in rows], dtype=np.int64),
        rakshaks=2,
        areas=2,
        visits_needed=7,
        uncovered=1,
        tiers={"coverage": Tier(1, 1), "balance": Tier(3, 2), "cost": Tier(2**40, 5)},
        status="feasible",
        pairs_examined=3,
        pairs_possible=4,
        seed=2**40,
        versions={"ortools": "9.15", "mitan": "0.1"},
        seconds=1.5,
    )


def save(store, what):
    with store.writing() as connection:
        return plans.save_plan(connection, what, POLICY)


def test_a_plan_comes_back_as_it_was(store):
    made = plan()
    assert save(store, made) == (1, True)
    with store.reading() as connection:
        number, found = plans.load_plan(connection)
    assert number == 1
    assert found.digest == made.digest
    assert found.as_dict() == made.as_dict()
    assert found.rakshak.tolist() == ["R1", "R1", "रा2"]
    assert (found.visits.dtype, found.rakshak.dtype.kind) == (np.int64, "U")


def test_a_plan_without_rows(store):
    made = plan(rows=())
    save(store, made)
    with store.reading() as connection:
        found = plans.load_plan(connection)[1]
    assert found.digest == made.digest
    assert (len(found.visits), found.rakshak.dtype.kind) == (0, "U")


def test_the_same_answer_to_the_same_question_is_kept_once(store):
    save(store, plan())
    assert save(store, replace(plan(), seconds=9.0)) == (1, False)
    assert save(store, plan(inputs="e" * 64)) == (2, True)
    assert save(store, plan()) == (1, False)
    with store.reading() as connection:
        assert len(history.rows(connection)) == 2


def test_the_history_tells_of_a_plan_by_its_digests(store):
    save(store, plan())
    with store.reading() as connection:
        (entry,) = history.rows(connection)
    assert entry.action == "plan"
    assert json.loads(entry.details) == {
        "plan": 1,
        "digest": plan().digest,
        "inputs_digest": "f" * 64,
    }


def test_plans_are_listed_oldest_first(store):
    with store.reading() as connection:
        assert plans.list_plans(connection) == []
    first, second = plan(), plan(inputs="e" * 64)
    save(store, first)
    save(store, second)
    with store.reading() as connection:
        listed = plans.list_plans(connection)
        assert plans.load_plan(connection)[0] == 2
        assert plans.load_plan(connection, 1)[1].inputs_digest == "f" * 64
    assert [row["digest"] for row in listed] == [first.digest, second.digest]
    assert listed[0]["tiers"]["balance"] == {"value": 3, "bound": 2}
    assert list(listed[0]) == [
        *("number", "made_at", "status", "digest", "inputs_digest", "tiers"),
        *("rakshaks", "areas", "visits", "uncovered", "seed"),
    ]


def test_the_policy_of_a_plan_is_kept(store):
    save(store, plan())
    with store.reading() as connection:
        kept = plans.plan_policy(connection, 1)
    assert kept == json.loads(POLICY.model_dump_json())


def test_plans_that_are_not_there(store):
    with store.reading() as connection:
        for number in (None, 1):
            with pytest.raises(Refusal, match="mitan assign"):
                plans.load_plan(connection, number)
    save(store, plan())
    save(store, plan(inputs="e" * 64))
    with store.reading() as connection:
        for look in (plans.load_plan, plans.plan_policy):
            with pytest.raises(Refusal, match="no plan 7, only 1, 2") as refused:
                look(connection, 7)
            assert refused.value.exit_code == ExitCode.REJECTED


def test_a_changed_row_shows_in_the_digest(store):
    save(store, plan())
    with store.writing() as connection:
        connection.execute(text("UPDATE plan_row SET visits = 9 WHERE area = 'A2'"))
    with store.reading() as connection:
        found = plans.load_plan(connection)[1]
        recorded = plans.list_plans(connection)[0]["digest"]
    assert recorded == plan().digest != found.digest
