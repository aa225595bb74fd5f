"""Laws: the chances of a day, which both ways of simulating obey.

Every function takes and gives numbers or arrays alike; rates are one number a replication.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

Rates = Mapping[str, Any]


def persuasion(rates: Rates, levels: int) -> Any:
    """What is left of the power to persuade after `levels` levels of training, 0 to 1."""
    knowledge = rates["kept_per_level"] ** levels
    return 1 - rates["knowledge_counts"] * (1 - knowledge)


def knowledge(rates: Rates, levels: int) -> Any:
    """What is left of the message after `levels` levels of training, 0 to 1."""
    return rates["kept_per_level"] ** levels


def asking(rates: Rates, levels: int, share: float, weekend: bool, luck: Any) -> Any:
    """The chance that somebody asked becomes a mitan where all around are willing."""
    work = share * luck * (rates["weekend"] if weekend else 1.0)
    return np.minimum(rates["acceptance"] * persuasion(rates, levels) * work, 1.0)


def unsaturated(mitans: Any, people: Any, willing: Any) -> Any:
    """The share of the willing people of a ground who are not mitans yet, 0 to 1."""
    return np.clip(1 - mitans / np.maximum(people * willing, 1.0), 0.0, 1.0)


def holding(rates: Rates, share: float, weekend: bool) -> Any:
    """The chance that a rakshak holds a session at an area today."""
    return np.minimum(rates["sessions"] * share * (rates["weekend"] if weekend else 1.0), 1.0)


def met_once(meetings: Any, people: Any) -> Any:
    """The chance that one of `people` is met at least once in so many meetings at random."""
    return -np.expm1(meetings * np.log1p(-1.0 / np.maximum(people, 2)))


def first_met(unaware: Any, meetings: Any, people: Any) -> tuple[Any, Any]:
    """How many of `unaware` people are met: a binomial number, as its trials and their chance.

    Each meeting is with anybody of all `people`, at random, who may be met again. Mean and
    variance are those of that (the occupancy problem; Feller, 1968, IV.2): people who are many
    are hardly met twice, so there are almost as many newly met as meetings, and no more.
    """
    people = np.maximum(people, 3)
    met = met_once(meetings, people)
    missed = 1 - met
    mean = unaware * met
    both = missed**2 * np.expm1(meetings * np.log1p(-1.0 / (people - 1.0) ** 2))
    variance = mean * missed + unaware * (unaware - 1.0) * both
    share = 1 - variance / np.maximum(mean, np.finfo(float).tiny)
    trials = np.maximum(np.rint(mean / share), np.ceil(mean))
    trials = np.minimum(trials, np.minimum(unaware, meetings)).astype(np.int64)
    return trials, np.minimum(mean / np.maximum(trials, 1), 1.0)


def benched(rakshaks: Any, reserve: float) -> Any:
    """Rakshaks with the bench: a part of one is a whole one, a hair's breadth of a float none."""
    return np.ceil(rakshaks * (1 + reserve) - 1e-6)


def of_the_day(share: Any, day: int, days: int) -> Any:
    """The chance on the `day`-th (from 0) of `days` equal days, such that `share` act in all."""
    part = share / days
    return np.minimum(part / (1 - day * part), 1.0)  # rounding must not make it more than sure
