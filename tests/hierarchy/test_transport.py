"""Carrying people to hosts: by hand, against a linear programme, from few pairs and from all."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from planner.hierarchy import transport
from planner.hierarchy.hosting import Hosting, Rates
from planner.hierarchy.transport import carry
from planner.places import settle
from planner.snapshot import NONE, integers

RATES = Rates(same_zone=2_000, unknown=20_000, zone=1_500)
NOWHERE = (np.nan, np.nan)


def asked(groups, hosts, room, extra=(0,), rates=RATES):
    """Groups as (x, zone, people), hosts as (x, zone), on a line; x None: not known."""
    at = [(NOWHERE if x is None else (x, 0.0)) for x, *_ in (*groups, *hosts)]
    places = settle(np.array(at, dtype=float), integers([one[1] for one in (*groups, *hosts)]))
    return Hosting(
        places.only(slice(len(groups))),
        integers([people for *_, people in groups]),
        places.only(slice(len(groups), None)),
        integers(room).reshape(len(hosts), -1),
        integers(extra),
        rates,
    )


def rows(carried):
    return list(
        zip(carried.group.tolist(), carried.host.tolist(), carried.units.tolist(), strict=True)
    )


def test_everybody_goes_to_the_nearest_while_there_is_room():
    carried = carry(asked([(0, 0, 3), (900, 0, 2)], [(100, 0), (1_000, 0)], [[4], [4]]))
    assert rows(carried) == [(0, 0, 3), (1, 1, 2)]
    assert carried.metres == carried.bound == 3 * 100 + 2 * 100
    assert carried.left.tolist() == [0, 0]


def test_those_for_whom_there_is_no_room_are_the_farthest():
    carried = carry(asked([(0, 0, 3), (5_000, 0, 2)], [(100, 0)], [[4]]))
    assert rows(carried) == [(0, 0, 3), (1, 0, 1)]
    assert carried.left.tolist() == [0, 1]


def test_room_that_is_to_be_filled_first_is_filled_whatever_the_way():
    # four people live beside host 0; host 1 is far, but wants two
    carried = carry(asked([(0, 0, 4)], [(0, 0), (30_000, 0)], [[0, 9], [2, 9]], extra=(-1, 0)))
    assert rows(carried) == [(0, 0, 2), (0, 1, 2)]


def test_room_beyond_is_used_last_and_shared_out():
    # eight people, room for two at each of two hosts: two more each, not four at one
    world = asked([(0, 0, 8)], [(0, 0), (9_000, 0)], [[2, 2, 9]] * 2, extra=(0, 1, 2))
    assert rows(carry(world)) == [(0, 0, 4), (0, 1, 4)]


def test_another_zone_is_as_if_it_were_farther():
    near, far = (1_000, 1), (2_400, 0)
    assert rows(carry(asked([(0, 0, 1)], [near, far], [[1], [1]]))) == [(0, 1, 1)]
    farther = (2_600, 0)
    assert rows(carry(asked([(0, 0, 1)], [near, farther], [[1], [1]]))) == [(0, 0, 1)]


def test_who_is_known_by_zone_only_goes_to_a_host_of_his_zone():
    carried = carry(asked([(None, 1, 2)], [(0, 0), (50_000, 1)], [[5], [5]]))
    assert rows(carried) == [(0, 1, 2)]
    assert carried.metres == 2 * RATES.same_zone


def test_a_host_without_room_gets_nobody_and_nobody_at_all_is_no_fault():
    assert rows(carry(asked([(0, 0, 1)], [(0, 0), (700, 0)], [[0], [1]]))) == [(0, 1, 1)]
    assert carry(asked([(0, 0, 2)], [(0, 0)], [[0]])).left.tolist() == [2]


@st.composite
def worlds(draw, most=6):
    somewhere = st.none() | st.integers(0, 40).map(lambda k: 500.0 * k)
    zone = st.integers(NONE, 2)
    groups = draw(
        st.lists(st.tuples(somewhere, zone, st.integers(1, 4)), min_size=1, max_size=most)
    )
    hosts = draw(st.lists(st.tuples(somewhere, zone), min_size=1, max_size=most))
    room = draw(
        st.lists(
            st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 2)),
            min_size=len(hosts),
            max_size=len(hosts),
        )
    )
    return asked(groups, hosts, room, extra=(-1, 0, 1))


def least_cost(world):
    """The linear programme of the same question: what is placed, then steps, then metres."""
    groups, hosts = len(world.units), len(world.hosts)
    steps = len(world.extra)
    placed = min(int(world.units.sum()), int(world.room.sum()))
    group, host, step = (x.ravel() for x in np.indices((groups, hosts, steps)))
    way = world.cost(group, host)
    cost = way + world.extra[step] * world.dearest
    limits, most = [], []
    for g in range(groups):
        limits.append(group == g)
        most.append(world.units[g])
    for h in range(hosts):
        for s in range(steps):
            limits.append((host == h) & (step == s))
            most.append(world.room[h, s])
    done = linprog(
        cost,
        A_ub=np.array(limits, dtype=float),
        b_ub=np.array(most, dtype=float),
        A_eq=np.ones((1, len(cost))),
        b_eq=[placed],
    )
    assert done.status == 0
    return placed, round(done.fun)


def value(world, carried):
    """The same as `least_cost`, of an answer: each host's steps are filled in their order."""
    load = np.zeros(len(world.hosts), dtype=np.int64)
    np.add.at(load, carried.host, carried.units)
    before = np.cumsum(world.room, axis=1) - world.room
    filled = np.clip(load[:, None] - before, 0, world.room)
    assert (filled.sum(axis=1) == load).all()  # nobody has more than all his room
    metres = int(carried.units @ world.cost(carried.group, carried.host))
    assert metres == carried.metres
    return int(carried.units.sum()), metres + int((filled @ world.extra).sum()) * world.dearest


@settings(max_examples=200, deadline=None)
@given(worlds())
def test_no_answer_is_better(world):
    carried = carry(world)
    placed, best = least_cost(world)
    assert value(world, carried) == (placed, best)
    assert carried.bound == carried.metres
    taken = np.zeros(len(world.units), dtype=np.int64)
    np.add.at(taken, carried.group, carried.units)
    assert (taken + carried.left == world.units).all()


@settings(max_examples=60, deadline=None)
@given(worlds(most=14), st.integers(1, 3))
def test_from_few_pairs_it_comes_to_the_same_as_from_all(world, few):
    whole = carry(world)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transport, "ALL_PAIRS_UP_TO", 0)
        patch.setattr("planner.hierarchy.likely.NEAREST", few)
        patch.setattr("planner.hierarchy.likely.EACH", few)
        patch.setattr("planner.hierarchy.likely.BLOCK", 3)
        grown = carry(world)
    assert value(world, grown) == value(world, whole)
    assert grown.bound == grown.metres


@settings(max_examples=60, deadline=None)
@given(worlds(most=14))
def test_a_search_that_ends_early_claims_no_more_than_is_true(world):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transport, "ALL_PAIRS_UP_TO", 0)
        patch.setattr(transport, "ROUNDS", 1)
        patch.setattr("planner.hierarchy.likely.NEAREST", 1)
        patch.setattr("planner.hierarchy.likely.BLOCK", 3)
        hasty = carry(world)
    placed, best = least_cost(world)
    units, cost = value(world, hasty)
    if units == placed:
        assert cost - (hasty.metres - hasty.bound) <= best
