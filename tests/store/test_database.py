"""Opening, making and using a store; and each way it can go wrong, said plainly."""

import os
import socket
import sqlite3
import stat
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text

from planner.findings import ExitCode, Refusal
from planner.store import migrating
from planner.store.bulk import insert as insert_many
from planner.store.database import create_store, open_store
from planner.store.tables import Enrolment, Person


def add(connection, *ids):
    insert_many(connection, Person, {"id": list(ids), "role": ["rakshak"] * len(ids)})


def count(store):
    with store.reading() as connection:
        return connection.execute(select(func.count()).select_from(Person)).scalar_one()


@contextmanager
def refused(exit_code, *words):
    with pytest.raises(Refusal) as caught:
        yield caught
    assert caught.value.exit_code == exit_code
    for word in words:
        assert word in caught.value.message


# Transactions


def test_what_is_written_is_there_when_opened_again(target):
    with create_store(target) as store, store.writing() as connection:
        add(connection, "R1", "R2")
    with open_store(target) as store:
        assert count(store) == 2


def test_making_a_store_again_changes_nothing(target):
    with create_store(target) as store, store.writing() as connection:
        add(connection, "R1")
    with create_store(target) as store:
        assert count(store) == 1


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, Refusal])
def test_any_exception_undoes_everything(store, error):
    with pytest.raises(error), store.writing() as connection:  # noqa: PT012
        add(connection, "R1")
        raise error("half-way")
    assert count(store) == 0


def test_reading_sees_one_moment(store):
    with store.reading() as before:
        assert before.execute(select(func.count()).select_from(Person)).scalar_one() == 0
        with store.writing() as connection:  # no waiting for the reader
            add(connection, "R1")
        assert before.execute(select(func.count()).select_from(Person)).scalar_one() == 0
    assert count(store) == 1


def test_reading_cannot_write(store):
    with refused(ExitCode.STORE, "cannot be written"), store.reading() as connection:
        add(connection, "R1")
    assert count(store) == 0


def test_a_second_writer_is_told_that_the_store_is_busy(target):
    with (
        create_store(target) as first,
        open_store(target, busy_seconds=0.05) as second,
        first.writing() as connection,
    ):
        add(connection, "R1")
        with refused(ExitCode.STORE, "busy"), second.writing():
            pytest.fail("two writers at once")
        assert count(second) == 0  # a reader is not in the way
    with open_store(target) as third:
        assert count(third) == 1


def test_a_broken_reference_is_a_fault_of_ours_told_without_values(store):
    with pytest.raises(RuntimeError) as broken, store.writing() as connection:  # noqa: PT012
        add(connection, "R1")
        row = {"mitan": "Sunita", "rakshak": "R1", "enrolled_on": "", "pledged_on": ""}
        connection.execute(insert(Enrolment).values(row))
    assert "Sunita" not in str(broken.value)
    assert broken.value.__suppress_context__
    assert count(store) == 0


def test_errors_never_hold_names_or_phones(store):
    columns = {"id": ["R1"], "name": ["Sunita Sahu"], "phone": ["9876543210"], "role": [None]}
    with pytest.raises(RuntimeError) as broken, store.writing() as connection:
        insert_many(connection, Person, columns)
    assert "Sunita" not in str(broken.value)
    assert "9876543210" not in str(broken.value)
    assert "role" in str(broken.value)


# Files


def test_a_new_file_is_private_durable_and_guarded(tmp_path):
    path = tmp_path / "campaign.db"
    with create_store(path) as store, store.reading() as connection:
        assert store.target == str(path)
        pragma = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    full = 2
    assert pragma == {
        "journal_mode": "wal",
        "synchronous": full,
        "foreign_keys": 1,
        "busy_timeout": 5000,
    }
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]  # nothing else is left lying about


def test_odd_file_names(tmp_path):
    path = tmp_path / "अभियान 100% ?#;&.db"
    create_store(path).close()
    open_store(path).close()
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_file_is_not_made(tmp_path):
    with refused(ExitCode.REJECTED, "mitan init", "mitan demo"):
        open_store(tmp_path / "campaign.db")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder(tmp_path):
    with refused(ExitCode.REJECTED, "folder", "does not exist"):
        create_store(tmp_path / "nowhere" / "campaign.db")


def test_a_folder_is_not_a_store(tmp_path):
    for use in (open_store, create_store):
        with refused(ExitCode.REJECTED, "is a folder"):
            use(tmp_path)


def test_a_device_is_not_a_store():
    with refused(ExitCode.REJECTED, "not a file"):
        open_store(os.devnull)


