"""PLG001 to PLG003, PLG007, PLG008: what is said of pledges can be true.

A sheet of pledges is signed by many, brought by a mitan and handed in by a rakshak; an enrolment
says besides when its mitan pledged himself.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planner.audit import evidence as needs
from planner.audit.evidence import Evidence, Skipped, given
from planner.audit.rule import Fault, counted, of_area, of_person, on_day, rule
from planner.findings import Severity
from planner.snapshot import NONE, UNKNOWN, Flags, Ints, Role, summed

FEW_UNITS = 5  # too few for a median that says what is usual


@rule(
    "PLG001",
    title="every sheet of pledges comes from a mitan",
    why="Pledges that nobody brought cannot be asked after; they swell the number and prove "
    "nothing.",
    remedy="write the mitan (and the rakshak who enrolled him) on the sheet and import it again: "
    "mitan import pledges FILE; or leave the sheet out",
    needs=[needs.pledges],
)
def without_mitan(evidence: Evidence) -> Iterator[Fault]:
    """Sheets that name no mitan, nobody's id, somebody who is no mitan or whom nobody enrolled, or
    that another rakshak handed in than the one who enrolled him.
    """
    sheets, people = evidence.snapshot.pledges, evidence.snapshot.people
    rows = evidence.snapshot.enrolments
    role = np.append(people.role, [NONE, NONE])[sheets.mitan]  # UNKNOWN and NONE find the last two
    is_mitan = role == Role.MITAN
    enrolled = np.isin(sheets.mitan, rows.mitan)
    size = len(people.ids) + 2  # so that UNKNOWN and NONE are no other pair
    own = np.isin(sheets.mitan * size + sheets.rakshak, rows.mitan * size + rows.rakshak)
    zone = _zones(evidence)
    for why, wrong in (
        ("names no mitan", ~given(sheets.mitan)),
        ("names a mitan who is not in this campaign", sheets.mitan == UNKNOWN),
        ("names somebody as its mitan who is none", given(role) & ~is_mitan),
        ("names a mitan whom no rakshak has enrolled", is_mitan & ~enrolled),
        (
            "was handed in by another rakshak than the one who enrolled its mitan",
            is_mitan & enrolled & ~own & given(sheets.rakshak),
        ),
    ):
        for k in np.flatnonzero(wrong).tolist():
            message = f"{why}, and bears {counted(sheets.count[k], 'pledge')}"
            yield Fault(str(sheets.ids[k]), evidence.zone_code(int(zone[k])), message)


@rule(
    "PLG002",
    title="nowhere do more people pledge than there are",
    why="A place of 100 people cannot give 130 pledges: some were counted twice, or never given.",
    remedy="count the sheets of this place again; if more people come there than known, correct "
    "'people' in the sheet of areas",
    needs=[needs.pledges],
)
def more_than_people(evidence: Evidence) -> Iterator[Fault]:
    """Areas with more pledges than people to reach; and zones where the people of all areas are
    known: a warning, for some who live there may be counted at none.
    """
    sheets, areas = evidence.snapshot.pledges, evidence.snapshot.areas
    if not given(areas.people).any():
        raise Skipped("of no area is it known how many people there are")
    placed = sheets.area >= 0
    signed = summed(sheets.area[placed], sheets.count[placed], len(areas.ids))
    for a in np.flatnonzero(given(areas.people) & (signed > areas.people)).tolist():
        message = f"has {counted(signed[a], 'pledge')}, but {areas.people[a]} people to reach"
        yield of_area(evidence, a, message)

    zones = len(evidence.snapshot.zones)
    inside, zone = given(areas.zone), _zones(evidence)
    unknown = np.bincount(areas.zone[inside & ~given(areas.people)], minlength=zones)
    living = summed(areas.zone[inside], areas.people[inside], zones)
    signed = summed(zone[given(zone)], sheets.count[given(zone)], zones)
    for z in np.flatnonzero((unknown == 0) & (living > 0) & (signed > living)).tolist():
        message = f"has {counted(signed[z], 'pledge')}, but its areas have {living[z]} people"
        code = evidence.zone_code(z)
        yield Fault(code, code, message, severity=Severity.WARNING)


def _zones(evidence: Evidence) -> Ints:
    """The zone of each sheet: its area's, else its rakshak's, else its mitan's, else NONE."""
    sheets, people = evidence.snapshot.pledges, evidence.snapshot.people
    lived_in = np.append(people.zone, [NONE, NONE])  # UNKNOWN and NONE find the last two
    zone = np.append(evidence.snapshot.areas.zone, [NONE, NONE])[sheets.area]
    for person in (sheets.rakshak, sheets.mitan):
        zone = np.where(given(zone), zone, lived_in[person])
    return zone


