"""Verdicts for the tests of reports: made from the faulty worlds of the judge's own tests."""

from functools import cache

from planner.audit.judge import Verdict, judge
from planner.report.audit_report import audit_report
from tests.audit.test_cases import FAULTS
from tests.audit.worlds import sound_world


@cache
def faulty(*codes):
    """(verdict, evidence) of a world with the faults of these rules."""
    world = sound_world()
    plan = None
    for code in codes:
        plan = FAULTS[code][0](world) or plan
    evidence = world.evidence(plan)
    return judge(evidence), evidence


def report(*codes, lang="en"):
    verdict, evidence = faulty(*codes)
    return audit_report(verdict, evidence.plan_number, lang=lang, snapshot=evidence.snapshot)


def swollen(verdict, times):
    """The verdict with each finding again and again, as if of so many more people."""
    findings = tuple(found for found in verdict.findings for _ in range(times))
    return Verdict(verdict.rulings, findings)
