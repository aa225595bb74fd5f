"""Intervals against enumeration, worked examples of others, and how often they hold."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from scipy.stats import t

from planner.audit.estimate import (
    Stratum,
    clopper_pearson,
    each_estimate,
    estimate,
    exact_intervals,
)


def tail(size, bad, sample, xs):
    ways = sum(comb(bad, x) * comb(size - bad, sample - x) for x in xs if x <= sample)
    return Fraction(ways, comb(size, sample))


def by_trying(bad, sample, size, confidence):
    """The numbers of bad units that neither one-sided test rejects."""
    level = (1 - Fraction(str(confidence))) / 2
    possible = [
        k
        for k in range(bad, size - (sample - bad) + 1)
        if tail(size, k, sample, range(bad, sample + 1)) > level
        and tail(size, k, sample, range(bad + 1)) > level
    ]
    return possible[0], possible[-1]


def simple(size, drawn, bad, counted=None):
    columns = (np.array([n]) for n in (drawn, drawn if counted is None else counted, bad))
    return Stratum(size, *columns)


def clusters(size, drawn, bad, correlation=0.33, counted=None):
    columns = (np.array(n) for n in (drawn, drawn if counted is None else counted, bad))
    return Stratum(size, *columns, clustered=True, correlation=correlation)


@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_exact_intervals_are_those_of_trying_every_number(confidence):
    cases = [
        (bad, sample, size)
        for size in (1, 2, 7, 20)
        for sample in {1, max(size // 2, 1), size}
        for bad in range(sample + 1)
    ]
    bad, sample, size = (np.array(column) for column in zip(*cases, strict=True))
    low, high = exact_intervals(bad, sample, size, confidence)
    assert [*zip(low.tolist(), high.tolist(), strict=True)] == [
        by_trying(*case, confidence) for case in cases
    ]


def test_the_published_example_of_three_in_ten_of_fifty():
    """R's samplingbook gives 4 and 32 for it, which are the first numbers that are rejected."""
    low, high = exact_intervals(*(np.array([n]) for n in (3, 10, 50)), 0.95)
    assert (low[0] - 1, high[0] + 1) == (4, 32)


def test_exact_intervals_hold_at_least_as_often_as_they_say():
    size, sample = 30, 8
    bad = np.arange(sample + 1)
    low, high = exact_intervals(bad, np.full(9, sample), np.full(9, size), 0.9)
    for truth in range(size + 1):
        held = sum(
            tail(size, truth, sample, [x]) for x in bad.tolist() if low[x] <= truth <= high[x]
        )
        assert held >= Fraction(9, 10), truth


def test_clopper_pearson_of_textbooks():
    assert clopper_pearson(0, 10, 0.95) == pytest.approx((0, 0.3085), abs=5e-5)
    assert clopper_pearson(1, 10, 0.95) == pytest.approx((0.0025, 0.4450), abs=5e-5)
    assert clopper_pearson(10, 10, 0.95) == pytest.approx((0.6915, 1), abs=5e-5)


def test_a_lot_of_millions_has_the_binomial_interval():
    found = each_estimate([simple(10**8, 40, 2)], 0.95)[0]
    assert (found.low, found.high) == pytest.approx(clopper_pearson(2, 40, 0.95), abs=1e-5)


def test_a_census_leaves_no_doubt():
    found = estimate([simple(20, 20, 3), simple(5, 5, 0)], 0.95)
    assert (found.share, found.low, found.high) == pytest.approx((0.12,) * 3)
    alone = estimate([simple(20, 20, 3)], 0.95)
    assert (alone.share, alone.low, alone.high) == (0.15, 0.15, 0.15)


def test_lots_weigh_as_much_as_they_are_large():
    found = estimate([simple(900, 30, 3), simple(100, 30, 30)], 0.95)
    assert found.share == pytest.approx(0.9 * 0.1 + 0.1)
    assert found.low < found.share < found.high


