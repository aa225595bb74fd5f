"""`mitan tree` as scripts and people know it: read, changed whole or not at all, and told."""

import json
import xml.etree.ElementTree as ET

import pytest

from planner.store import history
from planner.store.database import open_store

PEOPLE = """id,name,role,zone,reports_to,latitude,longitude
L0,Asha,leader,A,,22.00,82.00
L1,Bina,leader,A,L0,22.00,82.00
L2,Chitra,leader,B,L0,22.05,82.00
R1,Devi,rakshak,A,L1,22.001,82.00
R2,Esha,rakshak,A,L1,22.002,82.00
R3,Farah,rakshak,B,L2,22.05,82.00
"""
ENROLMENTS = """mitan,rakshak,name,enrolled_on,pledged_on
M1,R1,Gita,2020-09-01,2020-09-08
M2,R1,Hema,2020-09-01,
M3,R3,Indu,2020-09-02,2020-09-08
"""


@pytest.fixture
def desk(desk):
    assert desk("init")[0] == 0
    (desk.folder / "campaign.toml").write_text(
        "[quota]\nmitans_per_rakshak = 3\n[span]\nleast = 1\nmost = 3\n", encoding="utf-8"
    )
    desk.bring("people", PEOPLE)
    desk.bring("enrolments", ENROLMENTS)
    return desk


def tell(desk):
    """Whom everybody reports to, and which rakshak every mitan has."""
    people = desk.answer("tree", "show", "--depth", "9")["people"]
    way, under = [], {}
    for row in people:
        way[row["depth"] :] = [row["id"]]
        if row["depth"]:
            under[row["id"]] = way[row["depth"] - 1]
    return under


BEFORE = {
    "L0": "campaign",
    "L1": "L0",
    "L2": "L0",
    "R1": "L1",
    "R2": "L1",
    "R3": "L2",
    "M1": "R1",
    "M2": "R1",
    "M3": "R3",
}


def test_the_whole_tree_is_read(desk):
    assert tell(desk) == BEFORE
    shown = desk.answer("tree", "show")
    assert (shown["id"], shown["above"]) == ("campaign", [])
    assert [row["id"] for row in shown["people"]] == [
        "campaign",
        "L0",
        "L1",
        "R1",
        "R2",
        "L2",
        "R3",
    ]
    tree = desk.answer("tree")
    assert tree["spans"] == {
        "mean": 1.667,
        "least": 1,
        "thinnest": "L2",
        "most": 2,
        "widest": "L0",
        "gini": 0.1333,
    }
    states = {one["id"]: one["state"] for one in tree["leaders"]}
    assert states == {"L0": "short", "L1": "short", "L2": "short"}


def test_where_somebody_stands(desk):
    rakshak = desk.answer("tree", "show", "R1")
    assert rakshak["above"] == [["L1"], ["L0"]]
    assert [row["id"] for row in rakshak["people"]] == ["R1", "M1", "M2"]
    mitan = desk.answer("tree", "show", "M3")
    assert (mitan["role"], mitan["above"]) == ("mitan", [["R3"], ["L2"], ["L0"]])
    code, out, _ = desk("tree", "show", "R1")
    assert code == 0
    assert "R1 is a rakshak under L1 under L0." in out
    assert "2 of 3 mitans: 1 person completes him." in out
    of_zone = desk.answer("tree", "show", "--zone", "B")
    assert [row["id"] for row in of_zone["people"]] == ["campaign", "L0", "L2", "R3"]
    one_step = desk.answer("tree", "show", "L0", "--depth", "1")
    assert [row["id"] for row in one_step["people"]] == ["L0", "L1", "L2"]


def test_who_is_closest_to_complete(desk):
    quota = desk.answer("tree", "quota")
    assert (quota["short"], quota["missing"]) == (3, 6)
    assert [(one["id"], one["missing"]) for one in quota["rakshaks"]] == [
        ("R1", 1), ("R3", 2), ("R2", 3),
    ]  # fmt: skip
    close = desk.answer("tree", "quota", "--within", "2")
    assert (close["close"], [one["id"] for one in close["rakshaks"]]) == (2, ["R1", "R3"])
    assert [one["id"] for one in desk.answer("tree", "quota", "L1")["rakshaks"]] == ["R1", "R2"]
    assert "do you mean" in desk("tree", "quota", "L01")[2]


