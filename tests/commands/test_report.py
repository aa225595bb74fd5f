"""`mitan report` as people run it, on a campaign one can count by hand."""

import base64
import hashlib
import json
import re
import sqlite3

import numpy as np
import pytest

from planner.report.report_phrases import PHRASES
from planner.reporting import Scope
from planner.tracking import Part
from tests.reports import GOES, IMAGE, PHONES, SCRIPT, WORK, Parts, make_campaign

ZONES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"zone": zone},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[82, 22], [82 + k, 22], [82, 23], [82, 22]]],
            },
        }
        for k, zone in enumerate(["KOTA", "BILHA"], start=1)
    ],
}


@pytest.fixture
def campaign(desk):
    return make_campaign(desk)


def parts(campaign, *words):
    campaign.answer("report", *words, "-o", "out.html")
    return Parts(campaign.folder / "out.html")


def test_every_area_rakshak_and_leader_is_in_it_with_who_goes_where(campaign):
    made = campaign.answer("report", "-o", "out.html")
    assert {k: made[k] for k in ("plan", "in_force", "areas", "rakshaks", "leaders", "stale")} == {
        "plan": 2,
        "in_force": 2,
        "areas": 5,
        "rakshaks": 4,
        "leaders": 3,
        "stale": False,
    }
    found = Parts(campaign.folder / "out.html")
    assert made["bytes"] == len(found.raw)
    areas, rakshaks = found.columns("areas"), found.columns("rakshaks")
    assert areas["id"] == ["AR-1", "AR-2", "AR-3", "AR-4", "AR-5"]
    assert areas["name"][:2] == ["गोल बाज़ार, सदर", "श्री क्षेत्र"]
    assert areas["visits"] == areas["planned"] == [9, 5, 4, 3, 2]
    assert [found.told["zones"][k] for k in areas["zone"]] == [
        "KOTA", "KOTA", "BILHA", "BILHA", "TAKHAT",
    ]  # fmt: skip
    assert rakshaks["load"] == [5, 7, 7, 4]
    assert rakshaks["enrolled"] == [25, 0, 3, 0]
    assert rakshaks["state"] == [1, 0, 0, 0]
    leaders = found.columns("leaders")
    assert [leaders["id"][k] for k in rakshaks["leader"]] == ["LD-1", "LD-1", "LD-2", "LD-3"]
    assert leaders["leader"] == [-1, 0, -1]
    rows = found.columns("rows")
    goes = {
        (rakshaks["id"][r], areas["id"][a]): v
        for r, a, v in zip(rows["rakshak"], rows["area"], rows["visits"], strict=True)
    }
    assert goes == GOES


def test_places_on_the_map_are_as_far_apart_as_on_the_ground(campaign):
    areas = parts(campaign).columns("areas")
    assert areas["y"][1] - areas["y"][0] == pytest.approx(1.112, abs=0.002)  # 0.01 degrees north
    assert areas["x"][1] - areas["x"][0] == pytest.approx(1.030, abs=0.002)  # x cos 22 degrees
    assert areas["x"][3] != areas["x"][3]  # not known


def test_the_summary_and_what_it_is_of(campaign):
    found = parts(campaign).seen
    assert "23 of 23 visits (100.0%) at 5 areas; 0 areas lack 0 visits" in found
    assert "leaders 3, rakshaks 4, mitans 28" in found
    assert "1 of 4 rakshaks have their 25 mitans; 72 mitans are missing" in found
    assert campaign.answer("plans")["plans"][-1]["digest"] in found
    assert "plan 2." in found
    assert "Audit" in found
    assert "Nothing has been reported from the field yet" in found


def test_the_tree_has_leaders_below_leaders_with_their_quota(campaign):
    tree = parts(campaign).html.split('<section id="tree">')[1]
    first, second = (tree.index(f'data-leader="{k}"') for k in (0, 1))
    assert "</details>" not in tree[first:second]  # LD-2 stands within LD-1
    assert "ज्ञानेश्वर आर्य (LD-1): 3 rakshaks: filled 1, short 2, over 0; mitans 28 of 75" in tree


@pytest.mark.parametrize("lang", PHRASES)
def test_both_languages_are_whole(campaign, lang):
    (campaign.folder / "days.csv").write_text(WORK, encoding="utf-8")
    assert campaign("progress", "import", "days.csv")[0] == 0
    found = parts(campaign, "--lang", lang, "--against", "1")
    for key in ("summary", "map", "workload", "tree", "findings", "progress"):
        assert f"<h2>{PHRASES[lang][key]}</h2>" in found.html
    assert f'<html lang="{lang}">' in found.html
    if lang == "hi":
        assert "गोल बाज़ार" in found.html
        assert "योजना 1 और योजना 2 की तुलना" in found.seen
        assert found.told["categories"] == ["कॉलोनी", "होटल / भोजनालय", "बाज़ार"]
        said = [text for text in PHRASES["en"].values() if " " in text and "{" not in text]
        assert [text for text in said if text in found.seen] == []


