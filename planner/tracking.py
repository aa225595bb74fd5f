"""Tracking: what the field has done is read from the store and held against the plan in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from graphs.lineage import below
from planner.findings import Refusal, meant
from planner.plan import Plan
from planner.policy import Policy
from planner.progress import Progress, measure, usual_day
from planner.snapshot import Flags, Role, Snapshot, Work
from planner.store import plans, reading
from planner.store.database import Store
from planner.store.work import work
from planner.today import today

ZONES_TOLD = 30


@dataclass(frozen=True)
class Part:
    """Some of the campaign's rakshaks: those under a leader, or of a zone."""

    of: Literal["leader", "zone"]
    id: str


@dataclass(frozen=True, eq=False)
class Tracked:
    """Progress against plan number `plan`, with the snapshot that its numbers index."""

    progress: Progress
    snapshot: Snapshot
    plan: int
    silent_after: int  # days
    part: Part | None  # None: the whole campaign


def track(
    store: Store, policy: Policy, *, as_of: date | None = None, part: Part | None = None
) -> Tracked:
    """Measure progress up to and with a day; see `usual_day` where none is named.

    Raises Refusal where no plan is in force, or there is no such leader or zone.
    """
    with store.reading() as connection:
        number, plan = plans.load_plan(connection)
        snapshot = reading.snapshot(connection)
        done = work(connection, snapshot)
    return hold(snapshot, number, plan, done, policy, as_of=as_of, part=part)


def hold(
    snapshot: Snapshot,
    number: int,
    plan: Plan,
    done: Work,
    policy: Policy,
    *,
    as_of: date | None = None,
    part: Part | None = None,
) -> Tracked:
    """As `track`, of a campaign that has been read."""
    among = None if part is None else belonging(snapshot, part)
    day = usual_day(snapshot, done, policy, today()) if as_of is None else as_of
    progress = measure(snapshot, plan, done, policy, day, among)
    return Tracked(progress, snapshot, number, policy.progress.silent_after, part)


def belonging(snapshot: Snapshot, part: Part) -> Flags:
    """Who belongs to a part of the campaign, its leader too, mitans apart; a flag for each person.

    Raises Refusal where there is no such leader or zone.
    """
    people = snapshot.people
    if part.of == "zone":
        if part.id not in snapshot.zones:
            told = ", ".join(snapshot.zones[:ZONES_TOLD]) or "none"
            raise Refusal(f"There is no zone {part.id}. Zones: {told}.")
        there: Flags = people.zone == snapshot.zones.index(part.id)
        return there
    leaders = np.flatnonzero(people.role == Role.LEADER)
    found = leaders[people.ids[leaders] == part.id]
    if len(found) == 0:
        remedy = meant(part.id, people.ids[leaders].tolist())
        raise Refusal(f"There is no leader {part.id}: {remedy}")
    return below(people.parent, int(found[0]))
