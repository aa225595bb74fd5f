from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs import calendar, style

FIRST, LAST = date(2020, 8, 22), date(2020, 9, 8)
LONG = "साइबर अपराध की रोकथाम के लिए रक्षकों का विस्तृत प्रशिक्षण और जन-जागरूकता कार्यक्रम"


@pytest.fixture(scope="module")
def paper():
    with style.look():
        yield style.sheet(4.0, "", "")


def ticks(paper, first, last, lang="en", anchor=None):
    axes = paper.add_axes((0.1, 0.1, 0.7, 0.5))
    calendar.lay_out(axes, first, last, lang, anchor)
    return [label.get_text() for label in axes.get_xticklabels()]


def test_ticks_are_few_and_one_is_on_the_last_day(paper):
    assert ticks(paper, FIRST, LAST)[-2:] == ["6 Sep", "8 Sep"]
    assert ticks(paper, LAST, LAST, "hi") == ["8 सितं"]
    assert ticks(paper, FIRST, LAST, anchor=date(2020, 9, 5))[-1] == "7 Sep"


@settings(max_examples=20, deadline=None)
@given(number=st.integers(1, 4_000))
def test_whatever_the_length_ticks_stay_apart(paper, number):
    found = ticks(paper, FIRST, FIRST + timedelta(number - 1), "hi")
    assert 1 <= len(found) <= 7 / calendar.LEAST_TICK + 1


def test_phases_side_by_side_share_a_lane_and_those_that_meet_do_not(paper):
    phases = [
        ("Awareness", date(2020, 9, 1), date(2020, 9, 7)),
        ("Forming", FIRST, date(2020, 8, 25)),
        ("Training", date(2020, 8, 25), date(2020, 8, 30)),
    ]
    bars, lost = calendar.lanes(paper, 7.0, phases, FIRST, LAST)
    assert lost == 0
    assert {bar.name: bar.lane for bar in bars} == {"Forming": 0, "Training": 1, "Awareness": 0}
    forming = next(bar for bar in bars if bar.name == "Forming")
    assert forming.end - forming.start == 4  # both days count
    assert forming.start < forming.text < forming.end


def test_a_name_without_room_in_its_bar_stands_beside_it(paper):
    first_day, last_day = ("Day one of all", FIRST, FIRST), ("Pledge day", LAST, LAST)
    bars, _ = calendar.lanes(paper, 7.0, [first_day, last_day], FIRST, LAST)
    assert bars[0].text > bars[0].end
    assert bars[1].text < bars[1].start


def test_phases_are_drawn_as_far_as_they_touch_the_days(paper):
    before = ("before", FIRST - timedelta(9), FIRST - timedelta(1))
    around = ("around", FIRST - timedelta(9), LAST + timedelta(9))
    (bar,), lost = calendar.lanes(paper, 7.0, [before, around], FIRST, LAST)
    assert (bar.name, bar.end - bar.start, lost) == ("around", 18, 0)


PHASES = st.lists(
    st.tuples(st.sampled_from(["A", "Training", LONG]), st.integers(0, 17), st.integers(0, 17)),
    max_size=12,
)


@settings(max_examples=30, deadline=None)
@given(phases=PHASES)
def test_bars_and_names_never_meet_and_nobody_is_lost_unsaid(paper, phases):
    given_phases = [
        (name, FIRST + timedelta(min(pair)), FIRST + timedelta(max(pair))) for name, *pair in phases
    ]
    bars, lost = calendar.lanes(paper, 7.0, given_phases, FIRST, LAST)
    assert len(bars) + lost == len(phases)
    per_inch = 18 / 7.0
    low = FIRST.toordinal() - 0.5
    spans = []
    for bar in bars:
        wide = calendar.width(paper, bar.name, calendar.SIZE) * per_inch
        spans.append((bar.lane, min(bar.start, bar.text), max(bar.end, bar.text + wide)))
        assert spans[-1][1] >= low - 1e-9
        assert spans[-1][2] <= low + 18 + 1e-9
    spans.sort()
    for (lane, _, end), (other, start, _) in pairwise(spans):
        assert lane != other or end < start
    assert all(lane < calendar.MOST_LANES for lane, *_ in spans)
