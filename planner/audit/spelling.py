"""Spelling: words in Hindi or English reduced to how they sound, so that spellings can be compared.

A word becomes its consonants with the vowels e, i and u between them. What spellers of Hindi in
Latin letters disagree on is evened out: long and short vowels, aspirates, the three sibilants,
v / w / b, ph / f, z / j, x / ksh, jn / dny / gy, doubled letters, m before p and b. The vowel a is
left out but for the beginning: Devanagari does not write it, Latin does or does not (Ramesh,
Raamesh, रमेश; Agrawal, Agarwal, अग्रवाल). The idea is that of phonetic codes since Soundex (Russell,
US patent 1,261,167, 1918); the table and the rules are our own, for Hindi.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

KEPT_WORDS = 200_000  # words whose sound is remembered; a lakh of names have a few thousand

LONG = 8  # letters of a sound from which it bears two vowels more or less
MIDDLING = 6  # from which it bears a letter too few, or two neighbours swapped
SHORT = 5  # from which it bears one vowel more or less; shorter ones must be equal

VIRAMA, NUKTA = "\u094d", "\u093c"
# From the first consonant of the block (U+0915) to the last. Retroflex and dental are one.
_CONSONANTS_TEXT = """
    k kh g gh n ch chh j jh n t th d dh n t th d dh n n p f b bh m y r r l l l v sh sh s h
"""
_CONSONANTS = dict(zip(map(chr, range(0x0915, 0x093A)), _CONSONANTS_TEXT.split(), strict=True))
_VOWELS_TEXT = """
    अ a आ a इ i ई i उ u ऊ u ऋ ri ए e ऐ ai ओ o औ au ऑ o ऍ e
