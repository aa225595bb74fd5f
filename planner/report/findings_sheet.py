"""Findings sheet: the audit as an Excel workbook of three sheets, of texts and numbers only."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from planner.files import temporary_files
from planner.report.audit_report import PROBLEM_COLUMNS, AuditReport

MADE = datetime(2020, 9, 8)  # in every workbook: equal reports, equal bytes
ROWS = 1_048_575  # of a sheet, below its header
LONGEST = 32_767  # characters in a cell
RULES = ("code", "severity", "title", "outcome", "count", "reason", "why", "remedy")
FINDINGS = ("severity", "code", "title", "subject", "where", "message", "remedy")
WIDTHS = {"title": 44, "message": 60, "remedy": 60, "why": 60, "reason": 44, "subject": 18}


def findings_workbook(report: AuditReport) -> bytes:
    """A workbook with the sheets summary, rules and findings (a further one for every million).

    Texts are written as texts: none of them is run as a formula or becomes a link.
    """
    import xlsxwriter

    content = io.BytesIO()
    with temporary_files(), xlsxwriter.Workbook(content, {"constant_memory": True}) as book:
        book.set_properties({"title": report.line, "created": MADE})
        _summary(book, report)
        _sheet(book, report, report.say("rules"), RULES, _rule_rows(report))
        rows = list(_finding_rows(report))
        for at in range(0, max(len(rows), 1), ROWS):
            name = report.say("findings") + (f" {at // ROWS + 1}" if at else "")
            _sheet(book, report, name, FINDINGS, rows[at : at + ROWS])
    return content.getvalue()


def _summary(book: Any, report: AuditReport) -> None:
    page = book.add_worksheet(report.say("summary"))
    page.set_column(0, 0, 16)
    page.set_column(3, 3, 80)
    page.write_string(0, 0, report.line, book.add_format({"bold": True, "font_size": 14}))
    page.write_string(1, 0, report.findings_line)
    _head(book, page, 3, report.words(PROBLEM_COLUMNS))
    for at, row in enumerate(report.problems(), start=4):
        _write(page, at, row)


def _rule_rows(report: AuditReport) -> Iterable[Sequence[object]]:
    for ruling in report.verdict.rulings:
        rule = report.rules[ruling.code]
        severity, outcome = report.say(rule.severity), report.say(f"outcome {ruling.outcome}")
        yield (rule.code, severity, rule.title, outcome, ruling.count, ruling.reason,
               rule.why, rule.remedy)  # fmt: skip


def _finding_rows(report: AuditReport) -> Iterable[Sequence[object]]:
    for f in report.verdict.findings:
        title = report.rules[f.code].title
        yield (report.say(f.severity), f.code, title, report.place(f.subject),
               report.place(f.where), f.message, f.remedy)  # fmt: skip


def _sheet(
    book: Any,
    report: AuditReport,
    name: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
) -> None:
    page = book.add_worksheet(name)
    for at, column in enumerate(columns):
        page.set_column(at, at, WIDTHS.get(column, 12))
    page.freeze_panes(1, 0)
    _head(book, page, 0, report.words(columns))
    last = 0
    for last, row in enumerate(rows, start=1):
        _write(page, last, row)
    page.autofilter(0, 0, last, len(columns) - 1)


def _head(book: Any, page: Any, at: int, names: Sequence[str]) -> None:
    style = book.add_format({"bold": True, "bottom": 1})
    for k, name in enumerate(names):
        page.write_string(at, k, name, style)


def _write(page: Any, at: int, row: Sequence[object]) -> None:
    for k, value in enumerate(row):
        if isinstance(value, int):
            page.write_number(at, k, value)
        else:
            page.write_string(at, k, str(value)[:LONGEST])