@rule(
    "PLG003",
    title="nobody takes more pledges in a day than a person can",
    why="Signing takes its minute. Thousands in a day by one person were counted, not taken.",
    remedy="ask who took them and write each person's sheets on his name; if pledges were taken "
    "faster, raise [audit] pledges_a_day in campaign.toml",
    needs=[needs.pledges],
)
def too_many_a_day(evidence: Evidence) -> Iterator[Fault]:
    """Mitans (rakshaks, where a sheet names no mitan) with more pledges on one day than
    `pledges_a_day` of the policy. Sheets without a date count as of one day.
    """
    sheets, most = evidence.snapshot.pledges, evidence.policy.audit.pledges_a_day
    who = np.where(given(sheets.mitan), sheets.mitan, sheets.rakshak)
    known = who >= 0
    pairs, at = np.unique(np.stack([who, sheets.day])[:, known], axis=1, return_inverse=True)
    taken = summed(at.ravel(), sheets.count[known], pairs.shape[1])
    for k in np.flatnonzero(taken > most).tolist():
        person, day = pairs[:, k].tolist()
        message = f"took {taken[k]} pledges {on_day(day)}; one person can take {most}"
        yield of_person(evidence, person, message)


@rule(
    "PLG007",
    title="the sheets bear out the mitans who are marked as pledged",
    why="Whoever is marked as pledged has signed some sheet. A mark without a signature is only "
    "said.",
    remedy="bring the missing sheets and import them (mitan import pledges FILE), or take the mark "
    "off those who did not sign",
    needs=[needs.rakshaks, needs.pledges],
)
def marked_only(evidence: Evidence) -> Iterator[Fault]:
    """Active rakshaks with more mitans marked as pledged than signatures on all their sheets."""
    marked = _marked(evidence)
    signed = _signed(evidence)
    short = evidence.active_rakshaks & (signed < marked)
    for i in np.flatnonzero(short).tolist():
        message = f"has {counted(marked[i], 'mitan')} marked as pledged, but "
        message += f"{counted(signed[i], 'signature')} on sheets of pledges"
        yield of_person(evidence, i, message)


def _marked(evidence: Evidence) -> Ints:
    """How many active mitans of each person are marked as pledged."""
    rows, people = evidence.snapshot.enrolments, evidence.snapshot.people
    marked = given(rows.pledged) & people.active[rows.mitan]
    return np.bincount(rows.rakshak[marked], minlength=len(people.ids))


def _signed(evidence: Evidence) -> Ints:
    """Signatures on the sheets that each person answers for as a rakshak."""
    count, rakshak = evidence.snapshot.pledges.count, evidence.answers_for
    known = rakshak >= 0
    return summed(rakshak[known], count[known], len(evidence.snapshot.people.ids))


@rule(
    "PLG008",
    title="no rakshak, team or zone brings many times the pledges of the others",
    why="One who brings several times what is usual is very good, or counts otherwise than the "
    "others. Look before the number is told.",
    remedy="count his sheets again, and phone some of the mitans who brought them",
    severity=Severity.WARNING,
    needs=[needs.rakshaks, needs.pledges, needs.enrolments],
)
def stands_out(evidence: Evidence) -> Iterator[Fault]:
    """Pledges for each mitan above `stands_out` of the policy times the median, of the rakshaks,
    the teams and the zones that have any; where there are five or more of them.
    """
    people, sums = evidence.snapshot.people, _signed(evidence)
    told = evidence.active_rakshaks & (evidence.enrolled > 0) & (sums > 0)
    if int(told.sum()) < FEW_UNITS:
        raise Skipped(f"fewer than {FEW_UNITS} rakshaks have mitans and pledges")
    who = np.flatnonzero(told)
    leaders = np.maximum(people.parent[who], NONE)
    for level, unit, names in (
        ("rakshaks", who, people.ids),
        ("teams", leaders, people.ids),
        ("zones", people.zone[who], np.array(evidence.snapshot.zones, dtype=np.str_)),
    ):
        counted_ones: Flags = given(unit)
        units, at = np.unique(unit[counted_ones], return_inverse=True)
        pledges = summed(at, sums[who][counted_ones], len(units))
        mitans = summed(at, evidence.enrolled[who][counted_ones], len(units))
        each = pledges / np.maximum(mitans, 1)
        if len(units) < FEW_UNITS:
            continue
        usual = float(np.median(each))
        for k in np.flatnonzero(each > evidence.policy.audit.stands_out * usual).tolist():
            message = f"brought {pledges[k]} pledges by {counted(mitans[k], 'mitan')}, "
            message += f"{each[k]:.1f} each; the median of the {level} is {usual:.1f}"
            if level == "zones":
                yield Fault(str(names[units[k]]), str(names[units[k]]), message)
            else:
                yield of_person(evidence, int(units[k]), message)


RULES = (
    without_mitan,
    more_than_people,
    too_many_a_day,
    marked_only,
    stands_out,
)