def test_the_same_plan_gives_the_same_bytes(campaign):
    first = parts(campaign, "--against", "1").raw
    assert parts(campaign, "--against", "1").raw == first


def test_no_phone_and_nothing_of_a_name_is_markup(campaign):
    found = parts(campaign)
    assert [phone for phone in PHONES if phone in found.html] == []
    assert SCRIPT not in found.html
    assert "<img" not in found.html
    assert SCRIPT + " $$x^2$$, <b>Mela</b>" in found.columns("areas")["name"]
    assert IMAGE in found.columns("rakshaks")["name"]


def test_the_policy_lets_nothing_in_but_the_two_scripts(campaign):
    found = parts(campaign).html
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', found)[1]
    scripts = re.findall(r"<script>(.*?)</script>", found, re.DOTALL)
    assert len(scripts) == 2
    digests = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts]
    allowed = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert allowed["default-src"] == "'none'"
    assert allowed["script-src"].split() == [f"'sha256-{digest}'" for digest in digests]
    assert "unsafe-eval" not in policy
    assert not re.search(r"""(src|href)=["'](?!#)""", found.split("<script")[0])


OUTSIDE = {
    ("--leader", "LD-2"): {"LD-1", "LD-3", "RK-1", "RK-2", "RK-4", "AR-1", "AR-2", "AR-5", "MT-1"},
    ("--leader", "LD-3"): {"LD-1", "LD-2", "RK-1", "RK-2", "RK-3", "AR-2", "AR-3", "AR-4", "MT-1"},
    ("--zone", "BILHA"): {"LD-1", "LD-3", "RK-1", "RK-2", "RK-4", "AR-1", "AR-2", "AR-5", "MT-1"},
    ("--zone", "KOTA"): {"LD-2", "LD-3", "RK-3", "AR-3", "AR-4", "AR-5", "BILHA", "MT-26"},
}
NAMES = {
    "LD-1": "ज्ञानेश्वर आर्य",
    "LD-2": "Mohan Rao",
    "LD-3": "Zubaida Khan",
    "RK-1": "राम मिश्र",
    "RK-2": "='void'",
    "RK-3": "क्षमा त्रिवेदी",
    "RK-4": "Farida Begum",
    "AR-1": "गोल बाज़ार",
    "AR-2": "श्री क्षेत्र",
    "AR-3": "Mela",
    "AR-4": "Kota Haat",
    "AR-5": "Tarbahar",
    "MT-1": "Uma 1",
}


@pytest.mark.parametrize("words", OUTSIDE, ids=" ".join)
def test_a_part_names_nobody_and_nothing_outside_of_it(campaign, words):
    (campaign.folder / "days.csv").write_text(WORK, encoding="utf-8")
    campaign("progress", "import", "days.csv")
    (campaign.folder / "zones.json").write_text(json.dumps(ZONES))
    for lang in PHRASES:
        found = parts(campaign, *words, "--against", "1", "--zones", "zones.json", "--lang", lang)
        outside = OUTSIDE[words]
        told = [one for one in outside if re.search(rf"\b{one}\b", found.html)]
        assert told == []
        assert [one for one in outside & NAMES.keys() if NAMES[one] in found.html] == []
        inside = NAMES.keys() - outside
        assert [one for one in inside - {"MT-1"} if one not in found.html] == []
        assert found.columns("zones")["zone"] == list(
            range(len({"KOTA", "BILHA"} & set(found.told["zones"])))
        )


def test_a_finding_that_names_others_tells_its_rule_only(campaign):
    twins = "id,name,role,reports to,zone,phone\n" + "".join(
        f"{one},Twin,rakshak,{leader},BILHA,9123456780\n"
        for one, leader in (("RK-8", "LD-2"), ("RK-9", "LD-3"))
    )
    campaign.bring("people", twins)
    whole = parts(campaign)
    assert "RK-8" in whole.seen.split("Findings of the audit")[-1]
    found = parts(campaign, "--leader", "LD-2")
    assert "RK-9" not in found.html
    assert "the message names others, outside of this part" in found.seen
    assert "the message names others" not in whole.seen


def test_the_sums_of_a_part_count_what_others_do_there(campaign):
    found = parts(campaign, "--zone", "KOTA")
    areas, rows = found.columns("areas"), found.columns("rows")
    assert areas["planned"] == [9, 5]
    assert sum(rows["visits"]) == 14
    found = parts(campaign, "--leader", "LD-3")
    areas, rows = found.columns("areas"), found.columns("rows")
    assert (areas["id"], areas["planned"]) == (["AR-1", "AR-5"], [9, 2])
    assert sum(rows["visits"]) == 4  # the other 7 at AR-1 are others'
    assert found.columns("rakshaks")["leader"] == [0]


def test_a_leader_from_elsewhere_is_not_named(campaign):
    found = parts(campaign, "--zone", "KOTA")
    assert found.columns("rakshaks")["leader"] == [0, 0, -2]
    assert "leader from elsewhere" in found.seen


