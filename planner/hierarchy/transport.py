"""Transport: people in places go to those who have room for them, all their ways the shortest.

The transportation problem (Hitchcock, The distribution of a product from several sources to
numerous localities, 1941), solved as a minimum-cost flow over likely pairs. The prices of that
flow tell which other pairs would make it better; these are added until none does, and then the
answer is the best over all pairs. Rakshaks go to leaders like this, and mitans to rakshaks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.flow import Flow, potentials, solve_flow
from planner.hierarchy.hosting import Hosting
from planner.hierarchy.likely import likely_pairs, paying_pairs
from planner.snapshot import Ints, integers, summed

ALL_PAIRS_UP_TO = 200_000  # so many are looked at from the start
NEARLY = 0.08  # pairs that nearly pay, by such a share of a mean way, are added too
ROUNDS = 40
NO_ROOM = 4  # times any way: what it costs to leave out somebody for whom there is room


@dataclass(frozen=True, eq=False)
class Carried:
    """Who goes where: rows of `units` people of a `group` who go to a `host`, sorted by these.

    `left` are those of each group for whom there is no room. `metres` is what all ways come to,
    with what other zones add; no answer that places as many, and keeps to the steps as well,
    comes to less than `bound`.
    """

    group: Ints
    host: Ints
    units: Ints
    left: Ints  # n
    metres: int
    bound: int


def carry(asked: Hosting) -> Carried:
    """Bring people to hosts: as many as there is room for, then by steps, then by short ways.

    The same question gives the same answer.
    """
    groups, hosts = len(asked.units), len(asked.hosts)
    everything = groups * hosts <= ALL_PAIRS_UP_TO
    keys = np.arange(groups * hosts) if everything else likely_pairs(asked)
    gain = np.zeros(groups, dtype=np.int64)
    for spent in range(ROUNDS):
        flow = _solve(asked, keys)
        if everything:
            break
        prices = potentials(flow)
        mean = int(flow.units[: len(keys)] @ flow.cost[: len(keys)]) / int(asked.units.sum())
        ends = prices[:groups], prices[groups : groups + hosts]
        paying, gain = paying_pairs(asked, ends, keys, margin=NEARLY * mean)
        if len(paying) == 0 or spent == ROUNDS - 1:
            break
        keys = np.union1d(keys, paying)
    return _read(asked, keys, flow, gain)


def _solve(asked: Hosting, keys: Ints) -> Flow:
    """People start at their groups, pass a host (or are left out) and end in one sink.

    Nodes: groups, hosts, those left out, the sink. The first arcs are the pairs of `keys`.
    """
    groups, hosts = len(asked.units), len(asked.hosts)
    group, host = np.divmod(keys, hosts)
    node, out, sink = groups + np.arange(hosts), groups + hosts, groups + hosts + 1
    short = max(int(asked.units.sum()) - int(asked.room.sum()), 0)
    everybody = int(asked.units.sum())
    parts = [
        _arcs(group, node[host], asked.units[group], asked.cost(group, host)),
        *(
            _arcs(node, sink, room, extra * asked.dearest)
            for room, extra in zip(asked.room.T, asked.extra.tolist(), strict=True)
        ),
        _arcs(np.arange(groups), out, asked.units, 0),
        _arcs(integers([out, out]), sink, integers([short, everybody]), _left_out(asked)),
    ]
    tail, head, capacity, cost = map(np.concatenate, zip(*parts, strict=True))
    supply = np.zeros(groups + hosts + 2, dtype=np.int64)
    supply[:groups] = asked.units
    supply[sink] = -everybody
    return solve_flow(tail, head, capacity, cost, supply)


def _left_out(asked: Hosting) -> Ints:
    """What it costs to leave out one of those for whom there is no room, and one of the others."""
    return integers([0, NO_ROOM * asked.dearest])


def _arcs(tail: Ints, head: Ints | int, capacity: Ints, cost: Ints | int) -> tuple[Ints, ...]:
    """Columns of m arcs; a number stands for m."""
    columns = (tail, head, capacity, cost)
    return tuple(np.broadcast_to(np.asarray(column, np.int64), len(tail)) for column in columns)


def _read(asked: Hosting, keys: Ints, flow: Flow, gain: Ints) -> Carried:
    """The rows of a flow over `keys`. One person more of a group over a pair that is not among
    them would gain at most `gain`, so all together no more than that for each.
    """
    used = np.flatnonzero(flow.units[: len(keys)])
    group, host = np.divmod(keys[used], len(asked.hosts))
    units = flow.units[used]
    metres = int(units @ flow.cost[used])
    return Carried(
        group=group,
        host=host,
        units=units,
        left=asked.units - summed(group, units, len(asked.units)),
        metres=metres,
        bound=metres - int(gain @ asked.units),
    )
