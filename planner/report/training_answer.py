"""What `mitan train plan` answers: how good the plan is, what is missing, and what would mend it.

Ids only, no names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from planner.findings import Finding, Severity
from planner.report.consent import silent_line
from planner.report.document import Document, Table, as_csv
from planner.report.training_page import INDEX
from planner.schedule import days_of
from planner.schooling import Schooling
from planner.snapshot import NONE, Ints, Role
from planner.store.importing.venues import TRAINING
from planner.training.question import TIERS, parts, taken
from planner.training.remedies import Asked, Kind, Remedy, days_between, remedies

UNITS = {
    "untrained": "people without a seat",
    "splits": "parts that teams fall into, beyond one each",
    "distance": "metres, all ways together",
    "opened": "sessions with anybody in them",
}
SESSION_COLUMNS = ("day", "venue", "session", "zone", "teams", "people", "seats")
PERSON_COLUMNS = ("id", "role", "leader", "zone", "venue", "day", "session", "metres")
MOST_ZONES = 10  # on the screen


@dataclass(frozen=True)
class Missing:
    """Where seats lack: how many people of each zone have none, and what would mend it."""

    zones: tuple[tuple[str, int], ...]  # most first
    remedies: tuple[Remedy, ...]


def missing(school: Schooling) -> Missing | None:
    """What is missing, None where everybody has a seat."""
    if not school.shortage.missing:
        return None
    without = school.person[school.seating.seat == NONE].tolist()
    zones = Counter(map(school.zone, without))
    held = [day for venue in school.venues for day in venue.days]
    before = school.span.before or date.fromordinal(max(held).toordinal() + 1)
    first = max(school.span.first, min((*days_of(school.policy, TRAINING), *held)))
    asked = Asked(
        ready=school.question.ready,
        venues=school.venues,
        per_trainer=school.terms.per_trainer,
        sessions=school.terms.per_day,
        days=days_between(first, before),
    )
    ordered = tuple(sorted(zones.items(), key=lambda pair: (-pair[1], pair[0])))
    return Missing(ordered, remedies(asked))


def shortage_findings(school: Schooling, lack: Missing) -> list[Finding]:
    """The shortage as findings: by how much and by which day, then what would mend it."""
    short = school.shortage
    best = lack.remedies[0] if lack.remedies else None
    remedy = f"{remedy_text(best, school)}" if best else "bring in venues with more seats"
    late = int((~school.question.possible).sum())
    found = []
    if late:
        last = date.fromordinal(int(school.sessions.day.max()))
        message = f"{_heads(late)} joining after {last}, the day of the last session"
        found.append(
            Finding("TRN011", Severity.ERROR, "people", "training", message,
                    "hold a session after they have joined, or correct joined_on")
        )  # fmt: skip
    if short.missing > late:
        message = f"{_count(short.missing, 'seat')} missing: {_told(school)}"
        found.append(
            Finding("TRN010", Severity.ERROR, "seats", "training", message, remedy)
        )  # fmt: skip
    return found


def in_short(school: Schooling) -> str:
    """The shortage as a sentence."""
    return f"No plan of these sessions has a seat for {_heads(school.shortage.missing)}."


def remedy_text(remedy: Remedy, school: Schooling) -> str:
    """A remedy in words, with what it would leave."""
    k = remedy.amount
    told = {
        Kind.SESSIONS: f"{_count(k, 'more session')} a day at each venue",
        Kind.DAYS: f"{_count(k, 'more day')} at each venue, the latest that are free",
        Kind.SEATS: f"{_count(k, 'more seat')} in each session",
        Kind.VENUES: f"{_count(k, 'more venue')} with {remedy.seats:,} seats, "
        f"{_count(school.terms.per_day, 'session')} on every day",
        Kind.TRAINERS: f"{_count(k, 'more trainer')}, so that every seat can be used",
    }[remedy.kind]
    left = f"{remedy.missing:,} would still have no seat" if remedy.missing else "all have a seat"
    return f"{told}: {left}"


def training_answer(
    school: Schooling, lack: Missing | None, folder: Path | None, files: int
) -> Document:
    """The plan's tiers with value and bound, its sessions, and everybody's seat by id."""
    sessions = list(_sessions(school))
    short = school.shortage
    split = int((parts(school.question, school.seating.seat) > 1).sum())
    data: dict[str, Any] = {
        "folder": None if folder is None else str(folder),
        "files": files,
        "as_of": school.terms.day.isoformat(),
        "before": school.span.before.isoformat() if school.span.before else None,
        "venues": len(school.venues),
        "people": school.question.people,
        "trained_already": school.trained,
        "without_consent": school.silent,
        "teams": school.question.teams,
        "teams_split": split,
        "seats": short.seats,
        "seated": school.question.people - school.seating.tiers["untrained"].value,
        "digest": school.digest,
        "proved": school.seating.proved,
        "tiers": {name: tier.as_dict() for name, tier in school.seating.tiers.items()},
        "shortage": None if lack is None else _shortage(school, lack),
        "sessions": sessions,
        "people_seats": list(_people(school)),
        "findings": [finding.as_dict() for finding in school.listed.findings],
    }
    tables = [_tiers(school)]
    if lack is not None:
        tables += _shortage_tables(school, lack)
    rows = [tuple(row[name] for name in SESSION_COLUMNS) for row in sessions]
    tables.append(Table("Sessions", SESSION_COLUMNS, rows))
    people = Table(
        "People",
        PERSON_COLUMNS,
        [tuple(row[name] for name in PERSON_COLUMNS) for row in data["people_seats"]],
    )
    form = {"csv": lambda: as_csv(people).encode()}
    return Document(data, tuple(tables), tuple(_lines(school, data, folder)), form)


def _lines(school: Schooling, data: Mapping[str, Any], folder: Path | None) -> Iterator[str]:
    held = school.held
    yield (
        f"{data['seated']:,} of {_heads(data['people'])} in {_count(data['teams'], 'team')} have "
        f"a seat, in {_count(len(held), 'session')} at {_count(_venues(school, held), 'venue')}"
        + (f", before {school.span.before}." if school.span.before else ".")
    )
    if data["teams_split"]:
        yield f"Not together: {_count(data['teams_split'], 'team')}."
    yield proof(school)
    if school.policy.training.required == "never":
        yield "The policy does not ask for training (training.required)."
    yield from silent_line(school.silent, "They have a seat, and no phone in the sheets.")
    if folder is None:
        yield "Nothing was written. The sheets: -o DIR"
    else:
        yield f"{data['files']:,} files in {folder}. Open {folder / INDEX}"


def proof(school: Schooling) -> str:
    """How far the plan is proved to be the best."""
    tiers = school.seating.tiers
    if school.seating.proved:
        return "Proved to be the best plan of these sessions."
    sure = [name for name in TIERS if tiers[name].value == tiers[name].bound]
    above = [
        f"{name} {tiers[name].value:,} (no plan below {tiers[name].bound:,})"
        for name in TIERS
        if name not in sure
    ]
    return f"Proved: {', '.join(sure)}. Not proved to be the least: {', '.join(above)}."


def _venues(school: Schooling, held: Ints) -> int:
    return len(np.unique(school.sessions.venue[held]))


def _told(school: Schooling) -> str:
    short = school.shortage
    by = f" before {school.span.before}" if school.span.before else ""
    if short.joined == 0 or short.people == school.question.people:
        return f"{_heads(short.people)}, {_count(short.seats_from, 'seat')}{by}"
    joined = date.fromordinal(short.joined)
    return (
        f"{_heads(short.people)} joining on {joined} or later, "
        f"{_count(short.seats_from, 'seat')} from then on{by}"
    )


def _shortage(school: Schooling, lack: Missing) -> dict[str, Any]:
    short = school.shortage
    return {
        "missing": short.missing,
        "joined_from": date.fromordinal(short.joined).isoformat() if short.joined else None,
        "people": short.people,
        "seats": short.seats_from,
        "zones": [{"zone": zone or None, "people": count} for zone, count in lack.zones],
        "remedies": [
            {
                "kind": str(one.kind),
                "amount": one.amount,
                "missing_after": one.missing,
                "text": remedy_text(one, school),
            }
            for one in lack.remedies
        ],
    }


def _shortage_tables(school: Schooling, lack: Missing) -> list[Table]:
    zones = [(zone, count) for zone, count in lack.zones[:MOST_ZONES]]
    rest = sum(count for _, count in lack.zones[MOST_ZONES:])
    if rest:
        zones.append(("other zones", rest))
    mended = [(remedy_text(one, school), one.missing) for one in lack.remedies]
    return [
        Table("Without a seat, by zone", ("zone", "people"), zones),
        Table("What would mend it", ("remedy", "without a seat then"), mended),
    ]


def _tiers(school: Schooling) -> Table:
    rows = [
        (name, tier.value, tier.bound, tier.value == tier.bound, UNITS[name])
        for name, tier in school.seating.tiers.items()
    ]
    return Table("Tiers", ("tier", "value", "no plan below", "proved", "unit"), rows)


def _sessions(school: Schooling) -> Iterator[dict[str, Any]]:
    question, seat, sessions = school.question, school.seating.seat, school.sessions
    used = taken(question, seat)
    there = seat != NONE
    key = np.unique(np.stack([seat[there], question.team[there]]), axis=1)
    teams = np.bincount(key[0], minlength=len(sessions))
    for s in school.held.tolist():
        venue = school.venues[int(sessions.venue[s])]
        yield {
            "day": date.fromordinal(int(sessions.day[s])).isoformat(),
            "venue": venue.id,
            "session": int(sessions.turn[s]),
            "zone": venue.zone,
            "teams": int(teams[s]),
            "people": int(used[s]),
            "seats": int(sessions.seats[s]),
        }


def _people(school: Schooling) -> Iterator[dict[str, Any]]:
    question, sessions = school.question, school.sessions
    roles = school.snapshot.people.role
    for k, (person, seat) in enumerate(
        zip(school.person.tolist(), school.seating.seat.tolist(), strict=True)
    ):
        row: dict[str, Any] = {
            "id": school.id(person),
            "role": Role(int(roles[person])).name.lower(),
            "leader": school.id(int(school.leader[question.team[k]])),
            "zone": school.zone(person),
            **dict.fromkeys(("venue", "day", "session", "metres")),
        }
        if seat != NONE:
            at = int(sessions.venue[seat])
            row["venue"] = school.venues[at].id
            row["day"] = date.fromordinal(int(sessions.day[seat])).isoformat()
            row["session"] = int(sessions.turn[seat])
            row["metres"] = int(question.metres[k, at])
        yield row


def _heads(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"


def _count(number: int, unit: str) -> str:
    return f"{number:,} {unit}" if number == 1 else f"{number:,} {unit}s"
