"""Both languages say the same things."""

import string

from scenarios.growth.jams import LIFTED
from scenarios.growth.outcome import SERIES
from scenarios.growth.phrases import ENGLISH, HINDI


def places(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_each_phrase_is_there_in_both_languages_with_the_same_places():
    assert list(ENGLISH) == list(HINDI)
    assert [key for key in ENGLISH if places(ENGLISH[key]) != places(HINDI[key])] == []


def test_every_series_and_every_limit_has_a_name():
    assert {"pledges of" if name == "pledges" else name for name in SERIES} <= set(ENGLISH)
    assert {f"jam {name}" for name in LIFTED} <= set(ENGLISH)
