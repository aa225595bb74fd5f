"""Remedies: what would give everybody a seat, each counted again with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from planner.snapshot import Ints
from planner.training.shortage import shortage
from planner.training.venues import Venue, sessions_of

MOST_SESSIONS = 12  # a day


class Kind(StrEnum):
    """What there would be more of."""

    SESSIONS = "sessions"  # a day, at every venue
    DAYS = "days"  # at every venue that has days left
    SEATS = "seats"  # in every session
    VENUES = "venues"  # as large as the middle one, on all days
    TRAINERS = "trainers"  # enough for all seats


@dataclass(frozen=True)
class Remedy:
    """So many more of something leave so many people without a seat."""

    kind: Kind
    amount: int
    missing: int  # afterwards, in the best plan
    seats: int = 0  # of a session of such a venue


@dataclass(frozen=True)
class Asked:
    """Who has to be seated, where, and on which days people can be trained at all."""

    ready: Ints  # n
    venues: tuple[Venue, ...]
    per_trainer: int | None
    sessions: int  # a day, usual
    days: tuple[date, ...]

    def missing(self, venues: Sequence[Venue], per_trainer: int | None) -> int:
        """How many people would stay without a seat there."""
        return shortage(self.ready, sessions_of(venues, per_trainer)).missing


def remedies(asked: Asked) -> tuple[Remedy, ...]:
    """The least of each kind that gives everybody a seat, or else what its most would leave.

    What changes nothing is left out, and seats and venues that no number of is enough. Those that
    are enough come first.
    """
    now = asked.missing(asked.venues, asked.per_trainer)
    whole = (Kind.SEATS, Kind.VENUES)
    found = [one for one in _each(asked, now)
             if one.missing < now and (one.missing == 0 or one.kind not in whole)]  # fmt: skip
    return tuple(sorted(found, key=lambda one: one.missing))


def _each(asked: Asked, now: int) -> Iterator[Remedy]:
    def missing(venues: Sequence[Venue]) -> int:
        return asked.missing(venues, asked.per_trainer)

    most = max((MOST_SESSIONS - venue.sessions for venue in asked.venues), default=0)
    yield _least(
        Kind.SESSIONS,
        most,
        lambda k: missing([replace(v, sessions=v.sessions + k) for v in asked.venues]),
    )
    spare = max((len(set(asked.days) - set(v.days)) for v in asked.venues), default=0)
    yield _least(
        Kind.DAYS,
        spare,
        lambda k: missing([replace(v, days=_longer(v.days, asked.days, k)) for v in asked.venues]),
    )
    yield _least(
        Kind.SEATS,
        now,
        lambda k: missing([replace(v, seats=v.seats + k) for v in asked.venues]),
    )
    middle = sorted(venue.seats for venue in asked.venues)[len(asked.venues) // 2]
    one = replace(
        asked.venues[0],
        seats=middle,
        trainer_count=None,
        days=asked.days,
        sessions=asked.sessions,
    )
    found = _least(Kind.VENUES, -(-now // middle), lambda k: missing([*asked.venues, *[one] * k]))
    yield replace(found, seats=middle)
    if asked.per_trainer:
        lacking = sum(
            max(-(-v.seats // asked.per_trainer) - v.trainer_count, 0)
            for v in asked.venues
            if v.trainer_count is not None
        )
        yield Remedy(Kind.TRAINERS, lacking, asked.missing(asked.venues, None))


def _longer(days: tuple[date, ...], possible: Sequence[date], more: int) -> tuple[date, ...]:
    """The days and as many more, the latest first: those who join late need them."""
    spare = [day for day in reversed(possible) if day not in days]
    return tuple(sorted({*days, *spare[:more]}))


def _least(kind: Kind, most: int, missing: Callable[[int], int]) -> Remedy:
    """The least amount after which nobody is missing, by halving; what the most leaves if none."""
    if most == 0 or missing(most):
        return Remedy(kind, most, missing(most))
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        if missing(middle):
            low = middle
        else:
            high = middle
    return Remedy(kind, high, 0)


def days_between(first: date, before: date) -> tuple[date, ...]:
    """Every day from the first up to the last one before another."""
    return tuple(first + timedelta(days=k) for k in range(max((before - first).days, 0)))
