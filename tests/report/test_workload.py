"""Workload: shares, extremes and worst units by hand, and against plain loops."""

import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.campaign import Assigned
from planner.report.answers import plan_answer
from planner.report.workload import workload, workload_lines, workload_tables
from tests.audit.worlds import TRAINED, World, policy, slow_band


def assigned(world):
    return Assigned(1, True, world.plan(), world.problem(), world.snapshot())


def uneven_world():
    """20 visits over 40 that can be made: a fair share is half of what one can make.

    |    | leader | zone | can | fair | band | makes | off |
    | R1 | L1     | A    | 10  | 5    | 4-6  | 6     | 1   |
    | R2 | L1     | A    | 10  | 5    | 4-6  | 4     | 1   |
    | R3 | L2     | B    | 5   | 2.5  | 2-3  | 3     | 0.5 |
    | R4 | L2     | B    | 5   | 2.5  | 2-3  | 0     | 2.5 |
    | R6 | -      | C    | 10  | 5    | 4-6  | 7     | 2   |
    R5 of L2 is not trained and may not go out.
    """
    world = World({"L1": {"zone": "A"}, "L2": {"zone": "B"}})
    for k, (leader, zone, visits) in enumerate(
        [("L1", "A", 10), ("L1", "A", 10), ("L2", "B", 5), ("L2", "B", 5), ("L2", "B", 9)], 1
    ):
        world.people[f"R{k}"] = {
            "reports_to": leader,
            "zone": zone,
            "visits": visits,
            "trained": TRAINED,
        }
    world.people["R6"] = {"zone": "C", "visits": 10, "trained": TRAINED}
    del world.people["R5"]["trained"]
    world.areas = {f"A{k}": {"zone": "A", "visits": 10} for k in (1, 2)}
    world.rows = [("R1", "A1", 6), ("R2", "A1", 4), ("R3", "A2", 3), ("R6", "A2", 7)]
    return world


def test_all_who_may_go_out():
    fair = workload(assigned(uneven_world()))
    assert (fair["rakshaks"], fair["visits"], fair["not_sent"]) == (5, 20, 1)
    assert fair["in_band"] == 0.6  # R1, R2 and R3 of 5
    assert fair["most"] == {"rakshak": "R6", "visits": 7, "fair_share": 5.0}
    assert fair["least"] == {"rakshak": "R4", "visits": 0, "fair_share": 2.5}
    assert (fair["mean"], fair["max_to_mean"]) == (4.0, 1.75)  # 20 / 5, 7 / 4
    assert fair["deviation"] == 1.4  # (1 + 1 + 0.5 + 2.5 + 2) / 5
    # sorted 0 3 4 6 7, ranks -4 -2 0 2 4: (-6 + 12 + 28) / (5 x 20)
    assert fair["gini"] == 0.34
    assert fair["fair_share"] == {"least": 2.5, "most": 5.0, "tolerance": 1}


def test_leaders_and_zones_come_worst_first():
    fair = workload(assigned(uneven_world()))
    l1 = {
        "leader": "L1",
        "rakshaks": 2,
        "visits": 10,
        "mean": 5.0,
        "most": {"rakshak": "R1", "visits": 6, "fair_share": 5.0},
        "least": {"rakshak": "R2", "visits": 4, "fair_share": 5.0},
        "in_band": 1.0,
        "deviation": 1.0,
    }
    assert [unit["leader"] for unit in fair["by_leader"]] == [None, "L2", "L1"]
    assert fair["by_leader"][2] == l1
    l2 = fair["by_leader"][1]
    assert (l2["rakshaks"], l2["visits"], l2["mean"], l2["in_band"]) == (2, 3, 1.5, 0.5)
    assert (l2["most"]["rakshak"], l2["least"]["rakshak"]) == ("R3", "R4")
    assert [unit["zone"] for unit in fair["by_zone"]] == ["C", "B", "A"]
    assert (fair["worst_leader"]["leader"], fair["worst_zone"]["zone"]) == (None, "C")


def test_of_units_equally_in_band_the_one_furthest_from_its_share_is_worst():
    world = uneven_world()
    world.rows = [("R1", "A1", 6), ("R2", "A1", 4), ("R3", "A2", 3), ("R4", "A2", 2)]
    world.rows.append(("R6", "A2", 5))  # all in band; mean distances: L1 1, L2 0.5, none 0
    fair = workload(assigned(world))
    assert fair["in_band"] == 1.0
    assert [unit["leader"] for unit in fair["by_leader"]] == ["L1", "L2", None]


def test_of_equals_the_first_id_is_named():
    world = World(
        people={f"R{k}": {"visits": 4} for k in (1, 2, 3, 4)},
        areas={"A": {"visits": 8}},
        rows=[("R1", "A", 1), ("R2", "A", 3), ("R3", "A", 3), ("R4", "A", 1)],
    )
    fair = workload(assigned(world))
    assert (fair["most"]["rakshak"], fair["least"]["rakshak"]) == ("R2", "R1")


def test_without_leaders_and_zones_there_are_no_units():
    world = World({"R1": {"visits": 4}}, {"A": {"visits": 2}}, rows=[("R1", "A", 2)])
    fair = workload(assigned(world))
    assert (fair["by_leader"], fair["by_zone"]) == ([], [])
    assert (fair["worst_leader"], fair["worst_zone"]) == (None, None)
    assert workload_tables(fair) == ()
    assert list(workload_lines(fair)) == [
        "Fair share: 2.0 visits, 1 either way; 100.0% of the rakshaks within it; "
        "most 2 visits (R1), least 2 (R1)."
    ]


