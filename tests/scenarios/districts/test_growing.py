"""One district is simulated, in proportion to its people, and all of them together."""

from dataclasses import replace

import numpy as np
import pytest

from planner.findings import Refusal
from scenarios.districts.growing import Terms, ask_growth, cascade_of, grow_district
from scenarios.districts.growth_answer import growth_answer
from scenarios.districts.keeping import Result
from scenarios.districts.listing import District, Listing

TERMS = Terms("bilaspur", 40, 0, {})
PEOPLE = 1_458_598  # of the scenario
WHOLE = District("A", "All", PEOPLE, "", None, None)
HALF = replace(WHOLE, code="B", name="Half", population=PEOPLE // 2)


def test_a_district_as_large_as_the_scenario_is_the_scenario():
    made, most = cascade_of(WHOLE, TERMS)
    assert (made.rakshaks, made.leaders, made.seats, made.target) == (10_500, 525, 2_500, 600_000)
    assert made.people.tolist() == [582_146, 876_452]
    assert most == 40


def test_one_of_half_the_people_has_half_of_all():
    made, _ = cascade_of(HALF, TERMS)
    assert (made.rakshaks, made.seats, made.target) == (5_250, 1_250, 300_000)
    assert made.people.tolist() == [291_073, 438_226]


def test_its_own_leaders_decide_how_many_rakshaks_there_are():
    made, _ = cascade_of(replace(WHOLE, leaders=100), TERMS)
    assert (made.leaders, made.rakshaks) == (100, 2_000)
    assert made.seats == 2_500


def test_its_own_policy_gives_target_and_quota(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text("[campaign]\ntarget = 999\n[quota]\nmitans_per_rakshak = 7\n[span]\nmost = 30\n")
    made, most = cascade_of(replace(HALF, campaign=str(own)), TERMS)
    assert (made.target, made.quota, most) == (999, 7, 30)


def test_levels_say_what_is_needed_and_what_there_is():
    answer = grow_district(WHOLE, replace(TERMS, wishes={"comes_to_training": "1"})).answer
    levels = {level["level"]: level for level in answer["levels"]}
    # 11,550 with the bench and 525 leaders; 7 days of 2,500 seats from 25 to 31 August
    assert (levels["training"]["needed"], levels["training"]["there"]) == (12_075, 17_500)
    assert levels["span"]["needed"] == 263  # 10,500 to at most 40 each
    assert (levels["people"]["needed"], levels["people"]["there"]) == (262_500, 875_158)
    assert answer["first_to_break"] == "training"


def test_the_question_changes_with_all_that_the_answer_follows_from(tmp_path):
    asked = ask_growth(WHOLE, TERMS)
    assert asked == ask_growth(replace(WHOLE, name="Another name"), TERMS)
    others = [
        ask_growth(HALF, TERMS),
        ask_growth(replace(WHOLE, leaders=525), TERMS),
        ask_growth(WHOLE, replace(TERMS, reps=41)),
        ask_growth(WHOLE, replace(TERMS, seed=1)),
        ask_growth(WHOLE, replace(TERMS, scenario="six-lakh")),
        ask_growth(WHOLE, replace(TERMS, wishes={"willing": "0.5"})),
    ]
    assert len({asked, *others}) == 7


def test_a_district_that_cannot_be_says_why():
    with pytest.raises(Refusal, match="more than the people"):
        cascade_of(replace(WHOLE, population=2_000, leaders=500), TERMS)


def together(*each):
    answers = [
        {"code": code, "people": 10, "leaders": 1, "rakshaks": 2, "target": 5, "chance": 0.5,
         "each": list(pledges), "pledges": [0] * 5, "levels": [], "first_to_break": "span",
         "exit_code": 0}
        for code, pledges in zip("AB", each, strict=True)
    ]  # fmt: skip
    results = [Result(answer["code"], answer, None, 0.1) for answer in answers]
    listing = Listing("x.csv", (WHOLE, HALF), ())
    return growth_answer(listing, results, "out").data["together"]


def test_pledges_are_added_up_replication_by_replication():
    told = together([4, 5, 6, 9], [6, 5, 4, 9])
    assert told["target"] == 10
    assert told["pledges"] == [10, 10, 17]
    assert told["chance"] == 1.0  # together always
    assert told["all_reach"] == 0.5  # each for itself in the second and the fourth


def test_districts_have_the_same_rates_in_one_replication():
    large, half = (grow_district(one, TERMS).answer["each"] for one in (WHOLE, HALF))
    assert np.corrcoef(large, half)[0, 1] > 0.95
