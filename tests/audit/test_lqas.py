"""Sampling plans against exact fractions, full search, and what is printed elsewhere."""

import re
from fractions import Fraction
from math import comb
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.audit.clustered import cluster_plan
from planner.audit.lqas import Demand, at_most, lot_plans

ROOT = Path(__file__).resolve().parents[2]
USUAL = Demand(0.05, 0.20, 0.10, 0.05)


def chance(d, size, bad, sample):
    """Probability of at most d bad units in the sample, by counting all samples."""
    ways = sum(comb(bad, x) * comb(size - bad, sample - x) for x in range(d + 1) if x <= sample)
    return Fraction(ways, comb(size, sample))


def good_and_bad(size, demand):
    """Most bad units of an acceptable lot, fewest of an unacceptable one, by trying all."""
    shares = [Fraction(k, size) for k in range(size + 1)]
    low, high = Fraction(str(demand.acceptable)), Fraction(str(demand.unacceptable))
    most = max(k for k in range(size + 1) if shares[k] <= low)
    return most, min(k for k in range(size + 1) if shares[k] >= high)


def smallest(size, demand):
    """The smallest sample for which some decision number keeps both risks, by full search."""
    most, fewest = good_and_bad(size, demand)
    for n in range(1, size + 1):
        for d in range(n + 1):
            alpha, beta = 1 - chance(d, size, most, n), chance(d, size, fewest, n)
            if alpha <= demand.producer_risk and beta <= demand.consumer_risk:
                return n, d, alpha, beta
    raise AssertionError("a census always does")


@pytest.mark.parametrize("demand", [USUAL, Demand(0.2, 0.5, 0.1, 0.1), Demand(0.0, 0.1, 0.2, 0.2)])
def test_no_smaller_sample_would_do(demand):
    sizes = np.arange(1, 61)
    plans = lot_plans(sizes, demand)
    for k, size in enumerate(sizes.tolist()):
        n, d, alpha, beta = smallest(size, demand)
        assert (plans.sample[k], plans.allowed[k]) == (n, d), size
        assert plans.alpha[k] == pytest.approx(float(alpha), abs=1e-9)
        assert plans.beta[k] == pytest.approx(float(beta), abs=1e-9)


def test_a_lot_of_ten_by_hand():
    """No bad one is acceptable (5% of 10), two are too many; 8 drawn miss both once in 45."""
    plan = lot_plans(np.array([10]), USUAL).one(0)
    assert lot_plans(np.array([10]), USUAL).sample.tolist() == [8]
    assert (plan.allowed, plan.alpha) == (0, 0.0)
    assert plan.beta == pytest.approx(1 / 45)


def test_small_lots_are_looked_at_whole():
    plans = lot_plans(np.array([1, 2, 3, 4]), USUAL)
    assert plans.sample.tolist() == [1, 2, 3, 4]
    assert plans.alpha.tolist() == plans.beta.tolist() == [0.0] * 4


@pytest.mark.parametrize("size", [10**7, None])
def test_the_classical_nineteen(size):
    """80% against 50% with 10% risks: 19 and a decision rule of 13 good ones (Valadez 1991)."""
    demand = Demand(0.20, 0.50, 0.10, 0.10)
    if size:
        plans = lot_plans(np.array([size]), demand)
        sample, plan = int(plans.sample[0]), plans.one(0)
    else:  # the binomial: clusters of one
        plan = cluster_plan(np.ones(1000, dtype=np.int64), 1, demand, 0.0)
        sample = plan.clusters
    assert (sample, sample - plan.allowed) == (19, 13)
    assert plan.alpha == pytest.approx(0.0676, abs=5e-5)
    assert plan.beta == pytest.approx(0.0835, abs=5e-5)


@pytest.mark.parametrize(
    ("target", "rule"),
    [(20, 1), (30, 3), (40, 5), (50, 7), (60, 9), (70, 11), (80, 13), (90, 15), (95, 16)],
)
def test_decision_rules_of_the_printed_table_for_nineteen(target, rule):
    """The usual table for n = 19, thirty points below target: its risks stay below 10%."""
    upper, lower = target / 100, max(target - 30, 5 if target > 20 else 0) / 100
    binomial = [
        [comb(19, x) * p**x * (1 - p) ** (19 - x) for x in range(20)] for p in (upper, lower)
    ]
    missed, let_through = sum(binomial[0][:rule]), sum(binomial[1][rule:])
    assert missed < 0.1
    assert let_through < 0.1
    # the same from our side: a lot is accepted where at most 19 - rule fail
    size = 10**7
    fail = at_most(19 - rule, *(np.array([n]) for n in (size, round(size * (1 - upper)), 19)))
    assert 1 - fail[0] == pytest.approx(missed, abs=1e-5)


def test_large_lots_keep_their_digits():
    size, bad, sample = 600_000, 120_000, 44
    exact = float(chance(4, size, bad, sample))
    found = at_most(4, np.array([size]), np.array([bad]), np.array([sample]))[0]
    assert found == pytest.approx(exact, rel=1e-7)


@given(
    sizes=st.lists(st.integers(1, 30_000), min_size=1, max_size=5),
    shares=st.tuples(st.integers(0, 20), st.integers(3, 40)),
    risks=st.tuples(st.integers(1, 25), st.integers(1, 25)),
)
def test_risks_are_never_above_what_was_asked(sizes, shares, risks):
    acceptable, more = shares
    demand = Demand(acceptable / 100, (acceptable + more) / 100, risks[0] / 100, risks[1] / 100)
    plans = lot_plans(np.array(sizes), demand)
    assert (plans.alpha <= demand.producer_risk + 1e-9).all()
    assert (plans.beta <= demand.consumer_risk + 1e-9).all()
    assert (plans.sample >= 1).all()
    assert (plans.sample <= plans.size).all()
    assert (plans.allowed < plans.sample).all()
    for k, size in enumerate(sizes):
        most, fewest = demand.worst_good(np.array([size]))[0], demand.best_bad(np.array([size]))[0]
        assert most <= size * Fraction(acceptable, 100) < most + 1
        assert fewest - 1 < size * Fraction(acceptable + more, 100) <= fewest
        assert plans.size[k] == size


def test_what_the_risks_say_happens():
    """A lot of 200 at its worst acceptable and best unacceptable, drawn 20,000 times each."""
    random = np.random.default_rng(1)
    plans = lot_plans(np.array([200]), USUAL)
    n, plan = int(plans.sample[0]), plans.one(0)
    for bad, accepted in ((10, 1 - plan.alpha), (40, plan.beta)):
        found = random.hypergeometric(bad, 200 - bad, n, 20_000) <= plan.allowed
        assert found.mean() == pytest.approx(accepted, abs=0.008)


def test_the_table_of_the_documentation_is_what_comes_out():
    page = (ROOT / "docs" / "sampling.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (N|n|d|alpha|beta) \| (.+) \|$", page, flags=re.MULTILINE))
    table = {
        name: [cell.replace(",", "") for cell in row.split(" | ")] for name, row in rows.items()
    }
    plans = lot_plans(np.array([int(cell) for cell in table["N"]]), USUAL)
    assert table["n"] == [str(n) for n in plans.sample]
    assert table["d"] == [str(d) for d in plans.allowed]
    for name, risks in (("alpha", plans.alpha), ("beta", plans.beta)):
        assert table[name] == [f"{risk:.1%}" if risk > 1e-9 else "0%" for risk in risks]
