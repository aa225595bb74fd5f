"""Known: what the campaign holds already, as far as an import must ask."""

from __future__ import annotations

from dataclasses import dataclass
from sys import intern

from sqlalchemy import Connection

from planner.store import bulk
from planner.store.tables import Enrolment, Person


@dataclass(frozen=True)
class KnownPeople:
    """Everybody's role, whom the leaders among them report to, and who leads somebody, by id."""

    roles: dict[str, str]
    superiors: dict[str, str]
    leading: set[str]


def known_people(connection: Connection) -> KnownPeople:
    """Everybody who is in the campaign."""
    roles: dict[str, str] = {}
    superiors: dict[str, str] = {}
    leading: set[str] = set()
    columns = ("id", "role", "reports_to", "active")
    for own, role, superior, active in bulk.select(connection, Person, columns):
        roles[own] = intern(role)
        if active and superior:
            leading.add(intern(superior))
        if role == "leader":
            superiors[own] = superior
    return KnownPeople(roles, superiors, leading)


def known_rakshaks(connection: Connection) -> dict[str, str]:
    """The rakshak of every enrolled mitan; the first by id, where he has several."""
    rakshaks: dict[str, str] = {}
    for mitan, rakshak in bulk.select(connection, Enrolment, ("mitan", "rakshak")):
        if rakshak <= rakshaks.get(mitan, rakshak):
            rakshaks[mitan] = intern(rakshak)
    return rakshaks
