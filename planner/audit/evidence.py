"""Evidence: all that the judge may look at, and what a rule can need of it before it can speak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from planner.audit.names import read_name
from planner.chain import HistoryEntry
from planner.plan import TIERS, Plan, Proof, positions
from planner.policy import Policy
from planner.problem import Problem
from planner.register import Register
from planner.snapshot import NONE, Flags, Ints, Pairs, Role, Snapshot, integers, summed

NO_ZONE = "no zone"


def given(column: Ints) -> Flags:
    """Which values of a column are given: not NONE."""
    there: Flags = column != NONE
    return there


class Skipped(Exception):  # noqa: N818 - an outcome, not a failure of the program
    """A rule has nothing to look at: neither passed nor failed. Its text says why."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """The campaign as it stands today, the plan to be judged, and the history.

    `problem` is the question as today's campaign puts it, `None` where it cannot be put (no
    rakshak, no area, wishes that contradict each other). `plan` is the plan as it was kept,
    `None` where there is none yet. `kept` are all plans in the store: the digest recorded with
    each, by number. `proof` is the one kept beside the plan; `replaced` is the plan that it
    replaces, if any. `rerun` is the plan of today's question solved again, where that was
    asked for, and `head` the digest of a history entry that somebody wrote down. `register` has
    names and phones: rules compare them and never repeat them. `tables` is the digest of the
    campaign's tables, worked out from their rows, and `tables_changed` what in them is not as
    Mitan's own writes left it: people, areas, enrolments ...

    `the_plan`, `the_problem`, `comparable` and what is worked out from them raise Skipped where
    there is none: the first that a rule asks for and that is not there is the reason it gives.
    """

    snapshot: Snapshot
    register: Register
    policy: Policy
    problem: Problem | None
    plan: Plan | None
    plan_number: int | None
    chain: tuple[HistoryEntry, ...]
    kept: Mapping[int, str] = field(default_factory=dict)
    proof: Proof | None = None
    replaced: Plan | None = None
    rerun: Plan | None = None
    head: str = ""
    tables: str = ""
    tables_changed: tuple[str, ...] = ()

    @property
    def plan_name(self) -> str:
        """How the plan is called in findings."""
        return "this plan" if self.plan_number is None else f"plan {self.plan_number}"

    @property
    def the_plan(self) -> Plan:
        """The plan to be judged. Raises Skipped where there is none yet."""
        if self.plan is None:
            raise Skipped("no plan yet")
        return self.plan

    @property
    def the_problem(self) -> Problem:
        """Today's question. Raises Skipped where the campaign cannot be planned as it stands."""
        if self.problem is None:
            raise Skipped("the campaign cannot be planned as it stands; `mitan assign` says why")
        return self.problem

    @property
    def comparable(self) -> tuple[Plan, Problem]:
        """The plan and today's question, which it answers row by row and with all its values.

        Raises Skipped where it does not, so that its values cannot be compared.
        """
        plan, problem = self.the_plan, self.problem
        if problem is None or problem.digest != plan.inputs_digest:
            raise Skipped("inputs changed since the plan, see INT001")
        if not (given(self.rows.rakshak) & given(self.rows.area)).all():
            raise Skipped("the plan names people or areas that are not there, see INT007")
        if not set(TIERS) <= set(plan.tiers):
            raise Skipped("the plan has no value for a tier, see INT009")
        return plan, problem

    def zone_code(self, zone: int) -> str:
        """The code of a zone index, 'no zone' for NONE."""
        return NO_ZONE if zone == NONE else self.snapshot.zones[zone]

    @cached_property
    def active_rakshaks(self) -> Flags:
        """Which people are rakshaks and active; one flag per person."""
        people = self.snapshot.people
        active: Flags = np.logical_and(people.role == Role.RAKSHAK, people.active)
        return active

    @cached_property
    def asking(self) -> Flags:
        """Which areas are open: one that asks for 0 visits is closed."""
        asking: Flags = self.snapshot.areas.visits != 0
        return asking

    @cached_property
    def enrolments(self) -> tuple[Ints, Ints]:
        """Mitan and rakshak of every enrolment that counts: whoever has left is nobody's mitan."""
        mitan, rakshak = self.snapshot.enrolments.mitan, self.snapshot.enrolments.rakshak
        counts = self.snapshot.people.active[mitan]
        return mitan[counts], rakshak[counts]

    @cached_property
    def edges(self) -> tuple[Ints, Ints]:
        """Every pair of a person and one he stands under, as indices, sorted, none twice."""
        people, (mitan, rakshak) = self.snapshot.people, self.enrolments
        reporting = np.flatnonzero(people.parent >= 0)
        below = np.concatenate([reporting, mitan])
        above = np.concatenate([people.parent[reporting], rakshak])
        count = max(len(people.ids), 1)
        below, above = np.divmod(np.unique(below * count + above), count)
        return below, above

    @cached_property
    def enrolled(self) -> Ints:
        """How many active mitans each person has enrolled; one number per person."""
        return np.bincount(self.enrolments[1], minlength=len(self.snapshot.people.ids))

    @cached_property
    def answers_for(self) -> Ints:
        """The rakshak who answers for each sheet of pledges: who handed it in, else who enrolled
        its mitan (the first by id); NONE or UNKNOWN where there is none.
        """
        sheets, rows = self.snapshot.pledges, self.snapshot.enrolments
        first = np.searchsorted(rows.mitan, sheets.mitan)  # rows are sorted by mitan
        there = np.append(rows.mitan, len(self.snapshot.people.ids))[first] == sheets.mitan
        of_mitan = np.where(there, np.append(rows.rakshak, NONE)[first], NONE)
        return np.where(given(sheets.rakshak), sheets.rakshak, of_mitan)

    @cached_property
    def surnames(self) -> Ints:
        """A code for the surname of each person, equal for those that sound alike.

        NONE for a single name, and where the last word is none that tells: Anita Devi.
        """
        number: dict[str, int] = {}
        codes = []
        for text in self.register.people.texts:
            said = read_name(text).words
            told = len(said) > 1 and not (said[-1].is_filler or said[-1].is_initial)
            codes.append(number.setdefault(said[-1].sound.core, len(number)) if told else NONE)
        return integers(codes)[self.register.people.code]

    @cached_property
    def rows(self) -> Pairs:
        """All rows of the plan, as indices of people and areas; NONE for ids that are nobody's."""
        plan = self.the_plan
        return Pairs(
            positions(plan.rakshak, self.snapshot.people.ids),
            positions(plan.area, self.snapshot.areas.ids),
            plan.visits,
        )

    @cached_property
    def standing(self) -> Pairs:
        """The rows that can be carried out today, as indices of people and areas.

        Rows of people who are no active rakshaks, of areas that are gone or without visits are
        left out (INT007 names them). Two rows for one pair count as one with their sum.
        """
        rows, areas = self.rows, len(self.snapshot.areas.ids)
        there = given(rows.rakshak) & given(rows.area) & (rows.visits > 0)
        there[there] = self.active_rakshaks[rows.rakshak[there]]
        keys, at = np.unique(rows.rakshak[there] * areas + rows.area[there], return_inverse=True)
        visits = summed(at, rows.visits[there], len(keys))
        return Pairs(*np.divmod(keys, max(areas, 1)), visits)

    @cached_property
    def visits_by_person(self) -> Ints:
        """Visits that each person makes in the rows that stand; one number per person."""
        return self.standing.by_rakshak(len(self.snapshot.people.ids))

    @cached_property
    def visits_by_area(self) -> Ints:
        """Visits made at each area in the rows that stand; one number per area."""
        return self.standing.by_area(len(self.snapshot.areas.ids))

    @cached_property
    def rakshaks_by_area(self) -> Ints:
        """Different rakshaks at each area in the rows that stand; one number per area."""
        return np.bincount(self.standing.area, minlength=len(self.snapshot.areas.ids))

    @cached_property
    def sent(self) -> Ints:
        """Index among all people of each rakshak of the problem, which was put from them."""
        return positions(self.the_problem.rakshaks, self.snapshot.people.ids)

    @cached_property
    def loads(self) -> Ints:
        """Visits that each rakshak of the problem makes in the rows that stand."""
        return self.visits_by_person[self.sent]


