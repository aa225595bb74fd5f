"""Drift: what another program has changed in the tables themselves, their rules and guards."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import CheckConstraint, Connection, inspect, text
from sqlmodel import SQLModel

from planner.findings import ExitCode, Refusal
from planner.store.migrating import VERSION_TABLE
from planner.store.soundness import HISTORY

# What keeps the history from being changed, by database; see the first revision.
GUARDS = {
    "sqlite": ("history_no_update", "history_no_delete", "history_next_only"),
    "postgresql": ("history_append_only",),
}
TRIGGERS = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON tgrelid = pg_class.oid "
    "WHERE NOT tgisinternal AND tgenabled <> 'D' "
    "AND relnamespace = current_schema()::regnamespace",
}


def require_undrifted(connection: Connection) -> str:
    """Compare the tables that are there with those of this Mitan, and say that they agree.

    For a store of today's revision. Raises Refusal (STORE), naming what is missing and what is
    too many: tables, columns, rules, references, indexes, triggers.
    """
    there, ours = set(_there(connection)), set(_ours(connection.dialect.name))
    missing, strange = sorted(ours - there), sorted(there - ours)
    if missing or strange:
        told = [f"missing: {', '.join(missing)}"] * bool(missing)
        told += [f"not Mitan's: {', '.join(strange)}"] * bool(strange)
        raise Refusal(
            f"Another program has changed the tables; {'; '.join(told)}. Put back a backup: "
            "mitan restore FILE",
            exit_code=ExitCode.STORE,
        )
    return f"{len(ours)} tables, columns, rules and guards as they should be"


def _there(connection: Connection) -> Iterator[str]:
    inspector = inspect(connection)
    for table in inspector.get_table_names():
        if table == VERSION_TABLE:
            continue
        yield f"table {table}"
        for column in inspector.get_columns(table):
            yield _column(table, column["name"], column["nullable"])
        for rule in inspector.get_check_constraints(table):
            yield f"rule {rule['name']}"
        for key in inspector.get_foreign_keys(table):
            yield _reference(table, key["constrained_columns"][0], key["referred_table"])
        for index in inspector.get_indexes(table):
            if "duplicates_constraint" not in index:  # PostgreSQL keeps a unique column by one
                yield f"index {index['name']}"
    for name, table in connection.execute(text(TRIGGERS[connection.dialect.name])):
        yield f"trigger {name} of {table}"


def _ours(dialect: str) -> Iterator[str]:
    for table in SQLModel.metadata.tables.values():
        yield f"table {table.name}"
        for column in table.columns:
            yield _column(table.name, column.name, bool(column.nullable))
            for key in column.foreign_keys:
                yield _reference(table.name, column.name, key.column.table.name)
        for rule in table.constraints:
            if isinstance(rule, CheckConstraint):
                yield f"rule {rule.name}"
        for index in table.indexes:
            yield f"index {index.name}"
    for name in GUARDS[dialect]:
        yield f"trigger {name} of {HISTORY}"


def _column(table: str, name: str, nullable: bool) -> str:
    return f"column {table}.{name}{' (may be empty)' if nullable else ''}"


def _reference(table: str, column: str, other: str) -> str:
    return f"reference {table}.{column} to {other}"
