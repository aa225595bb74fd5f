"""One district is simulated, in proportion to its people, and all of them together."""

from dataclasses import replace

import numpy as np
import pytest

from planner.findings import Refusal
from planner.store import bulk
from planner.store.database import create_store
from planner.store.tables import Person
from scenarios.districts.growing import Terms, ask_growth, cascade_of, grow_district
from scenarios.districts.growth_answer import draw_districts, growth_answer
from scenarios.districts.keeping import Result
from scenarios.districts.listing import District, Listing
from scenarios.growth.rates import changed
from scenarios.growth.scenario import growth

BILASPUR = growth("bilaspur")
TERMS = Terms(BILASPUR, 40, 0)


LATER = "".join(
    f'[[phases]]\ncode = "{code}"\nlabel = "-"\nlabel_hi = "-"\n'
    f"start = 2020-09-{start:02}\nend = 2020-09-{end:02}\n"
    for code, start, end in (("teams", 1, 4), ("training", 4, 12), ("awareness", 13, 27),
                             ("pledge", 28, 28))
)  # fmt: skip


def wishing(**wishes):
    return replace(
        TERMS, like=BILASPUR.model_copy(update={"rates": changed(BILASPUR.rates, wishes)})
    )


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
    answer = grow_district(WHOLE, wishing(comes_to_training="1")).answer
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
        ask_growth(replace(WHOLE, code="C"), TERMS),
        ask_growth(replace(WHOLE, leaders=525), TERMS),
        ask_growth(WHOLE, replace(TERMS, reps=41)),
        ask_growth(WHOLE, replace(TERMS, seed=1)),
        ask_growth(WHOLE, replace(TERMS, like=growth("six-lakh"))),
        ask_growth(WHOLE, wishing(willing="0.5")),
    ]
    assert len({asked, *others}) == 8


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
    return growth_answer(listing, results, "out", "en").data["together"]


def test_pledges_are_added_up_replication_by_replication():
    told = together([4, 5, 6, 9], [6, 5, 4, 9])
    assert told["target"] == 10
    assert told["pledges"] == [10, 10, 17]
    assert told["chance"] == 1.0  # together always
    assert told["all_reach"] == 0.5  # each for itself in the second and the fourth


def test_districts_have_the_same_rates_in_one_replication():
    large, half = (grow_district(one, TERMS).answer["each"] for one in (WHOLE, HALF))
    assert np.corrcoef(large, half)[0, 1] > 0.95


def test_luck_and_dice_are_each_districts_own():
    one, other = (grow_district(replace(WHOLE, code=code), TERMS).answer["each"] for code in "AB")
    assert one == grow_district(WHOLE, TERMS).answer["each"]
    assert sum(np.array(one) == np.array(other)) < 3


def test_a_leader_who_leads_leaders_only_leads_no_rakshaks(tmp_path):
    path = tmp_path / "deep.db"
    with create_store(path) as store, store.writing() as connection:
        people = {
            "id": ["L0", "L1", "L2", "R1", "R2", "R3", "R4"],
            "role": ["leader"] * 3 + ["rakshak"] * 4,
            "reports_to": ["", "L0", "L0", "L1", "L1", "L2", "L2"],
            "zone": ["A"] * 7,
        }
        bulk.insert(connection, Person, people)
    small = tmp_path / "campaign.toml"
    small.write_text("[campaign]\ntarget = 100\n", encoding="utf-8")
    terms = wishing(comes_to_training="1", leaders_leave="0")
    answer = grow_district(District("D", "Deep", None, str(path), str(small), None), terms).answer
    assert answer["leaders"] == 3
    span = answer["levels"][0]
    assert (span["level"], span["there"]) == ("span", 2)


def test_a_scenario_that_wants_more_than_bilaspur_has_is_made_smaller_first(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text("[campaign]\ntarget = 2000000\n", encoding="utf-8")
    made, _ = cascade_of(replace(WHOLE, population=3 * PEOPLE, campaign=str(own)), TERMS)
    assert made.target == 2_000_000
    with pytest.raises(Refusal, match=r"2,000,000 pledges.*population in the sheet") as refused:
        cascade_of(replace(WHOLE, campaign=str(own)), TERMS)
    assert "--target" not in refused.value.message


@pytest.mark.parametrize("lang", ["en", "hi"])
def test_all_districts_are_drawn_whatever_their_days(tmp_path, lang):
    own = tmp_path / "own.toml"
    own.write_text(LATER, encoding="utf-8")
    districts = (WHOLE, replace(HALF, campaign=str(own)))
    results = [Result(one.code, grow_district(one, TERMS).answer, None, 0.1) for one in districts]
    assert len({len(one.answer["days"]) for one in results}) == 2
    listing = Listing("x.csv", districts, ())
    (file,) = draw_districts(listing, results, tmp_path, lang)
    assert file.stat().st_size > 10_000
    answer = growth_answer(listing, results, "out", lang)
    assert answer.tables[-1].columns[-1] == {"en": "breaks first", "hi": "पहले टूटता है"}[lang]
    assert answer.content("csv").decode().startswith("code,name,exit,people,")
    if lang == "hi":
        assert "अनुकरण" in answer.lines[0]
        assert "training" not in answer.render("table")
