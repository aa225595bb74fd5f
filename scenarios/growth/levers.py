"""Levers: what a planner can set by himself: leaders with their rakshaks, training seats, days."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from scenarios.growth.calendar import MOST_DAYS
from scenarios.growth.cascade import MOST_RAKSHAKS, Cascade

MOST_MORE_DAYS = 90  # nobody makes a campaign of some weeks longer than that


@dataclass(frozen=True)
class Lever:
    """One whole number of a cascade: what it is `now`, and the `least` and `most` it can be.

    `at` gives the cascade with another number and all else as it was.
    """

    name: str
    now: int
    least: int
    most: int
    at: Callable[[int], Cascade]


def leaders(cascade: Cascade) -> Lever:
    """Leaders of the lowest level, each with a full team; leaders above them as many as need be.

    At most so many that the rakshaks, with the reserve, do not outnumber the people around them.
    """
    now, team = cascade.wanted[-2], cascade.spans[-1]
    room = int((cascade.people[cascade.spread > 0] / cascade.spread[cascade.spread > 0]).min())
    rakshaks = min(math.floor(room / (1 + cascade.reserve)), MOST_RAKSHAKS)

    def at(count: int) -> Cascade:
        return cascade if count == now else cascade.with_rakshaks(count * team)

    return Lever("leaders", now, 1, max(rakshaks // team, now), at)


def seats(cascade: Cascade) -> Lever:
    """Seats in training, a day. With the most of them nobody ever waits for one."""
    share = cascade.calendar.share["training"]
    most = math.ceil((cascade.leaders + cascade.staff) / share[share > 0].min())

    def at(count: int) -> Cascade:
        return replace(cascade, seats=count)

    return Lever("seats", cascade.seats, 0, max(most, cascade.seats), at)


def days(cascade: Cascade) -> Lever:
    """Days of the campaign: it goes to the areas so much longer, and begins so much earlier."""
    calendar = cascade.calendar
    now = len(calendar)

    def at(count: int) -> Cascade:
        return replace(cascade, calendar=calendar.lengthened(count - now))

    return Lever(
        "days", now, calendar.shortest(), max(now, min(now + MOST_MORE_DAYS, MOST_DAYS)), at
    )


def training(cascade: Cascade) -> Lever:
    """Days from the first training to the first visits; the campaign begins so much earlier."""
    calendar = cascade.calendar
    now = calendar.first("visiting") - calendar.first("training")
    shortest = now - (len(calendar) - calendar.shortest("training"))

    def at(count: int) -> Cascade:
        return replace(cascade, calendar=calendar.lengthened(count - now, "training"))

    return Lever("training", now, shortest, now + MOST_MORE_DAYS, at)


def bench(cascade: Cascade) -> Lever:
    """Rakshaks kept back, who step in where others leave."""
    now = cascade.staff - cascade.rakshaks

    def at(count: int) -> Cascade:
        if count == now:
            return cascade
        return replace(cascade, reserve=count / cascade.rakshaks)

    return Lever("bench", now, 0, max(now, cascade.rakshaks), at)


LEVERS: tuple[Callable[[Cascade], Lever], ...] = (leaders, seats, days)
ALL_LEVERS = (*LEVERS, training, bench)