def test_a_move_is_shown_written_and_remembered(desk):
    dry = desk.answer("tree", "move", "R2", "--under", "L2", "--dry-run")
    assert tell(desk) == BEFORE
    done = desk.answer("tree", "move", "R2", "--under", "L2")
    assert done == dry | {"dry_run": False}
    assert done["changes"] == [{"id": "R2", "what": "reports to", "before": "L1", "after": "L2"}]
    assert tell(desk) == BEFORE | {"R2": "L2"}
    assert desk.answer("audit", "--select", "INT008,INT009")["failed"] == 0  # the chain holds


def test_a_leader_leaves_and_his_rakshaks_find_another(desk):
    done = desk.answer("tree", "remove", "L1")
    assert (done["moved"], done["left"]) == (2, 1)
    after = {one: leader for one, leader in BEFORE.items() if one != "L1"}
    assert tell(desk) == after | {"R1": "L2", "R2": "L2"}


def test_a_rakshak_takes_over_and_his_mitans_keep_their_pledges(desk):
    desk.answer("tree", "remove", "L1", "--promote", "R1")
    under = tell(desk)
    assert (under["R1"], under["R2"]) == ("L0", "R1")
    assert {under["M1"], under["M2"]} == {"R2"}
    csv = "mitan,rakshak,enrolled_on,pledged_on\nM1,R2,2020-09-01,2020-09-08\nM2,R2,2020-09-01,\n"
    assert desk.bring("enrolments", csv)["unchanged"] == 2


def test_a_sheet_may_name_who_leaves(desk):
    (desk.folder / "gone.csv").write_text("id\nR1\nR3\n", encoding="utf-8")
    done = desk.answer("tree", "remove", "gone.csv")
    assert (done["left"], done["mitans"]) == (2, 3)
    under = tell(desk)
    assert {under[one] for one in ("M1", "M2", "M3")} == {"R2"}
    assert "R1" not in under


def test_a_rakshak_rises_with_half_his_team(desk):
    desk.answer("tree", "promote", "R1", "--take", "1")
    under = tell(desk)
    assert (under["R1"], under["R2"], under["M1"]) == ("L0", "R1", "R2")


def test_mitans_without_a_rakshak_are_placed(desk):
    desk.bring("people", "id,name,role,zone\nM8,Jaya,mitan,B\nM9,Kala,mitan,A\n")
    assert desk("tree")[0] == 5  # two without a place
    done = desk.answer("tree", "place")
    assert {one["id"]: one["after"] for one in done["changes"]} == {"M8": "R3", "M9": "R1"}
    assert desk("tree")[0] == 0
    code, out, _ = desk("tree", "place")
    assert code == 0
    assert "No mitan is without a rakshak" in out