def test_nobody_may_go_out():
    world = World(
        {"L1": {"zone": "A"}, "R1": {"reports_to": "L1", "zone": "A"}},
        {"A": {"visits": 2}},
        rows=[],
        policy=policy(training={"required": "always"}),
    )
    fair = workload(assigned(world))
    assert (fair["rakshaks"], fair["not_sent"]) == (0, 1)
    assert (fair["most"], fair["least"], fair["max_to_mean"]) == (None, None, None)
    assert list(workload_lines(fair)) == [
        "Fair share: nobody may go out yet.",
        "Not counted: 1 rakshak who may not go out.",
    ]


def test_a_team_of_which_nobody_may_go_out_is_no_unit():
    world = uneven_world()
    for k in (3, 4):
        del world.people[f"R{k}"]["trained"]
    world.rows = world.rows[:2]
    fair = workload(assigned(world))
    assert fair["not_sent"] == 3
    assert {unit["leader"] for unit in fair["by_leader"]} == {"L1", None}


def test_nothing_to_do_is_shared_evenly():
    world = World({"R1": {}, "R2": {}}, {"A": {"visits": 0}}, rows=[])
    fair = workload(assigned(world))
    assert (fair["in_band"], fair["mean"], fair["gini"], fair["max_to_mean"]) == (1, 0, 0, None)


def test_the_worst_team_and_the_worst_zone_are_named():
    document = plan_answer(assigned(uneven_world()))
    assert document.lines[1:5] == (
        "Fair share: 2.5 to 5.0 visits, 1 either way; 60.0% of the rakshaks within it; "
        "most 7 visits (R6), least 0 (R4).",
        "Worst team: no leader, 0.0% of 1 rakshak within fair share, 7.0 visits each; "
        "most 7 visits (R6), least 7 (R6).",
        "Worst zone: C, 0.0% of 1 rakshak within fair share, 7.0 visits each; "
        "most 7 visits (R6), least 7 (R6).",
        "Not counted: 1 rakshak who may not go out.",
    )


def test_tables_and_json_of_a_plan():
    document = plan_answer(assigned(uneven_world()))
    tables = {table.title: table for table in document.tables}
    assert document.tables[-1].title == "Assignments"  # the form of CSV
    by_leader = tables["Workload by leader"]
    assert by_leader.columns[:4] == ("leader", "rakshaks", "visits", "mean")
    assert by_leader.rows[0] == ["no leader", 1, 7, 7.0, 7, "R6", 7, "R6", 0.0, 2.0]
    assert by_leader.rows[1] == ["L2", 2, 3, 1.5, 3, "R3", 0, "R4", 0.5, 1.5]
    assert [row[0] for row in tables["Workload by zone"].rows] == ["C", "B", "A"]
    written = json.loads(document.render("json"))["workload"]
    assert written == workload(assigned(uneven_world()))
    assert "Worst team" in document.render("table")


@st.composite
def worlds(draw):
    """Up to eight rakshaks under two leaders or none, in two zones or none, with any loads."""
    world = World(
        {"L1": {}, "L2": {}}, policy=policy(workload={"tolerance": draw(st.integers(0, 2))})
    )
    for k in range(draw(st.integers(1, 8))):
        world.people[f"R{k}"] = {
            "visits": draw(st.integers(0, 6)),
            "reports_to": draw(st.sampled_from(["", "L1", "L2", "gone"])),
            "zone": draw(st.sampled_from(["", "A", "B"])),
        }
    world.areas = {"A": {"visits": draw(st.integers(1, 30))}}
    can = {one: row["visits"] for one, row in world.people.items() if one[0] == "R"}
    loads = {one: draw(st.integers(0, visits)) for one, visits in can.items()}
    world.rows = [(one, "A", made) for one, made in loads.items() if made]
    return world, can, loads


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_measures_are_those_of_plain_loops(case):
    world, can, loads = case
    fair = workload(assigned(world))
    asked, total = world.areas["A"]["visits"], sum(can.values())
    share = {r: min(Fraction(own * asked, total), own) for r, own in can.items() if own}
    band = {r: slow_band(can[r], asked, total, world.policy.workload.tolerance) for r in share}
    assert fair["not_sent"] == len(can) - len(share)

    def check(unit, members):
        assert unit["rakshaks"] == len(members)
        assert unit["visits"] == sum(loads[r] for r in members)
        assert unit["mean"] == pytest.approx(unit["visits"] / len(members), abs=1e-3)
        most = max(members, key=lambda r: (loads[r], -members.index(r)))
        least = min(members, key=lambda r: (loads[r], members.index(r)))
        assert (unit["most"]["rakshak"], unit["most"]["visits"]) == (most, loads[most])
        assert (unit["least"]["rakshak"], unit["least"]["visits"]) == (least, loads[least])
        inside = [band[r][0] <= loads[r] <= band[r][1] for r in members]
        assert unit["in_band"] == pytest.approx(sum(inside) / len(members), abs=1e-4)
        off = sum(abs(loads[r] - share[r]) for r in members) / len(members)
        assert unit["deviation"] == pytest.approx(float(off), abs=1e-3)

    if share:
        check(fair, list(share))
    for kind, column in (("leader", "reports_to"), ("zone", "zone")):
        units = fair[f"by_{kind}"]
        known = {r: world.people[r][column] for r in share}
        known = {r: None if of in ("", "gone") else of for r, of in known.items()}
        expected = set(known.values()) - ({None} if set(known.values()) == {None} else set())
        assert {unit[kind] for unit in units} == expected
        for unit in units:
            check(unit, [r for r in share if known[r] == unit[kind]])
        badness = [(unit["in_band"], -unit["deviation"]) for unit in units]
        assert badness == sorted(badness)
        assert fair[f"worst_{kind}"] == (units[0] if units else None)
