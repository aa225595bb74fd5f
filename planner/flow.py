"""The one door to network flow: solve a minimum-cost flow, price its nodes, prove it optimal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from planner.snapshot import Ints
from planner.stages import Stage, stage


class FlowError(RuntimeError):
    """The network is malformed, or the solver failed on it: a fault of the program."""


@dataclass(frozen=True, eq=False)
class Flow:
    """A flow on a network of n nodes and m arcs. All numbers are whole.

    An arc carries between 0 and `capacity` units at `cost` each; a node sends out `supply`
    units more than it receives, so that all supplies add up to 0.
    """

    tail: Ints  # m nodes
    head: Ints  # m nodes
    capacity: Ints  # m units
    cost: Ints  # m, for one unit
    supply: Ints  # n units; below 0: demand
    units: Ints  # m units, the flow itself

    @property
    def value(self) -> int:
        """What the flow costs: units x cost, summed."""
        return int(self.units @ self.cost)


@stage(Stage.FLOW)
def solve_flow(tail: Ints, head: Ints, capacity: Ints, cost: Ints, supply: Ints) -> Flow:
    """A flow of least cost that meets every supply and demand.

    `tail`, `head`, `capacity` and `cost` have one entry for each of m arcs, `supply` one for
    each of n nodes. Cost scaling of Goldberg and Tarjan (1990), as built into OR-Tools; the
    same network gives the same flow.
    Raises FlowError where supplies cannot be met, capacities are negative, or costs are too
    large for the solver, which multiplies them by n + 1 in 64 bits.
    """
    if len(capacity) and capacity.min() < 0:
        raise FlowError(f"{int((capacity < 0).sum())} arc(s) have a capacity below 0.")
    solver = SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(tail, head, capacity, cost)
    solver.set_nodes_supplies(np.arange(len(supply)), supply)
    status = solver.solve()
    # The flow of an unsolved network must not be asked for: the process would end there.
    if status != SimpleMinCostFlow.OPTIMAL:
        raise FlowError(
            f"No flow on {len(supply)} nodes and {len(tail)} arcs: the solver says {status.name}."
        )
    units = np.asarray(solver.flows(arcs), dtype=np.int64)
    return Flow(tail, head, capacity, cost, supply, units)


@stage(Stage.PRICES)
def potentials(flow: Flow, start: Ints | None = None) -> Ints:
    """Dual prices of the n nodes that prove a flow of least cost to be one.

    Bellman and Ford's shortest paths in the residual network, in whole numbers, from a source
    that reaches every node at its `start` price (usually 0). Prices of a like network make a good
    start: only what has changed is looked at. A node that receives from nobody keeps its start.
    Raises FlowError where the flow is not of least cost: then a cycle of negative cost is left
    and prices would fall for ever.
    """
    prices = np.zeros(len(flow.supply), dtype=np.int64) if start is None else start.copy()
    more, less = flow.units < flow.capacity, flow.units > 0
    tail = np.concatenate([flow.tail[more], flow.head[less]])
    head = np.concatenate([flow.head[more], flow.tail[less]])
    cost = np.concatenate([flow.cost[more], -flow.cost[less]])
    order = np.argsort(tail, kind="stable")
    tail, head, cost = tail[order], head[order], cost[order]
    first = np.searchsorted(tail, np.arange(len(prices) + 1))
    lower = np.arange(len(prices))  # nodes whose price has fallen since their arcs were looked at
    # Shortest paths have fewer arcs than the network has nodes, and each round settles one.
    for _ in range(len(prices) + 1):
        arcs = _ranges(first[lower], first[lower + 1])
        offer, to = prices[tail[arcs]] + cost[arcs], head[arcs]
        better = offer < prices[to]
        if not better.any():
            return prices
        offer, to = offer[better], to[better]
        np.minimum.at(prices, to, offer)
        fallen = np.zeros(len(prices), dtype=bool)
        fallen[to] = True
        lower = np.flatnonzero(fallen)
    raise FlowError("The flow is not of least cost: its residual network has a negative cycle.")


def _ranges(first: Ints, last: Ints) -> Ints:
    """first[0] .. last[0] - 1, then first[1] .. last[1] - 1, and so on."""
    count = last - first
    ends = np.cumsum(count)
    each: Ints = np.arange(ends[-1] if len(ends) else 0) + np.repeat(first - ends + count, count)
    return each


def reduced_costs(tail: Ints, head: Ints, cost: Ints, prices: Ints) -> Ints:
    """What one unit on each of m arcs costs once it is paid for at the prices of its ends."""
    return cost + prices[tail] - prices[head]


def dual_bound(reduced: Ints, capacity: Ints, supply: Ints, prices: Ints) -> int:
    """A value that no flow on a network can cost less than, whatever the n prices are.

    `reduced` holds the reduced costs of its m arcs at these prices. Of each arc only the most
    favourable use is counted, so it holds for every flow; it is met exactly by an optimal flow
    and its prices (linear programming duality).
    """
    return int(np.minimum(reduced, 0) @ capacity - prices @ supply)


def is_optimal(flow: Flow, prices: Ints) -> bool:
    """Whether the flow is one, and the prices prove that none costs less.

    Checked from the definitions, however flow and prices were made: 0 <= units <= capacity,
    every supply met, no arc left open that pays, no arc used that does not.
    """
    within = bool(((flow.units >= 0) & (flow.units <= flow.capacity)).all())
    met = bool((net_outflow(flow.tail, flow.head, flow.units, len(prices)) == flow.supply).all())
    reduced = reduced_costs(flow.tail, flow.head, flow.cost, prices)
    slack = (reduced >= 0) | (flow.units == flow.capacity)
    used = (reduced <= 0) | (flow.units == 0)
    return within and met and bool(slack.all() and used.all())


def net_outflow(tail: Ints, head: Ints, units: Ints, nodes: int) -> Ints:
    """Units that each of n nodes sends out more than it receives."""
    net = np.zeros(nodes, dtype=np.int64)
    np.add.at(net, tail, units)
    np.subtract.at(net, head, units)
    return net
