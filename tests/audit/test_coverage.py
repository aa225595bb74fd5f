"""COV: quotas and areas."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.audit.judge import judge
from planner.snapshot import NONE
from tests.audit.worlds import World, policy, sound_world


def found(world, code, plan=None):
    verdict = judge(world.evidence(plan), select=[code])
    return {finding.subject: finding.message for finding in verdict.findings}


def reason(world, code):
    (ruling,) = judge(world.evidence(), select=[code]).rulings
    return ruling.reason


def enrol(world, rakshak, number):
    """Give the rakshak exactly so many mitans."""
    world.enrolments = [(m, r) for m, r in world.enrolments if r != rakshak]
    for k in range(number):
        world.people[f"M{rakshak}{k}"] = {}
        world.enrolments.append((f"M{rakshak}{k}", rakshak))


@pytest.mark.parametrize(
    ("enrolled", "short", "over"),
    [(22, False, False), (21, True, False), (28, False, False), (29, False, True)],
)
def test_a_quota_of_25_with_3_either_way(enrolled, short, over):
    world = sound_world()
    world.policy = policy(quota={"mitans_per_rakshak": 25, "tolerance": 3})
    for k in range(1, 7):
        enrol(world, f"R{k}", 25)
    enrol(world, "R1", enrolled)
    assert found(world, "COV001") == ({"R1": "has 21 of 25 mitans, 4 short"} if short else {})
    assert found(world, "COV002") == ({"R1": "has 29 of 25 mitans, 4 over"} if over else {})


def test_one_who_has_left_needs_no_mitans():
    world = sound_world()
    enrol(world, "R1", 0)
    assert found(world, "COV001") == {"R1": "has 0 of 2 mitans, 2 short"}
    world.people["R1"]["active"] = False
    assert found(world, "COV001") == {}
    enrol(world, "R1", 3)
    assert found(world, "COV002") == {}


def test_mitans_who_have_left_are_not_counted():
    world = sound_world()
    world.people["M01"]["active"] = False
    assert found(world, "COV001") == {"R1": "has 1 of 2 mitans, 1 short"}
    world.people["M13"] = {}
    world.enrolments.append(("M13", "R1"))
    assert found(world, "COV001") == found(world, "COV002") == {}


def test_before_the_first_enrolment_nobody_is_short():
    world = sound_world()
    world.enrolments = []
    assert reason(world, "COV001") == reason(world, "COV002") == "no enrolments yet"


def test_an_empty_area_is_reported_once():
    world = sound_world()
    world.rows = world.rows[2:]  # nobody at G1, which needs 4 visits by 2 rakshaks
    assert found(world, "COV003") == {"G1": "needs 4 visits and has no rakshak"}
    assert found(world, "COV004") == found(world, "COV005") == {}


def test_visits_and_faces_are_two_things():
    world = sound_world()
    world.rows[:2] = [("R1", "G1", 3)]
    assert found(world, "COV004") == {"G1": "has 3 of 4 visits, 1 short"}
    assert found(world, "COV005") == {"G1": "has 1 of 2 different rakshaks, 1 short"}


def test_visits_of_one_who_has_left_do_not_count():
    world = sound_world()
    plan = world.plan()
    world.people["R2"]["active"] = False
    assert found(world, "COV004", plan) == {"G1": "has 2 of 4 visits, 2 short"}
    assert found(world, "COV005", plan) == {"G1": "has 1 of 2 different rakshaks, 1 short"}


def test_a_row_without_visits_is_no_face():
    world = sound_world()
    world.rows[:2] = [("R1", "G1", 4), ("R2", "G1", 0)]
    assert found(world, "COV005") == {"G1": "has 1 of 2 different rakshaks, 1 short"}


def test_a_closed_area_needs_nobody():
    world = sound_world()
    world.areas["X1"] = {"zone": "C", "visits": 0, "different": 3}  # a zone without rakshaks
    verdict = judge(world.evidence())
    assert [finding.as_dict() for finding in verdict.findings] == []
    world.areas["X2"] = {"zone": "C", "visits": 1}
    assert found(world, "COV006") == {"C": "has 1 area but no active rakshak"}


def test_where_every_area_is_closed_nothing_is_asked_for():
    world = sound_world()
    world.pins, world.rows = [], []
    for area in world.areas.values():
        area["visits"] = 0
    verdict = judge(world.evidence())
    assert verdict.findings == ()
    assert reason(world, "COV006") == "the zones of open areas or of rakshaks are not recorded"


def test_areas_need_a_plan_and_a_campaign_that_can_be_planned():
    world = sound_world()
    plan, world.rows = world.plan(), None
    assert {reason(world, f"COV00{k}") for k in (3, 4, 5, 7)} == {"no plan yet"}
    world.pins = [("R1", "G1", 11)]  # more than he can do: the question cannot be put
    verdict = judge(world.evidence(plan), select=["COV003", "COV004", "COV005", "COV007"])
    assert verdict.skipped == 4
    assert "mitan assign" in verdict.rulings[0].reason


def test_a_row_of_fewer_visits_than_none_takes_nobody_elses_away():
    world = sound_world()
    plan = world.plan()
    columns = {"rakshak": "R4", "area": "G2", "visits": -1}
    rows = {name: np.append(getattr(plan, name), value) for name, value in columns.items()}
    assert found(world, "COV004", dataclasses.replace(plan, **rows)) == {}
    assert found(world, "COV007", dataclasses.replace(plan, **rows)) == {}


def test_zones_that_are_not_recorded_are_no_zones_without_rakshaks():
    world = sound_world()
    for row in world.people.values():
        row.pop("zone")
    assert reason(world, "COV006") == "the zones of open areas or of rakshaks are not recorded"
    world.people["R1"]["zone"] = "A"
    assert found(world, "COV006") == {"B": "has 2 areas but no active rakshak"}


def shared(visits, whole, different=1, up_to=5):
    """Whether two rakshaks at such an area are one too many."""
    world = World(
        people={"R1": {}, "R2": {}},
        areas={"A": {"visits": visits, "whole": whole, "different": different}},
        rows=[("R1", "A", 1), ("R2", "A", 1)],
        policy=policy(workload={"whole_up_to": up_to}),
    )
    return found(world, "COV007") == {"A": "is for one rakshak only, but 2 go: R1 and R2"}


@pytest.mark.parametrize(
    ("visits", "whole", "different", "is_whole"),
    [
        (5, NONE, 1, True),
        (6, NONE, 1, False),
        (5, NONE, 2, False),  # it asks for two
        (5, 0, 1, False),  # its row says that it may be shared
        (60, 1, 1, True),  # its row says that it may not
    ],
)
def test_small_areas_are_whole_unless_their_row_says_otherwise(visits, whole, different, is_whole):
    assert shared(visits, whole, different) == is_whole


def test_no_area_is_small_where_the_policy_says_so():
    assert not shared(1, NONE, up_to=0)
    world = sound_world()
    world.policy = policy(workload={"whole_up_to": 0})
    assert reason(world, "COV007") == "no area is for one rakshak only"


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 9), st.sampled_from([NONE, 0, 1]), st.integers(1, 3), st.integers(0, 9))
def test_areas_are_whole_for_the_judge_as_for_the_question(visits, whole, different, up_to):
    different = min(different, visits)
    area = {"visits": visits, "whole": whole, "different": different}
    world = World({"R1": {}}, {"A": area}, policy=policy(workload={"whole_up_to": up_to}))
    assert shared(visits, whole, different, up_to) == world.problem().whole[0]


def test_a_zone_with_closed_areas_alone_has_none():
    world = sound_world()
    world.pins = []
    world.areas["G1"]["visits"] = world.areas["G2"]["visits"] = 0
    assert found(world, "COV008") == {"A": "has 3 active rakshaks but no area"}
    for rakshak in ("R1", "R2", "R3"):
        world.people[rakshak]["active"] = False
    assert found(world, "COV008") == {}


def test_the_only_zone_of_rakshaks_may_have_no_area():
    world = World(people={"R1": {"zone": "A"}, "R2": {}}, areas={"G": {"zone": "B", "visits": 1}})
    assert found(world, "COV008") == {"A": "has 1 active rakshak but no area"}
    world.people["R1"].pop("zone")
    assert reason(world, "COV008") == "the zones of open areas or of rakshaks are not recorded"


def test_categories_are_those_of_open_areas():
    world = sound_world()
    gym = world.policy.categories["market"].model_copy(update={"label": "Gym"})
    categories = {**world.policy.categories, "gym": gym}
    world.policy = world.policy.model_copy(update={"categories": categories})
    world.areas["X"] = {"category": "gym", "visits": 0}
    assert found(world, "COV009") == {"gym": "is a category of the campaign, but no area has it"}
    world.areas["X"]["visits"] = 1
    assert found(world, "COV009") == {}


def test_people_are_reached_as_visits_are_made():
    world = sound_world()
    world.policy = policy(audit={"least_reached": 0.75})
    world.areas["X"] = {"visits": 4, "people": 100}  # in no zone
    world.rows.append(("R1", "X", 3))
    assert found(world, "COV010") == {}
    world.rows[-1] = ("R1", "X", 2)
    message = "visits are planned for 50 of 100 people (50.0%); at least 75% are asked for"
    assert found(world, "COV010") == {"no zone": message}
    for area in world.areas.values():
        area.pop("people", None)
    told = "of no open area is it known how many people there are"
    assert reason(world, "COV010") == told


def test_where_no_area_asks_for_several_there_is_nothing_to_look_at():
    world = sound_world()
    world.areas["G1"]["different"] = 1
    assert reason(world, "COV005") == "no area asks for several rakshaks"


def test_an_area_whose_visits_its_category_decides_is_open():
    world = World(people={"R1": {}}, areas={"X": {"category": "gym"}})
    assert found(world, "COV009") == {"market": "is a category of the campaign, but no area has it"}
    world.areas["X"]["category"] = "market"
    assert found(world, "COV009") == {}
