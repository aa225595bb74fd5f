"""Plan: an immutable answer. Who makes how many visits where, and how good that is proved to be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from planner.snapshot import Ids, Ints

TIERS = ("coverage", "balance", "cost")  # in strict order: the first counts before the second


@dataclass(frozen=True)
class Tier:
    """One tier's value and the bound that no plan can get below.

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

    `status` is "optimal" where every tier meets its bound, else "feasible". `pairs_examined`
    says over how many of the possible pairs of rakshak and area the bounds hold.
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

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the question and the answer; equal digests, equal plans."""
        lines = [f"mitan plan 1 {self.inputs_digest}"]
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
