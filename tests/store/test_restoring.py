"""Restoring: the backup in the campaign's place, and the campaign in a backup; or all as it was."""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from planner.chain import first_break
from planner.findings import ExitCode, Refusal
from planner.store import history, migrating
from planner.store.backup import back_up
from planner.store.connecting import alone
from planner.store.database import create_store, open_store
from planner.store.restoring import restore
from tests.store.killing import run_and_kill
from tests.store.test_backup import add, damage, ids


@pytest.fixture
def kept(file_store, tmp_path):
    """A backup of a campaign of R1, which has gone on to R2 since."""
    add(file_store, "R1")
    file = back_up(file_store.target, tmp_path / "kept.db").made.file
    add(file_store, "R2")
    return file


def told(target):
    with open_store(target) as store, store.reading() as connection:
        entries = history.rows(connection)
    assert first_break(entries) is None
    return entries


def test_a_backup_comes_back_and_the_history_says_so(file_store, kept):
    replaced = told(file_store.target)[-1]
    seen = []
    done = restore(kept, file_store.target, seen.append)
    assert ids(file_store.target) == ["R1"]
    begun, entry = told(file_store.target)
    assert entry.action == "restore"
    assert json.loads(entry.details) == {
        "file": "kept.db",
        "entries": 1,
        "head": begun.digest,
        "replaced": {"entries": 2, "head": replaced.digest},
    }
    assert done.contents.head == entry.digest
    assert seen == [done.kept]
    assert (done.kept.parent.name, ids(done.kept), done.damaged) == ("backups", ["R1", "R2"], False)
    with open_store(file_store.target) as store, store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    restore(done.kept, file_store.target)  # and forward again
    assert ids(file_store.target) == ["R1", "R2"]


def test_where_nothing_is(kept, tmp_path):
    done = restore(kept, tmp_path / "new.db")
    assert (ids(tmp_path / "new.db"), done.kept) == (["R1"], None)
    assert "replaced" not in json.loads(told(tmp_path / "new.db")[-1].details)
    assert (tmp_path / "new.db").stat().st_mode & 0o777 == 0o600
    (tmp_path / "empty.db").touch()
    assert restore(kept, tmp_path / "empty.db").kept is None
    assert ids(tmp_path / "empty.db") == ["R1"]


def test_a_log_that_a_lost_file_has_left_is_not_taken_for_the_new_ones(kept, tmp_path):
    (tmp_path / "new.db-wal").write_bytes(b"of another file")
    restore(kept, tmp_path / "new.db")
    assert ids(tmp_path / "new.db") == ["R1"]
    (aside,) = tmp_path.glob("new.damaged.*-wal")
    assert aside.read_bytes() == b"of another file"


def test_a_damaged_campaign_is_moved_aside(file_store, kept, tmp_path):
    add(file_store, *(f"X{k}" for k in range(500)))
    damage(file_store.target)
    spoilt = Path(file_store.target).read_bytes()
    done = restore(kept, file_store.target)
    assert done.damaged
    assert done.kept.name.startswith("campaign.damaged.20")
    assert done.kept.read_bytes() == spoilt
    assert ids(file_store.target) == ["R1"]


def test_an_older_backup_is_brought_up_to_date_in_the_copy(file_store, tmp_path, until, kept):
    """A third-revision file: without what came later, such as the columns of progress."""
    with until("0003"), create_store(tmp_path / "old.db") as old:
        add(old, "R9")
    content = (tmp_path / "old.db").read_bytes()
    restore(tmp_path / "old.db", file_store.target)
    assert ids(file_store.target) == ["R9"]
    assert migrating.state(file_store.target) == "current"
    assert (tmp_path / "old.db").read_bytes() == content


def refused(file, target, match):
    before = {path: path.read_bytes() for path in Path(target).parent.iterdir() if path.is_file()}
    with pytest.raises(Refusal, match=match) as no:
        restore(file, target)
    after = {path: path.read_bytes() for path in Path(target).parent.iterdir() if path.is_file()}
    assert after == before
    return no.value


def test_backups_that_are_none(file_store, kept, tmp_path):
    for name, match in (("missing.db", "no campaign at"), ("empty.db", "holds no campaign")):
        (tmp_path / "empty.db").touch()
        refused(tmp_path / name, file_store.target, match)
    (tmp_path / "notes.txt").write_text("a list of names, long enough to be no database")
    refused(tmp_path / "notes.txt", file_store.target, "not a SQLite file")
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE letters (a)")
    refused(tmp_path / "other.db", file_store.target, "not a Mitan campaign")
    with closing(sqlite3.connect(kept)) as newer:
        newer.execute(f"UPDATE {migrating.VERSION_TABLE} SET version_num = '9'")
        newer.commit()
    refused(kept, file_store.target, "newer Mitan")
    refused(Path(file_store.target), file_store.target, "the campaign itself")
    assert ids(file_store.target) == ["R1", "R2"]


