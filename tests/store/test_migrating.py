"""Schema and revisions: the migrated tables are those of tables.py, and upgrading is safe."""

import shutil
import stat
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text
from sqlmodel import SQLModel, col

from planner.chain import TABLES as TOLD
from planner.chain import first_break, read_details
from planner.findings import ExitCode, Refusal
from planner.store import history, migrating, sums
from planner.store.bulk import insert, update
from planner.store.database import create_store, open_store
from planner.store.opening import open_file, seal_of
from planner.store.tables import (
    Area,
    Enrolment,
    Person,
    Pin,
    PlanFlow,
    PlanPrice,
    PlanRecord,
    PlanRow,
    Pledge,
    Progress,
    Tie,
)

SECOND = """
import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade():
    op.add_column("person", sa.Column("nickname", sa.Text(), server_default="", nullable=False))
    {last}
"""


@pytest.fixture
def tomorrow(tmp_path, monkeypatch):
    """A Mitan with one more revision; call it with what that revision does last."""

    def install(last=""):
        scripts = tmp_path / "tomorrow"
        shutil.copytree(migrating.SCRIPTS, scripts)
        (scripts / "versions" / "0006_nickname.py").write_text(SECOND.format(last=last))
        monkeypatch.setattr(migrating, "SCRIPTS", scripts)

    return install


def test_the_migrated_schema_is_that_of_the_tables(store):
    with store.reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "version_table": migrating.VERSION_TABLE}
        )
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_migrated_keys_are_those_of_the_tables(store):
    with store.reading() as connection:  # alembic does not look at them
        migrated = {
            table: inspect(connection).get_pk_constraint(table)["constrained_columns"]
            for table in SQLModel.metadata.tables
        }
    assert migrated == {
        name: [column.name for column in table.primary_key]
        for name, table in SQLModel.metadata.tables.items()
    }


def rules(connection):
    """Every rule about rows that the database itself knows, as it spells them."""
    inspector = inspect(connection)
    return {
        (table, rule["name"]): rule["sqltext"]
        for table in SQLModel.metadata.tables
        for rule in inspector.get_check_constraints(table)
    }


def test_the_migrated_rules_are_those_of_the_tables(store):
    with store.writing() as connection:
        migrated = rules(connection)
        SQLModel.metadata.drop_all(connection)
        SQLModel.metadata.create_all(connection)
        assert rules(connection) == migrated
    assert len(migrated) == sum(map(len, BAD.values()))


# By table a good row, and by rule what no row may hold.
GOOD = {
    "person": {"id": "R2", "role": "rakshak"},
    "area": {"id": "A2"},
    "plan": {"number": 2, "digest": "2"},
    "plan_row": {"plan": 1, "rakshak": "R1", "area": "A1", "visits": 1},
    "plan_flow": {"plan": 1, "rakshak": "R1", "area": "A1", "visits": 1, "first": 0},
    "plan_price": {
        "plan": 1,
        "side": "area",
        "id": "A1",
        "coverage": -1,
        "balance": 0,
        "cost": -2000,
    },
    "pin": {"rakshak": "R1", "area": "A1"},
    "tie": {"of": "areas", "one": "A1", "other": "A2", "kind": "apart"},
    "progress": {"rakshak": "R1", "area": "A1", "day": "2020-09-01"},
    "pledge": {"id": "S1", "pledges": 25},
}
BAD = {
    "person": {
        "role": ("", "Leader", "king"),
        "latitude": (-90.1, 90.1, float("inf")),
        "longitude": (-180.1, 180.1),
        "visits_available": (-1,),
        "active": (2, -1),
        "reserve": (2, -1),
        "synthetic": (2,),
        "consent": ("maybe", "Yes", "0"),
    },
    "area": {
        "latitude": (-90.1, 90.1),
        "longitude": (-180.1, 180.1),
        "people": (-1,),
        "visits": (-1,),
        "different_rakshaks": (0,),
        "priority": (0,),
        "whole": (2,),
        "synthetic": (-1,),
    },
    "plan": {"proved_over_all_pairs": (2, -1)},
    "plan_row": {"visits": (0, -1)},
    "plan_flow": {"visits": (0, -1), "first": (2, -1)},
    "plan_price": {"side": ("", "areas")},
    "pin": {"visits": (-1,)},
    "tie": {"of": ("", "people"), "kind": ("", "near"), "one": ("A2",)},
    "progress": {
        "visits_done": (-1,),
        "people_reached": (-1,),
        "frauds_averted": (-1,),
        "synthetic": (2, -1),
    },
    "pledge": {"pledges": (0, -1), "synthetic": (2, -1)},
}
MODELS = (Person, Area, PlanRecord, PlanRow, PlanFlow, PlanPrice, Pin, Tie, Progress, Pledge)
TABLES = {str(model.__tablename__): model for model in MODELS}


