"""Candidate pairs: allowed, pinned ones among them, and enough where people or skills are few."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.assignment.candidates import candidate_pairs
from planner.problem import Problem
from planner.snapshot import NONE, Ints, Pairs
from tests.worlds import Person, Place, Size, district, small_problems, world


def sparse(problem: Problem, nearest: int = 4, seed: int = 0) -> Ints:
    return candidate_pairs(problem, nearest=nearest, all_pairs_up_to=0, seed=seed)


def per_area(problem: Problem, keys: Ints) -> Ints:
    return np.bincount(keys % len(problem.areas), minlength=len(problem.areas))


def per_rakshak(problem: Problem, keys: Ints) -> Ints:
    return np.bincount(keys // len(problem.areas), minlength=len(problem.rakshaks))


@given(small_problems(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_pairs_are_sorted_allowed_and_hold_the_pins(problem, everything):
    limit = 1_000 if everything else 0
    keys = candidate_pairs(problem, nearest=2, all_pairs_up_to=limit, seed=0)
    areas = len(problem.areas)
    pinned = set(problem.pair_key(problem.pinned.rakshak, problem.pinned.area).tolist())
    assert keys.tolist() == sorted(set(keys.tolist()))
    assert pinned <= set(keys.tolist())
    allowed = problem.allowed(*np.divmod(np.arange(len(problem.rakshaks) * areas), areas))
    possible = set(np.flatnonzero(allowed).tolist()) | pinned
    assert set(keys.tolist()) <= possible
    if everything:
        assert set(keys.tolist()) == possible


def test_the_limit_is_the_last_number_of_all_pairs():
    problem = district(Size(60, 50), seed=0)
    assert len(candidate_pairs(problem, nearest=2, all_pairs_up_to=3_000, seed=0)) == 3_000
    assert len(candidate_pairs(problem, nearest=2, all_pairs_up_to=2_999, seed=0)) < 3_000


def test_the_nearest_are_always_among_them():
    problem = district(Size(200, 120), seed=2)
    keys = set(sparse(problem, nearest=5).tolist())
    at, to = problem.rakshak_place.position, problem.area_place.position
    metres = np.linalg.norm(at[:, None] - to[None], axis=2)
    for r in range(200):
        assert {r * 120 + a for a in np.argsort(metres[r])[:5].tolist()} <= keys
    for a in range(120):
        assert {r * 120 + a for r in np.argsort(metres[:, a])[:5].tolist()} <= keys


def test_a_large_area_gets_room_for_its_visits():
    problem = district(Size(800, 100), seed=2)
    problem = replace(problem, visits=np.where(np.arange(100) == 7, 900, 1))
    keys = sparse(problem)
    room = problem.availability[keys[keys % 100 == 7] // 100].sum()
    assert room >= 3 * 900


def test_a_scarce_skill_is_found_far_off():
    # 300 rakshaks at the area's door, and one who has the skill, 80 km away.
    people = [Person(f"R{k:03d}", 9, (float(k), 0.0)) for k in range(300)]
    people.append(Person("R999", 9, (80_000.0, 0.0), skills=frozenset({3})))
    problem = world(people, [Place("A1", 2, (0.0, 0.0), skills=frozenset({3})), Place("A2")])
    assert 300 * 2 in sparse(problem).tolist()


def street(home: int = 0) -> tuple[list[Person], list[Place]]:
    """200 rakshaks along a street, the first `home` unable to go out, an area at each door.

    A1 lies at its start; nobody would look there by himself, with four doors nearer to him.
    """
    people = [Person(f"R{k:03d}", 0 if k < home else 9, (10.0 * k, 0.0)) for k in range(200)]
    doors = [Place(f"B{k:03d}", 1, (10.0 * k, 0.0)) for k in range(200)]
    return people, [Place("A1", 2, (-1_000.0, 0.0)), *doors]


def nearest_to_a1(problem: Problem) -> set[int]:
    keys = sparse(problem)
    return set((keys[keys % 201 == 0] // 201).tolist())


def test_bans_do_not_use_up_the_nearest():
    # The 50 nearest are banned; those behind them are looked at instead.
    problem = world(*street(), bans=[(f"R{k:03d}", "A1") for k in range(50)])
    assert {50, 51, 52, 53} <= nearest_to_a1(problem)
    assert min(nearest_to_a1(problem)) == 50


def test_those_who_stay_at_home_do_not_use_up_the_nearest():
    problem = world(*street(home=50))
    assert {50, 51, 52, 53} <= nearest_to_a1(problem)
    assert min(nearest_to_a1(problem)) == 50


@pytest.mark.parametrize("known", [0.0, 0.3])
def test_people_of_a_zone_are_spread_over_its_areas(known):
    # Everyone has work to look at, no area has all the same people as the next, and most pairs
    # lie within a zone.
    problem = district(Size(600, 300, known=known, zones=10), seed=5)
    keys = sparse(problem, nearest=8)
    assert per_area(problem, keys).min() >= 8
    assert per_rakshak(problem, keys).min() >= 8
    assert per_rakshak(problem, keys).max() <= 40
    r, a = np.divmod(keys, 300)
    within = problem.rakshak_place.zone[r] == problem.area_place.zone[a]
    assert within.mean() > 0.5


def test_places_without_any_place_are_spread_over_everyone():
    size = Size(400, 200, known=0.5)
    problem = district(size, seed=5)

    def forget(side):
        nowhere = np.where(side.located[:, None], side.position, np.nan)
        return replace(side, position=nowhere, zone=np.where(side.located, side.zone, NONE))

    problem = replace(
        problem,
        rakshak_place=forget(problem.rakshak_place),
        area_place=forget(problem.area_place),
    )
    keys = sparse(problem, nearest=8)
    lost = np.flatnonzero(~problem.area_place.located)
    meets = np.unique(keys[np.isin(keys % 200, lost)] // 200)
    assert len(meets) > 0.9 * 400


def test_a_world_without_any_place_still_has_pairs():
    problem = world([Person(f"R{k:02d}") for k in range(40)], [Place(f"A{k}") for k in range(9)])
    keys = sparse(problem)
    assert per_area(problem, keys).min() >= 4
    assert per_rakshak(problem, keys).min() >= 4


def test_nobody_may_go_out():
    problem = district(Size(50, 20), seed=0)
    problem = replace(problem, availability=np.zeros(50, np.int64))
    assert len(sparse(problem)) == 0


def test_the_seed_decides_and_nothing_else():
    problem = district(Size(300, 150, known=0.3), seed=0)
    assert (sparse(problem, seed=1) == sparse(problem, seed=1)).all()
    one, other = sparse(problem, seed=1), sparse(problem, seed=2)
    assert set(one.tolist()) != set(other.tolist())


def test_pinned_pairs_stay_when_they_are_far():
    problem = district(Size(300, 150), seed=0)
    at = problem.rakshak_place.position
    farthest = np.linalg.norm(at - problem.area_place.position[0], axis=1).argmax()
    pin = Pairs(np.array([farthest]), np.array([0]), np.array([1]))
    assert farthest * 150 in sparse(replace(problem, pins=pin)).tolist()
