"""Stages: what a command is busy with, told to whoever watches. Where nobody does it costs nothing.

A stage may lie within another. Only the thread that is watched tells; what it leaves to others
counts as its own waiting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from enum import StrEnum
from functools import wraps
from typing import ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

Done = Callable[[int], None]  # told how many of a stage's things are done by now


class Stage(StrEnum):
    """Every stage there is. The names are shown in progress and in timings, and kept in logs."""

    OPEN = "open store"
    MIGRATE = "migrate"
    READ = "read store"
    SUM = "add up tables"
    CHECK_PAGES = "check pages"
    COPY = "copy pages"
    VACUUM = "vacuum"
    COMMIT = "commit"
    SHEET = "read sheet"
    ROWS = "check rows"
    COMPARE = "compare"
    WRITE = "write rows"
    ERASE = "erase"
    QUESTION = "state question"
    SOLVE = "solve"
    CANDIDATES = "candidates"
    NETWORK = "network"
    COVERAGE = "tier coverage"
    BALANCE = "tier balance"
    COST = "tier cost"
    FLOW = "flow"
    PRICES = "prices"
    ALL_PAIRS = "price all pairs"
    PROOF = "check proof"
    RULES = "keep rules"
    SEARCH = "search"
    REMEDIES = "remedies"
    KEEP = "keep plan"
    TREE = "read tree"
    LEADERS = "choose leaders"
    TEAMS = "form teams"
    AUDIT = "audit"
    SAMPLE = "draw sample"
    SEATS = "seat people"
    SIMULATE = "simulate"
    DRAW = "draw pictures"
    SHEETS = "make sheets"
    MESSAGES = "write messages"
    TYPESET = "typeset"
    WORKBOOKS = "make workbooks"
    REPORT = "make report"
    FILES = "write files"
    ANSWER = "show answer"


class Watcher(Protocol):
    """Whoever is told of stages as they begin and end, the inner before the outer."""

    def begin(self, stage: Stage, total: int | None) -> None:
        """A stage begins, of `total` things where that is known."""

    def done(self, count: int) -> None:
        """So many things of the stage that began last are done by now."""

    def end(self) -> None:
        """The stage that began last ends."""

    def paused(self) -> AbstractContextManager[None]:
        """A block in which nothing is shown."""


_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watched_by(watcher: Watcher) -> Iterator[None]:
    """Tell a watcher of the stages of this block."""
    before = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(before)


@contextmanager
def asking() -> Iterator[None]:
    """A block in which somebody is asked for something: nothing else is to be shown meanwhile."""
    watcher = _watcher.get()
    with nullcontext() if watcher is None else watcher.paused():
        yield


class stage:  # noqa: N801 - used like a function, and as a decorator
    """A block that is a stage, or a function that always is one.

    The block is given a function to be told how many of `total` things are done.
    """

    __slots__ = ("_name", "_total", "_watcher")

    def __init__(self, name: Stage, total: int | None = None) -> None:
        self._name = name
        self._total = total

    def __enter__(self) -> Done:
        self._watcher = _watcher.get()
        if self._watcher is None:
            return _nobody
        self._watcher.begin(self._name, self._total)
        return self._watcher.done

    def __exit__(self, *_: object) -> None:
        if self._watcher is not None:
            self._watcher.end()

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        """The function, with its work told as this stage."""
        name = self._name

        @wraps(function)
        def within(*args: P.args, **kwargs: P.kwargs) -> R:
            with stage(name):
                return function(*args, **kwargs)

        return within


def _nobody(count: int) -> None:
    """Nobody wants to know."""
