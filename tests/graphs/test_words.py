import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs import style, words

TABLES = [tomllib.loads(path.read_text(encoding="utf-8")) for path in words.TABLES]
TABLE = {key: entry for table in TABLES for key, entry in table.items()}
ROOT = Path(words.__file__).parents[1]
SPEAKERS = (*(ROOT / "graphs").glob("*.py"), ROOT / "planner" / "report" / "pictures.py")


def forms(key, lang):
    """The words of a key: one text, or that for one and that for more."""
    said = TABLE[key][lang]
    return [said] if isinstance(said, str) else said


def test_no_key_stands_in_two_tables():
    assert len(TABLE) == sum(map(len, TABLES))


@pytest.mark.parametrize("key", TABLE)
def test_every_key_speaks_both_languages_with_the_same_places(key):
    assert set(TABLE[key]) == set(words.LANGUAGES)
    said = [form for lang in words.LANGUAGES for form in forms(key, lang)]
    assert all(said)
    places = {tuple(sorted(re.findall(r"\{\w+\}", form))) for form in said}
    assert len(places) == 1
    assert len(said) == 2 or (len(said) == 4 and "{number}" in places.pop())


@pytest.mark.parametrize("key", TABLE)
def test_hindi_is_written_in_devanagari_and_can_be_drawn(key):
    for form in forms(key, "hi"):
        hindi = re.sub(r"\{\w+\}", "", form)
        assert re.search("[\u0900-\u097f]", hindi)
        assert not re.search("[A-Za-z]", hindi)
    for lang in words.LANGUAGES:
        assert "□" not in style.legible(" ".join(forms(key, lang)), 500)


def test_every_key_is_used():
    sources = "".join(path.read_text(encoding="utf-8") for path in SPEAKERS)
    assert [key for key in TABLE if not re.search(f"[\"']{key}[\"']", sources)] == []


def test_there_are_twelve_months():
    for lang in words.LANGUAGES:
        assert len(TABLE["months"][lang].split()) == 12


@pytest.mark.parametrize(
    ("number", "english", "hindi"),
    [
        (0, "0 visits", "0 दौरे"),
        (1, "1 visit", "1 दौरा"),
        (600_000, "600,000 visits", "6,00,000 दौरे"),
    ],
)
def test_words_go_with_the_number(number, english, hindi):
    assert words.counted(number, "visits", "en") == english
    assert words.counted(number, "visits", "hi") == hindi


@pytest.mark.parametrize(
    ("value", "places", "english", "hindi"),
    [
        (0, 0, "0", "0"),
        (999, 0, "999", "999"),
        (1_000, 0, "1,000", "1,000"),
        (99_999.6, 0, "100,000", "1,00,000"),
        (600_000, 0, "600,000", "6,00,000"),
        (13_50_00_000, 0, "135,000,000", "13,50,00,000"),
        (-123_456, 0, "−123,456", "−1,23,456"),
        (-0.2, 0, "0", "0"),
        (2.45, 1, "2.5", "2.5"),
        (1_234_567.25, 2, "1,234,567.25", "12,34,567.25"),
    ],
)
def test_numbers_are_grouped_as_the_language_does(value, places, english, hindi):
    assert words.number(value, "en", places) == english
    assert words.number(value, "hi", places) == hindi


@given(st.integers(-(10**12), 10**12))
def test_grouping_changes_no_digit(value):
    for lang in words.LANGUAGES:
        text = words.number(value, lang)
        assert int(text.replace(",", "").replace("−", "-")) == value
        first, *groups = text.lstrip("−").split(",")
        assert 1 <= len(first) <= 3
        assert [len(group) for group in groups[-1:]] == [3] * bool(groups)
        assert {len(group) for group in groups[:-1]} <= {2 if lang == "hi" else 3}


def test_days():
    start, end = date(2020, 8, 28), date(2020, 9, 8)
    assert words.day(end, "en") == "8 Sep"
    assert words.day(end, "hi") == "8 सितं"
    assert words.days(end, end, "en") == "8 Sep"
    assert words.days(start, end, "hi") == "28 अग – 8 सितं"
    assert words.days(date(2020, 9, 1), end, "en") == "1–8 Sep"
    assert words.days(date(2019, 9, 1), end, "en") == "1 Sep – 8 Sep"


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "0%"), (1, "100%"), (0.87, "87%"), (0.996, "over 99%"), (0.004, "under 1%")],
)
def test_a_chance_is_certain_only_where_it_is(share, said):
    assert words.chance(share, "en") == said
