"""The tree of small campaigns, counted by hand."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.hierarchy.tree import COLUMNS, TOTALS, read_tree
from planner.policy import load
from planner.snapshot import (
    NONE,
    UNKNOWN,
    Areas,
    Enrolments,
    Pairs,
    People,
    Role,
    Snapshot,
    integers,
)

ROLES = {"L": Role.LEADER, "R": Role.RAKSHAK, "M": Role.MITAN}
NOTHING = integers([])


def campaign(people, enrolments=(), zones=("KOTA", "TORWA"), pledged=(), left=()):
    """People as {id: (reports to, zone)}, the role by the id's first letter; enrolments as
    (mitan, rakshak) pairs; `pledged` are mitans, `left` are inactive. An unknown id reports to
    nobody's id."""
    ids = sorted(people)
    index = {one: at for at, one in enumerate(ids)}
    n = len(ids)
    none = np.full(n, NONE)
    bits = np.zeros(n, dtype=np.uint64)
    rows = sorted(enrolments)
    return Snapshot(
        people=People(
            ids=np.array(ids, dtype=np.str_),
            role=integers([ROLES[one[0]] for one in ids]),
            active=np.array([one not in left for one in ids], dtype=np.bool_),
            parent=integers(
                [NONE if not people[one][0] else index.get(people[one][0], UNKNOWN) for one in ids]
            ),
            zone=integers([zones.index(z) if (z := people[one][1]) else NONE for one in ids]),
            position=np.full((n, 3), np.nan),
            availability=none,
            reserve=np.zeros(n, dtype=bool),
            joined=none,
            trained=none,
            organisation=none,
            skills=bits,
            languages=bits,
            phone=none,
        ),
        areas=Areas(
            np.array([], dtype=np.str_),
            *[NOTHING] * 2,
            np.zeros((0, 3)),
            *[NOTHING] * 5,
            *[NOTHING.astype(np.uint64)] * 2,
        ),
        enrolments=Enrolments(
            mitan=integers([index[mitan] for mitan, _ in rows]),
            rakshak=integers([index[rakshak] for _, rakshak in rows]),
            enrolled=integers([NONE] * len(rows)),
            pledged=integers([737_676 if mitan in pledged else NONE for mitan, _ in rows]),
            minute=integers([NONE] * len(rows)),
        ),
        pins=Pairs(NOTHING, NOTHING, NOTHING),
        bans=Pairs(NOTHING, NOTHING, NOTHING),
        zones=tuple(zones),
        categories=(),
        organisations=(),
        skills=(),
        languages=(),
    )


def policy(wanted=2, tolerance=0):
    usual = load()
    quota = usual.quota.model_copy(update={"mitans_per_rakshak": wanted, "tolerance": tolerance})
    return usual.model_copy(update={"quota": quota})


def read(*given_campaign, wanted=2, tolerance=0, **more):
    return read_tree(campaign(*given_campaign, **more), policy(wanted, tolerance))


# L1 over L2 and R1; L2 over R2 and R3. Quota 2: R1 has 2 (filled), R2 1 (short), R3 3 (over).
PEOPLE = {
    "L1": ("", "KOTA"),
    "L2": ("L1", "TORWA"),
    "R1": ("L1", "KOTA"),
    "R2": ("L2", "TORWA"),
    "R3": ("L2", ""),
    **{f"M{k}": ("", "") for k in range(1, 7)},
}
ENROLMENTS = [("M1", "R1"), ("M2", "R1"), ("M3", "R2"), ("M4", "R3"), ("M5", "R3"), ("M6", "R3")]


@pytest.fixture
def tree():
    return read(PEOPLE, ENROLMENTS, pledged=("M1", "M4", "M5"))


def test_counts_and_levels(tree):
    assert tree.counts == {"leaders": 2, "rakshaks": 3, "mitans": 6, "depth": 4}
    # R1 stands at depth 2 beside L2; his mitans at 3, those of R2 and R3 at 4.
    assert tree.levels == (
        {"depth": 1, "leaders": 1, "rakshaks": 0, "mitans": 0},
        {"depth": 2, "leaders": 1, "rakshaks": 1, "mitans": 0},
        {"depth": 3, "leaders": 0, "rakshaks": 2, "mitans": 2},
        {"depth": 4, "leaders": 0, "rakshaks": 0, "mitans": 4},
    )
    assert tree.faults == ()
    assert tree.has_leaders


def test_quota_of_every_rakshak(tree):
    assert [dict(zip(COLUMNS, row, strict=True)) for row in tree.rows()] == [
        line("R1", "L1", "KOTA", enrolled=2, missing=0, pledged=1, state="filled"),
        line("R2", "L2", "TORWA", enrolled=1, missing=1, pledged=0, state="short"),
        line("R3", "L2", "", enrolled=3, missing=0, pledged=2, state="over"),
    ]


