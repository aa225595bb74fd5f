"""Migrating: which revision of the tables a store has, and how it gets to today's.

A file in migrations/versions is called REVISION_what.py, and revisions follow one another in
the order of their names: so a store is opened without loading Alembic, which only upgrading
needs.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Literal, NoReturn

from sqlalchemy import Connection, Engine, MetaData, inspect, text

from planner.files import UNFINISHED_FOR, clear_unfinished, new_file
from planner.findings import ExitCode, Refusal
from planner.stages import Stage, stage
from planner.store import bulk
from planner.store.connecting import connect, transaction
from planner.store.faults import translated
from planner.store.opening import open_file, seal_of
from planner.store.pages import copy_out
from planner.store.target import Target, parse

SCRIPTS = Path(__file__).with_name("migrations")
VERSION_TABLE = "mitan_schema"  # also what tells a Mitan store from other databases

EMPTY, FOREIGN = "", "?"  # in place of a revision, which is four digits

State = Literal["current", "older", "newer", "empty", "foreign"]


def revisions() -> list[str]:
    """All revisions this Mitan knows, oldest first."""
    files = (SCRIPTS / "versions").glob("[0-9]*_*.py")
    return sorted(file.stem.partition("_")[0] for file in files)


def head() -> str:
    """The revision that this Mitan works with."""
    return revisions()[-1]


def state(target: str | Path) -> State:
    """What stands at the target, seen from this Mitan's revision.

    "empty" is a database without any table, "foreign" one that Mitan did not make, "newer" one
    with a revision that this Mitan does not know. Raises Refusal where it cannot be opened.
    """
    where = parse(target)
    engine = connect(where)
    with transaction(engine, where.shown, "reading") as connection:
        return _state(_revision(connection))


def upgrade(
    target: str | Path, on_backup: Callable[[Path], object] = lambda path: None
) -> tuple[str, str]:
    """Bring an older store up to date: the revisions before and after, equal if nothing to do.

    A copy in a SQLite file is made first, beside the file or, for a server, where one stands;
    `on_backup` is told its path. All steps are one transaction. Raises Refusal where the store is
    newer, empty, not Mitan's, or cannot be opened or copied.
    """
    where = parse(target)
    engine = connect(where)
    with transaction(engine, where.shown, "reading") as connection:
        before = _revision(connection)
    if _state(before) == "older":
        on_backup(_back_up(where, before))
        if where.path is not None:
            use_write_ahead_log(where.path, where.shown)  # a copy put back has lost it
        with transaction(engine, where.shown, "writing") as connection:
            if _state(_revision(connection)) == "older":  # unless another program just did it
                _apply(connection)
    with transaction(engine, where.shown, "reading") as connection:
        require_current(connection, where.shown)
        return before, head()


def fill(engine: Engine, where: Target) -> None:
    """Make the tables in an empty database; nothing where it is up to date.

    Raises Refusal, having changed nothing, where it holds anything else.
    """
    with transaction(engine, where.shown, "reading") as connection:
        if _state(_revision(connection)) != "empty":
            require_current(connection, where.shown)
            return
    if where.path is not None:
        use_write_ahead_log(where.path, where.shown)
    with transaction(engine, where.shown, "writing") as connection:
        if _state(_revision(connection)) == "empty":
            _apply(connection)
        require_current(connection, where.shown)


def fill_within(connection: Connection, shown: str) -> None:
    """Make the tables in an empty database, or bring older ones up to date.

    Within a "writing" transaction. Raises Refusal where there is anything else.
    """
    if _state(_revision(connection)) in ("empty", "older"):
        _apply(connection)
    require_current(connection, shown)


def require_ours(connection: Connection, shown: str) -> State:
    """Whether a campaign is up to date, older or not begun. Raises Refusal for anything else."""
    found = _state(_revision(connection))
    if found in ("newer", "foreign"):
        _refuse(found, shown)
    return found


def require_campaign(connection: Connection, shown: str) -> None:
    """Raise a Refusal unless there is a campaign, up to date or older."""
    found = require_ours(connection, shown)
    if found == "empty":
        _refuse(found, shown)


def require_current(connection: Connection, shown: str) -> None:
    """Raise a Refusal, saying what to do, unless the store is up to date."""
    found = _state(_revision(connection))
    if found != "current":
        _refuse(found, shown)


def _refuse(found: State, shown: str) -> NoReturn:
    raise Refusal(
        {
            "older": f"{shown} was made by an older Mitan. Run: mitan doctor --upgrade "
            "(a copy is kept).",
            "newer": f"{shown} was made by a newer Mitan and is left untouched. Install the "
            "newer Mitan to use it.",
            "empty": f"{shown} holds no campaign yet. Run `mitan init` to begin one.",
            "foreign": f"{shown} is a database, but not a Mitan campaign; it is left untouched. "
            "Name another file or database.",
        }[found]
    )


def _state(revision: str) -> State:
    """The state of a store with such a revision (see `_revision`)."""
    if revision in (EMPTY, FOREIGN):
        return "empty" if revision == EMPTY else "foreign"
    if revision == head():
        return "current"
    return "older" if revision in revisions() else "newer"


def _revision(connection: Connection) -> str:
    """The revision a store has; in a database that Mitan did not make, EMPTY or FOREIGN."""
    tables = inspect(connection).get_table_names()
    if VERSION_TABLE not in tables:
        return FOREIGN if tables else EMPTY
    found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalars().all()
    return str(found[0]) if len(found) == 1 else FOREIGN


@stage(Stage.MIGRATE)
def _apply(connection: Connection, until: str = "head") -> None:
    from alembic.command import upgrade
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    upgrade(config, until)


def use_write_ahead_log(path: Path, shown: str) -> None:
    """Readers and a writer do not wait for each other. The file remembers it for good.

    Raises Refusal where the file cannot be written.
    """
    with translated(shown), closing(open_file(path, seal_of(path))) as file:
        file.execute("PRAGMA journal_mode = WAL")


def _back_up(where: Target, revision: str) -> Path:
    """Copy a store, as of one moment, to a new SQLite file that only its owner reads."""
    beside = where.path or Path(f"{where.url and where.url.database}.db")
    day = datetime.now(UTC).date().isoformat()
    stem = f"{beside.stem}.{revision}.{day}"
    names = (f"{stem}{f'.{n}' if n > 1 else ''}{beside.suffix}" for n in count(1))
    copy = next(copy for copy in map(beside.with_name, names) if not copy.exists())
    engine = connect(where)
    clear_unfinished(beside.absolute().parent, UNFINISHED_FOR, f"{beside.stem}.{revision}")
    with new_file(copy) as file, transaction(engine, where.shown, "reading") as connection:
        if where.path is not None:
            copy_out(connection, file)
        else:
            into = parse(file)
            with transaction(connect(into), into.shown, "writing") as goal:
                _apply(goal, revision)
                _copy_rows(connection, goal, where.shown)
    return copy


def _copy_rows(origin: Connection, goal: Connection, shown: str) -> None:
    """Copy all rows into a SQLite store of the same revision, and compare. Raises Refusal."""
    schema = MetaData()
    schema.reflect(goal)
    for table in schema.sorted_tables:
        if table.name == VERSION_TABLE:
            continue
        name = table.name
        goal.execute(table.delete())  # what a revision fills in by itself
        with translated(shown):  # faults of reading are not those of the file
            bulk.pour(goal, name, bulk.rows(origin, name, schema), schema)
            held = bulk.checksum(origin, name, schema)
        if bulk.checksum(goal, name, schema) != held:
            raise Refusal(
                f"The copy is not what {shown} holds ({name}), so it was thrown away and "
                "nothing was upgraded. Try again; if it happens again, please report it.",
                exit_code=ExitCode.STORE,
            )
