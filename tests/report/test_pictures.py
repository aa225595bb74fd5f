"""Pictures: the numbers of a campaign reach the drawings."""

import numpy as np
import pytest

from graphs.draw_map import NOBODY, UNLED
from planner.campaign import Assigned
from planner.findings import Refusal
from planner.geo import on_sphere
from planner.hierarchy.tree import STATES, read_tree
from planner.plan import Plan, Tier
from planner.policy import load
from planner.report import pictures
from planner.snapshot import NONE, Role, integers
from planner.statement import state_problem
from tests.hierarchy.test_tree import ENROLMENTS, campaign, policy
from tests.hierarchy.test_tree import PEOPLE as TREE
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
    pictures.map_picture(assigned, "Test", tmp_path / "map.png", "en")
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
    pictures.workload_picture(assigned, "Test", tmp_path / "w.png", "en")
    assert drawn["visits"].tolist() == [5, 3, 2]
    assert drawn["share"] == pytest.approx([16 / 3] * 3)  # 10 each of 30, 16 asked
    assert (tmp_path / "w.png").read_bytes().startswith(b"\x89PNG")


# L1 over L2 and R1; L2 over R2, R3 and R4, who has left. Quota 2: R1 has 2 (filled), R2 1 (short),
# R3 3 (over).
GROWN = {**TREE, "R4": ("L2", "TORWA")}


@pytest.fixture
def grown():
    found = campaign(GROWN, ENROLMENTS, pledged=("M1", "M4", "M5"), left=("R4",))
    places = {"L1": (22.0, 82.0), "R2": (22.1, 82.1), "R3": (22.3, 82.3), "R4": (25.0, 85.0)}
    for person, place in places.items():
        found.people.position[found.people.ids.tolist().index(person)] = on_sphere(*place)
    return found


@pytest.fixture
def drawn(monkeypatch):
    """What the pictures hand to a module of `graphs`, as they are drawn."""
    given = {}

    def watch(module):
        original = module.draw
        monkeypatch.setattr(module, "draw", lambda **all: (given.update(all), original(**all))[1])
        return given

    return watch


def test_the_team_picture_shows_those_right_below_with_all_that_they_answer_for(
    grown, drawn, tmp_path
):
    given = drawn(pictures.draw_team)
    tree = read_tree(grown, policy())
    pictures.team_picture(tree, "L1", "कोटा", tmp_path / "t.png", "en")
    assert (given["leader"], given["above"]) == ("L1", [])
    assert given["ids"].tolist() == ["L2", "R1"]
    assert given["level"].tolist() == [Role.LEADER, Role.RAKSHAK]
    assert given["enrolled"].tolist() == [4, 2]
    assert given["wanted"].tolist() == [4, 2]
    assert given["missing"].tolist() == [1, 0]
    assert given["pledged"].tolist() == [2, 1]
    assert [STATES[state] for state in given["state"]] == ["short", "filled"]
    assert (tmp_path / "t.png").read_bytes().startswith(b"\x89PNG")


def test_the_team_picture_leaves_out_who_has_left_and_names_the_way_up(grown, drawn, tmp_path):
    given = drawn(pictures.draw_team)
    pictures.team_picture(read_tree(grown, policy()), "L2", "कोटा", tmp_path / "t.png", "en")
    assert given["above"] == ["L1"]
    assert given["ids"].tolist() == ["R2", "R3"]
    assert [STATES[state] for state in given["state"]] == ["short", "over"]


def test_the_way_up_ends_where_leaders_go_round_in_a_circle(grown, drawn, tmp_path):
    given = drawn(pictures.draw_team)
    grown.people.parent[:2] = [1, 0]
    tree = read_tree(grown, policy())
    pictures.team_picture(tree, "L2", "कोटा", tmp_path / "t.png", "en")
    assert given["above"] == ["L2", "L1"]


@pytest.mark.parametrize("asked", ["R1", "L9", "", "कोटा"])
def test_a_team_is_a_leaders(grown, asked, tmp_path):
    with pytest.raises(Refusal, match="There is no leader"):
        pictures.team_picture(read_tree(grown, policy()), asked, "T", tmp_path / "t.png", "en")
    assert not (tmp_path / "t.png").exists()


