"""Participants are counted as a person would with a pencil, and every sum is the same."""

import dataclasses
from collections import Counter
from datetime import date

import numpy as np
import pytest

from planner.report.participants import (
    COUNTS,
    DAY_COLUMNS,
    LEADER_COLUMNS,
    PLACE_COLUMNS,
    RAKSHAK_COLUMNS,
    ZONE_COLUMNS,
    count_participants,
)
from planner.snapshot import NONE, UNKNOWN, Pledges, integers
from tests.audit.worlds import World, sound_world

DAY = date(2020, 9, 8).toordinal()


def rows(table):
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def mixed(seed):
    """A sound world made unsound: leavers, mitans of two, leaders below leaders, odd sheets."""
    draw = np.random.default_rng(seed)
    world = sound_world()
    world.people["L0"] = {"zone": "A"}
    world.people["L1"]["reports_to"] = "L0"
    world.people["R3"]["reports_to"] = "L2"
    world.people["R5"]["zone"] = ""
    world.people["R6"]["active"] = bool(seed % 2)
    del world.people["R2"]["reports_to"]
    world.people["M03"]["active"] = False
    world.enrolments += [("M01", "R4"), ("M05", "L2")]
    evidence = world.evidence()
    snapshot, count = evidence.snapshot, len(evidence.snapshot.enrolments.mitan)
    enrolments = dataclasses.replace(
        snapshot.enrolments,
        enrolled=draw.choice([NONE, DAY - 3, DAY - 2], count),
        pledged=draw.choice([NONE, DAY, DAY + 1], count),
    )
    size, people, areas = 9, len(snapshot.people.ids), len(snapshot.areas.ids)
    mitan = draw.choice([NONE, UNKNOWN, *range(people)], size)
    sheets = Pledges(
        ids=np.array([f"S{k}" for k in range(size)]),
        mitan=integers(mitan),
        rakshak=draw.choice([NONE, NONE, UNKNOWN, *range(people)], size),
        area=draw.choice([NONE, UNKNOWN, *range(areas)], size),
        day=draw.choice([NONE, DAY], size),
        count=draw.integers(1, 60, size),
    )
    snapshot = dataclasses.replace(snapshot, enrolments=enrolments, pledges=sheets)
    return dataclasses.replace(evidence, snapshot=snapshot)


def slow(evidence):
    """Each thing that happened, one by one: (whose, kind, day, how many)."""
    people, enrolments = evidence.snapshot.people, evidence.snapshot.enrolments
    first = {}
    for k in range(len(enrolments.mitan)):
        mitan, rakshak = int(enrolments.mitan[k]), int(enrolments.rakshak[k])
        first.setdefault(mitan, rakshak)
        if not people.active[mitan]:
            continue
        yield str(people.ids[rakshak]), "enrolled", int(enrolments.enrolled[k]), 1
        if enrolments.pledged[k] != NONE:
            yield str(people.ids[rakshak]), "pledged", int(enrolments.pledged[k]), 1
    sheets = evidence.snapshot.pledges
    for k in range(len(sheets.ids)):
        who = int(sheets.rakshak[k])
        if who == NONE:
            who = first.get(int(sheets.mitan[k]), NONE)
        name = "" if who < 0 else str(people.ids[who])
        yield name, "signed", int(sheets.day[k]), int(sheets.count[k])


