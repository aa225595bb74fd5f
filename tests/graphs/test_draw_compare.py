from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs import draw_compare, fans, style

LAST = date(2020, 9, 8)
LONG = "साइबर अपराध की रोकथाम के लिए ज़िले के सभी थाना क्षेत्रों में रक्षकों का विस्तृत प्रशिक्षण"
TWO = [("1:25 on two levels", 600_000), ("1:5 on three levels", 450_000)]


def fan(middle, days):
    final = middle * np.array([0.8, 0.95, 1, 1.05, 1.3])
    return np.outer(final, np.arange(1, days + 1) / days)


def draw(curves, number=18, **more):
    days = [LAST - timedelta(number - 1 - at) for at in range(number)]
    usual = {"target": 600_000, "by": LAST, "lang": "en", "unit": "pledges"}
    curves = [(name, fan(middle, number)) for name, middle in curves]
    return draw_compare.draw(more.pop("heading", "Two ways"), days, curves, **(usual | more))


def test_each_curve_has_its_line_its_colour_and_its_end_in_words(words):
    figure = draw(TWO)
    said = words(figure)
    assert "1:25 on two levels: 600,000 (480,000 to 780,000)" in said
    assert "1:5 on three levels: 450,000 (360,000 to 585,000)" in said
    axes = figure.axes[0]
    thick = [line for line in axes.lines if line.get_linewidth() == 2]
    assert [line.get_color() for line in thick] == list(style.TEAM_COLOURS[:2])
    assert [line.get_ydata()[-1] for line in thick] == [600_000, 450_000]
    assert len({line.get_linestyle() for line in thick}) == 2
    assert len(axes.collections) == 2
    legend = [line for other in figure.axes[1:] for line in other.lines]
    assert [line.get_color() for line in legend] == list(style.TEAM_COLOURS[:2])


def test_hindi(words):
    said = words(draw([("दो स्तर", 600_000)], lang="hi", unit="प्रतिज्ञाएँ"))
    assert "दो स्तर: 6,00,000 (4,80,000 से 7,80,000)" in said
    assert "लक्ष्य: 8 सितं तक 6,00,000 प्रतिज्ञाएँ" in said


def test_of_many_only_the_edges_are_drawn_and_those_without_a_colour_are_counted(words):
    figure = draw([(f"way {at}", 500_000 + at) for at in range(9)])
    assert not figure.axes[0].collections
    assert "Not drawn, for want of colours: 2." in words(figure)
    assert "way 6" in words(figure)
    assert "way 7" not in words(figure)


def test_nothing_to_compare_is_said(words):
    assert "Nothing to draw yet." in words(draw([]))


@pytest.mark.parametrize("lang", ["en", "hi"])
@pytest.mark.parametrize(
    ("curves", "more"),
    [
        (TWO, {}),
        (TWO, {"number": 1}),
        ([("A", 0), ("B", 0)], {}),
        ([("A", 5)], {}),
        ([(LONG * 2, 6e8)] * 9, {"heading": LONG, "unit": LONG}),
        ([("\u0ba8\u0b95\u0bb0\u0bae\u0bcd", 1)], {"target": None, "by": None}),
    ],
)
def test_texts_are_apart_and_on_the_sheet(curves, more, lang, clashes):
    assert clashes(draw(curves, lang=lang, **more)) == []


def test_the_same_input_gives_the_same_bytes():
    assert style.png(draw(TWO, lang="hi")) == style.png(draw(TWO, lang="hi"))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=8), st.integers(1, 40))
def test_whatever_the_numbers_all_is_inside(clashes, middles, number):
    figure = draw([(str(at), middle) for at, middle in enumerate(middles)], number)
    assert clashes(figure) == []
    assert figure.axes[0].get_ylim()[1] > max(middles[: fans.MOST_CURVES])
