"""HIE: everybody stands once, at the right level, under an active person, in a team of fair size.

A leader or rakshak stands under whom he reports to, a mitan under the rakshak who enrolled him;
a leader who reports to nobody stands under the campaign itself. Whoever has left needs nobody
above him.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planner.audit import evidence as needs
from planner.audit.evidence import Evidence, given
from planner.audit.rule import Fault, counted, of_person, rule, some
from planner.findings import Severity
from planner.snapshot import NONE, UNKNOWN, Flags, Ints, Role, integers

ABOVE = integers([Role.LEADER, Role.LEADER, Role.RAKSHAK])  # by role: under whom one stands


def _tops(evidence: Evidence) -> Flags:
    """Who stands right under the campaign: leaders; rakshaks too while nobody leads."""
    people = evidence.snapshot.people
    top = Role.LEADER if (people.role == Role.LEADER).any() else Role.RAKSHAK
    tops: Flags = np.logical_and(people.role == top, ~given(people.parent))
    return tops


def _role(evidence: Evidence, person: int) -> str:
    return Role(int(evidence.snapshot.people.role[person])).name.lower()


@rule(
    "HIE001",
    title="everybody stands under somebody",
    why="A rakshak without a leader and a mitan without a rakshak get no news, no training and "
    "no help, and nobody counts them.",
    remedy="fill in 'reports to' in the sheet of people (a leader's id), or the rakshak in the "
    "sheet of enrolments, and import it again",
    needs=[needs.people, needs.links],
)
def orphan(evidence: Evidence) -> Iterator[Fault]:
    """Somebody active with nobody above: no such id, nothing given, a mitan not enrolled."""
    people = evidence.snapshot.people
    placed = _tops(evidence) | ~people.active
    placed[evidence.edges[0]] = True
    found = np.flatnonzero(~placed)
    messages = {
        (role, reports_to): f"is a {role.name.lower()} who {why}"
        for role in Role
        for reports_to, why in (
            (UNKNOWN, "reports to an id that is not in this campaign"),
            (NONE, "was enrolled by no rakshak" if role is Role.MITAN else "reports to nobody"),
        )
    }
    columns = (found, people.role[found], people.parent[found])
    for i, role, reports_to in zip(*(column.tolist() for column in columns), strict=True):
        yield of_person(evidence, i, messages[role, reports_to])


@rule(
    "HIE002",
    title="nobody reports to himself in a circle",
    why="People in a circle hang under nobody: the campaign cannot reach them or those below.",
    remedy="correct 'reports to' of one of them in the sheet of people and import it again",
    needs=[needs.people, needs.links],
)
def cycle(evidence: Evidence) -> Iterator[Fault]:
    """One finding for each circle, however long; subject is its first id."""
    from scipy.sparse import coo_array  # a slow import, for this rule alone
    from scipy.sparse.csgraph import connected_components

    ids = evidence.snapshot.people.ids
    below, above = evidence.edges
    graph = coo_array((np.ones(len(below), dtype=np.int8), (below, above)), (len(ids), len(ids)))
    _, part = connected_components(graph, directed=True, connection="strong")
    member = (np.bincount(part) > 1)[part]
    member[below[below == above]] = True
    found = np.flatnonzero(member)
    found = found[np.argsort(part[found], kind="stable")]
    _, first = np.unique(part[found], return_index=True)
    circles = [circle for circle in np.split(found, np.sort(first)[1:]) if len(circle)]
    for circle in sorted(circles, key=lambda circle: int(circle[0])):
        message = "stands under himself"
        if len(circle) > 1:
            message = f"{len(circle)} people stand under each other: {some(ids[circle])}"
        yield of_person(evidence, int(circle[0]), message)


@rule(
    "HIE003",
    title="nobody but one stands above each leader and rakshak",
    why="With two people above him a rakshak is counted twice and gets two sets of orders. "
    "(A mitan with two rakshaks is DUP002.)",
    remedy="take him out of the sheet of enrolments, or make him a mitan in the sheet of people",
    needs=[needs.people, needs.links],
)
def two_parents(evidence: Evidence) -> Iterator[Fault]:
    """A leader or rakshak whom a rakshak has enrolled besides, or two have."""
    people, tops = evidence.snapshot.people, _tops(evidence)
    below, above = evidence.edges
    count = np.bincount(below, minlength=len(people.ids)) + tops
    for i in np.flatnonzero((count > 1) & (people.role != Role.MITAN)).tolist():
        first, last = np.searchsorted(below, [i, i + 1])
        over = ["the campaign"] * int(tops[i]) + people.ids[above[first:last]].tolist()
        message = f"is a {_role(evidence, i)} who stands under {some(over)}"
        yield of_person(evidence, i, message)


@rule(
    "HIE004",
    title="leaders lead rakshaks, rakshaks enrol mitans",
    why="Only leaders get lists of rakshaks and only rakshaks get areas and quotas: whoever "
    "stands at the wrong level is left out of both.",
    remedy="correct the role or 'reports to' in the sheet of people, or the enrolment",
    needs=[needs.people, needs.links],
)
def wrong_level(evidence: Evidence) -> Iterator[Fault]:
    """A leader or rakshak under one who is no leader, a mitan under one who is no rakshak."""
    people = evidence.snapshot.people
    below, above = evidence.edges
    wrong = (people.role[above] != ABOVE[people.role[below]]) & (above != below)
    wrong &= people.active[below]
    for i, over in zip(below[wrong].tolist(), above[wrong].tolist(), strict=True):
        wanted = Role(int(ABOVE[people.role[i]])).name.lower()
        message = f"is a {_role(evidence, i)} under {people.ids[over]}, who is "
        message += f"a {_role(evidence, over)}, not a {wanted}"
        yield of_person(evidence, i, message)


@rule(
    "HIE005",
    title="no leader has too many or too few people",
    why="A leader can keep in touch with so many people and no more; one with hardly anyone is "
    "better used elsewhere.",
    remedy="move people between leaders: mitan tree move; or change [span] in campaign.toml",
    needs=[needs.leaders],
)
def span(evidence: Evidence) -> Iterator[Fault]:
    """Active people directly below each active leader: an error over the most allowed."""
    people, policy = evidence.snapshot.people, evidence.policy.span
    team = _active_team(evidence)
    leading = (people.role == Role.LEADER) & people.active
    for i in np.flatnonzero(leading & ((team < policy.least) | (team > policy.most))).tolist():
        over = bool(team[i] > policy.most)
        by = f"{team[i] - policy.most} more than the most allowed, {policy.most}"
        if not over:
            by = f"{policy.least - team[i]} fewer than the least wished, {policy.least}"
        message = f"leads {'1 person' if team[i] == 1 else f'{team[i]} people'}, {by}"
        severity = Severity.ERROR if over else Severity.WARNING
        yield of_person(evidence, i, message, severity)


@rule(
    "HIE006",
    title="no active team under an inactive leader",
    why="Nobody leads these people now: news and orders end at a leader who has left.",
    remedy="give his people other leaders (mitan tree build does it for all), or make him active "
    "again",
    needs=[needs.leaders],
)
def inactive_leader(evidence: Evidence) -> Iterator[Fault]:
    """An inactive leader to whom active people report."""
    people = evidence.snapshot.people
    team = _active_team(evidence)
    for i in np.flatnonzero((people.role == Role.LEADER) & ~people.active & (team > 0)).tolist():
        message = f"is inactive but still leads {team[i]} active "
        message += "person" if team[i] == 1 else "people"
        yield of_person(evidence, i, message)


@rule(
    "HIE007",
    title="no mitans under an inactive rakshak",
    why="Nobody looks after these mitans now: they hear nothing of new tricks, and no quota "
    "counts them.",
    remedy="give his mitans other rakshaks (mitan tree place does it), or make him active again",
    needs=[needs.people, needs.enrolments],
)
def inactive_rakshak(evidence: Evidence) -> Iterator[Fault]:
    """An inactive rakshak who has enrolled people that are active."""
    people, enrolled = evidence.snapshot.people, evidence.enrolled
    left = (people.role == Role.RAKSHAK) & ~people.active
    for i in np.flatnonzero(left & (enrolled > 0)).tolist():
        message = f"is inactive but still has {counted(enrolled[i], 'active mitan')}"
        yield of_person(evidence, i, message)


def _active_team(evidence: Evidence) -> Ints:
    """How many active people report to each person."""
    people = evidence.snapshot.people
    reporting = people.active & (people.parent >= 0)
    return np.bincount(people.parent[reporting], minlength=len(people.ids))


RULES = (orphan, cycle, two_parents, wrong_level, span, inactive_leader, inactive_rakshak)
