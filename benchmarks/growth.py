"""The growth model by counts: does it agree with persons, and how much faster is it.

    uv run --group benchmark python -m benchmarks.growth agree
    uv run --group benchmark python -m benchmarks.growth peers

`agree` makes up campaigns (benchmarks/cascades.py), each with one set of rates, so that what
differs between replications is chance alone. Persons live on until the standard errors of every
mean (`--error`) and spread are small, or there are `--most` of them; counts TIMES as often.
`peers` simulates the campaign of Bilaspur with 24,000 rakshaks over 18 days by counts, person by
person, in mesa and in simpy, each in a process of its own; before that, all four on a small one,
where their means must be the same.
"""

from __future__ import annotations

import json
import os
import platform
import random
import resource
import statistics
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from importlib import metadata
from multiprocessing import get_context
from typing import Any

import click
import numpy as np

from benchmarks.cascades import made_up, one_set
from scenarios.growth.cascade import Cascade, cascade
from scenarios.growth.outcome import Outcome
from scenarios.growth.persons import live_through
from scenarios.growth.rates import Draws, Floats, draw
from scenarios.growth.scenario import growth
from scenarios.growth.simulate import simulate, simulate_draws

MAIN = ("trained", "field", "mitans", "aware", "pledges")
TIMES = 10
STEP = 500  # replications person by person, from one look at the standard errors to the next
MEAN_BOUND, SPREAD_BOUND = 0.005, 0.10
NO_SPREAD = 0.002  # of the mean: a series that hardly differs between replications has none
SIZE = (24_000, 6_000)  # rakshaks and training seats
SMALL = 11  # the made-up campaign on which all are compared; it has one level of leaders
ANSWERS = 200  # replications of that

Last = Mapping[str, Floats]  # of each of MAIN, R numbers


# ---- do they agree -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Agreement:
    """One series at the end of the last day. Differences and errors are shares of persons'."""

    series: str
    mean: float  # by persons
    mean_off: float
    mean_error: float  # standard error of mean_off
    spread: float  # standard deviation, by persons
    spread_off: float  # 0 where the series hardly differs between replications, counts or persons
    spread_error: float

    @property
    def holds(self) -> bool:
        """Whether mean and spread lie within the bounds."""
        return abs(self.mean_off) <= MEAN_BOUND and abs(self.spread_off) <= SPREAD_BOUND


def agreement(name: str, counts: Floats, persons: Floats) -> Agreement:
    """How counts agree with persons, who lived on their own luck."""
    mean, spread = float(persons.mean()), float(persons.std())
    scale = max(mean, 1e-9)
    hardly = max(spread, float(counts.std())) <= NO_SPREAD * scale
    width = np.inf if hardly else max(spread, 1e-9)
    return Agreement(
        series=name,
        mean=mean,
        mean_off=float(counts.mean() - mean) / scale,
        mean_error=float(np.hypot(_error(counts), _error(persons))) / scale,
        spread=spread,
        spread_off=float(counts.std() - spread) / width,
        spread_error=float(np.hypot(_spread_error(counts), _spread_error(persons))) / width,
    )


def _error(values: Floats) -> float:
    return float(values.std() / np.sqrt(len(values)))


def _spread_error(values: Floats) -> float:
    """The standard error of a standard deviation; long tails make it large."""
    variance = float(values.var())
    fourth = float(((values - values.mean()) ** 4).mean())
    return float(np.sqrt((fourth - variance**2) / len(values)) / (2 * np.sqrt(variance or 1.0)))


def lived(made: Cascade, draws: Draws, first: int, end: int, seed: int) -> list[dict[str, int]]:
    """Replications `first` up to `end` of the draws, person by person: MAIN on the last day."""
    dice = random.Random(seed)  # campaigns must not share their luck with one another
    seeds = [dice.getrandbits(63) for _ in range(end)][first:]
    return [
        _persons(made, *_of(draws, rep), own)
        for rep, own in zip(range(first, end), seeds, strict=True)
    ]


def _of(draws: Draws, rep: int) -> tuple[dict[str, float], list[float]]:
    return {name: float(of[rep]) for name, of in draws.rates.items()}, draws.luck[rep].tolist()


