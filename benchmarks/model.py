"""The planning question as other solvers take it: a matrix of costs, and a linear programme."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.assignment.network import unfairness
from planner.plan import TIERS
from planner.problem import Problem
from planner.snapshot import Flags, Ints, Pairs, Points

A_BLOCK = 2_000_000  # pairs worked out together, so that only the matrix itself takes much room


@dataclass(frozen=True, eq=False)
class LinearModel:
    """n variables, first the visits of p pairs; m rows: A areas, then R rakshaks.

    An area's visits and its uncovered ones add up to what it needs. A rakshak's visits lie in his
    band, but for visits below it that he lacks and visits above it that he makes too many; the
    k-th of these counts k. It is a network, so best answers are whole without being told so.
    """

    rakshak: Ints  # p
    area: Ints  # p
    upper: Ints  # n; all variables are at least 0
    row: Ints  # one for each entry of the matrix, column by column
    entry: Ints
    start: Ints  # n + 1, where the entries of a variable begin
    least: Ints  # m
    most: Ints  # m
    costs: dict[str, Ints]  # by TIERS, n each
    weights: dict[str, int]  # by TIERS

    def weighed(self) -> Ints:
        """The tiers in one number for each variable (see gentle_weights)."""
        return np.sum([self.weights[name] * self.costs[name] for name in TIERS], axis=0)


def cost_matrix(problem: Problem) -> Points:
    """Metres of one visit for each of R x A pairs, infinite where it may not be made."""
    rakshaks, areas = problem.shape
    matrix = np.empty((rakshaks, areas))
    step = max(A_BLOCK // areas, 1)
    for start in range(0, rakshaks, step):
        those = np.arange(start, min(start + step, rakshaks))
        r, a = np.repeat(those, areas), np.tile(np.arange(areas), len(those))
        metres = np.where(problem.allowed(r, a), problem.cost(r, a), np.inf)
        matrix[those] = metres.reshape(len(those), areas)
    return matrix


def linear_model(problem: Problem) -> LinearModel:
    """The question over all pairs that may be used."""
    areas = len(problem.areas)
    matrix = cost_matrix(problem)
    r, a = np.nonzero(np.isfinite(matrix))
    metres = matrix[r, a].astype(np.int64)
    low, high = problem.band()
    below, above = _steps(low), _steps(problem.availability - high)
    pairs, n = len(r), len(r) + areas + len(below[0]) + len(above[0])

    coverage, balance = gentle_weights(problem, int(metres.max(initial=0)))
    uneven = np.concatenate([below[1], above[1]])
    costs = np.zeros((len(TIERS), n), dtype=np.int64)
    costs[0, pairs : pairs + areas] = problem.priority
    costs[1, pairs + areas :] = uneven
    costs[2, :pairs] = metres
    single = np.concatenate([np.arange(areas), areas + below[0], areas + above[0]])
    sign = np.concatenate([np.ones(areas + len(below[0]), np.int64), -np.ones_like(above[0])])
    return LinearModel(
        rakshak=r,
        area=a,
        upper=np.concatenate(
            [
                np.minimum(problem.availability[r], problem.visits[a]),
                problem.visits,
                np.ones(n - pairs - areas, dtype=np.int64),
            ]
        ),
        row=np.concatenate([np.stack([a, areas + r], axis=1).ravel(), single]),
        entry=np.concatenate([np.ones(2 * pairs, dtype=np.int64), sign]),
        start=np.concatenate([np.arange(0, 2 * pairs, 2), 2 * pairs + np.arange(n - pairs + 1)]),
        least=np.concatenate([problem.visits, low]),
        most=np.concatenate([problem.visits, high]),
        costs=dict(zip(TIERS, costs, strict=True)),
        weights=dict(zip(TIERS, (coverage, balance, 1), strict=True)),
    )


def rows_of(model: LinearModel, visits: Points) -> Pairs:
    """The rows of an answer, from the values of the variables. Raises ValueError if not whole."""
    made = np.rint(visits[: len(model.rakshak)]).astype(np.int64)
    if np.abs(visits[: len(made)] - made).max(initial=0) > 1e-4:
        raise ValueError("visits are not whole")
    used = made > 0
    return Pairs(model.rakshak[used], model.area[used], made[used])


@dataclass(frozen=True, eq=False)
class Layers:
    """n groups of visits of single rakshaks, each adding the same to the balance tier."""

    rakshak: Ints
    visits: Ints
    added: Ints  # balance for each visit of the group; below 0 under the band


def layers(problem: Problem, one_by_one: Flags) -> Layers:
    """Every rakshak's availability in layers, for solvers that only know sources and sinks.

    Of those who are `one_by_one` (R flags) each visit is a layer, with what it truly adds. The
    others get two: up to the band, where each visit lacking counts 1, and within it; they make
    no more. That is right where the best answer keeps them in band.
    """
    low, high = problem.band()
    plain = np.flatnonzero(~one_by_one)
    rest = np.flatnonzero(one_by_one)
    each = np.repeat(rest, problem.availability[rest])
    start = np.cumsum(problem.availability[rest]) - problem.availability[rest]
    before = np.arange(len(each)) - np.repeat(start, problem.availability[rest])
    outside = problem.outside(before + 1, low[each], high[each])
    earlier = problem.outside(before, low[each], high[each])
    added = (outside * (outside + 1) - earlier * (earlier + 1)) // 2
    return Layers(
        rakshak=np.concatenate([plain, plain, each]),
        visits=np.concatenate([low[plain], high[plain] - low[plain], np.ones_like(each)]),
        added=np.concatenate([-np.ones_like(plain), np.zeros_like(plain), added]),
    )


def strict_weights(problem: Problem, longest: int) -> tuple[int, int]:
    """What a unit of coverage and one of balance weigh so that no cost can outweigh them."""
    balance = int(problem.visits.sum()) * longest + 1
    worst = unfairness(problem, np.zeros_like(problem.availability))
    worst = np.maximum(worst, unfairness(problem, problem.availability))
    return balance * (int(worst.sum()) + 1), balance


def gentle_weights(problem: Problem, longest: int) -> tuple[int, int]:
    """Weights that floating point can still add up: ten times what one exchange can cost.

    Not safe in theory, where exchanges can be chains; whether the tiers came out right is seen
    in the values.
    """
    balance = 10 * longest
    return balance * 10 * int(problem.availability.max()), balance


def _steps(count: Ints) -> tuple[Ints, Ints]:
    """For each of n counts the numbers 1 .. count: whose they are, and the numbers."""
    whose = np.repeat(np.arange(len(count)), count)
    return whose, np.arange(len(whose)) - np.repeat(np.cumsum(count) - count, count) + 1
