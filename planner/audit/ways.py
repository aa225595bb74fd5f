"""WRK006, WRK007: nobody is sent far away, or to and fro."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planner.audit import evidence as needs
from planner.audit.evidence import Evidence, Skipped
from planner.audit.rule import Fault, counted, kilometres, of_person, rule
from planner.findings import Severity


@rule(
    "WRK006",
    title="nobody has a far longer way than others",
    why="Who must go far goes seldom. One long way among short ones is often a slip of the pen.",
    remedy="look at both places on the map; correct the coordinates, or plan again: mitan assign",
    severity=Severity.WARNING,
    needs=[needs.rakshaks, needs.areas],
)
def far_away(evidence: Evidence) -> Iterator[Fault]:
    """Ways longer than `far` of the policy and than three interquartile ranges above the upper
    quartile of all ways ("far out": Tukey, Exploratory Data Analysis, 1977). Only between places
    that are both known by their coordinates.
    """
    rows, snapshot = evidence.standing, evidence.snapshot
    apart = snapshot.people.position[rows.rakshak] - snapshot.areas.position[rows.area]
    way = np.sqrt((apart**2).sum(axis=1))
    known = ~np.isnan(way)
    if not known.any():
        raise Skipped("no rakshak and area of the plan both have coordinates")
    lower, upper = np.quantile(way[known], (0.25, 0.75))
    most = max(float(upper + 3 * (upper - lower)), float(evidence.policy.audit.far))
    for k in np.flatnonzero(known & (way > most)).tolist():
        message = f"goes {kilometres(way[k])} to {snapshot.areas.ids[rows.area[k]]}; three of four "
        message += f"ways are under {kilometres(float(upper))}"
        yield of_person(evidence, int(rows.rakshak[k]), message)


@rule(
    "WRK007",
    title="nobody's areas lie far from one another",
    why="Who looks after places at two ends of the district is on the road, not among people.",
    remedy="plan again (mitan assign); or keep him to fewer areas: [workload] most_areas",
    severity=Severity.WARNING,
    needs=[needs.rakshaks, needs.areas],
)
def scattered(evidence: Evidence) -> Iterator[Fault]:
    """Rakshaks with an area farther than `far` of the policy from the middle of all of theirs."""
    rows, snapshot = evidence.standing, evidence.snapshot
    place = snapshot.areas.position[rows.area]
    known = ~np.isnan(place).any(axis=1)
    if not known.any():
        raise Skipped("no area of the plan has coordinates")
    who, place = rows.rakshak[known], place[known]
    number = np.bincount(who, minlength=len(snapshot.people.ids))
    total = np.stack([np.bincount(who, axis, len(number)) for axis in place.T], axis=1)
    apart = place - total[who] / number[who, None]
    away = np.zeros(len(number))
    np.maximum.at(away, who, np.sqrt((apart**2).sum(axis=1)))
    for i in np.flatnonzero(away > evidence.policy.audit.far).tolist():
        message = (
            f"has {counted(number[i], 'area')} as far as {kilometres(away[i])} from their middle"
        )
        yield of_person(evidence, i, message)


RULES = (far_away, scattered)
