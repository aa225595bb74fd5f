"""Coverage: mitans, areas and zones that lack something."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.field import Field, Planted, asked_anew
from benchmarks.plants.plant import ANEW, FAR, ROWS, UNEVEN, planted, plants
from planner.audit.evidence import Evidence
from planner.snapshot import NONE, Ints, Pairs


@plants("COV001")
def mitans_gone(field: Field) -> Planted:
    """Rakshaks of whose mitans one has left."""
    who = field.some(field.mitans)
    active = field.snapshot.people.active.copy()
    active[who] = False
    return planted(field.people(active=active), field.ids(field.rakshak_of[who]))


@plants("COV002")
def mitans_moved(field: Field) -> Planted:
    """Rakshaks who have a mitan of another one besides their own."""
    mitan = field.some(field.mitans, 2 * field.number)
    mitan, other = np.array_split(mitan, 2)
    mitan = mitan[: len(other)]
    rows = field.snapshot.enrolments
    rakshak = rows.rakshak.copy()
    to = field.rakshak_of[other[: len(mitan)]]
    rakshak[np.searchsorted(rows.mitan, mitan)] = to
    return planted(field.dated(rakshak=rakshak), field.ids(to), {"COV001"})


def _without(field: Field, areas: Ints) -> Evidence:
    return field.planned(field.rows.only(~np.isin(field.rows.area, areas)))


@plants("COV003")
def nobodys(field: Field) -> Planted:
    """Areas that the plan has lost."""
    areas = field.rng.permutation(field.visited)[: field.number]
    also = ROWS | UNEVEN | {"COV010"}
    return planted(_without(field, areas), field.area_ids(areas), also)


@plants("COV004")
def a_visit_less(field: Field) -> Planted:
    """Areas with one visit less than they ask for."""
    rows = field.rows
    at = field.some(rows.visits > 1)
    at = at[np.unique(rows.area[at], return_index=True)[1]]
    visits = rows.visits.copy()
    visits[at] -= 1
    evidence = field.planned(Pairs(rows.rakshak, rows.area, visits))
    return planted(evidence, field.area_ids(rows.area[at]), ROWS | UNEVEN | {"WRK005"})


@plants("COV005")
def faces(field: Field) -> Planted:
    """Areas that ask for one rakshak more than go there."""
    there, areas = field.evidence.rakshaks_by_area, field.snapshot.areas
    at = field.some((there > 0) & (field.evidence.visits_by_area > there))
    different = areas.different.copy()
    different[at] = there[at] + 1
    return planted(field.areas(different=different), field.area_ids(at), ANEW)


def _zoned(field: Field, zone: Ints, at: Ints) -> tuple[Ints, tuple[str, ...]]:
    """A zone of its own for each of n places, and all zones with them."""
    zone = zone.copy()
    zone[at] = len(field.snapshot.zones) + np.arange(len(at))
    return zone, (*field.snapshot.zones, *field.named("ZONE").tolist()[: len(at)])


@plants("COV006")
def zones_of_nobody(field: Field) -> Planted:
    """Areas in zones where nobody lives."""
    at = field.rng.permutation(field.visited)[: field.number]
    zone, zones = _zoned(field, field.snapshot.areas.zone, at)
    changed = replace(field.snapshot.areas, zone=zone)
    evidence = field.campaign(areas=changed, zones=zones)
    return planted(evidence, zones[-len(at) :], ANEW | {"PLG002", "DUP006", "DUP007"})


@plants("COV007")
def whole_and_shared(field: Field) -> Planted:
    """Areas for one rakshak only of whose visits another one gets one."""
    rows, areas = field.rows, field.snapshot.areas
    alone = field.evidence.rakshaks_by_area[rows.area] == 1
    small = rows.visits <= field.evidence.policy.workload.whole_up_to
    plain = (areas.whole[rows.area] == NONE) & (areas.different[rows.area] == 1)
    at = field.some(alone & small & plain & (rows.visits > 1) & (areas.skills[rows.area] == 0))
    visits = rows.visits.copy()
    visits[at] -= 1
    others = field.some(field.rakshaks & ~np.isin(np.arange(len(field.rakshaks)), rows.rakshak[at]))
    at = at[: len(others)]
    one = np.ones(len(at), dtype=np.int64)
    added = Pairs(
        np.append(rows.rakshak, others[: len(at)]),
        np.append(rows.area, rows.area[at]),
        np.append(visits, one),
    )
    order = np.lexsort((added.area, added.rakshak))
    evidence = field.planned(added.only(order))  # type: ignore[arg-type]
    return planted(evidence, field.area_ids(rows.area[at]), ROWS | UNEVEN | FAR | {"WRK005"})


@plants("COV008")
def zones_without_areas(field: Field) -> Planted:
    """Rakshaks in zones without an area."""
    at = field.some(field.rakshaks)
    zone, zones = _zoned(field, field.snapshot.people.zone, at)
    changed = replace(field.snapshot.people, zone=zone)
    return planted(field.campaign(people=changed, zones=zones), zones[-len(at) :], ANEW)


@plants("COV009")
def categories_forgotten(field: Field) -> Planted:
    """Categories of the policy that no area has."""
    policy = field.evidence.policy
    new = dict.fromkeys(field.named("kind").tolist(), next(iter(policy.categories.values())))
    changed = policy.model_copy(update={"categories": {**policy.categories, **new}})
    return planted(asked_anew(replace(field.evidence, policy=changed)), new, ANEW)


@plants("COV010")
def people_left_out(field: Field) -> Planted:
    """Zones in which the area where most people are gets no visit."""
    areas = field.snapshot.areas
    zones = field.rng.permutation(np.unique(areas.zone[field.visited]))[: field.number]
    at = np.array([np.flatnonzero(areas.zone == zone)[0] for zone in zones])
    people = np.maximum(areas.people, 0)
    people[at] = 10 * np.bincount(areas.zone, people)[zones]
    moved = replace(field, evidence=field.areas(people=people))
    names = tuple(moved.evidence.zone_code(int(zone)) for zone in zones)
    also = ANEW | ROWS | UNEVEN | {"COV003", "COV004"}
    return planted(_without(moved, at), names, also)


PLANTS = (
    mitans_gone,
    mitans_moved,
    nobodys,
    a_visit_less,
    faces,
    zones_of_nobody,
    whole_and_shared,
    zones_without_areas,
    categories_forgotten,
    people_left_out,
)
