"""Shortfall: where visits stay uncovered, and why, an area at a time."""

from __future__ import annotations

import numpy as np

from planner.assignment.solve import uncovered_visits
from planner.findings import Finding, Severity
from planner.plan import Plan
from planner.problem import Problem
from planner.snapshot import Flags, Ints

MOST_EXPLAINED = 100  # areas; of the others the visits are counted


def shortfalls(problem: Problem, plan: Plan) -> tuple[Finding, ...]:
    """One finding for each area that lacks visits, the worst first, with what stands against it.

    The first finding is about the campaign where more is asked than all rakshaks can give; the
    last one counts the areas after the MOST_EXPLAINED worst.
    """
    rows = plan.pairs(problem.rakshaks, problem.areas)
    missing = uncovered_visits(problem, rows)
    asked, given = int(problem.visits.sum()), int(problem.availability.sum())
    findings = []
    if asked > given:
        findings.append(
            Finding(
                "ASK010",
                Severity.ERROR,
                "campaign",
                "all areas",
                f"{asked:,} visits are needed but all rakshaks together can make {given:,}",
                "recruit more rakshaks, raise their availability, or lower the visits needed",
            )
        )
    spare = problem.availability - rows.by_rakshak(len(problem.rakshaks))
    everyone = np.arange(len(problem.rakshaks))
    short = np.flatnonzero(missing)
    worst_first = short[np.argsort(-missing[short], kind="stable")]
    for a in worst_first[:MOST_EXPLAINED]:
        able = problem.allowed(everyone, np.full_like(everyone, a))
        findings.append(_shortfall(problem, int(a), int(missing[a]), able, spare))
    rest = worst_first[MOST_EXPLAINED:]
    if len(rest):
        findings.append(_others(len(rest), int(missing[rest].sum())))
    return tuple(findings)


def _others(areas: int, visits: int) -> Finding:
    return Finding(
        "ASK012",
        Severity.ERROR,
        "campaign",
        "plan",
        f"{areas:,} more areas lack {visits:,} visits",
        "mend the larger ones first; `mitan audit --select COV --format csv` lists every one",
    )


def _shortfall(problem: Problem, area: int, missing: int, able: Flags, spare: Ints) -> Finding:
    if not able.any():
        why = "no rakshak who may go out has the skills it requires and is not banned from it"
        mend = "record the skill for somebody, lift a ban, or drop the requirement"
    elif able.sum() < problem.different[area]:
        why = f"it asks for {problem.different[area]} different rakshaks and {able.sum()} may come"
        mend = "record the skill for more people, lift a ban, or ask for fewer"
    else:
        why = f"the {able.sum():,} who may come are busy; {spare[able].sum():,} visits are left"
        mend = "recruit rakshaks who may come here, or raise the availability of those who may"
    return Finding(
        "ASK011",
        Severity.ERROR,
        str(problem.areas[area]),
        "plan",
        f"{missing} of {problem.visits[area]} visits are uncovered: {why}",
        mend,
    )
