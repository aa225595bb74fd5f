"""Several aims in strict order: the best flows for the first, of these the best for the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

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


def solve_in_order(
    tail: Ints,
    head: Ints,
    capacity: Ints,
    costs: Mapping[str, Ints],
    supply: Ints,
    offsets: Mapping[str, int],
    report: Callable[[str], None],
) -> Ranked:
    """The lexicographic minimum-cost flow of m arcs over the cost columns, in their order.

    After each tier its dual prices tell the arcs that every optimal flow leaves empty (their
    reduced cost is above 0) from those that it fills (below 0); only the rest stays free. That
    face holds the tier's optimal flows, all of them and no other (complementary slackness), so
    no tier is ever weighed against another and each has its own bound.
    Raises FlowError where the supplies cannot be met, or where a proof fails.
    """
    filled = np.zeros_like(capacity)
    free = np.arange(len(tail))
    tiers: dict[str, Tier] = {}
    for name, cost in costs.items():
        flow = solve_flow(tail[free], head[free], capacity[free], cost[free], supply)
        prices = potentials(flow)
        if not is_optimal(flow, prices):
            raise FlowError(f"The prices of the {name} tier do not prove its flow.")
        settled = offsets[name] + int(filled @ cost)
        tiers[name] = Tier(settled + flow.value, settled + dual_bound(flow, prices))
        report(f"{name}: {tiers[name].value:,}, proved to be the least")

        reduced = reduced_costs(flow.tail, flow.head, flow.cost, prices)
        full = free[reduced < 0]
        filled[full] = capacity[full]
        supply = supply - net_outflow(tail[full], head[full], capacity[full], len(supply))
        free, rest = free[reduced == 0], flow.units[reduced == 0]
    units = filled
    units[free] = rest
    return Ranked(units, tiers)
