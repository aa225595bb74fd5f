"""Swap: who else could make somebody's visits at an area, and what the plan would lose by it.

The dual prices name the runner-up and say how little the swap can cost. What it does cost is
found by solving again, with the swap asked for, among those few whom it may move.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planner.assignment.keeping import known_rows
from planner.assignment.part import merged, part, tied_areas, tied_rakshaks
from planner.assignment.rules import broken_rules, tier_values
from planner.assignment.solve import solve
from planner.plan import OPTIMAL, TIERS, Plan, Proof, positions
from planner.policy import SearchPolicy
from planner.problem import Problem
from planner.proof import flow_values
from planner.snapshot import NONE, Flags, Ints, Pairs, integers

MOVED = 120  # rakshaks whose visits are free to change hands when a swap is solved again
EFFORT = 1  # of SearchPolicy.effort, for one such solve
PIN, TIE = "pin", "tie"  # what keeps a row of a plan as it is


@dataclass(frozen=True, eq=False)
class Grounds:
    """What a swap is judged by: a plan's rows, and what is known of why they are the best.

    Without `proof` the runner-up is the one of least cost; without `search` nothing is solved
    again.
    """

    problem: Problem
    rows: Pairs  # of the plan, as indices into the problem; sorted
    proof: Proof | None
    search: SearchPolicy | None
    seed: int
    bounded: bool  # no plan is better than the prices say, and this one is as good
    replaces: bool  # the plan keeps what it could of another one
    gone: tuple[tuple[str, str, int], ...] = ()  # rakshak, area, visits: rows of who has left

    def at(self, area: int) -> Ints:
        """The rakshaks who go to an area."""
        there: Ints = self.rows.rakshak[self.rows.area == area]
        return there


@dataclass(frozen=True)
class Swap:
    """Somebody else (index into Problem.rakshaks) makes all the visits of one row of a plan.

    Both dicts hold by how much each of TIERS goes up. By `estimate` at least, compared in the
    order of the tiers, against the flow that the prices prove (None without prices). By `change`
    in the plan found by solving again: the best there is where `exact`, else there may be one
    that loses less. None where it was not solved again.
    """

    rakshak: int
    estimate: dict[str, int] | None
    change: dict[str, int] | None = None
    exact: bool = False


def grounds(
    problem: Problem, plan: Plan, proof: Proof | None, search: SearchPolicy | None
) -> Grounds:
    """A plan as it stands in this problem; rows of those who are not in it (any more) left out.

    Swaps in a plan that replaces another are not solved again.
    """
    rows = known_rows(problem, plan)
    bounded = proof is not None and plan.proved_over_all_pairs
    if proof is not None and bounded:  # ties and the like may make a best plan dearer than its flow
        bounded = flow_values(problem, proof) == tier_values(problem, rows)
    replaces = bool(plan.replaces)
    if replaces:  # what was kept for its own sake cannot be weighed by ways and workloads
        search = None
    left = positions(plan.rakshak, problem.rakshaks) == NONE
    columns = (plan.rakshak[left].tolist(), plan.area[left].tolist(), plan.visits[left].tolist())
    gone = tuple(zip(*columns, strict=True))
    return Grounds(problem, rows, proof, search, plan.seed, bounded, replaces, gone)


def held_by(problem: Problem, rakshak: int, area: int) -> str:
    """PIN where a pin asks for this pair, TIE where either cannot move alone, else empty."""
    if ((problem.pins.rakshak == rakshak) & (problem.pins.area == area)).any():
        return PIN
    return TIE if tied_rakshaks(problem)[rakshak] or tied_areas(problem)[area] else ""


def may_come(given: Grounds, area: int, visits: int) -> Flags:
    """Which of the R rakshaks are not at an area, but could make so many visits there.

    Those tied to others are left out: they do not come alone. What is pinned, or made at areas
    that are tied, stays where it is.
    """
    problem = given.problem
    everyone = np.arange(len(problem.rakshaks))
    tied = given.rows.only(tied_areas(problem)[given.rows.area])
    stays = merged(problem, problem.pinned, tied)
    may = problem.allowed(everyone, np.full_like(everyone, area))
    may &= problem.availability - stays.by_rakshak(len(everyone)) >= visits
    may &= ~np.isin(everyone, given.at(area)) & ~tied_rakshaks(problem)
    if problem.rules.most_areas:
        areas = np.bincount(stays.rakshak, minlength=len(everyone))
        may &= areas < problem.rules.most_areas
    return may


def runner_up(given: Grounds, area: int, visits: int) -> int | None:
    """Who would make so many visits at an area next: of those who may come the one with the
    lowest reduced cost, or with the lowest cost where there are no prices. None: nobody could.
    """
    those = np.flatnonzero(may_come(given, area, visits))
    if len(those) == 0:
        return None
    return int(those[_in_order(reduced(given, those, np.full_like(those, area)))[0]])


def reduced(given: Grounds, rakshak: Ints, area: Ints, *, first: bool = False) -> Ints:
    """The reduced costs of n pairs, n x len(TIERS); their plain cost where there are no prices.

    With `first` that of a visit by somebody who counts as one more of the area's rakshaks.
    """
    costs = np.zeros((len(rakshak), len(TIERS)), dtype=np.int64)
    costs[:, -1] = given.problem.cost(rakshak, area)
    if given.proof is not None:
        price = given.proof.first_price if first else given.proof.area_price
        costs += price[area] - given.proof.rakshak_price[rakshak]
    return costs


def swapped(given: Grounds, rakshak: int, area: int, other: int, visits: int) -> Swap:
    """What it would cost if `other` made these visits in place of `rakshak`, at the prices.

    The prices bound every plan; one that uses a pair they are against costs its reduced cost
    more for each visit, one that may not use a pair they are for loses what that one saved
    (Ahuja, Magnanti and Orlin 1993, section 9.3). Both hold for the swap, so both are added.
    """
    if given.proof is None:
        return Swap(other, None)
    pairs = integers([other, rakshak]), integers([area, area])
    any_visit, first_visit = reduced(given, *pairs), reduced(given, *pairs, first=True)
    total = np.zeros(len(TIERS), dtype=np.int64)
    coming, going = any_visit[0], -any_visit[1]
    first = min(tuple(coming), tuple(first_visit[0]))
    total += _not_below_nothing(first) + (visits - 1) * _not_below_nothing(coming)
    total += _not_below_nothing(-first_visit[1]) + (visits - 1) * _not_below_nothing(going)
    return Swap(other, dict(zip(TIERS, total.tolist(), strict=True)))


def solved_again(given: Grounds, swap: Swap, rakshak: int, area: int, visits: int) -> Swap:
    """The swap with what it costs in the plan that `solve` finds for it.

    Whoever is tied stays as he is, and so do all but the MOVED whom the prices put nearest,
    unless that is everybody. The swap is then asked for by a pin and a ban.
    """
    if given.search is None:
        return swap
    problem = given.problem
    those = _nearest(given, rakshak, swap.rakshak, area)
    everybody = len(those) == len(problem.rakshaks) and len(problem.together) == 0
    everybody &= len(problem.apart) == 0
    if everybody:
        areas, asked = np.arange(len(problem.areas)), problem
    else:
        areas = np.unique(given.rows.area[np.isin(given.rows.rakshak, those)])
        asked = part(problem, given.rows, those, areas)
    pair = [int(np.searchsorted(areas, area)), int(np.searchsorted(those, rakshak))]
    instead = int(np.searchsorted(those, swap.rakshak))
    asked = replace(
        asked,
        pins=merged(asked, asked.pins, _one_pair(instead, pair[0], visits)),
        bans=merged(asked, asked.bans, _one_pair(pair[1], pair[0], 0)),
    )
    effort = min(given.search.effort, EFFORT)
    search = given.search.model_copy(update={"effort": effort})
    plan = solve(asked, search, seed=given.seed)
    found = plan.pairs(asked.rakshaks, asked.areas)
    moved = Pairs(those[found.rakshak], areas[found.area], found.visits)
    rows = merged(problem, given.rows.only(~np.isin(given.rows.rakshak, those)), moved)
    if _breaks_more(problem, rows, given.rows):
        return swap
    before, after = tier_values(problem, given.rows), tier_values(problem, rows)
    change = {name: after[name] - before[name] for name in TIERS}
    met = given.bounded and change == swap.estimate
    return replace(swap, change=change, exact=met or (everybody and plan.status == OPTIMAL))


def _nearest(given: Grounds, rakshak: int, other: int, area: int) -> Ints:
    """Those who move when one takes another's visits, the likeliest MOVED of them, sorted.

    The one who comes may hand on what he does now, the one who goes may take on something else:
    so those who are near the first one's areas, and those whose areas are near the second.
    """
    problem, rows = given.problem, given.rows
    loose = ~tied_rakshaks(problem)
    everyone = np.flatnonzero(loose)
    if len(everyone) <= MOVED:
        return everyone
    handed = np.unique(np.append(rows.area[rows.rakshak == other], area))
    r, a = _allowed(problem, np.repeat(everyone, len(handed)), np.tile(handed, len(everyone)))
    takers = r[_in_order(reduced(given, r, a))]
    every = np.arange(len(problem.areas))
    r, a = _allowed(problem, np.full_like(every, rakshak), every)
    rank = np.full(len(problem.areas), len(problem.areas))
    rank[a[_in_order(reduced(given, r, a))]] = np.arange(len(a))
    givers = rows.rakshak[np.argsort(rank[rows.area], kind="stable")]
    there = [rakshak, other, *given.at(area).tolist()]
    takers = _first(np.concatenate([integers(there), takers]), loose, MOVED // 2)
    return np.sort(_first(np.concatenate([takers, givers]), loose, MOVED))


def _allowed(problem: Problem, rakshak: Ints, area: Ints) -> tuple[Ints, Ints]:
    may = problem.allowed(rakshak, area)
    return rakshak[may], area[may]


def _first(those: Ints, loose: Flags, count: int) -> Ints:
    """The first `count` different ones of those who are loose."""
    those = those[loose[those]]
    _, at = np.unique(those, return_index=True)
    return those[np.sort(at)[:count]]


def _in_order(costs: Ints) -> Ints:
    """Indices of n rows of costs in a column for each tier, the least first."""
    return np.lexsort(costs.T[::-1])


def _not_below_nothing(costs: Ints | tuple[int, ...]) -> Ints:
    """These costs of the tiers, or nothing where the first of them that counts is below 0."""
    costs = integers(costs)
    return np.zeros_like(costs) if tuple(costs) < (0,) * len(costs) else costs


def _one_pair(rakshak: int, area: int, visits: int) -> Pairs:
    return Pairs(integers([rakshak]), integers([area]), integers([visits]))


def _breaks_more(problem: Problem, rows: Pairs, before: Pairs) -> bool:
    """Whether rows break a rule that no flow can say where those before did not."""
    return int(broken_rules(problem, rows).sum()) > int(broken_rules(problem, before).sum())
