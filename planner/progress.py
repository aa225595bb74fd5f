"""Progress: what the field has done, held against the plan in force, up to and with one day.

A visit counts as planned where the plan sends that rakshak to that area, up to the visits it gives
him there. All others are kept apart, as outside of the plan: so the counts of rakshaks, leaders,
zones and days add up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from planner.plan import Plan
from planner.policy import Policy
from planner.snapshot import NONE, Flags, Ints, Pairs, Role, Snapshot, Work, integers, summed

VISITS = ("awareness",)  # codes of the phases in which the planned visits are made
NEVER = 0  # in place of a day: nothing was ever reported


@dataclass(frozen=True)
class Window:
    """The days on which planned visits are made: proleptic ordinals, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many days these are."""
        return self.last - self.first + 1

    def over(self, days: Ints) -> Ints:
        """How many of them are over at the end of each of n days."""
        return np.clip(days - self.first + 1, 0, self.length)


@dataclass(frozen=True, eq=False)
class Days:
    """k days on which something was done or visits were to be made, in order. All have length k."""

    day: Ints  # proleptic ordinals
    visits: Ints  # made, planned or not
    done: Ints  # of them, those that the plan asks for
    due: Ints  # planned visits that should be made by the end of the day, from the first day on
    people: Ints
    frauds: Ints
    enrolments: Ints
    pledges: Ints


@dataclass(frozen=True, eq=False)
class Doings:
    """What each of n people has to do and has done, sorted by id. All have length n."""

    person: Ints  # index into People.ids
    planned: Ints  # visits in the plan
    done: Ints  # of them
    outside: Ints  # visits made that the plan does not ask for
    due: Ints  # planned visits that should be made by now, rounded down
    people: Ints
    frauds: Ints
    enrolments: Ints
    pledges: Ints
    last: Ints  # day of the last report, or NEVER
    still: Ints  # days for visits since then, up to now
    silent: Flags

    @property
    def behind(self) -> Flags:
        """Who has made fewer planned visits than are due, and is not silent."""
        behind: Flags = (self.done < self.due) & ~self.silent
        return behind


@dataclass(frozen=True, eq=False)
class Progress:
    """Done against plan, of the whole campaign or of some of its rakshaks."""

    as_of: date
    window: Window | None  # None: the policy has no phase of VISITS, so nothing is ever due
    days: Days
    doings: Doings
    untouched: Pairs  # planned visits at areas where nobody has made any
    areas: int  # of the plan
    later: int  # days of work after that day, in no number here
    undated: dict[str, int]  # enrolments and pledges whose day is not known, in no number here
    nobodys: int  # pledges of nobody who is known, in `days` only

    @property
    def over(self) -> int:
        """How many of the days for visits are over, that day included."""
        return _over(self.window, self.as_of.toordinal())

    def due(self, visits: int) -> int:
        """How many of so many planned visits should be made by now."""
        return visits * self.over // self.window.length if self.window else 0


@dataclass(frozen=True, eq=False)
class _Events:
    """n things that somebody did: index into People.ids (or NONE), day (or NONE), how many."""

    who: Ints
    day: Ints
    count: Ints

    def only(self, those: Flags) -> _Events:
        return _Events(self.who[those], self.day[those], self.count[those])

    def total(self, those: Flags) -> int:
        return int(self.count[those].sum())


@dataclass(frozen=True, eq=False)
class _Seen:
    """What is asked of some people by a day, and all that they have done."""

    given: Pairs
    done: Work
    counted: Ints  # visits of each row of `done` that the plan asks for
    events: dict[str, _Events]  # enrolments and pledges, all dated
    window: Window | None
    end: int  # the day


def measure(
    snapshot: Snapshot,
    plan: Plan,
    work: Work,
    policy: Policy,
    as_of: date,
    among: Flags | None = None,
) -> Progress:
    """Progress up to and with a day, of the people flagged in `among`, of everybody where None."""
    everybody = among is None
    ours = np.ones(len(snapshot.people.ids), dtype=bool) if among is None else among
    end = as_of.toordinal()
    pairs = plan.pairs(snapshot.people.ids, snapshot.areas.ids)
    pairs = pairs.only((pairs.rakshak != NONE) & (pairs.area != NONE))
    pairs = pairs.only(ours[pairs.rakshak])

    done = work.only(work.day <= end)
    touched = np.unique(done.area[done.visits > 0])
    done = done.only(ours[done.rakshak])
    events, undated = {}, {}
    for name, found in (("enrolments", _enrolled(snapshot)), ("pledges", _pledged(snapshot, end))):
        mine = found.only(np.where(found.who == NONE, everybody, ours[found.who]))
        undated[name] = mine.total(mine.day == NONE)
        events[name] = mine.only((mine.day != NONE) & (mine.day <= end))
    counted = _as_planned(pairs, done, len(snapshot.areas.ids))
    seen = _Seen(pairs, done, counted, events, visits_window(policy), end)
    return Progress(
        as_of=as_of,
        window=seen.window,
        days=_days(seen),
        doings=_doings(seen, snapshot, ours, policy.progress.silent_after),
        untouched=pairs.only(~np.isin(pairs.area, touched)),
        areas=len(np.unique(pairs.area)),
        later=int(ours[work.rakshak[work.day > end]].sum()),
        undated=undated,
        nobodys=events["pledges"].total(events["pledges"].who == NONE),
    )


def usual_day(snapshot: Snapshot, work: Work, policy: Policy, today: date) -> date:
    """The day up to which progress is measured where nobody names one.

    Today while the campaign is under way; else the last day of it on which something was done;
    today where nothing was.
    """
    now = today.toordinal()
    start = min((phase.start.toordinal() for phase in policy.phases), default=now + 1)
    end = max((phase.end.toordinal() for phase in policy.phases), default=now)
    if start <= now <= end:
        return today
    rows, sheets = snapshot.enrolments, snapshot.pledges
    days = np.concatenate([work.day, rows.enrolled, rows.pledged, sheets.day])
    days = days[(days != NONE) & (days <= min(now, end))]
    return date.fromordinal(int(days.max())) if len(days) else today


def visits_window(policy: Policy) -> Window | None:
    """From the first to the last day of the phases in which planned visits are made."""
    phases = [phase for phase in policy.phases if phase.code in VISITS]
    if not phases:
        return None
    first, last = min(phase.start for phase in phases), max(phase.end for phase in phases)
    return Window(first.toordinal(), last.toordinal())


def _over(window: Window | None, day: int) -> int:
    return int(window.over(integers([day]))[0]) if window else 0


def _as_planned(pairs: Pairs, done: Work, areas: int) -> Ints:
    """How many visits of each row of work the plan asks for: the first ones of a pair count."""
    key, wanted = done.rakshak * areas + done.area, pairs.rakshak * areas + pairs.area
    at = np.minimum(np.searchsorted(wanted, key), max(len(wanted) - 1, 0))
    limit = np.zeros_like(key)
    if len(wanted):
        limit = np.where(wanted[at] == key, pairs.visits[at], 0)
    so_far = np.cumsum(done.visits)
    begins = np.append(True, key[1:] != key[:-1])[: len(key)]
    before = np.maximum.accumulate(np.where(begins, so_far - done.visits, 0))
    so_far = so_far - before
    planned: Ints = np.minimum(so_far, limit) - np.minimum(so_far - done.visits, limit)
    return planned


def _enrolled(snapshot: Snapshot) -> _Events:
    """Each active mitan once, by the rakshak who enrolled him first."""
    rows = snapshot.enrolments
    there = np.flatnonzero(snapshot.people.active[rows.mitan])
    day = np.where(rows.enrolled == NONE, np.iinfo(np.int64).max, rows.enrolled)[there]
    there = there[np.lexsort((day, rows.mitan[there]))]
    there = there[_firsts(rows.mitan[there])]
    return _Events(rows.rakshak[there], rows.enrolled[there], np.ones(len(there), dtype=np.int64))


def _pledged(snapshot: Snapshot, end: int) -> _Events:
    """Pledges as the sheets tell them, or the mitans marked as having pledged where these are more.

    Both count the same people, so they are not added up.
    """
    sheets, rows = snapshot.pledges, snapshot.enrolments
    signed = np.flatnonzero((rows.pledged != NONE) & snapshot.people.active[rows.mitan])
    signed = signed[np.lexsort((rows.pledged[signed], rows.mitan[signed]))]
    signed = signed[_firsts(rows.mitan[signed])]
    marked = _Events(
        rows.rakshak[signed], rows.pledged[signed], np.ones(len(signed), dtype=np.int64)
    )
    rakshak_of = np.full(len(snapshot.people.ids) + 1, NONE)  # NONE takes the last
    rakshak_of[rows.mitan[::-1]] = rows.rakshak[::-1]
    known = np.where(sheets.mitan >= 0, rakshak_of[np.maximum(sheets.mitan, NONE)], NONE)
    who = np.where(sheets.rakshak >= 0, sheets.rakshak, known)
    told = _Events(who, sheets.day, sheets.count)
    by_now = [one.total((one.day != NONE) & (one.day <= end)) for one in (told, marked)]
    return told if by_now[0] >= by_now[1] else marked


def _firsts(label: Ints) -> Flags:
    """Of sorted labels the first of each kind."""
    return np.append(True, label[1:] != label[:-1])[: len(label)]


def _days(seen: _Seen) -> Days:
    done, window, events = seen.done, seen.window, seen.events
    days = [done.day, *(one.day for one in events.values())]
    if window:
        days.append(np.arange(window.first, min(window.last, seen.end) + 1))
    day = np.unique(np.concatenate(days))
    given = int(seen.given.visits.sum())

    def by_day(days: Ints, values: Ints) -> Ints:
        return summed(np.searchsorted(day, days), values, len(day))

    return Days(
        day=day,
        visits=by_day(done.day, done.visits),
        done=by_day(done.day, seen.counted),
        due=given * window.over(day) // window.length if window else np.zeros_like(day),
        people=by_day(done.day, done.people),
        frauds=by_day(done.day, done.frauds),
        **{name: by_day(one.day, one.count) for name, one in events.items()},
    )


def _doings(seen: _Seen, snapshot: Snapshot, ours: Flags, silent_after: int) -> Doings:
    """Of all active rakshaks among `ours`, and of whoever has something to do or has done it."""
    people, done, window = snapshot.people, seen.done, seen.window
    count = len(people.ids)
    found = {
        "planned": seen.given.by_rakshak(count),
        "done": summed(done.rakshak, seen.counted, count),
        "outside": summed(done.rakshak, done.visits - seen.counted, count),
        "people": summed(done.rakshak, done.people, count),
        "frauds": summed(done.rakshak, done.frauds, count),
    }
    for name, one in seen.events.items():
        known = one.only(one.who != NONE)
        found[name] = summed(known.who, known.count, count)
    last = np.full(count, NEVER)
    np.maximum.at(last, done.rakshak, done.day)
    somebody = ours & people.active & (people.role == Role.RAKSHAK)
    somebody |= (last != NEVER) | np.any([column > 0 for column in found.values()], axis=0)
    who = np.flatnonzero(somebody)
    found = {name: column[who] for name, column in found.items()}
    due = still = np.zeros(len(who), dtype=np.int64)
    if window:
        over = _over(window, seen.end)
        due, still = found["planned"] * over // window.length, over - window.over(last[who])
    silent = (still >= silent_after) & (found["done"] < found["planned"])
    return Doings(person=who, due=due, last=last[who], still=still, silent=silent, **found)
