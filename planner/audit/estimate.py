"""Estimate: what a sample says about everybody, with its confidence interval.

One lot drawn one by one: the exact hypergeometric interval, by inverting the two one-sided tests
as Clopper and Pearson (1934) do for the binomial (Wang 2015, JASA 110, on why not to approximate).
Several lots, or clusters: the share weighted by the lots' sizes, and the interval of Korn and
Graubard (1998, Survey Methodology 24): Clopper-Pearson with the effective sample size, that is
the one whose binomial variance is the estimated variance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.audit.clustered import design_effect
from planner.snapshot import Ints, Points, integers

EQUAL = 1e-12  # a tail that is larger by less is taken to be as large


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share of bad units and the limits of its confidence interval."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Stratum:
    """What was found in a lot of `size` units.

    Of each cluster drawn (of a sample that was drawn one by one: of the whole) how many units
    were drawn, how many of them count, and how many of those are bad. `correlation` is what was
    assumed for clusters.
    """

    size: int
    drawn: Ints
    counted: Ints
    bad: Ints
    clustered: bool = False
    correlation: float = 0.0


@dataclass(frozen=True, slots=True)
class _Moments:
    """A lot's share of bad units, its estimated variance, what that would be times p (1 - p) as
    the plan assumes it, and its degrees of freedom."""

    share: float
    variance: float
    unit: float
    freedom: int


def each_estimate(strata: Sequence[Stratum], confidence: float) -> list[Estimate | None]:
    """The share of bad units in each of the strata, None where nothing of one counts."""
    found: list[Estimate | None] = [None] * len(strata)
    simple = [k for k, one in enumerate(strata) if not one.clustered and one.counted.sum() > 0]
    drawn, counted, bad = (
        integers([getattr(strata[k], name).sum() for k in simple])
        for name in ("drawn", "counted", "bad")
    )
    # of whom would count if everybody were asked, as many as of those who were drawn
    whole = np.array([strata[k].size for k in simple]) * counted / drawn
    size = np.maximum(np.rint(whole).astype(np.int64), counted)
    low, high = exact_intervals(bad, counted, size, confidence)
    limits = zip(bad / counted, low / size, high / size, strict=True)
    for k, (share, least, most) in zip(simple, limits, strict=True):
        found[k] = Estimate(float(share), float(least), float(most))
    for k, one in enumerate(strata):
        if one.clustered:
            found[k] = estimate([one], confidence)
    return found


def estimate(strata: Sequence[Stratum], confidence: float) -> Estimate | None:
    """The share of bad units in all strata together, weighted by size; None where one is unknown.

    Unknown is the share of a stratum of which nothing counts. The effective sample size is never
    taken to be larger than what the plan assumes, so that a lucky zero is no certainty.
    """
    if not strata or any(stratum.counted.sum() == 0 for stratum in strata):
        return None
    if len(strata) == 1 and not strata[0].clustered:
        return each_estimate(strata, confidence)[0]
    weight = np.array([stratum.size for stratum in strata], dtype=np.float64)
    weight /= weight.sum()
    found = [_moments(stratum) for stratum in strata]
    share = float(weight @ [one.share for one in found])
    variance = float(weight**2 @ [one.variance for one in found])
    unit = float(weight**2 @ [one.unit for one in found])
    if unit == 0:  # a census of every lot
        return Estimate(share, share, share)
    effective = min(share * (1 - share) / variance if variance > 0 else np.inf, 1 / unit)
    counted = sum(int(stratum.counted.sum()) for stratum in strata)
    freedom = max(sum(one.freedom for one in found), 1)
    effective *= _t_ratio(counted, freedom, confidence) ** 2
    low, high = clopper_pearson(share * effective, effective, confidence)
    return Estimate(share, low, high)


def exact_intervals(bad: Ints, sample: Ints, size: Ints, confidence: float) -> tuple[Ints, Ints]:
    """Fewest and most bad units in each of n lots of `size`, where `bad` of `sample` are bad.

    Each end is the last number whose one-sided hypergeometric test, at half of what the
    confidence leaves, is not rejected.
    """
    from scipy.stats import hypergeom

    level = (1 - confidence) / 2 + EQUAL
    fewest, most = bad, size - (sample - bad)
    low, high = fewest - 1, most.copy()  # too few, not too few
    while (high - low > 1).any():
        middle = (low + high) // 2
        enough = 1 - hypergeom.cdf(bad - 1, size, middle, sample) > level
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    first = high
    low, high = fewest.copy(), most + 1  # not too many, too many
    while (high - low > 1).any():
        middle = (low + high) // 2
        possible = hypergeom.cdf(bad, size, middle, sample) > level
        low, high = np.where(possible, middle, low), np.where(possible, high, middle)
    return first, low


def clopper_pearson(bad: float, sample: float, confidence: float) -> tuple[float, float]:
    """Clopper-Pearson limits of a binomial share; neither number need be whole."""
    from scipy.stats import beta

    level = (1 - confidence) / 2
    low = float(beta.ppf(level, bad, sample - bad + 1)) if bad > 0 else 0.0
    high = float(beta.ppf(1 - level, bad + 1, sample - bad)) if bad < sample else 1.0
    return low, high


def _moments(stratum: Stratum) -> _Moments:
    if stratum.clustered:
        return _of_clusters(stratum)
    drawn, counted, bad = (
        int(column.sum()) for column in (stratum.drawn, stratum.counted, stratum.bad)
    )
    share = bad / counted
    unit = (1 - drawn / stratum.size) / max(counted - 1, 1)
    return _Moments(share, share * (1 - share) * unit, unit, counted - 1)


def _of_clusters(stratum: Stratum) -> _Moments:
    """The ratio estimator over clusters drawn with probability proportional to size.

    Where everybody drawn counts it is the mean of the clusters' own shares (Hansen and Hurwitz
    1943); its variance is that between clusters, as if they had been drawn with replacement.
    """
    clusters = len(stratum.drawn)
    bad: Points = stratum.bad / stratum.drawn / clusters
    counted: Points = stratum.counted / stratum.drawn / clusters
    share = float(bad.sum() / counted.sum())
    between = float(((bad - share * counted) ** 2).sum()) / float(counted.sum()) ** 2
    total = int(stratum.counted.sum())
    unit = design_effect(max(total / clusters, 1), stratum.correlation) / total
    return _Moments(share, between * clusters / (clusters - 1), unit, clusters - 1)


def _t_ratio(counted: int, freedom: int, confidence: float) -> float:
    """How much wider the interval is for want of degrees of freedom."""
    from scipy.stats import t

    level = 1 - (1 - confidence) / 2
    return float(t.ppf(level, max(counted - 1, 1)) / t.ppf(level, freedom))
