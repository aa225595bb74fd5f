"""Answers about plans: what is not known is told as that, and moves where there are any."""

import csv
import io
import json
from dataclasses import replace

import numpy as np

from planner.campaign import Assigned
from planner.plan import Plan, Tier
from planner.report.answers import diff_answer, plan_answer, plans_answer
from tests.audit.worlds import World

BEFORE = {"coverage": Tier(0, 0), "balance": Tier(2, 1), "cost": Tier(900, None)}
AFTER = {
    "coverage": Tier(1, 1),
    "moves": Tier(3, 2),
    "balance": Tier(4, None),
    "cost": Tier(800, None),
}


def plan(tiers, rows, replaces=""):
    rakshak, area, visits = zip(*rows, strict=True)
    return Plan(
        inputs_digest="f" * 64,
        rakshak=np.array(rakshak),
        area=np.array(area),
        visits=np.array(visits),
        rakshaks=2,
        areas=2,
        visits_needed=6,
        uncovered=0,
        tiers=tiers,
        status="feasible",
        proved_over_all_pairs=True,
        pairs_examined=4,
        pairs_possible=4,
        seed=0,
        replaces=replaces,
    )


OLD = plan(BEFORE, [("R1", "A1", 3), ("R2", "A2", 3)])
NEW = plan(AFTER, [("R1", "A1", 1), ("R1", "A2", 3), ("R2", "A2", 1)], OLD.digest)


def assigned(tiers):
    """The one rakshak of a world at its one area; only the tiers differ."""
    world = World({"R1": {"zone": "A", "visits": 9}})
    world.areas = {"A1": {"zone": "A", "visits": 4}}
    world.rows = [("R1", "A1", 4)]
    kept = replace(world.plan(), tiers=tiers)
    return Assigned(1, True, kept, world.problem(), world.snapshot())


def listed(number, what):
    """A plan as the store lists it."""
    tiers = {name: {"value": t.value, "bound": t.bound} for name, t in what.tiers.items()}
    counts = {"rakshaks": 2, "areas": 2, "visits": 6, "uncovered": 0}
    return {
        "number": number,
        "made_at": "2020-09-01T06:00:00Z",
        "status": what.status,
        "proved_over_all_pairs": what.proved_over_all_pairs,
        "digest": what.digest,
        "inputs_digest": what.inputs_digest,
        "replaces": what.replaces,
        "tiers": tiers,
        "in_force": number == 2,
        **counts,
    }


def rows(table):
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def test_plans_show_moves_and_whom_they_replace_where_they_do():
    answer = plans_answer([listed(1, OLD), listed(2, NEW)])
    first, second = rows(answer.tables[0])
    assert (first["coverage"], first["moves"], first["balance"], first["cost"]) == (0, "-", 2, 900)
    assert (second["coverage"], second["moves"], second["balance"]) == (1, 3, 4)
    assert (first["replaces"], second["replaces"]) == ("-", 1)
    assert second["proved_over_all_pairs"] is True
    data = json.loads(answer.render("json"))["plans"]
    assert (data[1]["plan"], data[1]["replaces"]) == (2, OLD.digest)
    assert data[1]["tiers"]["balance"] == {"value": 4, "bound": None}


def test_a_bound_that_is_not_known_is_a_dash():
    answer = plan_answer(assigned(BEFORE))
    table = {
        row["tier"]: (row["value"], row["bound"], row["gap"]) for row in rows(answer.tables[0])
    }
    assert table["balance"] == (2, 1, "100.00%")
    assert table["cost"] == (900, "-", "-")
    assert json.loads(answer.render("json"))["tiers"]["cost"]["bound"] is None


def test_moves_have_a_unit_and_stand_after_coverage():
    table = rows(plan_answer(assigned(AFTER)).tables[0])
    assert [row["tier"] for row in table] == ["coverage", "moves", "balance", "cost"]
    assert table[1]["unit"].startswith("visits by somebody")


def test_the_difference_of_two_plans_with_and_without_moves():
    answer = diff_answer((1, OLD), (2, NEW))
    assert (answer.data["visits_taken_away"], answer.data["visits_given"]) == (4, 3)
    assert list(answer.data["tiers"]) == ["coverage", "moves", "balance", "cost"]
    assert answer.data["tiers"]["moves"] == {"before": None, "after": 3}
    assert list(map(tuple, answer.tables[0].rows)) == [
        ("coverage", 0, 1),
        ("moves", "-", 3),
        ("balance", 2, 4),
        ("cost", 900, 800),
    ]
    changes = list(csv.reader(io.StringIO(answer.render("csv"))))[1:]
    assert changes == [["R1", "A1", "3", "1"], ["R1", "A2", "0", "3"], ["R2", "A2", "3", "1"]]


def test_the_difference_of_plans_that_replace_none_has_no_moves():
    assert list(diff_answer((1, OLD), (3, OLD)).data["tiers"]) == ["coverage", "balance", "cost"]
