"""Audit page: the audit as one printable HTML page, largest problems first, complete."""

from __future__ import annotations

from collections.abc import Iterator

from planner.findings import Outcome
from planner.report.audit_report import PROBLEM_COLUMNS, AuditReport, Group
from planner.report.page import element, page, section, table


def audit_page(report: AuditReport) -> str:
    """The verdict, the problems by size, each with all its findings, then what was in order."""
    return page(report.line, report.lang, _body(report))


def _body(report: AuditReport) -> Iterator[str]:
    yield element("h1", report.line)
    if report.groups:
        yield element("p", report.findings_line)
        yield element("h2", report.say("problems"))
        yield table(report.words(PROBLEM_COLUMNS), report.problems(), report.lang)
    else:
        yield element("p", report.say("no findings"))
    for group in report.groups:
        yield section(str(group.severity), _group(report, group))
    if ignored := report.ignored():
        yield element("h2", report.say("ignored rules"))
        yield table(report.words(("code", "count", "reason")), ignored, report.lang)
    if skipped := report.skipped():
        yield element("h2", report.say("skipped rules"))
        yield table(report.words(("reason", "codes")), skipped, report.lang)
    if passed := report.rulings(Outcome.PASSED):
        yield element("h2", report.say("passed rules"))
        titles = [(rule.code, rule.title) for rule in passed]
        yield table(report.words(("code", "title")), titles, report.lang)


def _group(report: AuditReport, group: Group) -> Iterator[str]:
    yield element("h2", report.heading(group))
    yield element("p", group.rule.why)
    remedies = dict.fromkeys(found.remedy for found in group.findings)
    one = len(remedies) == 1
    if one:
        yield element("p", report.say("remedy line", remedy=next(iter(remedies))))
    columns = ("subject", "where", "message", *(() if one else ("remedy",)))
    yield table(
        report.words(columns),
        (
            (
                report.place(f.subject),
                report.place(f.where),
                f.message,
                *(() if one else (f.remedy,)),
            )
            for f in group.findings
        ),
        report.lang,
    )
