"""COV: every rakshak has his mitans, and every area the visits and the people it asks for.

An area with 0 visits is closed: it asks for nobody.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planner.audit import evidence as needs
from planner.audit.evidence import Evidence, Skipped, given
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
    asked = np.minimum(problem.different, problem.visits)  # a closed one asks for none
    if not (asked > 1).any():
        raise Skipped("no area asks for several rakshaks")
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
    lived_in = lived_in[given(lived_in)]
    located = given(areas.zone) & evidence.asking
    zones, number = np.unique(areas.zone[located], return_counts=True)
    if not len(lived_in) or not len(zones):
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
    whole = (areas.whole == 1) | (~given(areas.whole) & small)
    if not (whole & (asked > 0)).any():
        raise Skipped("no area is for one rakshak only")
    for a in np.flatnonzero(whole & (there > 1)).tolist():
        those = evidence.snapshot.people.ids[rows.rakshak[rows.area == a]]
        yield of_area(evidence, a, f"is for one rakshak only, but {there[a]} go: {some(those)}")


@rule(
    "COV008",
    title="every zone where rakshaks live has an area",
    why="A zone without any area in the list was forgotten: its villages are nobody's.",
    remedy="list the areas of this zone (mitan import areas FILE), or correct the zone in the "
    "sheet",
    severity=Severity.WARNING,
    needs=[needs.areas, needs.rakshaks],
)
def zone_without_areas(evidence: Evidence) -> Iterator[Fault]:
    """Zones where active rakshaks live, but no open area lies."""
    people, areas = evidence.snapshot.people, evidence.snapshot.areas
    lived_in = people.zone[evidence.active_rakshaks]
    zones, number = np.unique(lived_in[given(lived_in)], return_counts=True)
    there = areas.zone[given(areas.zone) & evidence.asking]
    if not len(zones) or not len(there):
        raise Skipped("the zones of open areas or of rakshaks are not recorded")
    for k in np.flatnonzero(~np.isin(zones, there)).tolist():
        zone = evidence.zone_code(int(zones[k]))
        yield Fault(zone, zone, f"has {counted(number[k], 'active rakshak')} but no area")


@rule(
    "COV009",
    title="no category of the campaign is without an area",
    why="Whoever meets people only at markets misses those of colleges and toll plazas.",
    remedy="list the areas of this category (mitan import areas FILE); where there is none in "
    "the district, ignore this rule with that reason",
    severity=Severity.WARNING,
    needs=[needs.areas],
)
def category_without_areas(evidence: Evidence) -> Iterator[Fault]:
    """Categories of the policy to which no open area belongs."""
    areas, names = evidence.snapshot.areas, evidence.snapshot.categories
    if not evidence.asking.any():
        raise Skipped("every area is closed")
    used = {names[code] for code in np.unique(areas.category[evidence.asking]).tolist()}
    for code in evidence.policy.categories:
        if code not in used:
            yield Fault(code, "campaign.toml", "is a category of the campaign, but no area has it")


@rule(
    "COV010",
    title="the people who are known are reached",
    why="The campaign is for people, not for places: a few large areas can be half a zone.",
    remedy="plan again (mitan assign); if visits are missing, add rakshaks in this zone",
    needs=[needs.areas],
)
def people_not_reached(evidence: Evidence) -> Iterator[Fault]:
    """Zones where visits are planned for fewer than `least_reached` of the known people.

    Of an area with half its visits half its people are reached.
    """
    made, asked, areas = (
        evidence.visits_by_area,
        evidence.the_problem.visits,
        evidence.snapshot.areas,
    )
    known = (areas.people > 0) & (asked > 0)
    if not known.any():
        raise Skipped("of no open area is it known how many people there are")
    share = np.minimum(made, asked) / np.maximum(asked, 1)
    zones = len(evidence.snapshot.zones) + 1  # those without a zone come last
    living = np.bincount(areas.zone[known] % zones, areas.people[known], zones)
    reached = np.bincount(areas.zone[known] % zones, (areas.people * share)[known], zones)
    least = evidence.policy.audit.least_reached
    for z in np.flatnonzero((living > 0) & (reached < least * living)).tolist():
        zone = evidence.zone_code(z if z < zones - 1 else NONE)
        message = f"visits are planned for {reached[z]:.0f} of {living[z]:.0f} people "
        message += f"({reached[z] / living[z]:.1%}); at least {least:.0%} are asked for"
        yield Fault(zone, zone, message)


RULES = (
    short_of_quota,
    over_quota,
    empty_area,
    short_of_visits,
    too_few_rakshaks,
    zone_without_rakshaks,
    whole_area_shared,
    zone_without_areas,
    category_without_areas,
    people_not_reached,
)
