"""Schooling: who is still to be trained, read from the store in one moment, and who sits where."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np

from planner.findings import Refusal
from planner.geo import on_sphere
from planner.places import Places, settle, ways
from planner.policy import Policy
from planner.snapshot import NONE, Ints, Role, Snapshot, integers
from planner.store import reading
from planner.store.database import Store
from planner.store.importing.venues import Listed, Span, Usual, read_venues
from planner.store.roster import Book, open_book
from planner.training.question import Question, Seating
from planner.training.shortage import Shortage, shortage
from planner.training.solve import seat_everybody
from planner.training.venues import Sessions, Venue, sessions_of


@dataclass(frozen=True)
class Terms:
    """What is asked for: as of which day, sessions a day, and people a trainer takes (None: any).

    Whoever has a day of training after that day counts as not trained yet.
    """

    day: date
    per_day: int
    per_trainer: int | None
    skip_bad: bool = False


@dataclass(frozen=True, eq=False)
class Schooling:
    """Who is to be trained, where and when: names are joined here for whoever prints sheets."""

    snapshot: Snapshot
    policy: Policy
    terms: Terms
    span: Span
    listed: Listed
    person: Ints  # n, index into People.ids
    leader: Ints  # t, of each team of the question: index into People.ids, or NONE
    question: Question
    seating: Seating
    trained: int  # active leaders and rakshaks who are trained already
    book: Book

    @property
    def venues(self) -> tuple[Venue, ...]:
        """The venues, as the sessions number them."""
        return self.listed.venues

    @property
    def sessions(self) -> Sessions:
        """All sessions that could be held."""
        return self.question.sessions

    @cached_property
    def shortage(self) -> Shortage:
        """How many seats are missing."""
        return shortage(self.question.ready, self.sessions)

    def id(self, person: int) -> str:
        """The id of a person of the campaign, empty for NONE."""
        return "" if person == NONE else str(self.snapshot.people.ids[person])

    @cached_property
    def silent(self) -> int:
        """How many of those to be trained have not agreed to be called."""
        contacts = (self.book.people.get(self.id(one)) for one in self.person.tolist())
        return sum(1 for one in contacts if one is not None and one.silent)

    def zone(self, person: int) -> str:
        """The code of his zone, empty where it is not known."""
        code = int(self.snapshot.people.zone[person])
        return "" if code == NONE else self.snapshot.zones[code]

    @cached_property
    def held(self) -> Ints:
        """Sessions with anybody in them, in order."""
        return np.unique(self.seating.seat[self.seating.seat != NONE])

    @cached_property
    def digest(self) -> str:
        """A digest of who sits where: equal plans, equal digests."""
        sessions = self.sessions
        lines = []
        for who, seat in zip(self.person.tolist(), self.seating.seat.tolist(), strict=True):
            at = ""
            if seat != NONE:
                venue = self.venues[int(sessions.venue[seat])].id
                at = f"{venue}\t{sessions.day[seat]}\t{sessions.turn[seat]}"
            lines.append(f"{self.id(who)}\t{at}")
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def plan_training(store: Store, policy: Policy, venues: Path, terms: Terms) -> Schooling:
    """Everybody who is active and not trained into a session before people go out.

    Nothing is written. Raises Refusal where the sheet of venues cannot be used, there is nobody
    to train, or no session is left.
    """
    span = Span.of(policy, terms.day)
    with store.reading() as connection:
        listed = read_venues(
            connection, venues, policy, Usual(terms.per_day, span), skip_bad=terms.skip_bad
        )
        snapshot = reading.snapshot(connection, mitans=False)
        book = open_book(connection, policy.privacy)
    sessions = sessions_of(listed.venues, terms.per_trainer)
    people = snapshot.people
    staff = people.active & (people.role != Role.MITAN)
    person = np.flatnonzero(staff & _untrained(people.trained, terms.day))
    if len(person) == 0:
        raise Refusal(
            "Everybody who is active is trained already: there is nobody to plan for."
            if staff.any()
            else "No active leader or rakshak in this campaign yet. Run: mitan import people FILE"
        )
    if len(sessions) == 0:
        raise Refusal(_no_session(span), findings=listed.findings)
    leader, team = _teams(snapshot, person)
    question = Question(
        team=team,
        ready=np.maximum(people.joined[person], 0),
        metres=_metres(snapshot, person, listed.venues, policy),
        sessions=sessions,
    )
    return Schooling(
        snapshot=snapshot,
        policy=policy,
        terms=terms,
        span=span,
        listed=listed,
        person=person,
        leader=leader,
        question=question,
        seating=seat_everybody(question),
        trained=int(staff.sum()) - len(person),
        book=book,
    )


def _untrained(trained: Ints, day: date) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    untrained: np.ndarray[tuple[int], np.dtype[np.bool_]] = (trained == NONE) | (
        trained > day.toordinal()
    )
    return untrained


def _no_session(span: Span) -> str:
    before = f" and before {span.before}, when people go out" if span.before else ""
    return (
        f"No session is left: none of the days of the venues is from {span.first} on{before}. "
        "Correct the days in the sheet or [[phases]] in campaign.toml, or plan as of an earlier "
        "day: --on DAY"
    )


def _teams(snapshot: Snapshot, person: Ints) -> tuple[Ints, Ints]:
    """The leader of each team, and the team of each person.

    A leader is in the team that he leads, or, where he leads nobody who is to be trained, in that
    of his own leader. Whoever has no leader is a team alone.
    """
    people = snapshot.people
    parent = np.maximum(people.parent[person], NONE)
    led = parent[people.role[person] == Role.RAKSHAK]
    head = np.where(np.isin(person, led), person, parent)
    head = np.where(np.isin(person, head), person, head)  # also who leads only such leaders
    # apart from the index of any leader, so that nobody shares a team with the leaderless
    alone = head == NONE
    key = np.where(alone, len(people.ids) + np.arange(len(person)), head)
    heads, team = np.unique(key, return_inverse=True)
    leader = np.where(heads < len(people.ids), heads, NONE)
    return leader.astype(np.int64), team.ravel().astype(np.int64)


def _metres(snapshot: Snapshot, person: Ints, venues: Sequence[Venue], policy: Policy) -> Ints:
    """Whole metres from each person to each venue."""
    people, areas = snapshot.people, snapshot.areas
    code: Mapping[str, int] = {zone: k for k, zone in enumerate(snapshot.zones)}
    degrees = [(v.latitude, v.longitude) for v in venues]
    latitude, longitude = np.array(degrees, dtype=np.float64).reshape(-1, 2).T  # None: NaN
    own, end = len(person), len(person) + len(venues)
    at = on_sphere(latitude, longitude)
    points = np.concatenate([people.position[person], at, areas.position])
    zone = integers([code.get(venue.zone, NONE) for venue in venues])
    placed = settle(points, np.concatenate([people.zone[person], zone, areas.zone]))
    homes, rooms = placed.only(slice(own)), placed.only(slice(own, end))
    rates = {"same_zone": policy.distance.same_zone, "unknown": policy.distance.unknown}
    metres = np.empty((len(person), len(venues)), dtype=np.int64)
    for k in range(len(venues)):  # a column at a time: all pairs at once take much room
        room: Places = rooms.only(np.array([k]))
        metres[:, k] = np.rint(ways(homes, room, **rates))
    return metres
