"""Who stands where on which day, by hand, in both ways of simulating; and what always holds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.cascades import made_up, one_set
from scenarios.growth.counts import grow
from scenarios.growth.outcome import SERIES
from tests.scenarios.growth.worlds import ENDLESS, by_counts, by_persons, days, world

seeds = st.integers(0, 2**32 - 1)


@pytest.fixture(params=[by_counts, by_persons], ids=["counts", "persons"])
def told(request):
    return request.param


# ---- by hand -------------------------------------------------------------------------------------


def test_a_campaign_where_everything_is_sure(told):
    series = told(world())
    # day 0: two leaders found; day 1: trained; day 2: six rakshaks found, four trained; day 3: all.
    assert series["leaders"] == [0, 2, 2, 2, 2, 2, 2, 2, 2]
    assert series["found"] == [0, 0, 6, 6, 6, 6, 6, 6, 6]
    assert series["waiting"] == [2, 0, 2, 0, 0, 0, 0, 0, 0]
    assert series["trained"] == series["field"] == [0, 0, 4, 6, 6, 6, 6, 6, 6]
    # from day 3 on each asks two a day, and has four after two days
    assert series["mitans"] == [0, 0, 0, 12, 24, 24, 24, 24, 24]
    assert series["full"] == [0, 0, 0, 0, 6, 6, 6, 6, 6]
    # who becomes a mitan knows of the trick; all of them pledge on the last day, alone
    assert series["aware"] == series["mitans"]
    assert series["pledges"] == series["of_mitans"] == [0, 0, 0, 0, 0, 0, 0, 0, 24]
    for name in ("sessions", "informed", "averted", "of_brought", "of_areas"):
        assert series[name] == [0] * 9


def test_three_levels_are_trained_one_after_the_other(told):
    # 1 above 2 above 6; with a seat for everybody each level is found the day after the one above
    forming = days(activity={"forming": {"teams": 1.0, "training": 1.0}})
    series = told(world(spans=(2, 3), seats=100, calendar=forming))
    assert series["leaders"] == [0, 1, 3, 3, 3, 3, 3, 3, 3]
    assert series["field"] == [0, 0, 0, 6, 6, 6, 6, 6, 6]


def test_without_the_leaders_above_nobody_is_found(told):
    late = days({"teams": (0, 0), "training": (1, 4), "awareness": (3, 7), "pledge": (8, 8)})
    series = told(world(spans=(2, 3), calendar=late))
    assert series["leaders"] == [0, 1, 1, 1, 1, 1, 1, 1, 1]
    assert series["found"] == series["mitans"] == [0] * 9


def test_a_day_with_half_a_training_has_half_the_seats(told):
    series = told(world(calendar=days(activity={"training": {"training": 0.5}})))
    assert series["leaders"][:3] == [0, 2, 2]
    assert series["trained"][:6] == [0, 0, 2, 4, 6, 6]


def test_who_does_not_come_keeps_a_seat_empty(told):
    series = told(world({"comes_to_training": 0}))
    assert series["waiting"] == [2] * 9
    assert series["leaders"] == [0] * 9


def test_nobody_is_trained_without_seats(told):
    assert told(world(seats=0))["leaders"] == [0] * 9


def test_the_reserve_is_trained_and_stays_on_the_bench(told):
    series = told(world(reserve=0.5, seats=100))
    assert series["trained"][-1] == 9  # 6 and half as many
    assert series["field"][-1] == 6
    assert series["mitans"][-1] == 24


@pytest.mark.parametrize("last", [8, 9, 10])
def test_more_pledge_days_make_no_more_pledges(told, last):
    """24 mitans come, each brings about 3 of 100 people: whoever is one of the 24 counts once."""
    pledge = days({"teams": (0, 1), "training": (1, 4), "awareness": (3, 7), "pledge": (8, last)})
    made = world({"brings": 3}, people=[100], calendar=pledge)
    ends = [told(made, seed) for seed in range(100)]
    pledges = np.array([series["pledges"][-1] for series in ends])
    expected = 24 + 76 * (1 - 0.99**72)  # whom none of 72 met is left
    assert abs(pledges.mean() - expected) < 4.5 * pledges.std() / 10
    assert {series["mitans"][-1] for series in ends} == {24}


def test_a_reserve_of_a_tenth_is_a_tenth_and_not_one_more(told):
    # in floating point 70 x 1.1 is 77.00000000000001
    series = told(world(rakshaks=70, spans=(70,), reserve=0.1, seats=1000))
    assert series["found"][-1] == 77


def test_leaders_who_leave_every_night_have_no_rakshaks(told):
    series = told(world({"leaders_leave": 1}))
    assert series["waiting"][:3] == [2, 0, 0]  # on day 1 two new ones are found and trained
    assert series["leaders"][:3] == [0, 2, 0]
    assert series["found"] == [0] * 9


def test_rakshaks_who_leave_every_night_are_found_anew_and_their_mitans_stay(told):
    series = told(world({"rakshaks_leave": 1}, seats=100))
    assert series["field"] == [0, 0, 6, 6, 6, 0, 0, 0, 0]  # recruiting ends with day 4
    assert series["mitans"] == [0, 0, 0, 12, 24, 24, 24, 24, 24]
    assert series["full"] == [0] * 9


def test_rakshaks_leave_from_the_bench_and_while_they_wait_too(told):
    series = told(world({"rakshaks_leave": 1}, reserve=0.5, seats=7))
    assert series["found"] == [0, 0, 9, 9, 9, 0, 0, 0, 0]
    assert series["trained"] == [0, 0, 7, 7, 7, 0, 0, 0, 0]  # one of them on the bench
    assert series["waiting"] == [2, 0, 2, 2, 2, 0, 0, 0, 0]
    assert series["leaders"][-1] == 2


def test_mitans_who_leave_every_night_do_not_pledge(told):
    series = told(world({"mitans_leave": 1}))
    assert series["mitans"] == [0, 0, 0, 12, 12, 0, 0, 0, 0]
    assert series["aware"][-1] == 24  # they know nevertheless
    assert series["pledges"][-1] == 0


def test_nobody_works_on_a_weekend_where_the_rate_is_nought(told):
    # day 5 is a Saturday: rakshaks who ask one a day make one each on days 3, 4 and 7
    series = told(world({"weekend": 0, "sessions": 1}, asks=[1]))
    assert series["mitans"] == [0, 0, 0, 6, 12, 12, 12, 18, 18]
    assert series["sessions"] == [0, 0, 0, 6, 12, 12, 12, 18, 18]


def test_each_asks_at_his_own_pace_in_his_own_ground(told):
    apart = world(
        asks=[1, 3], pace=[0.0, 1.0], quota=9, people=[ENDLESS, ENDLESS], spread=[0.0, 1.0],
        sessions=[[1.0], [1.0]],
    )  # fmt: skip
    assert told(apart)["mitans"] == [0, 0, 0, 18, 36, 54, 54, 54, 54]


def test_only_the_willing_become_mitans(told):
    # one rakshak who asks 20 a day, and 10 people of whom half can be mitans
    series = told(world({"willing": 0.5}, rakshaks=1, spans=(1,), asks=[20], quota=25, people=[10]))
    assert series["mitans"][-1] == 5


def test_a_message_that_is_lost_on_the_way_persuades_nobody(told):
    lost = {"kept_per_level": 0, "knowledge_counts": 1}
    series = told(world({**lost, "sessions": 1}))
    assert series["mitans"] == series["pledges"] == [0] * 9
    assert series["informed"][-1] > 0
    assert told(world({"kept_per_level": 0, "knowledge_counts": 0}))["mitans"][-1] == 24


def test_everybody_met_at_an_area_pledges_where_all_do(told):
    series = told(world({"sessions": 1, "acceptance": 0}))
    assert series["sessions"] == [0, 0, 0, 6, 12, 18, 24, 30, 30]
    assert series["aware"] == series["informed"]  # so many people that nobody is met twice
    assert 200 < series["informed"][-1] < 400  # 30 times about 10
    assert series["pledges"][-1] == series["of_areas"][-1] == series["aware"][-1]


def test_sessions_are_held_at_the_kinds_of_the_ground(told):
    kinds = {"kinds": ("market", "mall"), "crowd": [10, 0], "pledge": [0, 1]}
    series = told(world({"sessions": 1, "acceptance": 0}, sessions=[[0, 1]], **kinds))
    assert series["sessions"][-1] == 30
    assert series["informed"][-1] == 0  # nobody comes to a mall
    series = told(world({"sessions": 1, "acceptance": 0}, sessions=[[1, 0]], **kinds))
    assert series["informed"][-1] > 0
    assert series["pledges"][-1] == 0  # and nobody pledges at a market


def test_whom_mitans_tell_know_but_are_not_met_at_an_area(told):
    series = told(world({"tells": 2}))
    assert 24 < series["aware"][-1] < 24 * 6  # 24 mitans and about 48 others
    assert series["informed"][-1] == series["of_areas"][-1] == 0


def test_all_pledge_by_the_last_of_the_pledge_days(told):
    phases = {"teams": (0, 1), "training": (1, 4), "awareness": (3, 7), "pledge": (8, 12)}
    series = told(world(calendar=days(phases), rakshaks=60, spans=(30,), seats=1000))
    assert 20 < series["pledges"][8] < 80  # a fifth of 240
    assert series["pledges"][12] == 240
    assert series["mitans"][12] == 240


def test_no_more_pledge_than_there_are_people(told):
    crowd = world({"brings": 50, "sessions": 1}, people=[60])
    series = told(crowd)
    assert series["pledges"][-1] == 60
    assert series["of_mitans"][-1] == 24  # mitans first, then those whom they bring
    assert series["of_brought"][-1] == 36
    assert series["of_areas"][-1] == 0


def test_some_who_are_brought_have_pledged_already(told):
    # 24 mitans bring 10 each: 240 at random of 200, of whom e^-1.2 are never met, and 24 are mitans
    crowd = world({"brings": 10, "sessions": 0}, people=[200])
    brought = [told(crowd, seed)["of_brought"][-1] for seed in range(60)]
    assert np.mean(brought) == pytest.approx(176 * (1 - np.exp(-1.2)), rel=0.02)


def test_frauds_are_averted_among_those_who_know(told):
    # of a lakh who know a thousand see through one, every day: 24 x 0.01 a day for 5 days, about 1
    one = world({"averted": 1000})
    seen = [told(one, seed)["averted"] for seed in range(200)]
    assert all(series[2] == 0 for series in seen)
    expected = (12 + 24 * 5) / 100
    assert np.mean([series[-1] for series in seen]) == pytest.approx(
        expected, abs=4 * np.sqrt(expected / 200)
    )
    # what little of the message is left after two levels lets them see through as little
    lost = world({"averted": 1000, "kept_per_level": 0.1})
    assert sum(told(lost, seed)["averted"][-1] for seed in range(200)) < 10


# ---- whatever the campaign -----------------------------------------------------------------------


@given(seeds)
@settings(max_examples=60, deadline=None)
def test_what_holds_in_every_campaign(seed):
    cascade = made_up(seed, top=3)
    told = grow(cascade, one_set(cascade, 20, seed), np.random.default_rng(seed))
    days = cascade.calendar
    assert all((told[name] >= 0).all() for name in SERIES)
    assert (told["full"] <= told["field"]).all()
    assert (told["field"] <= np.minimum(told["trained"], cascade.rakshaks)).all()
    assert (told["trained"] <= told["found"]).all()
    assert (told["found"] <= cascade.staff).all()
    assert (told["leaders"] <= cascade.leaders).all()
    # nobody sits on the bench while a place in the field stands open
    assert (told["trained"] == told["field"])[told["field"] < cascade.rakshaks].all()
    everybody = int(cascade.people.sum())
    for name in ("mitans", "aware", "pledges"):
        assert (told[name] <= everybody).all(), name
    for name in ("sessions", "informed", "aware", "averted", "pledges", *SERIES[-3:]):
        assert (np.diff(told[name], axis=1) >= 0).all(), name
    assert (told["of_mitans"] + told["of_brought"] + told["of_areas"] == told["pledges"]).all()
    assert (told["of_mitans"] <= told["mitans"]).all()
    assert not told["pledges"][:, days.share["pledging"] == 0][:, :-1].any()
    assert not told["sessions"][:, np.cumsum(days.share["visiting"]) == 0].any()
    assert not told["mitans"][:, np.cumsum(days.share["enrolling"]) == 0].any()
    assert not told["trained"][:, np.cumsum(days.share["training"]) == 0].any()


@given(seeds)
@settings(max_examples=20, deadline=None)
def test_nobody_has_more_mitans_than_the_quota(seed):
    cascade = made_up(seed, top=3)
    drawn = one_set(cascade, 10, seed)
    for name in ("rakshaks_leave", "mitans_leave"):
        drawn.rates[name][:] = 0
    told = grow(cascade, drawn, np.random.default_rng(seed))
    assert (told["full"] * cascade.quota <= told["mitans"]).all()
    assert (told["mitans"] <= told["field"] * cascade.quota).all()


def test_replications_differ_by_chance_alone_where_their_rates_are_the_same():
    cascade = made_up(1, top=3)
    told = grow(cascade, one_set(cascade, 50, 1), np.random.default_rng(1))
    assert len(set(told.last("mitans").tolist())) > 10
