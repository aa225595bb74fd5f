"""Pocket: what stands on a rakshak's sheet and on his leader's, before it becomes a page.

Phones are masked here and nowhere later; a name that is not known is the id.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.geo import degrees
from planner.report.roster_phrases import PHRASES
from planner.report.sketch import Spot, sketch_svg
from planner.report.voice import Voice
from planner.rostering import Roster, Team
from planner.snapshot import NONE, Ints, Points
from planner.store.roster import masked

LONGEST_SHOWN = 80  # signs of a name
LINES_IN_FRONT = {1: 12, 2: 9}  # of a list of areas, by the number of languages
SIGNS_IN_A_LINE = 42  # of the column of areas
JOINERS = "\u200c\u200d"  # signs without a width that Devanagari needs to be written rightly


@dataclass(frozen=True, slots=True)
class Stop:
    """One area on a sheet. `number` is its place in the list and on the sketch."""

    number: int
    id: str
    name: str
    locality: str  # empty where the name says it already
    category: str
    people: int | None
    by_day: tuple[int, ...]
    visits: int


@dataclass(frozen=True, slots=True)
class Pocket:
    """One rakshak's sheet."""

    sheet: int
    sheets: int  # of his team
    id: str
    name: str
    phone: str
    zone: str
    stops: tuple[Stop, ...]
    by_day: tuple[int, ...]
    visits: int
    enrolled: int
    missing: int
    sketch: str  # SVG; empty where too little is known


@dataclass(frozen=True, slots=True)
class Below:
    """A leader below another, in a line of that one's sheet."""

    id: str
    name: str
    phone: str
    rakshaks: int
    by_day: tuple[int, ...]
    visits: int
    enrolled: int
    missing: int


@dataclass(frozen=True)
class TeamSheet:
    """A leader with his team. `id` is empty for rakshaks without a leader."""

    id: str
    name: str
    phone: str
    zone: str
    pockets: tuple[Pocket, ...]
    below: tuple[Below, ...]
    by_day: tuple[int, ...]  # of the pockets together, as the numbers that follow
    visits: int
    enrolled: int
    missing: int


