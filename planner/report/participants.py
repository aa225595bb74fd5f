"""Participants: who took part where, counted by rakshak, leader, zone, place and day. Ids only.

Every count stands with one rakshak, who stands with one leader and in one zone: the sums over each
of these are the same. Whoever is not said is the row with an empty id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from graphs.tree import subtree_counts
from planner.audit.evidence import Evidence
from planner.report.document import Table
from planner.snapshot import NONE, Flags, Ids, Ints, Role, summed

COUNTS = ("enrolled", "pledged", "signed")  # mitans, of them those with a pledge, names on sheets
WORK = ("areas", "visits")
RAKSHAK_COLUMNS = (
    *("rakshak", "leader", "zone", "active"),
    *(*COUNTS, "first_pledge", "last_pledge", *WORK),
)
BELOW = tuple(f"{name}_below" for name in ("rakshaks", *COUNTS))
LEADER_COLUMNS = ("leader", "reports_to", "zone", "rakshaks", *COUNTS, *WORK, *BELOW)
ZONE_COLUMNS = (
    *("zone", "leaders", "rakshaks", *COUNTS),
    *("places", "places_visited", "visits_asked", "visits"),
)
PLACE_COLUMNS = (
    *("area", "category", "zone", "people"),
    *("visits_asked", "visits", "rakshaks", "signed"),
)
DAY_COLUMNS = ("zone", "day", *COUNTS)
PLAIN = ("leaders", "rakshaks", *COUNTS, "mitans", "mitans_pledged")
TOTALS = (*PLAIN, "places", "places_visited", "visits_asked", "visits")


@dataclass(frozen=True)
class Participants:
    """The tables, and the totals of the campaign by TOTALS.

    In `mitans` and `mitans_pledged` a mitan whom two rakshaks have enrolled is one person; in
    `enrolled` and `pledged` he counts with both.
    """

    rakshaks: Table
    leaders: Table
    zones: Table
    places: Table
    days: Table
    totals: Mapping[str, int]

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables, the smallest first."""
        return (self.zones, self.days, self.leaders, self.rakshaks, self.places)


@dataclass(frozen=True, eq=False)
class _Rows:
    """Whoever counts: n people, by index, and a last row for nobody. Arrays have length n + 1."""

    person: Ints  # index into People.ids; NONE is nobody
    leader: Ints  # index into People.ids, or NONE
    zone: Ints  # index into Snapshot.zones, or NONE
    counts: Ints  # (n + 1) x 3: COUNTS
    pledge_days: Ints  # (n + 1) x 2: first and last day of a pledge, or NONE
    work: Ints  # (n + 1) x 2: WORK


@dataclass(frozen=True, eq=False)
class _Events:
    """Enrolments, pledges and sheets, one below the other, each with how many it counts for."""

    row: Ints  # index into _Rows
    day: Ints  # proleptic ordinal, or NONE
    kind: Ints  # index into COUNTS
    count: Ints


def count_participants(evidence: Evidence) -> Participants:
    """Count everybody who is in `evidence`, as the campaign stands and by its plan, if any.

    Mitans who have left are not counted, as in quotas. A sheet of pledges counts for the rakshak
    who answers for it (Evidence.answers_for).
    """
    claimant = np.maximum(evidence.answers_for, NONE)
    person = _who_counts(evidence, claimant)
    events = _events(evidence, person, claimant)
    rows = _rows(evidence, person, events)
    places, places_table = _places(evidence)
    zones = _zones(evidence, rows, places)
    mitan, pledged = (_mitans(evidence, signed=signed) for signed in (False, True))
    totals = {
        "leaders": int(_active_leaders(evidence).sum()),
        "rakshaks": int(evidence.active_rakshaks.sum()),
        **dict(zip(COUNTS, rows.counts.sum(axis=0).tolist(), strict=True)),
        "mitans": len(mitan),
        "mitans_pledged": len(pledged),
        **dict(zip(TOTALS[len(PLAIN) :], places.sum(axis=0).tolist(), strict=True)),
    }
    return Participants(
        rakshaks=_rakshaks(evidence, rows),
        leaders=_leaders(evidence, rows),
        zones=zones,
        places=places_table,
        days=_days(evidence, rows, events),
        totals=totals,
    )


