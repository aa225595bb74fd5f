"""The one door to CP-SAT: minimise one aim of a model, the same way every time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from planner.snapshot import Ints, integers
from planner.stages import Stage, stage

Var = cp_model.IntVar
SEARCH_ENDS = 0.02  # seconds to wait for a search to end before it is told so again
Expr = Any  # a sum of variables, or a number where none is left


@dataclass(frozen=True, eq=False)
class Answer:
    """The best answer found, and how good it is proved to be. `values` are of the variables asked.

    `work` is CP-SAT's deterministic time: about seconds, the same on every machine.
    """

    values: Ints
    value: int
    bound: int
    work: float

    @property
    def optimal(self) -> bool:
        """Whether no better answer is left."""
        return self.value == self.bound


@stage(Stage.SEARCH)
def minimise(
    model: cp_model.CpModel,
    aim: Expr,
    variables: list[Var],
    hint: Ints | None,
    limit: float,
    *,
    linear: bool = False,
) -> tuple[Answer | None, float]:
    """The least `aim` within `limit` of deterministic time, and the work it took.

    `hint` holds a value for each of the variables: a whole answer is improved from there, and is
    never made worse. One worker and a deterministic limit: same model, same answer. None where
    no answer was found, or there is none.
    """
    model.clear_hints()  # type: ignore[no-untyped-call]
    if hint is not None:
        for variable, value in zip(variables, hint.tolist(), strict=True):
            model.add_hint(variable, value)
    model.minimize(aim)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_deterministic_time = limit
    solver.parameters.catch_sigint_signal = False  # or Ctrl-C would only make the answer worse
    if linear:
        solver.parameters.linearization_level = 2
    status = _solved(solver, model)
    work = solver.response_proto.deterministic_time
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, work
    value = round(solver.objective_value)
    # The bound of an unfinished search may be a fraction below a whole number.
    bound = value if status == cp_model.OPTIMAL else int(-(-solver.best_objective_bound // 1))
    found = integers([solver.value(variable) for variable in variables])
    return Answer(found, value, min(bound, value), work), work


def _solved(solver: cp_model.CpSolver, model: cp_model.CpModel) -> cp_model.CpSolverStatus:
    """Solve beside the main thread, which so hears of a signal and ends the search."""
    with ThreadPoolExecutor(1) as beside:
        found = beside.submit(solver.solve, model)
        try:
            return found.result()
        except BaseException:
            while not wait([found], SEARCH_ENDS).done:  # it may not have begun
                solver.stop_search()
            raise
