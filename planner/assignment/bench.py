"""Bench: whom of those kept in reserve to call up for visits that nobody makes any more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.assignment.coverage import least_uncovered
from planner.assignment.keeping import keep, known_rows, pinned_to
from planner.assignment.part import merged, part
from planner.assignment.solve import solve
from planner.plan import Plan
from planner.policy import SearchPolicy
from planner.problem import Problem
from planner.snapshot import Ints, integers


def whom_to_call(
    without: Problem, everybody: Problem, old: Plan, search: SearchPolicy, *, seed: int = 0
) -> Ints:
    """Rakshaks to call from the bench, as sorted indices: few, near, and able to do the work.

    `everybody` is the problem `without` in which those on the bench can make visits too. What of
    the old plan can stay does: the visits left are put to the bench alone. Those who would make
    most of them are called, until their fair shares hold all these visits and nobody else of the
    bench could cover more.
    """
    rows = merged(without, without.pinned, keep(without, known_rows(without, old)).rows)
    bench = np.flatnonzero((without.availability == 0) & (everybody.availability > 0))
    left = without.visits - rows.by_area(len(without.areas))
    areas = np.flatnonzero(left > 0)
    if len(bench) == 0 or len(areas) == 0:
        return integers([])
    asked = part(everybody, rows, bench, areas)
    plan = solve(asked.with_any_load(), search, seed=seed)
    load = plan.pairs(asked.rakshaks, asked.areas).by_rakshak(len(bench))
    order = np.argsort(-load, kind="stable")
    queue = bench[order[load[order] > 0]]

    # Areas that are done bind nobody: as plain ones they are all alike, which makes it quick.
    kept = replace(pinned_to(everybody, rows), whole=everybody.whole & (left > 0))
    enough = np.cumsum(everybody.fair_share()[queue]) >= load.sum()
    few = int(enough.argmax()) + 1 if enough.any() else len(queue)
    best = _uncovered(without, kept, queue)
    many = len(queue)
    while few < many:  # the fewest who cover as much as all of them
        middle = (few + many) // 2
        if _uncovered(without, kept, queue[:middle]) > best:
            few = middle + 1
        else:
            many = middle
    return np.sort(queue[:many])


def _uncovered(without: Problem, kept: Problem, called: Ints) -> int:
    """Value of the coverage tier, at least, where these are called and what is kept is kept."""
    availability = without.availability.copy()
    availability[called] = kept.availability[called]
    return least_uncovered(replace(kept, availability=availability)).coverage
