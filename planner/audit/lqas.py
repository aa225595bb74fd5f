"""LQAS: how many of a lot to look at, and how many of them may fail.

Lot quality assurance sampling, from Dodge and Romig (1929, Bell System Technical Journal 8) by
way of Lemeshow and Taber (1991, World Health Statistics Quarterly 44) and Valadez (1991,
Assessing Child Survival Programs in Developing Countries): n units are drawn at random from a
lot of N; the lot is accepted where at most d of them fail. A lot is finite and drawn from
without replacement, so the risks are hypergeometric and exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from planner.snapshot import Ints, Points

EQUAL = 1e-9  # risks that differ by less are taken to be equal


@dataclass(frozen=True, slots=True)
class Demand:
    """What a sampling plan is to tell apart, as shares of bad units, and how surely.

    A lot of which at most `acceptable` is bad may be rejected with at most `producer_risk`; one
    of which at least `unacceptable` is bad may be accepted with at most `consumer_risk`.
    """

    acceptable: float
    unacceptable: float
    producer_risk: float
    consumer_risk: float

    def worst_good(self, size: Ints) -> Ints:
        """Most bad units in an acceptable lot, for each of n lot sizes."""
        share = Fraction(str(self.acceptable))
        return size * share.numerator // share.denominator

    def best_bad(self, size: Ints) -> Ints:
        """Fewest bad units in an unacceptable lot, for each of n lot sizes."""
        share = Fraction(str(self.unacceptable))
        return -(-size * share.numerator // share.denominator)


@dataclass(frozen=True, slots=True)
class LotPlan:
    """The sampling plan of one lot: accepted where at most `allowed` of the sample fail.

    `alpha` is the risk that an acceptable lot is rejected, `beta` that an unacceptable one is
    accepted, each at its worst. `clusters` is the number of clusters drawn, 0 where units are
    drawn one by one.
    """

    clusters: int
    allowed: int
    alpha: float
    beta: float


@dataclass(frozen=True, eq=False)
class LotPlans:
    """The sampling plans of n lots whose units are drawn one by one, as columns of LotPlan.

    Where `sample` is `size` everybody is taken (a census) and both risks are 0.
    """

    size: Ints
    sample: Ints
    allowed: Ints
    alpha: Points
    beta: Points

    def one(self, k: int) -> LotPlan:
        """The plan of lot k."""
        return LotPlan(0, int(self.allowed[k]), float(self.alpha[k]), float(self.beta[k]))


def lot_plans(size: Ints, demand: Demand) -> LotPlans:
    """The smallest sample of each of n lots of `size` units (1 or more) that keeps both risks.

    More failures allowed need a larger sample for the consumer's risk, and a larger sample only
    raises the producer's. So the fewest allowed failures at whose smallest sample the producer's
    risk is kept give the smallest sample of all.
    """
    sizes, at = np.unique(size, return_inverse=True)
    good, bad = demand.worst_good(sizes), demand.best_bad(sizes)
    sample, allowed = np.zeros((2, len(sizes)), dtype=np.int64)
    left, d = np.arange(len(sizes)), 0
    while len(left):
        n = _least_sample(sizes[left], bad[left], d, demand.consumer_risk, sample[left])
        sample[left], allowed[left] = n, d
        alpha = 1 - at_most(d, sizes[left], good[left], n)
        left, d = left[alpha > demand.producer_risk + EQUAL], d + 1
    return LotPlans(
        size=size,
        sample=sample[at],
        allowed=allowed[at],
        alpha=(1 - at_most(allowed, sizes, good, sample))[at],
        beta=at_most(allowed, sizes, bad, sample)[at],
    )


def at_most(d: Ints | int, size: Ints, bad: Ints, sample: Ints) -> Points:
    """Probability that at most `d` bad units are drawn, for each of n lots.

    Hypergeometric: `sample` units without replacement from `size` of which `bad` are bad.
    """
    from scipy.stats import hypergeom

    total: Points = np.clip(hypergeom.cdf(d, size, bad, sample), 0.0, 1.0)
    return total


def _least_sample(size: Ints, bad: Ints, d: int, risk: float, before: Ints) -> Ints:
    """The smallest samples in which more than `d` of `bad` > d bad units show but for `risk`.

    `before` are those for d - 1: fewer are too few for d as well.
    """
    low, step = before - 1, 1  # too few
    high = np.minimum(before + step, size)
    while (short := at_most(d, size, bad, high) > risk + EQUAL).any():  # a census shows them all
        step *= 2
        low = np.where(short, high, low)
        high = np.where(short, np.minimum(high + step, size), high)
    while (high - low > 1).any():
        middle = (low + high) // 2
        enough = at_most(d, size, bad, middle) <= risk + EQUAL
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high
