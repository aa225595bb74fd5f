"""Diving: from a flow that splits whole areas to rows that do not, a few areas at a time.

What the flow keeps whole is fixed, the largest shares are rounded up to the whole, and the rest
flows again around them. Each flow is a least one, so little is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from planner.assignment.alike import expected_prices
from planner.assignment.network import build_network, pairs_of
from planner.assignment.part import merged
from planner.assignment.relaxation import Relaxation
from planner.assignment.tiers import cheapest
from planner.problem import NO_TIES, Problem
from planner.snapshot import Flags, Ints, Pairs, Points, rank_within

EACH = 12  # pairs that are kept of each rakshak and area, those of the lowest reduced cost
HALF = 0.5
A_TWENTIETH = 20
FEW = 100  # areas that are still split: they are left to be decided with their neighbours


def likeliest_pairs(problem: Problem, relaxed: Relaxation, each: int = EACH) -> Ints:
    """Keys of the pairs a good plan may use: for each rakshak and area the best by the prices."""
    r, a = np.divmod(relaxed.keys, len(problem.areas))
    reduced = reduced_costs(problem, relaxed, r, a)
    order = np.argsort(reduced, kind="stable")
    keep: Flags = np.zeros(len(r), dtype=bool)
    for side in (r, a):
        keep[order[rank_within(side[order]) < each]] = True
    used = problem.pair_key(relaxed.rows.rakshak, relaxed.rows.area)
    return np.union1d(relaxed.keys[keep], used)


def reduced_costs(problem: Problem, relaxed: Relaxation, r: Ints, a: Ints) -> Points:
    """What a visit of each of n pairs costs at the relaxation's prices, earlier tiers first.

    Metres where the pair costs nothing in the tiers before the cost, else far more. Of an area
    that wants several different rakshaks the lower of its two prices counts.
    """
    proof = relaxed.proof
    metres = problem.cost(r, a)
    most = np.max([np.abs(p).max(axis=0) for p in (proof.rakshak_price, proof.area_price)], axis=0)
    balance = 1.0 + 4 * (float(most[-1]) + float(metres.max(initial=0)))
    weights = np.array([balance * (1 + 4 * float(most[1])), balance, 1.0])
    at_area = np.minimum(proof.area_price @ weights, proof.first_price @ weights)
    reduced: Points = metres + at_area[a] - (proof.rakshak_price @ weights)[r]
    return reduced


def dive(
    problem: Problem, relaxed: Relaxation, keys: Ints, progress: Callable[[str], None]
) -> Pairs:
    """Rows in which nearly every whole area has one rakshak; sorted, pins included.

    `keys` are the pairs that may be used. What is split when that does not get better is left out.
    """
    rows, pins = relaxed.rows, problem.pinned
    problem = replace(problem, pins=pins, together=NO_TIES)  # what is fixed draws nobody along
    _, most = problem.band()
    split = int(_split(problem, rows).sum())
    while split > min(FEW, problem.whole.sum() // A_TWENTIETH):
        pins = _fixed(problem, pins, rows, most)
        keys = _open(problem, pins, keys)
        rows = _flow(replace(problem, pins=pins), keys)
        before, split = split, int(_split(problem, rows).sum())
        progress(f"{before:,} whole areas were split, {split:,} are")
        if split >= before:
            break
    apart = _split(problem, rows)[rows.area]
    return rows.only(~apart)


def _split(problem: Problem, rows: Pairs) -> Flags:
    several: Flags = np.bincount(rows.area, minlength=len(problem.areas)) > 1
    return several & problem.whole


def _flow(problem: Problem, keys: Ints) -> Pairs:
    network = build_network(problem, keys)
    units = cheapest(network.graph, expected_prices(problem, network))
    used, visits = pairs_of(network, units)
    return Pairs(*np.divmod(used, len(problem.areas)), visits)


def _fixed(problem: Problem, pins: Pairs, rows: Pairs, room: Ints) -> Pairs:
    """The pins, and the whole areas that one rakshak has at least half of, while he has room."""
    whole = np.flatnonzero(problem.whole[rows.area])
    r, a, visits = rows.rakshak[whole], rows.area[whole], rows.visits[whole]
    needed = problem.reach[a]
    decided = np.zeros(len(problem.areas), dtype=bool)
    decided[pins.area] = True
    load = pins.by_rakshak(len(problem.rakshaks))

    kept = np.flatnonzero((visits == needed) & ~decided[a])
    decided[a[kept]] = True
    load += np.bincount(r[kept], visits[kept], len(load)).astype(np.int64)
    chosen = kept.tolist()
    share = visits / np.maximum(needed, 1)
    for k in np.argsort(-share, kind="stable").tolist():
        if share[k] < HALF:
            break
        if not decided[a[k]] and load[r[k]] + needed[k] <= room[r[k]]:
            decided[a[k]] = True
            load[r[k]] += needed[k]
            chosen.append(k)
    return merged(problem, pins, Pairs(r[chosen], a[chosen], needed[chosen]))


def _open(problem: Problem, pins: Pairs, keys: Ints) -> Ints:
    """The pairs over which something can still flow: whole areas only to who has the room."""
    r, a = np.divmod(keys, len(problem.areas))
    left = problem.availability - pins.by_rakshak(len(problem.rakshaks))
    needed = problem.reach - pins.by_area(len(problem.areas))
    wanted = np.where(problem.whole[a], needed[a], 1)
    return keys[(needed[a] > 0) & (left[r] >= np.maximum(wanted, 1))]
