"""Areas: the made-up markets, schools, villages ... of a campaign, as many as its rakshaks fit."""

from __future__ import annotations

from math import ceil
from typing import Any

import numpy as np

from planner.policy import Policy
from planner.snapshot import Flags, Ints
from scenarios.demand import scaled_people, visits_of
from scenarios.ground import Ground
from scenarios.presets import Parameter, PlaceKind, Preset, Size
from scenarios.sites import Sites, inside, make_sites
from scenarios.tables import AREA_COLUMNS, Table, listed
from scenarios.territory import Floats, apportion, bisect, evenly, moved

RATE_PER = 10_000  # people, for PlaceKind.rate


def make_areas(
    preset: Preset, size: Size, policy: Policy, rng: np.random.Generator, source: str
) -> tuple[Table, Ground]:
    """The areas of a campaign of that size: with the importer's columns, and as numbers.

    They need about `utilisation` of the visits that the size's rakshaks can make on the
    policy's usual availability. `source` is what each row says of where it comes from.
    """
    sites = make_sites(preset, rng)
    counts = category_counts(preset, size.areas)
    kind = np.repeat(np.arange(len(counts)), counts)
    codes = [one.code for one in preset.categories]
    drawn = [_draw(k, int(n), sites, rng) for k, n in zip(preset.categories, counts, strict=True)]
    site, usual_people = (np.concatenate([part[column] for part in drawn]) for column in (0, 1))

    different = _whole(preset, "different_rakshaks")[kind]
    utilisation = preset.people.utilisation.value
    target = round(size.rakshaks * policy.workload.visits_available * utilisation)
    people = scaled_people(codes, kind, usual_people, different, target, policy)
    visits = visits_of(codes, kind, people, different, policy)
    zone_code = _zones(preset, sites, site, visits, size.zones)
    zones, zone = np.unique(zone_code, return_inverse=True)
    skills = tuple(skill.name for skill in preset.skills)

    north, east = rng.normal(0, preset.area.scatter_m.value, (2, len(kind)))
    latitude, longitude = inside(
        preset, *moved(sites.latitude[site], sites.longitude[site], north, east)
    )
    asked = _skills(preset, kind, rng)
    columns: dict[str, list[Any]] = {
        "id": [f"SYN-A-{k:05d}" for k in range(1, len(kind) + 1)],
        "name": _names(preset, policy, kind, site, sites),
        "category": [codes[k] for k in kind.tolist()],
        "zone": zone_code,
        "locality": [sites.name[k] for k in site],
        "latitude": latitude.tolist(),
        "longitude": longitude.tolist(),
        "people": people.tolist(),
        "different_rakshaks": different.tolist(),
        "priority": _whole(preset, "priority")[kind].tolist(),
        "skills": listed(skills, list(asked)).tolist(),
        "languages": _languages(preset, ~sites.urban[site], rng),
        "source": [source] * len(kind),
        "synthetic": [1] * len(kind),
    }
    ground = Ground(
        zones=tuple(zones.tolist()),
        zone=zone,
        latitude=latitude,
        longitude=longitude,
        visits=visits,
        skills=skills,
        asked=(np.uint64(1) << np.arange(len(skills), dtype=np.uint64)) @ asked,
    )
    return {name: columns[name] for name in AREA_COLUMNS}, ground


def category_counts(preset: Preset, areas: int) -> Ints:
    """How many of `areas` areas each category of the preset gets.

    Fewer than there really are: in proportion, at least one each. More: the real number of
    each, and what is over goes to the categories that grow.
    """
    urban = preset.city.people + sum(block.town_people for block in preset.blocks)
    rural = sum(block.people for block in preset.blocks)
    among = {"urban": urban, "rural": rural, "all": urban + rural}
    real = np.array(
        [
            _value(kind.counted, 0) + _value(kind.rate, 0) * among[kind.of] / RATE_PER
            for kind in preset.categories
        ]
    )
    whole = np.rint(real).astype(np.int64)
    if areas <= whole.sum():
        return apportion(areas, real, least=1)
    grows = np.array([kind.grows for kind in preset.categories])
    counts: Ints = whole + apportion(areas - int(whole.sum()), real * grows)
    return counts


