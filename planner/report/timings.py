"""Timings: how long each stage of a command took, and how much memory the command took at most."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from planner.stages import Stage

STATUS = Path("/proc/self/status")  # Linux; getrusage there counts what the parent had, too
START = "start (load libraries)"
LEAST = 0.0005  # seconds of a stage within another that is worth a line


@dataclass
class Timing:
    """A stage within those before it in `path`: how often it was entered, seconds in all."""

    path: tuple[Stage, ...]
    times: int = 0
    seconds: float = 0.0

    @property
    def depth(self) -> int:
        """0 for a stage that lies in no other."""
        return len(self.path) - 1


@dataclass(frozen=True)
class Memory:
    """Most memory taken at one time in MiB, None where this system does not tell.

    `others` is that of the largest of the processes begun, None where there were none.
    """

    own: float | None
    others: float | None


class Timings:
    """A watcher that adds up stages from when it is made."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._first: float | None = None
        self._open: list[tuple[Stage, float] | None] = []  # None: part of one of the same name
        self._found: dict[tuple[Stage, ...], Timing] = {}

    @property
    def seconds(self) -> float:
        """Since it was made."""
        return time.perf_counter() - self._began

    @property
    def start(self) -> float:
        """Seconds before the first stage: libraries are loaded then."""
        return self.seconds if self._first is None else self._first - self._began

    def begin(self, stage: Stage, total: int | None) -> None:
        """A stage begins."""
        before = self._path()
        if before[-1:] == (stage,):
            self._open.append(None)
            return
        now = time.perf_counter()
        self._first = self._first or now
        self._open.append((stage, now))
        path = (*before, stage)
        self._found.setdefault(path, Timing(path))  # in the order in which they first began

    def done(self, count: int) -> None:
        """Nothing is counted."""

    def end(self) -> None:
        """The stage that began last ends."""
        path, ended = self._path(), self._open.pop()
        if ended is not None:
            self._found[path].times += 1
            self._found[path].seconds += time.perf_counter() - ended[1]

    def _path(self) -> tuple[Stage, ...]:
        return tuple(one[0] for one in self._open if one is not None)

    def stages(self) -> list[Timing]:
        """All of them, each before those that lie in it; of these only what took any time."""
        return [timing for path in self._found if len(path) == 1 for timing in self._within(path)]

    def _within(self, path: tuple[Stage, ...]) -> Iterator[Timing]:
        yield self._found[path]
        for other, timing in self._found.items():
            if other[:-1] == path and timing.seconds >= LEAST:
                yield from self._within(other)


def memory() -> Memory:
    """The most memory taken so far."""
    try:
        import resource
    except ImportError:  # Windows
        return Memory(None, None)
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    others = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit
    with suppress(OSError, StopIteration):
        lines = STATUS.read_text(encoding="ascii", errors="replace").splitlines()
        own = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
    return Memory(own / 2**20, others / 2**20 if others else None)


def profile(timings: Timings, taken: Memory) -> list[str]:
    """The table of --profile: of each stage how often, seconds, and percent of all."""
    stages, seconds, start = timings.stages(), timings.seconds, timings.start
    inside = sum(one.seconds for one in stages if one.depth == 0)
    rows = [(START, "", start)]
    rows += [
        (f"{'  ' * one.depth}{one.path[-1].value}", f"{one.times:,}", one.seconds) for one in stages
    ]
    rows += [("elsewhere", "", max(seconds - start - inside, 0.0)), ("in all", "", seconds)]
    wide = max(len(name) for name, _, _ in rows)
    lines = [f"{'stage':<{wide}} {'times':>7} {'seconds':>9} {'percent':>8}"]
    for name, times, took in rows:
        share = 100 * took / seconds if seconds else 0.0
        lines.append(f"{name:<{wide}} {times:>7} {took:>9.3f} {share:>8.1f}")
    own = "not known on this system" if taken.own is None else f"{taken.own:,.0f} MiB"
    more = "" if taken.others is None else f"; the largest other process {taken.others:,.0f} MiB"
    return [*lines, f"memory peak: {own}{more}"]
