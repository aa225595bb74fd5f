"""Filling: give what a plan leaves uncovered to those who have visits left, all rules kept.

Nothing that the plan gave is taken away, but from a whole area that changes hands. So it is no
best plan, but a plan: what it covers can be covered.
"""

from __future__ import annotations

import numpy as np

from planner.assignment.part import tied_areas, tied_rakshaks
from planner.assignment.rules import uncovered_visits
from planner.problem import Problem
from planner.snapshot import Flags, Ints, Pairs


def fill(problem: Problem, rows: Pairs, first: Ints) -> Pairs:
    """Rows that cover more than `rows` where somebody can: the areas `first`, then all others.

    Large areas come before small ones. Areas and rakshaks with ties are left as they are.
    `rows` are sorted by rakshak, then area, as are those returned; they break no rule of the
    problem that `rows` keep.
    """
    state = _State(problem, rows)
    missing = uncovered_visits(problem, rows)
    missing[tied_areas(problem)] = 0
    rest = np.setdiff1d(np.flatnonzero(missing), first)
    for areas in (first[missing[first] > 0], rest):
        for a in areas[np.argsort(-missing[areas], kind="stable")].tolist():
            if problem.whole[a]:
                state.give_whole(a)
            else:
                state.give(a, int(missing[a]))
    return state.rows()


class _State:
    """Who has how many visits left, and what has been given so far."""

    def __init__(self, problem: Problem, rows: Pairs) -> None:
        rakshaks = len(problem.rakshaks)
        self.problem = problem
        self.spare = problem.availability - rows.by_rakshak(rakshaks)
        self.areas_of = np.bincount(rows.rakshak, minlength=rakshaks)
        self.free = ~tied_rakshaks(problem)
        keys = problem.pair_key(rows.rakshak, rows.area)
        self.made: dict[int, int] = dict(zip(keys.tolist(), rows.visits.tolist(), strict=True))
        self.order = rows.rakshak[np.argsort(rows.area, kind="stable")]
        self.ends = np.searchsorted(np.sort(rows.area), np.arange(len(problem.areas) + 1))

    def rows(self) -> Pairs:
        keys = np.array(sorted(self.made), dtype=np.int64)
        visits = np.array([self.made[key] for key in keys.tolist()], dtype=np.int64)
        return Pairs(*np.divmod(keys, len(self.problem.areas)), visits)

    def there(self, area: int) -> Ints:
        """Who goes to an area so far; each area is filled once."""
        return self.order[self.ends[area] : self.ends[area + 1]]

    def give_whole(self, area: int) -> None:
        """A whole area to the one whom it leaves the least to spare, else to who can do most."""
        problem, there = self.problem, self.there(area)
        need = int(problem.reach[area])
        made = [self._at(r, area) for r in there.tolist()]
        spare = self.spare.copy()
        spare[there] += np.array(made, dtype=np.int64)
        least = max(int(problem.least_visits[area]), sum(made) + 1)
        can = np.flatnonzero(spare >= least)
        can = can[problem.allowed(can, np.full_like(can, area)) & self.free[can]]
        can = can[self._has_room(can) | np.isin(can, there)]
        if len(can) == 0 or need < problem.least_visits[area]:
            return
        if not self.free[there].all() or np.isin(area, problem.pinned.area):
            return
        enough = can[spare[can] >= need]
        one = enough[spare[enough].argmin()] if len(enough) else can[spare[can].argmax()]
        for r in there.tolist():
            self._make(r, area, -self._at(r, area))
        self._make(int(one), area, min(need, int(spare[one])))

    def give(self, area: int, missing: int) -> None:
        """New ones first where different rakshaks are wanted, then those who go there already."""
        problem, there = self.problem, self.there(area)
        new = max(int(problem.different[area]) - len(there), 0)
        any_ = missing - new  # visits that anybody may make, seen there or not
        least = max(int(problem.least_visits[area]), 1)
        may = (self.spare >= least) & self.free
        may[there] = False
        can = np.flatnonzero(may)
        can = can[problem.allowed(can, np.full_like(can, area)) & self._has_room(can)]
        can = can[np.argsort(-self.spare[can], kind="stable")]
        others = can[new:].tolist()
        for r in can[:new].tolist():
            if least - 1 > any_:
                return
            self._make(r, area, least)
            any_ -= least - 1
        for r in [*there[self.free[there]].tolist(), *can[:new].tolist(), *others]:
            visits = min(int(self.spare[r]), any_)
            if any_ == 0:
                return
            if visits > 0 and (visits >= least or self._at(r, area)):
                self._make(r, area, visits)
                any_ -= visits

    def _has_room(self, rakshaks: Ints) -> Flags:
        most = self.problem.rules.most_areas
        room: Flags = (self.areas_of[rakshaks] < most) | (most == 0)
        return room

    def _at(self, rakshak: int, area: int) -> int:
        return self.made.get(rakshak * len(self.problem.areas) + area, 0)

    def _make(self, rakshak: int, area: int, visits: int) -> None:
        """So many visits more (or fewer) than he makes there now."""
        key = rakshak * len(self.problem.areas) + area
        before = self.made.pop(key, 0)
        if before + visits:
            self.made[key] = before + visits
        self.spare[rakshak] -= visits
        self.areas_of[rakshak] += (before + visits > 0) - (before > 0)
