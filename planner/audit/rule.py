"""Rule: one thing that the judge checks, with its code, its reason and its remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from planner.audit.evidence import Evidence, Skipped
from planner.findings import Finding, Severity
from planner.snapshot import NONE, Ints, Points

MOST_NAMED = 5  # ids written out in one message


@dataclass(frozen=True, slots=True)
class Fault:
    """What a check says of one offender; the rule adds its code, and what is not given here."""

    subject: str
    where: str
    message: str
    remedy: str | None = None
    severity: Severity | None = None


Need = Callable[[Evidence], str | None]
Check = Callable[[Evidence], Iterator[Fault]]


@dataclass(frozen=True)
class Rule:
    """A check with what a person needs to understand and mend what it finds.

    `severity` is that of its findings unless the check says otherwise; a rule fails only by
    an error. `needs` are asked in order before the check runs.
    """

    code: str
    title: str
    why: str
    remedy: str
    severity: Severity
    needs: tuple[Need, ...]
    check: Check

    def findings(self, evidence: Evidence) -> list[Finding]:
        """All that is wrong by this rule. Raises Skipped where it has nothing to look at."""
        for need in self.needs:
            reason = need(evidence)
            if reason is not None:
                raise Skipped(reason)
        return [
            Finding(
                self.code,
                fault.severity or self.severity,
                fault.subject,
                fault.where,
                fault.message,
                fault.remedy or self.remedy,
            )
            for fault in self.check(evidence)
        ]

    def as_dict(self) -> dict[str, str]:
        """The rule as `mitan rules` shows it."""
        return {
            "code": self.code,
            "title": self.title,
            "why": self.why,
            "remedy": self.remedy,
            "severity": str(self.severity),
        }


def rule(
    code: str,
    *,
    title: str,
    why: str,
    remedy: str,
    severity: Severity = Severity.ERROR,
    needs: Sequence[Need] = (),
) -> Callable[[Check], Rule]:
    """Make a Rule of a function that takes Evidence and yields a Fault for each offender."""

    def make(check: Check) -> Rule:
        return Rule(code, title, why, remedy, severity, tuple(needs), check)

    return make


def of_person(
    evidence: Evidence, person: int, message: str, severity: Severity | None = None
) -> Fault:
    """A fault of the person with this index, to be mended where he lives."""
    people = evidence.snapshot.people
    where = evidence.zone_code(int(people.zone[person]))
    return Fault(str(people.ids[person]), where, message, severity=severity)


def of_area(evidence: Evidence, area: int, message: str) -> Fault:
    """A fault of the area with this index, to be mended where it lies."""
    areas = evidence.snapshot.areas
    return Fault(str(areas.ids[area]), evidence.zone_code(int(areas.zone[area])), message)


def of_plan(evidence: Evidence, message: str) -> Fault:
    """A fault of the plan as a whole."""
    return Fault(evidence.plan_name, evidence.plan_name, message)


def runs(*columns: Ints | Points) -> tuple[Ints, Ints]:
    """Where each run of equal neighbours begins among n rows of these columns; how long it is."""
    size = len(columns[0])
    changes = np.ones(size, dtype=bool)
    changes[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    starts = np.flatnonzero(changes)
    return starts, np.diff(np.append(starts, size))


def kilometres(metres: float) -> str:
    """A distance in words: '1,204.5 km'."""
    return f"{metres / 1000:,.1f} km"


def on_day(day: int) -> str:
    """A proleptic ordinal in words: 'on 2020-09-08'."""
    return "on a day that is not said" if day == NONE else f"on {date.fromordinal(day)}"


def some(ids: Iterable[str]) -> str:
    """Ids in one phrase: 'R1', 'R1 and R2', 'R1, R2, R3, R4, R5 and 7 more'."""
    names = [str(name) for name in ids]
    if len(names) > MOST_NAMED:
        return f"{', '.join(names[:MOST_NAMED])} and {len(names) - MOST_NAMED} more"
    return " and ".join([*filter(None, [", ".join(names[:-1])]), *names[-1:]])


def counted(number: int | np.integer[Any], noun: str) -> str:
    """'1 visit', '2 visits'."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
