"""Pictures for a browser: the same data each time, heights as given, round ticks."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.live import MOST_TICKS, bars, item, script, ticks
from graphs.live_map import from_middle


def chart(*, stacked=True):
    return bars(
        at=["6", "7"],
        heights={"in": [3, 1], "out": [0, 2]},
        names={"in": "within", "out": "outside"},
        told={"in": ["3", "1"], "out": ["0", "2"]},
        axes=("visits", "rakshaks"),
        number={0: "0", 5: "5"},
        colours=("#112233", "#445566"),
        stacked=stacked,
    )


def test_an_item_is_numbered_anew_each_time():
    first, second = (json.dumps(item(chart(), "box"), sort_keys=True) for _ in range(2))
    assert first == second
    assert item(chart(), "box")["root_id"] == "p1"


def test_bars_stand_on_each_other_or_beside_each_other():
    stacked = [r.data_source.data for r in chart().renderers]
    assert [d["bottom"] for d in stacked] == [[0, 0], [3, 1]]
    assert [d["top"] for d in stacked] == [[3, 1], [3, 3]]
    beside = [r.data_source.data for r in chart(stacked=False).renderers]
    assert [d["top"] for d in beside] == [[3, 1], [0, 2]]
    assert beside[0]["x"][0] < 0 < beside[1]["x"][0]


@given(st.integers(0, 10**9))
def test_ticks_are_few_round_and_reach_the_top(most):
    found = ticks(most)
    assert found[0] == 0
    assert found[-1] >= most
    assert 2 <= len(found) <= MOST_TICKS + 2
    step = found[1]
    assert str(step).rstrip("0") in ("1", "2", "5")
    assert np.diff(found).tolist() == [step] * (len(found) - 1)


def test_kilometres_are_measured_from_the_middle():
    x, y = from_middle(np.array([22.0, 22.5, np.nan]), np.array([82.0, 82.0, 82.0]), (22.0, 82.0))
    assert (x[0], y[0], x[1]) == (0, 0, 0)
    assert y[1] == pytest.approx(55.5975, abs=0.001)
    assert np.isnan(y[2])


def test_the_script_can_stand_in_a_page_as_it_is():
    found = script()
    assert "Bokeh" in found[:2000]
    assert "</script" not in found.lower()
    assert "<!--" not in found
    assert "\r" not in found  # a browser would read it as \n, and its digest would not fit
