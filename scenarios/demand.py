"""Demand: visits that made-up areas need, and people scaled to a wanted demand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planner.policy import Policy
from planner.snapshot import Ints, integers
from planner.statement import visits_by_norm
from scenarios.territory import Floats

HALVINGS = 40  # of the interval in which the factor is sought; far below one person


def visits_of(
    codes: Sequence[str], category: Ints, people: Ints, different: Ints, policy: Policy
) -> Ints:
    """Visits of n areas whose rows ask for none: their norm's, and one for each rakshak needed.

    `category` (n) indexes the category codes.
    """
    return np.maximum(visits_by_norm(codes, category, people, policy), different)


def scaled_people(
    codes: Sequence[str],
    category: Ints,
    people: Floats,
    different: Ints,
    target: int,
    policy: Policy,
) -> Ints:
    """People of n areas, all multiplied by one factor, so that they need about `target` visits.

    The norms round up and clip, so the factor is sought by bisection. Where no factor from 1/100
    to 100 will do, because every area is at its least or most visits, the nearest is taken.
    """

    def times(power: float) -> Ints:
        return integers(np.maximum(np.rint(people * np.exp(power)), 1))

    low, high = np.log(0.01), np.log(100.0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        visits = visits_of(codes, category, times(middle), different, policy)
        low, high = (middle, high) if visits.sum() <= target else (low, middle)
    return times(low)
