"""Settle: made-up rakshaks put where the work is, able to do a little more than there is."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np

from planner.findings import ExitCode, Refusal
from planner.policy import Policy
from planner.snapshot import Flags, Ints
from scenarios.ground import Ground
from scenarios.presets import Preset
from scenarios.tables import Cells, listed
from scenarios.territory import Floats, apportion, evenly, moved, rounded


@dataclass(frozen=True, eq=False)
class Rakshaks:
    """R rakshaks in zone order: where they live and what they can do."""

    zone: Ints  # index into Ground.zones
    latitude: Floats  # NaN where not known
    longitude: Floats
    availability: Ints  # visits
    skills: Cells


def settle(
    preset: Preset, ground: Ground, rakshaks: int, policy: Policy, rng: np.random.Generator
) -> Rakshaks:
    """Share out the rakshaks over zones by visits needed, and settle them near areas likewise.

    Raises Refusal (USAGE) where one would have to make more visits than the policy allows.
    """
    work = np.bincount(ground.zone, ground.visits)
    per_zone = apportion(rakshaks, work)
    zone = np.repeat(np.arange(len(work)), per_zone)

    near = _near(ground, per_zone, rng)
    north, east = rng.normal(0, preset.people.near_m.value, (2, rakshaks))
    latitude, longitude = moved(ground.latitude[near], ground.longitude[near], north, east)
    return Rakshaks(
        zone=zone,
        latitude=_within(latitude, ground.latitude),
        longitude=_within(longitude, ground.longitude),
        availability=_availability(preset, work, per_zone, policy, rng),
        skills=_skills(preset, ground, rakshaks, rng),
    )


def _near(ground: Ground, per_zone: Ints, rng: np.random.Generator) -> Ints:
    """The area each rakshak lives near: at even steps through the visits of his zone.

    Even steps, not chance: what rakshaks and work near them differ by stays below one rakshak,
    so that neighbours can make up for it.
    """
    order = np.argsort(ground.zone, kind="stable")
    until = np.cumsum(ground.visits[order])
    work = np.bincount(ground.zone, ground.visits)
    before = np.cumsum(work) - work
    zone = np.repeat(np.arange(len(work)), per_zone)
    number = np.arange(len(zone)) - (np.cumsum(per_zone) - per_zone)[zone]
    step = (number + rng.random(len(work))[zone]) / per_zone[zone]
    at = np.searchsorted(until, before[zone] + step * work[zone], side="right")
    near: Ints = order[np.minimum(at, len(order) - 1)]
    return near


def _within(degrees: Floats, extent: Floats) -> Floats:
    """Degrees with nobody farther out than the outermost area."""
    if np.isnan(extent).all():
        return degrees
    return rounded(degrees, np.nanmin(extent), np.nanmax(extent))


def _availability(
    preset: Preset, work: Ints, per_zone: Ints, policy: Policy, rng: np.random.Generator
) -> Ints:
    """Visits each rakshak can make: different ones, adding up in each zone to what it takes."""
    rakshaks = int(per_zone.sum())
    able = max(round(work.sum() / preset.people.utilisation.value), rakshaks)
    spread = preset.people.availability_spread.value
    in_zone = apportion(able, work * (per_zone > 0), least=per_zone)
    visits = np.concatenate(
        [
            apportion(int(total), rng.uniform(1 - spread, 1 + spread, count), least=1)
            for total, count in zip(in_zone, per_zone.tolist(), strict=True)
        ]
    )
    most = policy.workload.most_available
    if visits.max() > most:
        raise Refusal(
            f"{rakshaks} rakshaks are too few for {int(work.sum())} visits: one of them would have "
            f"to make {visits.max()}, and the policy takes {most} for the most. "
            f"About {ceil(able * (1 + spread) ** 2 / most)} would be enough.",
            exit_code=ExitCode.USAGE,
        )
    return visits


def _skills(preset: Preset, ground: Ground, rakshaks: int, rng: np.random.Generator) -> Cells:
    """Skills of each rakshak: whoever has one area's skills has all of them.

    At least the preset's share have them, more where the visits that need them are many.
    """
    usual = {skill.name: skill.rakshaks.value for skill in preset.skills}
    # by the skills that visits need, their share of all
    needed: dict[tuple[str, ...], float] = {(name,): 0.0 for name in usual}
    for asked in np.unique(ground.asked).tolist():
        names = tuple(name for k, name in enumerate(ground.skills) if asked >> k & 1)
        needed[names] = ground.visits[ground.asked == asked].sum() / ground.visits.sum()
    needed.pop((), None)
    has: dict[str, Flags] = {}
    for names, visits in sorted(needed.items()):
        reserve = visits * preset.people.skill_reserve.value
        share = max(reserve, *(usual.get(name, 0.0) for name in names))
        chosen = evenly(ceil(min(share, 1.0) * rakshaks), rakshaks, rng)
        for name in names:
            has.setdefault(name, np.zeros(rakshaks, dtype=bool))[chosen] = True
    return listed(list(has), list(has.values()))
