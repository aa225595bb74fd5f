"""Sketches: what is where on them, and when there is none."""

import re

from hypothesis import given
from hypothesis import strategies as st

from planner.report.sketch import HEIGHT, WIDTH, sketch_svg

SCALES = ("{number} m", "{number} km")


def marks(svg):
    """Where each mark stands, by its numbers."""
    found = re.findall(r'<text x="([\d.]+)" y="([\d.]+)" text-anchor="middle">([\d,]+)<', svg)
    return {numbers: (float(x), float(y)) for x, y, numbers in found}


def test_north_is_up_and_east_is_right():
    svg = sketch_svg((22.0, 82.0), [(1, (22.01, 82.0)), (2, (22.0, 82.01))], SCALES)
    at = marks(svg)
    assert at["1"][1] < at["2"][1]
    assert at["2"][0] > at["1"][0]
    assert ">N</text>" in svg


def test_the_bar_is_as_long_as_it_says():
    """1,000 m north of each other; the bar's length is that share of the way between them."""
    degree = 111_194.9
    svg = sketch_svg(None, [(1, (22.0, 82.0)), (2, (22.0 + 1_000 / degree, 82.0))], SCALES)
    at = marks(svg)
    unit = (at["1"][1] - at["2"][1]) / 1_000
    length = float(re.search(r"v6h([\d.]+)v-6", svg)[1])
    metres = int(re.search(r">(\d+) m<", svg)[1])
    assert abs(length - metres * unit) < 0.2
    assert str(metres)[0] in "125"


def test_one_spot_or_none_is_no_sketch():
    assert sketch_svg(None, [], SCALES) == ""
    assert sketch_svg(None, [(1, (22.0, 82.0))], SCALES) == ""
    assert sketch_svg((22.0, 82.0), [], SCALES) == ""


def test_areas_at_one_spot_share_a_mark():
    svg = sketch_svg((22.1, 82.0), [(1, (22.0, 82.0)), (2, (22.0, 82.0))], SCALES)
    assert list(marks(svg)) == ["1,2"]


SPOT = st.tuples(st.floats(6, 38), st.floats(68, 98))


@given(SPOT, st.lists(SPOT, min_size=1, max_size=9))
def test_everything_is_inside(home, spots):
    svg = sketch_svg(home, list(enumerate(spots, start=1)), SCALES)
    numbers = [n for told in marks(svg) for n in told.split(",")]
    assert sorted(map(int, numbers)) == list(range(1, len(spots) + 1))
    for x, y in marks(svg).values():
        assert 0 < x < WIDTH
        assert 0 < y < HEIGHT
