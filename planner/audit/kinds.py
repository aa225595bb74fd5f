"""Kinds: what the words of an area's name say that it is, in both languages, however spelt.

The table is short on purpose: words that belong to one kind wherever they stand alone. Which
kinds a category holds is read from the policy itself (its code, labels and aliases), so that a
campaign's own categories need no table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from planner.audit.spelling import KEPT_WORDS, near, sound, words
from planner.policy import Policy

# kind: words or phrases that say it
KINDS = {
    "paddy centre": """dhan kharidi, dhan kharidi centre, dhan kharid, dhan collection,
        dhan collection centre, dhan collection kharidi centre, dhan uparjan, dhan uparjan centre,
        dhan sangrah, dhan mandi, uparjan centre, kharidi centre, sangrahan centre,
        collection centre, paddy procurement, paddy purchase, pack house,
        धान खरीदी, धान उपार्जन, धान संग्रहण, धान मंडी""",
    "market": """market, mandi, bazaar, bazar, bajar, haat, hat, बाज़ार, हाट, मंडी""",
    "warehouse": "warehouse, ware house, godam, godown, godawn, cold storage, गोदाम",
    "mill": "mill, mil, mills, rice mill, industry, industries, agro, udyog, factory, मिल, उद्योग",
    "school": """school, schools, vidyalaya, vidyalay, shala, pathshala, vidya mandir, education,
        स्कूल, विद्यालय, शाला, पाठशाला""",
    "college": """college, collage, degree college, mahavidyalaya, mahavidyalay, university,
        vishwavidyalaya, institute, coaching, medical college,
        कॉलेज, महाविद्यालय, विश्वविद्यालय, कोचिंग""",
    "iti": "iti, polytechnic, आईटीआई",
    "health": """hospital, health centre, primary health centre, community health centre, phc, chc,
        sub health centre, dispensary, clinic, nursing home, swasthya centre, upswasthya centre,
        prathmik swasthya centre, chikitsalaya, aspatal, aushadhalaya,
        अस्पताल, चिकित्सालय, स्वास्थ्य केंद्र, प्राथमिक स्वास्थ्य केंद्र, औषधालय""",
    "veterinary": """veterinary, vetnary, veterinary hospital, vetnary hospital, pashu chikitsalaya,
        pashu aushadhalaya, pashu hospital, पशु चिकित्सालय, पशु औषधालय""",
    "panchayat": """panchayat, gram panchayat, panchayat bhavan, panchayat headquarter,
        पंचायत, ग्राम पंचायत, पंचायत भवन""",
    "post office": "post office, branch post office, sub post office, dakghar, dak ghar, डाकघर",
    "police": "police station, thana, police chowki, थाना, पुलिस चौकी",
    "office": """office, karyalaya, karyalay, education office, tehsil, collectorate,
        block headquarter, block head quarter, कार्यालय, तहसील, कलेक्टोरेट""",
    "bank": "bank, banks, banck, atm, sbi, pnb, बैंक, एटीएम",
    "petrol pump": """petrol pump, petroleum, fuel station, filling station, diesel pump,
        पेट्रोल पंप, पेट्रोल पम्प""",
    "toll plaza": "toll plaza, toll, toll naka, toll booth, टोल प्लाज़ा, टोल नाका",
    "transport": """railway station, bus stand, bus station, bus stop, airport,
        रेलवे स्टेशन, बस स्टैंड, बस अड्डा""",
    "hotel": """hotel, hotels, restaurant, dhaba, bhojnalaya, lodge, cafe,
        होटल, रेस्टोरेंट, ढाबा, भोजनालय""",
    "gym": "gym, gyms, gymnasium, vyayamshala, fitness, जिम, व्यायामशाला",
    "mall": "mall, malls, shopping mall, मॉल",
    "committee": "committee, samiti, society, समिति",
    "representative": """representative, sarpanch, councillor, jan pratinidhi,
        सरपंच, जनप्रतिनिधि""",
    "village": "village, villages, gram, gaon, habitation, गाँव, ग्राम",
    "town": "town, towns, शहर, कस्बा",
    "ward": "ward, wards, वार्ड",
    "colony": "colony, mohalla, basti, locality, कॉलोनी, मोहल्ला, बस्ती",
    "apartment": "apartment, apartments, flats, अपार्टमेंट, फ्लैट",
}
# A place of this kind may as well stand under a category of those.
WITHIN = {
    "school": {"college"},
    "college": {"school"},
    "iti": {"college", "school"},
    "bank": {"office"},
    "health": {"office"},
    "veterinary": {"office", "health"},
    "panchayat": {"office", "representative", "village"},
    "post office": {"office"},
    "police": {"office"},
    "market": {"mall", "paddy centre"},
    "mall": {"market"},
    "mill": {"market"},
    "transport": {"office"},
    "warehouse": {"market", "mill", "paddy centre"},
    "committee": {"paddy centre"},
    "representative": {"village", "ward"},
}
SETTLEMENTS = {"village", "town", "ward", "colony", "apartment"}  # they hold places of any kind
# Two places that are told apart by these are two: a school for girls and one for boys.
MARKS = {
    "girls": "girls, girl, kanya, balika, mahila, कन्या, बालिका, महिला",
    "boys": "boys, boy, balak, बालक",
    "primary": "primary, prathmik, prathamik, प्राथमिक",
    "middle": "middle, purv madhyamik, madhyamik, पूर्व माध्यमिक, माध्यमिक",
    "high": "high, hai, हाई",
    "higher": """higher, higher secondary, high secondary, secondary, higher sec, hr sec, hss,
        h s s, senior secondary, uchchatar madhyamik, उच्चतर माध्यमिक, हायर सेकेंडरी""",
}
SEXES = {"girls", "boys"}
# Behind the word of a kind they make it the name of a street or a quarter: School Para.
_FOLLOWERS_TEXT = """para colony nagar road marg chowk gali mohalla ward basti tiraha chauraha vihar
    ganj gate line lines area square talab ground maidan hostel campus quarters stop
    पारा कॉलोनी नगर रोड मार्ग चौक गली मोहल्ला वार्ड बस्ती मैदान छात्रावास"""
# They say nothing about which place it is.
_NOISE_TEXT = """govt gov got government sarkari shaskiya public general generals notified
    building bhavan bhawan bhwan bhwn house centre headquarter headquarters
    headquater quarter head hq h q gp of the and n or no number kramank new part main
    branch bo so ho b s o shri shree dhan dhaan admin division under construction
    शासकीय सरकारी भवन केंद्र मुख्यालय क्रमांक नया श्री"""
_SAME = {"center": "centre", "kendra": "centre", "kendr": "centre", "केंद्र": "centre"}
_POST = re.compile(r"(?<=\s)[bsh]\.?\s?o\.?\s*$", re.IGNORECASE)  # Koni B.O: as India Post writes
_NEAR = re.compile(
    r"\b(near|nr|opp|opposite|behind|beside|next to|in front of)\b.*", re.IGNORECASE | re.DOTALL
)
_NEAR_IT = re.compile(
    r"\bke\s+(pa+s+|samne|saamne|pi+ch+e|bagal)\b|के\s+(पास|सामने|पीछे|बगल)", re.IGNORECASE
)
_SHORT = 4  # letters of a sound; shorter words must be written as in the table
_LONG = 7  # letters of a sound from which two slips are made out, one before


class Label(NamedTuple):
    """What an area's name says: its kinds, its marks and numbers, and the words left over."""

    kinds: frozenset[str]
    marks: frozenset[str]
    numbers: tuple[str, ...]
    own: frozenset[str]


