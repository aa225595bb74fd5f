"""How many seats are missing, and what would mend it: by hand, by flow, by every seating."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings

from planner.flow import FlowError
from planner.snapshot import integers
from planner.training.relaxation import relax
from planner.training.remedies import Asked, Kind, days_between, remedies
from planner.training.shortage import shortage
from planner.training.venues import Sessions, Venue, sessions_of
from tests.training.worlds import assert_lawful, best, question, questions

DAYS = tuple(date(2020, 8, day) for day in (25, 26, 27))


def venue(number, seats, days=DAYS, sessions=1, trainers=None):
    return Venue(f"V{number}", "x", "A", None, None, seats, (), trainers, tuple(days), sessions)


def rooms(*rows):
    day, seats = integers(rows).reshape(-1, 2).T
    return Sessions(0 * day, day, 0 * day + 1, seats)


def test_seats_are_counted():
    short = shortage(np.zeros(7, dtype=np.int64), rooms((1, 3), (2, 2)))
    assert (short.missing, short.joined, short.people, short.seats_from) == (2, 0, 7, 5)
    assert shortage(np.zeros(5, dtype=np.int64), rooms((1, 3), (2, 2))).missing == 0


def test_late_people_have_only_late_seats():
    short = shortage(integers([0, 2, 2, 2]), rooms((1, 9), (2, 2)))
    assert (short.missing, short.joined, short.people, short.seats_from) == (1, 2, 3, 2)
    assert short.seats == 11
    assert shortage(integers([0, 5]), rooms((1, 9))).missing == 1


@settings(max_examples=60, deadline=None)
@given(questions(people=6, sessions=3, seats=3))
def test_the_count_is_what_the_best_seating_leaves(asked):
    assert shortage(asked.ready, asked.sessions).missing == best(asked)[0]


@settings(max_examples=100, deadline=None)
@given(questions())
def test_the_flow_seats_all_but_so_many_and_no_more(asked):
    """A second way to the same number; and the flow's own seats are lawful and as short as told."""
    missing = shortage(asked.ready, asked.sessions).missing
    relaxed = relax(asked, missing)
    assert_lawful(asked, relaxed.seat)
    assert (relaxed.seat < 0).sum() == missing
    seated = np.flatnonzero(relaxed.seat >= 0)
    ways = asked.metres[seated, asked.sessions.venue[relaxed.seat[seated]]]
    assert ways.sum() == relaxed.distance
    assert (relaxed.price >= 0).all()
    if missing:
        with pytest.raises(FlowError):
            relax(asked, missing - 1)


def test_a_full_near_room_has_a_price():
    """One of two must go 9 instead of 1: that is what a seat more would save."""
    relaxed = relax(question([0, 1], [[1, 9], [1, 9]], [(0, 1, 1), (1, 1, 5)]), 0)
    assert relaxed.distance == 10
    assert relaxed.price.tolist() == [8, 0]


def test_sessions_of_venues():
    found = sessions_of([venue(1, 30, DAYS[1:], 2, trainers=1), venue(2, 40, DAYS[:2])], 25)
    rows = zip(found.day - DAYS[0].toordinal(), found.venue, found.turn, found.seats, strict=True)
    assert [tuple(map(int, row)) for row in rows] == [
        (0, 1, 1, 40),
        (1, 0, 1, 25),
        (1, 0, 2, 25),
        (1, 1, 1, 40),
        (2, 0, 1, 25),
        (2, 0, 2, 25),
    ]


def test_each_remedy_is_the_least_that_is_enough():
    """20 people; a venue with 4 seats on one of three days: 16 are missing."""
    asked = Asked(integers([0] * 20), (venue(1, 4, DAYS[:1]),), None, 2, DAYS)
    found = {one.kind: one for one in remedies(asked)}
    assert {kind: (one.amount, one.missing) for kind, one in found.items()} == {
        Kind.SESSIONS: (4, 0),
        Kind.SEATS: (16, 0),
        Kind.VENUES: (1, 0),  # 4 seats x 2 sessions x 3 days
        Kind.DAYS: (2, 8),  # all the days there are
    }
    assert remedies(asked)[-1].kind is Kind.DAYS
    for kind, change in (
        (Kind.SESSIONS, lambda k: venue(1, 4, DAYS[:1], 1 + k)),
        (Kind.SEATS, lambda k: venue(1, 4 + k, DAYS[:1])),
    ):
        amount = found[kind].amount
        assert asked.missing([change(amount)], None) == 0
        assert asked.missing([change(amount - 1)], None) > 0


def test_trainers_are_a_remedy_where_they_are_what_lacks():
    asked = Asked(integers([0] * 60), (venue(1, 60, DAYS[:1], trainers=1),), 25, 1, DAYS[:1])
    found = {one.kind: one for one in remedies(asked)}
    assert (found[Kind.TRAINERS].amount, found[Kind.TRAINERS].missing) == (2, 0)
    assert Kind.SEATS not in found  # more of them would stay empty


def test_who_joins_after_all_sessions_needs_a_later_day():
    late = DAYS[2].toordinal()
    asked = Asked(integers([0, late]), (venue(1, 9, DAYS[:1]),), None, 1, DAYS)
    found = {one.kind: (one.amount, one.missing) for one in remedies(asked)}
    assert found == {Kind.DAYS: (1, 0), Kind.VENUES: (1, 0)}  # the latest free day is the 27th


def test_days_between():
    assert days_between(DAYS[0], DAYS[2]) == DAYS[:2]
    assert days_between(DAYS[2], DAYS[0]) == ()
