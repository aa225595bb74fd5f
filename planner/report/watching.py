"""Watching: what is seen, timed and logged of one command from its beginning to its end."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from planner.fault import Place
from planner.findings import ExitCode, Finding, Refusal
from planner.logbook import Database, Digest, Event, Logbook, Value, Word, codes
from planner.report.desk import exit_code
from planner.report.progress import Display, displayed
from planner.report.timings import Timings, memory, profile
from planner.stages import Stage, watched_by

DIGESTS = ("digest", "inputs_digest", "head", "seal")  # fields of answers that are digests


@dataclass(frozen=True)
class Wanted:
    """What is to be kept of a command: a log, a table of timings, live lines on a terminal."""

    log: Path | None = None
    profile: bool = False
    live: bool = False

    @property
    def anything(self) -> bool:
        """Whether there is anything to watch for."""
        return bool(self.log or self.profile or self.live)


@dataclass
class Watch:
    """One command while it runs: told of its stages and of its answer."""

    display: Display | None = None
    log: Logbook | None = None
    timings: Timings = field(default_factory=Timings)
    typed: frozenset[int] = frozenset()  # numbers on the command line
    depth: int = 0
    logged: set[Stage] = field(default_factory=set)
    told: dict[str, Value] = field(default_factory=dict)

    def begin(self, stage: Stage, total: int | None) -> None:
        """A stage begins."""
        if self.log and self.depth == 0 and stage not in self.logged:
            self.logged.add(stage)
            self.log.tell(Event.STAGE, {"stage": Word(stage), "seconds": _ms(self.timings.seconds)})
        self.depth += 1
        self.timings.begin(stage, total)
        if self.display:
            self.display.begin(stage, total)

    def done(self, count: int) -> None:
        """So many of its things are done."""
        if self.display:
            self.display.done(count)

    def end(self) -> None:
        """It ends."""
        self.depth -= 1
        self.timings.end()
        if self.display:
            self.display.end()

    def paused(self) -> AbstractContextManager[None]:
        """A block without live lines."""
        return self.display.paused() if self.display else nullcontext()

    def clear(self) -> None:
        """Take live lines away for good."""
        if self.display:
            self.display.hide()

    def answered(self, data: Mapping[str, Any]) -> None:
        """The answer is there: its whole numbers are counts, its digests are digests.

        A number that was typed may be anything, a phone by mistake, and is left out.
        """
        counts = {
            name: one for name, one in data.items() if type(one) is int and one not in self.typed
        }
        digests = {name: Digest(data[name]) for name in DIGESTS if _is_digest(data.get(name))}
        self.told = {"counts": counts, **digests}


@contextmanager
def watching(wanted: Wanted, context: click.Context, db: str) -> Iterator[Watch | None]:
    """Watch the command of this block. Raises Refusal (STORE) where a log cannot be written."""
    if not wanted.anything:
        yield None
        return
    with ExitStack() as stack:
        log = stack.enter_context(closing(Logbook(wanted.log))) if wanted.log else None
        display = Display(context.command_path.partition(" ")[2].capitalize())
        watch = Watch(display if wanted.live else None, log, typed=_typed(context))
        if log:
            log.tell(Event.BEGUN, _begun(context, db))
        stack.enter_context(watched_by(watch))
        if wanted.live:
            stack.enter_context(displayed(display))
        error: BaseException | None = None
        try:
            yield watch
        except BaseException as raised:
            error = raised
            raise
        finally:
            display.hide()
            if wanted.profile:
                _show_profile(watch)
            if log:
                code = exit_code(error)
                level = logging.INFO if code == ExitCode.FINE else logging.WARNING
                level = logging.ERROR if code == ExitCode.BUG else level
                log.tell(Event.ENDED, _ended(watch, error, code), level)


def _begun(context: click.Context, db: str) -> dict[str, Value]:
    given = [
        Word(option)
        for option in context.command.params
        if _is_given(context.get_parameter_source(option.name or ""))
    ]
    kind = Database.POSTGRESQL if db.startswith("postgresql") else Database.SQLITE
    return {
        "command": Word(context),
        "given": given,
        "database": Word(kind),
        "pid": os.getpid(),
    }


def _typed(context: click.Context) -> frozenset[int]:
    given = context.params.values()
    each = (one for value in given for one in (value if isinstance(value, tuple) else [value]))
    return frozenset(one for one in each if type(one) is int)


def _is_given(source: click.core.ParameterSource | None) -> bool:
    given = (click.core.ParameterSource.COMMANDLINE, click.core.ParameterSource.ENVIRONMENT)
    return source in given


def _ended(watch: Watch, error: BaseException | None, code: int) -> dict[str, Value]:
    found: tuple[Finding, ...] = error.findings if isinstance(error, Refusal) else ()
    taken = memory()
    fields: dict[str, Value] = {"seconds": _ms(watch.timings.seconds), "exit_code": int(code)}
    if error is not None and not isinstance(error, SystemExit):
        fields |= {"error": Word(type(error)), "at": Place(error)}
    if found:
        fields["findings"] = codes(found)
    stages: list[Value] = [
        {
            "stage": [Word(name) for name in one.path],
            "times": one.times,
            "seconds": _ms(one.seconds),
        }
        for one in watch.timings.stages()
    ]
    fields["start_seconds"] = _ms(watch.timings.start)
    peak: dict[str, Value] = {"own": _mib(taken.own), "others": _mib(taken.others)}
    return fields | watch.told | {"stages": stages, "memory_mib": peak}


def _show_profile(watch: Watch) -> None:
    for line in profile(watch.timings, memory()):
        click.echo(line, err=True)


def _is_digest(value: object) -> bool:
    try:
        Digest(value)
    except TypeError:
        return False
    return True


def _ms(seconds: float) -> float:
    return round(seconds, 3)


def _mib(taken: float | None) -> float | None:
    return None if taken is None else round(taken, 1)


def at_terminal() -> bool:
    """Whether somebody may see lines that change."""
    return sys.stderr.isatty()
