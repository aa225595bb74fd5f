"""Jams: where a campaign is held up. Each limit is lifted in turn, and all is simulated again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from scenarios.growth.cascade import MOST_RAKSHAKS, Cascade
from scenarios.growth.rates import Rate
from scenarios.growth.simulate import simulate

NO_LIMIT = 1e6
MORE = 1.10


@dataclass(frozen=True)
class Jam:
    """What lifting one limit would bring: pledges more, on average, and its standard error."""

    name: str
    gain: float
    error: float

    @property
    def is_seen(self) -> bool:
        """Whether the gain is more than chance may feign."""
        return self.gain > 3 * self.error


def _seats(cascade: Cascade) -> Cascade:
    return replace(cascade, seats=int(NO_LIMIT))


def _leaders(cascade: Cascade) -> Cascade:
    return replace(cascade, rates=_fixed(cascade.rates, "leaders_found", 1.0))


def _finding(cascade: Cascade) -> Cascade:
    return replace(cascade, rates=_fixed(cascade.rates, "rakshaks_found", 1.0))


def _coming(cascade: Cascade) -> Cascade:
    return replace(cascade, rates=_fixed(cascade.rates, "comes_to_training", 1.0))


def _knowledge(cascade: Cascade) -> Cascade:
    return replace(cascade, rates=_fixed(cascade.rates, "kept_per_level", 1.0))


def _staying(cascade: Cascade) -> Cascade:
    rates = cascade.rates
    for name in ("leaders_leave", "rakshaks_leave", "mitans_leave"):
        rates = _fixed(rates, name, 0.0)
    return replace(cascade, rates=rates)


def _saturation(cascade: Cascade) -> Cascade:
    return replace(cascade, rates=_fixed(cascade.rates, "willing", NO_LIMIT))


def _rakshaks(cascade: Cascade) -> Cascade:
    return cascade.with_rakshaks(min(round(cascade.rakshaks * MORE), MOST_RAKSHAKS))


LIFTED: Mapping[str, Callable[[Cascade], Cascade]] = {
    "seats": _seats,  # everybody who waits has a seat in training
    "leaders": _leaders,  # leaders are found at once
    "finding": _finding,  # rakshaks are found at once
    "coming": _coming,  # all come to the training they are called to
    "knowledge": _knowledge,  # nothing is lost from level to level
    "staying": _staying,  # nobody leaves
    "saturation": _saturation,  # people who can be mitans never run out
    "rakshaks": _rakshaks,  # a tenth more rakshaks, with their leaders
}


def jams(cascade: Cascade, reps: int, seed: int, *, workers: int | None = None) -> list[Jam]:
    """Every limit, the one that costs most pledges first.

    The same rates are drawn with the limit and without it, so that their difference is the
    limit's and not chance's.
    """
    base = simulate(cascade, reps, seed, workers=workers)[1].last("pledges")
    found = []
    for name, lift in LIFTED.items():
        lifted = simulate(lift(cascade), reps, seed, workers=workers)[1].last("pledges")
        gain = lifted.astype(np.int64) - base
        found.append(Jam(name, float(gain.mean()), float(gain.std() / np.sqrt(reps))))
    return sorted(found, key=lambda jam: -jam.gain)


def _fixed(rates: Mapping[str, Rate], name: str, value: float) -> Mapping[str, Rate]:
    """The rates with one at a value, even one that it cannot have."""
    return {**rates, name: rates[name].model_copy(update={"value": value, "range": (value, value)})}