def test_mitans_of_one_who_dropped_out_of_a_plan_are_placed_too(desk):
    desk.bring("people", PEOPLE.replace("R1,Devi,rakshak", "R1,Devi,rakshak").replace(
        "longitude\n", "longitude,active\n").replace("82.00\nL", "82.00,1\nL").replace(
        "82.00\nR", "82.00,1\nR").replace("22.001,82.00,1", "22.001,82.00,0"))  # fmt: skip
    assert tell(desk)["R2"] == "L1"
    done = desk.answer("tree", "place")
    assert {one["id"]: one["after"] for one in done["changes"]} == {"M1": "R2", "M2": "R2"}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("move", "R9x", "--under", "L1"), 3, "there is no person R9x"),
        (("move", "L0", "--under", "L1"), 3, "stands above L1"),
        (("move", "R3", "--under", "M1"), 3, "cannot stand under M1, a mitan"),
        (("move", "R1"), 2, "--under"),
        (("move", "", "--under", "L1"), 2, "needs an id or a file"),
        (("move", "missing.csv", "--under", "L1"), 3, "missing.csv"),
        (("remove", "R1", "R2", "R3"), 4, "would be without a rakshak"),
        (("remove", "L1", "--promote", "R3"), 3, "R3 is not in his team"),
        (("promote", "L1"), 3, "only a rakshak can be promoted"),
        (("show", "L01"), 3, "do you mean"),
        (("show", "--zone", "Z"), 3, "There is no zone Z"),
        (("show", "--plot", "team.png"), 2, "give a leader's id"),
        (("show", "R1", "--plot", "team.png"), 3, "There is no leader R1"),
        (("export", "tree.txt"), 2, ".graphml, .dot, .gv"),
        (("export", "campaign.db"), 2, "belongs to this campaign"),
        (("--format", "json", "show"), 2, "mitan tree show --format"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(desk, words, code, said):
    got, _, err = desk("tree", *words)
    assert got == code
    assert said in err
    assert tell(desk) == BEFORE
    assert not list(desk.folder.glob("*.png"))


def test_more_than_the_span_is_refused_with_leaders_who_have_room(desk):
    desk.bring("people", "id,name,role,zone,reports_to\nR4,x,rakshak,A,L1\nR5,y,rakshak,A,L1\n")
    code, out, err = desk("tree", "move", "R3", "--under", "L1", "--format", "json")
    assert code == 4
    assert "leads 4 and would lead 5; span.most is 3" in err
    assert json.loads(out)["findings"][0]["code"] == "TRE001"
    code, _, err = desk("tree", "remove", "L1")
    assert code == 4
    assert "2 of this zone find no leader with room; 1 more leader(s)" in err


def test_the_tree_is_exported(desk):
    assert desk.answer("tree", "export", "tree.graphml")["people"] == 7
    root = ET.parse(desk.folder / "tree.graphml").getroot()
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    edges = {(e.get("source"), e.get("target")) for e in root.iterfind(".//g:edge", space)}
    assert edges == {(over, one) for one, over in BEFORE.items() if one[0] != "M"}
    desk.answer("tree", "export", "one.dot", "--under", "R1", "--mitans")
    dot = (desk.folder / "one.dot").read_text(encoding="utf-8")
    assert dot.startswith('digraph "R1" {')
    assert '  "R1" -> "M2";' in dot
    assert '"R1" [role="rakshak", zone="A", enrolled="2", missing="1", state="short"];' in dot


@pytest.mark.parametrize("view", ["people", "map", "levels"])
def test_pictures_are_drawn(desk, view):
    assert desk("tree", "--plot", f"{view}.png", "--view", view)[0] == 0
    assert (desk.folder / f"{view}.png").read_bytes().startswith(b"\x89PNG")


def test_a_team_is_drawn(desk):
    assert desk("tree", "show", "L1", "--plot", "team.png")[0] == 0
    assert (desk.folder / "team.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "words",
    [*(("--view", view) for view in ("people", "map", "levels")), ("show", "L1")],
    ids=lambda words: words[1],
)
def test_pictures_speak_hindi_where_asked_and_are_the_same_each_time(desk, words):
    for name, *lang in [("usual",), ("en", "--lang", "en"), ("hi", "--lang", "hi")]:
        assert desk("tree", *words, "--plot", f"{name}.png", *lang)[0] == 0
    usual, english, hindi = (
        (desk.folder / f"{name}.png").read_bytes() for name in ("usual", "en", "hi")
    )
    assert usual == english != hindi


def test_the_language_of_a_picture_is_one_of_two(desk):
    assert desk("tree", "--plot", "tree.png", "--lang", "both")[0] == 2
    assert desk("tree", "--lang", "hi", "quota")[0] == 2


ALONE = """id,name,role,zone,latitude,longitude,organisation
R1,a,rakshak,A,22.000,82.0,police
R2,b,rakshak,A,22.001,82.0,NGO
R3,c,rakshak,A,22.002,82.0,NGO
R4,d,rakshak,B,22.200,82.0,NGO
R5,e,rakshak,B,22.201,82.0,police
R6,f,rakshak,B,22.202,82.0,NGO
"""


@pytest.fixture
def alone(desk, tmp_path):
    """Six rakshaks in two hamlets, and nobody to lead them."""
    (tmp_path / "campaign.db").unlink()
    assert desk("init")[0] == 0
    desk.bring("people", ALONE)
    return desk


def test_a_tree_is_built_and_building_again_changes_nothing(alone):
    built = alone.answer("tree", "build", "--leaders", "2")
    assert (built["turned"], built["moved"]) == (2, 4)
    (level,) = built["levels"]
    assert (level["leaders"], level["chosen"], level["led"], level["proved"]) == (2, 2, 4, True)
    assert level["choosing"] == {
        "metres": level["metres"],
        "bound": level["metres"],
        "gap": 0.0,
        "status": "optimal",
    }
    with open_store("campaign.db") as store, store.reading() as connection:
        last = history.rows(connection)[-1]
    assert json.loads(last.details)["levels"] == built["levels"]
    assert tell(alone) == {
        "R2": "campaign",
        "R1": "R2",
        "R3": "R2",
        "R5": "campaign",
        "R4": "R5",
        "R6": "R5",
    }
    assert alone("tree")[0] == 0  # no fault
    assert alone.answer("tree", "build", "--leaders", "2")["changes"] == []
    code, out, _ = alone("tree", "build", "--fresh", "--span", "1-5", "--dry-run")
    assert code == 0
    assert "Level 1: 1 leader, 1 of them chosen now; 5 rakshaks got one" in out
    assert "nearer to their people: proved" in out


def test_only_those_named_are_chosen(alone):
    alone.answer("tree", "build", "--leaders", "2", "--among", "police")
    assert {one for one, over in tell(alone).items() if over == "campaign"} == {"R1", "R5"}


def test_two_levels_are_built(alone):
    alone.answer("tree", "build", "--leaders", "3,1", "--span", "1-4")
    under = tell(alone)
    heads = [one for one, over in under.items() if over == "campaign"]
    assert len(heads) == 1
    assert sorted(under.values()).count(heads[0]) >= 2


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--leaders", "0"), 2, "such as 1200 or auto,60"),
        (("--leaders", "two"), 2, "such as 1200 or auto,60"),
        (("--span", "9"), 2, "such as 15-25"),
        (("--span", "9-3"), 2, "the least is more than the most"),
        (("--leaders", "1"), 4, "1 more would do"),
        (("--leaders", "9"), 3, "only 6 people without a leader"),
        (("--among", "nobody"), 3, "neither an organisation here (NGO, police)"),
        (("--leaders", "3", "--among", "police"), 4, "only 2 may lead"),
    ],
)
def test_what_cannot_be_built_is_told(alone, words, code, said):
    got, _, err = alone("tree", "build", *words)
    assert got == code
    assert said in err
    assert set(tell(alone).values()) == {"campaign"}


