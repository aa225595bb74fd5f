"""Progress: what a campaign has come to so far, day by day, as its store has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from planner.findings import Refusal
from planner.snapshot import NONE, Ints, Role, Snapshot
from scenarios.growth.calendar import Calendar
from scenarios.growth.cascade import Cascade
from scenarios.growth.rates import Floats
from scenarios.growth.remarks import Remark
from scenarios.growth.staff import Staff


@dataclass(frozen=True, eq=False)
class Seen:
    """Counts at the end of each of the first k days of a campaign: k numbers each."""

    as_of: date
    asked: bool  # whether somebody named the day; else it is the last with anything recorded
    leaders: Ints | None  # trained, who are with us; None where no training is recorded
    trained: Ints | None  # rakshaks, likewise
    mitans: Ints
    pledges: Ints
    dated: bool  # whether it is known on which days mitans were enrolled
    rakshak: Ints  # for each mitan counted whose he is: index into People.ids
    found: Ints  # L: people of each level, trained or not
    remarks: tuple[Remark, ...]

    @property
    def days(self) -> int:
        """k, how many days are over."""
        return len(self.mitans)

    def staff(self, cascade: Cascade) -> Staff | None:
        """Who was found and trained so far, level by level; None where that is not recorded.

        Leaders trained are spread over their levels as leaders are wanted.
        """
        if self.leaders is None or self.trained is None:
            return None
        wanted = np.array(cascade.wanted[:-1])
        leaders = np.rint(np.outer(wanted / wanted.sum(), self.leaders)).astype(np.int64)
        return Staff(np.concatenate([leaders, self.trained[None, :]]), self.found)

    def last(self, name: str) -> int:
        """A count at the end of the last of these days; 0 where it is not known."""
        counts: Ints | None = getattr(self, name)
        return 0 if counts is None else int(counts[-1])


@dataclass(frozen=True, eq=False)
class _Events:
    """n things that happened: on which day (a proleptic ordinal, or NONE), and how many each."""

    name: str
    day: Ints
    count: Ints


def seen(snapshot: Snapshot, cascade: Cascade, as_of: date | None = None) -> Seen:
    """What is recorded up to and with a day; the last one with anything recorded where None.

    People and mitans who have left are not counted. Of a mitan enrolled twice the first day
    counts. Pledges of a day are those on the sheets, or the mitans who pledged where they are
    more. Raises Refusal where `as_of` is no day of the campaign, and where it is not told though
    all enrolments lack a day.
    """
    people, calendar = snapshot.people, cascade.calendar
    mitan, enrolled, rakshak = _enrolled(snapshot)
    trained = [
        _Events(name, people.trained[here], np.ones(here.sum(), dtype=np.int64))
        for name, role in (("leaders", Role.LEADER), ("trained", Role.RAKSHAK))
        for here in [people.active & (people.role == role) & (people.trained != NONE)]
    ]
    mitans = _Events("mitans", enrolled, np.ones(len(mitan), dtype=np.int64))
    pledges = _pledges(snapshot)
    asked = as_of is not None
    if as_of is None:
        as_of = _last_recorded([*trained, mitans, *pledges], calendar)
    days = calendar.at(as_of) + 1
    remarks: list[Remark] = []
    if all(len(events.day) == 0 for events in trained):
        by_day: list[Ints | None] = [None, None]
        remarks.append(Remark("training unknown", {}))
    else:
        by_day = [_by_day(events, calendar, days, remarks) for events in trained]
    enrolments = _by_day(mitans, calendar, days, remarks)
    pledged = np.max([_by_day(events, calendar, days, remarks) for events in pledges], axis=0)
    _remark_on_days(enrolled, calendar, days, remarks)
    if asked:
        remarks += _later([*trained, mitans, *pledges], calendar, as_of)
    return Seen(
        as_of=as_of,
        asked=asked,
        leaders=by_day[0],
        trained=by_day[1],
        mitans=enrolments,
        pledges=pledged,
        dated=len(enrolled) == 0 or bool((enrolled != NONE).any()),
        rakshak=rakshak[enrolled <= as_of.toordinal()],
        found=np.array(cascade.there),
        remarks=tuple(remarks),
    )


def _enrolled(snapshot: Snapshot) -> tuple[Ints, Ints, Ints]:
    """Each active mitan once: who, on which day (or NONE), by which rakshak."""
    rows = snapshot.enrolments
    there = snapshot.people.active[rows.mitan]
    mitan, day, rakshak = rows.mitan[there], rows.enrolled[there], rows.rakshak[there]
    order = np.lexsort((np.where(day == NONE, np.iinfo(np.int64).max, day), mitan))
    first = order[np.append(True, np.diff(mitan[order]) != 0)[: len(order)]]
    return mitan[first], day[first], rakshak[first]


def _pledges(snapshot: Snapshot) -> tuple[_Events, _Events]:
    """Two ways to count the same: sheets, and mitans marked as having pledged."""
    sheets, rows = snapshot.pledges, snapshot.enrolments
    signed = (rows.pledged != NONE) & snapshot.people.active[rows.mitan]
    order = np.lexsort((rows.pledged[signed], rows.mitan[signed]))
    mitan, day = rows.mitan[signed][order], rows.pledged[signed][order]
    first = np.append(True, np.diff(mitan) != 0)[: len(mitan)]
    marked = day[first]
    return (
        _Events("pledges", sheets.day, sheets.count),
        _Events("mitans pledged", marked, np.ones(len(marked), dtype=np.int64)),
    )


def _last_recorded(events: list[_Events], calendar: Calendar) -> date:
    """The last day of the campaign with anything recorded; its first where there is nothing.

    What is dated before the campaign counts as of its first day.
    """
    first, last = calendar.days[0].toordinal(), calendar.days[-1].toordinal()
    days = np.concatenate([one.day for one in events])
    within = days[(days != NONE) & (days <= last)]
    mitans = next(one for one in events if one.name == "mitans")
    if len(mitans.day) and (mitans.day == NONE).all():
        raise Refusal(
            f"{len(mitans.day):,} mitans are enrolled, and of none the day is known, so it is not "
            "known up to which day they go. Name it with --as-of DAY, or import enrolments with "
            "the column enrolled_on."
        )
    return date.fromordinal(int(within.max(initial=first)))


def _by_day(events: _Events, calendar: Calendar, days: int, remarks: list[Remark]) -> Ints:
    """How many there are at the end of each of the first `days` days.

    What has no day is spread like what has one, or put on the last of these days where nothing
    has one. Says in `remarks` what is dated outside.
    """
    first, last = calendar.days[0], calendar.days[-1]
    end = calendar.days[days - 1].toordinal()
    day, count = events.day, events.count
    known = day != NONE
    undated, dated = int(count[~known].sum()), int(count[known].sum())
    at = np.clip(day - first.toordinal(), 0, None)
    inside = known & (day <= end)
    total: Floats = np.cumsum(np.bincount(at[inside], count[inside], minlength=days), dtype=float)
    if dated:
        total *= (dated + undated) / dated
    else:
        total[-1] += undated
    for key, which, when in (
        ("before", known & (day < first.toordinal()), first),
        ("after", known & (day > last.toordinal()), last),
    ):
        number = int(count[which].sum())
        if number:
            remarks.append(Remark(key, {"what": events.name, "day": when, "count": number}))
    if undated:
        key = {"mitans": "undated" if dated else "all undated"}.get(events.name, "undated pledges")
        remarks.append(Remark(key, {"count": undated, "day": calendar.days[days - 1]}))
    return np.rint(total).astype(np.int64)


def _later(events: list[_Events], calendar: Calendar, as_of: date) -> list[Remark]:
    """Say how much of the campaign is recorded after the day up to which it is looked."""
    end, last = as_of.toordinal(), calendar.days[-1].toordinal()
    after = {one.name: int(one.count[(one.day > end) & (one.day <= last)].sum()) for one in events}
    after["pledges"] = max(after["pledges"], after.pop("mitans pledged"))
    return [Remark("later", {"day": as_of, **after})] if any(after.values()) else []


def _remark_on_days(enrolled: Ints, calendar: Calendar, days: int, remarks: list[Remark]) -> None:
    """Say how many were enrolled on days for which the phases have no enrolling."""
    at = enrolled - calendar.days[0].toordinal()
    at = at[(at >= 0) & (at < days)]
    idle = int((calendar.share["enrolling"][at] == 0).sum())
    if idle:
        remarks.append(Remark("not enrolling", {"count": idle}))
