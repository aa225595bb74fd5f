"""Recruits: mitans whom no rakshak has go to the nearest who is short of his quota."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.hierarchy.draft import Draft
from planner.hierarchy.hosting import Hosting, Rates, grouped, members
from planner.hierarchy.named import fault, refuse, with_two
from planner.hierarchy.transport import carry
from planner.places import Places
from planner.policy import Policy
from planner.snapshot import NONE, Ints, Role, integers

MOST_GROUPS = 3_000  # localities told apart; a district has some thousand villages and wards


@dataclass(frozen=True, eq=False)
class Hosted:
    """Who takes in whom: `rakshak` for each of n mitans, NONE where nobody has room.

    `metres` is what all ways come to; no way to place as many comes to less than `bound`.
    """

    rakshak: Ints
    metres: int
    bound: int
    exact: bool = True  # False: ways are measured from the middle of a locality


def host(
    draft: Draft,
    mitans: Places,
    policy: Policy,
    *,
    beyond: bool = False,
    besides: Ints | None = None,
) -> Hosted:
    """A rakshak for each of n mitans: the nearest with a free slot, all ways together shortest.

    With `beyond` those for whom no slot is free go to rakshaks above their quota, as few to each
    as can be. `besides` are slots of each person that are promised to others already. Many mitans
    are put together by locality (see hosting.grouped).
    """
    rakshaks = np.flatnonzero(draft.serving(Role.RAKSHAK))
    rakshak = np.full(len(mitans), NONE)
    if len(rakshaks) == 0 or len(mitans) == 0:
        return Hosted(rakshak, 0, 0)
    wanted = policy.quota.mitans_per_rakshak
    has = draft.enrolled() if besides is None else draft.enrolled() + besides
    free = np.maximum(wanted - has[rakshaks], 0)
    room, extra = [free], [0]
    if beyond:
        room += [np.ones_like(free), np.full_like(free, len(mitans))]
        extra += [1, 2]
    together = grouped(mitans, most=MOST_GROUPS)
    found = carry(
        Hosting(
            groups=together.places,
            units=together.units,
            hosts=draft.places.only(rakshaks),
            room=np.stack(room, axis=1),
            extra=integers(extra),
            rates=Rates(policy.distance.same_zone, policy.distance.unknown, 0),
        )
    )
    placed = members(together, found.group, found.units)
    rakshak[placed] = rakshaks[np.repeat(found.host, found.units)]
    return Hosted(rakshak, found.metres, found.bound, together.exact)


def place_waiting(draft: Draft, policy: Policy) -> Hosted:
    """Give the mitans whom no rakshak has one each, as far as there are free slots.

    Those of rakshaks who are not active any more are given to others first (see hand_over); they
    are not in what is returned.
    """
    has = np.bincount(draft.rakshak[draft.active[draft.mitan]], minlength=len(draft.ids)) > 0
    gone = np.flatnonzero(has & ~draft.active & (draft.role == Role.RAKSHAK))
    if len(gone):
        hand_over(draft, gone, policy)
    waiting = draft.unplaced()
    found = host(draft, draft.places.only(waiting), policy)
    there = found.rakshak >= 0
    draft.enrol(waiting[there], found.rakshak[there])
    return found


def hand_over(draft: Draft, rakshaks: Ints, policy: Policy) -> Hosted:
    """Give the active mitans of rakshaks who serve no longer to others; nobody is left alone.

    A mitan whom another serving rakshak has as well stays with both: which of them is right is
    for a person to say. Raises Refusal where one of them is promoted (a leader has no mitans), or
    (IMPOSSIBLE) where no rakshak is left at all.
    """
    leaving = np.zeros(len(draft.ids), dtype=np.bool_)
    leaving[rakshaks] = True
    serving = draft.serving(Role.RAKSHAK)
    kept = np.zeros(len(draft.ids), dtype=np.bool_)
    kept[draft.mitan[serving[draft.rakshak]]] = True
    own = leaving[draft.rakshak] & draft.active[draft.mitan]
    rows = own & ~kept[draft.mitan]
    often = np.bincount(draft.mitan[rows], minlength=len(draft.ids))
    several = kept | (often > 1)
    both = draft.mitan[own & several[draft.mitan] & (draft.role[draft.rakshak] != Role.RAKSHAK)]
    if len(both):
        raise refuse(list(with_two(draft, both)))
    at = np.flatnonzero(rows)
    _, first = np.unique(draft.mitan[at], return_index=True)  # of one with two leavers, one
    at = at[first]
    found = host(draft, _homes(draft, draft.mitan[at], draft.rakshak[at]), policy, beyond=True)
    if (found.rakshak < 0).any():
        one = int(draft.mitan[at[0]])
        message = f"{len(at)} mitan(s) would be without a rakshak: no other one is active"
        remedy = "bring in another rakshak first: mitan import people FILE"
        faults = [fault("TRE009", str(draft.ids[one]), draft.where(one), message, remedy)]
        raise refuse(faults, impossible=True)
    draft.rakshak[at] = found.rakshak
    return found


def _homes(draft: Draft, mitans: Ints, rakshaks: Ints) -> Places:
    """Where mitans live: those without coordinates are taken to live where their rakshak does."""
    known = draft.places.located[mitans]
    return draft.places.only(np.where(known, mitans, rakshaks))
