from __future__ import annotations

import unicodedata
from datetime import date

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.store.importing import CODES, cells
from planner.store.importing.cells import BadCell

HINDI = str.maketrans("0123456789", "०१२३४५६७८९")


def code(parser, text: str) -> str:
    with pytest.raises(BadCell) as caught:
        parser(text)
    assert caught.value.remedy
    return caught.value.code


number = cells.whole_number(0, 20_000_000)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6,00,000", 600_000),
        ("600,000", 600_000),
        ("६,००,०००", 600_000),
        ("6 00 000", 600_000),
        ("2,00,00,000", 20_000_000),
        ("25.0", 25),
        ("25.", 25),
        ("+25", 25),
        ("007", 7),
        ("0", 0),
        ("-0", 0),
    ],
)
def test_whole_numbers(text, value):
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("25.5", "IMP026"),
        ("12,5", "IMP026"),
        ("1,2,3", "IMP026"),
        ("nan", "IMP026"),
        ("inf", "IMP026"),
        ("1E+05", "IMP026"),
        ("१२ लोग", "IMP026"),
        (".", "IMP026"),
        ("-1", "IMP027"),
        ("2,00,00,001", "IMP027"),
        ("9" * 30, "IMP027"),
        ("9" * 6000, "IMP027"),
    ],
)
def test_bad_whole_numbers(text, fault):
    assert code(number, text) == fault


@given(st.integers(0, 20_000_000), st.booleans(), st.booleans())
def test_any_number_in_lakh_commas_and_either_script(value, commas, hindi):
    text = str(value)
    if commas and len(text) > 3:
        head, parts = text[:-3], [text[-3:]]
        while head:
            parts.insert(0, head[-2:])
            head = head[:-2]
        text = ",".join(parts)
    assert number(text.translate(HINDI) if hindi else text) == value


@pytest.mark.parametrize(
    "text",
    [
        *("9876543210", "+91 98765 43210", "00919876543210", "09876543210", "919876543210"),
        *("+91-98765-43210", "(+91) 98765.43210", "९८७६५४३२१०", "\u202a+91 98765 43210\u202c"),
        *("9876543210.0", "98765\u201143210", "+91 09876543210"),
    ],
)
def test_phones(text):
    assert cells.phone(text) == "9876543210"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("9.87654E+09", "IMP025"),
        ("9.876543210E9", "IMP025"),
        ("12345", "IMP024"),
        ("5876543210", "IMP024"),
        ("98765432101", "IMP024"),
        ("9876543210, 9123456789", "IMP024"),
        ("+1 9876543210", "IMP024"),
        ("011 2345 6789", "IMP024"),
        ("none", "IMP024"),
    ],
)
def test_bad_phones_are_never_guessed(text, fault):
    assert code(cells.phone, text) == fault


def test_a_bad_phone_shows_no_more_than_its_last_two_digits():
    with pytest.raises(BadCell) as caught:
        cells.phone("+1 98765 43217")
    assert not caught.value.show
    assert "(it ends in 17)" in caught.value.message
    assert "432" not in caught.value.message


digits = st.from_regex(r"[6-9][0-9]{9}", fullmatch=True).map(lambda t: t.translate(str.maketrans(
    {c: str(unicodedata.digit(c)) for c in t})))  # fmt: skip
prefixes = st.sampled_from(["", "0", "+91", "+91 ", "+91-", "0091 ", "91"])
gaps = st.lists(st.sampled_from(["", " ", "-", "  "]), min_size=9, max_size=9)


@given(digits, prefixes, gaps)
def test_phones_agree_with_the_phonenumbers_library(number, prefix, gaps):
    text = prefix + "".join(d + gap for d, gap in zip(number, [*gaps, ""], strict=True))
    # phonenumbers takes 0091 for a prefix of some other country's exchange, so it sees +91
    theirs = phonenumbers.parse(text.replace("0091", "+91", 1), "IN")
    assert cells.phone(text) == number
    if phonenumbers.is_valid_number(theirs):
        assert str(theirs.national_number) == number