@pytest.mark.parametrize("content", [b"x", b"id,name\nR1,Asha\n", b"\0" * 4096, b"PK\3\4" * 900])
def test_other_files_are_refused_and_left_as_they_are(tmp_path, content):
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    for use in (open_store, create_store):
        with refused(ExitCode.REJECTED, "not a Mitan campaign"):
            use(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_left_as_it_is(tmp_path):
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE invoice (id)")
    content = path.read_bytes()
    for use in (open_store, create_store):
        with refused(ExitCode.REJECTED, "not a Mitan campaign"):
            use(path)
    assert path.read_bytes() == content


def test_an_empty_file_holds_no_campaign_but_can_be_filled(tmp_path):
    path = tmp_path / "campaign.db"
    path.touch()
    with refused(ExitCode.REJECTED, "mitan init"):
        open_store(path)
    assert path.stat().st_size == 0
    create_store(path).close()
    open_store(path).close()


def test_a_damaged_file(file_store):
    path = Path(file_store.target)
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\xff" * (len(content) - 100))
    with refused(ExitCode.REJECTED, "damaged"):
        open_store(path)


def test_a_newer_store_is_left_as_it_is(file_store):
    with file_store.writing() as connection:
        connection.execute(text(f"UPDATE {migrating.VERSION_TABLE} SET version_num = '9999'"))
    content = Path(file_store.target).read_bytes()
    for use in (open_store, create_store, migrating.upgrade):
        with refused(ExitCode.REJECTED, "newer Mitan"):
            use(file_store.target)
    assert Path(file_store.target).read_bytes() == content


def test_a_full_disk_leaves_nothing_half_written(file_store):
    with refused(ExitCode.STORE, "full"), file_store.writing() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
        add(connection, *(f"R{k}" for k in range(5000)))
    assert count(file_store) == 0


def test_a_store_that_cannot_be_filled_is_taken_away(tmp_path, monkeypatch):
    def fail(engine, where):
        where.path.with_name("campaign.db-wal").touch()  # SQLite leaves it where a disk is full
        raise KeyboardInterrupt

    monkeypatch.setattr(migrating, "fill", fail)
    with pytest.raises(KeyboardInterrupt):
        create_store(tmp_path / "campaign.db")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def unprivileged():
    """A folder, and a way to act in it as somebody whose rights are looked at (root's are not)."""

    @contextmanager
    def as_nobody():
        if os.geteuid() != 0:
            yield
            return
        os.seteuid(65534)
        try:
            yield
        finally:
            os.seteuid(0)

    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder, as_nobody
    folder.chmod(0o700)
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


@pytest.mark.skipif(sys.platform == "win32", reason="rights are another matter there")
class TestRights:
    def test_a_read_only_folder(self, unprivileged):
        folder, as_nobody = unprivileged
        path = folder / "campaign.db"
        create_store(path).close()
        path.chmod(0o444)
        folder.chmod(0o555)
        content = path.read_bytes()
        with as_nobody():
            with refused(ExitCode.STORE, "no right"):
                open_store(path)
            with refused(ExitCode.STORE, "cannot be made"):
                create_store(folder / "new.db")
        assert list(folder.iterdir()) == [path]
        assert path.read_bytes() == content

    def test_a_read_only_file_cannot_be_written(self, unprivileged):
        folder, as_nobody = unprivileged
        path = folder / "campaign.db"
        create_store(path).close()
        path.chmod(0o444)
        folder.chmod(0o777)
        content = path.read_bytes()
        with as_nobody(), refused(ExitCode.STORE, "no right"):  # noqa: SIM117
            with open_store(path) as store, store.writing() as connection:
                add(connection, "R1")
        assert path.read_bytes() == content

    def test_a_file_that_may_not_be_read(self, unprivileged):
        folder, as_nobody = unprivileged
        path = folder / "campaign.db"
        create_store(path).close()
        path.chmod(0o000)
        with as_nobody(), refused(ExitCode.STORE, "cannot be read"):
            open_store(path)
        path.chmod(0o600)


# Servers


def test_an_unreachable_server_is_named_without_its_password():
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nobody listens
        url = f"postgresql://asha:s3cret@127.0.0.1:{taken.getsockname()[1]}/campaign"
        for use in (open_store, create_store):
            with refused(ExitCode.STORE, "cannot be reached", "127.0.0.1") as caught:
                use(url)
            assert "s3cret" not in caught.value.message
            assert caught.value.__suppress_context__


def test_without_psycopg_the_way_to_get_it_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with refused(ExitCode.STORE, "pip install 'mitan[postgres]'"):
        open_store("postgresql://asha:s3cret@127.0.0.1/campaign")


@pytest.mark.postgres
def test_a_server_that_drops_the_connection(store):
    if not store.target.startswith("postgresql"):
        pytest.skip("a file has no connection")
    with refused(ExitCode.STORE, "was lost in the middle"), store.writing() as connection:
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        add(connection, "R1")
