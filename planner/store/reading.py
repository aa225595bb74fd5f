"""Reading: the whole campaign as the columns of a Snapshot, fast at six lakh people.

Rows are taken some thousands at a time and turned into numbers at once, so that their texts do
not pile up: a text that stands in a lakh of rows (a zone, a set of skills) is kept once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Connection, func, select
from sqlmodel import SQLModel, col

from planner.findings import Refusal
from planner.geo import on_sphere
from planner.plan import positions
from planner.snapshot import (
    MOST_SKILLS,
    NONE,
    UNKNOWN,
    Areas,
    Bits,
    Enrolments,
    Flags,
    Ids,
    Ints,
    Pairs,
    People,
    Points,
    Role,
    Snapshot,
    TiedIds,
    integers,
)
from planner.store import bulk
from planner.store.tables import Area, Enrolment, Person, Pin, PlanRecord, Tie
from planner.store.ties import AREAS, TOGETHER

IDS_TOLD = 5
ROLES = {role.name.lower(): role for role in Role}
# Whom a plan can depend on: all but mitans, and mitans whom a wish or a report still names from
# the time when they were something else.
PLANNED = """role <> 'mitan' OR id IN (SELECT rakshak FROM pin UNION SELECT one FROM tie UNION
    SELECT other FROM tie UNION SELECT reports_to FROM person WHERE role <> 'mitan')"""
NOBODY = "1 = 0"

Column = np.ndarray[Any, Any]
Encode = Callable[[Sequence[Any]], Column]


class _Texts(dict[str, int]):
    """Codes 0, 1, 2 ... for texts, given out in the order in which the texts first come."""

    def __missing__(self, text: str) -> int:
        code = self[text] = len(self)
        return code

    def encode(self, column: Sequence[str]) -> Ints:
        return np.fromiter(map(self.__getitem__, column), np.int64, len(column))

    def each(self, value: Callable[[str], int]) -> Ints:
        """A value for each code, to be indexed by a column of codes."""
        return integers([value(text) for text in self])

    def names(self) -> tuple[str, ...]:
        """The texts in order, without the empty one."""
        return tuple(sorted(text for text in self if text))

    def places(self) -> Ints:
        """Each code's index into `names`; NONE for the empty text."""
        place = {name: k for k, name in enumerate(self.names())}
        return self.each(lambda text: place.get(text, NONE))

    def members(self) -> tuple[str, ...]:
        """Of texts that are sets (a;b): all their members, in order."""
        return tuple(sorted({name for text in self for name in text.split(";") if name}))

    def bits(self, members: Sequence[str]) -> Bits:
        """Of texts that are sets: each code's bits, bit k standing for the k-th of `members`.

        What is not among them has no bit.
        """
        bit = {name: 1 << k for k, name in enumerate(members)}
        sets = [sum(bit.get(name, 0) for name in set(text.split(";"))) for text in self]
        return np.array(sets, dtype=np.uint64)


@dataclass(frozen=True)
class _Sets:
    """The sets of skills and of languages that people have, or that areas ask for."""

    skills: _Texts = field(default_factory=_Texts)
    languages: _Texts = field(default_factory=_Texts)


def snapshot(connection: Connection, *, mitans: bool = True) -> Snapshot:
    """What the campaign holds at one moment; within `Store.reading()`.

    Without mitans (and enrolments) it asks the same question of the solver, and takes a tenth
    of the time where six lakh are enrolled.

    Skills and languages are those that some area asks for; what else people know is left out.
    Raises Refusal where areas ask for more than MOST_SKILLS different ones, or where a row holds
    a role, a day or an id that Mitan did not write.
    """
    zones, organisations, categories = _Texts(), _Texts(), _Texts()
    had, asked = _Sets(), _Sets()
    among = "" if mitans else PLANNED
    person = _people_columns(connection, zones, had, organisations, among)
    area = _area_columns(connection, zones, asked, categories)
    skills = _at_most(asked.skills.members(), "skills")
    languages = _at_most(asked.languages.members(), "languages")
    for columns, sets in ((person, had), (area, asked)):
        columns["zone"] = zones.places()[columns["zone"]]
        columns["skills"] = sets.skills.bits(skills)[columns["skills"]]
        columns["languages"] = sets.languages.bits(languages)[columns["languages"]]
    people, areas = People(**person), Areas(**area)
    pins, bans = _wishes(connection, people.ids, areas.ids)
    together, apart = _ties(connection, people.ids, areas.ids)
    return Snapshot(
        people=people,
        areas=areas,
        enrolments=_enrolments(connection, people.ids, "" if mitans else NOBODY),
        pins=pins,
        bans=bans,
        zones=zones.names(),
        categories=tuple(sorted(categories)),
        organisations=organisations.names(),
        skills=skills,
        languages=languages,
        together=together,
        apart=apart,
    )


