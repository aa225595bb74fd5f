"""Rest: what is left to decide once rows are kept, which is little where a plan is mended."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from planner.assignment.keeping import pinned_to
from planner.assignment.part import merged, part
from planner.assignment.solve import solve
from planner.plan import Plan
from planner.policy import SearchPolicy
from planner.problem import Problem
from planner.snapshot import Pairs


@dataclass(frozen=True, eq=False)
class Solved:
    """Rows for the whole problem, and what no plan that has the kept rows comes below, by TIERS."""

    rows: Pairs
    bounds: dict[str, int | None]
    plan: Plan  # of what was left to decide: how it was found
    pairs_examined: int


def solve_rest(
    problem: Problem,
    kept: Pairs,
    search: SearchPolicy,
    *,
    seed: int,
    progress: Callable[[str], None] = lambda line: None,
) -> Solved:
    """The best rows of all that have at least these visits beside the problem's pins.

    Areas that need no more are left out, with the visits that are made there: some hundred areas
    are decided where a district has thousands. The effort of the search goes down with the
    share of visits that are left. Rules that look at all areas of a rakshak need them all.
    """
    pinned = pinned_to(problem, kept)
    pins, rules = pinned.pinned, problem.rules
    rakshaks, areas = problem.shape
    left = problem.visits - pins.by_area(areas)
    total = max(int(problem.visits.sum()), 1)
    effort = math.ceil(search.effort * min(max(int(left.sum()), 0) / total, 1))
    less = search.model_copy(update={"effort": effort})
    if rules.most_areas or len(problem.together) + len(problem.apart):
        open_ = np.arange(areas)
    else:
        open_ = np.flatnonzero(left > 0)
        open_ = open_ if len(open_) else np.arange(1)  # a question has one area at least
    settled = pins.only(~np.isin(pins.area, open_))
    if len(open_) == areas:
        asked = pinned
    else:
        load = settled.by_rakshak(rakshaks)
        asked = part(pinned, pins, np.arange(rakshaks), open_)
        bands = np.stack(problem.band(), axis=1) - load[:, None]
        asked = replace(asked, availability=problem.availability - load, bands=bands)
    plan = solve(asked, less, seed=seed, progress=progress)
    found = plan.pairs(asked.rakshaks, asked.areas)
    rows = merged(problem, settled, Pairs(found.rakshak, open_[found.area], found.visits))
    bounds = {name: tier.bound for name, tier in plan.tiers.items()}
    if bounds["cost"] is not None:
        bounds["cost"] += problem.total_cost(settled)
    return Solved(rows, bounds, plan, plan.pairs_examined + len(settled))
