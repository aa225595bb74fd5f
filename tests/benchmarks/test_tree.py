"""The benchmark of six lakh people, on a few: its figures are about what it says."""

from benchmarks.tree import measure, place_all, with_places
from planner.policy import load
from planner.snapshot import NONE
from planner.store import reading
from planner.store.database import create_store, open_store
from planner.store.importing import import_file
from scenarios.generate import generate
from scenarios.presets import preset
from scenarios.tables import write_csv


def test_every_mitan_is_placed_anew(tmp_path):
    policy, target = load(), tmp_path / "campaign.db"
    with create_store(target) as store:
        sheets = write_csv(generate(preset("bilaspur"), "small", 0, policy), tmp_path)
        for kind, sheet in sheets.items():
            import_file(store, kind, sheet, policy)
    figures = measure(str(target), policy, seed=0)
    assert (figures["people"], figures["faults"]) == (6_260, 0)
    for way in ("by_zone", "by_place"):
        assert (figures[way]["placed"], figures[way]["waiting"]) == (6_000, 0)
        assert figures[way]["proved"]
    assert figures["by_zone"]["metres_each"] == policy.distance.same_zone
    with open_store(target) as store, store.reading() as connection:
        located = with_places(reading.snapshot(connection), seed=0)
    placed = place_all(located, policy)
    assert (placed.rakshak != NONE).all()
    assert placed.metres < 6_000 * 2_000  # most live within a kilometre of their own
