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
from planner.snapshot import integers
from scenarios.ground import Ground
from scenarios.people import people_for
from scenarios.presets import preset

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"
POLICY = load()
TIRELESS = POLICY.model_copy(
    update={"workload": POLICY.workload.model_copy(update={"most_available": 10**6})}
)
BILASPUR = preset("bilaspur")

NOWHERE = (None, None)

AREAS = st.lists(
    st.fixed_dictionaries(
        {
            "visits": st.integers(1, 40),
            "zone": st.sampled_from(["A", "B", "C", ""]),
            "at": st.just(NOWHERE) | st.tuples(st.floats(22.0, 22.2), st.floats(82.0, 82.2)),
            "skills": st.sampled_from([(), ("banking",), ("drives",), ("drives", "swims")]),
        }
    ),
    min_size=1,
    max_size=25,
)


def ground(*areas):
    """Areas as short dicts: visits, and as far as known zone, at (degrees) and skills."""
    zones, zone = np.unique([one.get("zone", "") for one in areas], return_inverse=True)
    at = np.array([one.get("at", NOWHERE) for one in areas], dtype=float).reshape(-1, 2)
    skills = sorted({name for one in areas for name in one.get("skills", ())})
    asked = [sum(1 << skills.index(name) for name in one.get("skills", ())) for one in areas]
    return Ground(
        zones=tuple(zones.tolist()),
        zone=zone,
        latitude=at[:, 0],
        longitude=at[:, 1],
        visits=integers([one["visits"] for one in areas]),
        skills=tuple(skills),
        asked=np.array(asked, dtype=np.uint64),
    )


def of_rakshaks(people, column):
    pairs = zip(people["role"], people[column], strict=True)
    return [cell for role, cell in pairs if role == "rakshak"]


@settings(max_examples=150, deadline=None)
@given(AREAS, st.integers(1, 120), st.integers(0, 99))
def test_whatever_the_areas_the_people_fit_them(rows, rakshaks, seed):
    people, enrolments = people_for(BILASPUR, ground(*rows), rakshaks, seed, TIRELESS)
    assert len(of_rakshaks(people, "id")) == rakshaks
    assert Counter(enrolments["rakshak"]) == dict.fromkeys(of_rakshaks(people, "id"), 25)
    assert set(people["zone"]) <= {row["zone"] for row in rows}
    assert set(people["reports_to"]) - {""} <= set(people["id"])
    assert "" not in of_rakshaks(people, "reports_to")
    assert max(Counter(people["reports_to"]).values()) <= POLICY.span.most

    visits = sum(row["visits"] for row in rows)
    able = of_rakshaks(people, "visits_available")
    assert sum(able) == max(round(visits / 0.75), rakshaks)
    has = [set(cell.split(";")) for cell in of_rakshaks(people, "skills")]
    for row in rows:
        assert any(set(row["skills"]) <= one for one in has)


def test_zones_get_rakshaks_by_their_visits():
    # 30 visits in A, 10 in B; 8 rakshaks: 6 and 2; 40 / 0.75 = 53 visits to be made
    areas = ground({"zone": "A", "visits": 30}, {"zone": "B", "visits": 10})
    people, _ = people_for(BILASPUR, areas, 8, 1, POLICY)
    assert Counter(of_rakshaks(people, "zone")) == {"A": 6, "B": 2}
    assert sum(of_rakshaks(people, "visits_available")) == 53
    assert set(people["latitude"]) == {""}  # nothing is located, so nobody is


def test_rakshaks_live_near_the_areas_in_proportion_to_their_visits():
    # one zone, 90 visits in the south and 30 in the north: 12 rakshaks live 9 to 3
    areas = ground({"visits": 90, "at": (22.0, 82.0)}, {"visits": 30, "at": (22.5, 82.1)})
    people, _ = people_for(BILASPUR, areas, 12, 1, POLICY)
    assert Counter(round(one * 2) / 2 for one in of_rakshaks(people, "latitude")) == {
        22: 9,
        22.5: 3,
    }


def test_a_scarce_skill_is_held_by_enough():
    # half of the visits need it; three times that share is more than all: everyone has it
    areas = ground({"visits": 20, "skills": ("rope work",)}, {"visits": 20})
    people, _ = people_for(BILASPUR, areas, 5, 1, POLICY)
    assert all("rope work" in cell for cell in of_rakshaks(people, "skills"))


def test_one_rakshak_for_a_district_is_too_few():
    areas = ground({"visits": 1000})
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
    areas = ground(*({"visits": number} for number in visits))
    with pytest.raises(Refusal) as refused:
        people_for(BILASPUR, areas, rakshaks, seed, POLICY)
    assert refused.value.exit_code is ExitCode.USAGE


def test_people_for_real_places():
    path = SHARED / "data" / "bilaspur_places.csv"
    if not path.exists():
        pytest.skip("the shared folder with the real places is not there")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    degrees = ("latitude", "longitude")
    areas = ground(
        *(
            {"visits": 8, "zone": row["block_or_tehsil"], "at": [row[x] or np.nan for x in degrees]}
            for row in rows
        )
    )
    people, enrolments = people_for(BILASPUR, areas, 3000, 1, POLICY)
    assert set(of_rakshaks(people, "zone")) == set(areas.zones)
    assert len(enrolments["mitan"]) == 75000
    spans = Counter(people["reports_to"])
    del spans[""]
    assert POLICY.span.least <= min(spans.values()) <= max(spans.values()) <= POLICY.span.most
    located = [cell for cell in of_rakshaks(people, "latitude") if cell != ""]
    assert len(located) > 2900
    assert np.nanmin(areas.latitude) <= min(located)
    assert max(located) <= np.nanmax(areas.latitude)
