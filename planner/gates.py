"""Gates: where a campaign stands on a day, and which rakshaks may not go out on it, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from planner.policy import Phase, Policy
from planner.progress import Window, visits_window
from planner.snapshot import NONE, Flags, Ints, Role, Snapshot
from planner.statement import held_back, training_asked


class Reason(StrEnum):
    """Why somebody may not go out."""

    UNTRAINED = "untrained"  # and the policy asks for training
    TRAINED_LATER = "trained_later"
    TRAINED_EARLY = "trained_before_joining"  # one of the two days is wrong
    JOINS_LATER = "joins_later"
    NO_LEADER = "no_leader"  # though there are leaders
    LEADER_LEFT = "leader_inactive"
    RESERVE = "reserve"  # on the bench
    NO_VISITS = "no_visits"  # available


@dataclass(frozen=True)
class Stand:
    """Where the campaign stands on a day: the phases of that day, and the next one to begin."""

    day: date
    phases: tuple[Phase, ...]
    next: Phase | None
    window: Window | None  # the days for visits
    begun: bool  # whether any phase has begun
    ended: date | None  # the last day of all, where that is past

    @property
    def over(self) -> bool:
        """Whether all phases are."""
        return self.ended is not None


@dataclass(frozen=True, eq=False)
class Gate:
    """n active rakshaks, sorted by id, each with what holds him back, if anything."""

    person: Ints  # n, index into People.ids
    why: dict[Reason, Flags]  # n each, in the order of Reason

    @property
    def closed(self) -> Flags:
        """Who may not go out."""
        held: Flags = np.any(list(self.why.values()), axis=0)
        return held


def stand(policy: Policy, day: date) -> Stand:
    """Which phases a day lies in, and what comes next."""
    ahead = [phase for phase in policy.phases if phase.start > day]
    last = max((phase.end for phase in policy.phases), default=day)
    return Stand(
        day=day,
        phases=tuple(phase for phase in policy.phases if phase.start <= day <= phase.end),
        next=min(ahead, key=lambda phase: phase.start, default=None),
        window=visits_window(policy),
        begun=any(phase.start <= day for phase in policy.phases),
        ended=last if last < day else None,
    )


def gate(snapshot: Snapshot, policy: Policy, day: date) -> Gate:
    """Who may go out on a day, as far as training, teams and availability go.

    Training is looked at where the policy asks for it (see `training_asked`). Whoever has several
    things against him has all of them told.
    """
    people, end = snapshot.people, day.toordinal()
    who = np.flatnonzero((people.role == Role.RAKSHAK) & people.active)
    trained, joined, leader = people.trained[who], people.joined[who], people.parent[who]
    asked = training_asked(snapshot, policy)
    has_leaders = bool((people.role == Role.LEADER).any())
    available = people.availability[who]
    usual = policy.workload.visits_available
    known = (trained != NONE) & (joined != NONE)
    why = {
        Reason.UNTRAINED: np.isin(who, held_back(snapshot, policy)),
        Reason.TRAINED_LATER: asked & (trained > end),
        Reason.TRAINED_EARLY: asked & known & (trained < joined),
        Reason.JOINS_LATER: joined > end,
        Reason.NO_LEADER: has_leaders & (leader < 0),
        Reason.LEADER_LEFT: (leader >= 0) & ~people.active[leader],
        Reason.RESERVE: people.reserve[who],
        Reason.NO_VISITS: np.where(available == NONE, usual, available) == 0,
    }
    return Gate(who, why)