def test_a_damaged_backup_is_refused(file_store, tmp_path):
    add(file_store, *(f"R{k}" for k in range(500)))
    file = back_up(file_store.target, tmp_path / "kept.db").made.file
    damage(file)
    refused(file, file_store.target, "damaged")


@pytest.mark.parametrize("byte", [18, 19])  # the versions of the format, for writing and reading
def test_a_backup_of_another_format_is_damaged(file_store, kept, byte):
    data = bytearray(kept.read_bytes())
    data[byte] = 99
    kept.write_bytes(data)
    refused(kept, file_store.target, "damaged|cannot be written")


def test_a_backup_whose_list_of_tables_is_no_text_is_damaged(file_store, kept):
    """SQLite's own words for it cannot be read then."""
    data = bytearray(kept.read_bytes())
    at = data.index(b"CREATE TABLE person")
    data[at + 7 : at + 12] = b"\x80\xff\xfe\x80\xff"
    kept.write_bytes(data)
    refused(kept, file_store.target, "damaged")


@pytest.mark.parametrize(
    "order",
    ["ALTER TABLE history RENAME COLUMN previous TO before", "ALTER TABLE history RENAME TO h"],
)
def test_a_backup_whose_tables_were_altered_is_refused(file_store, kept, order):
    with closing(sqlite3.connect(kept)) as other:
        other.execute(order)
        other.commit()
    refused(kept, file_store.target, "damaged|not the tables")


def test_what_is_no_campaign_is_never_replaced(kept, tmp_path, file_store):
    (tmp_path / "notes.txt").write_text("a list of names, long enough to be no database")
    refused(kept, tmp_path / "notes.txt", "not a SQLite file")
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE letters (a)")
    refused(kept, tmp_path / "other.db", "not a Mitan campaign")
    with file_store.writing() as connection:
        connection.execute(text(f"UPDATE {migrating.VERSION_TABLE} SET version_num = '9'"))
    refused(kept, file_store.target, "newer Mitan")
    with pytest.raises(Refusal, match="mitan db copy URL"):
        restore(kept, "postgresql://host/name")


def test_a_campaign_in_use_is_not_replaced(file_store, kept, monkeypatch):
    monkeypatch.setattr(
        "planner.store.restoring.alone", lambda where: alone(where, busy_seconds=0.01)
    )
    with file_store.reading() as connection:
        connection.execute(text("SELECT 1 FROM person")).all()
        with pytest.raises(Refusal, match="busy") as no:
            restore(kept, file_store.target)
    assert no.value.exit_code == ExitCode.STORE
    assert ids(file_store.target) == ["R1", "R2"]


KILLED = {
    "before the copy": "restoring.copy_in = die",
    "in the middle of it": (
        "restoring.copy_in = lambda a, b: b.connection.driver_connection.backup("
        "a.connection.driver_connection, pages=5, progress=lambda *k: k[1] < k[2] - 10 and die())"
    ),
    "while the history is told": "history.append = die",
}


@pytest.mark.parametrize("moment", KILLED)
def test_whoever_is_killed_leaves_the_campaign_as_it_was(file_store, kept, moment):
    code = (
        "import sys\nfrom pathlib import Path\nfrom planner.store import history, restoring\n"
        f"{KILLED[moment]}\nrestoring.restore(Path(sys.argv[1]), sys.argv[2])"
    )
    run_and_kill(code, kept, file_store.target)
    assert ids(file_store.target) == ["R1", "R2"]
    assert [entry.action for entry in told(file_store.target)] == ["import", "import"]
    left = list(Path(file_store.target).parent.glob(".campaign.db.*.part*"))
    assert left
    for path in left:
        os.utime(path, (0, 0))
    restore(kept, file_store.target)
    assert ids(file_store.target) == ["R1"]
    assert not any(path.exists() for path in left)


def test_whoever_is_killed_once_it_is_done_has_done_it(file_store, kept):
    code = (
        "import sys\nfrom pathlib import Path\nfrom planner.store import migrating, restoring\n"
        "migrating.use_write_ahead_log = die\nrestoring.restore(Path(sys.argv[1]), sys.argv[2])"
    )
    run_and_kill(code, kept, file_store.target)
    assert ids(file_store.target) == ["R1"]
    assert [entry.action for entry in told(file_store.target)] == ["import", "restore"]