def describe(connection: Connection) -> dict[str, int]:
    """How many of each kind the campaign holds.

    Leaders, rakshaks, mitans, areas, enrolments, pins (with bans) and plans, by those names.
    """
    by_role = select(col(Person.role), func.count()).group_by(col(Person.role))
    people = {role: int(number) for role, number in connection.execute(by_role)}
    counts = {f"{role}s": people.get(role, 0) for role in ROLES}
    tables = {"areas": Area, "enrolments": Enrolment, "pins": Pin, "plans": PlanRecord}
    for name, table in tables.items():
        counted = select(func.count()).select_from(table)
        counts[name] = int(connection.execute(counted).scalar_one())
    return counts


def _people_columns(
    connection: Connection, zones: _Texts, sets: _Sets, organisations: _Texts, where: str
) -> dict[str, Column]:
    """The columns of People, still with codes of `zones` and `sets`."""
    roles, leaders, days, phones = _Texts(), _Texts(), _Texts(), _Texts()
    found = _columns(
        connection,
        Person,
        {
            "id": _texts,
            "role": roles.encode,
            "active": _whole,
            "reports_to": leaders.encode,
            "zone": zones.encode,
            "latitude": _degrees,
            "longitude": _degrees,
            "visits_available": _whole,
            "reserve": _whole,
            "trained_on": days.encode,
            "organisation": organisations.encode,
            "skills": sets.skills.encode,
            "languages": sets.languages.encode,
            "phone": phones.encode,
        },
        ("id",),
        where,
    )
    role = roles.each(_role)[found["role"]]
    leader = positions(_texts(list(leaders)), found["id"])
    leader[leader == -1] = UNKNOWN
    if "" in leaders:
        leader[leaders[""]] = NONE
    return {
        "ids": found["id"],
        "role": role,
        "active": found["active"] == 1,
        "parent": np.where(role == Role.MITAN, NONE, leader[found["reports_to"]]),
        "zone": found["zone"],
        "position": on_sphere(found["latitude"], found["longitude"]),
        "availability": found["visits_available"],
        "reserve": found["reserve"] == 1,
        "trained": days.each(_day)[found["trained_on"]],
        "organisation": organisations.places()[found["organisation"]],
        "skills": found["skills"],
        "languages": found["languages"],
        "phone": np.where(found["phone"] == phones.get("", NONE), NONE, found["phone"]),
    }


def _area_columns(
    connection: Connection, zones: _Texts, sets: _Sets, categories: _Texts
) -> dict[str, Column]:
    """The columns of Areas, still with codes of `zones` and `sets`."""
    found = _columns(
        connection,
        Area,
        {
            "id": _texts,
            "category": categories.encode,
            "zone": zones.encode,
            "latitude": _degrees,
            "longitude": _degrees,
            "people": _whole,
            "visits": _whole,
            "different_rakshaks": _whole,
            "priority": _whole,
            "whole": _whole,
            "skills": sets.skills.encode,
            "languages": sets.languages.encode,
        },
        ("id",),
    )
    # An area without a category has the category "": it is planned like one in no list.
    place = {name: k for k, name in enumerate(sorted(categories))}
    return {
        "ids": found["id"],
        "category": categories.each(place.__getitem__)[found["category"]],
        "position": on_sphere(found["latitude"], found["longitude"]),
        "different": found["different_rakshaks"],
        **{name: found[name] for name in ("zone", "people", "visits", "priority", "whole")},
        **{name: found[name] for name in ("skills", "languages")},
    }


