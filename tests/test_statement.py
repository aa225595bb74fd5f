"""From a snapshot to the question: who may go, what is needed, what contradicts what."""

import dataclasses
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.findings import ExitCode, Refusal
from planner.policy import load
from planner.problem import Problem
from planner.snapshot import NONE, Role, integers
from planner.statement import held_back, state_problem, visits_by_norm
from tests.snapshots import pairs, snapshot, tied

POLICY = load()  # 10 visits available, 2 km within a zone, 20 km where nothing is known
KM = 1 / 111.19508  # degrees of latitude
DAY = date(2020, 8, 28).toordinal()


def state(*args, policy=POLICY, **kwargs):
    return state_problem(snapshot(*args, **kwargs), policy)


def faults(*args, **kwargs):
    with pytest.raises(Refusal) as caught:
        state(*args, **kwargs)
    return [(finding.code, finding.subject) for finding in caught.value.findings]


ONE_AREA = [{"id": "M1", "zone": "A", "visits": 4}]
ONE_RAKSHAK = [{"id": "R1", "zone": "A"}]


def test_only_active_rakshaks_are_asked():
    people = [
        {"id": "L1", "role": Role.LEADER},
        {"id": "M1", "role": Role.MITAN},
        {"id": "R1"},
        {"id": "R2", "active": False},
        {"id": "R3", "visits": 7},
    ]
    problem = state(people, ONE_AREA)
    assert problem.rakshaks.tolist() == ["R1", "R3"]
    assert problem.availability.tolist() == [10, 7]


@pytest.mark.parametrize(
    ("rule", "availability"),
    [("recorded", [10, 0]), ("always", [10, 0]), ("never", [10, 10])],
)
def test_the_untrained_are_held_back(rule, availability):
    policy = POLICY.model_copy(
        update={"training": POLICY.training.model_copy(update={"required": rule})}
    )
    people = [{"id": "R1", "trained": DAY}, {"id": "R2"}]
    assert state(people, ONE_AREA, policy=policy).availability.tolist() == availability


def test_where_no_training_is_recorded_nobody_is_held_back():
    people = [{"id": "R1"}, {"id": "R2"}]
    assert state(people, ONE_AREA).availability.tolist() == [10, 10]
    assert held_back(snapshot(people, ONE_AREA), POLICY).tolist() == []


def test_visits_come_from_the_row_else_from_the_norm():
    areas = [
        {"id": "A1", "category": "village", "people": 401},  # ceil(401 / 40) = 11
        {"id": "A2", "category": "village"},  # usual: 20
        {"id": "A3", "category": "village", "people": 400, "visits": 3},
        {"id": "A4", "category": "representative", "different": 2},  # norm 1, but two must come
        {"id": "A5", "category": "never heard of", "people": 51},  # other: ceil(51 / 50) = 2
    ]
    assert state(ONE_RAKSHAK, areas).visits.tolist() == [11, 20, 3, 2, 2]


