"""Call form: a call sheet as a form, CSV or Excel, to be filled in and handed back.

`mitan audit results` reads it; see planner.store.importing.filled.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from planner.report.call_phrases import COLUMNS
from planner.report.call_sheet import CallSheet
from planner.report.document import harmless

BYTE_ORDER_MARK = "\ufeff"  # by which Excel knows that a CSV is UTF-8


def _cells(sheet: CallSheet) -> Iterator[list[object]]:
    """The form: a header, then a row for each call, its answer blank."""
    yield [sheet.say(f"column {column}") for column in COLUMNS]
    for lot, calls in zip(sheet.drawn.draw.lots, sheet.calls, strict=True):
        for c in calls:
            head = (sheet.drawn.draw.number, sheet.lot_name(lot))
            yield [*head, c.kind, c.id, c.rakshak, c.zone, c.name, c.phone, c.question, "", ""]


def as_csv(sheet: CallSheet) -> bytes:
    """The form as CSV that Excel opens rightly, Hindi too."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([harmless(cell) for cell in row] for row in _cells(sheet))
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def as_xlsx(sheet: CallSheet) -> bytes:
    """The form as a workbook, the three answers to be chosen from a list."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    page = book.add_worksheet(sheet.say("title"))
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    rows = list(_cells(sheet))
    for k, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                page.write_number(k, column, cell)
            else:
                page.write_string(k, column, str(cell), text if k else bold)
    answer = COLUMNS.index("answer")
    choice = [sheet.say(word) for word in ("yes", "no", "unreachable")]
    rule = {"validate": "list", "source": choice}
    page.data_validation(1, answer, len(rows) - 1, answer, rule)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(rows) - 1, len(COLUMNS) - 1)
    page.set_column(0, len(COLUMNS) - 1, 16)
    question = COLUMNS.index("question")
    page.set_column(question, question, 60)
    book.close()
    return out.getvalue()
