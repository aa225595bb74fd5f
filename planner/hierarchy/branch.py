"""Branch: somebody's place in the tree: who stands above him, and everybody below, in order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphs.lineage import above
from graphs.tree import subtree_counts
from planner.findings import Refusal, meant
from planner.hierarchy.tree import Tree
from planner.snapshot import NONE, Flags, Ints, Role, Snapshot, integers

TOP = NONE  # in place of a person: the campaign itself
ZONES_TOLD = 30
EVERYBODY = -1  # in place of a depth: no step is the last


@dataclass(frozen=True, eq=False)
class Branch:
    """A person (an index into People.ids, or TOP) with those above him and below him.

    `below` are in the order in which a tree is written down: everybody before those under him,
    siblings by id; the person himself is the first. `depth` counts the steps down to each.
    """

    person: int
    above: tuple[tuple[int, ...], ...]  # the way up, the next one first; two of one with two
    below: Ints
    depth: Ints


def branch(
    snapshot: Snapshot,
    tree: Tree,
    one: str | None,
    *,
    depth: int | None = None,
    zone: str | None = None,
    mitans: bool = False,
) -> Branch:
    """The branch of the person with this id (None: of the campaign), so many steps down.

    Without a depth down to the rakshaks, or to the `mitans`, as of a rakshak always. Active
    people only, but for the person himself and whoever has left with active people still below
    him. With a zone's code, of those below only the ones of
    that zone, and whoever stands between. Raises Refusal where there is no such person or zone.
    """
    people = snapshot.people
    person = TOP if one is None else _index(snapshot, one)
    wanted = None
    if zone is not None:
        if zone not in snapshot.zones:
            told = ", ".join(snapshot.zones[:ZONES_TOLD]) or "none"
            raise Refusal(f"There is no zone {zone}. Zones: {told}.")
        wanted = people.zone == snapshot.zones.index(zone)
    a_rakshak = person != TOP and people.role[person] == Role.RAKSHAK
    mitans |= a_rakshak or depth is not None
    under = _under(snapshot, tree.has_leaders, mitans=mitans)
    below, steps = _preorder(under, person, EVERYBODY if depth is None else depth)
    if wanted is not None:
        keep = _kept(wanted[below] & (below != TOP), steps)
        below, steps = below[keep], steps[keep]
    return Branch(person, _above(snapshot, person), below, steps)


def _index(snapshot: Snapshot, one: str) -> int:
    ids = snapshot.people.ids
    at = int(np.searchsorted(ids, one))
    if at == len(ids) or ids[at] != one:
        among = ids[snapshot.people.role != Role.MITAN].tolist()
        raise Refusal(f"There is no person {one}: {meant(one, among)}")
    return at


def _under(snapshot: Snapshot, has_leaders: bool, *, mitans: bool) -> tuple[Ints, Ints]:
    """Every pair of somebody and the one he stands under (or TOP), by that one, then id.

    Of the active, and of those who have left while active people are still below them.
    """
    people, rows = snapshot.people, snapshot.enrolments
    still = people.active.astype(np.int64)
    np.add.at(still, rows.rakshak, people.active[rows.mitan])
    staff = (subtree_counts(np.maximum(people.parent, TOP), still) > 0) & (
        people.role != Role.MITAN
    )
    top = Role.LEADER if has_leaders else Role.RAKSHAK
    tops = np.flatnonzero(staff & (people.role == top) & (people.parent == NONE))
    led = np.flatnonzero(staff & (people.parent >= 0))
    there = people.active[rows.mitan] & mitans
    child = np.concatenate([tops, led, rows.mitan[there]])
    parent = np.concatenate([np.full(len(tops), TOP), people.parent[led], rows.rakshak[there]])
    order = np.lexsort((child, parent))
    return parent[order], child[order]


def _preorder(under: tuple[Ints, Ints], person: int, deepest: int) -> tuple[Ints, Ints]:
    """Everybody below, depth first. Somebody in a circle, or with two above, comes once."""
    parent, child = under
    below, depth = [], []
    stack, seen = [(person, 0)], {person}
    while stack:
        at, step = stack.pop()
        below.append(at)
        depth.append(step)
        if step == deepest:
            continue
        first, last = np.searchsorted(parent, [at, at + 1])
        for one in reversed(child[first:last].tolist()):
            if one not in seen:
                seen.add(one)
                stack.append((one, step + 1))
    return integers(below), integers(depth)


def _kept(wanted: Flags, depth: Ints) -> Flags:
    """In a preorder, those wanted and everybody on the way to them."""
    keep = wanted.copy()
    keep[0] = True
    needed = -1  # of the rows after this one: the least depth somebody wanted hangs at
    for k in range(len(depth) - 1, -1, -1):
        if needed > depth[k]:
            keep[k] = True
        if keep[k]:
            needed = int(depth[k])
    return keep


def _above(snapshot: Snapshot, person: int) -> tuple[tuple[int, ...], ...]:
    """The way up; of a mitan his rakshaks first. A circle is gone round once."""
    if person == TOP:
        return ()
    people, rows = snapshot.people, snapshot.enrolments
    way: list[tuple[int, ...]] = []
    if people.role[person] == Role.MITAN:
        rakshaks = tuple(rows.rakshak[rows.mitan == person].tolist())
        way += [rakshaks] * bool(rakshaks)
        if len(rakshaks) != 1:
            return tuple(way)
        person = rakshaks[0]
    return (*way, *((one,) for one in above(people.parent, person)))
