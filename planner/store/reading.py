"""Reading: the whole campaign as the columns of a Snapshot, fast at six lakh people.

Rows are taken some thousands at a time and turned into numbers at once, so that their texts do
not pile up: a text that stands in a lakh of rows (a zone, a set of skills) is kept once.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import Connection, func, select
from sqlmodel import col

from planner.findings import Refusal
from planner.geo import on_sphere
from planner.register import Register, Spellings
from planner.snapshot import (
    MOST_SKILLS,
    NO_PLEDGES,
    NONE,
    Areas,
    Enrolments,
    Flags,
    Ids,
    Pairs,
    People,
    Pledges,
    Role,
    Snapshot,
    TiedIds,
)
from planner.stages import Stage, stage
from planner.store.columns import (
    Column,
    Encode,
    Texts,
    degrees,
    indices,
    read_columns,
    texts,
    whole,
)
from planner.store.tables import Area, Enrolment, Person, Pin, PlanRecord, Pledge, Tie
from planner.store.ties import AREAS, TOGETHER
from planner.store.values import ROLES, all_there, day_of, minute_of, phones_of, role_of

# Whom a plan can depend on: all but mitans, and mitans whom a wish or a report still names from
# the time when they were something else.
PLANNED = """role <> 'mitan' OR id IN (SELECT rakshak FROM pin UNION SELECT one FROM tie UNION
    SELECT other FROM tie UNION SELECT reports_to FROM person WHERE role <> 'mitan')"""
NOBODY = "1 = 0"


@dataclass(frozen=True)
class _Sets:
    """The sets of skills and of languages that people have, or that areas ask for."""

    skills: Texts = field(default_factory=Texts)
    languages: Texts = field(default_factory=Texts)


@stage(Stage.READ)
def snapshot(connection: Connection, *, mitans: bool = True) -> Snapshot:
    """What the campaign holds at one moment; within `Store.reading()`.

    Without mitans (and enrolments) it asks the same question of the solver, and takes a tenth
    of the time where six lakh are enrolled.

    Skills and languages are those that some area asks for; what else people know is left out.
    Raises Refusal where areas ask for more than MOST_SKILLS different ones, or where a row holds
    a role, a day or an id that Mitan did not write.
    """
    zones, organisations, categories = Texts(), Texts(), Texts()
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
        pledges=_pledges(connection, people.ids, areas.ids) if mitans else NO_PLEDGES,
    )


@stage(Stage.READ)
def register(connection: Connection) -> Register:
    """Names, phones and localities, in the order of the snapshot's people and areas.

    Within the same `Store.reading()` as the snapshot. For the judge alone.
    """
    names, area_names, localities = Texts(), Texts(), Texts()
    encode: dict[str, Encode] = {"name": names.encode, "phone": phones_of}
    person = read_columns(connection, Person, encode, ("id",))
    encode = {"name": area_names.encode, "locality": localities.encode}
    area = read_columns(connection, Area, encode, ("id",))
    return Register(
        people=Spellings(person["name"], tuple(names)),
        phones=person["phone"],
        areas=Spellings(area["name"], tuple(area_names)),
        localities=Spellings(area["locality"], tuple(localities)),
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
    connection: Connection, zones: Texts, sets: _Sets, organisations: Texts, where: str
) -> dict[str, Column]:
    """The columns of People, still with codes of `zones` and `sets`."""
    roles, leaders, days, phones = Texts(), Texts(), Texts(), Texts()
    found = read_columns(
        connection,
        Person,
        {
            "id": texts,
            "role": roles.encode,
            "active": whole,
            "reports_to": leaders.encode,
            "zone": zones.encode,
            "latitude": degrees,
            "longitude": degrees,
            "visits_available": whole,
            "reserve": whole,
            "joined_on": days.encode,
            "trained_on": days.encode,
            "organisation": organisations.encode,
            "skills": sets.skills.encode,
            "languages": sets.languages.encode,
            "phone": phones.encode,
        },
        ("id",),
        where,
    )
    role = roles.each(role_of)[found["role"]]
    leader = indices(leaders, found["id"])
    return {
        "ids": found["id"],
        "role": role,
        "active": found["active"] == 1,
        "parent": np.where(role == Role.MITAN, NONE, leader[found["reports_to"]]),
        "zone": found["zone"],
        "position": on_sphere(found["latitude"], found["longitude"]),
        "availability": found["visits_available"],
        "reserve": found["reserve"] == 1,
        "joined": days.each(day_of)[found["joined_on"]],
        "trained": days.each(day_of)[found["trained_on"]],
        "organisation": organisations.places()[found["organisation"]],
        "skills": found["skills"],
        "languages": found["languages"],
        "phone": np.where(found["phone"] == phones.get("", NONE), NONE, found["phone"]),
    }


def _area_columns(
    connection: Connection, zones: Texts, sets: _Sets, categories: Texts
) -> dict[str, Column]:
    """The columns of Areas, still with codes of `zones` and `sets`."""
    found = read_columns(
        connection,
        Area,
        {
            "id": texts,
            "category": categories.encode,
            "zone": zones.encode,
            "latitude": degrees,
            "longitude": degrees,
            "people": whole,
            "visits": whole,
            "different_rakshaks": whole,
            "priority": whole,
            "whole": whole,
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
    rakshaks, days, times = Texts(), Texts(), Texts()
    found = read_columns(
        connection,
        Enrolment,
        {
            "mitan": texts,
            "rakshak": rakshaks.encode,
            "enrolled_on": days.encode,
            "pledged_on": days.encode,
            "pledged_at": times.encode,
        },
        ("mitan", "rakshak"),
        where,
    )
    day = days.each(day_of)
    named = texts(list(rakshaks))
    return Enrolments(
        mitan=all_there(found["mitan"], people, "enrolment"),
        rakshak=all_there(named, people, "enrolment")[found["rakshak"]],
        enrolled=day[found["enrolled_on"]],
        pledged=day[found["pledged_on"]],
        minute=times.each(minute_of)[found["pledged_at"]],
    )


def _pledges(connection: Connection, people: Ids, areas: Ids) -> Pledges:
    mitans, rakshaks, places, days = Texts(), Texts(), Texts(), Texts()
    found = read_columns(
        connection,
        Pledge,
        {
            "id": texts,
            "mitan": mitans.encode,
            "rakshak": rakshaks.encode,
            "area": places.encode,
            "day": days.encode,
            "pledges": whole,
        },
        ("id",),
    )
    return Pledges(
        ids=found["id"],
        mitan=indices(mitans, people)[found["mitan"]],
        rakshak=indices(rakshaks, people)[found["rakshak"]],
        area=indices(places, areas)[found["area"]],
        day=days.each(day_of)[found["day"]],
        count=found["pledges"],
    )


def _wishes(connection: Connection, people: Ids, areas: Ids) -> tuple[Pairs, Pairs]:
    """Pins and bans."""
    encode: dict[str, Encode] = {"rakshak": texts, "area": texts, "visits": whole}
    found = read_columns(connection, Pin, encode, ("rakshak", "area"))
    rakshak = all_there(found["rakshak"], people, "pin")
    area = all_there(found["area"], areas, "pin")
    visits = found["visits"]
    pin, ban = visits > 0, visits == 0
    return (
        Pairs(rakshak[pin], area[pin], visits[pin]),
        Pairs(rakshak[ban], area[ban], visits[ban]),
    )


def _ties(connection: Connection, people: Ids, areas: Ids) -> tuple[TiedIds, TiedIds]:
    """What is to be together, and what apart."""
    names = ("of", "kind", "one", "other")
    found = read_columns(connection, Tie, dict.fromkeys(names, texts), ("of", "one", "other"))
    pairs = np.stack([found["one"], found["other"]], axis=1)
    together, of_areas = found["kind"] == TOGETHER, found["of"] == AREAS

    def tied(kind: Flags) -> TiedIds:
        ours, theirs = pairs[kind & of_areas], pairs[kind & ~of_areas]
        return TiedIds(
            areas=all_there(ours.ravel(), areas, "tie").reshape(-1, 2),
            people=all_there(theirs.ravel(), people, "tie").reshape(-1, 2),
        )

    return tied(together), tied(~together)


def _at_most(names: tuple[str, ...], kind: str) -> tuple[str, ...]:
    if len(names) > MOST_SKILLS:
        raise Refusal(
            f"The areas ask for {len(names)} different {kind}; Mitan can tell {MOST_SKILLS} "
            "apart. Spell the same ones alike in the sheet of areas, and import it again."
        )
    return names
