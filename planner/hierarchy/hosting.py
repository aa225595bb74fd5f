"""Hosting: the question of who takes in whom. Groups of people, hosts with room, ways between."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.places import Places, ways
from planner.snapshot import NONE, Ints


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
        points = np.concatenate([self.groups.position, self.hosts.position])
        known = points[~np.isnan(points).any(axis=1)]
        across = float(np.linalg.norm(np.ptp(known, axis=0))) if len(known) else 0.0
        return round(across) + self.rates.same_zone + self.rates.unknown + self.rates.zone + 1
