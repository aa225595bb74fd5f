import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs import draw_tradeoff, fans, style

LONG = "साइबर अपराध की रोकथाम के लिए ज़िले के सभी थाना क्षेत्रों में रक्षकों का विस्तृत प्रशिक्षण"
X = np.array([300.0, 400, 500])
CURVES = [("90% sure", np.array([np.nan, 24, 16])), ("75% sure", np.array([30, 20, 12.5]))]


def draw(
    curves=CURVES, x=X, chosen=(400.0, 24.0), *, lang="en", names=("leaders", "seats"), **more
):
    heading = more.pop("heading", "What seats save")
    return draw_tradeoff.draw(heading, x, names[0], curves, names[1], chosen, lang, **more)


def curves(axes):
    return [line for line in axes.lines if line.get_linewidth() == 2]


def test_each_curve_is_drawn_and_named_in_the_legend(words):
    figure = draw()
    drawn = curves(figure.axes[0])
    assert [line.get_color() for line in drawn] == list(style.TEAM_COLOURS[:2])
    assert drawn[1].get_xydata().tolist() == [[300, 30], [400, 20], [500, 12.5]]
    assert np.isnan(drawn[0].get_ydata()[0])
    said = words(figure)
    for text in ("90% sure", "75% sure", "leaders", "seats", "Chosen: leaders 400, seats 24"):
        assert text in said.split("\n")


def test_the_pair_chosen_is_ringed_and_led_to_both_axes():
    axes = draw().axes[0]
    ring = next(line for line in axes.lines if line.get_markersize() > 10)
    assert ring.get_xydata().tolist() == [[400, 24]]
    way = next(line for line in axes.lines if line.get_linestyle() == ":")
    assert way.get_xydata().tolist() == [
        [axes.get_xlim()[0], 24], [400, 24], [400, axes.get_ylim()[0]]
    ]  # fmt: skip


def test_without_a_choice_nothing_is_ringed(words):
    figure = draw(chosen=None)
    assert "hosen" not in words(figure)
    assert len(figure.axes[0].lines) == 2


def test_chances_are_in_per_cent_with_the_line_to_be_reached(words):
    figure = draw([("600,000 pledges", np.array([0.2, 0.7, 0.9991]))], chosen=(500.0, 0.9991),
                  names=("leaders", "chance"), level=("90% sure", 0.9), share=True)  # fmt: skip
    axes = figure.axes[0]
    assert axes.get_ylim()[0] == 0
    said = words(figure)
    assert "Chosen: leaders 500, chance over 99%" in said
    figure.canvas.draw()
    assert "100%" in [label.get_text() for label in axes.get_yticklabels()]
    level = next(line for line in axes.lines if line.get_linestyle() == "--")
    assert set(level.get_ydata()) == {0.9}


def test_a_choice_and_a_level_outside_the_curves_are_inside_the_picture():
    axes = draw(chosen=(900.0, 80.0), level=("at least", 200.0)).axes[0]
    assert axes.get_xlim()[1] > 900
    assert axes.get_ylim()[1] > 200


def test_hindi(words):
    said = words(draw(chosen=(150_000.0, 12.5), lang="hi", names=("नेता", "प्रशिक्षण सीटें")))
    assert "चुना गया: नेता 1,50,000, प्रशिक्षण सीटें 12.5" in said


@pytest.mark.parametrize(
    ("value", "said"),
    [(420, "420"), (76.7, "76.7"), (76.72, "76.7"), (1.25, "1.25"), (0, "0"), (1234.5, "1,234")],
)
def test_numbers_have_the_decimals_they_need(value, said):
    assert draw_tradeoff._written(value, "en") == said


def test_curves_without_a_colour_are_counted(words):
    figure = draw([(f"curve {at}", X) for at in range(9)])
    assert len(curves(figure.axes[0])) == fans.MOST_CURVES
    assert "Not drawn, for want of colours: 2." in words(figure)


def test_nothing_to_draw_is_said(words):
    assert "Nothing to draw yet." in words(draw([]))


@pytest.mark.parametrize("lang", ["en", "hi"])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"curves": [("one", np.array([7.0]))], "x": np.array([5.0]), "chosen": (5.0, 7.0)},
        {"curves": [("none", np.full(3, np.nan))], "chosen": None},
        {"curves": [("zero", np.zeros(3))], "x": np.zeros(3), "chosen": (0.0, 0.0)},
        {"curves": [("large", X * 1e6)], "x": X * 1e6, "chosen": (4e8, 4e8)},
        {"curves": [(LONG * 2, X)] * 9, "names": (LONG, LONG), "heading": LONG,
         "level": (LONG * 2, 400.0)},
        {"curves": [("\u0ba8\u0b95\u0bb0\u0bae\u0bcd", X)]},
    ],
)  # fmt: skip
def test_texts_are_apart_and_on_the_sheet(more, lang, clashes):
    assert clashes(draw(lang=lang, **more)) == []


def test_the_same_input_gives_the_same_bytes():
    assert style.png(draw(lang="hi")) == style.png(draw(lang="hi"))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.floats(0, 1e8), min_size=3, max_size=3), st.floats(0, 1e8))
def test_whatever_the_numbers_all_is_inside(clashes, values, level):
    figure = draw([("curve", np.array(values))], level=("level", level), chosen=(400.0, values[0]))
    assert clashes(figure) == []
    low, high = figure.axes[0].get_ylim()
    assert low <= min(*values, level)
    assert max(*values, level) <= high
