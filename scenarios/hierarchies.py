"""Hierarchies: presets of who leads whom and how many each has, read from TOML and validated.

A scenario says what a district is like; a hierarchy says how a campaign is organised, wherever
it is, as values of campaign.toml.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from planner.policy import USUAL_POLICY, Policy, load, over_usual
from planner.settings import Section, Text, checked, read_toml, with_values
from scenarios.presets import CATALOGUE, Count, Fact, unknown

HIERARCHIES = CATALOGUE / "hierarchies"

Setting = str | int | float
Line = Annotated[str, Field(pattern=r"^[^\r\n]+$")]  # stands in a comment of campaign.toml


class Span(Section):
    """How many of the next level one has."""

    least: Count
    usual: Count
    most: Count
    source: Text

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if not self.least <= self.usual <= self.most:
            raise ValueError(f"{self.least}, {self.usual}, {self.most} do not go up")
        return self


class Level(Section):
    """One level: its role in the program, what this campaign calls it, how many it has below."""

    code: Literal["leader", "rakshak", "mitan"]
    label: Line
    label_hi: Line
    span: Span | None = None


class Hierarchy(Section):
    """One hierarchy of the catalogue. `levels` go from the top down."""

    name: Text
    title: Line
    title_hi: Line
    text: Text
    text_hi: Text
    levels: Annotated[tuple[Level, ...], Field(strict=False, alias="level")]
    sets: Annotated[dict[str, dict[str, Setting]], Field(alias="policy")]
    facts: Annotated[tuple[Fact, ...], Field(strict=False, alias="fact")]

    @model_validator(mode="after")
    def _is_a_chain(self) -> Self:
        codes = [level.code for level in self.levels]
        if codes[-2:] != ["rakshak", "mitan"] or set(codes[:-2]) != {"leader"}:
            raise ValueError("the levels are leaders, then rakshak, then mitan")
        for level in self.levels:
            if (level.span is None) != (level.code == "mitan"):
                raise ValueError(f"{level.label}: every level but the last has a span")
        return self

    @model_validator(mode="after")
    def _agrees_with_its_policy(self) -> Self:
        quota, span = self.policy.quota, self.policy.span
        *leaders, mitans = [level.span for level in self.levels if level.span is not None]
        wanted, off = quota.mitans_per_rakshak, quota.tolerance
        if (mitans.least, mitans.usual, mitans.most) != (wanted - off, wanted, wanted + off):
            raise ValueError(f"the last span is not quota.mitans_per_rakshak {wanted} +- {off}")
        if (min(s.least for s in leaders), max(s.most for s in leaders)) != (span.least, span.most):
            raise ValueError(f"the leaders' spans do not go from span.least to span.most {span}")
        with_values(_usual_page(), self.sets)  # each has a line in campaign.toml
        return self

    @cached_property
    def policy(self) -> Policy:
        """The usual policy with what this hierarchy sets. Raises Refusal where that is wrong."""
        return over_usual(self.sets, file=f"{self.name}.toml")

    @property
    def team(self) -> int:
        """How many rakshaks a leader usually has."""
        return [level.span.usual for level in self.levels if level.span is not None][-2]


def settings(hierarchy: Hierarchy) -> list[tuple[str, Setting, Setting]]:
    """What it sets: the setting, its value, and the usual value."""
    usual = load()
    return [
        (f"{table}.{key}", value, getattr(getattr(usual, table), key))
        for table, keys in hierarchy.sets.items()
        for key, value in keys.items()
    ]


def policy_page(hierarchy: Hierarchy) -> str:
    """The campaign.toml of this hierarchy: the usual one, comments and all, with its values."""
    remark = [
        f"Preset {hierarchy.name}: {hierarchy.title}.",
        f"Called here: {', '.join(f'{one.code} = {one.label}' for one in hierarchy.levels)}.",
        "What it sets; a line that you delete falls back to the usual value in brackets:",
        *(f"  {name} = {value} ({usual})" for name, value, usual in settings(hierarchy)),
        "All else is as usual. The target and the phases are for you to set.",
    ]
    top = "".join(f"# {line}\n" for line in remark)
    return f"{top}\n{with_values(_usual_page(), hierarchy.sets)}"


def _usual_page() -> str:
    return USUAL_POLICY.read_text(encoding="utf-8")


def hierarchies() -> list[Hierarchy]:
    """Every hierarchy of the catalogue, by name. Raises Refusal where a file is faulty."""
    return [read(HIERARCHIES / f"{name}.toml") for name in hierarchy_names()]


def hierarchy_names() -> list[str]:
    """The names of the catalogue's hierarchies."""
    return sorted(path.stem for path in HIERARCHIES.glob("*.toml"))


def hierarchy(name: str) -> Hierarchy:
    """The hierarchy of that name.

    Raises Refusal: USAGE where there is none, with the names that are near; REJECTED where its
    file is faulty.
    """
    names = hierarchy_names()
    if name not in names:
        raise unknown("presets", name, names)
    return read(HIERARCHIES / f"{name}.toml")


def read(path: Path) -> Hierarchy:
    """A hierarchy from its TOML file, named after it.

    Raises Refusal, with one finding per fault, where the file cannot be read, is not TOML,
    breaks a rule of the tables above, or sets what the policy does not allow.
    """
    values = {"name": path.stem, **read_toml(path)}
    return checked(Hierarchy, values, file=path.name, code="SCN001")
