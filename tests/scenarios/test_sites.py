import numpy as np
import pytest

from scenarios.sites import make_sites


@pytest.fixture(scope="module")
def sites(bilaspur):
    return make_sites(bilaspur, np.random.default_rng(1))


def test_there_are_as_many_villages_and_wards_as_the_facts_say(sites, bilaspur):
    villages = np.bincount(sites.block[sites.of("rural")])
    assert villages.tolist() == [block.places for block in bilaspur.blocks]
    # 70 wards in the city, 15 in each of the 13 other towns
    assert len(sites.of("urban")) == 70 + 15 * 13
    assert len(sites.of("all")) == 917 + 265
    assert len(set(sites.name)) == len(sites.name)


def test_their_people_add_up_to_the_facts(sites, bilaspur):
    rural, urban = sites.of("rural"), sites.of("urban")
    assert np.bincount(sites.block[rural], sites.people[rural]) == pytest.approx(
        [block.people for block in bilaspur.blocks]
    )
    towns = sum(block.town_people for block in bilaspur.blocks)
    assert sites.people[urban].sum() == pytest.approx(bilaspur.city.people + towns)


def test_villages_lie_about_as_the_block_says(sites, bilaspur):
    for index, block in enumerate(bilaspur.blocks):
        here = sites.of("rural")[sites.block[sites.of("rural")] == index]
        km = 111.2 * sites.latitude[here]
        assert km.mean() == pytest.approx(111.2 * block.latitude, abs=4)
        assert km.std() == pytest.approx(block.north_south_km, rel=0.15)
        found = np.corrcoef(sites.latitude[here], sites.longitude[here])[0, 1]
        assert found == pytest.approx(block.correlation, abs=0.2)
