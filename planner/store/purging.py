"""Purging: when a campaign is over, what says who anybody is goes; counts, tree and plans stay.

As `erasing` does for one person, for all at once and in the database itself: a district has six
lakh people. Places go too, those of rakshaks in the plan among them: nobody plans any more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection
from sqlmodel import SQLModel

from planner.chain import PURGED
from planner.findings import Refusal
from planner.store import bulk, history
from planner.store.erasures import NAME, Purge, purges
from planner.store.tables import Person, Pin, Progress, Tie

ANYBODY = f"name <> '{NAME}' OR phone <> '' OR latitude IS NOT NULL OR longitude IS NOT NULL"
_COUNTED: Mapping[str, tuple[type[SQLModel], str]] = {  # what is counted, where, and of which rows
    "people": (Person, ANYBODY),
    "names": (Person, f"name NOT IN ('', '{NAME}')"),
    "phones": (Person, "phone <> ''"),
    "places": (Person, "latitude IS NOT NULL OR longitude IS NOT NULL"),
    "notes": (Progress, "note <> ''"),
    "reasons": (Pin, "reason <> ''"),
    "reasons of ties": (Tie, "reason <> ''"),
}


@dataclass(frozen=True)
class Purged:
    """What a purge takes away, or took: how many people and values of each kind."""

    cleared: Mapping[str, int]
    before: tuple[Purge, ...]

    @property
    def anything(self) -> bool:
        """Whether there is something to take away."""
        return any(self.cleared.values())


def look(connection: Connection) -> Purged:
    """What a purge would take away, within `Store.reading()`."""
    counts = {
        what: bulk.count(connection, table, where) for what, (table, where) in _COUNTED.items()
    }
    counts["reasons"] += counts.pop("reasons of ties")
    return Purged(counts, purges(connection))


def purge(connection: Connection, reason: str, first: str = "") -> Purged:
    """Take it away, with one entry in the history; within `Store.writing()`.

    `first` is the moment of the purge that this one does again, if any. Where nothing is left to
    take away, nothing is written. Raises Refusal for a reason that has somebody's name or phone in
    it: the history keeps it for good.
    """
    _require_nobody(connection, reason)
    found = look(connection)
    if not found.anything:
        return found
    nothing = {"name": NAME, "phone": "", "latitude": None, "longitude": None}
    bulk.fill(connection, Person, nothing, ANYBODY)
    bulk.fill(connection, Progress, {"note": ""}, "note <> ''")
    for table in (Pin, Tie):
        bulk.fill(connection, table, {"reason": ""}, "reason <> ''")
    details = {"reason": reason, "cleared": dict(found.cleared)}
    history.append(connection, PURGED, {**details, **({"first": first} if first else {})})
    return found


def purge_again(connection: Connection, wanted: Sequence[Purge]) -> bool:
    """Purge a campaign from before a purge of which `wanted` tell; whether that was needed.

    Within `Store.writing()`.
    """
    known = {one.first for one in purges(connection)}
    since = [one for one in wanted if one.first not in known]
    if not since:
        return False
    return purge(connection, since[-1].reason, since[-1].first).anything


def require_due(keep_until: date | None, today: date, *, now: bool, reason: str) -> None:
    """Refuse a purge before its day, unless somebody says that it is to be now, and why."""
    if now:
        if not reason:
            raise Refusal("A purge before its day needs a reason: --now --reason TEXT")
        return
    if keep_until is None:
        raise Refusal(
            "campaign.toml does not say how long data is kept: write keep_until under [privacy], "
            "or purge at once with --now --reason TEXT"
        )
    if today <= keep_until:
        raise Refusal(
            f"Data is kept until {keep_until} (privacy.keep_until in campaign.toml), and today is "
            f"{today}. To purge at once: --now --reason TEXT"
        )


def _require_nobody(connection: Connection, reason: str) -> None:
    if not reason:
        return
    digits = "".join(filter(str.isdigit, reason))
    words = f" {' '.join(reason.casefold().split())} "
    named = f"name NOT IN ('', '{NAME}') OR phone <> ''"
    for name, phone in bulk.select(connection, Person, ("name", "phone"), (), named):
        called = " ".join(name.casefold().split())
        if (" " in called and f" {called} " in words) or (phone and phone in digits):
            raise Refusal(
                "The reason stays in the history for good: write it without names and phones."
            )
