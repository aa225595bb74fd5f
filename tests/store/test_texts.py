"""Texts: whatever stands in a field comes back as it was, on both databases; none of it is run."""

from __future__ import annotations

import csv
import json
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Text, inspect

from benchmarks.fuzzing.nasty import CELLS, FORMULAS, MARKUP, PATHS, SIGNS, SQL
from planner.findings import Refusal
from planner.policy import load
from planner.store import bulk, history
from planner.store.importing import import_file
from planner.store.importing.cells import tidy
from planner.store.tables import Area, Enrolment, Person, Pledge, Progress

NASTY = sorted({text for text in (*SQL, *FORMULAS, *MARKUP, *SIGNS, *PATHS) if "\0" not in text})
TABLES = (Person, Area, Pledge)  # their rows point to nothing


def there(store):
    with store.reading() as connection:
        return sorted(inspect(connection).get_table_names())


def fields(table):
    """Its columns of free text."""
    keys = table.__table__.primary_key.columns.keys()
    return [
        column.name
        for column in table.__table__.columns
        if isinstance(column.type, Text) and column.name not in (*keys, "role", "consent", "at")
    ]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_every_text_field_gives_back_what_was_put_in(store, table):
    before = there(store)
    size = len(NASTY)
    rows = {name: NASTY[k:] + NASTY[:k] for k, name in enumerate(fields(table))}
    rows["id"] = NASTY
    if table is Person:
        rows["role"] = ["mitan"] * size
    if table is Pledge:
        rows["pledges"] = [1] * size
    with store.writing() as connection:
        assert bulk.insert(connection, table, rows) == size
    with store.reading() as connection:
        found = list(bulk.select(connection, table, rows))
    assert sorted(found) == sorted(zip(*rows.values(), strict=True))
    turned = {"id": NASTY} | {name: rows[name][::-1] for name in fields(table)}
    with store.writing() as connection:
        assert bulk.update(connection, table, turned, "id") == size
        assert bulk.delete(connection, table, {"id": SQL}) == len(SQL)
    with store.reading() as connection:
        left = list(bulk.select(connection, table, turned))
    kept = [row for row in zip(*turned.values(), strict=True) if row[0] not in SQL]
    assert sorted(left) == sorted(kept)
    assert there(store) == before


def test_keys_that_point_to_others_are_texts_too(store):
    people = {"id": NASTY, "role": ["rakshak"] * len(NASTY)}
    pairs = {"mitan": NASTY, "rakshak": NASTY[::-1]}
    with store.writing() as connection:
        bulk.insert(connection, Person, people)
        bulk.insert(connection, Area, {"id": NASTY})
        bulk.insert(connection, Enrolment, pairs)
        bulk.insert(
            connection,
            Progress,
            {
                "rakshak": NASTY,
                "area": NASTY[::-1],
                "day": ["2020-09-01"] * len(NASTY),
                "visits_done": [1] * len(NASTY),
                "note": NASTY,
            },
        )
    with store.reading() as connection:
        assert sorted(bulk.select(connection, Enrolment, pairs)) == sorted(
            zip(*pairs.values(), strict=True)
        )
        noted = list(bulk.select(connection, Progress, ("rakshak", "note")))
    assert sorted(noted) == sorted(zip(NASTY, NASTY, strict=True))


def test_the_history_keeps_texts_and_stays_unbroken(store):
    with store.writing() as connection:
        for text in NASTY:
            history.append(connection, text, {"file": text, text: [text]})
    with store.reading() as connection:
        entries = history.rows(connection)
    assert [entry.action for entry in entries] == NASTY
    assert [json.loads(entry.details)["file"] for entry in entries] == NASTY


words = st.one_of(
    st.sampled_from([text for text in CELLS if "\0" not in text]),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(words, words, words), min_size=1, max_size=4))
def test_what_an_import_takes_is_what_the_store_holds(file_store, tmp_path, rows):
    """Names and free texts are trimmed and put in Unicode's composed form; nothing else."""
    path = tmp_path / "people.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["id", "name", "role", "zone", "organisation"])
        writer.writerows(
            [f"P{k}", name, "leader", zone, free] for k, (name, zone, free) in enumerate(rows)
        )
    with file_store.writing() as connection:
        bulk.delete(connection, Person, {"id": [f"P{k}" for k in range(4)]})
    try:
        import_file(file_store, "people", path, load(), skip_bad=True)
    except Refusal:
        return
    with file_store.reading() as connection:
        columns = ("id", "name", "zone", "organisation")
        kept = {row[0]: row[1:] for row in bulk.select(connection, Person, columns)}
    for k, (name, zone, free) in enumerate(rows):
        if f"P{k}" in kept:
            stored = kept[f"P{k}"]
            assert stored[0] == tidy(name)
            assert stored[2] == tidy(free)
            assert stored[1] in (tidy(zone), tidy(zone).removesuffix(".0"))
            assert all(text == unicodedata.normalize("NFC", text) for text in stored)
