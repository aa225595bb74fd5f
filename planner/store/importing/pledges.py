"""Pledges: the rules of a row that says how many people signed one sheet of pledges."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from planner.findings import Severity
from planner.store import bulk
from planner.store.importing import cells
from planner.store.importing.known import known_people
from planner.store.importing.merge import Batch, Difference, compare
from planner.store.importing.quoting import added, quoted
from planner.store.importing.rows import Columns, Rows, repeated, take
from planner.store.importing.terms import Terms
from planner.store.tables import Area, Pledge

MOST_SIGNED = 100_000  # on one sheet, or stack of sheets under one number


def parse(rows: Rows, _terms: Terms) -> Columns:
    """Columns about sheets of pledges, as far as the sheet has them; faults go into `rows`."""
    columns: Columns = {"id": rows.parse("id", cells.identifier, "")}
    rows.ids = columns["id"]
    for column in ("mitan", "rakshak", "area"):
        if rows.has(column):
            columns[column] = rows.parse(column, cells.identifier, "")
    if rows.has("day"):
        columns["day"] = rows.parse("day", cells.day, "")
    if rows.has("synthetic"):
        columns["synthetic"] = rows.parse("synthetic", cells.truth, 0)
    signed = rows.parse("pledges", cells.whole_number(1, MOST_SIGNED), None)
    columns["pledges"] = signed
    rows.require("id", columns["id"])
    rows.require("pledges", ["" if count is None else "?" for count in signed])
    for k, first in repeated(columns["id"], ""):
        rows.fault(
            k,
            "id",
            "IMP070",
            f"the number of this sheet stands in {rows.row(first)} too{added(rows.ids[k])}",
            "give each sheet of pledges its own number, or delete one of the rows",
        )
    return columns


def changes(
    connection: Connection, rows: Rows, columns: Columns, _terms: Terms
) -> list[Difference]:
    """What the sheet changes among pledges; who or what is not known is said, and kept."""
    people = known_people(connection).roles
    areas = {own for (own,) in bulk.select(connection, Area, ("id",))}
    known: dict[str, Collection[str]] = {"mitan": people, "rakshak": people, "area": areas}
    for column, among in known.items():
        for k, one in enumerate(columns.get(column, ())):
            if one and one not in among:
                rows.remark(
                    k,
                    column,
                    "IMP071",
                    Severity.WARNING,
                    f"{quoted(one)} is not in the campaign; the sheet is kept, as the audit shows",
                    f"correct the id, or import the {column} first",
                )
    usable = rows.usable()
    return [compare(connection, Batch(Pledge, ("id",), take(columns, usable), usable))]
