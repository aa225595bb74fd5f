"""Cells: from the text of one cell to its value, one parser for each kind of value.

Every parser takes a text that is trimmed, in NFC and not empty, and raises BadCell where it
cannot be used. No parser guesses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from planner.policy import fold

LONGEST_ID = 64  # characters
LONGEST_NAME = 200
LONGEST_TEXT = 500
FIRST_YEAR, LAST_YEAR = 1990, 2100

_DIGITS = str.maketrans("०१२३४५६७८९", "0123456789")
# Controls, line and paragraph separators, and marks that turn the direction of what follows.
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# Every blank that str.strip knows (all are below U+3001), and those of no width.
_BLANKS = "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + "\u200b\u2060\ufeff"
_EXPONENT = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d+")
_LIKELY_EXPONENT = re.compile(r"\d(?:\.\d+)?[eE]\+\d+")  # as Excel writes it
_WHOLE_FLOAT = re.compile(r"\d+\.0")  # as Excel and other programs write whole numbers
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
# 6,00,000 (lakh) or 600,000; spaces may stand for commas
_GROUPED = re.compile(r"([+-]?)(\d{1,2}(?:[, ]\d\d)*[, ]\d{3}|\d{1,3}(?:[, ]\d{3})+)(\.\d*)?")
_PHONE_FILLERS = re.compile(r"[\s().\-\u2010-\u2015\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_PHONE = re.compile(r"(?:\+91|0091|91)?0?([6-9]\d{9})")
_DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:\d\d.*)?")
_CLOCK = re.compile(
    r"(?:\d[\d./-]*[T ]\s*)?(\d{1,2})[:.](\d\d)(?:[:.]\d\d(?:\.\d+)?)?\s*(?:([ap])\.?m\.?)?",
    re.IGNORECASE,
)
_DEGREES = re.compile(r"([+-]?\d{1,3}(?:\.\d+)?)\s*°?\s*([NSEW]?)", re.IGNORECASE)

ROLES = {
    "leader": ("leader", "cyber leader", "team leader", "लीडर", "नेता", "दल प्रमुख", "टीम लीडर"),
    "rakshak": ("rakshak", "cyber rakshak", "रक्षक", "साइबर रक्षक"),
    "mitan": ("mitan", "cyber mitan", "मितान", "साइबर मितान"),
}
_ROLE = {fold(word): role for role, words in ROLES.items() for word in words}
_TRUTH = {fold(word): 1 for word in ("yes", "y", "true", "1", "हाँ", "हां", "जी हाँ")}
_TRUTH |= {fold(word): 0 for word in ("no", "n", "false", "0", "नहीं", "नही", "जी नहीं")}


class BadCell(Exception):  # noqa: N818 - a fact about a cell, not a failure
    """A text that cannot be used: which rule it breaks, and how to mend it.

    `show` says whether the text itself may be repeated in the message.
    """

    def __init__(self, code: str, message: str, remedy: str, *, show: bool = True) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.remedy = remedy
        self.show = show


def tidy(text: str) -> str:
    """A cell's text without blanks around it, in Unicode's composed form (NFC)."""
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFC", text.strip(_BLANKS))


def identifier(text: str) -> str:
    """An id, as written; of Excel's 101.0 only 101."""
    if _LIKELY_EXPONENT.fullmatch(text):
        raise BadCell("IMP025", "Excel has cut digits off this id", _TEXT_FORMAT)
    if text[0] in "=+-@":
        message = f"an id must not begin with {text[0]} (Excel would run it as a formula)"
        raise BadCell("IMP021", message, "begin it with a letter or a digit")
    if len(text) > LONGEST_ID:
        message = f"an id of {len(text)} characters is too long; {LONGEST_ID} are allowed"
        raise BadCell("IMP021", message, "shorten it", show=False)
    if _UNFIT.search(text):
        message = "this id holds a line break or another invisible character"
        raise BadCell("IMP021", message, "write the cell anew, on one line")
    return text[:-2] if _WHOLE_FLOAT.fullmatch(text) else text


def name(text: str) -> str:
    """A person's or place's name. Its text is never repeated in a message."""
    try:
        return _clean(text, LONGEST_NAME)
    except BadCell as bad:
        raise BadCell(bad.code, bad.message, bad.remedy, show=False) from None


def free_text(text: str) -> str:
    """Any short text on one line."""
    return _clean(text, LONGEST_TEXT)


def note(text: str) -> str:
    """What somebody remarks, its lines joined. Never repeated in a message: it may name people."""
    try:
        return _clean(" ".join(text.split()), LONGEST_TEXT)
    except BadCell as bad:
        raise BadCell(bad.code, bad.message, bad.remedy, show=False) from None


def word_list(text: str) -> str:
    """Words parted by ; or , as sorted words joined by ';', evened out so that they compare."""
    words = {fold(word) for word in re.split("[;,]", _clean(text, LONGEST_TEXT))} - {""}
    return ";".join(sorted(words))


