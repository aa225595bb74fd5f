"""Words and masks of the call sheet."""

import re
import string
from pathlib import Path

import pytest

from planner.report import call_phrases, result_phrases
from planner.report.results import lakh
from planner.store.importing.headers import meaning_for
from planner.store.roster import masked

ROOT = Path(__file__).resolve().parents[2]


def values(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


@pytest.mark.parametrize("words", [call_phrases.PHRASES, result_phrases.PHRASES])
def test_both_languages_say_the_same_with_the_same_values(words):
    english, hindi = words["en"], words["hi"]
    assert english.keys() == hindi.keys()
    for key in english:
        assert values(english[key]) == values(hindi[key]), key


@pytest.mark.parametrize("lang", ["en", "hi"])
def test_every_column_of_the_form_is_understood_when_it_comes_back(lang):
    meaning = meaning_for("answers")
    for key, header in call_phrases.PHRASES[lang].items():
        if key.startswith("column "):
            assert meaning(header) == key.removeprefix("column ")


@pytest.mark.parametrize(
    ("phone", "shown"), [("9876543221", "98xxxxxx21"), ("", ""), ("9876", ""), ("98765", "98x65")]
)
def test_masked_phones(phone, shown):
    assert masked(phone) == shown


@pytest.mark.parametrize(
    ("number", "said"), [(84_300, "84,300"), (100_000, "1.00 lakh"), (561_234, "5.61 lakh")]
)
def test_lakh(number, said):
    assert lakh(number) == said


def test_every_fault_of_a_filled_sheet_is_documented():
    page = (ROOT / "docs" / "sampling.md").read_text(encoding="utf-8")
    code = (ROOT / "planner/store/importing/filled.py").read_text(encoding="utf-8")
    assert set(re.findall(r"SMP\d{3}", page)) == set(re.findall(r"SMP\d{3}", code))
