"""Scenario: what a campaign's growth is simulated from, read from TOML and validated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from planner.settings import Labelled, Section, Text, checked, read_toml
from scenarios.growth.outcome import SERIES
from scenarios.growth.rates import GROWTH, Rate, usual_rates
from scenarios.presets import Parameter, unknown

Share = Annotated[float, Field(ge=0, le=1)]
ROUNDING = 0.005  # shares that are to make a whole may be off by so much


class Ground(Labelled):
    """People who live alike, and the share of the rakshaks who are among them."""

    code: Text
    people: Annotated[int, Field(ge=1, le=2_000_000_000)]
    rakshaks: Share
    source: Text


class Pace(Section):
    """How many people a rakshak asks in a day, and the share of rakshaks who do."""

    asks: Annotated[int, Field(ge=1, le=50)]
    share: Share
    source: Text


class Kind(Section):
    """A category of areas: its share of the sessions in each ground, people at one, pledges."""

    code: Text
    share: Annotated[tuple[Share, ...], Field(strict=False)]
    people: Annotated[float, Field(ge=0, le=100_000)]
    pledge: Share
    source: Text


class Cost(Parameter, Labelled):
    """What one of something costs, in rupees."""

    unit: Text
    value: Annotated[float, Field(ge=0)]


class Costs(Section):
    """What a campaign costs. Leaders and rakshaks for all of it, seats and days for each day."""

    leader: Cost
    rakshak: Cost
    seat: Cost
    day: Cost


class Known(Section):
    """A figure that was reported: a series of the outcome on a day lay between low and high."""

    series: Text
    day: date
    low: float
    high: float
    text: Text
    text_hi: Text
    source: Text

    @model_validator(mode="after")
    def _goes_up(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"low {self.low:g} is above high {self.high:g}")
        return self


class Activities(Section):
    """How much of each activity is done in which phase of the policy."""

    forming: dict[str, Share]
    recruiting: dict[str, Share]
    training: dict[str, Share]
    enrolling: dict[str, Share]
    visiting: dict[str, Share]
    pledging: dict[str, Share]

    @model_validator(mode="after")
    def _has_pledges_or_none(self) -> Self:
        if odd := [code for code, share in self.pledging.items() if share not in (0, 1)]:
            raise ValueError(f"pledging is 1 or 0, never a part: {', '.join(odd)}")
        return self


class Growth(Section):
    """One growth scenario of the catalogue, or of a file of the user's."""

    name: Text
    title: Text
    title_hi: Text
    hierarchy: Text
    rakshaks: Parameter
    seats: Parameter
    activity: Activities
    grounds: Annotated[tuple[Ground, ...], Field(strict=False, alias="ground", min_length=1)]
    paces: Annotated[tuple[Pace, ...], Field(strict=False, alias="pace", min_length=1)]
    kinds: Annotated[tuple[Kind, ...], Field(strict=False, alias="kind", min_length=1)]
    costs: Annotated[Costs, Field(alias="cost")]
    known: Annotated[tuple[Known, ...], Field(strict=False)] = ()
    rates: Annotated[dict[str, Rate], Field(alias="rate")]

    @model_validator(mode="after")
    def _makes_wholes(self) -> Self:
        _is_whole([ground.rakshaks for ground in self.grounds], "rakshaks of the grounds")
        _is_whole([pace.share for pace in self.paces], "shares of the paces")
        if any(len(kind.share) != len(self.grounds) for kind in self.kinds):
            raise ValueError("each kind has a share for each ground")
        for k, ground in enumerate(self.grounds):
            _is_whole([kind.share[k] for kind in self.kinds], f"shares of the kinds, {ground.code}")
        for what in (self.grounds, self.kinds):
            codes = [one.code for one in what]
            if len(set(codes)) < len(codes):
                raise ValueError("a code stands twice")
        return self

    @model_validator(mode="after")
    def _knows_its_rates(self) -> Self:
        if odd := sorted({known.series for known in self.known} - set(SERIES)):
            raise ValueError(f"known: no series of the model: {', '.join(odd)}")
        if odd := sorted(set(self.rates) ^ set(usual_rates())):
            raise ValueError(f"no rate of the model: {', '.join(odd)}")
        for code, usual in usual_rates().items():
            if (self.rates[code].least, self.rates[code].most) != (usual.least, usual.most):
                raise ValueError(
                    f"{code}: least and most, {usual.least:g} and {usual.most:g}, are the model's"
                )
        return self

    @model_validator(mode="after")
    def _is_a_campaign(self) -> Self:
        if self.rakshaks.range[0] < 1 or self.seats.range[0] < 0:
            raise ValueError("there is at least 1 rakshak, and no less than 0 seats in training")
        return self


def _is_whole(shares: Sequence[float], what: str) -> None:
    if abs(sum(shares) - 1) > ROUNDING:
        raise ValueError(f"the {what} add up to {sum(shares):.3f}, not to 1")


def growth_names() -> list[str]:
    """The names of the catalogue's growth scenarios."""
    return sorted(path.stem for path in GROWTH.glob("*.toml"))


def growth(name: str) -> Growth:
    """The growth scenario of that name, or of a file where `name` ends in .toml.

    What a file leaves out is that of the scenario named by its key `like`, usually bilaspur.

    Raises Refusal: USAGE where there is none of that name, with those that are near; REJECTED
    where the file is faulty.
    """
    if name.endswith(".toml"):
        return _read(Path(name))
    if name not in growth_names():
        raise unknown("growth scenarios", name, growth_names())
    return _read(GROWTH / f"{name}.toml")


def _read(path: Path) -> Growth:
    values = _values(path)
    usual = {code: rate.model_dump() for code, rate in usual_rates().items()}
    values["rate"] = _over(usual, values.get("rate", {}))
    return checked(Growth, {"name": path.stem, **values}, file=path.name, code="SCN001")


def _values(path: Path) -> dict[str, Any]:
    """What stands in a file, over what stands in the one that it is like."""
    values = read_toml(path)
    like = values.pop("like", None if path.parent == GROWTH else "bilaspur")
    if like is None:
        return values
    others = [name for name in growth_names() if GROWTH / f"{name}.toml" != path]
    if like not in others:
        raise unknown("growth scenarios", str(like), others)
    result: dict[str, Any] = _over(_values(GROWTH / f"{like}.toml"), values)
    return result


def _over(usual: dict[str, Any], given: Any) -> Any:
    """`given` over `usual`, table by table; a list replaces a list."""
    if not isinstance(given, dict):
        return given
    result = dict(usual)
    for key, value in given.items():
        kept = usual.get(key)
        result[key] = _over(kept, value) if isinstance(kept, dict) else value
    return result
