"""A campaign's store as the growth model sees it, by hand."""

import numpy as np
import pytest

from planner.findings import Refusal
from scenarios.growth.live import live
from scenarios.growth.scenario import growth
from tests.scenarios.growth.campaigns import leader, policy, store
from tests.scenarios.growth.worlds import with_phases


def seen_as(snapshot, rules=None, **more):
    return live(snapshot, rules or policy(target=100, quota=5), growth("bilaspur"), **more)


def team(number, under, **more):
    return [{"id": f"{under}-R{k}", "under": under, **more} for k in range(number)]


def keys(made):
    return [remark.key for remark in made.remarks]


def test_levels_and_spans_are_those_of_the_tree():
    made = seen_as(store([
        leader("N"),
        *(leader(f"L{k}", under="N") for k in range(3)),
        *(one for k in range(3) for one in team(4, f"L{k}")),
    ]))  # fmt: skip
    assert made.cascade.spans == (3, 4)
    assert made.cascade.there == (1, 3, 12)
    assert made.cascade.wanted == (1, 3, 12)
    assert made.cascade.quota == 5
    assert made.cascade.target == 100


def test_the_most_usual_depth_counts_and_the_others_are_told():
    made = seen_as(store([leader("N"), leader("L", under="N"), *team(4, "L"), *team(1, "N")]))
    assert made.cascade.spans == (1, 4)
    assert made.cascade.rakshaks == 5
    told = next(remark for remark in made.remarks if remark.key == "other depth")
    assert told.values == {"rakshaks": 1, "levels": 2}


def test_who_has_left_and_who_is_on_the_bench_is_not_in_the_field():
    made = seen_as(store([
        leader("L"),
        *team(4, "L"),
        {"id": "bench", "under": "L", "reserve": True},
        {"id": "gone", "under": "L", "active": False},
    ]))  # fmt: skip
    assert made.cascade.rakshaks == 4
    assert made.cascade.reserve == 0.25
    assert made.cascade.there == (1, 5)


def test_without_leaders_the_spans_of_the_scenario_are_taken_and_that_is_said():
    made = seen_as(store([{"id": "R1"}, {"id": "R2"}]))
    assert made.cascade.spans == (20,)
    assert made.cascade.there == (0, 2)
    assert "no leaders" in keys(made)


def test_a_ring_of_leaders_is_no_level():
    made = seen_as(store([leader("A", under="B"), leader("B", under="A"), *team(3, "A")]))
    assert made.cascade.rakshaks == 3
    assert "no leaders" in keys(made)


@pytest.mark.parametrize("people", [
    [], [leader("L")], [{"id": "R", "active": False}], [{"id": "R", "reserve": True}],
])  # fmt: skip
def test_without_a_rakshak_in_service_it_is_refused(people):
    with pytest.raises(Refusal, match="no rakshak in service"):
        seen_as(store(people))


def test_without_phases_it_is_refused_by_what_is_missing():
    with pytest.raises(Refusal) as refusal:
        seen_as(store([{"id": "R"}]), with_phases({}))
    assert {found.subject for found in refusal.value.findings} >= {"training", "pledging"}


def test_people_are_those_of_villages_wards_and_towns_not_those_of_markets():
    made = seen_as(store(
        [*team(10, "L", zone="A"), leader("L")],
        [
            {"id": "V", "category": "village", "zone": "A", "people": 700},
            {"id": "W", "category": "ward", "zone": "A", "people": 300},
            {"id": "X", "category": "ward", "zone": "A"},  # not known: the mean of the others
            {"id": "M", "category": "market", "zone": "A", "people": 9999},
        ],
    ))  # fmt: skip
    assert made.cascade.people.tolist() == [1500]


def test_where_no_area_is_a_home_all_of_them_count():
    made = seen_as(store(
        [*team(10, "L", zone="A"), leader("L")],
        [{"id": "M", "category": "market", "zone": "A", "people": 900}],
    ))  # fmt: skip
    assert made.cascade.people.tolist() == [900]


def test_zones_of_which_nothing_is_known_are_like_the_others():
    people = [leader("L"), *team(4, "L", zone="A"), {"id": "R9", "zone": "B"}, {"id": "R8"}]
    village = {"id": "V", "category": "village", "zone": "A", "people": 400}
    made = seen_as(store(people, [village]))
    assert made.cascade.people.sum() == 600  # 100 people a rakshak
    assert made.zones.tolist() == ["A", "B", ""]
    assert made.rakshaks.tolist() == [4, 1, 1]
    told = next(remark for remark in made.remarks if remark.key == "people of others")
    assert told.values == {"zones": 2, "each": 100}


