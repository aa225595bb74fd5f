"""Merge: rows for one table compared with what is stored, then written in bulk."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection
from sqlmodel import SQLModel

from planner.stages import Stage, stage
from planner.store import bulk
from planner.store.importing.replaced import Replaced, Tally
from planner.store.importing.rows import Columns, take


@dataclass(frozen=True, eq=False)
class Batch:
    """Rows for one table. `rows` are their positions in the sheet, as long as the columns."""

    table: type[SQLModel]
    key: tuple[str, ...]
    columns: Columns
    rows: list[int]


@dataclass(frozen=True, eq=False)
class Difference:
    """Which rows of a batch (0 to n-1) are new to the store, and which differ from it.

    `replaced` is what the changed ones have in place of what the store has; `removed` are the
    keys, as columns, of stored rows that are to be taken out.
    """

    batch: Batch
    new: list[int]
    changed: list[int]
    replaced: tuple[Replaced, ...] = ()
    removed: Columns = field(default_factory=dict)

    @property
    def removals(self) -> int:
        """How many rows are taken out."""
        return len(next(iter(self.removed.values()), ()))


@stage(Stage.COMPARE)
def compare(connection: Connection, batch: Batch, removed: Columns | None = None) -> Difference:
    """Find what a batch would change. Columns that the batch lacks are not compared.

    `removed` are keys of stored rows that are to be taken out besides.
    """
    names = (*batch.key, *(name for name in batch.columns if name not in batch.key))
    width = len(batch.key)
    given = list(zip(*(batch.columns[name] for name in names), strict=True))
    at = {row[:width]: k for k, row in enumerate(given)}
    new = set(range(len(given)))
    changed = []
    tally = Tally(batch.key, names)
    for row in bulk.select(connection, batch.table, names):
        k = at.get(row[:width])
        if k is not None:
            new.discard(k)
            if row != given[k]:
                changed.append(k)
                tally.note(k, row, given[k])
    return Difference(batch, sorted(new), sorted(changed), tally.told(), removed or {})


@stage(Stage.WRITE)
def write(connection: Connection, difference: Difference) -> None:
    """Take out what is removed, add what is new and change what differs."""
    batch = difference.batch
    if difference.removals:
        bulk.delete(connection, batch.table, difference.removed)
    if difference.new:
        every = len(difference.new) == len(batch.rows)
        added = batch.columns if every else take(batch.columns, difference.new)
        bulk.insert(connection, batch.table, added)
    if difference.changed:
        bulk.update(connection, batch.table, take(batch.columns, difference.changed), batch.key)
