"""Which rate matters most, where the answer is known beforehand."""

import numpy as np
import pytest

from planner.findings import ExitCode, Refusal
from scenarios.growth.cascade import cascade
from scenarios.growth.rates import at_quantiles
from scenarios.growth.scenario import growth
from scenarios.growth.sensitivity import (
    Asked,
    evaluated,
    free,
    rounds,
    sensitivity,
    shares,
    tornado,
)
from tests.scenarios.growth.worlds import world

BILASPUR = cascade(growth("bilaspur"))
MANY = {"rakshaks": 3_000, "seats": 5_000}  # so many that dice hardly count


def found(outcome="pledges", samples=64, seed=0, rates=None, **changes):
    return sensitivity(world(rates, **{**MANY, **changes}), outcome, samples, seed, reps=20)


def test_where_one_rate_varies_it_is_all():
    told = found(rates={"comes_to_pledge": "0.5..1"})
    (only,) = told.factors
    assert only.name == "comes_to_pledge"
    assert only.first.value == pytest.approx(1, abs=0.15)
    assert only.total.value == pytest.approx(1, abs=0.15)
    assert only.total.low < 1 < only.total.high
    assert told.dice.value < 0.01


def test_a_rate_without_effect_has_none():
    told = found(rates={"comes_to_pledge": "0.5..1", "averted": "1..9"})
    assert [one.name for one in told.factors] == ["comes_to_pledge", "averted"]
    idle = told.factors[1]
    assert idle.total.value == pytest.approx(0, abs=0.01)
    assert idle.total.low <= 0.005
    assert idle.outcome[0] == pytest.approx(idle.outcome[1], rel=0.01)


def test_shares_of_a_sum_are_those_of_its_parts():
    """3x + y + dice of variance 1/12: shares 9, 1 and 1 of 11; nothing acts together."""
    rng = np.random.default_rng(0)
    n = 4096
    a, b = rng.random((2, 2, n))
    mixed = [np.where(np.arange(2)[:, None] == k, b, a) for k in range(3)]
    parts = [3 * x + y + rng.random(n) for x, y in (a, b, *mixed)]
    first, total, dice = shares(parts[0], parts[1], np.stack(parts[2:]), 1)
    assert [one.value for one in first] == pytest.approx([9 / 11, 1 / 11], abs=0.05)
    assert [one.value for one in total] == pytest.approx([9 / 11, 1 / 11], abs=0.05)
    assert dice.value == pytest.approx(1 / 11, abs=0.02)
    for share, true in zip((*first, *total, dice), (9, 1, 9, 1, 1), strict=True):
        assert share.low - 0.02 < true / 11 < share.high + 0.02


def test_dice_are_not_taken_for_an_effect():
    few = found(rates={"acceptance": "0.45..0.55", "tells": "0..1"}, rakshaks=6, quota=50)
    assert few.dice.value > 0.3
    idle = next(one for one in few.factors if one.name == "tells")
    assert idle.total.low < 0.05
    assert idle.total.value < few.dice.value / 2


def test_ends_are_quantiles_and_the_outcome_moves_from_one_to_the_other():
    campaign = world({"comes_to_pledge": "0.5..1"}, **MANY)
    base, ends, moved = tornado(Asked(campaign, "pledges", 0), ["comes_to_pledge"])
    chances = {"comes_to_pledge": np.array([0.05, 0.95])}
    assert ends["comes_to_pledge"] == pytest.approx(
        tuple(at_quantiles(campaign.rates, chances)["comes_to_pledge"])
    )
    low, high = moved["comes_to_pledge"]
    assert low < base <= high
    assert low == pytest.approx(12_000 * ends["comes_to_pledge"][0], rel=0.02)


def test_of_a_chance_the_other_rates_are_drawn():
    campaign = world({"comes_to_pledge": "0.5..1", "acceptance": "0.1..0.9"}, target=6_000, **MANY)
    base, _, moved = tornado(Asked(campaign, "chance", 0), free(campaign))
    assert 0 < base < 1
    for low, high in moved.values():
        assert 0 <= low < base < high <= 1


def test_the_last_row_is_the_first_points_with_other_dice():
    campaign = world({"comes_to_pledge": "0.5..1"}, **MANY)
    first, second, mixed = evaluated(Asked(campaign, "pledges", 0), ["comes_to_pledge"], 32)
    assert mixed.shape == (2, 32)
    assert np.corrcoef(first, mixed[-1])[0, 1] > 0.99
    assert (first != mixed[-1]).any()
    assert np.corrcoef(second, mixed[0])[0, 1] > 0.99  # of one rate all comes from B


def test_the_same_seed_gives_the_same_answer():
    asked = {"samples": 16, "rates": {"comes_to_pledge": "0.5..1"}}
    assert found(**asked) == found(**asked)
    assert found(**asked) != found(**asked, seed=1)


def test_progress_counts_the_rounds():
    campaign, told = world({"tells": "0..1", "comes_to_pledge": "0.5..1"}), []
    sensitivity(campaign, "aware", 8, 0, told.append, reps=2)
    assert told == list(range(1, rounds(campaign) + 1))


def test_bilaspur_hangs_on_whom_mitans_bring():
    told = sensitivity(BILASPUR, "pledges", 32, 0, reps=2)
    assert told.factors[0].name == "brings"
    assert {one.name for one in told.factors} == set(BILASPUR.rates)
    totals = [one.total.value for one in told.factors]
    assert totals == sorted(totals, reverse=True)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"samples": 100}, "100 samples: give a power of 2"),
        ({"samples": 1}, "power of 2"),
        ({"rates": {}}, "No rate has a range"),
        ({"outcome": "chance"}, "chance: 0 whatever the rates"),
    ],
)
def test_what_cannot_be_asked(changes, said):
    asked = {"rates": {"comes_to_pledge": "0.5..1"}, "target": 1_000_000, **changes}
    with pytest.raises(Refusal, match=said) as refused:
        found(**asked)
    assert refused.value.exit_code is ExitCode.USAGE
