"""Likely pairs of group and host to begin with, and those that prices say are worth adding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from planner.hierarchy.hosting import Hosting
from planner.places import Places, clusters
from planner.snapshot import Flags, Ints, Points, rank_within

NEAREST = 12  # hosts of each group to begin with, and groups of each host
EACH = 8  # pairs added for one group or host in a round
BLOCK = 256  # places of one side that are priced together
ROUNDING = 0.5  # metres that a whole way may be shorter than the line


@dataclass(frozen=True, eq=False)
class _Block:
    """Some places of one side near each other, with the least that one of them adds to a way."""

    members: Ints
    least: int
    position: Points
    located: bool

    def least_with(self, other: _Block) -> float:
        """What no pair of two blocks costs less than, at the prices of both."""
        least = self.least + other.least - ROUNDING
        if not (self.located and other.located):
            return least
        below = self.position.min(axis=0) - other.position.max(axis=0)
        above = other.position.min(axis=0) - self.position.max(axis=0)
        return least + float(np.linalg.norm(np.maximum(np.maximum(below, above), 0)))


def likely_pairs(asked: Hosting) -> Ints:
    """Sorted keys (group x m + host) of pairs near each other, hosts enough for each group."""
    able = np.flatnonzero(asked.all_room > 0)
    some = max(int(asked.all_room.sum()) // max(len(able), 1), 1)  # people, of a usual host
    group, near = _nearest(asked.groups, asked.hosts.only(able), NEAREST + 2 * asked.units // some)
    host, also = _nearest(asked.hosts.only(able), asked.groups, np.full(len(able), NEAREST))
    hosts = len(asked.hosts)
    return np.union1d(group * hosts + able[near], also * hosts + able[host])


def paying_pairs(
    asked: Hosting, prices: tuple[Ints, Ints], known: Ints, *, margin: float
) -> tuple[Ints, Ints]:
    """Sorted keys of pairs, not in `known` (sorted), that pay at the prices of both ends.

    Where some do, those that do not by less than `margin` metres come with them. Besides, for
    each group what one of its people gains at most over such a pair: 0 where none pays.
    """
    of_group, of_host = prices
    gain, nothing = np.zeros(len(of_group), dtype=np.int64), np.zeros(0, dtype=np.int64)
    looks = list(_looks(asked, of_group, of_host, known, margin))
    if not looks:
        return nothing, gain
    keys, reduced = (np.concatenate(column) for column in zip(*looks, strict=True))
    group, host = np.divmod(keys, len(of_host))
    np.maximum.at(gain, group, -reduced)
    if not gain.any():
        return nothing, gain
    order = np.argsort(reduced, kind="stable")
    some = (rank_within(group[order]) < EACH) | (rank_within(host[order]) < EACH)
    return np.sort(keys[order][some]), gain


def _looks(
    asked: Hosting, of_group: Ints, of_host: Ints, known: Ints, margin: float
) -> Iterator[tuple[Ints, Ints]]:
    """Keys and reduced costs of pairs below the margin that are not known, block by block.

    Of a block all, or the best of each group and each host.
    """
    able = np.flatnonzero(asked.all_room > 0)
    groups = list(_blocks(asked.groups, np.arange(len(of_group)), of_group))
    for host in _blocks(asked.hosts, able, -of_host):
        for group in groups:
            if group.least_with(host) >= margin:
                continue
            one, other = group.members[:, None], host.members[None, :]
            reduced = asked.cost(one, other) + of_group[one] - of_host[other]
            keys = one * len(of_host) + other
            low = reduced < margin
            low[low] = ~_among(keys[low], known)
            if low.sum() > EACH * sum(low.shape):
                low &= _lowest(np.where(low, reduced, np.iinfo(np.int64).max))
            yield keys[low], reduced[low]


def _among(keys: Ints, known: Ints) -> Flags:
    """Which of n keys are known, in as many looks into the sorted known ones."""
    at = np.searchsorted(known, keys)
    among: Flags = np.append(known, -1)[at] == keys
    return among


def _lowest(reduced: Ints) -> Flags:
    """Of a table the EACH lowest of each row and each column, and those that equal them."""
    low = np.zeros(reduced.shape, dtype=bool)
    for axis, count in enumerate(reduced.shape):
        if count <= EACH:
            low[:] = True
        else:
            low |= reduced <= np.partition(reduced, EACH - 1, axis).take([EACH - 1], axis)
    return low


def _blocks(places: Places, among: Ints, added: Ints) -> Iterator[_Block]:
    for members in clusters(places, among, BLOCK):
        located = bool(places.located[members[0]])
        yield _Block(members, int(added[members].min()), places.position[members], located)


def _nearest(of: Places, among: Places, count: Ints) -> tuple[Ints, Ints]:
    """For each of n places about `count` nearest of m others: indices of both, side by side.

    Who is nowhere is taken to be in the middle of all; others who are nowhere are near nobody.
    """
    there = np.flatnonzero(~np.isnan(among.position).any(axis=1))
    if len(there) == 0:
        return there, there  # no pair
    tree = cKDTree(among.position[there])
    nowhere = np.isnan(of.position)
    point = np.where(nowhere, among.position[there].mean(axis=0), of.position)
    # counts in powers of two, so that a few queries do for all
    count = np.minimum(2 ** np.ceil(np.log2(count)).astype(np.int64), len(there))
    near, far = [there[:0]], [there[:0]]
    for k in np.unique(count):
        those = np.flatnonzero(count == k)
        _, found = tree.query(point[those], k=np.arange(1, k + 1))
        near.append(np.repeat(those, k))
        far.append(there[found.ravel()])
    return np.concatenate(near), np.concatenate(far)
