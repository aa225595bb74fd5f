import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.names import FIRST_NAMES, SURNAMES, person_names, phones, place_names


def in_devanagari(text):
    return any("\u0900" <= letter <= "\u097f" for letter in text)


@pytest.mark.parametrize("names", [FIRST_NAMES, SURNAMES])
def test_every_name_is_there_once_in_both_scripts(names):
    latin, devanagari = names
    assert len(latin) == len(devanagari) == len(set(latin)) == len(set(devanagari))
    assert all(name.isascii() and name.isalpha() for name in latin)
    assert all("\u0900" <= letter <= "\u097f" for name in devanagari for letter in name)


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_the_share_of_names_in_devanagari(share):
    names = person_names(np.random.default_rng(1), 4000, share)
    assert sum(map(in_devanagari, names)) / 4000 == pytest.approx(share, abs=0.03)


def test_a_name_is_a_first_name_and_a_surname_of_one_script():
    for name in person_names(np.random.default_rng(2), 500, 0.5):
        first, surname = name.split()
        script = int(in_devanagari(name))
        assert first in FIRST_NAMES[script]
        assert surname in SURNAMES[script]


@given(st.integers(0, 3000), st.integers(0, 20))
def test_phones_are_different_ten_digit_numbers(count, seed):
    numbers = phones(np.random.default_rng(seed), count)
    assert len(set(numbers)) == count
    assert all(len(number) == 10 and number.isdigit() and number[0] == "6" for number in numbers)


def test_phones_come_in_no_order():
    numbers = np.array(phones(np.random.default_rng(1), 1000), dtype=np.int64)
    step = np.diff(numbers)
    assert 300 < (step > 0).sum() < 700
    assert (np.abs(step) > 1).all()


def test_the_first_thousand_places_have_different_names():
    assert len(set(place_names(np.random.default_rng(1), 1080))) == 1080
    assert len(place_names(np.random.default_rng(1), 1500)) == 1500
