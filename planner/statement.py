"""From what a campaign holds to what is asked: `state_problem`, with every contradiction named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from planner.findings import ExitCode, Finding, Refusal, Severity
from planner.policy import Policy, fold
from planner.problem import Places, Problem, Rates
from planner.snapshot import NONE, Bits, Flags, Ints, Pairs, Points, Role, Snapshot, integers


def state_problem(snapshot: Snapshot, policy: Policy) -> Problem:
    """The question for the solver: active rakshaks, all areas, pins and bans among them.

    Rakshaks who may not go out for want of training stay in it with no availability.
    Raises Refusal where there is no rakshak or no area to plan for (nothing was asked), or,
    with a finding for each, where wishes contradict each other.
    """
    people, areas = snapshot.people, snapshot.areas
    sent = np.flatnonzero((people.role == Role.RAKSHAK) & people.active)
    if len(sent) == 0:
        raise Refusal("No active rakshak in this campaign yet. Run: mitan import people FILE")
    if len(areas.ids) == 0:
        raise Refusal("No area in this campaign yet. Run: mitan import areas FILE")

    centres = _zone_centres(snapshot)
    wished = sorted({o for c in policy.categories.values() for o in c.organisations}, key=fold)
    problem = Problem(
        rakshaks=people.ids[sent],
        rakshak_place=_places(people.position[sent], people.zone[sent], centres),
        availability=_availability(snapshot, policy)[sent],
        rakshak_skills=people.skills[sent],
        rakshak_languages=people.languages[sent],
        rakshak_organisation=_bits(snapshot.organisations, wished)[people.organisation[sent]],
        areas=areas.ids,
        area_place=_places(areas.position, areas.zone, centres),
        visits=visits_needed(snapshot, policy),
        different=areas.different,
        priority=areas.priority,
        area_skills=areas.skills,
        area_languages=areas.languages,
        area_organisations=_wishes(snapshot, policy, wished)[areas.category],
        pins=_among(snapshot.pins, sent),
        bans=_among(snapshot.bans, sent),
        rates=Rates(
            same_zone=policy.distance.same_zone,
            unknown=policy.distance.unknown,
            zone=policy.mismatch.zone,
            language=policy.mismatch.language,
            organisation=policy.mismatch.organisation,
        ),
        tolerance=policy.workload.tolerance,
    )
    faults = [*_impossible_areas(problem), *_contradictory_pins(problem)]
    if faults:
        raise Refusal(
            f"The wishes contradict each other in {len(faults)} place(s); nothing was planned.",
            exit_code=ExitCode.IMPOSSIBLE,
            findings=faults,
        )
    return problem


def held_back(snapshot: Snapshot, policy: Policy) -> Ints:
    """Indices of the active rakshaks who may not go out because no training is recorded."""
    people = snapshot.people
    rakshak = (people.role == Role.RAKSHAK) & people.active
    untrained = rakshak & (people.trained == NONE)
    rule = policy.training.required
    asked = rule == "always" or (rule == "recorded" and (people.trained[rakshak] != NONE).any())
    return np.flatnonzero(untrained & asked)


def _availability(snapshot: Snapshot, policy: Policy) -> Ints:
    given = snapshot.people.availability
    visits = np.where(given == NONE, policy.workload.visits_available, given)
    visits[held_back(snapshot, policy)] = 0
    return visits


def visits_needed(snapshot: Snapshot, policy: Policy) -> Ints:
    """Visits that each of A areas needs: those its row asks for, else by its category's norm."""
    areas = snapshot.areas
    by_norm = visits_by_norm(snapshot.categories, areas.category, areas.people, policy)
    return np.where(areas.visits == NONE, np.maximum(by_norm, areas.different), areas.visits)


