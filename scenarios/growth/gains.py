"""Gains: what a tenth more of each lever brings, and what a pledge more costs by it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from scenarios.growth.cascade import Cascade
from scenarios.growth.costs import rupees
from scenarios.growth.levers import ALL_LEVERS, Lever
from scenarios.growth.rates import Draws, Floats, draw
from scenarios.growth.scenario import Costs
from scenarios.growth.simulate import simulate_draws

MORE = 1.10
SURE = 3.0  # standard errors; a smaller gain may be chance


@dataclass(frozen=True)
class Gain:
    """A lever set to `amount`: pledges more on average, and their standard error."""

    lever: Lever
    amount: int
    pledges: float
    error: float
    chance: float  # of the target, more than as it is
    rupees: float  # more than as it is

    @property
    def is_seen(self) -> bool:
        """Whether the gain is more than chance may feign."""
        return self.pledges > SURE * self.error

    @property
    def each(self) -> float | None:
        """Rupees for a pledge more; None where no gain is seen."""
        return self.rupees / self.pledges if self.is_seen else None


def gains(cascade: Cascade, costs: Costs, reps: int, seed: int) -> list[Gain]:
    """A tenth more, rounded up, of each lever that is not at its most; the cheapest pledge first.

    The rates and the luck of a day are the same each time, so that a difference is the lever's.
    """
    levers = [one for made in ALL_LEVERS if (one := made(cascade)).now < one.most]
    amounts = [min(math.ceil(max(one.now * MORE - 1e-9, 1)), one.most) for one in levers]
    changed = [one.at(amount) for one, amount in zip(levers, amounts, strict=True)]
    longest = max(len(one.calendar) for one in (cascade, *changed))
    draws = draw(cascade.rates, longest, reps, seed)
    base = _pledges(cascade, draws, seed)
    price = rupees(cascade, costs)
    found = []
    for lever, amount, campaign in zip(levers, amounts, changed, strict=True):
        pledges = _pledges(campaign, draws, seed)
        more = pledges - base
        found.append(
            Gain(
                lever,
                amount,
                float(more.mean()),
                float(more.std(ddof=1) / math.sqrt(reps)),
                float((pledges >= cascade.target).mean() - (base >= cascade.target).mean()),
                rupees(campaign, costs) - price,
            )
        )
    return sorted(found, key=_rank)


def _rank(gain: Gain) -> tuple[bool, float]:
    each = gain.each
    return (True, -gain.pledges) if each is None else (False, each)


def _pledges(cascade: Cascade, draws: Draws, seed: int) -> Floats:
    """Pledges of R replications; the luck is that of the days before the same last day."""
    days = len(cascade.calendar)
    outcome = simulate_draws(cascade, Draws(draws.rates, draws.luck[:, -days:]), seed)
    return outcome.last("pledges").astype(np.float64)
