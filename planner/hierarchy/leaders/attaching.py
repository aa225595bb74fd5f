"""Attaching: every rakshak gets one of the leaders, so that the distances are least in all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.flow import Flow, FlowError, potentials, solve_flow
from planner.hierarchy.leaders.ground import Ground
from planner.hierarchy.leaders.seating import seat, shorten
from planner.snapshot import Ints

NEAR = 6  # leaders that a rakshak is tried with at first
ALL_PAIRS = 20_000  # with so few pairs, all are looked at
WIDENED = 3  # times that more leaders are looked at for those who could gain by it
FINE = 64  # parts of a unit that the share of a distance is counted in, where loads differ


@dataclass(frozen=True, eq=False)
class Teams:
    """p leaders, and for each of n rakshaks the one he has.

    The dual prices of the flow: `price` is what a rakshak costs at the margin, be it his own way
    or the ways of those who make room for him; `rent` is what a leader's room for one more unit
    of load would save.
    """

    leader: Ints  # p candidates, sorted
    of: Ints  # n positions in `leader`
    price: Ints  # n
    rent: Ints  # p, 0 or more
    value: int  # all distances together


def attach(ground: Ground, leader: Ints) -> Teams | None:
    """The best teams of p given leaders, sorted candidates; None where they lack room for all.

    Where every load is 1 it is a minimum-cost flow, and exact over the pairs looked at:
    those with the nearest leaders, and with farther ones wherever the prices say that these
    could pay. Where loads differ, the flow may split them, and what is split is seated anew
    (see `seat`): None then says that no way was found to seat all.
    """
    n, p = len(ground.load), len(leader)
    if ground.capacity[leader].sum() < ground.load.sum():
        return None
    columns = np.full(n, p if n * p <= ALL_PAIRS else min(NEAR, p))
    for widened in range(p):
        rakshak, at = _pairs(ground, leader, columns)
        way = ground.distance(rakshak, leader[at])
        flow = _flow(ground, leader, rakshak, at, way)
        price, rent = _prices(ground, flow)
        short = flow.units[len(rakshak) : len(rakshak) + n] > 0
        last = np.zeros(n, dtype=np.int64)
        np.maximum.at(last, rakshak, way)
        # a leader farther than his price can save nothing, whoever makes room for whom
        wanting = (short if short.any() else price > last) & (columns < p)
        if not wanting.any() or (widened >= WIDENED and not short.any()):
            break
        columns[wanting] = np.minimum(4 * columns[wanting], p)
    if short.any():
        raise FlowError(f"{int(short.sum())} rakshak(s) have no leader, though all could have one.")
    of = _seated(ground, leader, rakshak, at, flow.units[: len(rakshak)])
    if of is None:
        return None
    value = int(ground.distance(np.arange(n), leader[of]).sum())
    return Teams(leader, of, price, rent, value)


def _pairs(ground: Ground, leader: Ints, columns: Ints) -> tuple[Ints, Ints]:
    """Each rakshak with as many of the nearest leaders as his `columns` say, sorted."""
    rakshak, at = [], []
    for count in np.unique(columns).tolist():
        those = np.flatnonzero(columns == count)
        at.append(ground.nearest(those, leader, count).ravel())
        rakshak.append(np.repeat(those, count))
    return np.concatenate(rakshak), np.concatenate(at)


def _flow(ground: Ground, leader: Ints, rakshak: Ints, at: Ints, way: Ints) -> Flow:
    """Loads to leaders to the sink; straight to the sink at a high price where they are short.

    The arcs are the pairs, then one of each rakshak, then one of each leader.
    """
    n, p = len(ground.load), len(leader)
    load, room = ground.load, ground.capacity[leader]
    cost = way if ground.ones else np.rint(way * FINE / load[rakshak]).astype(np.int64)
    high = 4 * int(cost.max(initial=0)) + 1
    return solve_flow(
        np.concatenate([rakshak, np.arange(n + p)]),
        np.concatenate([n + at, np.full(n + p, n + p)]),
        np.concatenate([load[rakshak], load, room]),
        np.concatenate([cost, np.full(n, high), np.zeros(p, dtype=np.int64)]),
        np.append(np.append(load, np.zeros(p, dtype=np.int64)), -load.sum()),
    )


def _prices(ground: Ground, flow: Flow) -> tuple[Ints, Ints]:
    """Price of each rakshak, rent of each leader, in whole units of distance."""
    n = len(ground.load)
    prices = potentials(flow)
    price, rent = prices[-1] - prices[:n], np.maximum(prices[-1] - prices[n:-1], 0)
    if ground.ones:
        return price, rent
    return price * ground.load // FINE, rent // FINE


def _seated(ground: Ground, leader: Ints, rakshak: Ints, at: Ints, units: Ints) -> Ints | None:
    """Position of the leader of each rakshak: the one who has most of him in the flow, at first."""
    of = np.zeros(len(ground.load), dtype=np.int64)
    if ground.ones:
        used = units > 0
        of[rakshak[used]] = at[used]
        return of
    order = np.lexsort((-at, units, rakshak))
    of[rakshak[order]] = at[order]  # of several the last counts
    seated = seat(ground, leader, of)
    return None if seated is None else shorten(ground, leader, seated)
