"""What a store tells of the first days, by hand."""

from datetime import date

import pytest

from planner.findings import Refusal
from planner.snapshot import NONE
from scenarios.growth.live import live
from scenarios.growth.progress import seen
from scenarios.growth.scenario import growth
from tests.scenarios.growth.campaigns import (
    FIRST,
    LAST,
    august,
    leader,
    mitan,
    policy,
    september,
    store,
)


def told(enrolments=(), people=(), as_of=None, sheets=(), trained=None):
    """Two rakshaks R1 and R2, the mitans of the enrolments, and whoever else."""
    mitans = sorted({row[0] for row in enrolments})
    staff = [leader("L"), {"id": "R1", "trained": trained or NONE}, {"id": "R2"}]
    known = {one["id"] for one in people}
    everybody = [*staff, *people, *(mitan(name) for name in mitans if name not in known)]
    snapshot = store(everybody, enrolments=enrolments, sheets=sheets)
    made = live(snapshot, policy(), growth("bilaspur"))
    return seen(snapshot, made.cascade, as_of)


def remark(made, key):
    return next(one.values for one in made.remarks if one.key == key)


def test_counts_go_up_day_by_day_to_the_last_day_with_anything():
    made = told([("M1", "R1", august(28), NONE), ("M2", "R1", august(30), NONE),
                 ("M3", "R2", august(30), NONE)], trained=august(26))  # fmt: skip
    assert made.as_of == date(2020, 8, 30)
    assert not made.asked
    assert made.mitans.tolist() == [0] * 6 + [1, 1, 3]
    assert made.trained.tolist() == [0] * 4 + [1] * 5
    assert made.leaders.tolist() == [0] * 9
    assert made.days == 9
    assert made.last("mitans") == 3


def test_a_training_can_be_the_last_thing_recorded():
    assert told(trained=august(29)).as_of == date(2020, 8, 29)


def test_up_to_the_day_named_and_what_comes_later_is_told():
    rows = [("M1", "R1", august(28), NONE), ("M2", "R1", september(3), NONE)]
    made = told(rows, as_of=date(2020, 8, 31))
    assert made.mitans.tolist()[-1] == 1
    assert len(made.rakshak) == 1
    assert remark(made, "later")["mitans"] == 1


def test_a_mitan_counts_once_from_his_first_day_and_not_when_he_has_left():
    rows = [("M1", "R1", august(30), NONE), ("M1", "R2", august(28), NONE),
            ("M2", "R2", august(28), NONE)]  # fmt: skip
    made = told(rows, people=[mitan("M2", active=False)], as_of=date(2020, 8, 30))
    assert made.mitans.tolist()[-3:] == [1, 1, 1]


def test_enrolments_without_a_day_are_spread_like_the_others_and_told():
    rows = [(f"M{k}", "R1", august(28) if k < 2 else august(30), NONE) for k in range(4)]
    made = told([*rows, ("M8", "R1", NONE, NONE), ("M9", "R1", NONE, NONE)])
    assert made.mitans.tolist()[-3:] == [3, 3, 6]
    assert remark(made, "undated")["count"] == 2
    assert made.dated


def test_all_without_a_day_count_on_the_day_named():
    made = told([("M1", "R1", NONE, NONE), ("M2", "R1", NONE, NONE)], as_of=date(2020, 9, 1))
    assert made.mitans.tolist() == [0] * 10 + [2]
    assert not made.dated
    assert remark(made, "all undated")["count"] == 2


def test_all_without_a_day_need_one_to_be_named():
    with pytest.raises(Refusal, match="--as-of DAY"):
        told([("M1", "R1", NONE, NONE)])


def test_what_is_dated_outside_of_the_phases_is_told():
    rows = [("M1", "R1", august(20), NONE), ("M2", "R1", august(23), NONE),
            ("M3", "R1", september(3), NONE), ("M4", "R1", september(20), NONE)]  # fmt: skip
    made = told(rows)
    assert made.as_of == date(2020, 9, 3)
    assert made.mitans.tolist()[0] == 1  # the one before the first day counts on it
    assert made.mitans.tolist()[-1] == 3
    assert remark(made, "before") == {"what": "mitans", "day": FIRST, "count": 1}
    assert remark(made, "after") == {"what": "mitans", "day": LAST, "count": 1}
    assert remark(made, "not enrolling")["count"] == 1  # on 23 August


@pytest.mark.parametrize("day", [date(2020, 8, 21), date(2020, 9, 9)])
def test_a_day_outside_of_the_campaign_is_refused(day):
    with pytest.raises(Refusal, match="no day of the campaign"):
        told(as_of=day)


def test_nothing_recorded_is_nothing_on_the_first_day():
    made = told()
    assert made.as_of == FIRST
    assert made.mitans.tolist() == made.pledges.tolist() == [0]
    assert made.trained is None
    assert "training unknown" in [one.key for one in made.remarks]


def test_pledges_are_those_of_the_sheets_or_the_mitans_marked_if_they_are_more():
    rows = [("M1", "R1", august(28), september(8)), ("M2", "R1", august(28), september(8))]
    assert told(rows).pledges.tolist()[-1] == 2
    assert told(rows, sheets=[(september(8), 9)]).pledges.tolist()[-2:] == [0, 9]


def test_sheets_without_a_day_are_told():
    made = told(sheets=[(september(8), 6), (NONE, 2)])
    assert made.pledges.tolist()[-1] == 8
    assert remark(made, "undated pledges")["count"] == 2


def test_staff_is_who_is_trained_and_who_is_there():
    made = told(trained=august(26), as_of=date(2020, 8, 27))
    snapshot = store([leader("L"), {"id": "R1"}, {"id": "R2"}])
    staff = made.staff(live(snapshot, policy(), growth("bilaspur")).cascade)
    assert staff.trained.tolist() == [[0] * 6, [0] * 4 + [1] * 2]
    assert staff.found.tolist() == [0, 2]  # the leader leads nobody
