"""Whether file, references and history are whole, and how much a store holds."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from planner.chain import START
from planner.findings import Refusal
from planner.store import bulk, history
from planner.store.faults import Damaged
from planner.store.soundness import contents, require_sound, require_unbroken, require_whole
from planner.store.tables import Enrolment, Person


def written(store):
    with store.writing() as connection:
        people = {"id": ["R1", "M1"], "role": ["rakshak", "mitan"]}
        bulk.insert(connection, Person, people)
        bulk.insert(connection, Enrolment, {"mitan": ["M1"], "rakshak": ["R1"]})
        history.append(connection, "import", {"read": 2})
        history.append(connection, "import", {"read": 0})


def test_rows_are_counted_and_the_head_is_that_of_the_last_entry(store):
    with store.reading() as connection:
        assert (contents(connection).head, contents(connection).entries) == (START, 0)
    written(store)
    with store.reading() as connection:
        found, last = contents(connection), history.rows(connection)[-1]
    assert (found.counts["person"], found.counts["enrolment"], found.counts["plan"]) == (2, 1, 0)
    assert (found.entries, found.head) == (2, last.digest)
    assert found.as_dict() == {"counts": dict(found.counts), "entries": 2, "head": last.digest}


def test_an_older_store_has_fewer_tables(file_store):
    with file_store.writing() as connection:
        connection.execute(text("DROP TABLE progress"))
    with file_store.reading() as connection:
        assert "progress" not in contents(connection).counts


def test_a_sound_store_says_what_was_looked_at(store):
    written(store)
    with store.reading() as connection:
        told = require_sound(connection)
        require_whole(connection)
        assert require_unbroken(connection) == "2 entries, chain unbroken"
    server = store.target.startswith("postgresql")
    assert told == ("kept by the server" if server else "file sound, every reference kept")


def by_another_program(store, *statements):
    with closing(sqlite3.connect(store.target)) as other:
        other.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            other.execute(statement)
        other.commit()


def test_rows_that_point_to_nobody_are_counted_by_table(file_store):
    written(file_store)
    by_another_program(
        file_store,
        "INSERT INTO enrolment VALUES ('M8', 'R1', '', '', '')",
        "INSERT INTO pin VALUES ('R1', 'A8', 1, '')",
    )
    with file_store.reading() as connection:
        require_whole(connection)
        with pytest.raises(Refusal, match=r"2 reference\(s\) point to nobody, in: enrolment, pin;"):
            require_sound(connection)


def test_a_row_against_a_rule_is_no_damage(file_store):
    written(file_store)
    by_another_program(file_store, "UPDATE person SET role = 'chief' WHERE id = 'R1'")
    with file_store.reading() as connection:
        require_whole(connection)
        with pytest.raises(Refusal, match=r"1 row\(s\) break a rule of their table \(CHECK"):
            require_sound(connection)


def test_a_damaged_page_is(file_store):
    written(file_store)
    with closing(sqlite3.connect(file_store.target)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = other.execute("SELECT rootpage FROM sqlite_master WHERE name = 'person'").fetchone()
        size = other.execute("PRAGMA page_size").fetchone()[0]
    path = Path(file_store.target)
    data = bytearray(path.read_bytes())
    start = (page[0] - 1) * size
    data[start + 3 : start + 5] = b"\xff\xff"  # how many rows the page has
    path.write_bytes(data)
    for look in (require_whole, require_sound):
        with pytest.raises(Damaged, match="mitan restore FILE"), file_store.reading() as connection:
            look(connection)


def test_a_changed_entry_is_named(file_store):
    written(file_store)
    by_another_program(
        file_store,
        *("DROP TRIGGER " + name for name in triggers(file_store)),
        "UPDATE history SET details = '{}' WHERE number = 2",
    )
    with (
        file_store.reading() as connection,
        pytest.raises(Refusal, match="broken at entry 2: history was changed by hand"),
    ):
        require_unbroken(connection)


def triggers(store):
    with closing(sqlite3.connect(store.target)) as other:
        return [n for (n,) in other.execute("SELECT name FROM sqlite_master WHERE type='trigger'")]
