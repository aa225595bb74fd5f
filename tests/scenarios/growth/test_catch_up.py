"""How many more rakshaks, and where."""

from dataclasses import replace
from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.growth.catch_up import Lag, catch_up, lag, shared
from scenarios.growth.forecast import bank, forecast
from scenarios.growth.live import live
from scenarios.growth.progress import seen
from scenarios.growth.scenario import growth
from tests.scenarios.growth.campaigns import running


@cache
def campaign(target=None):
    """60 rakshaks who have enrolled two a day, up to 1 September."""
    snapshot, rules = running()
    made = live(snapshot, rules, growth("bilaspur"))
    if target is not None:
        made = replace(made, cascade=replace(made.cascade, target=target))
    so_far = seen(snapshot, made.cascade)
    return snapshot, made, forecast(bank(made.cascade, so_far, 500, 1), so_far)


@settings(deadline=None)
@given(st.integers(0, 10_000), st.lists(st.integers(0, 99), min_size=1, max_size=9))
def test_what_is_shared_out_is_all_of_it_and_each_within_one_of_his_part(count, weights):
    weight = np.array(weights)
    if weight.sum() == 0:
        return
    parts = shared(count, weight)
    assert parts.sum() == count
    assert (np.abs(parts - count * weight / weight.sum()) < 1 + 1e-9).all()


def test_zones_are_behind_by_what_their_rakshaks_share_would_be():
    snapshot, made, told = campaign()
    enough = replace(told.seen, rakshak=told.seen.rakshak[:100])
    spread = lag(made, enough, snapshot)
    assert spread.zones.tolist() == ["A", "B"]
    assert spread.rakshaks.tolist() == [30, 30]
    assert spread.mitans.sum() == 100
    assert spread.wanted.tolist() == [750, 750]
    assert (spread.behind == np.maximum(50 - spread.mitans, 0)).all()


def zones(mitans, wanted=(100, 100)):
    mitans = np.array(mitans)
    behind = np.maximum(mitans.sum() // 2 - mitans, 0)
    return Lag(np.array(["A", "B"]), np.array([10, 10]), mitans, np.array(wanted), behind)


def test_more_go_to_zones_that_are_clearly_behind():
    assert zones([90, 30]).weight.tolist() == [0, 30]


def test_where_none_is_they_go_to_where_mitans_are_missing():
    assert zones([61, 59]).weight.tolist() == [39, 41]


def test_where_none_is_missing_to_where_rakshaks_are():
    assert zones([100, 100]).weight.tolist() == [10, 10]


def test_a_higher_chance_needs_more_and_all_of_them_are_shared_out():
    snapshot, made, told = campaign()
    middle = float(told.fans["pledges"][2, -1])
    _, made, told = campaign(target=round(1.15 * middle))
    spread = lag(made, told.seen, snapshot)
    even, sure = catch_up(told, made, spread, (0.5, 0.9))
    assert 0 < even.rakshaks < sure.rakshaks
    assert sure.zones.sum() == sure.rakshaks
    # a seventh more pledges, from people who have most of their days to enrol yet
    assert 5 <= even.rakshaks <= 30


def test_no_number_does_what_is_out_of_reach():
    snapshot, made, told = campaign(target=90_000)
    one = catch_up(told, made, lag(made, told.seen, snapshot), (0.5,))[0]
    assert one.rakshaks is None
    assert one.most == 240
    assert one.zones.tolist() == [0, 0]


def test_nobody_more_is_needed_where_the_chance_is_there():
    snapshot, made, told = campaign(target=1)
    assert catch_up(told, made, lag(made, told.seen, snapshot), (0.5,))[0].rakshaks == 0


def test_more_rakshaks_are_never_worth_less():
    snapshot, _, told = campaign()
    chances = []
    for target in (1.02, 1.1, 1.2):
        _, bigger, held = campaign(target=round(target * float(told.fans["pledges"][2, -1])))
        chances.append(catch_up(held, bigger, lag(bigger, held.seen, snapshot), (0.5,))[0].rakshaks)
    assert chances == sorted(chances)
