"""Small campaigns written down as short dicts, as the Snapshot that the store would read."""

import numpy as np

from planner.geo import on_sphere
from planner.snapshot import (
    NONE,
    Areas,
    Enrolments,
    Pairs,
    People,
    Role,
    Snapshot,
    TiedIds,
    integers,
)

NOWHERE = (np.nan, np.nan)
NOT_TIED = TiedIds()


def tied(areas=(), people=()):
    return TiedIds(integers(areas).reshape(-1, 2), integers(people).reshape(-1, 2))


def pairs(rows):
    rows = sorted(rows)
    return Pairs(*(integers([row[k] for row in rows]) for k in range(3)))


def bits(sets, names):
    return np.array([sum(1 << names.index(s) for s in one) for one in sets], dtype=np.uint64)


def snapshot(
    people,
    areas,
    *,
    pins=(),
    bans=(),
    zones=("A", "B"),
    skills=("banking", "talk"),
    together=NOT_TIED,
    apart=NOT_TIED,
):
    """People and areas as short dicts, in the order of their ids."""
    at = [p.get("at", NOWHERE) for p in people]
    to = [a.get("at", NOWHERE) for a in areas]
    organisations = tuple(sorted({p["organisation"] for p in people if "organisation" in p}))
    categories = tuple(sorted({a.get("category", "market") for a in areas}))
    code = lambda names, value: NONE if value is None else names.index(value)  # noqa: E731
    return Snapshot(
        people=People(
            ids=np.array([p["id"] for p in people], dtype=np.str_),
            role=integers([p.get("role", Role.RAKSHAK) for p in people]),
            active=np.array([p.get("active", True) for p in people], dtype=bool),
            parent=integers([NONE] * len(people)),
            zone=integers([code(zones, p.get("zone")) for p in people]),
            position=on_sphere([x for x, _ in at], [y for _, y in at]).reshape(-1, 3),
            availability=integers([p.get("visits", NONE) for p in people]),
            reserve=np.array([p.get("reserve", False) for p in people], dtype=bool),
            joined=integers([NONE] * len(people)),
            trained=integers([p.get("trained", NONE) for p in people]),
            organisation=integers([code(organisations, p.get("organisation")) for p in people]),
            skills=bits([p.get("skills", ()) for p in people], skills),
            languages=bits([p.get("languages", ()) for p in people], ("cg", "hi")),
            phone=integers([NONE] * len(people)),
        ),
        areas=Areas(
            ids=np.array([a["id"] for a in areas], dtype=np.str_),
            category=integers([code(categories, a.get("category", "market")) for a in areas]),
            zone=integers([code(zones, a.get("zone")) for a in areas]),
            position=on_sphere([x for x, _ in to], [y for _, y in to]).reshape(-1, 3),
            people=integers([a.get("people", NONE) for a in areas]),
            visits=integers([a.get("visits", NONE) for a in areas]),
            different=integers([a.get("different", 1) for a in areas]),
            priority=integers([a.get("priority", 1) for a in areas]),
            whole=integers([a.get("whole", NONE) for a in areas]),
            skills=bits([a.get("skills", ()) for a in areas], skills),
            languages=bits([a.get("languages", ()) for a in areas], ("cg", "hi")),
        ),
        enrolments=Enrolments(*(integers([]) for _ in range(5))),
        pins=pairs(pins),
        bans=pairs(bans),
        zones=zones,
        categories=categories,
        organisations=organisations,
        skills=skills,
        languages=("cg", "hi"),
        together=together,
        apart=apart,
    )
