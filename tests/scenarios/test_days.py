from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from planner.snapshot import NONE
from scenarios.days import days_of, drawn_days, texts_of


def test_phases_that_overlap_give_each_day_once(policy):
    # training 25-30 August, publicity 25-31 August
    days = texts_of(days_of(policy, "training", "publicity"))
    assert days == [f"2020-08-{day}" for day in range(25, 32)]


def test_a_phase_that_is_not_in_the_policy_has_no_days(policy):
    none = drawn_days(days_of(policy, "harvest"), 3, np.random.default_rng(1))
    assert none.tolist() == [NONE] * 3
    assert texts_of(none) == ["", "", ""]


@given(st.lists(st.integers(0, 12), min_size=1, max_size=50), st.integers(0, 9))
def test_what_is_drawn_comes_after_the_given_day_where_it_can(after, seed):
    days = np.arange(1, 11)
    drawn = drawn_days(days, len(after), np.random.default_rng(seed), after=np.array(after))
    for one, day in zip(after, drawn.tolist(), strict=True):
        assert one < day <= 10 if one < 10 else day == 10


def test_every_day_is_drawn():
    days = np.array([date(2020, 9, 1).toordinal(), date(2020, 9, 5).toordinal()])
    drawn = drawn_days(days, 200, np.random.default_rng(1))
    assert set(texts_of(drawn)) == {"2020-09-01", "2020-09-05"}
