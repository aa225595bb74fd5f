"""A snapshot holds what the store holds: a small world by hand, and a slow reference."""

import sqlite3
from contextlib import closing
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text

from planner.findings import ExitCode, Refusal
from planner.geo import degrees
from planner.policy import load
from planner.snapshot import NONE, UNKNOWN, Role
from planner.statement import state_problem
from planner.store import bulk, reading
from planner.store.tables import Area, Enrolment, Person, Pin, Pledge


def fill(store, table, **columns):
    with store.writing() as connection:
        bulk.insert(connection, table, columns)


def read(store):
    with store.reading() as connection:
        return reading.snapshot(connection)


@pytest.fixture
def world(store):
    """Leader L1 over rakshak R1; R2 reports to somebody unknown; M1 and M2 are mitans."""
    fill(
        store,
        Person,
        id=["R2", "M2", "L1", "R1", "M1"],
        role=["rakshak", "mitan", "leader", "rakshak", "mitan"],
        reports_to=["L9", "", "", "L1", "R1"],
        zone=["Kota", "", "Kota", "Bilha", "Bilha"],
        phone=["9000000001", "", "9000000002", "9000000001", ""],
        organisation=["SPO", "", "police", "", ""],
        skills=["", "", "", "speaking;writing", ""],
        languages=["hi", "", "", "cg;hi", ""],
        latitude=[22.0, None, None, 22.5, None],
        longitude=[82.0, None, 82.0, 82.5, None],
        visits_available=[None, None, None, 12, None],
        joined_on=["", "", "", "2020-08-22", ""],
        trained_on=["", "", "", "2020-08-30", ""],
        active=[0, 1, 1, 1, 1],
        reserve=[1, 0, 0, 0, 0],
    )
    fill(
        store,
        Area,
        id=["A2", "A1"],
        category=["village", "bank"],
        zone=["Ratanpur", "Kota"],
        skills=["speaking", "driving"],
        languages=["", "hi;or"],
        people=[None, 500],
        visits=[7, None],
        different_rakshaks=[1, 2],
        priority=[3, 1],
        whole=[None, 0],
        latitude=[22.2, None],
        longitude=[82.2, None],
    )
    fill(
        store,
        Enrolment,
        mitan=["M2", "M1", "M2"],
        rakshak=["R2", "R1", "R1"],
        enrolled_on=["2020-09-02", "", "2020-09-01"],
        pledged_on=["", "2020-09-08", ""],
        pledged_at=["", "07:31", ""],
    )
    fill(
        store,
        Pledge,
        id=["S2", "S1"],
        mitan=["M1", "M9"],
        rakshak=["", "R1"],
        area=["A9", "A2"],
        day=["2020-09-08", ""],
        pledges=[25, 1],
    )
    fill(store, Pin, rakshak=["R2", "R1", "R1"], area=["A1", "A2", "A1"], visits=[4, 0, 2])
    return read(store)


def test_people(world):
    people = world.people
    assert people.ids.tolist() == ["L1", "M1", "M2", "R1", "R2"]
    assert people.role.tolist() == [
        Role.LEADER,
        Role.MITAN,
        Role.MITAN,
        Role.RAKSHAK,
        Role.RAKSHAK,
    ]
    assert people.active.tolist() == [True, True, True, True, False]
    assert people.reserve.tolist() == [False, False, False, False, True]
    # R1 reports to L1, index 0; R2 to nobody known; a mitan's rakshak stands in enrolments
    assert people.parent.tolist() == [NONE, NONE, NONE, 0, UNKNOWN]
    assert people.availability.tolist() == [NONE, NONE, NONE, 12, NONE]
    trained = date(2020, 8, 30).toordinal()
    assert people.trained.tolist() == [NONE, NONE, NONE, trained, NONE]
    assert people.joined.tolist() == [NONE, NONE, NONE, trained - 8, NONE]


def test_sheets_of_pledges(world):
    sheets = world.pledges
    assert sheets.ids.tolist() == ["S1", "S2"]
    assert sheets.mitan.tolist() == [UNKNOWN, 1]
    assert sheets.rakshak.tolist() == [3, NONE]
    assert sheets.area.tolist() == [1, UNKNOWN]
    assert sheets.day.tolist() == [NONE, date(2020, 9, 8).toordinal()]
    assert sheets.count.tolist() == [1, 25]


