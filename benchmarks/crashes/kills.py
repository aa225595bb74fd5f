"""Kills: commands ended by SIGKILL at a random moment, and what is found afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.crashes.acts import Act, shares
from benchmarks.crashes.campaign import STORE, Stages, lay_out
from benchmarks.crashes.promise import differing, look, watch
from benchmarks.crashes.running import Alive, Observer, Ran, run, work_folder
from benchmarks.crashes.state import Judge
from benchmarks.crashes.tracing import Call, there

AIMED = 0.8  # of all kills, at a call that changes a file; the others at a moment
LOOKS = 64  # at the count of writes between two looks whether the command is over


@dataclass
class Tally:
    """What came of the kills of one command."""

    act: Act
    tries: int = 0
    late: int = 0  # had ended already, so nobody was killed
    writing: int = 0  # killed after its first call that changes a file, and before its last
    places: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("before", "between", "after"), 0)
    )
    left: int = 0  # hidden files stayed, until a later run
    steps: set[str] = field(default_factory=set)  # what stores held between two transactions
    lost: list[str] = field(default_factory=list)  # whatever is against what was promised


def kill_all(
    acts: Sequence[Act], times: int, seed: int, tell: Callable[[Tally], object]
) -> list[Tally]:
    """Kill each command, `times` in all, and slow ones less often; `tell` hears of each."""
    rng = np.random.default_rng(seed)
    judge, tallies = Judge(), []
    with work_folder("kills") as work:
        stages = lay_out(work / "stages", seed)
        for k, (act, share) in enumerate(zip(acts, shares(acts, times), strict=True)):
            if share:
                tallies.append(kill(act, stages, judge, work / f"act{k}", share, rng))
                tell(tallies[-1])
    return tallies


def kill(
    act: Act, stages: Stages, judge: Judge, work: Path, times: int, rng: np.random.Generator
) -> Tally:
    """Kill one command so many times, each time on a fresh copy, and run it again.

    Raises RuntimeError where it does not do the same twice when nobody disturbs it.
    """
    usual = watch(act, stages, judge, work)
    folder, traced = stages.copy(act.stage, work / "again"), there()
    calls = run(list(act.words), folder, trace=traced).calls
    if differ := differing(usual.once, judge.state(folder, STORE)):
        raise RuntimeError(f"{act.name} does not do the same twice: {differ}")
    tally = Tally(act)
    for k in range(times):
        folder = stages.copy(act.stage, work / f"kill{k}")
        ran = _kill_once(act, folder, usual.first, calls, rng)
        tally.tries += 1
        tally.late += not ran.killed
        tally.writing += _in_mid_write(ran, calls)
        looked = look(act, usual, ran, folder, judge, tally.steps)
        tally.lost += looked.lost
        tally.left += bool(looked.left)
        if looked.place:
            tally.places[looked.place] += 1
        shutil.rmtree(folder)
    return tally


def at_write(number: int) -> Observer:
    """Kills once there were so many writes, or a few more: it takes time to look."""

    def watch(alive: Alive) -> None:
        while not alive.over:
            if any(alive.writes >= number for _ in range(LOOKS)):
                alive.kill()
                return

    return watch


def at_moment(seconds: float) -> Observer:
    """Kills so long after the command has begun."""

    def watch(alive: Alive) -> None:
        while alive.seconds < seconds and not alive.over:
            pass
        alive.kill()

    return watch


def _kill_once(
    act: Act, folder: Path, usual: Ran, calls: Sequence[Call] | None, rng: np.random.Generator
) -> Ran:
    words = list(act.words)
    if rng.random() >= AIMED:
        return run(words, folder, observer=at_moment(rng.uniform(0, usual.seconds)))
    if calls is None:
        return run(words, folder, observer=at_write(int(rng.integers(1, usual.writes + 1))))
    return run(words, folder, end_at=calls[rng.integers(len(calls))])


def _in_mid_write(ran: Ran, calls: Sequence[Call] | None) -> bool:
    """Whether it was killed with some of its calls made, and not all."""
    if ran.calls is None or calls is None:
        return ran.killed and ran.begun
    return ran.killed and 1 < len(ran.calls) <= len(calls)  # the last was not carried out
