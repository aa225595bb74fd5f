"""WRK: fair shares, worked out by hand and against the solver's own."""

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.audit.judge import judge
from planner.audit.workload import fair_bands, outside
from planner.problem import Problem
from planner.snapshot import integers
from tests.audit.worlds import World, policy, slow_band, sound_world


def found(world, code):
    verdict = judge(world.evidence(), select=[code])
    return {finding.subject: finding.message for finding in verdict.findings}


def test_a_fair_share_by_hand():
    # 20 of 4 + 6 + 30 = 40 are asked: shares 4 x 20/40 = 2, 3 and 15; 1 either way
    least, most = fair_bands(integers([4, 6, 30]), 20, 1)
    assert (least.tolist(), most.tolist()) == ([1, 2, 14], [3, 4, 16])


def test_with_more_asked_than_can_be_done_everybody_does_all_he_can():
    least, most = fair_bands(integers([4, 6, 0]), 50, 1)
    assert (least.tolist(), most.tolist()) == ([3, 5, 0], [4, 6, 0])


def test_where_no_whole_number_is_fair_both_next_to_the_share_are():
    # 1 visit for two is half a visit each, with none either way: 0 and 1 will do
    least, most = fair_bands(integers([1, 1]), 1, 0)
    assert (least.tolist(), most.tolist()) == ([0, 0], [1, 1])
    assert outside(integers([0, 1]), least, most).tolist() == [0, 0]


people_and_visits = st.tuples(
    st.lists(st.integers(0, 12), min_size=1, max_size=6), st.integers(0, 60), st.integers(0, 3)
)


@settings(max_examples=300, deadline=None)
@given(people_and_visits)
def test_bands_are_those_of_the_problem_and_of_plain_fractions(case):
    availability, asked, tolerance = case
    world = World(
        people={f"R{k}": {"visits": own} for k, own in enumerate(availability)},
        areas={"A": {"visits": asked + 1}},
        policy=policy(workload={"tolerance": tolerance}),
    )
    problem = world.problem()
    least, most = fair_bands(problem.availability, asked + 1, tolerance)
    theirs = problem.band()
    assert (least.tolist(), most.tolist()) == (theirs[0].tolist(), theirs[1].tolist())
    slow = [slow_band(own, asked + 1, sum(availability), tolerance) for own in availability]
    assert list(zip(least.tolist(), most.tolist(), strict=True)) == slow
    load = integers(range(len(availability)))
    assert (outside(load, least, most) == Problem.outside(load, *theirs)).all()


def test_one_out_of_band_is_a_warning_and_too_many_are_an_error():
    world = sound_world()  # fair are 1 to 3, at least 80% must be
    world.rows[5:] = []  # R6 makes nothing, H2 stays empty: 5 of 6 = 83%
    assert found(world, "WRK001") == {
        "R6": "makes 0 visits, 2.0 fewer than his fair share of 2.0 (1 either way is allowed)"
    }
    assert judge(world.evidence(), select=["WRK001"]).failed == 0
    world.rows[4:] = []  # R5 nothing either: 4 of 6
    assert set(found(world, "WRK001")) == {"campaign", "R5", "R6"}
    assert judge(world.evidence(), select=["WRK001"]).failed == 1


def test_who_is_out_of_band_is_sought_where_he_lives():
    world = sound_world()
    world.people["M13"] = {"zone": "0"}  # a zone of mitans alone: the question knows none such
    world.rows[4:] = [("R4", "H2", 2), ("R4", "H1", 2)]  # R4 makes 6 of 10: the mean is 10 / 6
    verdict = judge(world.evidence(), select=["WRK001", "WRK003"])
    assert {(f.code, f.subject, f.where) for f in verdict.findings} == {
        ("WRK001", "campaign", "plan 3"),
        ("WRK001", "R4", "B"),
        ("WRK001", "R5", "B"),
        ("WRK001", "R6", "B"),
        ("WRK003", "R4", "B"),
    }


def test_more_and_fewer_than_fair_are_told_apart():
    world = sound_world()
    world.rows[3:] = [("R4", "H1", 4), ("R6", "H2", 2)]  # fair are 2, and 1 either way
    said = "than his fair share of 2.0 (1 either way is allowed)"
    messages = found(world, "WRK001")
    assert messages["R4"] == "makes 4 visits, 2.0 more " + said
    assert messages["R5"] == "makes 0 visits, 2.0 fewer " + said


def test_least_in_band_is_enough():
    world = sound_world()
    world.policy = policy(workload={"least_in_band": 5 / 6})
    world.rows[5:] = []
    assert set(found(world, "WRK001")) == {"R6"}


def test_more_asked_than_can_be_done_is_said():
    world = sound_world()
    for k in range(1, 7):
        world.people[f"R{k}"]["visits"] = 1
    world.people["R1"]["visits"] = 2
    world.rows = [(r, a, 2 if r == "R1" else 1) for r, a, _ in world.rows]
    assert found(world, "WRK001") == {
        "campaign": "12 visits asked for, but all rakshaks together can make 7: 5 will not be made "
        "by any plan, and everybody's fair share is all he can do"
    }


def test_all_that_can_be_done_is_not_too_much():
    world = sound_world()
    for k in range(1, 7):
        world.people[f"R{k}"]["visits"] = 2  # 12 in all, 12 are asked
    assert found(world, "WRK001") == found(world, "WRK002") == {}


def test_what_is_above_availability_is_not_reported_twice():
    world = sound_world()
    world.people["R3"]["visits"] = 1
    assert found(world, "WRK001") == {}
    assert set(found(world, "WRK002")) == {"R3"}


