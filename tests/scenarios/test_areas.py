from collections import Counter

import numpy as np
import pytest

from scenarios.areas import category_counts
from scenarios.generate import generate


def by_code(preset, areas):
    codes = [kind.code for kind in preset.categories]
    return dict(zip(codes, category_counts(preset, areas).tolist(), strict=True))


@pytest.mark.parametrize("areas", [18, 130, 1000, 5000, 5709, 12000])
def test_categories_add_up_and_each_is_there(bilaspur, areas):
    counts = by_code(bilaspur, areas)
    assert sum(counts.values()) == areas
    assert min(counts.values()) >= 1


def test_petrol_pumps_are_one_for_18000_people(bilaspur):
    # 876,452 rural + 365,579 city + 216,567 in towns = 1,458,598 people; / 18,000 = 81
    assert by_code(bilaspur, 12000)["petrol_pump"] == 81


def test_hotels_are_ten_for_10000_urban_people(bilaspur):
    # 582,146 urban people
    assert by_code(bilaspur, 12000)["hotel"] == 582


def test_beyond_the_real_number_only_what_can_be_cut_grows(bilaspur):
    counts = by_code(bilaspur, 12000)
    assert counts["toll_plaza"] == 3
    assert counts["government_office"] == 700
    assert counts["village"] > 917
    assert counts["ward"] > 265


def test_a_village_that_is_cut_has_numbered_parts(bilaspur, policy):
    areas = generate(bilaspur, "district", 1, policy).areas
    of_village = Counter()
    for name, category, locality in zip(
        areas["name"], areas["category"], areas["locality"], strict=True
    ):
        if category == "village":
            of_village[locality] += 1
            assert name == locality or name == f"{locality}, part {of_village[locality]}"
    assert len(of_village) == 917
    assert max(of_village.values()) > 3


def test_markets_malls_and_toll_plazas_need_two_rakshaks(small):
    areas = small.areas
    for category, different in zip(areas["category"], areas["different_rakshaks"], strict=True):
        assert different == (2 if category in ("market", "mall", "toll_plaza") else 1)


def test_some_areas_need_a_skill_that_fits_their_category(small, bilaspur):
    asked = {
        (skill, category)
        for skill, category in zip(small.areas["skills"], small.areas["category"], strict=True)
        if skill
    }
    for skill in bilaspur.skills:
        categories = {category for name, category in asked if name == skill.name}
        assert categories
        assert categories <= set(skill.categories)


def test_only_rural_areas_wish_for_a_language(small):
    for category, language in zip(small.areas["category"], small.areas["languages"], strict=True):
        assert language in ("", "cg")
        assert not (language and category in ("ward", "colony", "hotel", "mall"))
    assert 10 < sum(language == "cg" for language in small.areas["languages"]) < 60


def test_a_zone_lies_in_its_block_and_a_locality_in_one_zone(campaign, bilaspur):
    codes = {block.code for block in bilaspur.blocks}
    zone_of = dict(zip(campaign.areas["locality"], campaign.areas["zone"], strict=True))
    for locality, zone in zip(campaign.areas["locality"], campaign.areas["zone"], strict=True):
        assert zone_of[locality] == zone
        block, number = zone.split("-")
        assert block in codes
        assert len(number) == 2


def test_zones_are_compact(campaign):
    # an area is nearer to its own zone's centre than to the mean centre of all, mostly
    zone = np.array(campaign.areas["zone"])
    at = np.stack([campaign.areas["latitude"], campaign.areas["longitude"]], axis=1)
    centre = {code: at[zone == code].mean(axis=0) for code in set(zone.tolist())}
    own = np.linalg.norm(at - np.array([centre[code] for code in zone.tolist()]), axis=1)
    assert own.mean() < np.linalg.norm(at - at.mean(axis=0), axis=1).mean() / 2
