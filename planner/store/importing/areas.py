"""Areas: the rules of an area's row."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Connection

from planner.findings import Finding, Severity
from planner.policy import fold
from planner.snapshot import MOST_SKILLS
from planner.store import bulk
from planner.store.importing import cells
from planner.store.importing.categories import name_categories
from planner.store.importing.merge import Batch, Difference, compare
from planner.store.importing.places import parse_places, require_place
from planner.store.importing.quoting import added
from planner.store.importing.rows import Columns, Rows, repeated, take
from planner.store.importing.terms import Terms
from planner.store.tables import Area

MOST_PEOPLE = 20_000_000  # of one area; no district of India has more
MOST_VISITS = 100_000
MOST_RAKSHAKS = 1_000
MOST_PRIORITY = 1_000

# Parser and value of a blank cell, for each column that needs no further rule.
PLAIN: dict[str, tuple[Any, Any]] = {
    "locality": (cells.free_text, ""),
    "people": (cells.whole_number(0, MOST_PEOPLE), None),
    "visits": (cells.whole_number(0, MOST_VISITS), None),  # 0: closed, nobody is needed
    "different_rakshaks": (cells.whole_number(1, MOST_RAKSHAKS), 1),
    "priority": (cells.whole_number(1, MOST_PRIORITY), 1),
    "whole": (cells.truth, None),
    "skills": (cells.word_list, ""),
    "languages": (cells.word_list, ""),
    "source": (cells.free_text, ""),
    "synthetic": (cells.truth, 0),
}


def parse(rows: Rows, terms: Terms) -> Columns:
    """Columns for the table of areas, as far as the sheet has them; faults go into `rows`.

    An area without an id gets one made from what it is and where, so that the same row
    imported again is the same area.
    """
    given = rows.parse("id", cells.identifier, "")
    rows.ids = given
    names = rows.parse("name", cells.name, "")
    words = rows.parse("category", cells.free_text, "")
    columns: Columns = {
        "id": given,
        "name": names,
        "category": name_categories(rows, words, terms.mapping, terms.policy),
        **parse_places(rows, terms.policy),
    }
    for column, (parser, blank) in PLAIN.items():
        if rows.has(column):
            columns[column] = rows.parse(column, parser, blank)
    rows.require("name", names)
    rows.require("category", words)
    require_place(rows, columns, [True] * len(rows))

    columns["id"] = rows.ids = _with_derived(rows, given, words, columns)
    for k, first in repeated(rows.ids, ""):
        if k in rows.bad and not given[k]:
            continue  # a row with faults has no sure id
        _say_twice(rows, k, first, derived=not given[k])
    return columns


def changes(
    connection: Connection, rows: Rows, columns: Columns, _terms: Terms
) -> list[Difference]:
    """What the sheet changes among areas; faults beside what is stored go into `rows`."""
    for column in ("skills", "languages"):
        if column in columns:
            _limit_sets(connection, rows, columns, column)
    usable = rows.usable()
    return [compare(connection, Batch(Area, ("id",), take(columns, usable), usable))]


def _limit_sets(connection: Connection, rows: Rows, columns: Columns, column: str) -> None:
    """Block a sheet that would make areas ask for more skills or languages than can be told."""
    sets: dict[str, str] = dict(bulk.select(connection, Area, ("id", column)))
    sets |= {columns["id"][k]: columns[column][k] for k in rows.usable()}
    asked = {name for text in set(sets.values()) for name in text.split(";") if name}
    if len(asked) > MOST_SKILLS:
        rows.block(
            Finding(
                "IMP045",
                Severity.ERROR,
                column,
                rows.where(),
                f"this sheet and the areas in the campaign together ask for {len(asked)} different "
                f"{column}; {MOST_SKILLS} can be told apart",
                "spell the same ones alike, and ask only for those that matter",
            )
        )


def _with_derived(rows: Rows, given: list[str], words: list[str], columns: Columns) -> list[str]:
    if "" not in given:
        return given
    blank: list[Any] = [""] * len(rows)
    parts = [columns["name"], words]
    parts += [columns.get(c, blank) for c in ("zone", "latitude", "longitude", "locality")]
    unsure = rows.faulted.get("id", set()) | rows.faulty
    ids = []
    for k, (own, *about) in enumerate(zip(given, *parts, strict=True)):
        if own or k in unsure:
            ids.append(own)
            continue
        told = "|".join("" if part is None else fold(str(part)) for part in about)
        ids.append("A-" + hashlib.sha256(told.encode()).hexdigest()[:12])
    return ids


def _say_twice(rows: Rows, k: int, first: int, *, derived: bool) -> None:
    if derived:
        rows.fault(
            k,
            "",
            "IMP022",
            f"this row and {rows.row(first)} have no id and are the same area: name, category "
            "and place are equal",
            "delete one of them, or give both an id",
        )
    else:
        rows.fault(
            k,
            "id",
            "IMP022",
            f"the id of this row stands in {rows.row(first)} too{added(rows.ids[k])}",
            "give each area its own id, or delete one of the rows",
        )
