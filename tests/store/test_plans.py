"""Plans are numbered, kept whole, and kept once; one of them is in force."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import text

from planner.assignment.relaxation import relax
from planner.findings import ExitCode, Refusal
from planner.plan import Plan, Proof, Tier
from planner.policy import load
from planner.proof import proved_values
from planner.store import history, plans
from tests.worlds import Person, Place, small_problems, world

POLICY = load()
PROBLEM = world([Person("R1"), Person("रा2")], [Place("A1", 5), Place("A2", 2)])


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
        proved_over_all_pairs=False,
        pairs_examined=3,
        pairs_possible=4,
        seed=2**40,
        versions={"ortools": "9.15", "mitan": "0.1"},
        seconds=1.5,
    )


def save(store, what, problem=PROBLEM):
    with store.writing() as connection:
        return plans.save_plan(connection, what, POLICY, problem)


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
    with store.reading() as connection:
        assert len(history.rows(connection)) == 1
        kept = plans.load_plan(connection, 1)[1]
    assert kept.seconds == 1.5  # the record is that of the first time


def in_force(store):
    """By load_plan, by list_plans, and every plan that the history tells of."""
    with store.reading() as connection:
        number, found = plans.load_plan(connection)
        listed = [row["number"] for row in plans.list_plans(connection) if row["in_force"]]
        told = [json.loads(entry.details) for entry in history.rows(connection)]
    assert told[-1] == {
        "plan": number,
        "digest": found.digest,
        "inputs_digest": found.inputs_digest,
    }
    return number, listed, [entry["plan"] for entry in told]


def test_an_earlier_answer_comes_into_force_again(store):
    before, after = plan(), plan(inputs="e" * 64)
    assert save(store, before) == (1, True)
    assert save(store, after) == (2, True)
    assert in_force(store) == (2, [2], [1, 2])
    assert save(store, before) == (1, False)  # what changed is changed back
    assert in_force(store) == (1, [1], [1, 2, 1])
    assert save(store, before) == (1, False)  # in force already
    assert in_force(store) == (1, [1], [1, 2, 1])
    assert save(store, after) == (2, False)
    assert in_force(store) == (2, [2], [1, 2, 1, 2])


def test_other_entries_of_the_history_put_no_plan_in_force(store):
    save(store, plan())
    with store.writing() as connection:
        history.append(connection, "import", {"plan": 7})
    with store.reading() as connection:
        assert plans.load_plan(connection)[0] == 1


@pytest.mark.parametrize("details", ["{}", "[]", "no JSON", '{"plan":9}', '{"plan":"1"}', ""])
def test_a_history_that_names_no_plan_of_the_store_is_told(file_store, details):
    save(file_store, plan())
    with file_store.writing() as connection:
        connection.execute(text("DROP TRIGGER history_no_update"))
        connection.execute(text("UPDATE history SET details = :it"), {"it": details})
    with file_store.reading() as connection:
        with pytest.raises(Refusal, match="does not say which plan is in force") as refused:
            plans.load_plan(connection)
        assert refused.value.exit_code == ExitCode.REJECTED
        assert plans.load_plan(connection, 1)[0] == 1
        assert [row["in_force"] for row in plans.list_plans(connection)] == [False]


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
    assert (listed[0]["proved_over_all_pairs"], listed[0]["replaces"]) == (False, "")
    assert list(listed[0]) == [
        *("number", "made_at", "status", "proved_over_all_pairs"),
        *("digest", "inputs_digest", "replaces", "tiers"),
        *("rakshaks", "areas", "visits", "uncovered", "pairs_examined", "pairs_possible"),
        *("seed", "in_force"),
    ]
    assert (listed[0]["pairs_examined"], listed[0]["pairs_possible"]) == (3, 4)
    assert [row["in_force"] for row in listed] == [False, True]


def test_the_policy_of_a_plan_is_kept(store):
    save(store, plan())
    with store.reading() as connection:
        kept = connection.execute(text("SELECT policy FROM plan")).scalar_one()
    assert json.loads(kept) == json.loads(POLICY.model_dump_json())


def test_plans_that_are_not_there(store):
    with store.reading() as connection:
        for number in (None, 1):
            with pytest.raises(Refusal, match="mitan assign"):
                plans.load_plan(connection, number)
    save(store, plan())
    save(store, plan(inputs="e" * 64))
    with store.reading() as connection:
        with pytest.raises(Refusal, match="no plan 7, only 1, 2") as refused:
            plans.load_plan(connection, 7)
        assert refused.value.exit_code == ExitCode.REJECTED


def test_a_changed_row_shows_in_the_digest(store):
    save(store, plan())
    with store.writing() as connection:
        connection.execute(text("UPDATE plan_row SET visits = 9 WHERE area = 'A2'"))
    with store.reading() as connection:
        found = plans.load_plan(connection)[1]
        recorded = plans.list_plans(connection)[0]["digest"]
    assert recorded == plan().digest != found.digest


def replacing():
    """A plan that replaces the first one, with a bound for no tier after its moves."""
    tiers = {"coverage": Tier(0, 0), "moves": Tier(4, 2), "balance": Tier(3, None)}
    return replace(
        plan(inputs="e" * 64),
        tiers={**tiers, "cost": Tier(9, None)},
        replaces=plan().digest,
        proved_over_all_pairs=True,
    )


def test_a_plan_that_replaces_another_comes_back_with_its_moves_and_without_bounds(store):
    save(store, plan())
    save(store, replacing())
    with store.reading() as connection:
        found = plans.load_plan(connection)[1]
        listed = plans.list_plans(connection)[1]
    assert found.digest == replacing().digest
    assert found.replaces == listed["replaces"] == plan().digest
    assert found.proved_over_all_pairs is listed["proved_over_all_pairs"] is True
    assert list(found.tiers.items()) == list(replacing().tiers.items())  # in this order
    assert listed["tiers"]["cost"] == {"value": 9, "bound": None}


PROOF = Proof(
    rakshak=np.array([0, 0, 1]),
    area=np.array([0, 1, 0]),
    visits=np.array([3, 2, 2]),
    first=np.array([1, 0, 1]),
    rakshak_price=np.array([[0, 0, 7], [0, -1, 2**40]]),
    area_price=np.array([[-1, 0, 5], [0, 0, -6]]),
    first_price=np.array([[0, 2, 0], [-3, 0, 0]]),
)
PARTS = ("rakshak", "area", "visits", "first", "rakshak_price", "area_price", "first_price")


def proof_of(store, problem, number=1):
    with store.reading() as connection:
        return plans.load_proof(connection, number, problem)


def parts(proof):
    return [getattr(proof, name).tolist() for name in PARTS]


def test_a_proof_comes_back_as_it_was(store):
    save(store, replace(plan(), proof=PROOF))
    found = proof_of(store, PROBLEM)
    assert parts(found) == parts(PROOF)
    assert {getattr(found, name).dtype for name in PARTS} == {np.dtype(np.int64)}


def test_a_proof_is_kept_by_ids_not_by_numbers(store):
    other = replace(PROBLEM, rakshaks=np.array(["Q1", "R1"]))  # R1 is the second here
    prices = PROOF.rakshak_price[::-1]
    save(store, replace(plan(), proof=PROOF), replace(PROBLEM, rakshaks=np.array(["R1", "Q1"])))
    found = proof_of(store, other)
    assert found.rakshak_price.tolist() == prices.tolist()
    rows = zip(found.rakshak, found.area, found.visits, found.first, strict=True)
    assert [tuple(map(int, row)) for row in rows] == [(0, 0, 2, 1), (1, 0, 3, 1), (1, 1, 2, 0)]


def test_each_plan_has_its_own_proof(store):
    proofs = [PROOF, replace(PROOF, **{PARTS[2]: getattr(PROOF, PARTS[2]) + 1})]
    for number, proof in enumerate(proofs, 1):
        save(store, replace(plan(inputs=str(number) * 64), proof=proof))
    assert [parts(proof_of(store, PROBLEM, n)) for n in (1, 2)] == [*map(parts, proofs)]


def test_there_is_no_proof_where_none_is_kept_or_people_or_areas_have_changed(store):
    save(store, plan())
    assert proof_of(store, PROBLEM) is None
    save(store, replace(plan(inputs="e" * 64), proof=PROOF))
    assert proof_of(store, PROBLEM, 2) is not None
    assert proof_of(store, PROBLEM, 3) is None
    for people, places in (
        (["R1"], ["A1", "A2"]),  # the second has left
        (["R1", "R3", "रा2"], ["A1", "A2"]),  # somebody new
        (["R1", "R3"], ["A1", "A2"]),  # another in his place
        (["R1", "रा2"], ["A1", "A3"]),
        (["R1", "रा2"], ["A1"]),
    ):
        today = world([Person(one) for one in people], [Place(one) for one in places])
        assert proof_of(store, today, 2) is None


def test_a_flow_at_an_area_that_is_not_there_is_no_proof(store):
    save(store, replace(plan(), proof=PROOF))
    with store.writing() as connection:
        connection.execute(text("UPDATE plan_flow SET area = 'A9' WHERE visits = 3"))
    assert proof_of(store, PROBLEM) is None


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(problem=small_problems())
def test_what_was_proved_is_proved_by_the_kept_proof(file_store, problem):
    proof = relax(problem, POLICY.search).proof
    with file_store.writing() as connection:
        answer = replace(plan(), proof=proof)
        number, _ = plans.save_plan(connection, answer, POLICY, problem)
        found = plans.load_proof(connection, number, problem)
        connection.rollback()
    assert parts(found) == parts(proof)
    assert proved_values(problem, found) == proved_values(problem, proof)
