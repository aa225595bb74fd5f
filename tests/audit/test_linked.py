"""Linked: sets from pairs, and near points, against slow loops."""

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from planner.audit.linked import MOST_BESIDE, neighbours, sets_of, touched
from planner.snapshot import integers


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=8))
def test_sets_are_what_hangs_together(pairs):
    linked = {k: {k} for pair in pairs for k in pair}
    for one, other in pairs:
        both = linked[one] | linked[other]
        for k in both:
            linked[k] = both
    expected = sorted({tuple(sorted(group)) for group in linked.values()})
    found = [tuple(those.tolist()) for those in sets_of(integers(pairs).reshape(-1, 2))]
    assert found == expected


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=8),
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=4),
)
def test_sets_are_touched_by_pairs_of_their_members(linked, others):
    sets = sets_of(integers(linked).reshape(-1, 2))
    told = {k for pair in others for k in pair}
    expected = [bool(told & set(those.tolist())) for those in sets]
    assert touched(sets, integers(others).reshape(-1, 2)).tolist() == expected


coordinate = st.sampled_from([0.0, 3.0, 4.0, 8.0, float("nan")])


@given(st.lists(st.tuples(coordinate, coordinate, st.integers(0, 2)), max_size=10))
def test_neighbours_are_those_of_a_loop(rows):
    position = np.array([(x, y, 0.0) for x, y, _ in rows]).reshape(-1, 3)
    group = integers([g for _, _, g in rows])
    expected = {
        (i, j): float(np.linalg.norm(position[i] - position[j]))
        for i, j in combinations(range(len(rows)), 2)
        if group[i] == group[j] and np.linalg.norm(position[i] - position[j]) <= 5
    }
    pairs, metres = neighbours(position, group, 5)
    assert dict(zip(map(tuple, pairs.tolist()), metres.tolist(), strict=True)) == expected


def test_a_crowd_at_one_point_is_no_table_of_all_with_all():
    pairs, metres = neighbours(np.zeros((2000, 3)), np.zeros(2000, dtype=np.int64), 5)
    assert 0 < len(pairs) <= 2000 * (MOST_BESIDE + 1)
    assert not metres.any()


def test_groups_do_not_meet_and_the_limit_is_within():
    position = np.array([(0.0, 0.0, 0.0), (5.0, 0.0, 0.0), (0.0, 0.0, 0.0), (5.1, 0.0, 0.0)])
    pairs, metres = neighbours(position, integers([0, 0, 1, 1]), 5)
    assert (pairs.tolist(), metres.tolist()) == ([[0, 1]], [5.0])
    pairs, metres = neighbours(position, integers([0, 1, 0, 2]), 0)
    assert (pairs.tolist(), metres.tolist()) == ([[0, 2]], [0.0])


def test_two_points_are_enough_and_one_is_not():
    spot = np.zeros((2, 3))
    assert neighbours(spot, integers([0, 0]), 1)[0].tolist() == [[0, 1]]
    assert neighbours(spot[:1], integers([0]), 1)[0].tolist() == []
