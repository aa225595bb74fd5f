"""Exact: small grounds are searched through to the end, over the few pairs that could be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from planner.cp import Var, minimise
from planner.hierarchy.leaders.bound import Bound
from planner.hierarchy.leaders.ground import Ground
from planner.hierarchy.leaders.knapsack import values_with_and_without
from planner.hierarchy.leaders.worth import Knapsacks
from planner.snapshot import Flags, Ints, Points

MOST_PAIRS = 8_000  # that a search is begun with
TURNS = (0.1, 0.3, 1.0)  # shares of the limit, one after the other: a better answer closes pairs


@dataclass(frozen=True, eq=False)
class Searched:
    """For each of n rakshaks the candidate who leads him, what it comes to, what is proved."""

    leader_of: Ints
    value: int
    bound: int


def search(
    ground: Ground, worth: Knapsacks, bounds: Sequence[Bound], known: Ints, limit: float
) -> Searched:
    """The best answer within `limit` of CP-SAT's deterministic time, from a `known` one.

    `known` has the candidate who leads each of n rakshaks. Only pairs are looked at that the
    bounds leave open: those that could be in an answer as good.
    """
    rakshak = np.arange(len(ground.load))
    best = Searched(
        known, int(ground.distance(rakshak, known).sum()), max(bound.whole for bound in bounds)
    )
    with_it = np.max([bounds_with(ground, worth, bound) for bound in bounds], axis=0)
    left = limit
    for share in TURNS:
        if best.bound >= best.value:
            break
        open_ = np.ceil(with_it - 1e-6) <= best.value
        if open_.sum() > MOST_PAIRS or left <= 0:
            break
        best, work = _decide(ground, open_, best, min(share * limit, left))
        left -= work
    return best


def bounds_with(ground: Ground, worth: Knapsacks, bound: Bound) -> Points:
    """For each pair a value that no answer which uses it comes below: m x n.

    The pair's candidate leads, with the rakshak in his team, who is in nobody else's.
    """
    inside, outside = values_with_and_without(bound.price - worth.way, ground.load, ground.capacity)
    others = _best_others(ground, outside)
    found: Points = bound.price.sum() - inside - others
    return found


def _best_others(ground: Ground, values: Points) -> Points:
    """For each candidate and column the sum of the best leaders' values beside his: m x n.

    Those who must lead count first; `count` of them with himself.
    """
    firm, count = ground.keep, ground.count
    kept = values[firm].sum(axis=0)
    loose = np.where(firm[:, None], -np.inf, values)
    free = count - int(firm.sum())  # leaders beside those who must
    ordered = -np.sort(-loose, axis=0)
    top = ordered[:free].sum(axis=0)
    beside_firm = kept - np.where(firm[:, None], values, 0) + top
    if free == 0:
        return np.where(firm[:, None], beside_firm, -np.inf)
    last = ordered[free - 1]
    # of the best `free` he takes his own place, or that of the last
    beside_loose = kept + top - np.where(values >= last, values, last)
    best: Points = np.where(firm[:, None], beside_firm, beside_loose)
    return best


def _decide(ground: Ground, open_: Flags, known: Searched, limit: float) -> tuple[Searched, float]:
    """The best answer over the open pairs (m x n), among which the known one is; and the work."""
    candidate, rakshak = np.nonzero(open_)
    some = np.union1d(candidate, np.flatnonzero(ground.keep))
    model, leads, led, way = _model(ground, some, candidate, rakshak)
    hint = np.concatenate(
        [
            np.isin(some, known.leader_of) | ground.keep[some],
            known.leader_of[rakshak] == candidate,
        ]
    )
    aim = sum(d * one for d, one in zip(way.tolist(), led, strict=True))
    answer, work = minimise(model, aim, [*leads, *led], hint.astype(np.int64), limit, linear=True)
    if answer is None:
        return known, work
    # what uses a closed pair is above the known value
    bound = min(max(known.bound, answer.bound), known.value)
    used = answer.values[len(some) :] > 0
    leader_of = known.leader_of.copy()
    leader_of[rakshak[used]] = candidate[used]
    if answer.value >= known.value:
        return Searched(known.leader_of, known.value, bound), work
    return Searched(leader_of, answer.value, min(bound, answer.value)), work


def _model(
    ground: Ground, some: Ints, candidate: Ints, rakshak: Ints
) -> tuple[cp_model.CpModel, list[Var], list[Var], Ints]:
    """Who leads, of `some` candidates, and who is led by whom, one variable for each pair."""
    model = cp_model.CpModel()
    leads = [model.new_bool_var("") for _ in range(len(some))]
    led = [model.new_bool_var("") for _ in range(len(candidate))]
    model.add(sum(leads) <= ground.count)  # more of them never hurt: the rest is idle
    for i in range(len(ground.load)):
        model.add_exactly_one(led[at] for at in np.flatnonzero(rakshak == i).tolist())
    for k, lead in zip(some.tolist(), leads, strict=True):
        mine = np.flatnonzero(candidate == k).tolist()
        load = ground.load[rakshak[mine]].tolist()
        taken = sum(w * led[at] for w, at in zip(load, mine, strict=True))
        model.add(taken <= int(ground.capacity[k]) * lead)
        for at in mine:
            model.add_implication(led[at], lead)
        if ground.keep[k]:
            model.add(lead == 1)
    return model, leads, led, ground.distance(rakshak, candidate)
