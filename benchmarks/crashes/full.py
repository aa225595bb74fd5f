"""Full: commands on a disk without room, and what is found afterwards."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.crashes.acts import Act, shares
from benchmarks.crashes.campaign import lay_out
from benchmarks.crashes.promise import Undisturbed, look, watch
from benchmarks.crashes.running import Ran, run, work_folder
from benchmarks.crashes.state import Judge
from planner.findings import ExitCode

DISK = 24 << 20  # bytes of the small disk
BLOCK = 4096
FILLER = ".filler"  # outside of the campaign's folder
MOST_TRIES = 4  # with less and less room, until a command has too little


@dataclass
class Tally:
    """What came of one command on a full disk. `room` is how often it had enough after all."""

    act: Act
    cases: int = 0
    room: int = 0
    between: int = 0  # one part was there, another not
    steps: set[str] = field(default_factory=set)
    messages: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)


def fill_all(
    acts: Sequence[Act], cases: int, seed: int, tell: Callable[[Tally], object]
) -> list[Tally]:
    """Give each command too little room about equally often, `cases` in all."""
    rng = np.random.default_rng(seed)
    judge, tallies = Judge(), []
    with work_folder("full") as work, small_disk(work / "disk") as disk:
        stages = lay_out(work / "stages", seed)
        for k, (act, share) in enumerate(zip(acts, shares(acts, cases), strict=True)):
            if not share:
                continue
            tally = Tally(act)
            usual = watch(act, stages, judge, work / f"act{k}")
            for n in range(share):
                for tried in range(MOST_TRIES):
                    folder = stages.copy(act.stage, disk / "campaign")
                    room = int(rng.uniform(0, usual.first.written) / 2**tried)
                    scratch = disk if n % 2 else None
                    with filled(disk, room):
                        ran = run(list(act.words), folder, scratch=scratch)
                    _case(tally, usual, ran, folder, judge)
                    shutil.rmtree(folder)
                    if ran.code != act.code:
                        break
            tallies.append(tally)
            tell(tally)
    return tallies


@contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    """A disk of a few MB in memory. Raises PermissionError where none may be mounted."""
    place.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(place)]
    try:
        done = subprocess.run(mount, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise PermissionError("there is no mount") from None
    if done.returncode:
        raise PermissionError(done.stderr.strip())
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@contextmanager
def filled(disk: Path, room: int) -> Iterator[None]:
    """Leave so many bytes of a disk free, rounded down to blocks."""
    free = os.statvfs(disk)
    blocks = free.f_bavail - room // BLOCK
    filler = disk / FILLER
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(blocks, 1) * BLOCK)
    try:
        yield
    finally:
        filler.unlink()


def _case(tally: Tally, usual: Undisturbed, ran: Ran, folder: Path, judge: Judge) -> None:
    """Look at what a command without room has left, give it room, and run it again."""
    act = tally.act
    if ran.code == act.code:
        tally.room += 1
    else:
        tally.cases += 1
        told = ran.err.strip().splitlines()
        tally.messages[_plain(told[-1] if told else "")] += 1
        if ran.code != ExitCode.STORE or "Traceback" in ran.err or ran.out.strip():
            tally.lost.append(f"ended with {ran.code}: {ran.err.strip()[-400:]}")
    looked = look(act, usual, ran, folder, judge, tally.steps)
    tally.between += looked.place == "between"
    tally.lost += looked.lost
    if looked.place == "after" and ran.code != act.code:
        tally.lost.append("all is there, but was told to be not")
    if looked.left:
        tally.lost.append(f"left behind: {[path.name for path in looked.left]}")


def _plain(message: str) -> str:
    """A message without what is in one run only."""
    return re.sub(r"\d{4}-\d\d-\d\dT\d{6}Z\.[0-9a-f]{12}|/\S*/", "...", message)
