"""Calendar: which days a campaign has, and what may be done on each, from its phases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from itertools import pairwise

import numpy as np

from planner.findings import Finding, Refusal, Severity
from planner.policy import Phase, Policy, load
from scenarios.growth.rates import Floats

ACTIVITIES = ("forming", "recruiting", "training", "enrolling", "visiting", "pledging")
MOST_DAYS = 400
SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """D days in a row. `share` gives for each activity how much of it a day has: D numbers from
    0, nothing, to 1, all.
    """

    days: tuple[date, ...]
    weekend: np.ndarray  # D, bool
    share: Mapping[str, Floats]
    phases: tuple[Phase, ...]
    activity: Mapping[str, Mapping[str, float]]  # how much of each is done in which phase

    def __len__(self) -> int:
        return len(self.days)

    def at(self, day: date) -> int:
        """The place of a day. Raises Refusal where the campaign does not have it."""
        if not self.days[0] <= day <= self.days[-1]:
            raise Refusal(
                f"{day} is no day of the campaign, which goes from {self.days[0]} to "
                f"{self.days[-1]}. Change the phases in campaign.toml, or name another day."
            )
        return (day - self.days[0]).days

    def first(self, name: str) -> int:
        """The place of the first day on which there is any of an activity."""
        return int(np.flatnonzero(self.share[name])[0])

    def shortest(self, name: str = "visiting") -> int:
        """How many days are left where an activity is shortened as far as `lengthened` can."""
        start = self.days[self.first(name)]
        return len(self) - min((p.end - p.start).days for p in self.phases if p.start == start)

    def lengthened(self, days: int, name: str = "visiting") -> Calendar:
        """The same with so many days more of an activity; fewer where `days` is below 0.

        The phases with which the activity begins start so much earlier and end as before; those
        that start before them are moved as a whole, and the last day stays. Raises Refusal where
        such a phase would have no day left.
        """
        start = self.days[self.first(name)]
        back = timedelta(days=days)
        phases = []
        for phase in self.phases:
            moved = {"start": phase.start - back} if phase.start <= start else {}
            if phase.start < start:
                moved["end"] = phase.end - back
            phases.append(phase.model_copy(update=moved))
            if phases[-1].start > phases[-1].end:
                raise Refusal(f"The phase {phase.code} cannot be {-days} days shorter.")
        return laid_out(tuple(phases), self.activity)


def calendar(policy: Policy, activity: Mapping[str, Mapping[str, float]]) -> Calendar:
    """The days of a policy's phases; `activity` says how much of each is done in which phase.

    Where phases overlap, a day has as much as the one with most. Raises Refusal, with a finding
    for each fault, where the phases cannot be those of a campaign.
    """
    faults = _faults(policy, activity)
    if faults:
        raise Refusal(
            f"The phases of {policy.campaign.name} cannot be simulated: {len(faults)} fault(s).",
            findings=faults,
        )
    return laid_out(policy.phases, activity)


def laid_out(phases: tuple[Phase, ...], activity: Mapping[str, Mapping[str, float]]) -> Calendar:
    """The days of phases that are known to be in order."""
    first = min(phase.start for phase in phases)
    count = (max(phase.end for phase in phases) - first).days + 1
    days = tuple(date.fromordinal(first.toordinal() + k) for k in range(count))
    share = {name: np.zeros(count) for name in ACTIVITIES}
    for phase in phases:
        within = slice((phase.start - first).days, (phase.end - first).days + 1)
        for name, much in activity.items():
            share[name][within] = np.maximum(share[name][within], much.get(phase.code, 0.0))
    weekend = np.array([day.weekday() >= SATURDAY for day in days])
    return Calendar(days, weekend, share, phases, activity)


def all_days(calendars: Sequence[Sequence[date]]) -> tuple[date, ...]:
    """From the first day of any of the calendars to the last, without a gap."""
    first, last = min(days[0] for days in calendars), max(days[-1] for days in calendars)
    return tuple(first + timedelta(days=k) for k in range((last - first).days + 1))


def laid_on(days: Sequence[date], first: date, counts: Floats) -> Floats:
    """Counts of days from `first` on (n x D), as n x the days given, which hold all of them.

    Before there is nothing yet; after the last it stays at what it came to.
    """
    before = (first - days[0]).days
    after = len(days) - before - counts.shape[1]
    held: Floats = np.pad(counts, ((0, 0), (0, after)), mode="edge")
    return np.pad(held, ((0, 0), (before, 0)))


def _faults(policy: Policy, activity: Mapping[str, Mapping[str, float]]) -> list[Finding]:
    """What is wrong with the phases: one that is missing, unknown, too early, or too late.

    An activity is placed by the phases that have most of it.
    """
    found = _unknown(policy, activity)
    span: dict[str, tuple[date, date]] = {}
    for name in ACTIVITIES:
        of_phase = activity.get(name, {})
        most = max(of_phase.values(), default=0.0)
        mine = [p for p in policy.phases if 0 < most == of_phase.get(p.code)]
        if mine:
            span[name] = (min(p.start for p in mine), max(p.end for p in mine))
        else:
            known = ", ".join(phase.code for phase in policy.phases) or "none"
            found.append(
                _fault(
                    name,
                    f"no phase of the campaign is for {name} (its phases: {known})",
                    f"add a phase {_main(of_phase) or name} to campaign.toml, or say in the "
                    f"scenario's [activity.{name}] which phase is for it",
                )
            )
    order = [name for name in ("forming", "training", "visiting", "pledging") if name in span]
    for earlier, later in pairwise(order):
        if span[later][0] < span[earlier][0]:
            found.append(
                _fault(
                    later,
                    f"{later} begins on {span[later][0]}, before {earlier} does "
                    f"({span[earlier][0]})",
                    "put the phases into the order in which they happen",
                )
            )
    last = span["pledging"][1] if "pledging" in span else date.max
    for phase in policy.phases:
        works = any(of_phase.get(phase.code, 0.0) > 0 for of_phase in activity.values())
        if works and phase.end > last:
            found.append(
                _fault(
                    phase.code,
                    f"the phase {phase.code} goes on until {phase.end}, after the last day of "
                    f"pledges ({last}): it would be in vain",
                    "end it on the last day of pledges or before",
                )
            )
    for work, before in (("training", "recruiting"), ("enrolling", "training")):
        if work in span and before in span and span[work][1] < span[before][0]:
            found.append(
                _fault(
                    work,
                    f"{work} ends on {span[work][1]}, before {before} begins "
                    f"({span[before][0]}): there would be nobody for it",
                    f"let {work} go on longer, or {before} begin earlier",
                )
            )
    if policy.phases:
        days = max(p.end for p in policy.phases) - min(p.start for p in policy.phases)
        if days.days >= MOST_DAYS:
            found.append(
                _fault(
                    "campaign",
                    f"from the first phase to the last there are {days.days + 1} days",
                    f"a campaign of at most {MOST_DAYS} days can be simulated; look for a slip "
                    "in a year",
                )
            )
    return found


def _unknown(policy: Policy, activity: Mapping[str, Mapping[str, float]]) -> list[Finding]:
    """Codes of phases that neither this policy nor the usual one has: slips of the pen."""
    known = sorted({phase.code for phase in (*policy.phases, *load().phases)})
    found = []
    for name, of_phase in activity.items():
        for code in of_phase:
            if code not in known:
                near = get_close_matches(code, known, 1)
                found.append(
                    Finding(
                        code="SCN002",
                        severity=Severity.ERROR,
                        subject=name,
                        where=f"scenario, [activity.{name}]",
                        message=f"there is no phase {code}",
                        remedy=f"did you mean {near[0]}?" if near else
                        f"write one of {', '.join(known)}, or add it to campaign.toml",
                    )
                )  # fmt: skip
    return found


def _main(of_phase: Mapping[str, float]) -> str:
    """The codes of the phases that have most of an activity."""
    most = max(of_phase.values(), default=0.0)
    return " or ".join(code for code, share in of_phase.items() if 0 < share == most)


def _fault(subject: str, message: str, remedy: str) -> Finding:
    return Finding(
        code="SCN002",
        severity=Severity.ERROR,
        subject=subject,
        where="campaign.toml, phases",
        message=message,
        remedy=remedy,
    )
