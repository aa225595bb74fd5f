"""Promise: what must be true of a campaign after a command that did not come to its end.

All or nothing: each part (the store, each file) is as before or as after, and sound; what was told
as done is there; the same command, run again, ends as if nothing had happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.crashes.acts import Act
from benchmarks.crashes.campaign import STORE, Stages
from benchmarks.crashes.running import Observer, Ran, run
from benchmarks.crashes.state import STORE_PART, Judge, State, make_old


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


@dataclass(frozen=True)
class Looked:
    """Where a campaign was found, "" if it is not sound; hidden files there; and what is lost."""

    place: str
    left: tuple[Path, ...]
    lost: list[str]


def watch(act: Act, stages: Stages, judge: Judge, work: Path) -> Undisturbed:
    """Run a command twice on a fresh copy. Raises RuntimeError where it does not succeed."""
    return watch_in(act, stages.copy(act.stage, work / "undisturbed"), judge, "")


def watch_in(
    act: Act,
    folder: Path,
    judge: Judge,
    db: str,
    target: str = STORE,
    observer: Observer = lambda alive: None,
) -> Undisturbed:
    """As `watch`, in a folder and a store that are there.

    `db` is the store that the command is given, empty for the usual one; `target` is the store
    that it is to change.
    """
    before = judge.state(folder, target)
    first = run(list(act.words), folder, db=db, observer=observer)
    once = judge.state(folder, target)
    second = run(list(act.words), folder, db=db)
    twice = judge.state(folder, target)
    if first.code != act.code or once.left or twice.left:
        raise RuntimeError(f"{act.name} ended with {first.code}: {first.err}")
    return Undisturbed(before, first, once, second, twice)


def look(
    act: Act,
    usual: Undisturbed,
    ran: Ran,
    folder: Path,
    judge: Judge,
    steps: set[str],
    db: str = "",
    target: str = STORE,
) -> Looked:
    """Look at what a command has left, run it again, and say what is not as promised.

    `steps` gathers what stores held between two transactions of this command.
    """
    try:
        found = judge.state(folder, target)
    except Exception as error:
        return Looked("", (), [f"unsound: {type(error).__name__} {error}"])
    place = usual.place_of(found)
    lost = _not_whole(act, usual, found, judge, steps) if place == "between" else []
    if (ran.out.strip() or ran.code == act.code) and place != "after":
        lost.append(f"told as done, but is not there ({place})")
    make_old(found.left)
    again = run(list(act.words), folder, db=db)
    try:
        state = judge.state(folder, target)
    except Exception as error:
        lost.append(f"unsound after the next run: {type(error).__name__} {error}")
        return Looked(place, found.left, lost)
    if state.left:
        lost.append(f"left for good: {[path.name for path in state.left]}")
    return Looked(place, found.left, lost + _not_mended(usual, place, again, state))


def _not_whole(
    act: Act, usual: Undisturbed, found: State, judge: Judge, steps: set[str]
) -> list[str]:
    """What is wrong with a state in which not all parts are as before, or all as after."""
    told = [f"gone: {name}" for name in usual.before.parts if name not in found.parts]
    trees = (judge.tree(usual.before), judge.tree(usual.once))
    for name, digest in found.parts.items():
        if digest in (usual.before.parts.get(name), usual.once.parts.get(name)):
            continue
        if name == STORE_PART and len({*steps, digest}) < act.commits:
            steps.add(digest)
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
    other = differing(usual.once if place == "before" else usual.twice, state)
    return [f"{place}: after the next run something else is there: {other}"] if other else []


def differing(one: State, other: State) -> list[str]:
    """Parts that two states do not have alike."""
    every = {*one.parts, *other.parts}
    return sorted(name for name in every if one.parts.get(name) != other.parts.get(name))
