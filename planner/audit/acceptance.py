"""Acceptance: from the answers to a sample to a verdict for each lot, and an estimate for all.

Whoever was not reached counts as bad, and so does a missing answer: silence is never good. Only
where missing answers alone stand between a lot and its acceptance is it left open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from planner.audit.draw import Design, Lot
from planner.audit.estimate import Estimate, Stratum, each_estimate, estimate
from planner.audit.frame import KINDS
from planner.snapshot import Flags, integers


class Answer(StrEnum):
    """What came of one unit of the sample, as one letter of the history."""

    GOOD = "y"
    BAD = "n"
    UNREACHABLE = "u"
    MISSING = "-"


class Ruling(StrEnum):
    """What becomes of a lot."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class LotRuling:
    """The verdict on a lot, and the share of bad units in it.

    `estimate` takes everybody without a good answer for bad; `answered` looks at those only who
    answered, and is None where nobody did.
    """

    lot: Lot
    counts: Mapping[Answer, int]
    ruling: Ruling
    estimate: Estimate
    answered: Estimate | None


@dataclass(frozen=True, slots=True)
class KindRuling:
    """All lots of a kind together, as LotRuling has them for one. `size` is that of the frame."""

    kind: str
    size: int
    lots: tuple[LotRuling, ...]
    estimate: Estimate
    answered: Estimate | None

    def count(self, ruling: Ruling) -> int:
        """How many lots are ruled so."""
        return sum(one.ruling is ruling for one in self.lots)


def rule_on(lots: Sequence[Lot], answers: Sequence[str], design: Design) -> tuple[KindRuling, ...]:
    """Verdicts and estimates by kind. `answers` has a letter for each unit of each of the lots."""
    found = []
    for kind in KINDS:
        those = [(lot, text) for lot, text in zip(lots, answers, strict=True) if lot.kind == kind]
        if those:
            found.append(_rule_on_kind(kind, those, design))
    return tuple(found)


def ruling(counts: Mapping[Answer, int], allowed: int) -> Ruling:
    """The verdict where at most `allowed` may fail."""
    failed = counts[Answer.BAD] + counts[Answer.UNREACHABLE]
    if failed > allowed:
        return Ruling.REJECTED
    return Ruling.OPEN if failed + counts[Answer.MISSING] > allowed else Ruling.ACCEPTED


def _rule_on_kind(kind: str, those: Sequence[tuple[Lot, str]], design: Design) -> KindRuling:
    strict = [_stratum(lot, text, design, silent_is_bad=True) for lot, text in those]
    answered = [_stratum(lot, text, design, silent_is_bad=False) for lot, text in those]
    level = design.confidence
    of_lots = zip(those, each_estimate(strict, level), each_estimate(answered, level), strict=True)
    rulings = []
    for (lot, text), one, other in of_lots:
        assert one is not None  # everybody drawn counts
        counts = Counter({answer: text.count(answer) for answer in Answer})
        rulings.append(LotRuling(lot, counts, ruling(counts, lot.allowed), one, other))
    together = estimate(strict, level)
    assert together is not None
    size = sum(lot.size for lot, _ in those)
    bad = sum(one.counts[Answer.BAD] for one in rulings)
    good = sum(one.counts[Answer.GOOD] for one in rulings)
    known = (bad / size, 1 - good / size)
    part = estimate(answered, level)
    return KindRuling(
        kind, size, tuple(rulings), _within(together, known), part and _within(part, known)
    )


def _stratum(lot: Lot, text: str, design: Design, *, silent_is_bad: bool) -> Stratum:
    letters = np.array(list(text))
    silent: Flags = (letters == Answer.UNREACHABLE) | (letters == Answer.MISSING)
    bad = (letters == Answer.BAD) | (silent & silent_is_bad)
    counted = np.ones(len(letters), dtype=bool) if silent_is_bad else ~silent
    of = np.unique(lot.under if lot.clusters else [0] * len(text), return_inverse=True)[1]
    drawn, counts, failed = (integers(np.bincount(of, what)) for what in (None, counted, bad))
    return Stratum(lot.size, drawn, counts, failed, bool(lot.clusters), design.correlation)


def _within(found: Estimate, known: tuple[float, float]) -> Estimate:
    """The interval without what the sample itself has shown to be impossible."""
    least, most = known
    return Estimate(found.share, max(found.low, least), min(found.high, most))
