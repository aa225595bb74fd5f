"""Known: what the campaign holds already, as far as an import must ask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from sys import intern
from typing import Any

from sqlalchemy import Connection
from sqlmodel import SQLModel

from planner.store.tables import Enrolment, Person

ROWS_AT_ONCE = 20_000


@dataclass(frozen=True)
class KnownPeople:
    """The role of everybody known, and whom the leaders among them report to, by id."""

    roles: dict[str, str]
    superiors: dict[str, str]


def known_people(connection: Connection) -> KnownPeople:
    """Everybody who is in the campaign."""
    roles: dict[str, str] = {}
    superiors: dict[str, str] = {}
    for own, role, superior in stored(connection, Person, ("id", "role", "reports_to")):
        roles[own] = intern(role)
        if role == "leader":
            superiors[own] = superior
    return KnownPeople(roles, superiors)


def known_rakshaks(connection: Connection) -> dict[str, str]:
    """The rakshak of every enrolled mitan; the first by id, where he has several."""
    rakshaks: dict[str, str] = {}
    for mitan, rakshak in stored(connection, Enrolment, ("mitan", "rakshak")):
        if rakshak <= rakshaks.get(mitan, rakshak):
            rakshaks[mitan] = intern(rakshak)
    return rakshaks


def stored(
    connection: Connection, table: type[SQLModel], columns: tuple[str, ...]
) -> Iterator[tuple[Any, ...]]:
    """All rows of some columns, a portion in memory at a time.

    Straight from the driver: SQLAlchemy's row objects take four times as long at six lakh rows.
    """
    names = ", ".join(f'"{name}"' for name in columns)
    driver: Any = connection.connection.driver_connection
    with closing(driver.cursor()) as cursor:
        cursor.execute(f'SELECT {names} FROM "{table.__tablename__}"')
        while portion := cursor.fetchmany(ROWS_AT_ONCE):
            yield from portion