def _enrolments(connection: Connection, people: Ids, where: str) -> Enrolments:
    rakshaks, days = _Texts(), _Texts()
    found = _columns(
        connection,
        Enrolment,
        {
            "mitan": _texts,
            "rakshak": rakshaks.encode,
            "enrolled_on": days.encode,
            "pledged_on": days.encode,
        },
        ("mitan", "rakshak"),
        where,
    )
    day = days.each(_day)
    named = _texts(list(rakshaks))
    return Enrolments(
        mitan=_all_there(found["mitan"], people, "enrolment"),
        rakshak=_all_there(named, people, "enrolment")[found["rakshak"]],
        enrolled=day[found["enrolled_on"]],
        pledged=day[found["pledged_on"]],
    )


def _wishes(connection: Connection, people: Ids, areas: Ids) -> tuple[Pairs, Pairs]:
    """Pins and bans."""
    encode: dict[str, Encode] = {"rakshak": _texts, "area": _texts, "visits": _whole}
    found = _columns(connection, Pin, encode, ("rakshak", "area"))
    rakshak = _all_there(found["rakshak"], people, "pin")
    area = _all_there(found["area"], areas, "pin")
    visits = found["visits"]
    pin, ban = visits > 0, visits == 0
    return (
        Pairs(rakshak[pin], area[pin], visits[pin]),
        Pairs(rakshak[ban], area[ban], visits[ban]),
    )


def _ties(connection: Connection, people: Ids, areas: Ids) -> tuple[TiedIds, TiedIds]:
    """What is to be together, and what apart."""
    names = ("of", "kind", "one", "other")
    found = _columns(connection, Tie, dict.fromkeys(names, _texts), ("of", "one", "other"))
    pairs = np.stack([found["one"], found["other"]], axis=1)
    together, of_areas = found["kind"] == TOGETHER, found["of"] == AREAS

    def tied(kind: Flags) -> TiedIds:
        ours, theirs = pairs[kind & of_areas], pairs[kind & ~of_areas]
        return TiedIds(
            areas=_all_there(ours.ravel(), areas, "tie").reshape(-1, 2),
            people=_all_there(theirs.ravel(), people, "tie").reshape(-1, 2),
        )

    return tied(together), tied(~together)


def _columns(
    connection: Connection,
    table: type[SQLModel],
    encode: Mapping[str, Encode],
    order: tuple[str, ...],
    where: str = "",
) -> dict[str, Column]:
    """Columns of a table as arrays, each made by its own function, rows sorted by code points."""
    parts: dict[str, list[Column]] = {name: [make(())] for name, make in encode.items()}
    for rows in bulk.portions(bulk.select(connection, table, encode, order, where)):
        for (name, make), column in zip(encode.items(), zip(*rows, strict=True), strict=True):
            parts[name].append(make(column))
    return {name: np.concatenate(parts.pop(name)) for name in encode}


def _texts(column: Sequence[str]) -> Ids:
    return np.array(column, dtype=np.str_)


def _whole(column: Sequence[int | None]) -> Ints:
    if None in column:
        return integers([NONE if value is None else value for value in column])
    return integers(column)


def _degrees(column: Sequence[float | None]) -> Points:
    return np.array(column, dtype=np.float64)  # None becomes NaN


def _at_most(names: tuple[str, ...], kind: str) -> tuple[str, ...]:
    if len(names) > MOST_SKILLS:
        raise Refusal(
            f"The areas ask for {len(names)} different {kind}; Mitan can tell {MOST_SKILLS} "
            "apart. Spell the same ones alike in the sheet of areas, and import it again."
        )
    return names


def _all_there(wanted: Ids, among: Ids, table: str) -> Ints:
    """Index of each wanted id. Foreign keys see to it that all are there, where they are kept."""
    at = positions(wanted, among)
    lost = np.unique(wanted[at == -1]).tolist()
    if lost:
        told = ", ".join(lost[:IDS_TOLD]) + (" ..." if len(lost) > IDS_TOLD else "")
        raise Refusal(
            f"The table {table} of the store names {len(lost)} id(s) that are not there: {told}. "
            "It was changed by another program. Put back the last good copy."
        )
    return at


def _role(text: str) -> int:
    if text not in ROLES:
        raise _not_ours(text, "role of a person", ", ".join(ROLES))
    return ROLES[text]


def _day(text: str) -> int:
    if not text:
        return NONE
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        raise _not_ours(text, "day", "a date such as 2020-09-08") from None


def _not_ours(text: str, what: str, wanted: str) -> Refusal:
    return Refusal(
        f"The store holds {text[:40]!r} as the {what}, where {wanted} is expected: it was changed "
        "by another program. Put back the last good copy, or import the sheet again."
    )
