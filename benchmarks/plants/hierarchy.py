"""Hierarchy: people who stand where they should not."""

from __future__ import annotations

import numpy as np

from benchmarks.field import Field, Planted
from benchmarks.plants.plant import ANEW, LEFT, UNEVEN, planted, plants
from planner.snapshot import UNKNOWN


@plants("HIE001")
def orphans(field: Field) -> Planted:
    """Rakshaks who report to an id that is nobody's."""
    who = field.some(field.rakshaks)
    parent = field.snapshot.people.parent.copy()
    parent[who] = UNKNOWN
    return planted(field.people(parent=parent), field.ids(who), ANEW | {"HIE005"})


@plants("HIE002")
def circles(field: Field) -> Planted:
    """Leaders who report to each other, two by two."""
    pairs = field.some(field.leaders, 2 * field.number)
    pairs = pairs[: len(pairs) // 2 * 2].reshape(-1, 2)
    parent = field.snapshot.people.parent.copy()
    parent[pairs[:, 0]], parent[pairs[:, 1]] = pairs[:, 1], pairs[:, 0]
    first = field.ids(pairs.min(axis=1))
    return planted(field.people(parent=parent), first, ANEW | {"HIE005"})


@plants("HIE003")
def enrolled_besides(field: Field) -> Planted:
    """Rakshaks whom another one has enrolled."""
    who = field.some(field.rakshaks, 2 * field.number)
    who, by = np.array_split(who, 2)
    who = who[: len(by)]
    found = field.enrolled(who, by[: len(who)])
    return planted(found, field.ids(who), {"HIE004", "COV002", "DUP004"})


@plants("HIE004")
def under_a_rakshak(field: Field) -> Planted:
    """Rakshaks who report to a rakshak."""
    who, over = np.array_split(field.some(field.rakshaks, 2 * field.number), 2)
    who = who[: len(over)]
    parent = field.snapshot.people.parent.copy()
    parent[who] = over[: len(who)]
    return planted(field.people(parent=parent), field.ids(who), ANEW | {"HIE005"})


@plants("HIE005")
def crowded(field: Field) -> Planted:
    """Leaders who get rakshaks of others until they lead more than the span allows."""
    people, most = field.snapshot.people, field.evidence.policy.span.most
    active = field.rakshaks & (people.parent >= 0)
    team = np.bincount(people.parent[active], minlength=len(people.ids))
    number = min(field.number, int(field.leaders.sum()) // 4)
    targets = field.some(field.leaders, number)
    movable = active & ~np.isin(people.parent, targets)
    movers = field.rng.permutation(np.flatnonzero(movable))
    parent, taken = people.parent.copy(), 0
    for leader in targets.tolist():
        wanted = most + 1 - int(team[leader])
        parent[movers[taken : taken + wanted]] = leader
        taken += wanted
    evidence = field.people(parent=parent)
    left = np.bincount(parent[active], minlength=len(people.ids))
    thin = field.leaders & (left < field.evidence.policy.span.least) & (team >= 1)
    return planted(evidence, field.ids(np.append(targets, np.flatnonzero(thin))), ANEW)


@plants("HIE006")
def leaders_gone(field: Field) -> Planted:
    """Leaders who have left their team behind."""
    who = field.some(field.leaders)
    active = field.snapshot.people.active.copy()
    active[who] = False
    return planted(field.people(active=active), field.ids(who), ANEW | {"HIE005"})


@plants("HIE007")
def rakshaks_gone(field: Field) -> Planted:
    """Rakshaks who have left their mitans behind."""
    who = field.some(field.rakshaks)
    active = field.snapshot.people.active.copy()
    active[who] = False
    also = ANEW | LEFT | UNEVEN | {"INT007", "HIE005"}
    return planted(field.people(active=active), field.ids(who), also)


PLANTS = (
    orphans,
    circles,
    enrolled_besides,
    under_a_rakshak,
    crowded,
    leaders_gone,
    rakshaks_gone,
)
