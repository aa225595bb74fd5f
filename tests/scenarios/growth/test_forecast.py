"""What is foretold of campaigns that have begun."""

from dataclasses import replace

import numpy as np
import pytest

from scenarios.growth.forecast import bank, forecast
from scenarios.growth.outcome import FAN
from scenarios.growth.progress import Seen
from scenarios.growth.rates import usual_rates
from scenarios.growth.simulate import simulate
from tests.scenarios.growth.worlds import world

REPS = 600


def open_world(**changes):
    """A small campaign with the usual rates and their ranges."""
    made = {"rakshaks": 120, "spans": (12,), "quota": 8, "seats": 80, "target": 1500,
            "people": [100_000]}  # fmt: skip
    return replace(world(**{**made, **changes}), rates=usual_rates())


def after(cascade, days, *, rep=0, seed=5):
    """What is seen of one simulated campaign after so many days, and how it ends."""
    _, truth = simulate(cascade, rep + 1, seed)
    told = {name: truth[name][rep, :days].astype(np.int64)
            for name in ("leaders", "trained", "mitans", "pledges")}  # fmt: skip
    found = np.array([cascade.leaders, truth["found"][rep, days - 1]])
    day = cascade.calendar.days[days - 1]
    made = Seen(day, True, *told.values(), dated=True, rakshak=np.zeros(0, np.int64),
                found=found, remarks=())  # fmt: skip
    return made, {name: int(truth[name][rep, -1]) for name in ("mitans", "pledges")}


def foretold(cascade, seen, reps=REPS):
    return forecast(bank(cascade, seen, reps, 1), seen)


def width(made, name):
    return float(np.diff(made.fans[name][[0, -1], -1])[0])


def test_the_band_grows_narrower_as_days_are_seen():
    cascade = open_world()
    wide = [width(foretold(cascade, after(cascade, days)[0]), "mitans") for days in (4, 6, 8)]
    assert wide[0] > wide[1] > wide[2]


def test_the_fan_starts_with_what_is_seen_and_never_loses_a_pledge():
    cascade = open_world()
    seen, _ = after(cascade, 6)
    made = foretold(cascade, seen)
    for name in ("mitans", "pledges"):
        fan = made.fans[name]
        assert fan.shape == (len(FAN), len(cascade.calendar))
        assert (fan[:, :6] == getattr(seen, name)).all()
        assert (np.diff(fan, axis=0) >= 0).all()
    assert (np.diff(made.fans["pledges"], axis=1) >= 0).all()


def test_on_the_last_day_the_forecast_is_what_is_seen():
    cascade = open_world()
    seen, ends = after(cascade, 9)
    made = foretold(cascade, seen)
    assert made.is_over
    assert made.fans["pledges"][:, -1].tolist() == [ends["pledges"]] * len(FAN)
    assert made.chance in (0.0, 1.0)


def test_people_are_trained_as_is_recorded():
    cascade = open_world()
    seen, _ = after(cascade, 5)
    told = bank(cascade, seen, 20, 1).outcome
    assert (told["trained"][:, :5] == seen.trained).all()
    assert (told["leaders"][:, :5] == seen.leaders).all()


def test_without_a_mitan_it_is_the_plain_simulation_from_the_people_there():
    cascade = open_world()
    seen, _ = after(cascade, 2)
    assert seen.mitans.tolist() == [0, 0]
    made = foretold(cascade, seen)
    assert not made.is_fitted
    assert made.rates == []
    assert made.outside == ()
    plain = np.quantile(made.bank.outcome.last("pledges"), FAN)
    assert made.fans["pledges"][:, -1] == pytest.approx(plain, rel=0.01)


def test_pledges_that_the_model_does_not_have_yet_come_on_top():
    cascade = open_world()
    seen, _ = after(cascade, 6)
    plain = foretold(cascade, seen).fans["pledges"][:, -1]
    early = foretold(cascade, replace(seen, pledges=np.array([0, 0, 0, 0, 0, 40])))
    assert early.fit.missing == {"pledges": 40}
    assert early.fans["pledges"][:, -1] == pytest.approx(plain + 40)


def test_where_the_progress_is_not_possible_no_chance_is_told():
    cascade = open_world()
    seen, _ = after(cascade, 6)
    made = foretold(cascade, replace(seen, mitans=seen.mitans * 50))
    assert {one.name for one in made.outside} >= {"mitans", "pace"}
    assert made.chance is None
    assert made.rates == []
    plain = np.quantile(made.bank.outcome["mitans"], FAN, axis=0)
    assert made.fans["mitans"] == pytest.approx(plain, abs=3)


def test_a_faster_campaign_ends_higher_and_tells_of_keener_people():
    cascade = open_world(rakshaks=600, spans=(20,), quota=25, seats=400)
    seen, ends = after(cascade, 6)
    cascade = replace(cascade, target=ends["pledges"])
    slow, fast = (
        foretold(cascade, replace(seen, mitans=np.rint(seen.mitans * times).astype(np.int64)))
        for times in (0.85, 1.1)
    )
    assert slow.fans["mitans"][2, -1] < fast.fans["mitans"][2, -1]
    assert slow.chance < fast.chance
    told = {one.name: one.shift for one in fast.rates}
    was = {one.name: one.shift for one in slow.rates}
    assert told["acceptance"] > was["acceptance"] + 0.5
    assert told["averted"] == pytest.approx(was["averted"], abs=0.1)  # nothing tells of it


def test_rates_stay_within_their_ranges():
    cascade = open_world()
    for one in foretold(cascade, after(cascade, 6)[0]).rates:
        low, high = one.rate.range
        assert low <= one.after[0] <= one.after[1] <= one.after[2] <= high


def test_behind_is_the_way_from_the_middle_to_the_target():
    cascade = open_world()
    seen, _ = after(cascade, 6)
    made = foretold(replace(cascade, target=10_000), seen)
    assert made.behind == 10_000 - round(float(made.fans["pledges"][2, -1]))
    assert foretold(replace(cascade, target=1), seen).behind == 0


def test_at_this_pace_is_plain_arithmetic():
    cascade = open_world()  # enrolling on days 3 to 7
    seen, _ = after(cascade, 6)
    steady = replace(seen, mitans=np.array([0, 0, 0, 10, 30, 60]))
    assert foretold(cascade, steady, 50).at_this_pace == 60 + 2 * 20
    assert foretold(cascade, replace(steady, dated=False), 50).at_this_pace is None
    most = cascade.rakshaks * cascade.quota
    near = replace(seen, mitans=most - np.array([90, 90, 90, 60, 30, 10]))
    assert foretold(cascade, near, 50).at_this_pace == most
    above = replace(seen, mitans=most + np.array([0, 0, 0, 10, 20, 30]))  # of some who have left
    assert foretold(cascade, above, 50).at_this_pace == most + 30


def test_same_seed_same_forecast_whatever_the_workers():
    cascade = open_world()
    seen, _ = after(cascade, 6)
    one, two = (forecast(bank(cascade, seen, 520, 3, workers=w), seen) for w in (1, 2))
    assert one.fans["pledges"].tolist() == two.fans["pledges"].tolist()