def test_the_sheet_from_before_the_teams_does_not_take_their_leaders_away(alone):
    alone.answer("tree", "build", "--leaders", "2")
    before = tell(alone)
    code, _, err = alone("import", "people", "people.csv")
    assert code == 3
    assert "IMP055" in err
    assert "mitan tree export people.csv" in err
    assert tell(alone) == before
    assert alone.answer("tree", "export", "today.csv")["people"] == 6
    again = alone.answer("import", "people", "today.csv")
    assert (again["changed"], again["unchanged"]) == (0, 6)


def test_whoever_left_before_the_teams_were_formed_is_no_fault(alone):
    alone.answer("tree", "remove", "R3")
    alone.answer("tree", "build", "--span", "1-5")
    assert alone("tree")[0] == 0
    alone.answer("tree", "build", "--fresh", "--span", "1-5")
    assert alone.answer("audit", "--select", "HIE001,HIE004")["failed"] == 0
    assert "is not active any more" in alone("tree", "show", "R3")[1]


def test_people_under_somebody_who_has_left_are_still_shown_and_exported(desk):
    sheet = PEOPLE.replace("longitude\n", "longitude,active\n").replace("82.00\n", "82.00,1\n")
    desk.bring(
        "people",
        sheet.replace("L1,Bina,leader,A,L0,22.00,82.00,1", "L1,Bina,leader,A,L0,22.00,82.00,0"),
    )
    assert tell(desk) == BEFORE
    assert desk.answer("tree", "export", "all.dot")["people"] == 7


def test_of_nobody_the_campaign_alone_is_shown_and_exported(desk, tmp_path):
    (tmp_path / "campaign.db").unlink()
    assert desk("init")[0] == 0
    (campaign,) = desk.answer("tree", "show")["people"]
    assert (campaign["id"], campaign["span"], campaign["rakshaks"]) == ("campaign", 0, 0)
    for file in ("tree.graphml", "tree.dot"):
        assert desk.answer("tree", "export", file)["people"] == 1
        assert "campaign" in (desk.folder / file).read_text(encoding="utf-8")
