"""Parting: those whose team fits into no session as a whole, into the seats that are left."""

from __future__ import annotations

import numpy as np

from planner.snapshot import NONE, Ints
from planner.training.question import Question, taken


def part(question: Question, seat: Ints, *, near: bool) -> Ints:
    """Seats for all n people, as far as there are any, where `seat` has those of whole teams.

    A team without a seat is taken apart into as few parts as its turn allows: with `near` the
    nearest sessions that leave it at so few, else those that take most of it, which leaves less
    broken rooms to the teams after it. Large teams are first.
    """
    seat = seat.copy()
    free = question.sessions.seats - taken(question, seat)
    waiting = (seat == NONE) & question.possible
    size = np.bincount(question.team[waiting], minlength=question.teams)
    for team in np.argsort(-size, kind="stable")[: int((size > 0).sum())].tolist():
        members = np.flatnonzero(waiting & (question.team == team))
        _seat_team(question, members, (seat, free), near=near)
    _make_room(question, seat, free)
    return seat


def _seat_team(question: Question, members: Ints, room: tuple[Ints, Ints], *, near: bool) -> None:
    """Put people into seats, as many together as will go; both arrays of `room` are changed."""
    sessions, (seat, free) = question.sessions, room
    metres = question.metres[members].sum(axis=0)[sessions.venue]
    left = members[np.argsort(-question.ready[members], kind="stable")]  # the latest first
    while len(left):
        able = question.ready[left, None] <= sessions.day  # of those left, each session
        goes = np.minimum(able.sum(axis=0), free)
        if not goes.any():
            return
        will_do = np.flatnonzero(goes >= (_least(goes, len(left)) if near else goes.max()))
        keys = (free[will_do], metres[will_do])
        best = int(will_do[np.lexsort(keys if near else keys[::-1])[0]])
        chosen = left[able[:, best]][: goes[best]]
        seat[chosen] = best
        free[best] -= len(chosen)
        left = left[~np.isin(left, chosen)]


def _least(goes: Ints, people: int) -> int:
    """How many of the people a session must take, so that no part more is needed than has to be.

    `goes` says how many each of b sessions could take.
    """
    largest = np.cumsum(np.sort(goes)[::-1])
    rooms = int(np.searchsorted(largest, people))  # that do not do, the largest of all
    if rooms == len(goes):
        return int(goes.max())
    return people - int(largest[rooms - 1]) if rooms else people


def _make_room(question: Question, seat: Ints, free: Ints) -> None:
    """Let people who can come earlier give their seats to those who cannot."""
    day = question.sessions.day
    for person in np.flatnonzero((seat == NONE) & question.possible).tolist():
        open_days = day[free > 0]
        if not len(open_days):
            return
        late = (seat != NONE) & (day[seat] >= question.ready[person])
        movable = np.flatnonzero(late & (question.ready <= open_days.max()))
        if len(movable):
            mover = movable[np.argsort(question.ready[movable], kind="stable")[0]]
            to = np.flatnonzero((free > 0) & (day >= question.ready[mover]))[-1]
            seat[person], seat[mover] = seat[mover], to
            free[to] -= 1
