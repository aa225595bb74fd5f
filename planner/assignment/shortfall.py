"""Shortfall: where visits stay uncovered, and why: an area at a time, and summed up by its kind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.assignment.rules import uncovered_visits
from planner.findings import Finding, Severity
from planner.plan import Plan
from planner.problem import Problem
from planner.snapshot import Flags, Ints, Pairs

MOST_EXPLAINED = 100  # areas; of the others the visits are counted


@dataclass(frozen=True, eq=False)
class Shortage:
    """Areas of one zone, one category and the same required skills that lack visits."""

    areas: Ints  # n indices, sorted
    missing: Ints  # n visits

    @property
    def visits(self) -> int:
        """Visits missing in all."""
        return int(self.missing.sum())

    def rakshaks(self, usual: int) -> int:
        """How many rakshaks that is, each making `usual` visits (1 where that is 0)."""
        return -(-self.visits // max(usual, 1))


def shortages(problem: Problem, rows: Pairs, category: Ints) -> tuple[Shortage, ...]:
    """The areas that lack visits under these rows, by zone, category and skills.

    `category` is a code for each of the A areas. The largest group comes first; of equal ones
    the one whose first area comes first.
    """
    missing = uncovered_visits(problem, rows)
    short = np.flatnonzero(missing)
    kinds = np.stack(
        [problem.area_place.zone, category, problem.area_skills.view(np.int64)], axis=1
    )[short]
    _, kind = np.unique(kinds, axis=0, return_inverse=True)
    groups = [short[kind.ravel() == k] for k in range(kind.max(initial=-1) + 1)]
    found = [Shortage(areas, missing[areas]) for areas in groups]
    return tuple(sorted(found, key=lambda one: (-one.visits, int(one.areas[0]))))


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


def in_short(plan: Plan) -> str:
    """How many visits a plan leaves uncovered, and whether another could leave fewer."""
    tier = plan.tiers["coverage"]
    told = f"{plan.uncovered:,} of {plan.visits_needed:,} visits are uncovered"
    if tier.value == tier.bound:
        return f"{told}, and no plan leaves less."
    return f"{told}. It is not proved that no plan leaves less: see the bound of coverage."


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
        needs = ["has the skills it requires", "is not banned from it"]
        needs += ["is not kept to another zone"] * problem.rules.keep_to_zone
        least = int(problem.least_visits[area])
        needs += [f"can make {least} visits"] * (least > 1)
        why = f"no rakshak who may go out {' and '.join(needs)}"
        mend = "record the skill for somebody, lift a ban, or drop the requirement"
    elif able.sum() < problem.different[area]:
        why = f"it asks for {problem.different[area]} different rakshaks and {able.sum()} may come"
        mend = "record the skill for more people, lift a ban, or ask for fewer"
    elif problem.whole[area] and spare[able].sum() >= missing:
        most = problem.availability[able].max()
        why = (
            f"it goes to one rakshak, and none of the {able.sum():,} who may come can make it his; "
            f"the ablest can make {most:,} visits in all"
        )
        mend = "let it be split (whole: no), or raise the availability of those who may come"
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
