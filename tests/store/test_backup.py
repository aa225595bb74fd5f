"""Backups: what the store holds at one moment, in one file, or no file at all."""

import os
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from planner.findings import ExitCode, Refusal
from planner.store import backup, history, migrating, pages
from planner.store.backup import back_up, examine
from planner.store.bulk import insert
from planner.store.database import create_store, open_store
from planner.store.opening import open_file, seal_of
from planner.store.tables import Person
from planner.store.target import parse
from tests.store.killing import run_and_kill


def add(store, *ids, action="import"):
    with store.writing() as connection:
        insert(connection, Person, {"id": list(ids), "role": ["rakshak"] * len(ids)})
        history.append(connection, action, {"people": len(ids)})


def ids(file):
    with closing(open_file(Path(file), seal_of(Path(file)))) as kept:
        return [one for (one,) in kept.execute("SELECT id FROM person ORDER BY id")]


@pytest.fixture
def clock(monkeypatch):
    """An hour passes from each backup to the next; set it back by adding to `now`."""

    class Clock:
        now_ = datetime(2020, 9, 8, 3, 30, tzinfo=UTC)

        @classmethod
        def now(cls, zone):
            cls.now_ += timedelta(hours=1)
            return cls.now_

    monkeypatch.setattr(backup, "datetime", Clock)
    return Clock


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where backups of a server go
    return tmp_path / "backups"


def test_a_backup_holds_what_the_store_holds(store, target, folder):
    add(store, "R1", "R2")
    done = back_up(target)
    (file,) = folder.iterdir()
    assert done.made.file.resolve() == file.resolve()
    assert (done.made.contents.counts["person"], done.made.contents.entries) == (2, 1)
    assert done.made.faults == done.removed == ()
    assert done.size == file.stat().st_size
    assert ids(file) == ["R1", "R2"]
    with store.reading() as connection:
        head = history.last_digest(connection)
    assert done.made.contents.head == head
    assert file.name.split(".")[2] == head[:12]
    with open_store(file) as again, again.reading() as connection:
        assert history.last_digest(connection) == head


def test_a_backup_is_one_file_that_only_its_owner_may_read(file_store, folder):
    back_up(file_store.target)
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_writers_do_not_wait_and_are_not_half_in_it(file_store, folder, monkeypatch):
    add(file_store, "R1")

    def and_another_writes(connection, file):
        add(file_store, "R2")
        pages.copy_out(connection, file)

    monkeypatch.setattr(backup, "copy_out", and_another_writes)
    done = back_up(file_store.target)
    assert ids(done.made.file) == ["R1"]
    assert ids(file_store.target) == ["R1", "R2"]


def test_a_file_may_be_named_and_is_never_overwritten(file_store, tmp_path):
    place = tmp_path / "usb.db"
    assert back_up(file_store.target, place).made.file == place
    before = place.read_bytes()
    with pytest.raises(Refusal, match=r"usb\.db is there already"):
        back_up(file_store.target, place)
    assert place.read_bytes() == before


def test_two_of_one_second_are_two_files(file_store, tmp_path):
    made = {back_up(file_store.target, tmp_path / "kept").made.file for _ in range(3)}
    assert len(made) == len(list((tmp_path / "kept").iterdir())) == 3


def test_older_ones_of_this_campaign_are_thinned_and_no_others(file_store, folder, tmp_path, clock):
    heads = []
    for k in range(3):
        add(file_store, f"R{k}")
        heads.append(back_up(file_store.target).made.file)
    (tmp_path / "other").mkdir()
    with create_store(tmp_path / "other" / "campaign.db") as other:
        add(other, "X1")
        theirs = back_up(other.target, folder).made.file
    done = back_up(file_store.target, keep=2)
    assert set(done.removed) == set(heads[:2])
    assert set(folder.iterdir()) == {heads[2], theirs, done.made.file}
    assert back_up(file_store.target, folder, keep=1).removed == (done.made.file, heads[2])


def test_the_backup_just_made_is_the_newest_though_the_clock_went_back(file_store, folder, clock):
    first = back_up(file_store.target).made.file
    clock.now_ -= timedelta(days=9)
    second = back_up(file_store.target, keep=1)
    assert second.removed == (first,)
    assert list(folder.iterdir()) == [second.made.file]


def test_nothing_is_thinned_for_a_campaign_with_faults(file_store, folder):
    add(file_store, "R1")
    first = back_up(file_store.target).made.file
    with closing(sqlite3.connect(file_store.target)) as by_hand:
        by_hand.execute("DROP TRIGGER history_no_update")
        by_hand.execute("UPDATE history SET action = 'nothing'")
        by_hand.execute("INSERT INTO enrolment VALUES ('M9', 'R1', '', '', '')")
        by_hand.commit()
    done = back_up(file_store.target, keep=1)
    assert done.removed == ()
    assert first.exists()
    loose, chain = done.made.faults
    assert "point to nobody, in: enrolment" in loose
    assert "broken at entry 1" in chain


def test_what_was_not_copied_rightly_is_thrown_away(file_store, folder, monkeypatch):
    add(file_store, "R1")
    first = back_up(file_store.target).made.file

    def wrongly(connection, file):
        pages.copy_out(connection, file)
        with closing(sqlite3.connect(file)) as copy:
            copy.execute("DELETE FROM person")
            copy.commit()

    monkeypatch.setattr(backup, "copy_out", wrongly)
    with pytest.raises(Refusal, match="The copy is not what") as refused:
        back_up(file_store.target, keep=1)
    assert refused.value.exit_code == ExitCode.STORE
    assert list(folder.iterdir()) == [first]


