"""Obstacles: rules that no plan can keep at one area, told beside the plan of all the others."""

from __future__ import annotations

import numpy as np

from planner.findings import Finding
from planner.problem import Problem
from planner.snapshot import NONE, Snapshot
from planner.wishes import counted, fault, where

SHEET = "sheet of areas"
LEAST = "campaign.toml, [workload] least_visits"


def impossible_areas(problem: Problem, snapshot: Snapshot) -> tuple[Finding, ...]:
    """One finding for each rule that no plan can keep at an area, by area; the rest is planned.

    `snapshot` is the one the problem was stated from: it holds how many different rakshaks the
    row of an area asks for, where the problem has no more than the area's visits.
    """
    everywhere = np.arange(len(problem.areas))
    ablest, elsewhere = (problem.ablest(everywhere, anywhere=far) for far in (False, True))
    visits, whole, least = problem.visits, problem.whole, problem.least_visits
    asked = snapshot.areas.different
    open_ = visits > 0
    strayed = open_ & (ablest == 0) & (elsewhere > 0)
    weak = open_ & (ablest > 0) & (ablest < least)
    alone = open_ & whole & (asked == 1) & (problem.reach < visits) & ~strayed & ~weak
    found = [
        *(
            (a, _too_many_asked(problem, a, asked[a]))
            for a in where(open_ & ~whole, asked > visits)
        ),
        *((a, _too_large_alone(problem, a, ablest[a])) for a in where(alone)),
        *((a, _whole_for_several(problem, a, asked[a])) for a in where(open_ & whole, asked > 1)),
        *((a, _too_weak(problem, a, ablest[a])) for a in where(weak)),
        *(
            (a, _too_crowded(problem, a))
            for a in where(open_ & ~whole & ~weak, asked <= visits, asked * least > visits)
            if asked[a] > 1
        ),
        *((a, _nobody_of_its_zone(problem, a, snapshot)) for a in where(strayed)),
    ]
    return tuple(finding for _, finding in sorted(found, key=lambda one: one[0]))


def _too_many_asked(problem: Problem, area: int, asked: int) -> Finding:
    message = (
        f"asks for {asked} different rakshaks but only {counted(problem.visits[area], 'visit')}"
    )
    mend = "raise its visits or lower the number of different rakshaks"
    return fault("ASK001", problem.areas[area], SHEET, message, mend)


def _too_large_alone(problem: Problem, area: int, ablest: int) -> Finding:
    holder = problem.holder[area]
    message = f"needs {counted(problem.visits[area], 'visit')} by one rakshak only (whole), but "
    if holder != NONE:
        can = problem.availability[holder]
        message += f"{problem.rakshaks[holder]}, who is pinned to it, can make {can}"
    elif ablest:
        message += f"the ablest who has its skills can make {ablest}"
    else:
        message += "nobody who may go out has its skills"
    mend = "let it be split (whole: no), lower its visits, or raise the availability of one rakshak"
    return fault("ASK013", problem.areas[area], SHEET, message, mend)


def _whole_for_several(problem: Problem, area: int, asked: int) -> Finding:
    message = f"goes to one rakshak only (whole) but asks for {asked} different rakshaks"
    mend = "let it be split (whole: no), or ask for one rakshak"
    return fault("ASK014", problem.areas[area], SHEET, message, mend)


def _too_weak(problem: Problem, area: int, ablest: int) -> Finding:
    least = problem.least_visits[area]
    message = (
        f"whoever goes there makes at least {counted(least, 'visit')}, "
        f"but the ablest who has its skills can make {ablest}"
    )
    mend = "lower least_visits, or raise the availability of somebody with its skills"
    return fault("ASK015", problem.areas[area], LEAST, message, mend)


def _too_crowded(problem: Problem, area: int) -> Finding:
    least, needed = problem.least_visits[area], problem.visits[area]
    message = (
        f"asks for {problem.different[area]} different rakshaks, and each makes at least "
        f"{counted(least, 'visit')}, but it needs {counted(needed, 'visit')}"
    )
    mend = "raise its visits, ask for fewer different rakshaks, or lower least_visits"
    return fault("ASK015", problem.areas[area], LEAST, message, mend)


def _nobody_of_its_zone(problem: Problem, area: int, snapshot: Snapshot) -> Finding:
    zone = snapshot.zones[snapshot.areas.zone[area]]
    message = f"teams keep to their zone, and nobody of zone {zone} who may go out has its skills"
    mend = 'send a team to this zone, or write zone = "prefer"'
    return fault("ASK016", problem.areas[area], "campaign.toml, [team] zone", message, mend)
