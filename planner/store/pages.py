"""Pages: a SQLite store copied page by page, by SQLite itself.

The copy is of the moment that the transaction sees, whoever writes meanwhile, and it keeps nobody
waiting. VACUUM INTO cannot run within a transaction, so its copy may be of a later moment than
what it is compared with.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from planner.stages import Stage, stage
from planner.store.opening import open_file, seal_of


@stage(Stage.COPY)
def copy_out(connection: Connection, file: Path) -> None:
    """Fill an empty file with the SQLite store as this transaction sees it, encrypted if that is.

    The copy is one file that needs no other beside it; it is not on disk yet.
    """
    with closing(open_file(file, seal_of(file))) as copy:
        copy.execute("PRAGMA synchronous = OFF")  # whoever names the file sees to that
        _driver(connection).backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # the write-ahead log is a second file


@stage(Stage.COPY)
def copy_in(connection: Connection, other: Connection) -> None:
    """Put the store that `other` sees in the place of this one, in one transaction of SQLite's.

    `connection` is one that shuts out everybody else, with no transaction of its own.
    """
    _driver(other).backup(_driver(connection))


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
