"""Live: a campaign's own store and policy as the growth model sees them, and what was assumed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from graphs import measures
from planner.findings import Refusal
from planner.policy import Policy
from planner.snapshot import NONE, Flags, Ids, Ints, People, Role, Snapshot
from planner.statement import visits_needed
from scenarios.growth.cascade import MOST_LEVELS, Cascade, cascade
from scenarios.growth.rates import Floats
from scenarios.growth.remarks import Remark
from scenarios.growth.scenario import Growth

HOMES = ("village", "ward", "town")  # categories of areas where people live, each person once
MOST_GROUNDS = 4
ALIKE = 1.25  # times: grounds whose people per rakshak are nearer than this are one
OTHER = "other"


@dataclass(frozen=True, eq=False)
class Live:
    """A campaign's cascade, and the Z zones that have rakshaks. All arrays have length Z."""

    cascade: Cascade
    growth: Growth
    zones: Ids  # codes, sorted; "" for rakshaks without a zone comes last
    rakshaks: Ints  # in the field, without the bench
    ground: Ints  # index into the cascade's grounds
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, eq=False)
class _Zones:
    """The Z zones with rakshaks, and for every place of Snapshot.zones (NONE last) which it is."""

    codes: Ids
    rakshaks: Ints  # Z
    people: Floats  # Z, living there, as far as known or assumed
    number: Ints  # places of Snapshot.zones + 1: index into codes, or NONE


def live(snapshot: Snapshot, policy: Policy, growth: Growth, *, seats: int | None = None) -> Live:
    """The cascade of a campaign as it stands; rates, paces and pledges per kind of the scenario.

    Raises Refusal where there is no rakshak in service, or the phases cannot be simulated.
    """
    people = snapshot.people
    serving = (people.role == Role.RAKSHAK) & people.active
    field = np.flatnonzero(serving & ~people.reserve)
    if len(field) == 0:
        raise Refusal(
            "The campaign has no rakshak in service, so there is nothing to simulate. "
            "Bring people in: mitan import people FILE"
        )
    remarks: list[Remark] = []
    usual = cascade(growth, policy)
    spans, leaders = _levels(people, serving, usual.spans, remarks)
    zones = _zones(snapshot, policy, field, usual, remarks)
    ground = _grounds(zones)
    sessions, crowd = _kinds(snapshot, policy, zones, ground, usual, remarks)
    bench = int((serving & people.reserve).sum())
    made = replace(
        usual,
        title=policy.campaign.name,
        rakshaks=len(field),
        spans=spans,
        reserve=bench / len(field),
        seats=max(1, round(usual.seats * len(field) / usual.rakshaks)) if seats is None else seats,
        people=np.bincount(ground, zones.people).round().astype(np.int64),
        spread=np.bincount(ground, zones.rakshaks) / len(field),
        sessions=sessions,
        crowd=crowd,
        there=(*leaders, int(serving.sum())),
    )
    if seats is None:
        remarks.append(Remark("seats", {"seats": made.seats, "scenario": growth.name}))
    everybody = int(made.people.sum())
    if made.target > everybody:
        remarks.append(Remark("target above people", {"target": made.target, "people": everybody}))
    return Live(made, growth, zones.codes, zones.rakshaks, ground, tuple(remarks))


