"""Field: a judged campaign in which faults are planted, each time in a fresh copy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from planner.audit.evidence import Evidence
from planner.findings import Refusal
from planner.policy import Policy
from planner.problem import Problem
from planner.snapshot import NONE, Flags, Ids, Ints, Pairs, Role, Snapshot, TiedIds
from planner.statement import state_problem


@dataclass(frozen=True)
class Planted:
    """A campaign with faults in it: what the rule has to find, and what follows from them.

    `subjects` has one entry for each finding that the rule must make. `also` are codes that find
    these faults as well, by what they do to the campaign. `base` is the campaign without the
    faults, where that is not the untouched one.
    """

    evidence: Evidence
    subjects: tuple[str, ...]
    also: frozenset[str] = frozenset()
    base: Evidence | None = None


@dataclass(frozen=True, eq=False)
class Field:
    """A sound campaign with its plan, and the luck by which places are chosen in it."""

    evidence: Evidence
    rng: np.random.Generator
    number: int  # how many faults of a kind are wanted; fewer where the campaign is too small

    @property
    def snapshot(self) -> Snapshot:
        """The sound campaign."""
        return self.evidence.snapshot

    @cached_property
    def rakshaks(self) -> Flags:
        """Who is an active rakshak with visits in the plan."""
        busy: Flags = self.evidence.visits_by_person > 0
        return self.evidence.active_rakshaks & busy

    @cached_property
    def leaders(self) -> Flags:
        """Who is an active leader of rakshaks."""
        people = self.snapshot.people
        leads = np.zeros(len(people.ids), dtype=bool)
        leads[people.parent[self.evidence.active_rakshaks & (people.parent >= 0)]] = True
        return leads & (people.role == Role.LEADER)

    @cached_property
    def mitans(self) -> Flags:
        """Who is a mitan that brought no sheet of pledges, the last of his rakshak's by id."""
        rows, people = self.snapshot.enrolments, self.snapshot.people
        mitans = np.zeros(len(people.ids), dtype=bool)
        order = np.argsort(rows.rakshak, kind="stable")
        last = np.append(np.diff(rows.rakshak[order]) != 0, True)
        mitans[rows.mitan[order[last]]] = True
        mitans[self.snapshot.pledges.mitan[self.snapshot.pledges.mitan >= 0]] = False
        return mitans

    @cached_property
    def visited(self) -> Ints:
        """Indices of the areas that the plan goes to."""
        return np.unique(self.rows.area)

    def lists(self) -> list[Ints]:
        """The mitans of some rakshaks, each an array of indices."""
        rows = self.snapshot.enrolments
        return [rows.mitan[rows.rakshak == one] for one in self.some(self.rakshaks).tolist()]

    @cached_property
    def rakshak_of(self) -> Ints:
        """The rakshak of each person who is a mitan, NONE of the others."""
        of = np.full(len(self.snapshot.people.ids), NONE)
        of[self.snapshot.enrolments.mitan] = self.snapshot.enrolments.rakshak
        return of

    def some(self, those: Flags, number: int | None = None) -> Ints:
        """Indices of `number` (as many as are wanted, usually) of those flagged, by chance."""
        among = np.flatnonzero(those)
        return self.rng.permutation(among)[: self.number if number is None else number]

    def ids(self, people: Ints) -> tuple[str, ...]:
        """Ids of people."""
        return tuple(self.snapshot.people.ids[people].tolist())

    def area_ids(self, areas: Ints) -> tuple[str, ...]:
        """Ids of areas."""
        return tuple(self.snapshot.areas.ids[areas].tolist())

    def under(self, **policy: dict[str, Any]) -> Field:
        """The same campaign under a policy with single settings changed."""
        usual = self.evidence.policy
        changed = usual.model_copy(
            update={name: getattr(usual, name).model_copy(update=of) for name, of in policy.items()}
        )
        return replace(self, evidence=asked_anew(replace(self.evidence, policy=changed)))

    def people(self, **columns: Any) -> Evidence:
        """The campaign with columns of people changed."""
        people = replace(self.snapshot.people, **columns)
        return self.campaign(people=people)

    def areas(self, **columns: Any) -> Evidence:
        """The campaign with columns of areas changed."""
        return self.campaign(areas=replace(self.snapshot.areas, **columns))

    def dated(self, **columns: Ints) -> Evidence:
        """The campaign with columns of enrolments changed."""
        return self.campaign(enrolments=replace(self.snapshot.enrolments, **columns))

    def sheets(self, **columns: Ints) -> Evidence:
        """The campaign with columns of its sheets of pledges changed."""
        return self.campaign(pledges=replace(self.snapshot.pledges, **columns))

    def campaign(self, **parts: Any) -> Evidence:
        """The campaign with parts of its snapshot changed, and its question put anew."""
        return asked_anew(replace(self.evidence, snapshot=replace(self.snapshot, **parts)))

    def enrolled(self, mitan: Ints, rakshak: Ints) -> Evidence:
        """The campaign with more enrolments."""
        rows = self.snapshot.enrolments
        mitan, rakshak = np.append(rows.mitan, mitan), np.append(rows.rakshak, rakshak)
        order = np.lexsort((rakshak, mitan))
        rest = np.full(len(mitan) - len(rows.mitan), NONE)
        dates = {
            name: np.append(getattr(rows, name), rest)[order]
            for name in ("enrolled", "pledged", "minute")
        }
        return self.campaign(
            enrolments=replace(rows, mitan=mitan[order], rakshak=rakshak[order], **dates)
        )

    def planned(self, rows: Iterable[tuple[int, int, int]] | Pairs) -> Evidence:
        """The campaign with other rows of its plan: indices of people and areas, and visits."""
        if not isinstance(rows, Pairs):
            rows = Pairs(*np.array(sorted(rows), dtype=np.int64).reshape(-1, 3).T)
        keep = rows.visits > 0
        plan = replace(
            self.evidence.the_plan,
            rakshak=self.snapshot.people.ids[rows.rakshak[keep]],
            area=self.snapshot.areas.ids[rows.area[keep]],
            visits=rows.visits[keep],
        )
        return replace(self.evidence, plan=plan)

    @property
    def rows(self) -> Pairs:
        """The rows of the plan: indices of people and areas, and visits."""
        return self.evidence.standing

    def tied(self, pairs: Ints) -> TiedIds:
        """Ties between pairs of people."""
        return TiedIds(people=np.sort(pairs, axis=1))

    def named(self, prefix: str) -> Ids:
        """New names, as many as are wanted."""
        return np.array([f"{prefix}-{k:02d}" for k in range(self.number)])


def asked_anew(evidence: Evidence) -> Evidence:
    """Evidence with the question as its campaign and policy put it, None where they cannot."""
    return replace(evidence, problem=_stated(evidence.snapshot, evidence.policy))


def _stated(snapshot: Snapshot, policy: Policy) -> Problem | None:
    try:
        return state_problem(snapshot, policy)
    except Refusal:
        return None
