"""Sites: the made-up villages and wards of a district, where its people live."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

import numpy as np

from planner.snapshot import Flags, Ints
from scenarios.names import place_names
from scenarios.presets import Block, City, Preset
from scenarios.territory import Floats, moved, rounded

REACH = 2.0  # standard deviations: an evenly filled ellipse reaches twice its own


@dataclass(frozen=True, eq=False)
class Sites:
    """n villages and wards: the block (index into Preset.blocks), the place, the people."""

    name: tuple[str, ...]
    block: Ints
    urban: Flags
    latitude: Floats  # degrees
    longitude: Floats
    people: Floats

    def of(self, kind: Literal["urban", "rural", "all"]) -> Ints:
        """Indices of the wards, of the villages, or of both."""
        return np.flatnonzero((self.urban & (kind != "rural")) | (~self.urban & (kind != "urban")))


def make_sites(preset: Preset, rng: np.random.Generator) -> Sites:
    """Every village and ward at its true number; positions, people and most names are made up.

    The people of each block's villages, of its towns and of the city add up to the facts.
    """
    names = iter(place_names(rng, sum(block.places + block.towns for block in preset.blocks)))
    parts = []
    for index, block in enumerate(preset.blocks):
        parts.append(_villages(block, index, names, rng))
        parts += _towns(preset, block, index, names, rng)
        if preset.city.block == block.code:
            parts.append(_city(preset.city, index, rng))
    columns = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("block", "urban", "latitude", "longitude", "people")
    }
    columns["latitude"], columns["longitude"] = inside(
        preset, columns["latitude"], columns["longitude"]
    )
    return Sites(tuple(name for part in parts for name in part.name), **columns)


def inside(preset: Preset, latitude: Floats, longitude: Floats) -> tuple[Floats, Floats]:
    """Points held inside the preset's box."""
    return rounded(latitude, *preset.box.latitude), rounded(longitude, *preset.box.longitude)


def _villages(block: Block, index: int, names: Iterator[str], rng: np.random.Generator) -> Sites:
    size = rng.lognormal(0, block.log_sd, block.places)
    return Sites(
        name=tuple(islice(names, block.places)),
        block=np.full(block.places, index),
        urban=np.zeros(block.places, dtype=bool),
        people=block.people * size / size.sum(),
        **_in_block(block, block.places, rng),
    )


def _towns(
    preset: Preset, block: Block, index: int, names: Iterator[str], rng: np.random.Generator
) -> Iterator[Sites]:
    wards = round(preset.town.wards.value)
    centres = _in_block(block, block.towns, rng)
    for k, town in enumerate(islice(names, block.towns)):
        centre = (centres["latitude"][k], centres["longitude"][k])
        people = np.full(wards, block.town_people / (block.towns * wards))
        yield _wards(town, index, centre, preset.town.spread_km.value, people, rng)


def _city(city: City, index: int, rng: np.random.Generator) -> Sites:
    size = rng.lognormal(0, city.ward_log_sd.value, city.wards)
    centre = (city.latitude, city.longitude)
    people = city.people * size / size.sum()
    return _wards(city.name, index, centre, city.spread_km.value, people, rng)


def _wards(
    town: str,
    index: int,
    centre: tuple[float, float],
    spread_km: float,
    people: Floats,
    rng: np.random.Generator,
) -> Sites:
    """The wards of a town: people crowd in the middle, as a normal distribution does."""
    wards = len(people)
    north, east = 1000 * spread_km * rng.normal(size=(2, wards))
    latitude, longitude = moved(np.full(wards, centre[0]), np.full(wards, centre[1]), north, east)
    return Sites(
        name=tuple(f"{town} ward {k}" for k in range(1, wards + 1)),
        block=np.full(wards, index),
        urban=np.ones(wards, dtype=bool),
        latitude=latitude,
        longitude=longitude,
        people=people,
    )


def _in_block(block: Block, count: int, rng: np.random.Generator) -> dict[str, Floats]:
    """Points spread evenly over an ellipse with the block's centre, deviations and correlation."""
    radius = REACH * np.sqrt(rng.random(count))
    angle = rng.uniform(0, 2 * np.pi, count)
    first, other = radius * np.cos(angle), radius * np.sin(angle)
    rho = block.correlation
    north = 1000 * block.north_south_km * first
    east = 1000 * block.east_west_km * (rho * first + np.sqrt(1 - rho**2) * other)
    latitude, longitude = moved(
        np.full(count, block.latitude), np.full(count, block.longitude), north, east
    )
    return {"latitude": latitude, "longitude": longitude}
