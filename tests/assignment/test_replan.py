"""Replanning: what fits is kept, coverage comes first, moves are fewest, pins hold."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from planner.assignment.bench import whom_to_call
from planner.assignment.keeping import keep
from planner.assignment.replan import replan
from planner.assignment.rules import broken_rules, tier_values
from planner.assignment.solve import solve
from planner.plan import ALL_TIERS, MOVES
from planner.policy import load
from planner.problem import Rules, Ties
from planner.snapshot import Pairs, integers
from tests.worlds import Person, Place, Size, district, small_problems, world

SEARCH = load().search


def rows_of(plan):
    rows = zip(plan.rakshak.tolist(), plan.area.tolist(), plan.visits.tolist(), strict=True)
    return {(rakshak, area): visits for rakshak, area, visits in rows}


def moves_of(old, new):
    was, now = rows_of(old), rows_of(new)
    return sum(max(visits - was.get(pair, 0), 0) for pair, visits in now.items())


def plan_of(problem, rows):
    """A plan with just these rows, by id."""
    made = [(r, a, visits) for (r, a), visits in sorted(rows.items())]
    rakshak, area, visits = zip(*made, strict=True)
    plan = solve(problem, SEARCH)
    return replace(plan, rakshak=np.array(rakshak), area=np.array(area), visits=integers(visits))


def without(problem, ids):
    """The problem without these rakshaks' visits."""
    gone = np.isin(problem.rakshaks, ids)
    return replace(problem, availability=np.where(gone, 0, problem.availability))


LINE = [Person(f"R{k}", can=6, at=(1_000.0 * k, 0)) for k in range(4)]
STOPS = [Place(f"A{k}", needs=4, at=(1_000.0 * k, 0)) for k in range(4)]
AT_HOME = {(f"R{k}", f"A{k}"): 4 for k in range(4)}  # 4 of 6 visits each, nobody walks


def test_only_the_visits_of_those_who_left_change_hands():
    # R0 leaves 4 visits at A0. Fair is 6 x 16 / 18 = 5.33 visits, 1 either way: 5 or 6 each.
    old = solve(world(LINE, STOPS), SEARCH)
    assert rows_of(old) == AT_HOME
    new = replan(without(world(LINE, STOPS), ["R0"]), old, SEARCH)
    # So each of R1, R2, R3 takes one at least, and R1, who is nearest, the fourth.
    kept = {pair: visits for pair, visits in AT_HOME.items() if pair[0] != "R0"}
    assert rows_of(new) == {**kept, ("R1", "A0"): 2, ("R2", "A0"): 1, ("R3", "A0"): 1}
    assert new.tiers[MOVES].value == new.tiers[MOVES].bound == 4
    assert list(new.tiers) == list(ALL_TIERS)
    assert (new.replaces, new.status) == (old.digest, "optimal")


def test_what_is_kept_is_kept_although_a_new_plan_would_be_cheaper():
    # R0 at A1 and R1 at A0 is the long way round, and still nothing moves.
    problem = world(LINE[:2], STOPS[:2])
    crossed = plan_of(problem, {("R0", "A1"): 4, ("R1", "A0"): 4})
    new = replan(problem, crossed, SEARCH)
    assert rows_of(new) == rows_of(crossed)
    assert new.tiers[MOVES].value == 0
    assert new.tiers["cost"].value == 8_000  # 8 visits of 1 km, with a bound that says so
    assert new.tiers["cost"].bound == 8_000


def test_coverage_comes_before_moves():
    # Only R1 has the skill that A0 asks for since R0 left; R1 has no visit left until R2 takes A1.
    skilled = frozenset({0})
    people = [
        Person("R0", 4, (0, 0), skills=skilled),
        Person("R1", 4, (0, 0), skills=skilled),
        Person("R2", 4, (0, 0)),
    ]
    areas = [Place("A0", 4, (0, 0), skills=skilled), Place("A1", 4, (0, 0))]
    problem = world(people, areas)
    old = plan_of(problem, {("R0", "A0"): 4, ("R1", "A1"): 4})
    new = replan(without(problem, ["R0"]), old, SEARCH)
    assert rows_of(new) == {("R1", "A0"): 4, ("R2", "A1"): 4}
    assert (new.uncovered, new.tiers[MOVES].value) == (0, 8)
    assert new.tiers[MOVES].bound == 8  # found by asking for the fewest moves of all