def test_the_leaders_picture_gets_places_and_states(grown, drawn, tmp_path):
    given = drawn(pictures.draw_leaders)
    pictures.leaders_picture(read_tree(grown, policy()), grown, "कोटा", tmp_path / "l.png", "en")
    assert given["leaders"] == ["L1", "L2"]
    assert given["latitude"] == pytest.approx([22.0, np.nan], nan_ok=True)
    assert [given["zones"][zone] for zone in given["zone"]] == ["KOTA", "TORWA"]
    assert given["rakshak_leader"].tolist() == [0, 1, 1]  # without R4, who has left
    assert [STATES[state] for state in given["rakshak_state"]] == ["filled", "short", "over"]
    assert given["rakshak_longitude"] == pytest.approx([np.nan, 82.1, 82.3], nan_ok=True)
    assert (tmp_path / "l.png").read_bytes().startswith(b"\x89PNG")


def test_who_has_no_zone_or_no_leader_is_nobodys_on_the_map(grown, drawn, tmp_path):
    given = drawn(pictures.draw_leaders)
    grown.people.zone[0] = NONE
    grown.people.parent[grown.people.ids.tolist().index("R2")] = NONE
    pictures.leaders_picture(read_tree(grown, policy()), grown, "कोटा", tmp_path / "l.png", "en")
    assert given["zone"].tolist() == [-1, 1]
    assert given["rakshak_leader"].tolist() == [0, -1, 1]


def test_the_levels_picture_gets_the_tree_and_the_quota(grown, drawn, tmp_path):
    given = drawn(pictures.draw_levels)
    pictures.levels_picture(read_tree(grown, policy()), "कोटा", tmp_path / "v.png", "en")
    assert given["ids"].tolist() == ["L1", "L2", "R1", "R2", "R3"]
    assert given["parent"].tolist() == [-1, 0, 0, 1, 1]
    assert given["enrolled"].tolist() == [0, 0, 2, 1, 3]
    assert given["pledged"].tolist() == [0, 0, 1, 0, 2]
    assert given["wanted"] == 2
    assert (tmp_path / "v.png").read_bytes().startswith(b"\x89PNG")


def test_an_empty_campaign_can_be_drawn(tmp_path):
    nobody = campaign({})
    tree = read_tree(nobody, policy())
    pictures.leaders_picture(tree, nobody, "कोटा", tmp_path / "l.png", "en")
    pictures.levels_picture(tree, "कोटा", tmp_path / "v.png", "en")
    assert {file.name for file in tmp_path.iterdir()} == {"l.png", "v.png"}


@pytest.mark.parametrize(
    ("lang", "titles"),
    [
        (
            "en",
            [
                "कोटा: areas by team",
                "कोटा: how the visits are shared",
                "कोटा: leaders and how full their rakshaks are",
                "कोटा: all levels",
            ],
        ),
        (
            "hi",
            [
                "कोटा: दल के अनुसार क्षेत्र",
                "कोटा: दौरे कैसे बँटे हैं",
                "कोटा: लीडर, और उनके रक्षकों का कोटा कितना पूरा है",
                "कोटा: सभी स्तर",
            ],
        ),
    ],
)
def test_titles_speak_the_language(assigned, grown, drawn, tmp_path, lang, titles):
    tree, file = read_tree(grown, policy()), tmp_path / "p.png"
    said = []
    for module, draw in (
        (pictures.draw_map, lambda: pictures.map_picture(assigned, "कोटा", file, lang)),
        (pictures.draw_workload, lambda: pictures.workload_picture(assigned, "कोटा", file, lang)),
        (pictures.draw_leaders, lambda: pictures.leaders_picture(tree, grown, "कोटा", file, lang)),
        (pictures.draw_levels, lambda: pictures.levels_picture(tree, "कोटा", file, lang)),
    ):
        given = drawn(module)
        draw()
        said.append(given["title"])
        assert given["lang"] == lang
    assert said == titles
