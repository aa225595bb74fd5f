"""Backup: a copy of a campaign as of one moment, compared with it, and named by moment and head."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from sqlalchemy import Connection

from planner.files import UNFINISHED_FOR, clear_unfinished, new_file
from planner.findings import ExitCode, Refusal
from planner.store import history, migrating, thinning
from planner.store.connecting import connect, transaction
from planner.store.copying import into_file
from planner.store.faults import Damaged, translated
from planner.store.pages import copy_out
from planner.store.soundness import (
    Contents,
    contents,
    require_sound,
    require_unbroken,
    require_whole,
)
from planner.store.target import Target, parse

FOLDER = "backups"  # beside the store


@dataclass(frozen=True)
class Examined:
    """A backup as it is: what it holds, and what is wrong with it short of damage."""

    file: Path
    contents: Contents
    faults: tuple[str, ...]


@dataclass(frozen=True)
class BackedUp:
    """A backup that was made, its size in bytes, and what was removed for it."""

    target: str
    made: Examined
    size: int
    removed: tuple[Path, ...]


def back_up(target: str | Path, place: Path | None = None, *, keep: int | None = None) -> BackedUp:
    """Copy a campaign into a new SQLite file, readable by its owner only, and compare the two.

    `place` is a file (a name with a suffix), or a folder; usual is `folder_of`. In a folder the
    older backups of this campaign are thinned afterwards: all but the newest `keep`, else as
    `thinning` says; none where the campaign has faults.
    Raises Refusal where the store is not Mitan's, newer, damaged, busy or away, or the copy is not
    what the store holds; then no file is left and nothing is removed.
    """
    where = parse(target)
    folder, file = _split(where, place)
    if folder is not None:
        private_folder(folder)
        clear_unfinished(folder, UNFINISHED_FOR, store_name(where))
    now = datetime.now(UTC)
    with transaction(connect(where), where.shown, "reading") as connection:
        migrating.require_campaign(connection, where.shown)
        if folder is not None:
            file = free_name(folder, where, history.last_digest(connection), now)
        made = copy_within(connection, where, file)
        heads = {thinning.short(entry.digest) for entry in history.rows(connection)}
    removed = []
    if folder is not None and not made.faults:
        ours = thinning.of_campaign(thinning.named(folder), store_name(where), heads)
        ours.sort(
            key=lambda one: one.file != made.file
        )  # the newest, whatever the clock said before
        removed = [one.file for one in thinning.superseded(ours, now, keep)]
        for old in removed:
            old.unlink(missing_ok=True)
    return BackedUp(where.shown, made, made.file.stat().st_size, tuple(removed))


def copy_within(connection: Connection, where: Target, file: Path) -> Examined:
    """Write what a transaction sees into a new file, and compare the two. Raises as `back_up`."""
    held = contents(connection)
    with new_file(file) as unfinished:
        if where.path is not None:
            with translated(str(file)):  # it is there that a disk is full
                copy_out(connection, unfinished)
        else:
            into_file(connection, where, parse(unfinished))
        try:
            made = examine(unfinished)
        except Damaged:
            raise Damaged(
                f"{where.shown} is damaged, so no backup was made. Put back an older one: "
                "mitan restore FILE"
            ) from None
        if made.contents != held:
            raise Refusal(
                f"The copy is not what {where.shown} holds; it was thrown away. Try again; if it "
                "happens again, look at the disk.",
                exit_code=ExitCode.STORE,
            )
    return Examined(file, made.contents, made.faults)


def examine(file: Path) -> Examined:
    """Look through a file as a backup of a campaign: every page, reference and entry.

    Raises Refusal where it is missing, damaged, not Mitan's, empty or of a newer Mitan.
    """
    where = parse(file)
    with transaction(connect(where), where.shown, "reading") as connection:
        if migrating.require_ours(connection, where.shown) == "empty":
            raise Refusal(f"{file} holds no campaign. Name another file.")
        try:
            require_whole(connection)
        except Damaged:
            raise Damaged(f"{file} is damaged. Name another backup.") from None
        return Examined(file, contents(connection), tuple(_faults(connection)))


def folder_of(where: Target) -> Path:
    """Where a campaign's backups usually lie: beside its file, for a server where one stands."""
    return (where.path.parent if where.path is not None else Path()) / FOLDER


def private_folder(folder: Path) -> Path:
    """Make a folder that only its owner may enter, unless it is there. Raises Refusal."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except FileNotFoundError:
        raise Refusal(f"The folder {folder.parent} does not exist. Make it first.") from None
    except OSError as error:
        raise Refusal(
            f"The folder {folder} cannot be made: {error.strerror}. Name another with -o DIR.",
            exit_code=ExitCode.STORE,
        ) from None
    return folder


def free_name(folder: Path, where: Target, head: str, now: datetime) -> Path:
    """A name in a folder for a backup of this moment, that nothing has yet."""
    names = (thinning.name(store_name(where), now, head, n) for n in count(1))
    return next(file for file in (folder / one for one in names) if not file.exists())


def store_name(where: Target) -> str:
    """What backups of a store begin with: the name of its file, or of its database."""
    return where.path.stem if where.path is not None else str(where.url and where.url.database)


def _faults(connection: Connection) -> Iterator[str]:
    for look in (require_sound, require_unbroken):
        try:
            look(connection)
        except Refusal as refusal:
            yield refusal.message


def _split(where: Target, place: Path | None) -> tuple[Path | None, Path]:
    """The folder that a place stands for, or None and the file."""
    if place is None or place.is_dir() or not place.suffix:
        folder = place or folder_of(where)
        return folder, folder
    return None, place
