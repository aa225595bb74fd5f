"""Reasons: why a pair is not in a plan, why visits are uncovered, why a workload is as it is.

Each is a short code; planner.report.explain says it in words.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.assignment.rules import uncovered_visits
from planner.problem import Problem
from planner.snapshot import NONE, Flags, Ids, Ints, Pairs

# what keeps a rakshak from an area whatever the plan is, the first that holds
UNAVAILABLE = "unavailable"  # he may not go out, or has no visits to make
SKILL = "skill"
BANNED = "banned"
FEW = "few"  # he can make fewer visits than the least that anybody makes there
ZONE = "zone"  # his team keeps to its zone
HELD = "held"  # the area is pinned as a whole to somebody else
BARS = (UNAVAILABLE, SKILL, BANNED, FEW, ZONE, HELD)

# what makes somebody who may come stay away
WHOLE = "whole"  # the area goes to one, and he can make fewer visits than it needs
FULL = "full"  # he makes all the visits that he can
AREAS = "areas"  # he goes to as many areas as anybody may
SHARE = "share"  # he has as many visits as are fair
DEARER = "dearer"  # more does not match than with those who come
ELSEWHERE = "elsewhere"  # the plan as a whole would be no better

# why visits are uncovered
NOBODY = "nobody"  # may come
DIFFERENT = "different"  # fewer may come than different ones are asked for
BUSY = "busy"  # all who may come make all the visits that they can
LINKED = "linked"  # they have visits left, but no better plan is known
KEPT = "kept"  # the plan replaces another one and keeps what it can of it

# why a workload is above or below what is fair
FAIR = "fair"
PINNED = "pinned"  # pins alone ask for more
NEEDED = "needed"  # nobody else who may come to his areas could do so within what is fair
BARRED = "barred"  # no area that needs visits is open to him
TAKEN = "taken"  # whoever goes to areas open to him would himself fall below what is fair


def barred(problem: Problem, rakshak: Ints, area: Ints) -> Ids:
    """One of BARS for each of n pairs, or an empty text where the pair may be used."""
    needed = problem.area_skills[area]
    home, zone = problem.team_zone[rakshak], problem.area_place.zone[area]
    holder = problem.holder[area]
    bans = problem.pair_key(problem.bans.rakshak, problem.bans.area)
    away = (home != zone) & (home != NONE) & (zone != NONE)
    holds = {
        UNAVAILABLE: problem.availability[rakshak] == 0,
        SKILL: (problem.rakshak_skills[rakshak] & needed) != needed,
        BANNED: np.isin(problem.pair_key(rakshak, area), bans),
        FEW: problem.availability[rakshak] < problem.least_visits[area],
        ZONE: away & problem.rules.keep_to_zone,
        HELD: (holder != NONE) & (holder != rakshak),
    }
    return np.select(list(holds.values()), list(holds), default="")


def counted(codes: Ids) -> dict[str, int]:
    """How often each of BARS is among the codes, in that order, without those that are not."""
    counts = {bar: int((codes == bar).sum()) for bar in BARS}
    return {bar: count for bar, count in counts.items() if count}


def way(problem: Problem, rakshak: Ints, area: Ints) -> Ints:
    """Metres of the way alone for each of n pairs: what a visit costs but for mismatches."""
    plain = replace(problem.rates, zone=0, language=0, organisation=0)
    return replace(problem, rates=plain).cost(rakshak, area)


def away_because(problem: Problem, rows: Pairs, rakshak: int, area: int) -> str:
    """Why somebody who has no visits at an area has none: a bar, or what else stands against it."""
    pair = np.array([rakshak]), np.array([area])
    bar = str(barred(problem, *pair)[0])
    if bar:
        return bar
    load = int(rows.visits[rows.rakshak == rakshak].sum())
    goes_to = int((rows.rakshak == rakshak).sum())
    there = rows.rakshak[rows.area == area]
    dearest = problem.cost(there, np.full_like(there, area)).max(initial=0)
    most_areas = problem.rules.most_areas
    for reason, holds in (
        (WHOLE, problem.whole[area] and problem.availability[rakshak] < problem.visits[area]),
        (FULL, load == problem.availability[rakshak]),
        (AREAS, most_areas and goes_to >= most_areas),
        (SHARE, load >= problem.band()[1][rakshak]),
        (DEARER, len(there) and problem.cost(*pair)[0] > dearest),
    ):
        if holds:
            return reason
    return ELSEWHERE


def nearest_away(problem: Problem, rows: Pairs, area: int) -> int | None:
    """Who is nearest to an area by the way alone; None where nobody is nearer than all who come.

    Of several as near the one with most visits to give.
    """
    everyone = np.arange(len(problem.rakshaks))
    metres = way(problem, everyone, np.full_like(everyone, area))
    near = np.flatnonzero(metres == metres.min())
    if np.isin(near, rows.rakshak[rows.area == area]).any():
        return None
    return int(near[np.argmax(problem.availability[near])])


def uncovered_because(problem: Problem, rows: Pairs, area: int) -> str:
    """Why an area lacks visits; an empty text where it lacks none."""
    if uncovered_visits(problem, rows)[area] == 0:
        return ""
    everyone = np.arange(len(problem.rakshaks))
    able = problem.allowed(everyone, np.full_like(everyone, area))
    spare = problem.availability - rows.by_rakshak(len(everyone))
    if not able.any():
        return NOBODY
    if able.sum() < problem.different[area]:
        return DIFFERENT
    if problem.reach[area] < problem.visits[area]:
        return WHOLE
    return LINKED if spare[able].any() else BUSY


def loaded_because(problem: Problem, rows: Pairs, rakshak: int) -> str:
    """Why somebody has the workload that he has, within what is fair, above or below."""
    load = rows.by_rakshak(len(problem.rakshaks))
    least, most = problem.band()
    if problem.availability[rakshak] == 0:
        return UNAVAILABLE
    if load[rakshak] > most[rakshak]:
        if problem.pinned.by_rakshak(len(load))[rakshak] > most[rakshak]:
            return PINNED
        own = rows.area[rows.rakshak == rakshak]
        room = (load < most) & (np.arange(len(load)) != rakshak)
        return LINKED if _may_any(problem, np.flatnonzero(room), own) else NEEDED
    if load[rakshak] < least[rakshak]:
        every = np.arange(len(problem.areas))
        open_: Flags = problem.allowed(np.full_like(every, rakshak), every)
        open_ &= problem.visits > 0
        if not open_.any():
            return BARRED
        generous = rows.rakshak[open_[rows.area] & (rows.rakshak != rakshak)]
        lacking = uncovered_visits(problem, rows)[open_].any()
        return LINKED if lacking or (load > least)[generous].any() else TAKEN
    return FAIR


def _may_any(problem: Problem, rakshaks: Ints, areas: Ints) -> bool:
    """Whether any of these rakshaks may go to any of these areas."""
    r, a = np.repeat(rakshaks, len(areas)), np.tile(areas, len(rakshaks))
    return bool(problem.allowed(r, a).any())
