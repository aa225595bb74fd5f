"""The planner and its peers: each answers the same problem over all pairs of rakshak and area.

Every one takes a Problem and gives rows, or raises UnsolvedError. Solvers are imported where they
are used, as each runs in a process of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from benchmarks.model import (
    LinearModel,
    cost_matrix,
    gentle_weights,
    layers,
    linear_model,
    rows_of,
    strict_weights,
)
from planner.plan import TIERS
from planner.problem import Problem
from planner.snapshot import Flags, Ints, Pairs, Points

WORKERS = 2


class UnsolvedError(RuntimeError):
    """A solver ended without an answer that it calls best."""


def mitan(problem: Problem) -> Pairs:
    """This planner, as `mitan assign` runs it."""
    from planner.assignment.solve import solve
    from planner.policy import load

    return solve(problem, load().search).pairs(problem.rakshaks, problem.areas)


def office(problem: Problem) -> Pairs:
    """What an office does: area by area down the list, each takes the nearest who are free."""
    free = problem.availability.copy()
    rows = []
    for area, needed in enumerate(problem.visits.tolist()):
        able = np.flatnonzero(free)
        there = np.full_like(able, area)
        able = able[problem.allowed(able, there)]
        metres = problem.cost(able, there[: len(able)])
        # everybody who is free makes at least one visit, so no more people are needed than visits
        near = (
            np.argpartition(metres, needed)[:needed] if len(able) > needed else np.arange(len(able))
        )
        near = able[near[np.argsort(metres[near], kind="stable")]]
        made = np.diff(np.minimum(np.cumsum(free[near]), needed), prepend=0)
        near, made = near[made > 0], made[made > 0]
        free[near] -= made
        rows.append((near, np.full_like(near, area), made))
    return Pairs(*np.concatenate(rows, axis=1))


def cp_sat(problem: Problem) -> Pairs:
    """CP-SAT of OR-Tools on the whole model."""
    from ortools.sat.python import cp_model

    built = linear_model(problem)
    model = cp_model.CpModel()
    variables = [model.new_int_var(0, most, "") for most in built.upper.tolist()]
    for least, most, columns, entries in _constraints(built):
        terms = [variables[column] for column in columns]
        total = cp_model.LinearExpr.weighted_sum(terms, entries)
        model.add_linear_constraint(total, least, most)
    model.minimize(cp_model.LinearExpr.weighted_sum(variables, built.weighed().tolist()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    status = solver.solve(model)
    if status != cp_model.OPTIMAL:
        raise UnsolvedError(solver.status_name(status))
    return rows_of(built, np.array(list(solver.response_proto.solution), dtype=np.float64))


def highs(problem: Problem) -> Pairs:
    """HiGHS on the linear programme, tiers weighed in one number."""
    built = linear_model(problem)
    solver = _highs(built)
    return rows_of(built, _solved_by_highs(solver, built.weighed()))


def highs_in_order(problem: Problem) -> Pairs:
    """HiGHS tier by tier: each is solved, and held by a row while the next is solved."""
    built = linear_model(problem)
    solver = _highs(built)
    for name in TIERS:
        cost = built.costs[name]
        values = _solved_by_highs(solver, cost)
        used = np.flatnonzero(cost)
        reached = round(float(values @ cost))
        solver.addRow(0, reached, len(used), used.astype(np.int32), cost[used].astype(np.float64))
    return rows_of(built, values)


def _highs(built: LinearModel) -> Any:
    import highspy

    solver = highspy.Highs()
    solver.silent()
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = len(built.upper), len(built.least)
    programme.col_cost_ = np.zeros(len(built.upper))
    programme.col_lower_ = np.zeros(len(built.upper))
    programme.col_upper_ = built.upper.astype(np.float64)
    programme.row_lower_ = built.least.astype(np.float64)
    programme.row_upper_ = built.most.astype(np.float64)
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = built.start.astype(np.int32)
    programme.a_matrix_.index_ = built.row.astype(np.int32)
    programme.a_matrix_.value_ = built.entry.astype(np.float64)
    solver.passModel(programme)
    return solver


def _solved_by_highs(solver: Any, cost: Ints) -> Points:
    import highspy

    columns = np.arange(len(cost), dtype=np.int32)
    solver.changeColsCost(len(cost), columns, cost.astype(np.float64))
    solver.run()
    status = solver.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        raise UnsolvedError(solver.modelStatusToString(status))
    values: Points = np.array(solver.getSolution().col_value)
    return values


def cbc(problem: Problem) -> Pairs:
    """CBC through PuLP, on the linear programme."""
    import pulp

    built = linear_model(problem)
    model = pulp.LpProblem("plan", pulp.LpMinimize)
    upper = built.upper.tolist()
    variables = [model.add_variable(f"v{k}", 0, most) for k, most in enumerate(upper)]
    aim = zip(variables, built.weighed().tolist(), strict=True)
    model.setObjective(pulp.LpAffineExpression(list(aim)))
    for least, most, columns, entries in _constraints(built):
        terms = [(variables[c], entry) for c, entry in zip(columns, entries, strict=True)]
        total = pulp.LpAffineExpression(terms)
        if least == most:
            model.addConstraint(pulp.LpConstraint(total, pulp.LpConstraintEQ, rhs=least))
        else:
            model.addConstraint(pulp.LpConstraint(total, pulp.LpConstraintGE, rhs=least))
            model.addConstraint(pulp.LpConstraint(total, pulp.LpConstraintLE, rhs=most))
    model.solve(pulp.PULP_CBC_CMD(msg=False, threads=WORKERS, gapRel=0.0))
    if model.status != pulp.LpStatusOptimal:
        raise UnsolvedError(pulp.LpStatus[model.status])
    return rows_of(built, np.array([variable.varValue or 0.0 for variable in variables]))


def _constraints(built: LinearModel) -> Iterator[tuple[int, int, list[int], list[int]]]:
    """Row by row: least and most, the variables' indices and what each counts."""
    column = np.repeat(np.arange(len(built.upper)), np.diff(built.start))
    order = np.argsort(built.row, kind="stable")
    ends = np.cumsum(np.bincount(built.row, minlength=len(built.least)))[:-1]
    limits = zip(built.least.tolist(), built.most.tolist(), strict=True)
    for those, (least, most) in zip(np.split(order, ends), limits, strict=True):
        yield least, most, column[those].tolist(), built.entry[those].tolist()


