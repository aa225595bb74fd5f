"""Beginning: leaders and teams to start from, before anything is made better."""

from __future__ import annotations

import numpy as np

from planner.hierarchy.leaders.attaching import Teams, attach
from planner.hierarchy.leaders.ground import Ground
from planner.hierarchy.leaders.moving import PLACES, settle
from planner.hierarchy.leaders.packing import best_first, pack
from planner.snapshot import Ints, Points

SETTLED = 8  # rounds of moving
TIGHT = 0.6  # share of all room that is used, from which on leaders must be as dense as people


def begin(ground: Ground, seed: int) -> Teams:
    """Where there is room to spare leaders drawn by chance, else one for each of equal parts.

    Of a table, which has no parts, always by chance.
    """
    rank = _by_density(ground, np.random.default_rng(seed))
    if not ground.table and ground.load.sum() > TIGHT * _usual_room(ground):
        rank[_middles(ground)] += 1
    teams = _teams(ground, rank)
    return _packed(ground) if teams is None else teams


def _usual_room(ground: Ground) -> float:
    """The load that `count` candidates of the usual capacity can lead."""
    return float(np.median(ground.capacity)) * ground.count


def _by_density(ground: Ground, rng: np.random.Generator) -> Points:
    """A number for each of m candidates, the highest to lead: fewer where people live densely.

    Where there is room to spare the best is about as many as the 2/3 power of the density
    (Gusein-Zade 1982).
    """
    m, n = len(ground.candidate), len(ground.load)
    around = ground.beside(max(2, n // ground.count))[:, -1]
    # how far it is to some rakshak is not asked: a candidate need not be one
    spread = ground.apart(np.arange(m), around) + 1.0
    chance: Points = rng.random(m) ** (1 / spread ** (2 / 3))
    return chance


def _middles(ground: Ground) -> Ints:
    """The candidates nearest to the middles of `count` parts with equally many rakshaks each.

    Where leaders have little room to spare they must live as densely as people do.
    """
    points = ground.places[ground.rakshak]
    parts, middles = [(np.arange(len(points)), ground.count)], []
    while parts:
        part, count = parts.pop()
        if count == 1 or len(part) < 2:
            middles.append(points[part].mean(axis=0))
            continue
        side = np.argmax(np.ptp(points[part], axis=0))
        order = part[np.argsort(points[part, side], kind="stable")]
        cut = max(len(part) * (count // 2) // count, 1)
        parts += [(order[cut:], count - count // 2), (order[:cut], count // 2)]
    return ground.nearest_to(np.array(middles))


def _teams(ground: Ground, rank: Points) -> Teams | None:
    """The teams of those who must lead and of the others with the highest rank, moved to the
    middle; None where no way is found to seat all.
    """
    order = np.lexsort((-rank, ~ground.keep))
    teams = attach(ground, np.sort(_with_room(ground, order)))
    return None if teams is None else settle(ground, teams, ground.beside(PLACES), SETTLED)


def _packed(ground: Ground) -> Teams:
    """Teams as they were packed to see whether everybody can be led, however far the ways."""
    n = len(ground.load)
    leader = best_first(ground)[: ground.count]
    packed = pack(ground, leader)
    if packed is None:
        raise AssertionError("what was packed before is not packed now")
    back = np.argsort(leader, kind="stable")
    of = np.argsort(back, kind="stable")[packed]
    way = ground.distance(np.arange(n), leader[back][of])
    rent = np.zeros(len(leader), dtype=np.int64)
    return Teams(leader[back], of, way, rent, int(way.sum()))


def _with_room(ground: Ground, order: Ints) -> Ints:
    """The first `count` candidates in an order, some exchanged for larger ones if need be."""
    chosen, rest = order[: ground.count], order[ground.count :]
    lack = int(ground.load.sum() - ground.capacity[chosen].sum())
    if lack <= 0:
        return chosen
    loose = chosen[~ground.keep[chosen]]
    small = loose[np.argsort(ground.capacity[loose], kind="stable")]
    large = rest[np.argsort(-ground.capacity[rest], kind="stable")][: len(small)]
    gained = np.cumsum(ground.capacity[large] - ground.capacity[small[: len(large)]])
    enough = np.flatnonzero(gained >= lack)
    if len(enough) == 0:
        return best_first(ground)[: ground.count]
    swaps = int(enough[0]) + 1
    return np.concatenate([np.setdiff1d(chosen, small[:swaps]), large[:swaps]])