@pytest.mark.parametrize("seed", range(20))
def test_counts_are_those_of_a_slow_count(seed):
    evidence = mixed(seed)
    people, zones = evidence.snapshot.people, (*evidence.snapshot.zones, "")
    number = {str(name): k for k, name in enumerate(people.ids)}
    counted = count_participants(evidence)
    by = {name: Counter() for name in ("rakshak", "zone", "day", "leader", "below")}
    for who, kind, day, count in slow(evidence):
        zone = zones[people.zone[number[who]]] if who else ""
        boss = int(people.parent[number[who]]) if who else NONE
        leader = str(people.ids[boss]) if boss >= 0 else ""
        by["rakshak"][who, kind] += count
        by["zone"][zone, kind] += count
        by["day"][zone, "" if day == NONE else str(date.fromordinal(day)), kind] += count
        by["leader"][leader, kind] += count
        while leader:
            by["below"][leader, kind] += count
            boss = int(people.parent[number[leader]])
            leader = str(people.ids[boss]) if boss >= 0 else ""
    for kind in COUNTS:
        of_rakshaks = {r["rakshak"]: r[kind] for r in rows(counted.rakshaks)}
        assert of_rakshaks == {who: by["rakshak"][who, kind] for who in of_rakshaks}
        assert sum(of_rakshaks.values()) == counted.totals[kind]
        for row in rows(counted.leaders):
            assert row[kind] == by["leader"][row["leader"], kind]
            if row["leader"]:
                assert row[f"{kind}_below"] == by["below"][row["leader"], kind]
        for row in rows(counted.zones):
            assert row[kind] == by["zone"][row["zone"], kind]
        for row in rows(counted.days):
            assert row[kind] == by["day"][row["zone"], row["day"], kind]
        for table in (counted.leaders, counted.zones, counted.days):
            assert sum(row[kind] for row in rows(table)) == counted.totals[kind]
    signed = sum(row["signed"] for row in rows(counted.places))
    assert signed == counted.totals["signed"] == evidence.snapshot.pledges.count.sum()


def test_a_small_campaign_by_hand():
    counted = count_participants(sound_world().evidence())
    assert counted.totals == {
        "leaders": 2,
        "rakshaks": 6,
        "enrolled": 12,
        "pledged": 12,
        "signed": 24,
        "mitans": 12,
        "mitans_pledged": 12,
        "places": 4,
        "places_visited": 4,
        "visits_asked": 12,
        "visits": 12,
    }
    day = "2020-09-08"
    assert counted.rakshaks.rows[0] == ("R1", "L1", "A", 1, 2, 2, 4, day, day, 1, 2)
    assert counted.leaders.rows == [
        ("L1", "", "A", 3, 6, 6, 12, 3, 6, 3, 6, 6, 12),
        ("L2", "", "B", 3, 6, 6, 12, 3, 6, 3, 6, 6, 12),
    ]
    assert counted.zones.rows == [
        ("A", 1, 3, 6, 6, 12, 2, 2, 6, 6),
        ("B", 1, 3, 6, 6, 12, 2, 2, 6, 6),
    ]
    assert counted.places.rows[0] == ("G1", "market", "A", 200, 4, 4, 2, 12)
    assert counted.days.rows[:2] == [("A", "2020-09-01", 6, 0, 0), ("A", day, 0, 6, 12)]


def test_a_mitan_of_two_is_one_person():
    world = sound_world()
    world.enrolments.append(("M01", "R2"))
    totals = count_participants(world.evidence()).totals
    assert (totals["enrolled"], totals["mitans"]) == (13, 12)


@pytest.mark.parametrize("world", [World(), sound_world()], ids=["empty", "without a plan"])
def test_without_a_plan_there_are_no_visits(world):
    world.rows = None
    totals = count_participants(world.evidence()).totals
    assert (totals["visits"], totals["places_visited"]) == (0, 0)


def test_people_in_a_circle_are_counted_once():
    world = sound_world()
    world.people["L1"]["reports_to"], world.people["L2"]["reports_to"] = "L2", "L1"
    counted = count_participants(world.evidence())
    assert [row["enrolled_below"] for row in rows(counted.leaders)] == [12, 12]
    assert sum(row["enrolled"] for row in rows(counted.leaders)) == 12


def test_columns_are_those_documented():
    counted = count_participants(sound_world().evidence())
    for table, columns in zip(
        counted.tables,
        (ZONE_COLUMNS, DAY_COLUMNS, LEADER_COLUMNS, RAKSHAK_COLUMNS, PLACE_COLUMNS),
        strict=True,
    ):
        assert table.columns == columns
        assert all(len(row) == len(columns) for row in table.rows)
