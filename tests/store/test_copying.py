"""Copies from a file to a server and back: the same rows and history, or nothing at all."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from planner.findings import ExitCode, Refusal
from planner.store import bulk, copying, history, sums
from planner.store.bulk import insert
from planner.store.copying import STEPS, TABLES, copy_store
from planner.store.database import create_store, open_store
from planner.store.migrating import state
from planner.store.tables import Area, Enrolment, Person, Pin, PlanRecord, PlanRow, Progress
from tests.store.killing import run_and_kill

pytestmark = pytest.mark.postgres


@pytest.fixture
def campaign(file_store):
    """Something in most tables: names in Hindi, empty cells, floats, a plan."""
    with file_store.writing() as connection:
        people = {
            "id": ["R1", "r2", "M1", "L1"],
            "role": ["rakshak", "rakshak", "mitan", "leader"],
            "name": ["सुनीता 👩", "tab\tand \\N", "", "O'Neil"],
            "latitude": [22.1, 0.1 + 0.2, None, -0.0],
        }
        insert(connection, Person, people)
        insert(connection, Area, {"id": ["A1"], "people": [None], "visits": [3]})
        insert(connection, Enrolment, {"mitan": ["M1"], "rakshak": ["R1"]})
        insert(connection, Pin, {"rakshak": ["R1"], "area": ["A1"], "visits": [2]})
        insert(connection, PlanRecord, {"number": [1], "digest": ["d"], "seconds": [1.0]})
        insert(connection, PlanRow, {"plan": [1], "rakshak": ["R1"], "area": ["A1"], "visits": [3]})
        insert(connection, Progress, {"rakshak": ["R1"], "area": ["A1"], "day": ["2020-09-01"]})
        history.append(connection, "import", {"people": 4})
    with file_store.writing() as connection:
        history.append(connection, "pin", {"rakshak": "R1"})
    return file_store


def everything(target):
    with open_store(target) as store, store.reading() as connection:
        assert sums.standing(connection).changed == ()
        return {name: list(bulk.rows(connection, name)) for name in TABLES}


def test_there_and_back(campaign, schema, tmp_path):
    before = everything(campaign.target)
    steps = []
    done = copy_store(campaign.target, schema, steps.append)
    assert len(steps) == STEPS
    assert (done.contents.counts["person"], done.contents.entries) == (4, 2)
    assert everything(schema) == before
    back = copy_store(schema, tmp_path / "back.db")
    assert back.contents == done.contents
    assert everything(tmp_path / "back.db") == before == everything(campaign.target)
    assert (tmp_path / "back.db").stat().st_mode & 0o777 == 0o600
    with open_store(tmp_path / "back.db") as store, store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_the_copy_is_worked_with_as_the_campaign_was(campaign, schema):
    copy_store(campaign.target, schema)
    with open_store(schema) as store, store.writing() as connection:
        insert(connection, Person, {"id": ["R3"], "role": ["rakshak"]})
        history.append(connection, "import", {"people": 1})
    rows = everything(schema)
    assert [row[0] for row in rows["history"]] == [1, 2, 3]
    with pytest.raises(RuntimeError), open_store(schema) as store, store.writing() as connection:
        connection.execute(text("DELETE FROM history"))


def test_an_empty_campaign_may_stand_there(campaign, schema):
    create_store(schema).close()
    copy_store(campaign.target, schema)
    assert everything(schema) == everything(campaign.target)


def test_a_target_that_holds_anything_is_left_as_it_is(campaign, schema, tmp_path):
    with create_store(schema) as store, store.writing() as connection:
        insert(connection, Person, {"id": ["X1"], "role": ["leader"]})
    with pytest.raises(Refusal, match=r"holds a campaign already \(1 person\)"):
        copy_store(campaign.target, schema)
    with open_store(schema) as store, store.reading() as connection:
        assert [row[0] for row in bulk.rows(connection, "person")] == ["X1"]
    (tmp_path / "there.db").touch()
    with pytest.raises(Refusal, match="is there already"):
        copy_store(schema, tmp_path / "there.db")


def test_a_foreign_schema_is_left_as_it_is(campaign, schema):
    with create_store(schema) as store:
        with store.writing() as connection:
            connection.execute(text("DROP TABLE mitan_schema"))
        with pytest.raises(Refusal, match="not a Mitan campaign"):
            copy_store(campaign.target, schema)


def test_what_is_no_copy(campaign, schema, tmp_path):
    with pytest.raises(Refusal, match="mitan backup -o FILE"):
        copy_store(campaign.target, tmp_path / "copy.db")
    create_store(schema).close()
    with pytest.raises(Refusal, match="the campaign itself"):
        copy_store(schema, schema)
    with pytest.raises(Refusal, match="cannot be reached") as refused:
        copy_store(campaign.target, "postgresql://nobody@127.0.0.1:1/nothing")
    assert refused.value.exit_code == ExitCode.STORE


def test_a_copy_that_differs_is_undone(campaign, schema, monkeypatch):
    def wrongly(connection, name):
        rows = bulk.rows(connection, name)
        return ((row[0], "Somebody", *row[2:]) for row in rows) if name == "person" else rows

    class Wrong:
        rows, pour, checksum = staticmethod(wrongly), bulk.pour, bulk.checksum

    monkeypatch.setattr(copying, "bulk", Wrong)
    with pytest.raises(Refusal, match=r"not what .* holds \(person\)") as refused:
        copy_store(campaign.target, schema)
    assert refused.value.exit_code == ExitCode.STORE
    assert state(schema) == "empty"


def test_a_damaged_source_is_named_and_nothing_arrives(campaign, schema):
    with campaign.writing() as connection:
        many = [f"X{k:04}" for k in range(2_000)]
        insert(connection, Person, {"id": many, "role": ["mitan"] * len(many)})
    content = bytearray(Path(campaign.target).read_bytes())
    content[-20 * 4096 :] = b"\xa5" * (20 * 4096)
    Path(campaign.target).write_bytes(content)
    with pytest.raises(Refusal, match=r"campaign\.db is damaged"):
        copy_store(campaign.target, schema)
    assert state(schema) == "empty"


COPY = (
    "import sys\nfrom planner.store import bulk, copying\nlast, one = {table!r}, bulk.pour\n"
    "def pour(connection, table, rows):\n"
    "    one(connection, table, rows)\n"
    "    if table == last: die()\n"
    "bulk.pour = pour\ncopying.copy_store(sys.argv[1], sys.argv[2])"
)


@pytest.mark.parametrize("table", [TABLES[0], "person", TABLES[-1]])
def test_whoever_is_killed_leaves_nothing_on_the_server(campaign, schema, table):
    before = everything(campaign.target)
    run_and_kill(COPY.format(table=table), campaign.target, schema)
    assert everything(campaign.target) == before
    copy_store(campaign.target, schema)  # waits for the server to notice
    assert everything(schema) == before


def test_whoever_is_killed_leaves_no_file(campaign, schema, tmp_path):
    copy_store(campaign.target, schema)
    run_and_kill(COPY.format(table="person"), schema, tmp_path / "back.db")
    assert not (tmp_path / "back.db").exists()
    copy_store(schema, tmp_path / "back.db")
    assert everything(tmp_path / "back.db") == everything(campaign.target)


def test_texts_that_postgres_cannot_hold_are_refused_plainly(campaign, schema):
    with closing(sqlite3.connect(campaign.target)) as by_hand:
        by_hand.execute("UPDATE person SET name = 'a' || char(0) || 'b' WHERE id = 'R1'")
        by_hand.commit()
    with pytest.raises((Refusal, RuntimeError)):
        copy_store(campaign.target, schema)
    assert state(schema) == "empty"
