"""Soundness: what a store holds, counted, and whether file, references and history are whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, inspect, text
from sqlmodel import SQLModel

from planner.chain import START, first_break
from planner.findings import Refusal
from planner.stages import Stage, stage
from planner.store import history
from planner.store.faults import Damaged
from planner.store.tables import HistoryRow

# What integrity_check says of rows that another program has written, in a file that is whole.
_OF_A_ROW = re.compile(r"(?:CHECK constraint failed|\S+ value) in ")
HISTORY = str(HistoryRow.__tablename__)


@dataclass(frozen=True)
class Contents:
    """How many rows each table holds, and the digest of the history's newest entry."""

    counts: Mapping[str, int]
    head: str  # START where the history has no entry

    @property
    def entries(self) -> int:
        """How many entries the history has."""
        return self.counts.get(HISTORY, 0)

    def as_dict(self) -> dict[str, Any]:
        """The contents as JSON shows them."""
        return {"counts": dict(self.counts), "entries": self.entries, "head": self.head}


@stage(Stage.SUM)
def contents(connection: Connection) -> Contents:
    """Count the rows of every table of Mitan's that is there; an older store has fewer."""
    there = set(inspect(connection).get_table_names())
    counts = {
        name: int(connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one())
        for name in sorted(SQLModel.metadata.tables)
        if name in there
    }
    return Contents(counts, history.last_digest(connection) if HISTORY in there else START)


@stage(Stage.CHECK_PAGES)
def require_whole(connection: Connection) -> None:
    """Look through every page of a SQLite file. Raises Damaged where it is.

    A row that breaks a rule of its table is no damage: see `require_sound`.
    """
    if not all(map(_OF_A_ROW.match, _said(connection))):
        raise Damaged("the file is damaged: put back a backup with mitan restore FILE")


@stage(Stage.CHECK_PAGES)
def require_sound(connection: Connection) -> str:
    """Look through a SQLite file, its rows and references, and say what was seen.

    Raises Damaged where the file is, Refusal where rows break a rule or point to nobody.
    """
    if connection.dialect.name != "sqlite":
        return "kept by the server"
    require_whole(connection)
    if broken := _said(connection):
        raise Refusal(
            f"{len(broken)} row(s) break a rule of their table ({broken[0]}), written by another "
            "program; put back a backup with mitan restore FILE"
        )
    loose = connection.execute(text("PRAGMA foreign_key_check")).all()
    if loose:
        tables = ", ".join(sorted({str(row[0]) for row in loose}))
        raise Refusal(
            f"{len(loose)} reference(s) point to nobody, in: {tables}; put back a backup with "
            "mitan restore FILE"
        )
    return "file sound, every reference kept"


def require_unbroken(connection: Connection) -> str:
    """Go along the history, and say how long it is. Raises Refusal where its chain is broken."""
    entries = history.rows(connection)
    broken = first_break(entries)
    if broken is not None:
        raise Refusal(f"the chain is broken at entry {broken}: history was changed by hand.")
    return f"{len(entries)} entries, chain unbroken"


def _said(connection: Connection) -> list[str]:
    """What SQLite finds wrong with a file; it names tables and columns, never values."""
    if connection.dialect.name != "sqlite":
        return []
    said = connection.execute(text("PRAGMA integrity_check")).scalars().all()
    return [str(line) for line in said if line != "ok"]
