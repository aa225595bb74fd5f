"""Shortage: how many seats are missing at least, and from which day of joining on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.snapshot import Ints
from planner.training.venues import Sessions


@dataclass(frozen=True)
class Shortage:
    """So many of the people who join on `joined` or later find no seat, whatever is planned.

    `joined` is a proleptic ordinal; 0: of all people. `people` and `seats_from` are those from
    that day on, `seats` are all.
    """

    missing: int
    joined: int
    people: int
    seats_from: int
    seats: int


def shortage(ready: Ints, sessions: Sessions) -> Shortage:
    """The least number of n people without a seat; `ready` is when each of them can first come.

    Whoever is ready on a day can use the seats of that day and of all later ones, so these sets
    of seats lie within each other. Then the deficiency version of Hall's theorem needs only one
    count for each day: those who are ready on it or later, less the seats from it on. The largest
    difference is exactly how many stay without a seat in the best plan (Ore 1955).
    """
    total = int(sessions.seats.sum())
    worst = Shortage(0, 0, len(ready), total, total)
    for first in np.unique(ready).tolist():
        people = int((ready >= first).sum())
        seats = int(sessions.seats[sessions.day >= first].sum())
        if people - seats > worst.missing:
            worst = Shortage(people - seats, first, people, seats, total)
    return worst