def test_the_interval_by_hand_where_lots_are_alike():
    """Two lots of 1,000, 5 of 51 bad in each: an effective sample of 2 x 50 / (1 - 51/1000)."""
    found = estimate([simple(1000, 51, 5)] * 2, 0.95)
    effective = 100 / (1 - 0.051)
    expected = clopper_pearson(found.share * effective, effective, 0.95)
    assert (found.low, found.high) == pytest.approx(expected, rel=2e-4)  # t of 101 for 100


def student(freedom):
    """The t quantile of a 95% interval."""
    return float(t.ppf(0.975, freedom))


@pytest.mark.parametrize(
    ("large", "small", "effective"),
    [
        # 0.9 of 0.1 and 0.1 of 0.5 bad: as many as planned, 1 / (0.81/30 + 0.01 x 0.8/19)
        ((30, 3), (20, 10), 1 / (0.81 / 30 + 0.01 * 0.8 / 19)),
        # 0.9 of 0.5 bad: fewer than planned, p (1 - p) / (0.81 x 0.25 x (1 - 10/900) / 9)
        ((10, 5), (90, 0), 0.45 * 0.55 / (0.81 * 0.25 * (1 - 10 / 900) / 9)),
    ],
)
def test_the_interval_of_two_unlike_lots_by_hand(large, small, effective):
    found = estimate([simple(900, *large), simple(100, *small)], 0.95)
    drawn = large[0] + small[0]
    effective *= (student(drawn - 1) / student(drawn - 2)) ** 2
    share = 0.9 * large[1] / large[0] + 0.1 * small[1] / small[0]
    assert found.share == pytest.approx(share)
    expected = clopper_pearson(share * effective, effective, 0.95)
    assert (found.low, found.high) == pytest.approx(expected, rel=1e-9)


def test_the_interval_of_unlike_clusters_by_hand():
    """Five times 2 of 4 answers of 5 drawn, and 1 of 10: (0.4 + 0.1) / (0.8 + 1) are bad, 5 in 18.

    From it the clusters lie 0.4 - 0.8 x 5/18 and 0.1 - 5/18 off, 8/45 each way, of a mean of 0.9.
    """
    one = clusters(1000, [5, 10] * 5, [2, 1] * 5, correlation=0.05, counted=[4, 10] * 5)
    share, variance = 5 / 18, (8 / 45 / 0.9) ** 2 / 9
    planned = 70 / (1 + 6 * 0.05)  # 70 answers, 7 a cluster
    effective = share * (1 - share) / variance
    assert effective < planned
    effective *= (student(69) / student(9)) ** 2
    found = estimate([one], 0.95)
    assert found.share == pytest.approx(share)
    expected = clopper_pearson(share * effective, effective, 0.95)
    assert (found.low, found.high) == pytest.approx(expected, rel=1e-9)


def test_clusters_that_agree_count_as_planned():
    found = estimate([clusters(1000, [5] * 3, [1] * 3, correlation=0.2)], 0.95)
    effective = 15 / (1 + 4 * 0.2) * (student(14) / student(2)) ** 2
    expected = clopper_pearson(0.2 * effective, effective, 0.95)
    assert (found.low, found.high) == pytest.approx(expected, rel=1e-9)


def test_fewer_answers_than_clusters_are_no_larger_sample():
    """One answer each of two clusters of four is a sample of two, whatever is correlated."""
    answers = {"counted": [1, 1, 0, 0], "correlation": 0.5}
    found = estimate([clusters(1000, [2] * 4, [0] * 4, **answers)], 0.95)
    expected = clopper_pearson(0, 2 * (student(1) / student(3)) ** 2, 0.95)
    assert (found.low, found.high) == pytest.approx(expected, rel=1e-9)


def test_clusters_of_one_size_have_the_mean_of_their_shares():
    """Penn State STAT 506, lesson 7.3: shares 420/650, 1785/2840, 2198/3200."""
    shares = np.array([420 / 650, 1785 / 2840, 2198 / 3200])
    one = clusters(6690, [1000] * 3, (shares * 1000).round().astype(int))
    found = estimate([one], 0.95)
    assert found.share == pytest.approx(0.6538, abs=5e-4)


