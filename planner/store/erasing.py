"""Erasing: what says who somebody is goes from the campaign; id, counts, tree and plans stay.

Whoever made a plan could be asked where its rakshaks start from, so the place of an active rakshak
stays until he has left the plan. Texts of others that have his whole name or his phone lose those.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, select
from sqlmodel import SQLModel, col

from planner.findings import Refusal
from planner.store import bulk, changes, history
from planner.store.changes import RAKSHAK
from planner.store.erasures import ERASED, NAME, NOTHING, Erasure, erasures, id_digest
from planner.store.tables import HistoryRow, Person, Pin, PlanRecord, Progress, Tie

PLACE = ("latitude", "longitude")
_LETTERS = r"\w\u0900-\u097f"  # Python takes vowel signs for no part of a word


class _Text(NamedTuple):
    """A table's free text: its column, its key, and which columns of that make it somebody's."""

    table: type[SQLModel]
    column: str
    key: tuple[str, ...]
    whose: tuple[str, ...]


TEXTS = (
    _Text(Progress, "note", ("rakshak", "area", "day"), ("rakshak",)),
    _Text(Pin, "reason", ("rakshak", "area"), ("rakshak",)),
    _Text(Tie, "reason", ("of", "one", "other"), ("one", "other")),
)


@dataclass(frozen=True)
class Erased:
    """What an erasure takes away, or took: how many values of each kind.

    `place_kept`: he is in the plan, so his place stays. `told_in` are numbers of entries of the
    history that have his name or phone in a reason or a file's name: they cannot be changed.
    """

    person: str
    role: str
    cleared: Mapping[str, int]
    place_kept: bool
    told_in: tuple[int, ...]
    before: tuple[Erasure, ...]  # he was erased already

    @property
    def anything(self) -> bool:
        """Whether there is something to take away."""
        return any(self.cleared.values())


def look(connection: Connection, person: str) -> Erased:
    """What an erasure would take away, within `Store.reading()`. Raises Refusal for unknown ids."""
    return _look(connection, person)[0]


def erase(connection: Connection, person: str, reason: str = "") -> Erased:
    """Erase somebody, with an entry in the history; within `Store.writing()`.

    Where nothing is left to take away, nothing is written. Raises Refusal for an unknown id, and
    for a reason that has his name or phone in it: the history keeps it for good.
    """
    found, row, rewritten = _look(connection, person)
    if _pattern(row) is not None and _hidden(reason, _pattern(row)) != reason:
        raise Refusal("The reason stays in the history for good: write it without name and phone.")
    _erase(connection, found, row, rewritten, reason)
    return found


def _erase(
    connection: Connection,
    found: Erased,
    row: Mapping[str, Any],
    rewritten: Sequence[tuple[_Text, dict[str, list[Any]]]],
    reason: str,
) -> bool:
    """Take away what was found, with an entry; whether there was anything."""
    if found.anything:
        person = found.person
        _write(connection, person, row, rewritten, place_kept=found.place_kept)
        details = {"id_sha256": id_digest(person), "reason": reason, "cleared": dict(found.cleared)}
        history.append(connection, ERASED, {**details, "place_kept": found.place_kept})
    return found.anything


def erase_again(connection: Connection, wanted: Sequence[Erasure]) -> int:
    """Erase those of whom erasures tell, in a campaign from before these; how many there were.

    Each gets his entry in the history, also who is not there: no old sheet is to bring him in.
    Within `Store.writing()`.
    """
    told = Counter(erasure.id_sha256 for erasure in erasures(connection))
    missing = Counter(one.id_sha256 for one in wanted) - told  # somebody may be erased twice
    if not missing:
        return 0
    reasons = {one.id_sha256: one.reason for one in wanted}
    gone = {one.id_sha256 for one in wanted if not one.place_kept}
    ids = [one for (one,) in bulk.select(connection, Person, ("id",), ("id",))]
    there = {digest: one for one in ids if (digest := id_digest(one)) in missing}
    for digest, times in missing.items():
        reason = reasons[digest]
        if digest in there:
            found = _look(connection, there[digest], had_left=digest in gone)
            times -= _erase(connection, *found, reason)
        nothing = {"id_sha256": digest, "reason": reason, "cleared": {}, "place_kept": False}
        for _ in range(times):
            history.append(connection, ERASED, nothing)
    return missing.total()


def _look(
    connection: Connection, person: str, *, had_left: bool = False
) -> tuple[Erased, Mapping[str, Any], list[tuple[_Text, dict[str, list[Any]]]]]:
    """What an erasure would do, the person's row as it is, and the texts as they would be.

    `had_left`: his place went once already, so it goes whatever plan starts from it.
    """
    role = changes.of_people(connection, "role", [person])[person]
    columns = [col(getattr(Person, name)) for name in ("active", *NOTHING)]
    mine = select(*columns).where(col(Person.id) == person)
    row = dict(connection.execute(mine).mappings().one())
    planned = connection.execute(select(col(PlanRecord.number)).limit(1)).first() is not None
    place = any(row[name] is not None for name in PLACE)
    kept = place and planned and role == RAKSHAK and row["active"] == 1 and not had_left
    pattern, cleared, rewritten = _pattern(row), Counter[str](), []
    for text in TEXTS:
        changed: dict[str, list[Any]] = {name: [] for name in (*text.key, text.column)}
        for values, own in _changed(connection, text, person, pattern):
            cleared[f"{text.column}s" if own else "mentions"] += 1
            for name, value in values.items():
                changed[name].append(value)
        rewritten.append((text, changed))
    counts = {
        "name": int(row["name"] not in ("", NAME)),
        "phone": int(row["phone"] != ""),
        "place": int(place and not kept),
        **{what: cleared[what] for what in ("notes", "reasons", "mentions")},
    }
    before = tuple(one for one in erasures(connection) if one.id_sha256 == id_digest(person))
    told_in = tuple(_told_in(connection, pattern))
    return Erased(person, role, counts, kept, told_in, before), row, rewritten


def _write(
    connection: Connection,
    person: str,
    row: Mapping[str, Any],
    rewritten: Sequence[tuple[_Text, dict[str, list[Any]]]],
    *,
    place_kept: bool,
) -> None:
    gone = {name: value for name, value in NOTHING.items() if not (place_kept and name in PLACE)}
    if row["name"] == "":
        del gone["name"]
    bulk.update(connection, Person, {"id": [person], **{k: [v] for k, v in gone.items()}}, "id")
    for text, changed in rewritten:
        bulk.update(connection, text.table, changed, text.key)


def _changed(
    connection: Connection, text: _Text, person: str, pattern: re.Pattern[str] | None
) -> Iterator[tuple[dict[str, Any], bool]]:
    """Rows of a table, as its key and the text as it is to be; and whether it is his own."""
    names = (*text.key, text.column)
    for values in bulk.select(connection, text.table, names, text.key, f"{text.column} <> ''"):
        row = dict(zip(names, values, strict=True))
        own = any(row[name] == person for name in text.whose)
        own = own and row.get("of", "rakshaks") == "rakshaks"
        after = "" if own else _hidden(row[text.column], pattern)
        if after != row[text.column]:
            yield {**row, text.column: after}, own


def _pattern(row: Mapping[str, Any]) -> re.Pattern[str] | None:
    """What finds a person's phone, however it is spaced, and his name if it has several words.

    One word is the name of thousands.
    """
    wanted = []
    if words := row["name"].split()[1:] and row["name"].split():
        name = r"\s+".join(map(re.escape, words))
        wanted.append(f"(?<![{_LETTERS}]){name}(?![{_LETTERS}])")
    if row["phone"]:
        digits = r"[\s.-]*".join(map(re.escape, row["phone"]))
        wanted.append(rf"(?<!\d)(?:(?:\+?91|0)[\s.-]*)?{digits}(?!\d)")
    return re.compile("|".join(wanted), re.IGNORECASE) if wanted else None


def _hidden(text: str, pattern: re.Pattern[str] | None) -> str:
    return text if pattern is None else pattern.sub(NAME, text)


def _told_in(connection: Connection, pattern: re.Pattern[str] | None) -> Iterator[int]:
    if pattern is not None:
        for number, details in connection.execute(
            select(col(HistoryRow.number), col(HistoryRow.details)).order_by(col(HistoryRow.number))
        ):
            if pattern.search(details):
                yield number
