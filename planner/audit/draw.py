"""Draw: who is looked at, so that nobody can choose and everybody can check.

A seed's digest is written into the history first (the commitment). The key of the draw is made
of the seed and of the digest of that history entry, and every unit is ranked by the SHA-256 of
key, kind and id: the n lowest of a lot are a simple random sample. `sha256sum` alone can work
that out again; no generator of random numbers is involved.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np

from planner.audit.clustered import cluster_plan
from planner.audit.frame import MITANS, Frame
from planner.audit.lqas import Demand, LotPlan, LotPlans, lot_plans
from planner.snapshot import Ids, Ints
from planner.stages import Stage, stage

SEED_LABEL, KEY_LABEL = "mitan sample seed 1", "mitan sample draw 1"
CLUSTER_LABEL, START_LABEL = "cluster", "start"
DECIMALS = 6  # of the risks that are kept


@dataclass(frozen=True, slots=True)
class Design:
    """What is committed together with the seed, so that it cannot be chosen afterwards either.

    `each` mitans are drawn of every rakshak drawn; 0: mitans are drawn one by one.
    """

    kinds: tuple[str, ...]
    lots: str
    acceptable: float
    unacceptable: float
    producer_risk: float
    confidence: float
    each: int
    correlation: float

    @property
    def demand(self) -> Demand:
        """What lots are held to; the consumer's risk is what the confidence leaves."""
        consumer_risk = round(1 - self.confidence, 12)
        return Demand(self.acceptable, self.unacceptable, self.producer_risk, consumer_risk)

    def as_dict(self) -> dict[str, Any]:
        """The design as the history keeps it."""
        return {**asdict(self), "kinds": list(self.kinds)}

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> Self:
        """The design that `as_dict` made this of."""
        return cls(**{**kept, "kinds": tuple(kept["kinds"])})


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot, its sampling plan and the ids that were drawn, sorted.

    `clusters` is the number of rakshaks drawn, 0 where units were drawn one by one; then `under`
    says which of them each unit was drawn with. `under` is empty for kinds without a rakshak.
    """

    kind: str
    lot: str
    size: int
    allowed: int
    alpha: float
    beta: float
    clusters: int
    ids: tuple[str, ...]
    under: tuple[str, ...]

    @property
    def census(self) -> bool:
        """Whether everybody is looked at."""
        return len(self.ids) == self.size

    def as_dict(self) -> dict[str, Any]:
        """The lot as the history keeps it."""
        return {**asdict(self), "ids": list(self.ids), "under": list(self.under)}

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> Self:
        """The lot that `as_dict` made this of."""
        return cls(**{**kept, "ids": tuple(kept["ids"]), "under": tuple(kept["under"])})


def seed_digest(seed: str) -> str:
    """What is written down of a seed before the draw."""
    return str(_sha256(f"{SEED_LABEL}\n{seed}").hexdigest())


def draw_key(seed: str, commitment: str) -> str:
    """The key of the draw with this seed; `commitment` is the digest of the entry that has it."""
    return str(_sha256(f"{KEY_LABEL}\n{seed}\n{commitment}").hexdigest())


@stage(Stage.SAMPLE)
def draw(found: Iterable[Frame], design: Design, key: str) -> tuple[Lot, ...]:
    """The sample of every lot of the frames, by kind and lot."""
    return tuple(lot for frame in found for lot in _of_frame(frame, design, key))


def sample_size(found: Iterable[Frame], design: Design) -> int:
    """How many units are drawn from the frames if they are drawn one by one."""
    return sum(int(_plans(frame, design).sample.sum()) for frame in found)


def ranks(key: str, label: str, ids: Ids) -> np.ndarray[Any, Any]:
    """SHA-256 of `key label id` for each of n ids, as 32 bytes that sort as numbers do."""
    begun = _sha256(f"{key} {label} ")
    digests = bytearray()
    for one in ids.tolist():
        digest = begun.copy()
        digest.update(one.encode())
        digests += digest.digest()
    return np.frombuffer(bytes(digests), dtype="S32")


def pps_systematic(members: Ints, clusters: int, start: int) -> Ints:
    """Which clusters a systematic sample with probability proportional to size hits, in order.

    `members` are sizes whose sum N is at least `clusters` times the largest; `start` is a whole
    number from 0 to N - 1. Madow (1949), in whole numbers: the k-th hit is the cluster in which
    unit (start + k N) / clusters lies.
    """
    total = int(members.sum())
    hits = start + total * np.arange(clusters)
    return np.searchsorted(np.cumsum(members) * clusters, hits, side="right").astype(np.int64)


def _of_frame(frame: Frame, design: Design, key: str) -> Iterator[Lot]:
    plans = _plans(frame, design)
    order = np.argsort(frame.lot, kind="stable")
    units_of = np.split(order, np.cumsum(plans.size)[:-1])
    clustered = _cluster_plans(frame, units_of, design)
    one_by_one = [k for k in range(len(frame.lots)) if k not in clustered]
    rank = ranks(key, frame.kind, frame.ids) if one_by_one else None
    for k, name in enumerate(frame.lots):
        plan, units = clustered.get(k), units_of[k]
        if plan is None:
            plan = plans.one(k)
            assert rank is not None
            drawn = _lowest(units, rank[units], int(plans.sample[k]))
        else:
            drawn = _two_stages(frame, units, plan.clusters, design.each, key)
        yield Lot(
            kind=frame.kind,
            lot=name,
            size=len(units),
            allowed=plan.allowed,
            alpha=round(plan.alpha, DECIMALS),
            beta=round(plan.beta, DECIMALS),
            clusters=plan.clusters,
            ids=tuple(frame.ids[drawn].tolist()),
            under=tuple(frame.under[drawn].tolist()) if frame.kind == MITANS else (),
        )


def _plans(frame: Frame, design: Design) -> LotPlans:
    return lot_plans(np.bincount(frame.lot), design.demand)


def _cluster_plans(frame: Frame, units_of: Sequence[Ints], design: Design) -> dict[int, LotPlan]:
    """The plans of those lots, by index, that are large enough to be drawn in two stages."""
    if not design.each:
        return {}
    found = {}
    for k, units in enumerate(units_of):
        members = np.unique(frame.under[units], return_counts=True)[1]
        plan = cluster_plan(members, design.each, design.demand, design.correlation)
        if plan is not None:
            found[k] = plan
    return found


def _two_stages(frame: Frame, units: Ints, clusters: int, each: int, key: str) -> Ints:
    """Units drawn: of `clusters` rakshaks, by pps_systematic in the order of their ranks."""
    names, cluster, members = np.unique(frame.under[units], return_inverse=True, return_counts=True)
    order = np.argsort(ranks(key, CLUSTER_LABEL, names), kind="stable")
    start = _sha256(f"{key} {START_LABEL} {frame.lots[frame.lot[units[0]]]}").digest()
    hits = pps_systematic(members[order], clusters, int.from_bytes(start, "big") % len(units))
    drawn = []
    for hit in order[hits].tolist():
        its = units[cluster == hit]
        drawn.append(_lowest(its, ranks(key, frame.kind, frame.ids[its]), each))
    return np.sort(np.concatenate(drawn))


def _lowest(units: Ints, rank: np.ndarray[Any, Any], count: int) -> Ints:
    """The `count` units of the lowest ranks, in the units' own order."""
    return np.sort(units[np.argsort(rank, kind="stable")[:count]])


def _sha256(text: str) -> Any:
    return hashlib.sha256(text.encode())
