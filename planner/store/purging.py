"""Purging: when a campaign is over, what says who anybody is goes; counts, tree and plans stay.

As `erasing` does for one person, for all at once and in the database itself: a district has six
lakh people. Places go too, those of rakshaks in the plan among them: nobody plans any more.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection
from sqlmodel import SQLModel

from planner.chain import PURGED
from planner.findings import Refusal
from planner.store import bulk, history
from planner.store.erasures import NAME, Purge, purges
from planner.store.tables import HistoryRow, Person, Pin, Progress, Tie

ANYBODY = f"name <> '{NAME}' OR phone <> '' OR latitude IS NOT NULL OR longitude IS NOT NULL"
NAMED = f"name NOT IN ('', '{NAME}') OR phone <> ''"
LONGEST_NAME = 6  # words that are looked for in the history

_WORD = re.compile(r"[^\W\d_][\w\u0900-\u097f]*")  # Python takes vowel signs for no part of a word
_GAP = re.compile(r"(?<=\d)[\s.-]+(?=\d)")
_PHONE = re.compile(r"(?<![0-9a-f])(?:91|0)?\d{10}(?![0-9a-f])")

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


def look(connection: Connection) -> Purged:
    """What a purge would take away, within `Store.reading()`."""
    counts = {
        what: bulk.count(connection, table, where) for what, (table, where) in _COUNTED.items()
    }
    counts["reasons"] += counts.pop("reasons of ties")
    return Purged(counts, purges(connection), _told_in(connection))


def purge(connection: Connection, reason: str, first: str = "") -> Purged:
    """Take it away, with one entry in the history; within `Store.writing()`.

    `first` is the moment of the purge that this one does again, if any. Where nothing is left to
    take away, nothing is written. Raises Refusal for a reason that has somebody's name or phone in
    it: the history keeps it for good.
    """
    if not first:  # what was said once is said again as it was
        _require_nobody(connection, reason)
    found = look(connection)
    if not found.anything:
        return found
    nothing = {"name": NAME, "phone": "", "latitude": None, "longitude": None}
    bulk.fill(connection, Person, nothing, ANYBODY)
    bulk.fill(connection, Progress, {"note": ""}, "note <> ''")
    for table in (Pin, Tie):
        bulk.fill(connection, table, {"reason": ""}, "reason <> ''")
    _tell(connection, found, reason, first)
    return found


def _tell(connection: Connection, found: Purged, reason: str, first: str) -> None:
    details = {"reason": reason, "cleared": dict(found.cleared)}
    history.append(connection, PURGED, {**details, **({"first": first} if first else {})})


def purge_again(connection: Connection, wanted: Sequence[Purge]) -> bool:
    """Purge a campaign from before a purge of which `wanted` tell; whether that was needed.

    Within `Store.writing()`.
    """
    known = {one.first for one in purges(connection)}
    since = [one for one in wanted if one.first not in known]
    if since and not purge(connection, since[-1].reason, since[-1].first).anything:
        _tell(connection, look(connection), since[-1].reason, since[-1].first)
    return bool(since)


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


def _told_in(connection: Connection) -> tuple[int, ...]:
    """Entries with somebody's name of several words, or his phone."""
    entries: dict[str, set[int]] = defaultdict(set)
    for number, details in bulk.select(connection, HistoryRow, ("number", "details")):
        for text in (*_several_words(details), *_phones(details)):
            entries[text].add(number)
    found: set[int] = set()
    for name, phone in bulk.select(connection, Person, ("name", "phone"), (), NAMED):
        for text in (_called(name), phone):
            found |= entries.get(text, set())
    return tuple(sorted(found))


def _several_words(text: str) -> Iterator[str]:
    """All that may be a name of two to LONGEST_NAME words in a text."""
    words = _WORD.findall(text.casefold())
    for many in range(2, LONGEST_NAME + 1):
        for k in range(len(words) - many + 1):
            yield " ".join(words[k : k + many])


def _phones(text: str) -> Iterator[str]:
    """All that may be a phone in a text, however it is spaced; digests have letters beside them."""
    for digits in _PHONE.findall(_GAP.sub("", text)):
        yield digits[-10:]


def _called(name: str) -> str:
    return " ".join(name.casefold().split())


def _require_nobody(connection: Connection, reason: str) -> None:
    if not reason:
        return
    digits, told = "".join(filter(str.isdigit, reason)), {*_several_words(reason)}
    for name, phone in bulk.select(connection, Person, ("name", "phone"), (), NAMED):
        if _called(name) in told or (phone and phone in digits):
            raise Refusal(
                "The reason stays in the history for good: write it without names and phones."
            )
