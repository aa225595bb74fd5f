"""Which level breaks first, worked out from numbers alone."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.districts.breaking import (
    COVERAGE,
    LEVELS,
    SPAN,
    TRAINING,
    TRAVEL,
    Level,
    coverage,
    first_to_break,
    span,
    training,
    travel,
)


@pytest.mark.parametrize(
    ("rakshaks", "leaders", "needed", "broken"),
    [(80, 2, 2, False), (81, 2, 3, True), (0, 0, 0, False), (1, 0, 1, True)],
)
def test_span_needs_a_leader_for_every_forty(rakshaks, leaders, needed, broken):
    level = span(rakshaks, leaders, 40)
    assert (level.needed, level.there, level.broken) == (needed, leaders, broken)


def test_shares_are_needed_over_there():
    assert training(50, 200).share == 0.25
    assert coverage(100, 80, 20).share == 1.25
    assert span(1, 0, 40).share == inf
    assert span(0, 0, 40).share == 0
    assert training(1, 0).as_dict()["share"] is None


def test_visits_left_uncovered_break_coverage_however_many_are_idle():
    """90 of 100 visits are made though 500 could be: some skill is missing."""
    level = coverage(100, 500, 10)
    assert (level.there, level.broken) == (90, True)
    assert not coverage(100, 500, 0).broken


def test_travel_is_the_way_that_nine_in_ten_do_not_exceed():
    ways = [1.0] * 8 + [7.0, 99.0]
    assert travel(ways, 15).needed == 7
    assert travel([3.0], 15).needed == 3
    assert travel([*ways, 99.0], 15).needed == 99  # now two of eleven go so far
    assert travel([], 15) is None
    assert travel([nan], 15) is None


def test_the_highest_share_breaks_first():
    levels = [span(80, 4, 40), None, training(90, 100), coverage(75, 100, 0)]
    assert first_to_break(levels).name == TRAINING
    assert first_to_break([*levels, travel([16.0], 15)]).name == TRAVEL
    assert first_to_break([None]) is None
    equal = [Level(name, 1, 2, "") for name in (COVERAGE, TRAVEL, SPAN)]
    assert first_to_break(equal).name == SPAN


@given(st.lists(st.tuples(st.sampled_from(LEVELS), st.integers(0, 9), st.integers(0, 9))))
def test_none_stands_above_the_first_to_break(drawn):
    levels = [Level(*one, "") for one in drawn]
    first = first_to_break(levels)
    assert (first is None) == (not levels)
    if first:
        assert first.share == max(level.share for level in levels)
        assert first.broken == any(level.broken for level in levels)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=60), st.floats(1, 100))
def test_travel_leaves_at_most_one_in_ten_beyond(ways, limit):
    level = travel(ways, limit)
    assert sum(way > level.needed for way in ways) * 10 <= len(ways)
    assert level.needed in ways
