"""Edited: the rows of a page that were added or changed, ready for the rules of an import.

Of a row that is known, only the cells that differ from what was exported are read; the others
have what the campaign holds now. So nothing is brought back that somebody else has changed since,
and no fault is found in what nobody touched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from planner.chain import canonical
from planner.policy import PrivacyPolicy
from planner.store.importing.rows import Columns, Rows
from planner.store.importing.sheet import Sheet
from planner.store.importing.workbook import text_of
from planner.store.workbooks.content import Key, Row, silenced
from planner.store.workbooks.layout import PLACE, TEAM, Layout, Style, header
from planner.store.workbooks.returned import Page, even

T = TypeVar("T")
B = TypeVar("B")

NEW_ID = {"team": "R-", "enrolments": "M-"}  # areas have a way of their own
ID_LETTERS = 12


@dataclass(frozen=True)
class Change:
    """One cell that was changed, as a person finds it. Phones in it are masked."""

    sheet: str
    row: int
    id: str
    column: str
    before: str
    after: str

    def as_dict(self) -> dict[str, str | int]:
        """The change as JSON shows it."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "id": self.id,
            "column": self.column,
            "from": self.before,
            "to": self.after,
        }


class EditedRows(Rows):
    """Rows of which some cells were given and the others are stored.

    `stored` are the values of the campaign for each row, by column; `given` the positions of the
    rows whose cell was filled in anew, by column. New rows have all their cells given.
    """

    def __init__(
        self, sheet: Sheet, kind: str, stored: Columns, given: Mapping[str, set[int]], new: set[int]
    ) -> None:
        super().__init__(sheet, kind)
        self.stored = stored
        self.given = given
        self.new = new

    def parse(self, column: str, parser: Callable[[str], T], blank: B) -> list[T | B]:
        """A column's values: those given, and what is stored where none is."""
        values = super().parse(column, parser, blank)
        given = self.given.get(column, set())
        kept: Sequence[Any] = self.stored.get(column, values)
        return [
            value if k in given else old
            for k, (value, old) in enumerate(zip(values, kept, strict=True))
        ]

    def fault(self, k: int, column: str, code: str, message: str, remedy: str) -> None:
        """Record an error, unless it is one of a cell that nobody touched."""
        if not column or self.touches(k, column):
            super().fault(k, column, code, message, remedy)

    def touches(self, k: int, column: str) -> bool:
        """Whether a cell, or one that is looked at together with it, was given."""
        return k in self.new or any(k in self.given.get(one, ()) for one in together(column))


@dataclass(frozen=True, eq=False)
class Edited:
    """The rows of a page that were added or changed, m of them.

    `overtaken` are the cells (row 0 to m-1, column) that somebody else has changed. `gone` are no
    rows of these: changed rows, by position in the page, that the campaign no longer holds.
    """

    page: Page
    rows: EditedRows
    overtaken: set[tuple[int, str]]
    gone: list[int]


def together(column: str) -> tuple[str, ...]:
    """The columns that are looked at together with this one, itself among them."""
    return PLACE if column in PLACE else (column,)


def keys_changed(page: Page) -> list[Key]:
    """The keys of the known rows in which a cell was changed."""
    return [_key(page, k) for k, number in enumerate(page.numbers)
            if number is not None and _changed(page, k)]  # fmt: skip


def edited(
    page: Page,
    now: Mapping[Key, Row],
    style: Style,
    secret: str,
    usual: Mapping[str, str],
    privacy: PrivacyPolicy,
) -> Edited:
    """What was added and changed on a page, beside what the campaign holds now.

    `now` has the rows of `keys_changed`, `style` is that of the workbook; `usual` is what a blank
    cell of a new row stands for, by column.
    """
    layout, own = page.layout, page.layout.key[0]
    at: list[int] = []
    gone: list[int] = []
    changed: list[list[str]] = []
    for k, number in enumerate(page.numbers):
        columns = list(layout.columns) if number is None else _changed(page, k)
        if columns and number is not None and _key(page, k) not in now:
            gone.append(k)
        elif columns:
            at.append(k)
            changed.append(columns)
    new = {m for m, k in enumerate(at) if page.numbers[k] is None}
    found = [None if m in new else now[_key(page, k)] for m, k in enumerate(at)]
    given = {name: {m for m, one in enumerate(changed) if name in one} for name in layout.columns}
    given[own] = set()  # of a new row it is made, see below
    texts = {
        name: [page.text(k, name) if m in given[name] else "" for m, k in enumerate(at)]
        for name in layout.columns
    }
    for m in new:
        for name, value in usual.items():
            texts[name][m] = texts[name][m] if even(texts[name][m]) else value
    stored: Columns = {
        name: ["" if row is None else row[c] for row in found]
        for c, name in enumerate(layout.columns)
    }
    for m in new:
        stored[own][m] = _new_id(layout, texts, m, secret)
    if layout is TEAM:
        texts["role"] = [""] * len(at)
        stored["role"] = ["rakshak"] * len(at)
    sheet = _sheet(page, at, texts, style.lang)
    rows = EditedRows(sheet, layout.imports, stored, given, new)
    return Edited(page, rows, _overtaken(page, at, found, style, privacy), gone)


def _changed(page: Page, k: int) -> list[str]:
    """The columns of a known row whose text differs from what was exported."""
    return [
        name
        for name in page.at
        if name not in page.layout.key
        and page.text(k, name) != page.was(k, name)
        and even(page.text(k, name)) != even(page.was(k, name))
    ]


def _key(page: Page, k: int) -> Key:
    return tuple(page.was(k, name) for name in page.layout.key)


def _overtaken(
    page: Page,
    at: Sequence[int],
    found: Sequence[Row | None],
    style: Style,
    privacy: PrivacyPolicy,
) -> set[tuple[int, str]]:
    """Cells that the campaign no longer has as they were exported."""
    there = [(m, k) for m, (k, row) in enumerate(zip(at, found, strict=True)) if row]
    rows = silenced(page.layout, [row for row in found if row], privacy)
    cells = set()
    for c, name in enumerate(page.layout.columns):
        if name in page.order:
            shown = style.cells(name, [row[c] for row in rows])
            for (m, k), cell in zip(there, shown, strict=True):
                if even(text_of(cell)) != even(page.was(k, name)):
                    cells.add((m, name))
    return cells


def _new_id(layout: Layout, texts: Mapping[str, Sequence[str]], m: int, secret: str) -> str:
    """An id for a new row: the same if the same workbook comes in again, and guessed by nobody."""
    if layout.sheet not in NEW_ID:
        return ""
    superior = "reports_to" if layout is TEAM else "rakshak"
    told = [secret, layout.sheet, *(even(texts[name][m]) for name in ("name", "phone", superior))]
    letters = hashlib.sha256(canonical(told).encode()).hexdigest()[:ID_LETTERS]
    return NEW_ID[layout.sheet] + letters


def _sheet(page: Page, at: Sequence[int], texts: Mapping[str, list[str]], lang: str) -> Sheet:
    """A sheet of the rows, whose header the import understands."""
    sheet = page.sheet
    return Sheet(
        sheet.file,
        sheet.name,
        sheet.sha256,
        tuple(header(page.layout.imports, name, lang) for name in texts),
        tuple(texts.values()),
        [sheet.rows[k] for k in at],
    )