def test_the_untrained_are_left_to_the_phases():
    world = sound_world()
    del world.people["R3"]["trained"]
    assert found(world, "WRK001") == found(world, "WRK002") == {}


def test_where_nobody_may_go_there_is_no_share():
    world = sound_world()
    world.pins = []
    world.policy = policy(training={"required": "always"})
    for person in world.people.values():
        person.pop("trained", None)
    verdict = judge(world.evidence(), select=["WRK001", "WRK003"])
    assert {ruling.reason for ruling in verdict.rulings} == {"no rakshak can make any visit yet"}


def test_twice_the_mean_is_not_more_than_twice():
    world = sound_world()  # 12 visits by 6: the mean is 2
    world.rows[2:3] = [("R6", "G2", 2)]  # R6 makes 4
    assert found(world, "WRK003") == {}


def test_availability_counts_where_a_row_says_nothing():
    world = sound_world()
    world.rows[2] = ("R3", "G2", 11)  # the policy says 10
    assert found(world, "WRK002") == {"R3": "is given 11 visits but can make 10, 1 too many"}


def limited(world, **limits):
    """The world under another limit of the workload."""
    workload = world.policy.workload.model_copy(update=limits)
    world.policy = world.policy.model_copy(update={"workload": workload})


def test_as_many_areas_as_allowed_are_not_too_many():
    world = sound_world()
    world.rows[2:3] = [("R3", "G1", 1), ("R3", "G2", 1)]
    assert found(world, "WRK004") == {}
    limited(world, most_areas=1)
    message = "goes to 2 areas, 1 more than the most allowed, 1"
    assert found(world, "WRK004") == {"R3": message}


def test_rows_of_one_pair_are_one_area():
    world = sound_world()
    world.rows.append(("R3", "G2", 1))
    limited(world, most_areas=1)
    assert found(world, "WRK004") == {}


def test_without_limits_there_is_nothing_to_look_at():
    world = sound_world()
    limited(world, most_areas=0, least_visits=1)
    verdict = judge(world.evidence(), select=["WRK004", "WRK005"])
    assert [ruling.reason for ruling in verdict.rulings] == [
        "a rakshak may go to any number of areas",
        "one visit is enough wherever a rakshak goes",
    ]


def test_fewer_visits_are_enough_where_fewer_are_asked_for():
    world = sound_world()  # at least 2 visits wherever somebody goes
    world.areas["G3"] = {"zone": "A", "visits": 1}
    world.rows.append(("R3", "G3", 1))
    assert found(world, "WRK005") == {}
    world.areas["G3"]["visits"] = 3
    message = "makes 1 visit at G3, but whoever goes there makes at least 2"
    assert found(world, "WRK005") == {"R3": message}


def test_a_pin_of_one_visit_may_stay_one_visit():
    world = sound_world()
    world.rows[3:5] = [("R4", "H1", 3), ("R5", "H1", 1)]
    assert set(found(world, "WRK005")) == {"R5"}
    world.pins.append(("R5", "H1", 1))
    assert found(world, "WRK005") == {}


def reason(world, code):
    (ruling,) = judge(world.evidence(), select=[code]).rulings
    return ruling.reason


def shares(loads, zones, unfair=0.25):
    """Rakshaks of 10 visits each in zones, who make these visits at one area."""
    world = World(policy=policy(audit={"unfair": unfair}))
    world.areas["A"] = {"visits": sum(loads)}
    world.rows = []
    for k, (load, zone) in enumerate(zip(loads, zones, strict=True)):
        world.people[f"R{k}"] = {"zone": zone, "trained": 1}
        world.rows += [(f"R{k}", "A", load)] if load else []
    return world


def test_a_zone_is_unfair_by_share_and_by_visits():
    # 12 visits for four: 3 each, 6 for each zone
    assert found(shares((5, 4, 2, 1), "AABB"), "WRK008") == {
        "A": "makes 9 visits with 2 rakshaks; 6.0 would be fair",
        "B": "makes 3 visits with 2 rakshaks; 6.0 would be fair",
    }
    assert found(shares((4, 4, 2, 2), "AABB"), "WRK008") == {}  # one visit each, not more
    assert found(shares((5, 4, 2, 1), "AABB", unfair=0.5), "WRK008") == {}
    assert found(shares((9, 1, 1, 1), "ABBB"), "WRK008") == {
        "B": "makes 3 visits with 3 rakshaks; 9.0 would be fair"
    }  # one rakshak alone is WRK001's


def test_one_zone_has_nobody_to_compare_with():
    told = "all rakshaks are of one zone and one organisation"
    assert reason(shares((2, 2), "AA"), "WRK008") == told


def test_what_no_plan_can_make_is_the_difference():
    world = World(people={"R1": {"visits": 5}}, areas={"A": {"visits": 12}}, rows=[("R1", "A", 5)])
    assert "can make 5: 7 will not be made" in found(world, "WRK001")["campaign"]


def test_three_zones_are_compared_too():
    assert set(found(shares((5, 5, 2, 2, 2, 2), "AABBCC"), "WRK008")) == {"A"}


def test_a_way_and_a_load_at_the_limit_are_allowed():
    world = sound_world()
    world.rows[2] = ("R3", "G2", 10)  # the policy says 10
    assert found(world, "WRK002") == {}


def test_one_who_makes_just_what_he_can_may_still_make_more_than_is_fair():
    world = sound_world()  # 12 visits of 54 that can be made: his share of 4 is 0.9
    world.people["R3"]["visits"] = 4
    world.rows[2] = ("R3", "G2", 4)
    message = "makes 4 visits, 3.1 more than his fair share of 0.9 (1 either way is allowed)"
    assert found(world, "WRK001")["R3"] == message
    assert found(world, "WRK002") == {}
