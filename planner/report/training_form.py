"""Training form: who has a seat where, as a table to be filled in with who came, CSV and Excel."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from planner.report.call_form import BYTE_ORDER_MARK
from planner.report.document import harmless
from planner.report.template import MADE
from planner.report.training_phrases import PHRASES
from planner.report.training_sheet import SessionSheet
from planner.report.voice import Voice
from planner.report.workbook import Form, filled
from planner.store.workbooks.layout import TRUTH_WORDS, Cell, header

KIND = "attendance"
FORM = ("day", "session", "venue", "team", "id", "name", "phone", "attended")
LINES = ("book title", "book 1", "book 2", "book 3", "book 4", "book 5")
TITLES = {"en": "attendance", "hi": "उपस्थिति", "both": "attendance उपस्थिति"}


def as_csv(sheets: Sequence[SessionSheet], lang: str) -> bytes:
    """The form as CSV that Excel opens rightly, Hindi too."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_headers(lang))
    writer.writerows([harmless(cell) for cell in row] for row in _rows(sheets))
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def as_xlsx(sheets: Sequence[SessionSheet], lang: str) -> bytes:
    """The form as a workbook: yes and no to be chosen, the same bytes for the same plan."""
    rows = list(_rows(sheets))
    words = [word for pair in TRUTH_WORDS.values() for word in reversed(pair)]
    form = Form(TITLES[lang], FORM, _headers(lang), rows, len(rows))
    lines = {one: [PHRASES[one][key] for key in LINES] for one in Voice.of(lang).languages}
    choices = {"attended": words}
    return filled([form], lines, choices, {}, protected=False, properties={"created": MADE})


def _headers(lang: str) -> list[str]:
    return [header(KIND, column, lang) for column in FORM]


def _rows(sheets: Sequence[SessionSheet]) -> Iterator[list[Cell]]:
    for sheet in sheets:
        day = sheet.day.strftime("%d-%m-%Y")
        for team in sheet.teams:
            for seat in team.seats:
                who = [team.id, seat.id, seat.name, seat.phone, ""]
                yield [day, sheet.turn, sheet.venue.id, *who]
