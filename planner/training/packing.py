"""Packing: whole teams into near sessions, then exchanged while that makes ways shorter."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planner.snapshot import NONE, Flags, Ints
from planner.training.question import Question, taken

MOST_SWAPPED = 4_000  # teams: all pairs of them are looked at together
ROUNDS = 200  # of exchanges; each takes all that do not get in each other's way


def pack(question: Question, price: Ints) -> Ints:
    """A session for each of t teams that fits into one as a whole; NONE for the others.

    Teams are taken twice, those first that lose most where their best venue is full, or the large
    ones first; of the two the one that seats more people counts, then the shorter ways. `price` is
    what a seat at each of v venues is worth, in metres.
    """
    wished = question.team_metres + question.size[:, None] * price
    two = np.sort(wished, axis=1)[:, :2]
    regret = (two[:, -1] - two[:, 0]) / np.maximum(question.size, 1)
    # teams that come late have the fewest sessions, so they are first in both orders
    orders = (
        np.lexsort((-regret, -question.team_ready)),
        np.lexsort((-regret, -question.size, -question.team_ready)),
    )
    found = [_exchanged(question, _placed(question, wished, order)) for order in orders]
    return min(found, key=lambda session: _worth(question, session))


def free_seats(question: Question, session: Ints) -> Ints:
    """Seats left in each of b sessions where whole teams sit in these."""
    return question.sessions.seats - taken(question, question.seat_all(session))


def exchanged_parts(question: Question, seat: Ints) -> Ints:
    """Seats of n people after moves and exchanges of parts of teams, as of whole teams.

    No part is taken apart, so there are no more of them than before.
    """
    seated = np.flatnonzero(seat != NONE)
    key = np.stack([question.team[seated], seat[seated]])
    which, part = np.unique(key, axis=1, return_inverse=True)
    of_parts = Question(
        team=part.ravel().astype(np.int64),
        ready=question.ready[seated],
        metres=question.metres[seated],
        sessions=question.sessions,
    )
    moved = seat.copy()
    moved[seated] = of_parts.seat_all(_exchanged(of_parts, which[1]))
    return moved


def _worth(question: Question, session: Ints) -> tuple[int, int]:
    there = np.flatnonzero(session != NONE)
    metres = question.team_metres[there, question.sessions.venue[session[there]]]
    return -int(question.size[there].sum()), int(metres.sum())


def _placed(question: Question, wished: Ints, order: Ints) -> Ints:
    """Each team in turn where its seats are wished for most, in the fullest room that will do."""
    sessions = question.sessions
    free = sessions.seats.copy()
    session = np.full(question.teams, NONE)
    for team in order.tolist():
        size = int(question.size[team])
        room = np.flatnonzero((free >= size) & (sessions.day >= question.team_ready[team]))
        if size and len(room):
            best = np.lexsort((room, free[room], wished[team, sessions.venue[room]]))[0]
            session[team] = room[best]
            free[room[best]] -= size
    return session


def _exchanged(question: Question, session: Ints) -> Ints:
    """Teams moved to another session, or two exchanged, as long as all ways become shorter."""
    session = session.copy()
    for _ in range(ROUNDS):
        before = session.copy()
        free = free_seats(question, session)
        touched = np.zeros(len(free), dtype=bool)
        for teams, places in _better(question, session, free):
            ends = np.concatenate([session[teams], places])
            if not touched[ends].any():
                session[teams] = places
                touched[ends] = True
        if (session == before).all():
            break
    return session


def _better(question: Question, session: Ints, free: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Teams and where they had better sit, what saves most first."""
    there = np.flatnonzero(session != NONE)
    gain, moves = _moves(question, session, free, there)
    swap_gain, swaps = _swaps(question, session, free, there)
    every = [*zip(gain.tolist(), moves, strict=True), *zip(swap_gain.tolist(), swaps, strict=True)]
    for k in np.argsort([-one[0] for one in every], kind="stable").tolist():
        yield every[k][1]


def _moves(
    question: Question, session: Ints, free: Ints, there: Ints
) -> tuple[Ints, list[tuple[Ints, Ints]]]:
    """For each team the move that saves most, if any does."""
    sessions, metres = question.sessions, question.team_metres
    gain, moves = [], []
    for ready in np.unique(question.team_ready[there]).tolist():
        those = there[question.team_ready[there] == ready]
        roomiest = _roomiest(question, free, ready)
        room = np.where(roomiest == NONE, -1, free[roomiest])
        now = metres[those, sessions.venue[session[those]]]
        saved = np.where(question.size[those, None] <= room, now[:, None] - metres[those], 0)
        best = saved.argmax(axis=1)
        for k in np.flatnonzero(saved.max(axis=1) > 0).tolist():
            gain.append(int(saved[k, best[k]]))
            moves.append((those[[k]], roomiest[[best[k]]]))
    return np.array(gain, dtype=np.int64), moves


def _roomiest(question: Question, free: Ints, ready: int) -> Ints:
    """The session with most seats left at each of v venues, from a day on; NONE: there is none."""
    sessions = question.sessions
    found = np.full(question.metres.shape[1], NONE)
    later = np.flatnonzero(sessions.day >= ready)
    order = later[np.argsort(free[later], kind="stable")]
    found[sessions.venue[order]] = order  # of several for one venue the last stays
    return found


def _swaps(
    question: Question, session: Ints, free: Ints, there: Ints
) -> tuple[Ints, list[tuple[Ints, Ints]]]:
    """Pairs of teams that had better sit in each other's sessions."""
    if len(there) > MOST_SWAPPED:
        return np.zeros(0, dtype=np.int64), []
    sessions, at = question.sessions, session[there]
    size, ready = question.size[there], question.team_ready[there]
    cross = question.team_metres[there][:, sessions.venue[at]]  # team x where the other one sits
    own = np.diagonal(cross)
    saved = own[:, None] + own - cross - cross.T
    fits = size[:, None] - size <= free[at]  # the first in place of the second
    comes = ready[:, None] <= sessions.day[at]
    good: Flags = np.triu((saved > 0) & fits & fits.T & comes & comes.T)
    one, other = np.nonzero(good)
    pairs = [
        (there[[i, j]], session[there[[j, i]]])
        for i, j in zip(one.tolist(), other.tolist(), strict=True)
    ]
    return saved[one, other], pairs
