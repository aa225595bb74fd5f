"""Exchanging: new leaders where they are missed most, fewer where they are missed least.

Many exchanges are tried at once, all over the ground. What came of each is looked at apart from
the others, and only those stay that made it better.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from planner.hierarchy.leaders.attaching import Teams, attach
from planner.hierarchy.leaders.ground import Ground
from planner.hierarchy.leaders.moving import settle
from planner.hierarchy.leaders.worth import Worth
from planner.snapshot import Flags, Ints, Points

OVERLAP = 0.3  # share of his rakshaks that a new one may have in common with others who are new
ELSEWHERE = 8  # leaders that the team of a closed one may go to
LOOKED_AT = 8  # times as many candidates are looked at as are to open
SETTLED = 2  # rounds of moving after an exchange
HALF, ALL = 0.5, 1.0  # of the leaders to close, before prices are looked at again


def reopen(ground: Ground, teams: Teams, worth: Worth, beside: Ints, count: int) -> Teams:
    """Teams after up to `count` leaders were opened and as many closed; as they were if worse.

    Who has just been opened may close again: that moves leaders from where there are too many
    to where there are too few, however far that is. `worth` must reach as far as the teams'
    prices.
    """
    luck = np.ones(len(ground.candidate))
    fresh = missed(ground, teams, worth, count, luck)
    tried = attach(ground, np.union1d(teams.leader, fresh))
    tried = None if tried is None else _closed(ground, tried, HALF, luck)
    if tried is None:
        return teams
    tried = settle(ground, tried, beside, SETTLED)
    return tried if tried.value < teams.value else teams


def exchange(
    ground: Ground, teams: Teams, worth: Worth, beside: Ints, count: int, luck: Points
) -> Teams:
    """Teams that are no worse, after up to `count` leaders were opened and as many closed.

    Of these exchanges each stays that made its surroundings better (see best_of_both). `luck`
    has a factor for each of m candidates that what he would save is multiplied with, so that
    each round tries something else. `worth` must reach as far as the teams' prices.
    """
    fresh = missed(ground, teams, worth, count, luck)
    keep = ground.keep.copy()
    keep[fresh] = True  # else the same would close that have just been opened
    tried = attach(ground, np.union1d(teams.leader, fresh))
    tried = None if tried is None else _closed(replace(ground, keep=keep), tried, ALL, luck)
    if tried is None:
        return teams
    found = attach(ground, best_of_both(ground, teams, settle(ground, tried, beside, SETTLED)))
    return found if found is not None and found.value < teams.value else teams


def _closed(ground: Ground, teams: Teams, share: float, luck: Points) -> Teams | None:
    """The teams of `count` leaders, once those who are spared best are closed, share by share."""
    tried: Teams | None = teams
    while tried is not None and len(tried.leader) > ground.count:
        extra = len(tried.leader) - ground.count
        out = spared(ground, tried, math.ceil(extra * share), luck)
        tried = attach(ground, np.delete(tried.leader, out)) if len(out) else None
    return tried


def missed(ground: Ground, teams: Teams, worth: Worth, count: int, luck: Points) -> Ints:
    """Up to `count` candidates, apart from each other, who would save most if they led too.

    Judged by the prices of the teams; each is to bring in rakshaks that no other new one does.
    """
    price = worth.allowed(teams.price.astype(np.float64))
    gain = worth.values(price) * luck
    gain[teams.leader] = 0
    order = np.argsort(-gain, kind="stable")[: LOOKED_AT * count]
    claimed = np.zeros(len(price), dtype=bool)
    chosen: list[int] = []
    for k in order[gain[order] > 0].tolist():
        willing = worth.willing(price, k)
        if len(chosen) < count and claimed[willing].mean() <= OVERLAP:
            claimed[willing] = True
            chosen.append(k)
    return np.sort(np.asarray(chosen, dtype=np.int64))


def spared(ground: Ground, teams: Teams, count: int, luck: Points) -> Ints:
    """Up to `count` leaders, no two of them next to each other, who would be missed least.

    Positions in `teams.leader`. To close one costs what his team pays with the best other
    leader, rent and all, more than now; half the `luck` of m candidates weighs in here as well.
    Enough room is left for all loads.
    """
    n, p = len(ground.load), len(teams.leader)
    rakshak = np.arange(n)
    near = ground.nearest(rakshak, teams.leader, ELSEWHERE)
    way = ground.distance(rakshak[:, None], teams.leader[near]) + teams.rent[near]
    way = np.where(near == teams.of[:, None], way.max() + 1, way)
    best = way.argmin(axis=1)
    own = ground.distance(rakshak, teams.leader[teams.of])
    loss = np.bincount(teams.of, weights=way[rakshak, best] - own, minlength=p)
    loss *= np.sqrt(luck[teams.leader])
    loss[ground.keep[teams.leader]] = np.inf
    capacity = ground.capacity[teams.leader]
    room = int(capacity.sum() - ground.load.sum())
    beside = np.unique(np.stack([teams.of, near[rakshak, best]]), axis=1)
    first = np.searchsorted(beside[0], np.arange(p + 1))
    closed, needed = np.zeros(p, dtype=bool), np.zeros(p, dtype=bool)
    for k in np.argsort(loss, kind="stable")[: int(np.isfinite(loss).sum())].tolist():
        around = beside[1, first[k] : first[k + 1]]
        if needed[k] or closed[around].any() or capacity[k] > room:
            continue
        closed[k], needed[around] = True, True
        room -= int(capacity[k])
        count -= 1
        if count == 0:
            break
    return np.flatnonzero(closed)


def best_of_both(ground: Ground, old: Teams, new: Teams) -> Ints:
    """The leaders of the better of two answers in each place where they differ.

    Two leaders belong to the same place where a rakshak has the one in the old answer and the
    other in the new one. Places share no rakshak and no leader, so each can be decided apart;
    those where one answer has a leader more only together with one where it has one less.
    """
    m, rakshak = len(ground.candidate), np.arange(len(ground.load))
    here, there = old.leader[old.of], new.leader[new.of]
    other = here != there
    links = coo_array((other[other], (here[other], there[other])), shape=(m, m))
    count, place = connected_components(links, directed=False)
    dearer = ground.distance(rakshak, there) - ground.distance(rakshak, here)
    cost = np.bincount(place[here], weights=np.where(other, dearer, 0), minlength=count)
    leads_old, leads_new = _flags(m, old.leader), _flags(m, new.leader)
    more = np.bincount(place, weights=leads_new.astype(np.int64) - leads_old, minlength=count)
    take = (more == 0) & (cost < 0)
    up, down = (np.flatnonzero(more == sign) for sign in (1, -1))
    up, down = (one[np.argsort(cost[one], kind="stable")] for one in (up, down))
    both = min(len(up), len(down))
    pays = cost[up[:both]] + cost[down[:both]] < 0
    take[up[:both][pays]] = take[down[:both][pays]] = True
    return np.flatnonzero(np.where(take[place], leads_new, leads_old))


def _flags(count: int, those: Ints) -> Flags:
    flags = np.zeros(count, dtype=bool)
    flags[those] = True
    return flags