def line(rakshak, leader, zone, **rest):
    return {"id": rakshak, "leader": leader, "zone": zone, **rest}


def test_quota_of_the_campaign(tree):
    assert tree.quota == {
        "rakshaks": 3,
        "short": 1,
        "filled": 1,
        "over": 1,
        "mitans": 6,
        "wanted": 6,
        "missing": 1,  # R2's; what R3 has too many does not make up for it
        "pledged": 3,
        "wanted_each": 2,
    }


def test_a_leader_answers_for_everyone_below_him(tree):
    l1, l2 = tree.as_dict()["leaders"]
    whole = {"rakshaks": 3, "filled": 1, "short": 1, "over": 1}
    assert l1 == {"id": "L1", "reports_to": "", "zone": "KOTA", "span": 2} | whole | {
        "mitans": 6,
        "wanted": 6,
        "missing": 1,
        "pledged": 3,
        "state": "short",
    }
    assert l2 == {"id": "L2", "reports_to": "L1", "zone": "TORWA", "span": 2} | {
        "rakshaks": 2,
        "filled": 0,
        "short": 1,
        "over": 1,
        "mitans": 4,
        "wanted": 4,
        "missing": 1,
        "pledged": 2,
        "state": "short",
    }


def test_zones_sum_their_own_rakshaks_and_those_without_a_zone_come_last(tree):
    zones = tree.as_dict()["zones"]
    assert [(z["zone"], z["leaders"], z["rakshaks"], z["mitans"]) for z in zones] == [
        ("KOTA", 1, 1, 2),
        ("TORWA", 1, 1, 1),
        ("", 0, 1, 3),
    ]
    assert [z["state"] for z in zones] == ["filled", "short", "over"]


def test_the_whole_tree_is_json(tree):
    answer = json.loads(json.dumps(tree.as_dict()))
    assert {"counts", "quota", "levels", "leaders", "zones", "rakshaks", "faults"} <= set(answer)
    assert {"leaders", "rakshaks", "mitans"} <= set(answer["counts"])


@pytest.mark.parametrize(
    ("tolerance", "states"),
    [(0, ["filled", "short", "over"]), (1, ["filled", "filled", "filled"])],
)
def test_tolerance_widens_what_is_filled(tolerance, states):
    tree = read(PEOPLE, ENROLMENTS, tolerance=tolerance)
    assert [row[-1] for row in tree.rows()] == states
    assert tree.quota["missing"] == states.count("short")


def test_a_mitan_enrolled_twice_fills_two_quotas_but_is_one_mitan():
    people = {"L1": ("", ""), "R1": ("L1", ""), "R2": ("L1", ""), "M1": ("", "")}
    tree = read(people, [("M1", "R1"), ("M1", "R2")], wanted=1, pledged=("M1",))
    assert [row[-1] for row in tree.rows()] == ["filled", "filled"]
    assert (tree.quota["mitans"], tree.quota["pledged"]) == (1, 1)
    assert tree.leader_totals[0][TOTALS.index("mitans")] == 2
    (fault,) = tree.faults
    assert (fault.code, fault.subject) == ("DUP002", "M1")
    assert fault.message == "this mitan stands in 2 places: under R1, under R2"


def test_who_reports_to_nobody_is_an_orphan_unless_he_is_a_leader():
    tree = read({"L1": ("", ""), "R1": ("", "KOTA"), "M1": ("", "")})
    assert [(f.code, f.subject, f.where) for f in tree.faults] == [
        ("HIE001", "M1", "campaign"),
        ("HIE001", "R1", "zone KOTA"),
    ]


def test_who_reports_to_an_id_that_nobody_has_is_an_orphan_leaders_too():
    tree = read({"L1": ("L9", ""), "L2": ("", ""), "R1": ("L8", "")})
    assert [(f.code, f.subject) for f in tree.faults] == [("HIE001", "L1"), ("HIE001", "R1")]
    assert all("an id that nobody has" in fault.message for fault in tree.faults)
    assert tree.counts["depth"] == 1  # only L2 stands under the campaign


def test_a_campaign_without_leaders_has_no_hierarchy_yet():
    tree = read({"R1": ("", "KOTA"), "R2": ("", "KOTA"), "M1": ("", "")}, [("M1", "R1")], wanted=1)
    assert not tree.has_leaders
    assert tree.faults == ()
    assert tree.counts == {"leaders": 0, "rakshaks": 2, "mitans": 1, "depth": 2}
    assert tree.as_dict()["leaders"] == []
    assert [row[-1] for row in tree.rows()] == ["filled", "short"]


