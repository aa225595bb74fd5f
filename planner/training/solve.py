"""Solve: everybody into a session, tier by tier, each with a bound of its own."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planner.plan import Tier
from planner.snapshot import NONE, Ints
from planner.stages import Stage, stage
from planner.training.exact import exact_parted, exact_whole
from planner.training.packing import exchanged_parts, pack
from planner.training.parting import part
from planner.training.question import TIERS, Question, Seating, measure
from planner.training.relaxation import Relaxed, relax
from planner.training.shortage import shortage

UNTRAINED, SPLITS, DISTANCE, OPENED = range(len(TIERS))


@stage(Stage.SEATS)
def seat_everybody(question: Question) -> Seating:
    """The best seating found: fewest people without a seat, then as TIERS are in order.

    Whole teams are packed around the prices of the relaxation, what is left is taken apart; a
    small campaign is then solved by CP-SAT as a whole. The first tier is always proved. The same
    question has the same answer. FlowError where the relaxation fails: a fault of the program.
    """
    if question.people == 0 or len(question.sessions) == 0:
        nowhere = np.full(question.people, NONE)
        values = measure(question, nowhere)
        return Seating(nowhere, {name: Tier(v, v) for name, v in zip(TIERS, values, strict=True)})
    unseated = shortage(question.ready, question.sessions).missing
    too_late = int((~question.possible).sum())
    widened = question.with_nowhere(unseated - too_late)
    relaxed = relax(widened, too_late)
    found = [_without_nowhere(question, one) for one in _tried(widened, relaxed)]
    seat = min(found, key=lambda one: measure(question, one))
    seat = _closed_up(question, seat)
    bounds = {
        UNTRAINED: unseated,
        SPLITS: least_splits(question, unseated),
        DISTANCE: relaxed.distance,
        OPENED: least_sessions(question.sessions.seats, question.people - unseated),
    }
    for better, known in _exactly(question, seat):
        seat = min(seat, better, key=lambda one: measure(question, one))
        bounds |= {tier: max(bound, bounds[tier]) for tier, bound in known.items()}
    values = measure(question, seat)
    tiers = {name: Tier(values[k], bounds[k]) for k, name in enumerate(TIERS)}
    return Seating(seat, tiers)


def _tried(question: Question, relaxed: Relaxed) -> Iterator[Ints]:
    """Seatings to choose from. That of the flow is the best where teams are of one person each,
    and seats enough people where teams stand in the way of those who join late.
    """
    yield relaxed.seat
    if question.size.max(initial=0) > 1:
        packed = question.seat_all(pack(question, relaxed.price))
        for near in (True, False):
            yield exchanged_parts(question, part(question, packed, near=near))


def _without_nowhere(question: Question, seat: Ints) -> Ints:
    """Seats of the question itself, from those with one session more in which people stay away."""
    return np.where(seat < len(question.sessions), seat, NONE)


def least_splits(question: Question, unseated: int) -> int:
    """A number of parts that teams fall into, beyond one each, in every seating.

    A team larger than any session falls into several. And a session holds no more whole teams
    than of the smallest ones would fit; those without a seat count as one more session.
    """
    size = np.sort(question.size[question.size > 0])
    largest = max(int(question.sessions.seats.max()), unseated)
    by_size = int((-(-size // largest) - 1).sum())
    rooms = np.append(question.sessions.seats, unseated)
    most_whole = int(np.searchsorted(np.cumsum(size), rooms, side="right").sum())
    return max(by_size, len(size) - most_whole)


def least_sessions(seats: Ints, people: int) -> int:
    """Sessions that so many people need at least: the largest ones."""
    room = np.cumsum(np.sort(seats)[::-1])
    return int(np.searchsorted(room, people)) + 1 if people else 0


def _exactly(question: Question, seat: Ints) -> Iterator[tuple[Ints, dict[int, int]]]:
    """What CP-SAT finds and proves where the campaign is small enough.

    Where all teams can stay whole nothing is lost by looking only at plans in which they do.
    """
    found = exact_whole(question, seat) or exact_parted(question, seat)
    if found is not None:
        yield found.seat, found.bounds


def _closed_up(question: Question, seat: Ints) -> Ints:
    """Fewer and earlier sessions at each venue, where its teams sit there whole: no way changes."""
    seat = seat.copy()
    session_of = np.full(question.teams, NONE)
    session_of[question.team[seat != NONE]] = seat[seat != NONE]
    whole = (question.seat_all(session_of) == seat) | ~question.possible
    broken = np.zeros(len(question.sessions), dtype=bool)
    mixed = np.unique(question.team[~whole])
    touched = seat[np.isin(question.team, mixed)]
    broken[touched[touched != NONE]] = True
    for venue in range(question.metres.shape[1]):
        rooms = np.flatnonzero((question.sessions.venue == venue) & ~broken)
        teams = np.flatnonzero(np.isin(session_of, rooms))
        moved = _refilled(question, teams, rooms)
        if moved is not None and len(np.unique(moved)) <= len(np.unique(session_of[teams])):
            session_of[teams] = moved
            those = np.isin(question.team, teams) & question.possible
            seat[those] = session_of[question.team[those]]
    return seat


def _refilled(question: Question, teams: Ints, rooms: Ints) -> Ints | None:
    """Sessions for these teams, the earliest first; None where one of them finds no room."""
    free = question.sessions.seats[rooms].copy()
    chosen = np.full(len(teams), NONE)
    order = np.lexsort((-question.size[teams], -question.team_ready[teams]))
    for k in order.tolist():
        able = question.sessions.day[rooms] >= question.team_ready[teams[k]]
        fits = np.flatnonzero(able & (free >= question.size[teams[k]]))
        if len(fits) == 0:
            return None
        chosen[k] = rooms[fits[0]]
        free[fits[0]] -= question.size[teams[k]]
    return chosen
