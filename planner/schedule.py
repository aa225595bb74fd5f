"""Schedule: on which days of the campaign a plan's visits are made.

A plan says who makes how many visits where, and nothing of days. They follow from a fixed rule,
so that two people with the same plan in hand write the same days.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from planner.policy import Policy
from planner.snapshot import Ints, integers, rank_within

# codes of phases
VISITING = "awareness"  # rakshaks go out
PLEDGING = "pledge"


def days_of(policy: Policy, code: str) -> tuple[date, ...]:
    """Every day of the phases of this code, once, in order; none where there is no such phase."""
    days = {
        day
        for phase in policy.phases
        if phase.code == code
        for day in range(phase.start.toordinal(), phase.end.toordinal() + 1)
    }
    return tuple(date.fromordinal(day) for day in sorted(days))


def spread_visits(rakshak: Ints, visits: Ints, turn: Ints, days: int) -> Ints:
    """Visits of each of n rows on each of so many days: n x days.

    The rows of one rakshak stand together, in the order in which he makes them; `turn` of each
    row is the rakshak's turn in his team: 0, 1, 2 ...

    Of a rakshak's v visits the k-th (from 0) is made on day (k x days + turn modulo days) // v.
    So his days differ by one visit at the most, he ends one area before he begins the next, and
    as many people with equally many visits as there are days make the same number every day.
    """
    if days == 0 or len(visits) == 0:
        return np.zeros((len(visits), days), dtype=np.int64)
    row = np.repeat(np.arange(len(visits)), visits)
    _, each = np.unique(rakshak, return_inverse=True)
    total = np.bincount(each, weights=visits).astype(np.int64)
    nth = rank_within(each[row])
    day = (nth * days + turn[row] % days) // total[each[row]]
    counts = np.bincount(row * days + day, minlength=len(visits) * days)
    return integers(counts).reshape(-1, days)
