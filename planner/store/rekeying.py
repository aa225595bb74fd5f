"""Rekeying: an encrypted store gets another key, in one transaction of SQLite's.

Killed at any moment, the file opens with the one key or the other, and holds the same.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.findings import ExitCode, Refusal
from planner.stopping import Kept, held, keep
from planner.store import key, migrating
from planner.store.backup import folder_of, store_name
from planner.store.connecting import alone, connect, transaction
from planner.store.faults import translated
from planner.store.key import Key
from planner.store.opening import BUSY_SECONDS, open_file
from planner.store.soundness import Contents, contents, require_whole
from planner.store.target import Form, Target, check_file, form_of, parse, salt_of
from planner.store.thinning import named


@dataclass(frozen=True)
class Rekeyed:
    """A store with another key, and what it holds.

    `backups` are those that open with the key of before, `older` those that open with neither.
    """

    target: str
    contents: Contents
    backups: tuple[Path, ...]
    older: tuple[Path, ...]


def require_key(target: str | Path) -> Target:
    """An encrypted store whose key is at hand, asked for if need be. Raises Refusal."""
    where = parse(target)
    if where.path is None or check_file(where.path) is not Form.SEALED:
        raise Refusal(
            f"{where.shown} is not encrypted, so it has no key. To encrypt it into a new file: "
            "mitan db copy NEW.db --encrypted"
        )
    with transaction(connect(where), where.shown, "reading") as connection:
        migrating.require_campaign(connection, where.shown)
    return where


def rekey(target: str | Path, new: Key, *, busy_seconds: float = BUSY_SECONDS) -> Rekeyed:
    """Give an encrypted store another key; from then on this process opens files with that.

    Every page is written anew, while everybody else is shut out. Raises Refusal where the store is
    no encrypted campaign, its key is missing or wrong, it is in use or damaged, or the disk is
    full; then it has the key that it had.
    """
    where = require_key(target)
    assert where.path is not None
    if key.required(where.shown) == new:
        raise Refusal(f"{where.shown} has this key already. Give another one. Nothing was changed.")
    kept = [one.file for one in named(folder_of(where)) if one.store == store_name(where)]
    mine = [file for file in kept if not _is_plain(file)]
    backups = tuple(file for file in mine if _opens(file))
    older = tuple(file for file in mine if file not in backups)
    salt = salt_of(where.path)
    with alone(where, busy_seconds) as connection:
        with connection.begin():
            require_whole(connection)
            before = contents(connection)
        driver: Any = connection.connection.driver_connection
        with held():  # the new key counts from here on, in the file and in this process
            driver.reset_key(new.raw(salt))
            if _unfinished(driver):
                raise Refusal(
                    f"{where.shown} has the key that it had: not all of it could be written with "
                    "another. Make as much room on the disk as it takes, and try again.",
                    exit_code=ExitCode.STORE,
                )
            key.use(new)
            keep(Kept.STORE, where.shown)
    with transaction(connect(where), where.shown, "reading") as connection:
        if contents(connection) != before:
            raise Refusal(
                f"{where.shown} does not hold what it held. Put back a backup: mitan restore FILE",
                exit_code=ExitCode.STORE,
            )
    return Rekeyed(where.shown, before, backups, older)


def _is_plain(file: Path) -> bool:
    try:
        return form_of(file) is Form.PLAIN
    except OSError:  # nobody knows
        return False


def _opens(file: Path) -> bool:
    """Whether a file can be read with the key that this process uses."""
    try:
        with translated(str(file)):
            open_file(file, salt_of(file), mode="ro").close()
    except (Refusal, RuntimeError, OSError):
        return False
    return True


def _unfinished(driver: Any) -> bool:
    """Whether a change of the key was not carried out, which the driver does not say.

    Otherwise it stands in the file from here on, and no longer in the log, which had pages of the
    old key.
    """
    try:
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except driver.Error as error:
        # it is still being written
        return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_LOCKED
    return False
