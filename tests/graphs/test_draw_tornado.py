from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex

from graphs import draw_tornado, style
from graphs.draw_tornado import HIGH, LOW

LONG = "साइबर अपराध की रोकथाम के लिए ज़िले के सभी थाना क्षेत्रों में रक्षकों का विस्तृत प्रशिक्षण"


def draw(pairs, base=100.0, *, lang="en", target=None, names=None, **more):
    low, high = np.array(pairs, dtype=float).reshape(-1, 2).T
    names = names or [f"number {at}" for at in range(len(low))]
    texts = {"low_texts": [f"low {at}" for at in range(len(low))],
             "high_texts": [f"high {at}" for at in range(len(low))]} | more  # fmt: skip
    heading, unit = texts.pop("heading", "What matters"), texts.pop("unit", "pledges")
    return draw_tornado.draw(
        heading, names, low, high, base, unit=unit, lang=lang, target=target, **texts
    )


def bars(figure):
    """[{colour: end of the bar}] from the top."""
    rows = {}
    for bar in figure.axes[0].patches:
        row = round(bar.get_y() + bar.get_height() / 2)
        ends = {bar.get_x(), bar.get_x() + bar.get_width()} - {100.0}
        rows.setdefault(row, {})[to_hex(bar.get_facecolor())] = max(ends, default=100.0)
    return [rows[row] for row in sorted(rows)]


def at(figure, text):
    """The box of a text, in pixels."""
    (found,) = [one for one in figure.axes[0].texts if one.get_text() == text]
    return style.extent(found)


def test_the_number_that_matters_most_stands_at_the_top():
    figure = draw([(95, 105), (40, 110), (120, 90)])
    assert bars(figure) == [{LOW: 40, HIGH: 110}, {LOW: 120, HIGH: 90}, {LOW: 95, HIGH: 105}]
    assert figure.axes[0].yaxis_inverted()
    labels = [text for text in figure.texts if text.get_text().startswith("number")]
    labels.sort(key=lambda text: -text.get_position()[1])
    assert [text.get_text() for text in labels] == ["number 1", "number 2", "number 0"]


def test_ends_are_written_at_their_bars():
    figure = draw([(40, 130), (120, 90)])
    figure.canvas.draw()
    base = figure.axes[0].transData.transform((100, 0))[0]
    assert at(figure, "low 0").x1 < base < at(figure, "high 0").x0
    assert at(figure, "high 1").x1 < base < at(figure, "low 1").x0


@pytest.mark.parametrize("pair", [(60, 80), (130, 110), (100, 60), (100, 100)])
def test_two_ends_on_one_side_are_both_seen_and_told_apart(pair, clashes):
    figure = draw([pair])
    assert clashes(figure) == []
    drawn = {to_hex(bar.get_facecolor()): bar for bar in figure.axes[0].patches}
    if abs(pair[0] - 100) > abs(pair[1] - 100):
        assert figure.axes[0].patches[-1] is drawn[HIGH]  # the shorter one is drawn last
    assert at(figure, "low 0").x1 < at(figure, "high 0").x0 or (
        at(figure, "high 0").x1 < at(figure, "low 0").x0
    )


def test_more_than_fit_are_counted(words):
    figure = draw([(100 - at, 100 + at) for at in range(19)])
    said = words(figure)
    assert "and 4 others, each with a smaller effect" in said
    assert len(bars(figure)) == draw_tornado.MOST_BARS
    assert "number 18" in said
    assert "number 3\n" not in said
    assert "others" not in words(draw([(0, 200)] * 15))


def test_base_and_target_are_ruled(words):
    figure = draw([(40, 130)], target=120)
    rules = [line.get_xdata()[0] for line in figure.axes[0].lines]
    assert rules == [100, 120]
    assert "target 120" in words(figure)
    assert "As assumed: 100 pledges" in words(figure)


@pytest.mark.parametrize(("target", "said"), [(600_000, "target 600,000 →"), (-99, "← target −99")])
def test_a_far_target_is_told_of_at_the_edge(words, target, said):
    figure = draw([(90, 110)], target=target)
    assert said in words(figure)
    assert figure.axes[0].get_xlim()[1] < 200


def test_hindi(words):
    said = words(draw([(4e5, 7e5)], 5e5, lang="hi", target=6e5, unit="प्रतिज्ञाएँ", names=["रक्षक"]))
    assert "मान्यता के अनुसार: 5,00,000 प्रतिज्ञाएँ" in said
    assert "लक्ष्य 6,00,000" in said
    assert "रक्षक" in said


def test_nothing_to_draw_is_said(words):
    assert "Nothing to draw yet." in words(draw([]))


@pytest.mark.parametrize("lang", ["en", "hi"])
@pytest.mark.parametrize(
    "more",
    [
        {"pairs": [(100, 100)]},
        {"pairs": [(0, 0)], "base": 0.0, "target": 600_000},
        {"pairs": [(1e8, 1e9)] * 20, "base": 5e8},
        {"pairs": [(0, 8_525_297)], "base": 0.0},
        {"pairs": [(90, 110)] * 3, "names": [LONG] * 3, "heading": LONG, "unit": LONG,
         "low_texts": [LONG] * 3, "high_texts": [LONG] * 3, "target": 100},
        {"pairs": [(90, 110)], "names": ["\u0ba8\u0b95\u0bb0\u0bae\u0bcd"]},
    ],
)  # fmt: skip
def test_texts_are_apart_and_on_the_sheet(more, lang, clashes):
    assert clashes(draw(lang=lang, **more)) == []


def test_the_same_input_gives_the_same_bytes():
    first, again = (style.png(draw([(40, 130), (120, 90)], lang="hi")) for _ in range(2))
    assert first == again


ENDS = st.lists(st.tuples(st.floats(0, 1e7), st.floats(0, 1e7)), min_size=1, max_size=20)


@settings(max_examples=15, deadline=None)
@given(ENDS, st.floats(0, 1e7))
def test_whatever_the_numbers_bars_fall_and_all_is_inside(clashes, pairs, base):
    figure = draw(pairs, base)
    assert clashes(figure) == []
    axes = figure.axes[0]
    rows = {}
    for bar in axes.patches:
        row = round(bar.get_y() + bar.get_height() / 2)
        rows.setdefault(row, []).extend([bar.get_x(), bar.get_x() + bar.get_width()])
    reach = [max(rows[row]) - min(rows[row]) for row in sorted(rows)]
    assert all(one >= other - 1e-6 for one, other in pairwise(reach))
    assert axes.get_xlim()[0] <= min(min(row) for row in rows.values())
    assert max(max(row) for row in rows.values()) <= axes.get_xlim()[1]