def test_what_was_done_is_told_up_to_a_day(campaign):
    (campaign.folder / "days.csv").write_text(WORK, encoding="utf-8")
    campaign("progress", "import", "days.csv")
    told = "Visits: {done} of 23 planned"
    assert told.format(done=3) in parts(campaign).seen
    assert told.format(done=1) in parts(campaign, "--as-of", "2020-09-01").seen
    made = campaign.answer("report", "--as-of", "2020-09-01", "-o", "out.html")
    assert made["progress"] == "2020-09-01"


def test_a_plan_against_another(campaign):
    found = parts(campaign, "--against", "1")
    changed = campaign.answer("diff", "1", "2")
    assert f"{changed['pairs_changed']} pairs of rakshak and area change" in found.seen
    assert "Plan 1 against plan 2" in found.seen
    found = parts(campaign, "--plan", "1", "--against", "1")
    assert "not in force: that is plan 2" in found.seen
    assert "Nothing changes hands." in found.seen


def test_a_campaign_that_changed_since(campaign):
    campaign.bring("people", "id,name,role,reports to,zone,active\nRK-2,Ram,rakshak,LD-1,KOTA,0\n")
    found = parts(campaign)
    assert "The campaign has changed since this plan was made" in found.seen
    assert "7 visits of this plan belong to people or areas that are not there any more" in (
        found.seen
    )
    assert "16 of 23 visits (69.6%) at 5 areas; 2 areas lack 7 visits" in found.seen
    areas = found.columns("areas")
    assert (areas["planned"], areas["bare"]) == ([7, 0, 4, 3, 2], [1, 1, 0, 0, 0])


def test_a_campaign_without_leaders_and_coordinates(desk):
    desk("init")
    desk.bring("areas", "id,name,category,zone,visits\nAR-1,Haat,market,KOTA,4\n")
    desk.bring("people", "id,name,role,zone\nRK-1,Ram,rakshak,KOTA\nRK-2,Sita,rakshak,KOTA\n")
    assert desk("assign")[0] == 0
    found = parts(desk)
    assert "Without coordinates, so not on the map: 1 areas, 2 rakshaks, 0 leaders." in found.seen
    assert "no leader" in found.seen
    assert found.columns("rakshaks")["leader"] == [-1, -1]
    assert found.columns("rakshaks")["zone"] == [0, 0]


def test_outlines_of_zones_are_drawn_where_they_were_handed_in(campaign):
    (campaign.folder / "zones.json").write_text(json.dumps(ZONES))
    made = campaign.answer("report", "--zones", "zones.json", "-o", "out.html")
    assert made["zones_outlined"] == 2
    assert len(Parts(campaign.folder / "out.html").columns("zones")["xs"]) == 2
    with pytest.raises(StopIteration):
        parts(campaign).columns("zones")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--leader", "ld-1"], 3, "There is no leader ld-1: do you mean LD-1"),
        (["--zone", "KOTAA"], 3, "There is no zone KOTAA. Zones: BILHA, KOTA, TAKHAT."),
        (["--zone", ""], 2, "need an id or a code"),
        (["--zone", "KOTA", "--leader", "LD-1"], 2, "not both"),
        (["--plan", "9"], 3, "There is no plan 9"),
        (["--against", "9"], 3, "There is no plan 9"),
        (["--zones", "none.json"], 3, "none.json cannot be read"),
    ],
)
def test_refusals(campaign, words, code, said):
    (campaign.folder / "out.html").write_text("as it was")
    got, _, err = campaign("report", *words, "-o", "out.html")
    assert (got, said in err) == (code, True), err
    assert (campaign.folder / "out.html").read_text() == "as it was"


def test_it_is_written_nowhere_over_the_campaign_and_needs_a_plan(campaign):
    got, _, err = campaign("report", "-o", "campaign.db")
    assert (got, "belongs to this campaign" in err) == (2, True)
    got, _, err = campaign("report", "-o", "nowhere/out.html")
    assert (got, "cannot be written" in err) == (6, True)
    assert campaign("report")[0] == 2
    campaign("init", "--db", "other.db")
    got, _, err = campaign("report", "-o", "out.html", "--db", "other.db")
    assert (got, "Run: mitan assign" in err) == (3, True)


def test_nothing_is_written_into_the_store(campaign):
    def entries():
        with sqlite3.connect(campaign.folder / "campaign.db") as store:
            found = store.execute("SELECT count(*) FROM history").fetchone()[0]
        store.close()
        return found

    before = entries()
    parts(campaign)
    assert entries() == before


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("RK-9 goes to AR-1", True),
        ("stands under (RK-9), not under RK-1.", True),
        ("as far as RK-9: then on", True),
        ("R 7 goes to AR-1", True),
        ('"R 7": 3 visits', True),
        ("RK-99 and RK-1 only", False),
        ("R and 7", False),
    ],
)
def test_whoever_is_elsewhere_is_found_in_a_text_by_his_id(text, named):
    nobody = np.zeros(0, dtype=bool)
    scope = Scope(Part("zone", "KOTA"), nobody, nobody, frozenset({"RK-9", "R 7"}))
    assert scope.strangers(text) is named
