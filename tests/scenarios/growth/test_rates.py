"""Rates: their ranges and sources, how they are changed, and how they are drawn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.findings import ExitCode, Refusal
from scenarios.growth.rates import Rate, at_quantiles, changed, draw, usual, usual_rates

MANY = 20_000


@pytest.fixture(scope="module")
def rates():
    return usual_rates()


def rate(value, low, high, **bounds):
    texts = {"label": "Rate", "label_hi": "दर", "unit": "share", "source": "assumption"}
    return Rate(value=value, range=(low, high), **texts, **bounds)


def test_every_rate_has_a_source_and_both_languages(rates):
    assert len(rates) == 19
    for name, one in rates.items():
        assert one.source.strip(), name
        assert any("\u0900" <= letter <= "\u097f" for letter in one.label_hi), name
        assert one.label.isascii(), name
        assert one.range[0] < one.range[1], name  # what nobody knows for sure has a range


@pytest.mark.parametrize(
    ("value", "low", "high", "bounds", "fault"),
    [
        (0.5, -0.1, 0.6, {}, "leaves what this rate can be"),
        (0.5, 0.4, 1.1, {}, "leaves what this rate can be"),
        (0.5, 0.6, 0.4, {}, "outside its range"),
        (0.3, 0.4, 0.6, {}, "outside its range"),
        (0.5, 0.4, 0.6, {"least": -1}, "greater than or equal to 0"),
        (float("nan"), 0.4, 0.6, {}, "finite"),
    ],
)
def test_a_rate_that_cannot_be(value, low, high, bounds, fault):
    with pytest.raises(ValueError, match=fault):
        rate(value, low, high, **bounds)


# ---- changed -------------------------------------------------------------------------------------


def test_one_rate_is_fixed_and_the_others_stay(rates):
    made = changed(rates, {"acceptance": "0.7"})
    assert (made["acceptance"].value, made["acceptance"].range) == (0.7, (0.7, 0.7))
    assert made["acceptance"].source == "as asked for"
    assert {name for name in rates if made[name] != rates[name]} == {"acceptance"}
    assert rates["acceptance"].range == (0.55, 0.80)


@pytest.mark.parametrize(
    ("text", "value", "span"),
    [
        ("0.6..0.75", 0.68, (0.6, 0.75)),  # the usual value, where the range has it
        ("0.7..0.9", 0.7, (0.7, 0.9)),  # else the end that is near
        ("0.1..0.3", 0.3, (0.1, 0.3)),
        ("0", 0.0, (0.0, 0.0)),
    ],
)
def test_a_range_is_asked_for(rates, text, value, span):
    made = changed(rates, {"acceptance": text})["acceptance"]
    assert (made.value, made.range) == (value, span)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("acceptence", "0.5", "Did you mean acceptance"),
        ("acceptance", "many", "give a number"),
        ("acceptance", "", "give a number"),
        ("acceptance", "..0.5", "give a number"),
        ("acceptance", "0.5..", "give a number"),
        ("acceptance", "0.1..0.2..0.3", "give a number"),
        ("acceptance", "-0.1", "between 0 and 1"),
        ("acceptance", "1.2", "between 0 and 1"),
        ("acceptance", "0.6..0.5", "the lower end first"),
        ("acceptance", "nan", "between 0 and 1"),
        ("brings", "inf", "between 0 and 50"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(rates, name, text, said):
    with pytest.raises(Refusal, match=said) as refused:
        changed(rates, {name: text})
    assert refused.value.exit_code is ExitCode.USAGE


# ---- drawn ---------------------------------------------------------------------------------------


def test_drawn_rates_have_the_mean_of_a_pert_distribution(rates):
    drawn = draw(rates, 3, MANY, 1)
    for name, one in rates.items():
        low, high = one.range
        values = drawn.rates[name]
        assert low <= values.min() <= values.max() <= high, name
        error = values.std() / np.sqrt(MANY)
        assert values.mean() == pytest.approx((low + 4 * one.value + high) / 6, abs=4 * error), name


def test_luck_is_one_on_average_and_as_spread_as_its_rate(rates):
    drawn = draw(changed(rates, {"day_luck": "0.2"}), 5, MANY, 1)
    assert drawn.luck.shape == (MANY, 5)
    error = drawn.luck.std() / np.sqrt(drawn.luck.size)
    assert drawn.luck.mean() == pytest.approx(1, abs=4 * error)
    assert np.log(drawn.luck).std() == pytest.approx(0.2, rel=0.02)
    assert (draw(changed(rates, {"day_luck": "0"}), 5, 10, 1).luck == 1).all()


def test_a_fixed_rate_is_always_the_same():
    assert (draw({"day_luck": rate(0.1, 0.1, 0.1)}, 2, 50, 1).rates["day_luck"] == 0.1).all()


@given(st.integers(0, 2**63 - 1), st.integers(1, 40), st.integers(1, 40))
@settings(max_examples=20, deadline=None)
def test_a_rate_more_or_a_replication_more_changes_no_other(seed, some, more):
    rates = usual_rates()
    few = draw(rates, 4, some, seed)
    many = draw({**rates, "another": rate(0.3, 0.1, 0.9)}, 4, some + more, seed)
    for name in rates:
        assert (few.rates[name] == many.rates[name][:some]).all(), name
    assert (few.luck == many.luck[:some]).all()
    changed_one = draw(changed(rates, {"acceptance": "0.1..0.2"}), 4, some, seed)
    for name in set(rates) - {"acceptance"}:
        assert (few.rates[name] == changed_one.rates[name]).all(), name


def test_rates_and_seeds_are_told_apart(rates):
    alike = {"day_luck": rate(0.5, 0.0, 1.0), "luck_day": rate(0.5, 0.0, 1.0)}
    one, two = draw(alike, 1, 5, 1), draw(alike, 1, 5, 2)
    assert not (one.rates["day_luck"] == one.rates["luck_day"]).any()
    assert not (one.rates["day_luck"] == two.rates["day_luck"]).any()


def test_a_block_is_a_stretch_of_the_replications(rates):
    drawn = draw(rates, 4, 10, 1)
    parts = [drawn.block(0, 4), drawn.block(4, 8), drawn.block(8, 12)]
    assert [len(part.luck) for part in parts] == [4, 4, 2]
    assert (np.concatenate([part.luck for part in parts]) == drawn.luck).all()
    for name in rates:
        joined = np.concatenate([part.rates[name] for part in parts])
        assert (joined == drawn.rates[name]).all()


def test_usual_rates_of_any_number_of_replications(rates):
    drawn = usual(rates, 4, 3)
    assert drawn.luck.tolist() == [[1.0] * 4] * 3
    assert drawn.rates["acceptance"].tolist() == [0.68] * 3


def test_quantiles_are_those_of_what_is_drawn(rates):
    chances = np.array([0.0, 0.05, 0.5, 0.95, 1.0])
    values = at_quantiles(rates, dict.fromkeys(rates, chances))
    drawn = draw(rates, 1, MANY, 1)
    for name, one in rates.items():
        low, high = one.range
        assert values[name][[0, -1]].tolist() == pytest.approx([low, high])
        found = np.quantile(drawn.rates[name], chances[1:-1])
        assert values[name][1:-1] == pytest.approx(found, abs=0.03 * (high - low)), name
    fixed = at_quantiles({"one": rate(0.2, 0.2, 0.2)}, {"one": chances})
    assert fixed["one"].tolist() == [0.2] * 5
