"""Several aims in strict order: the best flows for the first, of these the best for the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from planner.assignment.network import Arcs
from planner.flow import (
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


@dataclass(frozen=True, eq=False)
class Ranked:
    """A flow that is best in each tier, among those that are best in all tiers before it."""

    units: Ints  # m, on the arcs
    tiers: dict[str, Tier]
    prices: dict[str, Ints]  # of each tier, n: the dual prices that prove it
    at_floor: frozenset[str]  # tiers that cost no more than if no flow had to go anywhere


def solve_in_order(
    tail: Ints,
    head: Ints,
    capacity: Ints,
    costs: Mapping[str, Ints],
    supply: Ints,
    offsets: Mapping[str, int],
    at_floor: frozenset[str] = frozenset(),
) -> Ranked:
    """The lexicographic minimum-cost flow of m arcs over the cost columns, in their order.

    After each tier its dual prices tell the arcs that every optimal flow leaves empty (their
    reduced cost is above 0) from those that it fills (below 0); only the rest stays free. That
    face holds the tier's optimal flows, all of them and no other (complementary slackness), so
    no tier is ever weighed against another and each has its own bound.

    Tiers that are known to reach their floor (`at_floor`, from a network with fewer arcs; never
    the last one) need not be solved again: prices of 0 prove them.
    Raises FlowError where the supplies cannot be met, or where a proof fails.
    """
    filled = np.zeros_like(capacity)
    free = np.arange(len(tail))
    tiers: dict[str, Tier] = {}
    prices: dict[str, Ints] = {}
    reached = set(at_floor)
    units = filled
    for name, cost in costs.items():
        settled = offsets[name] + int(filled @ cost)
        floor = int(np.minimum(cost[free], 0) @ capacity[free])
        if name in at_floor:
            prices[name] = np.zeros_like(supply)
            tiers[name] = Tier(settled + floor, settled + floor)
        else:
            flow = solve_flow(tail[free], head[free], capacity[free], cost[free], supply)
            prices[name] = potentials(flow)
            if not is_optimal(flow, prices[name]):
                raise FlowError(f"The prices of the {name} tier do not prove its flow.")
            tiers[name] = Tier(settled + flow.value, settled + dual_bound(flow, prices[name]))
            units = filled.copy()
            units[free] = flow.units
            if flow.value == floor:
                reached.add(name)
                prices[name] = np.zeros_like(supply)

        reduced = reduced_costs(tail[free], head[free], cost[free], prices[name])
        full = free[reduced < 0]
        filled[full] = capacity[full]
        supply = supply - net_outflow(tail[full], head[full], capacity[full], len(supply))
        free = free[reduced == 0]
    return Ranked(units, tiers, prices, frozenset(reached))


def cheapest(arcs: Arcs, supply: Ints, at_floor: frozenset[str]) -> Ints:
    """The units of a lexicographic minimum-cost flow alone: the last tier is not proved.

    As solve_in_order; `at_floor` are tiers that may be expected to cost nothing.
    Raises FlowError where the supplies cannot be met, as when these are not.
    """
    filled = np.zeros_like(arcs.capacity)
    free = np.arange(len(arcs.tail))
    for name, cost in arcs.costs.items():
        if name in at_floor:
            prices = np.zeros_like(supply)
        else:
            tail, head, capacity = arcs.tail[free], arcs.head[free], arcs.capacity[free]
            flow = solve_flow(tail, head, capacity, cost[free], supply)
            if name == list(arcs.costs)[-1]:
                break
            prices = potentials(flow)
        reduced = reduced_costs(arcs.tail[free], arcs.head[free], cost[free], prices)
        full = free[reduced < 0]
        filled[full] = arcs.capacity[full]
        supply = supply - net_outflow(
            arcs.tail[full], arcs.head[full], arcs.capacity[full], len(supply)
        )
        free = free[reduced == 0]
    units = filled.copy()
    units[free] = flow.units
    return units
