"""Encrypted files: what is on disk, who can open them, and what is said otherwise."""

import io
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from planner.findings import ExitCode, Refusal
from planner.store import key
from planner.store.backup import back_up
from planner.store.bulk import insert
from planner.store.copying import TABLES, copy_store
from planner.store.database import create_store, open_store
from planner.store.erasing import erase
from planner.store.faults import Damaged
from planner.store.opening import open_file, seal_of
from planner.store.restoring import restore
from planner.store.tables import Person
from planner.store.target import SQLITE_HEADER, Form, form_of, parse
from planner.store.traces import scrub, traces
from tests.store.conftest import PASSPHRASE

NAME = "PLANTED Sunita"
PHONE = "9876512345"
PLANTED = (NAME.encode(), PHONE.encode(), PASSPHRASE.encode(), SQLITE_HEADER)


@pytest.fixture
def campaign(sealed, tmp_path):
    """An encrypted campaign with a name and a phone in it, many times."""
    path = tmp_path / "dark" / "campaign.db"
    path.parent.mkdir()
    with create_store(path) as store, store.writing() as connection:
        people(connection, 500)
    return path


def people(connection, count, first=0):
    ids = [f"R{k}" for k in range(first, first + count)]
    insert(connection, Person, {"id": ids, "role": ["rakshak"] * count, "name": [NAME] * count,
                                "phone": [PHONE] * count})  # fmt: skip


def names(path):
    with open_store(path) as store, store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT DISTINCT name FROM person ORDER BY name")
        return list(rows.scalars())


def told(folder):
    """Planted words and headers found in the files of a folder."""
    return {
        (file.name, word)
        for file in folder.rglob("*")
        if file.is_file()
        for word in PLANTED
        if word in file.read_bytes()
    }


def refused(what, *words, code=ExitCode.STORE):
    with pytest.raises(Refusal) as caught:
        what()
    assert caught.value.exit_code is code
    for word in words:
        assert word in caught.value.message
    assert PASSPHRASE not in caught.value.message
    assert "\n" not in caught.value.message


def test_no_file_on_disk_tells_anything(campaign):
    folder = campaign.parent
    assert form_of(campaign) is Form.SEALED
    with open_store(campaign) as store, store.reading() as reader:
        reader.exec_driver_sql("SELECT 1 FROM person").all()  # keeps the log from being cleared up
        with store.writing() as connection:
            people(connection, 5_000, first=1_000)
        assert {f.name for f in folder.iterdir()} >= {"campaign.db-wal", "campaign.db-shm"}
        assert (folder / "campaign.db-wal").stat().st_size > 100_000
        assert told(folder) == set()
    back_up(campaign)
    with closing(open_file(campaign, seal_of(campaign))) as old_way:
        old_way.execute("PRAGMA journal_mode = DELETE")
        old_way.execute("BEGIN")
        old_way.execute("PRAGMA cache_size = 5")
        old_way.execute("UPDATE person SET zone = 'KOTA'")
        assert (folder / "campaign.db-journal").stat().st_size > 10_000
        assert told(folder) == set()
        old_way.execute("ROLLBACK")
    assert told(folder) == set()


def test_what_is_planted_would_be_found(file_store, tmp_path):
    with file_store.writing() as connection:
        people(connection, 1)
    assert {word for _, word in told(tmp_path)} == {NAME.encode(), PHONE.encode(), SQLITE_HEADER}


def test_it_is_a_file_of_sqlcipher_4_as_any_program_opens_it(campaign):
    dbapi2 = pytest.importorskip("sqlcipher3.dbapi2")
    with closing(dbapi2.connect(str(campaign))) as other:
        other.set_key(PASSPHRASE)
        assert other.execute("SELECT count(*) FROM person").fetchone() == (500,)


def test_each_campaign_has_a_salt_of_its_own_process(campaign):
    assert seal_of(campaign) == campaign.read_bytes()[:16]
    assert len(set(seal_of(campaign))) > 4


def test_the_wrong_key(campaign, monkeypatch, capfd):
    before = campaign.read_bytes()
    monkeypatch.setenv(key.ENV, "four other words here")
    refused(lambda: open_store(campaign), "does not open with this key", str(campaign))
    refused(lambda: back_up(campaign), "does not open with this key")
    refused(lambda: create_store(campaign), "does not open with this key")
    assert campaign.read_bytes() == before
    assert capfd.readouterr() == ("", "")


def test_no_key(campaign, monkeypatch):
    monkeypatch.delenv(key.ENV)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    refused(lambda: open_store(campaign), f"{campaign} is encrypted", "MITAN_KEY")


def test_sqlcipher_is_not_installed(campaign, monkeypatch):
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    refused(lambda: open_store(campaign), "pip install 'mitan[encrypted]'")
    refused(lambda: create_store(campaign.parent / "new.db"), "pip install 'mitan[encrypted]'")
    assert not (campaign.parent / "new.db").exists()


def test_a_plain_file_is_not_worked_with_by_whoever_has_a_key(file_store, sealed):
    path = file_store.target
    refused(lambda: open_store(path), f"{path} is not encrypted", "mitan db copy", "MITAN_KEY")
    refused(lambda: create_store(path, encrypted=True), "is not encrypted", code=ExitCode.REJECTED)


