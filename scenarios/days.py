"""Days: dates drawn from the phases of a policy."""

from __future__ import annotations

from datetime import date

import numpy as np

from planner.policy import Policy
from planner.snapshot import NONE, Ints


def days_of(policy: Policy, *codes: str) -> Ints:
    """Every day of the phases of these codes, once, as proleptic ordinals, ascending."""
    days = {
        day
        for phase in policy.phases
        if phase.code in codes
        for day in range(phase.start.toordinal(), phase.end.toordinal() + 1)
    }
    return np.array(sorted(days), dtype=np.int64)


def drawn_days(days: Ints, count: int, rng: np.random.Generator, after: Ints | None = None) -> Ints:
    """`count` of these days, each equally likely; NONE for all where there are no days.

    `after` has `count` days: what is drawn comes later than they, or is the last day where
    nothing does.
    """
    chance = rng.random(count)
    if len(days) == 0:
        return np.full(count, NONE, dtype=np.int64)
    first = np.zeros(count) if after is None else np.searchsorted(days, after, side="right")
    at = (first + chance * (len(days) - first)).astype(np.int64)
    drawn: Ints = days[np.minimum(at, len(days) - 1)]
    return drawn


def texts_of(days: Ints) -> list[str]:
    """Days as ISO texts, 2020-09-08; an empty text for NONE."""
    known, at = np.unique(days, return_inverse=True)
    texts = ["" if day == NONE else date.fromordinal(day).isoformat() for day in known.tolist()]
    return [texts[k] for k in at.tolist()]
