"""Cascades made up by chance: other spans, quotas, seats, phases and rates each time."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np

from planner.policy import Phase, load
from scenarios.growth.calendar import Calendar, calendar
from scenarios.growth.cascade import Cascade
from scenarios.growth.rates import Draws, Floats, Rate, draw, usual_rates

FIRST_DAY = date(2020, 8, 17)  # a Monday
WIDER = 1.5  # ranges of rates are drawn from so many times as wide, as far as a rate can be so
LEAST_PEOPLE = 1.3  # for each mitan wanted: hardly enough
MOST_PEOPLE = 12.0
TOP = 12  # leaders
SPANS = {1: (6, 25), 2: (3, 5), 3: (2, 3)}  # from and to, by levels of leaders


def made_up(seed: int, top: int = TOP) -> Cascade:
    """A cascade of 1 to 3 levels of leaders; everything about it follows from the seed.

    `top` to twice as many leaders stand at the top: with few of them, whether one more or less is
    found decides over much, and means take long to settle.
    """
    rng = np.random.default_rng(seed)
    levels = int(rng.integers(1, 4))
    spans = tuple(rng.integers(*SPANS[levels], levels, endpoint=True).tolist())
    rakshaks = int(rng.integers(top, 2 * top + 1)) * math.prod(spans) - int(rng.integers(spans[-1]))
    quota = int(rng.integers(4, 26))
    grounds, kinds, paces = (int(rng.integers(1, most + 1)) for most in (3, 4, 3))
    spread = rng.dirichlet(np.full(grounds, 4.0))
    around = rng.uniform(LEAST_PEOPLE, MOST_PEOPLE, grounds)
    return Cascade(
        title=f"made up, seed {seed}",
        rakshaks=rakshaks,
        spans=spans,
        quota=quota,
        reserve=float(rng.choice([0.0, 0.05, 0.1, 0.25])),
        seats=max(round(rakshaks / rng.uniform(1.0, 4.0)), 1),
        calendar=made_up_days(rng, levels),
        target=rakshaks * quota,
        people=np.ceil(around * rakshaks * quota * spread).astype(np.int64),
        spread=spread,
        asks=np.sort(rng.choice(np.arange(1, 10), paces, replace=False)).astype(np.int64),
        pace=rng.dirichlet(np.full(paces, 3.0)),
        kinds=tuple(f"kind {k}" for k in range(kinds)),
        sessions=rng.dirichlet(np.full(kinds, 2.0), grounds),
        crowd=rng.uniform(5.0, 150.0, kinds),
        pledge=rng.uniform(0.0, 0.6, kinds),
        rates=usual_rates(),
    )


def made_up_days(rng: np.random.Generator, levels: int) -> Calendar:
    """Phases in their order, each longer or shorter, with or without days in common.

    Training takes the longer, the more `levels` of leaders there are.
    """
    begins = FIRST_DAY + timedelta(days=int(rng.integers(7)))
    length = {
        "teams": int(rng.integers(3, 7)),
        "training": int(rng.integers(4 + 2 * levels, 8 + 3 * levels)),
        "awareness": int(rng.integers(4, 9)),
    }
    trains = int(rng.integers(2, length["teams"] + 1))
    makes_aware = trains + int(rng.integers(length["training"] // 2, length["training"] + 1))
    ends = max(makes_aware + length["awareness"], trains + length["training"])
    pledging = int(rng.integers(1, 4))
    stretches = {
        "teams": (0, length["teams"] - 1),
        "training": (trains, trains + length["training"] - 1),
        "awareness": (makes_aware, ends - 1),
        "pledge": (ends - int(rng.integers(0, 2)), ends + pledging - 1),
    }
    phases = tuple(
        Phase(
            code=code,
            label=code,
            label_hi=code,
            start=begins + timedelta(days=int(first)),
            end=begins + timedelta(days=int(last)),
        )
        for code, (first, last) in stretches.items()
    )
    some = rng.uniform(0.3, 1.0, 6).round(2).tolist()
    activity = {
        "forming": {"teams": 1.0, "training": some[0]},
        "recruiting": {"teams": some[1], "training": 1.0, "awareness": some[2]},
        "training": {"training": 1.0, "awareness": some[3]},
        "enrolling": {"training": some[4], "awareness": 1.0},
        "visiting": {"awareness": some[5]},
        "pledging": {"pledge": 1.0},
    }
    return calendar(load().model_copy(update={"phases": phases}), activity)


def one_set(cascade: Cascade, reps: int, seed: int) -> Draws:
    """One set of rates, drawn from wide ranges, for all of R replications; each has its own luck.

    What differs between replications is then chance alone, where a difference of two ways to
    simulate cannot hide behind rates that differ.
    """
    rng = np.random.default_rng([seed, 1])
    fixed = {name: _anywhere(rate, rng) for name, rate in cascade.rates.items()}
    drawn = draw(fixed, len(cascade.calendar), reps, seed)
    rates: dict[str, Floats] = {name: values.copy() for name, values in drawn.rates.items()}
    return Draws(rates, drawn.luck)


def _anywhere(rate: Rate, rng: np.random.Generator) -> Rate:
    """The rate at one value of its range, which is made wider."""
    low, high = rate.range
    more = (high - low) * (WIDER - 1) / 2
    value = float(rng.uniform(max(low - more, rate.least), min(high + more, rate.most)))
    return rate.model_copy(update={"value": value, "range": (value, value)})
