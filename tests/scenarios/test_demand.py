import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.policy import load
from scenarios.demand import scaled_people, visits_by_norm

POLICY = load()
KINDS = [*POLICY.categories, "shrine"]  # the last stands in no list


@given(
    st.lists(
        st.tuples(st.sampled_from(KINDS), st.none() | st.integers(0, 20000)),
        min_size=1,
        max_size=40,
    )
)
def test_visits_are_those_of_each_norm(rows):
    people = np.array([np.nan if row[1] is None else row[1] for row in rows])
    slow = [POLICY.norm(category).visits(number) for category, number in rows]
    assert visits_by_norm([row[0] for row in rows], people, POLICY).tolist() == slow


def test_people_are_scaled_until_the_visits_fit():
    # two villages of 400 and 800, 40 people a visit: 10 + 20 visits; 60 are asked for: doubled
    people = scaled_people(["village"] * 2, np.array([400.0, 800]), np.ones(2, int), 60, POLICY)
    assert visits_by_norm(["village"] * 2, people.astype(float), POLICY).sum() == 60
    assert people.tolist() == pytest.approx([800, 1600], rel=0.03)


def test_what_the_norms_clip_is_left_out_of_reach():
    # a gym needs at most 4 visits
    people = scaled_people(["gym"], np.array([50.0]), np.ones(1, int), 1000, POLICY)
    assert visits_by_norm(["gym"], people.astype(float), POLICY).tolist() == [4]


@given(st.integers(0, 50), st.integers(40, 4000))
def test_demand_is_never_above_the_target_and_close_below_it(seed, target):
    rng = np.random.default_rng(seed)
    people = rng.lognormal(6, 0.8, 20)
    kinds = ["village"] * 20
    scaled = scaled_people(kinds, people, np.ones(20, int), target, POLICY)
    visits = visits_by_norm(kinds, scaled.astype(float), POLICY)
    reach = 20 * 120 if target > 20 * 120 else target  # at most 120 visits to a village
    assert reach * 0.9 - 20 <= visits.sum() <= max(target, 2 * 20)
