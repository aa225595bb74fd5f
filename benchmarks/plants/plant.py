"""Plant: a way to plant faults of one rule, and what follows from most faults."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from benchmarks.field import Field, Planted
from planner.audit.evidence import Evidence

ANEW = frozenset({"INT001"})  # the question is another one than the plan answers
ROWS = frozenset({"INT002", "INT003", "INT010", "INT011", "INT012"})  # rows of the plan changed
LEFT = frozenset({"COV003", "COV004", "COV005", "COV010"})  # visits are not made
UNEVEN = frozenset({"WRK001", "WRK002", "WRK003", "WRK008"})
FAR = frozenset({"WRK006", "WRK007", "DUP005", "DUP006", "DUP007"})

SETTLED = ("village", "town", "ward")  # what other places lie in


@dataclass(frozen=True)
class Plant:
    """A way to plant faults of the rule of this code.

    `one_by_one`: the rule speaks of the campaign or its plan once, however many faults there are.
    """

    code: str
    one_by_one: bool
    plant: Callable[[Field], Planted]


def plants(code: str, *, one_by_one: bool = False) -> Callable[[Callable[[Field], Planted]], Plant]:
    """Make a Plant of a function that puts faults into a field."""
    return lambda plant: Plant(code, one_by_one, plant)


def planted(
    evidence: Evidence,
    subjects: Iterable[str],
    also: Iterable[str] = (),
    base: Evidence | None = None,
) -> Planted:
    """Faults with their consequences."""
    return Planted(evidence, tuple(subjects), frozenset(also), base)