def _draw(
    kind: PlaceKind, count: int, sites: Sites, rng: np.random.Generator
) -> tuple[Ints, Floats]:
    """Site and people of `count` areas of a category, by site.

    A village or ward counts the people of its site: some of the sites at even steps where there
    are fewer areas than sites, else each of them once or cut into parts by its people. Other
    categories lie where people live.
    """
    where = sites.of(kind.of)
    if kind.people is not None:
        weight = sites.people[where] / sites.people[where].sum()
        site = np.sort(rng.choice(where, size=count, p=weight))
        return site, kind.people.value * rng.lognormal(0, _value(kind.spread, 0), count)
    if count < len(where):
        site = where[evenly(count, len(where), rng)]
        return site, sites.people[site]
    parts = apportion(count, sites.people[where], least=1)
    return np.repeat(where, parts), np.repeat(sites.people[where] / parts, parts)


def _names(preset: Preset, policy: Policy, kind: Ints, site: Ints, sites: Sites) -> list[str]:
    """A name for each area: its village or ward, with the part; else category, number, place."""
    label = [
        policy.categories[k.code].label if k.code in policy.categories else k.code
        for k in preset.categories
    ]
    cut = np.array([k.people is None for k in preset.categories])[kind]
    number, many = _running_number(np.where(cut, len(label) + site, kind))
    return [
        f"{label[k]} {n}, {place}" if not of_site else f"{place}, part {n}" if m > 1 else place
        for k, place, of_site, n, m in zip(
            kind.tolist(), [sites.name[s] for s in site], cut, number, many, strict=True
        )
    ]


def _running_number(key: Ints) -> tuple[Ints, Ints]:
    """1, 2, 3 ... among the rows of equal key, in their order; and how many such rows there are."""
    order = np.argsort(key, kind="stable")
    first = np.searchsorted(key[order], key[order])
    number = np.empty(len(key), dtype=np.int64)
    number[order] = np.arange(len(key)) - first + 1
    _, group, many = np.unique(key, return_inverse=True, return_counts=True)
    return number, many[group]


def _zones(preset: Preset, sites: Sites, site: Ints, visits: Ints, zones: int) -> list[str]:
    """A zone code for each area: each block is cut into compact zones of about equal work.

    A site is never cut. Blocks get zones in proportion to their work, at least one each.
    """
    used, area_site = np.unique(site, return_inverse=True)
    work = np.bincount(area_site, weights=visits)
    block = sites.block[used]
    per_block = apportion(zones, np.bincount(block, work, len(preset.blocks)), least=1)
    code = np.empty(len(used), dtype=object)
    for b, count in enumerate(per_block.tolist()):
        at = np.flatnonzero(block == b)
        if len(at):
            where = sites.latitude[used[at]], sites.longitude[used[at]]
            number = bisect(*where, work[at], count) + 1
            code[at] = [f"{preset.blocks[b].code}-{n:02d}" for n in number.tolist()]
    zone: list[str] = code[area_site].tolist()
    return zone


def _skills(preset: Preset, kind: Ints, rng: np.random.Generator) -> Flags:
    """Which areas ask for which skill, skills x areas.

    The share of each skill's areas, one at the least, evenly over the district.
    """
    asked = np.zeros((len(preset.skills), len(kind)), dtype=bool)
    for skill, flags in zip(preset.skills, asked, strict=True):
        fits = np.array([one.code in skill.categories for one in preset.categories])
        may = np.flatnonzero(fits[kind])
        flags[may[evenly(ceil(skill.areas.value * len(may)), len(may), rng)]] = True
    return asked


def _languages(preset: Preset, rural: Flags, rng: np.random.Generator) -> list[str]:
    wished = [
        rural & (rng.random(len(rural)) < language.areas.value) for language in preset.languages
    ]
    cells: list[str] = listed([language.code for language in preset.languages], wished).tolist()
    return cells


def _whole(preset: Preset, name: str) -> Ints:
    """A whole-number parameter of each category, 1 where it has none."""
    return np.array([round(_value(getattr(kind, name), 1)) for kind in preset.categories])


def _value(parameter: Parameter | None, otherwise: float) -> float:
    return otherwise if parameter is None else parameter.value