@pytest.mark.parametrize(
    ("people", "visits"), [(NONE, 20), (0, 2), (400, 10), (401, 11), (10**7, 120)]
)
def test_visits_follow_the_norm(people, visits):
    # a village: 40 people a visit, 2 to 120 visits, 20 where not known
    assert visits_by_norm(["village"], integers([0]), integers([people]), POLICY) == [visits]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*POLICY.categories, "in no list"]), st.none() | st.integers(0, 20_000)
        ),
        max_size=40,
    )
)
def test_visits_of_a_column_are_those_of_each_row(rows):
    def one(category, people):
        norm = POLICY.norm(category)
        if people is None:
            return norm.usual_visits
        return sorted([norm.least_visits, -(-people // norm.people_per_visit), norm.most_visits])[1]

    codes = [*POLICY.categories, "in no list"]
    category = integers([codes.index(code) for code, _ in rows])
    people = integers([NONE if people is None else people for _, people in rows])
    assert visits_by_norm(codes, category, people, POLICY).tolist() == [one(*row) for row in rows]


def cost_of(person, area, **kwargs):
    problem = state([{"id": "R1", **person}], [{"id": "A1", "visits": 1, **area}], **kwargs)
    return int(problem.cost(integers([0]), integers([0]))[0])


@pytest.mark.parametrize(
    ("person", "area", "metres"),
    [
        ({"at": (22, 82)}, {"at": (22 + 3 * KM, 82)}, 3000),
        ({"at": (22, 82), "zone": "A"}, {"at": (22 + 3 * KM, 82), "zone": "A"}, 3000),
        ({"at": (22, 82), "zone": "A"}, {"at": (22 + 3 * KM, 82), "zone": "B"}, 3000 + 2000),
        ({"zone": "A"}, {"zone": "A"}, 2000),
        ({"zone": "A"}, {"zone": "B"}, 20000 + 2000),
        ({"zone": "A"}, {}, 20000),
        # A's centre is the rakshak himself; the area knows only its zone
        ({"at": (22, 82), "zone": "A"}, {"zone": "A"}, 2000),
        # B's centre is the area; he is in A, which has no centre
        ({"zone": "A"}, {"at": (22, 82), "zone": "B"}, 20000 + 2000),
        ({"zone": "A", "languages": ["hi"]}, {"zone": "A", "languages": ["cg"]}, 2000 + 5000),
        ({"zone": "A", "languages": ["hi"]}, {"zone": "A", "languages": ["cg", "hi"]}, 2000),
        ({"zone": "A"}, {"zone": "A", "languages": ["cg"]}, 2000 + 5000),
    ],
)
def test_what_a_visit_costs(person, area, metres):
    assert cost_of(person, area) == metres


def test_a_place_without_coordinates_stands_at_its_zones_centre():
    people = [{"id": "R1", "at": (22, 82)}, {"id": "R2", "zone": "B"}]
    areas = [
        {"id": "A1", "zone": "B", "at": (22 + 8 * KM, 82), "visits": 1},
        {"id": "A2", "zone": "B", "at": (22 + 12 * KM, 82), "visits": 1},
        {"id": "A3", "zone": "B", "visits": 1},
    ]
    problem = state(people, areas)
    cost = problem.cost(integers([0, 0, 0, 1, 1]), integers([0, 1, 2, 0, 2]))
    # B's centre lies 10 km from R1; R2 knows only B, so all of B is 2 km to him
    assert cost.tolist() == [8000, 12000, 10000, 2000, 2000]


def test_a_zone_centre_is_never_nearer_than_the_own_zone():
    people = [{"id": "R1", "at": (22, 82), "zone": "A"}]
    areas = [
        {"id": "A1", "zone": "B", "at": (22 + 1 * KM, 82), "visits": 1},
        {"id": "A2", "zone": "B", "visits": 1},
    ]
    problem = state(people, areas)
    assert problem.cost(integers([0, 0]), integers([0, 1])).tolist() == [3000, 4000]


def test_a_category_may_prefer_an_organisation():
    college = POLICY.categories["college"].model_copy(update={"organisations": ("Students",)})
    policy = POLICY.model_copy(update={"categories": {**POLICY.categories, "college": college}})
    people = [
        {"id": "R1", "zone": "A", "organisation": "police"},
        {"id": "R2", "zone": "A", "organisation": "students"},
        {"id": "R3", "zone": "A"},
    ]
    areas = [
        {"id": "A1", "zone": "A", "category": "college"},
        {"id": "A2", "zone": "A", "category": "market"},
    ]
    problem = state(people, areas, policy=policy)
    cost = problem.cost(integers([0, 1, 2, 0, 1]), integers([0, 0, 0, 1, 1]))
    assert cost.tolist() == [3000, 2000, 3000, 2000, 2000]


def test_somebody_on_the_bench_stays_in_the_question_and_goes_nowhere():
    people = [{"id": "R1", "visits": 9}, {"id": "R2", "visits": 9, "reserve": True}]
    problem = state(people, ONE_AREA)
    assert problem.rakshaks.tolist() == ["R1", "R2"]
    assert problem.availability.tolist() == [9, 0]


def test_skills_bans_and_availability_decide_who_is_allowed():
    people = [
        {"id": "R1", "skills": ["banking"]},
        {"id": "R2", "skills": ["banking", "talk"]},
        {"id": "R3"},
        {"id": "R4", "skills": ["talk", "banking"], "visits": 0},
    ]
    areas = [{"id": "A1", "skills": ["banking", "talk"]}, {"id": "A2"}]
    problem = state(people, areas, bans=[(2, 1, 0)])
    r, a = np.divmod(np.arange(8), 2)
    assert problem.allowed(r, a).tolist() == [
        *(False, True),  # R1 lacks talk
        *(True, True),
        *(False, False),  # R3 lacks both and is banned from A2
        *(False, False),  # R4 has no time
    ]


def test_the_band_is_fair_share_and_tolerance_in_whole_visits():
    # 12 visits asked, 24 available: fair is half of each one's 10, 9, 5, 0: 5, 4.5, 2.5, 0
    people = [{"id": f"R{k}", "visits": v} for k, v in enumerate([10, 9, 5, 0])]
    least, most = state(people, [{"id": "A1", "visits": 12}]).band()
    assert list(zip(least.tolist(), most.tolist(), strict=True)) == [(4, 6), (4, 5), (2, 3), (0, 0)]


def test_without_tolerance_the_band_is_the_whole_numbers_next_to_the_share():
    # 9 visits asked, 18 available: shares 4.5, 4, 0.5
    workload = POLICY.workload.model_copy(update={"tolerance": 0})
    policy = POLICY.model_copy(update={"workload": workload})
    people = [{"id": f"R{k}", "visits": v} for k, v in enumerate([9, 8, 1])]
    least, most = state(people, [{"id": "A1", "visits": 9}], policy=policy).band()
    assert list(zip(least.tolist(), most.tolist(), strict=True)) == [(4, 5), (4, 4), (0, 1)]


def test_in_a_shortage_everybody_is_asked_for_all_he_has():
    people = [{"id": "R1", "visits": 3}, {"id": "R2", "visits": 1}]
    least, most = state(people, [{"id": "A1", "visits": 50}]).band()
    assert (least.tolist(), most.tolist()) == ([2, 0], [3, 1])


def test_how_far_outside():
    load = integers([0, 3, 5, 9])
    outside = Problem.outside(load, integers([2, 2, 2, 2]), integers([5, 5, 5, 5]))
    assert outside.tolist() == [2, 0, 0, 4]


@pytest.mark.parametrize(
    ("people", "areas", "words"),
    [([], ONE_AREA, "import people"), (ONE_RAKSHAK, [], "import areas")],
)
def test_nothing_to_plan_for(people, areas, words):
    with pytest.raises(Refusal, match=words) as caught:
        state(people, areas)
    assert caught.value.exit_code is ExitCode.REJECTED


def test_contradictory_wishes_are_all_named_at_once():
    people = [{"id": "R1", "visits": 5}, {"id": "R2"}, {"id": "R3"}]
    areas = [
        {"id": "A1", "visits": 4},
        {"id": "A2", "visits": 9, "skills": ["talk"]},
        {"id": "A3", "visits": 3, "different": 2},
    ]
    pins = [(0, 0, 3), (0, 1, 3), (1, 0, 2), (2, 2, 3)]
    found = faults(people, areas, pins=pins, bans=[(1, 0, 0)])
    assert found == [
        ("ASK002", "R1"),  # 6 pinned, 5 available
        ("ASK003", "A1"),  # 5 pinned, 4 needed
        ("ASK003", "A3"),  # all 3 pinned to one, but two must come
        ("ASK004", "R2 at A1"),  # pinned and banned
        ("ASK005", "R1 at A2"),  # lacks talk
        ("ASK006", "A1"),  # small, so it goes to one rakshak
    ]


def test_ties_are_numbered_as_in_the_question_the_smaller_first():
    people = [{"id": "L1", "role": Role.LEADER}, {"id": "R1"}, {"id": "R2"}, {"id": "R3"}]
    areas = [{"id": f"A{k}", "visits": 1} for k in range(3)]
    problem = state(
        people, areas, together=tied([(2, 0), (0, 1)], [(1, 3)]), apart=tied([], [(3, 2)])
    )
    assert problem.together.areas.tolist() == [[0, 1], [0, 2]]
    assert problem.together.rakshaks.tolist() == [[0, 2]]  # R1 and R3, without the leader
    assert problem.apart.areas.tolist() == []
    assert problem.apart.rakshaks.tolist() == [[1, 2]]


@pytest.mark.parametrize(
    "other",
    [
        {"id": "R2", "active": False},
        {"id": "R2", "visits": 0},
        {"id": "R2", "role": Role.LEADER},
        {"id": "R2", "reserve": True},
    ],
)
def test_a_tie_to_somebody_who_goes_nowhere_does_not_count(other):
    people = [{"id": "R1"}, other, {"id": "R3"}]
    problem = state(people, ONE_AREA, together=tied(people=[(0, 1)]), apart=tied(people=[(0, 2)]))
    assert problem.together.rakshaks.shape == (0, 2)
    assert problem.rakshaks[problem.apart.rakshaks].tolist() == [["R1", "R3"]]


def test_a_tie_to_a_closed_area_does_not_count():
    areas = [{"id": "A1", "visits": 3}, {"id": "A2", "visits": 0}]
    problem = state(ONE_RAKSHAK, areas, together=tied([(0, 1)]), apart=tied([(0, 1)]))
    assert problem.together.areas.shape == problem.apart.areas.shape == (0, 2)


def test_more_different_rakshaks_than_visits_do_not_stop_the_rest():
    areas = [
        {"id": "A1", "visits": 2, "different": 3},
        {"id": "A2", "visits": 0, "different": 2},  # closed: it asks for nobody
        {"id": "A3", "visits": 4, "different": 2},
    ]
    assert state(ONE_RAKSHAK, areas).different.tolist() == [2, 0, 2]


def test_a_pin_on_an_untrained_rakshak_says_why():
    people = [{"id": "R1", "trained": DAY}, {"id": "R2"}]
    with pytest.raises(Refusal) as caught:
        state(people, ONE_AREA, pins=[(1, 0, 1)])
    assert caught.value.exit_code is ExitCode.IMPOSSIBLE
    assert "trained" in caught.value.findings[0].message


def test_pins_of_those_who_are_not_asked_are_left_out():
    people = [{"id": "R1", "active": False}, {"id": "R2"}]
    problem = state(people, ONE_AREA, pins=[(0, 0, 1), (1, 0, 2)])
    assert (problem.pins.rakshak.tolist(), problem.pins.visits.tolist()) == ([0], [2])


def test_the_digest_changes_with_every_part_of_the_question():
    people = [{"id": "R1", "zone": "A", "at": (22, 82)}, {"id": "R2", "zone": "B"}]
    areas = [{"id": "A1", "zone": "A", "visits": 3}, {"id": "A2", "visits": 1}]
    base = state(people, areas)
    assert base.digest == state(people, areas).digest
    digests = {base.digest}
    for field in dataclasses.fields(base):
        value = getattr(base, field.name)
        if isinstance(value, np.ndarray) and value.dtype.kind == "U":
            other = np.char.add(value, "x")
        elif isinstance(value, np.ndarray) and value.dtype == bool:
            other = ~value
        elif isinstance(value, np.ndarray):
            other = value + value.dtype.type(1)
        elif isinstance(value, int):
            other = value + 1
        elif field.name in ("pins", "bans"):
            other = pairs([(0, 0, 1)])
        elif field.name == "rates":
            other = dataclasses.replace(value, unknown=1)
        elif field.name == "rules":
            other = dataclasses.replace(value, most_areas=1)
        elif field.name in ("together", "apart"):
            other = dataclasses.replace(value, areas=integers([[0, 1]]))
        elif field.name == "ways":
            other = integers([[1, 2], [3, 4]])
        else:
            other = dataclasses.replace(value, zone=value.zone + 1)
        digests.add(dataclasses.replace(base, **{field.name: other}).digest)
    assert len(digests) == 1 + len(dataclasses.fields(base))
