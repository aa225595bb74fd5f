"""The ground read from a store is the one the sheets were made with."""

import numpy as np
import pytest

from planner.store import reading
from planner.store.database import create_store
from planner.store.importing import import_file
from scenarios.areas import make_areas
from scenarios.ground import ground_of
from scenarios.tables import Campaign, write_csv


@pytest.fixture
def ground_from(tmp_path, policy):
    def read(sheet):
        with create_store(str(tmp_path / "campaign.db")) as store:
            import_file(store, "areas", sheet, policy)
            with store.reading() as connection:
                return ground_of(reading.snapshot(connection), policy)

    return read


def skills_of(ground):
    return [
        {name for k, name in enumerate(ground.skills) if asked >> k & 1}
        for asked in ground.asked.tolist()
    ]


def test_the_ground_of_made_up_areas_survives_the_store(tmp_path, ground_from, bilaspur, policy):
    rng = np.random.default_rng(1)
    areas, made = make_areas(bilaspur, bilaspur.size("small"), policy, rng, "synthetic: a test")
    found = ground_from(write_csv(Campaign(areas, {}, {}), tmp_path)["areas"])
    assert found.zones == made.zones
    for name in ("zone", "visits"):
        assert getattr(found, name).tolist() == getattr(made, name).tolist()
    for name in ("latitude", "longitude"):
        assert getattr(found, name) == pytest.approx(getattr(made, name), abs=1e-9)
    assert skills_of(found) == skills_of(made)
    assert {frozenset(names) for names in skills_of(made)} >= {frozenset(), frozenset({"banking"})}


def test_what_a_sheet_leaves_out(tmp_path, ground_from):
    sheet = tmp_path / "mine.csv"
    sheet.write_text(
        "id,name,category,zone,latitude,longitude,people,visits,different_rakshaks,skills\n"
        "1,First,village,B,22.1,82.1,400,,,drives;swims\n"  # 400 / 40 = 10 visits
        "2,Second,village,,22.2,82.2,400,3,,\n"
        "3,Third,representative,A,,,,,2,\n"  # the norm is 1, but two must come
        "4,Fourth,village,B,,,,,,swims\n",  # usual: 20
        encoding="utf-8",
    )
    ground = ground_from(sheet)
    assert [ground.zones[z] for z in ground.zone] == ["B", "", "A", "B"]
    assert ground.visits.tolist() == [10, 3, 2, 20]
    assert ground.latitude == pytest.approx([22.1, 22.2, np.nan, np.nan], nan_ok=True)
    assert ground.longitude == pytest.approx([82.1, 82.2, np.nan, np.nan], nan_ok=True)
    assert skills_of(ground) == [{"drives", "swims"}, set(), set(), {"swims"}]
