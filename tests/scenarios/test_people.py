import csv
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.findings import ExitCode, Refusal
from planner.policy import load
from scenarios.library import preset
from scenarios.people import people_for

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"
POLICY = load()
TIRELESS = POLICY.model_copy(
    update={"workload": POLICY.workload.model_copy(update={"most_available": 10**6})}
)
BILASPUR = preset("bilaspur")

UNKNOWN = st.none() | st.just("")
AREAS = st.lists(
    st.fixed_dictionaries(
        {
            "category": st.sampled_from(["village", "market", "bank", "shrine"]),
            "zone": st.sampled_from(["A", "B", "C", ""]) | UNKNOWN,
            "latitude": st.floats(22.0, 22.2) | UNKNOWN,
            "longitude": st.floats(82.0, 82.2),
            "people": st.integers(0, 5000) | UNKNOWN,
            "visits": st.integers(1, 40) | UNKNOWN,
            "different_rakshaks": st.integers(1, 3) | UNKNOWN,
            "skills": st.sampled_from(["", "banking", "drives", "drives;swims"]) | UNKNOWN,
        }
    ),
    min_size=1,
    max_size=25,
)


def table(rows):
    return {column: [row[column] for row in rows] for column in rows[0]}


def of_rakshaks(people, column):
    pairs = zip(people["role"], people[column], strict=True)
    return [cell for role, cell in pairs if role == "rakshak"]


@settings(max_examples=150, deadline=None)
@given(AREAS, st.integers(1, 120), st.integers(0, 99))
def test_whatever_the_areas_the_people_fit_them(rows, rakshaks, seed):
    areas = table(rows)
    people, enrolments = people_for(BILASPUR, areas, rakshaks, seed, TIRELESS)
    assert len(of_rakshaks(people, "id")) == rakshaks
    assert Counter(enrolments["rakshak"]) == dict.fromkeys(of_rakshaks(people, "id"), 25)
    assert set(people["zone"]) <= {zone or "" for zone in areas["zone"]}
    assert set(people["reports_to"]) - {""} <= set(people["id"])
    assert "" not in of_rakshaks(people, "reports_to")
    assert max(Counter(people["reports_to"]).values()) <= POLICY.span.most

    visits = 0
    for row in rows:
        norm = POLICY.norm(row["category"]).visits
        by_norm = norm(None if row["people"] in (None, "") else row["people"])
        visits += row["visits"] or max(by_norm, row["different_rakshaks"] or 1)
    able = of_rakshaks(people, "visits_available")
    assert sum(able) == max(round(visits / 0.75), rakshaks)
    for cell in areas["skills"]:
        for skill in (cell or "").split(";"):
            assert any(skill in one for one in of_rakshaks(people, "skills"))


def test_zones_get_rakshaks_by_their_visits():
    # villages: 30 visits in A, 10 in B; 8 rakshaks: 6 and 2; 40 / 0.75 = 53 visits to be made
    areas = {"category": ["village"] * 2, "zone": ["A", "B"], "visits": [30, 10]}
    people, _ = people_for(BILASPUR, areas, 8, 1, POLICY)
    assert Counter(of_rakshaks(people, "zone")) == {"A": 6, "B": 2}
    assert sum(of_rakshaks(people, "visits_available")) == 53
    assert set(people["latitude"]) == {""}  # nothing is located, so nobody is


def test_rakshaks_live_near_the_areas_in_proportion_to_their_visits():
    # one zone, 90 visits in the south and 30 in the north: 12 rakshaks live 9 to 3
    areas = {
        "category": ["village"] * 2,
        "zone": ["A", "A"],
        "latitude": [22.0, 22.5],
        "longitude": [82.0, 82.1],
        "visits": [90, 30],
    }
    people, _ = people_for(BILASPUR, areas, 12, 1, POLICY)
    assert Counter(round(one * 2) / 2 for one in of_rakshaks(people, "latitude")) == {
        22: 9,
        22.5: 3,
    }


def test_a_scarce_skill_is_held_by_enough():
    # half of the visits need it; three times that share is more than all: everyone has it
    areas = {"category": ["village"] * 2, "visits": [20, 20], "skills": ["rope work", ""]}
    people, _ = people_for(BILASPUR, areas, 5, 1, POLICY)
    assert all("rope work" in cell for cell in of_rakshaks(people, "skills"))


def test_one_rakshak_for_a_district_is_too_few():
    areas = {"category": ["village"], "visits": [1000]}
    with pytest.raises(Refusal, match="too few") as refused:
        people_for(BILASPUR, areas, 1, 1, POLICY)
    assert refused.value.exit_code is ExitCode.USAGE
    enough = int(re.search(r"About (\d+)", refused.value.message)[1])
    people, _ = people_for(BILASPUR, areas, enough, 1, POLICY)
    assert max(of_rakshaks(people, "visits_available")) <= POLICY.workload.most_available


@pytest.mark.parametrize(
    ("visits", "rakshaks", "seed"), [([], 1, 1), ([0], 1, 1), ([5], 0, 1), ([5], 1, -1)]
)
def test_nothing_to_fit_is_refused(visits, rakshaks, seed):
    areas = {"category": ["village"] * len(visits), "visits": visits}
    with pytest.raises(Refusal) as refused:
        people_for(BILASPUR, areas, rakshaks, seed, POLICY)
    assert refused.value.exit_code is ExitCode.USAGE


def test_people_for_real_places():
    path = SHARED / "data" / "bilaspur_places.csv"
    if not path.exists():
        pytest.skip("the shared folder with the real places is not there")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    areas = {
        "category": [row["category"] for row in rows],
        "zone": [row["block_or_tehsil"] for row in rows],
        "latitude": [row["latitude"] for row in rows],
        "longitude": [row["longitude"] for row in rows],
        "people": [row["population_or_households"] for row in rows],
    }
    people, enrolments = people_for(BILASPUR, areas, 3000, 1, POLICY)
    assert set(of_rakshaks(people, "zone")) == set(areas["zone"])
    assert len(enrolments["mitan"]) == 75000
    spans = Counter(people["reports_to"])
    del spans[""]
    assert POLICY.span.least <= min(spans.values()) <= max(spans.values()) <= POLICY.span.most
    known = np.array([float(cell) for cell in areas["latitude"] if cell])
    located = [cell for cell in of_rakshaks(people, "latitude") if cell != ""]
    assert len(located) > 2900
    assert known.min() <= min(located) <= max(located) <= known.max()
