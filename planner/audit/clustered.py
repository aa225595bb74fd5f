"""Clustered: a sampling plan for mitans who are looked up rakshak by rakshak.

Failures come in clusters: who made up one mitan made up others. With two stages (rakshaks drawn
with probability proportional to the number of their mitans, then as many mitans of each) the
failures of one rakshak are taken to be beta-binomial, with one intra-cluster correlation, as
Hedt-Gauthier, Mitsunaga, Hund, Olives and Pagano do (2013, Emerging Themes in Epidemiology 10:11).
Their risks are exact under that model and an assumption outside of it: Minetti and others (2012,
ibid. 9:6) found clustered LQAS to misjudge many of the areas they tried it on.
"""

from __future__ import annotations

from itertools import count

import numpy as np

from planner.audit.lqas import Demand, LotPlan
from planner.snapshot import Ints, Points

FEWEST_CLUSTERS = 2  # of one nobody can tell how much clusters differ


def cluster_plan(members: Ints, each: int, demand: Demand, correlation: float) -> LotPlan | None:
    """The fewest clusters that keep both risks under the model; None where the lot has too few.

    `members` are the sizes of the lot's clusters; of each drawn one `each` members are taken, or
    all where it has fewer. Too few: some cluster would be drawn twice.
    """
    good = _failures(members, each, demand.acceptable, correlation)
    bad = _failures(members, each, demand.unacceptable, correlation)
    most = int(members.sum()) // int(members.max())
    of_good, of_bad = np.ones(1), np.ones(1)
    for clusters in count(1):
        if clusters > most:
            return None
        of_good, of_bad = np.convolve(of_good, good), np.convolve(of_bad, bad)
        if clusters < FEWEST_CLUSTERS:
            continue
        rejected = 1 - np.cumsum(of_good)
        allowed = int(np.argmax(rejected <= demand.producer_risk))
        accepted = float(np.cumsum(of_bad)[allowed])
        if accepted <= demand.consumer_risk:
            return LotPlan(clusters, allowed, max(float(rejected[allowed]), 0.0), accepted)
    raise AssertionError("count never ends")


def design_effect(each: float, correlation: float) -> float:
    """How many times the variance of a simple random sample of as many units. Kish (1965)."""
    return 1 + (each - 1) * correlation


def _failures(members: Ints, each: int, share: float, correlation: float) -> Points:
    """Probabilities of 0, 1 ... `each` failures among the members drawn of one drawn cluster."""
    taken = np.minimum(members, each)
    weight = np.bincount(taken, members) / members.sum()
    found = np.zeros(each + 1)
    for size in np.flatnonzero(weight):
        found[: size + 1] += weight[size] * _beta_binomial(int(size), share, correlation)
    return found


def _beta_binomial(size: int, share: float, correlation: float) -> Points:
    """Probabilities of 0 .. `size` failures; binomial where nothing is correlated."""
    from scipy.stats import betabinom, binom

    failures = np.arange(size + 1)
    if correlation == 0 or share in (0, 1):
        plain: Points = binom.pmf(failures, size, share)
        return plain
    spread = (1 - correlation) / correlation
    clustered: Points = betabinom.pmf(failures, size, share * spread, (1 - share) * spread)
    return clustered
