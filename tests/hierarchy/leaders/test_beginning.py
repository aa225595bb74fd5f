"""Leaders to start from: as dense as people where room is scarce, by chance where it is not."""

from dataclasses import replace

import numpy as np
import pytest

from planner.hierarchy.leaders.beginning import begin
from planner.hierarchy.leaders.stating import state
from planner.snapshot import integers

# a town of 40 within 100 m, and five villages of two, 20 km apart
TOWN = np.column_stack([np.linspace(0, 100, 40), np.zeros(40)])
VILLAGES = np.array([[20_000.0 * k, x] for k in range(1, 6) for x in (0, 50)])
PLACES = np.concatenate([TOWN, VILLAGES])


def ground(capacity, count, keep=None, load=1):
    return replace(state(PLACES, load, capacity, None, keep), count=count)


def leaders(teams):
    return teams.leader.tolist()


def test_where_room_is_scarce_a_town_gets_leaders_for_all_its_people():
    teams = begin(ground(10, 5), seed=0)
    assert sum(k < 40 for k in leaders(teams)) == 4
    assert np.bincount(teams.of).max() <= 10


def test_where_there_is_room_to_spare_villages_get_more_than_their_share():
    teams = begin(ground(50, 10), seed=0)
    assert sum(k >= 40 for k in leaders(teams)) > 10 * 10 / 50


@pytest.mark.parametrize("capacity", [10, 50])
def test_who_must_lead_does_and_the_same_seed_gives_the_same(capacity):
    here = ground(capacity, 5, keep=[3, 41])
    assert {3, 41} <= set(leaders(begin(here, seed=1)))
    assert leaders(begin(here, seed=1)) == leaders(begin(here, seed=1))


def test_a_table_and_loads_that_differ_begin_too():
    apart = np.abs(np.arange(12)[:, None] - np.arange(12)).astype(np.int64)
    table = replace(state(apart, integers([1, 2] * 6), 7, None, None), count=3)
    teams = begin(table, seed=0)
    assert len(leaders(teams)) == 3
    assert np.bincount(teams.of, table.load).max() <= 7
