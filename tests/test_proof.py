"""Proof: what holds is accepted, and whatever was tampered with is found, as pair by pair."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.assignment.relaxation import Relaxation, relax
from planner.plan import Proof
from planner.policy import load
from planner.problem import Problem
from planner.proof import UnprovedError, proved_values
from planner.snapshot import Ints, Pairs, integers
from tests.worlds import Person, Place, Size, district, small_problems, world

NEAR, FAR = (0.0, 0.0), (0.0, 3_000.0)
PRICES = ("rakshak_price", "area_price", "first_price")
COVERAGE, BALANCE, COST = range(3)
SIZES = {
    "located": Size(120, 60),
    "half known": Size(120, 60, known=0.5, zones=8),
    "zones only": Size(120, 60, known=0.0, zones=8),
    "stations": Size(120, 60, at_station=True, zones=8),
    "skills": Size(120, 60, skills=(0.2, 0.1)),
    "short": Size(120, 60, used=1.1),
    "short of skills": Size(120, 60, used=0.95, skills=(0.45,)),
}


def relaxed(problem: Problem, **given: int) -> Relaxation:
    return relax(problem, load().search.model_copy(update=given))


def changed(proof: Proof, name: str, at, by: int) -> Proof:
    column = getattr(proof, name).copy()
    column[at] += by
    return replace(proof, **{name: column})


def of_rows(proof: Proof, kept: Ints) -> Proof:
    names = ("rakshak", "area", "visits", "first")
    return replace(proof, **{name: getattr(proof, name)[kept] for name in names})


def with_row(proof: Proof, r: int, a: int) -> Proof:
    """One visit more of a pair without a row."""
    at = np.searchsorted(proof.rakshak * 10_000 + proof.area, r * 10_000 + a)
    columns = {"rakshak": r, "area": a, "visits": 1, "first": 0}
    return replace(proof, **{k: np.insert(getattr(proof, k), at, v) for k, v in columns.items()})


def holds(problem: Problem, proof: Proof) -> bool:
    """Every arc of the network looked at, in plain Python, from the definitions."""
    rakshaks, areas = problem.shape
    cells = zip(proof.rakshak.tolist(), proof.area.tolist(), strict=True)
    numbers = zip(proof.visits.tolist(), proof.first.tolist(), strict=True)
    rows = dict(zip(cells, numbers, strict=True))
    if list(rows) != sorted(rows) or len(rows) != len(proof.rakshak):
        return False
    pins = zip(problem.pinned.rakshak.tolist(), problem.pinned.area.tolist(), strict=True)
    pinned = dict(zip(pins, problem.pinned.visits.tolist(), strict=True))
    price = {name: [tuple(row) for row in getattr(proof, name).tolist()] for name in PRICES}

    def right(reduced: tuple[int, ...], units: int, capacity: int) -> bool:
        if not 0 <= units <= capacity:
            return False
        if reduced > (0, 0, 0):
            return units == 0
        return units == capacity or reduced >= (0, 0, 0)

    made = [sum(v for (i, _), v in pinned.items() if i == r) for r in range(rakshaks)]
    left = [int(problem.availability[r]) - made[r] for r in range(rakshaks)]
    for a in range(areas):
        there = [visits for (_, j), visits in pinned.items() if j == a]
        several = not problem.whole[a] and problem.different[a] > 1
        first = max(int(problem.different[a]) - len(there), 0) if several else 0
        demand = int(problem.reach[a]) - sum(there) - first
        at_area = {r: rows.get((r, a), (0, 0)) for r in range(rakshaks)}
        for r in range(rakshaks):
            visits, one = at_area[r]
            allowed = bool(problem.allowed(integers([r]), integers([a]))[0])
            if not allowed and (r, a) not in pinned:
                if visits or one or (r, a) in rows:
                    return False
                continue
            way = int(problem.cost(integers([r]), integers([a]))[0])
            for name, units, capacity in (
                ("area_price", visits - one, min(left[r], demand)),
                ("first_price", one, 0 if (r, a) in pinned else min(left[r], first, 1)),
            ):
                pair = zip((0, 0, way), price[name][a], price["rakshak_price"][r], strict=True)
                if not right(tuple(x + y - z for x, y, z in pair), units, capacity):
                    return False
        for name, units, most in (
            ("area_price", sum(visits - one for visits, one in at_area.values()), demand),
            ("first_price", sum(one for _, one in at_area.values()), first),
        ):
            coverage, *others = price[name][a]
            penalty = coverage + int(problem.priority[a])
            if not right((penalty, *others), most - units, most):
                return False
    least, most_fair = problem.band()
    for r in range(rakshaks):

        def unfair(load: int, r: int = r) -> int:
            off = max(int(least[r]) - load, load - int(most_fair[r]), 0)
            return off * (off + 1) // 2

        load_now = made[r] + sum(rows.get((r, a), (0, 0))[0] for a in range(areas))
        if load_now > problem.availability[r]:
            return False
        coverage, balance, metres = price["rakshak_price"][r]
        for step in range(made[r], int(problem.availability[r])):  # the step-th visit to the next
            reduced = coverage, balance + unfair(step + 1) - unfair(step), metres
            if not right(reduced, int(load_now > step), 1):
                return False
    return True


@given(small_problems())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_the_search_proves_is_proved(problem):
    found = relaxed(problem)
    assert proved_values(problem, found.proof) == found.values
    assert holds(problem, found.proof)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())
def test_districts_are_proved_from_few_pairs(size):
    problem = district(size, seed=2)
    found = relaxed(problem, nearest=3, all_pairs_up_to=0, rounds=60)
    assert found.settled
    assert len(found.keys) < 120 * 60
    assert proved_values(problem, found.proof) == found.values


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())
def test_a_search_that_stopped_too_early_is_not_proved(size):
    problem = district(size, seed=2)
    found = relaxed(problem, nearest=1, all_pairs_up_to=0, rounds=0)
    with pytest.raises(UnprovedError):
        proved_values(problem, found.proof)


@st.composite
def tampered(draw: st.DrawFn) -> tuple[Problem, Relaxation, Proof]:
    problem = draw(small_problems())
    found = relaxed(problem)
    proof = found.proof
    rakshaks, areas = problem.shape
    kind = draw(st.sampled_from([*PRICES, "visits", "first", "dropped", "added"]))
    by = draw(st.sampled_from([-1, 1, -1_000, 1_000, -10_000, 10_000]))
    if kind in PRICES:
        row = draw(st.integers(0, (rakshaks if kind == PRICES[0] else areas) - 1))
        return problem, found, changed(proof, kind, (row, draw(st.integers(0, 2))), by)
    rows = len(proof.rakshak)
    if kind == "added" or rows == 0:
        r, a = draw(st.integers(0, rakshaks - 1)), draw(st.integers(0, areas - 1))
        return problem, found, with_row(proof, r, a)
    row = draw(st.integers(0, rows - 1))
    if kind == "dropped":
        return problem, found, of_rows(proof, np.delete(np.arange(rows), row))
    return problem, found, changed(proof, kind, row, draw(st.sampled_from([-1, 1])))


@given(tampered())
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_tampering_is_judged_as_arc_by_arc(case):
    """Where it does no harm, what is proved is the same."""
    problem, found, proof = case
    if holds(problem, proof):
        assert proved_values(problem, proof) == found.values
    else:
        with pytest.raises(UnprovedError):
            proved_values(problem, proof)


@pytest.fixture(scope="module")
def town() -> tuple[Problem, Proof]:
    """Some areas want two different rakshaks; nothing is short."""
    problem = district(Size(60, 30), seed=4)
    problem = replace(problem, different=np.minimum(problem.visits, 2))
    return problem, relaxed(problem).proof


@pytest.mark.parametrize("by", [-1, 1])
@pytest.mark.parametrize("column", [COVERAGE, BALANCE, COST])
def test_a_price_is_held_to_the_metre_where_visits_are_shared(town, column, by):
    """A pair with some visits, and room for more, costs 0 at the prices: no price may move."""
    problem, proof = town
    assert proved_values(problem, proof)["coverage"] == 0
    anybody = proof.visits - proof.first
    asked = problem.reach - np.where(problem.different > 1, problem.different, 0)
    room = np.minimum(problem.availability[proof.rakshak], asked[proof.area]) - anybody
    shared = np.flatnonzero((anybody > 0) & (room > 0))
    assert len(shared) > 10
    for row in shared.tolist():
        for name, at in (("rakshak_price", proof.rakshak[row]), ("area_price", proof.area[row])):
            with pytest.raises(UnprovedError):
                proved_values(problem, changed(proof, name, (at, column), by))


@pytest.mark.parametrize(("column", "by"), [(COVERAGE, 1), (BALANCE, 1), (COST, 1_000_000)])
@pytest.mark.parametrize("sign", [-1, 1])
def test_the_price_of_a_different_rakshak_is_held(town, column, by, sign):
    problem, proof = town
    asked = np.flatnonzero(problem.different > 1)
    assert len(asked) > 10
    for a in asked.tolist():
        with pytest.raises(UnprovedError):
            proved_values(problem, changed(proof, "first_price", (a, column), sign * by))


def test_every_row_is_held(town):
    problem, proof = town
    rows = np.arange(len(proof.rakshak))
    for row in rows.tolist():
        for forged in (
            of_rows(proof, np.delete(rows, row)),
            changed(proof, "visits", row, 1),
            changed(proof, "visits", row, -1),
            changed(proof, "first", row, 2),
            changed(proof, "first", row, -2),
        ):
            with pytest.raises(UnprovedError):
                proved_values(problem, forged)
    with pytest.raises(UnprovedError, match="rows out of order"):
        proved_values(problem, of_rows(proof, rows[::-1]))


def test_a_pair_that_may_not_be_used_is_found():
    # R1 is at the door: all 2 visits. With R1 banned the same flow is none.
    problem = world(
        [Person("R1", 4, NEAR), Person("R2", 4, FAR)], [Place("A1", 2, NEAR)], tolerance=9
    )
    proof = relaxed(problem).proof
    assert proved_values(problem, proof) == {"coverage": 0, "balance": 0, "cost": 0}
    banned = world(
        [Person("R1", 4, NEAR), Person("R2", 4, FAR)],
        [Place("A1", 2, NEAR)],
        tolerance=9,
        bans=[("R1", "A1")],
    )
    with pytest.raises(UnprovedError, match="1 pairs that may not be used"):
        proved_values(banned, proof)


def test_one_pair_that_pays_is_found():
    # Without R1 at the door R2 makes both visits, 3 km each. These rows and prices are the best
    # while R1 is banned; once he may go they are not, by that one pair.
    def asked(**bans) -> Problem:
        people = [Person("R1", 4, NEAR), Person("R2", 4, FAR)]
        return world(people, [Place("A1", 2, NEAR)], tolerance=9, **bans)

    banned = asked(bans=[("R1", "A1")])
    proof = relaxed(banned).proof
    assert proved_values(banned, proof) == {"coverage": 0, "balance": 0, "cost": 6_000}
    assert not holds(asked(), proof)
    with pytest.raises(UnprovedError, match="1 pairs without visits would pay"):
        proved_values(asked(), proof)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())
def test_in_a_district_what_was_held_back_is_found(size):
    """All near one area are kept from it; the best without them is no proof once they may go."""
    problem = district(size, seed=6)
    zone = int(problem.area_place.zone[problem.visits.argmax()])
    near = np.flatnonzero(problem.rakshak_place.zone == zone)
    area = np.full_like(near, problem.visits.argmax())
    without = replace(problem, bans=Pairs(near, area, np.zeros_like(near)))
    found = relaxed(without)
    assert proved_values(without, found.proof) == found.values
    assert found.values != relaxed(problem).values
    with pytest.raises(UnprovedError, match="pairs without visits would pay"):
        proved_values(problem, found.proof)


@pytest.mark.parametrize(("name", "index"), [("rakshak", -1), ("area", -1), ("rakshak", 120)])
def test_rows_of_nobody_prove_nothing(name, index):
    problem = district(SIZES["located"], seed=1)
    proof = relaxed(problem).proof
    column = getattr(proof, name).copy()
    column[0] = index
    with pytest.raises(UnprovedError, match="nobody"):
        proved_values(problem, replace(proof, **{name: column}))
