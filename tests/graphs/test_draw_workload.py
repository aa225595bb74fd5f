import numpy as np
import pytest
from matplotlib.colors import to_hex

from graphs import draw_workload, style


def draw(visits, least, most):
    visits = np.array(visits)
    return draw_workload.draw(
        title="Visits",
        ids=np.array([f"R{k}" for k in range(len(visits))], dtype=np.str_),
        visits=visits,
        least=np.broadcast_to(least, visits.shape),
        most=np.broadcast_to(most, visits.shape),
    )


def bars(figure):
    """{colour: rakshaks drawn in it}."""
    height = {}
    for bar in figure.axes[0].containers:
        for patch in bar.patches:
            colour = to_hex(patch.get_facecolor())
            height[colour] = height.get(colour, 0) + patch.get_height()
    return height


def test_every_rakshak_stands_in_one_bar_of_the_right_colour(words):
    # Fair is 4 to 6: below 2 and 3, in 4 5 5 6, above 9.
    figure = draw([2, 3, 4, 5, 5, 6, 9], 4, 6)
    colours = style.STATE_COLOURS
    assert bars(figure) == {colours["over"]: 2, colours["filled"]: 4, colours["short"]: 1}
    said = words(figure)
    for phrase in (
        "fair share: 4 to 6 visits",
        "2 below their band",
        "4 in their band",
        "1 above their band",
        "57.1% in their band",  # 4 of 7
        "most / mean 1.85",  # mean 34 / 7 = 4.857
        "least: R0, 2 visits",
        "most: R6, 9 visits",
    ):
        assert phrase in said
    assert "Gini 0.235" in said  # (-6*2 -4*3 -2*4 +0*5 +2*5 +4*6 +6*9) / (7 * 34) = 56 / 238


def test_the_band_is_shaded_where_it_is():
    (shade,) = [patch for patch in draw([2, 5, 9], 4, 6).axes[0].patches if patch.zorder == 0]
    assert (shade.get_x(), shade.get_x() + shade.get_width()) == (3.5, 6.5)


def test_where_bands_differ_the_usual_one_is_shaded_and_each_judged_by_his_own(words):
    # R3 may make at most 2 and makes 2: in his band, though below that of the three others.
    figure = draw([5, 5, 6, 2], [4, 4, 4, 1], [6, 6, 6, 2])
    assert "fair share: 4 to 6 visits (75% of rakshaks)" in words(figure)
    assert "4 in their band" in words(figure)


def test_of_several_at_the_end_one_is_named_and_the_rest_counted(words):
    assert "least: R0 and 2 more, 1 visit" in words(draw([1, 1, 1, 5], 0, 6))


def test_those_who_cannot_go_are_left_out_and_counted(words):
    figure = draw([5, 0, 5], [4, 0, 4], [6, 0, 6])
    assert sum(bars(figure).values()) == 2
    assert "1 rakshak without availability not drawn." in words(figure)


@pytest.mark.parametrize("visits", [[], [0, 0], [7], [0, 5_000]])
def test_extremes_can_be_drawn(visits, tmp_path, clashes):
    figure = draw(visits, 0, 6)
    assert clashes(figure) == []
    style.save(figure, tmp_path / "work.png")


def test_wide_ranges_share_bars_and_lose_nobody():
    visits = np.random.default_rng(0).integers(0, 3_000, 500)
    figure = draw(visits, 1_000, 2_000)
    assert sum(bars(figure).values()) == 500
    assert len(figure.axes[0].containers[0].patches) <= draw_workload.MOST_BARS


@pytest.mark.parametrize("rakshaks", [240, 24_000])
def test_at_every_size_texts_are_apart_and_the_file_is_small(rakshaks, tmp_path, clashes):
    figure = draw(np.random.default_rng(0).poisson(7, rakshaks), 6, 8)
    assert clashes(figure) == []
    for name in ("a.png", "b.png"):
        style.save(figure, tmp_path / name)
    assert (tmp_path / "a.png").stat().st_size <= 400_000
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
