"""Integral: from the flow that is best to the rows that are best while every rule is kept.

Whole areas, ties, at most so many areas, at least so many visits: what no flow can say is added
to the flow by diving, refined in neighbourhoods, and, where few pairs can be part of anything
better, searched through to the end.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from planner.assignment.diving import dive, likeliest_pairs, reduced_costs
from planner.assignment.model import Free, decide
from planner.assignment.refining import is_good, refine
from planner.assignment.relaxation import Relaxation
from planner.assignment.rules import keeps_rules, tier_values, without_broken
from planner.plan import TIERS
from planner.policy import SearchPolicy
from planner.problem import Problem
from planner.snapshot import Ints, Pairs
from planner.stages import Stage, stage

SEARCHED_THROUGH = 6_000  # pairs that one model may hold


@stage(Stage.RULES)
def keep_rules(
    problem: Problem,
    relaxed: Relaxation,
    search: SearchPolicy,
    progress: Callable[[str], None],
) -> tuple[Pairs, dict[str, int | None]]:
    """Rows that keep every rule, and below what a search showed that none can come, by TIERS.

    That is None where nothing was searched through, or a tier before not to its end.

    Where the flow keeps the rules it is the answer. A problem of at most `search.exact_up_to`
    pairs is searched through; so is a larger one where the prices leave few pairs in question.
    Each search and the refining get `search.effort` of deterministic time.
    """
    nothing: dict[str, int | None] = dict.fromkeys(TIERS)
    if keeps_rules(problem, relaxed.rows) and not problem.rates.team:
        return relaxed.rows, nothing
    keys = _with_ties(problem, likeliest_pairs(problem, relaxed))
    rows = without_broken(problem, dive(problem, relaxed, keys, progress))
    small = len(problem.rakshaks) * len(problem.areas) <= search.exact_up_to
    if not small:
        rows = refine(problem, relaxed, rows, keys, search, progress)
    left = _allowed(problem) if small else _left_in_question(problem, relaxed, rows, search)
    if len(left) == 0 and not small:
        return rows, nothing
    rakshaks, areas = problem.shape
    pins = problem.pair_key(problem.pinned.rakshak, problem.pinned.area)
    left = np.union1d(np.union1d(left, pins), problem.pair_key(rows.rakshak, rows.area))
    free = Free(problem, rows, np.arange(areas), np.arange(rakshaks), left)
    decided = decide(free, float(search.effort))
    told = ", ".join(f"{name} {decided.values[name]:,}" for name in TIERS)
    progress(f"{told}, searched through {len(left):,} pairs")
    return decided.rows, decided.bounds


def _allowed(problem: Problem) -> Ints:
    keys = np.arange(len(problem.rakshaks) * len(problem.areas))
    return keys[problem.allowed(*np.divmod(keys, len(problem.areas)))]


def _left_in_question(
    problem: Problem, relaxed: Relaxation, rows: Pairs, search: SearchPolicy
) -> Ints:
    """Pairs that may be part of better rows; none where these are good or too many are left.

    Rows that cost less than these cannot use a pair whose reduced cost alone is more than what
    these rows cost above the relaxation (reduced-cost fixing), so no other pair matters.
    """
    nothing = np.zeros(0, dtype=np.int64)
    values = tier_values(problem, rows)
    everything = len(problem.rakshaks) * len(problem.areas) <= search.all_pairs_up_to
    earlier = all(values[name] == relaxed.values[name] for name in TIERS[:-1])
    if not everything or not earlier or is_good(values, relaxed, search.gap):
        return nothing
    r, a = np.divmod(relaxed.keys, len(problem.areas))
    reduced = reduced_costs(problem, relaxed, r, a)
    if values["coverage"] == 0:  # then a whole area is all visits or none
        reduced = reduced * np.where(problem.whole[a], problem.visits[a], 1)
    left = relaxed.keys[reduced < values["cost"] - relaxed.values["cost"]]
    return left if len(left) <= SEARCHED_THROUGH else nothing


def _with_ties(problem: Problem, keys: Ints) -> Ints:
    """The pairs, and for areas that stay together each other's."""
    count = len(problem.areas)
    more = [keys]
    for one, other in problem.together.areas.tolist():
        both = np.isin(keys % count, (one, other))
        r = np.unique(keys[both] // count)
        more += [r * count + one, r * count + other]
    keys = np.unique(np.concatenate(more))
    return keys[problem.allowed(*np.divmod(keys, count))]
