"""Frame: who may be drawn, kind by kind, and which lot each belongs to.

Only what is claimed of the campaign as it stands: active mitans, active rakshaks, open areas.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from planner.audit.evidence import given
from planner.snapshot import NONE, Ids, Ints, Role, Snapshot

MITANS, RAKSHAKS, AREAS = "mitans", "rakshaks", "areas"
KINDS = (MITANS, RAKSHAKS, AREAS)
ZONE, LEADER, CAMPAIGN = "zone", "leader", "campaign"


@dataclass(frozen=True, eq=False)
class Frame:
    """n units of one kind, sorted by id. `lots` are sorted; "" is that of units without one.

    `under` is a mitan's rakshak, the first by id where several claim him; "" for other kinds,
    and where nobody does.
    """

    kind: str
    ids: Ids
    lot: Ints  # index into lots
    under: Ids
    lots: tuple[str, ...]


def frames(snapshot: Snapshot, kinds: Sequence[str], lots: str) -> tuple[Frame, ...]:
    """The frames of these kinds that are not empty, in the order of KINDS.

    A mitan belongs where his rakshak does. Areas have no leader: they stay by zone.
    """
    make = {MITANS: _mitans, RAKSHAKS: _rakshaks, AREAS: _areas}
    found = [make[kind](snapshot, lots) for kind in KINDS if kind in kinds]
    return tuple(frame for frame in found if len(frame.ids))


def frame_digest(found: Iterable[Frame]) -> str:
    """SHA-256, in hexadecimal, of a line `kind TAB lot TAB id TAB under` for each unit."""
    digest = hashlib.sha256()
    for frame in found:
        lots = np.array(frame.lots)[frame.lot].tolist()
        rows = zip(lots, frame.ids.tolist(), frame.under.tolist(), strict=True)
        digest.update("".join(f"{frame.kind}\t{a}\t{b}\t{c}\n" for a, b, c in rows).encode())
    return digest.hexdigest()


def _mitans(snapshot: Snapshot, lots: str) -> Frame:
    people, enrolments = snapshot.people, snapshot.enrolments
    those = np.flatnonzero((people.role == Role.MITAN) & people.active)
    rakshak = np.full(len(people.ids), NONE)
    mitan, first = np.unique(enrolments.mitan, return_index=True)
    rakshak[mitan] = enrolments.rakshak[first]
    above = rakshak[those]
    names = _or_none(people.ids, above)
    if lots == LEADER:
        codes = np.where(given(above), _leaders(snapshot)[above], NONE)
        return _frame(MITANS, people.ids[those], _or_none(people.ids, codes), names)
    zone = np.where(given(above), people.zone[above], NONE)
    zone = np.where(given(zone), zone, people.zone[those])
    return _frame(MITANS, people.ids[those], _zones(snapshot, zone, lots), names)


def _rakshaks(snapshot: Snapshot, lots: str) -> Frame:
    people = snapshot.people
    those = np.flatnonzero((people.role == Role.RAKSHAK) & people.active)
    if lots == LEADER:
        named = _or_none(people.ids, _leaders(snapshot)[those])
    else:
        named = _zones(snapshot, people.zone[those], lots)
    return _frame(RAKSHAKS, people.ids[those], named, np.full(len(those), ""))


def _areas(snapshot: Snapshot, lots: str) -> Frame:
    areas = snapshot.areas
    those = np.flatnonzero(areas.visits != 0)  # closed areas ask for none
    named = _zones(snapshot, areas.zone[those], lots)
    return _frame(AREAS, areas.ids[those], named, np.full(len(those), ""))


def _leaders(snapshot: Snapshot) -> Ints:
    """Index of the leader each person reports to, NONE where it is none."""
    parent, role = snapshot.people.parent, snapshot.people.role
    above = np.append(role, [NONE, NONE])[parent]  # UNKNOWN and NONE find the last two
    return np.where(above == Role.LEADER, parent, NONE)


def _zones(snapshot: Snapshot, zone: Ints, lots: str) -> Ids:
    if lots == CAMPAIGN:
        return np.full(len(zone), CAMPAIGN)
    return _or_none(np.array(snapshot.zones, dtype=np.str_), zone)


def _or_none(names: Ids, index: Ints) -> Ids:
    """The name of each index, "" for NONE."""
    if not len(names):
        return np.full(len(index), "")
    return np.where(given(index), names[index], "")


def _frame(kind: str, ids: Ids, named: Ids, under: Ids) -> Frame:
    lots, lot = np.unique(named, return_inverse=True)
    return Frame(kind, ids, lot.astype(np.int64), under, tuple(lots.tolist()))
