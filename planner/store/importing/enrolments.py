"""Enrolments: the rules of a row that says which rakshak enrolled which mitan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from planner.findings import Finding, Severity
from planner.store import bulk
from planner.store.importing import cells
from planner.store.importing.known import KnownPeople, known_people, known_rakshaks
from planner.store.importing.merge import Batch, Difference, compare
from planner.store.importing.places import parse_places
from planner.store.importing.placing import place
from planner.store.importing.quoting import called, quoted
from planner.store.importing.rows import Columns, Rows, repeated, take
from planner.store.importing.terms import Terms
from planner.store.tables import Enrolment, Person

# of mitans who are not known yet
PERSONAL = ("name", "phone", "zone", "latitude", "longitude", "synthetic", "consent")
PAIR = ("mitan", "rakshak")
ENROLMENT = (*PAIR, "enrolled_on", "pledged_on", "pledged_at")

NEAREST = "a rakshak near by with a free slot takes him"
ONE_IS_WRONG = (
    "the audit fails until one of them is taken out: find out which is right, correct the sheet "
    "and import it with `mitan import enrolments FILE --replace`"
)


def parse(rows: Rows, terms: Terms) -> Columns:
    """Columns about enrolments and the mitans in them; faults go into `rows`."""
    mitans = rows.ids = rows.parse("mitan", cells.identifier, "")
    rakshaks = rows.parse("rakshak", cells.identifier, "")
    columns: Columns = {"mitan": mitans, "rakshak": rakshaks, **parse_places(rows, terms.policy)}
    for column in ("enrolled_on", "pledged_on"):
        if rows.has(column):
            columns[column] = rows.parse(column, cells.day, "")
    if rows.has("pledged_at"):
        columns["pledged_at"] = rows.parse("pledged_at", cells.clock, "")
    if rows.has("name"):
        columns["name"] = rows.parse("name", cells.name, "")
    if rows.has("phone"):
        columns["phone"] = rows.parse("phone", cells.phone, "")
    if rows.has("synthetic"):
        columns["synthetic"] = rows.parse("synthetic", cells.truth, 0)
    if rows.has("consent"):
        columns["consent"] = rows.parse("consent", cells.consent, "")
    rows.require("mitan", mitans)
    if not terms.place:
        rows.require("rakshak", rakshaks, "fill it in, or import with --place: " + NEAREST)
    _find_repeats(rows, columns)
    return columns


def changes(connection: Connection, rows: Rows, columns: Columns, terms: Terms) -> list[Difference]:
    """What the sheet changes among enrolments, and the mitans that it makes.

    Faults that show only beside what the campaign holds already go into `rows`.
    """
    known = known_people(connection)
    _check_rakshaks(rows, columns["rakshak"], known)
    _check_mitans(rows, columns, known)
    others = known_rakshaks(connection)
    if terms.place:
        place(connection, rows, columns, others, terms.policy)
    _warn_within(rows, columns["mitan"], columns["rakshak"])
    gone: Columns = {}
    if terms.replace:
        gone = _replaced(connection, rows, columns)
        left = {columns["mitan"][k] for k in rows.bad}  # nothing of theirs is taken out
        others = {mitan: others[mitan] for mitan in left & others.keys()}
    warn_of_others(rows, "rakshak", columns["mitan"], columns["rakshak"], others)
    details = tuple(name for name in PERSONAL if name in columns)
    if details and any(mitan in known.roles for mitan in columns["mitan"]):
        _say_details_left(connection, rows, columns, details)

    made = _new_mitans(rows, columns, known)
    people = take({"id": columns["mitan"]} | {name: columns[name] for name in details}, made)
    people["role"] = ["mitan"] * len(made)
    usable = rows.usable()
    pairs = take({name: columns[name] for name in ENROLMENT if name in columns}, usable)
    return [
        Difference(Batch(Person, ("id",), people, made), list(range(len(made))), []),
        compare(connection, Batch(Enrolment, PAIR, pairs, usable), gone),
    ]


def _replaced(connection: Connection, rows: Rows, columns: Columns) -> Columns:
    """Mitans and rakshaks of the enrolments to be taken out, each told in a finding.

    The sheet is the whole truth for the mitans it names, but for those with a bad row: what
    that row was to say is not known, so nothing of theirs is taken out.
    """
    mitans, rakshaks = columns["mitan"], columns["rakshak"]
    usable = rows.usable()
    kept = {(mitans[k], rakshaks[k]) for k in usable}
    first = {mitans[k]: k for k in reversed(usable)}
    for k in rows.bad:
        first.pop(mitans[k], None)
    stored = bulk.select(connection, Enrolment, (*PAIR, "pledged_on"))
    gone = sorted(row for row in stored if row[0] in first and row[:2] not in kept)
    for mitan, rakshak, pledged_on in gone:
        pledge = f", with its pledge of {pledged_on}" if pledged_on else ""
        rows.remark(
            first[mitan],
            "rakshak",
            "IMP067",
            Severity.INFO,
            f"the campaign has this mitan enrolled by {rakshak!r}{pledge}; this sheet has not, so "
            "that enrolment is taken out",
            "nothing need be done; if that one was right, correct the sheet and import it again",
        )
    return {name: [row[k] for row in gone] for k, name in enumerate(PAIR)}


def _new_mitans(rows: Rows, columns: Columns, known: KnownPeople) -> list[int]:
    """Positions of the rows from which people are made: of each, the first that has a name."""
    found: dict[str, int] = {}
    mitans, names = columns["mitan"], columns.get("name", [""] * len(rows))
    for k in rows.usable():
        if names[k] and mitans[k] not in known.roles:
            found.setdefault(mitans[k], k)
    return list(found.values())


def warn_of_others(
    rows: Rows,
    column: str,
    mitans: Sequence[str],
    rakshaks: Sequence[str],
    rakshak_of: Mapping[str, str],
) -> None:
    """A warning for every mitan whom another rakshak has enrolled in the campaign already."""
    for k, (mitan, rakshak) in enumerate(zip(mitans, rakshaks, strict=True)):
        before = rakshak_of.get(mitan, rakshak)
        if rakshak and before != rakshak and k not in rows.bad and k not in rows.repeats:
            rows.remark(
                k,
                column,
                "IMP063",
                Severity.WARNING,
                f"this mitan is enrolled by {before!r} already; both enrolments are kept",
                ONE_IS_WRONG,
            )


def _find_repeats(rows: Rows, columns: Columns) -> None:
    """The same mitan and rakshak twice: said once if all cells agree, else the later is bad."""
    pairs = list(zip(columns["mitan"], columns["rakshak"], strict=True))
    good = [None if k in rows.bad else pair for k, pair in enumerate(pairs)]
    for k, first in repeated(good):
        if all(values[k] == values[first] for values in columns.values()):
            rows.repeats.add(k)
            rows.remark(
                k,
                "mitan",
                "IMP064",
                Severity.WARNING,
                f"this row says the same as {rows.row(first)}; it counts once",
                "delete one of them",
            )
        else:
            rows.fault(
                k,
                "mitan",
                "IMP065",
                f"this mitan and rakshak stand in {rows.row(first)} too, with other details",
                "keep the row that is right and delete the other",
            )


def _check_rakshaks(rows: Rows, rakshaks: list[str], known: KnownPeople) -> None:
    wrong: dict[str, tuple[str, str]] = {}
    for rakshak in dict.fromkeys(rakshaks):
        role = known.roles.get(rakshak)
        if rakshak and role is None:
            message = f"the rakshak{called(rakshak)} is not in the campaign"
            wrong[rakshak] = (message, "correct the id, or import the rakshaks as people first")
        elif rakshak and role != "rakshak":
            message = f"{quoted(rakshak, 'this')} is a {role}, not a rakshak"
            wrong[rakshak] = (message, "write the id of the rakshak who enrolled this mitan")
    if wrong:
        for k, rakshak in enumerate(rakshaks):
            if rakshak in wrong:
                rows.fault(k, "rakshak", "IMP061", *wrong[rakshak])


def _check_mitans(rows: Rows, columns: Columns, known: KnownPeople) -> None:
    mitans = columns["mitan"]
    named = {mitans[k] for k in _new_mitans(rows, columns, known)}
    for k, mitan in enumerate(mitans):
        role = known.roles.get(mitan)
        if role not in (None, "mitan"):
            rows.fault(
                k,
                "mitan",
                "IMP062",
                f"{quoted(mitan, 'this')} is a {role} in the campaign, not a mitan",
                "correct the id, or give the mitan one of his own",
            )
        elif role is None and mitan and mitan not in named and k not in rows.bad:
            rows.fault(
                k,
                "mitan",
                "IMP060",
                f"the mitan{called(mitan)} is not in the campaign, and no name is given to add him",
                "correct the id, or add a column with his name",
            )


def _warn_within(rows: Rows, mitans: list[str], rakshaks: list[str]) -> None:
    unused = rows.bad | rows.repeats
    keys = [None if k in unused else mitan for k, mitan in enumerate(mitans)]
    for k, first in repeated(keys):
        rows.remark(
            k,
            "mitan",
            "IMP063",
            Severity.WARNING,
            f"this mitan is enrolled by {quoted(rakshaks[first], 'one')} in {rows.row(first)} and "
            f"by {quoted(rakshaks[k], 'another')} in {rows.row(k)}; both enrolments are kept",
            ONE_IS_WRONG,
        )


def _say_details_left(
    connection: Connection, rows: Rows, columns: Columns, details: tuple[str, ...]
) -> None:
    """Say how many usable rows tell something else about a mitan than what is stored of him."""
    first: dict[str, int] = {}
    for k in rows.usable():
        first.setdefault(columns["mitan"][k], k)
    left = []
    for own, *before in bulk.select(connection, Person, ("id", *details)):
        k = first.get(own, -1)
        now = [columns[name][k] for name in details] if k >= 0 else before
        if any(n not in ("", None) and n != b for n, b in zip(now, before, strict=True)):
            left.append(k)
    if left:
        message = (
            f"{len(left)} mitan(s) are in the campaign already with other details (the first in "
            f"{rows.row(min(left))}); their details were left as they are"
        )
        remedy = "to change people, import them with `mitan import people`"
        rows.add([Finding("IMP066", Severity.INFO, "mitans", rows.where(), message, remedy)])
