"""Exact: small campaigns as a whole for CP-SAT, which proves what nothing can be better than."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from planner.cp import Answer, Expr, Var, minimise
from planner.snapshot import NONE, Ints, integers
from planner.training.question import Question, taken

WHOLE_UP_TO = 6_000  # pairs of team and session
PARTED_UP_TO = 1_500
EFFORT = 10.0  # of CP-SAT's deterministic time for each tier


@dataclass(frozen=True, eq=False)
class Exact:
    """A seating, and the bound of each tier that was looked at, by its place in TIERS."""

    seat: Ints
    bounds: dict[int, int]


@dataclass(frozen=True, eq=False)
class _Model:
    model: cp_model.CpModel
    variables: list[Var]
    hint: Ints | None
    aims: dict[int, Expr]  # by tier


def exact_whole(question: Question, seat: Ints) -> Exact | None:
    """The best seating that takes no team apart and leaves as many without a seat.

    None where none was found, or the campaign is too large for that.
    """
    if question.teams * len(question.sessions) > WHOLE_UP_TO:
        return None
    sessions, model = question.sessions, cp_model.CpModel()
    session = np.full(question.teams, NONE)
    session[question.team[seat != NONE]] = seat[seat != NONE]
    whole = bool((question.seat_all(session) == seat).all())
    x = {
        (t, s): model.new_bool_var("")
        for t in np.flatnonzero(question.size > 0).tolist()
        for s in np.flatnonzero(sessions.day >= question.team_ready[t]).tolist()
    }
    for t in range(question.teams):
        model.add_at_most_one(x[t, s] for s in range(len(sessions)) if (t, s) in x)
    model.add(sum(int(question.size[t]) * var for (t, _), var in x.items()) == _seated(seat))
    used = _opened(model, question, {key: (int(question.size[key[0]]), x[key]) for key in x})
    metres = question.team_metres
    distance = sum(int(metres[t, sessions.venue[s]]) * var for (t, s), var in x.items())
    hint = [*(int(session[t] == s) for t, s in x), *_used(question, seat)]
    start = integers(hint) if whole else None
    built = _Model(model, [*x.values(), *used], start, {2: distance, 3: sum(used)})
    found = _in_order(built)
    if found is None:
        return None
    values, bounds = found
    chosen = np.full(question.teams, NONE)
    for (t, s), value in zip(x, values.tolist(), strict=False):
        if value:
            chosen[t] = s
    return Exact(question.seat_all(chosen), bounds)


def exact_parted(question: Question, seat: Ints) -> Exact | None:
    """The best seating where teams have to be taken apart, from any that seats as many people.

    None where the campaign is too large for that.
    """
    groups, group = _groups(question)
    if len(groups) * len(question.sessions) > PARTED_UP_TO:
        return None
    sessions, model = question.sessions, cp_model.CpModel()
    size = np.bincount(group[question.possible], minlength=len(groups)).tolist()
    of_team, ready = question.team[groups].tolist(), question.ready[groups]
    n = {
        (g, s): model.new_int_var(0, size[g], "")
        for g in range(len(groups))
        for s in np.flatnonzero(sessions.day >= ready[g]).tolist()
    }
    out = [model.new_int_var(0, size[g], "") for g in range(len(groups))]
    for g in range(len(groups)):
        model.add(sum(n[g, s] for s in range(len(sessions)) if (g, s) in n) + out[g] == size[g])
    model.add(sum(n.values()) == _seated(seat))
    lots = {(t, s) for (g, s) in n for t in (of_team[g],)} | {(t, NONE) for t in set(of_team)}
    present = {key: model.new_bool_var("") for key in sorted(lots)}
    for (g, s), var in n.items():
        model.add(var <= size[g] * present[of_team[g], s])
    for g, var in enumerate(out):
        model.add(var <= size[g] * present[of_team[g], NONE])
    used = _opened(model, question, {(g, s): (1, n[g, s]) for g, s in n})
    rows = question.metres[groups]
    distance = sum(int(rows[g, sessions.venue[s]]) * var for (g, s), var in n.items())
    teams = int((question.size > 0).sum())
    parts = sum(present.values()) - teams
    count = {key: int(((group == key[0]) & (seat == key[1])).sum()) for key in n}
    lacking = [int(((group == g) & (seat == NONE) & question.possible).sum())
               for g in range(len(groups))]  # fmt: skip
    there = {(int(t), int(s)) for t, s, able in
             zip(question.team, seat, question.possible, strict=True) if able}  # fmt: skip
    hint = [*count.values(), *lacking, *(int(key in there) for key in present)]
    built = _Model(
        model,
        [*n.values(), *out, *present.values(), *used],
        integers([*hint, *_used(question, seat)]),
        {1: parts, 2: distance, 3: sum(used)},
    )
    found = _in_order(built)
    if found is None:
        return None
    values, bounds = found
    chosen = np.full(question.people, NONE)
    members = {g: iter(np.flatnonzero((group == g) & question.possible).tolist())
               for g in range(len(groups))}  # fmt: skip
    for (g, s), value in zip(n, values.tolist(), strict=False):
        for _ in range(value):
            chosen[next(members[g])] = s
    return Exact(chosen, bounds)


def _groups(question: Question) -> tuple[Ints, Ints]:
    """People of one team with the same ways and the same first day: one of each, and whose."""
    key = np.column_stack([question.team, question.ready, question.metres])
    _, first, group = np.unique(key, axis=0, return_index=True, return_inverse=True)
    return first.astype(np.int64), group.ravel().astype(np.int64)


def _seated(seat: Ints) -> int:
    return int((seat != NONE).sum())


def _used(question: Question, seat: Ints) -> list[int]:
    return [int(count > 0) for count in taken(question, seat).tolist()]


def _opened(
    model: cp_model.CpModel, question: Question, load: dict[tuple[int, int], tuple[int, Var]]
) -> list[Var]:
    """Keep to the seats; a variable for each session that says whether anybody sits in it."""
    used = []
    for s, seats in enumerate(question.sessions.seats.tolist()):
        opened = model.new_bool_var("")
        model.add(sum(w * var for (_, at), (w, var) in load.items() if at == s) <= seats * opened)
        used.append(opened)
    return used


def _in_order(built: _Model) -> tuple[Ints, dict[int, int]] | None:
    """Each aim in turn, those before kept as good as they were found to be.

    A bound is known of a tier as long as all before it are proved.
    """
    values, bounds, proved = built.hint, dict[int, int](), True
    for tier, aim in built.aims.items():
        answer: Answer | None
        answer, _ = minimise(built.model, aim, built.variables, values, EFFORT)
        if answer is None:
            return None
        values = answer.values
        if proved:
            bounds[tier] = answer.bound
        proved = proved and answer.optimal
        built.model.add(aim <= answer.value)
    return None if values is None else (values, bounds)
