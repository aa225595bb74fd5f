"""Regrouping: the tree of a store is changed: worked out on a draft, shown, and written whole.

The store is read once and is free for others while the change is worked out. It is written in
one transaction, and only if nobody else has written meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from planner.findings import Finding
from planner.hierarchy.draft import Draft, Moves
from planner.hierarchy.remarks import remarks
from planner.policy import Policy
from planner.snapshot import Snapshot
from planner.store import history, plans, reading
from planner.store.database import Store
from planner.store.regrouping import write_moves

Step = Callable[[Draft], tuple[str, ...]]  # changes a draft, and says what there is to say


@dataclass(frozen=True, eq=False)
class Regrouped:
    """What was changed (or would be, in a dry run), and what it leaves worse than it was.

    `plan` is the number of the plan in force where it does not know of the change, else None.
    """

    before: Snapshot
    after: Snapshot
    moves: Moves
    said: tuple[str, ...]
    findings: tuple[Finding, ...]
    plan: int | None
    dry_run: bool


def regroup(
    store: Store, policy: Policy, name: str, step: Step, *, dry_run: bool = False
) -> Regrouped:
    """Take one step with the tree of a store; its `name` stands in the history.

    Raises what the step raises, and Refusal where somebody else changed the campaign meanwhile;
    then nothing was written.
    """
    with store.reading() as connection:
        last = history.last_digest(connection)
        before = reading.snapshot(connection)
        plan = plans.in_force(connection)
    draft = Draft(before)
    said = step(draft)
    moves = draft.moves()
    if len(moves) and not dry_run:
        with store.writing() as connection:
            history.require_last(connection, last)
            write_moves(connection, before, moves, name)
    found = remarks(draft, policy)
    stale = plan if len(moves.person) + len(moves.turned) + len(moves.left) else None
    return Regrouped(before, draft.snapshot(), moves, said, found, stale, dry_run)
