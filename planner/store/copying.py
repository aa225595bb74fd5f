"""Copying: a campaign from a SQLite file to a PostgreSQL server, or back, all of it or nothing.

From a file to a file it becomes an encrypted one, or a plain one again.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection
from sqlmodel import SQLModel

from planner.files import new_file
from planner.findings import ExitCode, Refusal
from planner.stages import Stage, stage
from planner.store import bulk, key, migrating
from planner.store.connecting import connect, transaction
from planner.store.faults import translated
from planner.store.opening import require_cipher
from planner.store.soundness import Contents, contents, require_unbroken
from planner.store.target import Form, Target, check_file, parse

# Rows come after those that they point to.
TABLES = tuple(table.name for table in SQLModel.metadata.sorted_tables)
STEPS = len(TABLES) + 1

As = Literal["encrypted", "plain"]


@dataclass(frozen=True)
class Copied:
    """A campaign that was copied: from where to where, and what both of them hold."""

    source: str
    target: str
    contents: Contents


def places(source: str | Path, target: str | Path, form: As | None = None) -> tuple[Target, Target]:
    """From where to where a campaign is to be copied; asks for the key of a new encrypted file.

    `form` is what a target that is a file becomes; where None, encrypted if a key is given. Raises
    Refusal where the two do not go together.
    """
    here, there = parse(source), parse(target)
    if here.url is not None and here.url == there.url:
        raise Refusal(f"{there.shown} is the campaign itself. Name another place.")
    if there.path is None:
        if form is not None:
            raise Refusal("Only a file becomes encrypted or plain; leave that out for a server.")
        return here, there
    if here.path is not None:
        sealed = check_file(here.path) is Form.SEALED
        if form is None or sealed == (form == "encrypted"):
            raise Refusal(
                "From a file to a file is a backup: mitan backup -o FILE; or a plain one becomes "
                "--encrypted, or an encrypted one --plain."
            )
        if sealed:
            key.required(here.shown)
        here = replace(here, plain=not sealed)
    if form == "encrypted":
        require_cipher()
        key.chosen(there.shown)
    return here, replace(there, plain=form == "plain")


def copy_store(
    source: str | Path,
    target: str | Path,
    step: Callable[[str], object] = lambda text: None,
    form: As | None = None,
) -> Copied:
    """Copy a campaign to where nothing is yet, in one transaction there; the source stays as it is.

    See `places` for what goes together. Compared at the end are the rows of every table, by
    their sums, and the history; `step` is told each of STEPS as it begins. Raises Refusal where the
    source is no campaign or not up to date, the target holds anything, or one of them is busy or
    away: then nothing is in the target.
    """
    here, there = places(source, target, form)
    with transaction(connect(here), here.shown, "reading") as origin:
        migrating.require_current(origin, here.shown)
        if there.path is not None:
            with new_file(there.path) as unfinished:
                held = into_file(origin, here, replace(there, path=unfinished), step)
                migrating.use_write_ahead_log(unfinished, there.shown)
        else:
            with transaction(connect(there), there.shown, "writing") as goal:
                held = _pour_over(origin, here, goal, there.shown, step)
    return Copied(here.shown, there.shown, held)


def into_file(
    origin: Connection,
    here: Target,
    where: Target,
    step: Callable[[str], object] = lambda text: None,
) -> Contents:
    """Copy what a transaction sees into an empty SQLite file, and compare. Raises Refusal."""
    with transaction(connect(where), where.shown, "writing") as goal:
        return _pour_over(origin, here, goal, where.shown, step)


@stage(Stage.COPY)
def _pour_over(
    origin: Connection, here: Target, goal: Connection, shown: str, step: Callable[[str], object]
) -> Contents:
    migrating.require_current(origin, here.shown)
    _require_vacant(goal, shown)
    migrating.fill_within(goal, shown)
    for name in TABLES:
        step(f"Copying {name}")
        with closing(_rows(origin, here, name)) as rows:
            bulk.pour(goal, name, rows)
    step("Comparing")
    with translated(here.shown):
        held = contents(origin)
        sums = {name: bulk.checksum(origin, name) for name in TABLES}
        chain = _chain(origin)
    wrong = [name for name in TABLES if bulk.checksum(goal, name) != sums[name]]
    if wrong or contents(goal) != held or _chain(goal) != chain:
        raise Refusal(
            f"The copy is not what {here.shown} holds ({', '.join(wrong) or 'history'}), so it was "
            "thrown away. Try again; if it happens again, please report it.",
            exit_code=ExitCode.STORE,
        )
    return held


def _rows(origin: Connection, here: Target, name: str) -> Generator[tuple[Any, ...]]:
    with translated(here.shown):  # faults of reading are not those of the target
        yield from bulk.rows(origin, name)


def _require_vacant(goal: Connection, shown: str) -> None:
    """Raise Refusal unless there is no table, or a campaign of today's with nothing in it."""
    if migrating.require_ours(goal, shown) == "empty":
        return
    migrating.require_current(goal, shown)
    held = {name: count for name, count in contents(goal).counts.items() if count}
    if held:
        told = ", ".join(f"{count:,} {name}" for name, count in held.items())
        raise Refusal(
            f"{shown} holds a campaign already ({told}) and is left as it is. Name an empty "
            "database or schema."
        )


def _chain(connection: Connection) -> str:
    """What is said of the history: a broken one is copied as it is, for the audit to show."""
    try:
        return require_unbroken(connection)
    except Refusal as refusal:
        return refusal.message
