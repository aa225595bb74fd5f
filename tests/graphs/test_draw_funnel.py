import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs import draw_funnel, style

LONG = "साइबर अपराध की रोकथाम के लिए ज़िले के सभी थाना क्षेत्रों में रक्षकों का विस्तृत प्रशिक्षण"
LEVELS = ["leaders formed", "leaders trained", "rakshaks", "pledges"]
WANTED = [400, 400, 10_000, 600_000]
REACHED = [400, 380, 9_025, 597_000]


def draw(levels=LEVELS, wanted=WANTED, middle=REACHED, *, rows=5, lang="en", heading="Funnel"):
    spread = np.array([0.8, 0.95, 1, 1.02, 1.1])
    quantiles = np.outer(spread[[0, 2, 4]] if rows == 3 else spread, middle)
    return draw_funnel.draw(heading, levels, np.array(wanted, dtype=np.int64), quantiles, lang)


def bars(figure):
    """Width of the bar of each level, from the top."""
    axes = figure.axes[0]
    assert axes.yaxis_inverted()
    patches = sorted(axes.patches, key=lambda bar: bar.get_y())
    return [bar.get_width() for bar in patches]


@pytest.mark.parametrize("rows", [3, 5])
def test_bars_are_shares_of_what_is_wanted_and_counts_are_written(words, rows):
    figure = draw(rows=rows)
    assert bars(figure) == pytest.approx([1, 0.95, 0.9025, 0.995])
    said = words(figure)
    for text in ("600,000", "597,000", "477,600 – 656,700", "10,000", "9,025"):
        assert text in said.split("\n")
    assert "Of 600,000 wanted at the last level, 597,000 are reached (99%)" in said
    assert ("5 times in 10" in said) == (rows == 5)


def test_between_levels_stands_what_is_lost_there(words):
    said = words(draw()).split("\n")
    # 95% of 100%; 90.25% of 95%; 99.5% is 10% more than 90.25%.
    assert [text for text in said if text in ("−5%", "+10%")] == ["−5%", "−5%", "+10%"]


def test_a_gain_beyond_measure_is_only_told_of(words):
    assert ">+999%" in words(draw(middle=[400, 1e-9, 10_000, 600_000])).split("\n")


def test_lines_reach_from_the_least_to_the_most():
    wide, narrow = draw().axes[0].collections
    assert [path.vertices[:, 0].tolist() for path in wide.get_paths()][1] == pytest.approx(
        [0.95 * 0.8, 0.95 * 1.1]
    )
    assert narrow.get_paths()[1].vertices[:, 0].tolist() == pytest.approx([0.95**2, 0.95 * 1.02])


def test_hindi(words):
    said = words(draw(["बने नेता", "", "", "प्रतिज्ञाएँ"], lang="hi"))
    assert "आख़िरी स्तर पर 6,00,000 चाहिए, 5,97,000 पहुँचे (99%)" in said
    assert "4,77,600 – 6,56,700" in said
    assert "बने नेता" in said


def test_a_bar_far_beyond_is_cut_at_the_edge():
    figure = draw(middle=[400, 4_000_000, 1, 1])
    assert max(bars(figure)) == draw_funnel.MOST == figure.axes[0].get_xlim()[1]


def test_where_nothing_is_wanted_there_is_no_share_and_no_change(words):
    said = words(draw(wanted=[0, 400, 0, 600_000])).split("\n")
    assert said.count("–") == 2
    assert not [text for text in said if text[0] in "+−"]
    assert "380" in said


def test_nothing_to_draw_is_said(words):
    assert "Nothing to draw yet." in words(draw([], [], []))


@pytest.mark.parametrize("lang", ["en", "hi"])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"levels": ["one"], "wanted": [7], "middle": [0]},
        {"levels": ["one"], "wanted": [0], "middle": [0]},
        {"middle": [0, 0, 0, 0]},
        {"wanted": [6 * 10**8] * 4, "middle": [6e8, 1e12, 1, 6e8]},
        {"levels": [LONG] * 4, "heading": LONG * 2},
        {"levels": ["\u0ba8\u0b95\u0bb0\u0bae\u0bcd"] * 4},
        {"levels": LEVELS * 3, "wanted": WANTED * 3, "middle": REACHED * 3},
    ],
)
def test_texts_are_apart_and_on_the_sheet(more, lang, clashes):
    assert clashes(draw(lang=lang, **more)) == []


def test_the_same_input_gives_the_same_bytes():
    assert style.png(draw(lang="hi")) == style.png(draw(lang="hi"))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**9), st.floats(0, 1e9)), min_size=1, max_size=9))
def test_whatever_the_numbers_all_is_inside(clashes, pairs):
    wanted, middle = zip(*pairs, strict=True)
    figure = draw([f"level {at}" for at in range(len(pairs))], wanted, middle)
    assert clashes(figure) == []
    assert all(0 <= width <= figure.axes[0].get_xlim()[1] for width in bars(figure))
