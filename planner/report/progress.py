"""Progress: a bar on a terminal's stderr, plain lines where stderr is no terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


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

    Where stderr is no terminal nothing is said: numbers that run would fill a log.
    """
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    with _bar(title, count) as show:
        yield lambda done: show(title, done)


@contextmanager
def _bar(title: str, count: int) -> Iterator[Callable[[str, int], None]]:
    """Yields a function to be called with a text and with how many of `count` are done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    if not sys.stderr.isatty():
        yield lambda text, _: print(f"{title}: {text}", file=sys.stderr, flush=True)  # noqa: T201
        return
    columns = (
        TextColumn("{task.fields[step]}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(title, total=count, step=title)
        yield lambda text, done: bar.update(task, completed=done, step=text, refresh=True)
        bar.update(task, completed=count, step=f"{title}: done", refresh=True)
