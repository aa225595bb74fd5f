"""Coverage: how little any plan can leave uncovered, and whether every workload can be fair.

Ways play no part in either, so rakshaks who may go to the same areas are one node of a flow, and
areas with the same wishes one node too. A whole district comes down to some hundred nodes, and
the question can be put again for every remedy that comes to mind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.assignment.alike import alike
from planner.assignment.asked import asked_beside_pins
from planner.flow import Flow, solve_flow
from planner.problem import Problem
from planner.snapshot import NO_PAIRS, NONE, Ints, summed

MOST_KINDS = 2_000_000  # pairs of kinds of rakshaks and areas; more, and bans are not looked at
MOST_SINGLE = (
    200_000  # pairs of rakshaks and areas that want several; more, and kinds stand for all
)


@dataclass(frozen=True)
class Left:
    """What stays uncovered. Where it is not `exact`, it is known only from one side."""

    visits: int
    coverage: int  # priority x visits: the value of that tier
    exact: bool


def is_flow(problem: Problem) -> bool:
    """Whether a flow says all of the rules: no whole areas of several visits, no ties and so on."""
    rules = problem.rules
    tied = len(problem.together) + len(problem.apart)
    lumpy = bool((problem.whole & (problem.visits > 1)).any())
    return not (lumpy or tied or rules.most_areas or rules.least_visits > 1)


def least_uncovered(problem: Problem) -> Left:
    """No plan leaves less, in the coverage tier; a flow over all pairs leaves just that.

    `exact` tells whether some plan does: it may not where rules are no flow (see is_flow), or
    where there are more bans or areas that want several rakshaks than are looked at one by one.
    Of plans of the same value but with areas of different priority, it counts one's visits.
    """
    asked = _Kinds(problem)
    flow, uncovered = asked.flow(problem.priority, [(asked.left, 0)])
    out_of_reach = problem.visits - problem.reach
    visits = uncovered + int(out_of_reach.sum())
    coverage = flow.value + int(problem.priority @ out_of_reach)
    return Left(visits, coverage, asked.exact and is_flow(problem))


def can_be_fair(problem: Problem, least: Ints, most: Ints) -> tuple[bool, bool]:
    """Whether a flow covers every visit with each of R workloads between `least` and `most`,
    and whether that is exact. False is certain; True may be too hopeful where it is not exact.
    """
    made = problem.pinned.by_rakshak(len(problem.rakshaks))
    if (made > most).any() or (problem.reach < problem.visits).any():
        return False, True
    least = np.maximum(least - made, 0)
    loads = [(least, -1), (most - made - least, 0)]
    asked = _Kinds(problem)
    flow, _ = asked.flow(np.ones_like(problem.visits), loads)
    return flow.value == -int(least.sum()), asked.exact and is_flow(problem)


class _Kinds:
    """A problem by kinds of rakshaks and kinds of areas, after its pins are made."""

    def __init__(self, problem: Problem) -> None:
        rakshaks = len(problem.rakshaks)
        self.kind_r, one_r, self.kind_a, one_a = _kinds(problem)
        self.exact = len(one_r) * len(one_a) <= MOST_KINDS
        if not self.exact:  # bans make nearly everybody a kind of his own: look away from them
            problem = replace(problem, bans=NO_PAIRS)
            self.kind_r, one_r, self.kind_a, one_a = _kinds(problem)
        pair = np.indices((len(one_a), len(one_r))).reshape(2, -1)
        rakshak, area = one_r[pair[1]], one_a[pair[0]]
        pins = problem.pair_key(problem.pinned.rakshak, problem.pinned.area)
        may = problem.allowed(rakshak, area) | np.isin(problem.pair_key(rakshak, area), pins)
        self.open = pair[:, may]

        asked = asked_beside_pins(problem)
        self.left, self.first, self.demand = asked.left, asked.first, asked.anybody
        self.wanting = np.flatnonzero(self.first)
        self.one_by_one = 0 < len(self.wanting) * rakshaks <= MOST_SINGLE
        self.exact &= self.one_by_one or len(self.wanting) == 0
        self.problem = problem

    def flow(self, weight: Ints, loads: Sequence[tuple[Ints, int]]) -> tuple[Flow, int]:
        """The cheapest flow where an uncovered visit costs its area's `weight` (A), and how many
        visits it leaves uncovered.

        `loads` are layers of visits (R each) and what one visit of the layer costs.
        """
        classes = int(self.kind_r.max()) + 1
        ask = np.stack([self.kind_a, weight])
        groups, group = np.unique(ask, axis=1, return_inverse=True)
        group = group.ravel()
        asked = summed(group, self.demand, groups.shape[1])

        # nodes: kinds of rakshaks, groups of areas, kinds of areas, first visits, [rakshaks], sink
        base_group = classes
        base_kind = base_group + len(asked)
        base_first = base_kind + int(self.kind_a.max()) + 1
        base_each = base_first + len(self.wanting)
        sink = base_each + (len(self.kind_r) if self.one_by_one else 0)
        total = int(asked.sum() + self.first.sum())
        wanted = self.first[self.wanting]

        demand = np.concatenate([asked, wanted])
        node = np.concatenate([base_group + np.arange(len(asked)), base_first + _upto(wanted)])
        price = np.concatenate([groups[1], weight[self.wanting]])
        arcs: list[tuple[Ints, ...]] = [
            _arcs(node, sink, demand, price),
            _arcs(base_group + _upto(asked), base_kind + groups[0], asked, 0),
            _arcs(base_kind + self.open[0], self.open[1], total, 0),
        ]
        ours = np.arange(len(self.kind_r))
        if self.one_by_one:
            most = np.sum([visits for visits, _ in loads], axis=0)
            arcs.append(_arcs(self.kind_r, base_each + ours, most, 0))
            arcs += [_arcs(base_each + ours, sink, visits, cost) for visits, cost in loads]
        else:
            for visits, cost in loads:
                of_class = summed(self.kind_r, visits, classes)
                arcs.append(_arcs(np.arange(classes), sink, of_class, cost))
        arcs.append(self._first_visits(base_first, base_each))

        supply = np.zeros(sink + 1, dtype=np.int64)
        supply[node] = demand
        supply[sink] = -total
        tail, head, capacity, price = map(np.concatenate, zip(*arcs, strict=True))
        flow = solve_flow(tail, head, capacity, price, supply)
        return flow, int(flow.units[: len(node)].sum())  # the first arcs lead past everybody

    def _first_visits(self, base_first: int, base_each: int) -> tuple[Ints, ...]:
        """Arcs from areas that want several rakshaks: one visit from each, not from those pinned.

        Where there are too many pairs, to their kinds: as many visits as people of the kind.
        """
        problem, rakshaks = self.problem, len(self.kind_r)
        if not self.one_by_one:
            row, kind = np.nonzero(self._opened_kinds())
            return _arcs(base_first + row, kind, np.bincount(self.kind_r)[kind], 0)
        row, r = np.divmod(np.arange(len(self.wanting) * rakshaks), rakshaks)
        a = self.wanting[row]
        may = problem.allowed(r, a)
        pins = problem.pair_key(problem.pinned.rakshak, problem.pinned.area)
        may &= ~np.isin(problem.pair_key(r, a), pins)
        return _arcs(base_first + row[may], base_each + r[may], 1, 0)

    def _opened_kinds(self) -> Ints:
        """Of each area that wants several rakshaks, which kinds may come: 0 or 1."""
        table = np.zeros((int(self.kind_a.max()) + 1, int(self.kind_r.max()) + 1), dtype=np.int64)
        table[self.open[0], self.open[1]] = 1
        of_wanting: Ints = table[self.kind_a[self.wanting]]
        return of_wanting


def _kinds(problem: Problem) -> tuple[Ints, Ints, Ints, Ints]:
    """Kind of each of R rakshaks, one of each kind, kind of each of A areas, one of each kind.

    Whatever Problem.allowed looks at is the same within a kind. Whom a ban or a pin to a whole
    area names is a kind of his own, and so is who may go somewhere only because he is pinned.
    """
    rules = problem.rules
    used = np.bitwise_or.reduce(problem.area_skills)
    holders = np.flatnonzero(problem.holder != NONE)
    pins = problem.pinned
    beyond = pins.only(~problem.allowed(pins.rakshak, pins.area))
    own_r = np.concatenate([problem.bans.rakshak, problem.holder[holders], beyond.rakshak])
    own_a = np.concatenate([problem.bans.area, holders, beyond.area])
    zoned = 1 if rules.keep_to_zone else 0
    rakshak = [
        (problem.rakshak_skills & used).view(np.int64),
        np.minimum(problem.availability, max(rules.least_visits, 1)),
        problem.team_zone * zoned,
        _marked(own_r, len(problem.rakshaks)),
    ]
    area = [
        problem.area_skills.view(np.int64),
        np.maximum(problem.least_visits, 1),
        problem.area_place.zone * zoned,
        _marked(own_a, len(problem.areas)),
    ]
    one_r, kind_r = alike(rakshak)
    one_a, kind_a = alike(area)
    return kind_r, one_r, kind_a, one_a


def _marked(those: Ints, count: int) -> Ints:
    """A number of its own for each of those, NONE for the others."""
    mark = np.full(count, NONE, dtype=np.int64)
    mark[those] = those
    return mark


def _arcs(tail: Ints, head: Ints | int, capacity: Ints | int, cost: Ints | int) -> tuple[Ints, ...]:
    """Columns of n arcs; one number stands for n."""
    return tuple(
        np.broadcast_to(np.asarray(column, dtype=np.int64), len(tail))
        for column in (tail, head, capacity, cost)
    )


def _upto(values: Ints) -> Ints:
    return np.arange(len(values))
