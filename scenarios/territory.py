"""Territory: sharing out whole numbers, cutting a map into parts, and moving points on it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from planner.geo import EARTH_RADIUS_M
from planner.snapshot import Ints

Floats = NDArray[np.float64]

METRES_PER_DEGREE = np.pi * EARTH_RADIUS_M / 180  # of latitude


def apportion(total: int, weights: ArrayLike, least: ArrayLike = 0) -> Ints:
    """Share out `total` whole units over n weights by largest remainder (Hamilton's method).

    `least` is what each is sure of, one number or n. Ties go to the first. Returns n numbers
    that add up to `total`. Raises ValueError where `total` is less than `least` adds up to, or
    where there is something to share but every weight is 0.
    """
    weight = np.asarray(weights, dtype=np.float64)
    sure = np.broadcast_to(np.asarray(least, dtype=np.int64), weight.shape)
    if total < sure.sum() or (total > sure.sum() and not weight.sum() > 0):
        raise ValueError(f"cannot share {total} over weights {weight.sum()}, least {sure.sum()}")
    quota = total * weight / (weight.sum() or 1)
    units: Ints = np.maximum(np.floor(quota).astype(np.int64), sure)
    missing = total - int(units.sum())
    if missing > 0:
        units[np.argsort(units - quota, kind="stable")[:missing]] += 1
    for _ in range(-missing):  # the least of some was more than their share: others give way
        units[np.argmax(np.where(units > sure, units - quota, -np.inf))] -= 1
    return units


def rounded(degrees: Floats, low: float, high: float) -> Floats:
    """Degrees held between two others, to five places: about a metre. NaN stays NaN."""
    held: Floats = np.clip(degrees, low, high)
    return held.round(5)


def evenly(count: int, among: int, rng: np.random.Generator) -> Ints:
    """`count` of the indices 0..among-1 at even steps from a random start, ascending.

    Systematic sampling; with count > among, indices come more than once.
    """
    steps: Ints = ((np.arange(count) + rng.random()) * among / max(count, 1)).astype(np.int64)
    return np.minimum(steps, among - 1)


def bisect(latitude: Floats, longitude: Floats, weights: ArrayLike, parts: int) -> Ints:
    """Cut n points into compact `parts` of about equal weight; returns 0..parts-1 for each.

    Recursive coordinate bisection (Berger and Bokhari, 1987): cut across the longer side, in
    proportion to the parts on either side, and go on in both halves. No part stays empty
    where n >= parts; with equal weights the sizes of parts differ by one at most.
    """
    weight = np.asarray(weights, dtype=np.float64)
    across = np.stack([latitude, longitude * np.cos(np.radians(latitude.mean()))], axis=1)
    label = np.zeros(len(weight), dtype=np.int64)
    waiting = [(np.arange(len(weight)), 0, min(parts, len(weight)))]
    while waiting:
        members, first, count = waiting.pop()
        label[members] = first
        if count == 1:
            continue
        axis = int(np.argmax(np.ptp(across[members], axis=0)))
        ordered = members[np.argsort(across[members, axis], kind="stable")]
        left = count // 2
        so_far = np.cumsum(weight[ordered])
        cut = int(np.searchsorted(so_far, so_far[-1] * left / count * (1 + 1e-12), side="right"))
        cut = min(max(cut, left), len(ordered) - (count - left))
        waiting += [(ordered[cut:], first + left, count - left), (ordered[:cut], first, left)]
    return label


def moved(
    latitude: Floats, longitude: Floats, north: Floats, east: Floats
) -> tuple[Floats, Floats]:
    """Points in degrees moved by metres to the north and to the east, on a sphere."""
    there = latitude + north / METRES_PER_DEGREE
    return there, longitude + east / (METRES_PER_DEGREE * np.cos(np.radians(latitude)))