def network_simplex(problem: Problem) -> Pairs:
    """NetworkX's network simplex, tiers weighed in whole numbers of any size."""
    import networkx as nx

    matrix = cost_matrix(problem)
    r, a = np.nonzero(np.isfinite(matrix))
    coverage, balance = strict_weights(problem, int(matrix[r, a].max(initial=0)))
    rakshaks, areas = problem.shape
    sink = rakshaks + areas
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(rakshaks), demand=0)
    for area, visits in enumerate(problem.visits.tolist()):
        graph.add_node(rakshaks + area, demand=-visits)
    graph.add_node(sink, demand=int(problem.visits.sum()))
    most = np.minimum(problem.availability[r], problem.visits[a])
    graph.add_edges_from(
        (rakshaks + to, of, 0, {"capacity": visits, "weight": metres})
        for to, of, visits, metres in zip(
            a.tolist(), r.tolist(), most.tolist(), matrix[r, a].astype(int).tolist(), strict=True
        )
    )
    for area, priority in enumerate(problem.priority.tolist()):
        graph.add_edge(rakshaks + area, sink, 0, weight=priority * coverage)
    steps = layers(problem, np.ones(rakshaks, dtype=bool))
    graph.add_edges_from(
        (of, sink, key, {"capacity": 1, "weight": added * balance})
        for key, (of, added) in enumerate(
            zip(steps.rakshak.tolist(), steps.added.tolist(), strict=True)
        )
    )
    _, flow = nx.network_simplex(graph)
    rows = [
        (of, area, made[0])
        for area in range(areas)
        for of, made in flow[rakshaks + area].items()
        if of != sink and made[0]
    ]
    return Pairs(*np.array(rows, dtype=np.int64).reshape(-1, 3).T)


def pot(problem: Problem) -> Pairs:
    """POT's `ot.emd`, dense and exact: layers of visits to areas and to one for spare visits.

    First with single visits only for those with a scarce skill; where the others do not all end
    in band, once more with single visits for everybody.
    """
    low, high = problem.band()
    skilled = problem.rakshak_skills != 0
    rows = _in_layers(problem, skilled)
    outside = problem.outside(rows.by_rakshak(len(low)), low, high)
    if outside[~skilled].any():
        rows = _in_layers(problem, np.ones_like(skilled))
    return rows


def _in_layers(problem: Problem, one_by_one: Flags) -> Pairs:
    steps = layers(problem, one_by_one)
    metres = cost_matrix(problem)
    coverage, balance = gentle_weights(problem, int(metres[np.isfinite(metres)].max(initial=0)))
    cost = np.empty((len(steps.rakshak) + 1, len(problem.areas) + 1))
    # row by row, as a second matrix of this size would not help the peer
    for k, (of, added) in enumerate(zip(steps.rakshak, steps.added, strict=True)):
        cost[k, :-1] = metres[of] + balance * max(added, 0)
        cost[k, -1] = balance * max(-added, 0)
    del metres
    return _transported(problem, cost, steps.rakshak, steps.visits, coverage)


def pot_plain(problem: Problem) -> Pairs:
    """POT on an easier question, coverage and cost only: one row for each rakshak."""
    metres = cost_matrix(problem)
    coverage, _ = gentle_weights(problem, int(metres[np.isfinite(metres)].max(initial=0)))
    rakshaks, areas = problem.shape
    cost = np.zeros((rakshaks + 1, areas + 1))
    cost[:-1, :-1] = metres
    del metres
    return _transported(problem, cost, np.arange(rakshaks), problem.availability, coverage)


def _transported(
    problem: Problem, cost: Points, rakshak: Ints, supply: Ints, coverage: int
) -> Pairs:
    """The cheapest transport; the last row is nobody (uncovered), the last column spare visits."""
    import ot

    needed = int(problem.visits.sum())
    cost[-1, :-1] = coverage * problem.priority
    cost[-1, -1] = 0
    cost[np.isinf(cost)] = 2 * coverage * problem.priority.max()
    sources = np.concatenate([supply, [needed]]).astype(np.float64)
    sinks = np.concatenate([problem.visits, [supply.sum()]]).astype(np.float64)
    sent, told = ot.emd(sources, sinks, cost, numItermax=10**9, log=True, check_marginals=False)
    if told["warning"]:
        raise UnsolvedError(told["warning"])
    row, area = np.nonzero(sent[:-1, :-1] > 0.5)
    pairs = problem.pair_key(rakshak[row], area)
    keys, at = np.unique(pairs, return_inverse=True)
    made = np.bincount(at, weights=np.rint(sent[row, area]), minlength=len(keys))
    return Pairs(*np.divmod(keys, len(problem.areas)), made.astype(np.int64))


SOLVERS: dict[str, Callable[[Problem], Pairs]] = {
    "mitan": mitan,
    "office": office,
    "cp-sat": cp_sat,
    "highs": highs,
    "highs-tiers": highs_in_order,
    "cbc": cbc,
    "networkx": network_simplex,
    "pot": pot,
    "pot-plain": pot_plain,
}
