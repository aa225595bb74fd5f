"""Enrolments: the made-up mitans of each rakshak, exactly as many as the policy asks for."""

from __future__ import annotations

from typing import Any

import numpy as np

from planner.policy import Policy
from planner.snapshot import NONE, Ints
from scenarios.days import days_of, drawn_days, texts_of
from scenarios.tables import ENROLMENT_COLUMNS, Table

OPEN = (7 * 60, 18 * 60)  # minutes of pledge day between which people sign


def make_enrolments(
    rakshak: list[str],
    zone: list[str],
    trained: Ints,
    name: list[str],
    phone: list[str],
    policy: Policy,
    rng: np.random.Generator,
) -> Table:
    """One row for each mitan, rakshak by rakshak.

    `rakshak`, `zone` and `trained` (a proleptic ordinal, or NONE) have one cell for each
    rakshak, `name` and `phone` one for each mitan. A mitan is enrolled in the publicity or the
    awareness phase, after his rakshak was trained, and pledges on pledge day; a phase that the
    policy does not have leaves its column empty. Pledges are signed from morning to evening.
    """
    quota = policy.quota.mitans_per_rakshak
    mitans = len(rakshak) * quota
    enrolled = drawn_days(
        days_of(policy, "publicity", "awareness"), mitans, rng, after=np.repeat(trained, quota)
    )
    pledged = drawn_days(days_of(policy, "pledge"), mitans, rng)
    columns: dict[str, list[Any]] = {
        "mitan": [f"SYN-M-{k:06d}" for k in range(1, mitans + 1)],
        "rakshak": [one for one in rakshak for _ in range(quota)],
        "name": name,
        "phone": phone,
        "zone": [one for one in zone for _ in range(quota)],
        "enrolled_on": texts_of(enrolled),
        "pledged_on": texts_of(pledged),
        "pledged_at": _times(pledged, rng),
        "synthetic": [1] * mitans,
    }
    return {column: columns[column] for column in ENROLMENT_COLUMNS}


def _times(pledged: Ints, rng: np.random.Generator) -> list[str]:
    """A time of day for each known day."""
    minute = np.where(pledged == NONE, NONE, rng.integers(*OPEN, len(pledged)))
    return ["" if at == NONE else f"{at // 60:02}:{at % 60:02}" for at in minute.tolist()]
