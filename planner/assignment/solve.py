"""Areas to rakshaks: the plan that is best over all pairs, with its proof."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Mapping
from importlib import metadata

import numpy as np

from planner.assignment.candidates import candidate_pairs
from planner.assignment.network import Network, build_network, pairs_of, unfairness
from planner.assignment.pricing import cut_into_blocks, end_prices, paying_pairs
from planner.assignment.tiers import Ranked, solve_in_order
from planner.plan import FEASIBLE, OPTIMAL, OPTIMAL_OVER_CANDIDATES, TIERS, Plan, Tier
from planner.problem import Problem
from planner.snapshot import Ints, Pairs

EARLIER_TIERS = frozenset(TIERS[:-1])


def solve(
    problem: Problem,
    *,
    nearest: int,
    all_pairs_up_to: int,
    rounds: int,
    seed: int = 0,
    progress: Callable[[str], None] | None = None,
) -> Plan:
    """The best plan for a problem in the order coverage, balance, cost.

    All pairs of rakshak and area are looked at where they are at most `all_pairs_up_to`. Else
    it begins with about `nearest` for each rakshak and area (see candidate_pairs, which also
    takes `seed`), and up to `rounds` times adds the pairs that would make the plan better, of all
    there are. Where none would, the plan is proved best over all pairs.
    Same problem, numbers and seed: same plan, to the byte. `progress` is told one line a step.
    Raises planner.flow.FlowError where a proof fails: a fault of the program, as impossible
    wishes have been refused when the problem was stated.
    """
    started = time.perf_counter()
    report = progress or (lambda line: None)
    keys = candidate_pairs(problem, nearest=nearest, all_pairs_up_to=all_pairs_up_to, seed=seed)
    pairs = len(problem.rakshaks) * len(problem.areas)
    everything = pairs <= all_pairs_up_to or len(keys) == pairs
    rows, tiers, keys, proved = _improved(problem, keys, 0 if everything else rounds, report)
    return Plan(
        inputs_digest=problem.digest,
        rakshak=problem.rakshaks[rows.rakshak],
        area=problem.areas[rows.area],
        visits=rows.visits,
        rakshaks=len(problem.rakshaks),
        areas=len(problem.areas),
        visits_needed=int(problem.visits.sum()),
        uncovered=int(uncovered_visits(problem, rows).sum()),
        tiers=tiers,
        status=_status(tiers, proved=proved or everything),
        pairs_examined=len(keys),
        pairs_possible=pairs,
        seed=seed,
        versions=_versions(),
        seconds=time.perf_counter() - started,
    )


def uncovered_visits(problem: Problem, rows: Pairs) -> Ints:
    """Visits that each of the A areas still lacks under these rows, each pair in one row.

    An area that wants n different rakshaks and sees d < n lacks the first visits of n - d
    others, however often those d go there.
    """
    areas = len(problem.areas)
    seen = np.bincount(rows.area, minlength=areas)
    made = rows.by_area(areas)
    wanted = np.minimum(problem.different, problem.visits)
    first = np.minimum(seen, wanted)
    lacking: Ints = wanted - first + np.maximum(problem.visits - wanted - (made - first), 0)
    return lacking


def tier_values(problem: Problem, rows: Pairs) -> dict[str, int]:
    """The value of each tier for these rows, by the definitions of planner.plan.Tier."""
    load = rows.by_rakshak(len(problem.rakshaks))
    return {
        "coverage": int(problem.priority @ uncovered_visits(problem, rows)),
        "balance": int(unfairness(problem, load).sum()),
        "cost": int(rows.visits @ problem.cost(rows.rakshak, rows.area)),
    }


def _improved(
    problem: Problem, keys: Ints, rounds: int, report: Callable[[str], None]
) -> tuple[Pairs, dict[str, Tier], Ints, bool]:
    """The best rows, what each tier proves, the pairs looked at, and whether no other pays."""
    blocks = cut_into_blocks(problem) if rounds else None
    at_floor: frozenset[str] = frozenset()
    for spent in range(rounds + 1):
        network = build_network(problem, keys)
        rows, best = _best_over(problem, network, at_floor)
        values = ", ".join(f"{name} {tier.value:,}" for name, tier in best.tiers.items())
        report(f"{values} over {len(keys):,} pairs")
        if blocks is None or spent == rounds:
            break
        try:
            ends = end_prices(network, best.prices)
        except OverflowError as error:  # a plan without the proof is better than no plan
            report(f"{error} Not proved over all pairs")
            break
        paying = paying_pairs(problem, blocks, ends, keys)
        if len(paying) == 0:
            report("No other pair pays: proved over all pairs")
            return rows, best.tiers, keys, True
        keys = np.union1d(keys, paying)
        at_floor = best.at_floor & EARLIER_TIERS  # more pairs can only keep them there
    return rows, best.tiers, keys, False


def _best_over(
    problem: Problem, network: Network, at_floor: frozenset[str]
) -> tuple[Pairs, Ranked]:
    """The best rows over a network's pairs, sorted by rakshak, then area, and their proof."""
    arcs = network.arcs
    best = solve_in_order(
        arcs.tail, arcs.head, arcs.capacity, arcs.costs, network.supply, network.offsets, at_floor
    )
    used, visits = pairs_of(network, best.units)
    rows = Pairs(*np.divmod(used, len(problem.areas)), visits)
    # The flow's own figures are worth nothing unless the rows come to the same.
    for name, value in tier_values(problem, rows).items():
        if value != best.tiers[name].value:
            raise RuntimeError(
                f"{name}: the rows come to {value}, the flow to {best.tiers[name].value}."
            )
    return rows, best


def _status(tiers: Mapping[str, Tier], *, proved: bool) -> str:
    if any(tier.value != tier.bound for tier in tiers.values()):
        return FEASIBLE
    return OPTIMAL if proved else OPTIMAL_OVER_CANDIDATES


def _versions() -> dict[str, str]:
    """What the plan was made with."""
    major, minor, _ = platform.python_version_tuple()
    made_with = {name: metadata.version(name) for name in ("mitan", "numpy", "ortools")}
    return made_with | {"python": f"{major}.{minor}"}