def phone(text: str) -> str:
    """Ten digits of an Indian mobile number, without +91, 0091, 91 or 0 before them.

    Indian mobile numbers have ten digits and begin with 6 to 9 (National Numbering Plan,
    Department of Telecommunications).
    """
    if _EXPONENT.fullmatch(text):
        raise BadCell(
            "IMP025",
            "Excel has cut digits off this phone number (written with an E)",
            "type the number again: " + _TEXT_FORMAT,
            show=False,
        )
    digits = text.translate(_DIGITS)
    digits = digits[:-2] if _WHOLE_FLOAT.fullmatch(digits) else digits
    found = _PHONE.fullmatch(_PHONE_FILLERS.sub("", digits))
    if found is None:
        last = re.sub(r"\D", "", digits, flags=re.ASCII)[-2:]
        ending = f" (it ends in {last})" if last else ""
        raise BadCell(
            "IMP024",
            f"this phone number{ending} is not one mobile number of ten digits, the first 6 to 9",
            "correct it, or leave the cell blank if it is not known",
            show=False,
        )
    return found[1]


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """A parser of whole numbers from `least` to `most`, lakh commas and Hindi digits allowed."""

    def parse(text: str) -> int:
        plain = text.translate(_DIGITS)
        if _EXPONENT.fullmatch(plain):
            raise BadCell("IMP026", "this number is written with an E", "write all its digits")
        grouped = _GROUPED.fullmatch(plain.replace("\xa0", " "))
        if grouped is not None:
            plain = grouped[1] + re.sub("[, ]", "", grouped[2]) + (grouped[3] or "")
        if _PLAIN.fullmatch(plain) is None:
            raise BadCell("IMP026", "this is not a number", "write digits only")
        whole, _, rest = plain.partition(".")
        if rest.strip("0"):
            raise BadCell("IMP026", "this is not a whole number", "write a number without a point")
        size = int(whole.lstrip("+-0")[:19] or 0)  # 19 digits are out of any range here
        value = -size if whole.startswith("-") else size
        if not least <= value <= most:
            message = f"this number is not between {least:,} and {most:,}"
            raise BadCell("IMP027", message, "correct it; perhaps a digit too many")
        return value

    return parse


def day(text: str) -> str:
    """A date as ISO text. Written 2020-09-08, 8-9-2020, 08/09/2020 or 08.09.2020 (day first)."""
    plain = text.translate(_DIGITS)
    if found := _YEAR_FIRST.fullmatch(plain):
        year, month, day_of_month = int(found[1]), int(found[2]), int(found[3])
    elif found := _DAY_FIRST.fullmatch(plain):
        if len(found[4]) == 2:
            raise BadCell("IMP028", "the year of this date has two digits", "write all four")
        year, month, day_of_month = int(found[4]), int(found[3]), int(found[1])
    else:
        raise BadCell("IMP028", "this is not a date", _DATE_FORMAT)
    try:
        value = date(year, month, day_of_month)
    except ValueError:
        raise BadCell("IMP028", "there is no such day", _DATE_FORMAT) from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        message = f"the year of this date is not between {FIRST_YEAR} and {LAST_YEAR}"
        raise BadCell("IMP028", message, "correct the year")
    return value.isoformat()


def clock(text: str) -> str:
    """A time of day as HH:MM. Written 10:31, 10.31, 22:05:10 or 10:05 pm; a date before it goes."""
    found = _CLOCK.fullmatch(text.translate(_DIGITS))
    hour, minute = (int(found[1]), int(found[2])) if found else (99, 0)
    if found and found[3]:
        hour = hour % 12 + 12 * (found[3].lower() == "p") if 1 <= hour <= 12 else 99
    if hour > 23 or minute > 59:
        raise BadCell("IMP036", "this is not a time of day", "write it like 10:31 or 22:05")
    return f"{hour:02}:{minute:02}"


def truth(text: str) -> int:
    """1 for yes, 0 for no, in English or Hindi."""
    value = _TRUTH.get(fold(text.translate(_DIGITS)))
    if value is None:
        raise BadCell("IMP029", "this is neither yes nor no", "write yes or no (हाँ / नहीं)")
    return value


def consent(text: str) -> str:
    """yes or no, in English or Hindi."""
    return "yes" if truth(text) else "no"


def role(text: str) -> str:
    """leader, rakshak or mitan, in English or Hindi."""
    value = _ROLE.get(fold(text))
    if value is None:
        raise BadCell("IMP030", "this is not a role", "write leader, rakshak or mitan")
    return value


def latitude(text: str) -> float:
    """Decimal degrees north, such as 22.07 or 22.07 N. Its range is looked at elsewhere."""
    return _degrees(text, "NS")


def longitude(text: str) -> float:
    """Decimal degrees east, such as 82.15 or 82.15° E. Its range is looked at elsewhere."""
    return _degrees(text, "EW")


def _degrees(text: str, letters: str) -> float:
    found = _DEGREES.fullmatch(text.translate(_DIGITS))
    letter = found[2].upper() if found else ""
    if found is None or (letter and letter not in letters):
        example = "22.07" if letters == "NS" else "82.15"
        message = f"this is not a {'latitude' if letters == 'NS' else 'longitude'}"
        raise BadCell("IMP031", f"{message} in decimal degrees", f"write it like {example}")
    value = float(found[1])
    return -value if letter and letter == letters[1] else value


def _clean(text: str, longest: int) -> str:
    if _UNFIT.search(text):
        message = "this text holds a line break or another invisible character"
        raise BadCell("IMP023", message, "write the cell anew, on one line")
    if len(text) > longest:
        message = f"this text has {len(text)} characters; {longest} are allowed"
        raise BadCell("IMP023", message, "shorten it", show=False)
    return text


_TEXT_FORMAT = "set the column's format to Text in Excel, then type it"
_DATE_FORMAT = "write it as day-month-year, such as 08-09-2020, or 2020-09-08"
