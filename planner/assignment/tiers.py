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
from planner.plan import Tier
from planner.snapshot import Ints

Prices = Mapping[str, Ints]  # by tier, one for each node
NOTHING: Prices = {}


@dataclass(frozen=True, eq=False)
class Graph:
    """m arcs between n nodes, with a column of costs for each tier."""

    tail: Ints  # m nodes
    head: Ints  # m nodes
    capacity: Ints  # m units
    costs: Mapping[str, Ints]  # by tier, the first first; m each, for one unit
    supply: Ints  # n units; below 0: demand

    def floor_prices(self) -> Prices:
        """Prices that prove a tier to be at its floor: no arc carries more than what pays."""
        return dict.fromkeys(self.costs, np.zeros_like(self.supply))


@dataclass(frozen=True, eq=False)
class Ranked:
    """A flow that is best in each tier, among those that are best in all tiers before it."""

    units: Ints  # m, on the arcs
    tiers: dict[str, Tier]
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
    weighed against another and each has its own bound. `offsets` are added to the values.

    Tiers with `expected` prices are not solved, but for the last: if a flow is found that these
    prices leave room for, they prove it to be best. So do those of a network with fewer arcs,
    where no arc that is new pays in that tier. For the last they are where its own begin.
    Raises FlowError where the supplies cannot be met, at the expected prices, or where a proof
    fails.
    """
    *earlier, last = graph.costs
    tiers: dict[str, Tier] = {}
    prices: dict[str, Ints] = {}
    face = _whole(graph)
    for name in earlier:
        if name in expected:
            prices[name] = expected[name]
            face, value = face.narrowed(name, prices[name])
        else:
            flow = face.solve(name)
            prices[name] = _proved(name, flow)
            face, value = face.narrowed(name, prices[name])
        tiers[name] = Tier(offsets[name] + value, offsets[name] + value)
    flow = face.solve(last)
    prices[last] = _proved(last, flow, expected.get(last))
    value = offsets[last] + face.settled(last) + flow.value
    tiers[last] = Tier(value, value)
    return Ranked(face.units(flow), tiers, prices)


def cheapest(graph: Graph, expected: Prices) -> Ints:
    """The units of a lexicographic minimum-cost flow alone: the last tier is not proved.

    As solve_in_order.
    Raises FlowError where the supplies cannot be met, as when what is expected is too much.
    """
    *earlier, last = graph.costs
    face = _whole(graph)
    for name in earlier:
        prices = expected[name] if name in expected else potentials(face.solve(name))
        face, _ = face.narrowed(name, prices)
    return face.units(face.solve(last))


def _whole(graph: Graph) -> _Face:
    return _Face(graph, np.arange(len(graph.tail)), np.zeros_like(graph.capacity), graph.supply)


def _proved(tier: str, flow: Flow, start: Ints | None = None) -> Ints:
    """The dual prices of a flow of least cost, checked: its value is their bound as well."""
    prices = potentials(flow, start)
    if not is_optimal(flow, prices):
        raise FlowError(f"The prices of the {tier} tier do not prove its flow.")
    return prices
