"""Exact: small campaigns as a whole for CP-SAT, which proves what nothing can be better than."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from planner.cp import Expr, Var, minimise
from planner.snapshot import NONE, Ints, integers
from planner.training.question import Question, taken

WHOLE_UP_TO = 6_000  # pairs of team and session
PARTED_UP_TO = 1_500  # pairs of group and session
EFFORT = 10.0  # of CP-SAT's deterministic time for each tier
SPLITS, DISTANCE, OPENED = 1, 2, 3  # places in TIERS


@dataclass(frozen=True, eq=False)
class Exact:
    """A seating, and the bound of each tier that was looked at, by its place in TIERS."""

    seat: Ints
    bounds: dict[int, int]


@dataclass(frozen=True, eq=False)
class _Model:
    """Aims in order, with the variables and a whole answer to begin with, if there is one."""

    model: cp_model.CpModel
    variables: list[Var]
    hint: Ints | None
    aims: Mapping[int, Expr]  # by tier


@dataclass(frozen=True, eq=False)
class _Groups:
    """People of one team with the same ways and the same first day are alike."""

    group: Ints  # n, the group of each person
    one: Ints  # g people, one of each group
    size: list[int]  # g, those for whom there is a session


Pair = tuple[int, int]  # a team or a group, and a session or NONE


def exact_whole(question: Question, seat: Ints) -> Exact | None:
    """The best seating that takes no team apart and leaves as many without a seat.

    None where none was found, or the campaign is too large for that.
    """
    if question.teams * len(question.sessions) > WHOLE_UP_TO:
        return None
    sessions, model = question.sessions, cp_model.CpModel()
    session = np.full(question.teams, NONE)
    session[question.team[seat != NONE]] = seat[seat != NONE]
    x = {
        (t, s): model.new_bool_var("")
        for t in np.flatnonzero(question.size > 0).tolist()
        for s in np.flatnonzero(sessions.day >= question.team_ready[t]).tolist()
    }
    for t in range(question.teams):
        model.add_at_most_one(x[t, s] for s in range(len(sessions)) if (t, s) in x)
    size, metres = question.size.tolist(), question.team_metres
    model.add(sum(size[t] * var for (t, _), var in x.items()) == _seated(seat))
    used = _opened(model, question, {pair: (size[pair[0]], var) for pair, var in x.items()})
    distance = sum(int(metres[t, sessions.venue[s]]) * var for (t, s), var in x.items())
    hint = None
    if (question.seat_all(session) == seat).all():
        hint = integers([*(int(session[t] == s) for t, s in x), *_used(question, seat)])
    aims = {DISTANCE: distance, OPENED: sum(used)}
    found = _in_order(_Model(model, [*x.values(), *used], hint, aims))
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
    groups = _groups(question)
    if len(groups.one) * len(question.sessions) > PARTED_UP_TO:
        return None
    model = cp_model.CpModel()
    n = _people(model, question, groups)
    model.add(sum(var for (_, s), var in n.items() if s != NONE) == _seated(seat))
    present = _parts(model, question, groups, n)
    sat = {pair: (1, var) for pair, var in n.items() if pair[1] != NONE}
    used = _opened(model, question, sat)
    rows, venue = question.metres[groups.one], question.sessions.venue
    distance = sum(int(rows[g, venue[s]]) * var for (g, s), (_, var) in sat.items())
    splits = sum(present.values()) - int((question.size > 0).sum())
    found = _in_order(
        _Model(
            model,
            [*n.values(), *present.values(), *used],
            integers([*_counted(question, groups, seat, [*n], [*present]), *_used(question, seat)]),
            {SPLITS: splits, DISTANCE: distance, OPENED: sum(used)},
        )
    )
    if found is None:
        return None
    values, bounds = found
    chosen = np.full(question.people, NONE)
    waiting = [
        iter(np.flatnonzero((groups.group == g) & question.possible).tolist())
        for g in range(len(groups.one))
    ]
    for (g, s), value in zip(n, values.tolist(), strict=False):
        for _ in range(value):
            chosen[next(waiting[g])] = s
    return Exact(chosen, bounds)


def _groups(question: Question) -> _Groups:
    key = np.column_stack([question.team, question.ready, question.metres])
    _, first, group = np.unique(key, axis=0, return_index=True, return_inverse=True)
    group = group.ravel().astype(np.int64)
    size = np.bincount(group[question.possible], minlength=len(first)).tolist()
    return _Groups(group, first.astype(np.int64), size)


def _people(model: cp_model.CpModel, question: Question, groups: _Groups) -> dict[Pair, Var]:
    """How many of each group sit in each session, or nowhere (NONE): all of them somewhere."""
    n: dict[Pair, Var] = {}
    for g, size in enumerate(groups.size):
        ready = question.ready[groups.one[g]]
        places = [*np.flatnonzero(question.sessions.day >= ready).tolist(), NONE]
        own = {(g, s): model.new_int_var(0, size, "") for s in places}
        model.add(sum(own.values()) == size)
        n |= own
    return n


def _parts(
    model: cp_model.CpModel, question: Question, groups: _Groups, n: Mapping[Pair, Var]
) -> dict[Pair, Var]:
    """Whether anybody of a team is in a session, or nowhere."""
    team = question.team[groups.one].tolist()
    present: dict[Pair, Var] = {}
    for (g, s), var in n.items():
        if (team[g], s) not in present:
            present[team[g], s] = model.new_bool_var("")
        model.add(var <= groups.size[g] * present[team[g], s])
    return present


def _counted(
    question: Question, groups: _Groups, seat: Ints, n: list[Pair], present: list[Pair]
) -> list[int]:
    """What the variables of a seating are."""
    able = question.possible
    by_group = np.stack([groups.group[able], seat[able]], axis=1)
    pairs, counts = np.unique(by_group, axis=0, return_counts=True)
    count = dict(zip(map(tuple, pairs.tolist()), counts.tolist(), strict=True))
    teams = set(zip(question.team[able].tolist(), seat[able].tolist(), strict=True))
    return [*(count.get(pair, 0) for pair in n), *(int(pair in teams) for pair in present)]


def _seated(seat: Ints) -> int:
    return int((seat != NONE).sum())


def _used(question: Question, seat: Ints) -> list[int]:
    return [int(count > 0) for count in taken(question, seat).tolist()]


def _opened(
    model: cp_model.CpModel, question: Question, load: Mapping[Pair, tuple[int, Var]]
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

    A bound is known of a tier as long as all before it are proved. None where there is no answer.
    """
    values, proved = built.hint, True
    bounds: dict[int, int] = {}
    for tier, aim in built.aims.items():
        answer, _ = minimise(built.model, aim, built.variables, values, EFFORT)
        if answer is None:
            return None
        values = answer.values
        if proved:
            bounds[tier] = answer.bound
        proved = proved and answer.optimal
        built.model.add(aim <= answer.value)
    return None if values is None else (values, bounds)
