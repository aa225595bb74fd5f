import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.packing import Box, apart, grid, squarify

WEIGHTS = st.lists(st.floats(0.5, 1_000), min_size=1, max_size=40).map(
    lambda weights: sorted(weights, reverse=True)
)
BOXES = st.builds(
    Box, st.just(1.0), st.just(2.0), st.floats(1, 20, width=32), st.floats(1, 20, width=32)
)


@given(WEIGHTS, BOXES)
def test_cells_have_areas_in_proportion_lie_inside_and_do_not_overlap(weights, box):
    cells = squarify(weights, box)
    for weight, cell in zip(weights, cells, strict=True):
        share = weight / sum(weights) * box.width * box.height
        assert cell.width * cell.height == pytest.approx(share)
        assert cell.x >= box.x - 1e-6
        assert cell.y >= box.y - 1e-6
        assert cell.x + cell.width <= box.x + box.width + 1e-6
        assert cell.y + cell.height <= box.y + box.height + 1e-6
    for at, one in enumerate(cells):
        for other in cells[:at]:
            across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
            up = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
            assert min(across, up) <= 1e-6


def test_the_example_of_the_paper():
    # Bruls, Huizing, van Wijk 2000, section 3: 6 6 4 3 2 2 1 in 6 x 4. First a column of both
    # sixes, 3 wide and 4 high (2 high each), then a row of 4 and 3 that is 7/3 high.
    cells = squarify([6, 6, 4, 3, 2, 2, 1], Box(0, 0, 6, 4))
    assert cells[0] == pytest.approx((0, 2, 3, 2))
    assert cells[1] == pytest.approx((0, 0, 3, 2))
    assert cells[2] == pytest.approx((3, 4 - 7 / 3, 12 / 7, 7 / 3))


@given(st.integers(1, 60), st.floats(0.5, 20), st.floats(0.5, 20))
def test_so_many_squares_fit_and_no_other_number_of_columns_gives_larger_ones(
    number, width, height
):
    columns, side = grid(number, width, height)
    rows = -(-number // columns)
    assert columns * side <= width + 1e-9
    assert rows * side <= height + 1e-9
    for other in range(1, number + 1):
        assert side >= min(width / other, height / -(-number // other)) - 1e-9


def test_circles_that_overlap_push_each_other_aside_and_others_stay():
    middle = np.array([[0.0, 0.0], [0.5, 0.0], [9.0, 9.0]])
    moved = apart(middle, np.ones(3), 5.0)
    assert np.linalg.norm(moved[0] - moved[1]) == pytest.approx(2, abs=0.01)
    assert moved[2] == pytest.approx([9, 9], abs=0.01)
    assert moved[:2].mean(axis=0) == pytest.approx([0.25, 0], abs=0.01)  # both give way alike


def test_circles_on_one_point_part_too():
    moved = apart(np.zeros((30, 2)), np.ones(30), 20.0)
    gaps = np.linalg.norm(moved[:, None] - moved[None], axis=2) + 9 * np.eye(30)
    assert gaps.min() > 1.8


def test_no_circle_moves_further_than_its_reach():
    middle = np.random.default_rng(0).normal(0, 1, (200, 2))
    moved = apart(middle, np.full(200, 0.5), 0.7)
    assert np.linalg.norm(moved - middle, axis=1).max() <= 0.7 + 1e-9


@pytest.mark.parametrize("number", [0, 1])
def test_hardly_any_circle(number):
    assert apart(np.zeros((number, 2)), np.ones(number), 1.0).shape == (number, 2)