def damage(file):
    """Spoil the pages behind the first ones."""
    content = bytearray(Path(file).read_bytes())
    content[4 * 4096 :] = b"\xa5" * (len(content) - 4 * 4096)
    Path(file).write_bytes(content)


def test_a_damaged_store_gives_no_backup(file_store, folder):
    add(file_store, *(f"R{k}" for k in range(500)))
    first = back_up(file_store.target).made.file
    damage(file_store.target)
    with pytest.raises(Refusal, match=r"campaign\.db is damaged"):
        back_up(file_store.target, keep=1)
    assert list(folder.iterdir()) == [first]


def test_stores_that_are_none(tmp_path):
    (tmp_path / "empty.db").touch()
    with pytest.raises(Refusal, match="holds no campaign yet"):
        back_up(tmp_path / "empty.db")
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE letters (a)")
    with pytest.raises(Refusal, match="not a Mitan campaign"):
        back_up(tmp_path / "other.db")
    with pytest.raises(Refusal, match="no campaign at"):
        back_up(tmp_path / "missing.db")
    assert not list((tmp_path / "backups").iterdir())


def by_hand(file, *orders):
    with closing(sqlite3.connect(file)) as other:
        for order in orders:
            other.execute(order)
        other.commit()


def test_a_row_that_breaks_a_rule_is_a_fault_and_no_damage(file_store):
    add(file_store, "R1")
    by_hand(
        file_store.target,
        "PRAGMA ignore_check_constraints = ON",
        "UPDATE person SET active = 7",
    )
    (fault,) = back_up(file_store.target).made.faults
    assert fault.startswith(
        "1 row(s) break a rule of their table (CHECK constraint failed in person)"
    )


def test_damage_that_counting_does_not_see_is_seen(file_store, folder):
    """An index that lacks what its table has."""
    add(file_store, "R1", "M1")
    by_hand(
        file_store.target,
        "INSERT INTO enrolment VALUES ('M1', 'R1', '', '', '')",
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master "
        "WHERE name = 'pin') WHERE name = 'ix_enrolment_rakshak'",
    )
    with pytest.raises(Refusal, match=r"campaign\.db is damaged, so no backup was made"):
        back_up(file_store.target)
    assert list(folder.iterdir()) == []


def test_folders_that_are_none(file_store, tmp_path):
    with pytest.raises(Refusal, match="does not exist"):
        back_up(file_store.target, tmp_path / "a" / "b")
    (tmp_path / "file").touch()
    with pytest.raises(Refusal, match="cannot be made") as refused:
        back_up(file_store.target, tmp_path / "file")
    assert refused.value.exit_code == ExitCode.STORE


def test_a_newer_store_is_not_copied_and_an_older_one_is(file_store, folder, monkeypatch):
    add(file_store, "R1")
    with file_store.writing() as connection:
        connection.execute(text(f"UPDATE {migrating.VERSION_TABLE} SET version_num = '0001'"))
    assert ids(back_up(file_store.target).made.file) == ["R1"]
    with file_store.writing() as connection:
        connection.execute(text(f"UPDATE {migrating.VERSION_TABLE} SET version_num = '9'"))
    with pytest.raises(Refusal, match="newer Mitan"):
        back_up(file_store.target)
    assert len(list(folder.iterdir())) == 1


def test_looking_through_a_backup(file_store, tmp_path):
    add(file_store, *(f"R{k}" for k in range(500)))
    file = back_up(file_store.target, tmp_path / "kept.db").made.file
    found = examine(file)
    assert (found.contents.counts["person"], found.contents.entries, found.faults) == (500, 1, ())
    damage(file)
    with pytest.raises(Refusal, match=r"kept\.db is damaged"):
        examine(file)


@pytest.mark.parametrize("moment", ["pages.copy_out", "backup.examine", "files._to_disk"])
def test_whoever_is_killed_leaves_no_backup_and_the_next_one_clears_up(file_store, folder, moment):
    add(file_store, "R1")
    before = Path(file_store.target).read_bytes()
    where, name = moment.split(".")
    code = (
        "import sys\nfrom planner import files\nfrom planner.store import backup, pages\n"
        "backup.clear_unfinished = lambda *a: None\n"
        f"{where}.{name} = die\nbackup.copy_out = pages.copy_out\n"
        "backup.back_up(sys.argv[1])"
    )
    run_and_kill(code, file_store.target)
    (left,) = folder.iterdir()
    assert (left.name[0], left.suffix) == (".", ".part")
    assert Path(file_store.target).read_bytes() == before
    done = back_up(file_store.target, keep=1)
    assert left.exists()  # it might be another's who is still writing
    old = left.stat().st_mtime - timedelta(days=2).total_seconds()
    os.utime(left, (old, old))
    again = back_up(file_store.target, keep=1)
    assert again.removed == (done.made.file,)
    assert list(folder.iterdir()) == [again.made.file]


def test_the_usual_folder_and_name():
    assert backup.folder_of(parse("district/campaign.db")) == Path("district/backups")
    server = parse("postgresql://me:secret@host/bilaspur")
    assert (backup.folder_of(server), backup.store_name(server)) == (Path("backups"), "bilaspur")