# What a rule can need. Each says why a rule that needs it has nothing to look at, or None.


def people(evidence: Evidence) -> str | None:
    """Need: anybody at all."""
    return None if len(evidence.snapshot.people.ids) else "no people yet"


def leaders(evidence: Evidence) -> str | None:
    """Need: at least one leader."""
    there = (evidence.snapshot.people.role == Role.LEADER).any()
    return None if there else "no leaders in this campaign yet"


def links(evidence: Evidence) -> str | None:
    """Need: anybody who stands, or ought to stand, under somebody.

    Rakshaks of a campaign without leaders need not: it has no hierarchy yet. An active mitan
    does.
    """
    of = evidence.snapshot.people
    alone = (of.role == Role.RAKSHAK) & ~given(of.parent)
    alone |= (of.role == Role.MITAN) & ~of.active
    linked = len(evidence.edges[0]) > 0 or not alone.all()
    return None if linked else "no leaders in this campaign yet"


def rakshaks(evidence: Evidence) -> str | None:
    """Need: at least one active rakshak."""
    return None if evidence.active_rakshaks.any() else "no active rakshaks yet"


def enrolments(evidence: Evidence) -> str | None:
    """Need: at least one enrolment."""
    return None if len(evidence.snapshot.enrolments.mitan) else "no enrolments yet"


def areas(evidence: Evidence) -> str | None:
    """Need: at least one area."""
    return None if len(evidence.snapshot.areas.ids) else "no areas yet"


def pledges(evidence: Evidence) -> str | None:
    """Need: at least one sheet of pledges."""
    there = len(evidence.snapshot.pledges.ids)
    return None if there else "no sheets of pledges yet (mitan import pledges FILE)"


def phones(evidence: Evidence) -> str | None:
    """Need: at least one phone of somebody active."""
    of = evidence.snapshot.people
    return None if (given(of.phone) & of.active).any() else "no phones recorded yet"


def history(evidence: Evidence) -> str | None:
    """Need: at least one entry of the history."""
    return None if evidence.chain else "no history yet"
