"""What `mitan phase` answers: where the campaign stands, and who may not go out. Ids only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from graphs.words import number
from planner.gates import Gate, Reason, Stand
from planner.policy import Phase
from planner.report.answers import rows_table
from planner.report.document import Document, Table, as_csv
from planner.report.phase_phrases import PHRASES
from planner.snapshot import NONE, People, Role, Snapshot

RAKSHAK_COLUMNS = ("rakshak", "leader", "zone", "reasons")


def phase_answer(stood: Stand, shut: Gate, snapshot: Snapshot, lang: str) -> Document:
    """The gate first, then the phases of the day and the next one; everybody held back, by id."""
    words = PHRASES[lang]
    rakshaks = _rakshaks(shut, snapshot)
    held = [row for row in rakshaks if row["reasons"]]
    window = stood.window
    days = (window.first, window.last) if window else (None, None)
    first, last = (date.fromordinal(day).isoformat() if day else None for day in days)
    reasons: list[dict[str, Any]] = [
        {"reason": str(one), "rakshaks": int(those.sum()), "remedy": words[f"remedy {one}"]}
        for one, those in shut.why.items()
        if those.any()
    ]
    units = {kind: _units(rakshaks, kind) for kind in ("leader", "zone")}
    data = {
        "day": stood.day.isoformat(),
        "begun": stood.begun,
        "over": stood.over,
        "phases": [_running(phase, stood.day) for phase in stood.phases],
        "next": _coming(stood.next, stood.day) if stood.next else None,
        "gate": {
            "open": not held and bool(rakshaks),
            "rakshaks": len(rakshaks),
            "may_go": len(rakshaks) - len(held),
            "held_back": len(held),
            "trained": _trained(snapshot.people),
            "visits_from": first,
            "visits_to": last,
        },
        "reasons": reasons,
        "leaders": units["leader"],
        "zones": units["zone"],
        "rakshaks": held,
    }
    spoken = [{**row, "reason": words[row["reason"]]} for row in reasons]
    named = [{**row, "reasons": ", ".join(words[one] for one in row["reasons"])} for row in held]
    plain = [{**row, "reasons": " ".join(row["reasons"])} for row in held]
    for_script = rows_table("Rakshaks", RAKSHAK_COLUMNS, plain)
    tables = [
        _table(words, "reasons", ("reason", "rakshaks", "remedy"), spoken),
        _table(words, "leaders", ("leader", "rakshaks", "closed"), _held(units["leader"])),
        _table(words, "zones", ("zone", "rakshaks", "closed"), _held(units["zone"])),
        _table(words, "rakshaks", RAKSHAK_COLUMNS, named),
    ]
    lines = (*_gate_lines(stood, data, lang), *_phase_lines(stood, lang))
    form = {"csv": lambda: as_csv(for_script).encode()}
    return Document(data, tuple(tables) if held else (), tuple(lines), form, lang)


def _gate_lines(stood: Stand, data: Mapping[str, Any], lang: str) -> Iterator[str]:
    words, counts = PHRASES[lang], data["gate"]
    window, now = stood.window, stood.day.toordinal()
    told = {"rakshaks": counts["rakshaks"], "closed": counts["held_back"]}
    numbers = {name: number(count, lang) for name, count in told.items()}
    if not counts["rakshaks"]:
        yield words["nobody"]
    else:
        yield words["closed" if counts["held_back"] else "open"].format(**numbers)
    if counts["rakshaks"] and not counts["trained"]:
        yield words["nobody trained"]
    if window and now < window.first:
        yield words["early"].format(first=counts["visits_from"], days=window.first - now)
    elif window and now > window.last:
        yield words["late"].format(last=counts["visits_to"])


def _phase_lines(stood: Stand, lang: str) -> Iterator[str]:
    words = PHRASES[lang]
    for phase in stood.phases:
        told = _running(phase, stood.day)
        yield words["now"].format(
            label=phase.named(lang),
            code=phase.code,
            at=told["at"],
            length=told["days"],
            left=told["days_left"],
        )
    if not stood.phases:
        if stood.over:
            yield words["over"].format(last=stood.ended)
        elif stood.begun:
            yield words["between"].format(day=stood.day)
        else:
            yield words["before" if stood.next else "no phases"]
    if stood.next:
        told = _coming(stood.next, stood.day)
        yield words["next"].format(
            label=stood.next.named(lang),
            code=stood.next.code,
            start=told["start"],
            days=told["in_days"],
        )
    elif stood.phases:
        yield words["last"]


def _running(phase: Phase, day: date) -> dict[str, Any]:
    return {
        **_span(phase),
        "at": (day - phase.start).days + 1,
        "days": (phase.end - phase.start).days + 1,
        "days_left": (phase.end - day).days,
    }


def _coming(phase: Phase, day: date) -> dict[str, Any]:
    return {**_span(phase), "in_days": (phase.start - day).days}


def _span(phase: Phase) -> dict[str, Any]:
    span = {"start": phase.start.isoformat(), "end": phase.end.isoformat()}
    return {"code": phase.code, "label": phase.label, "label_hi": phase.label_hi, **span}


def _trained(people: People) -> int:
    """How many active rakshaks have a day of training."""
    return int(((people.role == Role.RAKSHAK) & people.active & (people.trained != NONE)).sum())


def _rakshaks(shut: Gate, snapshot: Snapshot) -> list[dict[str, Any]]:
    """Every active rakshak with what holds him back."""
    people = snapshot.people
    rows = zip(
        people.ids[shut.person].tolist(),
        people.parent[shut.person].tolist(),
        people.zone[shut.person].tolist(),
        np.stack(list(shut.why.values()), axis=1).tolist(),
        strict=True,
    )
    return [
        {
            "rakshak": one,
            "leader": str(people.ids[leader]) if leader >= 0 else None,
            "zone": None if zone == NONE else snapshot.zones[zone],
            "reasons": [str(reason) for reason, holds in zip(shut.why, held, strict=True) if holds],
        }
        for one, leader, zone, held in rows
    ]


def _units(rakshaks: Sequence[Mapping[str, Any]], kind: str) -> list[dict[str, Any]]:
    """How many of each leader's, or each zone's, rakshaks are held back, by reason; most first."""
    found: dict[str | None, dict[str, Any]] = {}
    blank = dict.fromkeys(("rakshaks", "closed", *map(str, Reason)), 0)
    for row in rakshaks:
        unit = found.setdefault(row[kind], {kind: row[kind], **blank})
        unit["rakshaks"] += 1
        unit["closed"] += bool(row["reasons"])
        for reason in row["reasons"]:
            unit[reason] += 1
    return sorted(found.values(), key=lambda unit: (-unit["closed"], unit[kind] or ""))


def _held(units: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [unit for unit in units if unit["closed"]]


def _table(
    words: Mapping[str, str], title: str, names: tuple[str, ...], rows: Sequence[Mapping[str, Any]]
) -> Table:
    columns = tuple(words[f"column {name}"] for name in names)
    return Table(words[title], columns, [[row[name] for name in names] for row in rows])
