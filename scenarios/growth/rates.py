"""Rates: the numbers that a campaign's growth depends on, each with its range and its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from planner.findings import ExitCode, Refusal
from planner.settings import Labelled, Section, Text, checked, read_toml
from scenarios.presets import CATALOGUE, Parameter, unknown

Floats = NDArray[np.float64]
GROWTH = CATALOGUE / "growth"
RATES_FILE = Path(__file__).with_name("rates.toml")
PEAKEDNESS = 4.0  # of the PERT distribution, as it is usually taken
_RATES, _LUCK = 0, 1  # streams of random numbers


class Rate(Parameter, Labelled):
    """A parameter of the growth model. It lies between `least` and `most`, whatever its range."""

    unit: Text
    least: Annotated[float, Field(ge=0)] = 0.0
    most: float = 1.0

    @model_validator(mode="after")
    def _can_be(self) -> Self:
        low, high = self.range
        if not self.least <= low <= high <= self.most:
            raise ValueError(
                f"the range {low:g} to {high:g} leaves what this rate can be, "
                f"{self.least:g} to {self.most:g}"
            )
        return self


class _RatesFile(Section):
    rates: Annotated[dict[str, Rate], Field(alias="rate", min_length=1)]


@dataclass(frozen=True)
class Draws:
    """R replications: one value a rate (R), and the luck of each of D days (R x D, about 1)."""

    rates: Mapping[str, Floats]
    luck: Floats

    def block(self, start: int, end: int) -> Draws:
        """The replications from `start` up to, without, `end`."""
        rates = {name: values[start:end] for name, values in self.rates.items()}
        return Draws(rates, self.luck[start:end])


def usual_rates() -> dict[str, Rate]:
    """Every rate of the model with its usual value. Raises Refusal where the file is faulty."""
    return checked(
        _RatesFile, read_toml(RATES_FILE), file=RATES_FILE.name, code="SCN001"
    ).rates  # fmt: skip


def changed(rates: Mapping[str, Rate], wishes: Mapping[str, str]) -> dict[str, Rate]:
    """The rates with what somebody wished: `name` to "0.4" (fixed) or "0.3..0.5" (a range).

    Raises Refusal (USAGE) where a name is unknown, a text is no number, or the rate cannot be so.
    """
    result = dict(rates)
    for name, text in wishes.items():
        if name not in rates:
            raise unknown("rates", name, sorted(rates))
        rate = rates[name]
        try:
            low, dots, high = text.partition("..")
            bounds = (float(low), float(high if dots else low))
        except ValueError:
            raise Refusal(
                f"{name}={text}: give a number, {name}=0.4, or a range, {name}=0.3..0.5.",
                exit_code=ExitCode.USAGE,
            ) from None
        if not rate.least <= bounds[0] <= bounds[1] <= rate.most:
            raise Refusal(
                f"{name}={text}: {rate.label.lower()} lies between {rate.least:g} and "
                f"{rate.most:g}, the lower end first.",
                exit_code=ExitCode.USAGE,
            )
        value = min(max(rate.value, bounds[0]), bounds[1])
        told = {"value": value, "range": bounds, "source": "as asked for"}
        result[name] = rate.model_copy(update=told)
    return result


def draw(rates: Mapping[str, Rate], days: int, reps: int, seed: int) -> Draws:
    """R replications' rates, each from a PERT distribution over its range, and days' luck.

    A rate's values depend on the seed and its own name alone: a rate more, or a replication
    more, changes no other. PERT is a beta distribution on the range with the usual value as its
    mode (Malcolm, Roseboom, Clark and Fazar, 1959).
    """
    drawn = {name: _pert(rate, reps, _stream(seed, _RATES, name)) for name, rate in rates.items()}
    return Draws(drawn, luck(drawn["day_luck"], days, seed))


def luck(spread: Floats, days: int, seed: int) -> Floats:
    """The luck of D days of R replications, about 1: R x D; of each a log-normal of its spread."""
    normal = _stream(seed, _LUCK, "").standard_normal((len(spread), days))
    result: Floats = np.exp(spread[:, None] * normal - spread[:, None] ** 2 / 2)
    return result


def at_quantiles(rates: Mapping[str, Rate], chances: Mapping[str, Floats]) -> dict[str, Floats]:
    """Each rate at its quantiles `chances` (each R numbers in 0 to 1)."""
    from scipy.stats import beta

    values = {}
    for name, chance in chances.items():
        low, high, first, second = _shape(rates[name])
        inside = beta.ppf(chance, first, second) if high > low else np.zeros_like(chance)
        values[name] = low + (high - low) * inside
    return values


def usual(rates: Mapping[str, Rate], days: int, reps: int = 1) -> Draws:
    """R replications with every rate at its usual value, and no luck but chance itself."""
    fixed = {name: np.full(reps, rate.value) for name, rate in rates.items()}
    return Draws(fixed, np.ones((reps, days)))


def _stream(seed: int, purpose: int, name: str) -> np.random.Generator:
    key = (purpose, *name.encode())
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))


def _shape(rate: Rate) -> tuple[float, float, float, float]:
    """Low end, high end, and the two shapes of the beta distribution between them."""
    low, high = rate.range
    at = (rate.value - low) / (high - low) if high > low else 0.5
    return low, high, 1 + PEAKEDNESS * at, 1 + PEAKEDNESS * (1 - at)


def _pert(rate: Rate, reps: int, rng: np.random.Generator) -> Floats:
    low, high, first, second = _shape(rate)
    return low + (high - low) * rng.beta(first, second, reps)
