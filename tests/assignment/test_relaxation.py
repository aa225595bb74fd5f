"""Relaxation: below every plan, equal to the best where only a flow's rules hold, and settled."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from planner.assignment.relaxation import relax
from planner.assignment.rules import tier_values
from planner.policy import load
from planner.proof import UnprovedError, proved_values
from tests.assignment.oracle import best_values
from tests.worlds import Person, Place, Size, district, small_problems, world

SEARCH = load().search
GROWN = SEARCH.model_copy(update={"nearest": 3, "all_pairs_up_to": 0, "rounds": 60})


@given(small_problems(flows=True))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_with_rules_of_flows_only_it_is_the_best_plan(problem):
    relaxed = relax(problem, SEARCH)
    assert relaxed.values == best_values(problem) == tier_values(problem, relaxed.rows)


@given(small_problems())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_with_every_rule_no_plan_is_better(problem):
    relaxed = relax(problem, SEARCH)
    assert list(relaxed.values.values()) <= list(best_values(problem).values())


@pytest.mark.parametrize(
    "size",
    [Size(200, 100), Size(200, 100, known=0.5, zones=8), Size(200, 100, used=1.1)],
    ids=["plain", "half known", "short"],
)
def test_grown_from_few_pairs_it_comes_to_the_same(size):
    problem = district(size, seed=3)
    everything, grown = relax(problem, SEARCH), relax(problem, GROWN)
    assert everything.settled
    assert len(everything.keys) == 200 * 100
    assert grown.settled
    assert grown.values == everything.values
    assert len(grown.keys) < len(everything.keys)
    used = problem.pair_key(grown.rows.rakshak, grown.rows.area)
    assert np.isin(used, grown.keys).all()


def test_without_rounds_nothing_is_settled():
    problem = district(Size(200, 100), seed=3)
    relaxed = relax(problem, GROWN.model_copy(update={"nearest": 1, "rounds": 0}))
    assert not relaxed.settled
    with pytest.raises(UnprovedError):
        proved_values(problem, relaxed.proof)


def test_same_seed_same_relaxation():
    problem = district(Size(200, 100, known=0.5), seed=5)
    first, again = (relax(problem, GROWN, seed=7) for _ in range(2))
    assert first.keys.tolist() == again.keys.tolist()
    assert first.rows.visits.tolist() == again.rows.visits.tolist()
    assert first.proof.rakshak_price.tolist() == again.proof.rakshak_price.tolist()


def test_a_whole_area_is_shared_by_the_flow():
    # A1 is whole, 4 visits; R1 at the door makes 3, R2 1 over 3,000 m. Together they are the
    # least; a plan that keeps it whole costs 4 x 3,000 m.
    problem = world(
        [Person("R1", 3, (0.0, 0.0)), Person("R2", 6, (0.0, 3_000.0))],
        [Place("A1", 4, (0.0, 0.0), whole=True)],
        tolerance=2,
    )
    relaxed = relax(problem, SEARCH)
    assert relaxed.rows.visits.tolist() == [3, 1]
    assert relaxed.values == {"coverage": 0, "balance": 0, "cost": 3_000}
    assert best_values(problem)["cost"] == 12_000


def test_pins_are_among_the_rows_but_not_in_the_proof():
    # R2 is pinned to 1 of A1's 3 visits, 3,000 m; R1 makes the others.
    problem = world(
        [Person("R1", 9, (0.0, 0.0)), Person("R2", 9, (0.0, 3_000.0))],
        [Place("A1", 3, (0.0, 0.0))],
        pins={("R2", "A1"): 1},
        tolerance=9,
    )
    relaxed = relax(problem, SEARCH)
    assert relaxed.rows.visits.tolist() == [2, 1]
    assert relaxed.proof.rakshak.tolist() == [0]
    assert proved_values(problem, relaxed.proof)["cost"] == 3_000
