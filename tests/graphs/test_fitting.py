import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs import style
from graphs.fitting import fit, spread, width


@pytest.fixture(scope="module")
def paper():
    with style.look():
        yield style.sheet(2.0, "", "")


def test_what_fits_stays_as_it_is(paper):
    assert fit(paper, "KOTA  NORTH", 9, 3.0) == "KOTA NORTH"
    assert fit(paper, "", 9, 3.0) == ""


def test_a_long_text_is_wrapped_and_then_cut(paper):
    text = "साइबर मितान अभियान के रक्षकों का प्रशिक्षण और प्रचार"
    lines = fit(paper, text, 9, 1.2, 2).split("\n")
    assert len(lines) == 2
    assert text.startswith(lines[0])
    assert lines[1].endswith("…")
    assert fit(paper, text, 9, 9.0, 2) == text


def test_one_long_word_is_cut(paper):
    cut = fit(paper, "W" * 90, 9, 1.0, 2)
    assert cut == "W" * (len(cut) - 1) + "…"
    assert fit(paper, "WWW", 9, 0.01) == ""


def test_a_measured_text_leaves_nothing_on_the_sheet(paper):
    before = len(paper.texts)
    fit(paper, "KOTA", 9, 0.2)
    assert width(paper, "KOTA KOTA", 9) > 1.8 * width(paper, "KOTA", 9) > 0
    assert len(paper.texts) == before


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60), st.floats(0.2, 3), st.integers(1, 3))
def test_no_line_is_wider_than_its_room(paper, text, room, lines):
    found = fit(paper, text, 9, room, lines).split("\n")
    assert len(found) <= lines
    assert all(width(paper, line, 9) <= room for line in found)


def test_spread_moves_no_more_than_it_must():
    # Two at one place move half a gap each; the third is far enough away.
    assert spread(np.array([5.0, 5.0, 9.0]), 2, 0, 10).tolist() == [4, 6, 9]
    assert spread(np.array([9.5, 10.0]), 2, 0, 10).tolist() == [8, 10]
    assert spread(np.array([0.0] * 3), 9, 0, 10).tolist() == [0, 5, 10]
    assert spread(np.empty(0), 1, 0, 10).tolist() == []


@given(st.lists(st.floats(0, 10), min_size=1, max_size=8), st.floats(0.01, 3))
def test_spread_places_are_apart_in_order_and_inside(middles, gap):
    places = spread(np.sort(middles), gap, 0, 10)
    least = min(gap, 10 / max(len(middles) - 1, 1))
    assert (np.diff(places) >= least - 1e-9).all()
    assert places[0] >= -1e-9
    assert places[-1] <= 10 + 1e-9
