"""Packing: how many leaders it takes at the least to lead everybody, wherever they are."""

from __future__ import annotations

import numpy as np
from ortools.sat.python import cp_model

from planner.cp import minimise
from planner.hierarchy.leaders.ground import Ground
from planner.snapshot import Ints

SEARCH = 2.0  # deterministic time for one number of leaders, where loads differ
MOST_CELLS = 20_000  # loads x leaders up to which that is searched for at all


class TooFewLeaders(Exception):  # noqa: N818 - an answer, not a failure of the program
    """So many leaders cannot lead everybody, or not so many may lead, or more of them must.

    `wanted` is the number asked for (None: as few as will do), `candidates` how many may lead,
    `least` the least number of them that would do (None where even all would not). `load` is all
    there is to lead and `room` what the best candidates, of the number wanted or all, can lead;
    where every load is the same, both are numbers of rakshaks.
    `missing` is how many leaders more it takes: more than wanted, or, where not so many may lead
    as are wanted, more who may lead; None where nobody can say.
    """

    def __init__(
        self, wanted: int | None, candidates: int, least: int | None, load: int, room: int
    ) -> None:
        self.wanted, self.candidates, self.least = wanted, candidates, least
        self.load, self.room = load, room
        self.missing: int | None = None
        if wanted is not None and wanted > candidates:
            self.missing = wanted - candidates
            super().__init__(f"{wanted:,} leader(s) are wanted, but only {candidates:,} may lead.")
            return
        who = f"{wanted:,} leader(s)" if wanted is not None and least is not None else "All"
        told = f"{who} of {candidates:,} who may lead have room for {room:,} of {load:,}"
        if room >= load:
            told += ", but they cannot be shared out like that"
        if wanted is not None and least is not None:
            self.missing = least - wanted
            told += f"; {self.missing:,} more would do"
        super().__init__(told + ".")


def best_first(ground: Ground) -> Ints:
    """The m candidates: those who must lead, then the others, the largest capacities first."""
    order: Ints = np.lexsort((-ground.capacity, ~ground.keep))
    return order


def least_leaders(ground: Ground, wanted: int | None) -> int:
    """`wanted` where so many leaders can lead everybody; None asks for the least number.

    Where loads differ, a number counts as enough once a way to share them out is found. That
    there is none is proved for few loads only, so that of many a number may be called too small
    that is not.
    Raises TooFewLeaders where the number is too small, or larger than who may lead, or smaller
    than who must.
    """
    order, load = best_first(ground), int(ground.load.sum())
    most, must = len(order), int(ground.keep.sum())
    room = np.append(0, np.cumsum(ground.capacity[order]))
    enough = max(int(np.searchsorted(room, load)), must, 1)
    if wanted is not None and enough <= wanted <= most and pack(ground, order[:wanted]) is not None:
        return wanted
    if wanted is not None and wanted <= most:
        enough = max(enough, wanted + 1)
    least = next((k for k in range(enough, most + 1) if pack(ground, order[:k]) is not None), None)
    if wanted is None and least is not None:
        return least
    all_of_them = wanted is None or least is None
    have = int(room[most if all_of_them else min(wanted or most, most)])
    raise TooFewLeaders(wanted, most, least, load, have)


def pack(ground: Ground, leader: Ints) -> Ints | None:
    """For each of n rakshaks the position in `leader` of one who can lead him; None: not found.

    The largest load first, to where it fits most tightly; else, if loads are few, by search.
    """
    left = ground.capacity[leader]
    if left.sum() < ground.load.sum():
        return None
    if ground.ones:
        filled: Ints = np.repeat(np.arange(len(leader)), left)[: len(ground.load)]
        return filled
    of = np.zeros(len(ground.load), dtype=np.int64)
    for k in np.argsort(-ground.load, kind="stable").tolist():
        fits = np.flatnonzero(left >= ground.load[k])
        if len(fits) == 0:
            return _searched(ground, leader)
        of[k] = fits[np.argmin(left[fits])]
        left[of[k]] -= ground.load[k]
    return of


def _searched(ground: Ground, leader: Ints) -> Ints | None:
    """A packing by CP-SAT."""
    n, p = len(ground.load), len(leader)
    if n * p > MOST_CELLS or ground.load.max() > ground.capacity[leader].max():
        return None
    model = cp_model.CpModel()
    inside = [[model.new_bool_var("") for _ in range(p)] for _ in range(n)]
    for row in inside:
        model.add_exactly_one(row)
    load = ground.load.tolist()
    for k, capacity in enumerate(ground.capacity[leader].tolist()):
        model.add(sum(w * row[k] for w, row in zip(load, inside, strict=True)) <= capacity)
    answer, _ = minimise(model, 0, [one for row in inside for one in row], None, SEARCH)
    return None if answer is None else answer.values.reshape(n, p).argmax(axis=1)