def test_the_interval_of_four_clusters_by_hand():
    """One of four all bad: variance 1/16, effective sample 3; t of 19 and 3: 2.0930 and 3.1824."""
    found = estimate([clusters(1000, [5] * 4, [5, 0, 0, 0], correlation=0.0)], 0.95)
    effective = 3 * (2.0930 / 3.1824) ** 2
    expected = clopper_pearson(0.25 * effective, effective, 0.95)
    assert (found.low, found.high) == pytest.approx(expected, rel=1e-3)


def test_the_variance_between_clusters_widens_the_interval():
    even = clusters(10_000, [10] * 20, [2] * 20, correlation=0.0)
    uneven = clusters(10_000, [10] * 20, [10] * 4 + [0] * 16, correlation=0.0)
    plain = simple(10_000, 200, 40)
    widths = [f.high - f.low for f in (estimate([s], 0.95) for s in (plain, even, uneven))]
    assert widths[0] <= widths[1] < widths[2] / 2


def test_a_lucky_zero_is_no_certainty():
    assert estimate([clusters(10_000, [5] * 20, [0] * 20)], 0.95).high > 0.05
    assert estimate([simple(1000, 40, 0)] * 3, 0.95).high > 0.02


def test_one_bad_unit_in_a_small_lot_says_little_of_the_large_ones():
    """Its estimated variance is tiny; the effective sample must not be larger than planned."""
    lots = [simple(20_000, 44, 0)] * 20 + [simple(50, 24, 1)]
    assert estimate(lots, 0.95).high > 0.003  # 0 of 880 alone: 0.0042


def test_what_nobody_answered_is_unknown():
    assert estimate([simple(100, 20, 1), simple(100, 20, 0, counted=0)], 0.95) is None
    assert each_estimate([simple(100, 20, 0, counted=0)], 0.95) == [None]
    assert estimate([clusters(100, [2, 2], [0, 0], counted=[0, 0])], 0.95) is None
    assert estimate([], 0.95) is None


def test_of_those_who_answered_the_ratio_counts():
    found = estimate([clusters(1000, [4, 4], [1, 2], counted=[2, 4])], 0.95)
    assert found.share == pytest.approx(3 / 6)
    found = each_estimate([simple(100, 20, 2, counted=10)], 0.95)[0]
    assert found.share == pytest.approx(0.2)
    low, high = by_trying(2, 10, 50, 0.95)  # half of them answer, so 50 of 100 would
    assert (found.low, found.high) == pytest.approx((low / 50, high / 50))


@pytest.mark.parametrize("spread", ["even", "uneven", "rare"])
def test_stratified_intervals_hold_as_often_as_they_say(spread):
    random = np.random.default_rng(7)
    sizes = random.integers(30, 20_000, 20)
    shares = {
        "even": np.full(20, 0.07),
        "uneven": random.choice([0.0, 0.02, 0.5], 20, p=[0.5, 0.4, 0.1]),
        "rare": np.full(20, 0.002),
    }[spread]
    bad = np.round(sizes * shares).astype(int)
    truth, sample = bad.sum() / sizes.sum(), np.minimum(sizes, 44)
    found = random.hypergeometric(bad, sizes - bad, sample, (400, 20))
    held = 0
    for row in found:
        one = estimate(
            [simple(*lot) for lot in zip(sizes.tolist(), sample.tolist(), row, strict=True)], 0.95
        )
        held += one.low <= truth <= one.high
    assert held >= 0.93 * 400


@pytest.mark.parametrize("correlation", [0.05, 0.33, 0.6])
def test_cluster_intervals_hold_as_often_as_they_say(correlation):
    """Also where failures are correlated more than was assumed (0.33)."""
    random = np.random.default_rng(8)
    held, share = 0, 0.10
    for _ in range(300):
        spread = (1 - correlation) / correlation
        of_cluster = random.beta(share * spread, (1 - share) * spread, (5, 20))
        bad = random.binomial(5, of_cluster)
        one = estimate([clusters(10_000, [5] * 20, row) for row in bad], 0.95)
        held += one.low <= share <= one.high
    assert held >= 0.93 * 300
