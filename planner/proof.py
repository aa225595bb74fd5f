"""Proof: whether a flow and its prices show that no plan, over any pairs, is better.

This shares nothing with the search that found them. All is worked out anew from the problem,
arc by arc and pair by pair: that the flow is one, that nothing is left open that pays (reduced
costs), that nothing is used that does not (complementary slackness). With a price for each tier
the first of an arc's reduced costs that is not 0 decides, so the tiers stay in strict order.
Ahuja, Magnanti and Orlin (1993), section 9.3.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planner.places import Places
from planner.plan import TIERS, Proof
from planner.problem import Problem
from planner.snapshot import NONE, Ints, Points, summed
from planner.stages import Stage, stage

A_SWEEP = 2_000_000  # pairs looked at together
BANDS = 16  # of rakshaks with like prices
DOUBT = 1.0  # metres that a cost may be below the line worked out here: rounding of both
COVERAGE, BALANCE, COST = range(len(TIERS))


class UnprovedError(ValueError):
    """A flow and prices that prove nothing. The text says where they fail."""


@dataclass(frozen=True, eq=False)
class _Asked:
    """What is left to decide once the pins are made."""

    made: Ints  # R visits pinned
    left: Ints  # R visits that each rakshak can still make
    demand: Ints  # A visits that anybody may make
    first: Ints  # A visits to be made by so many different rakshaks, one each
    pinned: Ints  # keys of the pinned pairs


@stage(Stage.PROOF)
def proved_values(problem: Problem, proof: Proof) -> dict[str, int]:
    """What the flow comes to in each tier: no plan, over any pairs, comes to less.

    Values as planner.plan.Tier defines them; without `rates.team`, which is never below 0.
    Raises UnprovedError where the flow breaks a capacity, or the prices do not show that it is best
    over all pairs that may be used.
    """
    asked = _asked(problem)
    _is_flow(problem, proof, asked)
    _used_pairs_hold(problem, proof, asked)
    _uncovered_visits_hold(problem, proof, asked)
    _workloads_hold(problem, proof, asked)
    _unused_pairs_hold(problem, proof, asked)
    return flow_values(problem, proof)


def flow_values(problem: Problem, proof: Proof) -> dict[str, int]:
    """What the flow comes to in each tier, taken as it stands. See proved_values."""
    areas = len(problem.areas)
    pins, made = problem.pinned, problem.pinned.by_rakshak(len(problem.rakshaks))
    load = made + summed(proof.rakshak, proof.visits, len(problem.rakshaks))
    reached = pins.by_area(areas) + summed(proof.area, proof.visits, areas)
    return {
        "coverage": int(problem.priority @ (problem.visits - reached)),
        "balance": int(_unfair(problem, load).sum()),
        "cost": int(
            proof.visits @ problem.cost(proof.rakshak, proof.area)
            + pins.visits @ problem.cost(pins.rakshak, pins.area)
        ),
    }


def _asked(problem: Problem) -> _Asked:
    pins = problem.pinned
    made = pins.by_rakshak(len(problem.rakshaks))
    there = np.bincount(pins.area, minlength=len(problem.areas))
    several = ~problem.whole & (problem.different > 1)
    first = np.where(several, np.maximum(problem.different - there, 0), 0)
    demand = problem.reach - pins.by_area(len(problem.areas)) - first
    pinned = problem.pair_key(pins.rakshak, pins.area)
    return _Asked(made, problem.availability - made, demand, first, pinned)


def _is_flow(problem: Problem, proof: Proof, asked: _Asked) -> None:
    rakshaks, areas = problem.shape
    r, a, anybody = proof.rakshak, proof.area, proof.visits - proof.first
    if ((r < 0) | (r >= rakshaks) | (a < 0) | (a >= areas)).any():
        raise UnprovedError("The flow is none: it has rows of nobody, or of no area.")
    keys = problem.pair_key(r, a)
    pinned = np.isin(keys, asked.pinned)
    for what, wrong in (
        ("rows out of order", np.diff(keys) <= 0),
        ("pairs that may not be used", ~pinned & ~problem.allowed(r, a)),
        ("counts below 0", (anybody < 0) | (proof.first < 0)),
        ("rakshaks who count as several, or twice", proof.first > np.where(pinned, 0, 1)),
        ("rakshaks who make too many visits", summed(r, proof.visits, rakshaks) > asked.left),
        ("areas with too many visits", summed(a, anybody, areas) > asked.demand),
        ("areas with too many rakshaks", summed(a, proof.first, areas) > asked.first),
    ):
        if wrong.any():
            raise UnprovedError(f"The flow is none: {int(wrong.sum())} {what}.")


def _used_pairs_hold(problem: Problem, proof: Proof, asked: _Asked) -> None:
    r, a = proof.rakshak, proof.area
    metres = np.zeros((len(r), len(TIERS)), dtype=np.int64)
    metres[:, COST] = problem.cost(r, a)
    for price, units, most in (
        (proof.area_price, proof.visits - proof.first, asked.demand[a]),
        (proof.first_price, proof.first, np.minimum(asked.first[a], 1)),
    ):
        reduced = metres + price[a] - proof.rakshak_price[r]
        capacity = np.minimum(asked.left[r], most)
        pinned = np.isin(problem.pair_key(r, a), asked.pinned)
        if price is proof.first_price:
            capacity = np.where(pinned, 0, capacity)
        _must_hold("visits", _sign(reduced), units, capacity)


def _uncovered_visits_hold(problem: Problem, proof: Proof, asked: _Asked) -> None:
    areas = len(problem.areas)
    for price, units, demand in (
        (proof.area_price, proof.visits - proof.first, asked.demand),
        (proof.first_price, proof.first, asked.first),
    ):
        reduced = price.copy()
        reduced[:, COVERAGE] += problem.priority
        left_out = demand - summed(proof.area, units, areas)
        _must_hold("uncovered visits", _sign(reduced), left_out, demand)


def _workloads_hold(problem: Problem, proof: Proof, asked: _Asked) -> None:
    """The last visit of a workload pays, the next would not; all others lie between."""
    load = asked.made + summed(proof.rakshak, proof.visits, len(problem.rakshaks))
    for step, there in ((-1, load > asked.made), (1, load < problem.availability)):
        reduced = proof.rakshak_price.copy()
        reduced[:, BALANCE] += step * (_unfair(problem, load + step) - _unfair(problem, load))
        wrong = there & (_sign(reduced) == -step)
        if wrong.any():
            raise UnprovedError(
                f"The prices do not hold the workload of {int(wrong.sum())} rakshaks."
            )


def _must_hold(what: str, sign: Ints, units: Ints, capacity: Ints) -> None:
    """Arcs with reduced costs above 0 are empty, those below 0 full."""
    wrong = ((sign > 0) & (units > 0)) | ((sign < 0) & (units < capacity))
    if wrong.any():
        raise UnprovedError(f"The prices do not hold the {what} of {int(wrong.sum())} arcs.")


def _sign(reduced: Ints) -> Ints:
    """Of n rows the sign of the first number that is not 0."""
    column = (reduced != 0).argmax(axis=1)
    signs: Ints = np.sign(reduced[np.arange(len(reduced)), column])
    return signs


def _unused_pairs_hold(problem: Problem, proof: Proof, asked: _Asked) -> None:
    """No pair without a row pays, of all that may be used."""
    used = problem.pair_key(proof.rakshak, proof.area)
    for price, demand, known in (
        (proof.area_price, asked.demand, used),
        (proof.first_price, asked.first, np.union1d(used, asked.pinned)),
    ):
        of_rakshak, of_area = _ranked(proof.rakshak_price, price)
        going, open_ = np.flatnonzero(asked.left > 0), np.flatnonzero(demand > 0)
        for r, a in _near(problem, going, open_, of_rakshak, of_area):
            rank = of_area[0][a] - of_rakshak[0][r]
            reduced = problem.cost(r, a) + of_area[1][a] - of_rakshak[1][r]
            pays = (rank < 0) | ((rank == 0) & (reduced < 0))
            if not pays.any():
                continue
            r, a = r[pays], a[pays]
            keys = problem.pair_key(r, a)
            open_pairs = ~np.isin(keys, known, assume_unique=True)
            open_pairs &= problem.allowed(r, a) | np.isin(keys, asked.pinned, assume_unique=True)
            if open_pairs.any():
                count = int(open_pairs.sum())
                raise UnprovedError(f"{count} pairs without visits would pay.")


def _ranked(rakshak: Ints, area: Ints) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints]]:
    """For each side the rank of its prices in the tiers before the cost, and its price there.

    A pair costs nothing in those tiers, so which price is lower there decides.
    """
    before = np.concatenate([rakshak[:, :COST], area[:, :COST]])
    rank = np.unique(before, axis=0, return_inverse=True)[1].ravel()
    split = len(rakshak)
    return (rank[:split], rakshak[:, COST]), (rank[split:], area[:, COST])


def _near(
    problem: Problem,
    rakshaks: Ints,
    areas: Ints,
    of_rakshak: tuple[Ints, Ints],
    of_area: tuple[Ints, Ints],
) -> Iterator[tuple[Ints, Ints]]:
    """Pairs that may pay: all but those whose way alone is too long, or whose skills are missing.

    Where the area's rank is below the rakshak's the way does not count; above it nothing pays.
    """
    for rank in np.unique(of_area[0][areas]):
        a = areas[of_area[0][areas] == rank]
        below = rakshaks[of_rakshak[0][rakshaks] > rank]
        same = rakshaks[of_rakshak[0][rakshaks] == rank]
        for part in _portions(a, len(below)):
            needed = problem.area_skills[part][:, None]
            row, column = np.nonzero((problem.rakshak_skills[below] & needed) == needed)
            yield below[column], part[row]
        yield from _within_reach(problem, same, a, of_rakshak[1], of_area[1])


def _within_reach(
    problem: Problem, rakshaks: Ints, areas: Ints, of_rakshak: Ints, of_area: Ints
) -> Iterator[tuple[Ints, Ints]]:
    """Pairs whose way is not longer than the difference of their prices, and some that are.

    Compared by sites: where many are known by one zone only, the best price there stands for all.
    """
    if problem.ways is not None:
        for part in _portions(areas, len(rakshaks)):
            most = of_rakshak[rakshaks] - of_area[part][:, None]
            row, column = np.nonzero(most > problem.ways[rakshaks[:, None], part].T)
            yield rakshaks[column], part[row]
        return
    for known_r in (True, False):
        ours = _sites(problem.rakshak_place, rakshaks, -of_rakshak, located=known_r)
        for known_a in (True, False):
            theirs = _sites(problem.area_place, areas, of_area, located=known_a)
            near = (
                _by_line(ours, theirs) if known_r and known_a else _by_zone(problem, ours, theirs)
            )
            for column, row in near:
                yield from _members(ours, column, theirs, row)


@dataclass(frozen=True, eq=False)
class _Sites:
    """Places with the same ways to everywhere, and the least price at each of s sites."""

    position: Points  # s x d metres, NaN where there is none
    zone: Ints
    best: Ints
    members: Ints  # indices, site by site
    first: Ints  # s, where a site's members begin
    count: Ints  # s


def _sites(places: Places, among: Ints, price: Ints, *, located: bool) -> _Sites:
    those = among[places.located[among] == located]
    point = np.nan_to_num(places.position[those], nan=np.inf)
    _, one, site = np.unique(
        np.column_stack([places.zone[those], point]), axis=0, return_index=True, return_inverse=True
    )
    order = np.argsort(site, kind="stable")
    count = np.bincount(site, minlength=len(one))
    first = np.cumsum(count) - count
    best = np.minimum.reduceat(price[those[order]], first) if len(one) else price[:0]
    at = those[one]
    return _Sites(places.position[at], places.zone[at], best, those[order], first, count)


def _by_line(ours: _Sites, theirs: _Sites) -> Iterator[tuple[Ints, Ints]]:
    """Located sites whose distance is not above the difference of their best prices.

    Those of like prices have one tree each, so that one dear site far away does not make
    everybody look there.
    """
    from scipy.spatial import cKDTree  # a slow import, for this check alone

    for band in np.array_split(np.argsort(ours.best, kind="stable"), BANDS):
        if len(band) == 0:
            continue
        tree = cKDTree(ours.position[band])
        reach = DOUBT - ours.best[band[0]] - theirs.best
        for part in _portions(np.flatnonzero(reach > 0), len(band)):
            found = tree.query_ball_point(theirs.position[part], reach[part], return_sorted=False)
            count = np.fromiter(map(len, found), np.int64, len(found))
            column = np.concatenate([np.asarray(one, dtype=np.int64) for one in found])
            yield band[column], np.repeat(part, count)


def _by_zone(problem: Problem, ours: _Sites, theirs: _Sites) -> Iterator[tuple[Ints, Ints]]:
    """Sites whose way, known by a zone, is not above the difference of their best prices."""
    from scipy.spatial.distance import cdist  # a slow import, for this check alone

    rates = problem.rates
    for part in _portions(np.arange(len(theirs.best)), len(ours.best)):
        line = cdist(theirs.position[part], ours.position)  # NaN where a zone has no centre
        way = np.where(np.isnan(line), rates.unknown, np.fmax(line, rates.same_zone))
        same = (theirs.zone[part][:, None] == ours.zone) & (ours.zone != NONE)
        way = np.where(same, float(rates.same_zone), way)
        gap = DOUBT - ours.best - theirs.best[part][:, None]
        row, column = np.nonzero(way < gap)
        yield column, part[row]


def _members(ours: _Sites, r: Ints, theirs: _Sites, a: Ints) -> Iterator[tuple[Ints, Ints]]:
    """All pairs of members of these pairs of sites."""
    pairs = ours.count[r] * theirs.count[a]
    ends = np.flatnonzero(np.diff(np.cumsum(pairs) // A_SWEEP)) + 1
    for part in np.split(np.arange(len(r)), ends):
        site = np.repeat(part, pairs[part])
        number = np.arange(len(site)) - np.repeat(np.cumsum(pairs[part]) - pairs[part], pairs[part])
        down, across = np.divmod(number, theirs.count[a[site]])
        yield (
            ours.members[ours.first[r[site]] + down],
            theirs.members[theirs.first[a[site]] + across],
        )


def _portions(those: Ints, others: int) -> Iterator[Ints]:
    """Those, in portions that make no more than A_SWEEP pairs with so many others."""
    step = max(A_SWEEP // max(others, 1), 1)
    for start in range(0, len(those) if others else 0, step):
        yield those[start : start + step]


def _unfair(problem: Problem, load: Ints) -> Ints:
    outside = problem.outside(load, *problem.band())
    return outside * (outside + 1) // 2
