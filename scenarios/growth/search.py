"""Search: the least whole number at which something holds, found with few looks.

What is searched need not rise all the way: too many leaders take the training seats of their own
rakshaks. So rungs of a ladder are looked at first, quickly, and what they promise is made sure.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

Margin = Callable[[int], float]  # of a number: 0 or more where it holds there

STEP = 1.4  # from rung to rung
SLOW = 3  # steps in a row that leave more than half of a gap
PATIENCE = 3  # rungs in a row that bring nothing better, before the search turns


@dataclass(frozen=True)
class Found:
    """It holds at `least` and does not at one less, `below`; None: there is no such number.

    `best` is where most is left, or least is missing, of the numbers that were looked at.
    """

    least: int | None
    below: int | None
    best: int


def find(margin: Margin, quick: Margin, low: int, now: int, high: int, step: float = STEP) -> Found:
    """Search from `low` to `high`, beginning at `now`. `quick` is a guess at `margin`.

    Where the margin goes up and down by chance there may be several such pairs; any may be found.
    """
    margin, quick = cache(margin), cache(quick)
    rungs = ladder(low, now, high, step)
    start = bisect_left(rungs, now)
    at, best = _somewhere(margin, quick, rungs, start)
    if at is None:
        return Found(None, None, rungs[best])
    while at > 0 and quick(rungs[at - 1]) >= 0:
        at -= 1
    while margin(rungs[at]) < 0:
        at += 1
    while at > 0 and margin(rungs[at - 1]) >= 0:
        at -= 1
    if at == 0:
        return Found(rungs[0], None, rungs[0])
    below, least = _narrowed(margin, rungs[at - 1], rungs[at])
    return Found(least, below, least)


def ladder(low: int, now: int, high: int, step: float = STEP) -> list[int]:
    """Numbers from `low` to `high`, with `now`, each `step` times the one before or less."""
    rungs = {low, now, high}
    up = down = now
    while up < high:
        up = min(max(math.ceil(up * step), up + 1), high)
        rungs.add(up)
    while down > low:
        down = max(min(math.floor(down / step), down - 1), low)
        rungs.add(down)
    return sorted(rungs)


def _somewhere(
    margin: Margin, quick: Margin, rungs: Sequence[int], start: int
) -> tuple[int | None, int]:
    """A rung where it holds, if any: the start, else upwards, else downwards; and the best one."""
    if margin(rungs[start]) >= 0:
        return start, start
    best = start
    for way in (range(start + 1, len(rungs)), range(start - 1, -1, -1)):
        idle = 0
        for at in way:
            if idle >= PATIENCE and at != way[-1]:  # the end is looked at in any case
                continue
            if quick(rungs[at]) >= 0 and margin(rungs[at]) >= 0:
                return at, at
            better = quick(rungs[at]) > quick(rungs[best])
            best, idle = (at, 0) if better else (best, idle + 1)
    return (best if margin(rungs[best]) >= 0 else None), best


def _narrowed(margin: Margin, below: int, least: int) -> tuple[int, int]:
    """From a number where it does not hold and one where it does to two side by side.

    The root of a straight line between the two is looked at next (the Illinois method: an end
    that stays where it is counts half); where that is slow, their middle.
    """
    missing, left = margin(below), margin(least)
    stayed, slow = 0, 0
    while least - below > 1:
        gap = least - below
        share = 0.5 if slow == SLOW else missing / (missing - left)
        guess = min(max(math.ceil(below + share * gap), below + 1), least - 1)
        found = margin(guess)
        if found >= 0:
            missing /= 2 if stayed == 1 else 1
            least, left, stayed = guess, found, 1
        else:
            left /= 2 if stayed == -1 else 1
            below, missing, stayed = guess, found, -1
        slow = slow % SLOW + 1 if least - below > gap / 2 else 0
    return below, least
