"""INT009 and INT012: a plan claims no more than it proves, and its proof can be shown again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from planner.audit.evidence import Evidence, Skipped
from planner.audit.rule import Fault, of_plan, rule
from planner.findings import Severity
from planner.plan import (
    ALL_TIERS,
    FEASIBLE,
    MOVES,
    OPTIMAL,
    OPTIMAL_OVER_CANDIDATES,
    STATUSES,
    TIERS,
    Plan,
    Proof,
    Tier,
)
from planner.problem import Problem
from planner.proof import UnprovedError, proved_values

LARGEST_PRICE = 2**60  # some of them can be added up in 64 bits


@rule(
    "INT009",
    title="the plan claims no more than it proves",
    why="A bound is a promise that no plan is better. A value below it, or 'optimal' above it, "
    "breaks the promise.",
    remedy="do not use this plan; plan again: mitan assign",
)
def overclaimed(evidence: Evidence) -> Iterator[Fault]:
    """Bounds that are none, values below them, a status or a number of pairs that cannot be."""
    plan = evidence.the_plan
    for message in (*_overclaimed_tiers(plan), *_overclaimed_search(plan)):
        yield of_plan(evidence, message)


def _overclaimed_tiers(plan: Plan) -> Iterator[str]:
    if (MOVES in plan.tiers) != bool(plan.replaces):
        yield (
            "says that it replaces a plan, but records no moves"
            if plan.replaces
            else "records moves, but not which plan it replaces"
        )
    above = ""  # the first tier that is above its bound: of the tiers after it nothing is known
    for name in ALL_TIERS:
        tier = plan.tiers.get(name)
        if tier is None:
            if name in TIERS:
                yield f"records no value for {name}"
            continue
        message = _overclaimed_tier(plan, name, tier)
        if message is not None:
            yield message
        elif above and tier.bound is not None:
            yield f"claims a bound for {name}, but {above}, which comes first, is above its own"
        if tier.bound is None or tier.value > max(tier.bound, 0):
            above = above or name


def _overclaimed_tier(plan: Plan, name: str, tier: Tier) -> str | None:
    """What is wrong with a tier by itself."""
    best = plan.status in STATUSES and plan.status != FEASIBLE
    if tier.value < 0:
        return f"says {name} {tier.value}, which cannot be below 0"
    if tier.bound is None:
        return f"says {plan.status!r}, but knows no bound for {name}" if best else None
    if tier.bound < 0:
        return f"claims a bound of {tier.bound} for {name}, which cannot be below 0"
    if tier.value < tier.bound:
        return f"says {name} {tier.value}, below the bound of {tier.bound} that it claims"
    if tier.value > tier.bound and best:
        return f"says {plan.status!r}, but {name} is {tier.value} and its bound {tier.bound}"
    return None


def _overclaimed_search(plan: Plan) -> Iterator[str]:
    """What the plan says of itself and of the pairs it looked at.

    Which pairs may be used is not worked out here: 'optimal' with fewer pairs than possible is
    believed where it is proved over all pairs (INT012), as the rest do not pay, are banned or want
    a skill.
    """
    examined, possible, rows = plan.pairs_examined, plan.pairs_possible, len(plan.visits)
    if plan.status not in STATUSES:
        yield f"has the status {plan.status!r}, which is none"
    if plan.status == OPTIMAL_OVER_CANDIDATES and examined == possible:
        yield f"says {plan.status!r}, but all {possible} possible pairs were looked at"
    if plan.status == OPTIMAL and examined < possible and not plan.proved_over_all_pairs:
        left = f"{possible - examined} of {possible} possible pairs"
        yield f"says {plan.status!r}, but {left} were not looked at, and it is not proved over all"
    if examined > possible:
        yield f"says that {examined} pairs were looked at, of {possible} possible ones"
    if examined < rows:
        yield f"says that {examined} pairs were looked at, but uses {rows}"


@rule(
    "INT012",
    title="the proof of the plan holds",
    why="Prices are kept with a plan that show, pair by pair, that no other plan is better. "
    "Whoever doubts the plan can work it out again, and so does this rule.",
    remedy="do not use this plan; plan again (mitan assign), and find out who wrote to the store",
)
def unproved(evidence: Evidence) -> Iterator[Fault]:
    """A plan said to be proved over all pairs whose proof is missing or fails, or that claims more
    than its proof gives. A remark where a search may have found more (see `_beyond_proof`): it is
    believed, unless it was made again (`--rerun`).
    """
    plan = evidence.the_plan
    if not plan.proved_over_all_pairs:
        raise Skipped("the plan does not say that it is proved over all pairs")
    if plan.replaces:
        raise Skipped("the plan keeps what it can of another one: its proof is about the rest only")
    plan, problem = evidence.comparable
    proof, says = evidence.proof, "says that it is proved over all pairs, but"
    if proof is None:
        yield of_plan(evidence, f"{says} its proof is not in the store")
    elif not _fits(problem, proof):
        yield of_plan(evidence, f"{says} its proof is not about these people and areas")
    else:
        try:
            proved = proved_values(problem, proof)
        except UnprovedError as error:
            yield of_plan(evidence, f"{says} its proof does not hold. {str(error).rstrip('.')}")
        else:
            searched = plan.status == OPTIMAL and _beyond_flows(problem)
            for message in _beyond_proof(plan, proved, searched=searched):
                yield of_plan(evidence, message)
            again = evidence.rerun is not None and evidence.rerun.digest == plan.digest
            if searched and not again:
                yield from (_believed(evidence, message) for message in _searched(plan, proved))


def _fits(problem: Problem, proof: Proof) -> bool:
    """Whether a proof has a price for everybody and rows of people and areas that are there.

    And numbers small enough to be added up: a sum that overflows could seem to prove anything.
    """
    rakshaks, areas = problem.shape
    prices = (proof.rakshak_price, proof.area_price, proof.first_price)
    shapes = [(count, len(TIERS)) for count in (rakshaks, areas, areas)]
    rows = (proof.rakshak, proof.area, proof.visits, proof.first)
    if [price.shape for price in prices] != shapes or len({len(part) for part in rows}) > 1:
        return False
    inside = (proof.rakshak >= 0) & (proof.rakshak < rakshaks)
    inside &= (proof.area >= 0) & (proof.area < areas)
    if not inside.all() or (proof.visits > problem.visits[proof.area]).any():
        return False
    return all(-LARGEST_PRICE < price.min() <= price.max() < LARGEST_PRICE for price in prices)


def _beyond_flows(problem: Problem) -> bool:
    """Whether a plan has to keep rules that the flow of a proof need not."""
    rules = problem.rules
    ties = len(problem.together) + len(problem.apart)
    limits = rules.most_areas > 0 or rules.least_visits > 1 or problem.rates.team > 0
    whole = (problem.whole & (problem.visits > 1)).any()  # a single visit cannot be shared
    return bool(whole) or ties > 0 or limits


def _beyond_proof(plan: Plan, proved: Mapping[str, int], *, searched: bool) -> Iterator[str]:
    """Values and bounds that the proof does not bear, up to the first tier where that is settled.

    A search of all plans (`searched`) may have found that none that keeps areas whole, for
    instance, is as good as the flow: then the bound is above the proof's.
    """
    for name in TIERS:
        tier, least = plan.tiers[name], proved[name]
        if tier.value < least:
            yield f"says {name} {tier.value}, but its proof shows that no plan is below {least}"
        elif tier.bound is not None and tier.bound > least and not searched:
            yield f"claims a bound of {tier.bound} for {name}, but its proof gives {least}"
        if tier.value != least:
            return  # the proof's values of later tiers hold for plans as good in this one


def _searched(plan: Plan, proved: Mapping[str, int]) -> Iterator[str]:
    """The first bound that is above the proof's: those of later tiers hold for such plans only."""
    for name in TIERS:
        bound, least = plan.tiers[name].bound, proved[name]
        if bound is not None and bound > least:
            yield (
                f"claims a bound of {bound} for {name}, its proof gives {least}: what is more was "
                "found by a search, which is believed here"
            )
            return


def _believed(evidence: Evidence, message: str) -> Fault:
    remark = of_plan(evidence, message)
    return replace(remark, severity=Severity.INFO, remedy="solve it again: mitan audit --rerun")


RULES = (overclaimed, unproved)
