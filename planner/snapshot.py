"""Snapshot: what a campaign holds at one moment, as columns of ids and numbers.

The store makes it; the tree, the problem and the audit are all read from it. It knows no
names and no phone numbers: phones come as codes that only tell equal from different.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.str_]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Bits = NDArray[np.uint64]
Points = NDArray[np.float64]

NONE = -1  # in a column of indices or codes: nothing given
UNKNOWN = -2  # in a column of indices: an id that is given but nobody's
MOST_SKILLS = 64  # skills (and languages) are kept as bits of one number


class Role(IntEnum):
    """What a person is in the campaign. The order is the order of the levels of the tree."""

    LEADER = 0
    RAKSHAK = 1
    MITAN = 2


@dataclass(frozen=True, eq=False)
class People:
    """n people, sorted by id. All arrays have length n."""

    ids: Ids
    role: Ints  # Role
    active: Flags
    parent: Ints  # index into ids of whom he reports to, NONE or UNKNOWN; NONE for every mitan
    zone: Ints  # index into Snapshot.zones, or NONE
    position: Points  # n x 3 metres (geo.on_sphere); NaN where not known
    availability: Ints  # visits, or NONE where his row says nothing
    reserve: Flags  # on the bench: kept back from plans until somebody drops out
    joined: Ints  # day of joining as a proleptic ordinal, or NONE
    trained: Ints  # day of training as a proleptic ordinal, or NONE
    organisation: Ints  # index into Snapshot.organisations, or NONE
    skills: Bits  # bit k: Snapshot.skills[k]
    languages: Bits  # bit k: Snapshot.languages[k]
    phone: Ints  # equal codes, equal phones; NONE where no phone is known


@dataclass(frozen=True, eq=False)
class Areas:
    """n areas, sorted by id. All arrays have length n."""

    ids: Ids
    category: Ints  # index into Snapshot.categories
    zone: Ints  # index into Snapshot.zones, or NONE
    position: Points  # n x 3 metres; NaN where not known
    people: Ints  # people to reach, or NONE where not known
    visits: Ints  # visits asked for in the row, or NONE: then the category's norm counts
    different: Ints  # least number of different rakshaks, at least 1
    priority: Ints  # weight of a visit left uncovered, at least 1
    whole: Ints  # 1 one rakshak only, 0 may be split, NONE: not said, the policy decides
    skills: Bits  # all of these are required
    languages: Bits  # one of these is wished for; 0: any


@dataclass(frozen=True, eq=False)
class Enrolments:
    """n enrolments, sorted by mitan, then rakshak. All arrays have length n."""

    mitan: Ints  # index into People.ids
    rakshak: Ints  # index into People.ids
    enrolled: Ints  # day as a proleptic ordinal, or NONE
    pledged: Ints  # day as a proleptic ordinal, or NONE
    minute: Ints  # of the day on which the pledge was signed, 0 to 1439, or NONE


@dataclass(frozen=True, eq=False)
class Pledges:
    """n sheets of pledges, sorted by id. All arrays have length n."""

    ids: Ids
    mitan: Ints  # who brought the signatures: index into People.ids, NONE or UNKNOWN
    rakshak: Ints  # who handed the sheet in: index into People.ids, NONE or UNKNOWN
    area: Ints  # where: index into Areas.ids, NONE or UNKNOWN
    day: Ints  # day as a proleptic ordinal, or NONE
    count: Ints  # people who signed, at least 1


@dataclass(frozen=True, eq=False)
class Pairs:
    """n pairs of rakshak and area, sorted, each with visits: pins, bans (0 visits) or plan rows."""

    rakshak: Ints
    area: Ints
    visits: Ints

    def __len__(self) -> int:
        return len(self.rakshak)

    def only(self, those: Flags) -> Pairs:
        """Of the n pairs those that are flagged."""
        return Pairs(self.rakshak[those], self.area[those], self.visits[those])

    def by_rakshak(self, count: int) -> Ints:
        """Visits of each of `count` rakshaks."""
        return summed(self.rakshak, self.visits, count)

    def by_area(self, count: int) -> Ints:
        """Visits at each of `count` areas."""
        return summed(self.area, self.visits, count)


@dataclass(frozen=True, eq=False)
class Work:
    """n days of a rakshak at an area, sorted by rakshak, area, day. All arrays have length n."""

    rakshak: Ints  # index into People.ids
    area: Ints  # index into Areas.ids
    day: Ints  # day as a proleptic ordinal
    visits: Ints
    people: Ints  # reached
    frauds: Ints  # averted

    def only(self, those: Flags) -> Work:
        """Of the n days those that are flagged."""
        return Work(*(column[those] for column in vars(self).values()))


NO_PLEDGES = Pledges(np.zeros(0, dtype=np.str_), *np.zeros((5, 0), dtype=np.int64))
NO_PAIRS = Pairs(*np.zeros((3, 0), dtype=np.int64))


def _no_ties() -> Ints:
    return np.zeros((0, 2), dtype=np.int64)


@dataclass(frozen=True, eq=False)
class TiedIds:
    """Ties between two areas and between two people: n x 2 indices into Areas.ids, People.ids."""

    areas: Ints = field(default_factory=_no_ties)
    people: Ints = field(default_factory=_no_ties)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The whole campaign at one moment. `pins` and `bans` index People.ids and Areas.ids."""

    people: People
    areas: Areas
    enrolments: Enrolments
    pins: Pairs
    bans: Pairs
    zones: tuple[str, ...]
    categories: tuple[str, ...]
    organisations: tuple[str, ...]
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    together: TiedIds = field(default_factory=TiedIds)
    apart: TiedIds = field(default_factory=TiedIds)
    pledges: Pledges = NO_PLEDGES


def summed(index: Ints, values: Ints, count: int) -> Ints:
    """For each of 0 .. `count` - 1 the sum of the values that have this index. Whole numbers."""
    total = np.zeros(count, dtype=np.int64)
    np.add.at(total, index, values)
    return total


def rank_within(label: Ints) -> Ints:
    """How many entries of the same label stand before each of n entries."""
    order = np.argsort(label, kind="stable")
    ordered = label[order]
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    rank = np.empty(len(label), dtype=np.int64)
    rank[order] = np.arange(len(label)) - np.repeat(first, np.diff([*first, len(label)]))
    return rank


def integers(values: Any) -> Ints:
    """Any sequence of whole numbers as the one integer type used here (int64)."""
    return np.asarray(values, dtype=np.int64)
