"""Problem: the question put to the solver, as ids and integer arrays. No names, no phones.

What a visit costs, whom it may be given to, and what a fair share is are defined here, once,
for whoever answers the question and for whoever judges the answer.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from planner.places import Places, across, ways
from planner.snapshot import NONE, Bits, Flags, Ids, Ints, Pairs, Points


@dataclass(frozen=True)
class Rates:
    """What one visit costs besides its way, and which way to take where none is known. Metres."""

    same_zone: int
    unknown: int
    zone: int
    language: int
    organisation: int
    team: int = 0  # for each team at an area beyond the first, once, however many visits


@dataclass(frozen=True)
class Rules:
    """Rules about who goes where that hold for everybody."""

    most_areas: int = 0  # that one rakshak goes to; 0: any number
    least_visits: int = 1  # that he makes wherever he goes, or all where fewer are needed
    keep_to_zone: bool = False  # teams make no visit outside their zone


@dataclass(frozen=True, eq=False)
class Ties:
    """Pairs of indices, each n x 2, of areas and of rakshaks that are tied to each other.

    Two areas together are visited by the same rakshaks, apart by no rakshak in common. Two
    rakshaks together go to the same areas, apart to no area in common.
    """

    areas: Ints
    rakshaks: Ints

    def __len__(self) -> int:
        return len(self.areas) + len(self.rakshaks)


NO_TIES = Ties(np.zeros((0, 2), dtype=np.int64), np.zeros((0, 2), dtype=np.int64))


@dataclass(frozen=True, eq=False)
class Problem:
    """R rakshaks, A areas, and the rules. Both are sorted by id.

    Arrays about rakshaks have length R, arrays about areas length A. `pins` and `bans` hold
    indices into both; a pin is the least number of visits that rakshak makes at that area.
    """

    rakshaks: Ids
    rakshak_place: Places
    availability: Ints  # visits he can make; 0 for those who may not go out
    rakshak_skills: Bits
    rakshak_languages: Bits
    rakshak_organisation: Bits  # one bit, or 0
    areas: Ids
    area_place: Places
    visits: Ints  # visits needed
    different: Ints  # least number of different rakshaks; 0 where no visit is needed
    priority: Ints  # weight of one uncovered visit, 1 or more
    area_skills: Bits  # all required
    area_languages: Bits  # any of these, 0: no wish
    area_organisations: Bits  # any of these, 0: no wish
    pins: Pairs
    bans: Pairs
    rates: Rates
    tolerance: int  # visits more or less than the fair share that are still in band
    whole: Flags  # areas that only one rakshak may go to
    rakshak_team: Ints  # code of the team (the leader) of each rakshak, or NONE
    team_zone: Ints  # zone that his team is at home in, as Places.zone, or NONE
    rules: Rules = Rules()
    together: Ties = NO_TIES
    apart: Ties = NO_TIES
    ways: Ints | None = None  # R x A metres of one way, where it is not the straight line

    @property
    def shape(self) -> tuple[int, int]:
        """(R, A)."""
        return len(self.rakshaks), len(self.areas)

    def allowed(self, rakshak: Ints, area: Ints) -> Flags:
        """Whether each of n pairs may be used at all.

        He may go out, has the skills, is not banned, can make the least visits asked of him
        there, is not kept from another team's zone, and no other is pinned to it as a whole.
        """
        able = self.skilled(rakshak, area) & ~self.banned(rakshak, area)
        able &= self.availability[rakshak] >= np.maximum(self.least_visits[area], 1)
        if self.rules.keep_to_zone:
            able &= ~self.away(rakshak, area)
        holder = self.holder[area]
        able &= (holder == NONE) | (holder == rakshak)
        return able

    def skilled(self, rakshak: Ints, area: Ints) -> Flags:
        """Whether each of n rakshaks has all the skills that the area asks for."""
        needed = self.area_skills[area]
        able: Flags = (self.rakshak_skills[rakshak] & needed) == needed
        return able

    def away(self, rakshak: Ints, area: Ints) -> Flags:
        """Whether each of n areas lies outside the zone of the rakshak's team, as far as known."""
        home, zone = self.team_zone[rakshak], self.area_place.zone[area]
        outside: Flags = (home != zone) & (home != NONE) & (zone != NONE)
        return outside

    def banned(self, rakshak: Ints, area: Ints) -> Flags:
        """Whether each of n pairs is banned."""
        among: Flags = np.isin(self.pair_key(rakshak, area), self._ban_keys)
        return among

    @cached_property
    def pinned(self) -> Pairs:
        """The pins, and whoever a tie makes go with them: for the least visits he makes there."""
        if not len(self.together):
            return self.pins
        pins, known = self.pins, self.pair_key(self.pins.rakshak, self.pins.area)
        crew, cluster = groups(self.together.rakshaks), groups(self.together.areas)
        also = {
            (r, a)
            for his, its in zip(pins.rakshak.tolist(), pins.area.tolist(), strict=True)
            for r in crew.get(his, {his})
            for a in cluster.get(its, {its})
        }
        rakshak, area = np.array(sorted(also), dtype=np.int64).reshape(-1, 2).T
        visits = np.maximum(self.least_visits[area], 1)
        own = np.isin(self.pair_key(rakshak, area), known, assume_unique=True)
        visits[own] = pins.visits[np.argsort(known)]
        return Pairs(rakshak, area, visits)

    @cached_property
    def least_visits(self) -> Ints:
        """Visits that a rakshak makes at each of A areas if he goes there at all."""
        return np.minimum(self.rules.least_visits, self.visits)

    @cached_property
    def holder(self) -> Ints:
        """Of each of A areas the rakshak who is pinned to it as a whole, else NONE."""
        holder = np.full(len(self.areas), NONE)
        held = self.whole[self.pinned.area]
        holder[self.pinned.area[held]] = self.pinned.rakshak[held]
        return holder

    def cost(self, rakshak: Ints, area: Ints) -> Ints:
        """Metres that one visit costs for each of n pairs: the way plus what does not match.

        The way is that of `places.ways`, rounded to whole metres; where the problem's own `ways`
        are given they count instead.
        """
        if self.ways is not None:
            way = self.ways[rakshak, area].astype(np.float64)
        else:
            way = ways(
                self.rakshak_place.only(rakshak),
                self.area_place.only(area),
                same_zone=self.rates.same_zone,
                unknown=self.rates.unknown,
            )

        tongues = self.area_languages[area]
        foreign = (tongues != 0) & ((self.rakshak_languages[rakshak] & tongues) == 0)
        wished = self.area_organisations[area]
        other = (wished != 0) & ((self.rakshak_organisation[rakshak] & wished) == 0)
        metres: Ints = (
            np.rint(way).astype(np.int64)
            + self.rates.zone * self.away(rakshak, area)
            + self.rates.language * foreign
            + self.rates.organisation * other
        )
        return metres

    @cached_property
    def dearest(self) -> int:
        """Metres that no visit of any pair costs more than."""
        rates = self.rates
        extra = rates.zone + rates.language + rates.organisation + 1
        if self.ways is not None:
            return int(self.ways.max(initial=0)) + extra
        line = across(self.rakshak_place, self.area_place)
        return line + rates.same_zone + rates.unknown + extra

    def total_cost(self, rows: Pairs) -> int:
        """Metres that a whole plan costs: each visit's, and `rates.team` once for each team that
        goes to an area beyond the first. Rakshaks without a team are one of their own.
        """
        metres = int(rows.visits @ self.cost(rows.rakshak, rows.area))
        if self.rates.team == 0:
            return metres
        alone = self.rakshak_team == NONE
        team = np.where(alone, -2 - np.arange(len(alone)), self.rakshak_team)[rows.rakshak]
        teams = len(np.unique(np.stack([rows.area, team]), axis=1).T)
        return metres + self.rates.team * (teams - len(np.unique(rows.area)))

    @cached_property
    def reach(self) -> Ints:
        """Most visits that any plan makes at each of A areas: fewer than are needed where a whole
        area is more than the ablest rakshak can make, or asks for several different ones.
        """
        reach = self.visits.copy()
        whole = np.flatnonzero(self.whole & (self.visits > 0))
        spared = self.visits[whole] - np.maximum(self.different[whole] - 1, 0)
        holder = self.holder[whole]
        ablest = np.where(holder == NONE, self.ablest(whole), self.availability[holder])
        reach[whole] = np.clip(np.minimum(spared, ablest), 0, None)
        return reach

    def ablest(self, areas: Ints, *, anywhere: bool = False) -> Ints:
        """Most visits that anybody with the skills of each of n areas can make.

        Of those who may come by the rule about zones; `anywhere`: whatever it says.
        """
        zone = self.area_place.zone[areas]
        if anywhere or not self.rules.keep_to_zone:
            zone = np.full_like(zone, NONE)
        wishes = np.stack([self.area_skills[areas].view(np.int64), zone])
        kinds, kind = np.unique(wishes, axis=1, return_inverse=True)
        most = np.zeros(kinds.shape[1], dtype=np.int64)
        for k, (skills, home) in enumerate(kinds.T):
            needed = skills.view(np.uint64)
            able = (self.rakshak_skills & needed) == needed
            able &= (home == NONE) | (self.team_zone == home) | (self.team_zone == NONE)
            most[k] = self.availability[able].max(initial=0)
        ablest: Ints = most[kind.ravel()]
        return ablest

    def fair_share(self) -> Points:
        """Visits fair for each rakshak: own availability x (all visits / all availability).

        Never more than his availability.
        """
        total = int(self.availability.sum())
        used = min(int(self.visits.sum()), total) / max(total, 1)
        return self.availability.astype(np.float64) * used

    def band(self) -> tuple[Ints, Ints]:
        """Least and most visits of each rakshak that count as fair.

        The band is the whole numbers within `tolerance` visits of the fair share, worked out
        exactly. Where there is none (tolerance 0, a share such as 4.5) it is the two next to it.
        """
        total = int(self.availability.sum())
        asked = min(int(self.visits.sum()), total)
        share = self.availability * asked  # in units of 1 / total visits
        slack = self.tolerance * total
        most = np.minimum((share + slack) // max(total, 1), self.availability)
        least = np.maximum(-((slack - share) // max(total, 1)), 0)
        return np.minimum(least, most), np.maximum(least, most)

    @staticmethod
    def outside(load: Ints, least: Ints, most: Ints) -> Ints:
        """How many visits each load lies outside its band."""
        visits: Ints = np.maximum(least - load, 0) + np.maximum(load - most, 0)
        return visits

    def pair_key(self, rakshak: Ints, area: Ints) -> Ints:
        """One number for each pair, in the order of rakshak, then area."""
        key: Ints = rakshak * len(self.areas) + area
        return key

    @cached_property
    def _ban_keys(self) -> Ints:
        return self.pair_key(self.bans.rakshak, self.bans.area)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything asked: equal digests, equal questions."""
        hashed = hashlib.sha256(b"mitan problem 2")
        _absorb(hashed, self)
        return hashed.hexdigest()


def groups(ties: Ints) -> dict[int, set[int]]:
    """For each index that is tied together with others: all that hang together with it."""
    group: dict[int, set[int]] = {}
    for one, other in ties.tolist():
        joined = group.get(one, {one}) | group.get(other, {other})
        group.update(dict.fromkeys(joined, joined))
    return group


def _absorb(hashed: hashlib._Hash, value: object) -> None:
    """Feed a dataclass of arrays and numbers to the hash, field by field, lengths included."""
    for field in fields(value):  # type: ignore[arg-type]
        part = getattr(value, field.name)
        hashed.update(f"\n{field.name} ".encode())
        if isinstance(part, np.ndarray) and part.dtype.kind == "U":
            hashed.update("\n".join(part.tolist()).encode())
        elif isinstance(part, np.ndarray):
            hashed.update(f"{part.dtype.str} {part.shape} ".encode())
            hashed.update(np.ascontiguousarray(part).tobytes())
        elif part is None or isinstance(part, int):
            hashed.update(str(part).encode())
        else:
            _absorb(hashed, part)
