"""Spelling: words of both scripts come to one sound; slips are borne, other names are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.audit.spelling import End, joined, near, sound, words
from scenarios.names import FIRST_NAMES, SURNAMES

IN_BOTH = [pair for names in (FIRST_NAMES, SURNAMES) for pair in zip(*names, strict=True)]
spoken = st.text(alphabet="aeiouhkgcjtdnpbmyrlvszx", max_size=12)


def sounds(text):
    return [sound(word) for word in words(text)]


@pytest.mark.parametrize(("latin", "devanagari"), IN_BOTH)
def test_a_name_sounds_the_same_in_both_scripts(latin, devanagari):
    (one,), (other,) = sounds(latin), sounds(devanagari)
    assert one.core == other.core
    assert one.end.fits(other.end)


@pytest.mark.parametrize(
    "spellings",
    [
        "Sahu Saahu Sahoo Sahuu साहू",
        "Verma Varma Barma वर्मा",
        "Choudhary Chaudhari Chaudhry Chowdhary चौधरी",
        "Agrawal Agarwal Aggarwal अग्रवाल",
        "Dubey Dube Dubay दुबे",
        "Mishra Misra Mishr मिश्रा मिश्र",
        "Laxmi Lakshmi Lakshmee Lachhmi लक्ष्मी लछ्मी",
        "Laxman Lakshman Lachhman लक्ष्मण लछमन",
        "Yadav Yadaw Yaadav यादव",
        "Vikas Bikas Wikas विकास बिकास",
        "Phool Fool Phul फूल",
        "Zakir Jakir ज़ाकिर जाकिर",
        "Gyan Jnan Dnyan ज्ञान ग्यान",
        "Champa Chanpa चंपा चम्पा चँपा",
        "Shyam Syam Siyam श्याम",
        "Satish Sathish Sateesh सतीश",
        "Sahdev Sahdeo सहदेव सहदेओ",
        "Mahendra Mahender महेन्द्र महेंद्र",
        "Rathore Rathaur राठौर",
        "Centre Sentre",
    ],
)
def test_spellings_of_one_word_have_one_core(spellings):
    assert len({one.core for one in sounds(spellings)}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sunil", "Sushil"),
        ("Ramesh", "Rakesh"),
        ("Anita", "Sunita"),
        ("Meena", "Maina"),
        ("Patel", "Patil"),
        ("Rajendra", "Gajendra"),
        ("Santosh", "Santoshi"),
        ("Khan", "Khande"),
        ("Sumit", "Sumitra"),
    ],
)
def test_other_names_are_not_near(one, other):
    ((mine, _),), ((theirs, _),) = sounds(one), sounds(other)
    assert not near(mine, theirs)
    assert not near(theirs, mine)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rukmani", "Rukmini"),
        ("Choudhary", "Chowdhury"),
        ("Chandrakar", "Chandraker"),
        ("Chandravanshi", "Chandrivanishi"),  # two vowels more in a long one
        ("Vishwakarma", "Vishkarma"),  # a letter left out
        ("Bhuneshwar", "Bhunehswar"),  # two swapped
    ],
)
def test_slips_are_near(one, other):
    ((mine, _),), ((theirs, _),) = sounds(one), sounds(other)
    assert mine != theirs
    assert near(mine, theirs)


@pytest.mark.parametrize(
    ("word", "end"),
    [
        ("kamal", End.CLOSED),
        ("kamla", End.OPEN),
        ("ranjana", End.OPEN),
        ("priya", End.OPEN),
        ("pria", End.OPEN),
        ("vijay", End.CLOSED),
        ("chandra", End.EITHER),
        ("chandr", End.EITHER),
        ("krishna", End.EITHER),
        ("sahu", End.CLOSED),
    ],
)
def test_what_a_word_ends_in(word, end):
    assert sound(word).end is end


def test_closed_does_not_fit_open_and_either_fits_all():
    assert not End.CLOSED.fits(End.OPEN)
    assert all(End.EITHER.fits(end) and end.fits(End.EITHER) and end.fits(end) for end in End)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Shri  Ramesh K. SAHU", ["shri", "ramesh", "k", "sahu"]),
        ("S.K.Sahu (Raju)", ["s", "k", "sahu"]),
        ("राम कुमार", ["ram", "kumar"]),
        ("विद्या", ["vidya"]),
        ("वार्ड १२", ["vard", "12"]),
        ("गढ़ गढ़", ["gadh", "gadh"]),  # with the dot as a letter of its own and without
        ("Sakrī O'Neil", ["sakri", "oneil"]),
        ("山田 محمد", []),
        ("", []),
    ],
)
def test_words_of_a_text(text, expected):
    assert words(text) == expected


def test_a_number_is_its_own_sound():
    assert sound("007").core == sound("7").core != sound("70").core
    assert not near(sound("12345").core, sound("12346").core)


def test_words_written_together_sound_as_written_apart():
    for apart, together in [("Om Prakash", "Omprakash"), ("Ram Avtar", "Ramavtar")]:
        assert joined(one.core for one in sounds(apart)) == sounds(together)[0].core


@given(st.text(max_size=30))
def test_any_text_has_words_that_are_read_the_same_again(text):
    found = words(text)
    assert all(word.isascii() and word.isalnum() and word == word.lower() for word in found)
    assert words(" ".join(found)) == found
    assert all(sound(word).core.isascii() for word in found)


@given(spoken, spoken)
def test_near_goes_both_ways(one, other):
    assert near(one, one)
    assert near(one, other) == near(other, one)


def test_a_vowel_letter_follows_the_vowel_that_is_not_written():
    assert words("रईस कई") == ["rais", "kai"]
