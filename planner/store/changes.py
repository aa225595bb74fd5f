"""Changes: what happens to a campaign under way. People drop out, areas close, the bench is used.

Each change is one step: all ids are known and the change is made, or nothing is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from planner.findings import Finding, Refusal, Severity, meant_by_each
from planner.store import bulk, history
from planner.store.tables import Area, Person

RAKSHAK, MITAN = "rakshak", "mitan"


def drop_people(connection: Connection, ids: Sequence[str]) -> int:
    """Make inactive those who have left, and say how many of them were active until now.

    Their rows, pins and mitans stay. Within `Store.writing()`. Raises Refusal, with a finding for
    each, where ids are unknown.
    """
    before = of_people(connection, "active", ids)
    changed = _set(connection, Person, "active", before, 0)
    if changed:
        history.append(connection, "drop", {"people": changed})
    return len(changed)


def close_areas(connection: Connection, ids: Sequence[str]) -> int:
    """Ask for no more visits at areas, and say how many of them were open until now.

    Within `Store.writing()`. Raises Refusal, with a finding for each, where ids are unknown.
    """
    before = _column(connection, Area, "visits", ids)
    unknown = _missing(ids, before)
    if unknown:
        known = connection.execute(select(col(Area.id))).scalars().all()
        raise _refusal(_unknown(unknown, "area", known))
    changed = _set(connection, Area, "visits", before, 0)
    if changed:
        history.append(connection, "close", {"areas": changed})
    return len(changed)


def set_reserve(connection: Connection, ids: Sequence[str], on: bool) -> int:
    """Put rakshaks on the bench, or call them from it; says for how many that is a change.

    Within `Store.writing()`. Raises Refusal, with a finding for each, where ids are unknown or
    not those of rakshaks.
    """
    before = of_people(connection, "reserve", ids)
    roles = _column(connection, Person, "role", ids)
    others = [_no_rakshak(one, role) for one, role in roles.items() if role != RAKSHAK]
    if others:
        raise _refusal(others)
    changed = _set(connection, Person, "reserve", before, int(on))
    if changed:
        history.append(connection, "reserve", {"people": changed, "on": bool(on)})
    return len(changed)


def of_people(connection: Connection, column: str, ids: Sequence[str]) -> dict[str, Any]:
    """A column of these people, by id, sorted. Raises Refusal, with a finding for each unknown."""
    found = _column(connection, Person, column, ids)
    unknown = _missing(ids, found)
    if unknown:
        sent = select(col(Person.id)).where(col(Person.role) != MITAN)
        known = connection.execute(sent).scalars().all()
        raise _refusal(_unknown(unknown, "person", known))
    return found


def _column(
    connection: Connection, table: type[Person | Area], column: str, ids: Sequence[str]
) -> dict[str, Any]:
    """Values of one column by id, sorted by id; ids that are not there are left out."""
    key, value = col(table.id), col(getattr(table, column))
    found: list[tuple[str, Any]] = []
    for part in bulk.portions(zip(dict.fromkeys(ids), strict=True)):
        there = select(key, value).where(key.in_([one for (one,) in part]))
        found += ((one, now) for one, now in connection.execute(there))
    return dict(sorted(found))


def _set(
    connection: Connection,
    table: type[Person | Area],
    column: str,
    before: Mapping[str, Any],
    value: int,
) -> list[str]:
    """Set a column of these rows; the ids of those in which it was another value."""
    changed = [one for one, now in before.items() if now != value]
    bulk.update(connection, table, {"id": changed, column: [value] * len(changed)}, "id")
    return changed


def _missing(ids: Sequence[str], found: Mapping[str, Any]) -> list[str]:
    return [one for one in dict.fromkeys(ids) if one not in found]


def _unknown(unknown: Sequence[str], what: str, known: Sequence[str]) -> list[Finding]:
    return [
        _fault("CHG001", one, f"there is no {what} {one} in this campaign", remedy)
        for one, remedy in meant_by_each(unknown, known)
    ]


def _no_rakshak(one: str, role: str) -> Finding:
    return _fault("CHG002", one, f"{one} is a {role}; the bench is for rakshaks", "leave it out")


def _fault(code: str, subject: str, message: str, remedy: str) -> Finding:
    return Finding(code, Severity.ERROR, subject, "campaign", message, remedy)


def _refusal(faults: Sequence[Finding]) -> Refusal:
    told = ", ".join(fault.subject for fault in faults)
    return Refusal(f"Nothing was changed: these ids cannot be used: {told}.", findings=faults)
