"""Demand: visits that areas need by the policy's norms, and people scaled to a wanted demand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planner import statement
from planner.policy import Policy
from planner.snapshot import NONE
from scenarios.territory import Floats, Ints

DOUBLINGS = 40  # halvings of the interval in which the factor is sought; far below one person


def visits_by_norm(categories: Sequence[str], people: Floats, policy: Policy) -> Ints:
    """Visits of n areas by category (as a sheet writes it) and people (NaN: not known)."""
    kinds, kind = np.unique(np.asarray(categories, dtype=str), return_inverse=True)
    codes = [policy.category_code(text) or text for text in kinds.tolist()]
    whole = np.where(np.isnan(people), NONE, people).astype(np.int64)
    return statement.visits_by_norm(codes, kind, whole, policy)


def scaled_people(
    categories: Sequence[str], people: Floats, different: Ints, target: int, policy: Policy
) -> Ints:
    """People of n areas, all multiplied by one factor, so that they need about `target` visits.

    The norms round up and clip, so the factor is sought by bisection. Where no factor from 1/100
    to 100 will do, because every area is at its least or most visits, the nearest is taken.
    """
    low, high = np.log(0.01), np.log(100.0)
    for _ in range(DOUBLINGS):
        middle = (low + high) / 2
        scaled = np.maximum(np.rint(people * np.exp(middle)), 1)
        visits = np.maximum(visits_by_norm(categories, scaled, policy), different)
        low, high = (middle, high) if visits.sum() <= target else (low, middle)
    whole: Ints = np.maximum(np.rint(people * np.exp(low)), 1).astype(np.int64)
    return whole
