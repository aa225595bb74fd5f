"""All that is told has its words."""

from scenarios.growth.jams import LIFTED
from scenarios.growth.outcome import SERIES
from scenarios.growth.phrases import ENGLISH


def test_every_series_and_every_limit_has_a_name():
    assert {"pledges of" if name == "pledges" else name for name in SERIES} <= set(ENGLISH)
    assert {f"jam {name}" for name in LIFTED} <= set(ENGLISH)
