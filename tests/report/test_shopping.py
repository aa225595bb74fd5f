"""The shopping list: names instead of numbers, the largest first, a sentence for every remedy."""

import json

import numpy as np
import pytest

from planner.assignment import changes
from planner.assignment.changes import Told
from planner.assignment.remedies import Remedy
from planner.assignment.solve import solve
from planner.campaign import Assigned
from planner.report import shopping
from planner.report.answers import plan_answer
from planner.report.document import Document, Table
from planner.report.shopping import with_shopping_list
from tests.audit.worlds import World, policy

DOCUMENT = Document(
    {"plan": 1}, (Table("Tiers", ("tier",), []), Table("Rows", ("r",), [])), ("Plan",)
)


def listed(world):
    problem = world.problem()
    plan = solve(problem, world.policy.search)
    return with_shopping_list(
        DOCUMENT, Assigned(1, True, plan, problem, world.snapshot()), world.policy
    )


def short_world():
    """Market M1 in KOTA lacks 21 of 25 visits, the skilled school S1 in RATANPUR all of its 6."""
    world = World(policy=policy(workload={"visits_available": 8, "tolerance": 9}))
    world.people = {"R1": {"zone": "KOTA", "visits": 4}}
    world.areas = {
        "M1": {"zone": "KOTA", "visits": 25},
        "S1": {"zone": "RATANPUR", "visits": 6, "category": "school", "skills": ["talk"]},
    }
    return world


def test_where_what_and_how_many_are_missing():
    document = listed(short_world())
    market, school = document.data["shopping_list"]
    assert [market[k] for k in ("zone", "category", "skill")] == ["KOTA", "market", ""]
    assert (market["visits_missing"], market["rakshaks_missing"], market["areas"]) == (21, 3, 1)
    assert [school[k] for k in ("zone", "category", "skill")] == ["RATANPUR", "school", "talk"]
    assert (school["visits_missing"], school["rakshaks_missing"]) == (6, 1)
    assert document.data["shopping_list_rest"] == {"groups": 0, "visits": 0}
    assert json.loads(document.render("json"))["plan"] == 1


def test_every_remedy_is_a_sentence():
    market, school = listed(short_world()).data["shopping_list"]
    # 3 recruits make 24 visits, and M1 lacks 21: the school's skill is not theirs
    assert [remedy["text"] for remedy in market["remedies"]] == [
        "Recruit 3 rakshaks in KOTA, who can make 8 visits each: "
        "then 6 visits will be uncovered in the campaign.",
        "Raise the availability of the 1 rakshak of KOTA who may come from 4 or more to "
        "25 visits each: then 6 visits will be uncovered in the campaign.",
    ]
    # the recruit has two visits left for M1
    assert [remedy["text"] for remedy in school["remedies"]] == [
        "Recruit 1 rakshak in RATANPUR with talk, who can make 8 visits each: "
        "then 19 visits will be uncovered in the campaign.",
    ]
    told = market["remedies"][0]
    assert (told["kind"], told["amount"], told["uncovered_after"]) == ("recruit", 3, 6)
    assert (told["exact"], told["smallest"]) == (True, True)


def test_where_no_zone_is_known_none_is_named():
    world = short_world()
    world.areas = {"M1": {"visits": 6}}
    (shortage,) = listed(world).data["shopping_list"]
    assert shortage["zone"] == ""
    assert shortage["remedies"][0]["text"].startswith("Recruit 1 rakshak, who can make 8 visits")


def test_it_stands_after_the_tiers_and_before_the_rows():
    titles = [table.title for table in listed(short_world()).tables]
    assert titles == ["Tiers", "Shopping list", "Rows"]
    screen = listed(short_world()).render("table")
    assert "Recruit 3 rakshaks" in " ".join(screen.split())


def test_only_the_largest_are_mended_and_the_rest_counted(monkeypatch):
    monkeypatch.setattr(shopping, "MOST_MENDED", 1)
    document = listed(short_world())
    assert [one["zone"] for one in document.data["shopping_list"]] == ["KOTA"]
    assert document.data["shopping_list_rest"] == {"groups": 1, "visits": 6}
    assert document.lines[-1] == "Besides, 1 smaller shortage: 6 visits in all."


