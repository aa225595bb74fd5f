"""Places: where people and areas are, as far as that is known, and the way from one to another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planner.snapshot import NONE, Flags, Ints, Points


@dataclass(frozen=True, eq=False)
class Places:
    """n places. `position` is the place's own point, else its zone's centre, else NaN."""

    position: Points  # n x d metres
    located: Flags  # True where the point is the place's own
    zone: Ints  # code, or NONE

    def __len__(self) -> int:
        return len(self.zone)

    def only(self, those: Ints | Flags | slice) -> Places:
        """Of the n places those that are named by index, flagged, or of a slice."""
        return Places(self.position[those], self.located[those], self.zone[those])


def settle(position: Points, zone: Ints) -> Places:
    """Places from n x d metres (NaN where not known) and n zones (any codes, or NONE).

    A zone's centre is the mean of the points known in it.
    """
    located: Flags = np.logical_not(np.isnan(position).any(axis=1))
    zones, code = np.unique(zone, return_inverse=True)
    known = located & (zone != NONE)
    count = np.bincount(code[known], minlength=len(zones))
    total = [np.bincount(code[known], axis[known], len(zones)) for axis in position.T]
    with np.errstate(invalid="ignore"):
        centres = np.stack(total, axis=1) / count[:, None]  # NaN where nothing is known
    return Places(np.where(located[:, None], position, centres[code]), located, zone)


def ways(one: Places, other: Places, *, same_zone: int, unknown: int) -> Points:
    """Metres of way between each of n pairs of places, or of any shape that both broadcast to.

    The straight line between two known points. Where one of them is only known by its zone:
    `same_zone` within one zone, else the line to the zone's centre (at least `same_zone`), else
    `unknown`. Not rounded.
    """
    apart = one.position - other.position
    line = np.sqrt(np.einsum("...d,...d->...", apart, apart))  # four times as fast as linalg.norm
    alike = (one.zone == other.zone) & (other.zone != NONE)
    by_zone = np.where(np.isnan(line), unknown, np.fmax(line, float(same_zone)))
    by_zone = np.where(alike, same_zone, by_zone)
    way: Points = np.where(one.located & other.located, line, by_zone)
    return way


def across(one: Places, other: Places) -> int:
    """Metres that no two places known of both sides are farther apart, rounded up."""
    points = np.concatenate([one.position, other.position])
    known = points[~np.isnan(points).any(axis=1)]
    return int(np.ceil(np.linalg.norm(np.ptp(known, axis=0)))) if len(known) else 0


def clusters(places: Places, among: Ints, size: int) -> Iterator[Ints]:
    """The places named by index in lists of at most `size` that are near each other.

    Located ones in a k-d manner: halved across their longest side until small enough. The others
    in the order of their zones, those without a point apart.
    """
    located = places.located[among]
    parts = [among[located]]
    while parts:
        part = parts.pop()
        if len(part) > size:
            side = np.argmax(np.ptp(places.position[part], axis=0))
            order = part[np.argsort(places.position[part, side], kind="stable")]
            parts += [order[len(order) // 2 :], order[: len(order) // 2]]
        elif len(part):
            yield part
    pointless = np.isnan(places.position[among]).any(axis=1)
    for apart in (False, True):
        rest = among[~located & (pointless == apart)]
        rest = rest[np.argsort(places.zone[rest], kind="stable")]
        for start in range(0, len(rest), size):
            yield rest[start : start + size]