def _persons(
    made: Cascade, rates: Mapping[str, float], luck: list[float], seed: int
) -> dict[str, int]:
    series = live_through(made, rates, luck, seed)
    return {name: series[name][-1] for name in MAIN}


def one_campaign(seed: int, error: float, least: int, most: int) -> dict[str, Any]:
    """Whether counts agree with persons in one made-up campaign, and what it is like."""
    made = made_up(seed)
    drawn = one_set(made, TIMES * most, seed)
    rows: list[dict[str, int]] = []
    while len(rows) < least or (len(rows) < most and not _settled(rows, error)):
        rows += lived(made, drawn, len(rows), min(len(rows) + STEP, most), seed)
    told = simulate_draws(made, drawn.block(0, TIMES * len(rows)), seed)
    persons = _columns(rows)
    results = [agreement(name, told.last(name).astype(float), persons[name]) for name in MAIN]
    return {
        "seed": seed,
        "rakshaks": made.rakshaks,
        "spans": made.spans,
        "quota": made.quota,
        "days": len(made.calendar),
        "persons": len(rows),
        "counts": told.reps,
        "holds": all(one.holds for one in results),
        "series": [asdict(one) for one in results],
    }


def _columns(rows: list[dict[str, int]]) -> Last:
    return {name: np.array([row[name] for row in rows], dtype=np.float64) for name in MAIN}


def _settled(rows: list[dict[str, int]], error: float) -> bool:
    """Whether standard errors are small: of means `error`, of spreads as much of their bound."""
    alone = [agreement(name, of, of) for name, of in _columns(rows).items()]
    mean = max(one.mean_error for one in alone) / np.sqrt(2)
    spread = max(one.spread_error for one in alone) / np.sqrt(2)
    return bool(mean <= error and spread <= error * SPREAD_BOUND / MEAN_BOUND)


# ---- how fast ------------------------------------------------------------------------------------


def _mesa(
    made: Cascade, rates: Mapping[str, float], luck: list[float], seed: int
) -> dict[str, int]:
    from benchmarks.agents import by_mesa

    return by_mesa(made, rates, luck, seed)


def _simpy(
    made: Cascade, rates: Mapping[str, float], luck: list[float], seed: int
) -> dict[str, int]:
    from benchmarks.agents import by_simpy

    return by_simpy(made, rates, luck, seed)


ONE_BY_ONE: dict[str, Callable[..., dict[str, int]]] = {
    "persons": _persons,
    "mesa": _mesa,
    "simpy": _simpy,
}


@dataclass(frozen=True)
class Run:
    """Seconds that one or several replications took, of all workers in processor time."""

    who: str
    reps: int
    workers: int
    seconds: float
    processor_seconds: float
    peak_mb: int
    means: dict[str, float]


def district(rakshaks: int, seats: int) -> Cascade:
    """Bilaspur with so many rakshaks and seats in training."""
    return replace(cascade(growth("bilaspur")).with_rakshaks(rakshaks), seats=seats)


def run_counts(size: tuple[int, int], reps: int, seed: int, workers: int) -> Run:
    """All replications by counts."""
    made = district(*size)
    outcome: list[Outcome] = []
    took = _timed(lambda: outcome.append(simulate(made, reps, seed, workers=workers)[1]))
    means = {name: float(outcome[0].last(name).mean()) for name in MAIN}
    return Run("counts", reps, workers, *took, _peak_mb(), means)


def run_one(who: str, size: tuple[int, int], seed: int, rep: int) -> Run:
    """One replication, with the rates and the luck of the `rep`-th by counts."""
    made = district(*size)
    rates, luck = _of(draw(made.rates, len(made.calendar), rep + 1, seed), rep)
    simulated = ONE_BY_ONE[who]
    simulated(made_up(SMALL), *_of(one_set(made_up(SMALL), 1, SMALL), 0), seed)  # all is loaded
    told: list[dict[str, int]] = []
    took = _timed(lambda: told.append(simulated(made, rates, luck, seed + rep)))
    return Run(who, 1, 1, *took, _peak_mb(), {name: float(told[0][name]) for name in MAIN})


