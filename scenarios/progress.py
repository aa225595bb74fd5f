"""Progress: made-up days of work for a plan, to try `mitan progress` with."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from planner.campaign import Assigned
from planner.plan import positions
from planner.policy import Policy
from planner.progress import visits_window
from planner.snapshot import integers, rank_within
from scenarios.tables import PROGRESS_COLUMNS, Table

# Assumptions, so that a demo has something to show: nothing is known of the campaign's own days.
GOES_SILENT = 0.03  # share of rakshaks who report nothing from some day on
FRAUDS_A_VISIT = 0.002


def make_progress(assigned: Assigned, policy: Policy, rng: np.random.Generator) -> Table:
    """A row for each rakshak, area and day on which he makes visits there, as the plan has them.

    His visits are spread evenly over the days for visits, from a day drawn for him on; what a day
    has no room for is not made. Nothing where the policy has no days for visits.
    """
    window, plan = visits_window(policy), assigned.plan
    if window is None or len(plan.visits) == 0:
        return {}
    row = np.repeat(np.arange(len(plan.visits)), plan.visits)
    ids, rakshak = np.unique(plan.rakshak[row], return_inverse=True)
    turn = rank_within(rakshak)
    day = (rng.integers(window.length, size=len(ids))[rakshak] + turn) % window.length
    end = np.where(
        rng.random(len(ids)) < GOES_SILENT,
        rng.integers(window.length, size=len(ids)),
        window.length,
    )
    made = (turn // window.length < policy.progress.visits_a_day) & (day < end[rakshak])
    key, visits = np.unique(row[made] * window.length + day[made], return_counts=True)
    row, day = np.divmod(key, window.length)
    snapshot = assigned.snapshot
    category = snapshot.areas.category[positions(plan.area[row], snapshot.areas.ids)]
    reach = integers([policy.norm(code).people_per_visit for code in snapshot.categories])[category]
    people = np.rint(visits * reach * rng.uniform(0.6, 1.2, len(visits)))
    dates = np.array([date.fromordinal(window.first + k).isoformat() for k in range(window.length)])
    columns: dict[str, list[Any]] = {
        "rakshak": plan.rakshak[row].tolist(),
        "area": plan.area[row].tolist(),
        "day": dates[day].tolist(),
        "visits_done": visits.tolist(),
        "people_reached": people.astype(np.int64).tolist(),
        "frauds_averted": rng.poisson(FRAUDS_A_VISIT * visits).tolist(),
        "synthetic": [1] * len(visits),
    }
    return {name: columns[name] for name in PROGRESS_COLUMNS}
