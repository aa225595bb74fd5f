"""Running: many units worked on one by one, on this machine or on a cluster, and kept as they end.

One that fails spoils no other. The results are the same whoever works on them, and in one order.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from planner.files import make_folder
from scenarios.districts.attempt import Answered, Ended, U
from scenarios.districts.cluster import Unreachable, on_cluster
from scenarios.districts.keeping import Result, keep, kept
from scenarios.districts.pool import cores, in_pool

Say = Callable[..., None]  # of any number of texts


@dataclass(frozen=True)
class Hands:
    """Who does the work: `workers` processes of this machine (as many as it has cores where None),
    or the Dask cluster whose scheduler is at `scheduler`; with `fall_back` this machine where that
    one is out of reach.
    """

    workers: int | None = None
    scheduler: str | None = None
    fall_back: bool = False


def run_units(
    units: Sequence[U],
    work: Callable[[U], Answered],
    ask: Callable[[U], str],
    *,
    out: Path,
    kind: str,
    hands: Hands,
    done: Say,
    say: Say,
) -> tuple[Result, ...]:
    """The result of each unit, by code. Codes are different from each other.

    Each result is kept in the folder `out` as it is found, in a file with `kind` in its name. A
    unit whose file answers the question that `ask` gives for it today is not worked on again.
    `work` and the units must be such as can be pickled, and their modules be installed with every
    worker. `done` is told once of each unit, `say` of what else happens. Raises Refusal (STORE)
    where the folder cannot be written to or the cluster is out of reach; what is finished by then
    is kept, as it is when the run is interrupted.
    """
    make_folder(out)
    results: dict[str, Result] = {}
    for unit in units:
        if found := kept(out, kind, unit, ask):
            results[unit.code] = found
            done(f"{unit.code}: answered before")
    left = [unit for unit in units if unit.code not in results]
    try:
        with closing(_outcomes(work, left, hands, say)) as ended:
            for unit, outcome in ended:
                results[unit.code] = keep(out, kind, unit.code, outcome)
                done(_told(results[unit.code]))
    except KeyboardInterrupt:
        say(f"{len(results)} of {len(units)} are finished and kept in {out}; the same command "
            "goes on from there.")  # fmt: skip
        raise
    return tuple(results[code] for code in sorted(results))


def _outcomes(
    work: Callable[[U], Answered], units: Sequence[U], hands: Hands, say: Say
) -> Generator[tuple[U, Ended]]:
    """Each unit with its outcome as they end, from the cluster or from this machine."""
    left = {unit.code: unit for unit in units}
    if left and hands.scheduler is not None:
        try:
            with closing(on_cluster(work, units, hands.scheduler)) as ended:
                for unit, outcome in ended:
                    del left[unit.code]
                    yield unit, outcome
        except Unreachable as unreachable:
            if not hands.fall_back:
                raise
            say(unreachable.message, f"This machine does the {len(left)} that are left.")
    with closing(in_pool(work, list(left.values()), hands.workers or cores())) as ended:
        yield from ended


def _told(result: Result) -> str:
    """A unit that has just ended, in a line."""
    if result.trouble:
        return f"{result.code}: {result.trouble.message}"
    return f"{result.code}: done in {result.seconds:.1f} s"
