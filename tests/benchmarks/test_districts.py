"""The benchmark of many districts, on a few small ones: a killed process changes no plan."""

from benchmarks.districts import SHEET, make, plan_all
from scenarios.districts.answer import districts_answer
from scenarios.districts.keeping import Result
from scenarios.districts.listing import read_districts
from scenarios.districts.planning import Terms, plan_district

QUICK = "[search]\neffort = 0\n"


def test_a_killed_process_changes_no_plan(tmp_path):
    make(tmp_path, 3, "small", 0, QUICK)
    figure = plan_all("pool, one process killed", tmp_path, 2, 0)
    assert (figure.failed, list(tmp_path.rglob("results"))) == (0, [])  # copies were planned
    listing = read_districts(tmp_path / SHEET)
    assert [one.code for one in listing.districts] == ["D000", "D001", "D002"]
    here = [
        Result(one.code, plan_district(one, Terms(0)).answer, None, 0) for one in listing.districts
    ]
    assert districts_answer(listing, here, "").data["digest"] == figure.digest
