"""Alike: what is the same for all who are alike, seen from a network where they are one node.

Ways play no part in coverage and balance, so rakshaks who may go to the same areas are one node,
and areas with the same wishes one. A district comes down to some ten nodes, and their dual
prices are those of all who are of that kind.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planner.assignment.network import NO_PAIR, Network
from planner.assignment.tiers import NOTHING, Graph, Prices, solve_in_order
from planner.flow import FlowError
from planner.plan import TIERS
from planner.problem import Problem
from planner.snapshot import Flags, Ints, summed

EARLIER = TIERS[:-1]


def expected_prices(problem: Problem, network: Network) -> Prices:
    """Prices of the tiers before the cost, for each node of a network, over all pairs.

    They are a guess: bans, pins, and that different rakshaks are different people are not looked
    at. Whoever expects them finds out whether some flow holds at these prices (solve_in_order).
    None where no flow does even among kinds.
    """
    kind, one_r, one_a = _kinds_of_nodes(problem, network)
    sink = len(one_r) + len(one_a)
    kind = np.append(kind, sink)
    graph = network.graph

    loose = network.key == NO_PAIR  # arcs for uncovered visits and for workloads
    costs = [graph.costs[name][loose] for name in EARLIER]
    first, one = alike([kind[graph.tail[loose]], *costs])
    capacity = summed(one, graph.capacity[loose], len(first))
    tail = kind[graph.tail[loose][first]]

    to, of = np.indices((len(one_a), len(one_r))).reshape(2, -1)
    area, rakshak = network.area_of_node[one_a[to]], one_r[of]
    open_ = _may_go(problem, rakshak, area)
    to, of = to[open_], of[open_]
    supply = summed(kind, graph.supply, sink + 1)
    contracted = Graph(
        tail=np.concatenate([tail, len(one_r) + to]),
        head=np.concatenate([np.full_like(tail, sink), of]),
        capacity=np.concatenate([capacity, np.full_like(to, -supply[sink])]),
        costs={
            name: np.concatenate([cost[first], np.zeros_like(to)])
            for name, cost in zip(EARLIER, costs, strict=True)
        },
        supply=supply,
    )
    try:
        ranked = solve_in_order(contracted, dict.fromkeys(EARLIER, 0))
    except FlowError:
        return NOTHING
    return {name: prices[kind] for name, prices in ranked.prices.items()}


def alike(columns: Sequence[Ints]) -> tuple[Ints, Ints]:
    """One of each kind, and the kind of each of n, where those with equal columns are one kind.

    Column by column: much faster than numpy's unique rows.
    """
    code = np.zeros_like(columns[0])
    for column in columns:
        if (column != column[:1]).any():
            values, place = np.unique(column, return_inverse=True)
            code = np.unique(code * len(values) + place, return_inverse=True)[1]
    one = np.zeros(int(code.max(initial=-1)) + 1, dtype=np.int64)
    one[code] = np.arange(len(code))
    return one, code


def _kinds_of_nodes(problem: Problem, network: Network) -> tuple[Ints, Ints, Ints]:
    """The kind of each node but the sink, one rakshak of each kind, one area node of each."""
    zoned = 1 if problem.rules.keep_to_zone else 0
    used = np.bitwise_or.reduce(problem.area_skills)
    area = network.area_of_node
    one_r, kind_r = alike(
        [
            (problem.rakshak_skills & used).view(np.int64),
            problem.team_zone * zoned,
        ]
    )
    one_a, kind_a = alike(
        [
            problem.area_skills.view(np.int64)[area],
            problem.area_place.zone[area] * zoned,
            problem.priority[area],
        ]
    )
    return np.concatenate([kind_r, len(one_r) + kind_a]), one_r, one_a


def _may_go(problem: Problem, rakshak: Ints, area: Ints) -> Flags:
    """Which of n pairs of kinds have the skills and the zone, whatever is banned."""
    stray = problem.away(rakshak, area) & problem.rules.keep_to_zone
    return problem.skilled(rakshak, area) & ~stray
