"""Small worlds to be seated, what has to hold of every seating, and every seating there is."""

from itertools import product

import numpy as np
from hypothesis import strategies as st

from planner.snapshot import NONE, integers
from planner.training.question import Question, measure, taken
from planner.training.venues import Sessions


def question(team, metres, sessions, ready=None):
    """`sessions` are (venue, day, seats); each of `metres` is one person's way to each venue."""
    rows = sorted((day, venue, seats) for venue, day, seats in sessions)
    day, venue, seats = integers(rows).reshape(-1, 3).T
    ways = integers(np.asarray(metres)).reshape(len(team), np.size(metres) // max(len(team), 1))
    when = integers(ready if ready is not None else [0] * len(team))
    turn = integers(range(1, len(rows) + 1))
    return Question(integers(team), when, ways, Sessions(venue, day, turn, seats))


def every_seating(asked):
    """All seats of all people: for tiny questions only."""
    sessions = asked.sessions
    may = [
        [NONE, *np.flatnonzero(sessions.day >= ready).tolist()] for ready in asked.ready.tolist()
    ]
    for choice in product(*may):
        seat = integers(choice)
        if (taken(asked, seat) <= sessions.seats).all():
            yield seat


def best(asked):
    """What the best of all seatings comes to, the first tier first."""
    return min(measure(asked, seat) for seat in every_seating(asked))


def assert_lawful(asked, seat):
    """Every person has one seat or none, no seat is used twice, nobody sits before he joined."""
    assert seat.shape == (asked.people,)
    assert ((seat >= NONE) & (seat < max(len(asked.sessions), 1))).all()
    assert (taken(asked, seat) <= asked.sessions.seats).all()
    there = seat != NONE
    assert (asked.sessions.day[seat[there]] >= asked.ready[there]).all()


@st.composite
def questions(draw, people=30, sessions=8, seats=12):
    """Any question: crowded, empty, teams of all sizes, people who join late or too late."""
    n = draw(st.integers(1, people))
    team = np.unique(draw(st.lists(st.integers(0, 6), min_size=n, max_size=n)), return_inverse=True)
    venues = draw(st.integers(1, 3))
    ways = draw(st.lists(st.integers(0, 50), min_size=n * venues, max_size=n * venues))
    rooms = st.tuples(st.integers(0, venues - 1), st.integers(1, 4), st.integers(1, seats))
    ready = draw(st.lists(st.integers(0, 5), min_size=n, max_size=n))
    rows = draw(st.lists(rooms, min_size=1, max_size=sessions))
    return question(team[1].tolist(), ways, rows, ready)
