"""Checksum: one number for all the rows of a table, which no change by another program goes by.

Each row is hashed with all its values, and the hashes are added up, modulo 2^512. So order does not
matter, and what a write adds and takes away is worked out from the rows that it touches: one row
among six lakh costs nothing, and a row that somebody else has changed stays missing from the sum
whatever Mitan writes afterwards.

A sum is no secret-keeper: from two of them the hash of a row changed in between can be told, and a
phone be guessed from that. So sums stay in the store, and the history has a digest of all of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from planner.chain import canonical

# The tables that are watched, and what their rows are called.
CHECKED = {
    "person": "people",
    "area": "areas",
    "enrolment": "enrolments",
    "pledge": "pledges",
    "pin": "pins",
    "tie": "ties",
    "progress": "progress",
}
# Watched since later than the others: left out of the digest while it is empty, so that the digest
# of a store that knows nothing of it still holds.
LATER = ("progress",)
# Columns that came later, the last ones of their tables: left out of a row's hash while they are
# empty, so that the digests of a store from before still hold.
LATER_COLUMNS = {"person": 1}
MODULUS = 1 << 512


def of_rows(table: str, rows: Iterable[tuple[Any, ...]]) -> int:
    """The sum of rows of all columns, in the table's order: texts, whole numbers, floats, None.

    `ascii` writes the same values alike on every machine and database, and different ones apart.
    """
    later = LATER_COLUMNS.get(table, 0)
    counted = (_as_then(row, later) for row in rows) if later else rows
    hashes = (hashlib.sha512((table + ascii(row)).encode()).digest() for row in counted)
    return sum(int.from_bytes(one, "big") for one in hashes) % MODULUS


def _as_then(row: tuple[Any, ...], later: int) -> tuple[Any, ...]:
    """The row without its `later` last columns, if these are empty."""
    return row[:-later] if not any(row[-later:]) else row


def digest(sums: Mapping[str, int]) -> str:
    """SHA-256 of the sums of all tables, but those of LATER that are empty."""
    there = [table for table in CHECKED if sums.get(table, 0) or table not in LATER]
    texts = {table: as_text(sums[table]) for table in there if table in sums}
    return hashlib.sha256(canonical(texts).encode()).hexdigest()


def as_text(number: int) -> str:
    """A sum as 128 hexadecimal digits."""
    return f"{number:0128x}"
