"""Venues: the rules of a sheet of places for training: seats, trainers, days, sessions a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Connection

from planner.findings import Finding, Refusal, Severity
from planner.policy import Policy, fold
from planner.schedule import VISITING, days_of
from planner.store.importing import cells
from planner.store.importing.cells import BadCell
from planner.store.importing.headers import meaning_for
from planner.store.importing.localities import Localities
from planner.store.importing.places import parse_places
from planner.store.importing.reader import read_sheet
from planner.store.importing.rows import Columns, Rows, repeated
from planner.store.importing.sheet import refuse
from planner.training.venues import Venue

KIND = "venues"
CODES = {
    "TRN001": "no days are given, and the policy has no phase for training",
    "TRN002": "days given twice, or half, or the wrong way round",
    "TRN003": "a trainer in two sessions at once",
    "TRN004": "a zone or locality that the campaign does not know, or cannot tell apart",
    "TRN005": "nobody to train: 0 trainers",
    "TRN006": "days that are over, or on which people go out already, are left out",
}
TRAINING = "training"  # code of the phase
MOST_SEATS = 100_000
MOST_TRAINERS = 1_000
MOST_SESSIONS = 12  # a day
MOST_DAYS = 366  # of a venue
DAY_COLUMNS = ("dates", "first_day", "last_day")
_BETWEEN = re.compile(r"[;,\n]")
_NUMBER = re.compile(r"[+-]?[\d०-९][\d०-९.,]*")


@dataclass(frozen=True)
class Span:
    """From which day on people can be trained, and the day by which all must be, if any."""

    first: date
    before: date | None  # the first day on which they go out

    @classmethod
    def of(cls, policy: Policy, first: date) -> Span:
        """That of a policy, from a day on."""
        out = days_of(policy, VISITING)
        return cls(first, out[0] if out else None)

    def holds(self, day: date) -> bool:
        """Whether a session on that day is of use."""
        return day >= self.first and (self.before is None or day < self.before)


@dataclass(frozen=True)
class Usual:
    """What counts where a sheet says nothing."""

    sessions: int  # a day
    span: Span


@dataclass(frozen=True)
class Listed:
    """The venues of a file, in its order, and remarks that do not keep it from use."""

    file: str
    sha256: str
    venues: tuple[Venue, ...]
    findings: tuple[Finding, ...]


def read_venues(
    connection: Connection, path: Path, policy: Policy, usual: Usual, *, skip_bad: bool = False
) -> Listed:
    """The venues of a CSV or Excel file; headers in English or Hindi. Nothing is written.

    A venue without coordinates lies where the areas of its locality do, else in its zone. Raises
    Refusal, with a finding for each fault, where the file cannot be used, or a row is bad and
    `skip_bad` is not set; also where none is left.
    """
    rows = Rows(read_sheet(path, meaning_for(KIND)), KIND)
    if len(rows) == 0:
        message = "there is a header but no row below it"
        raise refuse("IMP006", path.name, message, "write one venue a row")
    columns = _parse(rows, policy)
    days = _days(rows, columns, policy)
    places = _places(connection, rows, columns)
    used = _in_span(rows, days, usual.span)
    sessions = [count or usual.sessions for count in columns["sessions"]]
    _no_trainer_twice(rows, columns["trainers"], used, sessions)
    good = rows.usable()
    if rows.bad and not (skip_bad and good):
        raise Refusal(
            f"{path.name}: {len(rows.bad):,} of {len(rows):,} venues have faults; nothing was "
            "planned. Mend them, or leave them out with --skip-bad.",
            findings=rows.findings(),
        )
    venues = tuple(
        Venue(
            id=columns["id"][k],
            name=columns["name"][k],
            zone=places[k][0],
            latitude=places[k][1],
            longitude=places[k][2],
            seats=columns["seats"][k],
            trainers=columns["trainers"][k][0],
            trainer_count=columns["trainers"][k][1],
            days=used[k],
            sessions=sessions[k],
            row=rows.where(k),
        )
        for k in good
    )
    return Listed(path.name, rows.sheet.sha256, venues, rows.findings())


def trainers(text: str) -> tuple[tuple[str, ...], int | None]:
    """Trainers by name, parted by ; or , and each once; or how many there are."""
    if _NUMBER.fullmatch(text):
        count = cells.whole_number(0, MOST_TRAINERS)(text)
        if count == 0:
            remedy = "write who trains there or how many, or leave the venue out"
            raise BadCell("TRN005", "without a trainer there is no session", remedy)
        return (), count
    names = [cells.name(part.strip()) for part in _BETWEEN.split(text) if part.strip()]
    once = tuple({fold(one): one for one in names}.values())
    return once, len(once)


def dates(text: str) -> tuple[date, ...]:
    """Days parted by ; or , in order, each once."""
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    days = {date.fromisoformat(cells.day(part)) for part in parts}
    if len(days) > MOST_DAYS:
        raise _too_many(len(days))
    return tuple(sorted(days))


def _parse(rows: Rows, policy: Policy) -> Columns:
    columns: Columns = {
        "id": rows.parse("id", cells.identifier, ""),
        "name": rows.parse("name", cells.name, ""),
        "locality": rows.parse("locality", cells.free_text, ""),
        "seats": rows.parse("seats", cells.whole_number(1, MOST_SEATS), None),
        "trainers": rows.parse("trainers", trainers, ((), None)),
        "dates": rows.parse("dates", dates, ()),
        "first_day": rows.parse("first_day", cells.day, ""),
        "last_day": rows.parse("last_day", cells.day, ""),
        "sessions": rows.parse("sessions", cells.whole_number(1, MOST_SESSIONS), None),
        **parse_places(rows, policy),
    }
    rows.parse("synthetic", cells.truth, 0)
    rows.ids = columns["id"]
    for column in ("id", "name"):
        rows.require(column, columns[column])
    rows.require("seats", ["" if count is None else "?" for count in columns["seats"]])
    for k, first in repeated(columns["id"], ""):
        message = f"the id of this venue stands in {rows.row(first)} too"
        remedy = "give each venue an id of its own; write all its days in one row"
        rows.fault(k, "id", "IMP022", message, remedy)
    return columns


def _days(rows: Rows, columns: Columns, policy: Policy) -> list[tuple[date, ...]]:
    """The days of each venue: those listed, those from a day to another, or those for training."""
    usual = days_of(policy, TRAINING)
    found: list[tuple[date, ...]] = []
    spans = zip(columns["dates"], columns["first_day"], columns["last_day"], strict=True)
    for k, (listed, first, last) in enumerate(spans):
        days = listed
        if rows.faulty & {k} or any(k in rows.faulted.get(c, ()) for c in DAY_COLUMNS):
            days = ()
        elif listed and (first or last):
            message = "there are dates, and a first or last day besides: which counts is not clear"
            rows.fault(k, "dates", "TRN002", message, "keep one of the two")
        elif bool(first) != bool(last):
            column = "last_day" if first and rows.has("last_day") else "first_day"
            column = column if rows.has(column) else "last_day"
            message = "there is a first day without a last one, or the other way round"
            rows.fault(k, column, "TRN002", message, "fill in both, or neither")
        elif first and first > last:
            message = f"the last day, {last}, is before the first, {first}"
            rows.fault(k, "last_day", "TRN002", message, "correct one of them")
        elif first:
            days = _range(rows, k, date.fromisoformat(first), date.fromisoformat(last))
        elif not listed and usual:
            days = usual
        elif not listed:
            message = f"no day is given, and the policy has no phase {TRAINING!r}"
            remedy = "write the days, or the phase under [[phases]] in campaign.toml"
            rows.fault(k, _present(rows, DAY_COLUMNS), "TRN001", message, remedy)
        found.append(days)
    return found


def _range(rows: Rows, k: int, first: date, last: date) -> tuple[date, ...]:
    count = (last - first).days + 1
    if count > MOST_DAYS:
        bad = _too_many(count)
        rows.fault(k, "last_day", bad.code, bad.message, bad.remedy)
        return ()
    return tuple(first + timedelta(days=k) for k in range(count))


def _too_many(count: int) -> BadCell:
    message = f"these are {count:,} days; {MOST_DAYS} are allowed"
    return BadCell("IMP027", message, "correct the days", show=False)


def _in_span(rows: Rows, days: list[tuple[date, ...]], span: Span) -> list[tuple[date, ...]]:
    """Of each venue the days that are of use; the others are told of."""
    used = []
    for k, own in enumerate(days):
        kept = tuple(day for day in own if span.holds(day))
        if len(kept) < len(own):
            lost = [day for day in own if not span.holds(day)]
            late = [day for day in lost if day >= span.first]
            why = f"people go out from {span.before} on" if late else f"it is {span.first} already"
            told = f"{lost[0]}" if len(lost) == 1 else f"{lost[0]} to {lost[-1]}, {len(lost)} days"
            message = f"{told}: left out, for {why}"
            if not kept:
                message += "; so nobody is trained at this venue"
            late_remedy = "write earlier days, or set [[phases]] in campaign.toml"
            remedy = late_remedy if late else "nothing need be done"
            column = _present(rows, DAY_COLUMNS)
            rows.remark(k, column, "TRN006", Severity.WARNING, message, remedy)
        used.append(kept)
    return used


def _places(
    connection: Connection, rows: Rows, columns: Columns
) -> list[tuple[str, float | None, float | None]]:
    """Zone, latitude and longitude of each venue, as far as they are known."""
    nowhere = [None] * len(rows)
    zones = columns.get("zone", [""] * len(rows))
    latitudes, longitudes = (columns.get(name, nowhere) for name in ("latitude", "longitude"))
    localities = Localities(connection)
    found = []
    for k, (zone, latitude, longitude, locality) in enumerate(
        zip(zones, latitudes, longitudes, columns["locality"], strict=True)
    ):
        place = (zone, latitude, longitude)
        if latitude is None and k not in rows.bad:
            try:
                place = localities.place(zone, locality)
            except BadCell as bad:
                column = "locality" if locality and not zone else "zone"
                column = column if rows.has(column) else _present(rows, ("locality", "latitude"))
                rows.fault(k, column, bad.code, bad.message, bad.remedy)
        found.append(place)
    return found


def _no_trainer_twice(
    rows: Rows,
    trained_by: list[tuple[tuple[str, ...], int | None]],
    days: list[tuple[date, ...]],
    sessions: list[int],
) -> None:
    """A trainer who is named by two venues on one day would be in two first sessions at once."""
    busy: dict[tuple[str, date], int] = {}
    for k, ((names, _), own) in enumerate(zip(trained_by, days, strict=True)):
        if k in rows.bad:
            continue
        for at, one in enumerate(map(fold, names), start=1):
            clash = next((day for day in own if (one, day) in busy), None)
            if clash is not None:
                other = busy[one, clash]
                message = (
                    f"trainer no. {at} of this row is at {rows.ids[other]} ({rows.row(other)}) on "
                    f"{clash} too, in {min(sessions[k], sessions[other])} session(s) at once"
                )
                remedy = (
                    "give one of the two venues other days or another trainer; if they are two "
                    "people of one name, write it so that they can be told apart"
                )
                rows.fault(k, "trainers", "TRN003", message, remedy)
                break
        else:
            busy |= {(fold(one), day): k for one in names for day in own}


def _present(rows: Rows, columns: tuple[str, ...]) -> str:
    """The first of these columns that the sheet has; none: the row as a whole is meant."""
    return next((column for column in columns if rows.has(column)), "")
