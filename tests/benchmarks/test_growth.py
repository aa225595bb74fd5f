"""The benchmark of the growth model, on a few people: that it sees what differs, and no more."""

import json
from importlib.util import find_spec

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.cascades import made_up, one_set
from benchmarks.growth import MAIN, Agreement, agreement, main, one_campaign
from scenarios.growth.cascade import check_people
from scenarios.growth.simulate import simulate_draws


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_made_up_campaigns_can_be(seed):
    made = made_up(seed, top=3)
    check_people(made)
    assert 2 <= made.levels <= 4
    assert made.wanted[0] >= 3
    for shares in (made.spread, made.pace, *made.sessions):
        assert shares.sum() == pytest.approx(1)
    assert (np.diff(made.asks) > 0).all()
    drawn = one_set(made, 3, seed)
    for name, rate in made.rates.items():
        assert len(set(drawn.rates[name].tolist())) == 1, name
        assert rate.least <= drawn.rates[name][0] <= rate.most, name
    again = made_up(seed, top=3)
    assert (again.people == made.people).all()
    assert again.calendar.days == made.calendar.days


def test_campaigns_differ_in_everything():
    several = [made_up(seed) for seed in range(20)]
    for differs in ("rakshaks", "spans", "quota", "seats", "levels"):
        assert len({getattr(made, differs) for made in several}) > 2, differs
    assert len({len(made.calendar) for made in several}) > 5
    assert {made.levels for made in several} == {2, 3, 4}


def test_an_agreement_by_hand():
    one = agreement("mitans", np.array([10.0, 12.0] * 50), np.array([9.0, 11.0] * 50))
    assert (one.mean, one.spread) == (10.0, 1.0)
    assert one.mean_off == pytest.approx(0.1)
    assert one.mean_error == pytest.approx(np.sqrt(2) * 0.1 / 10)
    assert one.spread_off == 0
    assert not one.holds


@pytest.mark.parametrize(
    ("mean_off", "spread_off", "holds"),
    [(0.004, 0.09, True), (-0.004, -0.09, True), (0.006, 0.0, False), (0.0, -0.11, False)],
)
def test_the_bounds(mean_off, spread_off, holds):
    assert Agreement("aware", 1.0, mean_off, 0.0, 1.0, spread_off, 0.0).holds == holds


def test_where_nothing_differs_there_is_no_spread_to_compare():
    full = agreement("field", np.full(100, 90.0), np.array([90.0] * 99 + [89.0]))
    assert (full.spread_off, full.spread_error) == (0, 0)
    assert full.holds


def test_the_standard_error_of_a_spread():
    rng = np.random.default_rng(1)
    spreads = [rng.standard_normal(200).std() for _ in range(2000)]
    one = agreement("mitans", rng.standard_normal(200) + 9, rng.standard_normal(200) + 9)
    assert one.spread_error == pytest.approx(np.sqrt(2) * np.std(spreads), rel=0.15)


def test_one_campaign_tells_what_it_was_like():
    result = one_campaign(11, error=1.0, least=30, most=30)
    assert (result["seed"], result["persons"], result["counts"]) == (11, 30, 300)
    assert [one["series"] for one in result["series"]] == list(MAIN)
    assert all(abs(one["mean_off"]) < 5 * one["mean_error"] + 1e-3 for one in result["series"])


@pytest.mark.parametrize("who", ["by_mesa", "by_simpy"])
@pytest.mark.parametrize("seed", [0, 5, 11])
def test_agents_and_processes_give_what_counts_give(who, seed):
    for library in ("mesa", "simpy"):
        if find_spec(library) is None:
            pytest.skip(f"{library} is not installed (uv sync --group benchmark)")
    from benchmarks import agents

    made = made_up(seed, top=3)
    drawn = one_set(made, 400, seed)
    told = simulate_draws(made, drawn, seed)
    rows = [
        getattr(agents, who)(
            made,
            {name: float(of[rep]) for name, of in drawn.rates.items()},
            drawn.luck[rep].tolist(),
            rep,
        )
        for rep in range(40)
    ]
    for name in MAIN:
        lived = np.array([row[name] for row in rows], dtype=np.float64)
        one = agreement(name, told.last(name).astype(float), lived)
        assert abs(one.mean_off) <= 4.5 * one.mean_error + 1e-3, name


def test_the_command_writes_a_line_for_each_campaign():
    words = ["agree", "--sets", "2", "--first", "10", "--least", "2", "--most", "2", "--error", "1"]
    done = CliRunner().invoke(main, words)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["seed"] for line in lines] == [10, 11]
    assert done.exit_code == (0 if all(line["holds"] for line in lines) else 1)
