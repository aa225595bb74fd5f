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
MOVES = "moves"  # a tier more, after coverage, of a plan that replaces another
ALL_TIERS = ("coverage", MOVES, "balance", "cost")


@dataclass(frozen=True)
class Tier:
    """One tier's value, and the bound that no plan over the pairs examined can get below.

    coverage: priority x visits left uncovered, summed; moves: visits that somebody makes where
    he did not make them before, summed; balance: for a rakshak d visits outside his band
    1 + 2 + ... + d, summed, so that one far out counts more than many just out; cost: metres x
    visits (see Problem.total_cost).

    A bound holds among the plans that are as good in every tier before. Where an earlier tier
    is above its own bound nothing is known of that, and the bound is None.
    """

    value: int
    bound: int | None

    @property
    def gap(self) -> float | None:
        """How far the value may be above the best possible, as a share of the bound."""
        return None if self.bound is None else (self.value - self.bound) / max(self.bound, 1)

    def as_dict(self) -> dict[str, Any]:
        """Value, bound and gap, as JSON shows them."""
        gap = None if self.gap is None else round(self.gap, 6)
        return {"value": self.value, "bound": self.bound, "gap": gap}


@dataclass(frozen=True, eq=False)
class Proof:
    """A flow and the dual prices that show it to be best over all pairs; see planner.proof.

    The flow answers the problem without what no flow can say (whole areas, ties, ...), so no
    plan that also keeps these rules is better. Rows of rakshak, area and visits besides pins,
    sorted; `first` of them, 0 or 1, are made as one of the area's different rakshaks. Prices are
    whole numbers, a column for each of TIERS; that of the visits that are made is 0.
    """

    rakshak: Ints  # n, index into Problem.rakshaks
    area: Ints  # n, index into Problem.areas
    visits: Ints  # n
    first: Ints  # n
    rakshak_price: Ints  # R x 3
    area_price: Ints  # A x 3, of a visit by anybody
    first_price: Ints  # A x 3, of a visit by somebody who is not there yet


@dataclass(frozen=True, eq=False)
class Plan:
    """Rows of rakshak, area and visits (> 0), sorted by rakshak, then area.

    `status` is one of STATUSES: OPTIMAL where every tier meets its bound and the bounds hold over
    every pair that may be used, OPTIMAL_OVER_CANDIDATES where they hold over `pairs_examined`
    only, FEASIBLE where a tier is above its bound. `proved_over_all_pairs` says that the flow and
    the prices of `proof` were checked apart from the search that made them, for all pairs.
    """

    inputs_digest: str
    rakshak: Ids
    area: Ids
    visits: Ints
    rakshaks: int  # how many were asked
    areas: int
    visits_needed: int
    uncovered: int  # visits
    tiers: dict[str, Tier]  # by ALL_TIERS, in that order; MOVES where it replaces another plan
    status: str
    proved_over_all_pairs: bool
    pairs_examined: int
    pairs_possible: int
    seed: int
    replaces: str = ""  # digest of the plan whose visits were kept where possible
    proof: Proof | None = None  # kept beside the plan; a plan that replaces another has none
    versions: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0  # not part of the digest

    def pairs(self, rakshaks: Ids, areas: Ids) -> Pairs:
        """The rows with each id as its index in these sorted ids; -1 where it is not there."""
        return Pairs(positions(self.rakshak, rakshaks), positions(self.area, areas), self.visits)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the question, the rows, and what is claimed of them: equal ones, equal plans.

        `versions` and `seconds` are left out: they say how the plan was made, not what it is.
        So are the prices, which anybody can check against the bounds.
        """
        tiers = [f"{name} {tier.value} {tier.bound}" for name, tier in sorted(self.tiers.items())]
        counts = (self.rakshaks, self.areas, self.visits_needed, self.uncovered)
        proved = int(self.proved_over_all_pairs)
        searched = (self.pairs_examined, self.pairs_possible, self.seed, proved)
        lines = [f"mitan plan 2 {self.inputs_digest}", self.status, *tiers]
        lines += [" ".join(map(str, counts)), " ".join(map(str, searched)), self.replaces]
        rows = zip(self.rakshak.tolist(), self.area.tolist(), self.visits.tolist(), strict=True)
        lines += ["\t".join(map(str, row)) for row in rows]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def as_dict(self) -> dict[str, Any]:
        """What a script is told of a plan; `seconds` is its only time field."""
        return {
            "status": self.status,
            "proved_over_all_pairs": self.proved_over_all_pairs,
            "tiers": {name: tier.as_dict() for name, tier in self.tiers.items()},
            "rakshaks": self.rakshaks,
            "areas": self.areas,
            "visits": self.visits_needed,
            "uncovered": self.uncovered,
            "assignments": len(self.visits),
            "pairs_examined": self.pairs_examined,
            "pairs_possible": self.pairs_possible,
            "seed": self.seed,
            "replaces": self.replaces,
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