class Desk:
    """Makes sheets of a roster, in a voice; with whole phones only if it is `opened`."""

    def __init__(self, roster: Roster, voice: Voice, *, opened: bool) -> None:
        self.roster, self.voice, self.opened = roster, voice, opened
        snapshot, rows = roster.snapshot, roster.rows
        self._ids = snapshot.people.ids.tolist()
        self._zones = snapshot.people.zone.tolist()
        self._homes = _spots(snapshot.people.position)
        self._places = _spots(snapshot.areas.position)
        self._area_people = snapshot.areas.people.tolist()
        self._area, self._area_id = rows.area.tolist(), rows.area_id.tolist()
        self._starts, self._visits = roster.starts.tolist(), rows.visits.tolist()
        self._by_day = [tuple(counts) for counts in rows.by_day.tolist()]
        words = PHRASES[voice.main]
        self._scales = words["metres"], words["kilometres"]

    def sheet(self, team: Team) -> TeamSheet:
        """The sheets of a team."""
        people, total = team.rakshaks.tolist(), len(team.rakshaks)
        known = team.leader != NONE
        pockets = tuple(self._pocket(who, k, total) for k, who in enumerate(people, start=1))
        return TeamSheet(
            id=self._ids[team.leader] if known else "",
            name=self.name(team.leader) if known else "",
            phone=self.phone(team.leader) if known else "",
            zone=self.roster.zone_code(team.zone),
            pockets=pockets,
            below=tuple(self._below(leader) for leader in team.leaders.tolist()),
            by_day=added([pocket.by_day for pocket in pockets], len(self.roster.days)),
            visits=sum(pocket.visits for pocket in pockets),
            enrolled=sum(pocket.enrolled for pocket in pockets),
            missing=sum(pocket.missing for pocket in pockets),
        )

    def name(self, person: int) -> str:
        """A person's name on one line; the id where no name is known."""
        return clipped(self.roster.contact(person).name) or self._ids[person]

    def phone(self, person: int) -> str:
        """A person's phone, masked unless this desk is opened."""
        phone = self.roster.contact(person).phone
        return phone if self.opened else masked(phone)

    def area_name(self, area: str) -> tuple[str, str]:
        """How an area is called, and where it is where the name does not say so."""
        spot = self.roster.spots.get(area)
        if spot is None:
            return area, self.voice.labels["gone"]
        name, locality = clipped(spot.name) or area, clipped(spot.locality)
        return name, "" if locality.casefold() in name.casefold() else locality

    def category(self, area: int) -> str:
        """What an area's category is called."""
        return self._area_category[area]

    def rows_of(self, area: int) -> Ints:
        """The rows of the plan in which somebody goes to an area."""
        order, starts = self._by_area
        return order[starts[area] : starts[area + 1]]

    @cached_property
    def _by_area(self) -> tuple[Ints, Ints]:
        area = self.roster.rows.area
        order = np.argsort(area, kind="stable")
        count = len(self.roster.snapshot.areas.ids)
        return order, np.searchsorted(area[order], np.arange(count + 1)).astype(np.int64)

    @cached_property
    def _categories(self) -> list[str]:
        named = self.roster.snapshot.categories
        return [self.voice.category(self.roster.policy, code) for code in named]

    @cached_property
    def _area_category(self) -> list[str]:
        return [self._categories[k] for k in self.roster.snapshot.areas.category.tolist()]

    def _pocket(self, person: int, sheet: int, sheets: int) -> Pocket:
        rows = range(self._starts[person], self._starts[person + 1])
        stops = tuple(self._stop(k, row) for k, row in enumerate(rows, start=1))
        return Pocket(
            sheet=sheet,
            sheets=sheets,
            id=self._ids[person],
            name=self.name(person),
            phone=self.phone(person),
            zone=self.roster.zone_code(self._zones[person]),
            stops=stops,
            by_day=self._sum(rows),
            visits=sum(stop.visits for stop in stops),
            enrolled=int(self.roster.enrolled[person]),
            missing=self.roster.missing(person),
            sketch=self._sketch(person, rows),
        )

    def _stop(self, number: int, row: int) -> Stop:
        area, one = self._area[row], self._area_id[row]
        name, locality = self.area_name(one)
        people = NONE if area == NONE else self._area_people[area]
        return Stop(
            number=number,
            id=one,
            name=name,
            locality=locality,
            category="" if area == NONE else self._area_category[area],
            people=None if people == NONE else people,
            by_day=self._by_day[row],
            visits=self._visits[row],
        )

    def _sum(self, rows: Sequence[int]) -> tuple[int, ...]:
        return added([self._by_day[row] for row in rows], len(self.roster.days))

    def _sketch(self, person: int, rows: Sequence[int]) -> str:
        areas = [
            (number, spot)
            for number, row in enumerate(rows, start=1)
            if self._area[row] != NONE and (spot := self._places[self._area[row]]) is not None
        ]
        return sketch_svg(self._homes[person], areas, self._scales) if areas else ""

    def _below(self, leader: int) -> Below:
        people = self._led.get(leader, [])
        rows = [row for who in people for row in range(self._starts[who], self._starts[who + 1])]
        return Below(
            id=self._ids[leader],
            name=self.name(leader),
            phone=self.phone(leader),
            rakshaks=len(people),
            by_day=self._sum(rows),
            visits=sum(self._visits[row] for row in rows),
            enrolled=sum(int(self.roster.enrolled[who]) for who in people),
            missing=sum(self.roster.missing(who) for who in people),
        )

    @cached_property
    def _led(self) -> dict[int, list[int]]:
        """Each leader's rakshaks and those of all leaders below him."""
        led = {team.leader: team.rakshaks.tolist() for team in self.roster.teams}
        under = {team.leader: team.leaders.tolist() for team in self.roster.teams}
        return {leader: [*self._all_led(leader, led, under, set())] for leader in led}

    def _all_led(
        self, leader: int, led: dict[int, list[int]], under: dict[int, list[int]], seen: set[int]
    ) -> Iterator[int]:
        if leader in seen or leader == NONE:  # a ring of leaders, which the audit tells of
            return
        seen.add(leader)
        yield from led.get(leader, ())
        for one in under.get(leader, ()):
            yield from self._all_led(one, led, under, seen)


def leaves(stops: tuple[Stop, ...], languages: int) -> tuple[tuple[Stop, ...], tuple[Stop, ...]]:
    """The areas that a front has room for, the first of them in any case, and the others."""
    left, count = LINES_IN_FRONT[languages], 0
    for stop in stops:
        name, kind = len(stop.name) + len(stop.locality), len(stop.category) + len(stop.id)
        left -= max(1, -(-name // SIGNS_IN_A_LINE)) + max(1, -(-kind // SIGNS_IN_A_LINE))
        if left < 0:
            break
        count += 1
    return stops[: max(count, 1)], stops[max(count, 1) :]


def added(rows: Sequence[tuple[int, ...]], days: int) -> tuple[int, ...]:
    """Visits by day of rows together, a number for each of so many days."""
    if len(rows) == 1:
        return rows[0]
    return tuple(map(sum, zip(*rows, strict=True))) if rows else (0,) * days


def clipped(text: str) -> str:
    """A name as a page has room for it."""
    line = one_line(text)
    return line if len(line) <= LONGEST_SHOWN else f"{line[: LONGEST_SHOWN - 1].rstrip()}…"


def one_line(text: str) -> str:
    """A text of one line: whatever breaks or hides lines in it is a blank."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() or c in JOINERS else " " for c in text)
    return " ".join(text.split())


def _spots(points: Points) -> list[Spot | None]:
    latitude, longitude = degrees(points)
    known = np.isfinite(latitude).tolist()
    spots = zip(latitude.tolist(), longitude.tolist(), known, strict=True)
    return [(lat, lon) if there else None for lat, lon, there in spots]
