"""Template: empty workbooks that the import understands, with one made-up row as an example."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from planner.policy import Policy
from planner.report.document import Document, Table
from planner.report.workbook import Form, both_languages, filled
from planner.report.workbook_phrases import BLANK
from planner.store.importing.examples import EXAMPLES
from planner.store.importing.vocabulary import COLUMNS
from planner.store.importing.workbook import TEMPLATE_SHEET
from planner.store.workbooks.layout import Cell, Kind, header, kind

MADE = datetime(2020, 9, 8)  # in every template: equal questions, equal bytes
LEFT_OUT = ("synthetic", "source")  # for programs, not for people
TITLES = {
    "people": {"en": "people", "hi": "लोग", "both": "people लोग"},
    "areas": {"en": "areas", "hi": "क्षेत्र", "both": "areas क्षेत्र"},
    "enrolments": {"en": "enrolments", "hi": "नामांकन", "both": "enrolments नामांकन"},
    "progress": {"en": "progress", "hi": "प्रगति", "both": "progress प्रगति"},
}
ROLES = ("leader", "rakshak", "लीडर", "रक्षक")


def template_workbook(kinds: Sequence[str], policy: Policy, lang: str) -> bytes:
    """A workbook with an empty sheet for each of these kinds of import, in their order."""
    orders = ", ".join(f"{_order(name)} FILE" for name in kinds)
    lines = {
        language: [line.format(orders=orders) for line in said] for language, said in BLANK.items()
    }
    return filled(
        [_form(name, lang) for name in kinds],
        lines,
        {**both_languages(policy), "role": ROLES},
        {TEMPLATE_SHEET: [[", ".join(kinds)]]},
        protected=False,
        properties={"created": MADE},
    )


def template_answer(kinds: Sequence[str], file: Path) -> Document:
    """Which sheets a template has, and how they come in."""
    rows = [(name, f"{_order(name)} {file}") for name in kinds]
    data = {"file": str(file), "sheets": list(kinds)}
    table = Table("Template", ("sheet", "comes in with"), rows)
    return Document(data, (table,), (f"Written: {file}",))


def _order(name: str) -> str:
    return "mitan progress import" if name == "progress" else f"mitan import {name}"


def _form(name: str, lang: str) -> Form:
    columns = [column for column in COLUMNS[name] if column not in LEFT_OUT]
    return Form(
        TITLES[name][lang],
        columns,
        [header(name, column, lang) for column in columns],
        [[_cell(column, EXAMPLES[name].get(column, "")) for column in columns]],
        size=1,
    )


def _cell(column: str, text: str) -> Cell:
    """An example as it stands in a cell: numbers as numbers."""
    what = kind(column)
    if text and what in (Kind.NUMBER, Kind.DEGREES):
        return float(text) if what is Kind.DEGREES else int(text)
    return text
