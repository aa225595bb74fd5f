"""Imbalance: whose workload is not fair, zone by zone, and what would make every workload fair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from planner.assignment.changes import RECRUIT, Usual, with_recruits
from planner.assignment.coverage import can_be_fair
from planner.assignment.remedies import Answer, others_kept, smallest_that, without_ways
from planner.assignment.rules import uncovered_visits
from planner.assignment.solve import solve
from planner.problem import Problem
from planner.snapshot import NONE, summed

TOLERANCE, TRAIN = "tolerance", "train"


@dataclass(frozen=True)
class ZoneLoads:
    """Rakshaks of one zone (a code, or NONE) whose workloads are out of band, and by how much."""

    zone: int
    over: int  # rakshaks
    visits_over: int
    under: int  # rakshaks
    visits_under: int

    @property
    def visits(self) -> int:
        """Visits out of band, above and below."""
        return self.visits_over + self.visits_under


@dataclass(frozen=True)
class Evening:
    """A change under which every workload is fair. `amount` is, by kind:

    tolerance: visits of the band's tolerance; recruit: new rakshaks in `zone`, who make `each`
    visits and have the skills of the area `beside`; train: rakshaks with too few visits who learn
    these skills and belong to `zone` from then on (where it is NONE, to the zone they are from).
    """

    kind: str
    amount: int
    zone: int
    each: int
    beside: int  # index of an area, NONE for tolerance
    exact: bool  # it does; else some plan might, and none does with less
    smallest: bool  # proved: one less does not do


def out_of_band(answer: Answer) -> tuple[ZoneLoads, ...]:
    """The zones where somebody is out of band, most visits first."""
    problem = answer.problem
    load = answer.rows.by_rakshak(len(problem.rakshaks))
    least, most = problem.band()
    zones, zone = np.unique(problem.rakshak_place.zone, return_inverse=True)
    above, below = np.maximum(load - most, 0), np.maximum(least - load, 0)
    columns = [summed(zone, part.astype(np.int64), len(zones))
               for part in (above > 0, above, below > 0, below)]  # fmt: skip
    found = [ZoneLoads(*row) for row in np.stack([zones, *columns], axis=1).tolist()]
    uneven = (loads for loads in found if loads.visits)
    return tuple(sorted(uneven, key=lambda loads: (-loads.visits, loads.zone)))


def evenings(answer: Answer, usual: Usual) -> tuple[Evening, ...]:
    """What would bring everybody into his band, with all covered that the answer covers.

    A larger tolerance; new rakshaks beside those who have the most to do; or rakshaks with too
    little to do, trained to help them. Each is the least that does, as solved again.
    """
    if not out_of_band(answer):
        return ()
    beside = _heaviest(answer)
    helping = (
        () if beside is None else (_recruiting(answer, beside, usual), _training(answer, beside))
    )
    return (_tolerance(answer), *(evening for evening in helping if evening is not None))


def _tolerance(answer: Answer) -> Evening:
    """The smallest tolerance; where that cannot be solved for sure, the one of this very plan."""
    problem = answer.problem
    load = answer.rows.by_rakshak(len(problem.rakshaks))

    def wide(tolerance: int) -> Problem:
        return replace(problem, tolerance=tolerance)

    def holds_plan(tolerance: int) -> bool:
        return not problem.outside(load, *wide(tolerance).band()).any()

    narrow = problem.tolerance + 1
    amount = smallest_that(holds_plan, narrow, int(problem.availability.max()))
    if _is_sure(answer, problem):
        amount = smallest_that(lambda t: _is_fair(answer, wide(t)), narrow, amount)
    smallest = amount == narrow or not _by_flow(answer, wide(amount - 1))[0]
    return Evening(TOLERANCE, amount, NONE, 0, NONE, exact=True, smallest=smallest)


def _heaviest(answer: Answer) -> int | None:
    """The area where those who have too much to do, in the zone with most of it, do most."""
    problem, rows = answer.problem, answer.rows
    load = rows.by_rakshak(len(problem.rakshaks))
    above = np.maximum(load - problem.band()[1], 0)
    if not above.any():
        return None
    zones, zone = np.unique(problem.rakshak_place.zone, return_inverse=True)
    heaviest = summed(zone, above, len(zones)).argmax()
    theirs = ((above > 0) & (zone == heaviest))[rows.rakshak]
    return int(summed(rows.area[theirs], rows.visits[theirs], len(problem.areas)).argmax())


def _recruiting(answer: Answer, area: int, usual: Usual) -> Evening | None:
    """New ones who take over what is too much: not so many that nobody has anything to do."""
    each = max(usual.visits, 1)
    most = sum(loads.visits_over for loads in out_of_band(answer))
    return _helped(
        answer, RECRUIT, area, most, each, lambda n: with_recruits(answer.problem, area, n, each)
    )


def _training(answer: Answer, area: int) -> Evening | None:
    """Those with too few visits, who may not come, learn what is asked and change to its zone."""
    problem = answer.problem
    load = answer.rows.by_rakshak(len(problem.rakshaks))
    below = np.maximum(problem.band()[0] - load, 0)
    skills, zone = problem.area_skills[area], problem.area_place.zone[area]
    kept_away = (problem.rakshak_skills & skills) != skills
    if problem.rules.keep_to_zone and zone != NONE:
        kept_away |= (problem.team_zone != zone) & (problem.team_zone != NONE)
    below[~kept_away] = 0
    idle = np.argsort(-below, kind="stable")[: int((below > 0).sum())]

    def trained(count: int) -> Problem:
        learnt, home = problem.rakshak_skills.copy(), problem.team_zone.copy()
        learnt[idle[:count]] |= skills
        if zone != NONE:  # else they stay where they are at home: the area binds nobody to a zone
            home[idle[:count]] = zone
        return replace(problem, rakshak_skills=learnt, team_zone=home)

    return _helped(answer, TRAIN, area, len(idle), 0, trained)


def _helped(
    answer: Answer,
    kind: str,
    area: int,
    most: int,
    each: int,
    changed: Callable[[int], Problem],
) -> Evening | None:
    """The fewest helpers, 1 .. `most`, with whom everybody is in band; None where none are."""

    def fair(count: int) -> bool:
        return _is_fair(answer, changed(count))

    doubled = [1 << k for k in range(most.bit_length()) if 1 << k < most] + [most] * (most > 0)
    enough = next((count for count in doubled if fair(count)), None)
    if enough is None:
        return None
    amount = smallest_that(fair, enough // 2 + 1, enough)
    exact = _is_sure(answer, changed(amount))
    smallest = amount == 1 or not _by_flow(answer, changed(amount - 1))[0]
    zone = int(answer.problem.area_place.zone[area])
    return Evening(kind, amount, zone, each, area, exact, smallest)


def _by_flow(answer: Answer, problem: Problem) -> tuple[bool, bool]:
    """Whether a flow makes every workload fair, and whether that is exact; see can_be_fair.

    Where none does, no plan does.
    """
    kept = others_kept(problem, answer.rows, np.zeros(0, dtype=np.int64))
    return can_be_fair(kept, *problem.band())


def _is_fair(answer: Answer, problem: Problem) -> bool:
    """Whether some plan does, as far as that can be told (see _is_sure)."""
    fair, exact = _by_flow(answer, problem)
    if not fair or exact or not _is_small(answer, problem):
        return fair
    plan = solve(without_ways(problem), answer.search, seed=answer.seed)
    missing = uncovered_visits(answer.problem, answer.rows)
    covered = plan.tiers["coverage"].value <= int(answer.problem.priority @ missing)
    return covered and plan.tiers["balance"].value == 0


def _is_sure(answer: Answer, problem: Problem) -> bool:
    """Whether the problem is one that a flow answers, or small enough to be solved whole."""
    return _is_small(answer, problem) or _by_flow(answer, problem)[1]


def _is_small(answer: Answer, problem: Problem) -> bool:
    return len(problem.rakshaks) * len(problem.areas) <= answer.search.exact_up_to
