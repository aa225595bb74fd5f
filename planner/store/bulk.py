"""Bulk: many rows in, changed and out at once, column by column, past the object mapper.

Six lakh rows: 67 s as mapped objects, a few seconds like this.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
from sqlalchemy import Connection, Table
from sqlmodel import SQLModel

ROWS_AT_ONCE = 20_000  # tuples alive at one time

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
    _pour(connection, target.name, given)
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
    if connection.dialect.name == "sqlite":
        settings = ", ".join(f'"{name}" = ?' for name in values)
        matches = " AND ".join(f'"{name}" = ?' for name in keys)
        sql = f'UPDATE "{target.name}" SET {settings} WHERE {matches}'
        ordered = {name: given[name] for name in (*values, *keys)}
        return sum(connection.exec_driver_sql(sql, part).rowcount for part in _portions(ordered))
    return _update_by_copy(connection, target.name, given, values, keys)


def delete(connection: Connection, table: type[SQLModel], key: Columns) -> int:
    """Take out the rows whose `key` columns match, and say how many; within `Store.writing()`.

    A key that is not there takes out nothing. Raises ValueError where a column does not exist
    or is of another length, or none is given.
    """
    target = _table(table)
    given = _lists(target, key)
    if not given:
        raise ValueError(f"no key is given for the rows of {target.name} to take out")
    if connection.dialect.name == "sqlite":
        matches = " AND ".join(f'"{name}" = ?' for name in given)
        sql = f'DELETE FROM "{target.name}" WHERE {matches}'
        return sum(connection.exec_driver_sql(sql, part).rowcount for part in _portions(given))
    _pass(connection, target.name, given)
    matches = " AND ".join(f'old."{name}" = new."{name}"' for name in given)
    gone = connection.exec_driver_sql(
        f'DELETE FROM "{target.name}" AS old USING mitan_new AS new WHERE {matches}'
    ).rowcount
    connection.exec_driver_sql("DROP TABLE mitan_new")
    return gone


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
    names = ", ".join(f'"{name}"' for name in given)
    connection.exec_driver_sql(
        f'CREATE TEMPORARY TABLE mitan_new ON COMMIT DROP AS SELECT {names} FROM "{table}" '
        "WITH NO DATA"
    )
    _pour(connection, "mitan_new", given)


def _pour(connection: Connection, table: str, given: dict[str, list[Any]]) -> None:
    names = ", ".join(f'"{name}"' for name in given)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(given))
        sql = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'
        for part in _portions(given):
            connection.exec_driver_sql(sql, part)
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
        for row in zip(*given.values(), strict=True):
            copy.write_row(row)


def _portions(given: dict[str, list[Any]]) -> Iterator[list[tuple[Any, ...]]]:
    rows = zip(*given.values(), strict=True)
    while part := list(islice(rows, ROWS_AT_ONCE)):
        yield part


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