@given(st.text(alphabet="0123456789+- ", min_size=1, max_size=16).map(str.strip).filter(bool))
def test_whatever_is_taken_for_a_phone_phonenumbers_reads_alike(text):
    try:
        ours = cells.phone(text)
    except BadCell:
        return
    assert len(ours) == 10
    plain = text.replace(" ", "").replace("-", "")
    plain = "+91" + plain[4:] if plain.startswith("0091") else plain
    theirs = phonenumbers.parse(plain, "IN")
    if phonenumbers.is_valid_number(theirs):
        assert str(theirs.national_number) == ours


@pytest.mark.parametrize(
    "text",
    [
        *("2020-09-08", "08-09-2020", "8/9/2020", "8.9.2020", "०८-०९-२०२०"),
        *("2020-09-08T10:22:33", "2020-09-08 10:22"),
    ],
)
def test_days(text):
    assert cells.day(text) == "2020-09-08"


@pytest.mark.parametrize(
    "text",
    [
        *("08-09-20", "31-02-2020", "09/25/2020", "8 Sep", "44082", "08-09/2020", "0020-09-08"),
        *("2020/09/08", "08-09-2220"),
    ],
)
def test_bad_days(text):
    assert code(cells.day, text) == "IMP028"


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.sampled_from("-/."))
def test_any_day_written_in_indian_order(day, mark):
    assert cells.day(day.strftime(f"%d{mark}%m{mark}%Y")) == day.isoformat()


@pytest.mark.parametrize(
    ("text", "at"),
    [
        *(("10:31", "10:31"), ("9.05", "09:05"), ("22:05:59", "22:05"), ("०७:३०", "07:30")),
        *(("10:05 pm", "22:05"), ("12:10 AM", "00:10"), ("12:10 p.m.", "12:10")),
        *(("08/09/2020 7:03:11", "07:03"), ("2020-09-08T19:00:00.5", "19:00")),
    ],
)
def test_times_of_day(text, at):
    assert cells.clock(text) == at


@pytest.mark.parametrize("text", ["24:00", "10:60", "10", "13:00 pm", "0:10 am", "noon", "10:5"])
def test_bad_times_of_day(text):
    assert code(cells.clock, text) == "IMP036"


@pytest.mark.parametrize("text", ["yes", "Y", "1", "TRUE", "हाँ", "हां", "१"])
def test_yes(text):
    assert cells.truth(text) == 1


@pytest.mark.parametrize("text", ["no", "N", "0", "false", "नहीं", "०"])
def test_no(text):
    assert cells.truth(text) == 0


def test_neither_yes_nor_no():
    assert code(cells.truth, "maybe") == "IMP029"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        *(("Cyber Rakshak", "rakshak"), ("रक्षक", "rakshak"), ("MITAN", "mitan")),
        *(("मितान", "mitan"), ("team_leader", "leader"), ("दल प्रमुख", "leader")),
    ],
)
def test_roles(text, role):
    assert cells.role(text) == role


def test_not_a_role():
    assert code(cells.role, "boss") == "IMP030"


@pytest.mark.parametrize("text", ["22.07", "22.07 N", "22.07°n", "२२.०७", "22.07° N"])
def test_latitudes(text):
    assert cells.latitude(text) == 22.07


@pytest.mark.parametrize("text", ["22,07", "22°04'12\"", "22.07 E", "north", "nan", "1e1", "2222"])
def test_bad_latitudes(text):
    assert code(cells.latitude, text) == "IMP031"


def test_south_and_west_are_negative():
    assert (cells.latitude("22.07 S"), cells.longitude("82 W")) == (-22.07, -82.0)


@pytest.mark.parametrize(("text", "own"), [("R 1/2", "R 1/2"), ("101.0", "101"), ("1.10", "1.10")])
def test_ids(text, own):
    assert cells.identifier(text) == own


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        *(("=1+1", "IMP021"), ("+5", "IMP021"), ("-5", "IMP021"), ("@x", "IMP021")),
        *(("a\nb", "IMP021"), ("a\tb", "IMP021"), ("a\u202eb", "IMP021"), ("x" * 65, "IMP021")),
        ("1.2E+05", "IMP025"),
    ],
)
def test_bad_ids(text, fault):
    assert code(cells.identifier, text) == fault


def test_names_are_never_shown():
    for text in ("a\u202eb", "x" * 201, "a\nb"):
        with pytest.raises(BadCell) as caught:
            cells.name(text)
        assert (caught.value.code, caught.value.show) == ("IMP023", False)


