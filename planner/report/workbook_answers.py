"""Workbook answers: what an export wrote, and every cell that a workbook changes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from planner.report.answers import findings_table
from planner.report.consent import silent_line
from planner.report.document import Document, Table
from planner.report.export import Made
from planner.store.workbooks.bringing import Brought

FILES = ("file", "kind", "of", "team", "areas", "enrolments")
CHANGES = ("sheet", "row", "id", "column", "from", "to")


def export_answer(
    exported: Sequence[tuple[Path, Made]], left_out: int, reason: str | None
) -> Document:
    """Which workbooks were written, and how many rakshaks are in none of them."""
    rows = [
        (str(file), str(one.scope.kind), one.scope.of, *map(one.counts.get, FILES[3:]))
        for file, one in exported
    ]
    people, _, enrolled = (sum(one.counts[name] for _, one in exported) for name in FILES[3:])
    lines = [
        f"{len(rows):,} workbook(s): {people:,} rakshaks, {enrolled:,} enrolments. Phones "
        + ("are masked." if reason is None else "can be read: the history says so, and why."),
    ]
    if left_out:
        lines.append(f"{left_out:,} rakshak(s) report to no leader and are in none: mitan tree")
    silent = sum(one.silent for _, one in exported)
    lines += silent_line(silent, "Their phones are in no workbook.")
    lines.append("They come back with: mitan import workbook FILE")
    data = {
        "phones": reason is not None,
        "left_out": left_out,
        "without_consent": silent,
        "workbooks": [dict(zip(FILES, row, strict=True)) for row in rows],
    }
    return Document(data, (Table("Workbooks", FILES, rows),), tuple(lines))


def brought_answer(brought: Brought, *, dry_run: bool) -> Document:
    """Every cell that a workbook changes, and whether that was saved."""
    scope, since = brought.mark.scope, brought.since
    new, changed = sum(brought.new.values()), sum(brought.changed.values())
    rows = [tuple(change.as_dict().values()) for change in brought.changes]
    lines = [
        f"{brought.file}, the part of {scope.kind} {scope.of}: {len(rows):,} cell(s) differ: "
        f"{new:,} new row(s), {changed:,} changed."
    ]
    if since:
        lines.append(f"The history has {since:,} entries more than when it was exported.")
    if not rows:
        lines.append("Nothing to save.")
    elif brought.saved:
        lines.append("All of it is saved.")
    else:
        lines.append("Nothing is saved" + (" (a dry run)." if dry_run else " yet."))
    data = {
        "kind": "workbook",
        "file": brought.file,
        "scope": {"kind": str(scope.kind), "of": scope.of},
        "exported_at": brought.mark.generation.number,
        "since": since,
        "dry_run": dry_run,
        "saved": brought.saved,
        "new": dict(brought.new),
        "changed": dict(brought.changed),
        "changes": [change.as_dict() for change in brought.changes],
        "findings": [finding.as_dict() for finding in brought.findings],
    }
    tables = (findings_table(brought.findings), Table("Changes", CHANGES, rows))
    return Document(data, tables, tuple(lines))
