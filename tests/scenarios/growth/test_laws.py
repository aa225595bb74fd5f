"""The chances of a day, worked out by hand, and by going through every way it can happen."""

from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.growth import laws


def test_what_three_levels_leave_of_a_message():
    rates = {"kept_per_level": 0.75, "knowledge_counts": 0.5}
    assert laws.knowledge(rates, 3) == pytest.approx(0.421875)  # 42% after three
    # half of persuading depends on knowing: 1 - 0.5 x (1 - 0.421875)
    assert laws.persuasion(rates, 3) == pytest.approx(0.7109375)
    assert laws.persuasion(rates, 0) == 1


def test_asking_on_weekdays_and_weekends():
    rates = {"kept_per_level": 1, "knowledge_counts": 0, "acceptance": 0.6, "weekend": 0.5}
    assert laws.asking(rates, 2, 1.0, False, 1.0) == pytest.approx(0.6)
    assert laws.asking(rates, 2, 0.5, True, 1.2) == pytest.approx(0.6 * 0.5 * 0.5 * 1.2)
    assert laws.asking(rates, 2, 1.0, False, 5.0) == 1  # a chance is never more


def test_a_session_a_day_at_most():
    rates = {"sessions": 0.5, "weekend": 3.0}
    assert laws.holding(rates, 0.5, False) == 0.25
    assert laws.holding(rates, 1.0, True) == 1


def test_the_willing_run_out():
    left = laws.unsaturated(np.array([0, 30, 60, 90]), 100, 0.6)
    assert left.tolist() == [1.0, 0.5, 0.0, 0.0]
    assert laws.unsaturated(0, 100, 0.0) == 1.0  # nobody is willing: nor is anybody won
    assert laws.unsaturated(1, 100, 0.0) == 0.0


def test_met_at_least_once():
    assert laws.met_once(0, 10) == 0
    assert laws.met_once(1, 10) == pytest.approx(0.1)
    assert laws.met_once(2, 10) == pytest.approx(0.19)


@given(st.integers(3, 5), st.integers(0, 5), st.integers(0, 4))
def test_newly_met_have_the_mean_and_variance_of_every_way_to_meet(people, meetings, aware):
    unaware = max(people - aware, 0)
    ways = Counter(
        len({person for person in way if person < unaware})
        for way in product(range(people), repeat=meetings)
    )
    met = np.repeat(list(ways), list(ways.values()))
    trials, chance = laws.first_met(unaware, meetings, people)
    assert trials <= min(unaware, meetings)
    assert 0 <= chance <= 1
    assert trials * chance == pytest.approx(met.mean())
    # trials are whole, so the variance comes out only as near as they allow
    assert trials * chance * (1 - chance) == pytest.approx(met.var(), abs=0.5)


@pytest.mark.parametrize(
    ("unaware", "meetings", "people"),
    [(200, 20, 200), (200, 200, 200), (120, 90, 200), (30, 600, 200), (500, 5, 20_000)],
)
def test_newly_met_meeting_by_meeting(unaware, meetings, people):
    chances = np.zeros(meetings + 1)  # of so many newly met
    chances[0] = 1
    left = np.maximum(unaware - np.arange(meetings + 1), 0) / people
    for _ in range(meetings):
        chances = chances * (1 - left) + np.concatenate([[0], (chances * left)[:-1]])
    mean = chances @ np.arange(meetings + 1)
    variance = chances @ (np.arange(meetings + 1) - mean) ** 2
    trials, chance = laws.first_met(unaware, meetings, people)
    assert trials * chance == pytest.approx(mean)
    assert trials * chance * (1 - chance) == pytest.approx(variance, rel=0.03, abs=0.3)


@pytest.mark.parametrize("people", [1_000, 1_000_000, 2_000_000_000])
@pytest.mark.parametrize("part", [0.0, 0.01, 0.5, 3.0])
def test_newly_met_of_many(people, part):
    meetings = int(people * part) or 68
    for unaware in (people, people // 3, 1, 0):
        trials, chance = laws.first_met(unaware, meetings, people)
        assert trials <= min(unaware, meetings)
        assert trials * chance == pytest.approx(unaware * laws.met_once(meetings, people))
        assert chance <= 1


def test_people_who_never_run_out_are_all_met_for_the_first_time():
    trials, chance = laws.first_met(2_000_000_000, 68, 2_000_000_000)
    assert trials == 68
    assert chance == pytest.approx(1)


def test_days_of_pledges_add_up():
    share, still = 0.8, 1.0
    for day in range(4):
        came = still * laws.of_the_day(share, day, 4)
        assert came == pytest.approx(0.2)  # as many each day
        still -= came
    for days in range(1, 50):  # all who have not come yet come on the last
        last = laws.of_the_day(1.0, days - 1, days)
        assert 1 - 1e-9 < last <= 1


@pytest.mark.parametrize(
    ("rakshaks", "reserve", "all_told"),
    [(10_500, 0.10, 11_550), (70, 0.1, 77), (6, 0.0, 6), (6, 0.5, 9), (7, 0.5, 11), (21, 0.05, 23)],
)
def test_the_bench(rakshaks, reserve, all_told):
    assert laws.benched(rakshaks, reserve) == all_told
    assert laws.benched(np.array([rakshaks]), reserve).tolist() == [all_told]
