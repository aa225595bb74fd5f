"""Regrouping: the tree of a store is changed: worked out on a draft, shown, and written whole.

The store is read once and is free for others while the change is worked out. It is written in
one transaction, and only if nobody else has written meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from planner.findings import Finding
from planner.hierarchy.draft import Draft, Moves
from planner.hierarchy.remarks import remarks
from planner.policy import Policy
from planner.snapshot import Snapshot
from planner.store import history, plans, reading
from planner.store.database import Store
from planner.store.regrouping import write_moves

Result = TypeVar("Result")


@dataclass(frozen=True, eq=False)
class Regrouped(Generic[Result]):
    """What was changed (or would be, in a dry run), and what it leaves worse than it was.

    `result` is what the step says of itself; `plan` the number of the plan in force where it does
    not know of the change, else None.
    """

    before: Snapshot
    moves: Moves
    result: Result
    findings: tuple[Finding, ...]
    plan: int | None
    dry_run: bool


def regroup(
    store: Store,
    policy: Policy,
    name: str,
    step: Callable[[Draft], Result],
    *,
    details: Callable[[Result], Mapping[str, object]] = lambda result: {},
    dry_run: bool = False,
) -> Regrouped[Result]:
    """Take one step with the tree of a store; its `name` and `details` stand in the history.

    Raises what the step raises, and Refusal where somebody else changed the campaign meanwhile;
    then nothing was written.
    """
    with store.reading() as connection:
        last = history.last_digest(connection)
        before = reading.snapshot(connection)
        plan = plans.in_force(connection)
    draft = Draft(before)
    result = step(draft)
    moves = draft.moves()
    if len(moves) and not dry_run:
        with store.writing() as connection:
            history.require_last(connection, last)
            write_moves(connection, before, moves, name, details(result))
    unknown = len(moves.person) + len(moves.turned) + len(moves.left) > 0
    return Regrouped(
        before, moves, result, remarks(draft, policy), plan if unknown else None, dry_run
    )
