"""Fit: what simulated campaigns like the one that is seen came to; the seen one's chances.

Approximate Bayesian computation. Many campaigns with rates from their ranges are simulated once:
the bank. For any number of theirs, such as the pledges at the end, a regression over the whole
bank says how it follows from the first days (a summary chosen for that number: Fearnhead and
Prangle, Constructing summary statistics for approximate Bayesian computation, 2012); the campaigns
for which it expects nearly what it expects for the seen one are kept, the nearer the heavier, and
what little they differ is taken out by a local linear regression (Beaumont, Zhang and Balding,
Approximate Bayesian computation in population genetics, 2002).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.snapshot import Ints
from scenarios.growth.outcome import Counts, Outcome
from scenarios.growth.progress import Seen
from scenarios.growth.rates import Floats

NEAR = 0.30  # share of the bank that is kept
LEAST_KEPT = 100
EDGE = 0.01  # share of the bank beyond which the seen campaign lies outside of it ...
BESIDE = 0.05  # ... if it is farther from the others than so much of them
UNTOLD = 0.03  # share of a number's variance: where the first days tell less, they tell nothing
FELT = 1e-9  # spread below which all of the bank are alike


@dataclass(frozen=True, eq=False)
class Weighted:
    """n values with weights."""

    values: Floats
    weights: Floats

    def quantiles(self, chances: Sequence[float]) -> Floats:
        """The values below which so much of the weight lies."""
        order = np.argsort(self.values)
        weight = self.weights[order]
        below = (np.cumsum(weight) - weight / 2) / weight.sum()
        result: Floats = np.interp(chances, below, self.values[order])
        return result

    def share(self, least: float) -> float:
        """How much of the weight has at least so much."""
        return float(self.weights[self.values >= least].sum() / self.weights.sum())


@dataclass(frozen=True)
class Outside:
    """A figure of the seen campaign that hardly any of the bank has."""

    name: str
    seen: float
    low: float  # 1% of the bank have less
    high: float  # 1% have more


@dataclass(frozen=True, eq=False)
class Fit:
    """A bank of N campaigns, and one that is seen, by S features of their first days."""

    features: Floats  # N x S, each with mean 0 and standard deviation 1
    seen: Floats  # S, within what the bank has
    outside: tuple[Outside, ...]
    missing: Mapping[str, int]  # figures that are 0 in all of the bank, and are seen

    @cached_property
    def _design(self) -> Floats:
        return _quadratic(self.features)

    @cached_property
    def _inverse(self) -> Floats:
        """From N values to the coefficients of their regression."""
        return np.asarray(np.linalg.pinv(self._design), dtype=np.float64)

    def near(self, values: Floats) -> tuple[Ints, Weighted]:
        """Which of the bank are near the seen one as to N values, and theirs, adjusted to it."""
        everybody = np.arange(len(values))
        if self.features.shape[1] == 0 or values.std() < FELT:
            return everybody, Weighted(values, np.ones(len(values)))
        effect = self._inverse @ values
        expected = self._design @ effect
        if expected.var() < UNTOLD * values.var():
            return everybody, Weighted(values, np.ones(len(values)))
        here = _quadratic(self.seen[None, :])
        away = expected - here @ effect
        keep = max(round(NEAR * len(values)), min(LEAST_KEPT, len(values)))
        reach = np.partition(np.abs(away), keep - 1)[keep - 1]
        weight = np.maximum(1 - (away / max(reach, FELT)) ** 2, 0.0)  # Epanechnikov's kernel
        kept = np.flatnonzero(weight)
        if len(kept) < LEAST_KEPT / 2:  # all expect the same: nothing is told apart
            return everybody, Weighted(values, np.ones(len(values)))
        away, value, weight = away[kept], values[kept], weight[kept]
        middle = np.average(away, weights=weight)
        apart = away - middle
        slope = (weight * apart * value).sum() / max((weight * apart**2).sum(), FELT)
        value = value - slope * away
        # the regression itself is not sure where the seen one stands: Cook, 1977, its leverage
        doubt = np.sqrt(1 + ((here @ self._inverse) ** 2).sum())
        middle = np.average(value, weights=weight)
        return kept, Weighted(middle + (value - middle) * doubt, weight)


def fitted(outcome: Outcome, seen: Seen) -> Fit:
    """Hold what is seen against the outcome of a bank of campaigns with as many days or more."""
    k = seen.days
    theirs = _figures(outcome["mitans"][:, :k], outcome["pledges"][:, :k], seen.dated)
    ours = _figures(seen.mitans[None, :], seen.pledges[None, :], seen.dated)
    features, at, outside = [], [], []
    missing: dict[str, int] = {}
    for name, figure in theirs.items():
        value = float(ours[name][0])
        if figure.max() == 0:
            if value > 0:
                missing[name] = round(value)
            continue
        low, high = np.quantile(figure, (EDGE, 1 - EDGE))
        if not low * (1 - BESIDE) <= value <= high * (1 + BESIDE):
            outside.append(Outside(name, value, float(low), float(high)))
        column = np.log1p(figure)
        spread = column.std()
        if spread > FELT:
            within = np.clip(np.log1p(value), *np.quantile(column, (EDGE / 2, 1 - EDGE / 2)))
            features.append((column - column.mean()) / spread)
            at.append((within - column.mean()) / spread)
    count = len(outcome["mitans"])
    return Fit(
        features=np.stack(features, axis=1) if features else np.zeros((count, 0)),
        seen=np.array(at),
        outside=tuple(outside),
        missing=missing,
    )


def _figures(mitans: Counts | Ints, pledges: Counts | Ints, dated: bool) -> dict[str, Floats]:
    """What tells N campaigns apart after k days: how many there are, and how fast they came.

    Who is trained is not among it: the bank has it as it is recorded.
    """
    figures = {
        "mitans": mitans[:, -1].astype(np.float64),
        "pledges": pledges[:, -1].astype(np.float64),
    }
    if dated:
        before = np.concatenate([np.zeros((len(mitans), 7)), mitans], axis=1)  # a week of nothing
        for name, first, end in (("pace", -2, -1), ("recent", -4, -2), ("week", -8, -4)):
            figures[name] = np.maximum(before[:, end] - before[:, first], 0.0)
    return figures


def _quadratic(features: Floats) -> Floats:
    """1, each of S features, and all products of two: N x (S + 1)(S + 2) / 2."""
    one, other = np.triu_indices(features.shape[1])
    ones = np.ones((len(features), 1))
    return np.concatenate([ones, features, features[:, one] * features[:, other]], axis=1)
