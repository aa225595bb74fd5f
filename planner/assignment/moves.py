"""Moves: rows that cover as much as can be, with the fewest visits in other hands than before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from planner.assignment.keeping import visits_of
from planner.assignment.solve import solve
from planner.plan import Tier
from planner.policy import SearchPolicy
from planner.problem import Problem, Rates
from planner.snapshot import NO_PAIRS, Flags, Pairs, summed

NO_RATES = Rates(same_zone=0, unknown=0, zone=0, language=0, organisation=0)


@dataclass(frozen=True, eq=False)
class Fewest:
    """Rows, and the tiers of the question they answer; there `cost` counts moves, or fewer."""

    rows: Pairs
    tiers: dict[str, Tier]


def moved(problem: Problem, before: Pairs, rows: Pairs) -> int:
    """Visits of these rows that nobody made there before."""
    return int(np.maximum(rows.visits - visits_of(problem, before, rows), 0).sum())


def fewest_moves(
    problem: Problem,
    before: Pairs,
    search: SearchPolicy,
    *,
    seed: int,
    progress: Callable[[str], None] = lambda line: None,
) -> Fewest:
    """Rows that leave least uncovered, and of these (nearly) the fewest moves; pins included.

    It is the usual question with other costs: a visit costs nothing where its rakshak made it
    before and 1 elsewhere, and any workload is fair. What somebody did at an area that may be
    split is asked for as an area of its own, so that more visits of his there cost 1 too. Where
    this cannot be (pins, several different rakshaks, rules of few areas or many visits) they
    cost nothing. It takes R x A numbers: for small problems.
    """
    apart = _taken_apart(problem, before)
    rakshaks, areas = problem.shape
    own = areas + np.arange(len(apart))
    ways = np.ones((rakshaks, areas + len(apart)), dtype=np.int64)
    known = ~np.isin(before.area, apart.area)
    ways[before.rakshak[known], before.area[known]] = 0
    ways[apart.rakshak, own] = 0

    of_area = np.concatenate([np.arange(areas), apart.area])
    visits = np.concatenate([problem.visits - apart.by_area(areas), apart.visits])
    bans = problem.bans
    again = [np.flatnonzero(bans.area == area) for area in apart.area.tolist()]
    banned = np.concatenate([np.arange(len(bans)), *again])
    where = np.concatenate([bans.area, np.repeat(own, [len(those) for those in again])])
    asked = replace(
        problem,
        areas=np.array([f"{k:07d}" for k in range(len(of_area))]),
        area_place=problem.area_place.only(of_area),
        visits=visits,
        different=np.minimum(problem.different[of_area], visits),
        priority=problem.priority[of_area],
        area_skills=problem.area_skills[of_area],
        area_languages=problem.area_languages[of_area],
        area_organisations=problem.area_organisations[of_area],
        whole=problem.whole[of_area],
        bans=Pairs(bans.rakshak[banned], where, bans.visits[banned]),
        rates=NO_RATES,
        tolerance=int(problem.visits.sum()),
        ways=ways,
    )
    plan = solve(asked, search, seed=seed, progress=progress)
    found = plan.pairs(asked.rakshaks, asked.areas)
    keys, at = np.unique(problem.pair_key(found.rakshak, of_area[found.area]), return_inverse=True)
    rows = Pairs(*np.divmod(keys, areas), summed(at, found.visits, len(keys)))
    return Fewest(rows, plan.tiers)


def _taken_apart(problem: Problem, before: Pairs) -> Pairs:
    """What was done at areas that may be split and still ask for all of it."""
    rules = problem.rules
    tied = len(problem.together) + len(problem.apart)
    if rules.most_areas or rules.least_visits > 1 or tied:
        return NO_PAIRS
    simple: Flags = ~problem.whole & (problem.different <= 1)
    simple[problem.pinned.area] = False
    # where less is asked for than was done, nobody can say whose visits are those asked for
    simple &= before.by_area(len(simple)) <= problem.visits
    return before.only(simple[before.area])