def test_a_whole_area_goes_to_one_who_hands_on_no_more_than_he_must():
    # A0 (5 visits, whole) is orphaned. Nobody has 5 left; R1 has 4 and hands 1 of A1 on to R2.
    people = [Person("R0", 5, (0, 0)), Person("R1", 8, (0, 0)), Person("R2", 6, (90_000, 0))]
    areas = [
        Place("A0", 5, (0, 0), whole=True),
        Place("A1", 4, (0, 0)),
        Place("A2", 5, (90_000, 0), whole=True),
    ]
    problem = world(people, areas)
    old = plan_of(problem, {("R0", "A0"): 5, ("R1", "A1"): 4, ("R2", "A2"): 5})
    new = replan(without(problem, ["R0"]), old, SEARCH)
    assert rows_of(new) == {
        ("R1", "A0"): 5,
        ("R1", "A1"): 3,
        ("R2", "A1"): 1,
        ("R2", "A2"): 5,
    }
    assert (new.uncovered, new.tiers[MOVES].value) == (0, 6)


def test_pins_win_over_what_was_there():
    problem = world(LINE[:2], STOPS[:2], pins={("R1", "A0"): 4})
    old = plan_of(world(LINE[:2], STOPS[:2]), {("R0", "A0"): 4, ("R1", "A1"): 4})
    new = replan(problem, old, SEARCH)
    # R1 has 6: 4 pinned at A0, so 2 of A1 stay his and R0 takes over the other 2.
    assert rows_of(new) == {("R1", "A0"): 4, ("R1", "A1"): 2, ("R0", "A1"): 2}
    assert new.tiers[MOVES].value == 6


def test_a_closed_area_frees_its_rakshak_and_moves_nothing():
    problem = world(LINE, STOPS)
    old = solve(problem, SEARCH)
    closed = replace(
        problem,
        visits=np.where(problem.areas == "A0", 0, problem.visits),
        different=np.where(problem.areas == "A0", 0, problem.different),
    )
    new = replan(closed, old, SEARCH)
    assert rows_of(new) == {pair: v for pair, v in AT_HOME.items() if pair[1] != "A0"}
    assert new.tiers[MOVES].value == new.tiers[MOVES].bound == 0


def test_people_and_areas_that_are_gone_are_forgotten_and_new_ones_planned():
    old = solve(world(LINE, STOPS), SEARCH)
    people = [*LINE[1:], Person("R9", 6, (0, 0))]
    areas = [*STOPS[:3], Place("A9", 3, (3_000, 0))]
    new = replan(world(people, areas), old, SEARCH)
    # R1 and R2 stay; A0's 4 go to the newcomer, A9's 3 to R3, whose own area is gone.
    assert rows_of(new) == {("R1", "A1"): 4, ("R2", "A2"): 4, ("R9", "A0"): 4, ("R3", "A9"): 3}
    assert new.tiers[MOVES].value == 7


def test_of_rows_that_no_longer_fit_most_visits_stay():
    # A0 asks for 3 visits instead of 4 + 2; whichever stay, 3 do.
    old = plan_of(world(LINE[:2], [Place("A0", 6, (0, 0))]), {("R0", "A0"): 4, ("R1", "A0"): 2})
    problem = world(LINE[:2], [Place("A0", 3, (0, 0))])
    kept = keep(problem, old.pairs(problem.rakshaks, problem.areas))
    assert kept.most == int(kept.rows.visits.sum()) == 3
    assert not kept.alone  # others would do as well: no bound of balance or cost may be claimed
    new = replan(problem, old, SEARCH)
    assert new.tiers[MOVES].value == 0
    assert new.tiers["cost"].bound is None


