"""Mentions: people in texts that others wrote, by phone, however it is spaced and in
whatever digits, and by whole name.

A name of one word is that of thousands, and says nobody. `hidden` takes one person out of a text.
`may_name` and `keys_of` find anybody among all people at once, and find no less than that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from unicodedata import normalize

from sqlalchemy import Connection, select
from sqlmodel import col

from planner.findings import Refusal
from planner.store.personal import NAME
from planner.store.tables import HistoryRow

MOST_WORDS = 6  # of a name that are looked at
PHONE_DIGITS = 10
Contacts = Iterable[tuple[str, str]]  # names and phones

_LETTERS = r"\w\u0900-\u097f"  # Python takes vowel signs for no part of a word
_WORD = re.compile(f"[{_LETTERS}]+")
_BETWEEN = r"[\W_]"  # what people put between the digits of a phone, and the words of a name
_GAP = re.compile(rf"(?<=\d){_BETWEEN}+(?=\d)")
# The noughts of Latin, Arabic, the scripts of India and full-width texts; nine digits follow each.
_INDIAN = range(0x966, 0xD67, 0x80)
_NOUGHTS = (0x30, 0x660, 0x6F0, *_INDIAN, 0xFF10)
_SAME = {str(k): "".join(chr(nought + k) for nought in _NOUGHTS) for k in range(10)}
_IN_LATIN = {ord(one): digit for digit, same in _SAME.items() for one in same}
_DIGITS = re.compile(rf"\d{{{PHONE_DIGITS},}}")
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")


def hidden(text: str, name: str, phone: str) -> str:
    """The text without a person's phone and whole name, in whatever digits and Unicode form."""
    found = _pattern(name, phone)
    if found is None:
        return text
    taken, times = found.subn(NAME, normalize("NFC", text))
    return taken if times else text


def may_name(text: str) -> Iterator[str]:
    """All that may be a phone or a name of several words in a text; see `keys_of`."""
    plain = _DIGEST.sub(" ", text).translate(_IN_LATIN)
    words = _words(plain)
    for many in range(2, MOST_WORDS + 1):
        for k in range(len(words) - many + 1):
            yield " ".join(words[k : k + many])
    for digits in _DIGITS.findall(_GAP.sub("", plain)):
        for k in range(len(digits) - PHONE_DIGITS + 1):
            yield digits[k : k + PHONE_DIGITS]


def keys_of(name: str, phone: str) -> Iterator[str]:
    """What `may_name` yields, too, of a text in which this person is named."""
    words = _words(name)
    if len(words) > 1:
        yield " ".join(words[:MOST_WORDS])
    if phone:
        yield phone


def told_in(connection: Connection, contacts: Contacts) -> tuple[int, ...]:
    """Numbers of the history's entries that name any of these people: nobody can change those."""
    entries: Mapping[str, set[int]] = _entries(connection)
    found: set[int] = set()
    for name, phone in contacts:
        for one in keys_of(name, phone):
            found |= entries.get(one, set())
    return tuple(sorted(found))


def require_nobody(reason: str, contacts: Contacts) -> None:
    """Raise Refusal where a reason, which the history keeps, names any of these people."""
    told = {*may_name(reason)}
    named = [one for name, phone in contacts for one in keys_of(name, phone) if one in told]
    if named:
        raise Refusal(
            "The reason stays in the history for good: write it without names and phones."
        )


def _entries(connection: Connection) -> dict[str, set[int]]:
    """Which entries have what may be a name or a phone."""
    entries: dict[str, set[int]] = {}
    told = select(col(HistoryRow.number), col(HistoryRow.details))
    for number, details in connection.execute(told):
        for text in may_name(details):
            entries.setdefault(text, set()).add(number)
    return entries


def _words(text: str) -> list[str]:
    return _WORD.findall(normalize("NFC", text.translate(_IN_LATIN)).casefold().replace("_", " "))


def _pattern(name: str, phone: str) -> re.Pattern[str] | None:
    wanted = []
    if words := name.split()[1:] and normalize("NFC", name).split():
        whole = f"{_BETWEEN}+".join(map(re.escape, words))
        wanted.append(f"(?<![{_LETTERS}]){whole}(?![{_LETTERS}])")
    if phone:
        gap = f"{_BETWEEN}*"
        own, code, nought = (
            gap.join(f"[{_SAME[one]}]" if one in _SAME else re.escape(one) for one in digits)
            for digits in (phone, "91", "0")
        )
        wanted.append(rf"(?<!\d)(?:(?:\+?{code}|{nought}){gap})?{own}(?!\d)")
    return re.compile("|".join(wanted), re.IGNORECASE) if wanted else None
