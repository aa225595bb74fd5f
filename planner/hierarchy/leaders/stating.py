"""Stating: what was asked of the choice of leaders, checked and put into columns."""

from __future__ import annotations

from numbers import Integral

import numpy as np
from numpy.typing import ArrayLike, NDArray

from planner.hierarchy.leaders.ground import Ground
from planner.snapshot import Flags, Ints, Points, integers

MOST_DISTANCE = 1e13  # the farthest distance x places: sums are exact below it
MOST_LOAD = 10**9  # or capacity, of one


def state(
    points: ArrayLike,
    load: ArrayLike,
    capacity: ArrayLike,
    may_lead: ArrayLike | None,
    keep: ArrayLike | None,
) -> Ground:
    """The ground that arguments of `choose_leaders` describe; its `count` is not set yet.

    Where all loads are the same they are counted as 1, and capacities in such loads.
    Raises ValueError, and says which argument is wrong and why.
    """
    places, table = _places(points)
    n = len(places)
    loads = _whole(load, n, "load")
    able = _flags(may_lead, n)
    first = _indices(keep, n)
    if not able[first].all():
        raise ValueError(f"keep: {first[~able[first]].tolist()} may not lead.")
    candidate, rakshak = np.flatnonzero(able), np.flatnonzero(loads > 0)
    capacities, loads = _whole(capacity, n, "capacity")[candidate], loads[rakshak]
    if len(loads) and (loads == loads[0]).all():
        capacities, loads = capacities // loads[0], np.ones_like(loads)
    must = np.isin(candidate, first)
    return Ground(places, table, rakshak, loads, candidate, capacities, must, count=0)


def _places(points: ArrayLike) -> tuple[Points | Ints, bool]:
    """Coordinates, or a table of whole distances; and which of the two."""
    given = np.asarray(points)
    if given.ndim != 2 or len(given) == 0 or given.dtype.kind not in "iuf":
        raise ValueError("points: give n x 2 or n x 3 coordinates, or an n x n table of distances.")
    if not np.isfinite(given).all():
        raise ValueError("points: some are not known, or not finite.")
    rows, columns = given.shape
    table = rows == columns and (rows > 3 or rows == 1 or not given.diagonal().any())
    if not table and columns not in (2, 3):
        raise ValueError(f"points: {rows} x {columns} are neither coordinates nor a square table.")
    if table and given.min() < 0:
        raise ValueError("points: a distance is below 0.")
    span = given.max() if table else np.linalg.norm(np.ptp(given.astype(np.float64), axis=0))
    if float(span) * rows > MOST_DISTANCE:
        raise ValueError("points: too far apart for their distances to be added up exactly.")
    if table:
        return np.rint(given).astype(np.int64), True
    return given.astype(np.float64), False


def _whole(values: ArrayLike, n: int, name: str) -> Ints:
    """n whole numbers of 0 or more, one for all or one for each."""
    given = np.asarray(values)
    if given.dtype.kind not in "iu" or given.shape not in ((), (n,)):
        raise ValueError(f"{name}: give {n:,} whole numbers, or one for all.")
    if given.min() < 0 or given.max() > MOST_LOAD:
        raise ValueError(f"{name}: must be from 0 to {MOST_LOAD:,}.")
    return integers(np.broadcast_to(given, n))


def _flags(may_lead: ArrayLike | None, n: int) -> Flags:
    if may_lead is None:
        return np.ones(n, dtype=bool)
    given: NDArray[np.bool_] = np.asarray(may_lead)
    if given.dtype.kind != "b" or given.shape != (n,):
        raise ValueError(f"may_lead: give {n:,} flags.")
    return given


def _indices(keep: ArrayLike | None, n: int) -> Ints:
    if keep is None:
        return integers([])
    given = np.asarray(keep)
    if given.size == 0:
        return integers([])
    if given.dtype.kind not in "iu" or given.ndim != 1:
        raise ValueError("keep: give indices of places.")
    if given.min() < 0 or given.max() >= n:
        raise ValueError(f"keep: indices must be from 0 to {n - 1:,}.")
    return np.unique(given).astype(np.int64)


def check_count(count: int | None) -> None:
    """Raises ValueError where the number of leaders is neither None nor 1 or more."""
    if count is None:
        return
    if isinstance(count, bool) or not isinstance(count, Integral) or count < 1:
        raise ValueError("count: give a whole number of 1 or more, or None.")
