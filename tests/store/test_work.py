"""What the field has reported, as columns beside a snapshot."""

from datetime import date

import pytest
from sqlalchemy import text

from planner.findings import Refusal
from planner.store import bulk
from planner.store.reading import snapshot
from planner.store.tables import Area, Person, Progress
from planner.store.work import work


@pytest.fixture
def reported(store):
    with store.writing() as connection:
        people = {"id": ["R2", "R1", "L1"], "role": ["rakshak", "rakshak", "leader"]}
        bulk.insert(connection, Person, people)
        bulk.insert(connection, Area, {"id": ["A2", "A1"]})
        rows = {
            "rakshak": ["R2", "R1", "R1"],
            "area": ["A1", "A2", "A1"],
            "day": ["2020-09-01", "2020-09-02", "2020-09-03"],
            "visits_done": [1, 2, 3],
            "people_reached": [10, 20, 30],
            "frauds_averted": [0, 1, 2],
        }
        bulk.insert(connection, Progress, rows)
    return store


def test_rows_are_sorted_and_point_into_the_snapshot(reported):
    with reported.reading() as connection:
        campaign = snapshot(connection)
        done = work(connection, campaign)
    assert campaign.people.ids[done.rakshak].tolist() == ["R1", "R1", "R2"]
    assert campaign.areas.ids[done.area].tolist() == ["A1", "A2", "A1"]
    days = [date.fromordinal(day).isoformat() for day in done.day.tolist()]
    assert days == ["2020-09-03", "2020-09-02", "2020-09-01"]
    assert done.visits.tolist() == [3, 2, 1]
    assert done.people.tolist() == [30, 20, 10]
    assert done.frauds.tolist() == [2, 1, 0]


def test_nothing_reported(store):
    with store.reading() as connection:
        done = work(connection, snapshot(connection))
    assert (len(done.rakshak), len(done.day), len(done.visits)) == (0, 0, 0)


def test_a_day_that_mitan_did_not_write(reported):
    with reported.writing() as connection:
        connection.execute(text("UPDATE progress SET day = 'Monday' WHERE rakshak = 'R2'"))
    with reported.reading() as connection, pytest.raises(Refusal, match="'Monday' as the day"):
        work(connection, snapshot(connection))
