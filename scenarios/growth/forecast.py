"""Forecast: how a campaign that has begun may end, from its first days and the model's rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.snapshot import Ints
from scenarios.growth.cascade import Cascade
from scenarios.growth.fit import Fit, Outside, Weighted, fitted
from scenarios.growth.outcome import FAN, Outcome
from scenarios.growth.progress import Seen
from scenarios.growth.rates import Draws, Floats, Rate
from scenarios.growth.simulate import simulate

TOLD = ("mitans", "pledges")
SHIFTED = 0.5  # standard deviations that a rate's middle must have moved to be worth telling
OF_RATES = (0.05, 0.50, 0.95)
PACE_DAYS = 3
FLOOR = 1e-6  # of a rate within its range, so that its logarithm is finite


@dataclass(frozen=True, eq=False)
class Bank:
    """Campaigns simulated with rates from their ranges, and people trained as is recorded."""

    cascade: Cascade
    seed: int
    draws: Draws
    outcome: Outcome


@dataclass(frozen=True, eq=False)
class RateTold:
    """A rate as it was assumed, and as the progress has it: 5, 50 and 95% of each."""

    name: str
    rate: Rate
    before: Floats
    after: Floats
    shift: float  # of the middle, in standard deviations of what was assumed

    @property
    def is_other(self) -> bool:
        """Whether the progress tells it to be other than assumed."""
        return abs(self.shift) >= SHIFTED


@dataclass(frozen=True, eq=False)
class Forecast:
    """What is seen of a campaign in k of its D days, and what may come of it.

    Where `is_fitted` is false nothing is seen yet and the numbers are those of the bank. Where
    the campaign lies `outside` of the bank, they are too, and no chance is told.
    """

    bank: Bank
    seen: Seen
    fit: Fit

    @property
    def cascade(self) -> Cascade:
        """The campaign as the model has it."""
        return self.bank.cascade

    @property
    def is_fitted(self) -> bool:
        """Whether there is anything to fit the rates to."""
        return self.seen.last("mitans") > 0

    @property
    def outside(self) -> tuple[Outside, ...]:
        """What of the progress hardly any of the bank has, while there is something to foretell."""
        return self.fit.outside if self.is_fitted and not self.is_over else ()

    @property
    def is_over(self) -> bool:
        """Whether the last day has been seen."""
        return self.seen.days == len(self.cascade.calendar)

    @cached_property
    def near(self) -> tuple[Ints, Weighted]:
        """Which of the bank tell of the pledges at the end, and these."""
        return self.on("pledges", len(self.cascade.calendar) - 1)

    @cached_property
    def fans(self) -> dict[str, Floats]:
        """Mitans and pledges by day, 5 x D: quantiles FAN, of the first k days what is seen."""
        days = len(self.cascade.calendar)
        plain = not self.is_fitted or self.outside
        start = 0 if plain else self.seen.days
        fans = {}
        for name in TOLD:
            seen = np.tile(getattr(self.seen, name)[:start].astype(np.float64), (len(FAN), 1))
            rest = [self.on(name, day)[1].quantiles(FAN) for day in range(start, days)]
            fans[name] = np.concatenate([seen, np.array(rest).reshape(-1, len(FAN)).T], axis=1)
        return fans

    def on(self, name: str, day: int) -> tuple[Ints, Weighted]:
        """Which of the bank tell of mitans or pledges on a day, and these, fitted.

        It is fitted as a multiple of what is seen, where the bank has any by then. Pledges are
        never fewer than that; mitans may be, as some think better of it.
        """
        counts = self.bank.outcome[name].astype(np.float64)
        if not self.is_fitted or self.outside:
            return np.arange(len(counts)), Weighted(counts[:, day], np.ones(len(counts)))
        so_far = counts[:, self.seen.days - 1]
        near, grown = self.fit.near(np.log((counts[:, day] + 1) / (so_far + 1)))
        least = 0.0 if name == "pledges" else -np.inf
        there = self.seen.last(name)
        times = np.exp(np.maximum(grown.values, least))
        # where none of the bank has any yet, what is seen comes on top
        values = times * (there + 1) - 1 if so_far.any() else times - 1 + there
        return near, Weighted(np.maximum(values, 0.0), grown.weights)

    @property
    def chance(self) -> float | None:
        """Of reaching the target by the last day; None where the model cannot say."""
        return None if self.outside else self.near[1].share(self.cascade.target)

    @property
    def behind(self) -> int:
        """How many pledges the middle of the forecast is below the target; 0 where it is not."""
        return max(0, self.cascade.target - round(float(self.fans["pledges"][2, -1])))

    @property
    def expected(self) -> Floats:
        """Mitans that the bank has on the last day seen: quantiles FAN."""
        result: Floats = np.quantile(self.bank.outcome["mitans"][:, self.seen.days - 1], FAN)
        return result

    @property
    def at_this_pace(self) -> int | None:
        """Mitans at the end if each day left for enrolling brings what the last days brought.

        No more than the quotas of all rakshaks, unless more are there already. None where the
        days of enrolments are not known.
        """
        if not self.seen.dated:
            return None
        so_far = np.concatenate([np.zeros(PACE_DAYS, dtype=np.int64), self.seen.mitans])
        pace = (so_far[-1] - so_far[-1 - PACE_DAYS]) / PACE_DAYS
        left = int((self.cascade.calendar.share["enrolling"][self.seen.days :] > 0).sum())
        most = max(self.cascade.rakshaks * self.cascade.quota, int(so_far[-1]))
        return min(round(float(so_far[-1] + pace * left)), most)

    @cached_property
    def rates(self) -> Sequence[RateTold]:
        """Every rate with a range, those that moved most first; none where nothing is fitted."""
        if not self.is_fitted or self.fit.outside:
            return []
        told = [self._rate(name, rate) for name, rate in self.cascade.rates.items()
                if rate.range[0] < rate.range[1]]  # fmt: skip
        return sorted(told, key=lambda one: -abs(one.shift))

    def _rate(self, name: str, rate: Rate) -> RateTold:
        low, high = rate.range
        drawn = self.bank.draws.rates[name]
        within = np.clip((drawn - low) / (high - low), FLOOR, 1 - FLOOR)
        _, moved = self.fit.near(np.log(within / (1 - within)))
        values = low + (high - low) / (1 + np.exp(-moved.values))
        after = Weighted(values, moved.weights).quantiles(OF_RATES)
        before = np.quantile(drawn, OF_RATES)
        return RateTold(name, rate, before, after, float((after[1] - before[1]) / drawn.std()))


def bank(
    cascade: Cascade,
    seen: Seen,
    reps: int,
    seed: int,
    *,
    workers: int | None = None,
) -> Bank:
    """Simulate so many campaigns whose people are found and trained as in the one seen so far."""
    draws, outcome = simulate(cascade, reps, seed, staff=seen.staff(cascade), workers=workers)
    return Bank(cascade, seed, draws, outcome)


def forecast(bank: Bank, seen: Seen) -> Forecast:
    """Fit the bank that was made for it to what is seen of a campaign."""
    return Forecast(bank, seen, fitted(bank.outcome, seen))
