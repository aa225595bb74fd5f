"""Moving: people of the tree get another leader, or another rakshak."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from graphs.lineage import above
from planner.findings import Finding
from planner.hierarchy.draft import Draft
from planner.hierarchy.named import fault, find, refuse, role_of, with_two
from planner.hierarchy.teams import nearest, team_leaders
from planner.policy import Policy
from planner.snapshot import NONE, Ints, Role

CAMPAIGN = "campaign"  # in place of a leader's id: right under the campaign itself
NEAR_TOLD = 3  # leaders with room that a message names


def move(draft: Draft, ids: Sequence[str], under: str, policy: Policy) -> None:
    """Let leaders and rakshaks report to a leader, or give mitans to a rakshak.

    `under` is his id, or CAMPAIGN for leaders who are to report to nobody.
    Raises Refusal where an id is nobody's or of somebody who has left, somebody would stand at
    the wrong level or above himself, the leader would have more people than the span allows, or a
    mitan stands with two rakshaks.
    """
    who = find(draft, ids)
    to = NONE if under == CAMPAIGN else int(find(draft, [under])[0])
    if faults := [*_wrong_levels(draft, who, to), *_circles(draft, who, to)]:
        raise refuse(faults)
    if to != NONE and draft.role[to] == Role.RAKSHAK:
        if faults := list(with_two(draft, who)):
            raise refuse(faults)
        has = np.isin(draft.mitan, who)
        draft.rakshak[has] = to
        waiting = np.setdiff1d(who, draft.mitan[has])
        draft.enrol(waiting, np.full_like(waiting, to))
        return
    if faults := list(_too_many(draft, who, to, policy)):
        raise refuse(faults, impossible=True)
    draft.parent[who] = to


def _wrong_levels(draft: Draft, who: Ints, to: int) -> Iterator[Finding]:
    over = "the campaign itself" if to == NONE else f"{draft.ids[to]}, a {role_of(draft, to)}"
    may = {  # who may stand there
        NONE: (Role.LEADER,),
        Role.LEADER: (Role.LEADER, Role.RAKSHAK),
        Role.RAKSHAK: (Role.MITAN,),
        Role.MITAN: (),
    }[NONE if to == NONE else Role(int(draft.role[to]))]
    for one in who[~np.isin(draft.role[who], may)].tolist():
        what = role_of(draft, one)
        wanted = "a rakshak" if what == "mitan" else "a leader"
        yield fault(
            "TRE004",
            str(draft.ids[one]),
            draft.where(one),
            f"a {what} cannot stand under {over}",
            f"name {wanted} with --under",
        )


def _circles(draft: Draft, who: Ints, to: int) -> Iterator[Finding]:
    if to == NONE:
        return
    for one in who[np.isin(who, [to, *above(draft.parent, to)])].tolist():
        himself = one == to
        yield fault(
            "TRE005",
            str(draft.ids[one]),
            draft.where(one),
            "cannot report to himself"
            if himself
            else f"stands above {draft.ids[to]}: they would lead each other in a circle",
            f"name another leader, or first move {draft.ids[to]} out from under him",
        )


def _too_many(draft: Draft, who: Ints, to: int, policy: Policy) -> Iterator[Finding]:
    if to == NONE:
        return
    most, reporting = policy.span.most, draft.reporting()
    new = int((draft.parent[who] != to).sum())
    if reporting[to] + new <= most:
        return
    room = team_leaders(draft)
    room = room[(reporting[room] + new <= most) & (room != to)]
    near = draft.ids[nearest(draft, to, room, policy)[:NEAR_TOLD]].tolist()
    yield fault(
        "TRE001",
        str(draft.ids[to]),
        draft.where(to),
        f"leads {reporting[to]} and would lead {reporting[to] + new}; span.most is {most}",
        (f"near by with room: {', '.join(near)}; " if near else "")
        + "or raise span.most in campaign.toml",
    )
