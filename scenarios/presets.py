"""Library: the presets of the catalogue, read from TOML and validated."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from planner.findings import ExitCode, Refusal
from planner.settings import Section, Text, checked, read_toml

CATALOGUE = Path(__file__).with_name("catalogue")
MOST_LISTED = 40  # names that a refusal tells in full

Count = Annotated[int, Field(ge=1)]
Interval = Annotated[tuple[float, float], Field(strict=False)]


class Fact(Section):
    """One published figure."""

    text: Text
    value: int | float
    unit: Text
    source: Text
    date: Text


class Parameter(Section):
    """A number of the generator: the value used, the range it may lie in, whence it is.

    `source` is a source, or starts with the word "assumption" where nobody has counted.
    """

    value: float
    range: Interval
    source: Text

    @model_validator(mode="after")
    def _lies_in_its_range(self) -> Self:
        if not self.range[0] <= self.value <= self.range[1]:
            raise ValueError(f"the value {self.value} lies outside its range {self.range}")
        return self


class Box(Section):
    """The degrees within which everything lies."""

    latitude: Interval
    longitude: Interval
    source: Text


class Block(Section):
    """A rural block: its villages in sum, and its towns in sum."""

    code: Text
    name: Text
    people: Count
    places: Count
    latitude: float
    longitude: float
    north_south_km: float  # standard deviations of the villages' positions
    east_west_km: float
    correlation: Annotated[float, Field(gt=-1, lt=1)]
    log_sd: float  # of the villages' people
    towns: Annotated[int, Field(ge=0)]
    town_people: Annotated[int, Field(ge=0)]
    source: Text


class City(Section):
    """The district's city, which lies in one of the blocks."""

    name: Text
    block: Text
    people: Count
    wards: Count
    latitude: float
    longitude: float
    source: Text
    spread_km: Parameter
    ward_log_sd: Parameter  # of the wards' people


class Town(Section):
    """What a town other than the city looks like."""

    wards: Parameter
    spread_km: Parameter


class PlaceKind(Section):
    """A category of areas: how many there are, how many people one has, what it asks for."""

    code: Text
    of: Literal["urban", "rural", "all"]
    counted: Parameter | None = None
    rate: Parameter | None = None  # per 10,000 people of those places
    people: Parameter | None = None  # median; None: the people of the village or ward
    spread: Parameter | None = None  # standard deviation of the logarithm of people
    different_rakshaks: Parameter | None = None
    priority: Parameter | None = None
    grows: bool = False

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if self.counted is None and self.rate is None:
            raise ValueError("neither counted nor rate is given")
        if (self.people is None) != (self.spread is None):
            raise ValueError("people and spread go together")
        if self.people is None and self.of == "all":
            raise ValueError("without people it is a village or a ward: of is rural or urban")
        return self


class AreaKind(Section):
    """What all generated areas have in common."""

    scatter_m: Parameter


class Skill(Section):
    """A skill, the categories of which some areas ask for it, and who has it."""

    name: Text
    categories: Annotated[tuple[str, ...], Field(strict=False)]
    areas: Parameter
    rakshaks: Parameter


class Language(Section):
    """A language, the share of rural areas that wish for it, and who speaks it."""

    code: Text
    areas: Parameter
    rakshaks: Parameter


class Organisation(Section):
    """An organisation and the share of rakshaks it sends."""

    name: Text
    rakshaks: Parameter


class PeopleKind(Section):
    """What the generated people are like."""

    utilisation: Parameter
    availability_spread: Parameter
    near_m: Parameter
    skill_reserve: Parameter
    devanagari: Parameter
    team: Parameter
    pledges_per_mitan: Parameter


class Size(Section):
    """How large a generated campaign is; `team` is how many rakshaks a leader has."""

    rakshaks: Count
    areas: Count
    zones: Count
    team: Count
    source: Text


class Preset(Section):
    """One scenario of the catalogue: what is known of it, and what is assumed."""

    name: Text
    title: Text
    title_hi: Text
    text: Text
    text_hi: Text
    attribution: Text
    facts: Annotated[tuple[Fact, ...], Field(strict=False, alias="fact")]
    box: Box
    blocks: Annotated[tuple[Block, ...], Field(strict=False, alias="block", min_length=1)]
    city: City
    town: Town
    categories: Annotated[tuple[PlaceKind, ...], Field(strict=False, alias="category")]
    area: AreaKind
    skills: Annotated[tuple[Skill, ...], Field(strict=False, alias="skill", min_length=1)]
    languages: Annotated[tuple[Language, ...], Field(strict=False, alias="language", min_length=1)]
    people: PeopleKind
    organisations: Annotated[tuple[Organisation, ...], Field(strict=False, alias="organisation")]
    sizes: Annotated[dict[str, Size], Field(alias="size", min_length=1)]

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if self.city.block not in {block.code for block in self.blocks}:
            raise ValueError(f"the city lies in no block: {self.city.block!r}")
        for size in self.sizes.values():
            if size.zones < len(self.blocks) or size.areas < len(self.categories):
                raise ValueError("a size needs a zone per block and an area per category")
        return self

    def size(self, name: str) -> Size:
        """The size of that name. Raises Refusal (USAGE) where there is none."""
        if name not in self.sizes:
            raise Refusal(
                f"There is no size {name!r} in the scenario {self.name}. "
                f"Sizes: {', '.join(self.sizes)}.",
                exit_code=ExitCode.USAGE,
            )
        return self.sizes[name]


def presets() -> list[Preset]:
    """Every scenario of the catalogue, by name. Raises Refusal where a file is faulty."""
    return [read(path) for path in sorted(CATALOGUE.glob("*.toml"))]


def preset_names() -> list[str]:
    """The names of the catalogue's scenarios."""
    return sorted(path.stem for path in CATALOGUE.glob("*.toml"))


def preset(name: str) -> Preset:
    """The scenario of that name.

    Raises Refusal: USAGE where there is none, with the names that are near; REJECTED where its
    file is faulty.
    """
    names = preset_names()
    if name in names:
        return read(CATALOGUE / f"{name}.toml")
    raise unknown("scenarios", name, names)


def unknown(what: str, name: str, names: Sequence[str], also: Sequence[str] = ()) -> Refusal:
    """The no (USAGE) to a name that is none of `names`, with those that are near.

    `also` are names that may be near and are not listed. More than MOST_LISTED are not listed.
    """
    folded = {one.casefold(): one for one in (*names, *also)}
    near = [folded[one] for one in difflib.get_close_matches(name.casefold(), folded)]
    return Refusal(
        " ".join(
            [
                f"There is no {name!r} among the {what}.",
                *([f"Did you mean {' or '.join(near)}?"] if near else []),
                *([_listed(what, names)] if len(names) <= MOST_LISTED else []),
            ]
        ),
        exit_code=ExitCode.USAGE,
    )


def _listed(what: str, names: Sequence[str]) -> str:
    return f"{what[0].upper()}{what[1:]}: {', '.join(names)}."


def read(path: Path) -> Preset:
    """A preset from its TOML file, named after it.

    Raises Refusal, with one finding per fault, where the file cannot be read, is not TOML or
    breaks a rule of the tables above.
    """
    values = {"name": path.stem, **read_toml(path)}
    return checked(Preset, values, file=path.name, code="SCN001")
