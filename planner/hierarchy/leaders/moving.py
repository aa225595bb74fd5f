"""Moving: each leader goes to the middle of his team, and rakshaks to the leader best for all."""

from __future__ import annotations

import numpy as np

from planner.hierarchy.leaders.attaching import Teams, attach
from planner.hierarchy.leaders.ground import Ground
from planner.snapshot import Flags, Ints

PLACES = 24  # nearest candidates that a leader may hand over to


def settle(ground: Ground, teams: Teams, beside: Ints, rounds: int) -> Teams:
    """Leaders to the middle, rakshaks to the best leader, and again while it gets better.

    That is Cooper's alternation (1964). `beside` is m x k, the candidates near each
    (Ground.beside).
    """
    for _ in range(rounds):
        leader = recentre(ground, teams, beside)
        better = None if (leader == teams.leader).all() else attach(ground, leader)
        if better is None or better.value >= teams.value:
            break
        teams = better
    return teams


def recentre(ground: Ground, teams: Teams, beside: Ints) -> Ints:
    """The p leaders, sorted candidates, once each has handed over to the best for his team.

    Who must lead stays; nobody takes a team over that is too much for him; and where somebody
    leads already, or is wanted by two, he takes over nobody's.
    """
    p = len(teams.leader)
    member, there = _members(teams, len(ground.load))
    load = np.bincount(teams.of, weights=ground.load, minlength=p)
    places = beside[teams.leader]
    total = np.empty(places.shape)
    for column in range(places.shape[1]):
        way = ground.distance(member, places[:, [column]])
        total[:, column] = np.where(there, way, 0).sum(axis=1)
    total[ground.capacity[places] < load[:, None]] = np.inf
    total[ground.keep[teams.leader][:, None] & (places != teams.leader[:, None])] = np.inf
    wish = places[np.arange(p), total.argmin(axis=1)]
    wanted = np.bincount(wish, minlength=len(ground.candidate))
    taken = np.isin(wish, teams.leader) | (wanted[wish] > 1)
    moved: Ints = np.sort(np.where(taken, teams.leader, wish))
    return moved


def _members(teams: Teams, n: int) -> tuple[Ints, Flags]:
    """The members of each of p teams in a row, and which cells of the rows are filled."""
    order = np.argsort(teams.of, kind="stable")
    row = teams.of[order]
    column = np.arange(n) - np.searchsorted(row, row)
    shape = len(teams.leader), int(column.max(initial=0)) + 1
    member, there = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=bool)
    member[row, column], there[row, column] = order, True
    return member, there
