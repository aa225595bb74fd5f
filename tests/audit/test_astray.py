"""DUP006, DUP007: areas far from their village, their zone or their campaign."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.audit.astray import Cloud, _far_from_village, _middles
from planner.audit.judge import judge
from planner.policy import load
from planner.snapshot import integers
from tests.audit.worlds import World

KM = 1 / 111.195  # in degrees of latitude


def area(km, locality="Kargi", zone="A", **more):
    """An area so many kilometres north of the first."""
    return {"zone": zone, "locality": locality, "at": (22.0 + km * KM, 82.0), **more}


def findings(code, *rows):
    world = World(policy=load(), areas={f"A{k}": row for k, row in enumerate(rows)})
    found = judge(world.evidence(), select=[code]).findings
    return [(finding.subject, finding.message) for finding in found]


def test_one_of_four_lies_elsewhere():
    rows = [area(0), area(0.5), area(12.15), area(1)]
    ((subject, message),) = findings("DUP006", *rows)
    assert subject == "A2"
    assert message == "lies 11.4 km from the middle of the areas of its village and zone"
    assert not findings("DUP007", *rows)


def test_of_two_one_is_wrong_and_nobody_knows_which():
    assert findings("DUP006", area(0), area(9)) == [
        ("A0", "lies 9.0 km from the only other area of its village and zone, A1: one of the two "
         "is wrong")
    ]  # fmt: skip
    assert not findings("DUP006", area(0), area(4.9))


def test_the_row_of_the_village_knows():
    village = area(0, category="village")
    assert findings("DUP006", area(9), village) == [("A0", "lies 9.0 km from its village, A1")]
    assert [s for s, _ in findings("DUP006", area(9), area(9.1), area(9.2), village)] == [
        *("A0", "A1", "A2")
    ]


def test_two_villages_of_one_name_in_one_zone_are_both_right():
    villages = [area(km, category="village") for km in (0, 17)]
    assert not findings("DUP006", *villages, area(1), area(16))


def test_of_several_parts_of_a_village_one_can_be_far():
    parts = [area(km, category="village") for km in (0, 1, 2, 12)]
    rows = [*parts, area(12)]
    assert [subject for subject, _ in findings("DUP006", *rows)] == ["A3", "A4"]


def test_villages_of_one_name_in_two_zones_are_two():
    assert not findings("DUP006", area(0), area(1), area(30, zone="B"), area(31, zone="B"))


def test_a_large_village_is_not_odd_for_being_large():
    assert not findings("DUP006", *(area(km) for km in (0, 2, 4, 6, 8, 10, 12)))
    town = area(0, category="town")
    assert not findings("DUP006", town, *(area(km) for km in (-4, -3, 2, 3, 4, 5, 7, 8)))


def test_without_a_zone_a_village_name_says_too_little():
    rows = [{**area(km), "zone": ""} for km in (0, 0.1, 0.2, 40)]
    world = World(policy=load(), areas={f"A{k}": row for k, row in enumerate(rows)})
    (ruling,) = judge(world.evidence(), select=["DUP006"]).rulings
    assert ruling.reason == "no open area has coordinates, a zone and a village"
    assert not findings("DUP006", *rows, area(0, "Amgaon"))


def test_areas_of_no_known_village_are_no_village():
    rows = [area(km, "") for km in (0, 0.1, 0.2, 12)]
    assert not findings("DUP006", *rows, area(0), area(0.1))


def test_a_closed_area_and_one_without_coordinates_are_nowhere():
    nowhere = {"at": (np.nan, np.nan)}
    rows = area(0), area(1), area(2), area(40, visits=0), area(0) | nowhere
    assert not findings("DUP006", *rows)


@pytest.mark.parametrize("code", ["DUP006", "DUP007"])
def test_one_alone_cannot_be_far(code):
    world = World(policy=load(), areas={"A0": area(0)})
    (ruling,) = judge(world.evidence(), select=[code]).rulings
    assert ruling.reason == "fewer than two open areas have coordinates"


def test_another_district_of_the_same_name():
    rows = [area(10 * k, f"V{k}") for k in range(8)]
    rows += [area(1000 + k, f"W{k}", zone="") for k in range(2)]
    found = findings("DUP007", *rows)
    assert [subject for subject, _ in found] == ["A8", "A9"]
    assert found[0][1].endswith("km from the middle of the campaign's areas")
    assert not findings("DUP006", *rows)


def test_it_is_an_error_and_the_others_are_warnings():
    rows = [area(0, "V"), area(1, "W"), area(2, "X"), area(1000, "Y"), area(40, "Z")]
    world = World(policy=load(), areas={f"A{k}": row for k, row in enumerate(rows)})
    found = judge(world.evidence(), select=["DUP007"]).findings
    assert [(f.subject, str(f.severity)) for f in found] == [("A3", "error"), ("A4", "warning")]
    assert found[1].message == "lies 38.5 km from the middle of its zone's areas"


def test_two_districts_are_a_campaign_of_two_districts():
    rows = [area(far + k, f"V{far}{k}", zone=f"{far}") for far in (0, 600) for k in range(5)]
    assert not findings("DUP007", *rows)


def test_mixed_up_with_the_village_of_the_same_name_in_another_zone():
    home = [area(km) for km in (0, 0.2, 0.4)]
    other = [area(km, zone="B") for km in (40, 40.2, 40.4)]
    rows = [*home, *other, area(40.1)]
    assert findings("DUP007", *rows) == [
        ("A6", "lies 39.8 km from its own village but near A3, whose village has the same name but "
         "lies in B")
    ]  # fmt: skip
    assert not findings("DUP006", *rows)


def test_of_two_the_one_beside_its_namesake_is_wrong():
    rows = [area(0), area(40), area(40.1, zone="B"), area(40.2, zone="B"), area(40.3, zone="B")]
    assert [subject for subject, _ in findings("DUP007", *rows)] == ["A1"]
    assert not findings("DUP006", *rows)


def test_on_one_spot_nothing_is_far_even_where_nothing_may_be_far():
    policy = load()
    nothing = {"far_from_village": 0, "far_from_zone": 0, "far_from_campaign": 0}
    places = policy.places.model_copy(update=nothing)
    policy = policy.model_copy(update={"places": places})
    village = area(0, category="village")
    for rows in ([area(0)] * 2, [area(0)] * 3, [village, area(0)], [village] * 3):
        world = World(policy=policy, areas={f"A{k}": row for k, row in enumerate(rows)})
        verdict = judge(world.evidence(), select=["DUP006", "DUP007"])
        assert (verdict.passed, verdict.findings) == (2, ())


def line(*metres, settled=(), zone=0, village=0):
    """Areas on a straight line, so many metres from its beginning."""
    size = len(metres)
    return Cloud(
        area=np.arange(size),
        position=np.array([(m, 0.0, 0.0) for m in metres]),
        zone=np.full(size, zone),
        village=np.full(size, village),
        settled=np.isin(np.arange(size), settled),
    )


@pytest.mark.parametrize("off", [0, 1])
def test_the_limit_itself_is_not_far(off):
    """Five metres are the limit; the distances are exact."""
    rest = np.ones(5, dtype=bool)
    of_two = _far_from_village(line(0, 5 + off), 5, rest[:2])
    assert of_two.flag.tolist() == [off, off]
    of_village = _far_from_village(line(0, 5 + off, settled=[0]), 5, rest[:2])
    assert of_village.flag.tolist() == [0, off]
    middle = _far_from_village(line(0, 0, 5 + off), 5, rest[:3])
    assert middle.flag.tolist() == [0, 0, off]
    # the median distance from the middle is 1: five times as far is not far
    spread = _far_from_village(line(0, 1, -1, 1, -5 - off), 4, rest)
    assert spread.flag.tolist() == [0, 0, 0, 0, off]
    rest = np.ones(6, dtype=bool)
    around = _far_from_village(line(0, 0, 0, 1, -1, 5 + off, settled=[0]), 4, rest)
    assert around.flag.tolist() == [0, 0, 0, 0, 0, off]


def test_around_a_known_village_few_areas_have_no_spread():
    """Of four others the policy's metres count, of five their median distance as well."""
    far = [_far_from_village(line(0, *places, settled=[0]), 2, np.ones(1 + len(places), dtype=bool))
           for places in ((1, -1, 1, 4), (1, -1, 1, -1, 4))]  # fmt: skip
    assert [found.flag.tolist() for found in far] == [[0, 0, 0, 0, 1], [0, 0, 0, 0, 0, 0]]


