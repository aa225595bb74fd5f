"""Teams: rakshaks under leaders, leaders under the nodal officer of their zone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.policy import SpanPolicy
from planner.snapshot import Ints
from scenarios.territory import Floats, apportion, bisect


@dataclass(frozen=True, eq=False)
class Teams:
    """R rakshaks, L leaders, N nodal officers; leaders and nodal officers are in zone order."""

    leader: Ints  # of each rakshak: 0..L-1
    nodal: Ints  # of each leader: 0..N-1, or -1 where his zone is too small for one

    @property
    def nodals(self) -> int:
        """N."""
        return int(self.nodal.max()) + 1


def make_teams(
    zone: Ints, latitude: Floats, longitude: Floats, team: int, span: SpanPolicy
) -> Teams:
    """Cut the rakshaks of each zone into compact teams of about `team`.

    `zone` is sorted, 0.. for each rakshak; degrees are NaN where not known. Every span lies
    within `span` as far as that can be: zones with too few rakshaks for a nodal officer and his
    leaders are joined to the next.
    """
    fewest = max(span.least, 1)
    command = _commands(np.bincount(zone), fewest**2)[zone]
    rakshaks = np.bincount(command)
    at_least = np.maximum(-(-rakshaks // span.most), 1)
    at_most = np.maximum(rakshaks // fewest, at_least)
    for_nodal = np.clip(fewest, at_least, at_most)  # a nodal officer leads leaders, in span too
    leaders = apportion(max(round(len(zone) / team), int(for_nodal.sum())), rakshaks, for_nodal)
    leaders = np.minimum(leaders, at_most)

    latitude, longitude = _filled(latitude), _filled(longitude)
    leader = np.empty(len(zone), dtype=np.int64)
    nodal: list[int] = []
    nodals = 0
    for c, count in enumerate(leaders.tolist()):
        members = np.flatnonzero(command == c)
        equal = np.ones(len(members))
        part = bisect(latitude[members], longitude[members], equal, count)
        leader[members] = len(nodal) + part
        heads = -(-count // span.most) if count >= fewest else 0
        nodal += [nodals + k * heads // count if heads else -1 for k in range(count)]
        nodals += heads
    return Teams(leader, np.array(nodal, dtype=np.int64))


def _commands(rakshaks: Ints, least: int) -> Ints:
    """For each zone the command it belongs to: runs of zones with `least` rakshaks or more."""
    command = np.zeros(len(rakshaks), dtype=np.int64)
    current, so_far = 0, 0
    for z, count in enumerate(rakshaks.tolist()):
        command[z] = current
        so_far += count
        if so_far >= least:
            current, so_far = current + 1, 0
    if current and so_far < least:  # what is left over, too few for themselves or nobody
        command[command == current] = current - 1
    return command


def _filled(degrees: Floats) -> Floats:
    """Degrees with the mean put where they are not known: such a one may be in any team."""
    known = degrees[~np.isnan(degrees)]
    return np.where(np.isnan(degrees), known.mean() if len(known) else 0.0, degrees)
