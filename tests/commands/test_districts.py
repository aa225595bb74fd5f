"""`mitan assign --districts`, as scripts run it."""

import json

import pytest

from planner.store.database import open_store
from planner.store.plans import list_plans
from tests.scenarios.districts.worlds import district, sheet

OVER = ("assign", "--districts", "districts.csv")


@pytest.fixture
def state(desk):
    """Three districts, the second of which cannot cover all it is asked."""
    for code, visits in (("A", 4), ("B", 30), ("C", 5)):
        district(desk.folder, code, visits=visits)
    sheet(desk.folder, "ABC")
    return desk


def test_each_district_is_planned_in_its_own_store_and_resumed(state):
    told = state.answer(*OVER, code=4)
    assert [(one["code"], one["exit_code"]) for one in told["districts"]] == [
        ("A", 0),
        ("B", 4),
        ("C", 0),
    ]
    for one in told["districts"]:
        with open_store(f"{one['code']}.db") as store, store.reading() as connection:
            assert [plan["digest"] for plan in list_plans(connection)] == [one["digest"]]
    folder = state.folder / "districts-results"
    assert {file.name for file in folder.iterdir()} == {f"{code}.plan.json" for code in "ABC"}
    again = state.answer(*OVER, "--workers", 1, code=4)
    assert [one["resumed"] for one in again["districts"]] == [True] * 3
    changing = {"seconds": 0, "resumed": False}
    for page in (told, again):
        page["districts"] = [{**one, **changing} for one in page["districts"]]
    assert again == told


def test_a_district_that_fails_spoils_no_other(state):
    (state.folder / "B.db").write_text("no store at all")
    code, out, err = state(*OVER, "--format", "json", "--workers", 1, "--out", "kept")
    assert code == 3
    told = json.loads(out)
    assert [one["exit_code"] for one in told["districts"]] == [0, 3, 0]
    assert "not a Mitan campaign" in told["districts"][1]["trouble"]["message"]
    assert "Districts: B: B.db is not a Mitan campaign" in err.replace(f"{state.folder}/", "")
    assert (state.folder / "kept" / "C.plan.json").exists()


def test_a_sheet_with_faults_begins_nothing(state):
    (state.folder / "B.db").unlink()
    told = state.answer(*OVER, code=3)
    (finding,) = told["findings"]
    assert (finding["code"], finding["where"]) == ("DIS002", "districts.csv, row 3, column store")
    assert not (state.folder / "districts-results").exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--db", "A.db", "--districts", "districts.csv"), "--db does not go with it"),
        (("--workers", "2"), "go with --districts"),
        (("--out", "x"), "go with --districts"),
        (("--scheduler", "tcp://h:1"), "go with --districts"),
        (("--fall-back",), "go with --districts"),
        ((*OVER[1:], "--fall-back"), "goes with --scheduler"),
        ((*OVER[1:], "--scheduler", "h:8786"), "write it like tcp://host:8786"),
        ((*OVER[1:], "--scheduler", "tcp://h:1", "--workers", "2"), "a cluster has its own"),
        ((*OVER[1:], "-o", "districts.csv"), "write elsewhere"),
    ],
)
def test_options_that_do_not_go_together(state, words, why):
    before = (state.folder / "districts.csv").read_bytes()
    code, _, err = state("assign", *words)
    assert (code, why in err) == (2, True), err
    assert (state.folder / "districts.csv").read_bytes() == before
    assert not (state.folder / "districts-results").exists()


def test_the_store_of_the_environment_is_not_looked_at(state, monkeypatch):
    monkeypatch.setenv("MITAN_DB", str(state.folder / "none.db"))
    assert state(*OVER, "--workers", 1)[0] == 4


def test_a_scheduler_out_of_reach_ends_with_the_code_of_a_store(state):
    code, _, err = state(*OVER, "--scheduler", "tcp://127.0.0.1:9")
    assert code == 6
    assert "No Dask scheduler answers at tcp://127.0.0.1:9 (Connection refused)" in err
