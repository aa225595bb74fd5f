"""PHA: nobody goes out before his time, and what is dated happened in its phase."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np

from planner.audit import evidence as needs
from planner.audit.evidence import Evidence, Skipped, given
from planner.audit.rule import Fault, counted, of_person, rule, runs, some
from planner.findings import Severity
from planner.policy import Phase
from planner.snapshot import NONE, Flags, Ints

# the codes of the phases in which each thing is done
TRAINING = ("training",)
ENROLMENT = ("publicity", "awareness", "pledge")
PLEDGE = ("pledge",)


@rule(
    "PHA001",
    title="nobody is sent out untrained",
    why="People ask rakshaks about their money: wrong advice does harm.",
    remedy="train him and record the day ('trained on' in the sheet of people), or plan again: "
    "mitan assign",
    needs=[needs.rakshaks],
)
def untrained(evidence: Evidence) -> Iterator[Fault]:
    """Active rakshaks with visits but no day of training, as far as the policy asks for one.

    'always': everybody needs a day. 'recorded': as soon as one active rakshak has one, all need
    one. 'never': nobody does.
    """
    visits = evidence.visits_by_person
    rakshaks, trained = evidence.active_rakshaks, given(evidence.snapshot.people.trained)
    required = evidence.policy.training.required
    if required == "never":
        raise Skipped("this campaign's policy does not ask for training")
    if required == "recorded" and not (rakshaks & trained).any():
        raise Skipped("no training recorded yet")
    for i in np.flatnonzero(rakshaks & ~trained & (visits > 0)).tolist():
        message = f"is given {counted(visits[i], 'visit')} but no training is recorded"
        yield of_person(evidence, i, message)


@rule(
    "PHA002",
    title="nobody is trained before he joined",
    why="One of the two days is wrong: and whoever was never trained goes out as if he were.",
    remedy="correct 'joined on' or 'trained on' in the sheet of people and import it again",
    needs=[needs.people],
)
def trained_too_early(evidence: Evidence) -> Iterator[Fault]:
    """Active people whose day of training lies before the day on which they joined."""
    people = evidence.snapshot.people
    known = given(people.joined) & given(people.trained)
    if not known.any():
        raise Skipped("of nobody are both the day of joining and of training recorded")
    for i in np.flatnonzero(known & people.active & (people.trained < people.joined)).tolist():
        message = f"was trained on {_day(people.trained[i])}, and joined on "
        yield of_person(evidence, i, message + _day(people.joined[i]))


@rule(
    "PHA003",
    title="nobody enrols mitans before he is trained",
    why="What a mitan hears from somebody untrained may be wrong, and he passes it on.",
    remedy="correct the dates in the sheets; or let him visit those mitans again",
    severity=Severity.WARNING,
    needs=[needs.rakshaks, needs.enrolments],
)
def enrolled_untrained(evidence: Evidence) -> Iterator[Fault]:
    """Active rakshaks with mitans enrolled before their own day of training."""
    rows, people = evidence.snapshot.enrolments, evidence.snapshot.people
    trained = people.trained[rows.rakshak]
    known = given(trained) & given(rows.enrolled) & evidence.active_rakshaks[rows.rakshak]
    if evidence.policy.training.required == "never":
        raise Skipped("this campaign's policy does not ask for training")
    if not known.any():
        raise Skipped("of no rakshak are both his training and his enrolments dated")
    early = known & (rows.enrolled < trained)
    for i, those in _by_rakshak(evidence, early):
        message = f"enrolled {counted(len(those), 'mitan')} before he was trained on "
        message += f"{_day(people.trained[i])}: {some(people.ids[rows.mitan[those]])}"
        yield of_person(evidence, i, message)


@rule(
    "PHA004",
    title="dates lie in their phase",
    why="What is dated outside its phase was noted down wrongly, or did not happen as told.",
    remedy="correct the date in the sheet, or the phase under [[phases]] in campaign.toml",
    needs=[needs.people],
)
def out_of_phase(evidence: Evidence) -> Iterator[Fault]:
    """Days of training, enrolment and pledge outside their phases.

    An error where the day lies outside the whole campaign, else a warning. Those of mitans are
    told together for each rakshak.
    """
    people, rows = evidence.snapshot.people, evidence.snapshot.enrolments
    sheets = evidence.snapshot.pledges
    dated: list[tuple[Ints, Sequence[str]]] = [
        (people.trained, TRAINING),
        (rows.enrolled, ENROLMENT),
        (rows.pledged, PLEDGE),
        (sheets.day, PLEDGE),
    ]
    if not any(_window(evidence, codes) and given(day).any() for day, codes in dated):
        raise Skipped("nothing is dated, or the policy has no phase for it")
    trained = _outside(evidence, np.where(people.active, people.trained, NONE), TRAINING)
    for i in np.flatnonzero(trained).tolist():
        message = f"was trained on {_day(people.trained[i])}, outside {_named(evidence, TRAINING)}"
        yield of_person(evidence, i, message, _grave(evidence, people.trained[i : i + 1]))
    for days, codes, done in (
        (rows.enrolled, ENROLMENT, "enrolled"),
        (rows.pledged, PLEDGE, "marked as pledged"),
    ):
        there = np.where(people.active[rows.mitan], days, NONE)
        for i, those in _by_rakshak(evidence, _outside(evidence, there, codes)):
            message = f"has {counted(len(those), 'mitan')} {done} outside "
            message += f"{_named(evidence, codes)}, the first on {_day(days[those].min())}: "
            message += some(people.ids[rows.mitan[those]])
            yield of_person(evidence, i, message, _grave(evidence, days[those]))
    for k in np.flatnonzero(_outside(evidence, sheets.day, PLEDGE)).tolist():
        message = f"is a sheet of pledges of {_day(sheets.day[k])}, outside "
        message += _named(evidence, PLEDGE)
        severity = _grave(evidence, sheets.day[k : k + 1])
        yield Fault(str(sheets.ids[k]), "sheets of pledges", message, severity=severity)


@rule(
    "PHA005",
    title="nobody pledges before he is enrolled",
    why="A mitan pledges as somebody's mitan: one of the two days is wrong.",
    remedy="correct the day of enrolment or of the pledge in the sheet of enrolments",
    needs=[needs.enrolments],
)
def pledged_too_early(evidence: Evidence) -> Iterator[Fault]:
    """Rakshaks with mitans whose pledge is dated before their enrolment."""
    people, rows = evidence.snapshot.people, evidence.snapshot.enrolments
    known = given(rows.enrolled) & given(rows.pledged)
    if not known.any():
        raise Skipped("of no mitan are both the enrolment and the pledge dated")
    early = known & (rows.pledged < rows.enrolled) & people.active[rows.mitan]
    for i, those in _by_rakshak(evidence, early):
        message = f"has {counted(len(those), 'mitan')} who pledged before being enrolled: "
        yield of_person(evidence, i, message + some(people.ids[rows.mitan[those]]))


def _by_rakshak(evidence: Evidence, flagged: Flags) -> Iterator[tuple[int, Ints]]:
    """Each rakshak with the positions of his enrolments that are flagged."""
    rows = evidence.snapshot.enrolments
    at = np.flatnonzero(flagged)
    at = at[np.argsort(rows.rakshak[at], kind="stable")]
    for start, count in zip(*runs(rows.rakshak[at]), strict=True):
        yield int(rows.rakshak[at[start]]), at[start : start + count]


def _window(evidence: Evidence, codes: Sequence[str]) -> list[Phase]:
    """The policy's phases of these codes."""
    return [phase for phase in evidence.policy.phases if phase.code in codes]


