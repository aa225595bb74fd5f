"""Outcome: what R replications of D days came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.growth.rates import Floats

Counts = NDArray[np.int64]  # a country's are more than 32 bits hold

SERIES = (
    "leaders",  # trained and with us, of all levels
    "found",  # rakshaks found so far who are with us, trained or not
    "trained",  # rakshaks trained who are with us, on the bench or in the field
    "waiting",  # people of all levels who wait for training
    "field",  # rakshaks in the field
    "full",  # rakshaks in the field with all their mitans
    "mitans",
    "sessions",  # at areas, so far
    "informed",  # people met at sessions, so far, each time they are met
    "aware",  # people who know of the trick
    "averted",  # frauds, so far
    "pledges",  # so far, of which:
    "of_mitans",
    "of_brought",
    "of_areas",
)
FAN = (0.05, 0.25, 0.50, 0.75, 0.95)


@dataclass(frozen=True)
class Outcome:
    """Every series of SERIES, at the end of each day: R x D counts."""

    series: Mapping[str, Counts]

    def __getitem__(self, name: str) -> Counts:
        return self.series[name]

    @property
    def reps(self) -> int:
        """R, the number of replications."""
        return len(self.series["pledges"])

    def fan(self, name: str, chances: Sequence[float] = FAN) -> Floats:
        """Quantiles of a series over the replications, by day: as many as `chances`, x D."""
        result: Floats = np.quantile(self.series[name], chances, axis=0)
        return result

    def last(self, name: str) -> Counts:
        """A series at the end of the last day: R counts."""
        return self.series[name][:, -1]


def empty(reps: int, days: int) -> Outcome:
    """An outcome to be filled in."""
    return Outcome({name: np.zeros((reps, days), dtype=np.int64) for name in SERIES})


def joined(parts: Sequence[Outcome]) -> Outcome:
    """The replications of several outcomes, one after the other."""
    return Outcome({name: np.concatenate([part[name] for part in parts]) for name in SERIES})
