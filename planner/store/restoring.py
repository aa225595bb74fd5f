"""Restoring: a backup in the place of the campaign, which is itself backed up first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from planner.files import UNFINISHED_FOR, clear_unfinished, put_in_place, unfinished_file
from planner.findings import ExitCode, Refusal
from planner.stopping import Kept, held, keep
from planner.store import backup, history, migrating
from planner.store.connecting import alone, connect, transaction
from planner.store.erasing import erase_again
from planner.store.erasures import Erasure, Purge, erasures, purges
from planner.store.faults import Damaged, translated
from planner.store.pages import copy_in, copy_out
from planner.store.purging import purge_again
from planner.store.soundness import Contents, contents, require_whole
from planner.store.target import SIDE_FILES, Target, parse
from planner.store.thinning import MOMENT
from planner.store.traces import scrub

RESTORED = "restore"
DAMAGED = "damaged"


@dataclass(frozen=True)
class Restored:
    """A campaign that was put back.

    `contents` are those of the campaign as it is now: the history has an entry more than `backup`.
    `kept` is where the campaign lies that it replaced, if there was one.
    """

    target: str
    backup: backup.Examined
    contents: Contents
    kept: Path | None
    erased_again: int  # people who were erased after the backup was made
    purged_again: bool  # everybody was
    damaged: bool  # what it replaced could not be read: its files were only moved aside


def restore(
    file: Path, target: str | Path, on_kept: Callable[[Path], object] = lambda path: None
) -> Restored:
    """Put a backup in the place of a campaign in a SQLite file, or where none is.

    The backup is looked through first, brought to today's schema in a copy, and its history told.
    A campaign that is there is backed up in the usual folder, and shut for everybody else until it
    is replaced: in one transaction of SQLite's. One that is damaged is moved aside with what
    belongs to it. `on_kept` is told where it is, as soon as it is there.
    Raises Refusal where the backup cannot be relied on, or what is at the target is no campaign,
    is of a newer Mitan, or busy; then the target is as it was.
    """
    where, source = parse(target), parse(file)
    if where.path is None:
        raise Refusal(
            "Into a server a backup is copied, to an empty database or schema: "
            "mitan db copy URL --db FILE"
        )
    if where.path.exists() and file.exists() and where.path.samefile(file):
        raise Refusal(f"{file} is the campaign itself. Name a backup of it.")
    found = backup.examine(file)
    with unfinished_file(where.path) as ready:
        with (
            transaction(connect(source), source.shown, "reading") as connection,
            translated(where.shown),  # it is there that a disk is full
        ):
            copy_out(connection, ready)
        with _writing(ready) as connection:
            migrating.fill_within(connection, source.shown)
        damaged = where.path.exists() and _is_damaged(where)
        place = _put if damaged or not where.path.exists() else _replace
        kept, wanted, purged = place(where, found, ready, on_kept)
    with transaction(connect(where), where.shown, "reading") as connection:
        if contents(connection) != wanted:
            raise Refusal(
                f"{where.shown} is not what the backup holds. Try again; if it happens again, look "
                "at the disk.",
                exit_code=ExitCode.STORE,
            )
    again = wanted.entries - found.contents.entries - 1 - purged
    return Restored(where.shown, found, wanted, kept, again, purged, damaged)


def _replace(
    where: Target, found: backup.Examined, ready: Path, on_kept: Callable[[Path], object]
) -> tuple[Path | None, Contents, bool]:
    """Put what is ready in the place of a campaign that is there; where that is kept.

    With it what the campaign holds now, and whether it had to be purged again.
    """
    assert where.path is not None
    kept: Path | None = None
    replaced: Contents | None = None
    erased: tuple[Erasure, ...] = ()
    purged: tuple[Purge, ...] = ()
    with alone(where) as present:
        with present.begin():
            if migrating.require_ours(present, where.shown) != "empty":
                folder = backup.private_folder(backup.folder_of(where))
                clear_unfinished(folder, UNFINISHED_FOR, backup.store_name(where))
                replaced, erased = contents(present), erasures(present)
                purged = purges(present)
                kept = backup.free_name(folder, where, replaced.head, datetime.now(UTC))
                backup.copy_within(present, where, kept)
                on_kept(kept)
        with _writing(ready) as connection:
            again = _tell(connection, found, replaced, erased, purged)
            told = contents(connection)
        if erased or purged:
            scrub(parse(ready))  # or their names would come along in pages that nothing uses
        with _reading(ready) as connection, held():
            copy_in(present, connection)
            keep(Kept.STORE, where.shown)
    migrating.use_write_ahead_log(where.path, where.shown)
    return kept, told, again


def _put(
    where: Target, found: backup.Examined, ready: Path, on_kept: Callable[[Path], object]
) -> tuple[Path | None, Contents, bool]:
    """Put what is ready where nothing is, or something damaged; where that is now."""
    assert where.path is not None
    with _writing(ready) as connection:
        _tell(connection, found, None)
        told = contents(connection)
    migrating.use_write_ahead_log(ready, where.shown)
    kept = None
    with held():  # or there would be neither the old file nor the new one
        if where.path.exists():
            kept = _move_aside(where.path)
            on_kept(kept)
        else:
            _move_aside(where.path)  # what a file that is gone has left
        put_in_place(ready, where.path)
    return kept, told, False


def _tell(
    connection: Connection,
    found: backup.Examined,
    replaced: Contents | None,
    erased: Sequence[Erasure] = (),
    purged: Sequence[Purge] = (),
) -> bool:
    """Write down what is restored, and in whose place; whether it had to be purged again.

    Those of whom `erased` and `purged` tell are erased again: the backup is from before that.
    """
    details: dict[str, object] = {"file": found.file.name, "entries": found.contents.entries}
    details["head"] = found.contents.head
    if replaced is not None:
        details["replaced"] = {"entries": replaced.entries, "head": replaced.head}
    history.append(connection, RESTORED, details)
    erase_again(connection, erased)
    return purge_again(connection, purged)


def _is_damaged(where: Target) -> bool:
    """Whether a SQLite file cannot be read whole. Raises Refusal for what is not Mitan's."""
    try:
        with transaction(connect(where), where.shown, "reading") as connection:
            migrating.require_ours(connection, where.shown)
            require_whole(connection)
    except Damaged:
        return True
    return False


def _move_aside(path: Path) -> Path:
    """Rename a file, and before it what SQLite keeps beside it: another file must not find that."""
    moment = f"{datetime.now(UTC):{MOMENT}}"
    aside = path.with_name(f"{path.stem}.{DAMAGED}.{moment}{path.suffix}")
    for suffix in (*SIDE_FILES, ""):
        file = path.with_name(path.name + suffix)
        if file.exists():
            file.rename(aside.with_name(aside.name + suffix))
    return aside


def _writing(file: Path) -> AbstractContextManager[Connection]:
    return transaction(connect(parse(file)), str(file), "writing")


def _reading(file: Path) -> AbstractContextManager[Connection]:
    return transaction(connect(parse(file)), str(file), "reading")
