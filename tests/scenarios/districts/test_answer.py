"""What planning many districts came to: a row for each, sums, and the worst of the exit codes."""

import csv
import io

import pytest

from planner.findings import ExitCode
from scenarios.districts.answer import WORST_FIRST, districts_answer, worst
from scenarios.districts.attempt import Trouble
from scenarios.districts.keeping import Result
from scenarios.districts.listing import District, Listing

LEVELS = [{"level": "coverage", "share": 0.8, "broken": False}]
PLANNED = {
    "plan": 1,
    "digest": "ab" * 32,
    "leaders": 2,
    "rakshaks": 40,
    "sent": 30,
    "areas": 10,
    "visits": 100,
    "visits_available": 125,
    "uncovered": 0,
    "in_band": 1.0,
    "km": 150.0,
    "levels": LEVELS,
    "first_to_break": "coverage",
    "exit_code": 0,
    "told": "",
}
SHORT = {
    **PLANNED,
    "digest": "cd" * 32,
    "sent": 10,
    "uncovered": 50,
    "in_band": 0.5,
    "km": 50.0,
    "first_to_break": "span",
    "exit_code": 4,
    "told": "50 of 100 visits are uncovered",
}
TROUBLE = Trouble("B.db is busy", ExitCode.STORE)


def listing(codes):
    places = [District(code, f"District {code}", None, f"{code}.db", None, None) for code in codes]
    return Listing("districts.csv", tuple(places), ())


def answered(*results):
    return districts_answer(listing([one.code for one in results]), results, "results")


@pytest.fixture
def three():
    return answered(
        Result("A", PLANNED, None, 1.0),
        Result("B", None, TROUBLE, 0.5),
        Result("C", SHORT, None, 2.0, resumed=True),
    )


def test_sums_are_of_those_that_have_a_plan(three):
    sums = three.data["sums"]
    assert (sums["rakshaks"], sums["visits"], sums["uncovered"], sums["sent"]) == (80, 200, 50, 40)
    assert sums["in_band"] == (30 * 1.0 + 10 * 0.5) / 40
    assert sums["km_a_visit"] == pytest.approx(200 / 150, abs=0.001)
    assert three.data["first_to_break"] == {"span": 1, "coverage": 1}


def test_each_district_has_a_row_also_where_it_failed(three):
    rows = list(csv.DictReader(io.StringIO(three.render("csv"))))
    assert [(row["code"], row["exit"], row["uncovered"]) for row in rows] == [
        ("A", "0", "0"),
        ("B", "6", ""),
        ("C", "4", "50"),
    ]
    assert rows[0]["km_a_visit"] == "1.5"
    a, b, c = three.data["districts"]
    assert (a["exit_code"], a["trouble"], a["visits"], a["resumed"]) == (0, None, 100, False)
    assert (b["exit_code"], b["trouble"]["message"]) == (6, "B.db is busy")
    assert "plan" not in b
    assert (c["exit_code"], c["resumed"]) == (4, True)
    screen = three.render("table")
    assert "B.db is busy" in screen
    assert "50 of 100 visits are uncovered" in screen
    assert "1 planned, 1 planned but not all of it possible, 1 failed; 1 were answered" in screen


def test_the_digest_is_of_the_plans_alone(three):
    again = answered(
        Result("A", PLANNED, None, 9.0, resumed=True),
        Result("B", None, TROUBLE, 0.5),
        Result("C", SHORT, None, 2.0),
    )
    assert again.data["digest"] == three.data["digest"]
    other = answered(Result("A", SHORT, None, 1.0), Result("C", PLANNED, None, 1.0))
    assert other.data["digest"] != three.data["digest"]


@pytest.mark.parametrize(
    ("codes", "expected"),
    [([], 0), ([0, 0], 0), ([0, 4], 4), ([4, 3], 3), ([3, 6], 6), ([6, 1, 4], 1), ([2, 4], 2)],
)
def test_the_worst_exit_code_counts(codes, expected):
    results = [
        Result(str(k), PLANNED, None, 0) if not code else Result(str(k), None, Trouble("", code), 0)
        for k, code in enumerate(codes)
    ]
    assert worst(results) == expected


def test_every_exit_code_that_a_district_can_end_with_has_its_place():
    assert set(WORST_FIRST) == set(ExitCode) - {
        ExitCode.AUDIT_FAILED,
        ExitCode.INTERRUPTED,
        ExitCode.TERMINATED,
    }
