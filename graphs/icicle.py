"""Who stands above whom, as columns from the campaign down: what an icicle is drawn from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graphs.measures import depth
from graphs.tree import LEADER, RAKSHAK, Ints

Flags = NDArray[np.bool_]

NOBODY = -1


def paths(level: Ints, parent: Ints, most: int) -> tuple[Ints, Ints, Flags]:
    """The R rakshaks with nothing but leaders between them and the campaign, and these leaders.

    The leaders are R x D, from the top down, NOBODY below the last; at most `most`. The
    third is for all n people whether there are none but leaders above them.
    """
    deep = depth(parent)
    path = np.full((len(parent), most), NOBODY)
    sound = deep == 1
    for steps in range(1, int(deep.max(initial=0)) + 1):
        those = np.flatnonzero(deep == steps)
        over = parent[those]
        if steps > 1:
            path[those] = path[over]
            sound[those] = sound[over] & (level[over] == LEADER)
        leads = those[level[those] == LEADER]
        if steps <= most:
            path[leads, steps - 1] = leads
    rakshaks = np.flatnonzero(sound & (level == RAKSHAK))
    used = int((path[rakshaks] != NOBODY).any(axis=0).sum())
    return rakshaks, path[rakshaks, :used], sound


def arrange(path: Ints, short: Flags, keys: Sequence[Ints]) -> Ints:
    """The order of R rakshaks from left to right, so that every leader's are side by side.

    Under everybody those leaders come first who have the largest share of rakshaks `short`;
    under one leader rakshaks are sorted by `keys`, of which the last weighs most. `path` is as
    `paths` gives it.
    """
    keys = list(keys)
    for who in path.T[::-1]:
        cell = who + 1  # NOBODY is a cell too
        number = np.bincount(cell)
        share = np.bincount(cell, short) / np.maximum(number, 1)
        rank = np.empty_like(number)
        rank[np.lexsort((np.arange(len(number)), -share))] = np.arange(len(number))
        keys.append(rank[cell])
    return np.lexsort(keys)
