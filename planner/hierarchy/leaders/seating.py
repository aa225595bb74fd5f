"""Seating: rakshaks of different loads are moved until no leader has more than he can lead.

Then they are moved on as long as that shortens their ways.
"""

from __future__ import annotations

import numpy as np

from planner.hierarchy.leaders.ground import Ground
from planner.snapshot import Ints, Points, summed

MOST_EXCHANGED = 600  # rakshaks of whom any two may be exchanged
AROUND = 24  # leaders near an overfull one who are asked to help out


def seat(ground: Ground, leader: Ints, of: Ints) -> Ints | None:
    """Teams with no leader overfull, made from `of` (n positions in `leader`) by cheap steps.

    A step moves one rakshak out of an overfull team, or exchanges two, and lessens what is too
    much in all; of all such steps near the most overfull leader the one that costs least for
    what it mends is taken. None where a leader is still overfull and no step is left.
    """
    of = of.copy()
    left = ground.capacity[leader] - summed(of, ground.load, len(leader))
    while (left < 0).any():
        worst = int(np.argmin(left))
        step = _step(ground, leader, of, left, worst)
        if step is None:
            return None
        mover, other, back = step
        for one, team in ((mover, other), (back, worst)):
            if one >= 0:
                left[of[one]] += ground.load[one]
                left[team] -= ground.load[one]
                of[one] = team
    return of


def shorten(ground: Ground, leader: Ints, of: Ints) -> Ints:
    """Teams with shorter ways in all, by moves of one rakshak and exchanges of two.

    Of all of them the best, until none is left that shortens anything; as they were where there
    are more rakshaks than MOST_EXCHANGED.
    """
    n, of = len(of), of.copy()
    if n > MOST_EXCHANGED:
        return of
    rakshak, load = np.arange(n), ground.load
    way = ground.distance(rakshak[:, None], leader)
    left = ground.capacity[leader] - summed(of, load, len(leader))
    more = load[:, None] - load
    while True:
        gained = way - way[rakshak, of][:, None]
        alone = np.where(load[:, None] <= left, gained, 0)
        there = gained[:, of]
        fits = (more <= left[of]) & (-more <= left[of][:, None])
        both = np.where(fits, there + there.T, 0)
        best_alone, best_both = int(alone.argmin()), int(both.argmin())
        if min(alone.flat[best_alone], both.flat[best_both]) >= 0:
            return of
        if alone.flat[best_alone] <= both.flat[best_both]:
            steps = [divmod(best_alone, len(leader))]
        else:
            one, other = divmod(best_both, n)
            steps = [(one, int(of[other])), (other, int(of[one]))]
        for one, team in steps:
            left[of[one]] += load[one]
            left[team] -= load[one]
            of[one] = team


def _step(
    ground: Ground, leader: Ints, of: Ints, left: Ints, worst: int
) -> tuple[int, int, int] | None:
    """(who leaves the worst team, for which one, who comes in exchange or -1), or None."""
    mine = np.flatnonzero(of == worst)
    to = ground.distance(mine[:, None], leader[None, :])
    gain_in = to - to[:, [worst]]
    others = np.argsort(gain_in.min(axis=0), kind="stable")[: AROUND + 1]
    others = others[others != worst]
    theirs = np.flatnonzero(np.isin(of, others))
    # moves alone, then exchanges: rows are those who leave, columns where to or for whom
    move = _weighed(
        gain_in[:, others].astype(np.float64),
        ground.load[mine][:, None] + np.zeros(len(others), dtype=np.int64),
        left[others],
        -left[worst],
    )
    swap_cost = gain_in[:, of[theirs]] + (
        ground.distance(theirs, leader[worst]) - ground.distance(theirs, leader[of[theirs]])
    )
    more = ground.load[mine][:, None] - ground.load[theirs]
    swap = _weighed(swap_cost.astype(np.float64), more, left[of[theirs]], -left[worst])
    best_move, best_swap = move.min(initial=np.inf), swap.min(initial=np.inf)
    if best_move <= best_swap and np.isfinite(best_move):
        row, column = divmod(int(np.argmin(move)), move.shape[1])
        return int(mine[row]), int(others[column]), -1
    if np.isfinite(best_swap):
        row, column = divmod(int(np.argmin(swap)), swap.shape[1])
        return int(mine[row]), int(of[theirs[column]]), int(theirs[column])
    return None


def _weighed(cost: Points, load: Ints, room: Ints, over: int) -> Points:
    """Cost for each unit that a step mends; infinite where it mends nothing or does not fit."""
    fits = (load > 0) & (load <= room)
    mended = np.minimum(load, over)
    least = min(cost.min(initial=0), 0)
    # shifted to be no less than 0, so that to mend more is never worse
    return np.where(fits, (cost - least + 1) / np.maximum(mended, 1), np.inf)
