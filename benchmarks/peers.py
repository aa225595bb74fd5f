"""The planner beside other solvers: same instance, same model, each in a process of its own.

    uv run --group benchmark python benchmarks/peers.py
    uv run --group benchmark python benchmarks/peers.py --scaling

Seconds include building the solver's model, but neither loading libraries nor making up the world.
Whatever answers within SHORT seconds is run `--repeat` times: the median counts. Every answer is
checked against the rules and valued by one function. Take ratios between machines, not seconds.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import platform
import resource
import signal
import statistics
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib import metadata
from multiprocessing.connection import Connection
from typing import Any

import click
import numpy as np

from benchmarks.solvers import SOLVERS
from benchmarks.worlds import made_up
from planner.assignment.rules import tier_values
from planner.plan import TIERS
from planner.policy import load
from planner.problem import Problem
from planner.snapshot import Pairs

SIZES = "200x100,1000x500,4000x2000,24000x12000"
DOUBLING = "3000x1500,6000x3000,12000x6000,24000x12000"
SHORT = 20  # seconds
TINY = (40, 20)  # solved first, so that loading a library is not counted
LIBRARIES = ("numpy", "ortools", "highspy", "pulp", "networkx", "pot")
OUT_OF_MEMORY = (
    -signal.SIGABRT,
    -signal.SIGKILL,
    -signal.SIGSEGV,
)  # how libraries without room end


@dataclass(frozen=True)
class Task:
    """One solver on one world."""

    solver: str
    size: tuple[int, int]
    seed: int
    whole_up_to: int = 0


@dataclass(frozen=True)
class Limits:
    """What one process may use."""

    seconds: float
    gigabytes: float
    repeat: int


@dataclass(frozen=True)
class Result:
    """What became of a task: `outcome` says why there are no figures where there are none."""

    solver: str
    size: str
    whole_up_to: int
    outcome: str
    seconds: float | None = None
    runs: int = 0
    peak_mb: int | None = None
    tiers: dict[str, int] | None = None
    times: float | None = None  # as many seconds as what it is compared with


class BrokenError(RuntimeError):
    """An answer breaks a rule of the problem."""


def measure(task: Task, limits: Limits) -> Result:
    """Carry out a task in a new process and wait for it, no longer than the limit for each run."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(task, limits, sender), daemon=False)
    process.start()
    sender.close()
    runs: list[dict[str, Any]] = []
    outcome = "finished"
    try:
        while True:
            if not receiver.poll(limits.seconds):
                outcome = f"did not finish in {limits.seconds:g} s"
                break
            message = receiver.recv()
            if "failed" in message:
                outcome = message["failed"]
            elif "seconds" in message:
                runs.append(message)
    except EOFError:
        process.join()
        if outcome == "finished" and not runs:
            out = process.exitcode in OUT_OF_MEMORY
            outcome = "out of memory" if out else f"ended with code {process.exitcode}"
    finally:
        _end(process)
    return _result(task, outcome, runs)


