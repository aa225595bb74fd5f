"""Stopping: Ctrl-C and SIGTERM end a command between two steps, never in the midst of one.

A signal becomes an exception in the main thread. So whatever `with` and `finally` undo is undone:
transactions, unfinished files, processes. Where a step and the note of it belong together, the
signal waits (`held`).
"""

from __future__ import annotations

import _thread
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from types import FrameType
from typing import Any, Self

from planner.findings import ExitCode

TOGETHER = 1.0  # seconds in which further signals mean the same: a key that is hit again and again
SOON = 0.02  # seconds
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # as far as this system has them


class Kept(Enum):
    """What a command finishes for good while it goes on."""

    STORE = "store"
    FILE = "file"  # or a folder


class Stopped(KeyboardInterrupt):
    """Somebody wants the command to end: Ctrl-C, or a signal of the system."""

    def __init__(self, number: int = signal.SIGINT) -> None:
        super().__init__()
        self.number = number


def exit_code(error: BaseException) -> ExitCode:
    """How a command ends that was stopped by this error."""
    asked: int = signal.SIGINT
    cause: BaseException | None = error
    while cause is not None:  # click makes another error of it
        asked = getattr(cause, "number", asked)
        cause = cause.__cause__ or cause.__context__
    usual = (signal.SIGINT, getattr(signal, "SIGBREAK", signal.SIGINT))
    return ExitCode.INTERRUPTED if asked in usual else ExitCode.TERMINATED


@dataclass
class _State:
    """Of this process, as signals are."""

    holding: int = 0
    waiting: int | None = None
    stopped_at: float = float("-inf")
    kept: dict[str, Kept] = field(default_factory=dict)  # by place


_state = _State()


def listen() -> None:
    """Have signals stop this process from now on; what was ignored stays so, as with nohup.

    For the main thread of a program of its own, not for whoever uses the library.
    """
    for name in SIGNALS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
    sys.unraisablehook = _again


def begin() -> None:
    """A command begins: nothing is kept yet."""
    _state.__dict__.update(_State().__dict__)


def settle() -> None:
    """Hear no signal any more: the command has ended, and only its last words are left.

    Not even Python's own end hears one: it would exit by the signal instead of with its code.
    """
    _state.stopped_at = float("inf")
    for name in SIGNALS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is _stop:
            signal.signal(number, signal.SIG_IGN)


def _stop(number: int, _frame: FrameType | None) -> None:
    now = time.monotonic()
    if _state.holding:
        _state.waiting = number
        return
    if now - _state.stopped_at < TOGETHER:
        return  # it is being undone already
    _state.stopped_at = now
    raise Stopped(number)


def _again(fault: Any) -> None:
    """Python drops what is raised in a destructor; a wish to stop is then raised once more."""
    if isinstance(fault.exc_value, KeyboardInterrupt):
        _state.stopped_at = float("-inf")
        number = getattr(fault.exc_value, "number", signal.SIGINT)
        _thread.start_new_thread(_soon, (number,))  # this here is still part of the destructor
    else:
        sys.__unraisablehook__(fault)


def _soon(number: int) -> None:
    time.sleep(SOON)
    if hasattr(signal, "pthread_kill"):  # wakes the main thread, whatever it waits for
        signal.pthread_kill(threading.main_thread().ident or 0, number)
    else:
        _thread.interrupt_main(signal.Signals(number))


class held:  # noqa: N801 - used like a function
    """A block that is not stopped in its midst: a signal waits until it ends."""

    def __enter__(self) -> Self:
        self._main = threading.current_thread() is threading.main_thread()
        _state.holding += self._main
        return self

    def __exit__(self, *_: object) -> None:
        _state.holding -= self._main
        if self._main and not _state.holding and _state.waiting is not None:
            number, _state.waiting = _state.waiting, None
            _state.stopped_at = time.monotonic()
            raise Stopped(number)


def keep(what: Kept, place: str | Path) -> None:
    """Note that something is finished and stays, whatever happens next; within `held`."""
    _state.kept[str(place)] = what


def told() -> str:
    """What a stopped command has left, in a sentence. What is not there any more does not count."""
    places = [place for place in _state.kept if "://" in place or Path(place).exists()]
    left = [f"the campaign in {one}" for one in places if _state.kept[one] is Kept.STORE]
    files = [one for one in places if _state.kept[one] is Kept.FILE]
    if files:
        left.append(files[0] if len(files) == 1 else f"{len(files)} files or folders")
    if not left:
        return "Stopped. Nothing was kept: the campaign is as it was."
    return f"Stopped. Nothing is half-done. What was finished is kept: {', '.join(left)}."


@contextmanager
def apart() -> Iterator[None]:
    """Processes and threads begun in this block are not reached by Ctrl-C: whoever began them
    ends them. For this process a signal waits until the block ends.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
