"""From the question to a network: every plan over the given pairs is a flow, and the reverse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planner.assignment.asked import asked_beside_pins
from planner.assignment.tiers import Graph
from planner.plan import TIERS
from planner.problem import Problem
from planner.snapshot import Ints, summed
from planner.stages import Stage, stage

NO_PAIR = -1


@dataclass(frozen=True, eq=False)
class Network:
    """Visits start at areas, pass a rakshak or stay uncovered, and end in one sink."""

    graph: Graph  # costs by TIERS; nodes: R rakshaks, then nodes of areas, at last the sink
    key: Ints  # of each arc: Problem.pair_key, or NO_PAIR where it stands for no pair
    left: Ints  # R, visits that each rakshak can make besides his pins
    demand: Ints  # visits that each node of an area asks for
    area_of_node: Ints  # the area of each of these nodes
    areas: int  # A
    pinned_keys: Ints  # Problem.pair_key of each pin
    pinned_visits: Ints  # its visits, made whatever the flow is
    offsets: dict[str, int]  # by TIERS, what the pinned visits alone come to


@stage(Stage.NETWORK)
def build_network(problem: Problem, keys: Ints) -> Network:
    """The network of a problem over the pairs in `keys` (Problem.pair_key, each once).

    Pinned visits are made beforehand: they are taken off what the rakshak can make and off what
    the area needs.

    An area that wants n > 1 different rakshaks is two nodes: one asks for n visits and takes
    one from each rakshak, the other asks for the rest and takes any. Those pinned there count
    towards n already and are kept from the first node. Visits beyond an area's reach are asked of
    nobody. That whole areas go to one rakshak is what no flow can say: it may split them.
    """
    rakshaks, areas = problem.shape
    pins = problem.pinned
    pinned_keys = problem.pair_key(pins.rakshak, pins.area)
    asked = asked_beside_pins(problem)
    left, several = asked.left, np.flatnonzero(asked.first)
    made = problem.availability - left
    demand = np.concatenate([asked.anybody, asked.first[several]])
    priority = np.concatenate([problem.priority, problem.priority[several]])
    node = rakshaks + np.arange(len(demand))  # the first `areas` of them ask for any visits
    sink = rakshaks + len(demand)

    r, a = np.divmod(keys, areas)
    metres = problem.cost(r, a)
    one = np.flatnonzero((asked.first[a] > 0) & ~np.isin(keys, pinned_keys))
    node_of_one = node[areas + np.searchsorted(several, a[one])]
    parts = [
        _arcs(node[a], r, np.minimum(left[r], demand[a]), cost=metres, key=keys),
        _arcs(node_of_one, r[one], np.minimum(left[r[one]], 1), cost=metres[one], key=keys[one]),
        _arcs(node, sink, demand, coverage=priority),
        *_workload_arcs(problem, made, sink),
    ]
    tail, head, capacity, *costs, key = map(np.concatenate, zip(*parts, strict=True))
    supply = np.concatenate([np.zeros(rakshaks, np.int64), demand, [-demand.sum()]])
    return Network(
        graph=Graph(tail, head, capacity, dict(zip(TIERS, costs, strict=True)), supply),
        key=key,
        left=left,
        demand=demand,
        area_of_node=np.concatenate([np.arange(areas), several]),
        areas=areas,
        pinned_keys=pinned_keys,
        pinned_visits=pins.visits,
        offsets={
            "coverage": int(problem.priority @ (problem.visits - problem.reach)),
            "balance": int(unfairness(problem, made).sum()),
            "cost": int(pins.visits @ problem.cost(pins.rakshak, pins.area)),
        },
    )


def pairs_of(network: Network, units: Ints) -> tuple[Ints, Ints]:
    """The pairs that a flow of m units uses, pins included: sorted keys, and visits of each."""
    stand = (network.key != NO_PAIR) & (units > 0)
    keys = np.concatenate([network.pinned_keys, network.key[stand]])
    visits = np.concatenate([network.pinned_visits, units[stand]])
    used, at = np.unique(keys, return_inverse=True)
    return used, summed(at, visits, len(used))


def unfairness(problem: Problem, load: Ints) -> Ints:
    """What R workloads in visits count in the balance tier, each (see planner.plan.Tier)."""
    return _triangular(problem.outside(load, *problem.band()))


def _workload_arcs(problem: Problem, made: Ints, sink: int) -> Iterator[tuple[Ints, ...]]:
    """Rakshak to sink: each visit costs what it adds to the unfairness of his workload.

    That is ... -2, -1 below the band, nothing within it, 1, 2, ... above. As it rises from visit
    to visit, the cheapest flow takes them in their order, and none has to be forbidden.
    """
    least, most = problem.band()
    left = problem.availability - made
    rakshak = np.repeat(np.arange(len(left)), left)
    before = made[rakshak] + np.arange(len(rakshak)) - np.repeat(np.cumsum(left) - left, left)
    low, high = least[rakshak], most[rakshak]
    added = _triangular(problem.outside(before + 1, low, high)) - _triangular(
        problem.outside(before, low, high)
    )
    uneven = added != 0
    yield _arcs(rakshak[uneven], sink, 1, balance=added[uneven])
    yield _arcs(np.arange(len(left)), sink, np.bincount(rakshak[~uneven], minlength=len(left)))


def _triangular(count: Ints) -> Ints:
    """1 + 2 + ... + n for each n."""
    return count * (count + 1) // 2


def _arcs(
    tail: Ints,
    head: Ints | int,
    capacity: Ints | int,
    *,
    coverage: Ints | int = 0,
    balance: Ints | int = 0,
    cost: Ints | int = 0,
    key: Ints | int = NO_PAIR,
) -> tuple[Ints, ...]:
    """Tail, head, capacity, a cost for each of TIERS, and key of m arcs; a number stands for m."""
    columns = (tail, head, capacity, coverage, balance, cost, key)
    return tuple(np.broadcast_to(np.asarray(column, np.int64), len(tail)) for column in columns)
