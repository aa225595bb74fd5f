"""What a tenth more of each lever brings, by hand where nothing is left to chance."""

import pytest

from scenarios.growth.cascade import cascade
from scenarios.growth.gains import Gain, gains
from scenarios.growth.levers import ALL_LEVERS, leaders
from scenarios.growth.scenario import growth
from tests.scenarios.growth.test_costs import priced
from tests.scenarios.growth.worlds import world

BILASPUR = growth("bilaspur")
PRICES = priced(leader=100.0, rakshak=10.0, seat=1.0, day=1000.0)


def by_lever(found):
    return {one.lever.name: one for one in found}


def test_by_hand_where_nothing_is_left_to_chance():
    told = by_lever(gains(world(seats=100, target=30), PRICES, 8, 0))
    more = told["leaders"]  # one leader and three rakshaks with four mitans each
    assert (more.amount, more.pledges, more.error, more.chance) == (3, 12, 0, 1)
    assert more.rupees == 100 + 3 * 10
    assert more.each == pytest.approx(130 / 12)
    assert "seats" not in told  # nobody ever waits for one
    assert (told["days"].amount, told["days"].rupees) == (10, 1000)
    assert (told["bench"].amount, told["bench"].rupees) == (1, 10)
    assert (told["training"].lever.now, told["training"].amount) == (2, 3)
    assert told["training"].rupees == 1000 + 100  # a day more with its seats


def test_a_seat_more_is_paid_for_on_each_day_of_training():
    seats = by_lever(gains(world(seats=4), PRICES, 8, 0))["seats"]
    assert (seats.lever.now, seats.amount, seats.rupees) == (4, 5, 4)


def test_the_cheapest_pledge_comes_first_and_what_brings_nothing_last():
    found = gains(cascade(BILASPUR), BILASPUR.costs, 60, 0)
    assert len(found) == len(ALL_LEVERS)
    prices = [one.each for one in found if one.each is not None]
    assert prices == sorted(prices)
    assert [one.each is None for one in found] == sorted(one.each is None for one in found)


def test_dearer_leaders_are_less_worth():
    first = by_lever(gains(cascade(BILASPUR), BILASPUR.costs, 60, 0))["leaders"]
    dear = by_lever(gains(cascade(BILASPUR), priced(leader=1e6), 60, 0))["leaders"]
    assert first.pledges == dear.pledges > 0
    assert dear.each > 10 * first.each
    assert (first.lever.now, first.amount) == (525, 578)


def test_a_gain_within_three_standard_errors_is_not_seen():
    lever = leaders(world())
    assert Gain(lever, 3, 30.0, 10.0, 0.0, 90.0).each is None
    assert Gain(lever, 3, 31.0, 10.0, 0.0, 93.0).each == 3.0
