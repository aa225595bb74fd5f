"""From what a campaign holds to what is asked: `state_problem`, with every contradiction named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from planner.findings import ExitCode, Refusal
from planner.places import Places, settle
from planner.policy import Policy, fold
from planner.problem import Problem, Rates, Rules, Ties
from planner.snapshot import NONE, Bits, Flags, Ints, Pairs, Role, Snapshot, TiedIds, integers
from planner.stages import Stage, stage
from planner.wishes import contradictions


@stage(Stage.QUESTION)
def state_problem(snapshot: Snapshot, policy: Policy) -> Problem:
    """The question for the solver: active rakshaks, all areas, pins, bans and ties among them.

    Rakshaks on the bench, or not yet trained, stay in it with no availability.
    Raises Refusal where there is no rakshak or no area to plan for (nothing was asked), or,
    with a finding for each, where wishes contradict each other.
    """
    people, areas = snapshot.people, snapshot.areas
    sent = np.flatnonzero((people.role == Role.RAKSHAK) & people.active)
    if len(sent) == 0:
        raise Refusal("No active rakshak in this campaign yet. Run: mitan import people FILE")
    if len(areas.ids) == 0:
        raise Refusal("No area in this campaign yet. Run: mitan import areas FILE")

    rakshak_place, area_place, team_zone = _places(snapshot, sent)
    availability = _availability(snapshot, policy)[sent]
    visits = visits_needed(snapshot, policy)
    wished = {fold(name) for kind in policy.categories.values() for name in kind.organisations}
    bit = {name: 1 << k for k, name in enumerate(sorted(wished))}
    problem = Problem(
        rakshaks=people.ids[sent],
        rakshak_place=rakshak_place,
        availability=availability,
        rakshak_skills=people.skills[sent],
        rakshak_languages=people.languages[sent],
        rakshak_organisation=_own_bits(snapshot.organisations, bit)[people.organisation[sent]],
        areas=areas.ids,
        area_place=area_place,
        visits=visits,
        # never more than its visits, so that the rest is planned; impossible_areas tells of it
        different=np.minimum(areas.different, visits),
        priority=areas.priority,
        area_skills=areas.skills,
        area_languages=areas.languages,
        area_organisations=_wished_bits(snapshot.categories, policy, bit)[areas.category],
        pins=_among(snapshot.pins, sent),
        bans=_among(snapshot.bans, sent),
        rates=Rates(
            same_zone=policy.distance.same_zone,
            unknown=policy.distance.unknown,
            zone=policy.mismatch.zone if policy.team.zone == "prefer" else 0,
            language=policy.mismatch.language,
            organisation=policy.mismatch.organisation,
            team=policy.mismatch.team,
        ),
        tolerance=policy.workload.tolerance,
        whole=_whole(snapshot, visits, policy),
        rakshak_team=_teams(snapshot, sent),
        team_zone=team_zone,
        rules=Rules(
            most_areas=policy.workload.most_areas,
            least_visits=policy.workload.least_visits,
            keep_to_zone=policy.team.zone == "must",
        ),
        together=_ties(snapshot.together, sent, availability, visits),
        apart=_ties(snapshot.apart, sent, availability, visits),
    )
    faults = contradictions(problem)
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
    return np.flatnonzero(untrained & training_asked(snapshot, policy))


def training_asked(snapshot: Snapshot, policy: Policy) -> bool:
    """Whether nobody may go out without a day of training; see TrainingPolicy."""
    people, rule = snapshot.people, policy.training.required
    rakshak = (people.role == Role.RAKSHAK) & people.active
    return rule == "always" or (
        rule == "recorded" and bool((people.trained[rakshak] != NONE).any())
    )


def _availability(snapshot: Snapshot, policy: Policy) -> Ints:
    given = snapshot.people.availability
    visits = np.where(given == NONE, policy.workload.visits_available, given)
    visits[snapshot.people.reserve] = 0
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


def _whole(snapshot: Snapshot, visits: Ints, policy: Policy) -> Flags:
    """Which of A areas go to one rakshak: those whose row says so, and small ones by default."""
    areas = snapshot.areas
    small = (visits <= policy.workload.whole_up_to) & (areas.different == 1) & (visits > 0)
    whole: Flags = np.where(areas.whole == NONE, small, areas.whole == 1)
    return whole


def _teams(snapshot: Snapshot, sent: Ints) -> Ints:
    """A number for the team of each rakshak who is sent, or NONE, whoever else there is."""
    leader = snapshot.people.parent[sent]
    number = np.unique(leader, return_inverse=True)[1]
    return np.where(leader >= 0, number, NONE).astype(np.int64)


def _places(snapshot: Snapshot, sent: Ints) -> tuple[Places, Places, Ints]:
    """Where the rakshaks who are sent live, where the areas lie, and the zones of the teams.

    A zone's centre is the mean of these points in it, and zones are numbered among these places
    only: so mitans who are enrolled anywhere do not change the question. A team is at home in
    its leader's zone, or each of its rakshaks in his own where that is not known.
    """
    people, areas = snapshot.people, snapshot.areas
    leader = people.parent[sent]
    of_leader = np.where(leader >= 0, people.zone[np.maximum(leader, 0)], NONE)
    home = np.where(of_leader == NONE, people.zone[sent], of_leader)
    everywhere = np.concatenate([people.zone[sent], areas.zone, home])
    zones, zone = np.unique(everywhere, return_inverse=True)
    code = np.where(zones[zone] == NONE, NONE, zone)
    split, end = len(sent), len(sent) + len(areas.ids)
    position = np.concatenate([people.position[sent], areas.position])
    settled = settle(position, code[:end])
    return settled.only(slice(split)), settled.only(slice(split, None)), code[end:]


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
    at = _numbers(pairs.rakshak, sent)
    there = at != NONE
    return Pairs(at[there], pairs.area[there], pairs.visits[there])


def _ties(tied: TiedIds, sent: Ints, availability: Ints, visits: Ints) -> Ties:
    """The ties of areas that ask for visits and of rakshaks who can make some, each smaller first.

    The others have nothing to share or to avoid: somebody tied to a rakshak who drops out, or is
    held back, is planned as if he were not tied.
    """
    areas = tied.areas[(visits[tied.areas] > 0).all(axis=1)]
    rakshaks = _numbers(tied.people, sent)
    going = (rakshaks != NONE) & (availability[rakshaks] > 0)
    return Ties(
        areas=np.unique(np.sort(areas, axis=1), axis=0),
        rakshaks=np.unique(np.sort(rakshaks[going.all(axis=1)], axis=1), axis=0),
    )


def _numbers(people: Ints, sent: Ints) -> Ints:
    """Each person's number among those who are sent, NONE for the others. Of any shape."""
    at = np.minimum(np.searchsorted(sent, people), len(sent) - 1)
    return np.where(sent[at] == people, at, NONE)
