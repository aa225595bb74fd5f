"""Pledges: made-up sheets that mitans bring on pledge day, signed by them and those they bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from planner.snapshot import rank_within
from scenarios.presets import Preset
from scenarios.tables import PLEDGE_COLUMNS, Table

MITANS_PER_SHEET = 10


def make_pledges(
    preset: Preset, enrolments: Mapping[str, Sequence[Any]], rng: np.random.Generator
) -> Table:
    """Sheets of pledges for the table of enrolments that `make_enrolments` gives.

    Ten mitans of one rakshak share a sheet, which the first of them brings; each signs it, and so
    do those he brought: a Poisson number of them, `pledges_per_mitan` of the preset less himself
    on average. There are no sheets where nobody pledges.
    """
    pledged = np.array([day != "" for day in enrolments["pledged_on"]], dtype=bool)
    if not pledged.any():
        return {}
    mean = max(preset.people.pledges_per_mitan.value - 1, 0.0)
    signed = pledged * (1 + rng.poisson(mean, len(pledged)))
    rakshak = np.array(enrolments["rakshak"], dtype=np.str_)
    number = np.cumsum(np.append(True, rakshak[1:] != rakshak[:-1]))
    top = np.flatnonzero(rank_within(number) % MITANS_PER_SHEET == 0)
    count = np.add.reduceat(signed, top)
    top, count = top[count > 0], count[count > 0]
    columns: dict[str, list[Any]] = {
        "id": [f"SYN-S-{k:06d}" for k in range(1, len(top) + 1)],
        "mitan": [enrolments["mitan"][k] for k in top.tolist()],
        "rakshak": rakshak[top].tolist(),
        "day": [enrolments["pledged_on"][k] for k in top.tolist()],
        "pledges": count.tolist(),
        "synthetic": [1] * len(top),
    }
    return {column: columns[column] for column in PLEDGE_COLUMNS}
