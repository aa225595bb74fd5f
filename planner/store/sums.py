"""Sums: the checksums of the tables as Mitan's own writes made them, kept beside the tables.

The history tells of a digest of them with each entry by which tables changed. The audit works them
out again from the rows.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sqlalchemy import Connection, delete, select
from sqlmodel import col

from planner.chain import TABLES, read_details
from planner.stages import Stage, stage
from planner.store import bulk
from planner.store.checksum import CHECKED, LATER, MODULUS, as_text, digest
from planner.store.tables import Checksum, HistoryRow

BROKEN = "broken"  # in place of a digest, for good: the sums that were kept are not those told of


class Standing(NamedTuple):
    """The digest of the tables as they are, and what is not as the kept sums have it."""

    digest: str
    changed: tuple[str, ...]


def carry_on(connection: Connection) -> str | None:
    """Take what this transaction has written into the sums; the digest of all, for the history.

    None where it has written to no table. Within `Store.writing()`, after the writes. The first
    time in a store everything that is there is summed up.
    """
    changes = bulk.take_changes(connection)
    if not changes:
        return None
    told, kept = _told(connection), _kept(connection)
    if told is None:
        sums = _sum_up(connection)
    else:
        sums = {name: (kept.get(name, 0) + changes.get(name, 0)) % MODULUS for name in CHECKED}
    connection.execute(delete(Checksum))
    values = [as_text(sums[name]) for name in CHECKED]
    bulk.insert(connection, Checksum, {"name": list(CHECKED), "value": values})
    return digest(sums) if told in (None, digest(kept)) else BROKEN


@stage(Stage.SUM)
def standing(connection: Connection) -> Standing:
    """The tables as they are, summed up from every row; within `Store.reading()`."""
    sums, kept = _sum_up(connection), _kept(connection)
    kept = {**dict.fromkeys(LATER, 0), **kept}
    changed = [what for name, what in CHECKED.items() if kept.get(name) != sums[name]]
    return Standing(digest(sums), tuple(changed))


def _sum_up(connection: Connection) -> dict[str, int]:
    return {name: bulk.checksum(connection, name) for name in CHECKED}


def _kept(connection: Connection) -> dict[str, int]:
    """The sums as they stand beside the tables; one that is none is left out."""
    rows = connection.execute(select(col(Checksum.name), col(Checksum.value)))
    return {name: int(text, 16) for name, text in rows if re.fullmatch("[0-9a-f]{128}", text)}


def _told(connection: Connection) -> str | None:
    """The digest that the history told of last."""
    details, number = col(HistoryRow.details), col(HistoryRow.number)
    telling = select(details).where(details.contains(f'"{TABLES}":"')).order_by(number.desc())
    last = connection.execute(telling.limit(1)).scalar()
    return None if last is None else str(read_details(last).get(TABLES))
