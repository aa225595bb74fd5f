"""Worth: what each candidate's best team would be worth, if every rakshak paid for being led.

A rakshak pays his price and is owed his way, so to a candidate he is worth price - distance.
Prices are whole multiples of GRAIN, so that sums of them are exact in floating point.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np

from planner.hierarchy.leaders.ground import Ground
from planner.hierarchy.leaders.knapsack import best_contents, best_values
from planner.snapshot import Ints, Points

GRAIN = 1 / 256
PRECISE = 3_000_000  # rakshaks x candidates x capacity up to which teams are knapsacks
SLIP = 1e-9  # what a sum of shares may be wrong by, relative to it, and more than that


class Worth(Protocol):
    """The best teams of m candidates at any n prices that are multiples of GRAIN."""

    def values(self, price: Points) -> Points:
        """What the best team of each of m candidates is worth, or a little more: m numbers."""

    def contents(self, price: Points, candidate: Ints) -> Points:
        """How often each of n rakshaks is in the best teams of these candidates."""

    def willing(self, price: Points, candidate: int) -> Ints:
        """The rakshaks who are worth something to a candidate."""

    def allowed(self, price: Points) -> Points:
        """The prices nearest to these that may be asked about."""


def worth_of(ground: Ground, reach: Points) -> Worth:
    """The right way to look at a ground. No price above a rakshak's reach is ever asked about.

    Where the ground is small, all pairs are kept, and teams are knapsacks.
    """
    size = len(ground.load) * len(ground.candidate) * int(ground.capacity.max(initial=1))
    if size <= PRECISE:
        rakshak, candidate = np.arange(len(ground.load)), np.arange(len(ground.candidate))
        return Knapsacks(ground, ground.distance(rakshak, candidate[:, None]).astype(np.float64))
    return _within(ground, reach)


@dataclass(frozen=True, eq=False)
class Knapsacks:
    """All pairs of a small ground. `way` is m x n."""

    ground: Ground
    way: Points

    def values(self, price: Points) -> Points:
        """See Worth; exact."""
        return best_values(price - self.way, self.ground.load, self.ground.capacity)

    def contents(self, price: Points, candidate: Ints) -> Points:
        """See Worth."""
        worth, capacity = price - self.way[candidate], self.ground.capacity[candidate]
        inside: Points = best_contents(worth, self.ground.load, capacity).sum(axis=0, dtype=float)
        return inside

    def willing(self, price: Points, candidate: int) -> Ints:
        """See Worth."""
        return np.flatnonzero(price > self.way[candidate])

    def allowed(self, price: Points) -> Points:
        """See Worth: all are."""
        return np.rint(price / GRAIN) * GRAIN


@dataclass(frozen=True, eq=False)
class Reach:
    """For each of m candidates the rakshaks within their own reach of him, padded to k columns.

    Whoever is not in a row is worth nothing there at any allowed price, so what is worked out
    holds for all pairs.
    """

    ground: Ground
    capacity: Ints  # m
    reach: Points  # n
    who: Ints  # m x k rakshaks; n where the row is shorter
    way: Points  # m x k whole distances

    @cached_property
    def load(self) -> Ints:
        """m x k loads of `who`."""
        return np.append(self.ground.load, 1)[self.who]

    def values(self, price: Points) -> Points:
        """See Worth. Exact where every load is 1; else a share of a rakshak may fill a team.

        That is Dantzig's bound (1957) of a knapsack, never below its best contents.
        """
        worth = self._worth(price)
        if self.ground.ones:
            return _highest(worth, self.capacity)
        share = _filled(worth, self.load, self.capacity)
        total: Points = np.einsum("jk,jk->j", share, worth) * (1 + SLIP)
        return np.ceil(total / GRAIN) * GRAIN

    def contents(self, price: Points, candidate: Ints) -> Points:
        """See Worth; shares are counted as such."""
        some = replace(
            self,
            capacity=self.capacity[candidate],
            who=self.who[candidate],
            way=self.way[candidate],
        )
        share = _filled(some._worth(price), some.load, some.capacity)
        n = len(self.reach)
        often: Points = np.zeros(n + 1)
        np.add.at(often, some.who, share)
        return often[:n]

    def willing(self, price: Points, candidate: int) -> Ints:
        """See Worth."""
        who = self.who[candidate]
        found: Ints = who[np.append(price, 0)[who] > self.way[candidate]]
        return found

    def allowed(self, price: Points) -> Points:
        """See Worth: none above the reach."""
        return np.rint(np.minimum(price, self.reach) / GRAIN) * GRAIN

    def _worth(self, price: Points) -> Points:
        worth: Points = np.append(price, 0)[self.who]
        worth -= self.way
        return np.maximum(worth, 0, out=worth)


def _within(ground: Ground, reach: Points) -> Reach:
    """The padded rows of all pairs that a price up to the reach could make worth something."""
    rakshak, candidate, way, reach = ground.within(np.ceil(np.maximum(reach, 0)))
    m, n = len(ground.candidate), len(ground.load)
    first = np.searchsorted(candidate, np.arange(m + 1))
    column = np.arange(len(candidate)) - first[candidate]
    shape = m, max(int(np.diff(first).max(initial=0)), 1)
    who, ways = np.full(shape, n, dtype=np.int64), np.zeros(shape)
    who[candidate, column], ways[candidate, column] = rakshak, way
    return Reach(ground, ground.capacity, reach, who, ways)


def _highest(worth: Points, slots: Ints) -> Points:
    """The sum of the highest `slots` of each row."""
    width, most = worth.shape[1], int(slots.max(initial=0))
    if most >= width and (slots >= width).all():
        total: Points = worth.sum(axis=1)
    elif (slots == most).all():
        total = np.partition(worth, width - most, axis=1)[:, width - most :].sum(axis=1)
    else:
        ordered = np.sort(worth, axis=1)[:, ::-1]
        total = np.where(np.arange(width) < slots[:, None], ordered, 0).sum(axis=1)
    return total


def _filled(worth: Points, load: Ints, capacity: Ints) -> Points:
    """How much of each rakshak is in a row's best team where shares of them may be."""
    order = np.argsort(-worth / load, axis=1, kind="stable")
    loads = np.take_along_axis(load, order, axis=1)
    before = np.cumsum(loads, axis=1) - loads
    share = np.clip((capacity[:, None] - before) / loads, 0, 1)
    back = np.empty_like(share)
    np.put_along_axis(back, order, share, axis=1)
    return np.where(worth > 0, back, 0.0)