class _Vocabulary(NamedTuple):
    """`phrases`: what a sequence of words says, by its length; `known`: every word in them."""

    phrases: dict[tuple[str, ...], str]
    longest: int
    known: frozenset[str]
    followers: frozenset[str]
    noise: frozenset[str]


def _unit(word: str) -> str:
    """A word as it is compared: by its sound, short ones as they are written."""
    core = sound(_SAME.get(word, word)).core
    return core if len(core) >= _SHORT else word


@cache
def _vocabulary() -> _Vocabulary:
    phrases = {
        tuple(_unit(word) for word in words(phrase)): name
        for table in (KINDS, MARKS)
        for name, text in table.items()
        for phrase in text.split(",")
    }
    followers, noise = (
        frozenset(_unit(word) for word in words(text)) for text in (_FOLLOWERS_TEXT, _NOISE_TEXT)
    )
    known = {unit for phrase in phrases for unit in phrase} | followers | noise
    longest = max(map(len, phrases))
    return _Vocabulary(phrases, longest, frozenset(known), followers, noise)


@lru_cache(maxsize=KEPT_WORDS)
def _read(word: str) -> str:
    """The unit of a word, or the one of the vocabulary that it is a slip of."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extractOne

    unit, known = _unit(word), _vocabulary().known
    if unit in known or unit == word or len(unit) <= _SHORT:
        return unit
    allowed = 1 if len(unit) < _LONG else 2
    among = sorted(one for one in known if len(one) > _SHORT and one[0] == unit[0])
    found = extractOne(unit, among, scorer=OSA.distance, score_cutoff=allowed)
    return found[0] if found else unit


def read_label(name: str, *places: str) -> Label:
    """What a name says. Words of `places` (its village, its zone) count for nothing in it.

    Nothing counts that only says what it is near (SBI, near the college); nor the word of a
    kind before one for a street or quarter (Bank Colony).
    """
    around = [sound(word).core for place in places for word in words(place)]
    text = _POST.sub(" post office", _not_near(name))
    numbers = sorted(sound(word).core for word in words(text) if word.isdigit())
    told = [word for word in words(text) if not _is_one_of(sound(word).core, around)]
    said: set[str] = set()
    own: set[str] = set()
    for phrase, meaning in _phrases(told):
        if meaning:
            said.add(meaning)
        else:
            own.update(sound(word).core for word in phrase if not _is_noise(word))
    marks = frozenset(said & MARKS.keys())
    return Label(frozenset(said - marks), marks, tuple(numbers), frozenset(own))


def _not_near(name: str) -> str:
    """A name without what it only lies near: SBI near the college; college ke paas, SBI."""
    told = _NEAR.sub(" ", name)
    behind = _NEAR_IT.search(told)
    if behind is None:
        return told
    start = max(told.rfind(mark, 0, behind.start()) for mark in ",;(") + 1
    return told[:start] + told[behind.end() :]


def _is_noise(word: str) -> bool:
    return word.isdigit() or _read(word) in _vocabulary().noise or not sound(word).core


def _phrases(told: list[str]) -> Iterator[tuple[list[str], str]]:
    """Words cut into the longest phrases that say something, and single ones that do not."""
    vocabulary, at = _vocabulary(), 0
    units = [_read(word) for word in told]
    while at < len(told):
        longest = min(vocabulary.longest, len(told) - at)
        lengths = range(longest, 0, -1)
        length = next((n for n in lengths if tuple(units[at : at + n]) in vocabulary.phrases), 1)
        meaning = vocabulary.phrases.get(tuple(units[at : at + length]), "")
        following = units[at + length : at + length + 1]
        if meaning in KINDS and vocabulary.followers.intersection(following):
            length, meaning = length + 1, ""
        yield told[at : at + length], meaning
        at += length


def _is_one_of(core: str, others: Iterable[str]) -> bool:
    return any(near(core, other) for other in others)


def alike(one: Label, other: Label) -> bool:
    """Whether two names can be those of one place, where both are in one village.

    They say the same, or one kind, or have a word of their own in common. They must not contradict
    each other in what they say it is, for whom, or in a number. Words of their own must be the same
    as far as both have any: 'bank' may be 'Axis Bank'.
    """
    few, many = sorted((one.own, other.own), key=len)
    if one == other:
        return not only_village(one)
    return (
        bool(one.kinds & other.kinds or few)
        and _agree(one.kinds, other.kinds)
        and _agree(one.marks & SEXES, other.marks & SEXES)
        and _agree(one.marks - SEXES, other.marks - SEXES)
        and _numbers_agree(one, other)
        and all(_is_one_of(word, many) for word in few)
    )


def only_village(one: Label) -> bool:
    """Whether a name says no more than where it is."""
    return not (one.kinds or one.own or one.numbers or one.marks)


def beside(one: Label, other: Label) -> bool:
    """Whether they are places of one kind that no number tells apart."""
    return bool(one.kinds & other.kinds) and _numbers_agree(one, other)


def _agree(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    return not mine or not theirs or bool(mine & theirs)


def _numbers_agree(one: Label, other: Label) -> bool:
    return not one.numbers or not other.numbers or one.numbers == other.numbers


def kinds_of(category: str, policy: Policy) -> frozenset[str]:
    """The kinds that a category holds, by what the policy (else its own code) calls it."""
    known = policy.categories.get(category)
    names = (known.label, known.label_hi, *known.aliases) if known else ()
    return frozenset(kind for name in (category, *names) for kind in read_label(name).kinds)


def contradicts(label: Label, category: frozenset[str]) -> str | None:
    """The kind that a name says and a category of these kinds does not hold; None if there is none.

    A name of several kinds, or of a settlement, is left in peace; so is a category of no known
    kind.
    """
    if len(label.kinds) != 1 or not category or label.kinds & SETTLEMENTS or holds(category, label):
        return None
    return next(iter(label.kinds))


def holds(category: frozenset[str], label: Label) -> bool:
    """Whether a category of these kinds can hold a place of such a name."""
    said = [{kind, *WITHIN.get(kind, ())} for kind in label.kinds]
    return not said or any(kinds & category for kinds in said)
