"""Bulk: many rows in, changed, taken out and read at once, past the object mapper.

Six lakh rows: 67 s in and 14 s out as mapped objects, a few seconds like this.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from typing import Any

import numpy as np
from sqlalchemy import Connection, MetaData, Table, Text
from sqlmodel import SQLModel

from planner.store.checksum import CHECKED, of_rows

ROWS_AT_ONCE = 20_000  # tuples alive at one time
CHANGES = "mitan changes"  # what a transaction has added to the sum of each table

Columns = Mapping[str, Sequence[object] | np.ndarray]


def insert(connection: Connection, table: type[SQLModel], columns: Columns) -> int:
    """Add rows given as equally long columns, and say how many; within `Store.writing()`.

    A column left out takes the table's default. Raises ValueError where a column does not
    exist, is needed, or is of another length.
    """
    target = _table(table)
    given = _lists(target, columns)
    rows = len(next(iter(given.values()), ()))
    for column in target.columns:
        if column.name not in given:
            if column.default is None and not column.nullable:
                raise ValueError(f"column {column.name} of {target.name} has no default")
            given[column.name] = [getattr(column.default, "arg", None)] * rows
    with _counted(connection, target, given):
        _pour(connection, target.name, given, zip(*given.values(), strict=True))
    return rows


def update(
    connection: Connection, table: type[SQLModel], columns: Columns, key: str | tuple[str, ...]
) -> int:
    """Change rows matched by the `key` columns, and say how many; within `Store.writing()`.

    The other columns given are set, those left out stay. A key that is not there changes
    nothing. Raises ValueError where a column does not exist or is of another length.
    """
    target = _table(table)
    given = _lists(target, columns)
    keys = (key,) if isinstance(key, str) else key
    if missing := [name for name in keys if name not in given]:
        raise ValueError(f"the key {', '.join(missing)} is not among the columns given")
    values = [name for name in given if name not in keys]
    if not values or not given[keys[0]]:
        return 0
    with _counted(connection, target, given):
        return _update(connection, target.name, given, values, keys)


def _update(
    connection: Connection,
    table: str,
    given: dict[str, list[Any]],
    values: Sequence[str],
    keys: Sequence[str],
) -> int:
    if connection.dialect.name == "sqlite":
        settings = ", ".join(f'"{name}" = ?' for name in values)
        matches = " AND ".join(f'"{name}" = ?' for name in keys)
        sql = f'UPDATE "{table}" SET {settings} WHERE {matches}'
        rows = zip(*(given[name] for name in (*values, *keys)), strict=True)
        return sum(connection.exec_driver_sql(sql, part).rowcount for part in portions(rows))
    return _update_by_copy(connection, table, given, values, keys)


def fill(
    connection: Connection, table: type[SQLModel], values: Mapping[str, object], where: str
) -> int:
    """Set columns to one value each in all rows of which an SQL condition (never a user's text)
    is true, and say how many; within `Store.writing()`.

    Raises ValueError where a column does not exist.
    """
    target = _table(table)
    given = {
        name: one for name, (one,) in _lists(target, {k: [v] for k, v in values.items()}).items()
    }
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    settings = ", ".join(f'"{name}" = {mark}' for name in given)
    sql = f'UPDATE "{target.name}" SET {settings} WHERE {where}'
    before = checksum(connection, target.name) if target.name in CHECKED else 0
    filled = connection.exec_driver_sql(sql, tuple(given.values())).rowcount
    if filled and target.name in CHECKED:
        changes = connection.info.setdefault(CHANGES, Counter())
        changes[target.name] += checksum(connection, target.name) - before
    return filled


def count(connection: Connection, table: type[SQLModel], where: str) -> int:
    """How many rows an SQL condition (never a user's text) is true of."""
    ((number,),) = _fetched(
        connection, f'SELECT COUNT(*) FROM "{_table(table).name}" WHERE {where}'
    )
    return int(number)


def delete(connection: Connection, table: type[SQLModel], key: Columns) -> int:
    """Take out the rows whose `key` columns match, and say how many; within `Store.writing()`.

    A key that is not there takes out nothing. Raises ValueError where a column does not exist
    or is of another length, or none is given.
    """
    target = _table(table)
    given = _lists(target, key)
    if not given:
        raise ValueError(f"no key is given for the rows of {target.name} to take out")
    with _counted(connection, target, given):
        return _delete(connection, target.name, given)


def _delete(connection: Connection, table: str, given: dict[str, list[Any]]) -> int:
    if connection.dialect.name == "sqlite":
        matches = " AND ".join(f'"{name}" = ?' for name in given)
        sql = f'DELETE FROM "{table}" WHERE {matches}'
        rows = zip(*given.values(), strict=True)
        return sum(connection.exec_driver_sql(sql, part).rowcount for part in portions(rows))
    _pass(connection, table, given)
    matches = " AND ".join(f'old."{name}" = new."{name}"' for name in given)
    gone = connection.exec_driver_sql(
        f'DELETE FROM "{table}" AS old USING mitan_new AS new WHERE {matches}'
    ).rowcount
    connection.exec_driver_sql("DROP TABLE mitan_new")
    return gone


def select(
    connection: Connection,
    table: type[SQLModel],
    columns: Iterable[str],
    order: Iterable[str] = (),
    where: str = "",
) -> Iterator[tuple[Any, ...]]:
    """Rows of some columns, sorted by code points of the `order` columns.

    All of them, or those of which an SQL condition `where` (never a user's text) is true.
    """
    sql = f'SELECT {_quoted(columns)} FROM "{_table(table).name}"'
    sql += f" WHERE {where}" if where else ""
    if by := [f'"{name}"' for name in order]:
        if connection.dialect.name == "postgresql":  # which else sorts by the server's language
            by = [f'{name} COLLATE "C"' for name in by]
        sql += f" ORDER BY {', '.join(by)}"
    return _fetched(connection, sql)


def rows(
    connection: Connection, table: str, schema: MetaData = SQLModel.metadata
) -> Iterator[tuple[Any, ...]]:
    """All rows of a table with all their columns, in the order of its key (by code points).

    `schema` is what a store of another revision has, for this and the two that follow.
    """
    target = schema.tables[table]
    c = ' COLLATE "C"' if connection.dialect.name == "postgresql" else ""
    by = (f'"{key.name}"{c if isinstance(key.type, Text) else ""}' for key in target.primary_key)
    return _whole_rows(connection, target, f" ORDER BY {', '.join(by)}")


def pour(
    connection: Connection,
    table: str,
    rows: Iterable[tuple[Any, ...]],
    schema: MetaData = SQLModel.metadata,
) -> None:
    """Add rows as `rows` gives them, of a store that is copied whole; within `Store.writing()`.

    Nothing is added to the sums of tables, for those are copied too.
    """
    target = schema.tables[table]
    _pour(connection, table, [column.name for column in target.columns], rows)


def checksum(connection: Connection, table: str, schema: MetaData = SQLModel.metadata) -> int:
    """The sum of all rows of a table; see store.checksum."""
    target = schema.tables[table]
    return of_rows(table, _whole_rows(connection, target, ""))


def take_changes(connection: Connection) -> dict[str, int]:
    """What this transaction has added to the sums of tables since it was last asked."""
    return dict(connection.info.pop(CHANGES, {}))


@contextmanager
def _counted(
    connection: Connection, table: Table, given: Mapping[str, Sequence[Any]]
) -> Iterator[None]:
    """Keep count of what a write changes in the rows of a table whose key is given.

    Looked at are all the rows that begin with the same column of the key: more than are written
    does no harm.
    """
    if table.name not in CHECKED:
        yield
        return
    key = next(iter(table.primary_key)).name
    those = list(dict.fromkeys(given[key]))
    before = _sum_of(connection, table, key, those)
    yield
    changes = connection.info.setdefault(CHANGES, Counter())
    changes[table.name] += _sum_of(connection, table, key, those) - before


def _sum_of(connection: Connection, table: Table, key: str, those: Sequence[Any]) -> int:
    total, mark = 0, "?" if connection.dialect.name == "sqlite" else "%s"
    for start in range(0, len(those), ROWS_AT_ONCE):
        part = those[start : start + ROWS_AT_ONCE]
        where = f' WHERE "{key}" IN ({", ".join([mark] * len(part))})'
        total += of_rows(table.name, _whole_rows(connection, table, where, part))
    return total


def _whole_rows(
    connection: Connection, table: Table, where: str, values: Sequence[Any] = ()
) -> Iterator[tuple[Any, ...]]:
    names = _quoted(column.name for column in table.columns)
    return _fetched(connection, f'SELECT {names} FROM "{table.name}"{where}', values)


def _fetched(
    connection: Connection, sql: str, values: Sequence[Any] = ()
) -> Iterator[tuple[Any, ...]]:
    """Rows straight from the driver: SQLAlchemy's take four times as long at six lakh."""
    driver: Any = connection.connection.driver_connection
    with closing(driver.cursor()) as cursor:
        cursor.execute(sql, *([values] if values else []))
        while portion := cursor.fetchmany(ROWS_AT_ONCE):
            yield from portion


def portions(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """The rows in lists of ROWS_AT_ONCE; the last one may be shorter."""
    left = iter(rows)
    while part := list(islice(left, ROWS_AT_ONCE)):
        yield part


def _update_by_copy(
    connection: Connection,
    table: str,
    given: dict[str, list[Any]],
    values: Sequence[str],
    keys: Sequence[str],
) -> int:
    """PostgreSQL: pour the new values into a passing table and change all rows in one step."""
    settings = ", ".join(f'"{name}" = new."{name}"' for name in values)
    matches = " AND ".join(f'old."{name}" = new."{name}"' for name in keys)
    _pass(connection, table, given)
    changed = connection.exec_driver_sql(
        f'UPDATE "{table}" AS old SET {settings} FROM mitan_new AS new WHERE {matches}'
    ).rowcount
    connection.exec_driver_sql("DROP TABLE mitan_new")
    return changed


def _pass(connection: Connection, table: str, given: dict[str, list[Any]]) -> None:
    """PostgreSQL: pour columns of a table into a passing one, mitan_new."""
    connection.exec_driver_sql(
        f"CREATE TEMPORARY TABLE mitan_new ON COMMIT DROP AS SELECT {_quoted(given)} "
        f'FROM "{table}" WITH NO DATA'
    )
    _pour(connection, "mitan_new", given, zip(*given.values(), strict=True))


def _pour(
    connection: Connection, table: str, columns: Iterable[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    given = list(columns)
    names = _quoted(given)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(given))
        sql = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'
        for part in portions(rows):
            connection.exec_driver_sql(sql, part)
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


def _lists(table: Table, columns: Columns) -> dict[str, list[Any]]:
    """The columns as lists of plain Python values, which is what database drivers take."""
    if unknown := [name for name in columns if name not in table.columns]:
        raise ValueError(f"{table.name} has no column {', '.join(unknown)}")
    given = {
        name: values.tolist() if isinstance(values, np.ndarray) else list(values)
        for name, values in columns.items()
    }
    if len({len(values) for values in given.values()}) > 1:
        raise ValueError(f"the columns for {table.name} are not equally long")
    return given
