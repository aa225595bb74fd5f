"""Report shown: whom and what a report names. Only who and what belongs to its scope."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.report.pocket import one_line
from planner.report.voice import Voice
from planner.report.zone_outlines import Outline
from planner.reporting import Reported
from planner.snapshot import NONE, UNKNOWN, Ints, Role

ELSEWHERE = UNKNOWN  # in place of a leader: he has one, who does not belong to the scope


@dataclass(frozen=True, eq=False)
class Shown:
    """Whom and what the report names: indices of areas, rakshaks and leaders, ascending.

    `words` speak; the other columns are worked out once and shared by the parts of the page.
    """

    reported: Reported
    words: Voice
    outlines: tuple[Outline, ...]

    @cached_property
    def areas(self) -> Ints:
        """Of the snapshot's areas."""
        return np.flatnonzero(self.reported.scope.areas)

    @cached_property
    def rakshaks(self) -> Ints:
        """Of the snapshot's people: active ones."""
        people = self.reported.snapshot.people
        ours = self.reported.scope.people & people.active
        return np.flatnonzero(ours & (people.role == Role.RAKSHAK))

    @cached_property
    def leaders(self) -> Ints:
        """The same of leaders who are active, or still have a rakshak somewhere below them."""
        people, tree = self.reported.snapshot.people, self.reported.tree
        leads = self.reported.scope.people & (people.role == Role.LEADER)
        found = np.flatnonzero(leads)
        at = np.searchsorted(tree.staff.ids, people.ids[found])
        stays = people.active[found] | (tree.leader_totals[at, 0] > 0)
        stay: Ints = found[stays]
        return stay

    def leader_of(self, people: Ints) -> Ints:
        """Of each of n people the place of his leader among `leaders`; NONE where he has none."""
        place = np.full(len(self.reported.snapshot.people.ids) + 2, ELSEWHERE)
        place[[NONE, UNKNOWN]] = NONE
        place[self.leaders] = np.arange(len(self.leaders))
        found: Ints = place[self.reported.snapshot.people.parent[people]]
        return found

    @cached_property
    def zones(self) -> Ints:
        """The zones of all that is shown, as indices into Snapshot.zones."""
        people, areas = self.reported.snapshot.people, self.reported.snapshot.areas
        used = [people.zone[self.rakshaks], people.zone[self.leaders], areas.zone[self.areas]]
        found = np.unique(np.concatenate(used))
        known: Ints = found[found != NONE]
        return known

    @cached_property
    def categories(self) -> Ints:
        """The categories of these areas, as indices into Snapshot.categories."""
        found: Ints = np.unique(self.reported.snapshot.areas.category[self.areas])
        return found

    def zone_places(self, zone: Ints) -> Ints:
        """Each zone's place among `zones`, or NONE."""
        known = zone != NONE
        return np.where(known, np.searchsorted(self.zones, zone), NONE)

    def name(self, person: int) -> str:
        """What a leader or a rakshak is called."""
        one = str(self.reported.snapshot.people.ids[person])
        return one_line(self.reported.names.get(one, "")) or one

    def staff_place(self, people: Ints) -> Ints:
        """Where n leaders and rakshaks stand among the tree's staff."""
        found: Ints = np.searchsorted(
            self.reported.tree.staff.ids, self.reported.snapshot.people.ids[people]
        )
        return found

    @cached_property
    def missing(self) -> Ints:
        """Visits that are not planned at each of `areas`."""
        reported = self.reported
        found: Ints = (reported.needed - reported.planned)[self.areas]
        return found
