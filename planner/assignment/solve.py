"""Areas to rakshaks: the plan that is best over the candidate pairs, with its proof."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from importlib import metadata

import numpy as np

from planner.assignment.candidates import candidate_pairs
from planner.assignment.network import build_network, pairs_of, unfairness
from planner.assignment.tiers import solve_in_order
from planner.plan import Plan, Tier
from planner.problem import Problem
from planner.snapshot import Ints, Pairs


def solve(
    problem: Problem,
    *,
    nearest: int,
    all_pairs_up_to: int,
    seed: int = 0,
    progress: Callable[[str], None] | None = None,
) -> Plan:
    """The best plan for a problem in the order coverage, balance, cost.

    All pairs of rakshak and area are looked at where they are at most `all_pairs_up_to`, else
    about `nearest` for each rakshak and area (see candidate_pairs, which also takes `seed`).
    Same problem, numbers and seed: same plan, to the byte. `progress` is told one line a step.
    Raises planner.flow.FlowError where a proof fails: a fault of the program, as impossible
    wishes have been refused when the problem was stated.
    """
    started = time.perf_counter()
    report = progress or (lambda line: None)
    keys = candidate_pairs(problem, nearest=nearest, all_pairs_up_to=all_pairs_up_to, seed=seed)
    rows, tiers = _best_over(problem, keys, report)
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
        status="optimal"
        if all(tier.value == tier.bound for tier in tiers.values())
        else "feasible",
        pairs_examined=len(keys),
        pairs_possible=len(problem.rakshaks) * len(problem.areas),
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
    made = np.bincount(rows.area, rows.visits, areas).astype(np.int64)
    wanted = np.minimum(problem.different, problem.visits)
    first = np.minimum(seen, wanted)
    lacking: Ints = wanted - first + np.maximum(problem.visits - wanted - (made - first), 0)
    return lacking


def tier_values(problem: Problem, rows: Pairs) -> dict[str, int]:
    """The value of each tier for these rows, by the definitions of planner.plan.Tier."""
    load = np.bincount(rows.rakshak, rows.visits, len(problem.rakshaks)).astype(np.int64)
    return {
        "coverage": int(problem.priority @ uncovered_visits(problem, rows)),
        "balance": int(unfairness(problem, load).sum()),
        "cost": int(rows.visits @ problem.cost(rows.rakshak, rows.area)),
    }


def _best_over(
    problem: Problem, keys: Ints, report: Callable[[str], None]
) -> tuple[Pairs, dict[str, Tier]]:
    """The best rows over a set of pairs, sorted, and each tier with its proof."""
    report(f"Looking at {len(keys):,} pairs of rakshak and area")
    network = build_network(problem, keys)
    arcs = network.arcs
    best = solve_in_order(
        arcs.tail, arcs.head, arcs.capacity, arcs.costs, network.supply, network.offsets, report
    )
    used, visits = pairs_of(network, best.units)
    rows = Pairs(*np.divmod(used, len(problem.areas)), visits)
    # The flow's own figures are worth nothing unless the rows come to the same.
    for name, value in tier_values(problem, rows).items():
        if value != best.tiers[name].value:
            raise RuntimeError(
                f"{name}: the rows come to {value}, the flow to {best.tiers[name].value}."
            )
    return rows, best.tiers


def _versions() -> dict[str, str]:
    """What the plan was made with."""
    major, minor, _ = platform.python_version_tuple()
    made_with = {name: metadata.version(name) for name in ("mitan", "numpy", "ortools")}
    return made_with | {"python": f"{major}.{minor}"}