@pytest.mark.parametrize("table", GOOD)
def test_no_row_may_break_a_rule(store, table):
    def add(**cells):
        with store.writing() as connection:
            row = GOOD[table] | cells
            insert(connection, TABLES[table], {name: [cell] for name, cell in row.items()})
            connection.rollback()  # it was taken; the next one finds the store as it was

    with store.writing() as connection:
        insert(connection, Person, {"id": ["R1"], "role": ["rakshak"]})
        insert(connection, Area, {"id": ["A1"]})
        insert(connection, PlanRecord, {"number": [1]})
    add()
    for column, cells in BAD[table].items():
        for cell in cells:
            with pytest.raises(RuntimeError, match=f"ck_{table}_{column}"):
                add(**{column: cell})


def test_tables_are_strict_and_those_with_a_text_key_lie_in_its_order(file_store):
    with file_store.reading() as connection:
        found = {
            row[1]: (row[4], row[5])  # WITHOUT ROWID, STRICT
            for row in connection.exec_driver_sql("PRAGMA table_list")
            if row[0] == "main" and row[1] in SQLModel.metadata.tables
        }
    asked = {
        name: (
            int(not table.dialect_options["sqlite"]["with_rowid"]),
            int(table.dialect_options["sqlite"]["strict"]),
        )
        for name, table in SQLModel.metadata.tables.items()
    }
    assert found == asked
    assert all(strict for _, strict in found.values())


def test_revisions_read_from_file_names_are_those_alembic_sees():
    config = Config()
    config.set_main_option("script_location", str(migrating.SCRIPTS))
    scripts = ScriptDirectory.from_config(config)
    assert migrating.revisions() == [s.revision for s in scripts.walk_revisions()][::-1]
    assert scripts.get_heads() == [migrating.head()]


def test_states(target):
    if not target.startswith("postgresql"):
        Path(target).touch()
    assert migrating.state(target) == "empty"
    with create_store(target) as store:
        assert migrating.state(target) == "current"
        with store.writing() as connection:
            connection.execute(text(f"UPDATE {migrating.VERSION_TABLE} SET version_num = '9'"))
        assert migrating.state(target) == "newer"
        with store.writing() as connection:
            connection.execute(text(f"DROP TABLE {migrating.VERSION_TABLE}"))
        assert migrating.state(target) == "foreign"


def test_a_store_up_to_date_stays_as_it_is(target):
    create_store(target).close()
    assert migrating.upgrade(target) == (migrating.head(), migrating.head())
    if not target.startswith("postgresql"):
        assert [path.name for path in Path(target).parent.iterdir()] == [Path(target).name]


def test_an_older_store_must_be_upgraded_and_then_opens(target, tomorrow):
    with create_store(target) as store, store.writing() as connection:
        insert(connection, Person, {"id": ["R1"], "role": ["rakshak"]})
    tomorrow()
    assert migrating.state(target) == "older"
    for use in (open_store, create_store):
        with pytest.raises(Refusal, match="mitan doctor --upgrade") as refused:
            use(target)
        assert refused.value.exit_code == ExitCode.REJECTED
    assert migrating.upgrade(target) == ("0005", "0006")
    with open_store(target) as store, store.reading() as connection:
        rows = connection.execute(text("SELECT id, nickname FROM person")).all()
    assert [tuple(row) for row in rows] == [("R1", "")]