def _mitans(evidence: Evidence, *, signed: bool) -> Ints:
    """The active mitans whom anybody has enrolled, or those of them who have pledged; each once."""
    enrolments = evidence.snapshot.enrolments
    there = evidence.snapshot.people.active[enrolments.mitan]
    return np.unique(enrolments.mitan[there & (enrolments.pledged != NONE) if signed else there])


def _active_leaders(evidence: Evidence) -> Flags:
    people = evidence.snapshot.people
    leads: Flags = np.logical_and(people.role == Role.LEADER, people.active)
    return leads


def _who_counts(evidence: Evidence, claimant: Ints) -> Ints:
    """Active rakshaks and whoever else has enrolled somebody or handed in a sheet; then NONE."""
    counts = evidence.active_rakshaks.copy()
    counts[evidence.enrolments[1]] = True
    counts[claimant[claimant >= 0]] = True
    return np.append(np.flatnonzero(counts), NONE)


def _events(evidence: Evidence, person: Ints, claimant: Ints) -> _Events:
    enrolments, sheets = evidence.snapshot.enrolments, evidence.snapshot.pledges
    there = evidence.snapshot.people.active[enrolments.mitan]
    pledged = there & (enrolments.pledged != NONE)
    row_of = np.full(len(evidence.snapshot.people.ids) + 1, len(person) - 1)  # NONE takes the last
    row_of[person[:-1]] = np.arange(len(person) - 1)
    who = (enrolments.rakshak[there], enrolments.rakshak[pledged], claimant)
    day = (enrolments.enrolled[there], enrolments.pledged[pledged], sheets.day)
    sizes = [len(part) for part in who]
    return _Events(
        row=row_of[np.concatenate(who)],
        day=np.concatenate(day),
        kind=np.repeat(np.arange(len(COUNTS)), sizes),
        count=np.concatenate([np.ones(sum(sizes[:2]), dtype=np.int64), sheets.count]),
    )


def _rows(evidence: Evidence, person: Ints, events: _Events) -> _Rows:
    people, size = evidence.snapshot.people, len(person)
    counts = summed(events.row * 3 + events.kind, events.count, size * 3).reshape(size, 3)
    dated = (events.kind > 0) & (events.day != NONE)
    first = np.full(size, np.iinfo(np.int64).max)
    np.minimum.at(first, events.row[dated], events.day[dated])
    last = np.full(size, NONE)
    np.maximum.at(last, events.row[dated], events.day[dated])
    work = np.zeros((size, 2), dtype=np.int64)
    if evidence.plan is not None:
        areas = np.bincount(evidence.standing.rakshak, minlength=len(people.ids))
        work[:-1] = np.stack([areas, evidence.visits_by_person], axis=1)[person[:-1]]
    return _Rows(
        person=person,
        leader=np.maximum(np.append(people.parent[person[:-1]], NONE), NONE),
        zone=np.append(people.zone[person[:-1]], NONE),
        counts=counts,
        pledge_days=np.stack([np.where(last == NONE, NONE, first), last], axis=1),
        work=work,
    )


def _rakshaks(evidence: Evidence, rows: _Rows) -> Table:
    ids, zones = _named(evidence)
    active = np.append(evidence.snapshot.people.active, False)[rows.person]
    lines = [
        (who, leader, zone, int(serves), *counts, _day(first), _day(last), *work)
        for who, leader, zone, serves, counts, (first, last), work in zip(
            ids[rows.person].tolist(),
            ids[rows.leader].tolist(),
            zones[rows.zone].tolist(),
            active.tolist(),
            rows.counts.tolist(),
            rows.pledge_days.tolist(),
            rows.work.tolist(),
            strict=True,
        )
    ]
    return Table("rakshaks", RAKSHAK_COLUMNS, _without_empty_nobody(lines))


