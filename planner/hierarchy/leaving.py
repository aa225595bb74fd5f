"""Leaving: people go, or are promoted, and whoever stood under them gets a place elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from graphs.measures import depth
from planner.hierarchy.draft import Draft
from planner.hierarchy.named import fault, find, refuse, role_of
from planner.hierarchy.recruits import Hosted, hand_over
from planner.hierarchy.teams import attach, nearest, no_room, team_leaders
from planner.policy import Policy
from planner.snapshot import NONE, Ints, Role, integers

AUTO = "auto"  # in place of a rakshak's id: whoever lives in the middle of the team


def remove(draft: Draft, ids: Sequence[str], policy: Policy, *, heir: str = "") -> Hosted:
    """People leave: they become inactive, and those who stood under them stand under others.

    Rakshaks of a leader who leaves go to the leaders near them, within the span, and nobody else
    is moved; or all of them follow `heir`, a rakshak of the team who is promoted in his place
    (AUTO: see there). Leaders below him report to whom he reported to, or to nobody where that
    one has no room. Mitans of a rakshak keep their pledges and go to rakshaks near by: who to
    whom is returned.
    Raises Refusal where an id is nobody's or of somebody who has left, the heir is none of his
    rakshaks or nobody who leaves is a leader, or (IMPOSSIBLE) the span leaves no room for somebody.
    """
    who = find(draft, ids)
    draft.active[who] = False
    leaders = who[draft.role[who] == Role.LEADER]
    heirs: dict[int, int] = {}
    if heir and len(leaders) == 0:
        message, remedy = "no leader is among those who leave", "leave --promote out"
        raise refuse([fault("TRE004", heir, "campaign", message, remedy)])
    if heir:
        for leader in leaders[np.argsort(depth(draft.parent)[leaders])].tolist():  # from the top
            heirs[leader] = _heir(draft, leader, heir)
            _succeed(draft, leader, heirs)
    else:
        _disband(draft, leaders, policy)
    rakshaks = who[draft.role[who] == Role.RAKSHAK]
    return hand_over(draft, np.concatenate([rakshaks, integers([*heirs.values()])]), policy)


def promote(draft: Draft, one: str, policy: Policy, *, take: int | None = None) -> Hosted:
    """Make a leader of a rakshak, beside the leader he reports to now.

    The `take` rakshaks of that team who are nearest to him come along; half of them where None.
    His mitans go to rakshaks near by: who to whom is returned. Raises Refusal where the id is
    nobody's, not that of an active rakshak, or the team has fewer people than are to come along.
    """
    person = int(find(draft, [one])[0])
    if draft.role[person] != Role.RAKSHAK:
        message = f"is a {role_of(draft, person)}; only a rakshak can be promoted"
        raise refuse([fault("TRE004", one, draft.where(person), message, "name a rakshak")])
    old = int(draft.parent[person])
    if not draft.serving(Role.LEADER).any():
        message, remedy = (
            "nobody leads yet, so all would be left without a leader",
            "mitan tree build",
        )
        raise refuse([fault("TRE004", one, draft.where(person), message, remedy)])
    team = _team(draft, old)
    team = team[team != person]
    count = len(team) // 2 if take is None else take
    if count > len(team):
        message = f"{count} rakshaks are to come along, and his team has {len(team)} others"
        raise refuse([fault("TRE010", one, draft.where(person), message, "lower --take")])
    draft.role[person] = Role.LEADER
    draft.parent[person] = _with_room(draft, int(draft.parent[old]) if old >= 0 else NONE, policy)
    draft.parent[nearest(draft, person, team, policy)[:count]] = person
    return hand_over(draft, integers([person]), policy)


def _team(draft: Draft, leader: int) -> Ints:
    """The active rakshaks of a leader; nobody where there is no leader."""
    return np.flatnonzero(draft.serving(Role.RAKSHAK) & (draft.parent == leader) & (leader >= 0))


def _heir(draft: Draft, leader: int, heir: str) -> int:
    """Who is promoted in place of a leader. Raises Refusal where he is none of his rakshaks."""
    team, subject = _team(draft, leader), str(draft.ids[leader])
    if heir == AUTO and len(team):
        place = draft.places.position[team]
        known = team[~np.isnan(place).any(axis=1)]
        if len(known) == 0:
            return int(team[0])
        place = draft.places.position[known]
        return int(known[np.argmin(np.linalg.norm(place - place.mean(axis=0), axis=1))])
    found = NONE if heir == AUTO else int(find(draft, [heir])[0])
    if found in team:
        return found
    message = "no rakshak of his can be promoted" if heir == AUTO else f"{heir} is not in his team"
    remedy = "name one of his rakshaks, or leave --promote out: they go to leaders near by"
    raise refuse([fault("TRE004", subject, draft.where(leader), message, remedy)])


def _succeed(draft: Draft, leader: int, heirs: Mapping[int, int]) -> None:
    """All who report to a leader who leaves report to his heir, who reports to whom he did, or to
    the heir of that one.
    """
    heir, superior = heirs[leader], int(draft.parent[leader])
    draft.role[heir] = Role.LEADER
    draft.parent[draft.active & (draft.parent == leader)] = heir
    draft.parent[heir] = heirs.get(superior, draft.superior(leader))


def _disband(draft: Draft, leaders: Ints, policy: Policy) -> None:
    """Whoever reports to leaders who leave reports to others from now on."""
    orphaned = draft.active & np.isin(draft.parent, leaders)
    for one in np.flatnonzero(orphaned & (draft.role == Role.LEADER)).tolist():
        draft.parent[one] = _with_room(draft, draft.superior(int(draft.parent[one])), policy)
    rakshaks = np.flatnonzero(orphaned & (draft.role == Role.RAKSHAK))
    left = attach(draft, rakshaks, team_leaders(draft), policy).left
    if len(left):
        remedy = "let one of the team take over with --promote auto, or raise span.most"
        raise refuse(no_room(draft, left, policy.span, remedy), impossible=True)


def _with_room(draft: Draft, leader: int, policy: Policy) -> int:
    """A leader who can lead one more, or else the campaign itself."""
    return leader if leader >= 0 and draft.reporting()[leader] < policy.span.most else NONE
