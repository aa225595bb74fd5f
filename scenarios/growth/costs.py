"""Costs: what a campaign costs in rupees, as far as its scenario says."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.growth.cascade import Cascade
from scenarios.growth.scenario import Costs

ASSUMPTION = "assumption"


@dataclass(frozen=True)
class Item:
    """So many of one thing at a price."""

    name: str
    count: float
    each: float

    @property
    def rupees(self) -> float:
        """All of them together."""
        return self.count * self.each


def bill(cascade: Cascade, costs: Costs) -> list[Item]:
    """Leaders, rakshaks with the reserve, seats over the days of training, days.

    A day on which there is half of the training has half of the seats.
    """
    counts = {
        "leader": cascade.leaders,
        "rakshak": cascade.staff,
        "seat": cascade.seats * float(cascade.calendar.share["training"].sum()),
        "day": len(cascade.calendar),
    }
    return [Item(name, count, getattr(costs, name).value) for name, count in counts.items()]


def rupees(cascade: Cascade, costs: Costs) -> float:
    """The sum of the bill."""
    return sum(item.rupees for item in bill(cascade, costs))


def assumed(costs: Costs) -> list[str]:
    """The names of the prices that nobody has looked up."""
    return [name for name, cost in costs if cost.source.casefold().startswith(ASSUMPTION)]
