"""Rules: what a plan comes to in each tier, and which of the rules that no flow says it breaks."""

from __future__ import annotations

import numpy as np

from planner.assignment.network import unfairness
from planner.problem import Problem
from planner.snapshot import Flags, Ints, Pairs


def uncovered_visits(problem: Problem, rows: Pairs) -> Ints:
    """Visits that each of the A areas still lacks under these rows, each pair in one row.

    An area that wants n different rakshaks and sees d < n lacks the first visits of n - d
    others, however often those d go there.
    """
    areas = len(problem.areas)
    seen = np.bincount(rows.area, minlength=areas)
    made = rows.by_area(areas)
    wanted = np.minimum(problem.different, problem.visits)
    first = np.minimum(seen, wanted)
    lacking: Ints = wanted - first + np.maximum(problem.visits - wanted - (made - first), 0)
    return lacking


def tier_values(problem: Problem, rows: Pairs) -> dict[str, int]:
    """The value of each tier for these rows, by the definitions of planner.plan.Tier."""
    load = rows.by_rakshak(len(problem.rakshaks))
    return {
        "coverage": int(problem.priority @ uncovered_visits(problem, rows)),
        "balance": int(unfairness(problem, load).sum()),
        "cost": problem.total_cost(rows),
    }


def broken_rules(problem: Problem, rows: Pairs) -> Flags:
    """Which of n rows are too many for some rule: whole, ties, most areas, least visits.

    Without them every rule is kept, but their visits are uncovered. Pins are never among them,
    so of two that may not be together the one that is not pinned is.
    """
    pins = problem.pinned
    keys = problem.pair_key(rows.rakshak, rows.area)
    pinned = np.isin(keys, problem.pair_key(pins.rakshak, pins.area))
    several = np.bincount(rows.area, minlength=len(problem.areas)) > 1
    broken: Flags = (problem.whole & several)[rows.area]
    broken |= rows.visits < problem.least_visits[rows.area]
    broken &= ~pinned
    broken |= _beyond_most_areas(problem, rows, pinned)
    while True:
        more = _broken_ties(problem, rows, broken, pinned) & ~pinned & ~broken
        if not more.any():
            return broken
        broken |= more


def keeps_rules(problem: Problem, rows: Pairs) -> bool:
    """Whether rows keep every rule that no flow says, those with pins in them as well."""
    none: Flags = np.zeros(len(rows), dtype=bool)
    return not (broken_rules(problem, rows) | _broken_ties(problem, rows, none, none)).any()


def without_broken(problem: Problem, rows: Pairs) -> Pairs:
    """The rows that keep every rule together."""
    return rows.only(~broken_rules(problem, rows))


def _beyond_most_areas(problem: Problem, rows: Pairs, pinned: Flags) -> Flags:
    """Rows of a rakshak with too many areas: the smallest of those not pinned."""
    beyond: Flags = np.zeros(len(rows), dtype=bool)
    most = problem.rules.most_areas
    if most:
        order = np.lexsort((-rows.visits, ~pinned, rows.rakshak))
        first = np.searchsorted(rows.rakshak[order], rows.rakshak[order])
        beyond[order] = np.arange(len(order)) - first >= most
    return beyond & ~pinned


def _broken_ties(problem: Problem, rows: Pairs, out: Flags, pinned: Flags) -> Flags:
    """Rows that break a tie, of those that are not out already. Of two that are apart the one
    that is not pinned, or the other.
    """
    broken: Flags = np.zeros(len(rows), dtype=bool)
    for tied, own, shared in (
        ("areas", rows.area, rows.rakshak),
        ("rakshaks", rows.rakshak, rows.area),
    ):
        for same, ties in ((True, problem.together), (False, problem.apart)):
            for one, other in getattr(ties, tied).tolist():
                of_one, of_other = (own == one) & ~out, (own == other) & ~out
                common = np.intersect1d(shared[of_one], shared[of_other])
                if same:
                    broken |= (of_one | of_other) & ~np.isin(shared, common)
                else:
                    held = np.isin(shared, shared[of_other & pinned])
                    broken |= (of_other | (of_one & held)) & ~pinned & np.isin(shared, common)
    return broken
