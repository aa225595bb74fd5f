"""Wishes: pins, bans and ties that contradict each other, or a rule for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planner.findings import Finding, Severity
from planner.problem import Problem, groups
from planner.snapshot import Flags, Ints, summed

PINS, TIES = "pins and bans", "ties"
TAKE_BACK = "take back a pin with `mitan pin RAKSHAK AREA --remove`"
UNTIE = "take back a tie with `mitan tie together|apart ONE OTHER --remove`"


@dataclass(frozen=True, eq=False)
class _Stays:
    """Who has to be where: n pairs, by a pin or by a tie to somebody or something pinned."""

    rakshak: Ints
    area: Ints
    visits: Ints  # at least
    pin: Ints  # index into Problem.pins, the one that asks for it
    pinned: Flags  # False where it is asked for through a tie
    told: list[str]  # the wish in words, both ids and the visits


def contradictions(problem: Problem) -> tuple[Finding, ...]:
    """One finding for each set of wishes that no plan can keep, naming every pin in it.

    Two ids that are tied together are taken to go where either is pinned, also over several
    ties, so that wishes which clash only through a tie are found as well.
    """
    stays = _stays(problem)
    return (
        *_tied_both_ways(problem),
        *_overfull_rakshaks(problem, stays),
        *_overfull_areas(problem, stays),
        *_barred(problem, stays),
        *_shared_whole_areas(problem, stays),
        *_too_many_areas(problem, stays),
        *_meetings(problem, stays),
    )


def _stays(problem: Problem) -> _Stays:
    pins = problem.pins
    crews, clusters = groups(problem.together.rakshaks), groups(problem.together.areas)
    known = set(zip(pins.rakshak.tolist(), pins.area.tolist(), strict=True))
    through: dict[tuple[int, int], int] = {}
    tied = np.isin(pins.rakshak, list(crews)) | np.isin(pins.area, list(clusters))
    for k in np.flatnonzero(tied).tolist():
        his, its = int(pins.rakshak[k]), int(pins.area[k])
        for r in sorted(crews.get(his, {his})):
            for a in sorted(clusters.get(its, {its})):
                if (r, a) not in known:
                    through.setdefault((r, a), k)

    more = np.array(list(through), dtype=np.int64).reshape(-1, 2)
    least = np.maximum(problem.least_visits[more[:, 1]], 1)
    told = [
        f"{problem.rakshaks[r]} at {problem.areas[a]} ({counted(n, 'visit')})"
        for r, a, n in zip(pins.rakshak, pins.area, pins.visits.tolist(), strict=True)
    ]
    told += [
        f"{problem.rakshaks[r]} at {problem.areas[a]} (tied to the pin of {told[k]})"
        for (r, a), k in through.items()
    ]
    return _Stays(
        rakshak=np.concatenate([pins.rakshak, more[:, 0]]),
        area=np.concatenate([pins.area, more[:, 1]]),
        visits=np.concatenate([pins.visits, least]),
        pin=np.array([*range(len(pins)), *through.values()], dtype=np.int64),
        pinned=np.arange(len(told)) < len(pins),
        told=told,
    )


def _tied_both_ways(problem: Problem) -> Iterator[Finding]:
    for ids, together, apart in (
        (problem.areas, problem.together.areas, problem.apart.areas),
        (problem.rakshaks, problem.together.rakshaks, problem.apart.rakshaks),
    ):
        group = groups(together)
        for one, other in apart.tolist():
            if other in group.get(one, ()):
                through = ", ".join(str(ids[k]) for k in sorted(group[one] - {one, other}))
                message = f"are tied apart, but also together (through {through})"
                yield fault("ASK017", f"{ids[one]} and {ids[other]}", TIES, message, UNTIE)


def _overfull_rakshaks(problem: Problem, stays: _Stays) -> Iterator[Finding]:
    asked = summed(stays.rakshak, stays.visits, len(problem.rakshaks))
    for r in where(asked > problem.availability):
        can = int(problem.availability[r])
        why = "; he may not go out (not trained, or on the reserve), or his row says 0 visits"
        yield fault(
            "ASK002",
            problem.rakshaks[r],
            PINS,
            f"is pinned to {counted(asked[r], 'visit')} ({_listed(stays, stays.rakshak == r)}) "
            f"but can make {can}" + (why if can == 0 else ""),
            f"{TAKE_BACK}, or raise his availability",
        )


def _overfull_areas(problem: Problem, stays: _Stays) -> Iterator[Finding]:
    areas = len(problem.areas)
    made = summed(stays.area, stays.visits, areas)
    people = np.bincount(stays.area, minlength=areas)
    others = np.maximum(problem.different - people, 0)
    for a in where(people > 0, made + others > problem.visits):
        several = int(problem.different[a])
        yield fault(
            "ASK003",
            problem.areas[a],
            PINS,
            f"needs {counted(problem.visits[a], 'visit')}"
            + (f" by at least {several} different rakshaks" if several > 1 else "")
            + f" but {made[a]} are pinned: {_listed(stays, stays.area == a)}",
            f"{TAKE_BACK}, or raise the area's visits",
        )


def _barred(problem: Problem, stays: _Stays) -> Iterator[Finding]:
    r, a = stays.rakshak, stays.area
    banned, unable = problem.banned(r, a), ~problem.skilled(r, a)
    away = problem.away(r, a) & problem.rules.keep_to_zone
    for code, wrong, why, mend in (
        ("ASK004", banned, "is banned (`mitan ban`)", "or the ban"),
        ("ASK005", unable, "he lacks a skill that the area requires", "or record the skill"),
        ("ASK008", away, "the area lies outside his team's zone",
         'or write zone = "prefer" under [team] in campaign.toml'),
    ):  # fmt: skip
        for k in where(wrong):
            pair = f"{problem.rakshaks[r[k]]} at {problem.areas[a[k]]}"
            by = "is pinned" if stays.pinned[k] else "is asked for by a pin and a tie"
            but = f"{by}: {stays.told[k]}, but {why}"
            yield fault(code, pair, PINS, but, f"{TAKE_BACK}, {mend}")


def _shared_whole_areas(problem: Problem, stays: _Stays) -> Iterator[Finding]:
    people = np.bincount(stays.area, minlength=len(problem.areas))
    for a in where(problem.whole & (people > 1)):
        yield fault(
            "ASK006",
            problem.areas[a],
            PINS,
            f"goes to one rakshak only, but {people[a]} are pinned: "
            f"{_listed(stays, stays.area == a)}",
            f"{TAKE_BACK}, or let the area be split (whole: no)",
        )


def _too_many_areas(problem: Problem, stays: _Stays) -> Iterator[Finding]:
    most = problem.rules.most_areas
    areas = np.bincount(stays.rakshak, minlength=len(problem.rakshaks))
    for r in where(areas > most) if most else ():
        yield fault(
            "ASK007",
            problem.rakshaks[r],
            PINS,
            f"may go to at most {counted(most, 'area')} but is pinned to {areas[r]}: "
            f"{_listed(stays, stays.rakshak == r)}",
            f"{TAKE_BACK}, or raise most_areas under [workload] in campaign.toml",
        )


def _meetings(problem: Problem, stays: _Stays) -> Iterator[Finding]:
    """Pins that bring together what is tied apart."""
    for one, other in problem.apart.areas.tolist():
        here, there = stays.area == one, stays.area == other
        for r in np.intersect1d(stays.rakshak[here], stays.rakshak[there]).tolist():
            both = _listed(stays, (here | there) & (stays.rakshak == r))
            yield _meeting(f"{problem.areas[one]} and {problem.areas[other]}", "rakshak", both)
    for one, other in problem.apart.rakshaks.tolist():
        here, there = stays.rakshak == one, stays.rakshak == other
        for a in np.intersect1d(stays.area[here], stays.area[there]).tolist():
            both = _listed(stays, (here | there) & (stays.area == a))
            yield _meeting(f"{problem.rakshaks[one]} and {problem.rakshaks[other]}", "area", both)


def _meeting(pair: str, shared: str, both: str) -> Finding:
    message = f"are tied apart, but pins give them one {shared}: {both}"
    return fault("ASK009", pair, TIES, message, f"{TAKE_BACK}, or the tie with `mitan tie`")


def _listed(stays: _Stays, those: Flags) -> str:
    return ", ".join(stays.told[k] for k in where(those))


def where(*conditions: Flags) -> list[int]:
    """The indices at which all these conditions hold."""
    held: list[int] = np.flatnonzero(np.logical_and.reduce(conditions)).tolist()
    return held


def counted(number: int, what: str) -> str:
    """A number of things in words: 1 visit, 2 visits."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def fault(code: str, subject: str, at: str, message: str, remedy: str) -> Finding:
    """An error in what is asked; `at` is where a person mends it."""
    return Finding(code, Severity.ERROR, str(subject), at, message, remedy)
