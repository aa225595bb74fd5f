"""The command: hands inputs over, in a process that may end, and says what came of them."""

from __future__ import annotations

import json
import mmap
import os
import pickle
import shutil
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import click

import planner.policy
import planner.report.texts
import scenarios.growth.rates
import scenarios.growth.scenario
from benchmarks.fuzzing.importers import IMPORTERS, Importer
from benchmarks.fuzzing.watch import Watch, Wrong
from benchmarks.fuzzing.world import World, begun
from planner.settings import read_toml

ROOT = Path(__file__).resolve().parents[2]
MEMORY = Path("/dev/shm")  # where there is one; elsewhere the usual folder
BATCH = 10_000  # inputs of one process
LOGGED = 50_000  # inputs between two lines of the log
ALIKE = 3  # inputs that are kept of what goes wrong alike
READERS = (planner.policy, planner.report.texts, scenarios.growth.rates, scenarios.growth.scenario)


def made(name: str, importer: Importer, seed: int, number: int) -> bytes:
    """Input `number` of a seed."""
    return importer.make(Random(f"{seed}/{name}/{number}"))


def read_own_once() -> None:
    """Read the files that Mitan brings along once for all inputs; those handed over, each time."""
    kept: dict[Path, bytes] = {}

    def read(path: Path) -> dict[str, Any]:
        if not path.is_relative_to(ROOT):
            return read_toml(path)
        if path not in kept:
            kept[path] = pickle.dumps(read_toml(path))
        values: dict[str, Any] = pickle.loads(kept[path])
        return values

    for module in READERS:
        module.read_toml = read  # type: ignore[attr-defined]


def batch(
    name: str, importer: Importer, seed: int, numbers: range, at: mmap.mmap, told: int, home: Path
) -> None:
    """In a process of its own: hand the inputs over; write what is wrong, then the counts."""
    warnings.simplefilter("error")
    folder = Path(tempfile.mkdtemp(dir=home))
    world, watch = World(folder), Watch(folder)
    path = folder / f"f{importer.suffix}"
    with os.fdopen(told, "w", encoding="utf-8") as out:
        for number in numbers:
            at[:8] = number.to_bytes(8, "little")
            path.write_bytes(made(name, importer, seed, number))
            wrong = watch.look(partial(importer.hand, world, path, number))
            if wrong is not None:
                print(json.dumps([number, wrong.kind, wrong.trace]), file=out, flush=True)
        print(json.dumps({"taken": watch.taken, "codes": watch.codes}), file=out)
    os._exit(0)


def outcomes(
    name: str, importer: Importer, seed: int, numbers: range, home: Path
) -> Iterator[tuple[int, Wrong] | dict[str, Any]]:
    """What is wrong with which input, and the counts of each batch."""
    first = numbers.start
    at = mmap.mmap(-1, 8)
    while first < numbers.stop:
        some = range(first, min(first + BATCH, numbers.stop))
        source, told = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(source)
            try:
                batch(name, importer, seed, some, at, told, home)
            finally:
                os._exit(1)
        os.close(told)
        with os.fdopen(source, encoding="utf-8") as lines:
            for line in lines:
                found = json.loads(line)
                yield found if isinstance(found, dict) else (found[0], Wrong(*found[1:]))
        _, status = os.waitpid(child, 0)
        first = some.stop
        if status:
            number = int.from_bytes(at[:8], "little")
            ended = os.waitstatus_to_exitcode(status)
            yield number, Wrong(f"process ended with {ended}", "")
            first = number + 1
        for left in home.iterdir():
            shutil.rmtree(left, ignore_errors=True)


def hand_all(name: str, inputs: range, seed: int, found: Path, log: Path | None) -> int:
    """Hand the inputs of one importer over; print and log what came of it. How many were wrong."""
    importer = IMPORTERS[name]
    kinds: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    taken, began = 0, time.perf_counter()
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as home:
        for outcome in outcomes(name, importer, seed, inputs, Path(home)):
            if isinstance(outcome, dict):
                taken += outcome["taken"]
                codes.update(outcome["codes"])
                continue
            number, wrong = outcome
            kinds[wrong.kind] += 1
            if kinds[wrong.kind] <= ALIKE:
                found.mkdir(exist_ok=True)
                (found / f"{name}-{number}.bin").write_bytes(made(name, importer, seed, number))
                more = f"\n{wrong.trace}" if kinds[wrong.kind] == 1 else ""
                click.echo(f"{name} {number}: {wrong.kind}{more}", err=True)
    answer = {
        "importer": name,
        "seed": seed,
        "first": inputs.start,
        "inputs": len(inputs),
        "taken": taken,
        "codes": len(codes),
        "seconds": round(time.perf_counter() - began, 1),
        "wrong": dict(kinds),
    }
    click.echo(json.dumps(answer))
    if log is not None:
        with log.open("a", encoding="utf-8") as out:
            print(json.dumps({**answer, "by_code": dict(codes)}), file=out)
    return kinds.total()


def replay(name: str, file: Path) -> None:
    """Hand one kept input over, with whatever it raises. Its number is in its name."""
    number = int(file.stem.rpartition("-")[2])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"f{IMPORTERS[name].suffix}"
        shutil.copy(file, path)
        with suppress(FileExistsError):
            click.echo(IMPORTERS[name].hand(World(Path(folder)), path, number))


@click.command()
@click.argument("importer", type=click.Choice([*IMPORTERS, "all"]))
@click.option("--inputs", default=1_000_000, show_default=True, help="Of each importer.")
@click.option("--first", default=0, show_default=True, help="Number of the first: to go on.")
@click.option("--seed", default=1, show_default=True)
@click.option("--found", default=Path("found"), type=click.Path(path_type=Path), metavar="DIR",
              help="Where inputs that go wrong are kept.")  # fmt: skip
@click.option("--log", type=click.Path(path_type=Path), metavar="FILE",
              help="JSON lines, one for some inputs of an importer, are put on.")  # fmt: skip
@click.option("--replay", "kept", type=click.Path(path_type=Path, exists=True), metavar="FILE",
              help="One kept input instead.")  # fmt: skip
def main(
    importer: str, inputs: int, first: int, seed: int, found: Path, log: Path | None,
    kept: Path | None,
) -> None:  # fmt: skip
    """Make every file that Mitan reads hostile, and print what came of it as JSON lines."""
    if kept is not None:
        replay(importer, kept)
        return
    read_own_once()
    begun()  # before there are processes, for all of them
    names = [*IMPORTERS] if importer == "all" else [importer]
    wrong = 0
    for name in names:
        for start in range(first, first + inputs, LOGGED):
            some = range(start, min(start + LOGGED, first + inputs))
            wrong += hand_all(name, some, seed, found, log)
    sys.exit(5 if wrong else 0)


if __name__ == "__main__":
    main()
