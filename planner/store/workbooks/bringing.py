"""Bringing: what was changed in a workbook is checked by the rules of every import, and written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from planner.findings import ExitCode, Finding, Refusal, Severity
from planner.policy import Policy
from planner.store import history
from planner.store.database import Store
from planner.store.importing import areas, enrolments, people
from planner.store.importing.categories import NO_MAP
from planner.store.importing.merge import Batch, Difference, compare, write
from planner.store.importing.quoting import quoted
from planner.store.importing.rows import Columns, repeated
from planner.store.importing.sheet import refuse
from planner.store.importing.terms import Terms
from planner.store.importing.workbook import text_of
from planner.store.tables import HistoryRow, Person
from planner.store.workbooks.content import by_key
from planner.store.workbooks.edited import Change, Edited, edited, keys_changed, together
from planner.store.workbooks.layout import ENROLMENTS, PLACE, TEAM, Layout, Style, style
from planner.store.workbooks.mark import Generation, Mark, generation
from planner.store.workbooks.returned import AGAIN, Page, Returned
from planner.store.workbooks.scope import Members, ScopeKind, ground, members

PERSONAL = ("name", "phone", "zone", "consent")  # of a mitan, on the sheet of enrolments
STEPS = {"team": people, "areas": areas, "enrolments": enrolments}


@dataclass(frozen=True)
class Brought:
    """What a workbook changes: every cell, and how many rows are new and changed in each sheet.

    `since` is how many entries the history has gained since the workbook was exported.
    """

    file: str
    mark: Mark
    changes: tuple[Change, ...]
    new: Mapping[str, int]
    changed: Mapping[str, int]
    since: int
    findings: tuple[Finding, ...]
    saved: bool = False


@dataclass(frozen=True, eq=False)
class _Draft:
    """The changes of one sheet, and how they are written."""

    edited: Edited
    columns: Columns
    changes: list[Change]
    new: set[int]
    differences: list[Difference]


def bring_in(
    store: Store, returned: Returned, policy: Policy, *, expected: Brought | None = None
) -> Brought:
    """Write what was changed in a workbook, all of it or nothing, with an entry in the history.

    `expected` is what was looked at before: nothing is written if it would be something else by
    now. Raises what `preview` raises.
    """
    with store.writing() as connection:
        brought, drafts = _work_out(connection, returned, policy)
        if expected is not None and brought.changes != expected.changes:
            raise Refusal(
                "Somebody else changed the campaign meanwhile, so this would be another list. "
                "Nothing was saved; look at it again.",
                exit_code=ExitCode.STORE,
            )
        if not brought.changes:
            return brought
        for draft in drafts:
            for difference in draft.differences:
                write(connection, difference)
        _remember(connection, brought, returned)
    return replace(brought, saved=True)


def preview(store: Store, returned: Returned, policy: Policy) -> Brought:
    """What a workbook would change, every cell of it; nothing is written.

    Raises Refusal, with a finding for each fault, where it is another campaign's, where somebody
    else has changed the same cells since, or where a value cannot be used.
    """
    with store.reading() as connection:
        return _work_out(connection, returned, policy)[0]


def _work_out(
    connection: Connection, returned: Returned, policy: Policy
) -> tuple[Brought, list[_Draft]]:
    mark, now = returned.mark, generation(connection)
    _require_ours(connection, returned, now)
    who = members(connection, ground(connection), mark.scope)
    drafts = [_draft(connection, page, mark, who, policy) for page in returned.pages]
    findings = [*returned.remarks, *(f for draft in drafts for f in draft.edited.rows.findings())]
    bad = sum(len(draft.edited.rows.bad) for draft in drafts)
    if bad or any(draft.edited.rows.blocked for draft in drafts):
        raise Refusal(
            f"{returned.file}: {bad:,} changed row(s) have faults. Nothing was saved: mend them, "
            "then bring the workbook in again.",
            findings=findings,
        )
    brought = Brought(
        returned.file,
        mark,
        tuple(change for draft in drafts for change in draft.changes),
        {draft.edited.page.layout.sheet: len(draft.new) for draft in drafts},
        {draft.edited.page.layout.sheet: _changed_rows(draft) for draft in drafts},
        now.number - mark.generation.number,
        tuple(findings),
    )
    return brought, drafts


def _changed_rows(draft: _Draft) -> int:
    fresh = {draft.edited.rows.sheet.rows[m] for m in draft.new}
    return len({change.row for change in draft.changes} - fresh)


def _require_ours(connection: Connection, returned: Returned, now: Generation) -> None:
    was = returned.mark.generation
    if was.campaign != now.campaign:
        message = "this workbook was exported from another campaign"
        raise refuse(
            "IMP081", returned.file, message, "bring it in there: name its store with --db"
        )
    then = select(col(HistoryRow.digest)).where(col(HistoryRow.number) == was.number)
    if was.number and connection.execute(then).scalar() != was.head:
        message = "this workbook was exported from a copy of the campaign that has changed since"
        raise refuse("IMP081", returned.file, message, f"bring it in there; or {AGAIN}")


def _draft(connection: Connection, page: Page, mark: Mark, who: Members, policy: Policy) -> _Draft:
    layout = page.layout
    look = style(policy, mark.lang, phones=mark.phones)
    now = by_key(connection, layout, keys_changed(page))
    found = edited(page, now, look, mark.secret, _usual(layout, mark, who), policy.privacy)
    rows, terms = found.rows, Terms(policy, NO_MAP, skip_bad=False, replace=False)
    _say_gone(found)
    if len(rows) == 0:
        return _Draft(found, {}, [], set(), [])
    columns = STEPS[layout.sheet].parse(rows, terms)
    _keep_within(found, columns, who)
    if layout is ENROLMENTS:
        rows.require("name", columns["name"])
    new = _fresh(connection, found, columns)
    _refuse_overtaken(found, columns)
    if layout is ENROLMENTS:
        differences = _of_enrolments(connection, found, columns, terms)
    else:
        differences = STEPS[layout.sheet].changes(connection, rows, columns, terms)
    shown = replace(look, phones=False)
    return _Draft(found, columns, list(_changes(found, columns, new, shown)), new, differences)


def _usual(layout: Layout, mark: Mark, who: Members) -> dict[str, str]:
    """What a blank cell of a new row stands for: what alone it could be."""
    usual = {}
    if layout is TEAM and (mark.scope.kind is ScopeKind.TEAM or len(who.leaders) == 1):
        usual["reports_to"] = mark.scope.of if mark.scope.kind is ScopeKind.TEAM else who.leaders[0]
    if layout is ENROLMENTS and len(who.rakshaks) == 1:
        usual["rakshak"] = who.rakshaks[0]
    if layout is not ENROLMENTS and mark.scope.kind is ScopeKind.ZONE:
        usual["zone"] = mark.scope.of
    return usual


def _say_gone(found: Edited) -> None:
    for k in found.gone:
        one = found.page.was(k, found.page.layout.key[0])
        message = f"{one} was changed here, and is no longer in the campaign"
        remedy, where = f"delete the row; or {AGAIN}", found.page.where(k)
        found.rows.block(Finding("IMP086", Severity.ERROR, one, where, message, remedy))


def _keep_within(found: Edited, columns: Columns, who: Members) -> None:
    """A leader's workbook moves nobody into or out of another leader's team."""
    layout, rows = found.page.layout, found.rows
    if layout is TEAM:
        column, among, what, way = "reports_to", set(who.leaders), "leader", "mitan tree move"
    elif layout is ENROLMENTS:
        column, among, what, way = "rakshak", set(who.rakshaks), "rakshak", "mitan import people"
    else:
        return
    for m in sorted(rows.given[column] - rows.bad):
        one = columns[column][m]
        if one and one not in among:
            said = quoted(one, "this")
            message = f"{said} is no {what} of this workbook's part of the campaign"
            remedy = f"write the id of one who is; to do it all the same: {way}"
            rows.fault(m, column, "IMP088", message, remedy)


def _fresh(connection: Connection, found: Edited, columns: Columns) -> set[int]:
    """The new rows that the campaign does not hold yet; faults where it holds them otherwise."""
    layout, rows = found.page.layout, found.rows
    good = [m for m in sorted(rows.new) if m not in rows.bad]
    keys = {m: tuple(columns[name][m] for name in layout.key) for m in good}
    for later, first in repeated(keys.values()):
        message = f"this new row and {rows.row(good[first])} are alike: same name, phone and place"
        remedy = "delete one of them, or make the names differ"
        rows.fault(good[later], "name", "IMP089", message, remedy)
    there = by_key(connection, layout, keys.values())
    fresh = set()
    for m, key in keys.items():
        if key not in there:
            fresh.add(m)
        elif any(columns[n][m] != old for n, old in zip(layout.columns, there[key], strict=True)):
            message = f"this row was brought in before as {key[0]}, and differs from that now"
            rows.fault(m, "name", "IMP089", message, f"delete it here; or {AGAIN}")
    return fresh


def _refuse_overtaken(found: Edited, columns: Columns) -> None:
    """Faults for cells that were changed here and, otherwise, by somebody else since."""
    rows = found.rows
    for name in found.page.layout.columns:
        for m in sorted(rows.given.get(name, set()) - rows.new - rows.bad):
            same = columns[name][m] == rows.stored[name][m]
            if not same and any((m, one) in found.overtaken for one in together(name)):
                what = "place" if name in PLACE else "cell"
                message = f"somebody else has changed this {what} in the campaign since the export"
                remedy = f"write back what stood there, and look at it again; or {AGAIN}"
                rows.fault(m, name, "IMP086", message, remedy)


def _of_enrolments(
    connection: Connection, found: Edited, columns: Columns, terms: Terms
) -> list[Difference]:
    """Enrolments and new mitans by the import's own rules, and the details of known mitans."""
    rows = found.rows
    details: dict[str, dict[str, Any]] = {}
    for m in range(len(rows)):
        if m in rows.new or m in rows.bad:
            continue
        for name in PERSONAL:
            if m in rows.given[name]:
                mine = details.setdefault(columns["mitan"][m], {})
                if mine.setdefault(name, columns[name][m]) != columns[name][m]:
                    message = "this mitan stands in two rows, with two values here"
                    rows.fault(m, name, "IMP065", message, "write the same in both")
    typed = {
        name: [
            value if m in rows.given[name] and m not in rows.new else ""
            for m, value in enumerate(columns[name])
        ]
        for name in ("name", "phone")
    }
    people.refuse_erased(connection, rows, {**columns, **typed}, key="mitan")
    blanked = {
        name: [value if m in rows.new else "" for m, value in enumerate(values)]
        for name, values in columns.items()
        if name in PERSONAL
    }
    differences = enrolments.changes(connection, rows, columns | blanked, terms)
    for name in PERSONAL:
        changed = {mitan: mine[name] for mitan, mine in details.items() if name in mine}
        if changed:
            batch = {"id": list(changed), name: list(changed.values())}
            positions = list(range(len(changed)))
            differences.append(compare(connection, Batch(Person, ("id",), batch, positions)))
    return differences