def same_answers(who: str, reps: int) -> list[Agreement]:
    """How one's means on a small campaign agree with those by counts."""
    made = made_up(SMALL)
    drawn = one_set(made, TIMES * reps, SMALL)
    told = simulate_draws(made, drawn, SMALL)
    rows = [ONE_BY_ONE[who](made, *_of(drawn, rep), rep) for rep in range(reps)]
    others = _columns(rows)
    return [agreement(name, told.last(name).astype(float), others[name]) for name in MAIN]


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return round(time.perf_counter() - clock, 3), round(time.process_time() - processor, 3)


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def apart(work: Callable[..., Any], *args: Any) -> Any:
    """What work gives, done in a new process, so that its memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *args).result()


def machine() -> dict[str, Any]:
    """What the figures were measured on, and how busy it was."""
    return {
        "cores": os.cpu_count(),
        "load": [round(load, 1) for load in os.getloadavg()],
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in ("numpy", "mesa", "simpy")},
    }


# ---- the command ---------------------------------------------------------------------------------


@click.group()
def main() -> None:
    """The growth model by counts, held against persons and against its peers."""


@main.command()
@click.option("--sets", type=click.IntRange(1), default=20, show_default=True)
@click.option("--first", type=click.IntRange(0), default=0, show_default=True, help="Seed.")
@click.option("--error", type=click.FloatRange(1e-5), default=0.0015, show_default=True)
@click.option("--least", type=click.IntRange(2), default=2000, show_default=True)
@click.option("--most", type=click.IntRange(2), default=20_000, show_default=True)
def agree(sets: int, first: int, error: float, least: int, most: int) -> None:
    """Compare means and spreads over campaigns made up by chance; a line of JSON for each."""
    off = 0
    for seed in range(first, first + sets):
        result = one_campaign(seed, error, least, most)
        off += not result["holds"]
        click.echo(json.dumps(result))
    click.echo(f"{sets - off} of {sets} campaigns agree", err=True)
    raise SystemExit(1 if off else 0)


@main.command()
@click.option("--reps", type=click.IntRange(1), default=10_000, show_default=True)
@click.option("--runs", type=click.IntRange(1), default=3, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--rakshaks", type=click.IntRange(1), default=SIZE[0], show_default=True)
@click.option("--seats", type=click.IntRange(0), default=SIZE[1], show_default=True)
@click.option("--answers", type=click.IntRange(2), default=ANSWERS, show_default=True)
def peers(reps: int, runs: int, seed: int, rakshaks: int, seats: int, answers: int) -> None:
    """Time one replication by counts, person by person, in mesa and in simpy."""
    click.echo(json.dumps({"machine": machine(), "rakshaks": rakshaks, "seats": seats}))
    for who in ONE_BY_ONE:
        for one in apart(same_answers, who, answers):
            click.echo(json.dumps({"who": who, "answers": answers, **asdict(one)}))
    size = (rakshaks, seats)
    done: dict[str, list[Run]] = {}
    for rep in range(runs):
        for workers in (1, 2):
            run = apart(run_counts, size, reps, seed, workers)
            done.setdefault(f"counts, {workers} thread(s)", []).append(run)
        for who in ONE_BY_ONE:
            done.setdefault(who, []).append(apart(run_one, who, size, seed, rep))
    base = statistics.median(
        one.processor_seconds / one.reps for one in done["counts, 1 thread(s)"]
    )
    for name, several in done.items():
        each = statistics.median(one.processor_seconds / one.reps for one in several)
        shown = {
            "who": name,
            "reps": several[0].reps,
            "seconds": statistics.median(one.seconds for one in several),
            "processor_seconds": statistics.median(one.processor_seconds for one in several),
            "milliseconds_each": round(1000 * each, 3),
            "times_counts": round(each / base, 1),
            "peak_mb": max(one.peak_mb for one in several),
            "means": several[0].means,
        }
        click.echo(json.dumps(shown))


if __name__ == "__main__":
    main()
