"""Bulk insert, update and delete agree with the slow way, row by row."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlmodel import Session

from planner.store import bulk, history, sums
from planner.store.tables import Area, Enrolment, Person, PlanRecord


def rows(store, table, *names):
    with store.reading() as connection:
        found = connection.execute(select(*(getattr(table, name) for name in names)))
        return sorted(tuple(row) for row in found)


def add_people(connection, *ids):
    return bulk.insert(connection, Person, {"id": ids, "role": ["mitan"] * len(ids)})


slow_machines_too = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
people = st.lists(
    st.builds(
        Person,
        id=texts.filter(bool),
        name=texts,
        role=st.sampled_from(["leader", "rakshak", "mitan"]),
        zone=st.sampled_from(["", "Kota", 'a\tb\\N"\r\n;']),
        latitude=st.none() | st.floats(6, 38),
        visits_available=st.none() | st.integers(0, 2**62),
    ),
    unique_by=lambda person: person.id,
    max_size=6,
)


@slow_machines_too
@given(people=people)
def test_bulk_rows_are_those_of_the_object_mapper(store, people):
    names = list(Person.model_fields)
    wanted = sorted(tuple(getattr(person, name) for name in names) for person in people)
    given = ("id", "name", "role", "zone", "latitude", "visits_available")
    with store.writing() as connection:
        connection.execute(delete(Person))
        columns = {name: [getattr(person, name) for person in people] for name in given}
        assert bulk.insert(connection, Person, columns) == len(people)
    assert rows(store, Person, *names) == wanted
    with store.writing() as connection:
        connection.execute(delete(Person))
        with Session(connection, join_transaction_mode="rollback_only") as session:
            session.add_all(people)
            session.flush()
    assert rows(store, Person, *names) == wanted


def test_more_rows_than_one_portion(store, monkeypatch):
    monkeypatch.setattr(bulk, "ROWS_AT_ONCE", 3)
    with store.writing() as connection:
        assert add_people(connection, *(f"M{k}" for k in range(10))) == 10
        columns = {"id": [f"M{k}" for k in range(10)], "zone": [f"Z{k}" for k in range(10)]}
        assert bulk.update(connection, Person, columns, "id") == 10
    assert rows(store, Person, "id", "zone") == [(f"M{k}", f"Z{k}") for k in range(10)]


def test_rows_come_in_the_order_of_code_points_whatever_the_portion(store, monkeypatch):
    ids = ["a", "B", "é", "ज", "10", "9", "_"]
    with store.writing() as connection:
        columns = {"id": ids, "role": ["mitan"] * 7, "zone": ["z", "", "y", "z", "", "y", "Z"]}
        bulk.insert(connection, Person, columns)
    by_zone_then_id = sorted(zip(columns["zone"], ids, strict=True))
    for size in (1, 2, 7, 8):
        monkeypatch.setattr(bulk, "ROWS_AT_ONCE", size)
        with store.reading() as connection:
            found = bulk.select(connection, Person, ("zone", "id"), ("zone", "id"))
            assert [row for part in bulk.portions(found) for row in part] == by_zone_then_id
            assert sorted(bulk.select(connection, Person, ["id"])) == sorted((i,) for i in ids)


@pytest.mark.parametrize(("rows", "sizes"), [(0, []), (2, [2]), (3, [3]), (7, [3, 3, 1])])
def test_portions_are_full_but_for_the_last(monkeypatch, rows, sizes):
    monkeypatch.setattr(bulk, "ROWS_AT_ONCE", 3)
    parts = list(bulk.portions((k,) for k in range(rows)))
    assert [len(part) for part in parts] == sizes
    assert [k for part in parts for (k,) in part] == list(range(rows))


def test_numpy_columns(store):
    with store.writing() as connection:
        bulk.insert(
            connection,
            Area,
            {
                "id": np.array(["A1", "A2"]),
                "people": np.array([40, 50]),
                "latitude": np.array([22.0, 22.5], dtype=np.float32),
            },
        )
    assert rows(store, Area, "id", "people", "latitude") == [("A1", 40, 22.0), ("A2", 50, 22.5)]


def test_no_rows(store):
    with store.writing() as connection:
        assert bulk.insert(connection, Person, {"id": [], "role": []}) == 0
        assert bulk.update(connection, Person, {"id": [], "zone": []}, "id") == 0
        assert bulk.delete(connection, Person, {"id": []}) == 0


def test_update_sets_the_columns_given_and_no_others(store):
    with store.writing() as connection:
        add_people(connection, "M1", "M2", "M3")
        columns = {"id": ["M1", "M2", "M3"], "zone": ["Kota"] * 3, "visits_available": [5, 6, 7]}
        assert bulk.update(connection, Person, columns, "id") == 3
        columns = {"visits_available": [None, 9, 1], "id": ["M1", "M3", "nobody"]}
        assert bulk.update(connection, Person, columns, "id") == 2
    assert rows(store, Person, "id", "zone", "visits_available") == [
        ("M1", "Kota", None),
        ("M2", "Kota", 6),
        ("M3", "Kota", 9),
    ]


def test_fill_sets_values_where_a_condition_holds_and_the_sums_know(store):
    with store.writing() as connection:
        add_people(connection, "M1", "M2", "M3")
        bulk.update(connection, Person, {"id": ["M1"], "zone": ["Kota"]}, "id")
        history.append(connection, "import", {})
    with store.writing() as connection:
        assert bulk.count(connection, Person, "zone = ''") == 2
        assert bulk.fill(connection, Person, {"zone": "Pali", "latitude": None}, "zone = ''") == 2
        assert bulk.fill(connection, Person, {"zone": "x"}, "zone = ''") == 0
        history.append(connection, "purge", {})
        with pytest.raises(ValueError, match="no column nothing"):
            bulk.fill(connection, Person, {"nothing": 1}, "zone = ''")
    assert rows(store, Person, "id", "zone") == [("M1", "Kota"), ("M2", "Pali"), ("M3", "Pali")]
    with store.reading() as connection:
        assert sums.standing(connection).changed == ()


def test_update_by_two_keys_twice_in_one_transaction(store):
    with store.writing() as connection:
        add_people(connection, "R1", "R2", "M1")
        bulk.insert(connection, Enrolment, {"mitan": ["M1", "M1"], "rakshak": ["R1", "R2"]})
        for day in ("2020-09-02", "2020-09-03"):
            columns = {"mitan": ["M1"], "rakshak": ["R2"], "enrolled_on": [day]}
            assert bulk.update(connection, Enrolment, columns, ("mitan", "rakshak")) == 1
    assert rows(store, Enrolment, "rakshak", "enrolled_on") == [("R1", ""), ("R2", "2020-09-03")]


def test_update_of_keys_alone_changes_nothing(store):
    with store.writing() as connection:
        add_people(connection, "M1")
        assert bulk.update(connection, Person, {"id": ["M1"]}, "id") == 0


pairs = st.sets(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")))


@slow_machines_too
@given(kept=pairs, named=pairs)
def test_delete_takes_out_the_rows_named_and_no_others(store, kept, named):
    def columns(of):
        return {"mitan": [mitan for mitan, _ in of], "rakshak": [rakshak for _, rakshak in of]}

    with store.writing() as connection:
        connection.execute(delete(Enrolment))
        connection.execute(delete(Person))
        add_people(connection, *"abc")
        bulk.insert(connection, Enrolment, columns(kept))
        assert bulk.delete(connection, Enrolment, columns(named)) == len(kept & named)
    assert rows(store, Enrolment, "mitan", "rakshak") == sorted(kept - named)


def test_mistakes_in_columns_are_named(store):
    with store.writing() as connection:
        with pytest.raises(ValueError, match="role of person has no default"):
            bulk.insert(connection, Person, {"id": ["M1"]})
        with pytest.raises(ValueError, match="no key is given"):
            bulk.delete(connection, Person, {})
        with pytest.raises(ValueError, match="no column nick"):
            bulk.insert(connection, Person, {"id": ["M1"], "nick": ["x"]})
        with pytest.raises(ValueError, match="not equally long"):
            bulk.insert(connection, Person, {"id": ["M1", "M2"], "name": ["x"]})
        with pytest.raises(ValueError, match="number of plan has no default"):
            bulk.insert(connection, PlanRecord, {"digest": ["x"]})
        with pytest.raises(ValueError, match="key id is not among"):
            bulk.update(connection, Person, {"name": ["x"]}, "id")
