"""The door to CP-SAT: hints, limits, bounds, and the same answer every time."""

import numpy as np
import pytest
from ortools.sat.python import cp_model

from planner.cp import minimise
from planner.snapshot import Ints, integers

PLENTY, NOTHING = 10.0, 1e-9


def cover(sets: int, items: int, seed: int):
    """Choose the cheapest sets so that each item is in three of them: hard enough to take time."""
    rng = np.random.default_rng(seed)
    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in range(sets)]
    for _ in range(items):
        members = rng.choice(sets, 8, replace=False).tolist()
        model.add(sum(chosen[k] for k in members) >= 3)
    price = rng.integers(50, 100, sets).tolist()
    return model, sum(p * c for p, c in zip(price, chosen, strict=True)), chosen, integers(price)


def test_the_least_value_and_where_it_is():
    # 3 x + 2 y with x + y >= 4, x <= 3, y <= 3: y as large as may be, 3 x 1 + 2 x 3 = 9.
    model = cp_model.CpModel()
    x, y = model.new_int_var(0, 3, "x"), model.new_int_var(0, 3, "y")
    model.add(x + y >= 4)
    answer, work = minimise(model, 3 * x + 2 * y, [x, y], None, PLENTY)
    assert (answer.values.tolist(), answer.value, answer.bound) == ([1, 3], 9, 9)
    assert answer.optimal
    assert answer.work == work >= 0


def test_a_number_may_be_the_aim():
    model = cp_model.CpModel()
    x = model.new_int_var(2, 3, "x")
    answer, _ = minimise(model, 7, [x], None, PLENTY)
    assert (answer.value, answer.bound) == (7, 7)


def test_what_cannot_be_has_no_answer():
    model = cp_model.CpModel()
    x = model.new_int_var(0, 3, "x")
    model.add(x >= 4)
    answer, _ = minimise(model, x, [x], None, PLENTY)
    assert answer is None


@pytest.mark.parametrize("limit", [0.01, 0.1])
def test_a_hint_is_never_made_worse(limit):
    model, aim, chosen, price = cover(120, 150, seed=1)
    known, _ = minimise(model, aim, chosen, None, 0.2)
    for hint in (known.values, np.ones(120, dtype=np.int64)):  # all sets together cover all
        answer, _ = minimise(model, aim, chosen, hint, limit)
        assert answer is not None
        assert answer.value == price @ answer.values <= price @ hint


def test_without_time_there_is_the_hint_or_nothing():
    model, aim, chosen, price = cover(120, 150, seed=1)
    hint = np.ones(120, dtype=np.int64)
    for limit in (NOTHING, 0.003, 0.01):
        answer, work = minimise(model, aim, chosen, hint, limit)
        assert work >= 0
        assert answer is None or answer.bound < answer.value <= price @ hint
    nothing, _ = minimise(model, aim, chosen, None, NOTHING)
    assert nothing is None


@pytest.mark.parametrize("limit", [0.02, 0.2])
@pytest.mark.parametrize("seed", [1, 2])
def test_same_question_same_answer_and_no_bound_above_it(limit, seed):
    def once() -> tuple[Ints, int, int, float]:
        model, aim, chosen, _ = cover(100, 120, seed=seed)
        answer, _ = minimise(model, aim, chosen, np.ones(100, dtype=np.int64), limit)
        return answer.values.tolist(), answer.value, answer.bound, answer.work

    first = once()
    assert first == once()
    assert first[2] <= first[1]


def test_a_bound_of_a_short_search_holds_for_a_long_one():
    model, aim, chosen, _ = cover(40, 40, seed=3)
    long, _ = minimise(model, aim, chosen, None, 60.0)
    short, _ = minimise(model, aim, chosen, np.ones(40, dtype=np.int64), 0.01)
    assert long.optimal
    assert short.bound <= long.value <= short.value


def test_an_older_hint_is_forgotten():
    model = cp_model.CpModel()
    x = model.new_int_var(0, 3, "x")
    minimise(model, x, [x], integers([2]), PLENTY)
    answer, _ = minimise(model, -x, [x], integers([1]), PLENTY)
    assert (answer.values.tolist(), answer.value) == ([3], -3)


def test_all_rules_in_the_relaxation_bring_the_same_answer_with_less_work():
    """Many sites, each open or closed, each shop at an open one: bounds are what is hard."""
    rng = np.random.default_rng(0)
    way = rng.integers(1, 100, (14, 14)).tolist()
    model = cp_model.CpModel()
    site = [model.new_bool_var("") for _ in range(14)]
    at = [[model.new_bool_var("") for _ in range(14)] for _ in range(14)]
    model.add(sum(site) <= 4)
    for row in at:
        model.add_exactly_one(row)
        for k in range(14):
            model.add_implication(row[k], site[k])
    aim = sum(
        d * x for ways, row in zip(way, at, strict=True) for d, x in zip(ways, row, strict=True)
    )
    usual, _ = minimise(model, aim, site, None, PLENTY)
    linear, _ = minimise(model, aim, site, None, PLENTY, linear=True)
    assert usual.optimal
    assert linear.optimal
    assert linear.value == usual.value
    assert linear.work < usual.work
