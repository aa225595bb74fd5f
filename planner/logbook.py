"""Logbook: lines of JSON about what a command did, and nothing about anybody.

A line holds numbers, moments, digests and words of the program itself: names of commands, options,
stages, codes of findings, kinds of errors. A text cannot be written, so no name can.
"""

from __future__ import annotations

import json
import logging
import os
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from importlib import metadata
from pathlib import Path

import click

from planner.fault import Place
from planner.findings import ExitCode, Finding, Refusal
from planner.stages import Stage

WORD = re.compile(r"[A-Za-z][A-Za-z0-9 _.-]{0,79}")
CODE = re.compile(r"[A-Z]{3}\d{3}")
DIGEST = re.compile(r"[0-9a-f]{64}")


class Event(Enum):
    """What a line tells of."""

    BEGUN = "begun"
    STAGE = "stage"
    ENDED = "ended"


class Database(Enum):
    """What kind of database a campaign is in."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


class Word:
    """A word of the program. It is taken from a thing of the program, never from a text."""

    __slots__ = ("text",)

    def __init__(self, thing: Enum | Finding | click.Parameter | click.Context | type) -> None:
        self.text = _word(thing)
        if not WORD.fullmatch(self.text):
            raise TypeError(f"a {type(thing).__name__} without a plain name")


class Digest:
    """A SHA-256, in hexadecimal. Raises TypeError for anything else."""

    __slots__ = ("text",)

    def __init__(self, text: object) -> None:
        if not (isinstance(text, str) and DIGEST.fullmatch(text)):
            raise TypeError("no digest")
        self.text = text


Plain = bool | int | float | datetime | Word | Digest | Place | None
Value = Plain | Sequence["Value"] | Mapping[Word, "Value"] | Mapping[str, "Value"]


class Logbook:
    """An open log. Raises Refusal (STORE) where the file cannot be written.

    Lines of several programs in one file do not mix: each is appended whole. Where the disk is
    full later on the work goes on; that is said once.
    """

    def __init__(self, file: Path) -> None:
        self._lines = _Lines(file)
        self._lines.setFormatter(_AsJson())
        self._logger = logging.Logger("mitan")
        self._logger.addHandler(self._lines)

    def tell(self, event: Event, fields: Mapping[str, Value], level: int = logging.INFO) -> None:
        """Add a line. Names of fields are literals. Raises TypeError for a value that is text."""
        self._logger.log(level, event.value, extra={"fields": fields})

    def close(self) -> None:
        """Let go of the file."""
        self._lines.close()


class _Lines(logging.Handler):
    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file, self._broken = file, False
        try:
            self._handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        except OSError as error:
            raise Refusal(
                f"The log {file} cannot be written: {error.strerror}. Nothing was begun. Choose "
                "another file with --log-file, or leave it out.",
                exit_code=ExitCode.STORE,
            ) from None

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record).encode("ascii") + b"\n"
        try:
            whole = os.write(self._handle, b"\n" + line if self._broken else line) >= len(line)
            why = "it took half a line"
        except OSError as error:
            whole, why = False, error.strerror or type(error).__name__
        if not whole and not self._broken:
            told = f"The log {self._file} cannot be written any more: {why}. The work goes on."
            click.echo(told, err=True)
        self._broken = not whole

    def close(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
        super().close()


class _AsJson(logging.Formatter):
    def __init__(self) -> None:
        super().__init__()
        self._version = metadata.version("mitan")
        self._run = secrets.randbits(48)  # tells the lines of one command from those of others

    def format(self, record: logging.LogRecord) -> str:
        fields: Mapping[str, Value] = getattr(record, "fields", {})
        line = {
            "time": _plain(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname.lower(),
            "version": self._version,
            "run": self._run,
            "event": record.msg,
            **{name: _plain(value) for name, value in fields.items()},
        }
        return json.dumps(line)


def codes(findings: Sequence[Finding]) -> Mapping[Word, Value]:
    """How many findings there are of each code."""
    counts: dict[str, tuple[Word, int]] = {}
    for finding in findings:
        word, count = counts.get(finding.code, (Word(finding), 0))
        counts[finding.code] = (word, count + 1)
    return dict(counts.values())


def _word(thing: object) -> str:
    if isinstance(thing, Stage):
        return thing.value
    if isinstance(thing, ExitCode):
        return thing.name.lower()
    if isinstance(thing, Event | Database):
        return str(thing.value)
    if isinstance(thing, Finding):
        return thing.code if CODE.fullmatch(thing.code) else "OTHER"
    if isinstance(thing, click.Parameter):
        return max((str(name) for name in thing.opts), key=len).lstrip("-")
    if isinstance(thing, click.Context):
        above = [_word(thing.parent)] if thing.parent is not None and thing.parent.parent else []
        return " ".join([*above, thing.command.name or "unnamed"])
    if isinstance(thing, type):
        return str(thing.__name__)
    raise TypeError(f"a {type(thing).__name__} is no word of the program")


def _plain(value: Value) -> object:
    if value is None or type(value) in (bool, int, float):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, Word | Digest):
        return value.text
    if isinstance(value, Place):
        return {"module": value.module, "line": value.line}
    if isinstance(value, Mapping):
        return {_name(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    raise TypeError(f"a log takes no {type(value).__name__}")


def _name(name: str | Word) -> str:
    return name.text if isinstance(name, Word) else name