def test_people_of_the_fourth_revision_have_not_said_and_the_digest_of_the_tables_holds(
    target, until
):
    with until("0004"), create_store(target) as store, store.writing() as connection:
        insert(connection, Person, {"id": ["R1"], "role": ["rakshak"], "name": ["Asha"]})
        history.append(connection, "import", {"people": 1})
    assert migrating.upgrade(target) == ("0004", migrating.head())
    with open_store(target) as store:
        with store.reading() as connection:
            assert connection.execute(select(Person.id, Person.name, Person.consent)).all() == [
                ("R1", "Asha", "")
            ]
            (entry,) = history.rows(connection)
            told = read_details(entry.details)[TOLD]
            assert sums.standing(connection) == (told, ())
        with store.writing() as connection:
            update(connection, Person, {"id": ["R1"], "consent": ["no"]}, "id")
            history.append(connection, "import", {"people": 1})
        with store.reading() as connection:
            last = read_details(history.rows(connection)[-1].details)[TOLD]
            assert sums.standing(connection) == (last, ())
            assert last not in (told, sums.BROKEN)


def test_progress_of_the_third_revision_is_kept_and_the_digest_of_the_tables_holds(target, until):
    """It told of no progress in the history, and need not: nobody could bring any in."""
    with until("0003"), create_store(target) as store, store.writing() as connection:
        insert(connection, Person, {"id": ["R1"], "role": ["rakshak"]})
        insert(connection, Area, {"id": ["A1"]})
        history.append(connection, "import", {"people": 1})
    assert migrating.upgrade(target) == ("0003", migrating.head())
    with open_store(target) as store:
        with store.reading() as connection:
            (entry,) = history.rows(connection)
            told = read_details(entry.details)[TOLD]
            assert sums.standing(connection) == (told, ())
        with store.writing() as connection:
            insert(connection, Progress, {"rakshak": ["R1"], "area": ["A1"], "day": ["2020-09-01"]})
            history.append(connection, "import", {"progress": 1})
        with store.reading() as connection:
            last = read_details(history.rows(connection)[-1].details)[TOLD]
            assert sums.standing(connection) == (last, ())
            assert last not in (told, sums.BROKEN)


def test_rows_of_progress_that_another_program_wrote_are_brought_along(target, until):
    with until("0003"), create_store(target) as store, store.writing() as connection:
        insert(connection, Person, {"id": ["R1"], "role": ["rakshak"]})
        insert(connection, Area, {"id": ["A1"]})
        connection.execute(text("INSERT INTO progress VALUES ('R1','A1','2020-09-01',3,90,1)"))
    migrating.upgrade(target)
    with open_store(target) as store, store.reading() as connection:
        (row,) = connection.execute(select(Progress.__table__)).all()
    assert tuple(row) == ("R1", "A1", "2020-09-01", 3, 90, 1, "", 0)


def test_a_store_of_the_first_revision_is_brought_to_todays_with_all_it_holds(target, until):
    """As the first Mitan made it: without sheets of pledges, times and days of joining."""
    with until("0001"), create_store(target) as store, store.writing() as connection:
        for row in (
            "INSERT INTO person VALUES ('R1','Asha','9000000001','rakshak','SPO','L1','A',"
            "22.1,82.1,9,'','hi','2020-08-28',1,0,1)",
            "INSERT INTO person (id,name,phone,role,organisation,reports_to,zone,skills,"
            "languages,trained_on,active,reserve,synthetic) VALUES ('M1','','','mitan','','',"
            "'','','','',1,0,0)",
            "INSERT INTO enrolment VALUES ('M1','R1','2020-09-01','2020-09-08')",
        ):
            connection.execute(text(row))
        history.append(connection, "import", {"people": 2})
    assert migrating.upgrade(target) == ("0001", migrating.head())
    with open_store(target) as store, store.reading() as connection:
        asha, mitan = (
            connection.execute(select(Person.__table__).order_by(col(Person.id).desc()))
            .mappings()
            .all()
        )
        (enrolled,) = connection.execute(select(Enrolment.__table__)).all()
        assert connection.execute(select(Pledge.__table__)).all() == []
        assert first_break(history.rows(connection)) is None
    assert (asha["name"], asha["trained_on"], asha["joined_on"]) == ("Asha", "2020-08-28", "")
    assert (mitan["id"], mitan["latitude"]) == ("M1", None)
    assert tuple(enrolled) == ("M1", "R1", "2020-09-01", "2020-09-08", "")


