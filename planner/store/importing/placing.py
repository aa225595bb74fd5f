"""Placing: enrolments that name no rakshak, such as a stall's pledge forms, get the nearest one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from sqlalchemy import Connection

from planner.findings import Severity
from planner.geo import on_sphere
from planner.plan import positions
from planner.policy import Policy
from planner.snapshot import NONE, integers
from planner.store import reading
from planner.store.importing.rows import Columns, Rows


def place(
    connection: Connection, rows: Rows, columns: Columns, known: Mapping[str, str], policy: Policy
) -> None:
    """Fill in the rakshak where none is named: of a mitan who has one (`known`) him, else the
    rakshak near by with a free slot, so that all ways together are the shortest.

    Rows for which no slot is free get a fault, and so do those of a mitan for whom another row
    names a rakshak: which of the two is meant is for a person to say.
    """
    mitans, rakshaks = columns["mitan"], columns["rakshak"]
    named = {mitans[k]: k for k in rows.usable() if rakshaks[k]}
    blank = [k for k in rows.usable() if not rakshaks[k]]
    fresh = []
    for k in blank:
        if mitans[k] in named:
            where = rows.row(named[mitans[k]])
            message = f"no rakshak is named here, but {where} names one for this mitan"
            rows.fault(k, "rakshak", "IMP065", message, "delete this row, or the other")
        elif mitans[k] in known:
            rakshaks[k] = known[mitans[k]]
        else:
            fresh.append(k)
    if fresh:
        taken = [rakshaks[k] for mitan, k in named.items() if known.get(mitan) != rakshaks[k]]
        _place_fresh(connection, rows, columns, (fresh, taken), policy)


def _place_fresh(
    connection: Connection,
    rows: Rows,
    columns: Columns,
    asked: tuple[list[int], list[str]],
    policy: Policy,
) -> None:
    from planner.hierarchy.draft import Draft  # flow is a slow import, for this alone
    from planner.hierarchy.recruits import host

    fresh, taken = asked
    draft = Draft(reading.snapshot(connection))
    ids = draft.ids
    at = positions(np.array([columns["mitan"][k] for k in fresh], dtype=np.str_), ids)
    nowhere, zones = [None] * len(rows), draft.before.zones
    latitude, longitude = (columns.get(name, nowhere) for name in ("latitude", "longitude"))
    code = {name: k for k, name in enumerate(zones)}
    position = on_sphere(
        np.array([latitude[k] for k in fresh], dtype=np.float64),  # None becomes NaN
        np.array([longitude[k] for k in fresh], dtype=np.float64),
    ).reshape(-1, 3)
    zone = integers([code.get(columns.get("zone", nowhere)[k], NONE) for k in fresh])
    # What the campaign knows of a mitan counts: his details in this sheet are left out.
    people = draft.before.people
    there = at != NONE
    position[there], zone[there] = people.position[at[there]], people.zone[at[there]]
    besides = np.bincount(positions(np.array(taken, dtype=np.str_), ids), minlength=len(ids))
    found = host(draft, draft.placed(position, zone), policy, besides=besides)
    column = "rakshak" if rows.has("rakshak") else "mitan"  # where the reader is to look
    for k, rakshak in zip(fresh, found.rakshak.tolist(), strict=True):
        if rakshak == NONE:
            message = "no rakshak is named, and none has a free slot"
            remedy = "bring in more rakshaks, or name one"
            rows.fault(k, column, "IMP068", message, remedy)
            continue
        columns["rakshak"][k] = str(ids[rakshak])
        message = f"no rakshak is named; {ids[rakshak]}, near by, has a slot free and takes him"
        remedy = "nothing need be done; mitan tree move gives him another"
        rows.remark(k, column, "IMP069", Severity.INFO, message, remedy)