def test_the_register_is_in_the_order_of_the_snapshot(store, world):
    with store.writing() as connection:
        bulk.update(connection, Person, {"id": ["R1", "M1"], "name": ["सुनीता", "Asha"]}, "id")
        bulk.update(connection, Area, {"id": ["A2"], "name": ["SBI"], "locality": ["Kargi"]}, "id")
    with store.reading() as connection:
        register = reading.register(connection)
    assert [register.people[k] for k in range(5)] == ["", "Asha", "", "सुनीता", ""]
    assert register.phones.tolist() == [9000000002, NONE, NONE, 9000000001, 9000000001]
    assert [register.areas[k] for k in range(2)] == ["", "SBI"]
    assert [register.localities[k] for k in range(2)] == ["", "Kargi"]


def test_lists_are_sorted(world):
    assert world.zones == ("Bilha", "Kota", "Ratanpur")
    assert world.people.zone.tolist() == [1, 0, NONE, 0, 1]
    assert world.areas.zone.tolist() == [1, 2]
    assert world.organisations == ("SPO", "police")
    assert world.people.organisation.tolist() == [1, NONE, NONE, NONE, 0]
    assert world.categories == ("bank", "village")
    assert world.areas.category.tolist() == [0, 1]


def test_skills_and_languages_are_those_that_areas_ask_for(world):
    # bits: driving 1, speaking 2; R1 can write too, but no area asks for it
    assert world.skills == ("driving", "speaking")
    assert world.people.skills.tolist() == [0, 0, 0, 2, 0]
    assert world.areas.skills.tolist() == [1, 2]
    # bits: hi 1, or 2; R1 speaks cg too, R2 only hi
    assert world.languages == ("hi", "or")
    assert world.people.languages.tolist() == [0, 0, 0, 1, 1]
    assert world.areas.languages.tolist() == [1 + 2, 0]


def test_what_people_know_besides_does_not_change_the_question(store):
    fill(store, Area, id=["A1"], zone=["Kota"], skills=["speaking"], languages=["hi"])
    fill(store, Person, id=["R1"], role=["rakshak"], zone=["Kota"], skills=["speaking"])
    before = state_problem(read(store), load()).digest
    fill(store, Person, id=["M1"], role=["mitan"], skills=["acting;zither"], languages=["cg;or"])
    with store.writing() as connection:
        known = {"id": ["R1"], "skills": ["dancing;speaking"], "languages": ["cg"]}
        bulk.update(connection, Person, known, "id")
    assert state_problem(read(store), load()).digest == before


def test_areas(world):
    areas = world.areas
    assert areas.ids.tolist() == ["A1", "A2"]
    assert areas.people.tolist() == [500, NONE]
    assert areas.visits.tolist() == [NONE, 7]
    assert areas.different.tolist() == [2, 1]
    assert areas.priority.tolist() == [1, 3]
    assert areas.whole.tolist() == [0, NONE]


def test_positions_are_known_only_where_both_degrees_are(world):
    latitude, longitude = degrees(world.people.position)
    np.testing.assert_allclose(latitude, [np.nan, np.nan, np.nan, 22.5, 22.0])
    np.testing.assert_allclose(longitude, [np.nan, np.nan, np.nan, 82.5, 82.0])
    assert np.isnan(world.areas.position).any(axis=1).tolist() == [True, False]


def test_phones_tell_only_equal_from_different(world):
    leader, first, second, r1, r2 = world.people.phone.tolist()
    assert r1 == r2 != leader
    assert first == second == NONE
    assert NONE not in (leader, r1)


def test_enrolments_and_wishes_are_sorted_and_point_to_ids(world):
    enrolments = world.enrolments
    # M1 by R1; M2 by R1 on 1 September and by R2 on the 2nd
    assert enrolments.mitan.tolist() == [1, 2, 2]
    assert enrolments.rakshak.tolist() == [3, 3, 4]
    first = date(2020, 9, 1).toordinal()
    assert enrolments.enrolled.tolist() == [NONE, first, first + 1]
    assert enrolments.pledged.tolist() == [first + 7, NONE, NONE]
    assert enrolments.minute.tolist() == [7 * 60 + 31, NONE, NONE]
    pins, bans = world.pins, world.bans
    assert [pins.rakshak.tolist(), pins.area.tolist(), pins.visits.tolist()] == [
        [3, 4],
        [0, 0],
        [2, 4],
    ]
    assert [bans.rakshak.tolist(), bans.area.tolist(), bans.visits.tolist()] == [[3], [1], [0]]


