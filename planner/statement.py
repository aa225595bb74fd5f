"""From what a campaign holds to what is asked: `state_problem`, with every contradiction named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from planner.findings import ExitCode, Finding, Refusal, Severity
from planner.policy import Policy, fold
from planner.problem import Places, Problem, Rates
from planner.snapshot import NONE, Bits, Flags, Ints, Pairs, Role, Snapshot, integers


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

    rakshak_place, area_place = _places(snapshot, sent)
    visits = visits_needed(snapshot, policy)
    wished = {fold(name) for kind in policy.categories.values() for name in kind.organisations}
    bit = {name: 1 << k for k, name in enumerate(sorted(wished))}
    problem = Problem(
        rakshaks=people.ids[sent],
        rakshak_place=rakshak_place,
        availability=_availability(snapshot, policy)[sent],
        rakshak_skills=people.skills[sent],
        rakshak_languages=people.languages[sent],
        rakshak_organisation=_own_bits(snapshot.organisations, bit)[people.organisation[sent]],
        areas=areas.ids,
        area_place=area_place,
        visits=visits,
        different=np.where(visits == 0, 0, areas.different),  # a closed area asks for nobody
        priority=areas.priority,
        area_skills=areas.skills,
        area_languages=areas.languages,
        area_organisations=_wished_bits(snapshot.categories, policy, bit)[areas.category],
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


def _places(snapshot: Snapshot, sent: Ints) -> tuple[Places, Places]:
    """Where the rakshaks who are sent live, and where the areas lie.

    A zone's centre is the mean of these points in it, and zones are numbered among these places
    only: so mitans who are enrolled anywhere do not change the question.
    """
    people, areas = snapshot.people, snapshot.areas
    position = np.concatenate([people.position[sent], areas.position])
    located: Flags = np.logical_not(np.isnan(position).any(axis=1))
    zones, zone = np.unique(np.concatenate([people.zone[sent], areas.zone]), return_inverse=True)
    known = located & (zones[zone] != NONE)
    count = np.bincount(zone[known], minlength=len(zones))
    total = [np.bincount(zone[known], axis[known], len(zones)) for axis in position.T]
    with np.errstate(invalid="ignore"):
        centres = np.stack(total, axis=1) / count[:, None]  # NaN where nothing is known
    position = np.where(located[:, None], position, centres[zone])
    code = np.where(zones[zone] == NONE, NONE, zone)
    split = len(sent)
    return (
        Places(position[:split], located[:split], code[:split]),
        Places(position[split:], located[split:], code[split:]),
    )


def _own_bits(organisations: tuple[str, ...], bit: Mapping[str, int]) -> Bits:
    """The bit of each organisation that some category prefers, 0 for the others.

    One 0 more than there are organisations: the index NONE (-1) finds it.
    """
    return np.array([*(bit.get(fold(name), 0) for name in organisations), 0], dtype=np.uint64)


def _wished_bits(codes: tuple[str, ...], policy: Policy, bit: Mapping[str, int]) -> Bits:
    """For each category the bits of the organisations it prefers, 0 where it prefers none."""
    kinds = [policy.categories.get(code) for code in codes]
    wishes = [{bit[fold(name)] for name in kind.organisations} if kind else set() for kind in kinds]
    return np.array([sum(wish) for wish in wishes], dtype=np.uint64)


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
    pinned_r = pins.by_rakshak(len(problem.rakshaks))
    pinned_a = pins.by_area(len(problem.areas))
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
