"""The least whole number at which something holds, against looking at all of them."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from scenarios.growth.search import find, ladder


def counted(margin):
    looks = []

    def look(number):
        looks.append(number)
        return margin(number)

    return look, looks


@given(st.integers(1, 400), st.data())
def test_where_it_only_rises_the_least_is_found_wherever_one_begins(root, data):
    low, high = 1, data.draw(st.integers(1, 400))
    now = data.draw(st.integers(low, high))
    found = find(lambda n: n - root, lambda n: n - root, low, now, high)
    plain = next((n for n in range(low, high + 1) if n >= root), None)
    assert found.least == plain
    assert found.below == (None if plain in (None, low) else plain - 1)


@given(st.lists(st.floats(-9, 9), min_size=1, max_size=60), st.data())
def test_whatever_it_is_asked_it_holds_there_and_not_at_one_less(heights, data):
    guesses = data.draw(st.lists(st.floats(-9, 9), min_size=len(heights), max_size=len(heights)))
    now = data.draw(st.integers(0, len(heights) - 1))
    found = find(heights.__getitem__, guesses.__getitem__, 0, now, len(heights) - 1)
    if found.least is None:
        assert found.below is None
        assert heights[found.best] < 0
    else:
        assert heights[found.least] >= 0
        assert found.least == 0 if found.below is None else found.below == found.least - 1
        assert found.below is None or heights[found.below] < 0


def test_a_hill_is_climbed_from_either_side():
    def hill(n):
        return 100 - abs(n - 700)

    assert find(hill, hill, 1, 500, 60_000).least == 600
    assert find(hill, hill, 1, 20_000, 60_000).least == 600


def test_too_low_a_hill_gives_its_best_rung():
    found = find(lambda n: -1 - abs(n - 735), lambda n: -1 - abs(n - 735), 1, 525, 60_000)
    assert (found.least, found.below, found.best) == (None, None, 735)


def test_the_far_end_is_looked_at_after_a_plain():
    def plain(n):
        return 1 if n == 60_000 else -1

    assert find(plain, plain, 1, 525, 60_000).least == 60_000


def test_few_looks_are_needed():
    margin, looks = counted(lambda n: (n / 812) ** 0.7 - 1)
    quick, quick_looks = counted(lambda n: (n / 790) ** 0.7 - 1)
    found = find(margin, quick, 1, 525, 60_000)
    assert (found.below, found.least) == (811, 812)
    assert len(looks) <= 8
    assert len(quick_looks) <= 4


def test_a_ladder_has_both_ends_and_now():
    assert ladder(1, 1, 1) == [1]
    assert ladder(0, 3, 9) == [0, 1, 2, 3, 5, 7, 9]
    rungs = ladder(1, 525, 60_000)
    assert {1, 525, 60_000} <= set(rungs)
    assert all(high <= low * 1.41 + 1 for low, high in pairwise(rungs))
