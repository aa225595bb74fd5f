"""Importer: the whole way of one file, from its bytes to the store."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection
from sqlmodel import SQLModel

from planner.findings import ExitCode, Refusal
from planner.policy import Policy
from planner.stages import Stage, stage
from planner.store import history
from planner.store.database import Store
from planner.store.importing import areas, attendance, enrolments, people, pledges, progress
from planner.store.importing.categories import NO_MAP, read_category_map
from planner.store.importing.examples import without_example
from planner.store.importing.headers import meaning_for
from planner.store.importing.merge import Difference, write
from planner.store.importing.reader import read_sheet
from planner.store.importing.result import ImportRefusal, ImportResult
from planner.store.importing.rows import Columns, Rows
from planner.store.importing.sheet import refuse
from planner.store.importing.terms import Terms
from planner.store.tables import Area, Enrolment, Person, Pledge, Progress


class Kind(NamedTuple):
    """A kind of sheet: the table whose rows are counted, and the two steps of its module.

    `parse` turns cells into columns, `changes` compares them with the store.
    """

    table: type[SQLModel]
    parse: Callable[[Rows, Terms], Columns]
    changes: Callable[[Connection, Rows, Columns, Terms], list[Difference]]


class Parsed(NamedTuple):
    """A sheet with its cells parsed, to be compared with a store once: it gathers findings."""

    kind: str
    rows: Rows
    columns: Columns
    terms: Terms


KINDS = {
    "areas": Kind(Area, areas.parse, areas.changes),
    "people": Kind(Person, people.parse, people.changes),
    "enrolments": Kind(Enrolment, enrolments.parse, enrolments.changes),
    "pledges": Kind(Pledge, pledges.parse, pledges.changes),
    "progress": Kind(Progress, progress.parse, progress.changes),
    "attendance": Kind(Person, attendance.parse, attendance.changes),
}


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
    place: bool = False,
) -> ImportResult:
    """Read a sheet of a `kind` (one of KINDS), check all of it, and write it.

    Rows are matched by id with what is stored: a blank cell overwrites, a column that the
    sheet lacks leaves the stored value. All is written in one transaction, with an entry in
    the history. In a dry run everything is checked and counted and nothing is written.
    With `replace` a sheet of enrolments is the whole truth for the mitans it names: those they
    have with other rakshaks are taken out. With `place` enrolments that name no rakshak get one.

    Raises ImportRefusal, with every fault of the file and nothing written, where the file or
    the category map cannot be used, where any row is bad and `skip_bad` is not set, or where
    areas would ask for more skills or languages than can be told apart; and Refusal where the
    store cannot be used, or `kind` is another or does not go with an option.
    """
    parsed = parse_file(
        kind,
        path,
        policy,
        category_map=category_map,
        skip_bad=skip_bad,
        replace=replace,
        place=place,
    )
    with store.reading() if dry_run else store.writing() as connection:
        return import_within(connection, parsed, dry_run=dry_run)


def parse_file(
    kind: str,
    path: Path,
    policy: Policy,
    *,
    category_map: Path | None = None,
    skip_bad: bool = False,
    replace: bool = False,
    place: bool = False,
) -> Parsed:
    """The first half of import_file: all that needs no store. Raises what import_file raises."""
    if kind not in KINDS:
        raise _misused(f"Choose one of {', '.join(KINDS)} to import.")
    if category_map is not None and kind != "areas":
        raise _misused("A category map is for areas only.")
    if replace and kind != "enrolments":
        raise _misused("Only enrolments can be replaced.")
    if place and kind != "enrolments":
        raise _misused("Only enrolments can be placed.")
    try:
        mapping = read_category_map(category_map, policy) if category_map else NO_MAP
        rows = _rows(path, kind, ("rakshak",) if place else ())
    except Refusal as refusal:
        empty = ImportResult(kind, path.name, findings=refusal.findings)
        raise ImportRefusal(refusal.message, empty) from None
    rows.add(mapping.findings)
    terms = Terms(policy, mapping, skip_bad, replace, place)
    with stage(Stage.ROWS):
        return Parsed(kind, rows, KINDS[kind].parse(rows, terms), terms)


def import_within(connection: Connection, parsed: Parsed, *, dry_run: bool = False) -> ImportResult:
    """The second half of import_file, within `Store.writing()`: other changes may go with it.

    In a dry run `Store.reading()` will do. Raises ImportRefusal as import_file does.
    """
    kind, rows, columns, terms = parsed
    with stage(Stage.COMPARE):
        changes = KINDS[kind].changes(connection, rows, columns, terms)
    result = _result(kind, rows, changes, dry_run=dry_run)
    if rows.blocked or (rows.bad and not terms.skip_bad):
        raise _refused(rows, result)
    if not dry_run:
        for difference in changes:
            write(connection, difference)
        _remember(connection, result, rows)
    return result


def _misused(message: str) -> Refusal:
    return Refusal(message, exit_code=ExitCode.USAGE)


def _rows(path: Path, kind: str, spare: tuple[str, ...]) -> Rows:
    rows = Rows(without_example(read_sheet(path, meaning_for(kind)), kind), kind, spare)
    if len(rows) == 0:
        message = "there is a header but no row below it"
        raise refuse("IMP006", path.name, message, "choose the file that was filled in")
    return rows


def _result(kind: str, rows: Rows, changes: list[Difference], *, dry_run: bool) -> ImportResult:
    """The counts, as if what can be written were."""
    new: set[int] = set()
    touched: set[int] = set()
    for difference in changes:
        added = {difference.batch.rows[k] for k in difference.new}
        touched |= added | {difference.batch.rows[k] for k in difference.changed}
        if difference.batch.table is KINDS[kind].table:
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
        replaced=tuple(one for difference in changes for one in difference.replaced),
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
    nothing = dataclasses.replace(result, new=0, changed=0, removed=0, replaced=(), left_out=())
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
