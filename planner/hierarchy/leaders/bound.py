"""Bound: what no choice of leaders can come below, proved by prices that rakshaks pay.

Lagrange's relaxation of "everybody has exactly one leader": whatever the prices, all prices
together, less the worth of the best `count` teams at these prices, is never above the optimum
(Cornuejols, Fisher and Nemhauser 1977; with capacities Pirkul 1987).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from planner.hierarchy.leaders.attaching import Teams
from planner.hierarchy.leaders.ground import Ground
from planner.hierarchy.leaders.worth import GRAIN, Worth
from planner.snapshot import Ints, Points

STALE = 6  # rounds without a better bound after which steps become shorter
SHORTER = 0.7
MEMORY = 0.6  # share of the last direction that is kept in the next
LEAST_STEP = 0.002
ABOVE = 0.005  # steps aim so much above the target, which may be the optimum itself
FARTHER = 1.1  # a price may rise so much above what the teams look like
KEPT = 4  # bounds handed back beside the best
TRIED = 150  # choices handed back


@dataclass(frozen=True, eq=False)
class Bound:
    """The best bound found, and the prices that prove it."""

    value: float  # before it is rounded up
    price: Points  # n
    worth: Points  # m, of the best teams at these prices

    @property
    def whole(self) -> int:
        """The bound of a total of whole distances."""
        return math.ceil(self.value)


def best_candidates(ground: Ground, worth: Points) -> Ints:
    """Those who must lead and the others of the most worth: `count` of m candidates."""
    order = np.lexsort((-worth, ~ground.keep))
    return order[: ground.count]


def bound_at(ground: Ground, price: Points, worth: Points) -> float:
    """What n prices prove, where m candidates' best teams are worth so much at them."""
    return float(price.sum() - worth[best_candidates(ground, worth)].sum())


@dataclass(frozen=True, eq=False)
class Opening:
    """What n prices begin with, how widely each may move, and how high each may rise."""

    price: Points
    scale: Points
    reach: Points

    def after(self, bound: Bound) -> Opening:
        """To go on from a bound, with twice the reach for those whose price has come up to it."""
        capped = bound.price >= np.floor(self.reach)
        return Opening(bound.price, self.scale, np.where(capped, 2 * self.reach, self.reach))


def opening(ground: Ground, teams: Teams) -> Opening:
    """Prices to begin with, from known teams: a rakshak's own way and a mean one of his team.

    Where people live far apart a price moves by more than where they live close together.
    """
    rakshak = np.arange(len(ground.load))
    own = ground.distance(rakshak, teams.leader[teams.of]).astype(np.float64)
    size = np.maximum(np.bincount(teams.of, minlength=len(teams.leader)), 1)
    mean = np.bincount(teams.of, weights=own, minlength=len(teams.leader)) / size
    scale = np.maximum(mean[teams.of], max(float(own.mean()) / 100, GRAIN))
    near = ground.nearest(rakshak, teams.leader, 2)[:, -1]
    second = ground.distance(rakshak, teams.leader[near])
    return Opening(own + scale, scale, FARTHER * np.maximum(own + scale / 2, second) + 1)


def raise_bound(
    ground: Ground, worth: Worth, opened: Opening, target: float, rounds: int
) -> tuple[list[Bound], list[Ints]]:
    """Bounds of so many rounds of changing prices, the best one last, some before it.

    And the different choices of leaders that were best at some prices, the last TRIED of them:
    good ones are among them.

    Who is in too many teams pays less, who is in none pays more (subgradient steps of Held,
    Wolfe and Crowder 1974, with Polyak's length towards `target`, the value of a choice that is
    known; each keeps a part of the last direction). Ends early where the bound meets the target.
    """
    price, scale = worth.allowed(opened.price), opened.scale
    best = Bound(-math.inf, price, np.zeros(len(ground.candidate)))
    bounds: list[Bound] = []
    tried: dict[tuple[int, ...], None] = {}  # in order
    step, stale, direction = 1.0, 0, np.zeros(len(price))
    for _ in range(rounds):
        values = worth.values(price)
        value = bound_at(ground, price, values)
        stale += 1
        if value > best.value:
            best, stale = Bound(value, price, values), 0
        chosen = best_candidates(ground, values)
        tried[tuple(np.sort(chosen).tolist())] = None
        lack = 1 - worth.contents(price, chosen)
        if best.whole >= target or not lack.any():
            break
        if stale >= STALE:
            stale, step, price = 0, step * SHORTER, best.price
            bounds.append(best)
        if step < LEAST_STEP:
            break
        direction = lack + MEMORY * direction
        moved = scale * direction
        length = step * ((1 + ABOVE) * target - value) / max(float(direction @ moved), 1e-9)
        price = worth.allowed(price + length * moved)
    return [*bounds[-KEPT:], best], [np.asarray(one) for one in [*tried][-TRIED:]]
