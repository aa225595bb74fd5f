"""Question: who is to be trained, in which teams, and which seats there are. Numbers only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.plan import Tier
from planner.snapshot import NONE, Flags, Ints, summed
from planner.training.venues import Sessions

TIERS = ("untrained", "splits", "distance", "opened")  # in strict order


@dataclass(frozen=True, eq=False)
class Question:
    """n people in t teams, v venues with b sessions.

    Whoever has joined on `ready` can sit in sessions of that day and of all later ones.
    """

    team: Ints  # n, 0 .. t - 1, each with somebody in it
    ready: Ints  # n proleptic ordinals, 0: any day
    metres: Ints  # n x v, the way to each venue
    sessions: Sessions

    @property
    def people(self) -> int:
        """How many there are."""
        return len(self.team)

    @cached_property
    def teams(self) -> int:
        """How many teams."""
        return int(self.team.max(initial=-1)) + 1

    @cached_property
    def possible(self) -> Flags:
        """For whom there is a session at all after joining (n)."""
        possible: Flags = self.ready <= self.sessions.day.max(initial=-1)
        return possible

    @cached_property
    def size(self) -> Ints:
        """People of each team for whom there is a session (t)."""
        return np.bincount(self.team[self.possible], minlength=self.teams).astype(np.int64)

    @cached_property
    def team_ready(self) -> Ints:
        """The first day on which all of them can come (t)."""
        first = np.zeros(self.teams, dtype=np.int64)
        np.maximum.at(first, self.team[self.possible], self.ready[self.possible])
        return first

    @cached_property
    def team_metres(self) -> Ints:
        """Metres of all of them together to each venue (t x v)."""
        total = np.zeros((self.teams, self.metres.shape[1]), dtype=np.int64)
        np.add.at(total, self.team[self.possible], self.metres[self.possible])
        return total

    def with_nowhere(self, seats: int) -> Question:
        """The same with one session more, the last: it is no way off, and whoever sits there stays
        away.

        So those without a seat are found like all the others: as whole teams, and those who
        would have to go far.
        """
        if seats == 0:
            return self
        s = self.sessions
        sessions = Sessions(
            venue=np.append(s.venue, self.metres.shape[1]),
            day=np.append(s.day, s.day.max()),
            turn=np.append(s.turn, 1),
            seats=np.append(s.seats, seats),
        )
        metres = np.column_stack([self.metres, np.zeros(self.people, dtype=np.int64)])
        return Question(self.team, self.ready, metres, sessions)

    def seat_all(self, session: Ints) -> Ints:
        """Seats of n people where each of t teams sits in a session, or nowhere (NONE)."""
        return np.where(self.possible, session[self.team], NONE)


@dataclass(frozen=True, eq=False)
class Seating:
    """Who sits where: for each of n people a session or NONE, and how good that is."""

    seat: Ints
    tiers: dict[str, Tier]

    @property
    def proved(self) -> bool:
        """Whether nothing better is possible, in any tier."""
        return all(tier.value == tier.bound for tier in self.tiers.values())


def taken(question: Question, seat: Ints) -> Ints:
    """Seats that are taken in each of b sessions."""
    there = seat[seat != NONE]
    return summed(there, np.ones(len(there), dtype=np.int64), len(question.sessions))


def parts(question: Question, seat: Ints) -> Ints:
    """Into how many parts each of t teams falls: people without a seat are one of them.

    Nobody is counted for whom there is no session at all.
    """
    those = question.possible
    key = np.unique(np.stack([question.team[those], seat[those]]), axis=1)
    return np.bincount(key[0], minlength=question.teams).astype(np.int64)


def measure(question: Question, seat: Ints) -> tuple[int, ...]:
    """What a seating comes to in each of TIERS: the less the better, the first tier first.

    People without a seat; parts of teams beyond one each; metres of all ways; sessions with
    anybody in them.
    """
    seated = np.flatnonzero(seat != NONE)
    venue = question.sessions.venue[seat[seated]]
    return (
        int((seat == NONE).sum()),
        int(np.maximum(parts(question, seat) - 1, 0).sum()),
        int(question.metres[seated, venue].sum()),
        int((taken(question, seat) > 0).sum()),
    )
