"""Ties: two areas, or two rakshaks, that every plan keeps together, or keeps apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, select
from sqlmodel import col

from planner.findings import Refusal, meant
from planner.store import bulk, history
from planner.store.pins import RAKSHAK
from planner.store.tables import Area, Person, Tie

TOGETHER, APART = "together", "apart"
AREAS, RAKSHAKS = "areas", "rakshaks"


def set_tie(
    connection: Connection,
    kind: str,
    one: str,
    other: str,
    reason: str = "",
    *,
    of: str | None = None,
) -> None:
    """Tie two areas or two rakshaks, TOGETHER or APART, in every plan to come.

    `of` (AREAS or RAKSHAKS) is only needed where both ids are both. The same tie again takes the
    new reason. Within `Store.writing()`. Raises Refusal where the ids are one and the same, are
    not two areas or two rakshaks, or are tied the other way.
    """
    if one == other:
        raise Refusal(f"{one} cannot be tied to itself. Give two ids.")
    one, other = sorted((one, other))
    of = _kind_of(connection, one, other, of)
    there = connection.execute(select(col(Tie.kind)).where(_pair(of, one, other))).scalar()
    if there not in (None, kind):
        raise Refusal(
            f"{one} and {other} are tied {there} already, and cannot be tied {kind} as well. Take "
            f"that back first: mitan tie {there} {one} {other} --remove"
        )
    bulk.delete(connection, Tie, {"of": [of], "one": [one], "other": [other]})
    row = {"of": of, "one": one, "other": other, "kind": kind, "reason": reason}
    bulk.insert(connection, Tie, {name: [value] for name, value in row.items()})
    # The reason is free text and may hold a name: it stays out of the history.
    history.append(connection, "tie", {"kind": kind, "of": of, "one": one, "other": other})


def remove_tie(
    connection: Connection, kind: str, one: str, other: str, *, of: str | None = None
) -> None:
    """Take back a tie of this kind. Within `Store.writing()`.

    Raises Refusal where there is none, or where areas and rakshaks of these ids are tied and
    `of` does not say which are meant.
    """
    one, other = sorted((one, other))
    pair = (col(Tie.one) == one) & (col(Tie.other) == other) & (col(Tie.kind) == kind)
    found = [
        each
        for each in connection.execute(select(col(Tie.of)).where(pair)).scalars()
        if of in (None, each)
    ]
    if not found:
        raise Refusal(f"{one} and {other} are not tied {kind}: there is nothing to take back.")
    (of,) = _only(found, one, other)
    bulk.delete(connection, Tie, {"of": [of], "one": [one], "other": [other]})
    history.append(connection, "untie", {"kind": kind, "of": of, "one": one, "other": other})


def list_ties(connection: Connection) -> list[dict[str, Any]]:
    """Every tie, areas first, then by its two ids: kind, of, one, other, reason."""
    columns = [col(column) for column in (Tie.kind, Tie.of, Tie.one, Tie.other, Tie.reason)]
    found = [dict(row) for row in connection.execute(select(*columns)).mappings()]
    return sorted(found, key=lambda tie: (tie["of"], tie["one"], tie["other"]))


def _pair(of: str, one: str, other: str) -> ColumnElement[bool]:
    return (col(Tie.of) == of) & (col(Tie.one) == one) & (col(Tie.other) == other)


def _kind_of(connection: Connection, one: str, other: str, wanted: str | None) -> str:
    """AREAS or RAKSHAKS, whichever both ids are."""
    ids = (one, other)
    person = select(col(Person.id), col(Person.role)).where(col(Person.id).in_(ids))
    roles = {str(each): str(role) for each, role in connection.execute(person)}
    areas = set(connection.execute(select(col(Area.id)).where(col(Area.id).in_(ids))).scalars())
    able = {
        AREAS: [each for each in ids if each in areas],
        RAKSHAKS: [each for each in ids if roles.get(each) == RAKSHAK],
    }
    both = [of for of, those in able.items() if len(those) == 2 and wanted in (None, of)]
    if both:
        return _only(both, one, other)[0]
    for each in ids:
        if each in able[RAKSHAKS] or each in areas:
            continue
        if each in roles:
            raise Refusal(f"{each} is a {roles[each]}; only areas and rakshaks can be tied.")
        raise Refusal(f"There is no area and no rakshak {each}: {meant(each, _all(connection))}")
    raise Refusal(
        f"{one} and {other} are not two {wanted or 'areas, nor two rakshaks'}. "
        "To tie a rakshak to an area: mitan pin RAKSHAK AREA"
    )


def _only(found: Sequence[str], one: str, other: str) -> Sequence[str]:
    """The one kind found; Refusal where it is both."""
    if len(found) > 1:
        raise Refusal(
            f"{one} and {other} are the ids of two areas and of two rakshaks as well. "
            "Say which are meant: --of areas, or --of rakshaks"
        )
    return found


def _all(connection: Connection) -> list[str]:
    rakshaks = select(col(Person.id)).where(col(Person.role) == RAKSHAK)
    return [
        *connection.execute(rakshaks).scalars(),
        *connection.execute(select(col(Area.id))).scalars(),
    ]
