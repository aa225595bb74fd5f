"""Draft: a campaign's tree being changed, before anything is written.

Each step (form teams, place mitans, move, remove, promote) takes a draft and changes it. What all
of them come to is read off at the end by comparing it with the snapshot it was made from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from graphs.lineage import above
from planner.places import Places, settle
from planner.snapshot import NONE, Enrolments, Flags, Ints, Points, Role, Snapshot


@dataclass(frozen=True, eq=False)
class Moves:
    """What a draft changes; indices into People.ids, sorted by the first of each block."""

    person: Ints  # who reports to another from now on
    was_under: Ints  # NONE: the campaign itself
    under: Ints
    turned: Ints  # who has another role from now on
    role: Ints
    left: Ints  # who has become inactive
    mitan: Ints  # whose rakshak is another one from now on
    was_with: Ints  # NONE: he had none
    rakshak: Ints

    def __len__(self) -> int:
        return len(self.person) + len(self.turned) + len(self.left) + len(self.mitan)


class Draft:
    """Columns of People and of Enrolments that a change of the tree may touch, as they will be.

    `parent`, `role` and `active` have one entry for each person; `mitan` and `rakshak` one for
    each enrolment, those of the snapshot first.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.before = snapshot
        self.ids = snapshot.people.ids
        self.parent = snapshot.people.parent.copy()
        self.role = snapshot.people.role.copy()
        self.active = snapshot.people.active.copy()
        self.mitan = snapshot.enrolments.mitan.copy()
        self.rakshak = snapshot.enrolments.rakshak.copy()
        self._places: Places | None = None

    @property
    def places(self) -> Places:
        """Where everybody is; a zone's centre is the mean of all people and areas in it."""
        if self._places is None:
            nobody = np.zeros(0, dtype=np.int64)
            self._places = self._settled(np.zeros((0, 3)), nobody).only(slice(len(self.ids)))
        return self._places

    def placed(self, position: Points, zone: Ints) -> Places:
        """Places of n others, from metres and zones as in People, their zones' centres as well."""
        known = len(self.ids) + len(self.before.areas.ids)
        return self._settled(position, zone).only(slice(known, None))

    def _settled(self, position: Points, zone: Ints) -> Places:
        """Places of all people, all areas and n others."""
        people, areas = self.before.people, self.before.areas
        return settle(
            np.concatenate([people.position, areas.position, position]),
            np.concatenate([people.zone, areas.zone, zone]),
        )

    def serving(self, role: Role) -> Flags:
        """Who has this role and is active; one flag for each person."""
        serving: Flags = (self.role == role) & self.active
        return serving

    def under(self, those: Flags) -> Flags:
        """Who reports to one of those flagged; an id that is nobody's is none of them."""
        found: Flags = np.append(those, [False, False])[self.parent]  # NONE, UNKNOWN: the last two
        return found

    def reporting(self, role: Role | None = None) -> Ints:
        """How many active people (or only those of one role) report to each person."""
        there = self.active & (self.parent >= 0)
        if role is not None:
            there &= self.role == role
        return np.bincount(self.parent[there], minlength=len(self.ids))

    def superior(self, leader: int) -> int:
        """The next above a leader who is active; NONE where there is none."""
        active = (one for one in above(self.parent, leader) if self.active[one] and one != leader)
        return next(active, NONE)

    def enrolled(self) -> Ints:
        """How many active mitans each person has."""
        there = self.active[self.mitan] & (self.role[self.mitan] == Role.MITAN)
        return np.bincount(self.rakshak[there], minlength=len(self.ids))

    def unplaced(self) -> Ints:
        """The active mitans whom no rakshak has."""
        waiting = self.serving(Role.MITAN)
        waiting[self.mitan] = False
        return np.flatnonzero(waiting)

    def in_other_zones(self, people: Ints, others: Ints) -> Flags:
        """Whether each of n people is known to be in another zone than the other."""
        one, other = self.before.people.zone[people], self.before.people.zone[others]
        apart: Flags = (one != other) & (one != NONE) & (other != NONE)
        return apart

    def where(self, person: int) -> str:
        """The zone that a person is in, in words."""
        zone = int(self.before.people.zone[person])
        return "no zone" if zone == NONE else f"zone {self.before.zones[zone]}"

    def enrol(self, mitans: Ints, rakshaks: Ints) -> None:
        """Give mitans who have no rakshak one each."""
        self.mitan = np.concatenate([self.mitan, mitans])
        self.rakshak = np.concatenate([self.rakshak, rakshaks])

    def moves(self) -> Moves:
        """What the draft changes."""
        people, enrolments = self.before.people, self.before.enrolments
        person = np.flatnonzero(self.parent != people.parent)
        turned = np.flatnonzero(self.role != people.role)
        known = len(enrolments.mitan)
        had = np.append(enrolments.rakshak, np.full(len(self.mitan) - known, NONE))
        other = np.flatnonzero(self.rakshak != had)
        other = other[np.lexsort((had[other], self.mitan[other]))]
        return Moves(
            person=person,
            was_under=people.parent[person],
            under=self.parent[person],
            turned=turned,
            role=self.role[turned],
            left=np.flatnonzero(people.active & ~self.active),
            mitan=self.mitan[other],
            was_with=had[other],
            rakshak=self.rakshak[other],
        )

    def snapshot(self) -> Snapshot:
        """The campaign as the draft has it."""
        enrolments = self.before.enrolments
        fresh = np.full(len(self.mitan) - len(enrolments.mitan), NONE)
        order = np.lexsort((self.rakshak, self.mitan))
        return replace(
            self.before,
            people=replace(
                self.before.people, parent=self.parent, role=self.role, active=self.active
            ),
            enrolments=Enrolments(
                mitan=self.mitan[order],
                rakshak=self.rakshak[order],
                enrolled=np.append(enrolments.enrolled, fresh)[order],
                pledged=np.append(enrolments.pledged, fresh)[order],
                minute=np.append(enrolments.minute, fresh)[order],
            ),
        )
