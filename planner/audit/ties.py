"""INT013 to INT015: who belongs together goes together, who is to be apart does not meet, and teams
keep to their zone.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planner.audit import evidence as needs
from planner.audit.evidence import Evidence, Skipped, given
from planner.audit.rule import Fault, of_person, rule, some
from planner.snapshot import NONE, Ids, Ints

Tied = tuple[str, str, list[str], list[str], str]


@rule(
    "INT013",
    title="what is tied together is kept together",
    why="Somebody asked for these two to work hand in hand, or for two areas to see the "
    "same faces.",
    remedy="plan again: mitan assign; or take the tie back with `mitan tie --remove`",
)
def parted(evidence: Evidence) -> Iterator[Fault]:
    """Two areas visited by different rakshaks, or two rakshaks who go to different areas.

    An area that asks for no visit and a rakshak who can make none have nothing to keep together.
    """
    for one, other, of_one, of_other, verb in _tied(evidence, "together"):
        apart = sorted(set(of_one) ^ set(of_other))
        if apart:
            message = f"is tied together with {other}, but only one of them {verb} {some(apart)}"
            yield Fault(one, evidence.plan_name, message)


@rule(
    "INT014",
    title="what is tied apart is kept apart",
    why="Somebody had a reason to keep these two apart.",
    remedy="plan again: mitan assign; or take the tie back with `mitan tie --remove`",
)
def met(evidence: Evidence) -> Iterator[Fault]:
    """Two areas that see the same rakshak, or two rakshaks who go to the same area."""
    for one, other, of_one, of_other, verb in _tied(evidence, "apart"):
        both = sorted(set(of_one) & set(of_other))
        if both:
            message = f"is to be kept apart from {other}, but each of them {verb} {some(both)}"
            yield Fault(one, evidence.plan_name, message)


def _tied(evidence: Evidence, kind: str) -> Iterator[Tied]:
    """For each tie the two ids, for both the ids of where they go (or who goes there), and the verb
    between. Raises Skipped where there is no tie of this kind.
    """
    rows, problem = evidence.standing, evidence.the_problem
    ties = problem.together if kind == "together" else problem.apart
    if not len(ties):
        raise Skipped(f"nothing is tied {kind} in this campaign")
    people, areas = evidence.snapshot.people.ids, evidence.snapshot.areas.ids
    open_areas = ties.areas[problem.visits[ties.areas].all(axis=1)]
    going = ties.rakshaks[problem.availability[ties.rakshaks].all(axis=1)]
    yield from _sides(open_areas, areas, rows.area, people[rows.rakshak], "is visited by")
    yield from _sides(evidence.sent[going], people, rows.rakshak, areas[rows.area], "goes to")


def _sides(ties: Ints, ids: Ids, of: Ints, partners: Ids, verb: str) -> Iterator[Tied]:
    """Each tie with the partners of both; `of` and `partners` have an entry for each row."""
    found: dict[int, list[str]] = {one: [] for one in ties.ravel().tolist()}
    rows = np.isin(of, ties)
    for one, partner in zip(of[rows].tolist(), partners[rows].tolist(), strict=True):
        found[one].append(partner)
    for one, other in ties.tolist():
        yield str(ids[one]), str(ids[other]), found[one], found[other], verb


@rule(
    "INT015",
    title="teams keep to their zone",
    why="A team knows the people of its zone and answers for it; visits elsewhere are nobody's.",
    remedy='plan again (mitan assign), or write zone = "prefer" under [team] in campaign.toml',
    needs=[needs.rakshaks, needs.areas],
)
def strayed(evidence: Evidence) -> Iterator[Fault]:
    """Rakshaks who are sent to another zone than their leader's (their own, where he has none).

    Only where the policy says "must". A place or team whose zone is not known is left alone.
    """
    rows, people = evidence.standing, evidence.snapshot.people
    if evidence.policy.team.zone != "must":
        raise Skipped("this campaign's policy lets teams leave their zone")
    leader = np.maximum(people.parent[rows.rakshak], NONE)  # nobody's id leads nobody
    home = np.append(people.zone, NONE)[leader]  # the index NONE finds the last
    home = np.where(given(home), home, people.zone[rows.rakshak])
    zone = evidence.snapshot.areas.zone[rows.area]
    away = np.flatnonzero((home != zone) & given(home) & given(zone))
    for k in away.tolist():
        yield of_person(
            evidence,
            int(rows.rakshak[k]),
            f"is sent to {evidence.snapshot.areas.ids[rows.area[k]]} in "
            f"{evidence.zone_code(int(zone[k]))}, but his team keeps to "
            f"{evidence.zone_code(int(home[k]))}",
        )


RULES = (parted, met, strayed)
