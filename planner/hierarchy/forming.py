"""Forming: leaders are chosen, one level above the other, and everybody gets one near him.

Each level is one question: who of these should lead the others (the capacitated p-median
problem, see leaders), and then, with the leaders known, who goes to whom (a flow, see teams).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.findings import Refusal
from planner.hierarchy.draft import Draft
from planner.hierarchy.leaders import LeaderChoice, TooFewLeaders, choose_leaders
from planner.hierarchy.named import fault, refuse
from planner.hierarchy.recruits import hand_over
from planner.hierarchy.teams import Attached, attach, no_room, team_leaders
from planner.policy import Policy
from planner.snapshot import NONE, Flags, Ints, Points, Role
from planner.stages import Stage, stage

Say = Callable[[str], None]
EFFORT = 40.0  # of choosing the leaders of a level, in about seconds


@dataclass(frozen=True, eq=False)
class Wanted:
    """What is asked for: how many leaders on each level, the lowest first, and what may change."""

    leaders: tuple[int | None, ...]  # None: as few as can lead all
    may_lead: Flags  # of each person: whether he may be chosen
    reattach: bool = False  # rakshaks who have a leader get one anew, too
    fresh: bool = False  # leaders too: who is not chosen again is a rakshak from now on
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Level:
    """How one level was formed. `choice` is None where nobody had to be chosen."""

    leaders: int  # there are now
    chosen: int  # of them were chosen just now
    led: int  # people who got a leader just now
    attached: Attached
    choice: LeaderChoice | None

    def as_dict(self) -> dict[str, Any]:
        """The figures of a level for JSON and the history: `choosing` is by distance alone."""
        choosing = self.choice and {
            "metres": self.choice.total_distance,
            "bound": self.choice.bound,
            "gap": round(self.choice.gap, 6),
            "status": self.choice.status,
        }
        return {
            "leaders": self.leaders,
            "chosen": self.chosen,
            "led": self.led,
            "metres": self.attached.way,
            "in_another_zone": self.attached.elsewhere,
            "proved": self.attached.proved,
            "choosing": choosing,
        }


def form(
    draft: Draft, policy: Policy, wanted: Wanted, progress: Say = lambda line: None
) -> tuple[Level, ...]:
    """Choose leaders as far as there are too few, and give everybody without a leader one.

    Who leads stays a leader, and who has a leader keeps him, unless `wanted` says otherwise.
    Mitans of a rakshak who is promoted go to rakshaks near by.
    Raises Refusal where there is nobody to lead, a number of leaders cannot be (fewer than there
    are, too few for the span, more than may lead), or the span leaves no room for somebody.
    """
    if not draft.serving(Role.RAKSHAK).any():
        message, remedy = "there is no active rakshak yet", "mitan import people FILE"
        raise refuse([fault("TRE010", "campaign", "campaign", message, remedy)])
    there = team_leaders(draft)  # asked before their rakshaks are let go
    _let_go(draft, wanted)
    there = there[draft.role[there] == Role.LEADER]
    levels = [_form_teams(draft, policy, wanted, there, progress)]
    for k, count in enumerate(wanted.leaders[1:], start=1):
        levels.append(_form_heads(draft, policy, wanted, k, count, progress))
    return tuple(levels)


def _let_go(draft: Draft, wanted: Wanted) -> None:
    """Forget what is to be decided anew, and leaders who have left."""
    rakshaks, leaders = draft.serving(Role.RAKSHAK), draft.serving(Role.LEADER)
    if wanted.fresh:
        draft.role[leaders] = Role.RAKSHAK
        draft.parent[rakshaks | leaders] = NONE
        return
    for one in np.flatnonzero(leaders & draft.under(~draft.active)).tolist():
        draft.parent[one] = draft.superior(one)  # who led him has left
    if wanted.reattach:
        draft.parent[rakshaks] = NONE


def _form_teams(draft: Draft, policy: Policy, wanted: Wanted, there: Ints, progress: Say) -> Level:
    """Leaders of rakshaks, beside those there are, and the rakshaks who have none."""
    led = draft.under(draft.serving(Role.LEADER))
    loose = np.flatnonzero(draft.serving(Role.RAKSHAK) & ~led)
    count = wanted.leaders[0]
    everybody = int(draft.serving(Role.LEADER).sum())
    if len(loose) == 0 and count is not None and len(there) < count <= everybody:
        count = len(there)  # the others lead leaders alone, since everybody is led
    new = _how_many(draft, policy, there, loose, count)
    choice = None
    chosen = loose[:0]
    if new != 0:
        able = loose[wanted.may_lead[loose]]
        choice, chosen = _choose(draft, policy, wanted, there, loose, able, new, progress)
        draft.role[chosen] = Role.LEADER
        draft.parent[chosen] = NONE
        hand_over(draft, chosen, policy)
    followers = np.setdiff1d(loose, chosen)
    leaders = np.union1d(there, chosen)
    attached = _attach_all(draft, followers, leaders, policy)
    return Level(len(leaders), len(chosen), len(followers), attached, choice)


def _form_heads(
    draft: Draft, policy: Policy, wanted: Wanted, level: int, count: int | None, progress: Say
) -> Level:
    """Leaders of leaders, chosen among them: whoever leads a team may lead its neighbours too."""
    led = draft.under(draft.serving(Role.LEADER))
    tops = np.flatnonzero(draft.serving(Role.LEADER) & ~led)
    height = _heights(draft)[tops]
    there, loose = tops[height >= level], tops[height < level]
    new = _how_many(draft, policy, there, loose, count)
    choice = None
    chosen = loose[:0]
    if new != 0 and len(loose):
        able = loose[wanted.may_lead[loose]]
        choice, chosen = _choose(draft, policy, wanted, there, loose, able, new, progress)
        draft.parent[chosen] = NONE
    followers = np.setdiff1d(loose, chosen)
    leaders = np.union1d(there, chosen)
    attached = _attach_all(draft, followers, leaders, policy)
    return Level(len(leaders), len(chosen), len(followers), attached, choice)


def _how_many(
    draft: Draft, policy: Policy, there: Ints, loose: Ints, count: int | None
) -> int | None:
    """How many leaders are to be chosen besides those there are; None: as few as will do."""
    if count is None:
        return None if _room(draft, there, policy).sum() < len(loose) else 0
    if count < len(there):
        message = f"{count} leaders are asked for, but there are {len(there)} already"
        remedy = "ask for more, or let all be chosen anew with --fresh"
        raise refuse([fault("TRE010", "campaign", "campaign", message, remedy)])
    if count - len(there) > len(loose):
        message = (
            f"{count - len(there)} more leaders are asked for, and only {len(loose)} people "
            "without a leader could become one"
        )
        remedy = "let teams be formed anew with --reattach, or ask for fewer"
        raise refuse([fault("TRE010", "campaign", "campaign", message, remedy)])
    return count - len(there)


@stage(Stage.LEADERS)
def _choose(
    draft: Draft,
    policy: Policy,
    wanted: Wanted,
    there: Ints,
    loose: Ints,
    able: Ints,
    new: int | None,
    progress: Say,
) -> tuple[LeaderChoice, Ints]:
    """Of those able some who lead the loose ones, beside the leaders there are."""
    who = np.concatenate([there, loose])
    kept = np.arange(len(there))
    # A chosen one takes up none of his own room, but the library counts everybody who is led.
    room = _room(draft, who, policy) + np.isin(who, loose)
    try:
        choice = choose_leaders(
            _points(draft, who),
            np.isin(who, loose).astype(np.int64),
            room,
            None if new is None else new + len(there),
            may_lead=np.isin(who, able) | np.isin(who, there),
            keep=kept,
            seed=wanted.seed,
            limit=EFFORT,
            progress=lambda line: progress(f"Choosing leaders, in metres: {line}"),
        )
    except TooFewLeaders as few:
        raise _refused(draft, policy, loose, able, few) from None
    return choice, np.setdiff1d(who[choice.leaders], there)


def _refused(draft: Draft, policy: Policy, loose: Ints, able: Ints, few: TooFewLeaders) -> Refusal:
    """Why leaders cannot be chosen: how many are missing, and in which zones people wait."""
    remedy = "ask for more leaders, raise --span, or let more people lead (--among)"
    told = str(few) if len(able) else "nobody may lead: none of them is among those named"
    first = fault("TRE010", "campaign", "campaign", told, remedy)
    return refuse([first, *no_room(draft, loose, policy.span, remedy)], impossible=True)


@stage(Stage.TEAMS)
def _attach_all(draft: Draft, who: Ints, leaders: Ints, policy: Policy) -> Attached:
    attached = attach(draft, who, leaders, policy)
    if len(attached.left):
        remedy = "ask for more leaders, or raise --span"
        raise refuse(no_room(draft, attached.left, policy.span, remedy), impossible=True)
    return attached


def _room(draft: Draft, leaders: Ints, policy: Policy) -> Ints:
    """How many more people each could lead."""
    return np.maximum(policy.span.most - draft.reporting()[leaders], 0)


def _points(draft: Draft, who: Ints) -> Points:
    """Where people are, metres; those who are nowhere are taken to be in the middle of all."""
    points = draft.places.position[who]
    known: Flags = np.logical_not(np.isnan(points).any(axis=1))
    middle = points[known].mean(axis=0) if known.any() else np.zeros(3)
    filled: Points = np.where(known[:, None], points, middle)
    return filled


def _heights(draft: Draft) -> Ints:
    """How many levels of leaders stand below each person: 0 for whoever leads no leader."""
    height = np.zeros(len(draft.ids), dtype=np.int64)
    leaders = draft.serving(Role.LEADER) & (draft.parent >= 0)
    below = np.flatnonzero(leaders)
    for _ in range(len(below)):
        higher = height.copy()
        np.maximum.at(higher, draft.parent[below], height[below] + 1)
        if (higher == height).all():
            break
        height = higher
    return height
