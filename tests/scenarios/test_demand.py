import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.policy import load
from planner.snapshot import integers
from scenarios.demand import scaled_people, visits_of

POLICY = load()


def ones(count):
    return np.ones(count, dtype=np.int64)


def alike(code, count):
    """The category of `count` areas that are all of one."""
    return [code], np.zeros(count, dtype=np.int64)


def test_visits_are_at_least_one_for_each_rakshak_needed():
    # a village has 40 people a visit: 400 people need 10 visits
    visits = visits_of(*alike("village", 2), integers([400, 400]), integers([3, 12]), POLICY)
    assert visits.tolist() == [10, 12]


def test_people_are_scaled_until_the_visits_fit():
    # two villages of 400 and 800, 40 people a visit: 10 + 20 visits; 60 are asked for: doubled
    villages = alike("village", 2)
    people = scaled_people(*villages, np.array([400.0, 800]), ones(2), 60, POLICY)
    assert visits_of(*villages, people, ones(2), POLICY).sum() == 60
    assert people.tolist() == pytest.approx([800, 1600], rel=0.03)


def test_what_the_norms_clip_is_left_out_of_reach():
    # a gym needs at most 4 visits
    gym = alike("gym", 1)
    people = scaled_people(*gym, np.array([50.0]), ones(1), 1000, POLICY)
    assert visits_of(*gym, people, ones(1), POLICY).tolist() == [4]


@given(st.integers(0, 50), st.integers(40, 4000))
def test_demand_is_never_above_the_target_and_close_below_it(seed, target):
    rng = np.random.default_rng(seed)
    villages = alike("village", 20)
    scaled = scaled_people(*villages, rng.lognormal(6, 0.8, 20), ones(20), target, POLICY)
    visits = visits_of(*villages, scaled, ones(20), POLICY)
    reach = 20 * 120 if target > 20 * 120 else target  # at most 120 visits to a village
    assert reach * 0.9 - 20 <= visits.sum() <= max(target, 2 * 20)
