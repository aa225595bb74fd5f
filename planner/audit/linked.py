"""Linked: from pairs that may be one to sets that may be one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planner.snapshot import Flags, Ints, Points

MOST_BESIDE = 25  # others of its group with which each one is compared


def sets_of(pairs: Ints) -> list[Ints]:
    """Sets of indices that hang together by n x 2 pairs, each sorted; by first member."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    members, at = np.unique(pairs, return_inverse=True)
    if not len(members):
        return []
    one, other = at.reshape(-1, 2).T
    links = coo_array((np.ones(len(one), dtype=np.int8), (one, other)), shape=(len(members),) * 2)
    label = connected_components(links, directed=False)[1]
    order = np.argsort(label, kind="stable")
    cuts = np.flatnonzero(np.diff(label[order])) + 1
    sets = [members[those] for those in np.split(order, cuts)]
    return sorted(sets, key=lambda those: int(those[0]))


def touched(sets: Sequence[Ints], pairs: Ints) -> Flags:
    """Which of the sets (none in two of them) have a member in any of n x 2 pairs."""
    of = {member: k for k, those in enumerate(sets) for member in those.tolist()}
    found = np.zeros(len(sets), dtype=bool)
    found[[of[member] for member in np.unique(pairs).tolist() if member in of]] = True
    return found


def neighbours(position: Points, group: Ints, within: float) -> tuple[Ints, Points]:
    """Pairs of n points (n x 3 metres) of one group within so many metres, and how far apart.

    n x 2 indices, the smaller first, none twice. Where many points lie close together each is
    paired with the MOST_BESIDE nearest only. NaN has no neighbours.
    """
    from scipy.spatial import cKDTree

    there = np.flatnonzero(~np.isnan(position).any(axis=1))
    _, label = np.unique(group[there], return_inverse=True)
    apart = label[:, None] * (within + 1.0)  # groups lie too far apart to meet
    points = np.hstack([position[there], apart])
    if len(points) < 2:
        return np.zeros((0, 2), dtype=np.int64), np.zeros(0)
    most = min(MOST_BESIDE, len(points) - 1) + 1
    metres, found = cKDTree(points).query(points, k=most, distance_upper_bound=within + 1e-6)
    one = np.repeat(np.arange(len(points)), most)
    other, metres = found.ravel(), metres.ravel()
    real = (other < len(points)) & (other != one)
    pairs = np.stack([there[one[real]], there[other[real]]], axis=1)
    pairs, first = np.unique(np.sort(pairs, axis=1), axis=0, return_index=True)
    return pairs, metres[real][first]
