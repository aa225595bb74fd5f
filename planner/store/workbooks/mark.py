"""Mark: what a workbook is known by when it comes back, kept on a hidden sheet.

Which campaign and which state of it, whose part, and every row as it was written: so what was
changed in Excel is told from what was changed in the campaign meanwhile, cell by cell.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from planner.chain import canonical
from planner.store import migrating
from planner.store.importing.workbook import text_of
from planner.store.tables import HistoryRow
from planner.store.workbooks.content import Content
from planner.store.workbooks.layout import BY_SHEET, LAYOUTS, TRUTH_WORDS, Cell, Style
from planner.store.workbooks.scope import Scope, ScopeKind

VERSION = "mitan-workbook-1"  # another number, another way
ESCAPED = "\\u005fx"  # in JSON: workbooks, and those who save them, read _x0041_ as A
CHUNK = 30_000  # characters in a cell; Excel takes 32,767
KEEP = "Mitan knows this workbook by this sheet. Leave it as it is. इस शीट को न बदलें।"
ROW_HEADER = "mitan row"  # above the hidden column: the number of the row among those exported

Texts = list[str]


@dataclass(frozen=True)
class Generation:
    """The campaign and its state: digest of its first history entry, revision of the tables,
    number and digest of its last entry. All empty or 0 before the first entry.
    """

    campaign: str
    schema: str
    number: int
    head: str


@dataclass(frozen=True)
class Mark:
    """`titles` and `columns` are by sheet; `base` has the texts of every row as it was written.

    `secret` makes new ids, and the digest, of which nothing can be guessed back.
    """

    generation: Generation
    scope: Scope
    lang: str
    phones: bool
    titles: Mapping[str, str]
    columns: Mapping[str, Sequence[str]]
    base: Mapping[str, Sequence[Texts]]
    secret: str

    @property
    def counts(self) -> dict[str, int]:
        """How many rows each sheet was written with."""
        return {sheet: len(rows) for sheet, rows in self.base.items()}


@dataclass(frozen=True)
class Written:
    """What goes into a workbook: its mark, and for each sheet the cells of its columns."""

    content: Content
    mark: Mark
    cells: Mapping[str, Sequence[Sequence[Cell]]]


def generation(connection: Connection) -> Generation:
    """The campaign and its state now."""
    number, digest = col(HistoryRow.number), col(HistoryRow.digest)
    entries = select(number, digest).order_by(number)
    first = connection.execute(entries.limit(1)).one_or_none()
    last = connection.execute(entries.order_by(None).order_by(number.desc()).limit(1)).one_or_none()
    if first is None or last is None:
        return Generation("", migrating.head(), 0, "")
    return Generation(first[1], migrating.head(), last[0], last[1])


def written(content: Content, now: Generation, style: Style) -> Written:
    """The cells of a content in a style, and the mark of a workbook that has them."""
    cells = {
        layout.sheet: [
            style.cells(name, [row[at] for row in content.rows[layout.sheet]])
            for at, name in enumerate(layout.columns)
        ]
        for layout in LAYOUTS
    }
    base = {
        sheet: [list(row) for row in zip(*(map(text_of, one) for one in columns), strict=True)]
        for sheet, columns in cells.items()
    }
    mark = Mark(
        generation=now,
        scope=content.scope,
        lang=style.lang,
        phones=style.phones,
        titles={layout.sheet: layout.title(style.lang) for layout in LAYOUTS},
        columns={layout.sheet: layout.columns for layout in LAYOUTS},
        base=base,
        secret=secrets.token_hex(16),
    )
    return Written(content, mark, cells)


def to_rows(mark: Mark) -> list[Texts]:
    """The hidden sheet: a name and a piece of text in each row, of ASCII letters only."""
    about = {**_about(mark), "digest": digest(mark)}
    rows = [[VERSION, KEEP]]
    for name, value in (("about", about), ("base", mark.base)):
        text = json.dumps(value, separators=(",", ":")).replace("_x", ESCAPED)
        rows += [[name, text[at : at + CHUNK]] for at in range(0, len(text), CHUNK)]
    return rows


def digest(mark: Mark) -> str:
    """SHA-256 of all that the mark says, the secret and every exported value among it."""
    return hashlib.sha256(canonical([_about(mark), mark.base]).encode()).hexdigest()


def _about(mark: Mark) -> dict[str, Any]:
    return {
        "generation": asdict(mark.generation),
        "scope": asdict(mark.scope),
        "lang": mark.lang,
        "phones": mark.phones,
        "titles": dict(mark.titles),
        "columns": {sheet: list(columns) for sheet, columns in mark.columns.items()},
        "counts": mark.counts,
        "secret": mark.secret,
    }


def from_rows(rows: Iterable[Texts]) -> Mark:
    """The mark on a hidden sheet. Raises ValueError where there is none, or it was changed."""
    pieces: dict[str, list[str]] = {}
    for row in rows:
        name, text = (*row, "", "")[:2]
        pieces.setdefault(name, []).append(text)
    if VERSION not in pieces:
        raise ValueError("no mark of this version")
    try:
        about: dict[str, Any] = json.loads("".join(pieces["about"]))
        base: dict[str, list[Texts]] = json.loads("".join(pieces["base"]))
        mark = Mark(
            generation=Generation(**about["generation"]),
            scope=Scope(ScopeKind(about["scope"]["kind"]), about["scope"]["of"]),
            lang=about["lang"],
            phones=about["phones"],
            titles=about["titles"],
            columns=about["columns"],
            base=base,
            secret=about["secret"],
        )
        sound = digest(mark) == about["digest"] and mark.counts == about["counts"] and _fits(mark)
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise ValueError("the mark is damaged") from error
    if not sound:
        raise ValueError("the mark was changed")
    return mark


def _fits(mark: Mark) -> bool:
    """Whether sheets and columns are those that this Mitan knows, and every row fits them."""
    if mark.lang not in TRUTH_WORDS or not isinstance(mark.scope.of, str):
        return False
    return mark.base.keys() == mark.columns.keys() == mark.titles.keys() == BY_SHEET.keys() and all(
        set(BY_SHEET[sheet].key) <= set(columns) <= set(BY_SHEET[sheet].columns)
        and all(len(row) == len(columns) for row in mark.base[sheet])
        and all(isinstance(text, str) for row in mark.base[sheet] for text in row)
        for sheet, columns in mark.columns.items()
    )
