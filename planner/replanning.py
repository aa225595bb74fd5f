"""Replanning: people drop out, areas close, others come; the plan in force is replaced by one near.

Everything is tried first in a transaction that is undone: so sheets and ids are refused before
anything is planned, and the store is free for others while the solver works. Then the same
changes, the plan and its history are written in one transaction, or nothing is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from sqlalchemy import Connection

from planner.assignment.bench import whom_to_call
from planner.assignment.replan import replan
from planner.plan import Plan, positions
from planner.policy import Policy
from planner.problem import Problem
from planner.rostering import HANDED_OUT, HandedOut
from planner.snapshot import Role, Snapshot
from planner.statement import held_back, state_problem
from planner.store import changes, history, plans, reading
from planner.store.database import Store
from planner.store.importing import ImportResult, import_within, parse_file
from planner.store.roster import Book, Leaving, open_book, sort_out

Say = Callable[[str], None]


@dataclass(frozen=True)
class Wanted:
    """What has changed: ids of rakshaks and areas to drop, and sheets (kind, file) to bring in."""

    drop: tuple[str, ...] = ()
    sheets: tuple[tuple[str, Path], ...] = ()
    use_reserve: bool = False
    phones: str = ""  # why the list of calls is to have whole phones; empty: it has none


@dataclass(frozen=True, eq=False)
class Replanned:
    """The plan that was in force and the one that replaces it, and who has to be told.

    `number` is None in a dry run, and where the old plan answers the changed campaign as well.
    """

    before: int
    old: Plan
    number: int | None
    plan: Plan
    problem: Problem
    snapshot: Snapshot
    leaving: Leaving
    called: tuple[str, ...]  # ids, from the bench
    imported: tuple[ImportResult, ...]
    book: Book = field(repr=False)  # for the list of calls alone


@dataclass(frozen=True, eq=False)
class _State:
    """The campaign once the changes are made, and the history as it was before them."""

    last: str  # digest of the history's last entry
    before: int
    old: Plan
    snapshot: Snapshot
    leaving: Leaving
    imported: tuple[ImportResult, ...]
    book: Book


class _UndoneError(Exception):
    """Takes back a transaction that was only a trial."""


def replan_areas(
    store: Store,
    policy: Policy,
    wanted: Wanted,
    *,
    seed: int = 0,
    dry_run: bool = False,
    progress: Say = lambda line: None,
) -> Replanned:
    """Replace the plan in force by one for the campaign with these changes, with fewest moves.

    With `use_reserve` people are called up from the bench for visits that nobody makes any more.
    Where the changes (a new phone, say) leave the question as it was, they are written and the
    plan stays in force. In a dry run nothing is written. Where phones are asked for, the history
    tells why, of how many people, together with the plan.

    Raises Refusal where there is no plan in force, an id or a sheet cannot be used, wishes
    contradict each other, or somebody else changed the campaign meanwhile; then nothing was
    written either.
    """
    state = _tried(store, policy, wanted)
    snapshot = state.snapshot
    called: tuple[str, ...] = ()
    if wanted.use_reserve:
        snapshot, called = _called_up(state, policy, seed)
        progress(f"{len(called):,} called up from the bench")
    problem = state_problem(snapshot, policy)
    number: int | None = None
    plan = state.old
    stays = problem.digest == plan.inputs_digest
    if not stays:
        plan = replan(problem, state.old, policy.search, seed=seed, progress=progress)
    if not dry_run and (wanted.drop or wanted.sheets or not stays):
        with _writing(store, policy, wanted, state) as connection:
            if not stays:
                changes.set_reserve(connection, called, False)
                number, _ = plans.save_plan(connection, plan, policy, problem)
                _tell_of_calls(connection, wanted.phones, number, state, plan)
    return Replanned(
        state.before,
        state.old,
        number,
        plan,
        problem,
        snapshot,
        state.leaving,
        called,
        state.imported,
        state.book,
    )


def _tried(store: Store, policy: Policy, wanted: Wanted) -> _State:
    """The campaign as it would be; nothing stays of it in the store."""
    tried: list[_State] = []
    with suppress(_UndoneError), store.writing() as connection:
        before, old = plans.load_plan(connection)
        last = history.last_digest(connection)
        leaving, imported = _changed(connection, policy, wanted)
        snapshot = reading.snapshot(connection, mitans=False)
        book = open_book(connection, policy.privacy)
        tried.append(_State(last, before, old, snapshot, leaving, imported, book))
        raise _UndoneError
    return tried[0]


def _changed(
    connection: Connection, policy: Policy, wanted: Wanted
) -> tuple[Leaving, tuple[ImportResult, ...]]:
    """Make the changes, within a transaction that writes.

    Sheets come first: a dropped one stays dropped, although an older sheet calls him active.
    """
    sheets = [parse_file(kind, file, policy) for kind, file in wanted.sheets]
    imported = tuple(import_within(connection, sheet) for sheet in sheets)
    leaving = sort_out(connection, wanted.drop)
    changes.drop_people(connection, leaving.rakshaks)
    changes.close_areas(connection, leaving.areas)
    return leaving, imported


@contextmanager
def _writing(store: Store, policy: Policy, wanted: Wanted, state: _State) -> Iterator[Connection]:
    """A transaction in which the changes are made, as they were tried."""
    with store.writing() as connection:
        history.require_last(connection, state.last)
        _changed(connection, policy, wanted)
        yield connection


def _tell_of_calls(connection: Connection, why: str, number: int, state: _State, new: Plan) -> None:
    """With the plan itself: else a plan could be kept whose list of calls nobody gets."""
    contacts = (state.book.people.get(one) for one in concerned(state.old, new))
    people = sum(1 for one in contacts if one is not None and not one.silent)
    if why and people:
        handed = HandedOut(number, "replan", f"whoever plan {number} concerns", people, why)
        history.append(connection, HANDED_OUT, handed.as_dict())


def concerned(old: Plan, new: Plan) -> frozenset[str]:
    """Rakshaks whose visits differ between two plans."""
    was, now = ({*_rows(plan)} for plan in (old, new))
    return frozenset(rakshak for rakshak, _, _ in was ^ now)


def _rows(plan: Plan) -> Iterator[tuple[str, str, int]]:
    return zip(plan.rakshak.tolist(), plan.area.tolist(), plan.visits.tolist(), strict=True)


def _called_up(state: _State, policy: Policy, seed: int) -> tuple[Snapshot, tuple[str, ...]]:
    """The campaign with those of the bench who are called up, and their ids."""
    people = state.snapshot.people
    without = state_problem(state.snapshot, policy)
    nobody = np.zeros_like(people.reserve)
    everybody = state_problem(_on_bench(state.snapshot, nobody), policy)
    called = without.rakshaks[whom_to_call(without, everybody, state.old, policy.search, seed=seed)]
    bench = people.reserve.copy()
    bench[positions(called, people.ids)] = False
    return _on_bench(state.snapshot, bench), tuple(called.tolist())


def _on_bench(snapshot: Snapshot, bench: np.ndarray) -> Snapshot:
    return replace(snapshot, people=replace(snapshot.people, reserve=bench))


def fill_bench(store: Store, policy: Policy, *, seed: int = 0) -> tuple[int, int]:
    """Put the policy's share of the rakshaks who may go out on the bench, if fewer sit there.

    Spread evenly over zones and skills; whoever is pinned to an area is left out. How many were
    put there, and how many sit there now.
    """
    with store.writing() as connection:
        snapshot = reading.snapshot(connection, mitans=False)
        chosen = _for_bench(snapshot, policy, seed)
        changes.set_reserve(connection, chosen, True)
        people = snapshot.people
        there = (people.role == Role.RAKSHAK) & people.active & people.reserve
        return len(chosen), int(there.sum()) + len(chosen)


def _for_bench(snapshot: Snapshot, policy: Policy, seed: int) -> tuple[str, ...]:
    people = snapshot.people
    able = (people.role == Role.RAKSHAK) & people.active & (people.availability != 0)
    able[held_back(snapshot, policy)] = False
    wanted = round(policy.reserve.share * int(able.sum())) - int((able & people.reserve).sum())
    able &= ~people.reserve
    able[snapshot.pins.rakshak] = False
    free = np.flatnonzero(able)
    wanted = min(wanted, len(free))
    if wanted <= 0:
        return ()
    # Side by side by zone and skills, in chance order within; then one out of so many.
    chance = np.random.default_rng(seed)
    order = np.lexsort((chance.random(len(free)), people.skills[free], people.zone[free]))
    steps = (np.arange(wanted) + chance.random()) * len(free) / wanted
    chosen = free[np.sort(order[np.floor(steps).astype(np.int64)])]
    return tuple(people.ids[chosen].tolist())
