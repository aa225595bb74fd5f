"""Headers that the import understands, and values as they stand in cells."""

import pytest

from planner.policy import load
from planner.store.importing.headers import meaning_for
from planner.store.importing.vocabulary import COLUMNS
from planner.store.workbooks.layout import LAYOUTS, category_words, header, style


@pytest.mark.parametrize("lang", ["en", "hi", "both"])
@pytest.mark.parametrize("kind", ["people", "areas", "enrolments"])
def test_every_header_is_understood_and_none_stands_twice(kind, lang):
    headers = {name: header(kind, name, lang) for name in COLUMNS[kind]}
    assert {name: meaning_for(kind)(text) for name, text in headers.items()} == {
        name: name for name in headers
    }
    assert len(set(headers.values())) == len(headers)


def test_every_column_is_one_of_the_import():
    for layout in LAYOUTS:
        assert set(layout.columns) <= set(COLUMNS[layout.imports])
        assert set(layout.key) <= set(layout.columns)


@pytest.mark.parametrize("lang", ["en", "hi"])
def test_every_category_comes_back_as_itself(lang):
    policy = load()
    words = category_words(policy, lang)
    assert {code: policy.category_code(word) for code, word in words.items()} == {
        code: code for code in words
    }
    assert len(set(words.values())) == len(words)


@pytest.mark.parametrize(
    ("column", "stored", "shown"),
    [
        ("phone", "9876543210", "98xxxxxx10"),
        ("phone", "", ""),
        ("id", "007", "007"),
        ("name", "=1+1", "=1+1"),
        ("visits", 4, 4),
        ("visits", None, ""),
        ("visits", 10**15, "1000000000000000"),
        ("latitude", 22.123456789012345, 22.1234567890123),
        ("trained_on", "2020-09-08", "08-09-2020"),
        ("trained_on", "soon", "soon"),
        ("active", 0, "no"),
        ("whole", None, ""),
        ("category", "market", "Market"),
        ("category", "own_word", "own_word"),
    ],
)
def test_a_value_in_a_cell(column, stored, shown):
    [cell] = style(load(), "en", phones=False).cells(column, [stored])
    assert (cell, type(cell)) == (shown, type(shown))


def test_phones_are_shown_where_that_was_asked():
    assert style(load(), "hi", phones=True).cells("phone", ["9876543210"]) == ["9876543210"]
    assert style(load(), "hi", phones=True).cells("active", [0, 1]) == ["नहीं", "हाँ"]