"""
_SIGNS = "\u093e\u093f\u0940\u0941\u0942\u0943\u0947\u0948\u094b\u094c\u0949\u0945"  # ा to ॅ
_VOWELS = dict(zip(_VOWELS_TEXT.split()[::2], _VOWELS_TEXT.split()[1::2], strict=True))
_VOWELS |= dict(zip(_SIGNS, list(_VOWELS.values())[1:], strict=True))
_NASALS = "ंँ"

# Latin letters, in this order. What stands for one sound becomes one letter.
_LETTERS = [
    (re.compile(pattern), letter)
    for pattern, letter in [
        (r"n[vw]$", "on"),  # उरांव, Oraon; गाँव, gaon
        (r"deo", "dev"),  # Sahdeo, Sahdev
        (r"sch", "sk"),  # school
        (r"ow(?=[^aeiouy])", "o"),  # Chowdhury
        (r"ore$", "or"),  # Rathore, Kishore
        (r"don$", "dan"),  # Tandon
        (r"er(?=m)", "ar"),  # Verma, Varma
        (r"sinh", "singh"),
        (r"(?<=nd)[ei]r$", "r"),  # Mahender, Mahendra
        (r"x|kch", "ksh"),
        (r"lac+h+(?=a?[mn])", "laksh"),  # Lachhmi, Lachhman
        (r"[dg]ny|jny?|gn(?=[ay])", "gy"),  # ज्ञ
        (r"ck|q", "k"),
        (r"c(?=[ei])", "s"),  # centre
        (r"c(?!h)", "k"),
        (r"ch+", "c"),
        (r"ph", "f"),
        (r"z", "j"),
        (r"[vw]", "b"),
        (r"(?<=[^aeiouy])h", ""),  # aspirates, sh, th: bh as b
        (r"h$", ""),
        (r"a+[iy]+|e[iy]+$|ae", "e"),
        (r"ee+|ii+|ei|ey", "i"),
        (r"a*[ou][aou]*", "u"),
        (r"y", "i"),
        (r"(?<!^)a+", ""),
    ]
]
_VOWEL = frozenset("eiu")
_WEAK = str.maketrans("", "", "eiuh")  # what is written or not as it comes


class End(Enum):
    """Whether a word ends in a: it tells Kamal from Kamla, but not Chandr from Chandra."""

    CLOSED = 0  # in a consonant, or another vowel
    OPEN = 1  # in a after one consonant
    EITHER = 2  # in several consonants, with a after them or not

    def fits(self, other: End) -> bool:
        """Whether both can be the end of one name."""
        return self is other or End.EITHER in (self, other)


class Sound(NamedTuple):
    """How a word sounds. `core` is empty where it has no letter of the two scripts."""

    core: str
    end: End


def words(text: str) -> list[str]:
    """The words of a text in lower-case Latin letters and digits; what is in brackets left out.

    A stop ends a word (S.K. are two), any other mark too. Texts of other scripts have no words.
    """
    if "(" in text:
        text = re.sub(r"\([^()]*\)", " ", text)
    return [word for part in text.split() for word in _words_within(part)]


@lru_cache(maxsize=KEPT_WORDS)
def _words_within(part: str) -> tuple[str, ...]:
    """The words of a text without spaces."""
    even = unicodedata.normalize("NFKC", part).casefold()
    even = re.sub(r"(?<=\w)['’](?=\w)", "", even)
    plain = unicodedata.normalize("NFD", _latin(even))
    plain = re.sub(r"[\u0300-\u036f]", "", plain)  # Sakrī
    return tuple(re.findall(r"[a-z]+|[0-9]+", plain))


def _latin(text: str) -> str:
    """Devanagari letter by letter in Latin ones; everything else as it is."""
    letters: list[str] = []
    open_a = False  # the last consonant still has the vowel that is not written
    for letter in unicodedata.normalize("NFD", text):
        if letter == VIRAMA:
            open_a = False
            continue
        if letter in (NUKTA, "\u200d", "\u200c"):
            continue
        vowel = _VOWELS.get(letter)
        if open_a and not (vowel and letter > "\u093d"):
            # at the end of a word it is silent: राम is ram
            letters.append("a" if unicodedata.category(letter)[0] in "LM" else "")
        open_a = letter in _CONSONANTS
        if letter in _CONSONANTS:
            letters.append(_CONSONANTS[letter])
        elif vowel:
            letters.append(vowel)
        elif letter in _NASALS:
            letters.append("n")
        elif "\u0966" <= letter <= "\u096f":
            letters.append(str(unicodedata.decimal(letter)))
        elif letter not in "ःऽ":
            letters.append(letter)
    return "".join(letters)


@lru_cache(maxsize=KEPT_WORDS)
def sound(word: str) -> Sound:
    """How one of the words of `words` sounds; a number is its own sound."""
    if word.isdigit():
        return Sound(word.lstrip("0") or "0", End.CLOSED)
    core = word
    for pattern, letter in _LETTERS:
        core = pattern.sub(letter, core)
    return Sound(joined([core]), _end(word))


def joined(cores: Iterable[str]) -> str:
    """Several cores as if they were written as one word: Om Prakash as Omprakash."""
    first, *others = [*cores, ""]
    whole = first + "".join(core.removeprefix("a") for core in others)
    return re.sub(r"m(?=[pbf])", "n", re.sub(r"(.)\1+", r"\1", whole))


def _end(word: str) -> End:
    """A cluster that ends in l does not count: Kamla is Kamala, but Kamal somebody else."""
    plain = re.sub(r"(?<=[^aeiou])h|(.)(?=\1)", "", word)
    cluster = re.search(r"([^aeiou]*)(i?)a*$", plain)
    consonants, vowel = cluster.groups() if cluster else ("", "")
    if len(consonants) > 1 and not vowel and not consonants.endswith("l"):
        return End.EITHER
    return End.OPEN if plain.endswith("a") else End.CLOSED


def near(one: str, other: str) -> bool:
    """Whether two cores can be one word written by two people, or with a slip.

    Never where the consonants differ otherwise than by one left out or two swapped: Sunil and
    Sushil, Rajendra and Gajendra are two people. The first letter, and a vowel at the end
    (Santosh, Santoshi), must be equal.
    """
    if one == other:
        return True
    shorter = min(len(one), len(other))
    if shorter < SHORT or one[0] != other[0] or one.isdigit():
        return False
    if one[-1] != other[-1] and (one[-1] in _VOWEL or other[-1] in _VOWEL):
        return False
    from rapidfuzz.distance import OSA  # only now: most pairs do not come so far

    allowed = 2 if shorter >= LONG else 1
    distance = OSA.distance(one, other, score_cutoff=allowed)
    if distance > allowed:
        return False
    if one.translate(_WEAK) == other.translate(_WEAK):
        return True
    slip = len(one) != len(other) or sorted(one) == sorted(other)
    return distance == 1 and slip and shorter >= MIDDLING