def test_a_cycle_of_leaders_is_spelt_out_and_those_below_it_are_no_orphans():
    people = {"L1": ("L2", "KOTA"), "L2": ("L3", ""), "L3": ("L1", ""), "R1": ("L2", "")}
    (fault,) = read(people).faults
    assert (fault.code, fault.subject, fault.where) == ("HIE002", "L1", "zone KOTA")
    assert fault.message.startswith("L1 over L3 over L2 over L1 again")


def test_a_leader_who_reports_to_himself():
    (fault,) = read({"L1": ("L1", "")}).faults
    assert (fault.code, fault.message) == ("HIE002", "reports to himself")


def test_a_long_cycle_is_cut_short_in_the_message():
    ring = {f"L{k:02}": (f"L{(k + 1) % 40:02}", "") for k in range(40)}
    (fault,) = read(ring).faults
    assert "over 28 more over L00 again" in fault.message


def test_a_rakshak_under_a_rakshak_stands_on_the_wrong_level():
    (fault,) = read({"L1": ("", ""), "R1": ("L1", ""), "R2": ("R1", "")}).faults
    assert (fault.code, fault.subject, fault.where) == ("HIE004", "R2", "under R1")
    assert fault.message == "this rakshak stands under R1, who is a rakshak"


def test_a_mitan_enrolled_by_a_leader_counts_for_nobodys_quota():
    tree = read({"L1": ("", ""), "R1": ("L1", ""), "M1": ("", "")}, [("M1", "L1")], wanted=1)
    assert [(f.code, f.subject, f.where) for f in tree.faults] == [("HIE004", "M1", "under L1")]
    assert (tree.quota["mitans"], tree.quota["missing"]) == (0, 1)


def test_a_rakshak_enrolled_as_a_mitan_has_two_parents():
    people = {"L1": ("", ""), "R1": ("L1", ""), "R2": ("L1", "")}
    tree = read(people, [("R2", "R1")])
    assert [(f.code, f.subject) for f in tree.faults] == [("HIE003", "R2"), ("HIE004", "R2")]


def test_a_leader_enrolled_by_a_rakshak_stands_under_the_campaign_besides():
    tree = read({"L1": ("", ""), "L2": ("", ""), "R1": ("L2", "")}, [("L1", "R1")])
    two, wrong = tree.faults
    assert (two.code, two.subject, two.where) == ("HIE003", "L1", "under the campaign")
    assert two.message == "this leader stands in 2 places: under the campaign, under R1"
    assert (wrong.code, wrong.subject) == ("HIE004", "L1")


def test_a_mitan_who_has_left_fills_no_quota_but_stays_in_the_counts():
    tree = read(PEOPLE, ENROLMENTS, pledged=("M1", "M4", "M5"), left=("M1", "M6"))
    assert [row[3:] for row in tree.rows()] == [  # enrolled, missing, pledged, state
        (1, 1, 0, "short"),  # R1 keeps M2
        (1, 1, 0, "short"),
        (2, 0, 2, "filled"),  # R3 keeps M4 and M5
    ]
    assert (tree.quota["mitans"], tree.quota["missing"], tree.quota["pledged"]) == (4, 2, 2)
    assert tree.counts["mitans"] == 6
    assert sum(level["mitans"] for level in tree.levels) == 6
    assert tree.faults == ()


def test_an_inactive_mitan_is_no_fault_wherever_he_stands():
    people = {"L1": ("", ""), "R1": ("L1", ""), "M1": ("", ""), "M2": ("", ""), "M3": ("", "")}
    enrolments = [("M1", "L1"), ("M2", "R1"), ("M2", "L1")]  # M3 has none
    assert len(read(people, enrolments).faults) == 4
    assert read(people, enrolments, left=("M1", "M2", "M3")).faults == ()


def test_an_inactive_rakshak_has_no_quota_and_is_in_no_total():
    tree = read(PEOPLE, ENROLMENTS, pledged=("M3", "M4"), left=("R3",))
    assert [row[3:] for row in tree.rows()] == [
        (2, 0, 0, "filled"),
        (1, 1, 1, "short"),
        (3, 0, 1, "inactive"),
    ]
    assert tree.quota == {
        "rakshaks": 2,
        "short": 1,
        "filled": 1,
        "over": 0,
        "mitans": 3,  # M1, M2, M3; nobody looks after R3's three
        "wanted": 4,
        "missing": 1,
        "pledged": 1,
        "wanted_each": 2,
    }
    assert tree.counts["rakshaks"] == 3
    l1, l2 = tree.as_dict()["leaders"]
    assert (l1["rakshaks"], l1["mitans"], l1["wanted"], l1["span"]) == (2, 3, 4, 2)
    assert (l2["rakshaks"], l2["mitans"], l2["wanted"], l2["span"]) == (1, 1, 2, 1)
    assert [zone["zone"] for zone in tree.as_dict()["zones"]] == ["KOTA", "TORWA"]


