"""Progress: live lines on a terminal's stderr, plain lines where stderr is no terminal."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.stages import Stage

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

SOON = 1.0  # seconds after which a command that is still busy shows what with

_display: ContextVar[Display | None] = ContextVar("display", default=None)


@dataclass
class _Open:
    """A stage that has begun: of `total` things so many are done."""

    text: str
    total: int | None
    done: int = 0


class Display:
    """What is seen of a busy command: a line with its stage, and above it a bar if there is one.

    It is there from SOON on, or from the first bar on, until `hide`; it leaves nothing behind.
    """

    def __init__(self, title: str) -> None:
        self._title = title
        self._open: list[_Open] = []
        self._lock = threading.RLock()
        self._live: Progress | None = None
        self._hidden = False
        self._line: TaskID | None = None
        self._timer = threading.Timer(SOON, self.show)
        self._timer.daemon = True

    def show(self) -> None:
        """Be seen from now on."""
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        with self._lock:
            if self._live is not None or self._hidden:
                return
            self._live = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                TextColumn("{task.fields[counted]}"),
                TimeElapsedColumn(),
                console=Console(stderr=True),
                transient=True,
                redirect_stdout=False,  # the answer goes its own way
            )
            self._line = self._live.add_task(self._title, total=None, counted="")
            self._tell()
            self._live.start()

    def hide(self) -> None:
        """Be gone for good: the answer comes, or a question."""
        with self._lock:
            self._hidden = True
            self._timer.cancel()
            if self._live is not None:
                self._live.stop()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Be gone for a block, in which somebody is asked for something."""
        with self._lock:  # so that nothing begins to be seen meanwhile
            if self._live is not None:
                self._live.stop()
            try:
                yield
            finally:
                if self._live is not None and not self._hidden:
                    self._live.start()

    @contextmanager
    def bar(self, title: str, count: int) -> Iterator[Callable[[str, int], None]]:
        """A bar of its own: yields a function to be told a text, and how many are done."""
        self.show()
        live = self._live
        if live is None:
            yield lambda text, done: None
            return
        task = live.add_task(title, total=count, counted=f"0/{count:,}")

        def tell(text: str, done: int) -> None:
            live.update(task, description=text, completed=done, counted=f"{done:,}/{count:,}")

        try:
            yield tell
        finally:
            live.remove_task(task)

    def start(self) -> None:
        """The command begins."""
        self._timer.start()

    def begin(self, stage: Stage, total: int | None) -> None:
        """Show that a stage has begun."""
        with self._lock:
            self._open.append(_Open(stage.value, total))
            self._tell()

    def done(self, count: int) -> None:
        """Show how many of the stage's things are done."""
        with self._lock:
            self._open[-1].done = count
            self._tell()

    def end(self) -> None:
        """Show that a stage has ended."""
        with self._lock:
            self._open.pop()
            self._tell()

    def _tell(self) -> None:
        if self._live is None or self._line is None:
            return
        now = self._open[-1] if self._open else _Open("", None)
        self._live.tasks[0].total = now.total  # `update` takes no None
        self._live.update(
            self._line,
            description=f"{self._title}: {now.text}" if now.text else self._title,
            completed=now.done,
            counted=f"{now.done:,}/{now.total:,}" if now.total else "",
        )


@contextmanager
def displayed(display: Display) -> Iterator[None]:
    """Let bars of this block be part of a display, which is hidden when the block ends."""
    before = _display.set(display)
    display.start()
    try:
        yield
    finally:
        display.hide()
        _display.reset(before)


@contextmanager
def steps(title: str, count: int) -> Iterator[Callable[[str], None]]:
    """Yields a function to be called with a text as each of `count` steps begins."""
    with _bar(title, count) as show:
        begun = 0

        def step(text: str) -> None:
            nonlocal begun
            show(text, begun)
            begun += 1

        yield step


@contextmanager
def endings(title: str, count: int) -> Iterator[Callable[[str], None]]:
    """Yields a function to be called with a text as each of `count` things is done."""
    with _bar(title, count) as show:
        ended = 0

        def end(text: str) -> None:
            nonlocal ended
            ended += 1
            show(text, ended)

        yield end


@contextmanager
def running(title: str, count: int) -> Iterator[Callable[[int], None]]:
    """Yields a function to be called with how many of `count` things are done by now.

    Without a display nothing is said: numbers that run would fill a log.
    """
    display = _display.get()
    if display is None:
        yield lambda done: None
        return
    with display.bar(title, count) as show:
        yield lambda done: show(title, done)


@contextmanager
def _bar(title: str, count: int) -> Iterator[Callable[[str, int], None]]:
    """Yields a function to be called with a text and with how many of `count` are done."""
    display = _display.get()
    if display is not None:
        with display.bar(title, count) as show:
            yield show
    elif sys.stderr.isatty():
        yield lambda text, done: None  # a script at a terminal, which wants JSON
    else:
        yield lambda text, _: print(f"{title}: {text}", file=sys.stderr, flush=True)  # noqa: T201
