"""What a planner can set by himself, and how far."""

from dataclasses import replace

import pytest

from planner.findings import Refusal
from scenarios.growth.cascade import cascade, check_people
from scenarios.growth.levers import LEVERS, days, leaders, seats
from scenarios.growth.scenario import growth
from tests.scenarios.growth.worlds import by_counts, world

BILASPUR = cascade(growth("bilaspur"))


@pytest.mark.parametrize("made", LEVERS)
def test_now_is_the_campaign_itself(made):
    lever = made(BILASPUR)
    assert lever.least <= lever.now <= lever.most
    same = lever.at(lever.now)
    assert (same.rakshaks, same.seats, len(same.calendar)) == (10_500, 2_500, 18)


def test_one_leader_more_comes_with_his_team():
    lever = leaders(BILASPUR)
    assert lever.now == 525
    more = lever.at(526)
    assert (more.leaders, more.rakshaks) == (526, 10_520)
    assert more.seats == BILASPUR.seats


def test_leaders_above_follow_and_a_team_that_is_not_full_stays_as_it_is():
    tall = world(rakshaks=7, spans=(2, 3))
    lever = leaders(tall)
    assert lever.now == tall.wanted[-2] == 3
    assert lever.at(3).rakshaks == 7
    assert lever.at(4).wanted == (2, 4, 12)


def test_rakshaks_never_outnumber_the_people_around_them():
    small = world(people=[50], reserve=0.10)
    lever = leaders(small)
    assert lever.most == 15  # 45 rakshaks, 50 with the bench
    check_people(replace(lever.at(15), target=1))
    with pytest.raises(Refusal, match="more than the people around them"):
        check_people(replace(lever.at(16), target=1))


def test_with_the_most_seats_nobody_waits():
    few = world(rates={"comes_to_training": 1}, seats=1)
    lever = seats(few)
    assert lever.most == 8  # two leaders and six rakshaks on a day with all of the training
    assert max(by_counts(few)["waiting"]) > 0
    enough = by_counts(lever.at(lever.most))
    assert enough == by_counts(lever.at(10 * lever.most))


def test_a_longer_campaign_begins_earlier():
    lever = days(BILASPUR)
    longer, shortest = lever.at(21), lever.at(lever.least)
    assert longer.calendar.days[-1] == shortest.calendar.days[-1] == BILASPUR.calendar.days[-1]
    assert (len(longer.calendar), longer.calendar.share["visiting"].sum()) == (21, 10)
    assert (len(shortest.calendar), shortest.calendar.share["visiting"].sum()) == (12, 1)
