"""Attendance: the rules of a row that says whether somebody was at a training session."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection

from planner.findings import Finding, Severity
from planner.policy import fold
from planner.store import bulk
from planner.store.importing import cells
from planner.store.importing.cells import BadCell
from planner.store.importing.dated import check_days
from planner.store.importing.merge import Batch, Difference, compare
from planner.store.importing.quoting import quoted
from planner.store.importing.rows import Columns, Rows, repeated, take
from planner.store.importing.terms import Terms
from planner.store.tables import Person

MITAN, RAKSHAK = "mitan", "rakshak"
PRESENT, ABSENT, NOT_SAID = 1, 0, None
MOST_NAMED = 5  # ids in a finding about many

_WORDS = {
    PRESENT: ("present", "p", "attended", "came", "✓", "✔", "उपस्थित", "आए", "आईं", "आया", "आयी"),
    ABSENT: ("absent", "a", "अनुपस्थित", "नहीं आए", "नहीं आया", "नहीं आयी"),
}
_MARK = {fold(word): mark for mark, words in _WORDS.items() for word in words}


def presence(text: str) -> int:
    """1 for somebody who was there, 0 for somebody who was not, in English or Hindi."""
    mark = _MARK.get(fold(text))
    if mark is not None:
        return mark
    try:
        return cells.truth(text)
    except BadCell:
        message = "this is neither present nor absent"
        raise BadCell("IMP102", message, "write yes or no (हाँ / नहीं)") from None


def parse(rows: Rows, terms: Terms) -> Columns:
    """Who was there on which day; faults go into `rows`."""
    columns: Columns = {
        "id": rows.parse("id", cells.identifier, ""),
        "day": rows.parse("day", cells.day, ""),
        "attended": rows.parse("attended", presence, NOT_SAID),
    }
    rows.ids = columns["id"]
    rows.require("id", columns["id"])
    there = [mark == PRESENT for mark in columns["attended"]]
    undated = rows.faulted.get("day", set()) | rows.faulty
    for k, (came, day) in enumerate(zip(there, columns["day"], strict=True)):
        if came and not day and k not in undated:
            message = "somebody was there, but the day is blank"
            rows.fault(k, "day", "IMP020", message, "write the day of the session")
    days = [day if came else "" for came, day in zip(there, columns["day"], strict=True)]
    check_days(rows, days, terms.policy)  # sheets name sessions that are still to come
    _find_repeats(rows, columns)
    return columns


def changes(connection: Connection, rows: Rows, columns: Columns, terms: Terms) -> list[Difference]:
    """The day of training of everybody who was there; the others stay as they are.

    Faults that show only beside what the campaign holds already go into `rows`.
    """
    wanted = ("id", "role", "joined_on", "trained_on", "active")
    misdated = rows.faulted.get("day", set())
    known = {one: row for one, *row in bulk.select(connection, Person, wanted)}
    rows.known = known
    for k, (one, day) in enumerate(zip(columns["id"], columns["day"], strict=True)):
        if not one:
            continue
        role, joined, *_ = known.get(one, ("", ""))
        came = columns["attended"][k] == PRESENT
        if not role:
            message = f"{quoted(one)} is not in the campaign"
            remedy = "correct the id, or import the person first: mitan import people FILE"
            rows.fault(k, "id", "IMP100", message, remedy)
        elif role == MITAN:
            message = f"{one!r} is a mitan; leaders and rakshaks are trained"
            rows.fault(k, "id", "IMP101", message, "correct the id, or take the row out")
        elif came and k not in misdated and joined and day and day < joined:
            message = f"{one} was trained on {day}, but joined on {joined}"
            remedy = "correct the day, or joined_on in the sheet of people"
            rows.fault(k, "day", "IMP103", message, remedy)
    usable = [k for k in rows.usable() if columns["attended"][k] == PRESENT]
    before = {one: trained for one, (_, _, trained, _) in known.items()}
    _tell(rows, columns, usable, before)
    there = {columns["id"][k] for k in usable}
    rakshaks = [one for one, (role, _, _, active) in known.items() if role == RAKSHAK and active]
    if there and not rows.bad and terms.policy.training.required != "never":
        _tell_of_others(rows, [one for one in rakshaks if not before[one] and one not in there])
    batch = take({"id": columns["id"], "trained_on": columns["day"]}, usable)
    return [compare(connection, Batch(Person, ("id",), batch, usable))]


def _find_repeats(rows: Rows, columns: Columns) -> None:
    """Somebody marked present in two rows: once if the day is the same, else the later is bad."""
    there = [
        one if mark == PRESENT and k not in rows.bad else ""
        for k, (one, mark) in enumerate(zip(columns["id"], columns["attended"], strict=True))
    ]
    for k, first in repeated(there, ""):
        if columns["day"][k] == columns["day"][first]:
            rows.repeats.add(k)
        else:
            message = f"{there[k]} was present on another day too, see {rows.row(first)}"
            remedy = "keep the row of the day on which the training was completed"
            rows.fault(k, "day", "IMP104", message, remedy)


def _tell(rows: Rows, columns: Columns, usable: list[int], before: dict[str, str]) -> None:
    """Whose day is replaced, and how many were not there."""
    moved = [
        columns["id"][k] for k in usable if before[columns["id"][k]] not in ("", columns["day"][k])
    ]
    marks = Counter(columns["attended"][k] for k in rows.usable())
    if moved:
        message = f"{len(moved):,} had another day of training; the day of this sheet replaces it"
        rows.add([_remark("IMP105", Severity.WARNING, rows, f"{message}: {_some(moved)}",
                          "nothing need be done if the sheet is right")])  # fmt: skip
    if marks[ABSENT] or marks[NOT_SAID]:
        message = (
            f"{marks[ABSENT]:,} are marked absent, {marks[NOT_SAID]:,} are not marked: "
            "nothing is recorded for them"
        )
        remedy = "train them in another session: mitan train plan"
        rows.add([_remark("IMP106", Severity.INFO, rows, message, remedy)])


def _tell_of_others(rows: Rows, untrained: list[str]) -> None:
    """Who is held back once the first day is recorded; plans made meanwhile leave them out."""
    if untrained:
        message = (
            f"{len(untrained):,} active rakshaks have no day of training yet and are held back: "
            f"{_some(untrained)}"
        )
        remedy = (
            "bring in the sheets of all sessions before mitan assign or replan, which take those "
            "without a day for unavailable (training.required in campaign.toml)"
        )
        rows.add([_remark("IMP107", Severity.WARNING, rows, message, remedy)])


def _remark(code: str, severity: Severity, rows: Rows, message: str, remedy: str) -> Finding:
    return Finding(code, severity, "attendance", rows.where(column="attended"), message, remedy)


def _some(ids: list[str]) -> str:
    named = ", ".join(ids[:MOST_NAMED])
    return named if len(ids) <= MOST_NAMED else f"{named} and {len(ids) - MOST_NAMED:,} more"
