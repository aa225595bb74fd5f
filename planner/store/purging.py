"""Purging: when a campaign is over, what says who anybody is goes; counts, tree and plans stay.

As `erasing` does for one person, for all at once and in the database itself: a district has six
lakh people. Places go too, those of rakshaks in the plan among them: nobody plans any more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from planner.chain import PURGED
from planner.findings import Refusal
from planner.stages import Stage, stage
from planner.store import bulk, history
from planner.store.erasures import Purge, purges
from planner.store.mentions import require_nobody, told_in
from planner.store.personal import NAME, NAMED, NOTHING, PLACED, TEXTS, WITH_NAME
from planner.store.tables import Person

# Who has no name gets one like all others: by it is known who was there (erasures.erased_among).
UNPURGED = f"(name <> '{NAME}' OR phone <> '' OR {PLACED})"
_PEOPLE = {"people": UNPURGED, "names": WITH_NAME, "phones": "phone <> ''", "places": PLACED}


@dataclass(frozen=True)
class Purged:
    """What a purge takes away, or took: how many people and values of each kind.

    `told_in` are numbers of entries of the history that have a name or a phone in them, in a reason
    or the name of a file: they stay.
    """

    cleared: Mapping[str, int]
    before: tuple[Purge, ...]
    told_in: tuple[int, ...]

    @property
    def anything(self) -> bool:
        """Whether there is something to take away."""
        return any(self.cleared.values())


@stage(Stage.READ)
def look(connection: Connection) -> Purged:
    """What a purge would take away, within `Store.reading()`."""
    counts = Counter({what: bulk.count(connection, Person, rows) for what, rows in _PEOPLE.items()})
    for text in TEXTS:
        counts[f"{text.column}s"] += bulk.count(connection, text.table, text.written)
    return Purged(counts, purges(connection), told_in(connection, _contacts(connection)))


@stage(Stage.ERASE)
def purge(connection: Connection, reason: str) -> Purged:
    """Take it away, with one entry in the history; within `Store.writing()`.

    Where nothing is left to take away, nothing is written. Raises Refusal for a reason that has
    somebody's name or phone in it: the history keeps it for good.
    """
    require_nobody(reason, _contacts(connection))
    found = look(connection)
    if found.anything:
        _purge(connection, found, {"reason": reason})
    return found


def purge_again(connection: Connection, wanted: Sequence[Purge]) -> bool:
    """Purge a campaign from before a purge of which `wanted` tell; whether that was needed.

    Within `Store.writing()`.
    """
    known = {one.first for one in purges(connection)}
    since = [one for one in wanted if one.first not in known]
    if since:
        told = {"reason": since[-1].reason, "first": since[-1].first}
        _purge(connection, look(connection), told)
    return bool(since)


def _purge(connection: Connection, found: Purged, told: Mapping[str, str]) -> None:
    bulk.fill(connection, Person, NOTHING, UNPURGED)
    for text in TEXTS:
        bulk.fill(connection, text.table, {text.column: ""}, text.written)
    history.append(connection, PURGED, {**told, "cleared": dict(found.cleared)})


def _contacts(connection: Connection) -> Iterator[tuple[Any, ...]]:
    return bulk.select(connection, Person, ("name", "phone"), (), NAMED)


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
