"""Outcomes: what is at the end, how it is spread, and several put together."""

import numpy as np
import pytest

from scenarios.growth.outcome import FAN, SERIES, empty, joined


@pytest.fixture
def told():
    made = empty(5, 3)
    made["pledges"][:] = np.outer([4, 0, 3, 1, 2], [1, 10, 100])
    return made


def test_an_empty_outcome_is_nought():
    made = empty(2, 4)
    assert set(made.series) == set(SERIES)
    assert all(made[name].shape == (2, 4) and not made[name].any() for name in SERIES)
    assert made.reps == 2


def test_the_fan_is_made_of_quantiles_by_day(told):
    assert told.fan("pledges", (0.0, 0.5, 1.0)).tolist() == [[0, 0, 0], [2, 20, 200], [4, 40, 400]]
    assert told.fan("pledges").shape == (len(FAN), 3)
    # of 0, 1, 2, 3, 4 five in a hundred lie below 0.2
    assert told.fan("pledges")[:, 0].tolist() == pytest.approx([0.2, 1, 2, 3, 3.8])


def test_the_last_day(told):
    assert told.last("pledges").tolist() == [400, 0, 300, 100, 200]


def test_parts_are_joined_in_their_order(told):
    both = joined([told, empty(1, 3), told])
    assert both.reps == 11
    assert (both["pledges"][:5] == told["pledges"]).all()
    assert not both["pledges"][5].any()
    assert (both["pledges"][6:] == told["pledges"]).all()


def test_more_than_32_bits(told):
    told["informed"][:] = 2**40
    assert joined([told])["informed"].tolist() == [[2**40] * 3] * 5
