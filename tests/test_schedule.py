"""Visits by day: hand-worked weeks, and what holds for every plan."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.policy import load, over_usual
from planner.schedule import PLEDGING, VISITING, days_of, spread_visits
from planner.snapshot import integers


def spread(rows, days):
    """`rows` are (rakshak, visits, turn)."""
    return spread_visits(*integers(rows).reshape(-1, 3).T, days).tolist()


def test_the_days_are_those_of_the_awareness_phase():
    assert days_of(load(), VISITING) == tuple(date(2020, 9, day) for day in range(1, 8))
    assert days_of(load(), PLEDGING) == (date(2020, 9, 8),)


def test_phases_of_one_code_may_overlap_and_may_be_missing():
    phase = {"code": "awareness", "label": "x", "label_hi": "x"}
    first = {**phase, "start": date(2020, 9, 1), "end": date(2020, 9, 2)}
    then = {**phase, "start": date(2020, 9, 2), "end": date(2020, 9, 3)}
    assert len(days_of(over_usual({"phases": [then, first]}, file="x"), VISITING)) == 3
    assert days_of(over_usual({"phases": []}, file="x"), VISITING) == ()


@pytest.mark.parametrize(
    ("rows", "days", "made"),
    [
        ([(0, 7, 0)], 7, [[1, 1, 1, 1, 1, 1, 1]]),
        ([(0, 1, 0), (1, 1, 1), (2, 1, 2)], 3, [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
        ([(0, 1, 4)], 3, [[0, 1, 0]]),  # the fifth in his team begins again at the second day
        ([(0, 2, 0), (0, 1, 0)], 3, [[1, 1, 0], [0, 0, 1]]),  # one area after the other
        ([(0, 3, 0)], 2, [[2, 1]]),
        ([(0, 3, 1)], 2, [[1, 2]]),
    ],
)
def test_small_weeks(rows, days, made):
    assert spread(rows, days) == made


def test_without_days_and_without_rows():
    assert spread([(0, 3, 0)], 0) == [[]]
    assert spread([], 7) == []


PLANS = st.lists(st.lists(st.integers(1, 30), min_size=1, max_size=5), min_size=1, max_size=8)


@given(PLANS, st.integers(1, 20))
def test_every_visit_has_one_day_and_days_are_even(plan, days):
    rows = [(who, visits, who) for who, areas in enumerate(plan) for visits in areas]
    made = np.array(spread(rows, days)).reshape(-1, days)
    assert made.sum(axis=1).tolist() == [visits for _, visits, _ in rows]
    for who, areas in enumerate(plan):
        his = made[[row[0] == who for row in rows]].sum(axis=0)
        assert his.sum() == sum(areas)
        assert his.max() - his.min() <= 1


@given(st.integers(1, 40), st.integers(1, 20))
def test_as_many_equal_people_as_days_make_the_same_number_every_day(visits, days):
    made = np.array(spread([(who, visits, who) for who in range(days)], days))
    assert made.sum(axis=0).tolist() == [visits] * days
