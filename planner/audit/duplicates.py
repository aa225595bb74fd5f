"""DUP: everybody is counted once. Phones are compared as codes and never shown.

Only active people are compared: the row of one who has left may stay beside his new one.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planner.audit import evidence as needs
from planner.audit.evidence import Evidence, given
from planner.audit.rule import Fault, counted, of_person, rule, runs, some
from planner.findings import Severity
from planner.snapshot import Ints, Role


def _with_phone(evidence: Evidence) -> Ints:
    """Indices of the active people whose phone is known."""
    people = evidence.snapshot.people
    return np.flatnonzero(given(people.phone) & people.active)


def _groups(keys: Ints, members: Ints) -> Iterator[Ints]:
    """The members that share a key with another, group by group, by first member."""
    order = np.lexsort((members, keys))
    keys, members = keys[order], members[order]
    starts, sizes = runs(keys)
    several = np.flatnonzero(sizes > 1)
    for k in several[np.argsort(members[starts[several]], kind="stable")]:
        yield members[starts[k] : starts[k] + sizes[k]]


@rule(
    "DUP001",
    title="no two people of one role share a phone",
    why="Two rows with one phone are mostly one person entered twice, and then counted twice.",
    remedy="if they are one person, keep one row; if they share a phone, give each his own or "
    "leave one empty; then import the sheet again",
    needs=[needs.people, needs.phones],
)
def shared_phone(evidence: Evidence) -> Iterator[Fault]:
    """One finding for each phone and role with more than one person."""
    people, known = evidence.snapshot.people, _with_phone(evidence)
    for group in _groups(people.phone[known] * len(Role) + people.role[known], known):
        role = Role(int(people.role[group[0]])).name.lower()
        message = f"{counted(len(group), role)} have one phone: {some(people.ids[group])}"
        yield of_person(evidence, int(group[0]), message)


@rule(
    "DUP002",
    title="every mitan has one rakshak",
    why="A mitan claimed twice is counted twice: in two quotas and towards the target.",
    remedy="ask the mitan, and take the other row out of the sheet of enrolments",
    needs=[needs.enrolments],
)
def claimed_twice(evidence: Evidence) -> Iterator[Fault]:
    """Mitans with more than one enrolment, each with all who claim him."""
    people, (mitan, rakshak) = evidence.snapshot.people, evidence.enrolments
    mitans = np.flatnonzero(people.role[mitan] == Role.MITAN)
    for rows in _groups(mitan[mitans], mitans):
        message = f"is claimed by {len(rows)} rakshaks: {some(people.ids[rakshak[rows]])}"
        yield of_person(evidence, int(mitan[rows[0]]), message)


@rule(
    "DUP003",
    title="nobody is in two roles",
    why="A rakshak who is his own mitan counts himself; whoever leads and is led reports to "
    "himself.",
    remedy="keep the row with the higher role, or give each person his own phone",
    severity=Severity.WARNING,
    needs=[needs.people, needs.phones],
)
def two_roles(evidence: Evidence) -> Iterator[Fault]:
    """One finding for each phone that people of different roles have."""
    people, known = evidence.snapshot.people, _with_phone(evidence)
    for group in _groups(people.phone[known], known):
        roles = [Role(code).name.lower() for code in np.unique(people.role[group]).tolist()]
        if roles[1:]:
            message = f"one phone is that of a {' and a '.join(roles)}: {some(people.ids[group])}"
            yield of_person(evidence, int(group[0]), message)


RULES = (shared_phone, claimed_twice, two_roles)
