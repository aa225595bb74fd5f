"""Pictures: the numbers of a campaign reach the drawings."""

import numpy as np
import pytest

from graphs.draw_map import NOBODY, UNLED
from planner.campaign import Assigned
from planner.plan import Plan, Tier
from planner.policy import load
from planner.report import pictures
from planner.snapshot import Role, integers
from planner.statement import state_problem
from tests.test_statement import snapshot

PEOPLE = [
    {"id": "L1", "role": Role.LEADER, "zone": "A", "at": (22.0, 82.0)},
    {"id": "L2", "role": Role.LEADER, "zone": "B", "at": (22.1, 82.0)},
    {"id": "R1", "zone": "A", "at": (22.0, 82.0)},
    {"id": "R2", "zone": "B", "at": (22.1, 82.0)},
    {"id": "R3", "zone": "B"},
]
LEADER_OF = {"R1": 0, "R2": 1}
AREAS = [{"id": f"A{k}", "zone": "A", "at": (22.0 + k / 50, 82.0), "visits": 4} for k in range(4)]
ROWS = [("R1", "A0", 4), ("R1", "A1", 1), ("R2", "A1", 3), ("R3", "A2", 2)]  # nobody at A3


@pytest.fixture
def assigned():
    campaign = snapshot(PEOPLE, AREAS)
    for person, leader in LEADER_OF.items():
        campaign.people.parent[campaign.people.ids.tolist().index(person)] = leader
    rakshak, area, visits = zip(*ROWS, strict=True)
    plan = Plan(
        inputs_digest="",
        rakshak=np.array(rakshak),
        area=np.array(area),
        visits=integers(visits),
        rakshaks=3,
        areas=4,
        visits_needed=16,
        uncovered=6,
        tiers={name: Tier(0, 0) for name in ("coverage", "balance", "cost")},
        status="feasible",
        proved_over_all_pairs=False,
        pairs_examined=12,
        pairs_possible=12,
        seed=0,
    )
    return Assigned(1, True, plan, state_problem(campaign, load()), campaign)


def test_an_area_has_the_colour_of_the_team_that_makes_most_visits_there(
    assigned, monkeypatch, tmp_path
):
    drawn = {}

    def draw(**given):
        drawn.update(given)
        return original(**given)

    original = pictures.draw_map.draw
    monkeypatch.setattr(pictures.draw_map, "draw", draw)
    pictures.map_picture(assigned, "Test", tmp_path / "map.png")
    assert drawn["teams"] == ["L1", "L2"]
    assert drawn["team"].tolist() == [0, 1, UNLED, NOBODY]
    assert drawn["visits"].tolist() == [4, 4, 4, 4]
    assert drawn["latitude"] == pytest.approx([22.0, 22.02, 22.04, 22.06])
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")


def test_the_workload_picture_gets_loads_and_fair_shares(assigned, monkeypatch, tmp_path):
    drawn = {}
    original = pictures.draw_workload.draw
    monkeypatch.setattr(
        pictures.draw_workload, "draw", lambda **given: (drawn.update(given), original(**given))[1]
    )
    pictures.workload_picture(assigned, "Test", tmp_path / "w.png")
    assert drawn["visits"].tolist() == [5, 3, 2]
    assert drawn["share"] == pytest.approx([16 / 3] * 3)  # 10 each of 30, 16 asked
    assert (tmp_path / "w.png").read_bytes().startswith(b"\x89PNG")
