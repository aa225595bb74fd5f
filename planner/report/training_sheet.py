"""Training sheet: what stands on the paper of one session, before it becomes a page or a table.

Phones are masked here and nowhere later; a name that is not known is the id.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from planner.report.pocket import clipped
from planner.report.roster import file_names
from planner.schooling import Schooling
from planner.snapshot import NONE, Ints, Role
from planner.store.roster import masked
from planner.training.venues import Venue


@dataclass(frozen=True, slots=True)
class Seat:
    """One person who sits there."""

    id: str
    name: str
    phone: str
    role: str  # leader or rakshak


@dataclass(frozen=True)
class TeamSeats:
    """Those of one team who sit there, the leader first. `id` is the leader's, or empty."""

    id: str
    name: str
    size: int  # of the whole team, as far as it is to be trained
    seats: tuple[Seat, ...]


@dataclass(frozen=True)
class SessionSheet:
    """One session with its people, team by team."""

    file: str
    venue: Venue
    day: date
    turn: int
    seats: int
    teams: tuple[TeamSeats, ...]

    @property
    def people(self) -> int:
        """How many sit there."""
        return sum(len(team.seats) for team in self.teams)


def session_sheets(school: Schooling) -> Iterator[SessionSheet]:
    """The sheet of every session that is held, by day, venue and turn."""
    sessions, seat = school.sessions, school.seating.seat
    held = school.held.tolist()
    places = [(school.venues[int(sessions.venue[s])], int(sessions.day[s]), int(sessions.turn[s]))
              for s in held]  # fmt: skip
    names = file_names([f"{date.fromordinal(d)}-{v.id}-{turn}" for v, d, turn in places])
    order = np.argsort(seat, kind="stable")
    starts = np.searchsorted(seat[order], np.append(school.held, len(sessions)))
    sizes = np.bincount(school.question.team, minlength=school.question.teams)
    for k, (session, (venue, day, turn)) in enumerate(zip(held, places, strict=True)):
        yield SessionSheet(
            file=f"{names[k]}.html",
            venue=venue,
            day=date.fromordinal(day),
            turn=turn,
            seats=int(sessions.seats[session]),
            teams=tuple(teams_of(school, order[starts[k] : starts[k + 1]], sizes)),
        )


def unseated(school: Schooling) -> tuple[TeamSeats, ...]:
    """Those without a seat, team by team."""
    sizes = np.bincount(school.question.team, minlength=school.question.teams)
    return tuple(teams_of(school, np.flatnonzero(school.seating.seat == NONE), sizes))


def teams_of(school: Schooling, those: Ints, sizes: Ints) -> Iterator[TeamSeats]:
    """People of the question, team by team."""
    team = school.question.team[those]
    for one in np.unique(team).tolist():
        leader = int(school.leader[one])
        people = [int(school.person[k]) for k in those[team == one]]
        people.sort(key=lambda person: (person != leader, person))
        yield TeamSeats(
            id=school.id(leader),
            name=_name(school, leader) if leader != NONE else "",
            size=int(sizes[one]),
            seats=tuple(_seats(school, people)),
        )


def _seats(school: Schooling, people: Sequence[int]) -> Iterator[Seat]:
    roles = school.snapshot.people.role
    for person in people:
        phone = school.book.people[school.id(person)].phone
        role = Role(int(roles[person])).name.lower()
        yield Seat(school.id(person), _name(school, person), masked(phone), role)


def _name(school: Schooling, person: int) -> str:
    one = school.id(person)
    contact = school.book.people.get(one)
    return (clipped(contact.name) if contact else "") or one
