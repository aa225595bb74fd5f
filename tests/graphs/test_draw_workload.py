import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex

from graphs import draw_workload, style
from graphs.draw_workload import INSIDE, NEUTRAL, OUTSIDE


def draw(visits, share, tolerance=1, most=None, title="Visits", lang="en"):
    """Bands are whole visits within `tolerance` of the share, and at most `most`."""
    visits = np.array(visits, dtype=np.int64)
    share = np.broadcast_to(np.asarray(share, dtype=np.float64), visits.shape)
    upper = np.floor(share + tolerance)
    return draw_workload.draw(
        title=title,
        ids=np.array([f"R{k}" for k in range(len(visits))], dtype=np.str_),
        visits=visits,
        share=share,
        tolerance=tolerance,
        least=np.maximum(np.ceil(share - tolerance), 0).astype(np.int64),
        most=(upper if most is None else np.minimum(upper, most)).astype(np.int64),
        lang=lang,
    )


def bars(axes):
    """{(middle of a bar, its colour): rakshaks} of one panel."""
    return {
        (bar.get_x() + bar.get_width() / 2, to_hex(bar.get_facecolor())): bar.get_height()
        for container in axes.containers
        for bar in container.patches
        if bar.get_height()
    }


def test_the_left_panel_counts_visits_and_names_both_ends(words):
    figure = draw([2, 3, 4, 5, 5, 6, 9], 5)
    assert bars(figure.axes[0]) == pytest.approx(
        {(2, NEUTRAL): 1, (3, NEUTRAL): 1, (4, NEUTRAL): 1, (5, NEUTRAL): 2, (6, NEUTRAL): 1,
         (9, NEUTRAL): 1}
    )  # fmt: skip
    said = words(figure)
    assert "fewest: 2 visits\nR0" in said
    assert "most: 9 visits\nR6" in said
    assert "7 rakshaks  ·  34 visits  ·  mean 4.9 each" in said
    assert "most / mean 1.85" in said  # mean 34 / 7 = 4.857
    assert "Gini 0.235" in said  # (-6*2 -4*3 -2*4 +0*5 +2*5 +4*6 +6*9) / (7 * 34) = 56 / 238


def test_the_right_panel_counts_what_lies_between_visits_and_own_share(words):
    # Shares 5.1, 8.6 and 3.5, one visit either way: -0.1 and +0.4 are fair, +1.5 is not.
    figure = draw([5, 9, 5], [5.1, 8.6, 3.5])
    # In bars of a quarter visit: -0.25 to 0, 0.25 to 0.5, 1.25 to 1.5.
    assert bars(figure.axes[1]) == {
        (-0.125, INSIDE): 1, (0.375, INSIDE): 1, (1.375, OUTSIDE): 1
    }  # fmt: skip
    said = words(figure)
    assert "fair: own share ± 1 visit" in said
    assert "2 in their band (66.6%)" in said
    assert "1 out of it: 0 below, 1 above" in said


def test_the_band_is_shaded_and_holds_those_right_at_its_ends(words):
    figure = draw([3, 5, 7], 5, tolerance=2)
    (shade,) = [patch for patch in figure.axes[1].patches if patch.get_zorder() == 0]
    assert (shade.get_x(), shade.get_x() + shade.get_width()) == (-2, 2)
    outer = [middle for middle, _ in bars(figure.axes[1])]
    assert (min(outer), max(outer)) == (-1.875, 1.875)
    assert "3 in their band (100.0%)" in words(figure)
    assert "out of it" not in words(figure)


def test_more_than_one_can_do_is_out_of_band_however_near_the_share(words):
    figure = draw([3, 2], [2.4, 2.4], most=np.array([2, 2]))
    assert "1 out of it: 0 below, 1 above" in words(figure)
    assert bars(figure.axes[1]) == {(0.625, OUTSIDE): 1, (-0.375, INSIDE): 1}


def test_nearly_all_is_not_a_hundred_percent(words):
    assert "in their band (99.9%)" in words(draw([9] + [5] * 2_999, 5))


def test_of_several_at_the_end_one_is_named_and_the_rest_counted(words):
    assert "fewest: 1 visit\nR0\nand 2 more" in words(draw([1, 1, 1, 5], 3))


def test_those_who_cannot_go_are_left_out_and_counted(words):
    figure = draw([5, 0, 5], [5, 0, 5], most=np.array([9, 0, 9]))
    for axes in figure.axes:
        assert sum(bars(axes).values()) == 2
    assert "1 rakshak without availability not drawn." in words(figure)


@pytest.mark.parametrize("visits", [[], [0, 0], [7], [0, 5_000]])
def test_extremes_can_be_drawn(visits, clashes):
    figure = draw(visits, 3)
    assert clashes(figure) == []
    assert style.png(figure)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3_000), st.floats(0, 3_000)), min_size=1, max_size=12))
def test_whatever_the_visits_nobody_is_lost_and_bars_are_few(pairs):
    visits, share = map(np.array, zip(*pairs, strict=True))
    figure = draw(visits, share)
    drawn = int(((np.floor(share + 1) > 0) | (visits > 0)).sum())
    for axes in figure.axes:
        assert sum(bars(axes).values()) == drawn
        assert all(len(stack.patches) <= draw_workload.MOST_BARS + 2 for stack in axes.containers)


@pytest.mark.parametrize("rakshaks", [240, 24_000])
def test_at_every_size_texts_are_apart_and_the_file_is_small(rakshaks, clashes):
    rng = np.random.default_rng(0)
    figure = draw(rng.poisson(7, rakshaks), rng.uniform(5, 10, rakshaks), title="Cyber Mitan " * 8)
    assert clashes(figure) == []
    assert len(style.png(figure)) <= 400_000
    assert style.png(figure) == style.png(figure)


def test_in_hindi_it_says_all_in_hindi(words, english, clashes):
    visits = [2, *[5] * 999, 9, 9, 0]
    most = np.array([6] * 1_002 + [0])
    figure = draw(visits, 5, most=most, title="दौरे", lang="hi")
    said = words(figure)
    assert "1,002 रक्षक  ·  5,015 दौरे  ·  प्रति रक्षक औसत 5.0  ·  सबसे अधिक / औसत 1.80" in said
    assert "गिनी गुणांक 0.00" in said
    assert "उचित: अपना हिस्सा ± 1 दौरा" in said
    assert "999 उचित सीमा में (99.7%)" in said
    assert "3 उससे बाहर: 1 कम, 2 अधिक" in said
    assert "सबसे कम: 2 दौरे\nR0" in said
    assert "सबसे अधिक: 9 दौरे\nR1000\nऔर 1 अन्य" in said
    assert "एक रक्षक के दौरे" in said
    assert "अपने उचित हिस्से से अधिक (+) या कम (−) दौरे" in said
    assert "उपलब्ध न होने से 1 रक्षक नहीं दिखाया गया।" in said
    assert english(figure) == []
    assert clashes(figure) == []


def test_in_hindi_nobody_to_draw_is_said(words, english):
    figure = draw([], 1, title="", lang="hi")
    assert words(figure) == "कोई रक्षक नहीं\nकिसी के ज़िम्मे कोई दौरा नहीं है।"
    assert "कोई दौरा नहीं" in words(draw([0, 0], 1, title="", lang="hi"))
    assert english(figure) == []
