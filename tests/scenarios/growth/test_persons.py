"""Person by person: what counts.py must agree with, in the mean and in how far it is spread.

By hand both are tried in test_counts.py; benchmarks/growth.py compares them at length.
"""

import numpy as np
import pytest

from benchmarks.cascades import made_up, one_set
from scenarios.growth.counts import grow
from scenarios.growth.outcome import SERIES
from scenarios.growth.rates import draw
from tests.scenarios.growth.worlds import days, lived, world

MAIN = ("trained", "field", "mitans", "aware", "pledges")
CAPPED = ("trained", "field")  # mostly as many as are wanted, now and then fewer


def both(cascade, drawn, seed):
    """The last day by counts and by persons, with the same rates and luck: R numbers a series."""
    told = grow(cascade, drawn, np.random.default_rng(seed))
    persons = [lived(cascade, drawn, k, seed + k) for k in range(len(drawn.luck))]
    return (
        {name: told.last(name) for name in SERIES},
        {name: np.array([one[name][-1] for one in persons]) for name in SERIES},
    )


def assert_alike(counts, persons, *, margin, spread):
    """Nothing is off by more than chance gives; means and spreads of MAIN nor by the margins."""
    for name in SERIES:
        one, other = counts[name], persons[name]
        off = one.mean() - other.mean()
        assert abs(off) <= 4.5 * max((one - other).std(), 0.1) / np.sqrt(len(one)), name
        wider = one.std() - other.std()
        assert abs(wider) <= 4.5 * max(np.hypot(error_of_spread(one), error_of_spread(other)), 0.05)
        if name in MAIN:
            assert abs(off) <= margin * other.mean(), name
        if name in MAIN and name not in CAPPED:
            assert abs(wider) <= spread * other.std(), name


def error_of_spread(values):
    """The standard error of a standard deviation, which long tails make large."""
    if not values.std():
        return 0.0
    fourth = ((values - values.mean()) ** 4).mean()
    return np.sqrt((fourth - values.var() ** 2) / len(values)) / (2 * values.std())


@pytest.mark.parametrize("seed", [0, 7, 11])  # 3, 3 and 1 levels of leaders
def test_counts_agree_with_persons(seed):
    cascade = made_up(seed, top=4)
    drawn = draw(cascade.rates, len(cascade.calendar), 250, seed)
    counts, persons = both(cascade, drawn, seed)
    assert_alike(counts, persons, margin=0.04, spread=0.2)


def test_counts_agree_where_nothing_differs_but_chance():
    cascade = made_up(2, top=4)
    counts, persons = both(cascade, one_set(cascade, 400, 2), 2)
    assert_alike(counts, persons, margin=0.04, spread=0.2)


def test_who_is_met_twice_is_counted_once():
    """About 300 meetings with 1,000 people: what differs is who was met by whom, no more."""
    crowd = world({"sessions": 1, "tells": 1}, people=[1000])
    drawn = draw(crowd.rates, len(crowd.calendar), 600, 1)
    counts, persons = both(crowd, drawn, 1)
    assert (counts["aware"] <= counts["informed"] + 24 * 10).all()
    assert_alike(counts, persons, margin=0.02, spread=0.12)


def test_who_pledged_on_an_earlier_day_is_counted_once():
    """Three pledge days in a small place, with mitans made between them, who may have pledged."""
    phases = {"teams": (0, 1), "training": (1, 4), "awareness": (3, 9), "pledge": (7, 9)}
    rates = {"brings": 1, "mitans_leave": 0.05, "acceptance": 0.2, "sessions": 1, "crowd": 0.5}
    made = world(rates, people=[80], calendar=days(phases), seats=100)
    drawn = draw(made.rates, len(made.calendar), 800, 1)
    counts, persons = both(made, drawn, 1)
    assert (persons["of_mitans"] < persons["mitans"]).any()
    assert_alike(counts, persons, margin=0.02, spread=0.2)


def test_the_same_seed_is_the_same_campaign():
    cascade = made_up(3, top=3)
    drawn = one_set(cascade, 1, 3)
    one = lived(cascade, drawn, 0, 5)
    assert lived(cascade, drawn, 0, 5) == one
    assert lived(cascade, drawn, 0, 6) != one