def _leaders(evidence: Evidence, rows: _Rows) -> Table:
    """Each leader with his own rakshaks, and with all who are below him."""
    people, (ids, zones) = evidence.snapshot.people, _named(evidence)
    size = len(people.ids)
    at = np.where(rows.leader == NONE, size, rows.leader)
    own = np.zeros((size + 1, 1 + len(COUNTS) + len(WORK)), dtype=np.int64)
    whom = np.append(evidence.active_rakshaks[rows.person[:-1]], False).astype(np.int64)
    np.add.at(own, at, np.concatenate([whom[:, None], rows.counts, rows.work], axis=1))
    shown = np.append(people.role == Role.LEADER, True)
    shown[at] = True
    up = np.append(np.maximum(people.parent, NONE), NONE)
    shown_up = np.where(shown[up] & (up != NONE), up, NONE)  # whoever leads nobody is no link
    below = subtree_counts(shown_up, own[:, : len(BELOW)])
    lines = [
        (str(ids[i]) if i < size else "", str(ids[up[i]]) if i < size else "",
         str(zones[people.zone[i]]) if i < size else "", *own[i].tolist(), *below[i].tolist())
        for i in np.flatnonzero(shown).tolist()
    ]  # fmt: skip
    return Table("leaders", LEADER_COLUMNS, _without_empty_nobody(lines))


def _places(evidence: Evidence) -> tuple[Ints, Table]:
    """For each area 1, whether it is visited, visits asked and made (n x 4); and the table."""
    snapshot, areas = evidence.snapshot, evidence.snapshot.areas
    size = len(areas.ids)
    asked = np.zeros(size, np.int64) if evidence.problem is None else evidence.problem.visits
    made = there = np.zeros(size, dtype=np.int64)
    if evidence.plan is not None:
        made, there = evidence.visits_by_area, evidence.rakshaks_by_area
    pledges = snapshot.pledges
    signed = summed(np.where(pledges.area >= 0, pledges.area, size), pledges.count, size + 1)
    zones = _named(evidence)[1]
    lines = [
        (area, snapshot.categories[category], zone, "" if people == NONE else people, *numbers)
        for area, category, zone, people, *numbers in zip(
            areas.ids.tolist(),
            areas.category.tolist(),
            zones[areas.zone].tolist(),
            areas.people.tolist(),
            *(column.tolist() for column in (asked, made, there, signed[:-1])),
            strict=True,
        )
    ]
    nobody = ("", "", "", "", 0, 0, 0, int(signed[-1]))
    table = Table("places", PLACE_COLUMNS, _without_empty_nobody([*lines, nobody]))
    return np.stack([np.ones(size, np.int64), (made > 0).astype(np.int64), asked, made], 1), table


def _zones(evidence: Evidence, rows: _Rows, places: Ints) -> Table:
    """People by the zone in which the rakshak lives, places by that in which they lie."""
    people, zones = evidence.snapshot.people, _named(evidence)[1]
    size = len(zones)
    table = np.zeros((size, len(ZONE_COLUMNS) - 1), dtype=np.int64)
    np.add.at(table[:, 0], people.zone[_active_leaders(evidence)], 1)  # NONE takes the last
    np.add.at(table[:, 1], people.zone[evidence.active_rakshaks], 1)
    np.add.at(table[:, 2:5], rows.zone, rows.counts)
    np.add.at(table[:, 5:], evidence.snapshot.areas.zone, places)
    lines = [(str(zones[z]), *table[z].tolist()) for z in range(size)]
    return Table("zones", ZONE_COLUMNS, _without_empty_nobody(lines))


def _days(evidence: Evidence, rows: _Rows, events: _Events) -> Table:
    zones = _named(evidence)[1]
    zone, day = rows.zone[events.row], events.day
    keys = np.stack([zone, day], axis=1).reshape(-1, 2)
    found, at = np.unique(keys, axis=0, return_inverse=True)
    counts = summed(at.ravel() * 3 + events.kind, events.count, len(found) * 3).reshape(-1, 3)
    lines = [
        (str(zones[z]), _day(d), *row)
        for (z, d), row in zip(found.tolist(), counts.tolist(), strict=True)
    ]
    return Table("days", DAY_COLUMNS, sorted(lines))


def _named(evidence: Evidence) -> tuple[Ids, Ids]:
    """Ids of people and codes of zones, each with an empty one at the end, which NONE takes."""
    snapshot = evidence.snapshot
    return np.append(snapshot.people.ids, ""), np.array([*snapshot.zones, ""], dtype=np.str_)


def _without_empty_nobody(lines: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """The lines without the last one, which is nobody's, where it counts nothing."""
    counts = [value for value in lines[-1] if isinstance(value, int)]
    return lines if any(counts) else lines[:-1]


def _day(ordinal: int) -> str:
    return "" if ordinal == NONE else date.fromordinal(ordinal).isoformat()
