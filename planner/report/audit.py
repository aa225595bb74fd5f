"""What `mitan audit` and `mitan rules` answer, in all their forms."""

from __future__ import annotations

from collections.abc import Sequence

from graphs.words import number
from planner.audit.rule import Rule
from planner.chain import canonical
from planner.report.answers import findings_table, rows_table
from planner.report.audit_report import PROBLEM_COLUMNS, AuditReport, Group
from planner.report.document import Document, Table, as_csv
from planner.report.hindi import rule_in_hindi

RULES_ON_SCREEN = 12  # whose findings are shown, and how many of each
FINDINGS_OF_RULE = 5
RULE_PARTS = ("code", "severity", "title", "why", "remedy")
IGNORED_COLUMNS = ("code", "count", "reason")


def audit_answer(report: AuditReport) -> Document:
    """The verdict: passed, failed and skipped are three things. Largest problems first.

    On a screen findings stand rule by rule, and only the first of them; the other forms have
    them all.
    """
    return Document(
        report.as_dict(),
        tuple(_tables(report)),
        tuple(_lines(report)),
        {
            "csv": lambda: as_csv(findings_table(report.verdict.findings)).encode(),
            "sarif": lambda: _sarif(report),
            "xlsx": lambda: _workbook(report),
            "html": lambda: _page(report),
        },
        report.lang,
    )


def rules_answer(rules: Sequence[Rule], lang: str) -> Document:
    """The audit's rules, one a row."""
    told = [_in(lang, rule) for rule in rules]
    rows = [{"code": r.code, "severity": str(r.severity), "title": r.title} for r in told]
    return Document({"rules": rows}, (rows_table("Rules", ("code", "severity", "title"), rows),))


def rule_answer(rule: Rule, lang: str) -> Document:
    """One rule: what it looks at, why that matters, what to do."""
    told = _in(lang, rule).as_dict()
    parts = {name: told[name] for name in RULE_PARTS}
    return Document(parts, (Table(rule.code, ("what", "text"), list(parts.items())),))


def _lines(report: AuditReport) -> list[str]:
    findings = report.findings_line if report.verdict.findings else report.say("no findings")
    lines = [report.line, findings]
    if codes := report.passed_codes():
        lines.append(report.say("passed line", codes=codes))
    return lines


def _tables(report: AuditReport) -> list[Table]:
    """What a person at a terminal sees first: the problems by size, then the first of each."""
    tables, groups = [], report.groups
    if groups:
        shown = groups[:RULES_ON_SCREEN]
        all_shown = groups == shown and all(len(g.findings) <= FINDINGS_OF_RULE for g in groups)
        note = "" if all_shown else report.say("all in files")
        columns = report.words(PROBLEM_COLUMNS)
        tables.append(Table(report.say("problems"), columns, report.problems(), note))
        tables += [_group_table(report, group) for group in shown]
    if ignored := report.ignored():
        columns = report.words(IGNORED_COLUMNS)
        tables.append(Table(report.say("ignored rules"), columns, ignored))
    if skipped := report.skipped():
        columns = report.words(("reason", "codes"))
        tables.append(Table(report.say("skipped rules"), columns, skipped))
    return tables


def _group_table(report: AuditReport, group: Group) -> Table:
    shown = group.findings[:FINDINGS_OF_RULE]
    notes = []
    if more := len(group.findings) - len(shown):
        notes.append(report.say("more findings", n=number(more, report.lang)))
    for remedy in dict.fromkeys(found.remedy for found in shown):
        notes.append(report.say("remedy line", remedy=remedy))
    return Table(
        report.heading(group),
        report.words(("subject", "where", "message")),
        [(report.place(f.subject), report.place(f.where), f.message) for f in shown],
        "\n".join(notes),
    )


def _sarif(report: AuditReport) -> bytes:
    from planner.report.sarif import sarif_log

    return canonical(sarif_log(report)).encode() + b"\n"


def _workbook(report: AuditReport) -> bytes:
    from planner.report.findings_sheet import findings_workbook

    return findings_workbook(report)


def _page(report: AuditReport) -> bytes:
    from planner.report.audit_page import audit_page

    return audit_page(report).encode()


def _in(lang: str, rule: Rule) -> Rule:
    return rule_in_hindi(rule) if lang == "hi" else rule
