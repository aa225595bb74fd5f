"""Diving: hardly any whole area stays split, and what was decided is kept."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from planner.assignment.diving import dive, likeliest_pairs, reduced_costs
from planner.assignment.relaxation import relax
from planner.policy import load
from planner.snapshot import summed
from tests.worlds import Person, Place, Size, district, small_problems, world

SEARCH = load().search


def silent(line: str) -> None:
    assert line


@pytest.mark.parametrize("seed", [1, 2])
def test_hardly_any_whole_area_of_a_district_stays_split(seed):
    problem = district(Size(400, 200, whole_up_to=5), seed=seed)
    relaxed = relax(problem, SEARCH)
    split = np.bincount(relaxed.rows.area, minlength=200)[problem.whole] > 1
    rows = dive(problem, relaxed, likeliest_pairs(problem, relaxed), silent)
    held = np.bincount(rows.area, minlength=200)[problem.whole]
    assert (held <= 1).all()
    assert split.sum() > 5
    # what is still split in the end is left out: no more than a twentieth
    assert (held == 0).sum() <= problem.whole.sum() / 20
    made = rows.by_area(200)
    there = np.flatnonzero(problem.whole)[held == 1]
    assert (made[there] == problem.visits[there]).all()
    assert (made[~problem.whole] == problem.visits[~problem.whole]).all()


def test_steps_are_told():
    problem = district(Size(400, 200, whole_up_to=5), seed=1)
    told: list[str] = []
    relaxed = relax(problem, SEARCH)
    dive(problem, relaxed, likeliest_pairs(problem, relaxed), told.append)
    assert told
    assert all(" whole areas were split, " in line for line in told)


@given(small_problems())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_rows_are_a_flow_that_holds_the_pins(problem):
    relaxed = relax(problem, SEARCH)
    rows = dive(problem, relaxed, likeliest_pairs(problem, relaxed), silent)
    keys = problem.pair_key(rows.rakshak, rows.area)
    assert (np.diff(keys) > 0).all()
    assert (rows.visits > 0).all()
    assert (rows.by_rakshak(len(problem.rakshaks)) <= problem.availability).all()
    made = rows.by_area(len(problem.areas))
    assert (made <= problem.reach).all()
    held = np.bincount(rows.area, minlength=len(problem.areas))
    assert (held[problem.whole] <= 1).all()
    pins = problem.pinned
    at_pins = problem.pair_key(pins.rakshak, pins.area)
    assert (problem.allowed(rows.rakshak, rows.area) | np.isin(keys, at_pins)).all()
    visits = dict(zip(keys.tolist(), rows.visits.tolist(), strict=True))
    for key, area, wish in zip(at_pins.tolist(), pins.area.tolist(), pins.visits, strict=True):
        assert visits.get(key, 0) >= wish or problem.whole[area]


def test_likeliest_pairs_are_the_best_of_each_side_and_what_is_used():
    problem = district(Size(60, 40), seed=3)
    relaxed = relax(problem, SEARCH)
    keys = likeliest_pairs(problem, relaxed, each=3)
    r, a = np.divmod(relaxed.keys, 40)
    reduced = reduced_costs(problem, relaxed, r, a).tolist()
    expected = set(problem.pair_key(relaxed.rows.rakshak, relaxed.rows.area).tolist())
    seen: Counter[tuple[str, int]] = Counter()
    for cost, key in sorted(zip(reduced, relaxed.keys.tolist(), strict=True)):
        for side in (("rakshak", key // 40), ("area", key % 40)):
            seen[side] += 1
            if seen[side] <= 3:
                expected.add(key)
        del cost
    assert len(set(keys.tolist()) ^ expected) <= len(expected) / 20  # ties may fall otherwise
    assert (np.diff(keys) > 0).all()


def test_reduced_costs_of_shared_pairs_are_nothing():
    # R1's 2 and R2's 2 visits at A1 (3 needed of 4): who makes the third is open, so both prices
    # lie at the way: R1 0 m, R2 3,000 m off, in band 1 .. 2 each (3 x 2 / 4 = 1.5 -+ 0.5).
    problem = world(
        [Person("R1", 2, (0.0, 0.0)), Person("R2", 2, (0.0, 3_000.0))],
        [Place("A1", 3, (0.0, 0.0))],
    )
    relaxed = relax(problem, SEARCH)
    made = summed(relaxed.rows.rakshak, relaxed.rows.visits, 2)
    assert made.tolist() == [2, 1]
    rows = relaxed.rows
    reduced = reduced_costs(problem, relaxed, rows.rakshak, rows.area)
    assert reduced[1] == 0
    assert reduced[0] <= 0


def test_a_pair_is_judged_by_the_lower_of_the_two_prices_of_an_area():
    """Where several different rakshaks are wanted, a first visit may cost less than another."""
    problem = district(Size(60, 40), seed=3)
    problem = replace(problem, different=np.minimum(problem.visits, 3))
    relaxed = relax(problem, SEARCH)
    proof = relaxed.proof
    assert (proof.first_price != proof.area_price).any()
    r, a = np.divmod(np.arange(60 * 40), 40)
    reduced = reduced_costs(problem, relaxed, r, a)
    metres = problem.cost(r, a)
    at = [
        price[a, 2] - proof.rakshak_price[r, 2] for price in (proof.area_price, proof.first_price)
    ]
    level = (proof.rakshak_price[r, :2] == 0).all(axis=1)
    level &= (proof.area_price[a, :2] == 0).all(axis=1) & (proof.first_price[a, :2] == 0).all(
        axis=1
    )
    assert level.any()
    assert (reduced[level] == (metres + np.minimum(*at))[level]).all()
    used = problem.pair_key(proof.rakshak, proof.area)
    assert (reduced[used] <= 0).all()
