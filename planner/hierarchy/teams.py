"""Teams: people go to leaders near them, within the span that each can hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.findings import Finding
from planner.hierarchy.draft import Draft
from planner.hierarchy.hosting import Hosting, Rates, grouped, members
from planner.hierarchy.named import fault
from planner.hierarchy.transport import carry
from planner.places import ways
from planner.policy import Policy, SpanPolicy
from planner.snapshot import Ints, Role, integers


@dataclass(frozen=True, eq=False)
class Attached:
    """How people were attached: `left` found no leader with room.

    `metres` is what all their ways to their leaders come to, with what other zones add: no way to
    attach as many comes to less, where it is proved. `way` are their ways alone.
    """

    left: Ints  # indices of people, sorted
    metres: int
    proved: bool
    way: int
    elsewhere: int  # of them have a leader of another zone


def team_leaders(draft: Draft) -> Ints:
    """The active leaders who may have rakshaks: those who lead some, and those who lead nobody."""
    leads, over = draft.reporting(Role.RAKSHAK) > 0, draft.reporting(Role.LEADER) > 0
    return np.flatnonzero(draft.serving(Role.LEADER) & (leads | ~over))


def attach(draft: Draft, who: Ints, leaders: Ints, policy: Policy) -> Attached:
    """Let people report to leaders: as many as there is room for, then so that each leader has
    the least he should have, then by the shortest ways. Those for whom there is no room stay as
    they are.

    `who` and `leaders` are indices of people; whom a leader has already takes up room.
    """
    if len(who) == 0 or len(leaders) == 0:
        return Attached(who, 0, True, 0, 0)
    span, has = policy.span, draft.reporting()[leaders]
    to_most = np.maximum(span.most - has, 0)
    to_least = np.minimum(np.maximum(span.least - has, 0), to_most)
    together = grouped(draft.places.only(who))
    found = carry(
        Hosting(
            groups=together.places,
            units=together.units,
            hosts=draft.places.only(leaders),
            room=np.stack([to_least, to_most - to_least], axis=1),
            extra=integers([-1, 0]),
            rates=rates(policy),
        )
    )
    placed = who[members(together, found.group, found.units)]
    to = leaders[np.repeat(found.host, found.units)]
    draft.parent[placed] = to
    elsewhere = int(draft.in_other_zones(placed, to).sum())
    return Attached(
        left=np.setdiff1d(who, placed),
        metres=found.metres,
        proved=found.metres == found.bound,
        way=found.metres - elsewhere * rates(policy).zone,
        elsewhere=elsewhere,
    )


def no_room(draft: Draft, left: Ints, span: SpanPolicy, remedy: str) -> list[Finding]:
    """For each zone: how many people no leader has room for, and how many leaders they need."""
    zones, count = np.unique(draft.before.people.zone[left], return_counts=True)
    first = [int(left[draft.before.people.zone[left] == zone][0]) for zone in zones]
    return [
        fault(
            "TRE001",
            str(draft.ids[one]) if number == 1 else f"{draft.ids[one]} and {number - 1} more",
            draft.where(one),
            f"{number} of this zone find no leader with room; {-(-number // span.most)} more "
            f"leader(s) with a span of {span.most} would do",
            remedy,
        )
        for one, number in zip(first, count.tolist(), strict=True)
    ]


def nearest(draft: Draft, person: int, others: Ints, policy: Policy) -> Ints:
    """The others, the nearest to a person first; of those as near the smaller id."""
    here = draft.places.only(np.full(len(others), person))
    rule = rates(policy)
    way = ways(here, draft.places.only(others), same_zone=rule.same_zone, unknown=rule.unknown)
    return others[np.argsort(way, kind="stable")]


def rates(policy: Policy) -> Rates:
    """What ways to a leader cost; a leader of another zone is taken to be so much farther."""
    other = 0 if policy.team.zone == "ignore" else policy.mismatch.zone
    return Rates(policy.distance.same_zone, policy.distance.unknown, other)
