"""Chain: the entries of the history, each carrying the digest of the one before it.

Whoever changes, removes or inserts an entry must change every digest after it; whoever has
written down the last digest (on paper, in another store) sees that. Pure data: the store
writes entries, the audit judges them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

PURGED = "purge"  # the action by which everybody was erased, as a campaign was over
TABLES = "tables-1"  # in details: the digest of the tables; another number, another way
START = ""  # what the first entry carries as the digest of the one before it


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened. `at` is UTC, ISO 8601, to the second; `details` canonical JSON."""

    number: int  # 1, 2, 3 ... without gaps
    at: str
    action: str
    details: str
    previous: str  # digest of the entry before, START for the first
    digest: str  # entry_digest of all the rest


def canonical(value: object) -> str:
    """The one JSON text of a value: keys sorted, no blanks, no escapes where none are needed.

    Raises TypeError or ValueError where the value has no JSON text (NaN included).
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def entry_digest(number: int, at: str, action: str, details: str, previous: str) -> str:
    """SHA-256, in hexadecimal, of the canonical JSON of an entry's five other fields."""
    return hashlib.sha256(canonical([number, at, action, details, previous]).encode()).hexdigest()


def next_entry(
    last: HistoryEntry | None, at: str, action: str, details: Mapping[str, object]
) -> HistoryEntry:
    """The entry that follows `last`, or the first one where `last` is None."""
    number = last.number + 1 if last else 1
    previous = last.digest if last else START
    text = canonical(details)
    return HistoryEntry(
        number, at, action, text, previous, entry_digest(number, at, action, text, previous)
    )


def read_details(text: str) -> dict[str, Any]:
    """The details of an entry; nothing where they are not as Mitan writes them."""
    try:
        details = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return details if isinstance(details, dict) else {}


def first_break(entries: Iterable[HistoryEntry]) -> int | None:
    """Number of the first entry that does not follow from the one before it, None if all do.

    Wrong are: a number that is not the next one (the first is 1), a `previous` that is not the
    digest before, and a digest that is not that of its own entry. Entries cut off at the end
    leave no trace in the chain itself.
    """
    number, previous = 0, START
    for entry in entries:
        digest = entry_digest(entry.number, entry.at, entry.action, entry.details, entry.previous)
        if (entry.number, entry.previous, entry.digest) != (number + 1, previous, digest):
            return entry.number
        number, previous = entry.number, entry.digest
    return None
