"""Explain: why an area has the rakshaks that it has in a plan, why a rakshak has his areas."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planner.assignment.reasons import (
    BARS,
    KEPT,
    LINKED,
    away_because,
    barred,
    counted,
    loaded_because,
    nearest_away,
    uncovered_because,
    way,
)
from planner.assignment.rules import uncovered_visits
from planner.assignment.swap import (
    Grounds,
    Swap,
    held_by,
    may_come,
    runner_up,
    solved_again,
    swapped,
)
from planner.problem import Problem
from planner.snapshot import NONE, Flags

SOLVED_AGAIN = 5  # assignments of one rakshak or area, the largest, whose swap is solved again

OWN, TEAM, OTHER, UNKNOWN = "own", "team", "other", "unknown"  # whose zone an area lies in


@dataclass(frozen=True)
class Way:
    """From a rakshak to an area: one way in metres, and whose zone the area lies in.

    `measured` is False where one of them is known by its zone only, or not at all.
    """

    metres: int
    measured: bool
    zone: str


@dataclass(frozen=True)
class Workload:
    """A rakshak's visits in the plan, what is fair for him (all in visits), and why he has them.

    `areas` are those he goes to with his visits there; `bars` counts the areas that need visits
    and are not open to him, by planner.assignment.reasons.BARS.
    """

    rakshak: str
    visits: int
    share: float
    least: int
    most: int
    available: int
    reason: str
    areas: dict[str, int]
    bars: dict[str, int]


@dataclass(frozen=True)
class RunnerUp:
    """Who would come next, and what that would cost; see Swap."""

    rakshak: str
    way: Way
    swap: Swap


@dataclass(frozen=True)
class Assignment:
    """One row of the plan. `fixed` says what keeps it as it is (see held_by), if anything."""

    area: str
    visits: int
    way: Way
    workload: Workload
    fixed: str
    runner_up: RunnerUp | None


@dataclass(frozen=True)
class Absence:
    """Somebody who does not come to an area though he is the nearest, and why.

    Where he may come, `swap` says what it would cost if he came in place of `instead_of`, who
    has the longest way of those whose visits he could make; None where there is no such one.
    """

    way: Way
    workload: Workload
    reason: str
    instead_of: str = ""
    swap: Swap | None = None


@dataclass(frozen=True)
class RakshakExplained:
    """A rakshak of the plan and each of his areas, by id."""

    workload: Workload
    assignments: tuple[Assignment, ...]


@dataclass(frozen=True)
class AreaExplained:
    """An area of the plan and each rakshak who comes, by id.

    `uncovered` visits are missing for `reason`; `able` rakshaks may come and have `spare` visits
    left, the others are counted in `bars`. `nearest` is None where the nearest one comes.
    """

    area: str
    visits: int
    different: int
    whole: bool
    reach: int
    uncovered: int
    reason: str
    able: int
    spare: int
    bars: dict[str, int]
    assignments: tuple[Assignment, ...]
    nearest: Absence | None


def explain_rakshak(given: Grounds, rakshak: int) -> RakshakExplained:
    """Why this rakshak (index into Problem.rakshaks) has his areas, and no more or less visits."""
    mine = given.rows.rakshak == rakshak
    return RakshakExplained(_workload(given, rakshak), _assignments(given, mine))


def explain_area(given: Grounds, area: int) -> AreaExplained:
    """Why these rakshaks come to this area (index into Problem.areas), and not the nearest one."""
    problem, rows = given.problem, given.rows
    everyone = np.arange(len(problem.rakshaks))
    bars = barred(problem, everyone, np.full_like(everyone, area))
    spare = problem.availability - rows.by_rakshak(len(everyone))
    return AreaExplained(
        area=str(problem.areas[area]),
        visits=int(problem.visits[area]),
        different=int(problem.different[area]),
        whole=bool(problem.whole[area]),
        reach=int(problem.reach[area]),
        uncovered=int(uncovered_visits(problem, rows)[area]),
        reason=_replanned(given, uncovered_because(problem, rows, area)),
        able=int((bars == "").sum()),
        spare=int(spare[bars == ""].sum()),
        bars=counted(bars),
        assignments=_assignments(given, rows.area == area),
        nearest=_absence(given, area),
    )


def _absence(given: Grounds, area: int) -> Absence | None:
    problem, rows = given.problem, given.rows
    away = nearest_away(problem, rows, area) if problem.visits[area] else None
    if away is None:
        return None
    reason = away_because(problem, rows, away, area)
    absence = Absence(_way(problem, away, area), _workload(given, away), reason)
    row = None if reason in BARS else _farthest(given, away, area)
    if row is None:
        return absence
    there, visits = int(rows.rakshak[row]), int(rows.visits[row])
    swap = solved_again(given, swapped(given, there, area, away, visits), there, area, visits)
    return replace(absence, instead_of=str(problem.rakshaks[there]), swap=swap)


def _farthest(given: Grounds, other: int, area: int) -> int | None:
    """The row at an area with the longest way, of those whose visits the other could make."""
    problem, rows = given.problem, given.rows
    metres = way(problem, rows.rakshak, rows.area)
    for row in np.flatnonzero(rows.area == area)[np.argsort(-metres[rows.area == area])].tolist():
        fixed = held_by(problem, int(rows.rakshak[row]), area)
        if not fixed and may_come(given, area, int(rows.visits[row]))[other]:
            return int(row)
    return None


def _assignments(given: Grounds, wanted: Flags) -> tuple[Assignment, ...]:
    """The rows of the plan that are wanted, explained; swaps solved again for the largest."""
    those = np.flatnonzero(wanted)
    largest = those[np.argsort(-given.rows.visits[those], kind="stable")[:SOLVED_AGAIN]]
    return tuple(_assignment(given, int(k), again=k in largest) for k in those)


def _assignment(given: Grounds, row: int, *, again: bool) -> Assignment:
    problem = given.problem
    rakshak, area = int(given.rows.rakshak[row]), int(given.rows.area[row])
    visits = int(given.rows.visits[row])
    fixed = held_by(problem, rakshak, area)
    return Assignment(
        area=str(problem.areas[area]),
        visits=visits,
        way=_way(problem, rakshak, area),
        workload=_workload(given, rakshak),
        fixed=fixed,
        runner_up=None if fixed else _runner_up(given, rakshak, area, visits, again=again),
    )


def _runner_up(
    given: Grounds, rakshak: int, area: int, visits: int, *, again: bool
) -> RunnerUp | None:
    other = runner_up(given, area, visits)
    if other is None:
        return None
    swap = swapped(given, rakshak, area, other, visits)
    if again:
        swap = solved_again(given, swap, rakshak, area, visits)
    return RunnerUp(str(given.problem.rakshaks[other]), _way(given.problem, other, area), swap)


def _way(problem: Problem, rakshak: int, area: int) -> Way:
    at, to = problem.rakshak_place, problem.area_place
    known = problem.ways is not None or (at.located[rakshak] and to.located[area])
    own, team, zone = at.zone[rakshak], problem.team_zone[rakshak], to.zone[area]
    whose = OTHER
    if zone == NONE or (own == NONE and team == NONE):
        whose = UNKNOWN
    elif zone in (own, team):
        whose = OWN if zone == own else TEAM
    metres = way(problem, np.array([rakshak]), np.array([area]))[0]
    return Way(int(metres), bool(known), whose)


def _replanned(given: Grounds, reason: str) -> str:
    """The reason; KEPT where nobody searched for better, so as to keep what there was."""
    return KEPT if given.replaces and reason == LINKED else reason


def _workload(given: Grounds, rakshak: int) -> Workload:
    problem, rows = given.problem, given.rows
    mine = rows.rakshak == rakshak
    visits = rows.visits[mine]
    least, most = problem.band()
    needing = np.flatnonzero(problem.visits > 0)
    return Workload(
        rakshak=str(problem.rakshaks[rakshak]),
        visits=int(visits.sum()),
        share=float(problem.fair_share()[rakshak]),
        least=int(least[rakshak]),
        most=int(most[rakshak]),
        available=int(problem.availability[rakshak]),
        reason=_replanned(given, loaded_because(problem, rows, rakshak)),
        areas=dict(zip(problem.areas[rows.area[mine]].tolist(), visits.tolist(), strict=True)),
        bars=counted(barred(problem, np.full_like(needing, rakshak), needing)),
    )
