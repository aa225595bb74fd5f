"""Mentions: one person is taken out of a text; anybody is found among all, and no less of them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.findings import Refusal
from planner.store import history
from planner.store.mentions import hidden, keys_of, may_name, require_nobody, told_in

HINDI = "सुनीता देवी"
PHONE = "9876512345"


@pytest.mark.parametrize(
    ("text", "name", "phone", "after"),
    [
        ("met Asha Devi at 9", "Asha Devi", "", "met *** at 9"),
        ("met asha  devi", "Asha Devi", "", "met ***"),
        ("met Natasha Devi", "Asha Devi", "", "met Natasha Devi"),
        ("met Asha", "Asha", "", "met Asha"),
        (f"{HINDI} मिलीं", HINDI, "", "*** मिलीं"),
        ("सुनीता देवीदीन", HINDI, "", "सुनीता देवीदीन"),
        ("call +91 98765-12345 now", "", PHONE, "call *** now"),
        ("call 98765123456", "", PHONE, "call 98765123456"),
        ("कॉल ९८७६५ १२३४५ ३", "", PHONE, "कॉल *** ३"),
        ("98765/12345, (98765) 12345, 98765\\12345", "", PHONE, "***, (***, ***"),
        ("ज\u093cाकिर हुसैन आए", "\u095bाकिर हुसैन", "", "*** आए"),
        ("Jose\u0301 Nandu", "Jos\u00e9 Nandu", "", "***"),
        ("ज\u093c\u095b", "Asha Devi", "", "ज\u093c\u095b"),  # left as it is
        ("98765      12345 of Asha      Devi", "Asha Devi", PHONE, "*** of ***"),
        ("nothing", "", "", "nothing"),
    ],
)
def test_one_person_is_taken_out(text, name, phone, after):
    assert hidden(text, name, phone) == after


@pytest.mark.parametrize(
    ("text", "name", "phone"),
    [
        ("asked by Asha Devi, letter 4", "Asha Devi", ""),
        ("Asha_Devi.csv", "Asha Devi", ""),
        ("by D'Souza Maria.", "D'Souza Maria", ""),
        (f"({HINDI})", HINDI, ""),
        ("of98765 12345", "", PHONE),
        ("0987-651-2345 5", "", PHONE),
        ("९८७६५\u200c१२३४५", "", PHONE),
        ("98765\\12345", "", PHONE),
        ("98765      12345", "", PHONE),
        ("\u095bाकिर हुसैन", "ज\u093cाकिर हुसैन", ""),
    ],
)
def test_anybody_is_found(text, name, phone):
    assert {*may_name(text)} & {*keys_of(name, phone)}


@pytest.mark.parametrize(
    ("text", "name", "phone"),
    [
        ("Asha and Devi", "Asha Devi", ""),
        ("Asha", "Asha", ""),
        ("98765 1234", "", PHONE),
        (f"{PHONE}a1b2c3d4".ljust(64, "0"), "", PHONE),  # a digest has digits by chance
    ],
)
def test_whoever_is_not_named_is_not_found(text, name, phone):
    assert not {*may_name(text)} & {*keys_of(name, phone)}


WORDS = st.text(alphabet="abAB क ि देव'.-_ 12", max_size=12)


@given(WORDS, WORDS, st.sampled_from(["", PHONE]), WORDS, WORDS, st.booleans())
def test_whoever_is_taken_out_is_found(before, name, phone, between, after, by_name):
    said = name if by_name or not phone else re.sub(r"(.{5})", r"\1 ", phone)
    text = f"{before} {said} {between} {phone} {after}"
    if hidden(text, name, phone) != text:
        assert {*may_name(text)} & {*keys_of(name, phone)}


def test_a_reason_names_nobody():
    people = [("Asha Devi", PHONE), ("Ram", "")]
    require_nobody("", people)
    require_nobody("Ram asked, letter 4 of 2020", people)
    for reason in ("for asha devi.", f"call {PHONE}"):
        with pytest.raises(Refusal, match="without names and phones"):
            require_nobody(reason, people)


def test_the_entries_that_name_somebody(store):
    with store.writing() as connection:
        for file in ("people.csv", f"{HINDI} {PHONE}.csv", "Asha Devi.csv"):
            history.append(connection, "import", {"file": file})
        assert told_in(connection, [(HINDI, ""), ("Nobody Here", "9000000001")]) == (2,)
        assert told_in(connection, [("", PHONE), ("Asha Devi", "")]) == (2, 3)
        assert told_in(connection, []) == ()
