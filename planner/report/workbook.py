"""Workbook: a part of the campaign, or an empty form, as an Excel workbook to be filled in.

Texts are written as texts, into cells of the format Text: none is ever run as a formula, becomes a
link or a number. Locked cells are only locked, not secret: the protection has no password.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from planner.files import temporary_files
from planner.policy import Policy
from planner.report.workbook_phrases import BACK, SCOPES, TITLE
from planner.store.importing.workbook import MARK_SHEET
from planner.store.workbooks.content import Content
from planner.store.workbooks.layout import (
    ENROLMENTS,
    LAYOUTS,
    TRUTH_WORDS,
    Cell,
    Kind,
    category_words,
    header,
    kind,
)
from planner.store.workbooks.mark import ROW_HEADER, Written, to_rows

LISTS_SHEET = "mitan lists"
SPARE_ROWS = 1_000  # below the last row, that have drop-downs too
MANY_CELLS = 500_000  # from which on rows are put aside on the disk while they are written
WIDTHS = {"name": 24, "id": 16, "mitan": 18, "rakshak": 16, "reports_to": 16, "category": 22}
USUAL_WIDTH = 13
FREE = ("organisation", "skills", "languages", "zone", "locality")  # chosen, or written anew
GREY = "#E7E6E6"
ALLOWED = dict.fromkeys(("format_columns", "format_rows", "sort", "autofilter"), True)
WRONG = "Choose from the list. सूची में से चुनें।"


@dataclass(frozen=True)
class Form:
    """One sheet to be filled in: its columns, their headers, and rows of cells.

    `locked` columns are grey; of `kept` ones only the cells that are written. With `numbered` a
    hidden column numbers the rows.
    """

    title: str
    columns: Sequence[str]
    headers: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    size: int
    locked: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    numbered: bool = False


Choices = Mapping[str, Sequence[str]]  # by column


def workbook(written: Written, policy: Policy, day: str) -> bytes:
    """A part of the campaign as a workbook that knows, when it comes back, what was changed."""
    mark, content = written.mark, written.content
    forms = [
        Form(
            mark.titles[layout.sheet],
            layout.columns,
            [header(layout.imports, name, mark.lang) for name in layout.columns],
            zip(*written.cells[layout.sheet], strict=True),
            len(content.rows[layout.sheet]),
            locked=layout.key[:1],
            kept=layout.key[1:],
            numbered=True,
        )
        for layout in LAYOUTS
    ]
    lines = {
        lang: [
            line.format(
                of=SCOPES[lang][mark.scope.kind].format(of=mark.scope.of),
                campaign=policy.campaign.name,
                day=day,
            )
            for line in BACK[lang]
        ]
        for lang in BACK
    }
    choices = _choices(content, policy, mark.lang)
    hidden = {MARK_SHEET: to_rows(mark)}
    return filled(forms, lines, choices, hidden, protected=True)


def filled(
    forms: Sequence[Form],
    lines: Mapping[str, Sequence[str]],
    choices: Choices,
    hidden: Mapping[str, Sequence[Sequence[str]]],
    *,
    protected: bool,
    properties: Mapping[str, object] | None = None,
) -> bytes:
    """The workbook: a page of lines in each language, a sheet for each form, the hidden sheets."""
    import xlsxwriter

    content = io.BytesIO()
    many = sum(form.size * len(form.columns) for form in forms) > MANY_CELLS
    options = {"constant_memory" if many else "in_memory": True}
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with temporary_files(), xlsxwriter.Workbook(content, {**options, **safe}) as book:
        if properties:
            book.set_properties(properties)
        _instructions(book, lines)
        pages = [book.add_worksheet(form.title) for form in forms]
        named = _lists(book, choices)
        styles = _styles(book)
        for form, page in zip(forms, pages, strict=True):
            _form(page, form, styles, named)
            if protected:
                page.protect("", ALLOWED)
        for name, rows in hidden.items():
            page = book.add_worksheet(name)
            page.very_hidden()
            for at, row in enumerate(rows):
                for k, text in enumerate(row):
                    page.write_string(at, k, text)
    return content.getvalue()


def both_languages(policy: Policy) -> dict[str, list[str]]:
    """What may be chosen in a form that stands in both languages."""
    categories = [word for lang in ("en", "hi") for word in category_words(policy, lang).values()]
    return {
        "category": list(dict.fromkeys(categories)),
        **_truths([word for words in TRUTH_WORDS.values() for word in reversed(words)]),
    }


def _choices(content: Content, policy: Policy, lang: str) -> dict[str, list[str]]:
    """What may be chosen, by column: only of this part of the campaign."""
    found: dict[str, set[str]] = {name: set() for name in FREE}
    for layout in LAYOUTS:
        for at, name in enumerate(layout.columns):
            if name in FREE and layout is not ENROLMENTS:
                found[name].update(str(row[at]) for row in content.rows[layout.sheet] if row[at])
    return {
        "category": list(category_words(policy, lang).values()),
        **_truths(list(reversed(TRUTH_WORDS[lang]))),
        "reports_to": list(content.members.leaders),
        "rakshak": list(content.members.rakshaks),
        **{name: sorted(values) for name, values in found.items()},
    }


def _truths(words: list[str]) -> dict[str, list[str]]:
    return dict.fromkeys(("active", "reserve", "whole", "consent"), words)


def _instructions(book: Any, lines: Mapping[str, Sequence[str]]) -> None:
    page = book.add_worksheet(TITLE)
    page.set_column(0, 0, 110)
    bold = book.add_format({"bold": True, "font_size": 14})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    at = count()
    for said in lines.values():
        head, *rest = said
        page.write_string(next(at), 0, head, bold)
        for line in rest:
            page.write_string(next(at), 0, line, wrapped)
        next(at)
    page.protect("", ALLOWED)


def _lists(book: Any, choices: Choices) -> dict[str, str]:
    """Put what may be chosen on a hidden sheet; where it stands, by column."""
    page = book.add_worksheet(LISTS_SHEET)
    page.very_hidden()
    told = {name: values for name, values in choices.items() if values}
    for row in range(max(map(len, told.values()), default=0)):
        for at, values in enumerate(told.values()):
            if row < len(values):
                page.write_string(row, at, values[row])
    columns = [chr(ord("A") + at) for at in range(len(told))]
    return {
        name: f"='{LISTS_SHEET}'!${letter}$1:${letter}${len(values)}"
        for letter, (name, values) in zip(columns, told.items(), strict=True)
    }


def _styles(book: Any) -> dict[str, Any]:
    text, number = {"num_format": "@"}, {"num_format": "General"}
    return {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "bg_color": GREY}),
        "locked": book.add_format({**text, "bg_color": GREY}),
        "text": book.add_format({**text, "locked": False}),
        "number": book.add_format({**number, "locked": False}),
    }


def _form(page: Any, form: Form, styles: Mapping[str, Any], named: Mapping[str, str]) -> None:
    start = int(form.numbered)
    written = []  # the style of each column's cells
    for at, name in enumerate(form.columns, start=start):
        style = styles["number" if kind(name) in (Kind.NUMBER, Kind.DEGREES) else "text"]
        below = styles["locked"] if name in form.locked else style
        page.set_column(at, at, WIDTHS.get(name, USUAL_WIDTH), below)
        written.append(styles["locked"] if name in (*form.locked, *form.kept) else style)
    if form.numbered:
        page.set_column(0, 0, 6, styles["locked"], {"hidden": True})
        page.write_string(0, 0, ROW_HEADER, styles["head"])
    for at, text in enumerate(form.headers, start=start):
        page.write_string(0, at, text, styles["head"])
    string, numeric, locked = page.write_string, page.write_number, styles["locked"]
    for row, cells in enumerate(form.rows, start=1):
        if start:
            numeric(row, 0, row, locked)
        for at, cell in enumerate(cells):
            if cell.__class__ is str:
                if cell:
                    string(row, at + start, cell, written[at])
            else:
                numeric(row, at + start, cell, written[at])
    last = form.size + SPARE_ROWS
    for at, name in enumerate(form.columns, start=start):
        if name in named and name not in form.locked:
            rule = {"validate": "list", "source": named[name], "error_message": WRONG}
            page.data_validation(1, at, last, at, {**rule, "show_error": name not in FREE})
    page.ignore_errors({"number_stored_as_text": f"A1:Z{last + 1}"})  # phones are meant as texts
    page.freeze_panes(1, start + 2)
    page.autofilter(0, start, max(form.size, 1), start + len(form.columns) - 1)