def _levels(
    people: People, serving: Flags, usual: tuple[int, ...], remarks: list[Remark]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """How many of the next level one has, from the top down, and how many leaders there are.

    As the tree has them: of different numbers of leaders above a rakshak the most usual counts.
    """
    leads = people.role == Role.LEADER
    parent = np.where(people.parent >= 0, people.parent, NONE)
    above = measures.depth(np.where(leads, parent, NONE))
    led = serving & (parent != NONE)
    led[led] = leads[parent[led]]
    levels = np.where(led, above[parent], 0)
    levels = np.where(levels >= MOST_LEVELS, 0, levels)
    counts = np.bincount(levels[led])
    if counts[1:].sum() == 0:
        remarks.append(Remark("no leaders", {"spans": "-".join(map(str, usual))}))
        return usual, (0,) * len(usual)
    deep = 1 + int(counts[1:].argmax())
    here = np.flatnonzero(levels == deep)
    if len(here) < serving.sum():
        rest = int(serving.sum()) - len(here)
        remarks.append(Remark("other depth", {"rakshaks": rest, "levels": deep}))
    sizes = [len(here)]
    for _ in range(deep):
        here = np.unique(parent[here])
        sizes.append(max(int(people.active[here].sum()), 1))
    spans = tuple(max(1, round(below / this)) for below, this in pairwise(sizes))
    return spans[::-1], tuple(sizes[:0:-1])


def _zones(
    snapshot: Snapshot, policy: Policy, field: Ints, usual: Cascade, remarks: list[Remark]
) -> _Zones:
    """Zones with rakshaks, and how many people live there.

    People of a zone are those of its villages, wards and towns (of all its areas where it has
    none of them), since markets and colleges hold the same people once more. An area whose people
    are not known counts as the mean of the zone's others. A zone of which nothing is known, or
    whose areas have fewer people than its rakshaks are to enrol, gets the others' people per
    rakshak, or else the scenario's. Those of zones without a rakshak are spread over all.
    """
    zone = snapshot.people.zone[field]
    places = len(snapshot.zones) + 1  # NONE takes the last
    rakshaks = np.bincount(zone % places, minlength=places)
    known = _people_known(snapshot, places)
    has = rakshaks > 0
    enough = has & (known >= rakshaks * (1 + policy.quota.mitans_per_rakshak))
    if enough.any():
        each = known[enough].sum() / rakshaks[enough].sum()
    else:
        each = usual.people.sum() / usual.rakshaks
    living = np.where(enough, known, each * rakshaks)
    if (has & ~enough).any():
        short = {"zones": int((has & ~enough).sum()), "each": round(float(each))}
        remarks.append(Remark("people of others" if enough.any() else "people assumed", short))
    lost = float(known[~has].sum())
    if lost:
        empty = {"zones": int((known[~has] > 0).sum()), "people": round(lost)}
        remarks.append(Remark("zones without rakshaks", empty))
    living = living + lost * rakshaks / len(field)
    number = np.where(has, np.cumsum(has) - 1, NONE)
    codes = np.array([*snapshot.zones, ""])[has]
    return _Zones(codes, rakshaks[has], living[has], number)


def _people_known(snapshot: Snapshot, places: int) -> Floats:
    """People of each zone as its areas tell, 0 where they tell nothing."""
    areas = snapshot.areas
    zone = areas.zone % places
    lives = np.isin(np.array([*snapshot.categories, ""])[areas.category], HOMES)
    homes = np.bincount(zone[lives], minlength=places) > 0
    count = lives | ~homes[zone]
    told = count & (areas.people != NONE)
    areas_told = np.bincount(zone[told], minlength=places)
    total = np.bincount(zone[told], areas.people[told], minlength=places)
    mean = total / np.maximum(areas_told, 1)
    result: Floats = mean * np.bincount(zone[count], minlength=places)
    return result


def _grounds(zones: _Zones) -> Ints:
    """Which ground each of Z zones belongs to: zones alike in people for each rakshak are one.

    From a ground for each zone on, the two neighbours are joined that are nearest in the logarithm
    of that, weighed by rakshaks (Ward, Hierarchical grouping to optimize an objective function,
    1963), until there are few and all far apart.
    """
    each = np.log(zones.people / zones.rakshaks)
    order = np.argsort(each, kind="stable")
    middle, weight = each[order], zones.rakshaks[order].astype(np.float64)
    first = np.arange(len(order))  # the zone, in this order, with which each ground begins
    while len(middle) > 1:
        gap = np.diff(middle)
        cost = gap**2 * weight[:-1] * weight[1:] / (weight[:-1] + weight[1:])
        at = int((cost if len(middle) > MOST_GROUNDS else gap).argmin())
        if len(middle) <= MOST_GROUNDS and gap[at] >= np.log(ALIKE):
            break
        both = weight[at : at + 2]
        middle[at], weight[at] = np.average(middle[at : at + 2], weights=both), both.sum()
        middle, weight, first = (np.delete(one, at + 1) for one in (middle, weight, first))
    ground = np.zeros(len(order), dtype=np.int64)
    ground[order] = np.searchsorted(first, np.arange(len(order)), side="right") - 1
    return ground


def _kinds(
    snapshot: Snapshot,
    policy: Policy,
    zones: _Zones,
    ground: Ints,
    usual: Cascade,
    remarks: list[Remark],
) -> tuple[Floats, Floats]:
    """Shares of the sessions (G x C) and people at one (C), by the visits that areas need.

    A category that the scenario does not have counts as its "other". Areas in zones without
    rakshaks are visited from all grounds.
    """
    areas, kinds = snapshot.areas, usual.kinds
    grounds = int(ground.max()) + 1
    visits = visits_needed(snapshot, policy).astype(np.float64)
    if visits.sum() == 0:
        remarks.append(Remark("no areas", {}))
        mean = usual.spread @ usual.sessions
        return np.tile(mean, (grounds, 1)), usual.crowd
    other = kinds.index(OTHER) if OTHER in kinds else len(kinds) - 1
    place = [kinds.index(name) if name in kinds else other for name in snapshot.categories]
    kind = np.array([*place, other])[areas.category]
    zone = zones.number[areas.zone]  # NONE takes the last
    shares = np.zeros((grounds, len(kinds)))
    near = zone != NONE
    np.add.at(shares, (ground[zone[near]], kind[near]), visits[near])
    far = np.bincount(kind[~near], visits[~near], minlength=len(kinds))
    shares += np.outer(np.bincount(ground, zones.rakshaks) / zones.rakshaks.sum(), far)
    empty = shares.sum(axis=1) == 0
    shares[empty] = np.bincount(kind, visits, minlength=len(kinds))
    told = (areas.people != NONE) & (visits > 0)
    met = np.bincount(kind[told], areas.people[told], minlength=len(kinds))
    made = np.bincount(kind[told], visits[told], minlength=len(kinds))
    crowd = np.where(made > 0, met / np.maximum(made, 1), usual.crowd)
    return shares / shares.sum(axis=1, keepdims=True), crowd
