"""Importer: the whole way of one file, from its bytes to the store."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from sqlalchemy import Connection

from planner.findings import ExitCode, Refusal
from planner.policy import Policy
from planner.store import history
from planner.store.database import Store
from planner.store.importing import areas, enrolments, people
from planner.store.importing.categories import NO_MAP, read_category_map
from planner.store.importing.changes import MAIN, find_changes
from planner.store.importing.headers import meaning_for
from planner.store.importing.merge import Difference, write
from planner.store.importing.reader import read_sheet
from planner.store.importing.result import ImportRefusal, ImportResult
from planner.store.importing.rows import Columns, Rows
from planner.store.importing.sheet import refuse


def import_file(
    store: Store,
    kind: str,
    path: Path,
    policy: Policy,
    *,
    category_map: Path | None = None,
    dry_run: bool = False,
    skip_bad: bool = False,
    replace: bool = False,
) -> ImportResult:
    """Read a sheet of `kind` areas, people or enrolments, check all of it, and write it.

    Rows are matched by id with what is stored: a blank cell overwrites, a column that the
    sheet lacks leaves the stored value. All is written in one transaction, with an entry in
    the history. In a dry run everything is checked and counted and nothing is written.
    With `replace` a sheet of enrolments is the whole truth for the mitans it names: those they
    have with other rakshaks are taken out.

    Raises ImportRefusal, with every fault of the file and nothing written, where the file or
    the category map cannot be used, where any row is bad and `skip_bad` is not set, or where
    areas would ask for more skills or languages than can be told apart; and Refusal where the
    store cannot be used, or `kind` is another or does not go with an option.
    """
    if replace and kind != "enrolments":
        raise Refusal("Only enrolments can be replaced.", exit_code=ExitCode.USAGE)
    rows, columns = _understood(kind, Path(path), policy, category_map)
    with store.reading() if dry_run else store.writing() as connection:
        changes = find_changes(connection, kind, rows, columns, skip_bad=skip_bad, replace=replace)
        result = _result(kind, rows, changes, dry_run=dry_run)
        if rows.blocked or (rows.bad and not skip_bad):
            raise _refused(rows, result)
        if not dry_run:
            for difference in changes:
                write(connection, difference)
            _remember(connection, result, rows)
    return result


def _understood(
    kind: str, path: Path, policy: Policy, category_map: Path | None
) -> tuple[Rows, Columns]:
    """The file's cells as values, with the faults that show without a look at the store."""
    if kind not in MAIN:
        raise Refusal(f"Choose one of {', '.join(MAIN)} to import.", exit_code=ExitCode.USAGE)
    if category_map is not None and kind != "areas":
        raise Refusal("A category map is for areas only.", exit_code=ExitCode.USAGE)
    try:
        mapping = read_category_map(category_map, policy) if category_map else NO_MAP
        rows = Rows(read_sheet(path, meaning_for(kind)), kind)
        if len(rows) == 0:
            message = "there is a header but no row below it"
            raise refuse("IMP006", path.name, message, "choose the file that was filled in")
    except Refusal as refusal:
        empty = ImportResult(kind, path.name, findings=refusal.findings)
        raise ImportRefusal(refusal.message, empty) from None
    rows.add(mapping.findings)
    if kind == "areas":
        return rows, areas.parse_areas(rows, policy, mapping)
    if kind == "people":
        return rows, people.parse_people(rows, policy)
    return rows, enrolments.parse_enrolments(rows, policy)


def _result(kind: str, rows: Rows, changes: list[Difference], *, dry_run: bool) -> ImportResult:
    """The counts, as if what can be written were."""
    new: set[int] = set()
    touched: set[int] = set()
    for difference in changes:
        added = {difference.batch.rows[k] for k in difference.new}
        touched |= added | {difference.batch.rows[k] for k in difference.changed}
        if difference.batch.table is MAIN[kind]:
            new = added
    bad = rows.bad - rows.repeats
    read = len(rows) - len(rows.repeats)
    return ImportResult(
        kind,
        rows.sheet.file,
        read=read,
        new=len(new),
        changed=len(touched - new),
        unchanged=read - len(bad) - len(touched),
        rejected=len(bad),
        removed=sum(difference.removals for difference in changes),
        findings=rows.findings(),
        left_out=tuple(rows.where(k) for k in sorted(bad)),
        dry_run=dry_run,
    )


def _refused(rows: Rows, result: ImportResult) -> ImportRefusal:
    why = (
        "the sheet as a whole cannot be used; nothing was imported. Mend it, then import it again."
        if rows.blocked
        else f"{result.rejected:,} of {result.read:,} rows have faults; nothing was imported. "
        "Mend them, or leave them out with --skip-bad."
    )
    nothing = dataclasses.replace(result, new=0, changed=0, removed=0, left_out=())
    return ImportRefusal(f"{result.file}: {why}", nothing)


def _remember(connection: Connection, result: ImportResult, rows: Rows) -> None:
    history.append(
        connection,
        "import",
        {
            "kind": result.kind,
            "file": result.file,
            "sha256": rows.sheet.sha256,
            "read": result.read,
            "new": result.new,
            "changed": result.changed,
            "unchanged": result.unchanged,
            "left_out": result.rejected,
            "removed": result.removed,
        },
    )
