"""Venues: made-up places for training, to try `mitan train plan` with."""

from __future__ import annotations

from math import ceil
from typing import Any

import numpy as np

from planner.policy import Policy
from scenarios.days import days_of, texts_of
from scenarios.names import person_names
from scenarios.tables import VENUE_COLUMNS, Table

# Assumptions, so that a demo has something to show: where the campaign was trained is not known.
PEOPLE_A_VENUE = 620
LEAST_VENUES = 3
SESSIONS = 2  # a day
SEATS = 60  # of a session, usually; more where the days would not do
SEATS_A_PERSON = 1.25  # of all sessions together
STEP = 5  # seats are counted in fives
SPREAD = 0.3  # either way, of the seats of a venue
NAMES = ("Government school", "Community hall", "शासकीय विद्यालय", "सामुदायिक भवन")


def make_venues(people: Table, policy: Policy, rng: np.random.Generator) -> Table:
    """Venues where some of the people live, with seats for all of them and a quarter more.

    Nothing where the policy has no days for training.
    """
    days = days_of(policy, "training")
    count = len(people["id"])
    if len(days) == 0 or count == 0:
        return {}
    venues = min(max(LEAST_VENUES, round(count / PEOPLE_A_VENUE)), count)
    by_zone = np.argsort(np.array(people["zone"]), kind="stable")
    home = by_zone[((np.arange(venues) + rng.random(venues)) * count / venues).astype(np.int64)]
    wanted = count * SEATS_A_PERSON / (venues * SESSIONS)  # of a venue, all its days together
    used = min(max(1, ceil(wanted / SEATS)), len(days))
    first = rng.integers(len(days) - used + 1, size=venues)
    seats = rng.uniform(1 - SPREAD, 1 + SPREAD, venues)
    seats *= wanted / used / seats.mean()
    # no name twice: a trainer is not at two places at once
    trainers = list(dict.fromkeys(person_names(rng, 20 * venues, 0.0)))
    kinds = rng.integers(len(NAMES), size=venues)
    zones = [people["zone"][k] for k in home.tolist()]
    columns: dict[str, list[Any]] = {
        "id": [f"SYN-V-{k:03}" for k in range(1, venues + 1)],
        "name": [f"{NAMES[k]}, {zone}" for k, zone in zip(kinds.tolist(), zones, strict=True)],
        "zone": zones,
        "latitude": [people["latitude"][k] for k in home.tolist()],
        "longitude": [people["longitude"][k] for k in home.tolist()],
        "seats": (np.ceil(seats / STEP) * STEP).astype(np.int64).tolist(),
        "trainers": ["; ".join(trainers[k::venues][:2]) for k in range(venues)],
        "from": texts_of(days[first]),
        "to": texts_of(days[first + used - 1]),
        "sessions": [SESSIONS] * venues,
        "synthetic": [1] * venues,
    }
    return {name: columns[name] for name in VENUE_COLUMNS}
