"""Made-up sheets of pledges: signed by those who bring them, and by whom they bring."""

from collections import Counter

import numpy as np

from scenarios.pledges import MITANS_PER_SHEET, make_pledges
from scenarios.presets import preset
from scenarios.tables import PLEDGE_COLUMNS

BILASPUR = preset("bilaspur")


def sheets(enrolments, seed=0):
    return make_pledges(BILASPUR, enrolments, np.random.default_rng(seed))


def test_each_sheet_is_brought_by_a_mitan_of_the_rakshak_who_hands_it_in(small):
    rakshak = dict(zip(small.enrolments["mitan"], small.enrolments["rakshak"], strict=True))
    found = small.pledges
    assert tuple(found) == PLEDGE_COLUMNS
    assert [rakshak[mitan] for mitan in found["mitan"]] == found["rakshak"]
    assert len(set(found["id"])) == len(found["id"])
    assert set(found["day"]) == {"2020-09-08"}
    assert set(found["synthetic"]) == {1}


def test_there_are_about_as_many_pledges_as_the_press_has_for_each_mitan(small):
    pledges, mitans = sum(small.pledges["pledges"]), len(small.enrolments["mitan"])
    assert abs(pledges / mitans - 2.4) < 0.05


def test_every_mitan_signs_and_ten_share_a_sheet():
    enrolments = {
        "mitan": [f"M{k:02}" for k in range(35)],
        "rakshak": ["R1"] * 25 + ["R2"] * 10,
        "pledged_on": ["2020-09-08"] * 35,
    }
    found = sheets(enrolments)
    assert found["mitan"] == ["M00", "M10", "M20", "M25"]
    assert all(np.array(found["pledges"]) >= [10, 10, 5, 10])
    assert Counter(found["rakshak"]) == {"R1": -(-25 // MITANS_PER_SHEET), "R2": 1}
    assert found == sheets(enrolments)


def test_who_does_not_pledge_signs_nothing():
    enrolments = {"mitan": ["M1", "M2"], "rakshak": ["R1", "R1"], "pledged_on": ["", ""]}
    assert sheets(enrolments) == {}
    enrolments["pledged_on"] = ["", "2020-09-08"]
    assert sheets(enrolments)["pledges"][0] >= 1
