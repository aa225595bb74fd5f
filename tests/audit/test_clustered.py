"""Plans for clusters against simulation of the model they assume, and the binomial they become."""

from itertools import product
from math import comb

import numpy as np
import pytest

from planner.audit.clustered import cluster_plan, design_effect
from planner.audit.lqas import Demand

USUAL = Demand(0.05, 0.20, 0.10, 0.05)
FULL = np.full(1000, 25)


def simulated(members, each, plan, share, correlation, times=20_000, seed=1):
    """How often a lot is accepted when clusters are drawn and have beta shares of bad members."""
    random = np.random.default_rng(seed)
    hit = random.choice(len(members), (times, plan.clusters), p=members / members.sum())
    spread = (1 - correlation) / correlation
    shares = random.beta(share * spread, (1 - share) * spread, hit.shape)
    failed = random.binomial(np.minimum(members[hit], each), shares).sum(axis=1)
    return (failed <= plan.allowed).mean()


@pytest.mark.parametrize(
    ("members", "each", "correlation"),
    [(FULL, 5, 0.33), (FULL, 10, 0.1), (np.tile([1, 2, 25, 40], 200), 5, 0.33)],
)
def test_the_risks_are_those_of_the_model(members, each, correlation):
    plan = cluster_plan(members, each, USUAL, correlation)
    assert plan.alpha <= 0.10
    assert plan.beta <= 0.05
    good = simulated(members, each, plan, 0.05, correlation)
    bad = simulated(members, each, plan, 0.20, correlation)
    assert 1 - good == pytest.approx(plan.alpha, abs=0.009)
    assert bad == pytest.approx(plan.beta, abs=0.009)


def test_one_cluster_fewer_would_not_do():
    plan = cluster_plan(FULL, 5, USUAL, 0.33)
    fewer = plan.clusters - 1
    kept = []
    for allowed in range(fewer * 5):
        trial = type(plan)(fewer, allowed, 0, 0)
        if simulated(FULL, 5, trial, 0.20, 0.33) > 0.045:
            break  # with more allowed it is accepted more often still
        good = simulated(FULL, 5, trial, 0.05, 0.33)
        kept.append(1 - good <= 0.095)  # well within both
    assert kept
    assert not any(kept)


def test_two_clusters_of_two_by_hand():
    """Beta-binomial of 2 at p, r: both bad p^2 + r p (1 - p), so three kinds of cluster."""
    demand, r = Demand(0.1, 0.9, 0.2, 0.2), 0.25

    def cluster(p):
        both, none = p * p + r * p * (1 - p), (1 - p) ** 2 + r * p * (1 - p)
        return {0: none, 1: 1 - both - none, 2: both}

    plan = cluster_plan(np.full(10, 2), 2, demand, r)
    assert plan.clusters == 2
    of = {
        p: {
            d: sum(
                cluster(p)[a] * cluster(p)[b] for a, b in product(range(3), repeat=2) if a + b <= d
            )
            for d in range(5)
        }
        for p in (0.1, 0.9)
    }
    assert plan.allowed == min(d for d in range(5) if 1 - of[0.1][d] <= 0.2)
    assert plan.alpha == pytest.approx(1 - of[0.1][plan.allowed])
    assert plan.beta == pytest.approx(of[0.9][plan.allowed])


def test_without_correlation_it_is_the_binomial():
    plan = cluster_plan(FULL, 3, USUAL, 0.0)
    n = plan.clusters * 3
    beta = sum(comb(n, x) * 0.2**x * 0.8 ** (n - x) for x in range(plan.allowed + 1))
    assert plan.beta == pytest.approx(beta)


def test_a_lot_in_which_a_cluster_would_be_hit_twice_is_too_small():
    assert cluster_plan(np.full(10, 25), 5, USUAL, 0.33) is None
    assert cluster_plan(np.array([1000, *[1] * 500]), 5, USUAL, 0.33) is None
    assert cluster_plan(np.array([7]), 5, USUAL, 0.33) is None


def test_shares_of_none_and_all_have_no_spread():
    plan = cluster_plan(FULL, 2, Demand(0.0, 1.0, 0.1, 0.1), 0.3)
    assert (plan.clusters, plan.allowed, plan.alpha, plan.beta) == (2, 0, 0.0, 0.0)


def test_the_design_effect_of_kish():
    assert design_effect(5, 0.33) == pytest.approx(2.32)
    assert design_effect(1, 0.33) == 1
