import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.geo import on_sphere
from scenarios.territory import apportion, bisect, evenly, moved, rounded


def test_largest_remainders_get_what_is_over():
    # 10 over 5:3:1 = 5.56, 3.33, 1.11; floors 5 + 3 + 1 = 9, the largest remainder is the first
    assert apportion(10, [5, 3, 1]).tolist() == [6, 3, 1]


def test_least_is_taken_from_those_who_have_most_over():
    # 10 over 98:1:1 with 2 each: 9.8, 0.1, 0.1 -> 9, 2, 2 is 3 too many -> 6, 2, 2
    assert apportion(10, [98, 1, 1], least=2).tolist() == [6, 2, 2]


@given(
    st.lists(st.integers(0, 1000), min_size=1, max_size=30).filter(any),
    st.integers(0, 5),
    st.integers(0, 5000),
)
def test_shares_add_up_and_keep_the_least(weights, least, over):
    total = least * len(weights) + over
    units = apportion(total, weights, least)
    assert units.sum() == total
    assert (units >= least).all()


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=30).filter(any), st.integers(0, 5000))
def test_without_a_least_every_share_is_its_quota_rounded_up_or_down(weights, total):
    quota = total * np.array(weights) / sum(weights)
    assert (np.abs(apportion(total, weights) - quota) < 1 + 1e-9).all()


def test_too_little_to_share_is_refused():
    with pytest.raises(ValueError, match="cannot share 3"):
        apportion(3, [1, 1], least=2)
    with pytest.raises(ValueError, match="cannot share 1"):
        apportion(1, [0, 0])


def test_four_corners_are_cut_across_the_longer_side_first():
    latitude, longitude = np.array([0.0, 0, 1, 1]), np.array([0.0, 5, 0, 5])
    label = bisect(latitude, longitude, [1, 1, 1, 1], 2)
    assert label.tolist() == [0, 1, 0, 1]  # west and east


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 10))
def test_equal_weights_give_parts_that_differ_by_one_at_most(count, parts, seed):
    latitude, longitude = np.random.default_rng(seed).random((2, count))
    size = np.bincount(bisect(latitude, longitude, np.ones(count), parts))
    assert len(size) == min(parts, count)
    assert size.max() - size.min() <= 1


@given(st.integers(1, 40), st.integers(0, 10), st.data())
def test_no_part_is_empty_whatever_the_weights(count, seed, data):
    parts = data.draw(st.integers(1, count))
    weights = data.draw(st.lists(st.integers(0, 9), min_size=count, max_size=count))
    latitude, longitude = np.random.default_rng(seed).random((2, count))
    label = bisect(latitude, longitude, weights, parts)
    assert np.bincount(label, minlength=parts).min() >= 1


def test_a_move_of_three_and_four_kilometres_is_five_on_the_sphere():
    start = np.array([22.0]), np.array([82.0])
    end = moved(*start, np.array([3000.0]), np.array([4000.0]))
    way = np.linalg.norm(on_sphere(*start) - on_sphere(*end))
    assert way == pytest.approx(5000, rel=1e-3)


def test_degrees_are_held_and_rounded_and_unknown_ones_stay_so():
    assert rounded(np.array([1.0, 2.1234567, 9.0]), 2, 3).tolist() == [2, 2.12346, 3]
    assert np.isnan(rounded(np.array([np.nan]), 2, 3)).all()


@given(st.integers(0, 50), st.integers(1, 50), st.integers(0, 10))
def test_even_steps_come_as_often_as_every_other(count, among, seed):
    chosen = evenly(count, among, np.random.default_rng(seed))
    often = np.bincount(chosen, minlength=among)
    assert len(chosen) == count
    assert len(often) == among
    assert often.max() - often.min() <= 1
