"""People: made-up leaders, rakshaks and mitans who fit given areas, made up or real."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from planner.findings import ExitCode, Refusal
from planner.policy import Policy
from planner.snapshot import NONE, Ints
from scenarios.days import days_of, drawn_days, texts_of
from scenarios.enrolments import make_enrolments
from scenarios.ground import Ground
from scenarios.names import person_names, phones
from scenarios.presets import Preset
from scenarios.settle import Rakshaks, settle
from scenarios.tables import PEOPLE_COLUMNS, Table, listed
from scenarios.teams import Teams, make_teams
from scenarios.territory import Floats


def people_for(
    preset: Preset,
    ground: Ground,
    rakshaks: int,
    seed: int,
    policy: Policy,
    team: int | None = None,
) -> tuple[Table, Table]:
    """People and enrolments for given areas: the tables `people` and `enrolments` of a Campaign.

    `team` is how many rakshaks a leader has, the preset's number where None.

    Zones get rakshaks in proportion to the visits needed there, and they live near areas in the
    same proportion; those of a zone can together make visits needed / utilisation. Each has
    exactly the policy's number of mitans. Raises Refusal (USAGE) where no area needs a visit,
    there is no rakshak or the seed is negative, or where a rakshak would have to make more
    visits than the policy takes for possible.
    """
    if seed < 0 or rakshaks < 1 or not ground.visits.any():
        raise Refusal(
            "People can be made up for one rakshak or more, areas that need a visit, and a seed "
            "that is 0 or more.",
            exit_code=ExitCode.USAGE,
        )
    rng = np.random.default_rng([seed, 2])
    settled = settle(preset, ground, rakshaks, policy, rng)
    size = team or round(preset.people.team.value)
    teams = make_teams(settled.zone, settled.latitude, settled.longitude, size, policy.span)

    staff = teams.nodals + len(teams.nodal) + rakshaks
    everyone = staff + rakshaks * policy.quota.mitans_per_rakshak
    name = person_names(rng, everyone, preset.people.devanagari.value)
    phone = phones(rng, everyone)
    trained = drawn_days(days_of(policy, "training"), staff, rng)
    joined = drawn_days(days_of(policy, "teams"), staff, np.random.default_rng([seed, 3]))
    people = {
        **_chain(settled, teams, ground.zones),
        **_abilities(preset, settled, teams, rng),
        "name": name[:staff],
        "phone": phone[:staff],
        "joined_on": texts_of(np.minimum(joined, np.where(trained == NONE, joined, trained))),
        "trained_on": texts_of(trained),
        "active": [1] * staff,
        "synthetic": [1] * staff,
    }
    enrolments = make_enrolments(
        rakshak=people["id"][-rakshaks:],
        zone=people["zone"][-rakshaks:],
        trained=trained[-rakshaks:],
        name=name[staff:],
        phone=phone[staff:],
        policy=policy,
        rng=rng,
    )
    return {column: people[column] for column in PEOPLE_COLUMNS}, enrolments


def _chain(settled: Rakshaks, teams: Teams, zones: Sequence[str]) -> dict[str, list[Any]]:
    """Who they are, whom they report to, where: nodal officers, then leaders, then rakshaks."""
    nodals, leaders, rakshaks = teams.nodals, len(teams.nodal), len(teams.leader)
    nodal_id, leader_id = _ids("SYN-N", nodals), _ids("SYN-L", leaders)
    first_of_leader = np.unique(teams.leader, return_index=True)[1]
    found, first_of_nodal = np.unique(teams.nodal, return_index=True)
    leader_zone = settled.zone[first_of_leader]
    nodal_zone = leader_zone[first_of_nodal[found >= 0]]
    place = {}
    for name in ("latitude", "longitude"):
        own = getattr(settled, name)
        of_leader = _means(own, teams.leader, leaders)
        of_nodal = _means(own, teams.nodal[teams.leader], nodals)
        place[name] = _cells(np.concatenate([of_nodal, of_leader, own]))
    return {
        "id": [*nodal_id, *leader_id, *_ids("SYN-R", rakshaks)],
        "role": ["leader"] * (nodals + leaders) + ["rakshak"] * rakshaks,
        "reports_to": [
            *[""] * nodals,
            *(nodal_id[k] if k >= 0 else "" for k in teams.nodal.tolist()),
            *(leader_id[k] for k in teams.leader.tolist()),
        ],
        "zone": [zones[z] for z in np.concatenate([nodal_zone, leader_zone, settled.zone])],
        **place,
    }


def _abilities(
    preset: Preset, settled: Rakshaks, teams: Teams, rng: np.random.Generator
) -> dict[str, list[Any]]:
    """Organisation, visits, skills and languages. Only rakshaks make visits."""
    heads = teams.nodals + len(teams.nodal)
    staff = heads + len(teams.leader)
    names = np.array([one.name for one in preset.organisations], dtype=object)
    share = np.array([one.rakshaks.value for one in preset.organisations])
    organisation = rng.choice(names, staff, p=share / share.sum())
    organisation[: teams.nodals] = names[0]
    speaks = [rng.random(staff) < one.rakshaks.value for one in preset.languages]
    return {
        "organisation": organisation.tolist(),
        "visits_available": [*[""] * heads, *settled.availability.tolist()],
        "skills": [*[""] * heads, *settled.skills.tolist()],
        "languages": listed([one.code for one in preset.languages], speaks).tolist(),
    }


def _ids(prefix: str, count: int) -> list[str]:
    """SYN-R-00001 ...: they say that the person is made up, and sort by number."""
    return [f"{prefix}-{k:05d}" for k in range(1, count + 1)]


def _means(values: Floats, group: Ints, groups: int) -> Floats:
    """Mean of the known values of each group; NaN where none is known. Group -1 is left out."""
    use = (group >= 0) & ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        return np.round(
            np.bincount(group[use], values[use], groups) / np.bincount(group[use], None, groups), 5
        )


def _cells(degrees: Floats) -> list[float | str]:
    """Degrees as cells: empty where not known."""
    return ["" if np.isnan(value) else value for value in degrees.tolist()]
