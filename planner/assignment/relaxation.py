"""Relaxation: the best flow over all pairs. Its prices bound every plan, whatever rules it keeps.

What no flow can say (whole areas, ties, at most so many areas) is left out of it; where its
rows keep those rules too, it is the best plan.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from planner.assignment.alike import expected_prices
from planner.assignment.candidates import candidate_pairs, distinct
from planner.assignment.network import NO_PAIR, Network, build_network, pairs_of, unfairness
from planner.assignment.pricing import cut_into_blocks, end_prices, paying_pairs
from planner.assignment.tiers import NOTHING, Ranked, solve_in_order
from planner.flow import FlowError
from planner.plan import TIERS, Proof
from planner.policy import SearchPolicy
from planner.problem import Problem
from planner.snapshot import Ints, Pairs, Points, summed

EACH = 8  # pairs added for one rakshak or area in a round; four times as many when that fails
NEARLY = 0.08  # pairs that nearly pay, by such a share of a mean visit's metres, are added too
KEPT = 10  # pairs kept from round to round for each rakshak and area, on the average
PRUNED_ROUNDS = 6  # after which no pair is dropped any more, so that the rounds come to an end


@dataclass(frozen=True, eq=False)
class Relaxation:
    """The best flow's rows, with pins, and why it is the best over the pairs of `keys`."""

    rows: Pairs
    values: dict[str, int]  # by TIERS: the least that any plan can come to
    keys: Ints
    proof: Proof
    settled: bool  # whether the search found no pair outside `keys` that pays


def relax(
    problem: Problem,
    search: SearchPolicy,
    *,
    seed: int = 0,
    progress: Callable[[str], None] = lambda line: None,
) -> Relaxation:
    """The flow that is best in the order of TIERS.

    All pairs of rakshak and area are looked at where they are at most `search.all_pairs_up_to`.
    Else it begins with likely ones (see candidate_pairs, which also takes `seed`), and up to
    `search.rounds` times adds pairs that would make it better, of all there are, and drops those
    that are far from it. Where none would, it is the best over all pairs.
    Raises FlowError where the search contradicts itself: a fault of the program.
    """
    keys = candidate_pairs(
        problem, nearest=search.nearest, all_pairs_up_to=search.all_pairs_up_to, seed=seed
    )
    pairs = len(problem.rakshaks) * len(problem.areas)
    everything = pairs <= search.all_pairs_up_to
    rounds = 0 if everything else search.rounds
    blocks = cut_into_blocks(problem) if rounds else None
    expected = NOTHING
    each, before = EACH, None
    for spent in range(rounds + 1):
        network = build_network(problem, keys)
        expected = expected or expected_prices(problem, network)
        best = solve_in_order(network.graph, network.offsets, expected)
        values = best.values
        told = ", ".join(f"{name} {value:,}" for name, value in values.items())
        progress(f"{told} over {len(keys):,} pairs")
        settled = everything
        if blocks is None or spent == rounds:
            break
        try:
            ends = end_prices(network, best.prices, problem.dearest)
        except OverflowError as error:  # a plan without the proof is better than no plan
            progress(f"{error} Other pairs are not looked at")
            break
        each, before = (4 * each if values == before else each), values
        margin = NEARLY * values["cost"] / max(int(problem.visits.sum()), 1)
        paying = paying_pairs(problem, blocks, ends, keys, margin=margin, each=each)
        if len(paying) == 0:
            settled = True
            break
        if spent < PRUNED_ROUNDS:
            keys = _lowest(problem, network, best, keys, ends)
        keys = distinct(np.concatenate([keys, paying]))
        expected = best.prices  # pairs that are new hardly ever pay in an earlier tier
    return Relaxation(
        rows=_rows(problem, network, best),
        values=values,
        keys=keys,
        proof=_proof(problem, network, best),
        settled=settled,
    )


def _lowest(
    problem: Problem, network: Network, best: Ranked, keys: Ints, ends: tuple[Points, Points]
) -> Ints:
    """The pairs of the lowest reduced costs, and those that are used."""
    count = KEPT * (len(problem.rakshaks) + len(problem.areas))
    if len(keys) <= count:
        return keys
    r, a = np.divmod(keys, len(problem.areas))
    reduced = problem.cost(r, a) + ends[1][a] - ends[0][r]
    least = np.partition(reduced, count)[count]
    used, _ = pairs_of(network, best.units)
    kept: Ints = keys[(reduced < least) | np.isin(keys, used, assume_unique=True)]
    return kept


def _rows(problem: Problem, network: Network, best: Ranked) -> Pairs:
    """The flow's rows, sorted by rakshak, then area; they must come to what the flow says."""
    used, visits = pairs_of(network, best.units)
    rows = Pairs(*np.divmod(used, len(problem.areas)), visits)
    load = rows.by_rakshak(len(problem.rakshaks))
    for name, value in (
        ("balance", int(unfairness(problem, load).sum())),
        ("cost", int(rows.visits @ problem.cost(rows.rakshak, rows.area))),
    ):
        if value != best.values[name]:
            told = best.values[name]
            raise FlowError(f"{name}: the rows come to {value}, the flow to {told}.")
    return rows


def _proof(problem: Problem, network: Network, best: Ranked) -> Proof:
    rakshaks, areas = problem.shape
    used = np.flatnonzero((network.key != NO_PAIR) & (best.units > 0))
    keys, at = np.unique(network.key[used], return_inverse=True)
    first = network.graph.tail[used] >= rakshaks + areas
    r, a = np.divmod(keys, areas)
    price = np.stack([best.prices[name] - best.prices[name][-1] for name in TIERS], axis=1)
    first_price = price[rakshaks : rakshaks + areas].copy()
    first_price[network.area_of_node[areas:]] = price[rakshaks + areas : -1]
    return Proof(
        rakshak=r,
        area=a,
        visits=summed(at, best.units[used], len(keys)),
        first=summed(at, np.where(first, best.units[used], 0), len(keys)),
        rakshak_price=price[:rakshaks],
        area_price=price[rakshaks : rakshaks + areas],
        first_price=first_price,
    )
