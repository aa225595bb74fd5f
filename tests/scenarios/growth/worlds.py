"""Campaigns so small that one can say by hand who stands where on which day."""

from datetime import date, timedelta

import numpy as np

from planner.policy import Phase, load
from scenarios.growth.calendar import calendar
from scenarios.growth.cascade import Cascade
from scenarios.growth.counts import grow
from scenarios.growth.persons import live_through
from scenarios.growth.rates import Draws, changed, draw, usual_rates

MONDAY = date(2020, 8, 17)
ENDLESS = 2_000_000_000  # people: so many that they never run out

# whoever can do something does it, nobody leaves, nobody goes to areas, nobody is brought along
SURE = {
    "leaders_found": 1,
    "rakshaks_found": 1,
    "comes_to_training": 1,
    "kept_per_level": 1,
    "knowledge_counts": 0,
    "acceptance": 1,
    "willing": 1,
    "weekend": 1,
    "day_luck": 0,
    "leaders_leave": 0,
    "rakshaks_leave": 0,
    "mitans_leave": 0,
    "sessions": 0,
    "crowd": 1,
    "tells": 0,
    "comes_to_pledge": 1,
    "brings": 0,
    "pledges_at_areas": 1,
    "averted": 0,
}
# team forming on days 0 and 1, training on 1 to 4, awareness on 3 to 7, the pledge on day 8
PHASES = {"teams": (0, 1), "training": (1, 4), "awareness": (3, 7), "pledge": (8, 8)}
ACTIVITY = {
    "forming": {"teams": 1.0},
    "recruiting": {"training": 1.0},
    "training": {"training": 1.0},
    "enrolling": {"awareness": 1.0},
    "visiting": {"awareness": 1.0},
    "pledging": {"pledge": 1.0},
}


def phase(code, first, last, begin=MONDAY):
    days = (begin + timedelta(days=first), begin + timedelta(days=last))
    return Phase(code=code, label=code, label_hi=code, start=days[0], end=days[1])


def with_phases(phases):
    """The usual policy with phases given as code: (first day, last day)."""
    made = tuple(phase(code, first, last) for code, (first, last) in phases.items())
    return load().model_copy(update={"phases": made})


def days(phases=None, activity=None):
    """A calendar: its phases and what is done in them, where it is not the one above."""
    return calendar(with_phases(phases or PHASES), {**ACTIVITY, **(activity or {})})


def fixed(**values):
    """The rates of a world where everything is sure, and these others."""
    wishes = {name: str(value) for name, value in {**SURE, **values}.items()}
    return changed(usual_rates(), wishes)


def world(rates=None, **changes):
    """2 leaders, 6 rakshaks who ask 2 people a day for 4 mitans each, 4 seats in training."""
    made = {
        "title": "by hand",
        "rakshaks": 6,
        "spans": (3,),
        "quota": 4,
        "reserve": 0.0,
        "seats": 4,
        "calendar": days(),
        "target": 24,
        "people": [ENDLESS],
        "spread": [1.0],
        "asks": [2],
        "pace": [1.0],
        "kinds": ("market",),
        "sessions": [[1.0]],
        "crowd": [10.0],
        "pledge": [1.0],
        "rates": fixed(**(rates or {})),
    }
    made |= changes
    whole, parts = ("people", "asks"), ("spread", "pace", "sessions", "crowd", "pledge")
    made |= {name: np.array(made[name], dtype=np.int64) for name in whole}
    made |= {name: np.array(made[name], dtype=np.float64) for name in parts}
    return Cascade(**made)


def by_counts(cascade, seed=1):
    """Every series of one campaign, simulated by counts: lists of D numbers."""
    drawn = draw(cascade.rates, len(cascade.calendar), 1, seed)
    told = grow(cascade, drawn, np.random.default_rng(seed))
    return {name: series[0].tolist() for name, series in told.series.items()}


def by_persons(cascade, seed=1):
    """The same, person by person."""
    drawn = draw(cascade.rates, len(cascade.calendar), 1, seed)
    return lived(cascade, drawn, 0, seed)


def lived(cascade: Cascade, drawn: Draws, rep, seed):
    """One replication of the draws, person by person."""
    rates = {name: float(values[rep]) for name, values in drawn.rates.items()}
    return live_through(cascade, rates, drawn.luck[rep].tolist(), seed)
