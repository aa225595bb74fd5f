"""Result: what a simulated campaign came to, as numbers: chance, levels, fit, gates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from scenarios.growth.cascade import Cascade
from scenarios.growth.jams import Jam, jams
from scenarios.growth.outcome import Outcome
from scenarios.growth.rates import Draws, Floats
from scenarios.growth.scenario import Known
from scenarios.growth.simulate import simulate

BAND = (0.05, 0.50, 0.95)
REPS_FOR_JAMS = 400


@dataclass(frozen=True)
class Stage:
    """One level of the funnel: how many are wanted, and the band of how many there are."""

    series: str
    wanted: int
    band: Floats  # 5, 50, 95%


@dataclass(frozen=True)
class Fit:
    """A reported figure beside what the model says of it."""

    known: Known
    band: Floats  # 5, 50, 95%

    @property
    def is_within(self) -> bool:
        """Whether what was reported and the band have something in common."""
        return bool(self.known.low <= self.band[2] and self.band[0] <= self.known.high)


@dataclass(frozen=True)
class Gate:
    """Who is ready when a phase is: 5, 50, 95% of the share of those wanted."""

    name: str
    day: date
    share: Floats


@dataclass(frozen=True)
class Simulated:
    """A campaign simulated `outcome.reps` times."""

    cascade: Cascade
    seed: int
    draws: Draws
    outcome: Outcome
    jams: Sequence[Jam]

    @property
    def chance(self) -> float:
        """The share of replications that have the target on the last day."""
        return float((self.outcome.last("pledges") >= self.cascade.target).mean())

    @property
    def day(self) -> date:
        """The last day."""
        return self.cascade.calendar.days[-1]

    def reached_on(self) -> list[date]:
        """The day on which the target is reached, for each replication that reaches it."""
        there = self.outcome["pledges"] >= self.cascade.target
        first = there.argmax(axis=1)[there.any(axis=1)]
        return [self.cascade.calendar.days[k] for k in first.tolist()]

    def stages(self) -> list[Stage]:
        """The funnel at the end, from leaders to pledges."""
        cascade = self.cascade
        mitans = cascade.rakshaks * cascade.quota
        wanted = [("leaders", cascade.leaders)]
        wanted += [(name, cascade.rakshaks) for name in ("found", "trained", "field")]
        wanted += [("mitans", mitans), ("pledges", cascade.target)]
        return [Stage(name, count, self._band(name, -1)) for name, count in wanted]

    def fits(self, known: Sequence[Known]) -> list[Fit]:
        """What was reported beside the model, as far as its days are those of the campaign."""
        days = self.cascade.calendar.days
        return [
            Fit(one, self._band(one.series, days.index(one.day)))
            for one in known
            if one.day in days
        ]

    def gates(self) -> list[Gate]:
        """Who is ready on the last day of training, the first of visits, and of pledges."""
        cascade, mitans = self.cascade, self.cascade.rakshaks * self.cascade.quota
        wanted = {"training": ("trained", -1, cascade.rakshaks),
                  "visiting": ("field", 0, cascade.rakshaks),
                  "pledging": ("mitans", 0, mitans)}  # fmt: skip
        result = []
        for name, (series, end, count) in wanted.items():
            share = cascade.calendar.share[name]
            at = int(np.flatnonzero(share == share.max())[end])
            band = np.minimum(self._band(series, at) / count, 1.0)
            result.append(Gate(name, cascade.calendar.days[at], band))
        return result

    def _band(self, series: str, day: int) -> Floats:
        band: Floats = np.quantile(self.outcome[series][:, day], BAND)
        return band


def simulated(
    cascade: Cascade,
    reps: int,
    seed: int,
    *,
    workers: int | None = None,
    why: bool = True,
) -> Simulated:
    """Simulate, and with `why` find out what holds the campaign up."""
    draws, outcome = simulate(cascade, reps, seed, workers=workers)
    held = jams(cascade, min(reps, REPS_FOR_JAMS), seed, workers=workers) if why else []
    return Simulated(cascade, seed, draws, outcome, held)
