"""The check of the forecast, short: a small campaign, few trials, one cut."""

from dataclasses import replace

import numpy as np

from benchmarks.forecast import checked, lived_through, seen_of
from scenarios.growth.cascade import cascade
from scenarios.growth.rates import draw
from scenarios.growth.scenario import growth
from scenarios.growth.simulate import simulate, simulate_draws

TRIALS, REPS = 40, 400


def small(rakshaks):
    """The campaign of Bilaspur on one ground, with one pace."""
    made = cascade(growth("bilaspur"))
    part = rakshaks / made.rakshaks
    return replace(
        made.with_rakshaks(rakshaks),
        people=np.array([round(made.people.sum() * part)]),
        spread=np.ones(1),
        sessions=made.sessions[:1],
        asks=np.array([6]),
        pace=np.ones(1),
        seats=round(made.seats * part),
    )


def test_the_bands_cover_the_truth_and_are_narrower_than_without_progress():
    made = small(1000)
    days = len(made.calendar)
    truth = simulate_draws(made, draw(made.rates, days, TRIALS, 77), 77, workers=1)
    _, prior = simulate(made, 1000, 1, workers=1)
    told = checked(made, truth, 12, REPS, 1, prior)
    # of 40 trials with a chance of 90% there are fewer than 30 in one draw of a thousand
    for name, widest in (("mitans", 0.7), ("pledges", 1.0)):
        assert told[name]["covered_90"] >= 30 / 40
        assert 0.25 <= told[name]["covered_50"] <= 0.75
        assert told[name]["width"] < widest
    assert told["outside"] <= 0.15


def test_trials_can_be_lived_through_person_by_person():
    made = small(40)
    truth = lived_through(made, draw(made.rates, len(made.calendar), 2, 5), 5)
    seen = seen_of(truth, 1, 12, made)
    assert seen.last("mitans") == truth["mitans"][1, 11]
    assert seen.found.tolist()[1] == truth["found"][1, 11]
    assert seen.staff(made).trained.shape == (2, 12)