def test_the_staff_in_service_are_the_leaders_and_the_active_rakshaks():
    staff = read(PEOPLE, ENROLMENTS, left=("L2", "R1")).staff.in_service()
    assert staff.ids.tolist() == ["L1", "L2", "R2", "R3"]
    assert staff.parent.tolist() == [NONE, 0, 1, 1]
    assert [staff.state[k] for k in (2, 3)] == [0, 2]  # short, over
    assert staff.enrolled.tolist() == [0, 0, 1, 3]


def test_whoever_stood_under_an_inactive_rakshak_is_under_nobody_of_those_in_service():
    people = {"L1": ("", ""), "R1": ("L1", ""), "R2": ("R1", ""), "R3": ("L1", "")}
    staff = read(people, left=("R1",)).staff.in_service()
    assert dict(zip(staff.ids.tolist(), staff.parent.tolist(), strict=True)) == {
        "L1": NONE,
        "R2": NONE,
        "R3": 0,
    }


def test_every_fault_says_how_to_mend_it():
    people = {"L1": ("L1", ""), "R1": ("R2", ""), "R2": ("", ""), "M1": ("", ""), "M2": ("", "")}
    tree = read(people, [("M1", "R1"), ("M1", "R2")])
    assert {fault.code for fault in tree.faults} == {"HIE001", "HIE002", "DUP002", "HIE004"}
    assert all(fault.remedy and fault.where and fault.message for fault in tree.faults)


def test_an_empty_campaign_has_an_empty_tree():
    answer = read({}).as_dict()
    assert answer["counts"] == {"leaders": 0, "rakshaks": 0, "mitans": 0, "depth": 0}
    assert answer["zones"] == answer["rakshaks"] == answer["faults"] == []


@given(st.data())
@settings(max_examples=60)
def test_totals_agree_at_every_level_on_any_campaign(data):
    leaders = [f"L{k}" for k in range(data.draw(st.integers(1, 4)))]
    rakshaks = [f"R{k}" for k in range(data.draw(st.integers(0, 5)))]
    mitans = [f"M{k}" for k in range(data.draw(st.integers(0, 12)))]
    zone = st.sampled_from(["KOTA", "TORWA", ""])
    people = {one: ("", data.draw(zone)) for one in mitans}
    for at, one in enumerate(leaders):  # under an earlier leader, or under the campaign
        people[one] = (data.draw(st.sampled_from(["", *leaders[:at]])), data.draw(zone))
    for one in rakshaks:
        people[one] = (data.draw(st.sampled_from(leaders)), data.draw(zone))
    enrolments = [(one, data.draw(st.sampled_from(rakshaks))) for one in mitans if rakshaks]
    left = data.draw(st.sets(st.sampled_from(sorted(people))))
    tree = read(people, enrolments, left=left)

    assert {f.code for f in tree.faults} <= {"HIE001"}  # mitans whom nobody could enrol
    campaign_totals = [tree.quota[name] for name in TOTALS]
    tops = (tree.staff.role == Role.LEADER) & (tree.staff.parent == NONE)
    assert tree.leader_totals[tops].sum(axis=0).tolist() == campaign_totals
    assert tree.zone_totals.sum(axis=0).tolist() == campaign_totals
    assert sum(row[COLUMNS.index("enrolled")] for row in tree.rows()) == len(
        [mitan for mitan, _ in enrolments if mitan not in left]
    )
    serving = [one for one in rakshaks if one not in left]
    assert tree.quota["rakshaks"] == len(serving)
    assert tree.quota["filled"] + tree.quota["short"] + tree.quota["over"] == len(serving)
    assert tree.quota["mitans"] == len(
        [one for one, over in enrolments if one not in left and over not in left]
    )
    states = [row[-1] for row in tree.rows()]
    assert states.count("inactive") == len(rakshaks) - len(serving)
    staff = tree.staff.in_service()
    drawn = {one for one in (*leaders, *rakshaks) if one not in left}
    while over := {people[one][0] for one in drawn} - drawn - {""}:
        drawn |= over  # whoever has left, with somebody active anywhere below him
    assert set(staff.ids.tolist()) == drawn
    assert (staff.state[staff.role == Role.RAKSHAK] != NONE).all()
