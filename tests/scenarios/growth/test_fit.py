"""Held against numbers whose answer is known."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.growth.fit import Fit, Weighted, fitted
from scenarios.growth.outcome import empty
from scenarios.growth.progress import Seen


def seen_of(mitans, pledges=None):
    mitans = np.array(mitans)
    pledged = np.zeros_like(mitans) if pledges is None else np.array(pledges)
    return Seen(date(2020, 9, 1), True, None, None, mitans, pledged, True,
                np.zeros(0, dtype=np.int64), np.zeros(2, dtype=np.int64), ())  # fmt: skip


def bank_of(first, last):
    """N campaigns of two days, with so many mitans on each."""
    outcome = empty(len(first), 2)
    outcome["mitans"][:, 0], outcome["mitans"][:, 1] = first, last
    return outcome


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=30))
def test_quantiles_with_even_weights_go_from_the_least_to_the_most(values):
    told = Weighted(np.array(values, dtype=float), np.ones(len(values)))
    ends = told.quantiles((0, 0.5, 1))
    assert ends[0] == min(values)
    assert ends[-1] == max(values)
    assert ends[1] == pytest.approx(np.median(values))


def test_weights_move_the_quantiles_and_the_shares():
    told = Weighted(np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 2.0]))
    assert told.share(3) == 0.5
    assert told.share(2) == 0.75
    assert told.quantiles((0.75,))[0] == 3.0  # the middle of the weight of 3


def test_what_follows_from_the_features_is_told_up_to_its_noise():
    rng = np.random.default_rng(1)
    features = rng.standard_normal((4000, 2))
    values = 10 + 3 * features[:, 0] - 2 * features[:, 1] + 0.5 * rng.standard_normal(4000)
    fit = Fit(features, np.array([1.0, 0.5]), (), {})
    _, near = fit.near(values)
    low, middle, high = near.quantiles((0.05, 0.5, 0.95))
    assert middle == pytest.approx(12.0, abs=0.1)
    assert high - low == pytest.approx(2 * 1.645 * 0.5, rel=0.1)


def test_a_bend_is_followed_too():
    rng = np.random.default_rng(2)
    features = rng.standard_normal((4000, 1))
    values = features[:, 0] ** 2 + 0.1 * rng.standard_normal(4000)
    _, near = Fit(features, np.array([2.0]), (), {}).near(values)
    assert near.quantiles((0.5,))[0] == pytest.approx(4.0, abs=0.1)


def test_what_does_not_follow_from_the_features_stays_as_it_was():
    rng = np.random.default_rng(3)
    values = rng.standard_normal(2000)
    near, told = Fit(rng.standard_normal((2000, 3)), np.full(3, 2.0), (), {}).near(values)
    assert len(near) == 2000
    assert told.values.tolist() == values.tolist()


def test_without_features_everybody_is_near():
    near, told = Fit(np.zeros((50, 0)), np.zeros(0), (), {}).near(np.arange(50.0))
    assert near.tolist() == list(range(50))
    assert told.quantiles((0.5,))[0] == pytest.approx(24.5)


def test_a_campaign_among_the_bank_is_not_outside():
    many = np.arange(1000, 2000)
    assert fitted(bank_of(many, 2 * many), seen_of([1500])).outside == ()


@pytest.mark.parametrize("count", [100, 5000])
def test_a_campaign_that_hardly_any_of_the_bank_is_like_lies_outside(count):
    many = np.arange(1000, 2000)
    fit = fitted(bank_of(many, 2 * many), seen_of([count]))
    told = {one.name: one for one in fit.outside}
    assert told["mitans"].seen == count
    assert told["mitans"].low == pytest.approx(1010, abs=1)
    assert told["mitans"].high == pytest.approx(1989, abs=1)
    assert np.abs(fit.seen).max() < 2  # it is taken as the nearest that the bank has


def test_a_little_beside_all_others_is_not_outside():
    alike = np.full(200, 1000)
    assert fitted(bank_of(alike, alike), seen_of([1040])).outside == ()
    assert fitted(bank_of(alike, alike), seen_of([1060])).outside != ()


def test_what_the_model_does_not_have_at_all_is_told_and_not_used():
    many = np.arange(1000, 2000)
    fit = fitted(bank_of(many, many), seen_of([1500], [7]))
    assert fit.missing == {"pledges": 7}
    assert fit.outside == ()
