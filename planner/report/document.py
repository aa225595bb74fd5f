"""Document: what a command has to say, and its three forms: table, JSON and CSV.

A command may have further forms of its own, each made only where it is asked for.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TextIO

from graphs import words
from planner.findings import UNFIT, Refusal, legible

ROWS_ON_SCREEN = 40
WIDTH_OFF_SCREEN = 140  # columns, where the output is no terminal
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
MARK = "'"  # before a text that is to stay a text
PHRASES = {
    "en": {
        "none": "{title}: none",
        "more": "... and {more} more; all of them with --format csv or json",
        "yes": "yes",
        "no": "no",
    },
    "hi": {
        "none": "{title}: कुछ नहीं",
        "more": "... और {more}; सब देखने के लिए --format csv या json",
        "yes": "हाँ",
        "no": "नहीं",
    },
}


@dataclass(frozen=True)
class Table:
    """A titled table: names of the columns, and rows of as many values each.

    `note` is said below it on a screen.
    """

    title: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[object]]
    note: str = ""


@dataclass(frozen=True)
class Document:
    """`data` is the JSON form; `tables` are shown one below the other, the last is the CSV form.

    `lines` sum it up: above the tables on a screen, beside the document in the other forms.
    `forms` make further forms, as a file holds them; one named like a usual form takes its place.
    `lang` is the language on a screen, en or hi: numbers there are grouped as it does.
    """

    data: dict[str, Any]
    tables: tuple[Table, ...] = ()
    lines: tuple[str, ...] = ()
    forms: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)
    lang: str = "en"

    def content(self, form: str) -> bytes:
        """The whole document in any of its forms, as a file holds it."""
        return self.forms[form]() if form in self.forms else self.render(form).encode()

    def render(self, form: str, *, width: int | None = None, colour: bool = False) -> str:
        """The whole document as text as table, json or csv, ending in a newline."""
        if form == "json":
            return as_json(self.data)
        if form == "csv":
            return as_csv(self.tables[-1])
        return _as_screen(self, width or WIDTH_OFF_SCREEN, colour)


def refusal_answer(refusal: Refusal) -> Document:
    """What a command says in JSON where it has no other answer than a no."""
    findings = [finding.as_dict() for finding in refusal.findings]
    return Document(
        {
            "error": refusal.message,
            "exit_code": int(refusal.exit_code),
            "findings": findings,
        }
    )


def show(document: Document, form: str, stream: TextIO) -> None:
    """Write the document to a terminal (its width, with colour unless NO_COLOR) or a pipe.

    Forms that are no text cannot be shown.
    """
    if form in document.forms:
        stream.write(document.content(form).decode())
        return
    terminal = stream.isatty()
    width = os.get_terminal_size(stream.fileno()).columns if terminal else None
    colour = terminal and not os.environ.get("NO_COLOR")
    stream.write(document.render(form, width=width, colour=colour))


def as_json(value: object) -> str:
    """The JSON text of a value as people may read it, ending in a newline."""
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    return UNFIT.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)  # means the same, and is seen


def as_csv(table: Table) -> str:
    """The CSV text of a table, its header first."""
    return csv_text(table.columns, table.rows)


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The CSV text of rows, the names of their columns first. No text in it is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([harmless(value) for value in row] for row in rows)
    return text.getvalue()


def harmless(value: object) -> object:
    """A text that a spreadsheet would run as a formula, marked as text; see `unmarked`."""
    if isinstance(value, str) and value.startswith((*FORMULA_STARTS, MARK)) and value != "-":
        return f"{MARK}{value}"
    return "" if value is None else value


def unmarked(text: str) -> str:
    """A text as it was before `harmless` marked it."""
    return text.removeprefix(MARK)


def _as_screen(document: Document, width: int, colour: bool) -> str:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

    text = io.StringIO()
    console = Console(
        file=text,
        width=width,
        force_terminal=colour,
        no_color=not colour,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )
    phrases = PHRASES[document.lang]
    for line in document.lines:
        console.print(Text(legible(line)))
    for table in document.tables:
        grid = Grid(title=table.title, title_justify="left", title_style="bold", box=SIMPLE_HEAD)
        for k, column in enumerate(table.columns):
            numeric = bool(table.rows) and all(isinstance(r[k], int | float) for r in table.rows)
            grid.add_column(Text(column), justify="right" if numeric else "left", overflow="fold")
        for row in table.rows[:ROWS_ON_SCREEN]:
            grid.add_row(*(Text(_shown(value, document.lang)) for value in row))
        console.print()
        console.print(grid if table.rows else Text(phrases["none"].format(title=table.title)))
        if len(table.rows) > ROWS_ON_SCREEN:
            more = words.number(len(table.rows) - ROWS_ON_SCREEN, document.lang)
            console.print(Text(phrases["more"].format(more=more)))
        if table.note:
            console.print(Text(table.note))
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"


def _shown(value: object, lang: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return PHRASES[lang]["yes" if value else "no"]
    if isinstance(value, int):
        return words.number(value, lang)
    if isinstance(value, float):
        return words.number(value, lang, 3).rstrip("0").rstrip(".")
    return legible(str(value))
