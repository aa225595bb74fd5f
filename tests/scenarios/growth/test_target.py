"""What it takes: each answer against all numbers tried one by one, and simulated again."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from planner.findings import ExitCode, Refusal
from scenarios.growth.cascade import cascade
from scenarios.growth.levers import LEVERS, days, leaders, seats
from scenarios.growth.scenario import growth
from scenarios.growth.simulate import simulate
from scenarios.growth.target import Question, Trials, Why, check, grid, reach
from tests.scenarios.growth.worlds import MONDAY, world

LAST = MONDAY + timedelta(days=8)
BILASPUR = cascade(growth("bilaspur"))
UNSURE = {"acceptance": "0.2..0.9", "comes_to_pledge": "0.5..1"}


def question(target, confidence=0.9, reps=60, seed=0, by=LAST):
    return Question(target, by, confidence, reps, seed)


def chance(campaign, asked):
    """The chance, simulated anew."""
    _, outcome = simulate(campaign, asked.reps, asked.seed)
    return float((outcome["pledges"][:, campaign.calendar.at(asked.by)] >= asked.target).mean())


def test_where_nothing_is_left_to_chance_the_answers_are_those_of_the_hand():
    sure = world(seats=100)  # 6 rakshaks with 4 mitans each, all of whom pledge
    told = {one.lever.name: one for one in reach(sure, question(36)).answers}
    assert told["leaders"].now.chance == 0.0
    least, below = told["leaders"].least, told["leaders"].below
    assert (least.amount, least.cascade.rakshaks, least.chance, least.error) == (3, 9, 1.0, 0.0)
    assert (below.amount, below.sure, below.chance) == (2, 24, 0.0)
    for name, why in (("seats", Why.EVERYBODY), ("days", Why.FLAT)):
        assert (told[name].least, told[name].best.chance, told[name].why) == (None, 0.0, why)


def test_what_is_more_than_enough_is_reduced():
    sure = world(rakshaks=30, seats=100)
    told = {one.lever.name: one for one in reach(sure, question(36)).answers}
    assert (told["leaders"].least.amount, told["leaders"].below.amount) == (3, 2)
    assert told["seats"].least.amount < 100
    assert told["days"].least.amount < 9


def test_the_least_there_can_be_has_nothing_below():
    answer = Trials(question(1)).answer(leaders(world()))
    assert (answer.least.amount, answer.below) == (1, None)


@pytest.mark.parametrize("made", LEVERS)
@pytest.mark.parametrize("seed", range(4))
def test_it_holds_at_the_answer_and_not_at_one_step_less(made, seed):
    campaign = world(UNSURE, rakshaks=30, seats=9)
    asked = question(60, 0.7, seed=seed)
    answer = Trials(asked).answer(made(campaign))
    if answer.least is None:
        assert chance(answer.best.cascade, asked) == answer.best.chance < 0.7
        return
    assert chance(answer.least.cascade, asked) == answer.least.chance >= 0.7
    assert answer.below.amount == answer.least.amount - 1
    assert chance(answer.below.cascade, asked) == answer.below.chance < 0.7


@pytest.mark.parametrize("seed", range(3))
def test_the_search_finds_what_a_plain_scan_finds(seed):
    campaign, asked = world(UNSURE, rakshaks=60, seats=100), question(120, 0.8, 200, seed)
    lever = leaders(campaign)
    scan = [chance(lever.at(count), asked) >= 0.8 for count in range(1, 41)]
    steps = [k + 1 for k in range(1, 40) if scan[k] and not scan[k - 1]]
    answer = Trials(asked).answer(lever)
    assert answer.least.amount in steps  # of several steps that chance makes, any
    assert len(steps) <= 3
    assert max(steps) - min(steps) <= 3


def test_more_confidence_takes_more_leaders():
    campaign = world(UNSURE, rakshaks=60, seats=100)
    needed = [
        Trials(question(150, share, 200)).answer(leaders(campaign)).least.amount
        for share in (0.3, 0.6, 0.9)
    ]
    assert needed == sorted(needed)
    assert needed[0] < needed[-1]


def test_seats_for_everybody_do_no_more_and_it_says_so():
    campaign = world(UNSURE, seats=50)
    answer = Trials(question(1_000)).answer(seats(campaign))
    assert (answer.least, answer.why, answer.best.chance) == (None, Why.EVERYBODY, 0.0)
    assert answer.best.amount == answer.lever.most


def test_leaders_without_seats_do_not_do_and_it_says_so():
    campaign = world(rakshaks=30, seats=4)
    answer = Trials(question(500)).answer(leaders(campaign))
    assert (answer.least, answer.why) == (None, Why.SEATS)


def test_people_are_the_end_of_leaders():
    campaign = world(people=[50], seats=10_000, quota=1)
    answer = Trials(question(49)).answer(leaders(campaign))
    assert (answer.least, answer.why) == (None, Why.PEOPLE)
    assert answer.best.amount == answer.lever.most


def test_leaders_against_seats():
    campaign = world(UNSURE, rakshaks=30, seats=12)
    told = reach(campaign, question(60, 0.7, 120))
    assert [point.seats for point in told.curve] == grid(campaign)
    assert told.curve[-1].least is not None
    for point in told.curve:
        if point.least is not None:
            assert point.least.cascade.seats == point.seats
            assert point.least.chance >= 0.7 > point.below.chance
    lacking = [point.least is None for point in told.curve]
    assert lacking == sorted(lacking, reverse=True)  # fewer seats never do more
    now = next(point for point in told.curve if point.seats == 12)
    alone = next(one for one in told.answers if one.lever.name == "leaders")
    assert alone.least is None or now.least.chance >= 0.7
    assert {way.name for way in told.ways()} >= {"both"}


def test_the_error_is_that_of_so_many_throws():
    now = reach(world(UNSURE, rakshaks=30, seats=12), question(98, 0.7, 120)).now
    assert 0 < now.chance < 1
    assert now.error == pytest.approx(np.sqrt(now.chance * (1 - now.chance) / 120))


def test_a_day_counts_what_is_there_by_then():
    early = question(24, by=LAST - timedelta(days=1))
    with pytest.raises(Refusal, match="nobody has pledged: the first day of pledges is 2020-08-25"):
        check(world(), early)
    with pytest.raises(Refusal, match="no day of the campaign"):
        check(world(), question(24, by=LAST + timedelta(days=1)))


def test_more_pledges_than_people():
    with pytest.raises(Refusal, match="51 pledges are wanted, and there are 50 people") as refused:
        check(world(people=[50]), question(51))
    assert refused.value.exit_code is ExitCode.REJECTED
    check(world(people=[50]), question(50))


@pytest.mark.parametrize(("confidence", "reps", "enough"), [(0.99, 499, 500), (0.02, 249, 250)])
def test_a_chance_too_fine_for_the_replications(confidence, reps, enough):
    with pytest.raises(Refusal, match=f"--reps {enough}") as refused:
        check(world(), question(24, confidence, reps))
    assert refused.value.exit_code is ExitCode.USAGE
    check(world(), question(24, confidence, enough))


def test_bilaspur_needs_more_leaders_and_seats_together():
    asked = Question(600_000, date(2020, 9, 8), 0.9, 100, 0)
    trials = Trials(asked)
    assert trials.answer(leaders(BILASPUR)).why is Why.SEATS
    assert trials.answer(seats(BILASPUR)).why is Why.EVERYBODY
    longer = trials.answer(days(BILASPUR))
    assert longer.least.amount > 18
    roomy = leaders(replace(BILASPUR, seats=5_000))
    assert trials.answer(roomy).least.amount > 525
