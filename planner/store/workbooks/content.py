"""Content: the rows of a scope, as the store has them, for each sheet of a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlmodel import SQLModel, col

from planner.policy import PrivacyPolicy
from planner.store import bulk
from planner.store.tables import Enrolment, Person
from planner.store.workbooks.layout import AREAS, ENROLMENTS, TEAM, Layout
from planner.store.workbooks.scope import Ground, Members, Scope, members

Key = tuple[str, ...]
Row = tuple[object, ...]  # values of a layout's columns, in their order


@dataclass(frozen=True)
class Content:
    """The rows of each sheet, by its name; sorted by key, enrolments by rakshak first."""

    scope: Scope
    members: Members
    rows: Mapping[str, Sequence[Row]]
    silent: int  # people in it who have not agreed to be called


def content(connection: Connection, known: Ground, scope: Scope, privacy: PrivacyPolicy) -> Content:
    """All rows of a scope; within `Store.reading()`. Raises Refusal where there is no such scope.

    Whoever has not agreed to be called stands there without his phone.
    Areas that the plan names and the campaign no longer has are left out.
    """
    who = members(connection, known, scope)
    pairs = _enrolled_by(connection, who.rakshaks)
    team = _in_order(by_key(connection, TEAM, ((one,) for one in who.rakshaks)))
    enrolled = sorted(pairs, key=lambda row: (row[1], row[0]))
    return Content(
        scope,
        who,
        {
            TEAM.sheet: silenced(TEAM, team, privacy),
            AREAS.sheet: _in_order(by_key(connection, AREAS, ((one,) for one in who.areas))),
            ENROLMENTS.sheet: silenced(ENROLMENTS, enrolled, privacy),
        },
        len({*_silent(TEAM, team, privacy), *_silent(ENROLMENTS, enrolled, privacy)}),
    )


def _silent(layout: Layout, rows: Sequence[Row], privacy: PrivacyPolicy) -> Iterator[object]:
    consent = layout.columns.index("consent")
    return (row[0] for row in rows if privacy.silences(str(row[consent])))


def silenced(layout: Layout, rows: Sequence[Row], privacy: PrivacyPolicy) -> list[Row]:
    """The rows as they go out: without the phones of those who have not agreed to be called."""
    if "consent" not in layout.columns:
        return list(rows)
    phone, consent = layout.columns.index("phone"), layout.columns.index("consent")
    return [
        (*row[:phone], "", *row[phone + 1 :]) if privacy.silences(str(row[consent])) else row
        for row in rows
    ]


def by_key(connection: Connection, layout: Layout, keys: Iterable[Key]) -> dict[Key, Row]:
    """The rows that have these keys, as the store has them now; those it has not are left out."""
    wanted = set(keys)
    if layout is ENROLMENTS:
        mitans = sorted({mitan for mitan, _ in wanted})
        rows: Iterator[Row] = _enrolments(connection, "mitan", mitans)
        return {key: row for row in rows if (key := (str(row[0]), str(row[1]))) in wanted}
    rows = _rows(connection, layout.table, layout.columns, "id", sorted(one for (one,) in wanted))
    return {(str(row[0]),): row for row in rows}


def _enrolled_by(connection: Connection, rakshaks: Sequence[str]) -> list[Row]:
    return list(_enrolments(connection, "rakshak", rakshaks))


def _enrolments(connection: Connection, by: str, ids: Sequence[str]) -> Iterator[Row]:
    """Enrolments with what is known of their mitans, in the columns of ENROLMENTS."""
    columns = [
        getattr(Enrolment if name in Enrolment.model_fields else Person, name)
        for name in ENROLMENTS.columns
    ]
    joined = select(*columns).join(Person, col(Person.id) == col(Enrolment.mitan))
    for part in bulk.portions((one,) for one in ids):
        there = getattr(Enrolment, by).in_([one for (one,) in part])
        yield from map(tuple, connection.execute(joined.where(there)))


def _rows(
    connection: Connection,
    table: type[SQLModel],
    columns: Sequence[str],
    by: str,
    ids: Sequence[str],
) -> Iterator[Row]:
    wanted = select(*(getattr(table, name) for name in columns))
    for part in bulk.portions((one,) for one in ids):
        there = getattr(table, by).in_([one for (one,) in part])
        yield from map(tuple, connection.execute(wanted.where(there)))


def _in_order(rows: Mapping[Key, Row]) -> list[Row]:
    return [rows[key] for key in sorted(rows)]
