"""Traces: what an erasure leaves outside the campaign's rows: bytes in the file, older backups."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from planner.findings import Refusal
from planner.stages import Stage, stage
from planner.store.backup import folder_of
from planner.store.connecting import BUSY_SECONDS
from planner.store.erasures import NAME
from planner.store.faults import translated
from planner.store.target import SQLITE_HEADER, Target


@dataclass(frozen=True)
class Traces:
    """Files that hold somebody's (or anybody's) data still, and those that cannot be read."""

    holding: tuple[Path, ...]
    unreadable: tuple[Path, ...]


def traces(where: Target, person: str | None, folders: Iterable[Path] = ()) -> Traces:
    """Look for somebody in the backups: beside the campaign, in its usual folder, in `folders`.

    For anybody at all where `person` is None.
    """
    own = where.path.absolute() if where.path is not None else None
    places = [folder_of(where), *folders, *([own.parent] if own is not None else [])]
    files = {
        file.absolute(): file
        for folder in places
        for file in (sorted(folder.iterdir()) if folder.is_dir() else ())
        if file.is_file() and file.absolute() != own and _is_sqlite(file)
    }
    holding, unreadable = [], []
    for file in files.values():
        try:
            if _holds(file, person):
                holding.append(file)
        except sqlite3.Error:
            unreadable.append(file)
    return Traces(tuple(holding), tuple(unreadable))


@stage(Stage.VACUUM)
def scrub(where: Target) -> bool:
    """Write a SQLite file anew, so that no page has what was taken from it; False where it is busy.

    A server sees to that itself, in its own time.
    """
    if where.path is None:
        return True
    uri = f"{where.path.absolute().as_uri()}?mode=rw"
    try:
        with (
            translated(where.shown),
            closing(sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)) as file,
        ):
            file.isolation_level = None
            file.execute("VACUUM")
            (busy, *_) = file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy
    except Refusal:  # busy, or no room: the erasure itself is done
        return False


def _is_sqlite(file: Path) -> bool:
    try:
        with file.open("rb") as start:
            return start.read(len(SQLITE_HEADER)) == SQLITE_HEADER
    except OSError:
        return False


def _holds(file: Path, person: str | None) -> bool:
    uri = f"{file.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as kept:
        tables = {name for (name,) in kept.execute("SELECT name FROM sqlite_master")}
        if "person" not in tables or "history" not in tables:
            return False
        named = f"SELECT 1 FROM person WHERE (name NOT IN ('', '{NAME}') OR phone <> '')"
        his, values = ("", ()) if person is None else (" AND id = ?", (person,))
        return kept.execute(f"{named}{his} LIMIT 1", values).fetchone() is not None
