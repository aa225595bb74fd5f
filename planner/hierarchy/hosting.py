"""Hosting: the question of who takes in whom. Groups of people, hosts with room, ways between."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.places import Places, across, ways
from planner.snapshot import NONE, Ints

SMALLEST_SQUARE = 100.0  # metres
LARGEST_SQUARE = 1e6


@dataclass(frozen=True)
class Rates:
    """Metres: of a way within one zone and of one that is not known, and what another zone adds."""

    same_zone: int
    unknown: int
    zone: int


@dataclass(frozen=True, eq=False)
class Hosting:
    """n groups of people, each in one place, and m hosts who take people in.

    A host has room in k steps. One person in a step costs its `extra`, in units that outweigh any
    way: -1 for room that is to be filled before all else, 0, and 1, 2 ... for room that is used
    only where there is no other. `extra` rises from step to step.
    """

    groups: Places
    units: Ints  # n people, at least 1 each
    hosts: Places
    room: Ints  # m x k people
    extra: Ints  # k
    rates: Rates

    def cost(self, group: Ints, host: Ints) -> Ints:
        """Whole metres that one person's way costs, for pairs of indices that broadcast."""
        one, other = self.groups.only(group), self.hosts.only(host)
        metres = ways(one, other, same_zone=self.rates.same_zone, unknown=self.rates.unknown)
        elsewhere = (one.zone != other.zone) & (one.zone != NONE) & (other.zone != NONE)
        cost: Ints = np.rint(metres).astype(np.int64) + self.rates.zone * elsewhere
        return cost

    @cached_property
    def all_room(self) -> Ints:
        """m, people of all steps."""
        room: Ints = self.room.sum(axis=1)
        return room

    @cached_property
    def dearest(self) -> int:
        """Metres that no pair costs more than."""
        rates = self.rates
        return across(self.groups, self.hosts) + rates.same_zone + rates.unknown + rates.zone + 1


@dataclass(frozen=True, eq=False)
class Grouped:
    """n people put together by where they are: G groups, and the group of each."""

    places: Places
    units: Ints  # G people
    group: Ints  # n
    exact: bool  # whether all of a group are at one place


def grouped(places: Places, *, most: int | None = None) -> Grouped:
    """Put together n people who are at the same place; with `most`, in no more groups than that.

    Then the map is cut into squares, ever larger ones, and those of one square and zone count as
    if they lived in the middle of them. People known by zone only are one group for each zone.
    """
    square = 0.0
    while True:
        at = np.nan_to_num(places.position, nan=np.inf)
        if square:
            at = np.where(np.isinf(at), at, np.floor(at / square))
        key = np.column_stack([at, places.located, places.zone])
        _, first, group = np.unique(key, axis=0, return_index=True, return_inverse=True)
        group = group.ravel()
        if most is None or len(first) <= most or square > LARGEST_SQUARE:
            break
        square = 2 * square or SMALLEST_SQUARE
    units = np.bincount(group, minlength=len(first))
    middle = np.stack([np.bincount(group, axis) for axis in places.position.T], axis=1)
    return Grouped(
        Places(middle / units[:, None], places.located[first], places.zone[first]),
        units,
        group,
        exact=square == 0,
    )


def members(grouped: Grouped, group: Ints, units: Ints) -> Ints:
    """For rows of `units` people of a group, sorted by group: who they are, row after row.

    Of each group the first come into the first row.
    """
    order = np.argsort(grouped.group, kind="stable")
    start = np.cumsum(grouped.units) - grouped.units
    before = np.cumsum(units) - units
    first = np.searchsorted(group, group)  # the first row of the same group
    offset = start[group] + before - before[first]
    each: Ints = np.repeat(offset - before, units) + np.arange(units.sum())
    return order[each]
