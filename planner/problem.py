"""Problem: the question put to the solver, as ids and integer arrays. No names, no phones.

What a visit costs, whom it may be given to, and what a fair share is are defined here, once,
for whoever answers the question and for whoever judges the answer.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from planner.snapshot import NONE, Bits, Flags, Ids, Ints, Pairs, Points


@dataclass(frozen=True, eq=False)
class Places:
    """n places. `position` is the place's own point, else its zone's centre, else NaN."""

    position: Points  # n x d metres
    located: Flags  # True where the point is the place's own
    zone: Ints  # code, or NONE


@dataclass(frozen=True)
class Rates:
    """What one visit costs besides its way, and which way to take where none is known. Metres."""

    same_zone: int
    unknown: int
    zone: int
    language: int
    organisation: int


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

    @property
    def shape(self) -> tuple[int, int]:
        """(R, A)."""
        return len(self.rakshaks), len(self.areas)

    def allowed(self, rakshak: Ints, area: Ints) -> Flags:
        """Whether each of n pairs may be used at all: skills met, not banned, may go out."""
        needed = self.area_skills[area]
        able: Flags = (self.rakshak_skills[rakshak] & needed) == needed
        banned = np.isin(self.pair_key(rakshak, area), self._ban_keys)
        return np.logical_and(able & ~banned, self.availability[rakshak] > 0)

    def cost(self, rakshak: Ints, area: Ints) -> Ints:
        """Metres that one visit costs for each of n pairs: the way plus what does not match.

        The way is the straight line between two known points. Where one of them is only known
        by its zone: `rates.same_zone` within one zone, else the line to the zone's centre (at
        least `rates.same_zone`), else `rates.unknown`. Rounded to whole metres.
        """
        at, to = self.rakshak_place, self.area_place
        line = np.linalg.norm(at.position[rakshak] - to.position[area], axis=-1)
        from_zone, to_zone = at.zone[rakshak], to.zone[area]
        zones_known = (from_zone != NONE) & (to_zone != NONE)
        same_zone = zones_known & (from_zone == to_zone)
        by_zone = np.where(
            np.isnan(line), self.rates.unknown, np.fmax(line, float(self.rates.same_zone))
        )
        by_zone = np.where(same_zone, self.rates.same_zone, by_zone)
        way = np.where(at.located[rakshak] & to.located[area], line, by_zone)

        tongues = self.area_languages[area]
        foreign = (tongues != 0) & ((self.rakshak_languages[rakshak] & tongues) == 0)
        wished = self.area_organisations[area]
        other = (wished != 0) & ((self.rakshak_organisation[rakshak] & wished) == 0)
        metres: Ints = (
            np.rint(way).astype(np.int64)
            + self.rates.zone * (zones_known & ~same_zone)
            + self.rates.language * foreign
            + self.rates.organisation * other
        )
        return metres

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
        hashed = hashlib.sha256(b"mitan problem 1")
        _absorb(hashed, self)
        return hashed.hexdigest()


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
        elif isinstance(part, int):
            hashed.update(str(part).encode())
        else:
            _absorb(hashed, part)
