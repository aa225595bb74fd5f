"""Traces: what an erasure leaves outside the campaign's rows: bytes in the file, older backups."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from planner.findings import Refusal
from planner.stages import Stage, stage
from planner.store import key
from planner.store.backup import folder_of
from planner.store.faults import translated
from planner.store.opening import BUSY_SECONDS, open_file, seal_of
from planner.store.personal import NAMED, PLACED
from planner.store.target import Form, Target, form_of


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
        except (Refusal, RuntimeError):
            unreadable.append(file)
    return Traces(tuple(holding), tuple(unreadable))


@stage(Stage.VACUUM)
def scrub(where: Target) -> bool:
    """Write a SQLite file anew, so that no page has what was taken from it; False where it is busy.

    A server sees to that itself, in its own time.
    """
    if where.path is None:
        return True
    try:
        with (
            translated(where.shown),
            closing(open_file(where.path, seal_of(where.path), busy_seconds=BUSY_SECONDS)) as file,
        ):
            file.execute("VACUUM")
            (busy, *_) = file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy
    except Refusal:  # busy, or no room: the erasure itself is done
        return False


def _is_sqlite(file: Path) -> bool:
    try:
        return form_of(file) in (Form.PLAIN, Form.SEALED)
    except OSError:
        return False


def _holds(file: Path, person: str | None) -> bool:
    """Whether a file names somebody. Raises Refusal or RuntimeError where it cannot be read."""
    seal = seal_of(file)
    if seal is not None and key.given() is None:
        raise Refusal(f"{file} is encrypted.")  # nobody is asked for the key of each file
    with translated(str(file)), closing(open_file(file, seal, mode="ro")) as kept:
        tables = {name for (name,) in kept.execute("SELECT name FROM sqlite_master")}
        if "person" not in tables or "history" not in tables:
            return False
        named = f"SELECT 1 FROM person WHERE ({NAMED} OR {PLACED})"
        his, values = ("", ()) if person is None else (" AND id = ?", (person,))
        return kept.execute(f"{named}{his} LIMIT 1", values).fetchone() is not None
