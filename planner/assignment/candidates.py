"""Which pairs of rakshak and area the solver looks at: all of a few, the likely ones of many."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.spatial import cKDTree

from planner.problem import Problem
from planner.snapshot import NONE, Flags, Ints, Points
from planner.stages import Stage, stage

ROOM = 3  # an area's candidates can make about so many times the visits it needs
THINNING = 8  # each wider look takes one of so many rakshaks, and so reaches about thrice as far
ZONE_APART = 1e8  # metres between zones of which not one place is located
FAR = 1e12  # metres; further apart than any two places of one group


@stage(Stage.CANDIDATES)
def candidate_pairs(problem: Problem, *, nearest: int, all_pairs_up_to: int, seed: int) -> Ints:
    """Keys (Problem.pair_key, sorted, each once) of the pairs to plan with.

    All allowed pairs where R x A is at most `all_pairs_up_to`. Else for each area the nearest
    rakshaks who have its skills, at least `nearest` and enough to make its visits several times
    over; for each rakshak the `nearest` areas; and a few pairs across wider and wider stretches,
    so that people can shift to where there are too few. `seed` spreads those who are only known
    by their zone, or not even that, over the places they may be at. Pinned pairs always belong.
    """
    rakshaks, areas = problem.shape
    if rakshaks * areas <= all_pairs_up_to:
        keys = np.arange(rakshaks * areas)
    else:
        nobody = np.zeros(0, dtype=np.int64)  # where no pair is likely, as nobody may go out
        keys = distinct(np.concatenate([nobody, *_likely(problem, nearest, seed)]))
    keys = keys[problem.allowed(*np.divmod(keys, areas))]
    return np.union1d(keys, problem.pair_key(problem.pinned.rakshak, problem.pinned.area))


def distinct(keys: Ints) -> Ints:
    """The keys, sorted, each once. Faster than np.unique on many, which hashes them first."""
    keys = np.sort(keys)
    return keys[np.concatenate([[True], keys[1:] != keys[:-1]])] if len(keys) else keys


def _likely(problem: Problem, nearest: int, seed: int) -> Iterator[Ints]:
    """Keys of likely pairs, in no order and some more than once."""
    rng = np.random.default_rng(seed)
    at, to = _search_points(problem, rng)
    able = problem.availability > 0
    yield from _by_area(problem, at, to, able, nearest, rng)
    yield from _by_rakshak(problem, at, to, able, nearest)


def _by_area(
    problem: Problem, at: Points, to: Points, able: Flags, nearest: int, rng: np.random.Generator
) -> Iterator[Ints]:
    """Pairs that areas look for, among those who have the skills, so that a scarce one is found."""
    banned = np.bincount(problem.bans.area, minlength=len(to))
    for skills in np.unique(problem.area_skills):
        skilled = np.flatnonzero(able & ((problem.rakshak_skills & skills) == skills))
        alike = np.flatnonzero(problem.area_skills == skills)
        if len(skilled) == 0:
            continue
        usual = problem.availability[skilled].mean()
        enough = np.ceil(ROOM * problem.visits[alike] / usual).astype(np.int64)
        enough = np.maximum(enough, 2 * problem.different[alike])
        wanted = np.maximum(enough, nearest) + banned[alike]
        for area, rakshak in _looks(to[alike], at[skilled], wanted, rng):
            yield problem.pair_key(skilled[rakshak], alike[area])


def _by_rakshak(
    problem: Problem, at: Points, to: Points, able: Flags, nearest: int
) -> Iterator[Ints]:
    """Pairs that rakshaks look for, among the areas their skills open to them."""
    banned = np.bincount(problem.bans.rakshak, minlength=len(at))
    of_use = problem.rakshak_skills & np.bitwise_or.reduce(problem.area_skills)
    for skills in np.unique(of_use[able]):
        alike = np.flatnonzero(able & (of_use == skills))
        within = np.flatnonzero((problem.area_skills & skills) == problem.area_skills)
        if len(within):
            rakshak, area = _nearest(at[alike], to[within], nearest + banned[alike])
            yield problem.pair_key(alike[rakshak], within[area])


def _looks(
    of: Points, among: Points, wanted: Ints, rng: np.random.Generator
) -> Iterator[tuple[Ints, Ints]]:
    """For each of n points its nearest among m others: of all, then of ever thinner groups.

    Both sides are dealt into groups at random, at last into as many as there are others: the
    nearest of one's own group are then anywhere. So each area has a few candidates at every
    distance, and never the same as its neighbours.
    """
    yield _nearest(of, among, wanted)
    groups = THINNING
    while groups < len(among):
        # As one more coordinate, a group keeps to itself within one tree for all of them.
        own = rng.permutation(len(of)) % groups
        theirs = rng.permutation(len(among)) % groups
        yield _nearest(
            np.column_stack([of, FAR * own]),
            np.column_stack([among, FAR * theirs]),
            np.maximum(wanted // 2, 1),
        )
        groups *= THINNING


def _nearest(of: Points, among: Points, count: Ints) -> tuple[Ints, Ints]:
    """For each of n points its `count` nearest of m others: indices of both, side by side."""
    tree = cKDTree(among)
    count = np.minimum(count, len(among))
    near, far = [], []
    for k in np.unique(count):
        those = np.flatnonzero(count == k)
        _, found = tree.query(of[those], k=np.arange(1, k + 1))
        near.append(np.repeat(those, k))
        far.append(found.ravel())
    return np.concatenate(near), np.concatenate(far)


def _search_points(problem: Problem, rng: np.random.Generator) -> tuple[Points, Points]:
    """Points of the R rakshaks and the A areas to search between, metres.

    Their own points where these are known. Those known by their zone only are lined up, in a
    seeded order, along the located places of that zone, each side as long as its visits: so
    every place gets its fair share of them and no two areas the same few. Those of a zone where
    nothing is located are lined up somewhere apart, those without a zone along everybody.
    """
    rakshaks, areas = problem.shape
    sides = (problem.rakshak_place, problem.area_place)
    point = np.concatenate([side.position for side in sides])
    placed = np.concatenate([side.located for side in sides])
    zone = np.concatenate([side.zone for side in sides])
    weight = np.concatenate([problem.availability, problem.visits])
    is_area = np.arange(rakshaks + areas) >= rakshaks
    order = rng.permutation(rakshaks + areas)

    share = _shares(2 * zone + is_area, weight, order)

    located_in = np.bincount(zone[placed & (zone != NONE)], minlength=max(zone.max(), 0) + 1)
    apart = ~placed & (zone != NONE) & (located_in[zone] == 0)
    if not (placed | apart).any():
        apart[:] = True  # neither a point nor a zone in the whole world
    point[apart] = 0.0
    point[apart, 0] = ZONE_APART * (zone[apart] + 2 + share[apart] / 4)
    placed |= apart

    line = np.flatnonzero(placed)
    line = line[np.lexsort((order[line], zone[line]))]
    lost = np.flatnonzero(~placed)
    first = np.searchsorted(zone[line], zone[lost])
    count = np.searchsorted(zone[line], zone[lost], side="right") - first
    count[zone[lost] == NONE] = len(line)  # from 0 on, as NONE sorts before every zone
    beside = line[first + np.floor(share[lost] * count).astype(np.int64)]
    stray = rng.normal(0, problem.rates.same_zone / 4, (len(lost), point.shape[1]))
    point[lost] = point[beside] + stray
    return point[:rakshaks], point[rakshaks:]


def _shares(group: Ints, weight: Ints, order: Ints) -> Points:
    """How far along its group, lined up by `order` and as long as its weight, each of n stands.

    In 0 .. 1, both exclusive.
    """
    line = np.lexsort((order, group))
    length = weight[line] + 1e-6  # those who weigh nothing stand somewhere too
    end = np.cumsum(length)
    _, first, size = np.unique(group[line], return_index=True, return_counts=True)
    start = np.repeat(end[first] - length[first], size)
    total = np.repeat(np.add.reduceat(length, first), size)
    share = np.empty(len(group))
    share[line] = np.clip((end - length / 2 - start) / total, 1e-9, 1 - 1e-9)
    return share
