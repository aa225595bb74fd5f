"""History: what happened to a campaign, appended to a chain that shows any later change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select
from sqlmodel import col

from planner.chain import TABLES, HistoryEntry, next_entry
from planner.findings import ExitCode, Refusal
from planner.store import sums
from planner.store.tables import HistoryRow

_fields = (
    col(HistoryRow.number),
    col(HistoryRow.at),
    col(HistoryRow.action),
    col(HistoryRow.details),
    col(HistoryRow.previous),
    col(HistoryRow.digest),
)


def append(connection: Connection, action: str, details: Mapping[str, object]) -> None:
    """Write down that something happened; within `Store.writing()`, with what it tells of.

    `details` are counts, digests and ids: never names or phones. Writers take turns, so the
    entry read as the last one still is when this one is added. Where this transaction has written
    to the campaign's tables, a digest of them goes along.
    """
    tables = sums.carry_on(connection)
    if tables is not None:
        details = {**details, TABLES: tables}
    newest = select(*_fields).order_by(_fields[0].desc()).limit(1)
    last = connection.execute(newest).one_or_none()
    entry = next_entry(HistoryEntry(*last) if last else None, now(), action, details)
    connection.execute(
        insert(HistoryRow).values(
            number=entry.number,
            at=entry.at,
            action=entry.action,
            details=entry.details,
            previous=entry.previous,
            digest=entry.digest,
        )
    )


def last_digest(connection: Connection, *, but: str = "") -> str:
    """Digest of the newest entry, empty where there is none: equal as long as nobody writes.

    Entries of the action `but` are passed over.
    """
    others = select(col(HistoryRow.digest)).where(col(HistoryRow.action) != but)
    newest = others.order_by(_fields[0].desc()).limit(1)
    return connection.execute(newest).scalar() or ""


def last_entry(connection: Connection, *, but: str) -> HistoryEntry | None:
    """The newest entry that is not of the action `but`; None where there is none."""
    others = select(*_fields).where(col(HistoryRow.action) != but)
    row = connection.execute(others.order_by(_fields[0].desc()).limit(1)).one_or_none()
    return HistoryEntry(*row) if row else None


def require_last(connection: Connection, digest: str) -> None:
    """Make sure that nobody has written since; within `Store.writing()`.

    Raises Refusal (STORE) where somebody has: what was worked out then may not hold any more.
    """
    if last_digest(connection) != digest:
        raise Refusal(
            "Somebody else changed the campaign meanwhile. Nothing was written; try again.",
            exit_code=ExitCode.STORE,
        )


def rows(connection: Connection) -> list[HistoryEntry]:
    """The whole history, oldest first."""
    return [HistoryEntry(*row) for row in connection.execute(select(*_fields).order_by(_fields[0]))]


def now() -> str:
    """This moment in UTC, as ISO 8601 to the second: 2020-09-08T03:30:00Z."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
