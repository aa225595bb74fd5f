"""Areas to rakshaks: the plan, how far it is proved to be the best, and over which pairs."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Mapping
from importlib import metadata

from planner.assignment.integral import keep_rules
from planner.assignment.relaxation import Relaxation, relax
from planner.assignment.rules import keeps_rules, tier_values, uncovered_visits
from planner.flow import FlowError
from planner.plan import FEASIBLE, OPTIMAL, OPTIMAL_OVER_CANDIDATES, Plan, Tier
from planner.policy import SearchPolicy
from planner.problem import Problem
from planner.proof import UnprovedError, proved_values
from planner.stages import Stage, stage


@stage(Stage.SOLVE)
def solve(
    problem: Problem,
    search: SearchPolicy,
    *,
    seed: int = 0,
    progress: Callable[[str], None] = lambda line: None,
) -> Plan:
    """The best plan for a problem in the order coverage, balance, cost.

    First the flow that is best over all pairs (see relax): it bounds every plan. Then, where
    some rule is one that no flow can say, the nearest plan to it that keeps the rules, improved
    until `search.gap` or `search.effort` is reached; small ones are proved to be the best.
    Same problem, search and seed: same plan, to the byte. `progress` is told one line a step.
    Raises FlowError where a proof fails: a fault of the program, as impossible wishes have been
    refused when the problem was stated.
    """
    started = time.perf_counter()
    relaxed = relax(problem, search, seed=seed, progress=progress)
    proved = _is_proved(problem, relaxed, progress)
    rows, searched = keep_rules(problem, relaxed, search, progress)
    if not keeps_rules(problem, rows):
        raise RuntimeError("The rows of the plan break a rule.")
    values = tier_values(problem, rows)
    tiers = _tiers(values, relaxed.values, searched, proved=proved)
    if proved and _status(tiers, proved=proved) == FEASIBLE:
        # An unfinished search leaves nothing that could be checked again; the prices do.
        tiers = _tiers(values, relaxed.values, dict.fromkeys(searched), proved=proved)
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
        status=_status(tiers, proved=proved),
        proved_over_all_pairs=proved,
        pairs_examined=len(relaxed.keys),
        pairs_possible=len(problem.rakshaks) * len(problem.areas),
        seed=seed,
        proof=relaxed.proof,
        versions=_versions(),
        seconds=time.perf_counter() - started,
    )


def _is_proved(problem: Problem, relaxed: Relaxation, progress: Callable[[str], None]) -> bool:
    """Whether the flow's prices hold over all pairs, checked apart from the search."""
    try:
        values = proved_values(problem, relaxed.proof)
    except UnprovedError as error:
        if relaxed.settled:
            raise FlowError(f"The search ended, but its proof does not hold. {error}") from error
        progress(f"Not proved over all pairs: {error}")
        return False
    if values != relaxed.values:
        raise FlowError(f"The search came to {relaxed.values}, its proof to {values}.")
    progress("Proved over all pairs")
    return True


def _tiers(
    values: Mapping[str, int],
    relaxed: Mapping[str, int],
    searched: Mapping[str, int | None],
    *,
    proved: bool,
) -> dict[str, Tier]:
    """Each value with the higher of its bounds; the relaxation's hold while the tiers before
    are at theirs. One that is not proved stands back behind a search, which saw more pairs.
    """
    tiers: dict[str, Tier] = {}
    for name, value in values.items():
        holds = all(tier.value == relaxed[before] for before, tier in tiers.items())
        holds &= proved or searched[name] is None
        bounds = [
            bound
            for bound in (relaxed[name] if holds else None, searched[name])
            if bound is not None
        ]
        tiers[name] = Tier(value, min(max(bounds), value) if bounds else None)
    return tiers


def _status(tiers: Mapping[str, Tier], *, proved: bool) -> str:
    if any(tier.value != tier.bound for tier in tiers.values()):
        return FEASIBLE
    return OPTIMAL if proved else OPTIMAL_OVER_CANDIDATES


def _versions() -> dict[str, str]:
    """What the plan was made with."""
    major, minor, _ = platform.python_version_tuple()
    made_with = {name: metadata.version(name) for name in ("mitan", "numpy", "ortools")}
    return made_with | {"python": f"{major}.{minor}"}
