"""Several aims in strict order: the best flows for the first, of these the best for the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from planner.flow import (
    Flow,
    FlowError,
    dual_bound,
    is_optimal,
    net_outflow,
    potentials,
    reduced_costs,
    solve_flow,
)
from planner.snapshot import Ints
from planner.stages import Stage, stage

Prices = Mapping[str, Ints]  # by tier, one for each node
NOTHING: Prices = {}
_STAGES = {"coverage": Stage.COVERAGE, "balance": Stage.BALANCE, "cost": Stage.COST}


@dataclass(frozen=True, eq=False)
class Graph:
    """m arcs between n nodes, with a column of costs for each tier."""

    tail: Ints  # m nodes
    head: Ints  # m nodes
    capacity: Ints  # m units
    costs: Mapping[str, Ints]  # by tier, the first first; m each, for one unit
    supply: Ints  # n units; below 0: demand


@dataclass(frozen=True, eq=False)
class Ranked:
    """A flow that is best in each tier, among those that are best in all tiers before it."""

    units: Ints  # m, on the arcs
    values: dict[str, int]  # what it comes to in each tier: no flow comes to less
    prices: Prices  # the dual prices that prove it


@dataclass(frozen=True, eq=False)
class _Face:
    """All flows that are best in the tiers so far: some arcs are filled, some left free."""

    graph: Graph
    free: Ints  # indices of arcs; those neither free nor filled are empty
    filled: Ints  # m units
    supply: Ints  # n, what is left to send

    def solve(self, tier: str) -> Flow:
        g, free = self.graph, self.free
        cost = g.costs[tier][free]
        return solve_flow(g.tail[free], g.head[free], g.capacity[free], cost, self.supply)

    def units(self, flow: Flow) -> Ints:
        """Units on all m arcs where `flow` runs on the free ones."""
        units = self.filled.copy()
        units[self.free] = flow.units
        return units

    def settled(self, tier: str) -> int:
        """What the filled arcs cost."""
        return int(self.filled @ self.graph.costs[tier])

    def narrowed(self, tier: str, prices: Ints) -> tuple[_Face, int]:
        """Those flows that these prices prove to be best in a tier too, and what they cost there.

        Arcs whose reduced cost is above 0 stay empty, those below 0 are filled: that holds for
        the tier's optimal flows, all of them and no other (complementary slackness).
        """
        g, free = self.graph, self.free
        reduced = reduced_costs(g.tail[free], g.head[free], g.costs[tier][free], prices)
        value = self.settled(tier) + dual_bound(reduced, g.capacity[free], self.supply, prices)
        full = free[reduced < 0]
        filled = self.filled.copy()
        filled[full] = g.capacity[full]
        sent = net_outflow(g.tail[full], g.head[full], g.capacity[full], len(self.supply))
        left = free[reduced == 0]
        return replace(self, free=left, filled=filled, supply=self.supply - sent), value


def solve_in_order(graph: Graph, offsets: Mapping[str, int], expected: Prices = NOTHING) -> Ranked:
    """The lexicographic minimum-cost flow over the cost columns, in their order.

    Each tier is solved on the face of the optimal flows of all tiers before, so no tier is ever
    weighed against another. `offsets` are added to the values.

    Tiers with `expected` prices need not be solved, but for the last: if a flow is found that
    these prices leave room for, they prove it to be best. So do those of a network with fewer
    arcs, where no arc that is new pays in that tier. Where no such flow is, all are solved. For
    the last tier they are where its own begin.
    Raises FlowError where the supplies cannot be met, or where a proof fails.
    """
    face, flow, values, prices = _best(graph, expected)
    last = list(graph.costs)[-1]
    prices[last] = _proved(last, flow, expected.get(last))
    values[last] = face.settled(last) + flow.value
    values = {name: offsets[name] + value for name, value in values.items()}
    return Ranked(face.units(flow), values, prices)


def cheapest(graph: Graph, expected: Prices) -> Ints:
    """The units of a lexicographic minimum-cost flow alone: the last tier is not proved.

    As solve_in_order.
    Raises FlowError where the supplies cannot be met.
    """
    face, flow, _, _ = _best(graph, expected)
    return face.units(flow)


def _best(graph: Graph, expected: Prices) -> tuple[_Face, Flow, dict[str, int], dict[str, Ints]]:
    """The face before the last tier, its best flow, and values and prices of the tiers before."""
    *earlier, last = graph.costs
    values: dict[str, int] = {}
    prices: dict[str, Ints] = {}
    face = _whole(graph)
    try:
        for name in earlier:
            known = name in expected
            with stage(_STAGES.get(name, Stage.FLOW)):
                prices[name] = expected[name] if known else _proved(name, face.solve(name))
                face, values[name] = face.narrowed(name, prices[name])
        with stage(_STAGES.get(last, Stage.FLOW)):
            return face, face.solve(last), values, prices
    except FlowError:
        if not expected:
            raise
        return _best(graph, NOTHING)


def _whole(graph: Graph) -> _Face:
    return _Face(graph, np.arange(len(graph.tail)), np.zeros_like(graph.capacity), graph.supply)


def _proved(tier: str, flow: Flow, start: Ints | None = None) -> Ints:
    """The dual prices of a flow of least cost, checked: its value is their bound as well."""
    prices = potentials(flow, start)
    if not is_optimal(flow, prices):
        raise FlowError(f"The prices of the {tier} tier do not prove its flow.")
    return prices