def test_lists_are_sorted_and_evened_out():
    assert cells.word_list("Hindi; first-AID ,hindi,,") == "first aid;hindi"


@given(st.text(max_size=60))
def test_tidy_texts_stay_as_they_are(text):
    once = cells.tidy(text)
    assert cells.tidy(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == once.strip()


@given(st.text(min_size=1, max_size=40).map(cells.tidy).filter(bool))
def test_no_parser_fails_but_by_saying_so(text):
    parsers = [cells.identifier, cells.name, cells.free_text, cells.word_list, cells.phone, number]
    parsers += [cells.day, cells.truth, cells.role, cells.latitude, cells.longitude]
    codes = set()
    for parser in parsers:
        try:
            assert parser(text) is not None
        except BadCell as bad:
            codes.add(bad.code)
    assert codes <= set(CODES)


@pytest.mark.parametrize(
    ("parser", "text", "message", "remedy", "show"),
    [
        (cells.identifier, "1e+5", "Excel has cut digits off this id", "to Text", True),
        (cells.identifier, "=A1", "must not begin with = (Excel", "a letter or a digit", True),
        (cells.identifier, "x" * 65, "65 characters is too long; 64 are", "shorten", False),
        (cells.identifier, "a\nb", "holds a line break", "on one line", True),
        (cells.name, "x" * 201, "has 201 characters; 200 are allowed", "shorten", False),
        (cells.name, "a\x07b", "this text holds a line break", "on one line", False),
        (cells.free_text, "x" * 501, "has 501 characters; 500 are allowed", "shorten", False),
        (cells.free_text, "a\u202eb", "or another invisible character", "on one line", True),
        (cells.note, "x" * 501, "has 501 characters", "shorten", False),
        (cells.phone, "9.8E9", "written with an E", "type the number again", False),
        (cells.phone, "none", "this phone number is not one", "leave the cell blank", False),
        (number, "1E3", "written with an E", "write all its digits", True),
        (number, "x", "this is not a number", "digits only", True),
        (number, "1.5", "this is not a whole number", "without a point", True),
        (cells.day, "8-9-20", "the year of this date has two digits", "write all four", True),
        (cells.day, "soon", "this is not a date", "day-month-year", True),
        (cells.day, "31-9-2020", "there is no such day", "day-month-year", True),
        (cells.day, "1-1-1989", "is not between 1990 and 2100", "correct the year", True),
        (cells.day, "1-1-2101", "is not between 1990 and 2100", "correct the year", True),
        (cells.clock, "25:00", "this is not a time of day", "10:31 or 22:05", True),
        (cells.truth, "maybe", "neither yes nor no", "yes or no", True),
        (cells.role, "chief", "this is not a role", "leader, rakshak or mitan", True),
        (cells.latitude, "82 E", "this is not a latitude in decimal", "like 22.07", True),
        (cells.longitude, "22 N", "this is not a longitude in decimal", "like 82.15", True),
    ],
)
def test_what_is_wrong_and_how_to_mend_it(parser, text, message, remedy, show):
    with pytest.raises(BadCell) as caught:
        parser(text)
    assert message in caught.value.message
    assert remedy in caught.value.remedy
    assert caught.value.show == show


def test_what_is_just_as_long_or_late_as_may_be():
    assert cells.identifier("x" * 64) == "x" * 64
    assert cells.name("x" * 200) == "x" * 200
    assert cells.free_text("x" * 500) == "x" * 500
    assert cells.day("1-1-1990") == "1990-01-01"
    assert cells.day("31.12.2100") == "2100-12-31"
    assert cells.whole_number(-3, 7)("-3") == -3
    assert cells.whole_number(-3, 7)("7") == 7
    for text in ("-4", "8"):
        assert code(cells.whole_number(-3, 7), text) == "IMP027"


def test_hours_of_two_clocks():
    told = ["0:00", "12:05 am", "1:05 a.m.", "12:05 pm", "11.59 PM", "23:59", "8-9-2020 10:31"]
    kept = ["00:00", "00:05", "01:05", "12:05", "23:59", "23:59", "10:31"]
    assert [cells.clock(text) for text in told] == kept
    for text in ("24:00", "10:60", "13:05 pm", "0:05 am", "10"):
        assert code(cells.clock, text) == "IMP036"
