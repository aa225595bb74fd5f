"""Catch-up: how many more rakshaks a campaign that is behind needs, and in which zones.

Campaigns near the seen one are simulated up to the day that is seen, and from there on once as
they are and once with more rakshaks in the field, with the same luck; what these bring is added
to the forecast. Their number is doubled until the chance is there; the least one that gives it is
then found along the line between the last two, campaign by campaign.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

import numpy as np

from planner.snapshot import Ids, Ints, Snapshot
from scenarios.growth.cascade import MOST_RAKSHAKS
from scenarios.growth.counts import Campaigns, begin, go_on
from scenarios.growth.forecast import Forecast
from scenarios.growth.live import Live
from scenarios.growth.outcome import empty
from scenarios.growth.progress import Seen
from scenarios.growth.rates import Draws, Floats

REPS = 400
MOST_TIMES = 4  # so many times the rakshaks there are, at most
FIRST_PART = 16  # of the rakshaks there are: what is tried first
LEAST = 1e-12  # share of a ground to which nobody goes, so that shares can be worked out
BEYOND_CHANCE = 2.0  # standard deviations that a zone must be behind, its mitans counted by chance
_CATCH_UP = 3  # stream of random numbers, beside those of rates.py and simulate.py


@dataclass(frozen=True, eq=False)
class Lag:
    """Z zones and how far behind their share of the mitans they are. All arrays have length Z."""

    zones: Ids
    rakshaks: Ints
    mitans: Ints
    wanted: Ints  # by the quota
    behind: Ints  # mitans fewer than the zone's rakshaks' share of all mitans there are

    @property
    def weight(self) -> Ints:
        """How more rakshaks are to be shared out over the zones: Z whole numbers.

        By how far behind they are, as far as that is more than chance; else by the mitans that
        are still missing, or the rakshaks there are.
        """
        share = self.mitans.sum() * self.rakshaks / self.rakshaks.sum()
        late = np.where(self.behind > BEYOND_CHANCE * np.sqrt(share), self.behind, 0)
        missing = np.maximum(self.wanted - self.mitans, 0)
        return next((one for one in (late, missing) if one.sum()), self.rakshaks)


@dataclass(frozen=True, eq=False)
class CatchUp:
    """Rakshaks more, from the day after the one that is seen, for a chance of the target."""

    confidence: float
    rakshaks: int | None  # None: not even `most` more would do
    most: int
    zones: Ints  # Z, of each zone of the Lag


def lag(live: Live, seen: Seen, snapshot: Snapshot) -> Lag:
    """How the mitans seen are spread over the zones, against the rakshaks there."""
    places = len(snapshot.zones) + 1
    code = np.array([*snapshot.zones, ""])
    zone = snapshot.people.zone[seen.rakshak] % places  # NONE takes the last
    mitans = np.bincount(zone, minlength=places)[np.isin(code, live.zones)]
    share = mitans.sum() * live.rakshaks / live.rakshaks.sum()
    behind = np.maximum(np.rint(share - mitans), 0).astype(np.int64)
    return Lag(live.zones, live.rakshaks, mitans, live.rakshaks * live.cascade.quota, behind)


def catch_up(
    forecast: Forecast, live: Live, lag: Lag, confidences: Sequence[float]
) -> list[CatchUp]:
    """The least rakshaks more that give each chance of the target.

    They are taken to be found, trained and in the field on the next day.
    """
    weight = lag.weight
    there = forecast.cascade.rakshaks
    most = min(MOST_TIMES * there, MOST_RAKSHAKS - there)
    gains = _Gains(forecast, np.bincount(live.ground, weight) / weight.sum())
    found = [(confidence, _least(gains, most, confidence)) for confidence in confidences]
    return [CatchUp(one, more, most, shared(more or 0, weight)) for one, more in found]


def shared(count: int, weight: Ints | Floats) -> Ints:
    """A whole number shared out by weights, by largest remainders."""
    exact = count * weight / weight.sum()
    parts: Ints = np.floor(exact).astype(np.int64)
    rest = np.argsort(parts - exact, kind="stable")[: count - int(parts.sum())]
    parts[rest] += 1
    return parts


class _Gains:
    """What more rakshaks bring: simulated at some numbers, and in between along a line."""

    def __init__(self, forecast: Forecast, spread: Floats) -> None:
        self.forecast, self.spread = forecast, spread
        cascade, seen = forecast.cascade, forecast.seen
        self.draws, self.pledges = _drawn(forecast)
        self.told = empty(REPS, len(cascade.calendar))
        self.start = begin(cascade, REPS)
        days = range(seen.days)
        staff = seen.staff(cascade)
        go_on(self.start, cascade, self.draws, days, _rng(forecast, 0), self.told, staff)
        self.plain = self._simulated(0)
        self.known = {0: np.zeros(REPS)}

    def _simulated(self, more: int) -> Floats:
        """Pledges at the end with so many more: REPS numbers."""
        cascade = self.forecast.cascade
        now = deepcopy(self.start)
        _send(now, shared(more, np.maximum(self.spread, LEAST)), cascade.pace)
        bigger = cascade.with_rakshaks(cascade.rakshaks + more)
        days = range(self.forecast.seen.days, len(cascade.calendar))
        go_on(now, bigger, self.draws, days, _rng(self.forecast, 1), self.told)
        return self.told.last("pledges").astype(np.float64)

    def gain(self, more: int) -> Floats:
        """Pledges that so many more bring: REPS numbers."""
        if more not in self.known:
            self.known[more] = np.maximum(self._simulated(more) - self.plain, 0.0)
        return self.known[more]

    def chance(self, gain: Floats) -> float:
        """Of the target, with this gain."""
        return float((self.pledges + gain >= self.forecast.cascade.target).mean())


def _least(gains: _Gains, most: int, confidence: float) -> int | None:
    """The least number with that chance; None where `most` has not got it."""
    low, high = 0, max(1, gains.forecast.cascade.rakshaks // FIRST_PART)
    if gains.chance(gains.gain(0)) >= confidence:
        return 0
    while gains.chance(gains.gain(high)) < confidence:
        if high == most:
            return None
        low, high = high, min(2 * high, most)
    few, many = gains.gain(low), gains.gain(high)

    def along(more: int) -> Floats:
        return few + (many - few) * (more - low) / (high - low)

    return (
        bisect_left(range(low, high), confidence, key=lambda more: gains.chance(along(more))) + low
    )


def _drawn(forecast: Forecast) -> tuple[Draws, Floats]:
    """REPS of the campaigns that tell of the pledges, drawn evenly by weight, and these."""
    near, told = forecast.near
    order = np.argsort(told.values, kind="stable")
    below = np.cumsum(told.weights[order]) / told.weights.sum()
    picked = order[np.searchsorted(below, (np.arange(REPS) + 0.5) / REPS)]
    among = near[picked]
    draws = forecast.bank.draws
    rates = {name: values[among] for name, values in draws.rates.items()}
    return Draws(rates, draws.luck[among]), told.values[picked]


def _send(now: Campaigns, more: Ints, pace: Floats) -> None:
    """Put rakshaks into the field of each ground, of all paces."""
    for ground, count in enumerate(more.tolist()):
        now.field[:, ground, :, 0] += shared(count, pace)


def _rng(forecast: Forecast, part: int) -> np.random.Generator:
    key = (_CATCH_UP, part)
    return np.random.default_rng(np.random.SeedSequence(forecast.bank.seed, spawn_key=key))