def test_nobody_keeps_visits_that_different_rakshaks_have_to_make():
    # A0 wants 2 different ones now: of R0's 4 visits only 3 can stay.
    old = plan_of(world(LINE[:2], [Place("A0", 4, (0, 0))]), {("R0", "A0"): 4})
    new = replan(world(LINE[:2], [Place("A0", 4, (0, 0), different=2)]), old, SEARCH)
    assert rows_of(new) == {("R0", "A0"): 3, ("R1", "A0"): 1}
    assert (new.uncovered, new.tiers[MOVES].value) == (0, 1)


def test_an_area_that_is_whole_now_stays_with_the_one_who_did_most():
    old = plan_of(world(LINE[:2], [Place("A0", 5, (0, 0))]), {("R0", "A0"): 2, ("R1", "A0"): 3})
    new = replan(world(LINE[:2], [Place("A0", 5, (0, 0), whole=True)]), old, SEARCH)
    assert rows_of(new) == {("R1", "A0"): 5}
    assert new.tiers[MOVES].value == 2


def test_the_same_question_gives_the_same_plan():
    problem = district(Size(60, 40, whole_up_to=4), seed=3)
    old = solve(problem, SEARCH)
    changed = without(problem, problem.rakshaks[:3])
    assert replan(changed, old, SEARCH).digest == replan(changed, old, SEARCH).digest


@pytest.mark.parametrize("seed", range(4))
def test_few_more_visits_move_than_the_leavers_held(seed):
    problem = district(Size(400, 200, whole_up_to=5), seed=seed)
    old = solve(problem, SEARCH)
    gone = np.random.default_rng(seed).choice(problem.rakshaks, 8, replace=False)
    held = int(old.visits[np.isin(old.rakshak, gone)].sum())
    changed = without(problem, gone)
    new = replan(changed, old, SEARCH, seed=seed)
    assert new.uncovered == 0
    assert new.tiers[MOVES].value == moves_of(old, new) <= 1.2 * held
    rows = new.pairs(changed.rakshaks, changed.areas)
    assert not broken_rules(changed, rows).any()


@given(small_problems(), st.data())
@settings(max_examples=30, deadline=None)
def test_coverage_is_the_best_there_is_and_moves_are_the_fewest(problem, data):
    old = solve(problem, SEARCH)
    changed = data.draw(changes(problem))
    new = replan(changed, old, SEARCH)
    rows = new.pairs(changed.rakshaks, changed.areas)
    for name, value in tier_values(changed, rows).items():
        assert new.tiers[name].value == value
    assert new.tiers[MOVES].value == moves_of(old, new)
    made = rows_of(new)
    pins = changed.pins
    for r, a, visits in zip(pins.rakshak, pins.area, pins.visits, strict=True):
        assert made[changed.rakshaks[r], changed.areas[a]] >= visits
    assert (rows.by_rakshak(len(changed.rakshaks)) <= changed.availability).all()
    assert not broken_rules(changed, rows).any()

    coverage, moves = oracle(changed, rows_of(old))
    assert new.tiers["coverage"].value == coverage
    assert moves <= new.tiers[MOVES].value
    if new.tiers[MOVES].bound is not None:
        assert new.tiers[MOVES].bound <= moves


@given(small_problems(), st.data())
@settings(max_examples=30, deadline=None)
def test_bounds_of_later_tiers_hold_where_the_old_plan_fits(problem, data):
    """Whatever plan keeps as much and covers as much is no fairer and no cheaper."""
    problem = replace(problem, rates=replace(problem.rates, team=0))  # not in the model below
    old = solve(problem, SEARCH)
    changed = data.draw(changes(problem))
    new = replan(changed, old, SEARCH)
    coverage, moves = oracle(changed, rows_of(old))
    if new.tiers["balance"].bound is None:
        return
    assert (new.tiers["coverage"].value, new.tiers[MOVES].value) == (coverage, moves)
    balance, cost = oracle_after(changed, rows_of(old), coverage, moves)
    assert new.tiers["balance"].bound <= balance <= new.tiers["balance"].value
    if balance == new.tiers["balance"].value and new.tiers["cost"].bound is not None:
        assert new.tiers["cost"].bound <= cost <= new.tiers["cost"].value


