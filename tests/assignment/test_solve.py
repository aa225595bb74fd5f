"""Plans: against an oracle over every kind of rule, and rule by rule in worlds done by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from planner.assignment.rules import tier_values, uncovered_visits
from planner.assignment.solve import solve
from planner.plan import Plan, positions
from planner.policy import load
from planner.problem import Problem
from planner.snapshot import Pairs
from tests.assignment.oracle import best_values
from tests.worlds import FREE, Person, Place, Size, district, small_problems, world

NEAR, FAR = (0.0, 0.0), (0.0, 3_000.0)  # 3 km apart
SKILLED = frozenset({0})


def plan_of(problem: Problem, *, seed: int = 0, **given: int) -> Plan:
    usual = {"nearest": 5, "all_pairs_up_to": 1_000_000, "rounds": 100}
    return solve(problem, load().search.model_copy(update=usual | given), seed=seed)


def rows(plan: Plan) -> dict[tuple[str, str], int]:
    pairs = zip(plan.rakshak.tolist(), plan.area.tolist(), strict=True)
    return dict(zip(pairs, plan.visits.tolist(), strict=True))


def values(plan: Plan) -> dict[str, int]:
    return {name: tier.value for name, tier in plan.tiers.items()}


def indexed(problem: Problem, plan: Plan) -> Pairs:
    rakshak = positions(plan.rakshak, problem.rakshaks)
    return Pairs(rakshak, positions(plan.area, problem.areas), plan.visits)


@given(small_problems())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_tier_is_the_optimum_of_the_full_model(problem):
    plan = plan_of(problem)
    assert values(plan) == best_values(problem)
    assert plan.status == "optimal"
    assert all(tier.value == tier.bound for tier in plan.tiers.values())


@given(small_problems())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_rule_is_kept(problem):
    """Row by row, in plain Python, from the definitions."""
    plan = plan_of(problem)
    made = indexed(problem, plan)
    keys = problem.pair_key(made.rakshak, made.area).tolist()
    wishes = problem.pair_key(problem.pinned.rakshak, problem.pinned.area)
    assert (problem.allowed(made.rakshak, made.area) | np.isin(keys, wishes)).all()
    assert (made.visits > 0).all()
    assert keys == sorted(set(keys))
    visits = dict(zip(keys, made.visits.tolist(), strict=True))
    pins = problem.pair_key(problem.pinned.rakshak, problem.pinned.area).tolist()
    for key, wish in zip(pins, problem.pinned.visits.tolist(), strict=True):
        assert visits.get(key, 0) >= wish
    for r, can in enumerate(problem.availability.tolist()):
        assert sum(made.visits[made.rakshak == r].tolist()) <= can
    uncovered = 0
    for a, needed in enumerate(problem.visits.tolist()):
        there = made.visits[made.area == a].tolist()
        missing = max(int(problem.different[a]) - len(there), 0)
        assert sum(there) + missing <= needed
        uncovered += needed - sum(there)
    assert plan.uncovered == uncovered
    assert plan.visits_needed == problem.visits.sum()


def test_the_nearer_one_goes():
    # Shares: 4 x 4 / 8 = 2 each, band 2 .. 2; each takes what is at his door: 0 m.
    # The other way round it would be 4 visits x 3,000 m.
    problem = world(
        [Person("R1", 4, NEAR), Person("R2", 4, FAR)],
        [Place("A1", 2, NEAR), Place("A2", 2, FAR)],
        tolerance=0,
    )
    plan = plan_of(problem)
    assert rows(plan) == {("R1", "A1"): 2, ("R2", "A2"): 2}
    assert values(plan) == {"coverage": 0, "balance": 0, "cost": 0}


def test_balance_comes_before_cost():
    # 4 visits at R1's door; fair are 2 each. All by R1 would cost 0 m but leave both 2 outside.
    # Two by R2 over 3,000 m: 6,000.
    problem = world(
        [Person("R1", 4, NEAR), Person("R2", 4, FAR)], [Place("A1", 4, NEAR)], tolerance=0
    )
    plan = plan_of(problem)
    assert rows(plan) == {("R1", "A1"): 2, ("R2", "A1"): 2}
    assert values(plan) == {"coverage": 0, "balance": 0, "cost": 6_000}


def test_within_the_band_cost_decides():
    # As before with a visit of tolerance: R1 makes 3, R2 only 1, 3,000 m.
    problem = world(
        [Person("R1", 4, NEAR), Person("R2", 4, FAR)], [Place("A1", 4, NEAR)], tolerance=1
    )
    assert rows(plan_of(problem)) == {("R1", "A1"): 3, ("R2", "A1"): 1}


def test_coverage_comes_before_balance():
    # Only R1 has the skill for A1's 4 visits; fair are 2 each. Both end 2 outside: 1 + 2 each.
    problem = world(
        [Person("R1", 4, NEAR, skills=SKILLED), Person("R2", 4, NEAR)],
        [Place("A1", 4, NEAR, skills=SKILLED)],
        tolerance=0,
    )
    assert values(plan_of(problem)) == {"coverage": 0, "balance": 6, "cost": 0}


def test_extremes_are_taken_off_first():
    # 9 visits, 3 rakshaks, fair 3 each; only R1 and R2 may do the 8 of A1, anyone the 1 of A2.
    # R3 makes that one (2 below: 1 + 2 = 3), R1 and R2 four each (1 above: 1 + 1).
    # 5 + 3 + 1 is as far off in plain visits (2 + 0 + 2) but comes to 3 + 0 + 3 = 6, not 5.
    problem = world(
        [
            Person("R1", 9, NEAR, skills=SKILLED),
            Person("R2", 9, FAR, skills=SKILLED),
            Person("R3", 9, NEAR),
        ],
        [Place("A1", 8, NEAR, skills=SKILLED), Place("A2", 1, NEAR)],
        tolerance=0,
    )
    plan = plan_of(problem)
    assert rows(plan) == {("R1", "A1"): 4, ("R2", "A1"): 4, ("R3", "A2"): 1}
    assert values(plan) == {"coverage": 0, "balance": 5, "cost": 4 * 3_000}


@pytest.mark.parametrize(("can", "uncovered"), [(3, 0), (2, 1)])
def test_availability_is_kept(can, uncovered):
    problem = world([Person("R1", can, NEAR)], [Place("A1", 3, NEAR)])
    plan = plan_of(problem)
    assert plan.uncovered == uncovered
    assert rows(plan) == {("R1", "A1"): can}


@pytest.mark.parametrize(("skills", "uncovered"), [(SKILLED, 0), (frozenset({1}), 2)])
def test_skills_are_required(skills, uncovered):
    problem = world([Person("R1", 5, NEAR, skills=skills)], [Place("A1", 2, NEAR, skills=SKILLED)])
    assert plan_of(problem).uncovered == uncovered


@pytest.mark.parametrize(("bans", "uncovered"), [([("R2", "A1")], 0), ([("R1", "A1")], 2)])
def test_a_ban_is_kept(bans, uncovered):
    # R2 cannot go out at all, so all hangs on R1.
    problem = world(
        [Person("R1", 5, NEAR), Person("R2", 0, NEAR)], [Place("A1", 2, NEAR)], bans=bans
    )
    assert plan_of(problem).uncovered == uncovered


def test_who_is_not_trained_stays_at_home():
    # R1 lives there but may not go out: R2 walks 3,000 m twice.
    problem = world([Person("R1", 0, NEAR), Person("R2", 5, FAR)], [Place("A1", 2, NEAR)])
    plan = plan_of(problem)
    assert rows(plan) == {("R2", "A1"): 2}
    assert values(plan)["cost"] == 6_000


def test_a_pin_is_kept_against_cost_and_may_grow():
    # R2 is pinned to one visit 3 km off; fair are 2 each (band 2 .. 2), and as R1 can make only
    # his 2, R2 makes 2: the pinned one and one more. 2 x 3,000 m.
    problem = world(
        [Person("R1", 4, NEAR), Person("R2", 4, FAR)],
        [Place("A1", 4, NEAR)],
        pins={("R2", "A1"): 1},
        tolerance=0,
    )
    plan = plan_of(problem)
    assert rows(plan) == {("R1", "A1"): 2, ("R2", "A1"): 2}
    assert values(plan) == {"coverage": 0, "balance": 0, "cost": 6_000}


def test_pins_push_workloads_out_of_band():
    # 4 visits, fair 2 each, but 4 pinned on R1: he is 2 above, R2 2 below: 3 + 3.
    problem = world(
        [Person("R1", 4, NEAR), Person("R2", 4, NEAR)],
        [Place("A1", 4, NEAR)],
        pins={("R1", "A1"): 4},
        tolerance=0,
    )
    plan = plan_of(problem)
    assert rows(plan) == {("R1", "A1"): 4}
    assert values(plan)["balance"] == 6


@pytest.mark.parametrize(
    ("willing", "expected", "uncovered"),
    [
        # R1 is at the door and would make all 4; two others must come, 3,000 m each.
        (3, {("R1", "A1"): 2, ("R2", "A1"): 1, ("R3", "A1"): 1}, 0),
        # Only two may go out: the third one's visit stays uncovered, and nobody fills it.
        (2, {("R1", "A1"): 2, ("R2", "A1"): 1}, 1),
    ],
)
def test_different_rakshaks_come(willing, expected, uncovered):
    people = [Person("R1", 9, NEAR), Person("R2", 9, FAR), Person("R3", 9, FAR)][:willing]
    problem = world(people, [Place("A1", 4, NEAR, different=3)], tolerance=9)
    plan = plan_of(problem)
    assert rows(plan) == expected
    assert plan.uncovered == uncovered


def test_who_is_pinned_counts_as_one_of_the_different():
    # Two different ones for 3 visits. R2 is pinned (3 km), so R1 makes the other two.
    problem = world(
        [Person("R1", 9, NEAR), Person("R2", 9, FAR), Person("R3", 9, NEAR)],
        [Place("A1", 3, NEAR, different=2)],
        pins={("R2", "A1"): 1},
        bans=[("R3", "A1")],
        tolerance=9,
    )
    assert rows(plan_of(problem)) == {("R1", "A1"): 2, ("R2", "A1"): 1}


def test_the_pinned_one_alone_is_not_two():
    # As before, but nobody else may go: one visit stays open although R2 could make it.
    problem = world(
        [Person("R2", 9, FAR)],
        [Place("A1", 3, NEAR, different=2)],
        pins={("R2", "A1"): 1},
        tolerance=9,
    )
    plan = plan_of(problem)
    assert rows(plan) == {("R2", "A1"): 2}
    assert plan.uncovered == 1


def test_priority_decides_who_stays_uncovered():
    # 3 visits for 5 asked: A2's two (3 each) and one of A1's three; 2 x 1 stay, though A1 is near.
    problem = world(
        [Person("R1", 3, NEAR)], [Place("A1", 3, NEAR), Place("A2", 2, FAR, priority=3)]
    )
    plan = plan_of(problem)
    assert rows(plan) == {("R1", "A1"): 1, ("R1", "A2"): 2}
    assert values(plan)["coverage"] == 2


def test_priority_counts_before_the_number_of_visits():
    # R1 can make two visits at A2 or one at A1 (different rakshaks wanted, so one each) and one
    # at A2. A1's one is worth 3, A2's two 2: 3 + 1 are covered, 1 stays open.
    problem = world(
        [Person("R1", 2, NEAR)],
        [Place("A1", 2, FAR, priority=3, different=2), Place("A2", 2, NEAR)],
    )
    plan = plan_of(problem)
    assert rows(plan) == {("R1", "A1"): 1, ("R1", "A2"): 1}
    assert values(plan)["coverage"] == 3 + 1


def test_a_place_known_by_its_zone_costs_what_the_policy_says():
    # Same zone: 2,000 m a visit; another zone, no point: 20,000 m, and no zone mismatch (FREE).
    problem = world(
        [Person("R1", 9, zone=0)], [Place("A1", 2, zone=0), Place("A2", 1, zone=1)], rates=FREE
    )
    assert values(plan_of(problem))["cost"] == 2 * 2_000 + 20_000


def test_nobody_can_go_out():
    problem = world([Person("R1", 0, NEAR)], [Place("A1", 2, NEAR, priority=5)])
    plan = plan_of(problem)
    assert rows(plan) == {}
    assert values(plan) == {"coverage": 10, "balance": 0, "cost": 0}


def test_uncovered_visits_count_those_who_did_not_come():
    # A1 wants 3 different ones for 5 visits. One came 4 times: 2 first visits are missing, and
    # of the other 2 he made 3. A2 wants one for 5: 1 is missing.
    problem = world(
        [Person("R1", 9, NEAR)], [Place("A1", 5, NEAR, different=3), Place("A2", 5, NEAR)]
    )
    made = Pairs(np.array([0, 0]), np.array([0, 1]), np.array([4, 4]))
    assert uncovered_visits(problem, made).tolist() == [2, 1]


def test_tier_values_of_rows_by_hand():
    # R1 4 visits at A2 (3,000 m): 12,000 m; A1's 2 are uncovered at 5 each: 10.
    # Fair are 6 x 9 / 18 = 3 each, band 3: R1 is 1 above (1), R2 3 below (1 + 2 + 3): 7.
    problem = world(
        [Person("R1", 9, NEAR), Person("R2", 9, NEAR)],
        [Place("A1", 2, NEAR, priority=5), Place("A2", 4, FAR)],
        tolerance=0,
    )
    made = Pairs(np.array([0]), np.array([1]), np.array([4]))
    assert tier_values(problem, made) == {"coverage": 10, "balance": 7, "cost": 12_000}


@pytest.mark.parametrize(
    "size",
    [
        Size(500, 250),
        Size(500, 250, used=0.97),
        Size(500, 250, used=1.1),
        Size(500, 250, at_station=True),
        Size(500, 250, known=0.5),
        Size(500, 250, known=0.0, zones=12),
        Size(500, 250, skills=(0.1, 0.1, 0.05)),
        Size(150, 800, used=0.9),
    ],
    ids=["plain", "tight", "short", "stations", "half known", "zones only", "skills", "few"],
)
def test_few_candidates_and_what_pays_are_as_good_as_all_pairs(size):
    problem = district(size, seed=3)
    whole = plan_of(problem)
    begun = plan_of(problem, nearest=3, all_pairs_up_to=0, rounds=0)
    proved = plan_of(problem, nearest=3, all_pairs_up_to=0)
    assert values(proved) == values(whole)
    assert (begun.status, proved.status) == ("optimal over candidates", "optimal")
    assert (begun.proved_over_all_pairs, proved.proved_over_all_pairs) == (False, True)
    assert proved.pairs_examined < whole.pairs_examined / 2
    assert list(values(begun).values()) >= list(values(whole).values())


@given(small_problems())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_from_one_candidate_each_to_the_optimum_over_all_pairs(problem):
    proved = plan_of(problem, nearest=1, all_pairs_up_to=0)
    assert values(proved) == values(plan_of(problem))
    assert proved.status == "optimal"


def test_a_scarce_and_strong_rakshak_is_found():
    """50 have 200 visits and a skill, 250 have 1; one skilled area asks for 900 visits."""
    strong = [Person(f"S{k:03}", 200, (50.0 * k, 0.0), skills=SKILLED) for k in range(50)]
    weak = [Person(f"W{k:03}", 1, (20.0 * k, 90.0), skills=SKILLED) for k in range(250)]
    places = [Place(f"A{k:03}", 1, (25.0 * k, 50.0)) for k in range(200)]
    problem = world([*strong, *weak], [*places, Place("B", 900, NEAR, skills=SKILLED)])
    assert values(plan_of(problem, nearest=2, all_pairs_up_to=0)) == values(plan_of(problem))


def test_where_prices_cannot_be_weighed_there_is_a_plan_without_that_proof(monkeypatch):
    def too_far_apart(*_args):
        raise OverflowError("Prices differ too much.")

    monkeypatch.setattr("planner.assignment.relaxation.end_prices", too_far_apart)
    told: list[str] = []
    problem = district(Size(400, 200, used=0.95), seed=1)
    search = load().search.model_copy(update={"nearest": 1, "all_pairs_up_to": 0})
    plan = solve(problem, search, progress=told.append)
    assert (plan.status, plan.uncovered) == ("optimal over candidates", 0)
    assert not plan.proved_over_all_pairs
    assert told[1] == "Prices differ too much. Other pairs are not looked at"
    assert told[-1].startswith("Not proved over all pairs: ")


def test_as_many_different_rakshaks_as_asked_are_found():
    people = [Person(f"R{k:03}", 40, (30.0 * k, 0.0)) for k in range(120)]
    problem = world(people, [Place("A", 100, NEAR, different=100), Place("B", 50, FAR)])
    assert plan_of(problem, nearest=2, all_pairs_up_to=0).uncovered == 0


def test_same_question_same_plan():
    problem = district(Size(300, 150, known=0.5), seed=1)
    first = plan_of(problem, nearest=6, all_pairs_up_to=0, seed=4)
    again = plan_of(problem, nearest=6, all_pairs_up_to=0, seed=4)
    assert first.digest == again.digest
    assert replace(first, seconds=0.0).as_dict() == replace(again, seconds=0.0).as_dict()


def test_the_plan_says_what_it_was_made_with():
    told: list[str] = []
    problem = district(Size(40, 20), seed=1)
    search = load().search.model_copy(update={"nearest": 3, "all_pairs_up_to": 0})
    plan = solve(problem, search, seed=9, progress=told.append)
    assert plan.inputs_digest == problem.digest
    assert plan.pairs_possible == 40 * 20
    assert 0 < plan.pairs_examined < 40 * 20
    assert plan.seed == 9
    assert {"ortools", "numpy", "python"} <= plan.versions.keys()
    assert all(line.startswith("coverage 0, balance 0, cost ") for line in told[:-1])
    assert told[-1] == "Proved over all pairs"


APART = [Person("R1", 4, (0.0, 0.0)), Person("R2", 4, (0.0, 9_000.0))]


@pytest.mark.parametrize(
    ("people", "places", "tied", "best"),
    [
        # R1 is pinned to A2, so A1, which is apart from it, is R2's: 2 x 9 km + 2 x 1 km.
        (
            APART,
            [Place("A1", 2, (0.0, 0.0)), Place("A2", 2, (0.0, 1_000.0))],
            {"pins": {("R1", "A2"): 1}, "apart": [("A1", "A2")]},
            {"coverage": 0, "balance": 0, "cost": 20_000},
        ),
        # Where R1 goes R2 goes too: one visit each, R2's over 9 km.
        (
            APART,
            [Place("A1", 2, (0.0, 0.0))],
            {"pins": {("R1", "A1"): 1}, "together": [("R1", "R2")]},
            {"coverage": 0, "balance": 0, "cost": 9_000},
        ),
        # R1 is pinned to A1 and must also go to A2: one visit of priority 3 is left undone there.
        (
            [Person("R1", 2, (0.0, 0.0))],
            [Place("A1", 2, (0.0, 0.0), priority=3), Place("A2", 1, (0.0, 0.0))],
            {"pins": {("R1", "A1"): 1}, "together": [("A1", "A2")]},
            {"coverage": 3, "balance": 0, "cost": 0},
        ),
    ],
    ids=["apart", "rakshaks together", "areas together"],
)
def test_a_tie_holds_where_a_pin_stands(people, places, tied, best):
    problem = world(people, places, tolerance=9, **tied)
    assert best_values(problem) == best
    plan = plan_of(problem)
    assert (plan.status, values(plan)) == ("optimal", best)


def test_a_bound_is_never_above_the_value_where_candidates_are_all_that_was_priced():
    for seed in range(12):
        problem = district(Size(12, 8, used=0.9, skills=(0.3,), whole_up_to=4), seed=seed)
        plan = plan_of(problem, all_pairs_up_to=1, rounds=0, nearest=1)
        for tier in plan.tiers.values():
            assert tier.bound is None or tier.bound <= tier.value


def test_a_pair_far_dearer_than_all_candidates_is_still_weighed_in_its_tier():
    """R2 is near, R0 in another zone without a place; a fair share asks for R0 all the same."""
    people = [Person("R0", 3, zone=1), Person("R1", 1, zone=0), Person("R2", 1, zone=0)]
    places = [Place("A0", 1, zone=0), Place("A1", 1, zone=0, whole=True)]
    problem = world(people, places, pins={("R1", "A1"): 1}, tolerance=0)
    proved = plan_of(problem, nearest=1, all_pairs_up_to=0)
    assert proved.proved_over_all_pairs
    assert proved.tiers["balance"].value == 0
    rows = set(zip(proved.rakshak.tolist(), proved.area.tolist(), strict=True))
    assert rows == {("R0", "A0"), ("R1", "A1")}
