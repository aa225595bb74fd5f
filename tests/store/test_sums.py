"""Sums of the tables: kept by every write, and no change by another program goes by them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel

from planner.chain import TABLES, read_details
from planner.hierarchy.moving import move
from planner.policy import load
from planner.regrouping import regroup
from planner.store import bulk, changes, history, pins, sums, ties
from planner.store.checksum import CHECKED, LATER
from planner.store.database import open_store
from planner.store.importing.importer import import_file
from planner.store.tables import Area, Enrolment, Person, Pledge

SHEETS = {
    "people": "id,name,phone,role,reports to,zone,visits,latitude,longitude\n"
    "L1,Asha,9000000001,leader,,A,,,\nL2,Bina,9000000002,leader,,A,,,\n"
    "R1,छाया,9000000003,rakshak,L1,A,8,22.1,82.1\nR2,Devi,9000000004,rakshak,L1,A,,,\n"
    "M1,Esha,9000000005,mitan,,A,,,\n",
    "areas": "id,name,category,zone,visits,latitude,longitude\n"
    "A1,Market,market,A,2,22.0,82.0\nA2,बाज़ार,market,A,1,,\n",
    "enrolments": "mitan,rakshak,enrolled on\nM1,R1,2020-09-01\n",
    "pledges": "sheet,mitan,rakshak,day,pledges\nS1,M1,R1,2020-09-08,12\n",
}
WORK = "rakshak,area,day,visits,people,note\nR1,A1,2020-09-01,2,60,धूप\n"
# A change that no constraint forbids, for each column of each table.
OTHER = {"consent": "no", "role": "mitan", "active": 0, "kind": "apart", "latitude": 22.100001}
OTHER |= dict.fromkeys(("visits_done", "pledges", "different_rakshaks", "priority", "visits"), 3)


@pytest.fixture
def campaign(store, tmp_path):
    """A row of everything, imported and wished for."""
    for kind, sheet in SHEETS.items():
        path = tmp_path / f"{kind}.csv"
        path.write_text(sheet, encoding="utf-8")
        import_file(store, kind, path, load())
    with store.writing() as connection:
        pins.set_pin(connection, "R1", "A1", 1, "asked for")
        ties.set_tie(connection, "together", "R1", "R2", "cousins")
    return store


@pytest.fixture
def under_way(campaign, tmp_path):
    """The campaign with a day of work besides."""
    path = tmp_path / "progress.csv"
    path.write_text(WORK, encoding="utf-8")
    import_file(campaign, "progress", path, load())
    return campaign


def told(store):
    """The digest of the tables that the history told of last."""
    with store.reading() as connection:
        details = [read_details(entry.details) for entry in history.rows(connection)]
    return [each[TABLES] for each in details if TABLES in each][-1]


def seen(store):
    with store.reading() as connection:
        return sums.standing(connection)


def holds(store):
    return seen(store) == (told(store), ())


def write(store, step, *given):
    with store.writing() as connection:
        step(connection, *given)


def run(store, sql):
    """As another program does."""
    with store.writing() as connection:
        connection.execute(text(sql))


def test_the_digest_is_the_same_on_every_database(campaign):
    """Where this fails because rows have other columns now, TABLES must be given a new number."""
    assert told(campaign) == "92c39bf187890d18eeadc8d010384688dc164cf91090aed62eef940ea85c34a8"


def test_progress_counts_from_its_first_row_on(under_way):
    """Before, the digest is the one that a store without such a table had."""
    assert told(under_way) == "93bfabf63e276f7fb2f445e3506e281b29747ea4611fc774e8e7ca97fbae51f6"
    assert holds(under_way)


STEPS = [
    (changes.drop_people, ["R2"]),
    (changes.close_areas, ["A1", "A2"]),
    (changes.set_reserve, ["R1"], True),
    (pins.set_pin, "R1", "A1", 0),
    (pins.set_pin, "R2", "A2", 1, "of his own"),
    (pins.remove_pin, "R1", "A1"),
    (ties.set_tie, "together", "R1", "R2", "sisters"),
    (ties.set_tie, "apart", "A1", "A2"),
    (ties.remove_tie, "together", "R2", "R1"),
]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step[0].__name__)
def test_every_write_is_counted(campaign, step):
    before = told(campaign)
    write(campaign, *step)
    assert holds(campaign)
    assert told(campaign) != before


def test_moves_in_the_tree_and_sheets_imported_again_are_counted(campaign, tmp_path):
    regroup(campaign, load(), "move", lambda draft: move(draft, ["R2"], "L2", load()))
    assert holds(campaign)
    sheet = tmp_path / "again.csv"
    sheet.write_text("mitan,rakshak,enrolled on\nM1,R2,2020-09-02\n", encoding="utf-8")
    import_file(campaign, "enrolments", sheet, load(), replace=True)
    assert holds(campaign)
    sheet.write_text("id,name,role,zone\nR1,Chaya,rakshak,A\nR7,Gita,rakshak,A\n", encoding="utf-8")
    import_file(campaign, "people", sheet, load())
    assert holds(campaign)


def test_what_changes_no_row_tells_of_no_tables(campaign):
    before = told(campaign)
    write(campaign, history.append, "audit pack", {"seal": "x"})
    with campaign.reading() as connection:
        assert TABLES not in read_details(history.rows(connection)[-1].details)
    assert told(campaign) == before
    assert holds(campaign)


def test_a_write_undone_leaves_the_sums_as_they_were(campaign):
    with pytest.raises(ValueError, match="half-way"), campaign.writing() as connection:  # noqa: PT012
        changes.drop_people(connection, ["R1"])
        raise ValueError("half-way")
    assert holds(campaign)
    write(campaign, changes.drop_people, ["R2"])
    assert holds(campaign)


@pytest.mark.parametrize("table", CHECKED)
def test_a_cell_written_by_another_program_shows(under_way, table):
    """Whichever column it is in."""
    last = told(under_way)
    columns = SQLModel.metadata.tables[table].columns
    for column in columns:
        if column.primary_key:
            continue
        other = OTHER.get(column.name, {str: "other", int: 1, float: 0.5}[column.type.python_type])
        with under_way.writing() as connection, connection.begin_nested() as point:
            sql = f'UPDATE "{table}" SET "{column.name}" = \'{other}\''
            connection.execute(text(sql))
            now = sums.standing(connection)
            point.rollback()
        assert now.digest != last, column
        assert now.changed == (CHECKED[table],), column
    assert holds(under_way)


@pytest.mark.parametrize("table", CHECKED)
def test_a_row_taken_out_or_put_in_by_another_program_shows(under_way, table):
    columns = ", ".join(f'"{column.name}"' for column in SQLModel.metadata.tables[table].columns)
    with under_way.writing() as connection:
        connection.execute(text(f'CREATE TABLE aside AS SELECT {columns} FROM "{table}"'))
        for child in ("pin", "tie", "enrolment", "progress", table):
            connection.execute(text(f'DELETE FROM "{child}"'))
    assert CHECKED[table] in seen(under_way).changed
    run(under_way, f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM aside')
    assert CHECKED[table] not in seen(under_way).changed


def test_later_writes_do_not_cover_it_up(campaign):
    run(campaign, "UPDATE person SET name = 'Nobody' WHERE id = 'M1'")
    write(campaign, changes.drop_people, ["R2"])
    write(campaign, pins.remove_pin, "R1", "A1")
    assert seen(campaign).digest != told(campaign)
    assert seen(campaign).changed == ("people",)
    run(campaign, "UPDATE person SET name = 'Esha' WHERE id = 'M1'")
    assert holds(campaign)  # it is as Mitan left it again
    run(campaign, "UPDATE person SET name = 'Nobody' WHERE id = 'M1'")
    write(campaign, changes.drop_people, ["M1"])
    run(campaign, "UPDATE person SET name = 'Esha' WHERE id = 'M1'")
    assert seen(campaign).changed == ("people",)  # Mitan has changed a row that was not its own


def test_nor_does_it_help_to_write_the_sums_over(campaign):
    """Not even with those that fit the rows: the history told of others."""
    run(campaign, "UPDATE person SET name = 'Nobody' WHERE id = 'M1'")
    with campaign.writing() as connection:
        value = f"{bulk.checksum(connection, 'person'):0128x}"
        connection.execute(text(f"UPDATE checksum SET value = '{value}' WHERE name = 'person'"))
    assert seen(campaign).changed == ()
    assert seen(campaign).digest != told(campaign)
    for area in ("A1", "A2"):
        write(campaign, changes.close_areas, [area])
        assert told(campaign) == sums.BROKEN
    assert not holds(campaign)


@pytest.mark.parametrize(
    "sql", ["DELETE FROM checksum", "UPDATE checksum SET value = 'x' WHERE name = 'tie'"]
)
def test_sums_that_are_gone_show_and_are_not_begun_anew(campaign, sql):
    run(campaign, sql)
    assert "ties" in seen(campaign).changed
    write(campaign, changes.drop_people, ["R2"])
    assert told(campaign) == sums.BROKEN


def test_in_an_older_store_the_first_write_sums_up_all_that_is_there(store):
    run(store, "INSERT INTO person (id, name, phone, role, organisation, reports_to, zone, skills, "
        "languages, joined_on, trained_on, active, reserve, synthetic) VALUES "
        "('R1', 'Asha', '', 'rakshak', '', '', '', '', '', '', '', 1, 0, 0)")  # fmt: skip
    write(store, history.append, "import", {"rows": 1})
    assert len(set(seen(store).changed)) == len(CHECKED) - len(LATER)
    write(store, changes.drop_people, ["R1"])
    assert holds(store)


def test_writers_at_once_lose_nothing(campaign, target):
    def work(writer):
        with open_store(target, busy_seconds=60) as store:
            for k in range(5):
                write(store, pins.set_pin, "R1", "A1", 1 + (writer + k) % 3)
                write(store, changes.set_reserve, ["R1", "R2"], (writer + k) % 2 == 0)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert holds(campaign)


def test_many_rows_are_counted_as_they_are_written(store, monkeypatch):
    """More than are read in one portion; some of them again."""
    monkeypatch.setattr(bulk, "ROWS_AT_ONCE", 7)
    rows = 3 * bulk.ROWS_AT_ONCE + 5
    ids = [f"M{k:06}" for k in range(rows)]
    with store.writing() as connection:
        bulk.insert(connection, Person, {"id": ids, "role": ["mitan"] * rows})
        bulk.insert(connection, Area, {"id": ["A1"]})
        bulk.update(connection, Person, {"id": ids, "name": [one.lower() for one in ids]}, "id")
        bulk.delete(connection, Person, {"id": ids[3:]})
        bulk.insert(connection, Pledge, {"id": ["S1"], "pledges": [1]})
        bulk.insert(connection, Enrolment, {"mitan": ids[:2], "rakshak": ids[1:3]})
        history.append(connection, "import", {"rows": rows})
    assert holds(store)
    write(store, changes.drop_people, ids[:2])
    assert holds(store)