@st.composite
def changes(draw, problem):
    """Some who are not pinned leave, some areas without pins close, are whole, or ask for more."""
    free_r = ~np.isin(np.arange(len(problem.rakshaks)), problem.pins.rakshak)
    free_a = ~np.isin(np.arange(len(problem.areas)), problem.pins.area)
    flags = lambda n: np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n)))  # noqa: E731
    gone, closed = free_r & flags(len(free_r)), free_a & flags(len(free_a))
    more = np.where(free_a & flags(len(free_a)), 2, 0)
    visits = np.where(closed, 0, problem.visits + more)
    whole = free_a & flags(len(free_a)) & (problem.different <= 1)
    availability = np.where(gone, 0, problem.availability)

    def still(ties):  # those of closed areas, or of people who go nowhere, do not count
        of_areas = ties.areas[(visits[ties.areas] > 0).all(axis=1)]
        return Ties(of_areas, ties.rakshaks[(availability[ties.rakshaks] > 0).all(axis=1)])

    return replace(
        problem,
        availability=availability,
        visits=visits,
        different=np.where(closed, 0, problem.different),
        whole=whole,
        together=still(problem.together),
        apart=still(problem.apart),
    )


class Model:
    """The question as it is written, for CP-SAT."""

    def __init__(self, problem, old):
        self.problem, self.model = problem, cp_model.CpModel()
        rakshaks, areas = problem.shape
        pins = zip(problem.pins.rakshak, problem.pins.area, problem.pins.visits, strict=True)
        pinned = {(int(r), int(a)): int(visits) for r, a, visits in pins}
        model, self.metres, moves, uncovered = self.model, [], [], []
        visits, there = {}, {}
        for r in range(rakshaks):
            for a in range(areas):
                pair = integers([r]), integers([a])
                may = problem.allowed(*pair)[0] or (r, a) in pinned
                most = int(problem.availability[r]) if may else 0
                visits[r, a] = model.new_int_var(pinned.get((r, a), 0), most, "")
                there[r, a] = model.new_bool_var("")
                model.add(visits[r, a] >= 1).only_enforce_if(there[r, a])
                model.add(visits[r, a] == 0).only_enforce_if(~there[r, a])
                before = old.get((str(problem.rakshaks[r]), str(problem.areas[a])), 0)
                extra = model.new_int_var(0, 50, "")
                model.add(extra >= visits[r, a] - before)
                moves.append(extra)
                self.metres.append(int(problem.cost(*pair)[0]) * visits[r, a])
        least = np.minimum(problem.rules.least_visits, problem.visits).tolist()
        for (r, a), here in there.items():
            if (r, a) not in pinned:
                model.add(visits[r, a] >= least[a]).only_enforce_if(here)
        self._add_rules(there)
        for a in range(areas):
            made = sum(visits[r, a] for r in range(rakshaks))
            heads = sum(there[r, a] for r in range(rakshaks))
            if problem.whole[a]:
                model.add(heads <= 1)
            missing = model.new_int_var(0, 10, "")
            model.add_max_equality(missing, [0, int(problem.different[a]) - heads])
            model.add(made + missing <= int(problem.visits[a]))
            uncovered.append(int(problem.priority[a]) * (int(problem.visits[a]) - made))
        self.unfair = []
        least, most_fair = problem.band()
        for r in range(rakshaks):
            load = sum(visits[r, a] for a in range(areas))
            model.add(load <= int(problem.availability[r]))
            outside = model.new_int_var(0, 99, "")
            model.add(outside >= int(least[r]) - load)
            model.add(outside >= load - int(most_fair[r]))
            total = model.new_int_var(0, 9_999, "")
            for k in range(1, 31):
                model.add(total >= k * outside - k * (k - 1) // 2)
            self.unfair.append(total)
        self.uncovered, self.moves = sum(uncovered), sum(moves)

    def _add_rules(self, there):
        """Few areas, and ties."""
        problem, model = self.problem, self.model
        rakshaks, areas = map(range, problem.shape)
        for r in rakshaks if problem.rules.most_areas else ():
            model.add(sum(there[r, a] for a in areas) <= problem.rules.most_areas)
        for a, b in problem.together.areas.tolist():
            for r in rakshaks:
                model.add(there[r, a] == there[r, b])
        for a, b in problem.apart.areas.tolist():
            for r in rakshaks:
                model.add(there[r, a] + there[r, b] <= 1)
        for r, s in problem.together.rakshaks.tolist():
            for a in areas:
                model.add(there[r, a] == there[s, a])
        for r, s in problem.apart.rakshaks.tolist():
            for a in areas:
                model.add(there[r, a] + there[s, a] <= 1)

    def least(self, aim):
        """The least of an aim, which is kept from then on."""
        self.model.minimize(aim)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        assert solver.solve(self.model) == cp_model.OPTIMAL
        value = round(solver.objective_value)
        self.model.add(aim == value)
        return value


def oracle(problem, old):
    """The least coverage value, and the fewest moves with it."""
    model = Model(problem, old)
    return model.least(model.uncovered), model.least(model.moves)


def oracle_after(problem, old, coverage, moves):
    """The least balance, and the least cost with it, at this coverage and so many moves."""
    model = Model(problem, old)
    model.model.add(model.uncovered == coverage)
    model.model.add(model.moves == moves)
    return model.least(sum(model.unfair)), model.least(sum(model.metres))


BENCH = [Person("B0", 6, (0, 0)), Person("B1", 6, (50_000, 0)), Person("B2", 6, (90_000, 0))]


def called(problem, bench, old):
    seated = without(problem, bench)
    return problem.rakshaks[whom_to_call(seated, problem, old, SEARCH)].tolist()


def test_the_nearest_of_the_bench_is_called_and_no_more_than_needed():
    people = [Person("R0", 6, (0, 0)), Person("R1", 6, (50_000, 0))]
    areas = [Place("A0", 4, (0, 0)), Place("A1", 4, (50_000, 0))]
    old = plan_of(world(people, areas), {("R0", "A0"): 4, ("R1", "A1"): 4})
    left = world([*people[1:], *BENCH], areas)
    assert called(left, ["B0", "B1", "B2"], old) == ["B0"]


def test_whom_the_work_asks_a_skill_of_is_called_wherever_he_is():
    skilled = frozenset({0})
    areas = [Place("A0", 4, (0, 0), skills=skilled)]
    people = [Person("R0", 6, (0, 0), skills=skilled), *BENCH[:2]]
    far = Person("B2", 6, (90_000, 0), skills=skilled)
    old = plan_of(world(people, areas), {("R0", "A0"): 4})
    left = world([*BENCH[:2], far], areas)
    assert called(left, ["B0", "B1", "B2"], old) == ["B2"]


def test_for_a_whole_area_somebody_is_called_who_can_make_all_of_it():
    # R1 keeps A1, whole too. B0 is near but has 4 visits for the 5 of A0: B1 it is.
    people = [Person("R0", 6, (0, 0)), Person("R1", 5, (10_000, 0))]
    bench = [Person("B0", 4, (0, 0)), Person("B1", 5, (50_000, 0))]
    areas = [Place("A0", 5, (0, 0), whole=True), Place("A1", 5, (10_000, 0), whole=True)]
    old = plan_of(world(people, areas), {("R0", "A0"): 5, ("R1", "A1"): 5})
    assert called(world([people[1], *bench], areas), ["B0", "B1"], old) == ["B1"]


def test_nobody_is_called_where_nothing_is_left_undone():
    people = [Person("R0", 6, (0, 0))]
    areas = [Place("A0", 4, (0, 0))]
    old = plan_of(world(people, areas), {("R0", "A0"): 4})
    assert called(world([*people, *BENCH], areas), ["B0", "B1", "B2"], old) == []


def test_pairs_that_are_kept_are_never_more_than_there_were():
    problem = world(LINE, STOPS, pins={("R0", "A0"): 2})
    old = Pairs(integers([0, 1]), integers([0, 0]), integers([1, 2]))
    kept = keep(problem, old)
    # 2 of A0's 4 visits are pinned; R0's one old visit is among them, R1's two fit beside
    assert kept.rows.visits.tolist() == [1, 2]
    assert kept.most == 3


def test_nobody_can_go_and_nothing_breaks():
    """Nobody has the skill for X; W, whole, makes its neighbours hand on visits of theirs."""
    people = [Person(f"R{k:02d}", 4, (1_000.0 * k, 0.0)) for k in range(14)]
    places = [Place(f"A{k:02d}", 2, (1_000.0 * k, 0.0)) for k in range(14)]
    places.append(Place("X", 3, (0.0, 0.0), skills=frozenset({0}), whole=True))
    old = solve(world(people, places), SEARCH)
    added = world(people, [*places, Place("W", 4, (3_000.0, 0.0), whole=True)])
    new = replan(added, old, SEARCH)
    assert new.tiers["coverage"].value == 3
    assert new.tiers[MOVES].bound <= new.tiers[MOVES].value


def test_whose_visits_are_cut_is_not_decided_beforehand():
    # A asks for two of its four visits now, X for one more. R1 moves to X, R2 keeps his two: 2.
    people = [Person("R1", 2, (0.0, 0.0), skills=frozenset({0})), Person("R2", 2, (5_000.0, 0.0))]

    def asks(at_a: int, at_x: int):
        x = Place("X", at_x, (9_000.0, 0.0), skills=frozenset({0}))
        return world(people, [Place("A", at_a, (0.0, 0.0)), x])

    old = plan_of(asks(4, 1), {("R1", "A"): 2, ("R2", "A"): 2})
    moves = replan(asks(2, 2), old, SEARCH).tiers[MOVES]
    assert (moves.value, moves.bound) == (2, 2)


def test_where_less_may_be_kept_for_as_few_moves_nothing_is_claimed_of_later_tiers():
    # R0 makes his two visits at Q and one at X, or the one at P, which counts as three: 3 points
    # are uncovered and one visit moves either way. Fair is one visit for him, so P is fairer.
    skilled = frozenset({0})
    people = [Person("R0", 3, (0, 0), skills=skilled), Person("R1", 9, (0, 0))]
    areas = [
        Place("P", 1, (0, 0), priority=3, skills=skilled),
        Place("Q", 2, (0, 0), skills=skilled),
        Place("X", 1, (0, 0), skills=skilled),
    ]
    problem = world(people, areas, tolerance=0, apart=[("P", "Q"), ("P", "X")])
    old = plan_of(problem, {("R0", "Q"): 2})
    coverage, moves = oracle(problem, rows_of(old))
    balance, _ = oracle_after(problem, rows_of(old), coverage, moves)
    assert (coverage, moves, balance) == (3, 1, 6)  # R1 has none of his three: 1 + 2 + 3
    new = replan(problem, old, SEARCH)
    assert (new.tiers["coverage"].bound, new.tiers[MOVES].bound) == (3, 1)
    assert new.tiers["balance"].value == 9  # 1 + 2 for R0, who makes three
    assert new.tiers["balance"].bound is None
    assert new.status == "feasible"


def test_whoever_a_tie_makes_go_makes_the_least_visits_although_he_made_fewer():
    # R0 is pinned to A0, so he goes to A1 too, for 2 visits at least: of his 3 one is left for A0,
    # although one at A1 less and one at A0 more would cover more.
    people = [Person("R0", 3, (0, 0))]
    areas = [Place("A0", 4, (0, 0), priority=3), Place("A1", 6, (0, 0), priority=2)]
    pins, rules = {("R0", "A0"): 1}, Rules(least_visits=2)
    problem = world(people, areas, pins=pins, rules=rules, together=[("A0", "A1")])
    old = plan_of(problem, {("R0", "A0"): 1, ("R0", "A1"): 1})
    new = replan(problem, old, SEARCH)
    assert rows_of(new) == {("R0", "A0"): 1, ("R0", "A1"): 2}
    assert new.tiers["coverage"].value == new.tiers["coverage"].bound == 3 * 3 + 2 * 4
