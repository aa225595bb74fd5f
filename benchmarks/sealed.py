"""What encryption costs, and what kills do to a change of key.

Run: uv run python -m benchmarks.sealed [cost [ROUNDS] | kills [COUNT]]. `cost` imports and reads
25,000 people in a plain file and in an encrypted one, by turns; ratios are of processor time, the
median of all rounds. `kills` stops (-9) a change of key at random moments, and looks which key
opens the file after each.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median

import click

from planner.findings import Refusal
from planner.policy import load
from planner.store import key, reading
from planner.store.backup import back_up
from planner.store.bulk import checksum
from planner.store.database import create_store, open_store
from planner.store.importing.importer import import_file
from planner.store.key import Key
from planner.store.soundness import require_sound

PEOPLE = 25_000
KEYS = (Key("the first of two keys"), Key("the second of the keys"))
CHANGE = (
    "import sys\nfrom planner.store import rekeying\nfrom planner.store.key import Key\n"
    "count = rekeying.contents\n"
    "def told(connection):\n    found = count(connection)\n    print('now', flush=True)\n"
    "    return found\n"
    "rekeying.contents = told\nrekeying.rekey(sys.argv[1], Key(sys.argv[2]))"
)


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


def kills(count: int) -> None:
    """Print how often which key opens the file after a kill; ends with 1 where none or both do."""
    draws, spent = random.Random(0), 0.0
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "campaign.db"
        once(path, KEYS[0], sheet(Path(name)))
        held = opened(path, KEYS[0])
        found: Counter[str] = Counter()
        old, new = KEYS
        for kill in range(count + 1):
            took = change(path, old, new, draws.uniform(0, spent * 1.1) if kill else None)
            spent = took if not kill else spent
            now = [opened(path, one) for one in (old, new)]
            if sorted(one == held for one in now) != [False, True]:
                sys.exit(f"after {kill} kills: {['wrong' if one else 'closed' for one in now]}")
            if kill:
                found["new key" if now[1] else "old key"] += 1
            old, new = (new, old) if now[1] else (old, new)
    click.echo(f"{count} kills within {spent * 1.1:.2f} s: {dict(found)}; the same rows each time")


def change(path: Path, old: Key, new: Key, kill_after: float | None) -> float:
    """Change the key in another process, which may be killed; how long it was at it."""
    words = [sys.executable, "-c", CHANGE, str(path), new.passphrase]
    environment = {**os.environ, key.ENV: old.passphrase}
    with subprocess.Popen(words, stdout=subprocess.PIPE, env=environment) as changing:
        assert changing.stdout is not None
        changing.stdout.readline()
        start = time.perf_counter()
        if kill_after is not None:
            time.sleep(kill_after)
            changing.send_signal(signal.SIGKILL)
        changing.wait()
        return time.perf_counter() - start


def opened(path: Path, one: Key) -> object:
    """The sum of the people in a store; None where the key does not open it."""
    key.use(one)
    try:
        with open_store(path) as store, store.reading() as connection:
            require_sound(connection)
            return checksum(connection, "person")
    except Refusal:
        return None


if __name__ == "__main__":
    what, *number = sys.argv[1:] or ["cost"]
    if what == "cost":
        cost(int(number[0]) if number else 5)
    else:
        kills(int(number[0]) if number else 100)
