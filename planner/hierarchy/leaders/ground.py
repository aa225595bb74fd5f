"""Ground: who is to be led, who may lead, and how far it is between them, in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.spatial import cKDTree

from planner.snapshot import Flags, Ints, Points

MANY_TEAMS = 12  # teams' worth of candidates that are looked at for each rakshak
FEWEST = 64  # and no fewer candidates than that


@dataclass(frozen=True, eq=False)
class Ground:
    """n rakshaks, m candidates, and how many of the candidates are to lead.

    The two may be the same people or not. Rakshaks are meant by their positions 0 .. n - 1 in
    `rakshak`, candidates by theirs 0 .. m - 1 in `candidate`; both arrays hold places.
    A place is a row of coordinates (2 or 3): the distance of two is the straight line between
    them, rounded to a whole number. Or `places` is a table of whole distances, row to column.
    """

    places: Points | Ints
    table: bool  # whether `places` is a table
    rakshak: Ints  # n places, sorted
    load: Ints  # n, 1 or more each
    candidate: Ints  # m places, sorted
    capacity: Ints  # m, the load that each can lead
    keep: Flags  # m, who must lead
    count: int  # leaders wanted

    @cached_property
    def ones(self) -> bool:
        """Whether every load is 1: then best teams of given leaders are a flow."""
        return bool((self.load == 1).all())

    def distance(self, rakshak: Ints, candidate: Ints) -> Ints:
        """Whole distances of rakshaks to candidates: positions in arrays that broadcast."""
        return self._between(self.rakshak[rakshak], self.candidate[candidate])

    def apart(self, candidate: Ints, other: Ints) -> Ints:
        """Whole distances between candidates."""
        return self._between(self.candidate[candidate], self.candidate[other])

    def nearest(self, rakshak: Ints, candidate: Ints, count: int) -> Ints:
        """For each of some rakshaks where in `candidate` the nearest stand: a row, in order.

        There are `count` columns, or one for each candidate where these are fewer.
        """
        return self._nearest(self.rakshak[rakshak], self.candidate[candidate], count)

    def nearest_to(self, points: Points) -> Ints:
        """The candidate nearest to each of some points; not of a table."""
        _, found = cKDTree(self.places[self.candidate]).query(points)
        nearest: Ints = found.astype(np.int64)
        return nearest

    def beside(self, count: int) -> Ints:
        """For each of m candidates the nearest `count` candidates, himself included, in order."""
        return self._nearest(self.candidate, self.candidate, count)

    def _between(self, here: Ints, there: Ints) -> Ints:
        if self.table:
            found: Ints = self.places[here, there].astype(np.int64)
            return found
        apart = self.places[here] - self.places[there]
        whole: Ints = np.rint(np.sqrt(np.einsum("...k,...k->...", apart, apart))).astype(np.int64)
        return whole

    def _nearest(self, here: Ints, there: Ints, count: int) -> Ints:
        count = min(count, len(there))
        if self.table:
            order = np.argsort(self.places[np.ix_(here, there)], axis=1, kind="stable")
            first: Ints = order[:, :count]
            return first
        _, found = cKDTree(self.places[there]).query(self.places[here], k=np.arange(1, count + 1))
        near: Ints = found.astype(np.int64)
        return near

    def within(self, reach: Points) -> tuple[Ints, Ints, Ints, Points]:
        """All pairs (rakshak, candidate) nearer than the rakshak's own reach, n distances.

        And how far it is between each two, and the reach itself: cut down to where all nearer
        candidates are known, which are MANY_TEAMS teams' worth of them for each rakshak. Sorted
        by candidate, then rakshak.
        """
        near, way = self._close
        if near.shape[1] < len(self.candidate):
            reach = np.minimum(reach, way[:, -1])
        rakshak, column = np.nonzero(way < reach[:, None])
        candidate = near[rakshak, column]
        order = np.lexsort((rakshak, candidate))
        rakshak, candidate, column = rakshak[order], candidate[order], column[order]
        return rakshak, candidate, way[rakshak, column], reach

    @cached_property
    def _close(self) -> tuple[Ints, Ints]:
        """For each rakshak the nearest candidates, and how far away each is."""
        many = MANY_TEAMS * -(-len(self.load) // max(self.count, 1))
        near = self._nearest(self.rakshak, self.candidate, max(many, FEWEST))
        return near, self.distance(np.arange(len(self.load))[:, None], near)