def visits_by_norm(codes: Sequence[str], category: Ints, people: Ints, policy: Policy) -> Ints:
    """Visits of n areas as `Norm.visits` counts them, a column at a time.

    `category` (n) indexes the category codes, `people` (n) may hold NONE.
    """
    norms = [policy.norm(code) for code in codes]
    column = {
        name: integers([getattr(norm, name) for norm in norms])[category]
        for name in ("people_per_visit", "least_visits", "most_visits", "usual_visits")
    }
    wanted = -(-people // column["people_per_visit"])
    by_people = np.clip(wanted, column["least_visits"], column["most_visits"])
    return np.where(people == NONE, column["usual_visits"], by_people)


def _zone_centres(snapshot: Snapshot) -> Points:
    """Mean point of all that is located in each zone, NaN where nothing is.

    One row more than there are zones, all NaN: the index NONE (-1) finds it.
    """
    zone = np.concatenate([snapshot.people.zone, snapshot.areas.zone])
    point = np.concatenate([snapshot.people.position, snapshot.areas.position])
    known = (zone != NONE) & ~np.isnan(point).any(axis=1)
    zones = len(snapshot.zones)
    count = np.bincount(zone[known], minlength=zones)
    total = [np.bincount(zone[known], weights=axis[known], minlength=zones) for axis in point.T]
    with np.errstate(invalid="ignore"):
        centres = np.stack(total, axis=1) / count[:, None]
    return np.vstack([centres, np.full((1, 3), np.nan)])


def _places(position: Points, zone: Ints, centres: Points) -> Places:
    located: Flags = np.logical_not(np.isnan(position).any(axis=1))
    return Places(np.where(located[:, None], position, centres[zone]), located, zone)


def _bits(names: tuple[str, ...], wished: list[str]) -> Bits:
    """One bit for each organisation that some category prefers, 0 for others.

    One 0 more than there are names: the index NONE (-1) finds it.
    """
    order = {fold(name): k for k, name in enumerate(wished)}
    bits = [1 << order[fold(name)] if fold(name) in order else 0 for name in names]
    return np.array([*bits, 0], dtype=np.uint64)


def _wishes(snapshot: Snapshot, policy: Policy, wished: list[str]) -> Bits:
    masks = []
    for code in snapshot.categories:
        category = policy.categories.get(code)
        preferred = category.organisations if category else ()
        masks.append(int(_bits(tuple(preferred), wished).sum()))
    return np.array(masks, dtype=np.uint64)


def _among(pairs: Pairs, sent: Ints) -> Pairs:
    """The pairs of those rakshaks who are in the problem, numbered as there."""
    at = np.searchsorted(sent, pairs.rakshak)
    there = (at < len(sent)) & (sent[np.minimum(at, len(sent) - 1)] == pairs.rakshak)
    return Pairs(at[there], pairs.area[there], pairs.visits[there])


def _impossible_areas(problem: Problem) -> Iterator[Finding]:
    for a in np.flatnonzero(problem.different > problem.visits):
        yield _fault(
            "ASK001",
            problem.areas[a],
            f"needs {problem.different[a]} different rakshaks but only {problem.visits[a]} visits",
            "raise its visits or lower the number of different rakshaks",
        )


def _contradictory_pins(problem: Problem) -> Iterator[Finding]:
    pins = problem.pins
    pinned_r = np.bincount(pins.rakshak, pins.visits, len(problem.rakshaks)).astype(np.int64)
    pinned_a = np.bincount(pins.area, pins.visits, len(problem.areas)).astype(np.int64)
    people_a = np.bincount(pins.area, minlength=len(problem.areas))

    for r in np.flatnonzero(pinned_r > problem.availability):
        at = ", ".join(problem.areas[pins.area[pins.rakshak == r]])
        yield _fault(
            "ASK002",
            problem.rakshaks[r],
            f"is pinned to {pinned_r[r]} visits ({at}) but can make {problem.availability[r]}"
            + ("; he may not go out before he is trained" if problem.availability[r] == 0 else ""),
            "take back a pin with `mitan pin --remove`, or raise his availability",
        )
    spare = np.maximum(problem.different - people_a, 0)
    for a in np.flatnonzero((people_a > 0) & (pinned_a + spare > problem.visits)):
        by = ", ".join(problem.rakshaks[pins.rakshak[pins.area == a]])
        yield _fault(
            "ASK003",
            problem.areas[a],
            f"needs {problem.visits[a]} visits by at least {problem.different[a]} rakshak(s) but "
            f"{pinned_a[a]} are pinned ({by})",
            "take back a pin with `mitan pin --remove`, or raise the area's visits",
        )
    banned = np.isin(
        problem.pair_key(pins.rakshak, pins.area),
        problem.pair_key(problem.bans.rakshak, problem.bans.area),
    )
    needed = problem.area_skills[pins.area]
    unable = (problem.rakshak_skills[pins.rakshak] & needed) != needed
    for k in np.flatnonzero(banned | unable):
        pair = f"{problem.rakshaks[pins.rakshak[k]]} at {problem.areas[pins.area[k]]}"
        why = "is pinned and banned" if banned[k] else "is pinned but lacks a required skill"
        yield _fault("ASK004", pair, why, "take back the pin or the ban, or record the skill")


def _fault(code: str, subject: str, message: str, remedy: str) -> Finding:
    return Finding(code, Severity.ERROR, str(subject), "campaign", message, remedy)
