"""WRK006, WRK007: ways and middles, worked out by hand."""

from planner.audit.judge import judge
from tests.audit.worlds import World, policy, sound_world


def found(world, code):
    verdict = judge(world.evidence(), select=[code])
    return {finding.subject: finding.message for finding in verdict.findings}


def reason(world, code):
    (ruling,) = judge(world.evidence(), select=[code]).rulings
    return ruling.reason


def lines(*ways):
    """A rakshak for each way in km, with an area so far to the north of him."""
    world = World(policy=policy(audit={"far": 15_000}))
    for k, way in enumerate(ways):
        world.people[f"R{k}"] = {"at": (22.0, 80.0 + k), "zone": "A"}
        world.areas[f"A{k}"] = {"at": (22.0 + way / 111.195, 80.0 + k), "zone": "A", "visits": 1}
    world.rows = [(f"R{k}", f"A{k}", 1) for k in range(len(ways))]
    return world


def test_far_is_farther_than_the_policy_and_than_others_go():
    # quartiles 1 and 3 km: far out begins at 3 + 3 x 2 = 9 km, the policy says 15
    assert found(lines(1, 1, 2, 3, 14.9), "WRK006") == {}
    message = "goes 15.1 km to A4; three of four ways are under 3.0 km"
    assert found(lines(1, 1, 2, 3, 15.1), "WRK006") == {"R4": message}
    # quartiles 10 and 20: 50 km is where far out begins
    assert found(lines(10, 10, 15, 20, 49), "WRK006") == {}
    assert set(found(lines(10, 10, 15, 20, 51), "WRK006")) == {"R4"}


def test_ways_and_middles_need_coordinates():
    world = sound_world()
    for row in (*world.people.values(), *world.areas.values()):
        row.pop("at", None)
    assert reason(world, "WRK006") == "no rakshak and area of the plan both have coordinates"
    assert reason(world, "WRK007") == "no area of the plan has coordinates"


def test_areas_are_far_from_their_middle():
    world = World(policy=policy(audit={"far": 10_000}), people={"R1": {}, "R2": {}})
    for k, north in enumerate((0.0, 0.0, 0.27)):  # middle at 0.09: 20.02 km south of the third
        world.areas[f"A{k}"] = {"at": (22.0 + north, 82.0), "visits": 1}
    world.rows = [("R1", f"A{k}", 1) for k in range(3)]
    message = "has 3 areas as far as 20.0 km from their middle"
    assert found(world, "WRK007") == {"R1": message}
    world.rows = [("R1", "A0", 1), ("R1", "A1", 1), ("R2", "A2", 1)]
    assert found(world, "WRK007") == {}
    world.rows.append(("R1", "A2", 1))
    del world.areas["A2"]["at"]
    assert found(world, "WRK007") == {}


def test_what_is_no_farther_than_allowed_is_not_far():
    world = lines(0, 0, 0)
    world.policy = policy(audit={"far": 0})
    assert found(world, "WRK006") == found(world, "WRK007") == {}
