"""Replications in blocks: the same whatever the number of workers, and told as they are done."""

from dataclasses import replace
from unittest.mock import Mock, call

import numpy as np
import pytest

from planner.stages import Stage, watched_by
from scenarios.growth.cascade import cascade
from scenarios.growth.outcome import SERIES, joined
from scenarios.growth.rates import usual
from scenarios.growth.scenario import growth
from scenarios.growth.simulate import BLOCK, simulate, simulate_draws
from tests.scenarios.growth.worlds import fixed, world

REPS = 2 * BLOCK + 30


def same(one, other):
    return all((one[name] == other[name]).all() for name in SERIES)


@pytest.fixture(scope="module")
def made():
    """A small campaign whose rates are drawn anew in each replication."""
    sure = world(rakshaks=30, spans=(10,), seats=15, people=[2000], asks=[3])
    return replace(sure, rates=growth("bilaspur").rates)


@pytest.fixture(scope="module")
def told(made):
    return simulate(made, REPS, 7, workers=1)


@pytest.mark.parametrize("workers", [2, 3, None])
def test_the_answer_does_not_depend_on_the_workers(made, told, workers):
    draws, outcome = simulate(made, REPS, 7, workers=workers)
    assert (draws.luck == told[0].luck).all()
    assert same(outcome, told[1])


def test_another_seed_is_another_answer(made, told):
    _, outcome = simulate(made, REPS, 8, workers=1)
    assert not same(outcome, told[1])


def test_more_replications_leave_the_blocks_that_are_full_as_they_were(made, told):
    _, more = simulate(made, REPS + BLOCK, 7)
    whole = 2 * BLOCK
    assert all((more[name][:whole] == told[1][name][:whole]).all() for name in SERIES)
    assert more.reps == REPS + BLOCK


def test_blocks_are_not_alike_though_their_rates_are(made):
    alike = usual(made.rates, len(made.calendar), 2 * BLOCK)
    mitans = simulate_draws(made, alike, 7).last("mitans")
    assert (mitans[:BLOCK] != mitans[BLOCK:]).any()


def test_a_block_alone_is_the_first_of_many(made, told):
    first = simulate_draws(made, told[0].block(0, BLOCK), 7)
    rest = [told[1][name][BLOCK:] for name in SERIES]
    assert all((first[name] == told[1][name][:BLOCK]).all() for name in SERIES)
    assert same(
        joined([first, type(first)(dict(zip(SERIES, rest, strict=True)))]), told[1]
    )  # joined parts are the whole


def test_progress_is_told_to_the_end(made):
    watcher = Mock()
    with watched_by(watcher):
        simulate(made, REPS, 7)
    assert watcher.mock_calls == [
        call.begin(Stage.SIMULATE, REPS),
        *(call.done(count) for count in (BLOCK, 2 * BLOCK, REPS)),
        call.end(),
    ]


def test_where_everything_is_sure_all_replications_are_alike():
    sure = world()
    outcome = simulate_draws(sure, usual(fixed(), len(sure.calendar), 40), 1)
    assert outcome["field"].tolist() == [[0, 0, 4, 6, 6, 6, 6, 6, 6]] * 40


def test_rates_that_differ_make_the_band_wider():
    made = cascade(growth("bilaspur")).with_rakshaks(500)
    days = len(made.calendar)
    alike = simulate_draws(made, usual(made.rates, days, 100), 1)
    _, drawn = simulate(made, 100, 1)
    assert np.std(drawn.last("pledges")) > 3 * np.std(alike.last("pledges"))
