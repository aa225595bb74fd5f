"""Breaking: which level of a campaign gives way first. Numbers only: nothing of a store or a plan.

Each level is what is needed of it over what it can bear. Where everything grows alike the level
with the highest share is the first to break, so this is said also where none is broken yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf, isnan
from typing import Any

SPAN, TRAINING, TRAVEL, COVERAGE, PEOPLE = "span", "training", "travel", "coverage", "people"
LEVELS = (
    SPAN,
    TRAINING,
    TRAVEL,
    COVERAGE,
    PEOPLE,
)  # of equals the first one counts as the first to break
OF_TEN = 9  # rakshaks keep to the way that counts as travel; the tenth is an odd one


@dataclass(frozen=True)
class Level:
    """One level: how much is needed of it, and how much of it there is, in one unit."""

    name: str  # one of LEVELS
    needed: float
    there: float
    unit: str

    @property
    def share(self) -> float:
        """Needed over there: 1 is just enough. Infinite where some is needed and nothing there."""
        if self.there <= 0:
            return inf if self.needed > 0 else 0.0
        return self.needed / self.there

    @property
    def broken(self) -> bool:
        """Whether more is needed than there is."""
        return self.needed > self.there

    def as_dict(self) -> dict[str, Any]:
        """The level as JSON shows it; `share` is None where it is infinite."""
        share = None if self.share == inf else round(self.share, 4)
        return {
            "level": self.name,
            "needed": _rounded(self.needed),
            "there": _rounded(self.there),
            "unit": self.unit,
            "share": share,
            "broken": self.broken,
        }


def span(rakshaks: int, leaders: int, most: int) -> Level:
    """Leaders needed for so many rakshaks, `most` to each (at least 1), and leaders there."""
    return Level(SPAN, -(-rakshaks // most), leaders, "leaders")


def training(people: int, seats: int) -> Level:
    """People to be trained in time, and seats of all sessions until then."""
    return Level(TRAINING, people, seats, "seats")


def travel(farthest: Sequence[float], limit: float) -> Level | None:
    """The way that OF_TEN in ten rakshaks do not exceed, and the limit, both in km.

    `farthest` is the way of each rakshak who goes anywhere to his farthest area; None where
    nobody does.
    """
    ways = sorted(way for way in farthest if not isnan(way))
    if not ways:
        return None
    rank = -(-len(ways) * OF_TEN // 10)
    return Level(TRAVEL, ways[rank - 1], limit, "km")


def coverage(needed: int, available: int, uncovered: int) -> Level:
    """Visits needed, and visits that can be made.

    Where a plan leaves some uncovered no more can be made than it makes, whoever is idle: skills,
    zones and wishes stand against it.
    """
    return Level(COVERAGE, needed, needed - uncovered if uncovered else available, "visits")


def people(mitans: int, willing: int) -> Level:
    """Mitans wanted, and people who can be mitans."""
    return Level(PEOPLE, mitans, willing, "people")


def first_to_break(levels: Iterable[Level | None]) -> Level | None:
    """The level with the highest share, of equals the first of LEVELS; None where none is known."""
    known = [level for level in levels if level is not None]
    return min(known, key=lambda one: (-one.share, LEVELS.index(one.name)), default=None)


def _rounded(value: float) -> float:
    return value if isinstance(value, int) else round(value, 3)
