"""Columns of a table as arrays: texts as codes, empty cells as what stands for them."""

import numpy as np

from planner.snapshot import NONE, UNKNOWN
from planner.store import bulk
from planner.store.columns import Texts, degrees, indices, read_columns, texts, whole
from planner.store.tables import Person


def test_codes_are_given_out_as_texts_come():
    found = Texts()
    assert found.encode(["b", "", "a", "b"]).tolist() == [0, 1, 2, 0]
    assert found.encode(["a", "c"]).tolist() == [2, 3]
    assert found.names() == ("a", "b", "c")
    assert found.places().tolist() == [1, NONE, 0, 2]
    assert found.each(len).tolist() == [1, 0, 1, 1]


def test_sets_have_a_bit_for_each_member():
    found = Texts()
    found.encode(["b;a", "", "c", "a"])
    assert found.members() == ("a", "b", "c")
    assert found.bits(["a", "b"]).tolist() == [0b11, 0, 0, 0b01]
    assert found.bits(["a", "b"]).dtype == np.uint64
    assert Texts().bits(["a"]).tolist() == []


def test_the_last_of_64_members_has_a_bit():
    found = Texts()
    members = [f"s{k:02}" for k in range(64)]
    found.encode([";".join(members), "s63"])
    assert found.bits(members).tolist() == [2**64 - 1, 2**63]


def test_empty_cells():
    assert whole((3, None, 0)).tolist() == [3, NONE, 0]
    assert whole((3, 0)).tolist() == [3, 0]
    assert whole(()).dtype == np.int64
    assert np.isnan(degrees((1.5, None))).tolist() == [False, True]
    assert texts(()).dtype.kind == "U"


def test_whose_index_is_nobodys():
    given = Texts()
    given.encode(["R2", "", "X9", "R1"])
    assert indices(given, texts(["R1", "R2"])).tolist() == [1, NONE, UNKNOWN, 0]
    given = Texts()
    given.encode(["R2"])
    assert indices(given, texts(["R1", "R2"])).tolist() == [1]


def test_portions_do_not_show(file_store, monkeypatch):
    ids = [f"R{k}" for k in range(5)]
    with file_store.writing() as connection:
        bulk.insert(connection, Person, {"id": ids, "role": ["rakshak"] * 5, "zone": list("ababc")})
    monkeypatch.setattr(bulk, "ROWS_AT_ONCE", 2)
    zones = Texts()
    with file_store.reading() as connection:
        encode = {"id": texts, "zone": zones.encode}
        every = read_columns(connection, Person, encode, ("id",))
        some = read_columns(connection, Person, encode, ("id",), "zone = 'b'")
        none = read_columns(connection, Person, encode, ("id",), "zone = 'x'")
    assert every["id"].tolist() == ids
    assert every["zone"].tolist() == [0, 1, 0, 1, 2]
    assert some["id"].tolist() == ["R1", "R3"]
    assert (none["id"].tolist(), none["zone"].dtype) == ([], np.int64)