def test_too_few_people_for_the_quota_are_not_believed():
    office = {"id": "O", "category": "government_office", "zone": "A", "people": 20}
    made = seen_as(store([leader("L"), *team(4, "L", zone="A")], [office]))
    bilaspur = growth("bilaspur")
    each = sum(ground.people for ground in bilaspur.grounds) / bilaspur.rakshaks.value
    assert made.cascade.people.sum() == pytest.approx(4 * each, abs=1)
    assert "people assumed" in keys(made)


def test_people_of_zones_without_rakshaks_are_nobodys_and_so_everybodys():
    areas = [
        {"id": "V", "category": "village", "zone": "A", "people": 400},
        {"id": "W", "category": "village", "zone": "B", "people": 60},
    ]
    made = seen_as(store([leader("L"), *team(4, "L", zone="A")], areas))
    assert made.cascade.people.sum() == 460
    assert "zones without rakshaks" in keys(made)


def test_zones_alike_in_people_for_each_rakshak_are_one_ground():
    zones = tuple("ABCDEF")
    each = {"A": 100, "B": 110, "C": 400, "D": 420, "E": 1000, "F": 1050}
    people = [leader("L"), *({"id": f"{z}{k}", "zone": z} for z in zones for k in range(2))]
    areas = [{"id": z, "category": "village", "zone": z, "people": 2 * each[z]} for z in zones]
    made = seen_as(store(people, areas, zones=zones))
    assert made.ground.tolist() == [0, 0, 1, 1, 2, 2]
    assert made.cascade.people.tolist() == [420, 1640, 4100]
    assert made.cascade.spread.tolist() == pytest.approx([1 / 3] * 3)


def test_there_are_never_more_than_four_grounds():
    zones = tuple(f"Z{k:02}" for k in range(20))
    people = [leader("L"), *({"id": f"R{z}", "zone": z} for z in zones)]
    areas = [{"id": z, "category": "village", "zone": z, "people": 10 * 2**k}
             for k, z in enumerate(zones)]  # fmt: skip
    made = seen_as(store(people, areas, zones=zones))
    assert len(made.cascade.people) == 4
    assert made.cascade.people.sum() == sum(10 * 2**k for k in range(20))
    assert np.diff(made.ground).min() == 0  # zones with more people are in no earlier ground
    assert made.cascade.spread.sum() == pytest.approx(1)


def test_sessions_go_where_areas_need_visits_and_meet_the_people_of_a_visit():
    areas = [
        {"id": "M", "category": "market", "zone": "A", "people": 120, "visits": 3},
        {"id": "S", "category": "school", "zone": "A", "people": 50, "visits": 1},
        {"id": "V", "category": "village", "zone": "A", "people": 400, "visits": 0},
        {"id": "T", "category": "temple", "zone": "A", "visits": 4},  # in no list
    ]
    made = seen_as(store([leader("L"), *team(4, "L", zone="A")], areas)).cascade
    shares = dict(zip(made.kinds, made.sessions[0].tolist(), strict=True))
    crowd = dict(zip(made.kinds, made.crowd.tolist(), strict=True))
    assert {kind: share for kind, share in shares.items() if share} == {
        "market": 3 / 8, "school": 1 / 8, "other": 4 / 8,
    }  # fmt: skip
    assert crowd["market"] == 40
    assert crowd["school"] == 50
    assert crowd["other"] == 100  # as in the scenario


def test_seats_are_as_many_a_rakshak_as_in_the_scenario_unless_told():
    people = store([leader("L"), *team(21, "L")])
    assert seen_as(people).cascade.seats == 5  # 2,500 for 10,500
    assert seen_as(people, seats=7).cascade.seats == 7
    assert "seats" not in keys(seen_as(people, seats=7))


def test_a_target_above_all_people_is_said_and_simulated_all_the_same():
    people = store([leader("L"), *team(4, "L", zone="A")],
                   [{"id": "V", "category": "village", "zone": "A", "people": 90}])  # fmt: skip
    assert "target above people" in keys(seen_as(people))
