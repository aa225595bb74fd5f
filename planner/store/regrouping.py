"""Regrouping: the moves of a draft of the tree, written into the store."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

import numpy as np
from sqlalchemy import Connection

from planner.hierarchy.draft import Moves
from planner.snapshot import NONE, Ids, Ints, Role, Snapshot
from planner.store import bulk, history
from planner.store.tables import Enrolment, Person

MOST_NAMED = 200  # ids of one change that the history spells out; of more it keeps the digest


def write_moves(
    connection: Connection,
    before: Snapshot,
    moves: Moves,
    step: str,
    details: Mapping[str, object] | None = None,
) -> None:
    """Write what a draft made from `before` changes, and tell of it in the history.

    Within `Store.writing()`, on a store that holds just that snapshot. Pledges and days of
    enrolment go along with the mitans. `details` are told in the history, too: no names.
    """
    ids = before.people.ids
    bulk.update(
        connection,
        Person,
        {"id": ids[moves.person], "reports_to": _named(ids, moves.under)},
        "id",
    )
    roles = [Role(code).name.lower() for code in moves.role.tolist()]
    bulk.update(connection, Person, {"id": ids[moves.turned], "role": roles}, "id")
    bulk.update(connection, Person, {"id": ids[moves.left], "active": [0] * len(moves.left)}, "id")
    _write_enrolments(connection, before, moves)
    history.append(connection, "tree", {"step": step, **_told(ids, moves), **(details or {})})


def _write_enrolments(connection: Connection, before: Snapshot, moves: Moves) -> None:
    ids, rows = before.people.ids, before.enrolments
    had = moves.was_with != NONE
    pairs = {"mitan": ids[moves.mitan[had]], "rakshak": ids[moves.was_with[had]]}
    if had.any():
        bulk.delete(connection, Enrolment, pairs)
    count = len(ids)
    at = np.searchsorted(rows.mitan * count + rows.rakshak, moves.mitan * count + moves.was_with)
    at = np.where(had, at, len(rows.mitan))
    bulk.insert(
        connection,
        Enrolment,
        {
            "mitan": ids[moves.mitan],
            "rakshak": ids[moves.rakshak],
            "enrolled_on": _days(np.append(rows.enrolled, NONE)[at]),
            "pledged_on": _days(np.append(rows.pledged, NONE)[at]),
            "pledged_at": _times(np.append(rows.minute, NONE)[at]),
        },
    )


def _days(ordinals: Ints) -> list[str]:
    """ISO texts; empty for NONE."""
    text = {day: date.fromordinal(day).isoformat() for day in set(ordinals.tolist()) - {NONE}}
    return [text.get(day, "") for day in ordinals.tolist()]


def _times(minutes: Ints) -> list[str]:
    """HH:MM; empty for NONE."""
    return ["" if at == NONE else f"{at // 60:02}:{at % 60:02}" for at in minutes.tolist()]


def _named(ids: Ids, people: Ints) -> Ids:
    named: Ids = np.append(ids, ["?", ""])[people]  # UNKNOWN and NONE take the last two
    return named


def _told(ids: Ids, moves: Moves) -> dict[str, object]:
    """Counts, a digest of every change, and the ids of those who change, if they are few."""
    under, was_under = _named(ids, moves.under), _named(ids, moves.was_under)
    lines = [
        *zip(ids[moves.person], was_under, under, strict=True),
        *((one, "becomes", role) for one, role in zip(ids[moves.turned], moves.role, strict=True)),
        *((one, "leaves", "") for one in ids[moves.left]),
        *zip(ids[moves.mitan], _named(ids, moves.was_with), ids[moves.rakshak], strict=True),
    ]
    digest = hashlib.sha256("\n".join(" ".join(map(str, line)) for line in lines).encode())
    told: dict[str, object] = {
        "moved": len(moves.person),
        "turned": ids[moves.turned[:MOST_NAMED]].tolist(),
        "left": ids[moves.left[:MOST_NAMED]].tolist(),
        "mitans": len(moves.mitan),
        "sha256": digest.hexdigest(),
    }
    if len(moves) <= MOST_NAMED:
        told["people"] = sorted({str(line[0]) for line in lines})
    return told
