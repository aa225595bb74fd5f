"""Layout: which sheets and columns a workbook has, and how a stored value stands in a cell.

The headers are words of the import's vocabulary, so whatever is written here is read there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import SQLModel

from planner.policy import Policy
from planner.store.importing.sheet import LONGEST_CELL
from planner.store.importing.vocabulary import COLUMNS
from planner.store.importing.workbook import EXACT
from planner.store.roster import masked
from planner.store.tables import Area, Enrolment, Person

Cell = str | int | float

TRUTH_WORDS = {"en": ("no", "yes"), "hi": ("नहीं", "हाँ")}
KEPT_DIGITS = 15  # of a number; Excel keeps no more when it saves
_ISO_DAY = re.compile(r"^(\d{4})-(\d\d)-(\d\d)$")
_DEVANAGARI = re.compile(r"[\u0900-\u097f]")


class Kind(StrEnum):
    """What a column's cells hold."""

    TEXT = "text"
    NUMBER = "number"
    DEGREES = "degrees"
    DAY = "day"
    TRUTH = "truth"
    CATEGORY = "category"
    PHONE = "phone"
    ROLE = "role"
    CONSENT = "consent"


KINDS = {
    "phone": Kind.PHONE,
    "role": Kind.ROLE,
    "consent": Kind.CONSENT,
    "category": Kind.CATEGORY,
    **dict.fromkeys(("latitude", "longitude"), Kind.DEGREES),
    **dict.fromkeys(("visits_available", "people", "visits"), Kind.NUMBER),
    **dict.fromkeys(("different_rakshaks", "priority"), Kind.NUMBER),
    **dict.fromkeys(("joined_on", "trained_on", "enrolled_on", "pledged_on"), Kind.DAY),
    **dict.fromkeys(("active", "reserve", "whole"), Kind.TRUTH),
}  # whatever is not here is text


@dataclass(frozen=True)
class Layout:
    """One sheet: its titles, the kind of import that its rows go through, and its columns.

    `key` are the columns that name a row: nobody is to change them. `own` are the columns of
    `table`; the others are of the mitan whom the row names.
    """

    sheet: str
    titles: Mapping[str, str]
    imports: str
    table: type[SQLModel]
    key: tuple[str, ...]
    columns: tuple[str, ...]

    def title(self, lang: str) -> str:
        """How the sheet is called."""
        return self.titles[lang]


TEAM = Layout(
    "team",
    {"en": "team", "hi": "दल"},
    "people",
    Person,
    ("id",),
    ("id", "name", "phone", "organisation", "reports_to", "zone", "latitude", "longitude",
     "visits_available", "skills", "languages", "joined_on", "trained_on", "active", "reserve",
     "consent"),
)  # fmt: skip
AREAS = Layout(
    "areas",
    {"en": "areas", "hi": "क्षेत्र"},
    "areas",
    Area,
    ("id",),
    ("id", "name", "category", "zone", "locality", "latitude", "longitude", "people", "visits",
     "different_rakshaks", "priority", "whole", "skills", "languages", "source"),
)  # fmt: skip
ENROLMENTS = Layout(
    "enrolments",
    {"en": "enrolments", "hi": "नामांकन"},
    "enrolments",
    Enrolment,
    ("mitan", "rakshak"),
    ("mitan", "rakshak", "name", "phone", "zone", "enrolled_on", "pledged_on", "pledged_at",
     "consent"),
)  # fmt: skip
LAYOUTS = (TEAM, AREAS, ENROLMENTS)
BY_SHEET = {layout.sheet: layout for layout in LAYOUTS}
PLACE = ("zone", "latitude", "longitude")  # looked at together: a change of one concerns all


def kind(column: str) -> Kind:
    """What the cells of a column hold."""
    return KINDS.get(column, Kind.TEXT)


def header(imports: str, column: str, lang: str) -> str:
    """What stands above a column: a word that the import knows for it, or one in each language."""
    words = COLUMNS[imports][column]
    hindi = next(word for word in words if _DEVANAGARI.search(word))
    return _in(lang, {"en": column.replace("_", " "), "hi": hindi})


def category_words(policy: Policy, lang: str) -> dict[str, str]:
    """How each category of the policy is written, by code: by its label if that is understood."""
    words = {}
    for code, category in policy.categories.items():
        label = category.named(lang)
        words[code] = label if policy.category_code(label) == code else code
    return words


@dataclass(frozen=True)
class Style:
    """How values are shown: in which language, and whether phones can be read."""

    lang: str
    phones: bool
    categories: Mapping[str, str]  # how each is written, by code

    def cells(self, column: str, values: Sequence[object]) -> list[Cell]:
        """A column of stored values as they stand in cells. What is not known is an empty text."""
        show = self._showing(kind(column))
        return ["" if value is None or value == "" else show(value) for value in values]

    def _showing(self, what: Kind) -> Callable[[object], Cell]:
        if what is Kind.TRUTH:
            words = TRUTH_WORDS[self.lang]
            return lambda value: words[bool(value)]
        if what is Kind.CONSENT:
            words = TRUTH_WORDS[self.lang]
            return lambda value: words[value == "yes"]
        if what is Kind.PHONE and not self.phones:
            return lambda value: masked(str(value))
        if what is Kind.DAY:
            return lambda value: _ISO_DAY.sub(r"\3-\2-\1", str(value))
        if what is Kind.CATEGORY:
            return lambda value: self.categories.get(str(value), str(value))
        return _plain


def style(policy: Policy, lang: str, *, phones: bool) -> Style:
    """The style of a workbook of this campaign."""
    return Style(lang, phones, category_words(policy, lang))


def _plain(value: object) -> Cell:
    if isinstance(value, float):
        return float(f"{value:.{KEPT_DIGITS}g}")
    if isinstance(value, int) and abs(value) < EXACT:
        return value
    return str(value)[:LONGEST_CELL]


def _in(lang: str, words: Mapping[str, str]) -> str:
    return " / ".join((words["en"], words["hi"])) if lang == "both" else words[lang]
