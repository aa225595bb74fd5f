"""How long the whole road takes, a step at a time, at one size of a scenario.

    python benchmarks/road.py --size campaign --format json

Each step is timed `--runs` times in a fresh folder; minimum, median and maximum are printed, with
the peak memory of the whole process. Take ratios between machines, not seconds.
"""

from __future__ import annotations

import json
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from planner.campaign import Asked, assign_areas, begin, judge_campaign
from planner.hierarchy.tree import read_tree
from planner.policy import load
from planner.store import reading
from planner.store.database import open_store
from planner.store.importing import import_file
from scenarios.generate import generate
from scenarios.presets import preset
from scenarios.tables import write_csv

SIZES = ("small", "campaign", "district")


def one_road(size: str, seed: int, folder: Path) -> dict[str, float]:
    """Seconds of each step of one run."""
    seconds: dict[str, float] = {}

    def timed(name: str, step: Callable[[], Any]) -> Any:
        started = time.perf_counter()
        result = step()
        seconds[name] = time.perf_counter() - started
        return result

    policy = load()
    campaign = timed("generate", lambda: generate(preset("bilaspur"), size, seed, policy))
    sheets = timed("write sheets", lambda: write_csv(campaign, folder))
    begin(str(folder / "campaign.db"), folder / "campaign.toml")
    with open_store(folder / "campaign.db") as store:
        for kind, sheet in sheets.items():
            timed(f"import {kind}", lambda k=kind, s=sheet: import_file(store, k, s, policy))
        with store.reading() as connection:
            snapshot = timed("read the store", lambda: reading.snapshot(connection))
        timed("tree", lambda: read_tree(snapshot, policy))
        quiet = {"seed": seed, "progress": lambda line: None}
        timed("assign", lambda: assign_areas(store, policy, **quiet))
        timed("audit", lambda: judge_campaign(store, policy, Asked()))
    return seconds


@click.command()
@click.option("--size", type=click.Choice(SIZES), default="small", show_default=True)
@click.option("--runs", type=click.IntRange(1, 50), default=3, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
def main(size: str, runs: int, seed: int, form: str) -> None:
    """Time every step of the road."""
    every = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as name:
            every.append(one_road(size, seed, Path(name)))
    steps = {
        step: {
            "min": round(min(run[step] for run in every), 3),
            "median": round(statistics.median(run[step] for run in every), 3),
            "max": round(max(run[step] for run in every), 3),
        }
        for step in every[0]
    }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if form == "json":
        click.echo(json.dumps({"size": size, "runs": runs, "peak_mb": peak, "steps": steps}))
        return
    click.echo(f"{size}, {runs} runs, peak {peak} MB")
    for step, figure in steps.items():
        click.echo(f"{step:20} {figure['min']:8.2f} {figure['median']:8.2f} {figure['max']:8.2f}")


if __name__ == "__main__":
    main()
