"""Made-up districts to compare solvers on: nothing but a size and a seed."""

from __future__ import annotations

import numpy as np

from planner.places import Places
from planner.problem import Problem, Rates
from planner.snapshot import NO_PAIRS, Bits, Ints, Points

TOWN, VILLAGE = 4_000, 600  # metres that people and places stray from the centre of one
HALF = 45_000  # metres from the middle of the district to its edge
ZONES, VILLAGES = 40, 700
USED = 0.75  # visits needed, as a share of what everybody together can make

# Two scarce skills, so that no tier can reach 0: the holders of the first can do what asks for it,
# but not within their fair share; those of the second cannot even do it.
HOLDERS = (0.04, 0.01)  # share of the rakshaks
ASKED = (0.95, 1.10)  # visits that ask for it, as a share of what its holders can make
RATES = Rates(same_zone=2_000, unknown=20_000, zone=2_000, language=5_000, organisation=1_000)


def made_up(rakshaks: int, areas: int, *, seed: int = 0, whole_up_to: int = 0) -> Problem:
    """A town among villages, each half of its people and places; everybody's point is known.

    Availability is 7 to 14 visits; most areas need a few visits and some very many. Areas of at
    most `whole_up_to` visits are whole. Same numbers, same problem.
    """
    rng = np.random.default_rng([seed, rakshaks, areas])
    villages = rng.uniform(-HALF, HALF, (VILLAGES, 2))
    stations = np.vstack([rng.normal(0, TOWN, (ZONES // 2, 2)), villages[: ZONES // 2]])
    people, places = (_settled(count, villages, rng) for count in (rakshaks, areas))
    zone_r, zone_a = _nearest(people, stations), _nearest(places, stations)

    availability = rng.integers(7, 15, rakshaks)
    size = rng.lognormal(0, 1.1, areas)
    visits = np.maximum(np.rint(size * USED * availability.sum() / size.sum()), 1).astype(np.int64)
    skills_r, skills_a = _skills(availability, visits, rng)
    nothing_r, nothing_a = np.zeros(rakshaks, np.uint64), np.zeros(areas, np.uint64)
    return Problem(
        rakshaks=np.array([f"R{k:06d}" for k in range(rakshaks)]),
        rakshak_place=Places(people, np.ones(rakshaks, dtype=bool), zone_r),
        availability=availability,
        rakshak_skills=skills_r,
        rakshak_languages=nothing_r,
        rakshak_organisation=nothing_r,
        areas=np.array([f"A{k:06d}" for k in range(areas)]),
        area_place=Places(places, np.ones(areas, dtype=bool), zone_a),
        visits=visits,
        different=np.ones(areas, dtype=np.int64),
        priority=rng.integers(1, 4, areas),
        area_skills=skills_a,
        area_languages=nothing_a,
        area_organisations=nothing_a,
        pins=NO_PAIRS,
        bans=NO_PAIRS,
        rates=RATES,
        tolerance=1,
        whole=visits <= whole_up_to,
        rakshak_team=zone_r,
        team_zone=zone_r,
    )


def _settled(count: int, villages: Points, rng: np.random.Generator) -> Points:
    """Points of `count` people or places, half of them in the town."""
    town = rng.normal(0, TOWN, (count // 2, 2))
    village = villages[rng.choice(len(villages), count - len(town))]
    points: Points = np.vstack([town, village + rng.normal(0, VILLAGE, village.shape)])
    return points


def _nearest(points: Points, stations: Points) -> Ints:
    apart = points[:, None] - stations
    zone: Ints = (apart**2).sum(axis=2).argmin(axis=1)
    return zone


def _skills(availability: Ints, visits: Ints, rng: np.random.Generator) -> tuple[Bits, Bits]:
    """Skills of the rakshaks and skills that the areas ask for: none or one for each."""
    skills_r = np.zeros(len(availability), np.uint64)
    skills_a = np.zeros(len(visits), np.uint64)
    people = rng.permutation(len(availability))
    usual = rng.permutation(np.flatnonzero(visits <= visits.mean()))
    for bit, (share, asked) in enumerate(zip(HOLDERS, ASKED, strict=True)):
        count = max(round(share * len(availability)), 1)
        holders, people = people[:count], people[count:]
        target = asked * availability[holders].sum()
        so_far = np.cumsum(visits[usual])
        # up to the target where the holders shall manage, just past it where they shall not
        cut = int(np.searchsorted(so_far, target, side="right")) + (asked > 1)
        skills_r[holders] = np.uint64(1 << bit)
        skills_a[usual[:cut]] = np.uint64(1 << bit)
        usual = usual[cut:]
    return skills_r, skills_a