def test_villages_of_other_names_are_nobodys_village():
    rows = [area(0, category="village"), area(9, "Koni"), area(0.1)]
    assert not findings("DUP006", *rows)


def test_who_is_in_another_state_is_nobodys_namesake():
    """A8 lies near the village of its name in zone B, but that one row is itself far from all."""
    policy = load()
    limits = {"far_from_campaign": 60_000, "far_from_village": 5_000, "far_from_zone": 90_000}
    places = policy.places.model_copy(update=limits)
    rows = [area(0), area(0.2), area(0.4), area(59.5), area(61, zone="B")]
    world = World(policy=policy.model_copy(update={"places": places}))
    world.areas = {f"A{k}": row for k, row in enumerate(rows)}
    found = judge(world.evidence(), select=["DUP006", "DUP007"]).findings
    assert {(f.code, f.subject) for f in found} == {("DUP007", "A4"), ("DUP006", "A3")}


def test_no_village_is_ever_shown():
    for code in ("DUP006", "DUP007"):
        found = findings(code, *(area(km, "Ghasidaspur") for km in (0, 0.1, 0.2, 9, 900)))
        assert found
        assert "ghasidas" not in str(found).casefold()


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-9, 9), st.integers(-9, 9)), max_size=12))
def test_middles_are_medians(rows):
    label = integers([row[0] for row in rows])
    values = np.array([row[1:] for row in rows], dtype=float).reshape(-1, 2)
    expected = [np.median(values[label == one], axis=0) for one in label]
    assert _middles(label, values).tolist() == np.array(expected).reshape(-1, 2).tolist()
