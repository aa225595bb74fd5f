"""Who may be drawn, and which lot each belongs to."""

import hashlib

import pytest

from planner.audit.frame import KINDS, frame_digest, frames
from tests.audit.worlds import World


@pytest.fixture
def world():
    """Two teams; M3 is claimed by two rakshaks, M4 by nobody, M5 and R9 have left."""
    return World(
        people={
            "L1": {"zone": "A"},
            "R1": {"zone": "A", "reports_to": "L1"},
            "R2": {"zone": "B", "reports_to": "L1"},
            "R3": {"reports_to": "NOBODY"},
            "R9": {"zone": "A", "reports_to": "L1", "active": False},
            "M1": {"zone": "B"},
            "M2": {},
            "M3": {},
            "M4": {"zone": "C"},
            "M5": {"active": False},
            "M6": {"zone": "C"},
        },
        areas={"X": {"zone": "A"}, "Y": {}, "Z": {"zone": "B", "visits": 0}},
        enrolments=[
            ("M1", "R1"),
            ("M2", "R2"),
            ("M3", "R2"),
            ("M3", "R1"),
            ("M5", "R1"),
            ("M6", "R3"),
        ],
    )


def by_lot(frame):
    lots = [frame.lots[k] for k in frame.lot]
    rows = zip(lots, frame.ids.tolist(), frame.under.tolist(), strict=True)
    return {(lot, one, under) for lot, one, under in rows}


def test_a_mitan_belongs_where_his_rakshak_does(world):
    mitans, rakshaks, areas = frames(world.snapshot(), KINDS, "zone")
    assert by_lot(mitans) == {
        ("A", "M1", "R1"),
        ("B", "M2", "R2"),
        ("A", "M3", "R1"),
        ("C", "M4", ""),
        ("C", "M6", "R3"),
    }
    assert by_lot(rakshaks) == {("A", "R1", ""), ("B", "R2", ""), ("", "R3", "")}
    assert by_lot(areas) == {("A", "X", ""), ("", "Y", "")}


def test_lots_by_leader_leave_areas_by_zone(world):
    mitans, rakshaks, areas = frames(world.snapshot(), KINDS, "leader")
    assert {(lot, one) for lot, one, _ in by_lot(mitans)} == {
        *(("L1", "M1"), ("L1", "M2"), ("L1", "M3"), ("", "M4"), ("", "M6")),
    }
    assert by_lot(rakshaks) == {("L1", "R1", ""), ("L1", "R2", ""), ("", "R3", "")}
    assert by_lot(areas) == {("A", "X", ""), ("", "Y", "")}


def test_the_whole_campaign_is_one_lot_of_each_kind(world):
    found = frames(world.snapshot(), ("rakshaks", "areas"), "campaign")
    assert [(f.kind, f.lots, len(f.ids)) for f in found] == [
        ("rakshaks", ("campaign",), 3),
        ("areas", ("campaign",), 2),
    ]


def test_a_campaign_of_one_zone_is_one_lot():
    world = World(people={"R1": {"zone": "A"}, "R2": {"zone": "A"}})
    (rakshaks,) = frames(world.snapshot(), KINDS, "zone")
    assert (rakshaks.lots, rakshaks.lot.tolist()) == (("A",), [0, 0])


def test_kinds_without_anybody_are_left_out():
    assert frames(World().snapshot(), KINDS, "zone") == ()
    assert frames(World(people={"R1": {}}).snapshot(), ("mitans",), "leader") == ()


def test_the_digest_is_that_of_the_lines(world):
    found = frames(world.snapshot(), ("rakshaks",), "zone")
    lines = "rakshaks\tA\tR1\t\nrakshaks\tB\tR2\t\nrakshaks\t\tR3\t\n"
    assert frame_digest(found) == hashlib.sha256(lines.encode()).hexdigest()


def test_a_rakshak_alone_whose_leader_is_nobody_has_no_leaders_lot():
    (frame,) = frames(World({"R1": {"reports_to": "NOBODY"}}).snapshot(), ["rakshaks"], "leader")
    assert (frame.ids.tolist(), frame.lots) == (["R1"], ("",))
