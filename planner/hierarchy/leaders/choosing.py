"""Choosing: the whole way from places to leaders, with a bound.

The capacitated p-median problem. A good choice is made by moving and exchanging leaders, a bound
is proved by prices, and where the ground is small both are brought together by search.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from planner.hierarchy.leaders.attaching import Teams, attach
from planner.hierarchy.leaders.beginning import SETTLED, begin
from planner.hierarchy.leaders.bound import Bound, opening, raise_bound
from planner.hierarchy.leaders.exact import search
from planner.hierarchy.leaders.exchanging import exchange, reopen
from planner.hierarchy.leaders.ground import Ground
from planner.hierarchy.leaders.moving import PLACES, settle
from planner.hierarchy.leaders.packing import best_first, least_leaders
from planner.hierarchy.leaders.stating import check_count, state
from planner.hierarchy.leaders.worth import Knapsacks, Reach, Worth, worth_of
from planner.snapshot import NONE, Ints

LIMIT = 60.0
# Work is counted in about seconds, the same on every machine, from what it was measured to take
AN_EXCHANGE = 1.4e-4  # for each rakshak
A_CELL = 1.6e-8  # for each cell of the worths, in a round of the bound
A_SPACE = 7e-9  # the same for each rakshak, candidate, and unit of capacity, of a small ground
TO_EXCHANGE = 0.75  # share of the limit that exchanges may take
FEWEST = 6  # exchanges
STUCK = 20  # exchanges in a row that bring nothing, after which no more are tried
A_SEARCH = 1.6  # for one of CP-SAT's deterministic time
ROUNDS, LEAST_ROUNDS = 800, 20  # of the bound, at the most and in each stage
STAGES = 0.5, 0.25, 0.25  # shares of these, with a farther reach each time
KEPT = 6  # bounds that pairs are closed by
COARSE, FINE = 1 / 8, 1 / 20  # leaders exchanged at a time, as a share of all
LITTLE = 0.002  # what coarse exchanges must gain to go on
LUCK = 0.9  # what a candidate would save counts for so much less, at the most, by chance


@dataclass(frozen=True, eq=False)
class LeaderChoice:
    """Who leads, and whom. Indices are those of the n places that were given."""

    leaders: Ints  # sorted
    leader_of: Ints  # n; NONE for who is led by nobody, since his load is 0
    total_distance: int  # whole units, of all who are led
    bound: int  # proved: no choice comes to less
    status: str  # "optimal", or "feasible" where a better choice is not ruled out

    @property
    def gap(self) -> float:
        """How much the total distance may be above the least, as a share of the bound."""
        above = self.total_distance - self.bound
        if above == 0:
            return 0.0
        return above / self.bound if self.bound > 0 else math.inf


def choose_leaders(
    points: ArrayLike,
    load: ArrayLike,
    capacity: ArrayLike,
    count: int | None,
    *,
    may_lead: ArrayLike | None = None,
    keep: ArrayLike | None = None,
    seed: int = 0,
    limit: float = LIMIT,
    progress: Callable[[str], None] = lambda line: None,
) -> LeaderChoice:
    """Choose `count` leaders and give each rakshak one, with the least total distance.

    `points` is n x 2 or n x 3 coordinates (a plane, or metres of geo.on_sphere), whose straight
    distances are rounded to whole units; or an n x n table of distances from a rakshak (row) to
    a leader (column), rounded likewise. A square array is a table, save one of 2 or 3 rows with
    anything but zeros on its diagonal.
    `load` is how much each is to his leader, n whole numbers or one for all. Whose load is 0 is
    led by nobody, but may lead: candidates need not be among those who are led.
    `capacity` is the load that each could lead, n whole numbers or one for all. A leader with a
    load has a leader too, mostly himself.
    `count` is how many leaders there shall be; None: the least number that can lead everybody.
    `may_lead` are n flags, all set where not given; `keep` are indices of those who must lead.
    `limit` is about seconds of work, counted in a way that is the same on every machine: same
    arguments, same choice. `progress` is told what is found.

    Raises ValueError where arguments are malformed or contradict each other, and TooFewLeaders
    where so many leaders cannot lead everybody, or nobody can.
    """
    check_count(count)
    ground = state(points, load, capacity, may_lead, keep)
    ground = replace(ground, count=least_leaders(ground, count))
    if len(ground.load) == 0:
        leaders = np.sort(best_first(ground)[: ground.count])
        return _choice(ground, leaders, np.zeros(0, dtype=np.int64), bound=0)
    teams = begin(ground, seed)
    progress(f"total distance {teams.value:,} to begin with")
    teams = _exchanged(ground, teams, seed, limit, progress)
    return _proved(ground, teams, limit, progress)


def _exchanged(
    ground: Ground, teams: Teams, seed: int, limit: float, progress: Callable[[str], None]
) -> Teams:
    """Better teams after as many exchanges as the limit allows."""
    rng = np.random.default_rng([seed, 1])
    beside = ground.beside(PLACES)
    rounds = int(TO_EXCHANGE * limit / (AN_EXCHANGE * len(ground.load)))
    coarse, stuck = True, 0
    for turn in range(max(rounds, FEWEST)):
        if stuck == STUCK:
            break
        worth = worth_of(ground, np.maximum(teams.price, 1))
        before = teams.value
        if coarse:
            teams = reopen(ground, teams, worth, beside, math.ceil(COARSE * ground.count))
            coarse = teams.value < before * (1 - LITTLE)
        else:
            count = math.ceil(FINE * ground.count)
            luck = rng.uniform(1 - LUCK, 1, len(ground.candidate))
            teams = exchange(ground, teams, worth, beside, count, luck)
        stuck = 0 if teams.value < before else stuck + 1
        if not stuck:
            progress(f"total distance {teams.value:,} after {turn + 1} exchange(s)")
    return teams


def _proved(
    ground: Ground, teams: Teams, limit: float, progress: Callable[[str], None]
) -> LeaderChoice:
    """The choice and its bound; where the ground is small, the best of its best pairs."""
    worth, bounds, teams = _bounded(ground, teams, limit)
    progress(f"no choice comes to less than {bounds[-1].whole:,}")
    led_by = teams.leader[teams.of]
    if not isinstance(worth, Knapsacks):
        return _choice(ground, teams.leader, led_by, bounds[-1].whole)
    found = search(ground, worth, bounds, led_by, limit / A_SEARCH)
    if found.value == teams.value:
        return _choice(ground, teams.leader, led_by, found.bound)
    leader = np.union1d(found.leader_of, np.flatnonzero(ground.keep))
    idle = np.setdiff1d(np.arange(len(ground.candidate)), leader)
    leader = np.union1d(leader, idle[: ground.count - len(leader)])
    return _choice(ground, leader, found.leader_of, found.bound)


def _bounded(ground: Ground, teams: Teams, limit: float) -> tuple[Worth, list[Bound], Teams]:
    """Bounds, the best one last, the worths they were made with, and teams that are no worse."""
    opened, found = opening(ground, teams), []
    for share in STAGES:
        worth = worth_of(ground, opened.reach)
        left = (1 - TO_EXCHANGE) * limit * share
        rounds = max(LEAST_ROUNDS, min(int(ROUNDS * share), int(left / _round_work(ground, worth))))
        bounds, tried = raise_bound(ground, worth, opened, teams.value, rounds)
        found += bounds
        if isinstance(worth, Knapsacks):
            most = 1 + int(left / (AN_EXCHANGE * len(ground.load)))
            teams = _best_of(ground, teams, tried[-most:])
        if found[-1].whole >= teams.value:
            break
        opened = opened.after(found[-1])
    return worth, sorted(found, key=lambda bound: bound.value)[-KEPT:], teams


def _round_work(ground: Ground, worth: Worth) -> float:
    """What a round of the bound takes, in about seconds."""
    if isinstance(worth, Reach):
        return A_CELL * worth.who.size
    return A_SPACE * len(ground.load) * len(ground.candidate) * (1 + int(ground.capacity.max()))


def _best_of(ground: Ground, teams: Teams, tried: list[Ints]) -> Teams:
    """The best teams, those known or those of other leaders, moved to the middle."""
    beside = ground.beside(PLACES)
    for leader in tried:
        if ground.capacity[leader].sum() < ground.load.sum():
            continue
        other = attach(ground, leader)
        if other is not None:
            other = settle(ground, other, beside, SETTLED)
            teams = other if other.value < teams.value else teams
    return teams


def _choice(ground: Ground, leader: Ints, led_by: Ints, bound: int) -> LeaderChoice:
    """In the words of who asked: candidates by the places they have."""
    value = int(ground.distance(np.arange(len(led_by)), led_by).sum())
    leader_of = np.full(len(ground.places), NONE, dtype=np.int64)
    leader_of[ground.rakshak] = ground.candidate[led_by]
    bound = min(max(bound, 0), value)
    status = "optimal" if bound == value else "feasible"
    return LeaderChoice(ground.candidate[leader], leader_of, value, bound, status)
