"""Drop-outs, closed areas and the bench: made for all ids or for none, and told by ids only."""

import pytest

from planner.findings import ExitCode, Refusal
from planner.store import bulk, changes
from planner.store.tables import Area, Enrolment, Person, Pin
from tests.store.telling import told


@pytest.fixture
def campaign(store):
    with store.writing() as connection:
        people = {
            "id": ["L1", "R001", "R002", "R003", "M1"],
            "name": ["Asha", "Bina", "Chitra", "Devi", "Esha"],
            "phone": ["9000000001", "9000000002", "", "", ""],
            "role": ["leader", "rakshak", "rakshak", "rakshak", "mitan"],
            "active": [1, 1, 1, 0, 1],
        }
        bulk.insert(connection, Person, people)
        bulk.insert(connection, Area, {"id": ["A001", "A002", "A003"], "visits": [3, None, 0]})
        bulk.insert(connection, Enrolment, {"mitan": ["M1"], "rakshak": ["R001"]})
        bulk.insert(connection, Pin, {"rakshak": ["R001"], "area": ["A001"], "visits": [1]})
    return store


def change(store, step, *given):
    with store.writing() as connection:
        return step(connection, *given)


def kept(store, table, column):
    with store.reading() as connection:
        return dict(bulk.select(connection, table, ("id", column)))


def test_those_who_leave_become_inactive_and_nothing_else_changes(campaign):
    before = kept(campaign, Person, "name")
    assert change(campaign, changes.drop_people, ["R002", "R001", "R003", "R001"]) == 2
    active = kept(campaign, Person, "active")
    assert active == {"L1": 1, "M1": 1, "R001": 0, "R002": 0, "R003": 0}
    assert kept(campaign, Person, "name") == before
    with campaign.reading() as connection:
        assert len(list(bulk.select(connection, Enrolment, ("mitan",)))) == 1
        assert len(list(bulk.select(connection, Pin, ("area",)))) == 1
    assert told(campaign) == [("drop", {"people": ["R001", "R002"]})]  # R003 had left before


def test_closed_areas_need_no_visits(campaign):
    assert change(campaign, changes.close_areas, ["A003", "A002", "A001"]) == 2
    assert kept(campaign, Area, "visits") == {"A001": 0, "A002": 0, "A003": 0}
    assert told(campaign) == [("close", {"areas": ["A001", "A002"]})]


def test_the_bench_is_filled_and_emptied(campaign):
    assert change(campaign, changes.set_reserve, ["R001", "R003"], True) == 2
    assert change(campaign, changes.set_reserve, ["R001", "R002"], False) == 1
    reserve = kept(campaign, Person, "reserve")
    assert reserve == {"L1": 0, "M1": 0, "R001": 0, "R002": 0, "R003": 1}
    assert told(campaign) == [
        ("reserve", {"people": ["R001", "R003"], "on": True}),
        ("reserve", {"people": ["R001"], "on": False}),
    ]


STEPS = [
    (changes.drop_people, (["R003"],)),
    (changes.drop_people, ([],)),
    (changes.close_areas, (["A003"],)),
    (changes.set_reserve, (["R001"], False)),
]


@pytest.mark.parametrize(("step", "given"), STEPS)
def test_what_is_so_already_is_not_written_down(campaign, step, given):
    assert change(campaign, step, *given) == 0
    assert told(campaign) == []


@pytest.mark.parametrize(
    ("step", "given", "unknown", "remedies"),
    [
        (
            changes.drop_people,
            (["R01", "R001", "ZZZ"],),
            ["R01", "ZZZ"],
            ["R001", "write its id as in the sheet"],
        ),
        (changes.close_areas, (["A001", "A0O2"],), ["A0O2"], ["A002"]),
        (changes.set_reserve, (["R0002", "R001"], True), ["R0002"], ["R002"]),
    ],
)
def test_all_unknown_ids_are_named_and_nothing_is_changed(campaign, step, given, unknown, remedies):
    tables = [(Person, "active"), (Person, "reserve"), (Area, "visits")]
    before = [kept(campaign, *column) for column in tables]
    with pytest.raises(Refusal, match="Nothing was changed") as refused:
        change(campaign, step, *given)
    assert refused.value.exit_code == ExitCode.REJECTED
    assert {finding.code for finding in refused.value.findings} == {"CHG001"}
    assert [finding.subject for finding in refused.value.findings] == unknown
    for finding, remedy in zip(refused.value.findings, remedies, strict=True):
        assert remedy in finding.remedy
        assert finding.subject in refused.value.message
    assert [kept(campaign, *column) for column in tables] == before
    assert told(campaign) == []


def test_mitans_and_leaders_are_not_put_on_the_bench(campaign):
    with pytest.raises(Refusal, match="L1, M1") as refused:
        change(campaign, changes.set_reserve, ["M1", "R001", "L1"], True)
    assert [(f.code, f.message) for f in refused.value.findings] == [
        ("CHG002", "L1 is a leader; the bench is for rakshaks"),
        ("CHG002", "M1 is a mitan; the bench is for rakshaks"),
    ]
    assert set(kept(campaign, Person, "reserve").values()) == {0}


def test_names_and_phones_are_told_nowhere(campaign):
    change(campaign, changes.drop_people, ["R001"])
    with pytest.raises(Refusal) as refused:
        change(campaign, changes.drop_people, ["R00"])
    words = [refused.value.message, str(refused.value.findings), str(told(campaign))]
    assert not any(secret in text for text in words for secret in ("Asha", "Bina", "900000000"))


def test_more_ids_than_one_statement_takes(campaign):
    many = [f"X{k:05}" for k in range(bulk.ROWS_AT_ONCE + 5)]
    with campaign.writing() as connection:
        bulk.insert(connection, Person, {"id": many, "role": ["rakshak"] * len(many)})
    assert change(campaign, changes.set_reserve, many, True) == len(many)
    assert sum(kept(campaign, Person, "reserve").values()) == len(many)
