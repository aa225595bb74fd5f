"""Workload: how evenly a plan shares its work, by rakshak, by leader and by zone. Ids only.

Rakshaks who may not go out (not trained yet, on the reserve bench) are counted apart: they are
neither the least loaded nor in band.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from graphs.measures import gini
from planner.audit.rule import counted
from planner.campaign import Assigned
from planner.plan import positions
from planner.report.document import Table
from planner.snapshot import NONE, Flags, Ids, Ints, Points

UNITS = {"leader": "team", "zone": "zone"}  # what a rakshak belongs to, and how it is called
UNIT_COLUMNS = (
    *("rakshaks", "visits", "mean", "most", "most_rakshak", "least", "least_rakshak"),
    *("in_band", "deviation"),
)


@dataclass(frozen=True, eq=False)
class _Work:
    """What n rakshaks who may go out have to do, sorted by id. All arrays have length n."""

    ids: Ids
    load: Ints  # visits
    fair: Points  # visits
    inside: Flags  # within the band around the fair share

    def part(self, members: Ints) -> _Work:
        return _Work(*(column[members] for column in vars(self).values()))

    def extreme(self, k: int) -> dict[str, Any]:
        return {
            "rakshak": str(self.ids[k]),
            "visits": int(self.load[k]),
            "fair_share": round(float(self.fair[k]), 3),
        }


def workload(assigned: Assigned, among: Flags | None = None) -> dict[str, Any]:
    """How fair a plan is, for all who may go out and for each leader's and each zone's rakshaks.

    Visits a rakshak: `mean`, `most` and `least` with his id and fair share, `deviation` (mean
    distance from the fair share), `fair_share` (from the least to the most available, and the
    tolerance). Shares from 0 to 1: `in_band` (1 where nobody may go out) and `gini`; `max_to_mean`
    is the most visits over the mean. Where there is nobody or no visit these are None or 0.
    `by_leader` and `by_zone` are sorted worst first: least in band, then furthest from the fair
    share; empty where nobody has one. `not_sent` is how many may not go out. All of it is of the
    problem's rakshaks flagged in `among`, of everybody where None; a fair share is always that of
    the whole campaign.
    """
    problem, people = assigned.problem, assigned.snapshot.people
    ours = np.ones(len(problem.rakshaks), dtype=bool) if among is None else among
    going = np.flatnonzero(ours & (problem.availability > 0))
    inside = problem.outside(assigned.load, *problem.band()) == 0
    work = _Work(problem.rakshaks, assigned.load, problem.fair_share(), inside).part(going)
    who = positions(work.ids, people.ids)
    by_leader = _units("leader", np.maximum(people.parent[who], NONE), people.ids, work)
    by_zone = _units("zone", people.zone[who], assigned.snapshot.zones, work)
    mean = float(work.load.mean()) if len(going) else 0.0
    return {
        **_measures(work),
        "max_to_mean": round(int(work.load.max()) / mean, 3) if mean else None,
        "gini": round(gini(work.load), 4),
        "fair_share": {
            "least": round(float(work.fair.min()), 3) if len(going) else None,
            "most": round(float(work.fair.max()), 3) if len(going) else None,
            "tolerance": problem.tolerance,
        },
        "not_sent": int(ours.sum()) - len(going),
        "worst_leader": by_leader[0] if by_leader else None,
        "worst_zone": by_zone[0] if by_zone else None,
        "by_leader": by_leader,
        "by_zone": by_zone,
    }


def _units(kind: str, code: Ints, names: Sequence[str] | Ids, work: _Work) -> list[dict[str, Any]]:
    """The measures of each group of rakshaks with one code, worst first; NONE has the name None."""
    codes, at = np.unique(code, return_inverse=True)
    if (codes == NONE).all():
        return []
    members = np.split(np.argsort(at, kind="stable"), np.cumsum(np.bincount(at))[:-1])
    units = [
        {kind: None if one == NONE else str(names[one]), **_measures(work.part(those))}
        for one, those in zip(codes.tolist(), members, strict=True)
    ]
    return sorted(units, key=lambda unit: (unit["in_band"], -unit["deviation"], unit[kind] or ""))


def _measures(work: _Work) -> dict[str, Any]:
    """How much these rakshaks do, who does most and least (the first of equals), how fair it is."""
    count = len(work.ids)
    if count == 0:
        nothing = {"rakshaks": 0, "visits": 0, "mean": 0.0, "most": None, "least": None}
        return {**nothing, "in_band": 1.0, "deviation": 0.0}
    return {
        "rakshaks": count,
        "visits": int(work.load.sum()),
        "mean": round(float(work.load.mean()), 3),
        "most": work.extreme(int(work.load.argmax())),
        "least": work.extreme(int(work.load.argmin())),
        "in_band": round(float(work.inside.mean()), 4),
        "deviation": round(float(np.abs(work.load - work.fair).mean()), 3),
    }


def workload_tables(fair: Mapping[str, Any]) -> tuple[Table, ...]:
    """The teams and the zones of a workload, worst first; none where nobody has one."""
    return tuple(
        Table(f"Workload by {kind}", (kind, *UNIT_COLUMNS), [_row(kind, unit) for unit in units])
        for kind in UNITS
        if (units := fair[f"by_{kind}"])
    )


def _row(kind: str, unit: Mapping[str, Any]) -> list[object]:
    most, least = unit["most"], unit["least"]
    ends = {"most": most["visits"], "most_rakshak": most["rakshak"]}
    ends |= {"least": least["visits"], "least_rakshak": least["rakshak"]}
    row = {**unit, **ends}
    return [_called(kind, unit), *(row[name] for name in UNIT_COLUMNS)]


def workload_lines(fair: Mapping[str, Any]) -> Iterator[str]:
    """The workload in sentences: the share in band, the extremes, the worst team and zone."""
    if fair["rakshaks"] == 0:
        yield "Fair share: nobody may go out yet."
    else:
        share = fair["fair_share"]
        visits = "{:.1f}".format(share["least"])
        if share["most"] != share["least"]:
            visits += " to {:.1f}".format(share["most"])
        yield (
            f"Fair share: {visits} visits, {share['tolerance']} either way; "
            f"{fair['in_band']:.1%} of the rakshaks within it; {_ends(fair)}."
        )
    for kind, word in UNITS.items():
        worst = fair[f"worst_{kind}"]
        if worst is not None:
            yield (
                f"Worst {word}: {_called(kind, worst)}, {worst['in_band']:.1%} of "
                f"{counted(worst['rakshaks'], 'rakshak')} within fair share, "
                f"{worst['mean']:.1f} visits each; {_ends(worst)}."
            )
    if fair["not_sent"]:
        yield f"Not counted: {counted(fair['not_sent'], 'rakshak')} who may not go out."


def _ends(unit: Mapping[str, Any]) -> str:
    most, least = unit["most"], unit["least"]
    return (
        f"most {counted(most['visits'], 'visit')} ({most['rakshak']}), "
        f"least {least['visits']} ({least['rakshak']})"
    )


def _called(kind: str, unit: Mapping[str, Any]) -> str:
    """The id of a unit, or 'no leader', 'no zone'."""
    return unit[kind] or f"no {kind}"
