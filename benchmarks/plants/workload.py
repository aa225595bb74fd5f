"""Workload: work that is shared unfairly, and ways that are long."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.field import Field, Planted
from benchmarks.plants.plant import ANEW, FAR, LEFT, ROWS, UNEVEN, planted, plants
from planner.audit.evidence import Evidence
from planner.audit.judge import judge
from planner.snapshot import Ints, Pairs


def _handed_over(field: Field, at: Ints, to: Ints) -> Evidence:
    """Rows of the plan given to others, who are not at these areas yet."""
    rows = field.rows
    rakshak = rows.rakshak.copy()
    rakshak[at] = to
    order = np.lexsort((rows.area, rakshak))
    return field.planned(Pairs(rakshak[order], rows.area[order], rows.visits[order]))


@plants("WRK001")
def uneven(field: Field) -> Planted:
    """Rakshaks of whom one does the work of two."""
    rows, areas = field.rows, field.snapshot.areas
    heavy = (rows.visits >= 4) & (areas.skills[rows.area] == 0)
    heavy &= field.evidence.rakshaks_by_area[rows.area] == 1
    at = field.some(heavy)
    at = at[np.unique(rows.rakshak[at], return_index=True)[1]]
    free = field.rakshaks.copy()
    free[rows.rakshak[at]] = False
    to = field.some(free, len(at))
    both = np.append(rows.rakshak[at], to)
    loads = field.evidence.visits_by_person
    able = np.zeros(len(loads), dtype=np.int64)
    able[field.evidence.sent] = field.evidence.the_problem.availability
    after = loads.copy()
    np.add.at(after, to, rows.visits[at])
    both = both[after[both] <= able[both]]  # those above what they can do are WRK002's
    also = ROWS | UNEVEN | FAR | {"INT013", "INT014", "INT015"}
    return planted(_handed_over(field, at, to), field.ids(both), also - {"WRK001"})


@plants("WRK002")
def overworked(field: Field) -> Planted:
    """Rakshaks who can make a visit less than they are given."""
    who = field.some(field.rakshaks)
    availability = field.snapshot.people.availability.copy()
    availability[who] = field.evidence.visits_by_person[who] - 1
    evidence = field.people(availability=availability)
    return planted(evidence, field.ids(who), ANEW | UNEVEN - {"WRK002"})


@plants("WRK003", one_by_one=True)
def busiest(field: Field) -> Planted:
    """One rakshak who does most of the work."""
    rows = field.rows
    free = (field.snapshot.areas.skills[rows.area] == 0) & (
        field.evidence.rakshaks_by_area[rows.area] == 1
    )
    (who,) = field.some(field.rakshaks, 1)
    at = field.some(free & (rows.rakshak != who), 40)
    also = ROWS | UNEVEN | FAR | {"INT015"}
    return planted(_handed_over(field, at, np.full(len(at), who)), field.ids(np.array([who])), also)


@plants("WRK004")
def everywhere(field: Field) -> Planted:
    """Rakshaks who go to more areas than the policy allows."""
    count = np.bincount(field.rows.rakshak, minlength=len(field.rakshaks))
    field = field.under(workload={"most_areas": int(count.max())})
    rows = field.rows
    who = field.some(field.rakshaks & (count > 0))
    free = field.evidence.rakshaks_by_area[rows.area] == 1
    free &= ~np.isin(rows.rakshak, who) & (field.snapshot.areas.skills[rows.area] == 0)
    more = int(count.max()) + 1 - count[who]
    at = field.some(free, int(more.sum()))
    evidence = _handed_over(field, at, np.repeat(who, more))
    also = ANEW | ROWS | UNEVEN | FAR | {"INT015"}
    return planted(evidence, field.ids(who), also, field.evidence)


@plants("WRK005")
def single_visits(field: Field) -> Planted:
    """Pairs with a single visit where two are the least."""
    field = field.under(workload={"least_visits": 2})
    rows = field.rows
    at = field.some(rows.visits > 2)
    visits = rows.visits.copy()
    visits[at] = 1
    evidence = field.planned(Pairs(rows.rakshak, rows.area, visits))
    who = field.ids(rows.rakshak[at])
    return planted(evidence, who, ANEW | ROWS | LEFT | UNEVEN, field.evidence)


def _moved_north(field: Field, areas: Ints) -> Evidence:
    """Areas put a hundred kilometres away."""
    position = field.snapshot.areas.position.copy()
    position[areas, 2] += 100_000.0
    return field.areas(position=position)


@plants("WRK006")
def far_away(field: Field) -> Planted:
    """Rakshaks who go to an area a hundred kilometres away."""
    rows = field.rows
    apart = field.snapshot.people.position[rows.rakshak] - field.snapshot.areas.position[rows.area]
    way = np.sqrt((apart**2).sum(axis=1))  # NaN where not known
    near = way < field.evidence.policy.audit.far
    near &= ~np.isin(rows.area, rows.area[~near])  # the others are named without any fault
    areas = field.rng.permutation(np.unique(rows.area[near]))[: field.number]
    who = field.ids(rows.rakshak[np.isin(rows.area, areas)])
    return planted(_moved_north(field, areas), who, ANEW | FAR - {"WRK006"})


@plants("WRK007")
def two_ends(field: Field) -> Planted:
    """Rakshaks of whose areas one lies a hundred kilometres away."""
    rows = field.rows
    known = ~np.isnan(field.snapshot.areas.position[rows.area]).any(axis=1)
    count = np.bincount(rows.rakshak[known], minlength=len(field.rakshaks))
    named = {f.subject for f in judge(field.evidence, select=["WRK007"]).findings}
    several = known & (count[rows.rakshak] > 1)
    several &= ~np.isin(field.snapshot.people.ids[rows.rakshak], sorted(named))
    areas = field.rng.permutation(np.unique(rows.area[several]))[: field.number]
    hit = np.unique(rows.rakshak[several & np.isin(rows.area, areas)])
    share = np.bincount(rows.rakshak[known & np.isin(rows.area, areas)], minlength=len(count))
    who = hit[share[hit] < count[hit]]  # whose areas all moved are together as before
    return planted(_moved_north(field, areas), field.ids(who), ANEW | FAR - {"WRK007"})


@plants("WRK008")
def idle_organisations(field: Field) -> Planted:
    """Organisations of two rakshaks each who do nothing."""
    people = field.snapshot.people
    who = field.some(field.rakshaks & (field.evidence.visits_by_person > 2), 2 * field.number)
    who = who[: len(who) // 2 * 2]
    names = field.named("club").tolist()[: len(who) // 2]
    organisation = people.organisation.copy()
    organisation[who] = len(field.snapshot.organisations) + np.arange(len(who)) // 2
    evidence = field.campaign(
        people=replace(people, organisation=organisation),
        organisations=(*field.snapshot.organisations, *names),
    )
    moved = replace(field, evidence=evidence)
    rows = moved.planned(field.rows.only(~np.isin(field.rows.rakshak, who)))
    return planted(rows, names, ANEW | ROWS | LEFT | UNEVEN - {"WRK008"})


PLANTS = (
    uneven,
    overworked,
    busiest,
    everywhere,
    single_visits,
    far_away,
    two_ends,
    idle_organisations,
)
