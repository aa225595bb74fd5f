"""WRK001 to WRK005, WRK008: the work is shared fairly, and nobody is given more than he can do,
or in smaller bits.

Fair share = own availability x (all visits / all availability), never more than the own
availability. The band around it holds every whole number of visits within the tolerance, or,
where there is none, the two next to it. It is worked out here in exact fractions from these
sentences, apart from how the solver does it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from planner.audit import evidence as needs
from planner.audit.evidence import Evidence, Skipped, given
from planner.audit.rule import Fault, counted, of_person, rule
from planner.findings import Severity
from planner.problem import Problem
from planner.snapshot import Ints, integers


def fair_share(own: int, asked: int, total: int) -> Fraction:
    """Visits that are fair for one with `own` of `total` availability when `asked` are asked."""
    return min(Fraction(own * asked, total), Fraction(own)) if total else Fraction(0)


def fair_bands(availability: Ints, asked: int, tolerance: int) -> tuple[Ints, Ints]:
    """Least and most visits in band for each of n rakshaks."""
    total = int(availability.sum())
    own, at = np.unique(availability, return_inverse=True)
    bands = [_band(fair_share(visits, asked, total), visits, tolerance) for visits in own.tolist()]
    least, most = integers(bands).reshape(-1, 2).T
    return least[at], most[at]


def _band(share: Fraction, own: int, tolerance: int) -> tuple[int, int]:
    least = max(math.ceil(share - tolerance), 0)
    most = min(math.floor(share + tolerance), own)
    return (least, most) if least <= most else (math.floor(share), math.ceil(share))


def outside(load: Ints, least: Ints, most: Ints) -> Ints:
    """Visits that each load lacks to the least or has above the most."""
    below = np.where(load < least, least - load, 0)
    above = np.where(load > most, load - most, 0)
    both: Ints = below + above
    return both


def _going(problem: Problem) -> Ints:
    """Indices of the rakshaks who may go out; Skipped if nobody may."""
    going = np.flatnonzero(problem.availability)
    if not len(going):
        raise Skipped("no rakshak can make any visit yet")
    return going


@rule(
    "WRK001",
    title="everybody has about his fair share of the work",
    why="Volunteers who carry far more than others leave; those with next to nothing lose "
    "interest.",
    remedy="plan again (mitan assign); take back pins that force it (mitan pin --remove); or "
    "raise [workload] tolerance in campaign.toml",
    severity=Severity.WARNING,
    needs=[needs.rakshaks, needs.areas],
)
def unfair(evidence: Evidence) -> Iterator[Fault]:
    """Each rakshak out of band (WRK002 has those above what they can do), and the campaign
    where too many are: that is an error.
    """
    load, problem = evidence.loads, evidence.the_problem
    going = _going(problem)
    asked, total = int(problem.visits.sum()), int(problem.availability.sum())
    if asked > total:
        yield Fault(
            "campaign",
            evidence.plan_name,
            f"{counted(asked, 'visit')} asked for, but all rakshaks together can make {total}: "
            f"{asked - total} will not be made by any plan, and everybody's fair share is all "
            "he can do",
            "add rakshaks, raise how many visits they can make, or ask for fewer visits",
        )
    off = outside(load, *fair_bands(problem.availability, asked, problem.tolerance))

    inside = int((off[going] == 0).sum())
    share, least = inside / len(going), evidence.policy.workload.least_in_band
    if share < least:
        yield Fault(
            "campaign",
            evidence.plan_name,
            f"only {inside} of {counted(len(going), 'rakshak')} ({share:.1%}) are within "
            f"{counted(problem.tolerance, 'visit')} of their fair share; at least {least:.0%} "
            "must be",
            severity=Severity.ERROR,
        )
    named = going[(off[going] > 0) & (load[going] <= problem.availability[going])]
    for r, person in zip(named.tolist(), evidence.sent[named].tolist(), strict=True):
        fair = float(fair_share(int(problem.availability[r]), asked, total))
        way = "more" if load[r] > fair else "fewer"
        yield of_person(
            evidence,
            person,
            f"makes {counted(load[r], 'visit')}, {abs(load[r] - fair):.1f} {way} than his "
            f"fair share of {fair:.1f} ({problem.tolerance} either way is allowed)",
        )


@rule(
    "WRK002",
    title="nobody is given more visits than he can make",
    why="Visits beyond what a person has time for are not made.",
    remedy="plan again (mitan assign), or raise his availability in the sheet of people if he "
    "agrees",
    needs=[needs.rakshaks],
)
def over_availability(evidence: Evidence) -> Iterator[Fault]:
    """Active rakshaks with more visits than their row, or else the policy, allows."""
    people = evidence.snapshot.people
    own = np.where(
        given(people.availability),
        people.availability,
        evidence.policy.workload.visits_available,
    )
    load = evidence.visits_by_person
    beyond = load - own
    for i in np.flatnonzero(evidence.active_rakshaks & (load > own)).tolist():
        message = f"is given {counted(load[i], 'visit')} but can make {own[i]}, "
        message += f"{beyond[i]} too many"
        yield of_person(evidence, i, message)


@rule(
    "WRK003",
    title="nobody makes more than twice the visits of the others",
    why="One who does most of the work is the one whose absence hurts most.",
    remedy="plan again (mitan assign), or lower his availability so that others share his visits",
    severity=Severity.WARNING,
    needs=[needs.rakshaks, needs.areas],
)
def busiest(evidence: Evidence) -> Iterator[Fault]:
    """The rakshak with most visits, where that is more than twice the mean."""
    loads, going = evidence.loads, _going(evidence.the_problem)
    load = loads[going]
    top, total = int(load.argmax()), int(load.sum())
    if int(load[top]) * len(load) > 2 * total:
        mean = total / len(load)
        yield of_person(
            evidence,
            int(evidence.sent[going[top]]),
            f"makes {counted(load[top], 'visit')}, {load[top] / mean:.1f} times the mean of "
            f"{mean:.1f} over {counted(len(load), 'rakshak')}",
        )


@rule(
    "WRK004",
    title="nobody goes to more areas than allowed",
    why="Who is sent to many places is at home in none of them.",
    remedy="plan again (mitan assign), or raise [workload] most_areas in campaign.toml",
    needs=[needs.rakshaks],
)
def too_many_areas(evidence: Evidence) -> Iterator[Fault]:
    """Active rakshaks who go to more areas than `most_areas` of the policy."""
    areas = np.bincount(evidence.standing.rakshak, minlength=len(evidence.snapshot.people.ids))
    most = evidence.policy.workload.most_areas
    if most == 0:
        raise Skipped("a rakshak may go to any number of areas")
    for i in np.flatnonzero(areas > most).tolist():
        message = f"goes to {counted(areas[i], 'area')}, {areas[i] - most} more than the most "
        yield of_person(evidence, i, message + f"allowed, {most}")


@rule(
    "WRK005",
    title="wherever somebody goes he makes enough visits",
    why="One who comes once and never again is not known there, and the way was hardly worth it.",
    remedy="plan again (mitan assign), or lower [workload] least_visits in campaign.toml",
    needs=[needs.rakshaks, needs.areas],
)
def too_few_visits(evidence: Evidence) -> Iterator[Fault]:
    """Pairs with fewer visits than `least_visits` of the policy, or than the area asks for where
    that is less. Pinned pairs are excepted: somebody wished for them as they are.
    """
    rows, pins, snapshot = evidence.standing, evidence.snapshot.pins, evidence.snapshot
    least = evidence.policy.workload.least_visits
    if least == 1:
        raise Skipped("one visit is enough wherever a rakshak goes")
    wanted = np.minimum(least, evidence.the_problem.visits)[rows.area]
    areas = len(snapshot.areas.ids)
    pinned = np.isin(rows.rakshak * areas + rows.area, pins.rakshak * areas + pins.area)
    for k in np.flatnonzero(~pinned & (rows.visits < wanted)).tolist():
        message = f"makes {counted(rows.visits[k], 'visit')} at {snapshot.areas.ids[rows.area[k]]}"
        message += f", but whoever goes there makes at least {wanted[k]}"
        yield of_person(evidence, int(rows.rakshak[k]), message)


@rule(
    "WRK008",
    title="no zone and no organisation carries more than its share",
    why="Where one police station or one college does the work of the others, it will not do it "
    "twice.",
    remedy="plan again (mitan assign); add rakshaks where the work is, or raise [audit] unfair",
    severity=Severity.WARNING,
    needs=[needs.rakshaks, needs.areas],
)
def unfair_to_many(evidence: Evidence) -> Iterator[Fault]:
    """Zones and organisations of several rakshaks whose visits together differ from their fair
    shares by more than `unfair` of the policy, and by more than one visit each.
    """
    load, problem, people = evidence.loads, evidence.the_problem, evidence.snapshot.people
    going = _going(problem)
    who = evidence.sent[going]
    asked, total = int(problem.visits.sum()), int(problem.availability.sum())
    fair = problem.availability[going] * min(asked / total, 1.0)
    names = evidence.snapshot.organisations
    if len(np.unique(people.zone[who])) < 2 and len(np.unique(people.organisation[who])) < 2:
        raise Skipped("all rakshaks are of one zone and one organisation")
    for unit, name in (
        (people.zone[who], evidence.zone_code),
        (people.organisation[who], lambda code: names[code]),
    ):
        units, at, number = np.unique(unit, return_inverse=True, return_counts=True)
        made, share = np.bincount(at, load[going]), np.bincount(at, fair)
        off = np.abs(made - share)
        odd = (off > evidence.policy.audit.unfair * share) & (off > number) & (number > 1)
        for k in np.flatnonzero(odd & given(units)).tolist():
            message = f"makes {made[k]:.0f} visits with {counted(number[k], 'rakshak')}; "
            message += f"{share[k]:.1f} would be fair"
            yield Fault(name(int(units[k])), evidence.plan_name, message)


RULES = (
    unfair,
    over_availability,
    busiest,
    too_many_areas,
    too_few_visits,
    unfair_to_many,
)