def _outside(evidence: Evidence, days: Ints, codes: Sequence[str]) -> Flags:
    """Which known days lie in none of these phases; none does where the policy has none of them."""
    phases = _window(evidence, codes)
    inside = np.full(len(days), not phases)
    for phase in phases:
        inside |= (days >= phase.start.toordinal()) & (days <= phase.end.toordinal())
    outside: Flags = ~inside & given(days)
    return outside


def _grave(evidence: Evidence, days: Ints) -> Severity:
    """How much it matters that these days lie outside their phase."""
    phases = evidence.policy.phases
    first = min(phase.start for phase in phases).toordinal()
    last = max(phase.end for phase in phases).toordinal()
    within = bool(((days >= first) & (days <= last)).all())
    return Severity.WARNING if within else Severity.ERROR


def _named(evidence: Evidence, codes: Sequence[str]) -> str:
    """Phases in words: training (2020-08-25 to 2020-08-30)."""
    phases = _window(evidence, codes)
    days = (min(phase.start for phase in phases), max(phase.end for phase in phases))
    return f"{' and '.join(phase.code for phase in phases)} ({days[0]} to {days[1]})"


def _day(ordinal: int | np.integer[Any]) -> str:
    return date.fromordinal(int(ordinal)).isoformat()


RULES = (untrained, trained_too_early, enrolled_untrained, out_of_phase, pledged_too_early)
