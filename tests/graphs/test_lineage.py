"""Lineage: above and below somebody, in a line, in a circle, and as told person by person."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graphs.lineage import above, below

#         0
#       1   2     and 5 under 6 under 5
#       3   4
PARENT = np.array([-1, 0, 0, 1, 2, 6, 5])


def test_above_is_the_next_one_first():
    assert above(PARENT, 3) == [1, 0]
    assert above(PARENT, 0) == []


def test_below_is_everybody_however_far_and_oneself():
    assert np.flatnonzero(below(PARENT, 0)).tolist() == [0, 1, 2, 3, 4]
    assert np.flatnonzero(below(PARENT, 1)).tolist() == [1, 3]
    assert np.flatnonzero(below(PARENT, 4)).tolist() == [4]


def test_a_circle_is_gone_round_once():
    assert above(PARENT, 5) == [6, 5]
    assert np.flatnonzero(below(PARENT, 5)).tolist() == [5, 6]


@given(st.lists(st.integers(-2, 9), min_size=10, max_size=10))
def test_whoever_is_below_has_the_other_above(parents):
    parent = np.array(parents)
    for node in range(10):
        among = below(parent, node)
        told = [one == node or node in above(parent, one) for one in range(10)]
        assert among.tolist() == told
        way = above(parent, node)
        assert len(set(way)) == len(way)
        assert [parent[one] for one in [node, *way][: len(way)]] == way
