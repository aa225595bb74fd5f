"""Venues: where people are trained, when, and by whom; and the sessions that come of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

import numpy as np

from planner.snapshot import Ints, integers


@dataclass(frozen=True)
class Venue:
    """A place with seats, and the days on which it can be used.

    `trainers` are names as the sheet has them; `trainer_count` is how many there are, None where
    the sheet says nothing. Latitude and longitude are None where only the zone is known.
    """

    id: str
    name: str
    zone: str
    latitude: float | None
    longitude: float | None
    seats: int
    trainers: tuple[str, ...]
    trainer_count: int | None
    days: tuple[date, ...]  # ascending
    sessions: int  # a day, one after the other
    row: str = ""  # where it stands in the sheet

    def seated(self, per_trainer: int | None) -> int:
        """Seats of a session, as far as its trainers can take so many each."""
        if per_trainer is None or self.trainer_count is None:
            return self.seats
        return min(self.seats, self.trainer_count * per_trainer)


@dataclass(frozen=True, eq=False)
class Sessions:
    """b sessions, sorted by day, then venue, then turn. All arrays have length b."""

    venue: Ints  # index into the venues
    day: Ints  # proleptic ordinal
    turn: Ints  # of the day, from 1
    seats: Ints

    def __len__(self) -> int:
        return len(self.venue)


def sessions_of(venues: Sequence[Venue], per_trainer: int | None = None) -> Sessions:
    """The sessions that these venues can hold."""
    rows = sorted(
        (day.toordinal(), k, turn, venue.seated(per_trainer))
        for k, venue in enumerate(venues)
        for day, turn in product(venue.days, range(1, venue.sessions + 1))
    )
    day, venue, turn, seats = integers(rows).reshape(-1, 4).T
    return Sessions(venue, day, turn, np.ascontiguousarray(seats))
