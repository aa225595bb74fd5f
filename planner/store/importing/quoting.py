"""Quoting: which texts of a sheet a message may repeat, and which may be somebody's name or phone.

Cells slip into the wrong column, and people write a name where an id is asked for. Ids, dates and
numbers have digits, names have none; a phone and the number of a document have ten or more.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 40  # characters that are repeated
MOST_DIGITS = 9
MOST_OF_DIGITS_ALONE = 6  # more may be a phone without the code of its town
# Words that may stand in a text of several; all others may be names, राम and Raj too.
_MONTHS = (
    *("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"),
    *("january", "february", "march", "april", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
PLAIN = frozenset((*_MONTHS, "am", "pm", "n", "s", "e", "w", "km", "m"))

_DIGIT = re.compile(r"\d")


def quoted(text: str, otherwise: str = "what is written there") -> str:
    """The text in quotation marks, or `otherwise` where it may say who somebody is."""
    if not may_be_repeated(text):
        return otherwise
    return repr(text if len(text) <= LONGEST else text[:LONGEST] + "…")


def called(text: str) -> str:
    """The text in quotation marks after a blank, to follow the word for what it is; or nothing."""
    return f" {quoted(text)}" if may_be_repeated(text) else ""


def added(text: str) -> str:
    """The text in quotation marks after a colon, to end a sentence about it; or nothing."""
    return f": {quoted(text)}" if may_be_repeated(text) else ""


def may_be_repeated(text: str) -> bool:
    """Whether a text looks like an id, a number or a date, and like nobody's name or phone."""
    if not 1 <= len(_DIGIT.findall(text)) <= MOST_DIGITS:
        return False
    words = text.split()
    if len(words) == 1:
        return not (text.isdigit() and len(text) > MOST_OF_DIGITS_ALONE)
    return all(_letters(word).casefold() in PLAIN for word in words if _letters(word))


def _letters(word: str) -> str:
    """The letters of a word with their marks: vowel signs of Hindi are no letters to Python."""
    return "".join(one for one in word if unicodedata.category(one)[0] in "LM")
