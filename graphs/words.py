"""What pictures say in two languages: fixed words from TABLES, numbers, days, chances.

A language is "en" or "hi". Words that differ with a number are pairs in their table, in both
languages: the first is for one, the second for any other number.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

TABLES = tuple(Path(__file__).with_name(name) for name in ("words.toml", "words_campaign.toml"))
LANGUAGES = ("en", "hi")


def say(key: str, lang: str, **values: str) -> str:
    """The words of a key, with values in their places."""
    return _forms()[key][lang][-1].format_map(values)


def counted(value: int, key: str, lang: str, **values: str) -> str:
    """The words of a key for so many, which stand at {number}: '1 area', '2,000 areas'."""
    form = _forms()[key][lang][0 if value == 1 else -1]
    return form.format_map({"number": number(value, lang), **values})


def number(value: float, lang: str, places: int = 0) -> str:
    """Rounded and grouped: 600,000 in English, 6,00,000 in Hindi."""
    text = f"{value:,.{places}f}".replace("-", "−")
    if text.strip("−0.") == "":
        text = text.lstrip("−")  # a rounded zero has no sign
    if lang == "en":
        return text
    whole, *rest = text.replace(",", "").split(".")
    sign, digits = whole[: whole.startswith("−")], whole.lstrip("−")
    head, tail = digits[:-3], digits[-3:]
    pairs = [head[max(end - 2, 0) : end] for end in range(len(head), 0, -2)]
    return ".".join([sign + ",".join([*reversed(pairs), tail]), *rest])


def day(when: date, lang: str) -> str:
    """'8 Sep', '8 सितं'."""
    return f"{when.day} {say('months', lang).split()[when.month - 1]}"


def days(first: date, last: date, lang: str) -> str:
    """From a day to another: '22–25 Aug', '28 Aug – 3 Sep', '8 Sep'."""
    if first == last:
        return day(last, lang)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last, lang)}"
    return f"{day(first, lang)} – {day(last, lang)}"


def chance(share: float, lang: str) -> str:
    """A share in whole per cent; 100% and 0% are said only where they are exact."""
    if 0.99 < share < 1:
        return say("nearly_all", lang)
    if 0 < share < 0.01:
        return say("hardly_any", lang)
    return f"{share:.0%}"


@cache
def _forms() -> dict[str, dict[str, list[str]]]:
    """By key and language the words for one and for more, or those for any number."""
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in TABLES]
    return {
        key: {lang: [said] if isinstance(said, str) else said for lang, said in entry.items()}
        for table in tables
        for key, entry in table.items()
    }
