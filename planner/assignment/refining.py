"""Refining: neighbourhood by neighbourhood, where most is lost, a plan is made better.

A neighbourhood is a few rakshaks who could share their areas otherwise; CP-SAT decides it anew
with all else fixed (large neighbourhood search; Shaw 1998). Rows never become worse.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import numpy as np

from planner.assignment.diving import reduced_costs
from planner.assignment.model import Free, decide
from planner.assignment.relaxation import Relaxation
from planner.assignment.rules import tier_values, uncovered_visits
from planner.plan import TIERS
from planner.policy import SearchPolicy
from planner.problem import Problem
from planner.snapshot import Ints, Pairs, integers, summed

PAIRS = (150, 300, 600, 1200, 2400)  # of one neighbourhood; more when fewer fail
A_DECISION = 0.25  # deterministic time for one tier of one neighbourhood
TRIED = 6  # rakshaks who might take an area over, those of the lowest reduced cost
OVERHEAD = 0.02  # deterministic time that setting one up is taken to cost


def refine(
    problem: Problem,
    relaxed: Relaxation,
    rows: Pairs,
    keys: Ints,
    search: SearchPolicy,
    progress: Callable[[str], None],
) -> Pairs:
    """Rows that are no worse in the order of TIERS, each rule kept that was kept.

    `keys` are the pairs that may be used. Ends where `search.gap` is reached, after
    `search.effort` of deterministic time, or where no neighbourhood of any size gets better.
    """
    keys = np.union1d(keys, problem.pair_key(rows.rakshak, rows.area))
    near = _Near(problem, relaxed, keys)
    values = tier_values(problem, rows)
    spent, last = 0.0, ""
    for size in range(len(PAIRS)):
        better = True
        while better and spent < search.effort:
            better = False
            done: set[int] = set()
            for seed in _worst_first(problem, relaxed, rows, values):
                if spent >= search.effort or is_good(values, relaxed, search.gap):
                    break
                if seed in done:
                    continue
                for pairs in PAIRS[size:]:
                    free = near.around(rows, seed, pairs)
                    before = free.values()
                    decided = decide(free, A_DECISION)
                    spent += decided.work + OVERHEAD
                    rows = decided.rows
                    better |= decided.values != before
                    for name in TIERS:
                        values[name] += decided.values[name] - before[name]
                    # what is uncovered or unfair without need is worth a wider look at once
                    least = replace(free, rows=relaxed.rows).values()
                    if not any(
                        decided.values[name] > least[name] for name in _above(values, relaxed)
                    ):
                        break
                done.update(free.areas.tolist())
            told = ", ".join(f"{name} {values[name]:,}" for name in TIERS)
            if told != last:
                progress(f"{told} with every rule kept")
            last = told
            if is_good(values, relaxed, search.gap):
                return rows
    return rows


def is_good(values: Mapping[str, int], relaxed: Relaxation, gap: float) -> bool:
    """Whether tiers are at their bounds, and the cost is at most so little above its own."""
    least = relaxed.values["cost"]
    return not _above(values, relaxed) and values["cost"] - least <= gap * least


def _above(values: Mapping[str, int], relaxed: Relaxation) -> list[str]:
    """Tiers before the cost that are not at their bounds."""
    return [name for name in TIERS[:-1] if values[name] > relaxed.values[name]]


def _worst_first(
    problem: Problem, relaxed: Relaxation, rows: Pairs, values: Mapping[str, int]
) -> list[int]:
    """Areas with something to gain by the relaxation's prices, those with most first.

    What lacks visits, or is held by somebody out of his band, comes before all others, where
    that tier is not at its bound.
    """
    above = _above(values, relaxed)
    areas = len(problem.areas)
    load = rows.by_rakshak(len(problem.rakshaks))
    least, most = problem.band()
    price = relaxed.proof.rakshak_price[:, -1]
    # By complementary slackness a best flow gives those with a price below 0 all they can make.
    idle = np.maximum(-price, 0) * np.maximum(most - load, 0)
    idle += np.maximum(price, 0) * np.maximum(load - least, 0)
    reduced = np.maximum(reduced_costs(problem, relaxed, rows.rakshak, rows.area), 0)
    loss = np.bincount(
        rows.area, reduced * rows.visits + idle[rows.rakshak], minlength=areas
    ).astype(np.float64)
    if "balance" in above:
        outside = problem.outside(load, least, most)
        loss += 1e15 * np.minimum(summed(rows.area, outside[rows.rakshak], areas), 1)
    if "coverage" in above:
        loss += 1e18 * uncovered_visits(problem, rows) * problem.priority
    order = np.argsort(-loss, kind="stable")
    worst: list[int] = order[loss[order] > 0].tolist()
    return worst


class _Near:
    """The pairs that may be used, and who is near to whom by them."""

    def __init__(self, problem: Problem, relaxed: Relaxation, keys: Ints) -> None:
        self.problem = problem
        r, a = np.divmod(keys, len(problem.areas))
        order = np.lexsort((reduced_costs(problem, relaxed, r, a), a))
        self.rakshak = r[order]
        self.first = np.searchsorted(a[order], np.arange(len(problem.areas) + 1))
        self.tied_areas = _tied(problem.together.areas, problem.apart.areas)
        self.tied_rakshaks = _tied(problem.together.rakshaks, problem.apart.rakshaks)

    def of(self, area: int) -> list[int]:
        """Rakshaks who may go to an area, those of the lowest reduced cost first."""
        rakshaks: list[int] = self.rakshak[self.first[area] : self.first[area + 1]].tolist()
        return rakshaks

    def around(self, rows: Pairs, seed: int, most: int) -> Free:
        """The free part around an area: who is there, who could be, and what they hold.

        Grown from rakshak to rakshak until about `most` pairs lie between its two sides.
        """
        chosen: list[int] = []
        areas: dict[int, set[int]] = {}
        waiting: list[int] = []
        pairs = self._joined(rows, seed, areas, chosen, waiting)
        for r in waiting:  # grows meanwhile
            if pairs >= most:
                break
            pairs += sum(r in may_come for may_come in areas.values())
            chosen.append(r)
            _join(waiting, self.tied_rakshaks[r])
            first, last = np.searchsorted(rows.rakshak, [r, r + 1])
            for area in rows.area[first:last].tolist():
                pairs += self._joined(rows, area, areas, chosen, waiting)
        rakshaks = integers(sorted(chosen))
        held = np.bincount(
            rows.area[~np.isin(rows.rakshak, rakshaks)], minlength=len(self.problem.areas)
        )
        # A whole area that somebody else holds has nothing to give
        free = [a for a in sorted(areas) if not (self.problem.whole[a] and held[a])]
        count = len(self.problem.areas)
        keys = [r * count + area for area in free for r in areas[area].intersection(chosen)]
        return Free(self.problem, rows, integers(free), rakshaks, np.sort(integers(keys)))

    def _joined(
        self,
        rows: Pairs,
        area: int,
        areas: dict[int, set[int]],
        chosen: list[int],
        waiting: list[int],
    ) -> int:
        """Take an area and those tied to it into the part; how many pairs that makes."""
        pairs = 0
        for one in (area, *self.tied_areas[area]):
            if one in areas:
                continue
            may_come = self.of(one)
            areas[one] = set(may_come)
            pairs += sum(r in areas[one] for r in chosen)
            there = rows.rakshak[rows.area == one].tolist() if one != area or not chosen else []
            _join(waiting, (*there, *may_come[:TRIED]))
        return pairs


def _join(waiting: list[int], more: Iterable[int]) -> None:
    """Line up those who do not stand in line yet."""
    for one in more:
        if one not in waiting:
            waiting.append(one)


def _tied(*ties: Ints) -> defaultdict[int, list[int]]:
    """For each index those that are tied to it."""
    tied: defaultdict[int, list[int]] = defaultdict(list)
    for one, other in np.concatenate(ties).tolist():
        tied[one].append(other)
        tied[other].append(one)
    return tied
