"""Read-only: commands that may not write, or do not find what they write to."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.crashes.acts import Act
from benchmarks.crashes.campaign import STORE, lay_out
from benchmarks.crashes.promise import Undisturbed, look, watch
from benchmarks.crashes.running import run, work_folder
from benchmarks.crashes.state import Judge
from planner.findings import ExitCode

NOBODY = 65534
MEANWHILE = "store deleted meanwhile"


@dataclass
class Tally:
    """What came of one way of keeping commands from writing."""

    name: str
    cases: int = 0
    refused: int = 0
    done: int = 0  # it did not need what was kept from it
    between: int = 0  # one part was there, another not
    messages: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Way:
    """How a command is kept from writing, how that is taken back, and what it may end with."""

    name: str
    keep_off: Callable[[Path], object]
    let_in: Callable[[Path], object]
    codes: tuple[ExitCode, ...] = (ExitCode.STORE,)


def _mount(folder: Path) -> None:
    for words in (["--bind", folder, folder], ["-o", "remount,bind,ro", folder]):
        subprocess.run(["mount", *map(str, words)], check=True, capture_output=True)


def _unmount(folder: Path) -> None:
    subprocess.run(["umount", str(folder)], check=True)


def _mode(name: str, mode: int) -> Callable[[Path], object]:
    return lambda folder: (folder / name).chmod(mode)


def _put_folder(folder: Path) -> None:
    (folder / STORE).rename(folder / "aside")
    (folder / STORE).mkdir()


def _put_back(folder: Path) -> None:
    if (folder / STORE).is_dir():
        (folder / STORE).rmdir()
    (folder / "aside").rename(folder / STORE)


def _take_away(folder: Path) -> None:
    (folder / STORE).rename(folder / "aside")


def _both(folder: Path) -> None:
    (folder / STORE).chmod(0o444)
    folder.chmod(0o555)


def _free(folder: Path) -> None:
    folder.chmod(0o755)
    (folder / STORE).chmod(0o600)


GONE = (ExitCode.REJECTED, ExitCode.STORE)
WAYS = (
    Way("store read-only", _mode(STORE, 0o444), _free),
    Way("folder read-only", _mode(".", 0o555), _free),
    Way("store and folder read-only", _both, _free),
    Way("store not readable", _mode(STORE, 0o000), _free),
    Way("disk mounted read-only", _mount, _unmount),
    Way("store replaced by a folder", _put_folder, _put_back, GONE),
    Way("store deleted before", _take_away, _put_back, GONE),
)


def keep_off_all(
    acts: Sequence[Act], cases: int, seed: int, tell: Callable[[Tally], object]
) -> list[Tally]:
    """Keep commands from writing in each way about equally often, `cases` in all."""
    rng = np.random.default_rng(seed)
    judge, known, tallies = Judge(), dict[str, Undisturbed](), []
    # what needs no store cannot miss one; what is restored may lie where none is
    usable = [act for act in acts if act.stage != "nothing" and act.words[0] != "restore"]
    with work_folder("readonly") as work:
        work.chmod(0o755)
        stages = lay_out(work / "stages", seed)
        ways = WAYS if _may_mount(work) else tuple(way for way in WAYS if way.keep_off != _mount)
        for k, way in enumerate(ways):
            tally = Tally(way.name)
            share = cases * (k + 1) // len(ways) - cases * k // len(ways)
            for at in rng.choice(len(usable), share, replace=share > len(usable)).tolist():
                act = usable[at]
                if act.name not in known:
                    known[act.name] = watch(act, stages, judge, work / f"act{at}")
                folder = stages.copy(act.stage, work / "campaign")
                _case(tally, way, act, known[act.name], folder, judge)
                shutil.rmtree(folder)
            tallies.append(tally)
            tell(tally)
    return tallies


def _case(tally: Tally, way: Way, act: Act, usual: Undisturbed, folder: Path, judge: Judge) -> None:
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
    way.keep_off(folder)
    try:
        ran = run(list(act.words), folder, before=_be_nobody)
    finally:
        way.let_in(folder)
    tally.cases += 1
    if ran.code == act.code:
        tally.done += 1
    else:
        tally.refused += 1
        told = ran.err.strip().splitlines()
        tally.messages[told[0] if told else ""] += 1
        if ran.code not in way.codes or "Traceback" in ran.err or ran.out.strip():
            tally.lost.append(f"{act.name} ended with {ran.code}: {ran.err.strip()[-400:]}")
    looked = look(act, usual, ran, folder, judge, set())
    tally.lost += [f"{act.name}: {one}" for one in looked.lost]
    tally.between += looked.place == "between"
    if looked.place == "after" and ran.code != act.code:
        tally.lost.append(f"{act.name}: all is there, but was told to be not")
    if looked.left:
        tally.lost.append(f"{act.name}: left behind {[path.name for path in looked.left]}")


def _be_nobody() -> None:
    """Lay down the rights of root, to whom nothing is read-only."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def _may_mount(work: Path) -> bool:
    tried = work / "tried"
    tried.mkdir()
    try:
        _mount(tried)
        _unmount(tried)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True
