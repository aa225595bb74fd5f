"""What a simulated campaign came to, against outcomes made by hand."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from scenarios.growth.cascade import cascade
from scenarios.growth.outcome import SERIES, Outcome
from scenarios.growth.rates import usual
from scenarios.growth.result import Fit, Simulated, simulated
from scenarios.growth.scenario import Known, growth

BILASPUR = cascade(growth("bilaspur"))
DAYS = len(BILASPUR.calendar)


def made(**last):
    """Four replications in which nothing happens before the last day, and then this."""
    series = {name: np.zeros((4, DAYS), dtype=np.int32) for name in SERIES}
    for name, values in last.items():
        series[name][:, -1] = values
    draws = usual(BILASPUR.rates, DAYS, 4)
    return Simulated(replace(BILASPUR, target=100), 0, draws, Outcome(series), ())


def known(low, high, series="pledges"):
    return Known(series=series, day=date(2020, 9, 8), low=low, high=high,
                 text="-", text_hi="-", source="-")  # fmt: skip


def test_the_chance_counts_the_replications_that_have_the_target():
    assert made(pledges=[99, 100, 101, 0]).chance == 0.5
    assert made(pledges=[1, 2, 3, 4]).chance == 0.0


def test_the_day_of_the_target_is_the_first_that_has_it():
    done = made(pledges=[100, 100, 99, 0])
    done.outcome["pledges"][0, 3:] = 100
    assert done.reached_on() == [BILASPUR.calendar.days[3], BILASPUR.calendar.days[-1]]


def test_the_funnel_holds_each_level_against_what_is_wanted_of_it():
    done = made(leaders=[10, 20, 30, 40], mitans=[7] * 4, pledges=[1] * 4)
    stages = {stage.series: stage for stage in done.stages()}
    assert stages["leaders"].wanted == 525
    assert stages["leaders"].band[1] == 25
    assert stages["mitans"].wanted == 10_500 * 25
    assert stages["pledges"].wanted == 100
    assert list(stages) == ["leaders", "found", "trained", "field", "mitans", "pledges"]


@pytest.mark.parametrize(
    ("low", "high", "within"),
    [(0, 9, False), (0, 10, True), (12, 15, True), (20, 30, True), (21, 30, False)],
)
def test_a_reported_figure_fits_where_it_meets_the_band(low, high, within):
    assert Fit(known(low, high), np.array([10.0, 15.0, 20.0])).is_within is within


def test_what_was_reported_of_another_day_than_the_campaign_has_is_left_out():
    far = known(1, 2).model_copy(update={"day": date(2021, 1, 1)})
    assert [fit.known for fit in made().fits([known(1, 2), far])] == [known(1, 2)]


def test_gates_stand_at_the_end_of_training_and_the_beginning_of_visits_and_pledges():
    done = made()
    done.outcome["field"][:, DAYS - 8] = 5_250
    gates = {gate.name: gate for gate in done.gates()}
    assert gates["training"].day == date(2020, 8, 31)
    assert gates["visiting"].day == date(2020, 9, 1)
    assert gates["visiting"].share.tolist() == [0.5, 0.5, 0.5]
    assert gates["pledging"].day == date(2020, 9, 8)


def test_what_is_known_of_2020_lies_within_the_bands_of_its_scenario():
    asked = growth("bilaspur")
    done = simulated(cascade(asked), 400, seed=1, why=False)
    assert [fit.known.text for fit in done.fits(asked.known) if not fit.is_within] == []
    middle = {fit.known.series: fit for fit in done.fits(asked.known)}
    for name, fit in middle.items():  # and not by the width of the band alone
        assert fit.known.low <= fit.band[1] <= fit.known.high, name
