"""Roster: which ids stand for whom, and how those who lead and go out can be called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select
from sqlmodel import col

from planner.findings import Finding, Refusal, Severity, meant_by_each
from planner.policy import PrivacyPolicy
from planner.stages import Stage, stage
from planner.store import bulk
from planner.store.tables import Area, Enrolment, Person

RAKSHAK, MITAN = "rakshak", "mitan"


@dataclass(frozen=True)
class Leaving:
    """Ids that are given up: rakshaks who drop out, and areas that close. Both sorted."""

    rakshaks: tuple[str, ...]
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contact:
    """How a person is called and reached, and the id of whom he reports to.

    Whoever has not agreed to be called is `silent`, and has no phone here.
    """

    name: str
    phone: str
    leader: str
    silent: bool = False


@dataclass(frozen=True)
class Book:
    """Some people, and the names of some areas, by id."""

    people: Mapping[str, Contact]
    areas: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Spot:
    """How an area is called, and the village or quarter in which it is to be looked for."""

    name: str
    locality: str


def sort_out(connection: Connection, ids: Sequence[str]) -> Leaving:
    """Which of these ids are rakshaks and which are areas.

    Raises Refusal, with a finding for each, where ids are unknown, those of leaders or mitans,
    or stand for a rakshak and an area alike.
    """
    wanted = set(ids)
    areas = wanted.intersection(one for (one,) in bulk.select(connection, Area, ("id",)))
    roles: dict[str, str] = {}
    for part in bulk.portions((one,) for one in sorted(wanted)):
        there = col(Person.id).in_([one for (one,) in part])
        found = connection.execute(select(col(Person.id), col(Person.role)).where(there))
        roles.update((one, role) for one, role in found)
    faults = [*_unusable(sorted(wanted), roles, areas)]
    if unknown := sorted(wanted - roles.keys() - areas):
        faults += _unknown(connection, unknown)
    if faults:
        told = ", ".join(fault.subject for fault in faults)
        raise Refusal(f"Nothing was changed: these ids cannot be dropped: {told}.", findings=faults)
    return Leaving(tuple(sorted(wanted & roles.keys())), tuple(sorted(wanted & areas)))


SHEET = ("id", "name", "role", "zone", "reports_to", "latitude", "longitude", "active")


@stage(Stage.READ)
def staff_sheet(connection: Connection) -> list[tuple[object, ...]]:
    """Leaders and rakshaks as a sheet of people has them (columns SHEET), to be imported again."""
    found = bulk.select(connection, Person, SHEET, ("id",), f"role <> '{MITAN}'")
    return [tuple("" if cell is None else cell for cell in row) for row in found]


_CALLED = (
    col(Person.id),
    col(Person.name),
    col(Person.phone),
    col(Person.reports_to),
    col(Person.consent),
)


@stage(Stage.READ)
def open_book(connection: Connection, privacy: PrivacyPolicy) -> Book:
    """Names and phones of all but mitans, for those who have to call people: for nothing else."""
    found = connection.execute(select(*_CALLED).where(col(Person.role) != MITAN))
    people = {one: _contact(privacy, *how) for one, *how in found}
    return Book(people, dict(bulk.select(connection, Area, ("id", "name"))))


@stage(Stage.READ)
def staff_names(connection: Connection) -> dict[str, str]:
    """Names of all but mitans, by id, without their phones."""
    return dict(bulk.select(connection, Person, ("id", "name"), (), f"role <> '{MITAN}'"))


@stage(Stage.READ)
def spots(connection: Connection) -> dict[str, Spot]:
    """How every area is called, by id."""
    found = bulk.select(connection, Area, ("id", "name", "locality"))
    return {one: Spot(name, locality) for one, name, locality in found}


@stage(Stage.READ)
def count_mitans(connection: Connection) -> dict[str, int]:
    """How many active mitans each rakshak has enrolled, by id; whoever has none is left out."""
    mitan, rakshak = col(Enrolment.mitan), col(Enrolment.rakshak)
    there = select(rakshak, func.count()).join(Person, col(Person.id) == mitan)
    counted = connection.execute(there.where(col(Person.active) == 1).group_by(rakshak))
    return {one: int(number) for one, number in counted}


def _contact(privacy: PrivacyPolicy, name: str, phone: str, leader: str, consent: str) -> Contact:
    silent = privacy.silences(consent)
    return Contact(name, "" if silent else phone, leader, silent)


@stage(Stage.READ)
def open_for(connection: Connection, ids: Iterable[str], privacy: PrivacyPolicy) -> Book:
    """Names and phones of those people and areas that have one of these ids, mitans among them."""
    wanted = set(ids)
    people: dict[str, Contact] = {}
    for part in bulk.portions((one,) for one in sorted(wanted)):
        there = col(Person.id).in_([one for (one,) in part])
        found = connection.execute(select(*_CALLED).where(there))
        people.update((one, _contact(privacy, *how)) for one, *how in found)
    areas = bulk.select(connection, Area, ("id", "name"))
    return Book(people, {one: name for one, name in areas if one in wanted})


def masked(phone: str) -> str:
    """A phone of which only the first two digits and the last two can be read."""
    return f"{phone[:2]}{'x' * (len(phone) - 4)}{phone[-2:]}" if len(phone) > 4 else ""


def _unusable(wanted: Sequence[str], roles: Mapping[str, str], areas: set[str]) -> list[Finding]:
    faults = []
    for one in wanted:
        role = roles.get(one)
        if role is not None and one in areas:
            message = f"{one} is a {role} and an area: which one is meant cannot be told"
            remedy = "import the sheet with active = 0 (or visits = 0), then run mitan replan"
            faults.append(_fault("CHG003", one, message, remedy))
        elif role not in (None, RAKSHAK):
            message = f"{one} is a {role}; only rakshaks and areas have visits to hand on"
            remedy = (
                "leave it out; his rakshak is short of one mitan, see: mitan tree"
                if role == MITAN
                else "import a sheet in which his rakshaks report to another leader, then one "
                "with active = 0 for him"
            )
            faults.append(_fault("CHG004", one, message, remedy))
    return faults


def _unknown(connection: Connection, unknown: Sequence[str]) -> list[Finding]:
    rakshaks = select(col(Person.id)).where(col(Person.role) == RAKSHAK)
    areas = select(col(Area.id))
    among = {one for ids in (rakshaks, areas) for one in connection.execute(ids).scalars()}
    return [
        _fault("CHG001", one, f"there is no rakshak and no area {one}", remedy)
        for one, remedy in meant_by_each(unknown, among)
    ]


def _fault(code: str, subject: str, message: str, remedy: str) -> Finding:
    return Finding(code, Severity.ERROR, subject, "campaign", message, remedy)
