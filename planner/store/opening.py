"""Opening: a connection to a SQLite file, plain or encrypted by SQLCipher."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from planner.findings import ExitCode, Refusal
from planner.store import key
from planner.store.target import Form, form_of, salt_of

BUSY_SECONDS = 5.0  # how long to wait for another writer before giving up


def seal_of(path: Path, *, plain: bool = False) -> bytes | None:
    """The salt that a SQLite file is encrypted with, or, being empty, is to be; None: it is plain.

    `plain`: an empty one is not to be encrypted, whatever key is given. Not to be asked while this
    process has the file open elsewhere: closing a file gives up all locks that a process has on it.
    """
    form = form_of(path)
    if form is Form.EMPTY:
        return None if plain or key.given() is None else key.fresh_salt()
    return salt_of(path) if form is Form.SEALED else None


def open_file(
    path: Path,
    seal: bytes | None,
    *,
    mode: Literal["rw", "ro"] = "rw",
    busy_seconds: float = BUSY_SECONDS,
) -> Any:
    """A driver's connection to a SQLite file that is there; it begins no transaction by itself.

    `seal` is as `seal_of` tells. Raises Refusal (STORE) where the file is encrypted and the key is
    missing or wrong, or SQLCipher is not installed. Errors of the database come as the driver's.
    """
    driver: Any = driver_of(seal)
    connection = driver.connect(
        f"{path.absolute().as_uri()}?mode={mode}",  # neither makes a file
        uri=True,
        timeout=busy_seconds,
        isolation_level=None,  # BEGIN is ours
        check_same_thread=False,
    )
    if seal is not None:
        try:
            _unlock(connection, path, seal)
        except BaseException:
            connection.close()
            raise
    return connection


def driver_of(seal: bytes | None) -> ModuleType:
    """The module that opens such files. Raises Refusal (STORE) where it is not installed."""
    return sqlite3 if seal is None else require_cipher()


def require_cipher() -> ModuleType:
    """SQLCipher. Raises Refusal (STORE) where it is not installed."""
    try:
        from sqlcipher3 import dbapi2
    except ImportError:
        raise Refusal(
            "To use an encrypted campaign, SQLCipher must be installed: "
            "pip install 'mitan[encrypted]'",
            exit_code=ExitCode.STORE,
        ) from None
    module: ModuleType = dbapi2
    return module


def _unlock(connection: Any, path: Path, salt: bytes) -> None:
    """Give a connection its key, and see that it is the right one."""
    raw = key.required(str(path)).raw(salt)
    connection.execute("PRAGMA cipher_log_level = NONE")  # it writes to stderr
    connection.set_key(raw)  # not by SQL, which errors show
    connection.execute("PRAGMA cipher_compatibility = 4")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except Exception as error:
        if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_NOTADB:
            raise
        raise Refusal(
            f"{path} does not open with this key: it has another one, is damaged, or is no "
            "campaign. A backup has the key of its time. Give the right key, or put back a "
            "backup: mitan restore FILE --to NEW.db",
            exit_code=ExitCode.STORE,
        ) from None
