"""Erasures: whose data was erased, as the history tells of it: by digests of ids, never by ids.

A purge is the erasure of everybody who was there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from planner.chain import PURGED, read_details
from planner.store import bulk
from planner.store.personal import NAME, NOTHING
from planner.store.tables import HistoryRow, Person

ERASED = "erase"  # the action in the history


@dataclass(frozen=True)
class Erasure:
    """One entry of the history that tells of an erasure."""

    number: int
    at: str
    id_sha256: str
    reason: str
    place_kept: bool = False  # his place stayed, as the plan started from it


@dataclass(frozen=True)
class Purge:
    """One entry of the history that tells of a purge; `first` is the moment of the one that it
    did again in a restored campaign, else its own.
    """

    at: str
    first: str
    reason: str


def id_digest(person: str) -> str:
    """What the history has in place of the id of somebody who was erased."""
    return hashlib.sha256(f"mitan erase {person}".encode()).hexdigest()


def erasures(connection: Connection) -> tuple[Erasure, ...]:
    """All erasures, oldest first."""
    columns = (col(HistoryRow.number), col(HistoryRow.at), col(HistoryRow.details))
    told = select(*columns).where(col(HistoryRow.action) == ERASED).order_by(columns[0])
    found = []
    for number, at, text in connection.execute(told):
        details = read_details(text)
        digest, reason = str(details.get("id_sha256", "")), str(details.get("reason", ""))
        kept = bool(details.get("place_kept", False))
        found.append(Erasure(number, at, digest, reason, kept))
    return tuple(found)


def purges(connection: Connection) -> tuple[Purge, ...]:
    """All purges, oldest first."""
    columns = (col(HistoryRow.at), col(HistoryRow.details))
    told = select(*columns).where(col(HistoryRow.action) == PURGED).order_by(col(HistoryRow.number))
    found = []
    for at, text in connection.execute(told):
        details = read_details(text)
        first, reason = str(details.get("first", at)), str(details.get("reason", ""))
        found.append(Purge(at, first, reason))
    return tuple(found)


def erased_among(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """Those of the ids whose data was erased or purged, each with the day of that."""
    wanted, found = list(dict.fromkeys(ids)), {}
    if purged := purges(connection):
        gone = {one for (one,) in bulk.select(connection, Person, ("id",), (), f"name = '{NAME}'")}
        found = {one: purged[-1].at[:10] for one in wanted if one in gone}
    days = {erasure.id_sha256: erasure.at[:10] for erasure in erasures(connection)}
    if days:  # nearly always there are none: six lakh digests take a second
        digests = ((one, id_digest(one)) for one in wanted)
        found |= {one: days[digest] for one, digest in digests if digest in days}
    return found


def brought_back(
    connection: Connection, columns: Mapping[str, list[Any]], key: str = "id"
) -> Iterator[tuple[int, str, str]]:
    """Rows of people, as columns, that would bring back what was erased: row, column, day.

    What the campaign has of them still (the place of a rakshak in the plan) may be said again.
    """
    erased = erased_among(connection, columns[key])
    if not erased:
        return
    given = [name for name in NOTHING if name in columns]
    wanted = [col(getattr(Person, name)) for name in ("id", *given)]
    there = select(*wanted).where(col(Person.id).in_(list(erased)))
    stored = {one: kept for one, *kept in connection.execute(there)}
    nothing = [NOTHING[name] for name in given]
    for k, one in enumerate(columns[key]):
        if one in erased:
            for name, none, kept in zip(given, nothing, stored.get(one, nothing), strict=True):
                if columns[name][k] not in (none, "", None, kept):
                    yield k, name, erased[one]
                    break
