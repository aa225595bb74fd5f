import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graphs.measures import depth, gini, spans
from graphs.tree import ROOT


def test_gini_of_values_all_alike_is_nothing():
    assert gini(np.array([7, 7, 7])) == 0


def test_gini_where_one_has_everything():
    # Pairs: 6 of 16 differ, by 8 each: 48 / (2 * 16 * 2) = 3/4 = (n - 1) / n.
    assert gini(np.array([0, 0, 8, 0])) == pytest.approx(0.75)


def test_gini_of_nothing_is_nothing():
    assert gini(np.array([], dtype=np.int64)) == 0
    assert gini(np.array([0, 0])) == 0


def test_gini_refuses_negative_values():
    with pytest.raises(ValueError, match="not negative"):
        gini(np.array([1, -1]))


@given(st.lists(st.integers(0, 1_000), min_size=1, max_size=30))
def test_gini_is_the_mean_difference_over_twice_the_mean(numbers):
    values = np.array(numbers)
    assume(values.sum() > 0)
    pairs = np.abs(values[:, None] - values[None, :]).mean()
    assert gini(values) == pytest.approx(pairs / (2 * values.mean()), abs=1e-12)


def test_spans_count_direct_reports_only():
    assert spans(np.array([ROOT, 0, 0, 2, ROOT])).tolist() == [2, 0, 1, 0, 0]


def test_depth_counts_from_the_campaign_and_is_0_on_and_below_a_cycle():
    # 0 under the campaign, 1 under 0, 2 under 1; 3 and 4 in a cycle, 5 below it; 6 under himself.
    assert depth(np.array([ROOT, 0, 1, 4, 3, 3, 6])).tolist() == [1, 2, 3, 0, 0, 0, 0]


@given(st.lists(st.integers(-1, 19), min_size=20, max_size=20))
def test_depth_is_the_number_of_steps_to_the_campaign(parents):
    def steps(person):
        for count in range(1, 22):
            person = parents[person]
            if person == ROOT:
                return count
        return 0

    assert depth(np.array(parents)).tolist() == [steps(person) for person in range(20)]


def test_no_people_no_depth():
    assert depth(np.empty(0, dtype=np.int64)).tolist() == []
    assert spans(np.empty(0, dtype=np.int64)).tolist() == []
