"""COV: every rakshak has his mitans, and every area the visits and the people it asks for.

An area with 0 visits is closed: it asks for nobody.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planner.audit import evidence as needs
from planner.audit.evidence import Evidence, Skipped
from planner.audit.rule import Fault, counted, of_area, of_person, rule, some
from planner.findings import Severity
from planner.snapshot import NONE, Flags


@rule(
    "COV001",
    title="every rakshak has his mitans",
    why="The campaign reaches people through the mitans of each rakshak; whoever is short leaves "
    "homes unreached.",
    remedy="enrol the missing mitans and import them: mitan import enrolments FILE",
    needs=[needs.rakshaks, needs.enrolments],
)
def short_of_quota(evidence: Evidence) -> Iterator[Fault]:
    """Active rakshaks with fewer active mitans than the quota, beyond its tolerance."""
    quota = evidence.policy.quota
    short = evidence.enrolled < quota.mitans_per_rakshak - quota.tolerance
    yield from _off_quota(evidence, short, "short")


@rule(
    "COV002",
    title="no rakshak has more mitans than he can look after",
    why="A rakshak knows and teaches so many people well; rows beyond that are often a slip in "
    "the sheet.",
    remedy="give the mitans beyond the quota to a rakshak who is short, in the sheet of "
    "enrolments, and import it again",
    needs=[needs.rakshaks, needs.enrolments],
)
def over_quota(evidence: Evidence) -> Iterator[Fault]:
    """Active rakshaks with more active mitans than the quota, beyond its tolerance."""
    quota = evidence.policy.quota
    over = evidence.enrolled > quota.mitans_per_rakshak + quota.tolerance
    yield from _off_quota(evidence, over, "over")


def _off_quota(evidence: Evidence, off: Flags, word: str) -> Iterator[Fault]:
    found = np.flatnonzero(evidence.active_rakshaks & off)
    wanted = evidence.policy.quota.mitans_per_rakshak
    for i, has in zip(found.tolist(), evidence.enrolled[found].tolist(), strict=True):
        message = f"has {has} of {counted(wanted, 'mitan')}, {abs(has - wanted)} {word}"
        yield of_person(evidence, i, message)


@rule(
    "COV003",
    title="every area has somebody",
    why="Nobody goes to an area that is in no rakshak's list.",
    remedy="plan again (mitan assign); if it stays empty, add rakshaks near it or raise how many "
    "visits they can make",
    needs=[needs.areas],
)
def empty_area(evidence: Evidence) -> Iterator[Fault]:
    """Areas that ask for visits and get none."""
    made, asked = evidence.visits_by_area, evidence.the_problem.visits
    for a in np.flatnonzero((asked > 0) & (made == 0)).tolist():
        yield of_area(evidence, a, f"needs {counted(asked[a], 'visit')} and has no rakshak")


@rule(
    "COV004",
    title="every area gets the visits it asks for",
    why="With fewer visits than planned for, a part of its people hears nothing.",
    remedy="plan again (mitan assign); if visits are still missing, add rakshaks near it, raise "
    "how many visits they can make, or lower the visits of the area",
    needs=[needs.areas],
)
def short_of_visits(evidence: Evidence) -> Iterator[Fault]:
    """Areas that get some of their visits, but not all (COV003 has those with none)."""
    made, asked = evidence.visits_by_area, evidence.the_problem.visits
    lacking = asked - made
    for a in np.flatnonzero((made > 0) & (lacking > 0)).tolist():
        visits = counted(asked[a], "visit")
        yield of_area(evidence, a, f"has {made[a]} of {visits}, {lacking[a]} short")


@rule(
    "COV005",
    title="areas that ask for different rakshaks get them",
    why="Some areas need more than one face: by shifts, for women and men, or so that one "
    "drop-out does not leave them alone.",
    remedy="plan again (mitan assign); if it stays so, add rakshaks near it or lower the "
    "number of different rakshaks",
    needs=[needs.areas],
)
def too_few_rakshaks(evidence: Evidence) -> Iterator[Fault]:
    """Areas with somebody, but fewer different rakshaks than asked (COV003 has the empty)."""
    there, problem = evidence.rakshaks_by_area, evidence.the_problem
    asked = np.where(problem.visits > 0, problem.different, 0)
    for a in np.flatnonzero((there > 0) & (there < asked)).tolist():
        message = f"has {there[a]} of {asked[a]} different rakshaks, {asked[a] - there[a]} short"
        yield of_area(evidence, a, message)


@rule(
    "COV006",
    title="every zone with areas has a rakshak of its own",
    why="People from elsewhere travel far and are not known there.",
    remedy="recruit rakshaks in this zone, or correct the zone in the sheet",
    severity=Severity.WARNING,
    needs=[needs.areas, needs.rakshaks],
)
def zone_without_rakshaks(evidence: Evidence) -> Iterator[Fault]:
    """Zones where open areas lie, but no active rakshak lives."""
    people, areas = evidence.snapshot.people, evidence.snapshot.areas
    lived_in = np.unique(people.zone[evidence.active_rakshaks])
    lived_in = lived_in[lived_in != NONE]
    located = (areas.zone != NONE) & (areas.visits != 0)
    zones, number = np.unique(areas.zone[located], return_counts=True)
    if len(lived_in) == 0 or len(zones) == 0:
        raise Skipped("the zones of open areas or of rakshaks are not recorded")
    for k in np.flatnonzero(~np.isin(zones, lived_in)):
        zone = evidence.zone_code(int(zones[k]))
        yield Fault(zone, zone, f"has {counted(number[k], 'area')} but no active rakshak")


@rule(
    "COV007",
    title="a whole area has one rakshak",
    why="A small place wants one face that it knows. Where several come, nobody feels responsible "
    "for it.",
    remedy="plan again (mitan assign); if the area may be shared after all, write 0 under 'whole' "
    "in the sheet of areas and import it again",
    needs=[needs.areas],
)
def whole_area_shared(evidence: Evidence) -> Iterator[Fault]:
    """Areas for one rakshak only to which several go.

    Those whose row says so, and by default those that ask for few visits (`whole_up_to` of the
    policy) and for no more than one rakshak.
    """
    there, asked = evidence.rakshaks_by_area, evidence.the_problem.visits
    areas, rows = evidence.snapshot.areas, evidence.standing
    small = (asked <= evidence.policy.workload.whole_up_to) & (areas.different == 1)
    whole = (areas.whole == 1) | ((areas.whole == NONE) & small)
    if not (whole & (asked > 0)).any():
        raise Skipped("no area is for one rakshak only")
    for a in np.flatnonzero(whole & (there > 1)).tolist():
        those = evidence.snapshot.people.ids[rows.rakshak[rows.area == a]]
        yield of_area(evidence, a, f"is for one rakshak only, but {there[a]} go: {some(those)}")


RULES = (
    short_of_quota,
    over_quota,
    empty_area,
    short_of_visits,
    too_few_rakshaks,
    zone_without_rakshaks,
    whole_area_shared,
)
