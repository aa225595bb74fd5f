"""Planning: what is done for one district. Areas are given to its rakshaks, in its own store."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from planner.assignment.shortfall import in_short
from planner.campaign import Assigned, assign_areas
from planner.chain import canonical
from planner.findings import ExitCode
from planner.obstacles import impossible_areas
from planner.places import ways
from planner.policy import Policy, load
from planner.replanning import fill_bench
from planner.report.desk import POLICY_FILE
from planner.report.workload import workload
from planner.snapshot import Points, Role, Snapshot
from planner.store import history, plans
from planner.store.database import open_store
from planner.store.target import parse
from scenarios.districts.attempt import Answered
from scenarios.districts.breaking import coverage, first_to_break, span, travel
from scenarios.districts.listing import District

KIND = "plan"
MADE_WITH = ("mitan", "numpy", "ortools", "scipy")


@dataclass(frozen=True)
class Terms:
    """How every district is planned: `campaign` is the policy file where a row names none, with
    `reserve` the bench is filled first.
    """

    seed: int
    campaign: str | None = None
    reserve: bool = False


def plan_district(district: District, terms: Terms) -> Answered:
    """Make a plan and keep it in the district's store, as `mitan assign` does.

    A plan that leaves visits uncovered is an answer, with the exit code 4 in it. Raises Refusal
    where there is no plan.
    """
    policy = policy_of(district, terms.campaign)
    with open_store(district.store) as store:
        if terms.reserve:
            fill_bench(store, policy, seed=terms.seed)
        with store.reading() as connection:
            written = history.last_digest(connection, but=plans.KEPT)
        done = assign_areas(store, policy, seed=terms.seed, progress=lambda line: None)
        asked = _question(written, done.plan.digest, policy, terms)
    return Answered(asked, answer_of(done, policy))


def ask_district(district: District, terms: Terms) -> str:
    """Digest of what a plan made now would go by, and of the plan that is in force.

    It changes with whatever is written into the store but a plan of the same question, with the
    policy, and with the versions of what plans are made with. Raises Refusal as `plan_district`.
    """
    policy = policy_of(district, terms.campaign)
    with open_store(district.store) as store, store.reading() as connection:
        written = history.last_digest(connection, but=plans.KEPT)
        in_force = [one["digest"] for one in plans.list_plans(connection) if one["in_force"]]
    return _question(written, "".join(in_force), policy, terms)


def policy_of(district: District, campaign: str | None) -> Policy:
    """The policy of its row, else the file `campaign`, else campaign.toml beside the store."""
    named = district.campaign or campaign
    if named is not None:
        return load(Path(named))
    path = parse(district.store).path
    beside = path.parent / POLICY_FILE if path is not None else None
    return load(beside if beside and beside.exists() else None)


def answer_of(done: Assigned, policy: Policy) -> dict[str, Any]:
    """What a table of districts tells of one plan. Counts, shares and digests only."""
    plan, problem = done.plan, done.problem
    broken_rules = len(impossible_areas(problem, done.snapshot))
    travelled, farthest = _travel(done)
    limit = policy.audit.far / 1000
    leaders, rakshaks = _team_leaders(done.snapshot)
    available = int(problem.availability.sum())
    levels = [
        span(rakshaks, leaders, policy.span.most) if leaders else None,
        travel(farthest.tolist(), limit),
        coverage(plan.visits_needed, available, plan.uncovered),
    ]
    first = first_to_break(levels)
    impossible = bool(plan.uncovered or broken_rules)
    return {
        "plan": done.number,
        "digest": plan.digest,
        "status": plan.status,
        "proved_over_all_pairs": plan.proved_over_all_pairs,
        "tiers": {name: tier.as_dict() for name, tier in plan.tiers.items()},
        "leaders": leaders,
        "rakshaks": rakshaks,
        "sent": int((problem.availability > 0).sum()),
        "areas": plan.areas,
        "visits": plan.visits_needed,
        "visits_available": available,
        "uncovered": plan.uncovered,
        "rules_not_kept": broken_rules,
        "in_band": workload(done)["in_band"],
        "km": round(travelled, 3),
        "far": round(float((farthest > limit).mean()), 4) if len(farthest) else 0.0,
        "levels": [level.as_dict() for level in levels if level is not None],
        "first_to_break": first.name if first else None,
        "exit_code": int(ExitCode.IMPOSSIBLE if impossible else ExitCode.FINE),
        "told": _told(done, broken_rules),
    }


def _told(done: Assigned, broken_rules: int) -> str:
    told = [in_short(done.plan)] if done.plan.uncovered else []
    told += [f"{broken_rules} rule(s) cannot be kept at their areas."] if broken_rules else []
    return " ".join(told)


def _travel(done: Assigned) -> tuple[float, Points]:
    """Km of all visits, one way each; and of each rakshak who goes anywhere the way to his
    farthest area, in km.
    """
    problem = done.problem
    rows = done.plan.pairs(problem.rakshaks, problem.areas)
    way = ways(
        problem.rakshak_place.only(rows.rakshak),
        problem.area_place.only(rows.area),
        same_zone=problem.rates.same_zone,
        unknown=problem.rates.unknown,
    )
    going, at = np.unique(rows.rakshak, return_inverse=True)
    farthest = np.zeros(len(going))
    np.maximum.at(farthest, at, way)
    return float(way @ rows.visits) / 1000, farthest / 1000


def _team_leaders(snapshot: Snapshot) -> tuple[int, int]:
    """How many active leaders there are, without those who lead leaders only; and rakshaks."""
    people = snapshot.people
    leader = people.active & (people.role == Role.LEADER)
    rakshak = people.active & (people.role == Role.RAKSHAK)
    above = np.setdiff1d(people.parent[leader], people.parent[rakshak])
    only_above = np.isin(np.arange(len(leader)), above)
    return int((leader & ~only_above).sum()), int(rakshak.sum())


def _question(written: str, plan: str, policy: Policy, terms: Terms) -> str:
    versions = {name: metadata.version(name) for name in MADE_WITH}
    rules = policy.model_dump(mode="json")
    asked = canonical([KIND, written, plan, rules, terms.seed, terms.reserve, versions])
    return hashlib.sha256(asked.encode()).hexdigest()