def test_noise_that_is_no_campaign(sealed, tmp_path):
    path = tmp_path / "noise.db"
    path.write_bytes(os.urandom(8192))
    refused(lambda: open_store(path), "does not open with this key")
    path.write_bytes(os.urandom(8192 + 1))  # whole pages only
    refused(lambda: open_store(path), "not a Mitan campaign", code=ExitCode.REJECTED)


@pytest.mark.parametrize("page", [1, -2])
def test_a_damaged_page_is_told_as_damage(campaign, page):
    content = bytearray(campaign.read_bytes())
    content[(len(content) // 4096 // 2 if page == 1 else len(content) // 4096 - 1) * 4096 + 99] ^= 1
    campaign.write_bytes(content)
    with pytest.raises(Damaged, match="damaged"):
        back_up(campaign)
    assert not list((campaign.parent / "backups").glob("*.db"))


def test_another_programs_encrypted_database_is_left_as_it_is(sealed, tmp_path):
    path = tmp_path / "other.db"
    path.touch()
    with closing(open_file(path, seal_of(path))) as other:
        other.execute("CREATE TABLE invoice (id)")
    content = path.read_bytes()
    refused(lambda: open_store(path), "not a Mitan campaign", code=ExitCode.REJECTED)
    assert path.read_bytes() == content


def test_pragmas_are_those_of_a_plain_file(campaign):
    with open_store(campaign) as store, store.reading() as connection:
        pragma = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragma == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1,
                      "busy_timeout": 5000}  # fmt: skip
    with closing(open_file(campaign, seal_of(campaign))) as store:
        options = [option for (option,) in store.execute("PRAGMA compile_options")]
    assert "TEMP_STORE=2" in options  # what is sorted stays in memory


def test_who_is_erased_is_found_in_encrypted_backups(campaign, monkeypatch):
    made = back_up(campaign).made.file
    where = parse(campaign)
    with open_store(campaign) as store, store.writing() as connection:
        erase(connection, "R7", "asked")
    assert scrub(where)
    assert traces(where, "R7").holding == (made,)
    monkeypatch.delenv(key.ENV)
    assert traces(where, "R7").unreadable == (made,)


def test_a_backup_comes_back_encrypted(campaign, tmp_path):
    made = back_up(campaign).made.file
    with open_store(campaign) as store, store.writing() as connection:
        connection.exec_driver_sql("UPDATE person SET name = 'Later'")
    done = restore(made, campaign)
    assert form_of(done.kept) is form_of(campaign) is form_of(made) is Form.SEALED
    assert names(campaign) == [NAME]
    restore(made, tmp_path / "new.db")
    assert form_of(tmp_path / "new.db") is Form.SEALED
    assert names(tmp_path / "new.db") == [NAME]


def everything(path):
    with open_store(path) as store, store.reading() as connection:
        return {
            name: connection.exec_driver_sql(f'SELECT * FROM "{name}"').all() for name in TABLES
        }


def test_from_plain_to_encrypted_and_back(file_store, sealed, tmp_path, monkeypatch):
    plain, dark = Path(file_store.target), tmp_path / "dark" / "d.db"
    again = tmp_path / "again.db"
    dark.parent.mkdir()
    with file_store.writing() as connection:
        people(connection, 100)
    done = copy_store(plain, dark, form="encrypted")
    assert done.contents.counts["person"] == 100
    assert told(dark.parent) == set()
    back = copy_store(dark, again, form="plain")
    assert back.contents == done.contents
    with open_store(dark) as store, store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    held = everything(dark)
    key.use(None)
    monkeypatch.delenv(key.ENV)
    assert everything(plain) == everything(again) == held
    assert (again.stat().st_mode | dark.stat().st_mode) & 0o077 == 0


@pytest.mark.parametrize(("source", "form"), [("plain", None), ("plain", "plain"), ("dark", None),
                                              ("dark", "encrypted")])  # fmt: skip
def test_copies_that_change_nothing_are_backups(campaign, tmp_path, source, form):
    plain = tmp_path / "plain.db"
    copy_store(campaign, plain, form="plain")
    there = tmp_path / "there.db"
    place = plain if source == "plain" else campaign
    refused(lambda: copy_store(place, there, form=form), "mitan backup", code=ExitCode.REJECTED)
    assert not there.exists()


def test_a_server_is_not_encrypted_by_mitan(file_store, sealed):
    url = "postgresql://nobody@localhost:1/none"
    refused(lambda: copy_store(file_store.target, url, form="encrypted"), "Only a file",
            code=ExitCode.REJECTED)  # fmt: skip
    refused(lambda: create_store(url, encrypted=True), "encrypt its disk", code=ExitCode.REJECTED)


@pytest.mark.postgres
def test_what_comes_from_a_server_is_encrypted_where_a_key_is_given(schema, sealed, tmp_path):
    with create_store(schema) as store, store.writing() as connection:
        people(connection, 3)
    copy_store(schema, tmp_path / "a.db")
    copy_store(schema, tmp_path / "b.db", form="plain")
    made = back_up(schema, tmp_path / "c.db").made.file
    assert [form_of(p) for p in (tmp_path / "a.db", tmp_path / "b.db", made)] == [
        Form.SEALED, Form.PLAIN, Form.SEALED,
    ]  # fmt: skip
    with closing(sqlite3.connect(tmp_path / "b.db")) as plain:
        assert plain.execute("SELECT count(*) FROM person").fetchone() == (3,)