def test_a_copy_of_the_older_store_is_kept(target, tomorrow, tmp_path):
    with create_store(target) as store, store.writing() as connection:
        insert(connection, Person, {"id": ["R1"], "role": ["rakshak"]})
        history.append(connection, "import", {"people": 1})
    tomorrow()
    copies = []
    migrating.upgrade(target, copies.append)
    (copy,) = copies
    assert copy.absolute().parent == tmp_path
    assert copy.name.split(".")[1] == "0005"
    assert copy.suffix == ".db"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(open_file(copy, seal_of(copy))) as kept:
        assert kept.execute("SELECT id FROM person").fetchall() == [("R1",)]
    assert migrating.state(copy) == "older"
    migrating.upgrade(copy)  # put to use again, it is as good as the first
    for place in (target, copy):
        with open_store(place) as again, again.reading() as connection:
            entries = history.rows(connection)
            assert first_break(entries) is None
            assert sums.standing(connection) == (read_details(entries[-1].details)[TOLD], ())
            if place == copy:
                assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


@pytest.mark.postgres
def test_no_server_is_upgraded_where_its_copy_is_not_what_it_holds(
    schema, tomorrow, tmp_path, monkeypatch
):
    with create_store(schema) as store, store.writing() as connection:
        insert(connection, Person, {"id": ["R1", "R2"], "role": ["rakshak", "rakshak"]})
    tomorrow()
    pour = migrating.bulk.pour
    lossy = lambda goal, name, rows, schema: pour(goal, name, list(rows)[1:], schema)  # noqa: E731
    monkeypatch.setattr(migrating.bulk, "pour", lossy)
    with pytest.raises(Refusal, match=r"not what .* holds \(person\)") as refused:
        migrating.upgrade(schema)
    assert refused.value.exit_code == ExitCode.STORE
    assert migrating.state(schema) == "older"
    assert list(tmp_path.glob("*.db")) == []


def test_a_second_copy_does_not_overwrite_the_first(file_store, tomorrow):
    tomorrow()
    copies = []
    older = Path(file_store.target).read_bytes()
    for _ in range(2):
        Path(file_store.target).write_bytes(older)
        migrating.upgrade(file_store.target, copies.append)
    assert len(set(copies)) == 2
    assert all(copy.exists() for copy in copies)
    assert [copy.name.split(".")[3:] for copy in copies] == [["db"], ["2", "db"]]


def test_a_failing_upgrade_changes_nothing(target, tomorrow):
    create_store(target).close()
    tomorrow(last='raise ValueError("half-way")')
    with pytest.raises(ValueError, match="half-way"):
        migrating.upgrade(target)
    assert migrating.state(target) == "older"
    with pytest.raises(Refusal), open_store(target):
        pass


def test_upgrading_what_is_no_older_store_is_refused(tmp_path):
    empty = tmp_path / "empty.db"
    empty.touch()
    with pytest.raises(Refusal, match="mitan init"):
        migrating.upgrade(empty)
    with pytest.raises(Refusal, match="no campaign at"):
        migrating.upgrade(tmp_path / "missing.db")
    assert [path.name for path in tmp_path.iterdir()] == ["empty.db"]


def test_tables_keep_what_is_put_in(store):
    with store.writing() as connection:
        columns = {"id": ["R1"], "role": ["rakshak"], "name": ["सुनीता"], "latitude": [22.1]}
        insert(connection, Person, columns)
    with store.reading() as connection:
        row = connection.execute(select(Person.__table__)).mappings().one()
    assert (row["name"], row["latitude"], row["longitude"]) == ("सुनीता", 22.1, None)
    assert (row["active"], row["visits_available"], row["phone"]) == (1, None, "")