def _changes(found: Edited, columns: Columns, new: set[int], look: Style) -> Iterator[Change]:
    page, rows = found.page, found.rows
    key = page.layout.key
    shown = {
        name: (
            look.cells(name, rows.stored[name]),
            look.cells(name, columns[name]),
        )
        for name in page.layout.columns
    }
    for m in range(len(rows)):
        if m in rows.bad or (m in rows.new and m not in new):
            continue
        for name in page.layout.columns:
            before, after = (text_of(cells[m]) for cells in shown[name])
            fresh = m in new and bool(after) and (m in rows.given[name] or name in key)
            known = m not in rows.new and m in rows.given[name]
            if fresh or (known and columns[name][m] != rows.stored[name][m]):
                yield Change(
                    rows.sheet.name,
                    rows.sheet.rows[m],
                    columns[key[0]][m],
                    rows.sheet.header[list(page.layout.columns).index(name)],
                    "" if m in new else before,
                    after,
                )


def _remember(connection: Connection, brought: Brought, returned: Returned) -> None:
    history.append(
        connection,
        "import",
        {
            "kind": "workbook",
            "file": brought.file,
            "sha256": returned.sha256,
            "scope": {"kind": brought.mark.scope.kind, "of": brought.mark.scope.of},
            "exported": brought.mark.generation.number,
            "new": dict(brought.new),
            "changed": dict(brought.changed),
            "cells": len(brought.changes),
        },
    )
