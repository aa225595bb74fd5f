"""Connecting: engines and transactions that behave alike on SQLite and PostgreSQL.

One writer at a time on both: SQLite by BEGIN IMMEDIATE, PostgreSQL by an advisory lock. So a
number once read (the last plan, the last entry of the history) stays the last one until commit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, text

from planner.findings import ExitCode, Refusal
from planner.stages import Stage, stage
from planner.stopping import Kept, held, keep
from planner.store import key
from planner.store.faults import translated
from planner.store.opening import BUSY_SECONDS, driver_of, open_file, seal_of
from planner.store.target import Form, Target, check_file

CACHE_KIB = 65_536  # SQLite's own 2 MB makes rows that come unsorted slow
CONNECT_SECONDS = 10  # how long to wait for a server's answer

Purpose = Literal["reading", "writing"]


def connect(target: Target, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """An engine for the target. No connection is kept between transactions.

    Raises Refusal where the file is missing or of another kind, is not encrypted though a key is
    given, or what opens it is not installed.
    """
    if target.path is not None:
        form = check_file(target.path)
        if form is Form.PLAIN and not target.plain and key.given() is not None:
            raise Refusal(
                f"{target.shown} is not encrypted, though {key.ENV} or {key.ENV_FILE} is set. "
                "Encrypt it into a new file: mitan db copy NEW.db --encrypted --db "
                f"{target.shown}; or take the key out of the environment.",
                exit_code=ExitCode.STORE,
            )
        return _sqlite_engine(target, target.path, busy_seconds)
    assert target.url is not None
    try:
        engine = create_engine(
            target.url,
            poolclass=NullPool,
            hide_parameters=True,  # no names in error messages
            connect_args={"connect_timeout": CONNECT_SECONDS, "application_name": "mitan"},
        )
    except ImportError:
        raise Refusal(
            "To use PostgreSQL, psycopg must be installed: pip install 'mitan[postgres]'",
            exit_code=ExitCode.STORE,
        ) from None
    return engine.execution_options(busy_milliseconds=int(busy_seconds * 1000))


@contextmanager
def transaction(engine: Engine, shown: str, purpose: Purpose) -> Iterator[Connection]:
    """One transaction: committed at the end, rolled back on any exception.

    "reading" sees one moment of the store and cannot write; "writing" shuts out other writers
    from its first moment. Database errors come out as `faults.translated` says.
    """
    begin = _begin_sqlite if engine.dialect.name == "sqlite" else _begin_postgres
    with translated(shown), engine.connect() as connection, begin(connection, purpose) as begun:
        yield begun
        if purpose == "writing":
            with stage(Stage.COMMIT), held():  # whoever is stopped now is told rightly what is kept
                begun.commit()
                keep(Kept.STORE, shown)


@contextmanager
def alone(target: Target, busy_seconds: float = BUSY_SECONDS) -> Iterator[Connection]:
    """A connection to a SQLite file that shuts out everybody else, readers too, until it ends.

    It has no transaction open. Raises Refusal where the file is in use, damaged or away.
    """
    engine = connect(target, busy_seconds)
    with translated(target.shown), engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA locking_mode = EXCLUSIVE")  # what is locked once stays locked
        driver.execute("BEGIN EXCLUSIVE")
        driver.execute("COMMIT")
        yield connection.execution_options(begin="BEGIN")


def _sqlite_engine(target: Target, path: Path, busy_seconds: float) -> Engine:
    seal = seal_of(path, plain=target.plain)
    engine = create_engine(
        "sqlite://",
        module=driver_of(seal),
        creator=lambda: open_file(path, seal, busy_seconds=busy_seconds),
        poolclass=NullPool,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _say_begin)
    return engine


def _set_pragmas(driver: Any, _record: Any) -> None:
    driver.execute("PRAGMA foreign_keys = ON")
    driver.execute("PRAGMA synchronous = FULL")
    driver.execute(f"PRAGMA cache_size = -{CACHE_KIB}")


def _say_begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options()["begin"])


@contextmanager
def _begin_sqlite(connection: Connection, purpose: Purpose) -> Iterator[Connection]:
    writing = purpose == "writing"
    connection = connection.execution_options(begin="BEGIN IMMEDIATE" if writing else "BEGIN")
    with connection.begin():
        if not writing:
            connection.exec_driver_sql("PRAGMA query_only = ON")
        yield connection


@contextmanager
def _begin_postgres(connection: Connection, purpose: Purpose) -> Iterator[Connection]:
    if purpose == "reading":
        connection = connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        with connection.begin():
            yield connection
        return
    wait = connection.get_execution_options()["busy_milliseconds"]
    with connection.begin():
        connection.execute(text(f"SET LOCAL lock_timeout = {int(wait)}"))
        # One lock for each schema: campaigns side by side in one database do not wait.
        connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtext('mitan ' || current_schema()))")
        )
        yield connection
