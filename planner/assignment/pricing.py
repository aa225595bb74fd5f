"""Pricing: which pairs, of all that there are, would make a plan better if they were looked at.

A plan that is best over some pairs has dual prices at both ends of every pair. A pair that was
left out pays if a visit over it costs less than the difference of its prices (its reduced cost is
below 0). Where none pays, the plan is best over all pairs: that is the proof, and it needs no
look at most of them, for whole blocks of rakshaks are too far from whole blocks of areas.
Column generation; Dantzig and Wolfe (1960).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.spatial.distance import cdist

from planner.assignment.network import Network
from planner.places import Places, clusters
from planner.problem import Problem, Rates
from planner.snapshot import NONE, Bits, Ints, Points, rank_within
from planner.stages import Stage, stage

RAKSHAKS_A_BLOCK, AREAS_A_BLOCK = 400, 200
MOST_ADDED = 150_000  # pairs of one round; the best ones, as prices change with each round
ROUNDING = 0.5  # metres that a rounded way may be shorter than the line


@dataclass(frozen=True, eq=False)
class Block:
    """Some places of one side with the same skills, near each other."""

    members: Ints  # indices
    low: Points  # d metres, of their bounding box; NaN where the members have no point
    high: Points
    zones: frozenset[int]
    located: bool
    skills: int  # bits; of areas required, of rakshaks at hand


@dataclass(frozen=True, eq=False)
class Blocks:
    """Both sides of a problem cut into blocks, and the least way between any two of them."""

    rakshaks: list[Block]
    areas: list[Block]
    way: Points  # area blocks x rakshak blocks, metres: no visit between them costs less


def cut_into_blocks(problem: Problem) -> Blocks:
    """Blocks of places that are near each other; those known by zone or not at all apart.

    Skills are kept apart too: whoever has a scarce one has a price of his own kind, and would
    make each block that he is in look worth its while to all.
    """
    used = np.bitwise_or.reduce(problem.area_skills)
    skills = problem.rakshak_skills & used
    rakshaks = list(_blocks(problem.rakshak_place, skills, RAKSHAKS_A_BLOCK))
    areas = list(_blocks(problem.area_place, problem.area_skills, AREAS_A_BLOCK))
    return Blocks(rakshaks, areas, _least_ways(problem, areas, rakshaks))


def end_prices(network: Network, prices: Mapping[str, Ints], dearest: int) -> tuple[Points, Points]:
    """One price for each rakshak and each area, in which an earlier tier outweighs all later.

    `prices` are each tier's dual prices (one for each node of the network), first tier first;
    `dearest` is what no pair costs more than, be it in the network or not (Problem.dearest).
    Returned as floats holding whole numbers, in metres: minus infinity for a rakshak who has no
    visit to give, infinity for an area that asks for none, so that their pairs never pay.
    Raises OverflowError where the numbers would no longer be exact.
    """
    *earlier, last = prices.values()
    total, weight = last.copy(), int(np.ptp(last)) + dearest + 1
    weight *= 4  # reduced costs of a pair outside lie within this, in either direction
    for tier in reversed(earlier):
        total = total + weight * tier
        weight *= 2 * int(np.ptp(tier)) + 1
    if weight > 2**52:
        raise OverflowError("Prices of the tiers differ too much to be weighed in one number.")
    rakshaks, demand = network.left, network.demand
    of_rakshak = np.where(rakshaks > 0, total[: len(rakshaks)], -np.inf)
    of_node = np.where(demand > 0, total[len(rakshaks) : -1], np.inf)
    of_area = np.full(network.areas, np.inf)
    np.minimum.at(of_area, network.area_of_node, of_node)
    return of_rakshak, of_area


@stage(Stage.ALL_PAIRS)
def paying_pairs(
    problem: Problem,
    blocks: Blocks,
    prices: tuple[Points, Points],
    known: Ints,
    *,
    margin: float = 0.0,
    each: int = MOST_ADDED,
) -> Ints:
    """Keys of allowed pairs, not in `known` (sorted), that pay; none only if none does.

    Where some pay, those that do not by less than `margin` metres come with them: they may, as
    soon as prices change. At most MOST_ADDED, the best of them, and of one rakshak and area
    about `each`, so that all get some.
    """
    of_rakshak, of_area = prices
    found = [*_looks(problem, blocks, (of_rakshak + margin, of_area))]
    if not found:
        return np.zeros(0, dtype=np.int64)
    keys = np.concatenate([key for key, _ in found])
    gain = np.concatenate([gain for _, gain in found]) + margin
    if not (gain < 0).any():
        return np.zeros(0, dtype=np.int64)
    new = ~np.isin(keys, known, assume_unique=True)
    new[new] = problem.allowed(*np.divmod(keys[new], len(problem.areas)))
    keys, gain = keys[new], gain[new]
    if not (gain < 0).any():
        return np.zeros(0, dtype=np.int64)
    best = np.argsort(gain, kind="stable")
    keys = keys[best]
    rakshak, area = np.divmod(keys, len(problem.areas))
    some = (rank_within(rakshak) < each) | (rank_within(area) < each)
    return np.sort(keys[some][:MOST_ADDED])


def _looks(
    problem: Problem, blocks: Blocks, prices: tuple[Points, Points]
) -> Iterator[tuple[Ints, Points]]:
    """Keys and reduced costs (below 0) of pairs that pay, block by block."""
    of_rakshak, of_area = prices
    dearest = np.array([of_rakshak[block.members].max() for block in blocks.rakshaks])
    cheapest = np.array([of_area[block.members].min() for block in blocks.areas])
    near = np.argwhere(blocks.way + cheapest[:, None] - dearest[None, :] < 0)
    for x, y in near.tolist():
        a, r, least = blocks.areas[x].members, blocks.rakshaks[y].members, blocks.way[x, y]
        a = a[of_area[a] + least < dearest[y]]
        r = r[of_rakshak[r] > cheapest[x] + least]
        if blocks.areas[x].located and blocks.rakshaks[y].located and problem.ways is None:
            way = cdist(problem.area_place.position[a], problem.rakshak_place.position[r])
            way -= ROUNDING
        else:
            way = problem.cost(np.tile(r, len(a)), np.repeat(a, len(r))).reshape(len(a), len(r))
        row, column = np.nonzero(way + of_area[a][:, None] < of_rakshak[r][None, :])
        area, rakshak = a[row], r[column]
        exact = problem.cost(rakshak, area) + of_area[area] - of_rakshak[rakshak]
        pays = exact < 0
        yield problem.pair_key(rakshak[pays], area[pays]), exact[pays]


def _blocks(places: Places, skills: Bits, size: int) -> Iterator[Block]:
    """Places near each other, those of other skills apart."""
    for own in np.unique(skills):
        for members in clusters(places, np.flatnonzero(skills == own), size):
            yield _block(places, members, int(own))


def _block(places: Places, members: Ints, skills: int) -> Block:
    point = places.position[members]
    zones = frozenset(places.zone[members].tolist()) - {NONE}
    located = bool(places.located[members[0]])
    return Block(members, point.min(axis=0), point.max(axis=0), zones, located, skills)


def _least_ways(problem: Problem, areas: list[Block], rakshaks: list[Block]) -> Points:
    """Metres that a visit between two blocks costs at least (see Problem.cost).

    Infinite where the skills are missing.
    """
    low_a, high_a, low_r, high_r = (
        np.array([getattr(block, end) for block in side])
        for side in (areas, rakshaks)
        for end in ("low", "high")
    )
    apart = np.maximum(low_a[:, None] - high_r[None], low_r[None] - high_a[:, None])
    way: Points = np.linalg.norm(np.maximum(apart, 0), axis=2) - ROUNDING
    for x, area in enumerate(areas):
        for y, rakshak in enumerate(rakshaks):
            if area.skills & ~rakshak.skills:
                way[x, y] = np.inf
            elif problem.ways is not None:
                way[x, y] = problem.ways[np.ix_(rakshak.members, area.members)].min()
            elif not (area.located and rakshak.located):
                way[x, y] = _way_by_zone(problem.rates, area, rakshak, float(way[x, y]))
    return way


def _way_by_zone(rates: Rates, area: Block, rakshak: Block, line: float) -> float:
    """The least way where one side is known by its zones only."""
    elsewhere = float(rates.unknown) if np.isnan(line) else max(line, float(rates.same_zone))
    # pairs of one zone cost `same_zone`, however long the line to the zone's centre is
    return min(elsewhere, float(rates.same_zone)) if area.zones & rakshak.zones else elsewhere
