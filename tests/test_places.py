"""Places by hand: five of them along a line, two known by their zone only."""

import numpy as np
import pytest

from planner.places import settle, ways
from planner.snapshot import NONE, integers

A, B = 0, 1
RULE = {"same_zone": 2_000, "unknown": 20_000}


@pytest.fixture
def places():
    """At 0 m and 4,000 m in A; somewhere in A; somewhere in B; nowhere at all."""
    nan = np.nan
    return settle(
        np.array([[0.0, 0.0], [4_000.0, 0.0], [nan, nan], [nan, nan], [nan, nan]]),
        integers([A, A, A, B, NONE]),
    )


def test_a_zone_s_centre_stands_in_for_an_unknown_point(places):
    assert places.position[2].tolist() == [2_000.0, 0.0]
    assert np.isnan(places.position[3:]).all()  # nothing is known in B, and nothing of nowhere
    assert places.located.tolist() == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        (0, 1, 4_000),  # both known: the line
        (0, 2, 2_000),  # one zone
        (2, 2, 2_000),
        (0, 3, 20_000),  # nothing is known of B
        (3, 3, 2_000),
        (4, 4, 20_000),  # nowhere is no zone
    ],
)
def test_the_way_is_the_best_that_is_known(places, one, other, metres):
    assert ways(places.only([one]), places.only([other]), **RULE).tolist() == [metres]


def test_to_the_centre_of_another_zone_it_is_the_line_but_never_less_than_within_one():
    places = settle(
        np.array([[0.0, 0.0], [500.0, 0.0], [9_000.0, 0.0], [np.nan, np.nan]]),
        integers([A, B, B, B]),
    )
    assert ways(places.only([0]), places.only([3]), **RULE).tolist() == [4_750]
    near = settle(np.array([[0.0, 0.0], [500.0, 0.0], [np.nan, np.nan]]), integers([A, B, B]))
    assert ways(near.only([0]), near.only([2]), **RULE).tolist() == [2_000]


def test_some_of_the_places_keep_what_is_known_of_them(places):
    some = places.only(np.array([2, 0]))
    assert len(some) == 2
    assert some.zone.tolist() == [A, A]
    assert some.position.tolist() == [[2_000.0, 0.0], [0.0, 0.0]]
