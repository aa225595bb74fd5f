"""How long six lakh people take: the tree built and checked, and every mitan placed anew.

    mitan demo --size district --out D
    python benchmarks/tree.py --db D/campaign.db

Placed twice: known by zone only, as in the demo, and each at a place of his own, drawn around the
rakshak whom he has in the demo. All mitans wait and all slots are free, as many as there are
mitans or hardly more, which is the hardest there is.
"""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import click
import numpy as np

from planner.hierarchy.draft import Draft
from planner.hierarchy.recruits import Hosted, place_waiting
from planner.hierarchy.tree import read_tree
from planner.policy import Policy, load
from planner.snapshot import NONE, Snapshot
from planner.store import reading
from planner.store.database import open_store

AROUND_M = 800  # standard deviation of where a mitan lives, from his rakshak

Result = TypeVar("Result")


def timed(step: Callable[[], Result]) -> tuple[Result, float]:
    """What a step gives, and the seconds it took."""
    started = time.perf_counter()
    return step(), time.perf_counter() - started


def measure(target: str, policy: Policy, seed: int) -> dict[str, Any]:
    """Seconds of each step on one store, and the most memory that was in use so far."""
    with open_store(target) as store, store.reading() as connection:
        snapshot, read = timed(lambda: reading.snapshot(connection))
    tree, checked = timed(lambda: read_tree(snapshot, policy))
    by_zone, placed = timed(lambda: place_all(snapshot, policy))
    located = with_places(snapshot, seed)
    by_place, placed_near = timed(lambda: place_all(located, policy))
    return {
        "people": len(snapshot.people.ids),
        "faults": len(tree.faults),
        "read_seconds": round(read, 1),
        "tree_seconds": round(checked, 1),
        "by_zone": told(by_zone, placed),
        "by_place": told(by_place, placed_near),
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def place_all(snapshot: Snapshot, policy: Policy) -> Hosted:
    """Every mitan placed as if no rakshak had any."""
    draft = Draft(snapshot)
    draft.mitan, draft.rakshak = draft.mitan[:0], draft.rakshak[:0]
    return place_waiting(draft, policy)


def with_places(snapshot: Snapshot, seed: int) -> Snapshot:
    """The same campaign with every enrolled mitan at a point near his rakshak."""
    rng, rows = np.random.default_rng(seed), snapshot.enrolments
    position = snapshot.people.position.copy()
    position[rows.mitan] = position[rows.rakshak] + rng.normal(0, AROUND_M, (len(rows.mitan), 3))
    return replace(snapshot, people=replace(snapshot.people, position=position))


def told(placed: Hosted, seconds: float) -> dict[str, Any]:
    """How many were placed, how far away, whether that is proved to be the least."""
    there = int((placed.rakshak != NONE).sum())
    return {
        "seconds": round(seconds, 1),
        "placed": there,
        "waiting": len(placed.rakshak) - there,
        "metres_each": round(placed.metres / max(there, 1)),
        "proved": placed.metres == placed.bound,
    }


@click.command()
@click.option("--db", "target", required=True, help="A campaign with its mitans enrolled.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
def main(target: str, seed: int) -> None:
    """Measure, and print the figures as JSON."""
    click.echo(json.dumps(measure(target, load(), seed), indent=2))


if __name__ == "__main__":
    main()
