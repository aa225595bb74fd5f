"""Names of people, read for their sound: titles off, words in any order, initials, split words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from planner.audit.spelling import KEPT_WORDS, Sound, joined, near, sound, words

# Before or after a name and never a part of it, as they are written: by their sound some would be
# names (Late, Lata).
_TITLES = frozenset(
    words("""
    shri sri shree shriman sriman shrimati srimati shreemati smt sushri susri ku kum km
    mr mrs ms miss master sir madam dr doctor prof professor er engineer adv advocate
    late lt swargiya swa pt pandit maulana haji hafiz guruji ji sahab saheb
    asi si hc sho dsp asp inspector insp constable const havildar hawaldar arakshak thanedar
    daroga spo captain capt colonel major subedar
    sarpanch upsarpanch parshad councillor patwari kotwar sachiv teacher
    श्री श्रीमान श्रीमती सुश्री कु कुं डॉ डा डॉक्टर प्रो एड इंजी स्व स्वर्गीय पं पंडित जी साहब
    निरीक्षक उपनिरीक्षक आरक्षक थानेदार हवलदार सरपंच पार्षद पटवारी कोटवार सचिव शिक्षक
    """)
)
_RANKS = re.compile(
    r"\b(head|assistant|sub|pradhan|up)[\s-]+(?=(sub|inspector|constable|arakshak)\b)"
    r"|(सहायक|उप|प्रधान)\s+(?=उप|निरीक्षक|आरक्षक)",
    re.IGNORECASE,
)
_RELATIVES = re.compile(
    r"\b[swdc]\s*/\s*o\b|\b[swd]\.\s?o\.|\s(?:सु)?(?:पुत्र|पुत्री|पत्नी|पिता|पति)(?=[\s:]|$)",
    re.IGNORECASE,
)
_SHORT_FORMS = {
    **dict.fromkeys(("md", "mohd", "mo", "muhammad", "mohammed"), "mohammad"),
    **dict.fromkeys(("sk", "shaikh", "shekh"), "sheikh"),
    "kr": "kumar",
    "pd": "prasad",
}
# Put in or left out as it comes: Ramesh Kumar Sahu, Ramesh Sahu; Anita Bai, Anita Devi.
_FILLERS = frozenset(
    sound(word).core
    for word in words("""
    kumar kumari singh devi bai prasad chandra kaur begum bano bhai ben mohammad sheikh
    """)
)


class Word(NamedTuple):
    """One word of a name. `last` says that it is the last of several: mostly a surname."""

    text: str
    sound: Sound
    last: bool

    @property
    def is_initial(self) -> bool:
        """Whether it stands for a longer word."""
        return len(self.text) == 1

    @property
    def is_filler(self) -> bool:
        """Whether the name is the same without it."""
        return self.sound.core in _FILLERS


@dataclass(frozen=True)
class Name:
    """A name as it is compared; of titles alone, or of another script, nothing is left.

    `key` is how it sounds without fillers, initials and order: people of one key are counted
    as namesakes.
    """

    texts: tuple[str, ...]
    key: str

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Its words with their sounds."""
        end = len(self.texts) - 1
        return tuple(Word(text, sound(text), 0 < k == end) for k, text in enumerate(self.texts))

    @cached_property
    def blocks(self) -> frozenset[str]:
        """Sounds of which two names share one if they can be alike."""
        full = [word for word in self.words if not word.is_initial]
        return frozenset([*(word.sound.core for word in full), _joined(full)]) - {""}


def read_name(text: str) -> Name:
    """The name in a text."""
    own = _RANKS.sub("", _RELATIVES.split(text, maxsplit=1)[0])
    texts: list[str] = []
    for word in words(own):
        if word not in _TITLES and not word.isdigit():
            texts += _full_words(word)
    full = [sound(word).core for word in texts if len(word) > 1]
    telling = [core for core in full if core not in _FILLERS] or full
    return Name(tuple(texts), " ".join(sorted(telling)))


@lru_cache(maxsize=KEPT_WORDS)
def _full_words(word: str) -> tuple[str, ...]:
    """Short forms written out; RK as R and K; any other word as it is."""
    if word in _SHORT_FORMS:
        return (_SHORT_FORMS[word],)
    return tuple(word) if re.fullmatch(r"[^aeiouy]{2}", word) else (word,)


def _joined(those: list[Word]) -> str:
    return joined(word.sound.core for word in those)


def alike(one: Name, other: Name) -> bool:
    """Whether two names can be two spellings of one. Symmetric; no name is like no name.

    Every word must have its like: the same sound, or nearly (`spelling.near`), or an initial.
    What is left over on one side alone must be fillers; on both, the same words written apart
    and together. Two words at least must be there in full (or one and two initials), but for
    names of one word.
    """
    if not one.key or not other.key:
        return False
    left, right, _ = _pair_off(list(one.words), list(other.words), _same_initial)
    left, right, equal = _pair_off(left, right, _same)
    left, right, nearly = _pair_off(left, right, _nearly)
    left, right, initials = _pair_off(left, right, _initial_of)
    full = equal + nearly
    if len(left) != len(right) and left and right and not _any_initial(left + right):
        return near(_joined(left), _joined(right)) and _fits(left[-1], right[-1])
    if left and right:
        return False
    if left or right:
        return full > 1 and all(word.is_filler for word in left + right)
    return full > 1 if initials == 1 else full > 0


def _pair_off(
    left: list[Word], right: list[Word], fit: Callable[[Word, Word], bool]
) -> tuple[list[Word], list[Word], int]:
    """What has no fitting word on the other side, left and right, and how many pairs there are."""
    unpaired, remaining = [], list(right)
    for word in left:
        match = next((k for k, candidate in enumerate(remaining) if fit(word, candidate)), None)
        if match is None:
            unpaired.append(word)
        else:
            del remaining[match]
    return unpaired, remaining, len(left) - len(unpaired)


def _fits(one: Word, other: Word) -> bool:
    """Of surnames a final a is a matter of taste (Yadav, Yadava)."""
    return one.last or other.last or one.sound.end.fits(other.sound.end)


def _same_initial(one: Word, other: Word) -> bool:
    return one.is_initial and one.text == other.text


def _same(one: Word, other: Word) -> bool:
    return one.sound.core == other.sound.core and _nearly(one, other)


def _nearly(one: Word, other: Word) -> bool:
    full = not _any_initial([one, other])
    return full and near(one.sound.core, other.sound.core) and _fits(one, other)


def _initial_of(one: Word, other: Word) -> bool:
    return _any_initial([one, other]) and one.text[0] == other.text[0]


def _any_initial(those: list[Word]) -> bool:
    return any(word.is_initial for word in those)
