"""Keeping: what the commands answer that back up, restore and copy a campaign. Counts, no names."""

from __future__ import annotations

from planner.report.document import Document, Table
from planner.store.backup import BackedUp, Examined
from planner.store.copying import Copied
from planner.store.restoring import Restored
from planner.store.soundness import Contents

SERVER_TOO = "For the whole server, with users and rights: pg_dump, or pg_dumpall."


def backup_answer(done: BackedUp) -> Document:
    """The backup, what it holds, and which older ones were removed."""
    made = done.made
    lines = [
        f"{made.file}: {_held(made.contents)}, {done.size:,} bytes, the same as the campaign.",
        *_faulty(made),
        *(f"Removed, as newer ones stand for it: {old}" for old in done.removed),
    ]
    if "://" in done.target:
        lines.append(SERVER_TOO)
    else:
        lines.append(f"To put it back: mitan restore {made.file} --to {done.target}")
    data = {
        "db": done.target,
        "file": str(made.file),
        "bytes": done.size,
        **made.contents.as_dict(),
        "faults": list(made.faults),
        "removed": list(map(str, done.removed)),
    }
    return Document(data, (_counts("Backup", made.contents),), tuple(lines))


def restore_answer(done: Restored) -> Document:
    """What was put back, and where that is what it replaced."""
    lines = [
        f"{done.target} is what {done.backup.file} holds: {_held(done.backup.contents)}. "
        "The history says so.",
        *_faulty(done.backup),
    ]
    if done.damaged:
        lines.append(f"What was there is damaged, and kept as it is: {done.kept}")
    elif done.kept is not None:
        lines.append(f"What was there is kept as a backup: {done.kept}")
    data = {
        "db": done.target,
        "file": str(done.backup.file),
        **done.contents.as_dict(),
        "restored_head": done.backup.contents.head,
        "faults": list(done.backup.faults),
        "kept": None if done.kept is None else str(done.kept),
        "damaged": done.damaged,
    }
    return Document(data, (_counts("Campaign", done.contents),), tuple(lines))


def copy_answer(done: Copied) -> Document:
    """What was copied to where."""
    lines = (
        f"{done.target}: {_held(done.contents)}. Every row and the history were compared with "
        f"{done.source}: the same.",
        f"{done.source} stays as it is; whoever writes there from now on writes to another "
        "campaign. To work with the copy, name it with --db or MITAN_DB.",
    )
    data = {"db": done.source, "to": done.target, **done.contents.as_dict()}
    return Document(data, (_counts("Copied", done.contents),), lines)


def _held(contents: Contents) -> str:
    rows = sum(contents.counts.values())
    return f"{rows:,} rows, {contents.entries:,} entries in the history"


def _faulty(examined: Examined) -> list[str]:
    faults = "; ".join(examined.faults)
    return [f"It has faults, as the campaign had: {faults}"] if faults else []


def _counts(title: str, contents: Contents) -> Table:
    return Table(title, ("table", "rows"), list(contents.counts.items()))
