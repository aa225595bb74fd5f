"""The audit as a workbook: three sheets, complete, and nothing in it is run."""

import dataclasses
import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from planner.report.audit_report import audit_report
from planner.report.findings_sheet import findings_workbook
from tests.report.audits import faulty, report, swollen

CODES = ("COV001", "COV004", "HIE007")


def sheets(content):
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_three_sheets_hold_the_summary_the_rules_and_every_finding():
    told = report(*CODES)
    book = sheets(findings_workbook(told))
    assert list(book) == ["Summary", "Rules", "Findings"]
    assert book["Summary"][0][0] == told.line
    assert len(book["Rules"]) == 1 + len(told.verdict.rulings)
    findings = [dict(zip(book["Findings"][0], row, strict=True)) for row in book["Findings"][1:]]
    assert [(row["code"], row["subject"], row["message"]) for row in findings] == [
        (f.code, f.subject, f.message) for f in told.verdict.findings
    ]


def test_hindi_is_there_whole():
    book = sheets(findings_workbook(report(*CODES, lang="hi")))
    assert list(book) == ["सारांश", "नियम", "कमियाँ"]
    assert any("मितान" in str(cell) for row in book["कमियाँ"] for cell in row)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-2+3", "@SUM(A1)", "http://a.b/c", "{=1}"])
def test_a_text_stays_a_text(cell):
    verdict, _ = faulty("COV001")
    found = dataclasses.replace(verdict.findings[0], subject=cell, message=cell)
    content = findings_workbook(audit_report(dataclasses.replace(verdict, findings=(found,)), 1))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        pages = b"".join(parts.read(name) for name in parts.namelist() if "sheet" in name)
    assert b"<f>" not in pages
    assert b"hyperlink" not in pages
    assert sheets(content)["Findings"][1][3] == cell


def test_a_sheet_that_is_full_goes_on_in_the_next(monkeypatch):
    monkeypatch.setattr("planner.report.findings_sheet.ROWS", 10)
    verdict, _ = faulty("COV001")
    book = sheets(findings_workbook(audit_report(swollen(verdict, 25), 1)))
    assert [len(book[name]) - 1 for name in ("Findings", "Findings 2", "Findings 3")] == [10, 10, 5]
