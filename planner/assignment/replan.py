"""Replan: a plan for a question that has changed, in which the fewest visits change hands.

The order of the tiers is coverage, moves, balance, cost. Whatever of the old plan still fits is
kept as if it were pinned, and the rest is planned around it: any plan that covers as much with
as few moves keeps just these visits, so balance and cost are the best among them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from planner.assignment.coverage import least_uncovered
from planner.assignment.keeping import Kept, keep, known_rows, shared, visits_of
from planner.assignment.moves import fewest_moves, moved
from planner.assignment.part import merged, part, tied_rakshaks, within
from planner.assignment.rest import Solved, solve_rest
from planner.assignment.rules import keeps_rules, tier_values, uncovered_visits, without_broken
from planner.plan import (
    ALL_TIERS,
    FEASIBLE,
    MOVES,
    OPTIMAL,
    OPTIMAL_OVER_CANDIDATES,
    TIERS,
    Plan,
    Tier,
)
from planner.policy import SearchPolicy
from planner.problem import Problem
from planner.snapshot import Ints, Pairs
from planner.stages import Stage, stage

AROUND = (12, 40)  # rakshaks around an uncovered area who may pass visits on, step by step
MOST_TRIES = 200  # uncovered areas that are looked at in each such step
EFFORT = 1  # of SearchPolicy.effort, for each of them

Say = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class _Known:
    """Rows that cover more, and what is known of every plan: least coverage and moves."""

    rows: Pairs
    flow: int  # coverage of the best flow, whatever rules it breaks
    coverage: int
    moves: int = 0


@stage(Stage.SOLVE)
def replan(
    problem: Problem,
    old: Plan,
    search: SearchPolicy,
    *,
    seed: int = 0,
    progress: Say = lambda line: None,
) -> Plan:
    """The plan that replaces `old`, in the order coverage, moves, balance, cost.

    Moves are visits that somebody makes where he did not make them in the old plan. Where too
    much stays uncovered with all kept that fits, visits around the uncovered areas are let go,
    as few as cover the most. Pins of the problem hold; pairs of the old plan that are not in it
    are forgotten. No proof is kept with it: the prices are those of what was left to decide.
    Same problem, old plan, search and seed: same plan. Raises FlowError where a proof fails.
    """
    started = time.perf_counter()
    before = known_rows(problem, old)
    kept = keep(problem, before)
    progress(f"{int(kept.rows.visits.sum()):,} of {int(old.visits.sum()):,} visits are kept")
    first = solve_rest(problem, kept.rows, search, seed=seed, progress=progress)
    value, floor = _coverage(problem, first.rows), least_uncovered(problem).coverage
    known = _Known(first.rows, flow=floor, coverage=floor)
    if value > floor:
        known = _more_covered(problem, before, known, search, seed, progress)
    mended = _coverage(problem, known.rows) < value
    solved = first
    if mended:
        solved = _around(problem, before, first.rows, known.rows, search, seed, progress)
    answer = _answer(problem, old, before, kept, solved, known, mended=mended)
    return replace(answer, seed=seed, seconds=time.perf_counter() - started)


def _coverage(problem: Problem, rows: Pairs) -> int:
    return tier_values(problem, rows)["coverage"]


def _around(
    problem: Problem,
    before: Pairs,
    first: Pairs,
    better: Pairs,
    search: SearchPolicy,
    seed: int,
    progress: Say,
) -> Solved:
    """As good rows as can be found around rows that cover more than the `first` ones.

    What they keep of the old plan stays, and what they do otherwise than the first ones. Where
    so much is not covered again they all stay. Of two that are tied both are fixed, or neither.
    """
    changed = better.only(visits_of(problem, first, better) != better.visits)
    fixed = without_broken(problem, merged(problem, shared(problem, better, before), changed))
    solved = solve_rest(problem, fixed, search, seed=seed, progress=progress)
    if _coverage(problem, solved.rows) <= _coverage(problem, better):
        return solved
    return solve_rest(problem, better, search, seed=seed, progress=progress)


def _more_covered(
    problem: Problem,
    before: Pairs,
    known: _Known,
    search: SearchPolicy,
    seed: int,
    progress: Say,
) -> _Known:
    """Rows that cover more than these, with few visits changing hands; up to the bound if found.

    Around each uncovered area a few rakshaks may pass visits on: first few, then more, at last
    everybody where the campaign is small enough to look at all pairs.
    """
    rows, floor = known.rows, known.flow
    for size in AROUND:
        if size >= len(problem.rakshaks):
            break
        for area in _worst(problem, rows):
            if uncovered_visits(problem, rows)[area]:
                rows = _passed_on(problem, before, rows, area, size, search, seed)
        value = _coverage(problem, rows)
        progress(f"coverage {value:,} with {size} rakshaks around each uncovered area")
        if value == floor:
            return replace(known, rows=rows)
    rakshaks, areas = problem.shape
    if rakshaks * areas > search.all_pairs_up_to:
        return replace(known, rows=rows)
    best = fewest_moves(problem, before, search, seed=seed, progress=progress)
    tiers = best.tiers
    if tiers["coverage"].value <= _coverage(problem, rows):
        rows = best.rows
    least = max(floor, tiers["coverage"].bound or 0)
    return _Known(rows, floor, coverage=least, moves=tiers["cost"].bound or 0)


def _worst(problem: Problem, rows: Pairs) -> Iterator[int]:
    """Uncovered areas, those that lack most first."""
    lacking = problem.priority * uncovered_visits(problem, rows)
    order = np.argsort(-lacking, kind="stable")[:MOST_TRIES]
    yield from order[lacking[order] > 0].tolist()


def _passed_on(
    problem: Problem,
    before: Pairs,
    rows: Pairs,
    area: int,
    size: int,
    search: SearchPolicy,
    seed: int,
) -> Pairs:
    """The rows after the nearest rakshaks around an area have passed visits on among each other.

    The rows as they are where that covers no more.
    """
    those = _nearest(problem, rows, area, size)
    if len(those) == 0:  # nobody may go there
        return rows
    mine = np.isin(rows.rakshak, those)
    areas = np.union1d(rows.area[mine], [area])
    around = part(problem, rows, those, areas).with_any_load()
    less = search.model_copy(update={"effort": min(search.effort, EFFORT)})
    found = fewest_moves(around, within(before, those, areas), less, seed=seed).rows
    moved_on = Pairs(those[found.rakshak], areas[found.area], found.visits)
    new = merged(problem, rows.only(~mine), moved_on)
    values, earlier = tier_values(problem, new), tier_values(problem, rows)
    worse = values["coverage"] >= earlier["coverage"] or not keeps_rules(problem, new)
    return rows if worse else new


def _nearest(problem: Problem, rows: Pairs, area: int, size: int) -> Ints:
    """The nearest rakshaks who may go to an area and are not tied, and those who go there now."""
    free = ~tied_rakshaks(problem)
    able = np.flatnonzero(free)
    able = able[problem.allowed(able, np.full_like(able, area))]
    order = np.argsort(problem.cost(able, np.full_like(able, area)), kind="stable")
    there = rows.rakshak[rows.area == area]
    return np.union1d(able[order[:size]], there[free[there]])


def _answer(
    problem: Problem,
    old: Plan,
    before: Pairs,
    kept: Kept,
    solved: Solved,
    known: _Known,
    *,
    mended: bool,
) -> Plan:
    """The rows as a plan for the problem itself, with what is known of every tier."""
    rows, plan = solved.rows, solved.plan
    values = tier_values(problem, rows) | {MOVES: moved(problem, before, rows)}
    # Of the same coverage a plan makes so many visits at least, and keeps no more than `most`.
    made = _least_made(problem, rows, values["coverage"], known.flow)
    bounds: dict[str, int | None] = {
        "coverage": known.coverage,
        MOVES: max(made - kept.most, known.moves, 0),
    }
    # A plan that made fewer visits could keep less than all that fits, with no more moves.
    alike = kept.alone and not mended and values[MOVES] == made - kept.most
    bounds |= {name: solved.bounds[name] if alike else None for name in TIERS[1:]}
    tiers = _tiers(values, bounds)
    best = all(tier.value == tier.bound for tier in tiers.values())
    proved = OPTIMAL if plan.proved_over_all_pairs else OPTIMAL_OVER_CANDIDATES
    rakshaks, areas = problem.shape
    return replace(
        plan,
        inputs_digest=problem.digest,
        rakshak=problem.rakshaks[rows.rakshak],
        area=problem.areas[rows.area],
        visits=rows.visits,
        areas=areas,
        visits_needed=int(problem.visits.sum()),
        uncovered=int(uncovered_visits(problem, rows).sum()),
        tiers=tiers,
        status=proved if best else FEASIBLE,
        pairs_examined=solved.pairs_examined,
        pairs_possible=rakshaks * areas,
        replaces=old.digest,
        proof=None,  # its prices are those of the rest: they say nothing of what was kept
    )


def _least_made(problem: Problem, rows: Pairs, coverage: int, flow: int) -> int:
    """Visits that every plan of the same coverage makes, at the least.

    Where the best flow covers no more they are just as many as in these rows: sets of visits that
    a flow can make together are a matroid, and its sets of most weight are all of one size
    (Schrijver 2003, Combinatorial Optimization, chapters 39 and 40). Beyond that one visit of
    priority 2 may be left for two of priority 1.
    """
    if coverage == flow:
        return int(rows.visits.sum())
    return int(problem.visits.sum()) - coverage // int(problem.priority.min())


def _tiers(values: Mapping[str, int], bounds: Mapping[str, int | None]) -> dict[str, Tier]:
    """Each value with its bound, as far as the tiers before it are at theirs."""
    tiers: dict[str, Tier] = {}
    for name in ALL_TIERS:
        holds = all(tier.value == tier.bound for tier in tiers.values())
        tiers[name] = Tier(values[name], bounds[name] if holds else None)
    return tiers
