"""Asked: what is left to decide once the pins are made."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.problem import Problem
from planner.snapshot import Ints


@dataclass(frozen=True, eq=False)
class Asked:
    """Visits that R rakshaks can still make, and that A areas still ask for.

    An area that wants n different rakshaks asks `first` for one visit from each of those who are
    not there yet, and `anybody` for the rest. Visits beyond an area's reach are asked of nobody.
    """

    left: Ints  # R
    anybody: Ints  # A
    first: Ints  # A


def asked_beside_pins(problem: Problem) -> Asked:
    """What a problem asks beside its pins. That a whole area has one rakshak no flow can say, so
    those are asked of anybody.
    """
    pins, areas = problem.pinned, len(problem.areas)
    there = np.bincount(pins.area, minlength=areas)
    several = ~problem.whole & (problem.different > 1)
    first = np.where(several, np.maximum(problem.different - there, 0), 0)
    return Asked(
        left=problem.availability - pins.by_rakshak(len(problem.rakshaks)),
        anybody=problem.reach - pins.by_area(areas) - first,
        first=first,
    )
