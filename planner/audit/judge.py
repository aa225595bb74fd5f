"""Judge: run the rules on the evidence. Passed, failed and skipped are three things."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from planner.audit import (
    astray,
    claims,
    coverage,
    duplicates,
    hierarchy,
    integrity,
    namesakes,
    patterns,
    phases,
    places,
    pledges,
    records,
    ties,
    ways,
    workload,
)
from planner.audit.evidence import Evidence, Skipped
from planner.audit.rule import Rule
from planner.findings import ExitCode, Finding, Outcome, Refusal, Severity, errors
from planner.stages import Stage, stage

FAMILIES = (
    hierarchy,
    coverage,
    workload,
    ways,
    integrity,
    records,
    claims,
    ties,
    phases,
    duplicates,
    namesakes,
    places,
    astray,
    pledges,
    patterns,
)
SEVERITIES = list(Severity)  # errors first


@dataclass(frozen=True, slots=True)
class Ruling:
    """The outcome of one rule. `reason` says why it was skipped or ignored.

    `count` counts its findings; those of an ignored rule are counted and not listed.
    """

    code: str
    title: str
    outcome: Outcome
    reason: str
    count: int


@dataclass(frozen=True)
class Verdict:
    """All rulings by code; all findings: errors first, the most frequent first, then by subject."""

    rulings: tuple[Ruling, ...]
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> int:
        """How many rules passed."""
        return self._number(Outcome.PASSED)

    @property
    def failed(self) -> int:
        """How many rules failed."""
        return self._number(Outcome.FAILED)

    @property
    def skipped(self) -> int:
        """How many rules had nothing to look at."""
        return self._number(Outcome.SKIPPED)

    @property
    def ignored(self) -> int:
        """How many rules somebody gave a reason not to count."""
        return self._number(Outcome.IGNORED)

    def _number(self, outcome: Outcome) -> int:
        return sum(ruling.outcome is outcome for ruling in self.rulings)


def rules() -> tuple[Rule, ...]:
    """Every rule, by code."""
    return tuple(sorted((r for family in FAMILIES for r in family.RULES), key=lambda r: r.code))


def explain(code: str) -> Rule:
    """The rule with this code, in capitals or not. Refusal with close matches if there is none."""
    for rule in rules():
        if rule.code == code.strip().upper():
            return rule
    raise _unknown(code, [rule.code for rule in rules()])


def judge(
    evidence: Evidence,
    *,
    select: Iterable[str] | None = None,
    ignore: Mapping[str, str] | None = None,
) -> Verdict:
    """Run the rules of `select`: codes ('COV001') or families ('COV'); all, where `None`.

    Those of `ignore` (code or family -> reason) are run, and counted as ignored if they find
    anything. Raises Refusal, with close matches, where there is no such rule, or no reason.
    """
    chosen = _codes(select) if select is not None else {rule.code for rule in rules()}
    reasons = _reasons(ignore or {})
    rulings: list[Ruling] = []
    findings: list[Finding] = []
    with stage(Stage.AUDIT, len(chosen)) as done:
        for rule in (rule for rule in rules() if rule.code in chosen):
            ruling, found = _run(rule, evidence)
            reason = reasons.get(rule.code)
            if found and reason is not None:
                ruling = replace(ruling, outcome=Outcome.IGNORED, reason=reason)
                found = []
            rulings.append(ruling)
            findings += found
            done(len(rulings))
    return Verdict(tuple(rulings), _in_order(findings))


def _run(rule: Rule, evidence: Evidence) -> tuple[Ruling, list[Finding]]:
    try:
        found = rule.findings(evidence)
    except Skipped as skipped:
        return Ruling(rule.code, rule.title, Outcome.SKIPPED, str(skipped), 0), []
    outcome = Outcome.FAILED if errors(found) else Outcome.PASSED
    return Ruling(rule.code, rule.title, outcome, "", len(found)), found


def _in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    size = Counter((finding.severity, finding.code) for finding in findings)
    rank = {severity: place for place, severity in enumerate(SEVERITIES)}
    return tuple(
        sorted(
            findings,
            key=lambda f: (
                rank[f.severity],
                -size[f.severity, f.code],
                f.code,
                f.subject,
                f.where,
                f.message,
            ),
        )
    )


def _codes(words: Iterable[str]) -> set[str]:
    """The codes of the rules that codes and families name."""
    every = [rule.code for rule in rules()]
    families = {code.rstrip("0123456789") for code in every}
    chosen: set[str] = set()
    for word in words:
        name = word.strip().upper()
        if name not in families and name not in every:
            raise _unknown(word, [*every, *sorted(families)])
        chosen |= {code for code in every if name in (code, code.rstrip("0123456789"))}
    return chosen


def _reasons(ignore: Mapping[str, str]) -> dict[str, str]:
    """The reason for ignoring each rule; of a code and its family the code's own."""
    reasons: dict[str, str] = {}
    for word, reason in sorted(ignore.items(), key=lambda item: len(item[0].strip())):
        if not reason.strip():
            raise Refusal(
                f"Why is {word} to be ignored? Write it as {word}=REASON; the report prints it.",
                exit_code=ExitCode.USAGE,
            )
        reasons.update(dict.fromkeys(_codes([word]), reason.strip()))
    return reasons


def _unknown(word: str, known: list[str]) -> Refusal:
    close = difflib.get_close_matches(word.strip().upper(), known, n=3)
    hint = f"Did you mean {' or '.join(close)}?" if close else "`mitan rules` lists them all."
    return Refusal(f"There is no rule {word!r}. {hint}", exit_code=ExitCode.USAGE)
