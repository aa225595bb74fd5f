"""Ground: what made-up people are fitted to, the areas as columns of numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner import statement
from planner.geo import degrees
from planner.policy import Policy
from planner.snapshot import NONE, Bits, Ints, Snapshot
from scenarios.territory import Floats


@dataclass(frozen=True, eq=False)
class Ground:
    """n areas: zone, place, visits needed and skills asked for. All arrays have length n."""

    zones: tuple[str, ...]  # the codes, sorted; "" for areas in no zone
    zone: Ints  # index into zones; each zone has an area
    latitude: Floats  # degrees; NaN where not known
    longitude: Floats
    visits: Ints
    skills: tuple[str, ...]
    asked: Bits  # bit k: skills[k]


def ground_of(snapshot: Snapshot, policy: Policy) -> Ground:
    """The ground that a campaign's areas make."""
    areas = snapshot.areas
    codes, zone = np.unique(areas.zone, return_inverse=True)
    latitude, longitude = degrees(areas.position)
    return Ground(
        zones=tuple("" if code == NONE else snapshot.zones[code] for code in codes.tolist()),
        zone=zone,
        latitude=latitude,
        longitude=longitude,
        visits=statement.visits_needed(snapshot, policy),
        skills=snapshot.skills,
        asked=areas.skills,
    )
