"""Which limit holds a campaign up: each is lifted, and what that brings is told."""

from dataclasses import replace

import pytest

from scenarios.growth.cascade import MOST_RAKSHAKS, cascade
from scenarios.growth.jams import LIFTED, Jam, jams
from scenarios.growth.scenario import growth

BILASPUR = cascade(growth("bilaspur"))


def gains(campaign, reps=60):
    return {jam.name: jam for jam in jams(campaign, reps, seed=3)}


def test_too_few_seats_are_what_holds_it_up():
    found = jams(replace(BILASPUR, seats=300), 60, seed=3)
    assert found[0].name == "seats"
    assert found[0].is_seen
    assert [jam.gain for jam in found] == sorted((jam.gain for jam in found), reverse=True)


def test_seats_for_everybody_hold_nothing_up():
    seats = gains(replace(BILASPUR, seats=100_000))["seats"]
    assert (seats.gain, seats.error) == (0.0, 0.0)
    assert not seats.is_seen


def test_few_people_hold_it_up():
    few = replace(BILASPUR, people=BILASPUR.people // 4, target=100_000)
    assert gains(few)["saturation"].is_seen
    many = replace(BILASPUR, people=BILASPUR.people * 1_000)
    assert gains(few)["saturation"].gain > gains(many)["saturation"].gain


def test_a_tenth_more_than_the_most_is_the_most():
    most = BILASPUR.with_rakshaks(MOST_RAKSHAKS)
    assert LIFTED["rakshaks"](most).rakshaks == MOST_RAKSHAKS


@pytest.mark.parametrize("name", LIFTED)
def test_lifting_changes_one_thing_and_the_campaign_itself_stays(name):
    before = BILASPUR.rakshaks, BILASPUR.seats, dict(BILASPUR.rates)
    lifted = LIFTED[name](BILASPUR)
    assert (BILASPUR.rakshaks, BILASPUR.seats, dict(BILASPUR.rates)) == before
    assert (lifted.rakshaks, lifted.seats, dict(lifted.rates)) != before


def test_a_gain_within_three_standard_errors_is_not_seen():
    assert not Jam("seats", 30.0, 10.0).is_seen
    assert Jam("seats", 31.0, 10.0).is_seen
