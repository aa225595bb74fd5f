"""Knapsacks worked out at once, against trying every subset."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.hierarchy.leaders.knapsack import best_contents, best_values, values_with_and_without
from planner.snapshot import integers


def best_by_trying(worth, load, capacity, inside=None, outside=None):
    """The most worth of any subset that fits; minus infinity where none does."""
    best = -np.inf
    for flags in itertools.product([False, True], repeat=len(load)):
        if inside is not None and not flags[inside]:
            continue
        if outside is not None and flags[outside]:
            continue
        those = np.array(flags)
        if load[those].sum() <= capacity:
            best = max(best, float(worth[those].sum()))
    return best


@st.composite
def knapsacks(draw):
    m, n = draw(st.integers(1, 3)), draw(st.integers(1, 6))
    worths = st.lists(st.integers(-9, 9), min_size=n, max_size=n)
    worth = np.array([draw(worths) for _ in range(m)], dtype=float)
    load = integers(draw(st.lists(st.integers(1, 6), min_size=n, max_size=n)))
    capacity = integers(draw(st.lists(st.integers(0, 14), min_size=m, max_size=m)))
    return worth, load, capacity


def test_two_small_things_beat_a_large_one():
    worth, load = np.array([[6.0, 4.0, 4.0]]), integers([3, 2, 2])
    assert best_values(worth, load, integers([4])).tolist() == [8]
    assert best_contents(worth, load, integers([4])).tolist() == [[False, True, True]]
    assert best_values(worth, load, integers([3])).tolist() == [6]
    assert best_values(worth, load, integers([0])).tolist() == [0]


@given(knapsacks())
@settings(max_examples=80, deadline=None)
def test_no_subset_is_worth_more(one):
    worth, load, capacity = one
    values, contents = best_values(*one), best_contents(*one)
    inside, outside = values_with_and_without(*one)
    for row in range(len(worth)):
        assert values[row] == best_by_trying(worth[row], load, capacity[row])
        assert worth[row][contents[row]].sum() == values[row]
        assert load[contents[row]].sum() <= capacity[row]
        for thing in range(len(load)):
            tried = worth[row], load, capacity[row]
            assert inside[row, thing] == best_by_trying(*tried, inside=thing)
            assert outside[row, thing] == best_by_trying(*tried, outside=thing)