def test_an_empty_campaign(store):
    empty = read(store)
    assert empty.people.ids.dtype.kind == "U"
    assert len(empty.people.ids) == len(empty.areas.ids) == len(empty.enrolments.mitan) == 0
    assert len(empty.pins) == len(empty.bans) == 0
    assert empty.people.position.shape == (0, 3)
    assert empty.zones == empty.skills == ()


def test_counts(world, store):
    with store.reading() as connection:
        assert reading.describe(connection) == {
            "leaders": 1,
            "rakshaks": 2,
            "mitans": 2,
            "areas": 2,
            "enrolments": 3,
            "pins": 3,
            "plans": 0,
        }


def test_sixty_four_skills_are_told_apart_and_not_one_more(store):
    names = [f"skill{k:02}" for k in range(65)]
    fill(store, Person, id=names, role=["rakshak"] * 65, skills=names)
    assert read(store).skills == ()  # nobody asks for any
    fill(store, Area, id=names[:64], skills=names[:64])
    found = read(store)
    assert found.areas.skills.tolist() == [1 << k for k in range(64)]
    assert found.people.skills.tolist() == [*(1 << k for k in range(64)), 0]
    fill(store, Area, id=["A1"], skills=[names[64]])
    with pytest.raises(Refusal, match="ask for 65 different skills"):
        read(store)


@pytest.mark.parametrize(
    ("table", "column"),
    [("enrolment", "mitan"), ("enrolment", "rakshak"), ("pin", "rakshak"), ("pin", "area")],
)
def test_references_to_nobody_are_named(file_store, table, column):
    fill(file_store, Person, id=["R1", "M1"], role=["rakshak", "mitan"])
    fill(file_store, Area, id=["A1"])
    fill(file_store, Pin, rakshak=["R1"], area=["A1"])
    fill(file_store, Enrolment, mitan=["M1"], rakshak=["R1"])
    assert len(read(file_store).bans) == 1
    with closing(sqlite3.connect(file_store.target)) as another, another:  # foreign keys are off
        another.execute(f"UPDATE {table} SET {column} = 'X7'")
    with pytest.raises(Refusal, match=f"table {table} .* 1 id.* not there: X7") as refused:
        read(file_store)
    assert refused.value.exit_code == ExitCode.REJECTED
    assert "last good copy" in refused.value.message


def test_of_many_references_to_nobody_a_few_are_named(file_store):
    fill(file_store, Person, id=["R1"], role=["rakshak"])
    with closing(sqlite3.connect(file_store.target)) as another, another:
        another.executemany(
            "INSERT INTO enrolment VALUES (?, 'R1', '', '', '')", [(f"M{k:02}",) for k in range(40)]
        )
    with pytest.raises(Refusal, match=r"40 id\(s\) .*: M00, M01, M02, M03, M04 \.\.\."):
        read(file_store)


@pytest.mark.parametrize(
    ("column", "value"), [("role", "king"), ("trained_on", "31.08.2020"), ("trained_on", "x" * 99)]
)
def test_what_mitan_did_not_write_is_named(store, column, value):
    with store.writing() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA ignore_check_constraints = ON"))
        else:
            connection.execute(text("ALTER TABLE person DROP CONSTRAINT ck_person_role"))
        columns = {"id": ["R1"], "role": ["rakshak"], column: [value]}
        bulk.insert(connection, Person, columns)
    with pytest.raises(Refusal, match="changed by another program") as refused:
        read(store)
    assert value[:40] in refused.value.message
    assert len(refused.value.message) < 300


ids = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=4)


