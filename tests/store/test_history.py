"""History: appended in turn by several writers, and closed to every other change."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from planner.chain import first_break
from planner.findings import ExitCode, Refusal
from planner.store import history
from planner.store.database import create_store, open_store


def test_entries_come_back_in_order_and_unbroken(store):
    before = datetime.now(UTC) - timedelta(seconds=1)
    with store.writing() as connection:
        history.append(connection, "import", {"rows": 2, "file": "लोग.csv"})
        history.append(connection, "plan", {"plan": 1})
    with store.reading() as connection:
        entries = history.rows(connection)
    assert [(entry.number, entry.action) for entry in entries] == [(1, "import"), (2, "plan")]
    assert entries[0].details == '{"file":"लोग.csv","rows":2}'
    assert first_break(entries) is None
    at = datetime.strptime(entries[0].at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert before <= at <= datetime.now(UTC)


def test_an_undone_transaction_leaves_no_entry(store):
    with pytest.raises(ValueError, match="half-way"), store.writing() as connection:  # noqa: PT012
        history.append(connection, "import", {"rows": 2})
        raise ValueError("half-way")
    with store.reading() as connection:
        assert history.rows(connection) == []


def test_several_writers_leave_no_gap(target):
    writers, each = 4, 10
    create_store(target).close()

    def write(writer):
        with open_store(target, busy_seconds=60) as store:
            for k in range(each):
                with store.writing() as connection:
                    history.append(connection, "import", {"writer": writer, "k": k})

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))
    with open_store(target) as store, store.reading() as connection:
        entries = history.rows(connection)
    assert len({entry.details for entry in entries}) == writers * each
    assert first_break(entries) is None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE history SET details = '{}' WHERE number = 1",
        "UPDATE history SET number = 7",
        "DELETE FROM history",
        "DELETE FROM history WHERE number = 2",
        "INSERT INTO history SELECT 1, at, action, details, previous, digest FROM history",
    ],
)
def test_the_database_itself_refuses_changes(store, change):
    with store.writing() as connection:
        history.append(connection, "import", {"rows": 1})
        history.append(connection, "import", {"rows": 2})
    with store.reading() as connection:
        before = history.rows(connection)
    with pytest.raises(RuntimeError, match="the database refused"), store.writing() as connection:
        connection.execute(text(change))
    with store.reading() as connection:
        assert history.rows(connection) == before


def test_sqlite_refuses_to_replace_and_to_skip(file_store):
    with file_store.writing() as connection:
        history.append(connection, "import", {"rows": 1})
    for number in (1, 3):
        row = f"INSERT OR REPLACE INTO history VALUES ({number}, '', 'nothing', '', '', '')"
        with pytest.raises(RuntimeError, match="append-only"), file_store.writing() as connection:
            connection.execute(text(row))


@pytest.mark.postgres
def test_postgres_refuses_to_truncate(store):
    if not store.target.startswith("postgresql"):
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(RuntimeError), store.writing() as connection:
        connection.execute(text("TRUNCATE history"))


def test_the_newest_entry_but_for_those_of_one_action(store):
    with store.writing() as connection:
        assert (history.last_digest(connection), history.last_entry(connection, but="")) == (
            "",
            None,
        )
        for action in ("import", "plan", "pack"):
            history.append(connection, action, {})
        entries = history.rows(connection)
        assert history.last_digest(connection) == entries[2].digest
        assert history.last_digest(connection, but="pack") == entries[1].digest
        assert history.last_entry(connection, but="pack") == entries[1]
        assert history.last_entry(connection, but="plan") == entries[2]


def test_whoever_worked_meanwhile_is_noticed(store):
    with store.writing() as connection:
        history.require_last(connection, "")
        history.append(connection, "import", {})
        last = history.last_digest(connection)
        history.require_last(connection, last)
        history.append(connection, "plan", {})
        with pytest.raises(Refusal, match="Somebody else changed the campaign meanwhile") as told:
            history.require_last(connection, last)
    assert told.value.exit_code == ExitCode.STORE
