import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from planner.policy import SpanPolicy
from scenarios.teams import make_teams


def teams_of(per_zone, team, least, most, seed=0):
    zone = np.repeat(np.arange(len(per_zone)), per_zone)
    latitude, longitude = np.random.default_rng(seed).random((2, len(zone)))
    return zone, make_teams(zone, latitude, longitude, team, SpanPolicy(least=least, most=most))


def test_two_zones_have_a_nodal_officer_each():
    # 60 and 30 rakshaks in teams of 10: 6 and 3 leaders
    _, teams = teams_of([60, 30], team=10, least=3, most=40)
    assert teams.nodal.tolist() == [0] * 6 + [1] * 3
    assert np.bincount(teams.leader).tolist() == [10] * 9


def test_a_zone_too_small_for_a_nodal_officer_joins_the_next():
    # least span 3: a nodal officer with 3 leaders of 3 needs 9 rakshaks
    _, teams = teams_of([4, 20, 3], team=5, least=3, most=40)
    assert teams.nodals == 1


def test_a_handful_of_rakshaks_has_one_leader_and_no_nodal_officer():
    _, teams = teams_of([5], team=20, least=3, most=40)
    assert teams.leader.tolist() == [0] * 5
    assert teams.nodal.tolist() == [-1]
    assert teams.nodals == 0


def test_more_leaders_than_one_can_lead_get_two_nodal_officers():
    # 100 rakshaks, at most 5 to a leader: 20 leaders, 4 nodal officers with 5 each
    _, teams = teams_of([100], team=5, least=2, most=5)
    assert np.bincount(teams.nodal).tolist() == [5] * 4


def test_unknown_places_are_in_teams_too():
    nowhere = np.full(40, np.nan)
    teams = make_teams(np.zeros(40, int), nowhere, nowhere, 10, SpanPolicy(least=3, most=40))
    assert np.bincount(teams.leader).tolist() == [10] * 4


@given(
    st.lists(st.integers(0, 60), min_size=1, max_size=8).filter(any),
    st.integers(1, 30),
    st.integers(0, 4),
    st.integers(8, 40),
)
def test_every_span_lies_within_the_policy(per_zone, team, least, most):
    zone, teams = teams_of(per_zone, team, least, most)
    of_leaders = np.bincount(teams.leader)
    of_nodals = np.bincount(teams.nodal[teams.nodal >= 0])
    assert len(of_leaders) == len(teams.nodal)
    assert max(of_leaders.max(), of_nodals.max(initial=0)) <= most
    if len(zone) >= least:
        assert of_leaders.min() >= max(least, 1)
    assert of_nodals.min(initial=most) >= least
    if len(zone) >= max(least, 1) ** 2:
        assert (teams.nodal >= 0).all()
