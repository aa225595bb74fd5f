"""What encryption costs.

Run: uv run python -m benchmarks.sealed [ROUNDS]. 25,000 people are imported and read in a plain
file and in an encrypted one, by turns; ratios are of processor time, the median of all rounds.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import click

from planner.policy import load
from planner.store import key, reading
from planner.store.backup import back_up
from planner.store.database import create_store
from planner.store.importing.importer import import_file
from planner.store.key import Key

PEOPLE = 25_000
KEYS = (Key("the first of two keys"), Key("the second of the keys"))


def sheet(folder: Path) -> Path:
    """Made-up rakshaks in forty zones."""
    rows = (f"R{k:05},Rakshak {k},{7_000_000_000 + k},rakshak,Z{k % 40}" for k in range(PEOPLE))
    file = folder / "people.csv"
    file.write_text("\n".join(["id,name,phone,role,zone", *rows]), encoding="utf-8")
    return file


def cost(rounds: int) -> None:
    """Print how much longer import, reading and backup take in an encrypted file."""
    ratios: dict[str, list[float]] = {"import": [], "reading": [], "backup": [], "size": []}
    with tempfile.TemporaryDirectory() as name:
        file = sheet(Path(name))
        for round_ in range(rounds):
            plain = once(Path(name) / f"plain{round_}.db", None, file)
            sealed = once(Path(name) / f"sealed{round_}.db", KEYS[0], file)
            for what, found in ratios.items():
                found.append(sealed[what] / plain[what])
            click.echo(f"{round_ + 1} {ratios_told(ratios, lambda found: found[-1])}")
        start = time.process_time()
        KEYS[1].raw(os.urandom(key.SALT_BYTES))
        click.echo(f"the key worked out: {time.process_time() - start:.2f} s of processor time")
    click.echo(f"median {ratios_told(ratios, median)}")


def ratios_told(
    ratios: dict[str, list[float]], of: Callable[[list[float]], float]
) -> dict[str, float]:
    """One number of each list, to two places."""
    return {what: round(of(found), 2) for what, found in ratios.items()}


def once(path: Path, one: Key | None, file: Path) -> dict[str, float]:
    """Seconds of processor time for each step, and the size in bytes."""
    key.use(one)
    with create_store(path) as store:
        took = {"import": timed(lambda: import_file(store, "people", file, load(None)))}
        with store.reading() as connection:
            took["reading"] = timed(lambda: reading.snapshot(connection))
    took["backup"] = timed(lambda: back_up(path, path.with_suffix(".copy.db")))
    return {**took, "size": path.stat().st_size}


def timed(work: Callable[[], object]) -> float:
    """Seconds of processor time."""
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    cost(int(sys.argv[1]) if sys.argv[1:] else 5)