def test_nothing_is_added_to_the_screen_where_nothing_is_short():
    world = short_world()
    world.areas = {"M1": {"zone": "KOTA", "visits": 4, "whole": 0}}
    document = listed(world)
    assert document.tables == DOCUMENT.tables
    assert document.lines == DOCUMENT.lines
    assert document.data["shopping_list"] == []
    assert document.data["balance_list"] == {"zones": [], "remedies": []}


def test_workloads_out_of_band_by_zone_with_what_would_even_them_out():
    # R1 makes all 8 visits, as only he can; 4 are fair, 3 to 5 in band
    world = World(policy=policy(workload={"tolerance": 1}))
    world.people = {
        "R1": {"zone": "KOTA", "visits": 10, "skills": ["talk"]},
        "R2": {"zone": "TAKHATPUR", "visits": 10},
    }
    world.areas = {"S1": {"zone": "KOTA", "visits": 8, "skills": ["talk"], "whole": 0}}
    found = listed(world).data["balance_list"]
    assert found["zones"] == [
        {"zone": "KOTA", "rakshaks_over": 1, "visits_over": 3, "rakshaks_under": 0,
         "visits_under": 0, "rakshaks_missing": 1},
        {"zone": "TAKHATPUR", "rakshaks_over": 0, "visits_over": 0, "rakshaks_under": 1,
         "visits_under": 3, "rakshaks_missing": 0},
    ]  # fmt: skip
    assert [remedy["text"] for remedy in found["remedies"]] == [
        "Count 4 visits more or less than the fair share as fair ([workload] tolerance = 4): "
        "then every workload is fair.",
        # recruits could only make R2's nothing look fair
        "Train 1 rakshak with too little to do in talk, and count them to KOTA: "
        "then every workload is fair.",
    ]


@pytest.mark.parametrize(
    ("kind", "told", "starts"),
    [
        (changes.SKILL, Told(3), "Ask for no skill (talk) at the Market areas of KOTA"),
        (changes.DIFFERENT, Told(2), "Ask for no more than 2 different rakshaks at the Market"),
        (changes.SPLIT, Told(1), "Let several rakshaks share an area (whole = no)"),
        (changes.BAN, Told(1), "Lift 1 ban from the Market areas of KOTA"),
        (changes.ZONE, Told(1), 'Let teams leave their zone ([team] zone = "prefer")'),
        (changes.MOST_AREAS, Told(3), "Let a rakshak go to 3 areas ([workload] most_areas = 3)"),
        (changes.LEAST_VISITS, Told(1), "Let a rakshak go where he makes 1 visit ([workload]"),
    ],
)
def test_rules_are_named_as_they_stand_in_the_policy(kind, told, starts):
    sure = Remedy(kind, told, 0, 0, exact=True, smallest=True)
    unsure = Remedy(kind, told, 1, 1, exact=False, smallest=True)
    assert shopping._text(sure, "KOTA", "Market", "talk").startswith(starts)
    assert shopping._text(sure, "KOTA", "Market", "talk").endswith(": then nothing is uncovered.")
    assert shopping._text(unsure, "KOTA", "Market", "talk").endswith(
        "then at most 1 visit will be uncovered in the campaign."
    )


def test_the_same_question_gives_the_same_list():
    assert listed(short_world()).data == listed(short_world()).data


def test_it_goes_with_the_answer_of_assign():
    world = short_world()
    problem = world.problem()
    done = Assigned(1, True, solve(problem, world.policy.search), problem, world.snapshot())
    document = with_shopping_list(plan_answer(done), done, world.policy)
    assert document.tables[0].title == "Tiers"
    assert document.tables[-1].title == "Assignments"
    assert document.data["uncovered"] == sum(
        np.array([one["visits_missing"] for one in document.data["shopping_list"]])
    )