@st.composite
def campaigns(draw):
    """Columns of people whose leaders, zones and phones repeat, and enrolments among them."""
    names = draw(st.lists(ids, unique=True, min_size=1, max_size=8))
    some = st.sampled_from(["", *names, "nobody here"])
    size = len(names)

    def column(values):
        return draw(st.lists(values, min_size=size, max_size=size))

    people = {
        "id": names,
        "role": column(st.sampled_from(["leader", "rakshak", "mitan"])),
        "reports_to": column(some),
        "zone": column(st.sampled_from(["", "ज़", "a", "A", "é"])),
        "phone": column(st.sampled_from(["", "9", "99"])),
        "skills": column(st.sampled_from(["", "b", "a;b", "a;b;ç"])),
    }
    pairs = st.tuples(st.sampled_from(names), st.sampled_from(names))
    return people, draw(st.lists(pairs, unique=True, max_size=8))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(campaign=campaigns())
def test_columns_agree_with_a_slow_reading_row_by_row(store, campaign):
    people, pairs = campaign
    with store.writing() as connection:
        connection.execute(delete(Enrolment))
        connection.execute(delete(Person))
        connection.execute(delete(Area))
        bulk.insert(connection, Area, {"id": ["1", "2"], "skills": ["b;ç", "d"]})
        bulk.insert(connection, Person, people)
        mitans, rakshaks = [m for m, _ in pairs], [r for _, r in pairs]
        bulk.insert(connection, Enrolment, {"mitan": mitans, "rakshak": rakshaks})
    with store.reading() as connection:
        found = connection.execute(select(Person.__table__)).mappings()
        rows = sorted((dict(row) for row in found), key=lambda row: row["id"])
    snap = read(store)
    order = [row["id"] for row in rows]
    assert snap.people.ids.tolist() == order
    assert snap.skills == ("b", "d", "ç")  # what the areas ask for, whatever people know
    zones = sorted({row["zone"] for row in rows} - {""})
    for k, row in enumerate(rows):
        parent = order.index(row["reports_to"]) if row["reports_to"] in order else UNKNOWN
        if row["role"] == "mitan" or not row["reports_to"]:
            parent = NONE
        assert snap.people.parent[k] == parent
        assert snap.people.zone[k] == (zones.index(row["zone"]) if row["zone"] else NONE)
        bits = int(snap.people.skills[k])
        held = {name for bit, name in enumerate(snap.skills) if bits >> bit & 1}
        assert held == set(row["skills"].split(";")) & {"b", "ç"}
        for j, other in enumerate(rows):
            same = row["phone"] == other["phone"]
            assert (snap.people.phone[k] == snap.people.phone[j]) == same
        assert (snap.people.phone[k] == NONE) == (row["phone"] == "")
    kept = list(zip(snap.enrolments.mitan.tolist(), snap.enrolments.rakshak.tolist(), strict=True))
    assert kept == sorted((order.index(m), order.index(r)) for m, r in pairs)


def test_the_order_of_rows_in_the_store_does_not_matter(store, monkeypatch):
    monkeypatch.setattr(bulk, "ROWS_AT_ONCE", 2)
    columns = {
        "id": ["a", "B", "é", "ज", "10", "9"],
        "role": ["rakshak"] * 6,
        "phone": ["1", "2", "1", "", "3", "2"],
        "zone": ["z", "y", "z", "x", "", "y"],
    }
    snaps = []
    for turn in (slice(None), slice(None, None, -1)):
        with store.writing() as connection:
            connection.execute(delete(Person))
            bulk.insert(connection, Person, {name: c[turn] for name, c in columns.items()})
        snaps.append(read(store))
    one, other = snaps
    assert one.people.ids.tolist() == ["10", "9", "B", "a", "é", "ज"]
    assert one.zones == other.zones
    for name in ("ids", "zone", "phone"):
        np.testing.assert_array_equal(getattr(one.people, name), getattr(other.people, name))


def test_without_mitans_the_same_is_asked(store, world):
    with store.writing() as connection:
        connection.execute(delete(Pin))  # one of them asks for a skill that R1 lacks
    with store.reading() as connection:
        whole, planned = reading.snapshot(connection), reading.snapshot(connection, mitans=False)
    assert (whole.people.role == Role.MITAN).sum() == 2
    assert not (planned.people.role == Role.MITAN).any()
    assert len(planned.enrolments.mitan) == 0
    assert state_problem(planned, load()).digest == state_problem(whole, load()).digest
