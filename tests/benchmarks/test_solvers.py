"""Every solver answers the same question, and those that can say all of it alike."""

import importlib.util

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.model import cost_matrix, gentle_weights, layers, strict_weights
from benchmarks.peers import BrokenError, check
from benchmarks.solvers import SOLVERS
from benchmarks.worlds import made_up
from planner.assignment.network import unfairness
from planner.assignment.rules import tier_values
from planner.snapshot import Pairs, integers, summed
from tests.assignment.oracle import best_values
from tests.worlds import FREE, Person, Place, world

# Not ours to mend: what POT's files hold that Python warns of when they are first compiled, and
# that PuLP 4 will bring its CBC in another way.
pytestmark = [
    pytest.mark.filterwarnings("ignore:invalid escape sequence"),
    pytest.mark.filterwarnings("ignore:PULP_CBC_CMD is deprecated"),
]

LIBRARY = {"highs": "highspy", "cbc": "pulp", "pot": "ot", "pot-plain": "ot"}
EXACT = ["mitan", "cp-sat", "highs", "cbc", "networkx", "pot"]


def answered(name, problem):
    """The solver's rows, checked; skipped where its library is not installed."""
    library = LIBRARY.get(name)
    if library and importlib.util.find_spec(library) is None:
        pytest.skip(f"{library} is not installed (uv sync --group benchmark)")
    rows = SOLVERS[name](problem)
    check(problem, rows)
    return rows


@pytest.mark.parametrize("name", EXACT)
@pytest.mark.parametrize("size", [(8, 5), (30, 12)])
def test_exact_solvers_come_to_the_optimum_of_every_tier(name, size):
    problem = made_up(*size, seed=2)
    best = best_values(problem)
    assert min(best.values()) > 0  # no tier is met by chance
    assert tier_values(problem, answered(name, problem)) == best


def test_pot_without_balance_covers_as_much_for_no_more_metres():
    """It is asked less: coverage is the same, and the cost a bound from below."""
    problem = made_up(30, 12, seed=2)
    best, plain = best_values(problem), tier_values(problem, answered("pot-plain", problem))
    assert plain["coverage"] == best["coverage"]
    assert plain["cost"] <= best["cost"]


def test_the_office_sends_the_nearest_who_are_free_area_by_area():
    """A takes all 3 of N and 1 of the 2 of M; B is left with 1 of M and 2 of the distant F."""
    people = [Person("F", 2, (9_000, 0)), Person("M", 2, (2_000, 0)), Person("N", 3, (1_000, 0))]
    places = [Place("A", 4, (0, 0)), Place("B", 4, (1_000, 0))]
    problem = world(people, places, rates=FREE)
    rows = answered("office", problem)
    f, m, n = range(3)
    made = sorted(zip(rows.rakshak.tolist(), rows.area.tolist(), rows.visits.tolist(), strict=True))
    assert made == [(f, 1, 2), (m, 0, 1), (m, 1, 1), (n, 0, 3)]


@given(st.integers(0, 50), st.integers(2, 40), st.integers(2, 30))
@settings(max_examples=40, deadline=None)
def test_the_office_keeps_every_rule_and_leaves_nobody_idle_who_could_help(seed, rakshaks, areas):
    problem = made_up(rakshaks, areas, seed=seed)
    rows = answered("office", problem)
    spare = problem.availability - rows.by_rakshak(rakshaks)
    short = np.flatnonzero(rows.by_area(areas) < problem.visits)
    idle = np.flatnonzero(spare)
    for area in short:
        assert not problem.allowed(idle, np.full_like(idle, area)).any()


def test_a_made_up_world_is_the_same_twice_and_bites_in_every_tier():
    problem = made_up(200, 100)
    assert problem.digest == made_up(200, 100).digest
    assert problem.digest != made_up(200, 100, seed=1).digest
    asked = problem.visits.sum() / problem.availability.sum()
    assert asked == pytest.approx(0.75, abs=0.05)
    for bit, scarce in ((1, False), (2, True)):
        able = problem.availability[problem.rakshak_skills == bit].sum()
        needed = problem.visits[problem.area_skills == bit].sum()
        assert needed > 0
        assert (needed > able) == scarce
    whole = made_up(200, 100, whole_up_to=5)
    assert (whole.whole == (whole.visits <= 5)).all()
    assert whole.whole.any()


def test_a_cost_is_infinite_where_no_visit_may_be_made():
    problem = made_up(40, 20)
    matrix = cost_matrix(problem)
    r, a = np.divmod(np.arange(40 * 20), 20)
    allowed = problem.allowed(r, a)
    assert not allowed.all()
    assert (np.isfinite(matrix.ravel()) == allowed).all()
    assert (matrix.ravel()[allowed] == problem.cost(r, a)[allowed]).all()


def test_layers_of_single_visits_add_up_to_the_balance_tier():
    """From no visit to all he can make, whoever he is."""
    problem = made_up(40, 20)
    steps = layers(problem, np.ones(40, dtype=bool))
    assert (summed(steps.rakshak, steps.visits, 40) == problem.availability).all()
    change = unfairness(problem, problem.availability) - unfairness(problem, 0 * steps.visits[:40])
    assert (summed(steps.rakshak, steps.added, 40) == change).all()


def test_two_layers_end_at_the_band():
    problem = made_up(40, 20)
    low, high = problem.band()
    steps = layers(problem, np.zeros(40, dtype=bool))
    assert (summed(steps.rakshak, steps.visits, 40) == high).all()
    assert (summed(steps.rakshak, steps.visits * steps.added, 40) == -low).all()


def test_strict_weights_let_no_later_tier_outweigh_an_earlier_one():
    problem = made_up(40, 20)
    longest = int(problem.cost(*np.divmod(np.arange(800), 20)).max())
    coverage, balance = strict_weights(problem, longest)
    assert balance > problem.visits.sum() * longest
    worst = max(
        unfairness(problem, load).sum() for load in (problem.availability * 0, problem.availability)
    )
    assert coverage > worst * balance
    assert gentle_weights(problem, longest)[0] < 2**53  # exact as a float


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([(0, 0, 1)], "may be used"),  # R0 lacks the skill
        ([(1, 0, 0)], "above 0"),
        ([(1, 0, 2), (1, 1, 2)], "can make"),  # 4 of 3
        ([(1, 1, 3)], "need them"),  # 3 of 2
        ([(1, 0, 1), (1, 0, 1)], "one row"),
        ([(0, 2, 1), (1, 2, 1)], "whole"),
    ],
)
def test_an_answer_that_breaks_a_rule_is_none(rows, told):
    skilled = frozenset({0})
    people = [Person("R0", 3), Person("R1", 3, skills=skilled)]
    places = [Place("A0", 2, skills=skilled), Place("A1", 2), Place("A2", 2, whole=True)]
    problem = world(people, places)
    check(problem, Pairs(*integers([(0, 1, 1), (0, 2, 2), (1, 0, 2), (1, 1, 1)]).T))
    with pytest.raises(BrokenError, match=told):
        check(problem, Pairs(*integers(rows).T))
