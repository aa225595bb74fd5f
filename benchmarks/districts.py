"""Many districts planned in several ways: the same plans, and how long each way takes.

    python benchmarks/districts.py --districts 28 --size small

Made-up districts, a store each, are planned one by one, by a pool of processes, through a Dask
cluster of this machine, and by both while one of their processes is killed (-9) in the middle.
Every way begins with fresh copies of the stores. Take ratios between machines, not seconds.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from planner.campaign import begin
from planner.policy import load
from planner.store.database import open_store
from planner.store.importing import import_file
from scenarios.districts.answer import districts_answer
from scenarios.districts.listing import read_districts
from scenarios.districts.planning import KIND, Terms, ask_district, plan_district
from scenarios.districts.running import Hands, run_units
from scenarios.generate import generate
from scenarios.presets import preset
from scenarios.tables import write_csv

SIZES = ("small", "campaign", "district")
SHEET = "districts.csv"
Kill = Callable[[], None]


@dataclass(frozen=True)
class Figure:
    """One way of planning all districts. `processor` are the seconds of all worker processes."""

    way: str
    seconds: float
    processor: float
    failed: int
    digest: str  # of all plans
    stored: int  # bytes of all stores, with their plans


def make(folder: Path, count: int, size: str, seed: int, page: str | None = None) -> Path:
    """The sheet of `count` made-up districts with a store each, not planned yet, without mitans.

    `page` is what their campaign.toml says, the usual policy where None.
    """
    lines = ["code,store"]
    for k in range(count):
        place = folder / f"D{k:03}"
        place.mkdir()
        begun = begin(str(place / "campaign.db"), place / "campaign.toml", page)
        policy = load(begun.policy_file)
        made = generate(preset("bilaspur"), size, seed + k, policy)
        with tempfile.TemporaryDirectory() as name, open_store(place / "campaign.db") as store:
            sheets = write_csv(made, Path(name))
            for kind in ("areas", "people"):  # mitans do not change the question
                import_file(store, kind, sheets[kind], policy)
        lines.append(f"{place.name},{place.name}/campaign.db")
    (folder / SHEET).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / SHEET


def plan_all(way: str, made: Path, workers: int, seed: int) -> Figure:
    """Plan copies of the districts made in the folder `made` in one of WAYS."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "copy"
        shutil.copytree(made, folder)
        listing = read_districts(folder / SHEET)
        deadly_at = len(listing.districts) // 3
        with WAYS[way](workers) as (hands, kill):
            ended = 0

            def done(text: str) -> None:
                nonlocal ended
                ended += 1
                if ended == deadly_at and kill is not None:
                    kill()

            started, before = time.perf_counter(), _processor()
            results = run_units(
                listing.districts,
                partial(plan_district, terms=Terms(seed)),
                partial(ask_district, terms=Terms(seed)),
                out=folder / "results",
                kind=KIND,
                hands=hands,
                done=done,
                say=lambda *texts: click.echo(" ".join(texts), err=True),
            )
            seconds = time.perf_counter() - started
        told = districts_answer(listing, results, "").data
        failed = sum(one.trouble is not None for one in results)
        used = _processor() - before
        return Figure(way, seconds, used, failed, told["digest"], _stored(folder))


def _stored(folder: Path) -> int:
    """Bytes of all stores in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*.db"))


def _processor() -> float:
    """Processor seconds of all child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextmanager
def _one_by_one(workers: int) -> Iterator[tuple[Hands, Kill | None]]:
    yield Hands(1), None


@contextmanager
def _pool(workers: int) -> Iterator[tuple[Hands, Kill | None]]:
    yield Hands(workers), None


@contextmanager
def _pool_with_a_death(workers: int) -> Iterator[tuple[Hands, Kill | None]]:
    def kill() -> None:
        os.kill(multiprocessing.active_children()[0].pid or 0, signal.SIGKILL)

    yield Hands(workers), kill


@contextmanager
def _dask(workers: int) -> Iterator[tuple[Hands, Kill | None]]:
    with _cluster(workers) as cluster:
        yield Hands(scheduler=cluster), None


@contextmanager
def _dask_with_a_death(workers: int) -> Iterator[tuple[Hands, Kill | None]]:
    from distributed import Client

    with _cluster(workers) as address:

        def kill() -> None:
            with Client(address, set_as_default=False) as client:
                first = min(client.run(os.getpid).values())
            os.kill(first, signal.SIGKILL)

        yield Hands(scheduler=address), kill


@contextmanager
def _cluster(workers: int) -> Iterator[str]:
    """The address of a Dask cluster of this machine; the time it takes to begin does not count."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
    ) as cluster:
        yield cluster.scheduler_address


WAYS = {
    "one by one": _one_by_one,
    "pool": _pool,
    "pool, one process killed": _pool_with_a_death,
    "Dask": _dask,
    "Dask, one worker killed": _dask_with_a_death,
}


@click.command()
@click.option("--districts", "count", type=click.IntRange(1, 999), default=28, show_default=True)
@click.option("--size", type=click.Choice(SIZES), default="small", show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--way", "ways", multiple=True, type=click.Choice(list(WAYS)), help="Usual: all.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
def main(count: int, size: str, workers: int, seed: int, ways: tuple[str, ...], form: str) -> None:
    """Plan many districts in several ways and compare them."""
    figures = []
    with tempfile.TemporaryDirectory() as name:
        made = Path(name) / "made"
        made.mkdir()
        make(made, count, size, seed)
        stored = _stored(made)
        for way in ways or WAYS:
            figures.append(plan_all(way, made, workers, seed))
            click.echo(f"{way}: {figures[-1].seconds:.1f} s", err=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    same = len({one.digest for one in figures}) == 1 and not any(one.failed for one in figures)
    if form == "json":
        pages = [vars(one) for one in figures]
        whole = {"districts": count, "size": size, "workers": workers, "peak_mb": peak}
        click.echo(json.dumps({**whole, "stored": stored, "same": same, "ways": pages}))
    else:
        click.echo(f"{count} x {size}, {workers} workers, largest process {peak} MB, "
                   f"a store {stored / count / 1e6:.2f} MB before its plan and "
                   f"{figures[0].stored / count / 1e6:.2f} MB with it")  # fmt: skip
        for one in figures:
            ratio = one.seconds / figures[0].seconds
            click.echo(f"{one.way:26} {one.seconds:8.1f} s {ratio:6.2f} x {one.processor:8.1f} s "
                       f"of processors  {one.failed} failed  {one.digest[:12]}")  # fmt: skip
        click.echo("the same plans in every way" if same else "NOT the same plans")
    raise SystemExit(0 if same else 1)


if __name__ == "__main__":
    main()
