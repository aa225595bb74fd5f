"""AuditReport: a verdict in one language, with what all forms of the audit say of it."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from graphs.words import number
from planner.audit.judge import Ruling, Verdict, rules
from planner.audit.rule import Rule
from planner.findings import Finding, Outcome, Severity
from planner.plan import positions
from planner.report.audit_phrases import PHRASES
from planner.report.hindi import place_in_hindi, rule_in_hindi, verdict_in_hindi
from planner.snapshot import NONE, Snapshot

SCHEMA = "mitan-audit/1"
LANGUAGES = ("en", "hi")
PROBLEM_COLUMNS = ("severity", "code", "count", "broken")


@dataclass(frozen=True)
class Group:
    """The findings of one rule that are equally severe, in the verdict's order."""

    rule: Rule
    severity: Severity
    findings: tuple[Finding, ...]


@dataclass(frozen=True, eq=False)
class AuditReport:
    """A verdict whose titles, messages and remedies are in `lang` (see `audit_report`).

    `rules` are those that were run, in the same language. `kinds` says of subjects what they
    are: person, area, zone; others are left out.
    """

    verdict: Verdict
    plan: int | None
    lang: str
    rules: Mapping[str, Rule]
    kinds: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The findings by severity and rule: errors first, the most frequent first."""
        of = itertools.groupby(self.verdict.findings, key=lambda f: (f.severity, f.code))
        return tuple(
            Group(self.rules[code], severity, tuple(found)) for (severity, code), found in of
        )

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many findings there are of each severity."""
        counted = Counter(found.severity for found in self.verdict.findings)
        return {str(severity): counted[severity] for severity in Severity}

    def problems(self) -> list[tuple[str, str, int, str]]:
        """A row for each group, by PROBLEM_COLUMNS."""
        return [
            (self.say(g.severity), g.rule.code, len(g.findings), g.rule.title) for g in self.groups
        ]

    def heading(self, group: Group) -> str:
        """What stands above the findings of a group: the rule that they break."""
        severity = self.say(group.severity)
        return self.say("group", severity=severity, code=group.rule.code, title=group.rule.title)

    @property
    def line(self) -> str:
        """The verdict in one line."""
        word = "failed" if self.verdict.failed else "passed" if self.verdict.passed else "nothing"
        return self.say(
            "verdict",
            word=self.say(word),
            passed=self.verdict.passed,
            failed=self.verdict.failed,
            skipped=self.verdict.skipped,
            ignored=self.say("ignored", n=self.verdict.ignored) if self.verdict.ignored else "",
            plan=self.say("no plan") if self.plan is None else self.say("plan", n=self.plan),
        )

    @property
    def findings_line(self) -> str:
        """How many findings of which severity there are."""
        counts = {name: number(count, self.lang) for name, count in self.counts.items()}
        every = number(len(self.verdict.findings), self.lang)
        return self.say("findings line", all=every, **counts)

    def rulings(self, outcome: Outcome) -> list[Ruling]:
        """The rulings with this outcome, by code."""
        return [ruling for ruling in self.verdict.rulings if ruling.outcome is outcome]

    def passed_codes(self) -> str:
        """The rules that found nothing at all, runs of them as 'COV001 to COV007'."""
        clean = [ruling.code for ruling in self.rulings(Outcome.PASSED) if not ruling.count]
        return self._runs(clean)

    def skipped(self) -> list[tuple[str, str]]:
        """Each reason for which rules were skipped, with their codes; the most common first."""
        codes: dict[str, list[str]] = {}
        for ruling in self.rulings(Outcome.SKIPPED):
            codes.setdefault(ruling.reason, []).append(ruling.code)
        by_number = sorted(codes.items(), key=lambda item: -len(item[1]))
        return [(reason, self._runs(those)) for reason, those in by_number]

    def ignored(self) -> list[tuple[str, int, str]]:
        """Each rule that somebody gave a reason not to count: code, findings, reason."""
        return [(r.code, r.count, r.reason) for r in self.rulings(Outcome.IGNORED)]

    def say(self, phrase: str, **values: object) -> str:
        """A phrase in the report's language with its values put in."""
        return PHRASES[self.lang][phrase].format(**values)

    def words(self, phrases: Sequence[str]) -> tuple[str, ...]:
        """Several phrases, such as the names of columns."""
        return tuple(self.say(phrase) for phrase in phrases)

    def place(self, text: str) -> str:
        """A subject or a place as a person reads it."""
        return place_in_hindi(text) if self.lang == "hi" else text

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON, by the schema `mitan-audit/1` (audit.schema.json)."""
        verdict = self.verdict
        return {
            "schema": SCHEMA,
            "lang": self.lang,
            "plan": self.plan,
            "passed": verdict.passed,
            "failed": verdict.failed,
            "skipped": verdict.skipped,
            "ignored": verdict.ignored,
            "counts": self.counts,
            "rules": [
                {
                    **asdict(ruling),
                    "outcome": str(ruling.outcome),
                    "severity": str(self.rules[ruling.code].severity),
                    "why": self.rules[ruling.code].why,
                    "remedy": self.rules[ruling.code].remedy,
                }
                for ruling in verdict.rulings
            ],
            "findings": [found.as_dict() for found in verdict.findings],
        }

    def _runs(self, codes: Sequence[str]) -> str:
        """Codes in one phrase; of three or more whose numbers follow each other the ends."""
        runs: list[list[str]] = []
        for code in codes:
            after = runs and f"{runs[-1][-1][:-3]}{int(runs[-1][-1][-3:]) + 1:03}"
            if code == after:
                runs[-1].append(code)
            else:
                runs.append([code])
        named = [
            [self.say("and", first=run[0], last=run[-1])] if len(run) > 2 else run for run in runs
        ]
        return ", ".join(itertools.chain.from_iterable(named))


def audit_report(
    verdict: Verdict, plan: int | None, *, lang: str = "en", snapshot: Snapshot | None = None
) -> AuditReport:
    """The report of a verdict (which is in English) on plan number `plan` in `lang`, en or hi.

    `snapshot` is what was judged; without it, nothing is known of what the subjects are.
    """
    judged = {ruling.code for ruling in verdict.rulings}
    run = [rule for rule in rules() if rule.code in judged]
    if lang == "hi":
        verdict, run = verdict_in_hindi(verdict), [rule_in_hindi(rule) for rule in run]
    kinds = {} if snapshot is None else _kinds(verdict, snapshot)
    return AuditReport(verdict, plan, lang, {rule.code: rule for rule in run}, kinds)


def _kinds(verdict: Verdict, snapshot: Snapshot) -> dict[str, str]:
    """What each subject is; a person where a person and an area have one id."""
    subjects = np.array(sorted({found.subject for found in verdict.findings}), dtype=np.str_)
    zones = np.array(sorted(snapshot.zones), dtype=np.str_)
    kinds: dict[str, str] = {}
    for kind, ids in (
        ("zone", zones),
        ("area", snapshot.areas.ids),
        ("person", snapshot.people.ids),
    ):
        kinds.update(dict.fromkeys(subjects[positions(subjects, ids) != NONE].tolist(), kind))
    return kinds
