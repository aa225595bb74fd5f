"""Changes: what a campaign could change so that more of a shortage can be covered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from planner.assignment.shortfall import Shortage
from planner.places import Places
from planner.problem import Problem
from planner.snapshot import NONE, Flags, Ints

RECRUIT, AVAILABILITY, SKILL, DIFFERENT = "recruit", "availability", "skill", "different"
SPLIT, ZONE, MOST_AREAS, LEAST_VISITS, BAN = "split", "zone", "most_areas", "least_visits", "ban"


@dataclass(frozen=True)
class Usual:
    """What a policy allows: the visits of a new rakshak, and the most that anybody is asked."""

    visits: int
    most: int


@dataclass(frozen=True)
class Told:
    """How much of a change some steps are.

    recruit: `amount` new rakshaks, who make `each` visits and have the areas' zone and skills;
    availability: `people` who may come, and now make `each` visits or more, make `amount`;
    different, most_areas, least_visits: `amount` is the new value; skill, split, ban: areas (or
    bans) that are freed of it; zone: 1.
    """

    amount: int
    people: int = 0
    each: int = 0
    local: bool = False  # availability: of those who live in the areas' own zone


@dataclass(frozen=True, eq=False)
class Change:
    """One way to change a problem, by steps: the more of them, the more can be covered."""

    kind: str
    steps: int  # the most that makes sense; the least is 1
    apply: Callable[[int], Problem]
    tell: Callable[[int], Told]


def changes_for(problem: Problem, shortage: Shortage, usual: Usual) -> Iterator[Change]:
    """All changes that may mend this shortage, each possible by one step at least."""
    every = (
        _recruiting(problem, shortage, usual),
        *_raising(problem, shortage.areas, usual.most),
        *_relaxing_areas(problem, shortage.areas),
        *_relaxing_everywhere(problem),
    )
    yield from (change for change in every if change.steps > 0)


def _recruiting(problem: Problem, shortage: Shortage, usual: Usual) -> Change:
    """New rakshaks of the areas' zone with their skills, able to take the largest whole area."""
    areas = shortage.areas
    lumps = np.where(problem.whole, problem.visits - np.maximum(problem.different - 1, 0), 0)
    each = max(usual.visits, int(lumps[areas].max()), int(problem.least_visits[areas].max()), 1)
    return Change(
        RECRUIT,
        steps=shortage.visits + len(areas),
        apply=lambda step: with_recruits(problem, int(areas[0]), step, each),
        tell=lambda step: Told(step, each=each),
    )


def with_recruits(problem: Problem, area: int, count: int, each: int) -> Problem:
    """The problem with so many more rakshaks, at home where the area is and with its skills.

    They make `each` visits at most and speak its languages. Their ids stand after all others.
    """
    new = np.zeros(count, dtype=np.int64)
    last = str(problem.rakshaks[-1])
    here, there = problem.rakshak_place, problem.area_place
    place = Places(
        np.concatenate([here.position, there.position[area + new]]),
        np.concatenate([here.located, there.located[area + new]]),
        np.concatenate([here.zone, there.zone[area + new]]),
    )
    nobody = new.astype(np.uint64)
    ways = problem.ways
    return replace(
        problem,
        rakshaks=np.concatenate([problem.rakshaks, [f"{last}~{k:07d}" for k in range(count)]]),
        rakshak_place=place,
        availability=np.concatenate([problem.availability, new + each]),
        rakshak_skills=np.concatenate([problem.rakshak_skills, problem.area_skills[area + new]]),
        rakshak_languages=np.concatenate(
            [problem.rakshak_languages, problem.area_languages[area + new]]
        ),
        rakshak_organisation=np.concatenate([problem.rakshak_organisation, nobody]),
        rakshak_team=np.concatenate([problem.rakshak_team, new + NONE]),
        team_zone=np.concatenate([problem.team_zone, there.zone[area + new]]),
        ways=None if ways is None else np.concatenate([ways, ways.min(axis=0)[None, :][new]]),
    )


def _raising(problem: Problem, areas: Ints, most: int) -> Iterator[Change]:
    """Higher availability of those who may come: of those who live in the zone, then of all."""
    can = problem.availability
    raised = replace(problem, availability=np.where(can > 0, np.maximum(can, most), 0))
    may = (can > 0) & (can < most)
    able = np.zeros_like(may)
    for a in areas.tolist():
        rest = np.flatnonzero(may & ~able)
        able[rest] = raised.allowed(rest, np.full_like(rest, a))
    zone = problem.area_place.zone[areas[0]]
    near = able & (problem.rakshak_place.zone == zone) & (zone != NONE)
    for who, local in ((near, True), (able, False)):
        if who.any() and (local or not (who == near).all()):
            yield _raised(problem, who, most, local=local)


def _raised(problem: Problem, who: Flags, most: int, *, local: bool) -> Change:
    can = problem.availability
    least = int(can[who].min())

    def apply(step: int) -> Problem:
        return replace(problem, availability=np.where(who, np.maximum(can, least + step), can))

    def tell(step: int) -> Told:
        people = int((who & (can < least + step)).sum())
        return Told(least + step, people, least, local)

    return Change(AVAILABILITY, most - least, apply, tell)


def _relaxing_areas(problem: Problem, areas: Ints) -> Iterator[Change]:
    """Less asked for at these areas: skills, different rakshaks, one rakshak only, bans."""

    def without(column: Any, value: Any) -> Any:
        fewer = column.copy()
        fewer[areas] = value
        return fewer

    if problem.area_skills[areas].any():
        unskilled = replace(problem, area_skills=without(problem.area_skills, 0))
        yield _once(SKILL, unskilled, len(areas))
    several = problem.different
    most = int(several[areas].max())
    yield Change(
        DIFFERENT,
        most - 1,
        lambda step: replace(
            problem, different=without(several, np.minimum(several[areas], most - step))
        ),
        lambda step: Told(most - step),
    )
    if problem.whole[areas].any():
        split = replace(problem, whole=without(problem.whole, False))
        yield _once(SPLIT, split, int(problem.whole[areas].sum()))
    banned = np.isin(problem.bans.area, areas)
    if banned.any():
        kept = problem.bans.only(~banned)
        yield _once(BAN, replace(problem, bans=kept), int(banned.sum()))


def _relaxing_everywhere(problem: Problem) -> Iterator[Change]:
    """Rules that hold for everybody, relaxed."""
    rules = problem.rules
    if rules.keep_to_zone:
        yield _once(ZONE, replace(problem, rules=replace(rules, keep_to_zone=False)), 1)
    if rules.most_areas:
        yield Change(
            MOST_AREAS,
            int(problem.availability.max()),
            lambda step: replace(problem, rules=replace(rules, most_areas=rules.most_areas + step)),
            lambda step: Told(rules.most_areas + step),
        )
    yield Change(
        LEAST_VISITS,
        rules.least_visits - 1,
        lambda step: replace(problem, rules=replace(rules, least_visits=rules.least_visits - step)),
        lambda step: Told(rules.least_visits - step),
    )


def _once(kind: str, changed: Problem, amount: int) -> Change:
    return Change(kind, 1, lambda step: changed, lambda step: Told(amount))
