"""Scope: whose part of the campaign a workbook holds, and who and what belongs to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select
from sqlmodel import col

from planner.findings import Refusal, meant
from planner.store import bulk, plans
from planner.store.tables import Area, Person, PlanRow


class ScopeKind(StrEnum):
    """A leader with all who are under him, the rakshaks of a leader alone, or a zone."""

    LEADER = "leader"
    TEAM = "team"
    ZONE = "zone"


@dataclass(frozen=True)
class Scope:
    """Whose part it is: `of` is a leader's id, or a zone."""

    kind: ScopeKind
    of: str


@dataclass(frozen=True)
class Leader:
    """A leader's name, the id of whom he reports to, and his zone."""

    name: str
    reports_to: str
    zone: str


@dataclass(frozen=True)
class Ground:
    """Leaders by id; id, leader and zone of every rakshak, by id; the plan in force, if any."""

    leaders: dict[str, Leader]
    rakshaks: dict[str, tuple[str, str]]
    plan: int | None


@dataclass(frozen=True)
class Members:
    """Who and what a scope holds, as sorted ids. `leaders` are those its rakshaks may have."""

    leaders: tuple[str, ...]
    rakshaks: tuple[str, ...]
    areas: tuple[str, ...]


def ground(connection: Connection) -> Ground:
    """Read what scopes are told by; within `Store.reading()`."""
    columns = ("id", "name", "reports_to", "zone")
    leaders = bulk.select(connection, Person, columns, (), "role = 'leader'")
    rakshaks = bulk.select(connection, Person, ("id", *columns[2:]), (), "role = 'rakshak'")
    return Ground(
        {one: Leader(*rest) for one, *rest in leaders},
        {one: (leader, zone) for one, leader, zone in sorted(rakshaks)},
        plans.in_force(connection),
    )


def members(connection: Connection, known: Ground, scope: Scope) -> Members:
    """Who and what belongs to a scope.

    Areas are those that the scope's rakshaks have in the plan in force; without a plan those in
    their zones. A zone has its own. Raises Refusal where there is no such leader or zone.
    """
    if scope.kind is ScopeKind.ZONE:
        rakshaks = [one for one, (_, zone) in known.rakshaks.items() if zone == scope.of]
        leaders = {known.rakshaks[one][0] for one in rakshaks} & known.leaders.keys()
        leaders |= {one for one, leader in known.leaders.items() if leader.zone == scope.of}
        areas = _areas_of_zones(connection, [scope.of])
        if not rakshaks and not areas:
            raise _no_such("zone", scope.of, {zone for _, zone in known.rakshaks.values()})
    else:
        if scope.of not in known.leaders:
            raise _no_such("leader", scope.of, known.leaders)
        leaders = set(_under(known, scope))
        rakshaks = [one for one, (leader, _) in known.rakshaks.items() if leader in leaders]
        areas = _areas_of(connection, known, rakshaks)
    return Members(tuple(sorted(leaders)), tuple(sorted(rakshaks)), tuple(sorted(areas)))


def teams(known: Ground) -> tuple[Scope, ...]:
    """A scope for every leader to whom rakshaks report, by id."""
    leading = {leader for leader, _ in known.rakshaks.values()} & known.leaders.keys()
    return tuple(Scope(ScopeKind.TEAM, one) for one in sorted(leading))


def without_leader(known: Ground) -> int:
    """How many rakshaks report to nobody who leads, and so are in no team."""
    return sum(leader not in known.leaders for leader, _ in known.rakshaks.values())


def _under(known: Ground, scope: Scope) -> Iterator[str]:
    """The leader himself and, unless only his own team is meant, all leaders under him."""
    below: dict[str, list[str]] = {}
    for one, leader in known.leaders.items():
        below.setdefault(leader.reports_to, []).append(one)
    found, seen = [scope.of], {scope.of}
    while found:
        one = found.pop()
        yield one
        if scope.kind is ScopeKind.LEADER:
            found += [other for other in below.get(one, ()) if other not in seen]
            seen.update(found)


def _areas_of(connection: Connection, known: Ground, rakshaks: list[str]) -> set[str]:
    if known.plan is None:
        return _areas_of_zones(connection, {known.rakshaks[one][1] for one in rakshaks} - {""})
    found: set[str] = set()
    for part in bulk.portions((one,) for one in rakshaks):
        ids = [one for (one,) in part]
        theirs = col(PlanRow.plan) == known.plan, col(PlanRow.rakshak).in_(ids)
        found.update(connection.execute(select(col(PlanRow.area)).where(*theirs)).scalars())
    return found


def _areas_of_zones(connection: Connection, zones: Iterable[str]) -> set[str]:
    there = col(Area.zone).in_(sorted(zones))
    return set(connection.execute(select(col(Area.id)).where(there)).scalars())


def _no_such(what: str, of: str, known: Iterable[str]) -> Refusal:
    remedy = meant(of, known)
    return Refusal(f"There is no {what} {of} in the campaign: {remedy}")
