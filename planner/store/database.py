"""Database: the store of a campaign, opened or made, and its two kinds of transaction."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine

from planner.findings import Refusal
from planner.stages import Stage, stage
from planner.store import key, migrating
from planner.store.connecting import connect, transaction
from planner.store.opening import BUSY_SECONDS, require_cipher
from planner.store.target import Form, Target, form_of, make_file, parse, take_away


class Store:
    """An open campaign. `target` is its path or URL as it may be shown, without a password."""

    def __init__(self, engine: Engine, target: str) -> None:
        self._engine = engine
        self.target = target

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that sees the store as of one moment and cannot write.

        Raises Refusal, on entering or within, where the database is busy, damaged or away.
        """
        return transaction(self._engine, self.target, "reading")

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that alone may write: committed at the end, undone on any exception.

        Raises Refusal, on entering, within or at the end, where the database is busy,
        read-only, full, damaged or away; then nothing was written.
        """
        return transaction(self._engine, self.target, "writing")

    def close(self) -> None:
        """Let go of the database. Transactions must have ended."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


@stage(Stage.OPEN)
def open_store(target: str | Path, *, busy_seconds: float = BUSY_SECONDS) -> Store:
    """Open a campaign that is there and up to date; see `target.parse` for what may be named.

    `busy_seconds` is how long a transaction waits for another program's.
    Raises Refusal where there is none, it is not a Mitan store, it is of an older or a newer
    Mitan, or the database cannot be reached. Nothing is made or changed.
    """
    where = parse(target)
    store = Store(connect(where, busy_seconds), where.shown)
    with store.reading() as connection:
        migrating.require_current(connection, where.shown)
    return store


@stage(Stage.OPEN)
def create_store(
    target: str | Path, *, encrypted: bool = False, busy_seconds: float = BUSY_SECONDS
) -> Store:
    """Make a campaign: a new file (readable by its owner only), or tables in an empty database.

    A campaign that is there and up to date is opened as it is. A file is encrypted where a key is
    given; with `encrypted` one is asked for otherwise.
    Raises Refusal as `open_store` does; a file that could not be filled is taken away again.
    """
    where = parse(target)
    if encrypted:
        _require_to_encrypt(where)
    made = where.path is not None and make_file(where.path)
    try:
        engine = connect(where, busy_seconds)
        migrating.fill(engine, where)
    except BaseException:
        if made and where.path is not None:
            take_away(where.path)
        raise
    return Store(engine, where.shown)


def _require_to_encrypt(where: Target) -> None:
    """Have a key for a file that is to be made. Raises Refusal where nothing can be encrypted."""
    if where.path is None:
        raise Refusal(
            "Mitan encrypts files only; for a server, encrypt its disk. Leave out --encrypted."
        )
    if where.path.is_file() and form_of(where.path) is Form.PLAIN:
        raise Refusal(
            f"{where.shown} is there already and is not encrypted. Encrypt it into a new file: "
            f"mitan db copy NEW.db --encrypted --db {where.shown}"
        )
    require_cipher()
    key.chosen(where.shown)
