"""Changes: from checked columns to what would change in the store, table by table."""

from __future__ import annotations

from sqlalchemy import Connection

from planner.findings import Finding, Severity
from planner.store.importing.areas import limit_sets
from planner.store.importing.enrolments import (
    ENROLMENT,
    PERSONAL,
    details_left,
    new_mitans,
    relate_enrolments,
    replaced,
    warn_of_others,
)
from planner.store.importing.known import known_people, known_rakshaks, stored
from planner.store.importing.merge import Batch, Difference, compare
from planner.store.importing.people import relate_people
from planner.store.importing.rows import Columns, Rows, take
from planner.store.importing.sheet import locate
from planner.store.tables import Area, Enrolment, Person

PAIR = ("mitan", "rakshak")

# By kind of import: the table whose rows are counted.
MAIN = {"areas": Area, "people": Person, "enrolments": Enrolment}


def find_changes(
    connection: Connection,
    kind: str,
    rows: Rows,
    columns: Columns,
    *,
    skip_bad: bool,
    replace: bool,
) -> list[Difference]:
    """What a sheet of areas, people or enrolments changes.

    Faults that show only beside what the campaign holds already go into `rows`.
    """
    if kind == "areas":
        return _change_areas(connection, rows, columns)
    if kind == "people":
        return _change_people(connection, rows, columns, skip_bad)
    return _change_enrolments(connection, rows, columns, replace)


def _change_areas(connection: Connection, rows: Rows, columns: Columns) -> list[Difference]:
    for column in ("skills", "languages"):
        if column in columns:
            limit_sets(rows, columns, column, stored(connection, Area, ("id", column)))
    usable = rows.usable()
    return [compare(connection, Batch(Area, ("id",), take(columns, usable), usable))]


def _change_people(
    connection: Connection, rows: Rows, columns: Columns, skip_bad: bool
) -> list[Difference]:
    """What the sheet changes among people, and the enrolments of the mitans among them."""
    relate_people(rows, columns, known_people(connection), skip_bad=skip_bad)
    persons = dict(columns)
    enrolled: list[int] = []
    if "reports_to" in columns:
        superiors = columns["reports_to"]
        is_mitan = [role == "mitan" for role in columns["role"]]
        persons["reports_to"] = [
            "" if mitan else superior for mitan, superior in zip(is_mitan, superiors, strict=True)
        ]
        of_mitans = [
            superior if mitan else "" for mitan, superior in zip(is_mitan, superiors, strict=True)
        ]
        warn_of_others(rows, "reports_to", columns["id"], of_mitans, known_rakshaks(connection))
        enrolled = [k for k in rows.usable() if of_mitans[k]]
    usable = rows.usable()
    changes = [compare(connection, Batch(Person, ("id",), take(persons, usable), usable))]
    if enrolled:
        pairs = take({"mitan": columns["id"], "rakshak": columns["reports_to"]}, enrolled)
        changes.append(compare(connection, Batch(Enrolment, PAIR, pairs, enrolled)))
    return changes


def _change_enrolments(
    connection: Connection, rows: Rows, columns: Columns, replace: bool
) -> list[Difference]:
    """What the sheet changes among enrolments, and the mitans that it makes."""
    known = known_people(connection)
    relate_enrolments(rows, columns, known)
    others = known_rakshaks(connection)
    gone: Columns = {}
    if replace:
        before = stored(connection, Enrolment, (*PAIR, "pledged_on"))
        pairs_gone = replaced(rows, columns, before)
        gone = {name: [pair[k] for pair in pairs_gone] for k, name in enumerate(PAIR)}
        left = {columns["mitan"][k] for k in rows.bad}  # nothing of theirs is taken out
        others = {mitan: others[mitan] for mitan in left & others.keys()}
    warn_of_others(rows, "rakshak", columns["mitan"], columns["rakshak"], others)
    details = tuple(name for name in PERSONAL if name in columns)
    if details and any(mitan in known.roles for mitan in columns["mitan"]):
        _say_left(rows, details_left(rows, columns, stored(connection, Person, ("id", *details))))

    made = new_mitans(rows, columns, known)
    people = take({"id": columns["mitan"]} | {name: columns[name] for name in details}, made)
    people["role"] = ["mitan"] * len(made)
    usable = rows.usable()
    pairs = take({name: columns[name] for name in ENROLMENT if name in columns}, usable)
    return [
        Difference(Batch(Person, ("id",), people, made), list(range(len(made))), []),
        compare(connection, Batch(Enrolment, PAIR, pairs, usable), gone),
    ]


def _say_left(rows: Rows, left: list[int]) -> None:
    if left:
        where = locate(rows.sheet.file, rows.sheet.name)
        message = (
            f"{len(left)} mitan(s) are in the campaign already with other details (the first in "
            f"{rows.row(left[0])}); their details were left as they are"
        )
        remedy = "to change people, import them with `mitan import people`"
        rows.add([Finding("IMP066", Severity.INFO, "mitans", where, message, remedy)])
