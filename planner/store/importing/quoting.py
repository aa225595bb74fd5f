"""Quoting: which texts of a sheet a message may repeat, and which may be somebody's name or phone.

Cells slip into the wrong column, and people write a name where an id is asked for. Ids, dates and
numbers have digits, names have none; a phone and the number of a document have ten or more.
"""

from __future__ import annotations

import re

LONGEST = 40  # characters that are repeated
MOST_DIGITS = 9
LONGEST_WORD = 3  # letters of a word in a text of several: 8 Sep, 12 km

_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")


def quoted(text: str, otherwise: str = "what is written there") -> str:
    """The text in quotation marks, or `otherwise` where it may say who somebody is."""
    if not may_be_repeated(text):
        return otherwise
    return repr(text if len(text) <= LONGEST else text[:LONGEST] + "…")


def called(text: str) -> str:
    """The text in quotation marks after a blank, to follow the word for what it is; or nothing."""
    return f" {quoted(text)}" if may_be_repeated(text) else ""


def may_be_repeated(text: str) -> bool:
    """Whether a text looks like an id, a number or a date, and like nobody's name or phone."""
    if not 1 <= len(_DIGIT.findall(text)) <= MOST_DIGITS:
        return False
    return len(text.split()) == 1 or all(len(word) <= LONGEST_WORD for word in _WORD.findall(text))
