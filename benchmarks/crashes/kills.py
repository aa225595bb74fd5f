"""Kills: commands ended by SIGKILL at a random moment, and what is found afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.crashes.acts import Act
from benchmarks.crashes.campaign import STORE, Stages, lay_out
from benchmarks.crashes.running import Alive, Observer, Ran, run, work_folder
from benchmarks.crashes.state import STORE_PART, Judge, State, make_old
from benchmarks.crashes.tracing import Call, there

AIMED = 0.8  # of all kills, at a call that changes a file; the others at a moment
LOOKS = 64  # at the count of writes between two looks whether the command is over


@dataclass(frozen=True)
class Undisturbed:
    """What a command does when nobody disturbs it: once, and a second time."""

    before: State
    first: Ran
    once: State
    second: Ran
    twice: State

    def place_of(self, found: State) -> str:
        """Whether a state is that "before", that "after", or "between" the two."""
        if found.parts == self.before.parts:
            return "before"
        return "after" if found.parts == self.once.parts else "between"


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
    """Kill each command about equally often, `times` in all; `tell` hears of each that is done."""
    rng = np.random.default_rng(seed)
    judge, tallies = Judge(), []
    with work_folder("kills") as work:
        stages = lay_out(work / "stages", seed)
        for k, act in enumerate(acts):
            share = times * (k + 1) // len(acts) - times * k // len(acts)
            if share:
                tallies.append(kill(act, stages, judge, work / f"act{k}", share, rng))
                tell(tallies[-1])
    return tallies


def watch(act: Act, stages: Stages, judge: Judge, work: Path) -> Undisturbed:
    """Run a command twice on a fresh copy. Raises RuntimeError where it does not succeed."""
    folder = stages.copy(act.stage, work / "undisturbed")
    before = judge.state(folder, STORE)
    first = run(list(act.words), folder)
    once = judge.state(folder, STORE)
    second = run(list(act.words), folder)
    twice = judge.state(folder, STORE)
    if first.code != act.code or once.left or twice.left:
        raise RuntimeError(f"{act.name} ended with {first.code}: {first.err}")
    return Undisturbed(before, first, once, second, twice)


def kill(
    act: Act, stages: Stages, judge: Judge, work: Path, times: int, rng: np.random.Generator
) -> Tally:
    """Kill one command so many times, each time on a fresh copy, and run it again.

    Raises RuntimeError where it does not do the same twice when nobody disturbs it.
    """
    usual = watch(act, stages, judge, work)
    again = watch(act, stages, judge, work / "again")
    if differ := _differ(usual.once, again.once) or _differ(usual.twice, again.twice):
        raise RuntimeError(f"{act.name} does not do the same twice: {differ}")
    tally = Tally(act)
    calls: tuple[Call, ...] | None = None
    if there():
        folder = stages.copy(act.stage, work / "traced")
        calls = run(list(act.words), folder, trace=True).calls
    for k in range(times):
        folder = stages.copy(act.stage, work / f"kill{k}")
        ran = _kill_once(act, folder, usual.first, calls, rng)
        tally.tries += 1
        tally.late += not ran.killed
        tally.writing += _in_mid_write(ran, calls)
        tally.lost += _lost(tally, usual, ran, folder, judge)
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


def _lost(tally: Tally, usual: Undisturbed, ran: Ran, folder: Path, judge: Judge) -> list[str]:
    """Look at what a kill has left, run the command again, and say what is not as promised."""
    try:
        found = judge.state(folder, STORE)
    except Exception as error:
        return [f"unsound: {type(error).__name__} {error}"]
    place = usual.place_of(found)
    tally.places[place] += 1
    tally.left += bool(found.left)
    lost = _not_whole(tally, usual, found, judge) if place == "between" else []
    if (ran.out.strip() or ran.code == tally.act.code) and place != "after":
        lost.append(f"told as done, but is not there ({place})")
    make_old(found.left)
    again = run(list(tally.act.words), folder)
    try:
        state = judge.state(folder, STORE)
    except Exception as error:
        return [*lost, f"unsound after the next run: {type(error).__name__} {error}"]
    if state.left:
        lost.append(f"left for good: {[path.name for path in state.left]}")
    return lost + _not_mended(usual, place, again, state)


def _not_whole(tally: Tally, usual: Undisturbed, found: State, judge: Judge) -> list[str]:
    """What is wrong with a state in which not all parts are as before, or all as after."""
    told = [f"gone: {name}" for name in usual.before.parts if name not in found.parts]
    trees = (judge.tree(usual.before), judge.tree(usual.once))
    for name, digest in found.parts.items():
        if digest in (usual.before.parts.get(name), usual.once.parts.get(name)):
            continue
        if name == STORE_PART and len({*tally.steps, digest}) < tally.act.commits:
            tally.steps.add(digest)
            if judge.tree(found) not in trees:
                told.append("the tree has other faults")
        else:
            told.append(f"neither before nor after: {name}")
    return told


def _not_mended(usual: Undisturbed, place: str, ran: Ran, state: State) -> list[str]:
    """What is wrong after the next run, from the place where a kill has left the campaign."""
    codes = {"before": [usual.first.code], "after": [usual.second.code]}
    if ran.code not in codes.get(place, [usual.first.code, usual.second.code]):
        return [f"{place}: the next run ended with {ran.code}: {ran.err.strip()[-300:]}"]
    if place == "between":
        # an entry in the history more may be told of in the files themselves
        lacking = sorted(usual.once.files.keys() - state.files.keys())
        return [f"the next run did not make {lacking}"] if lacking else []
    other = _differ(usual.once if place == "before" else usual.twice, state)
    return [f"{place}: after the next run something else is there: {other}"] if other else []


def _differ(one: State, other: State) -> list[str]:
    every = {*one.parts, *other.parts}
    return sorted(name for name in every if one.parts.get(name) != other.parts.get(name))
