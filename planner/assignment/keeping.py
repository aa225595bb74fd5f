"""Keeping: how much of an older plan can stay as it is when the question has changed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planner.assignment.asked import asked_beside_pins
from planner.assignment.part import merged
from planner.assignment.rules import broken_rules
from planner.assignment.tiers import Graph, solve_in_order
from planner.plan import Plan
from planner.problem import Problem
from planner.snapshot import Flags, Ints, Pairs


@dataclass(frozen=True, eq=False)
class Kept:
    """Rows of the older plan, with the visits of them that stay."""

    rows: Pairs
    most: int  # no plan keeps more visits
    alone: bool  # whether a plan that keeps so many keeps just these


def keep(problem: Problem, old: Pairs) -> Kept:
    """As much of the old rows as pins, availability and the visits needed leave room for.

    `old` are rows of the problem's rakshaks and areas, each pair once. Pins come first, whether
    they were there before or not. Of rows that do not all fit the most visits are kept, and of
    such choices the one with the shortest ways. Rows that break a rule which no flow can say are
    let go, with all others of that area or rakshak.
    """
    pinned = visits_of(problem, problem.pinned, old)
    may = problem.allowed(old.rakshak, old.area) & (problem.visits[old.area] > 0)
    may |= pinned > 0
    main = _one_for_whole(problem, old, may)
    spare = np.where(main, np.maximum(old.visits - pinned, 0), 0)
    stays, room = _fitting(problem, Pairs(old.rakshak, old.area, spare), pinned > 0)
    visits = np.minimum(pinned, old.visits) + stays
    chosen = _within_rules(problem, old, visits, pinned)
    most = int(visits.sum() + old.visits[may & ~main].sum())
    rows = Pairs(old.rakshak[chosen], old.area[chosen], visits[chosen])
    alone = bool((stays == np.minimum(spare, room)).all()) and int(rows.visits.sum()) == most
    return Kept(rows, most, alone)


def known_rows(problem: Problem, old: Plan) -> Pairs:
    """Those rows of an older plan whose rakshak and area are in the problem, as indices."""
    pairs = old.pairs(problem.rakshaks, problem.areas)
    return pairs.only((pairs.rakshak >= 0) & (pairs.area >= 0))


def pinned_to(problem: Problem, rows: Pairs) -> Problem:
    """The problem with these rows as pins beside its own; the larger number of visits counts.

    Whoever a tie makes go with a pin still makes the least visits there, if a row has fewer.
    """
    return replace(problem, pins=merged(problem, problem.pinned, rows))


def shared(problem: Problem, one: Pairs, other: Pairs) -> Pairs:
    """Of the rows of `one` the visits that `other` has too."""
    visits = np.minimum(one.visits, visits_of(problem, other, one))
    there = visits > 0
    return Pairs(one.rakshak[there], one.area[there], visits[there])


def visits_of(problem: Problem, rows: Pairs, pairs: Pairs) -> Ints:
    """For each of n pairs the visits that sorted rows have there."""
    keys = problem.pair_key(rows.rakshak, rows.area)
    wanted = problem.pair_key(pairs.rakshak, pairs.area)
    at = np.searchsorted(keys, wanted)
    there = at < len(keys)
    there[there] = keys[at[there]] == wanted[there]
    visits = np.zeros(len(pairs), dtype=np.int64)
    visits[there] = rows.visits[at[there]]
    return visits


def _one_for_whole(problem: Problem, old: Pairs, may: Flags) -> Flags:
    """Rows that may stay: of several at an area that is whole now the one with most visits."""
    order = np.lexsort((old.rakshak, -old.visits, old.area))
    order = order[may[order]]
    _, first = np.unique(old.area[order], return_index=True)
    main: Flags = np.logical_and(may, ~problem.whole[old.area])
    main[order[first]] = True
    return main


def _fitting(problem: Problem, spare: Pairs, pinned: Flags) -> tuple[Ints, Ints]:
    """Visits of each pair that fit beside the pins, the most in all; and that would fit alone.

    A flow: source, rakshaks, pairs, areas (a second node for the first visits of those who have
    to be different), sink; what does not fit goes past them all.
    """
    rakshaks, areas = problem.shape
    asked = asked_beside_pins(problem)
    left, demand, first = asked.left, asked.anybody, asked.first

    r, a, visits = spare.rakshak, spare.area, spare.visits
    pair = rakshaks + 2 * areas + np.arange(len(visits))
    source, sink = rakshaks + 2 * areas + len(visits), rakshaks + 2 * areas + len(visits) + 1
    everyone, everywhere = np.arange(rakshaks), np.arange(areas)
    as_one = np.where(pinned, 0, np.minimum(first[a], 1))
    total = int(visits.sum())
    arcs = [
        (r, pair, visits),
        (np.full(rakshaks, source), everyone, left),
        (pair, rakshaks + a, np.minimum(visits, demand[a])),
        (pair, rakshaks + areas + a, as_one),
        (rakshaks + everywhere, np.full(areas, sink), demand),
        (rakshaks + areas + everywhere, np.full(areas, sink), first),
        (np.array([source]), np.array([sink]), np.array([total])),
    ]
    tail, head, capacity = (np.concatenate(column) for column in zip(*arcs, strict=True))
    let_go, metres = np.zeros_like(tail), np.zeros_like(tail)
    let_go[-1] = 1
    metres[: len(visits)] = problem.cost(r, a)
    supply = np.zeros(sink + 1, dtype=np.int64)
    supply[source], supply[sink] = total, -total
    aims = {"let go": let_go, "metres": metres}
    graph = Graph(tail, head, capacity, aims, supply)
    best = solve_in_order(graph, dict.fromkeys(aims, 0))
    return best.units[: len(visits)], np.minimum(left[r], demand[a] + as_one)


def _within_rules(problem: Problem, old: Pairs, visits: Ints, pinned: Ints) -> Flags:
    """Of rows with so many visits those that keep the rules together with the pins."""
    stay: Flags = (visits > 0) & ((visits >= problem.least_visits[old.area]) | (pinned > 0))
    chosen = Pairs(old.rakshak[stay], old.area[stay], visits[stay])
    rows = merged(problem, problem.pinned, chosen)
    broken = broken_rules(problem, rows)
    gone = problem.pair_key(rows.rakshak[broken], rows.area[broken])
    return stay & ~np.isin(problem.pair_key(old.rakshak, old.area), gone)
