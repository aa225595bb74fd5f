from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs import draw_gantt, style
from graphs.draw_gantt import Gate

FIRST, LAST = date(2020, 8, 22), date(2020, 9, 8)
PHASES = [
    ("awareness", date(2020, 9, 1), date(2020, 9, 7)),
    ("team forming", FIRST, date(2020, 8, 25)),
    ("pledge day", LAST, LAST),
]
GATES = [
    Gate("pledge day ready", LAST, np.array([0.5, 0.7, 0.999])),
    Gate("rakshaks may go out", date(2020, 9, 1), np.array([0.82, 0.91, 1])),
]
LONG = "साइबर अपराध की रोकथाम के लिए ज़िले के सभी थाना क्षेत्रों में रक्षकों का विस्तृत प्रशिक्षण"


def draw(phases=PHASES, gates=GATES, today=None, lang="en", heading="Phases"):
    return draw_gantt.draw(heading, phases, gates, today, lang)


def names(figure):
    """What stands at the left of the rows, from the top, each with its days."""
    found = [text for text in figure.texts if text.get_position()[0] == 0.03][2:]
    found.sort(key=lambda text: -text.get_position()[1])
    return [text.get_text() for text in found]


def test_phases_come_by_their_days_and_gates_below_by_theirs():
    assert names(draw())[:-1] == [
        "team forming", "22–25 Aug", "awareness", "1–7 Sep", "pledge day", "8 Sep",
        "rakshaks may go out", "1 Sep", "pledge day ready", "8 Sep",
    ]  # fmt: skip


def test_bars_hold_both_their_days_and_gates_stand_on_theirs():
    axes = draw().axes[0]
    bars = [(bar.get_x(), bar.get_width()) for bar in axes.patches]
    start = FIRST.toordinal() - 0.5
    assert bars == [(start, 4), (start + 10, 7), (start + 17, 1)]
    marks = [line.get_xydata().tolist() for line in axes.lines if line.get_marker() == "D"]
    assert marks == [[[date(2020, 9, 1).toordinal(), 3]], [[LAST.toordinal(), 4]]]
    assert axes.get_xlim() == (start, start + 18)


def test_who_is_ready_is_shown_beside_each_gate_and_all_means_all(words):
    figure = draw()
    panel = figure.axes[1]
    assert [bar.get_width() for bar in panel.patches] == [0.91, 0.7]
    low, high = panel.collections[1].get_paths()[0].vertices[:, 0]
    assert (low, high) == (0.5, 0.999)
    said = words(figure)
    assert "91% (82–100%)" in said
    assert "70% (50–99%)" in said


def test_today_is_ruled_where_it_falls_into_the_days_and_said_anyhow(words):
    within = draw(today=date(2020, 8, 30))
    assert words(within).count("today 30 Aug") == 2
    assert len(within.axes[0].lines) == len(draw().axes[0].lines) + 1
    beyond = draw(today=date(2020, 10, 1))
    assert words(beyond).count("today 1 Oct") == 1
    assert beyond.axes[0].get_xlim() == draw().axes[0].get_xlim()
    assert "today" not in words(draw())


def test_without_gates_there_is_no_panel(words):
    figure = draw(gates=[])
    assert len(figure.axes) == 1
    assert "ready by then" not in words(figure)
    assert "gate" not in words(figure)


def test_hindi(words):
    said = words(draw([("दल बनाना", FIRST, LAST)], today=FIRST, lang="hi"))
    for text in ("22 अग – 8 सितं · आज 22 अग", "दल बनाना", "चरण", "जाँच-बिंदु", "तब तक तैयार"):
        assert text in said


def test_nothing_to_draw_is_said(words):
    assert "Nothing to draw yet." in words(draw([], []))


@pytest.mark.parametrize("lang", ["en", "hi"])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"phases": [("one", LAST, LAST)], "gates": [], "today": LAST},
        {"phases": [], "today": FIRST},
        {"phases": PHASES * 5, "gates": GATES * 3, "today": LAST, "heading": LONG * 2},
        {"phases": [(LONG, FIRST, FIRST + timedelta(900))], "today": date(2021, 2, 1)},
        {"gates": [Gate(LONG, FIRST, np.zeros(3)), Gate("\u0ba8\u0b95", LAST, np.ones(3))]},
    ],
)
def test_texts_are_apart_and_on_the_sheet(more, lang, clashes):
    assert clashes(draw(lang=lang, **more)) == []


def test_the_same_input_gives_the_same_bytes():
    assert style.png(draw(lang="hi")) == style.png(draw(lang="hi"))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 90)), min_size=1, max_size=9))
def test_whatever_the_days_bars_are_whole_and_in_order(clashes, spans):
    phases = [
        (f"phase {at}", FIRST + timedelta(start), FIRST + timedelta(start + more))
        for at, (start, more) in enumerate(spans)
    ]
    figure = draw(phases, [])
    assert clashes(figure) == []
    bars = [
        (bar.get_x() + 0.5 - FIRST.toordinal(), bar.get_width()) for bar in figure.axes[0].patches
    ]
    assert bars == sorted((start, more + 1) for start, more in spans)
