from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex

from graphs import draw_multiples, fans, style

LAST = date(2020, 9, 8)
LONG = "साइबर अपराध की रोकथाम के लिए ज़िले के सभी थाना क्षेत्रों में रक्षकों का विस्तृत प्रशिक्षण"


def draw(middles, chances, targets=None, *, names=None, number=18, lang="en", heading="Districts"):
    """Districts whose runs end around `middles`, against a target of 1,000 each."""
    final = np.outer(middles, [0.8, 0.95, 1, 1.05, 1.2])
    quantiles = final[:, :, None] * np.arange(1, number + 1) / number
    targets = np.array([1_000] * len(middles) if targets is None else targets, dtype=np.int64)
    names = names or [f"D{at}" for at in range(len(middles))]
    days = [LAST - timedelta(number - 1 - at) for at in range(number)]
    return draw_multiples.draw(heading, days, names, quantiles, targets, np.array(chances), lang)


def panels(figure, colour):
    """What is drawn in a colour, panel by panel: corners in inches."""
    (found,) = [
        shapes
        for shapes in figure.axes[0].collections
        if colour in map(to_hex, (*shapes.get_facecolor(), *shapes.get_edgecolor()))
    ]
    return [path.vertices for path in found.get_paths()]


def shown(figure, known):
    """The names written over panels, in their order."""
    return [text.get_text() for text in figure.axes[0].texts if text.get_text() in known]


def test_the_least_sure_come_first(words):
    figure = draw([900, 400, 1_200, 500], [0.3, 0.05, 0.9, 0.05])
    assert shown(figure, {"D0", "D1", "D2", "D3"}) == ["D1", "D3", "D0", "D2"]
    said = words(figure)
    assert "4 in all, the least sure first · more likely than not to reach the target: 1" in said
    for text in ("30%", "5%", "90%", "400 of 1,000", "1,200 of 1,000", "wanted"):
        assert text in said.split("\n")


def test_heights_are_shares_of_the_target_on_one_scale():
    figure = draw([500, 1_000], [0.1, 0.5], [1_000, 4_000])
    # The first has half of its target at the end, the second a quarter.
    first, second = (np.ptp(line[:, 1]) for line in panels(figure, fans.MIDDLE))
    assert first / second == pytest.approx(2)


def test_what_is_higher_than_the_picture_is_cut_at_the_edge_of_its_panel():
    figure = draw([5_000, 900], [1, 0.3])
    ground = panels(figure, "#f6f7f8")
    for panel, line in zip(ground, panels(figure, fans.MIDDLE), strict=True):
        assert line[:, 1].min() >= panel[:, 1].min() - 1e-9
        assert line[:, 1].max() <= panel[:, 1].max() + 1e-9
        assert line[:, 0].min() >= panel[:, 0].min() - 1e-9
        assert line[:, 0].max() <= panel[:, 0].max() + 1e-9


def test_of_more_than_fit_the_best_are_left_out_and_counted(words):
    chances = np.linspace(1, 0, 52)
    figure = draw(1_000 * chances, chances)
    known = {f"D{at}" for at in range(52)}
    assert shown(figure, known) == [f"D{at}" for at in range(51, 11, -1)]
    assert "Not drawn, for they stand better: 12." in words(figure)
    assert "better" not in words(draw([1] * 40, [0] * 40))


def test_who_has_no_target_is_last_and_has_no_fan(words):
    figure = draw([900, 300], [0.9, 0.0], [1_000, 0])
    assert shown(figure, {"D0", "D1"}) == ["D0", "D1"]
    assert len(panels(figure, fans.MIDDLE)) == 1
    assert "300" in words(figure).split("\n")


def test_where_all_are_far_below_the_scale_is_what_is_in_sight(words):
    figure = draw([10, 8], [0, 0])
    said = words(figure).split("\n")
    assert "1%" in said
    assert "100%" not in said
    assert "wanted" not in said
    ground, line = panels(figure, "#f6f7f8")[0], panels(figure, fans.MIDDLE)[0]
    assert np.ptp(line[:, 1]) > np.ptp(ground[:, 1]) / 2


def test_hindi(words):
    said = words(draw([50_000], [0.4], [1_00_000], names=["बिलासपुर"], lang="hi"))
    assert "1,00,000 में से 50,000" in said
    assert "बिलासपुर" in said
    assert "8 सितं" in said


def test_nothing_to_draw_is_said(words):
    empty = draw_multiples.draw(
        "None", [LAST], [], np.empty((0, 5, 1)), np.empty(0, int), np.empty(0), "en"
    )
    assert "Nothing to draw yet." in words(empty)


@pytest.mark.parametrize("lang", ["en", "hi"])
@pytest.mark.parametrize(
    ("units", "more"),
    [
        (1, {"number": 1}),
        (3, {}),
        (5, {"targets": [0] * 5}),
        (28, {"names": [LONG] * 28, "heading": LONG * 2}),
        (40, {"targets": [6 * 10**8] * 40}),
        (41, {"names": ["\u0ba8\u0b95\u0bb0\u0bae\u0bcd"] * 41}),
    ],
)
@pytest.mark.parametrize("middle", [0, 900, 7e8])
def test_texts_are_apart_and_on_the_sheet(units, more, lang, middle, clashes):
    assert clashes(draw([middle] * units, [0.5] * units, lang=lang, **more)) == []


def test_the_same_input_gives_the_same_bytes_and_the_file_is_small():
    first, again = (style.png(draw([900] * 40, [0.4] * 40, lang="hi")) for _ in range(2))
    assert first == again
    assert len(first) <= 400_000


@settings(max_examples=10, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 1e9), st.floats(0, 1), st.integers(0, 10**9)),
        min_size=1,
        max_size=45,
    )
)
def test_whatever_the_numbers_nobody_worse_is_left_out(clashes, units):
    middles, chances, targets = map(list, zip(*units, strict=True))
    figure = draw(middles, chances, targets)
    assert clashes(figure) == []
    drawn = {int(name[1:]) for name in shown(figure, {f"D{at}" for at in range(len(units))})}
    assert len(drawn) == min(len(units), draw_multiples.MOST_SHOWN)
    rest = set(range(len(units))) - drawn
    worst = min((chances[at] for at in rest if targets[at]), default=2.0)
    assert all(chances[at] <= worst for at in drawn if targets[at])
