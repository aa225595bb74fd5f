"""Remedies: what would mend a shortage, the least of it, each proved by solving again.

A remedy is put into the problem and the question asked anew. How much of it is needed is asked of
the shortage alone, everybody else keeping what he has; what is then left uncovered is asked of
the whole campaign.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from planner.assignment.changes import (
    AVAILABILITY,
    RECRUIT,
    Change,
    Told,
    Usual,
    changes_for,
)
from planner.assignment.coverage import Left, least_uncovered
from planner.assignment.filling import fill
from planner.assignment.moves import NO_RATES
from planner.assignment.rules import uncovered_visits
from planner.assignment.shortfall import Shortage
from planner.assignment.solve import solve
from planner.policy import SearchPolicy
from planner.problem import Problem
from planner.snapshot import Ints, Pairs

MOST_REMEDIES = 3  # told for one shortage
ANY_LOAD = 10**6  # visits of tolerance: no workload is out of band


@dataclass(frozen=True, eq=False)
class Answer:
    """A plan's rows for a problem, and how such questions are to be searched."""

    problem: Problem
    rows: Pairs  # indices into the problem, sorted
    search: SearchPolicy
    seed: int = 0


@dataclass(frozen=True)
class Remedy:
    """A change that covers more: the least of it that does as much as it can."""

    kind: str
    told: Told
    uncovered_after: int  # visits, in the whole campaign
    coverage_after: int  # priority x visits: the coverage tier's value
    exact: bool  # no plan leaves less; else at most so many are left
    smallest: bool  # proved: one step less does not do as much


def remedies(answer: Answer, shortage: Shortage, usual: Usual) -> tuple[Remedy, ...]:
    """What covers more of a shortage: recruiting, higher availability, then rules; at most three.

    Availability is raised in the areas' own zone where that does as much as anywhere. Of rules
    those that leave least come first.
    """
    found: dict[str, Remedy] = {}
    for change in changes_for(answer.problem, shortage, usual):
        before = found.get(change.kind)
        if before is not None and before.coverage_after == 0:
            continue
        remedy = _least(answer, shortage, change)
        if remedy and (before is None or remedy.coverage_after < before.coverage_after):
            found[change.kind] = remedy
    usually = [found.pop(kind) for kind in (RECRUIT, AVAILABILITY) if kind in found]
    rules = sorted(found.values(), key=lambda remedy: remedy.coverage_after)
    return (*usually, *rules)[:MOST_REMEDIES]


def left_after(answer: Answer, problem: Problem, shortage: Shortage) -> Left:
    """What the problem, a changed one, leaves uncovered at least, as far as that can be told.

    Exact where a flow says all rules, where a plan that fills up the answer's rows (the shortage
    first) comes to the flow's bound, or where the problem is small enough to be proved by `solve`.
    """
    flow = least_uncovered(problem)
    if flow.exact:
        return flow
    missing = uncovered_visits(problem, fill(problem, answer.rows, shortage.areas))
    value = int(problem.priority @ missing)
    filled = Left(int(missing.sum()), value, value == flow.coverage)
    if filled.exact or len(problem.rakshaks) * len(problem.areas) > answer.search.exact_up_to:
        return filled
    only = without_ways(replace(problem, tolerance=ANY_LOAD))
    plan = solve(only, answer.search, seed=answer.seed)
    tier = plan.tiers["coverage"]
    solved = Left(plan.uncovered, tier.value, tier.value == tier.bound)
    return min(solved, filled, key=lambda left: left.coverage)


def _least(answer: Answer, shortage: Shortage, change: Change) -> Remedy | None:
    """The fewest steps of a change that cover as much of the shortage as all of them do.

    A flow tells how few might do, as it leaves no more than any plan; from there on it is solved.
    """

    def alone(step: int) -> Problem:
        return others_kept(change.apply(step), answer.rows, shortage.areas)

    def solved(step: int) -> Left:
        return left_after(answer, alone(step), shortage)

    def bound(step: int) -> int:
        return least_uncovered(alone(step)).coverage

    problem = answer.problem
    now = int(problem.priority[shortage.areas] @ shortage.missing)
    if bound(change.steps) >= now:
        return None
    best = solved(change.steps).coverage
    if best >= now:
        return None
    least = smallest_that(lambda step: bound(step) <= best, 1, change.steps)
    step = smallest_that(lambda step: solved(step).coverage <= best, least, change.steps)
    smallest = step == least
    if not smallest:
        fewer = solved(step - 1)
        smallest = fewer.exact and fewer.coverage > best
    after = left_after(answer, change.apply(step), shortage)
    if after.coverage >= int(problem.priority @ uncovered_visits(problem, answer.rows)):
        return None
    told = change.tell(step)
    return Remedy(change.kind, told, after.visits, after.coverage, after.exact, smallest)


def without_ways(problem: Problem) -> Problem:
    """The problem where every way is nothing, so that nobody need look for the best of them."""
    return replace(problem, rates=NO_RATES, ways=np.zeros(problem.shape, dtype=np.int64))


def smallest_that(does: Callable[[int], bool], low: int, high: int) -> int:
    """The smallest number in low .. high that does, where all larger ones do; `high` is known to.

    Steps that double, then bisection: quick where the answer is near `low`.
    """
    fails, reach = low - 1, low
    while reach < high and not does(reach):
        fails, reach = reach, min(low + 2 * (reach - low) + 1, high)
    while reach - fails > 1:
        middle = (fails + reach) // 2
        if does(middle):
            reach = middle
        else:
            fails = middle
    return reach


def others_kept(problem: Problem, rows: Pairs, areas: Ints) -> Problem:
    """The problem where short areas other than these ask for no more than the rows give them."""
    missing = uncovered_visits(problem, rows)
    missing[areas] = 0
    visits = problem.visits - missing
    seen = np.bincount(rows.area, minlength=len(visits))
    fewer = np.minimum(problem.different, np.minimum(seen, visits))
    return replace(
        problem, visits=visits, different=np.where(missing > 0, fewer, problem.different)
    )
