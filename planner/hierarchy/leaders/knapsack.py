"""Knapsack: the best team that each of many leaders could have, all worked out at once."""

from __future__ import annotations

import numpy as np

from planner.snapshot import Flags, Ints, Points


def best_values(worth: Points, load: Ints, capacity: Ints) -> Points:
    """The most worth that each of m knapsacks can hold.

    `worth` is m x n, `load` has n whole numbers of 1 or more, `capacity` m of 0 or more. What is
    worth nothing stays out. Bellman's recursion over the n things (1957), for all knapsacks at
    once: exact where the worths are whole numbers below 2^53.
    """
    most = int(capacity.max(initial=0))
    best = np.zeros((len(worth), most + 1))
    gain = np.maximum(worth, 0)
    for k in np.flatnonzero((worth > 0).any(axis=0) & (load <= most)).tolist():
        _put_in(best, gain[:, k], int(load[k]))
    values: Points = best[np.arange(len(worth)), capacity]
    return values


def best_contents(worth: Points, load: Ints, capacity: Ints) -> Flags:
    """What lies in each of m best knapsacks of `best_values`: m x n flags."""
    n, most = len(load), int(capacity.max(initial=0))
    gain = np.maximum(worth, 0)
    best = np.zeros((n + 1, len(worth), most + 1))
    for k in range(n):
        best[k + 1] = best[k]
        if load[k] <= most:
            _put_in(best[k + 1], gain[:, k], int(load[k]))
    inside = np.zeros(worth.shape, dtype=bool)
    row, left = np.arange(len(worth)), capacity.copy()
    for k in reversed(range(n)):
        inside[:, k] = best[k + 1][row, left] > best[k][row, left]
        left = left - np.where(inside[:, k], load[k], 0)
    return inside


def values_with_and_without(worth: Points, load: Ints, capacity: Ints) -> tuple[Points, Points]:
    """The most worth of each of m knapsacks where one thing must be inside, or must not.

    Two arrays of m x n. A thing that cannot be inside is worth minus infinity there; one that
    must be inside counts what it is worth, be it less than nothing.
    """
    m, n, most = *worth.shape, int(capacity.max(initial=0))
    gain = np.maximum(worth, 0)
    ahead, behind = np.zeros((n + 1, m, most + 1)), np.zeros((n + 1, m, most + 1))
    for k in range(n):
        ahead[k + 1] = ahead[k]
        if load[k] <= most:
            _put_in(ahead[k + 1], gain[:, k], int(load[k]))
    for k in reversed(range(n)):
        behind[k] = behind[k + 1]
        if load[k] <= most:
            _put_in(behind[k], gain[:, k], int(load[k]))
    inside, outside = np.full((m, n), -np.inf), np.zeros((m, n))
    space = np.arange(most + 1)
    for k in range(n):
        for room, values, gained in ((capacity, outside, 0), (capacity - load[k], inside, worth)):
            rest = room[:, None] - space
            other = np.take_along_axis(behind[k + 1], np.maximum(rest, 0), axis=1)
            both = np.where(rest >= 0, ahead[k] + other, -np.inf).max(axis=1)
            values[:, k] = both + (gained[:, k] if isinstance(gained, np.ndarray) else gained)
    return inside, outside


def _put_in(best: Points, gain: Points, load: int) -> None:
    """One more thing, with m gains, may lie in the knapsacks whose best values are m x sizes."""
    with_it = best[:, : best.shape[1] - load] + gain[:, None]
    np.maximum(best[:, load:], with_it, out=best[:, load:])
