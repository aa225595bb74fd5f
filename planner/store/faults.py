"""Faults: what a database says when it cannot, turned into what a person can do about it.

Database errors carry SQL, and PostgreSQL's also the row's values: names, phones. None of their
text goes on to the user.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from planner.findings import ExitCode, Refusal

BUSY = (
    "is busy: another program is writing to it. Wait until that is done (close other programs "
    "that have it open), then try again. Nothing was changed."
)
READ_ONLY = (
    "cannot be written to or opened: the file, its folder or your login gives no right to. Ask "
    "its owner, or copy it to a folder of your own. Nothing was changed."
)
FULL = "cannot grow: the disk is full. Make room, then try again. Nothing was changed."
DISK = (
    "cannot be read or written: the disk reports a fault, or is full. Make room and try again; "
    "where that does not help, have the disk looked at. Nothing was changed."
)
DAMAGED = "is damaged, or is not a Mitan campaign. Put back the last good copy: mitan restore FILE"
ALTERED = (
    "has not the tables that Mitan makes: another program has changed them. Put back the last good "
    "copy: mitan restore FILE"
)
UNREACHABLE = (
    "cannot be reached: the server does not answer, does not know this database, or refuses "
    "this login. Check host, port, database, user and password, and that the server runs."
)
LOST = (
    "was lost in the middle: the connection to the server broke. What was being written is there "
    "whole or not at all. See that the server runs, then run the same command again."
)

# https://www.sqlite.org/rescode.html, primary codes
_SQLITE = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_PERM: READ_ONLY,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: READ_ONLY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: DISK,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
}

# SQLite's own words (sqlite3_errstr) for those codes: SQLCipher's driver gives no code for what
# fails while it copies a file.
_IN_WORDS = {
    "database is locked": sqlite3.SQLITE_BUSY,
    "database table is locked": sqlite3.SQLITE_LOCKED,
    "access permission denied": sqlite3.SQLITE_PERM,
    "attempt to write a readonly database": sqlite3.SQLITE_READONLY,
    "unable to open database file": sqlite3.SQLITE_CANTOPEN,
    "database or disk is full": sqlite3.SQLITE_FULL,
    "disk I/O error": sqlite3.SQLITE_IOERR,
    "database disk image is malformed": sqlite3.SQLITE_CORRUPT,
    "file is not a database": sqlite3.SQLITE_NOTADB,
}

# What SQLite says, under no code of its own, of a file that was forged, or damaged by chance.
_FORGED = re.compile(r"unsupported file format|Could not decode|malformed")
_OTHER_TABLES = re.compile(r"no such (?:table|column)|table \S+ has no column")

# https://www.postgresql.org/docs/current/errcodes-appendix.html, by first characters
_POSTGRES = {
    "08": UNREACHABLE,  # connection
    "28": UNREACHABLE,  # login
    "3D": UNREACHABLE,  # no such database
    "3F": UNREACHABLE,  # no such schema
    "57P01": LOST,  # the server is being shut down, or an administrator ended the connection
    "57P02": LOST,  # the server was stopped by a crash
    "57P": UNREACHABLE,  # server is being shut down or started
    "53300": UNREACHABLE,  # too many connections
    "55P03": BUSY,  # lock not available
    "40": BUSY,  # serialization failure, deadlock
    "25006": READ_ONLY,
    "42501": READ_ONLY,  # no privilege
    "53100": FULL,
    "58": DISK,
    "XX00": DAMAGED,
}


class Damaged(Refusal):
    """The database file itself cannot be read as it should."""


@contextmanager
def translated(shown: str) -> Iterator[None]:
    """Turn database errors raised within into Refusals about the store called `shown`.

    Raises Refusal where the store is busy, read-only, full, damaged or out of reach, and
    RuntimeError, free of SQL and values, for whatever only a mistake in Mitan can cause.
    """
    try:
        yield
    except Exception as error:
        fault = getattr(error, "orig", None) or error  # SQLAlchemy wraps the driver's error
        driver = type(fault).__module__.partition(".")[0]
        if isinstance(fault, sqlite3.Error) or driver == "sqlcipher3":
            reason, plain = _of_sqlite(fault), str(fault)  # SQLite's texts name columns only
        elif isinstance(fault, UnicodeDecodeError) and _said_by_sqlite(fault):
            reason, plain = DAMAGED, ""
        elif driver == "psycopg":
            reason, plain = _of_postgres(fault, error), _plain(fault)
        else:
            raise
        if reason is None:
            raise RuntimeError(f"the database refused: {plain}").with_traceback(
                error.__traceback__
            ) from None
        if reason in (DAMAGED, ALTERED):
            raise Damaged(f"{shown} {reason}") from None
        raise Refusal(f"{shown} {reason}", exit_code=ExitCode.STORE) from None


def _of_sqlite(fault: BaseException) -> str | None:
    # neither code nor words where the driver itself objects
    code = getattr(fault, "sqlite_errorcode", _IN_WORDS.get(str(fault)))
    known = None if code is None else _SQLITE.get(code & 0xFF)
    if known is None and code in (None, sqlite3.SQLITE_ERROR):
        if _FORGED.search(str(fault)):
            return DAMAGED
        if _OTHER_TABLES.search(str(fault)):
            return ALTERED
    return known


def _said_by_sqlite(fault: UnicodeDecodeError) -> bool:
    """Whether a text that is none came out of a database, in a message of it or in a row."""
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = trace.tb_frame.f_globals["__name__"] if trace is not None else ""
    return where.startswith(("sqlalchemy.", "planner.store.connecting"))


def _of_postgres(fault: BaseException, error: BaseException) -> str | None:
    state = getattr(fault, "sqlstate", None)
    if state is None:  # the connection failed, or broke, before the server could say why
        # SQLAlchemy connects; what comes past it is of a connection that stood
        broke = getattr(error, "connection_invalidated", fault is error)
        reason = LOST if broke else UNREACHABLE
        return reason if type(fault).__name__ == "OperationalError" else None
    return next((text for start, text in _POSTGRES.items() if state.startswith(start)), None)


def _plain(fault: BaseException) -> str:
    """What is wrong without the values: class, code, and the table, column or rule concerned."""
    told = getattr(fault, "diag", None)
    about = [getattr(told, part, None) for part in ("table_name", "column_name", "constraint_name")]
    return " ".join(
        [type(fault).__name__, str(getattr(fault, "sqlstate", "")), *filter(None, about)]
    )
