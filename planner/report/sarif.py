"""SARIF: the audit's findings in the Static Analysis Results Interchange Format, version 2.1.0.

An OASIS standard (https://docs.oasis-open.org/sarif/sarif/v2.1.0/) that tools for code review
and dashboards read. People, areas and zones are its logical locations: they have no line in a file.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from importlib.metadata import version
from typing import Any

from planner.audit.judge import Ruling
from planner.audit.rule import Rule
from planner.findings import Finding, Outcome, Severity
from planner.report.audit_report import AuditReport

SCHEMA_URI = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
FINGERPRINT = "mitanFinding/v1"  # code, subject, place, and the how-many-eth of these


def sarif_log(report: AuditReport) -> dict[str, Any]:
    """The report as a SARIF log of one run. It holds no time: equal reports, equal logs."""
    rules = list(report.rules.values())
    places = {rule.code: at for at, rule in enumerate(rules)}
    seen: Counter[tuple[str, str, str]] = Counter()
    results = []
    for found in report.verdict.findings:
        key = (found.code, found.subject, found.where)
        seen[key] += 1
        results.append(_result(report, found, places[found.code], seen[key]))
    run = {
        "tool": {
            "driver": {
                "name": "Mitan",
                "version": version("mitan"),
                "language": report.lang,
                "rules": [_descriptor(rule) for rule in rules],
            }
        },
        "language": report.lang,
        "automationDetails": {"id": f"mitan-audit/plan-{report.plan or 'none'}/"},
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [
                    _notified(ruling, places[ruling.code])
                    for outcome in (Outcome.IGNORED, Outcome.SKIPPED)
                    for ruling in report.rulings(outcome)
                ],
            }
        ],
        "results": results,
        "properties": {
            "plan": report.plan,
            **{
                str(outcome): [ruling.code for ruling in report.rulings(outcome)]
                for outcome in Outcome
            },
        },
    }
    return {"$schema": SCHEMA_URI, "version": "2.1.0", "runs": [run]}


def _descriptor(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.remedy},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"tags": [rule.code[:-3]]},
    }


def _result(report: AuditReport, found: Finding, place: int, number: int) -> dict[str, Any]:
    kind = report.kinds.get(found.subject)
    location = {
        "name": found.subject,
        "fullyQualifiedName": f"{found.where}/{found.subject}",
        **({"kind": kind} if kind else {}),
    }
    identity = "\n".join((found.code, found.subject, found.where, str(number)))
    return {
        "ruleId": found.code,
        "ruleIndex": place,
        "level": LEVELS[found.severity],
        "message": {"text": f"{found.subject} {found.message}"},
        "locations": [{"logicalLocations": [location]}],
        "partialFingerprints": {FINGERPRINT: hashlib.sha256(identity.encode()).hexdigest()},
        "properties": {"where": found.where, "remedy": found.remedy},
    }


def _notified(ruling: Ruling, place: int) -> dict[str, Any]:
    return {
        "level": "note",
        "message": {"text": f"{ruling.outcome}: {ruling.reason}"},
        "associatedRule": {"id": ruling.code, "index": place},
    }
