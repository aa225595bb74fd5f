"""Thinning: how backups are named, and which of them are old enough to go.

All of the last 24 hours stay, then the newest of each day for 30 days, then the newest of each
month for good. Days are India's.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from planner.today import INDIA

ALL_FOR = timedelta(days=1)
DAILY_FOR = timedelta(days=30)
HEAD_SIGNS = 12  # of the digest, in a name
BEGUN = "0" * HEAD_SIGNS  # where the history has no entry yet
MOMENT = "%Y-%m-%dT%H%M%SZ"
SUFFIX = ".db"

_NAME = re.compile(
    rf"(.+)\.(\d{{4}}-\d\d-\d\dT\d{{6}}Z)\.([0-9a-f]{{{HEAD_SIGNS}}})(?:\.(\d+))?{SUFFIX}"
)


@dataclass(frozen=True)
class Named:
    """A backup as its name tells: of which store, of which moment, with which head."""

    file: Path
    store: str
    at: datetime
    head: str
    number: int = 1  # of those of one moment and head


def name(store: str, at: datetime, head: str, number: int = 1) -> str:
    """How a backup is called: campaign.2020-09-08T033000Z.1a2b3c4d5e6f.db."""
    again = f".{number}" if number > 1 else ""
    return f"{store}.{at.astimezone(UTC):{MOMENT}}.{short(head)}{again}{SUFFIX}"


def short(head: str) -> str:
    """The beginning of a head, as it stands in a name."""
    return head[:HEAD_SIGNS] or BEGUN


def named(folder: Path) -> list[Named]:
    """The backups in a folder, by their names, the newest first."""
    found = []
    for file in folder.iterdir() if folder.is_dir() else ():
        parts = _NAME.fullmatch(file.name)
        if parts and file.is_file() and not file.is_symlink():
            store, at, head, number = parts.groups()
            try:
                moment = datetime.strptime(at, MOMENT).replace(tzinfo=UTC)
            except ValueError:  # the 31st of June
                continue
            found.append(Named(file, store, moment, head, int(number or 1)))
    return sorted(found, key=lambda one: (one.at, one.number, one.file.name), reverse=True)


def of_campaign(kept: Iterable[Named], store: str, heads: Container[str]) -> list[Named]:
    """Those of one store, whose heads (as `short` has them) its history knows.

    Another campaign's, and those of a way that a restore has left, are in nobody's hands but
    their owner's.
    """
    return [one for one in kept if one.store == store and (one.head in heads or one.head == BEGUN)]


def superseded(kept: Iterable[Named], now: datetime, keep: int | None = None) -> list[Named]:
    """Which of the backups, given newest first, may go: all but `keep`, else by the usual rule."""
    given = list(kept)
    if keep is not None:
        return given[keep:]
    taken: set[str] = set()
    going = []
    for one in given:
        age = now - one.at
        if age < ALL_FOR:
            continue
        day = one.at.astimezone(INDIA)
        span = f"{day:%Y-%m-%d}" if age < DAILY_FOR else f"{day:%Y-%m}"
        if span in taken:
            going.append(one)
        taken.add(span)
    return going
