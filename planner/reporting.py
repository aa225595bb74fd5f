"""Reporting: a plan with all that a report tells of it, read from the store in one moment.

A report may be of a part of the campaign only: of those under a leader, or of a zone. Nobody
outside of it, and no place outside of it, is named in it; sums may count what others do there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from planner.audit.judge import Verdict, judge
from planner.campaign import Assigned, gather_evidence
from planner.chain import HistoryEntry
from planner.hierarchy.tree import Tree, read_tree
from planner.plan import Plan
from planner.policy import Policy
from planner.problem import Problem
from planner.rostering import HANDED_OUT
from planner.snapshot import NONE, Flags, Ints, Pairs, Role, Snapshot
from planner.statement import visits_needed
from planner.store import history, plans
from planner.store.database import Store
from planner.store.roster import Spot, spots, staff_names
from planner.store.work import work
from planner.tracking import Part, Tracked, belonging, hold

WORD = re.compile(r"[^\s,;()\"']+")


@dataclass(frozen=True)
class Wanted:
    """What a report is to tell of: plan `number` (in force where None), and what beside it.

    `against` is the number of a plan to hold it against, `part` a part of the campaign, `as_of`
    the day up to which progress is told.
    """

    number: int | None = None
    against: int | None = None
    part: Part | None = None
    as_of: date | None = None


@dataclass(frozen=True, eq=False)
class Scope:
    """What belongs to the part that is told of: flags for all people and all areas."""

    part: Part | None
    people: Flags
    areas: Flags
    others: frozenset[str]  # ids of people and areas that do not belong to it

    def strangers(self, text: str) -> bool:
        """Whether a text names somebody, or an area, that does not belong to it."""
        words = {form for word in WORD.findall(text) for form in (word, word.strip(".:"))}
        return not self.others.isdisjoint(words) or any(one in text for one in self._in_pieces)

    @cached_property
    def _in_pieces(self) -> tuple[str, ...]:
        """Ids that are no single word, such as those with a blank."""
        return tuple(one for one in self.others if not WORD.fullmatch(one))


@dataclass(frozen=True, eq=False)
class Reported:
    """Plan `number` and what is told of it. Flags, rows and numbers index the snapshot."""

    policy: Policy
    snapshot: Snapshot
    scope: Scope
    number: int
    plan: Plan
    in_force: int
    problem: Problem | None  # None: nothing can be asked of the campaign as it is now
    verdict: Verdict  # its findings are those of the scope
    tree: Tree
    tracked: Tracked | None  # None: nothing was ever reported from the field
    against: tuple[int, Plan] | None
    names: Mapping[str, str]  # of leaders and rakshaks
    spots: Mapping[str, Spot]
    head: HistoryEntry | None

    @property
    def stale(self) -> bool:
        """Whether the campaign has changed since the plan was made."""
        return self.problem is None or self.problem.digest != self.plan.inputs_digest

    @cached_property
    def rows(self) -> Pairs:
        """The rows of the plan whose area is still there, and whose rakshak is one and active."""
        people = self.snapshot.people
        found = self.plan.pairs(people.ids, self.snapshot.areas.ids)
        goes = np.append(people.active & (people.role == Role.RAKSHAK), False)  # NONE takes it
        return found.only(goes[found.rakshak] & (found.area != NONE))

    @property
    def astray(self) -> int:
        """Visits of the plan that nobody makes any more, or at areas that are not there."""
        return int(self.plan.visits.sum() - self.rows.visits.sum())

    @cached_property
    def needed(self) -> Ints:
        """Visits that each area needs."""
        return visits_needed(self.snapshot, self.policy)

    @cached_property
    def planned(self) -> Ints:
        """Visits that the plan makes at each area, whoever makes them; none beyond the need."""
        return np.minimum(self.rows.by_area(len(self.needed)), self.needed)

    @cached_property
    def load(self) -> Ints:
        """Visits of each person."""
        return self.rows.by_rakshak(len(self.snapshot.people.ids))

    @property
    def assigned(self) -> Assigned | None:
        """The plan with its question, without rows of whoever has left; None where there is none.

        Its numbers are the plan's own where it is not stale.
        """
        if self.problem is None:
            return None
        rows = self.plan.pairs(self.problem.rakshaks, self.problem.areas)
        there = only_rows(self.plan, (rows.rakshak != NONE) & (rows.area != NONE))
        return Assigned(self.number, False, there, self.problem, self.snapshot)


def read_report(store: Store, policy: Policy, wanted: Wanted) -> Reported:
    """A plan with its audit, its tree, what was done, and a plan to hold it against.

    Raises Refusal where there is no such plan, leader or zone.
    """
    with store.reading() as connection:
        force, plan_in_force = plans.load_plan(connection)
        number = wanted.number or force
        against = (
            plans.load_plan(connection, wanted.against) if wanted.against is not None else None
        )
        evidence = gather_evidence(connection, policy, number)
        snapshot = evidence.snapshot
        done = work(connection, snapshot)
        names, places = staff_names(connection), spots(connection)
        head = history.last_entry(connection, but=HANDED_OUT)
    assert evidence.plan is not None  # of a number that was found
    plan = evidence.plan
    scope = _scope(snapshot, plan, wanted.part)
    tracked = hold(
        snapshot, force, plan_in_force, done, policy, as_of=wanted.as_of, part=wanted.part
    )
    return Reported(
        policy=policy,
        snapshot=snapshot,
        scope=scope,
        number=number,
        plan=plan,
        in_force=force,
        problem=evidence.problem,
        verdict=_inside(judge(evidence), snapshot, scope),
        tree=read_tree(snapshot, policy),
        tracked=tracked if len(done.day) else None,
        against=against,
        names=names,
        spots=places,
        head=head,
    )


def only_rows(plan: Plan, those: Flags) -> Plan:
    """A plan with those of its rows that are flagged."""
    rows = {name: getattr(plan, name)[those] for name in ("rakshak", "area", "visits")}
    return replace(plan, **rows)


def _scope(snapshot: Snapshot, plan: Plan, part: Part | None) -> Scope:
    """Of a leader: he, all below him, and the areas that the plan sends them to.

    Of a zone: the leaders and rakshaks who live in it, and its areas. Mitans go with whoever has
    enrolled them.
    """
    people, areas = snapshot.people, snapshot.areas
    if part is None:
        everybody = np.ones(len(people.ids), dtype=bool)
        return Scope(None, everybody, np.ones(len(areas.ids), dtype=bool), frozenset())
    ours = belonging(snapshot, part) & (people.role != Role.MITAN)
    if part.of == "leader":
        rows = plan.pairs(people.ids, areas.ids)
        rows = rows.only((rows.rakshak != NONE) & (rows.area != NONE))
        there = rows.only(ours[rows.rakshak]).by_area(len(areas.ids)) > 0
    else:
        there = areas.zone == snapshot.zones.index(part.id)
    ours[snapshot.enrolments.mitan[ours[snapshot.enrolments.rakshak]]] = True
    others = frozenset([*people.ids[~ours].tolist(), *areas.ids[~there].tolist()])
    return Scope(part, ours, there, others)


def _inside(verdict: Verdict, snapshot: Snapshot, scope: Scope) -> Verdict:
    """The verdict with those findings whose subject belongs to the scope; rulings are of all."""
    if scope.part is None:
        return verdict
    own = {*snapshot.people.ids[scope.people].tolist(), *snapshot.areas.ids[scope.areas].tolist()}
    if scope.part.of == "zone":
        own.add(scope.part.id)
    found = (one for one in verdict.findings if one.subject in own)
    return replace(verdict, findings=tuple(found))
