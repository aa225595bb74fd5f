"""Model: part of a plan decided anew with every rule kept, as a question to CP-SAT.

Some areas and some rakshaks are free; all rows that are not between two of them stay as they
are. With everything free it is the whole question. One rule, one function.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from ortools.sat.python import cp_model

from planner.assignment.network import unfairness
from planner.assignment.rules import uncovered_visits
from planner.cp import Expr, Var, minimise
from planner.plan import TIERS
from planner.problem import Problem
from planner.snapshot import NONE, Flags, Ints, Pairs, integers


@dataclass(frozen=True, eq=False)
class Free:
    """What is to be decided: the rows as they are, and what of them may change."""

    problem: Problem
    rows: Pairs
    areas: Ints  # sorted
    rakshaks: Ints  # sorted
    keys: Ints  # Problem.pair_key of the pairs that may be used between them, sorted

    @cached_property
    def inside(self) -> Flags:
        """Which rows may change."""
        return np.isin(self.rows.area, self.areas) & np.isin(self.rows.rakshak, self.rakshaks)

    @cached_property
    def at_areas(self) -> Pairs:
        """All rows at the free areas."""
        return self.rows.only(np.isin(self.rows.area, self.areas))

    def values(self) -> dict[str, int]:
        """What the free areas and rakshaks come to in each tier as they are."""
        problem = self.problem
        load = self.rows.by_rakshak(len(problem.rakshaks))
        lacking = uncovered_visits(problem, self.at_areas)[self.areas]
        return {
            "coverage": int(problem.priority[self.areas] @ lacking),
            "balance": int(unfairness(problem, load)[self.rakshaks].sum()),
            "cost": problem.total_cost(self.at_areas),
        }


@dataclass(frozen=True, eq=False)
class Decided:
    """Rows after a decision, what the free part comes to, and below what it cannot come."""

    rows: Pairs
    values: dict[str, int]
    bounds: dict[str, int | None]  # None where a tier before was not proved best
    work: float


def decide(free: Free, limit: float) -> Decided:
    """The best rows in the order of TIERS that differ from the present ones in what is free.

    Rows that keep all rules are never made worse. `limit` is of deterministic time, for each
    tier. Where nothing better is found the rows stay as they are.
    """
    model = _Model(free, free.values())
    work = 0.0
    found: Ints | None = None
    bounds: dict[str, int | None] = dict.fromkeys(TIERS)
    hint = integers(model.hint)
    proved = True
    for name, aim in model.aims.items():
        if aim is None:  # it is 0 and stays so
            bounds[name] = 0
            continue
        answer, spent = minimise(model.cp, aim, model.variables, hint, limit)
        work += spent
        if answer is None:
            break
        found = hint = answer.values
        bounds[name] = answer.bound if proved else None
        proved &= answer.optimal
        model.cp.add(aim <= answer.value)
    if found is not None:  # a later aim may have made an earlier one better than it had to be
        free = replace(free, rows=model.rows(found))
    return Decided(free.rows, free.values(), bounds, work)


class _Model:
    """The model of one free part; `aims` by TIERS, None where a tier stays at 0."""

    def __init__(self, free: Free, before: dict[str, int]) -> None:
        self.cp = cp_model.CpModel()
        self.free = free
        problem = free.problem
        self.covered = before["coverage"] == 0
        self.fair = self.covered and before["balance"] == 0  # else coverage may cost fairness
        inside, self.fixed = free.rows.only(free.inside), free.rows.only(~free.inside)
        self.base_load = self.fixed.by_rakshak(len(problem.rakshaks))
        self.base_there = self.fixed.by_area(len(problem.areas))
        pairs = zip(inside.rakshak.tolist(), inside.area.tolist(), strict=True)
        self.now = dict(zip(pairs, inside.visits.tolist(), strict=True))
        self.variables: list[Var] = []
        self.hint: list[int] = []  # a value of each variable, as the rows are now
        self.made: dict[tuple[int, int], tuple[int, int]] = {}  # variable, and visits for each 1
        self.visits: dict[tuple[int, int], Expr] = {}
        self.present: dict[tuple[int, int], Var] = {}
        self.metres: dict[tuple[int, int], int] = {}
        self.of_rakshak: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.of_area: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._pairs()
        uncovered = self._coverage()
        unfair = self._workloads()
        self._whole()
        self._most_areas()
        self._ties()
        self.aims: dict[str, Expr | None] = {
            "coverage": None if self.covered else uncovered,
            "balance": None if self.fair else unfair,
            "cost": self._cost(),
        }

    def _variable(self, least: int, most: int, now: int) -> Var:
        variable = self.cp.new_int_var(least, most, "")
        self.variables.append(variable)
        self.hint.append(now)
        return variable

    def _pairs(self) -> None:
        """How many visits each pair makes, and whether he is there at all where that matters."""
        problem, free = self.free.problem, self.free
        r, a = np.divmod(free.keys, len(problem.areas))
        pins = problem.pinned
        keys = problem.pair_key(pins.rakshak, pins.area).tolist()
        pinned = dict(zip(keys, pins.visits.tolist(), strict=True))
        most = np.minimum(problem.availability[r] - self.base_load[r], problem.reach[a])
        least = np.maximum(problem.least_visits[a], 1)
        matters = problem.whole[a] | (problem.different[a] > 1) | (least > 1)
        matters |= bool(
            problem.rules.most_areas
            or problem.rates.team
            or len(problem.together)
            or len(problem.apart)
        )
        columns = (free.keys, r, a, most, problem.cost(r, a), least, problem.whole[a], matters)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        for key, i, j, top, metres, low, whole, asked in rows:
            pair, pin = (i, j), pinned.get(key, 0)
            all_of_it = int(problem.visits[j]) if whole and self.covered else 0
            if top < max(pin or low, all_of_it, 1):
                continue
            self.of_rakshak[i].append(pair)
            self.of_area[j].append(pair)
            self.metres[pair] = metres
            now = self.now.get(pair, 0)
            self.made[pair] = len(self.variables), max(all_of_it, 1)
            if all_of_it:
                there = self._variable(1 if pin else 0, 1, min(now, 1))
                self.present[pair], self.visits[pair] = there, all_of_it * there
                continue
            made = self.visits[pair] = self._variable(pin, top, now)
            if asked:
                there = self.present[pair] = self._variable(1 if pin else 0, 1, min(now, 1))
                self.cp.add(made <= top * there)
                self.cp.add(made >= (pin or low) * there)

    def _sum(self, pairs: Iterable[tuple[int, int]]) -> Expr:
        return cp_model.LinearExpr.sum([self.visits[pair] for pair in pairs])

    def _there(self, pairs: Iterable[tuple[int, int]]) -> Expr:
        there = [self.present[pair] for pair in pairs if pair in self.present]
        return cp_model.LinearExpr.sum(there)

    def _seen(self, area: int) -> int:
        """Free rakshaks who are at an area now."""
        return sum(pair in self.now for pair in self.of_area[area])

    def _coverage(self) -> Expr:
        """No area gets more than it needs; the visits it lacks, weighted."""
        problem = self.free.problem
        known = np.bincount(self.fixed.area, minlength=len(problem.areas))
        lacking: list[Expr] = []
        for a in self.free.areas.tolist():
            needed = int(problem.visits[a] - self.base_there[a])
            wanted = int(min(problem.different[a], problem.visits[a]) - known[a])
            made, seen = self._sum(self.of_area[a]), self._there(self.of_area[a])
            if self.covered:
                self.cp.add(made == needed)
                if wanted > 1:
                    self.cp.add(seen >= wanted)
                continue
            if wanted > 1:
                missing = self._variable(0, wanted, max(wanted - self._seen(a), 0))
                self.cp.add(missing >= wanted - seen)
                self.cp.add(made + missing <= needed)
            else:
                self.cp.add(made <= needed)
            lacking.append(int(problem.priority[a]) * (needed - made))
        return cp_model.LinearExpr.sum(lacking)

    def _workloads(self) -> Expr:
        """Nobody makes more than he can; in the band, or by how much not."""
        problem = self.free.problem
        least, most = problem.band()
        now = self.free.rows.by_rakshak(len(problem.rakshaks))
        unfair: list[Expr] = []
        for r in self.free.rakshaks.tolist():
            load = int(self.base_load[r]) + self._sum(self.of_rakshak[r])
            low, high = int(least[r]), int(most[r])
            if self.fair:
                self.cp.add_linear_constraint(load, low, high)
                continue
            can = int(problem.availability[r])
            self.cp.add(load <= can)
            widest = max(low, can - high)
            if widest == 0:
                continue
            off = max(low - int(now[r]), int(now[r]) - high, 0)
            outside = self._variable(0, widest, off)
            counted = self._variable(0, widest * (widest + 1) // 2, off * (off + 1) // 2)
            self.cp.add(outside >= low - load)
            self.cp.add(outside >= load - high)
            # 1 + 2 + ... + d is the largest of its tangents k d - k (k - 1) / 2
            for k in range(1, widest + 1):
                self.cp.add(counted >= k * outside - k * (k - 1) // 2)
            unfair.append(counted)
        return cp_model.LinearExpr.sum(unfair)

    def _whole(self) -> None:
        """A whole area sees one rakshak at most."""
        problem = self.free.problem
        held = np.isin(self.free.areas, self.fixed.area)
        for a, taken in zip(self.free.areas.tolist(), held.tolist(), strict=True):
            if problem.whole[a]:
                self.cp.add(self._there(self.of_area[a]) <= (0 if taken else 1))

    def _most_areas(self) -> None:
        """Nobody goes to more areas than the rules allow."""
        most = self.free.problem.rules.most_areas
        if not most:
            return
        already = np.bincount(self.fixed.rakshak, minlength=len(self.free.problem.rakshaks))
        for r in self.free.rakshaks.tolist():
            self.cp.add(self._there(self.of_rakshak[r]) <= max(most - int(already[r]), 0))

    def _ties(self) -> None:
        """What is tied goes together, or apart."""
        problem = self.free.problem
        if not (len(problem.together) or len(problem.apart)):
            return
        fixed = set(zip(self.fixed.rakshak.tolist(), self.fixed.area.tolist(), strict=True))

        def there(pair: tuple[int, int]) -> Expr:
            return self.present.get(pair, int(pair in fixed))

        everyone, everywhere = self.free.rakshaks.tolist(), self.free.areas.tolist()
        for ties, same in ((problem.together, True), (problem.apart, False)):
            of_areas = [((r, x), (r, y)) for x, y in ties.areas.tolist() for r in everyone]
            of_rakshaks = [((x, a), (y, a)) for x, y in ties.rakshaks.tolist() for a in everywhere]
            for one, other in of_areas + of_rakshaks:
                if one not in self.present and other not in self.present:
                    continue
                if same:
                    self.cp.add(there(one) == there(other))
                else:
                    self.cp.add(there(one) + there(other) <= 1)

    def _cost(self) -> Expr:
        """Metres, with those of rows that stay, and the teams beyond the first."""
        problem = self.free.problem
        stay = np.isin(self.fixed.area, self.free.areas)
        r, a, visits = (self.fixed.rakshak[stay], self.fixed.area[stay], self.fixed.visits[stay])
        metres: list[Expr] = [self.metres[pair] * made for pair, made in self.visits.items()]
        metres.append(int(visits @ problem.cost(r, a)))
        if problem.rates.team:
            metres.append(problem.rates.team * self._teams(r, a))
        return cp_model.LinearExpr.sum(metres)

    def _teams(self, r: Ints, a: Ints) -> Expr:
        """Teams at free areas beyond the first of each."""
        team = self.free.problem.rakshak_team
        team = np.where(team == NONE, -2 - np.arange(len(team)), team).tolist()
        there = {
            (area, team[rakshak]) for rakshak, area in zip(r.tolist(), a.tolist(), strict=True)
        }
        going = {(area, team[rakshak]) for rakshak, area in self.now}
        further: list[Expr] = []
        for area in self.free.areas.tolist():
            known = {one for at, one in there if at == area}
            goes: dict[int, Var] = {}
            for pair in self.of_area[area]:
                own = team[pair[0]]
                if own not in known:
                    if own not in goes:
                        goes[own] = self._variable(0, 1, int((area, own) in going))
                    self.cp.add(goes[own] >= self.present[pair])
            now = len(known) + sum((area, own) in going for own in goes)
            beyond = self._variable(0, len(known) + len(goes), max(now - 1, 0))
            self.cp.add(beyond >= len(known) - 1 + cp_model.LinearExpr.sum(list(goes.values())))
            further.append(beyond)
        return cp_model.LinearExpr.sum(further)

    def rows(self, values: Ints) -> Pairs:
        """The rows that stay and those of an answer, sorted by rakshak, then area."""
        answered = [(*pair, values[k] * each) for pair, (k, each) in self.made.items() if values[k]]
        r, a, visits = integers(answered).reshape(-1, 3).T
        r, a = np.append(self.fixed.rakshak, r), np.append(self.fixed.area, a)
        order = np.lexsort((a, r))
        return Pairs(r[order], a[order], np.append(self.fixed.visits, visits)[order])
