"""Pins: wishes of the organiser that a plan must obey; a pin of no visits is a ban."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, select
from sqlmodel import col

from planner.findings import Refusal, meant
from planner.store import bulk, history
from planner.store.tables import Area, Person, Pin

RAKSHAK = "rakshak"


def set_pin(
    connection: Connection, rakshak: str, area: str, visits: int, reason: str = ""
) -> int | None:
    """Ask for at least so many visits of a rakshak at an area, or for none (0, a ban).

    An earlier wish about the same pair is replaced, and its visits are returned (0: a ban); None
    where there was none. Within `Store.writing()`. Raises Refusal where either id is unknown, the
    person is not a rakshak, or `visits` is negative.
    """
    if visits < 0:
        raise Refusal(f"A pin of {visits} visits cannot be kept. Write 0 for a ban, or 1 and more.")
    _require_rakshak(connection, rakshak)
    _require_area(connection, area)
    before = connection.execute(select(col(Pin.visits)).where(_pair(rakshak, area))).scalar()
    _take_out(connection, rakshak, area)
    row = {"rakshak": rakshak, "area": area, "visits": visits, "reason": reason}
    bulk.insert(connection, Pin, {name: [value] for name, value in row.items()})
    # The reason is free text and may hold a name: it stays out of the history.
    history.append(connection, "pin", {"rakshak": rakshak, "area": area, "visits": visits})
    return before


def remove_pin(connection: Connection, rakshak: str, area: str) -> None:
    """Take back a pin or a ban. Within `Store.writing()`. Raises Refusal where there is none."""
    if _take_out(connection, rakshak, area) == 0:
        raise Refusal(
            f"Rakshak {rakshak} has no pin or ban at area {area}: there is nothing to take back."
        )
    history.append(connection, "unpin", {"rakshak": rakshak, "area": area})


def list_pins(connection: Connection) -> list[dict[str, Any]]:
    """Every pin and ban, by rakshak, then area: rakshak, area, visits, reason."""
    columns = (col(Pin.rakshak), col(Pin.area), col(Pin.visits), col(Pin.reason))
    found = [dict(row) for row in connection.execute(select(*columns)).mappings()]
    return sorted(found, key=lambda pin: (pin["rakshak"], pin["area"]))


def _pair(rakshak: str, area: str) -> ColumnElement[bool]:
    return (col(Pin.rakshak) == rakshak) & (col(Pin.area) == area)


def _take_out(connection: Connection, rakshak: str, area: str) -> int:
    return bulk.delete(connection, Pin, {"rakshak": [rakshak], "area": [area]})


def _require_rakshak(connection: Connection, person: str) -> None:
    role = connection.execute(select(col(Person.role)).where(col(Person.id) == person)).scalar()
    if role == RAKSHAK:
        return
    if role is not None:
        raise Refusal(f"{person} is a {role}; only a rakshak can be pinned to an area.")
    ids = connection.execute(select(col(Person.id)).where(col(Person.role) == RAKSHAK)).scalars()
    raise Refusal(f"There is no rakshak {person}: {meant(person, ids)}")


def _require_area(connection: Connection, area: str) -> None:
    if connection.execute(select(col(Area.id)).where(col(Area.id) == area)).scalar() is None:
        ids = connection.execute(select(col(Area.id))).scalars()
        raise Refusal(f"There is no area {area}: {meant(area, ids)}")
