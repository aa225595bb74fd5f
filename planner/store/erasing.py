"""Erasing: what says who somebody is goes from the campaign; id, counts, tree and plans stay.

Whoever made a plan could be asked where its rakshaks start from, so the place of an active rakshak
stays until he has left the plan. Texts of others that have his whole name or his phone lose those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from planner.stages import Stage, stage
from planner.store import bulk, changes, history
from planner.store.changes import RAKSHAK
from planner.store.erasures import ERASED, Erasure, erasures, id_digest
from planner.store.mentions import hidden, require_nobody, told_in
from planner.store.personal import NAME, NOTHING, PLACE, TEXTS, FreeText
from planner.store.tables import Person, PlanRecord


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


@dataclass(frozen=True)
class _Found:
    """What an erasure would do: what it would take away, the person's row as it is, and in each
    table of free texts the rows as they would be, as columns.
    """

    erased: Erased
    row: Mapping[str, Any]
    rewritten: Sequence[tuple[FreeText, dict[str, list[Any]]]]


@stage(Stage.READ)
def look(connection: Connection, person: str) -> Erased:
    """What an erasure would take away, within `Store.reading()`. Raises Refusal for unknown ids."""
    return _look(connection, person).erased


@stage(Stage.ERASE)
def erase(connection: Connection, person: str, reason: str = "") -> Erased:
    """Erase somebody, with an entry in the history; within `Store.writing()`.

    Where nothing is left to take away, nothing is written. Raises Refusal for an unknown id, and
    for a reason that has his name or phone in it: the history keeps it for good.
    """
    found = _look(connection, person)
    require_nobody(reason, [(found.row["name"], found.row["phone"])])
    _erase(connection, found, reason)
    return found.erased


def erase_again(connection: Connection, wanted: Sequence[Erasure]) -> int:
    """Erase those of whom erasures tell, in a campaign from before these; how many entries it took.

    Each gets as many entries in the history as he had, also who is not there: no old sheet is to
    bring him in. Within `Store.writing()`.
    """
    told = Counter(erasure.id_sha256 for erasure in erasures(connection))
    missing = Counter(one.id_sha256 for one in wanted) - told
    if not missing:
        return 0
    reasons = {one.id_sha256: one.reason for one in wanted}
    gone = {one.id_sha256 for one in wanted if not one.place_kept}
    ids = [one for (one,) in bulk.select(connection, Person, ("id",), ("id",))]
    there = {digest: one for one in ids if (digest := id_digest(one)) in missing}
    for digest, entries in missing.items():
        if digest in there:
            found = _look(connection, there[digest], had_left=digest in gone)
            if _erase(connection, found, reasons[digest]):
                entries -= 1
        for _ in range(entries):
            _tell(connection, digest, reasons[digest], {}, False)
    return missing.total()


def _erase(connection: Connection, found: _Found, reason: str) -> bool:
    """Take away what was found, with an entry; whether there was anything."""
    erased = found.erased
    if not erased.anything:
        return False
    kept = PLACE if erased.place_kept else ()
    gone = {name: value for name, value in NOTHING.items() if name not in kept}
    if found.row["name"] == "":
        del gone["name"]
    columns = {"id": [erased.person], **{name: [value] for name, value in gone.items()}}
    bulk.update(connection, Person, columns, "id")
    for text, changed in found.rewritten:
        bulk.update(connection, text.table, changed, text.key)
    digest = id_digest(erased.person)
    _tell(connection, digest, reason, erased.cleared, erased.place_kept)
    return True


def _tell(
    connection: Connection, digest: str, reason: str, cleared: Mapping[str, int], kept: bool
) -> None:
    details = {"id_sha256": digest, "reason": reason, "cleared": dict(cleared)}
    history.append(connection, ERASED, {**details, "place_kept": kept})


def _look(connection: Connection, person: str, *, had_left: bool = False) -> _Found:
    """What an erasure would do.

    `had_left`: his place went once already, so it goes whatever plan starts from it.
    """
    role = changes.of_people(connection, "role", [person])[person]
    columns = [col(getattr(Person, name)) for name in ("active", *NOTHING)]
    mine = select(*columns).where(col(Person.id) == person)
    row = dict(connection.execute(mine).mappings().one())
    planned = connection.execute(select(col(PlanRecord.number)).limit(1)).first() is not None
    place = any(row[name] is not None for name in PLACE)
    kept = place and planned and role == RAKSHAK and row["active"] == 1 and not had_left
    him, cleared, rewritten = (row["name"], row["phone"]), Counter[str](), []
    for text in TEXTS:
        changed: dict[str, list[Any]] = {name: [] for name in (*text.key, text.column)}
        for values, own in _changed(connection, text, person, him):
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
    erased = Erased(person, role, counts, kept, told_in(connection, [him]), before)
    return _Found(erased, row, rewritten)


def _changed(
    connection: Connection, text: FreeText, person: str, him: tuple[str, str]
) -> Iterator[tuple[dict[str, Any], bool]]:
    """Rows of a table, as its key and the text as it is to be; and whether it is his own."""
    names = (*text.key, text.column)
    for values in bulk.select(connection, text.table, names, text.key, text.written):
        row = dict(zip(names, values, strict=True))
        own = any(row[name] == person for name in text.whose)
        own = own and row.get("of", "rakshaks") == "rakshaks"
        after = "" if own else hidden(row[text.column], *him)
        if after != row[text.column]:
            yield {**row, text.column: after}, own
