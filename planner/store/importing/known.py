"""Known: what the campaign holds already, as far as an import must ask."""

from __future__ import annotations

from dataclasses import dataclass
from sys import intern

from sqlalchemy import Connection

from planner.store import bulk
from planner.store.tables import Enrolment, Person


@dataclass(frozen=True)
class KnownPeople:
    """The role of everybody known, and whom the leaders among them report to, by id."""

    roles: dict[str, str]
    superiors: dict[str, str]


def known_people(connection: Connection) -> KnownPeople:
    """Everybody who is in the campaign."""
    roles: dict[str, str] = {}
    superiors: dict[str, str] = {}
    for own, role, superior in bulk.select(connection, Person, ("id", "role", "reports_to")):
        roles[own] = intern(role)
        if role == "leader":
            superiors[own] = superior
    return KnownPeople(roles, superiors)


def known_rakshaks(connection: Connection) -> dict[str, str]:
    """The rakshak of every enrolled mitan; the first by id, where he has several."""
    rakshaks: dict[str, str] = {}
    for mitan, rakshak in bulk.select(connection, Enrolment, ("mitan", "rakshak")):
        if rakshak <= rakshaks.get(mitan, rakshak):
            rakshaks[mitan] = intern(rakshak)
    return rakshaks
