"""Plan: an immutable answer. Who makes how many visits where, and how good that is proved to be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from planner.snapshot import Ids, Ints, Pairs

OPTIMAL, OPTIMAL_OVER_CANDIDATES, FEASIBLE = "optimal", "optimal over candidates", "feasible"
STATUSES = (OPTIMAL, OPTIMAL_OVER_CANDIDATES, FEASIBLE)
TIERS = ("coverage", "balance", "cost")  # in strict order: the first counts before the second


@dataclass(frozen=True)
class Tier:
    """One tier's value, and the bound that no plan over the pairs examined can get below.

    coverage: priority x visits left uncovered, summed; balance: for a rakshak d visits outside
    his band 1 + 2 + ... + d, summed, so that one far out counts more than many just out;
    cost: metres x visits.
    """

    value: int
    bound: int

    @property
    def gap(self) -> float:
        """How far the value may be above the best possible, as a share of the bound."""
        return (self.value - self.bound) / max(self.bound, 1)

    def as_dict(self) -> dict[str, Any]:
        """Value, bound and gap, as JSON shows them."""
        return {"value": self.value, "bound": self.bound, "gap": round(self.gap, 6)}


@dataclass(frozen=True, eq=False)
class Plan:
    """Rows of rakshak, area and visits (> 0), sorted by rakshak, then area.

    The bounds hold over the `pairs_examined` of rakshak and area. `status` is one of STATUSES:
    OPTIMAL where every tier meets its bound and every pair that may be used was examined,
    OPTIMAL_OVER_CANDIDATES where only some were, FEASIBLE where a tier is above its bound.
    """

    inputs_digest: str
    rakshak: Ids
    area: Ids
    visits: Ints
    rakshaks: int  # how many were asked
    areas: int
    visits_needed: int
    uncovered: int  # visits
    tiers: dict[str, Tier]  # by TIERS
    status: str
    pairs_examined: int
    pairs_possible: int
    seed: int
    versions: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0  # not part of the digest

    def pairs(self, rakshaks: Ids, areas: Ids) -> Pairs:
        """The rows with each id as its index in these sorted ids; -1 where it is not there."""
        return Pairs(positions(self.rakshak, rakshaks), positions(self.area, areas), self.visits)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the question, the answer and its proof; equal digests, equal plans.

        `versions` and `seconds` are left out: they say how the plan was made, not what it is.
        """
        tiers = [f"{name} {tier.value} {tier.bound}" for name, tier in sorted(self.tiers.items())]
        counts = (self.rakshaks, self.areas, self.visits_needed, self.uncovered)
        searched = (self.pairs_examined, self.pairs_possible, self.seed)
        lines = [f"mitan plan 1 {self.inputs_digest}", self.status, *tiers]
        lines += [" ".join(map(str, counts)), " ".join(map(str, searched))]
        rows = zip(self.rakshak.tolist(), self.area.tolist(), self.visits.tolist(), strict=True)
        lines += ["\t".join(map(str, row)) for row in rows]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def as_dict(self) -> dict[str, Any]:
        """What a script is told of a plan; `seconds` is its only time field."""
        return {
            "status": self.status,
            "tiers": {name: self.tiers[name].as_dict() for name in TIERS},
            "rakshaks": self.rakshaks,
            "areas": self.areas,
            "visits": self.visits_needed,
            "uncovered": self.uncovered,
            "assignments": len(self.visits),
            "pairs_examined": self.pairs_examined,
            "pairs_possible": self.pairs_possible,
            "seed": self.seed,
            "inputs_digest": self.inputs_digest,
            "digest": self.digest,
            "versions": self.versions,
            "seconds": round(self.seconds, 3),
        }


def positions(wanted: Ids, among: Ids) -> Ints:
    """Index of each wanted id in the sorted ids `among`; -1 for those that are not there."""
    if len(among) == 0:
        return np.full(len(wanted), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(among, wanted), len(among) - 1)
    return np.where(among[at] == wanted, at, -1).astype(np.int64)
