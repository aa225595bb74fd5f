from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex

from graphs import draw_fan, fans, style

FIRST, LAST = date(2020, 8, 22), date(2020, 9, 8)
PHASES = [
    ("दल बनाना", FIRST, date(2020, 8, 25)),
    ("प्रशिक्षण", date(2020, 8, 25), date(2020, 8, 30)),
    ("प्रतिज्ञा दिवस", LAST, LAST),
]
LONG = "साइबर अपराध की रोकथाम के लिए ज़िले के सभी थाना क्षेत्रों में रक्षकों का विस्तृत प्रशिक्षण"


def fan(final, days=18):
    """Quantiles that grow evenly to `final`, five numbers."""
    return np.outer(final, np.arange(1, days + 1) / days).astype(float)


def draw(quantiles, **more):
    first = LAST - timedelta(quantiles.shape[1] - 1)
    days = [first + timedelta(at) for at in range(quantiles.shape[1])]
    usual = {
        "unit": "pledges",
        "target": 600_000,
        "by": LAST,
        "chance": 0.87,
        "phases": [],
        "observed": None,
        "lang": "en",
    }
    return draw_fan.draw(more.pop("heading", "Pledges"), days, quantiles, **(usual | more))


USUAL = fan([500_000, 580_000, 620_000, 700_000, 800_000])


def test_it_says_target_day_chance_and_where_the_bands_end(words):
    said = words(draw(USUAL))
    assert "Target: 600,000 pledges by 8 Sep · chance 87%" in said
    for text in ("500,000  (5%)", "620,000  (50%)", "800,000  (95%)", "target 600,000"):
        assert text in said


def test_hindi_has_its_own_words_groups_and_months(words):
    said = words(draw(USUAL, lang="hi", unit="प्रतिज्ञाएँ", phases=PHASES))
    assert "लक्ष्य: 8 सितं तक 6,00,000 प्रतिज्ञाएँ · संभावना 87%" in said
    assert "6,20,000  (50%)" in said
    assert "27 अग" in said
    assert "प्रशिक्षण" in said
    assert not set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") & set(said) - set(
        "Pledges"
    )


def test_bands_and_middle_are_the_quantiles():
    axes = draw(USUAL).axes[0]
    wide, narrow = axes.collections
    assert to_hex(wide.get_facecolor()[0]) == fans.WIDE
    for band, low, high in ((wide, 0, 4), (narrow, 1, 3)):
        corners = band.get_paths()[0].vertices
        at_end = corners[corners[:, 0] == LAST.toordinal(), 1]
        assert (at_end.min(), at_end.max()) == (USUAL[low, -1], USUAL[high, -1])
    middle = next(line for line in axes.lines if line.get_color() == fans.MIDDLE)
    assert middle.get_ydata().tolist() == USUAL[2].tolist()
    assert axes.get_ylim()[0] == 0
    assert axes.get_ylim()[1] > 800_000


def test_progress_so_far_is_drawn_as_points_on_the_first_days(words):
    figure = draw(USUAL, observed=np.array([30_000.0, 900_000.0]))
    axes = figure.axes[0]
    dots = next(line for line in axes.lines if line.get_marker() == "o")
    assert dots.get_xydata().tolist() == [
        [FIRST.toordinal(), 30_000], [FIRST.toordinal() + 1, 900_000]
    ]  # fmt: skip
    assert axes.get_ylim()[1] > 900_000
    assert "so far" in words(figure)
    assert "so far" not in words(draw(USUAL))


def test_a_target_far_above_is_told_of_and_leaves_the_bands_their_height(words):
    figure = draw(USUAL / 200)
    assert figure.axes[0].get_ylim()[1] < 5_000
    assert "↑ target 600,000: far above" in words(figure)


def test_without_a_target_there_is_neither_line_nor_word(words):
    figure = draw(USUAL, target=None, by=None, chance=None)
    assert "arget" not in words(figure)
    assert not [line for line in figure.axes[0].lines if line.get_color() == fans.TARGET]


def test_a_day_beyond_the_picture_is_said_but_not_drawn(words):
    figure = draw(USUAL, by=LAST + timedelta(30))
    assert "by 8 Oct" in words(figure)
    assert figure.axes[0].get_xlim()[1] == LAST.toordinal() + 0.5


def test_equal_ends_are_written_once(words):
    said = words(draw(USUAL * 0, chance=0.0))
    assert said.count("0  (5–95%)") == 1
    assert "chance 0%" in said
    assert "7  (25–75%)" in words(draw(fan([1, 7, 7, 7, 9])))


@pytest.mark.parametrize("lang", ["en", "hi"])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"quantiles": USUAL[:, -1:]},
        {"quantiles": USUAL * 0},
        {"quantiles": USUAL / 200},
        {"quantiles": USUAL * 1_000},
        {"quantiles": fan([599_990, 599_995, 600_000, 600_005, 600_010], 400)},
        {"heading": LONG * 2, "unit": LONG, "phases": [(LONG, *p[1:]) for p in PHASES] * 3},
        {
            "unit": "\u0ba8\u0b95\u0bb0\u0bae\u0bcd",
            "phases": [("\u0ba8\u0b95\u0bb0\u0bae\u0bcd", FIRST, LAST)],
        },
    ],
)
def test_texts_are_apart_and_on_the_sheet(more, lang, clashes):
    figure = draw(**({"quantiles": USUAL, "phases": PHASES, "lang": lang} | more))
    assert clashes(figure) == []


def test_phases_without_room_are_counted(words):
    said = words(draw(USUAL, phases=[("Phase", FIRST, LAST)] * 8))
    assert "Phases without room, not drawn: 2." in said


def test_the_same_input_gives_the_same_bytes():
    first, again = (style.png(draw(USUAL, lang="hi", phases=PHASES)) for _ in range(2))
    assert first == again
    assert len(first) <= 200_000


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.floats(0, 1e9), min_size=5, max_size=5),
    st.integers(1, 60),
    st.integers(1, 10**9),
)
def test_whatever_the_numbers_everything_drawn_is_inside(clashes, final, days, target):
    figure = draw(fan(sorted(final), days), target=target)
    assert clashes(figure) == []
    assert figure.axes[0].get_ylim()[1] >= max(final)