def _work(task: Task, limits: Limits, sender: Connection) -> None:
    """In the new process: solve, as often as wanted, and tell the figures of each run."""
    os.setsid()  # so that whatever a solver starts can be ended with it
    _silence()
    room = int(limits.gigabytes * 2**30)
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
    solver = SOLVERS[task.solver]
    try:
        solver(made_up(*TINY))
        problem = made_up(*task.size, seed=task.seed, whole_up_to=task.whole_up_to)
        sender.send({"ready": True})
        for _ in range(limits.repeat):
            started = time.perf_counter()
            rows = solver(problem)
            seconds = time.perf_counter() - started
            peak = max(
                resource.getrusage(who).ru_maxrss
                for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
            )
            check(problem, rows)
            tiers = tier_values(problem, rows)
            sender.send({"seconds": seconds, "peak_mb": peak // 1024, "tiers": tiers})
            if seconds > SHORT:
                break
    except MemoryError:
        sender.send({"failed": "out of memory"})
    except Exception as error:
        sender.send({"failed": f"{type(error).__name__}: {error}".splitlines()[0][:100]})


def check(problem: Problem, rows: Pairs) -> None:
    """Raises BrokenError where rows break a rule that no solver here may break."""
    rakshaks, areas = problem.shape
    comers = np.bincount(rows.area, minlength=areas)
    keys = problem.pair_key(rows.rakshak, rows.area)
    for rule, kept in (
        ("pairs stand in one row", np.bincount(np.unique(keys, return_inverse=True)[1]) == 1),
        ("pairs may be used", problem.allowed(rows.rakshak, rows.area)),
        ("visits are above 0", rows.visits > 0),
        ("rakshaks can make them", rows.by_rakshak(rakshaks) <= problem.availability),
        ("areas need them", rows.by_area(areas) <= problem.visits),
        ("whole areas go to one rakshak", comers[problem.whole] <= 1),
    ):
        if not kept.all():
            raise BrokenError(f"not all {rule}")


def _silence() -> None:
    """Solvers print banners past Python; the document is for figures."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)


def _end(process: Any) -> None:
    """End the process and whatever it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()


def _result(task: Task, outcome: str, runs: list[dict[str, Any]]) -> Result:
    result = Result(task.solver, "x".join(map(str, task.size)), task.whole_up_to, outcome)
    if not runs or outcome != "finished":
        return result
    return Result(
        **{name: value for name, value in asdict(result).items() if value is not None}
        | {
            "seconds": round(statistics.median(run["seconds"] for run in runs), 3),
            "runs": len(runs),
            "peak_mb": max(run["peak_mb"] for run in runs),
            "tiers": runs[-1]["tiers"],
        }
    )


def compared(result: Result, base: Result | None) -> Result:
    """The result with how many times the base's seconds it took, where both have some."""
    if result.seconds is None or base is None or not base.seconds:
        return result
    return Result(**asdict(result) | {"times": round(result.seconds / base.seconds, 2)})


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    versions = {}
    for name in LIBRARIES:
        with suppress(metadata.PackageNotFoundError):
            versions[name] = metadata.version(name)
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(pages * size / 2**30),
        "python": platform.python_version(),
        **versions,
    }


def table(results: list[Result], against: str) -> str:
    """The results as lines of text."""
    head = f"{'size':14}{'whole':>6} {'solver':12}{'seconds':>9}{against:>10}{'MB':>8}"
    lines = [head + "".join(f"{name:>14}" for name in TIERS)]
    for one in results:
        line = f"{one.size:14}{one.whole_up_to:>6} {one.solver:12}"
        if one.seconds is None or one.tiers is None:
            lines.append(f"{line} {one.outcome}")
            continue
        times = "-" if one.times is None else f"{one.times:.2f}"
        line += f"{one.seconds:>9.2f}{times:>10}{one.peak_mb:>8,}"
        lines.append(line + "".join(f"{one.tiers[name]:>14,}" for name in TIERS))
    return "\n".join(lines)


def read_sizes(text: str) -> list[tuple[int, int]]:
    """Sizes such as 200x100,1000x500. Raises BadParameter where the text is none."""
    try:
        sizes = [(int(r), int(a)) for r, a in (one.split("x") for one in text.split(","))]
    except ValueError:
        sizes = []
    if not sizes or min(map(min, sizes)) < 1:
        raise click.BadParameter("write rakshaks x areas, such as 200x100,1000x500")
    return sizes


def read_solvers(text: str) -> list[str]:
    """Names of solvers, as often as they are written. Raises BadParameter for an unknown one."""
    names = [name.strip() for name in text.split(",")]
    unknown = [name for name in names if name not in SOLVERS]
    if unknown:
        raise click.BadParameter(f"{unknown[0]!r} is none of {', '.join(SOLVERS)}")
    return names


@click.command()
@click.option("--sizes", "wanted", help=f"Rakshaks x areas; usually {SIZES}.")
@click.option("--solvers", "named", default=",".join(SOLVERS), show_default=True)
@click.option("--scaling", is_flag=True, help="The planner alone, each size twice the one before.")
@click.option("--limit", type=click.FloatRange(1), default=600, show_default=True, help="Seconds.")
@click.option("--memory", type=click.FloatRange(1), default=20, show_default=True, help="GB each.")
@click.option("--repeat", type=click.IntRange(1, 50), default=3, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
def main(
    wanted: str | None,
    named: str,
    scaling: bool,
    limit: float,
    memory: float,
    repeat: int,
    seed: int,
    form: str,
) -> None:
    """Compare the planner with other solvers, or with itself at half the size."""
    sizes = read_sizes(wanted or (DOUBLING if scaling else SIZES))
    solvers = read_solvers(named)
    usual = load().workload.whole_up_to
    tasks = (
        [Task("mitan", size, seed, whole) for whole in (0, usual) for size in sizes]
        if scaling
        else [Task(solver, size, seed) for size in sizes for solver in solvers]
    )
    limits = Limits(limit, memory, repeat)
    results: list[Result] = []
    for task in tasks:
        result = measure(task, limits)
        click.echo(f"{result.size} {result.solver}: {result.seconds} s, {result.outcome}", err=True)
        results.append(compared(result, _base(result, results, scaling=scaling)))
    if form == "json":
        described = {"machine": machine(), "limits": asdict(limits), "seed": seed}
        click.echo(json.dumps(described | {"results": [asdict(one) for one in results]}))
    else:
        click.echo(table(results, "x half" if scaling else "x mitan"))


def _base(result: Result, before: list[Result], *, scaling: bool) -> Result | None:
    """What a result is compared with: the planner on the same world, or on the one before."""
    if scaling:
        alike = [one for one in before if one.whole_up_to == result.whole_up_to]
        return alike[-1] if alike else None
    same = [one for one in before if one.size == result.size and one.solver == "mitan"]
    return same[0] if same else result if result.solver == "mitan" else None


if __name__ == "__main__":
    main()
