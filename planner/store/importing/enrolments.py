"""Enrolments: the rules of a row that says which rakshak enrolled which mitan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from planner.findings import Severity
from planner.policy import Policy
from planner.store.importing import cells
from planner.store.importing.known import KnownPeople
from planner.store.importing.places import parse_places
from planner.store.importing.rows import Columns, Rows, repeated

# of mitans who are not known yet
PERSONAL = ("name", "phone", "zone", "latitude", "longitude", "synthetic")
ENROLMENT = ("mitan", "rakshak", "enrolled_on", "pledged_on")

ONE_IS_WRONG = (
    "the audit fails until one of them is taken out: find out which is right, correct the sheet "
    "and import it with `mitan import enrolments FILE --replace`"
)


def parse_enrolments(rows: Rows, policy: Policy) -> Columns:
    """Columns about enrolments and the mitans in them; faults go into `rows`."""
    mitans = rows.ids = rows.parse("mitan", cells.identifier, "")
    rakshaks = rows.parse("rakshak", cells.identifier, "")
    columns: Columns = {"mitan": mitans, "rakshak": rakshaks, **parse_places(rows, policy)}
    for column in ("enrolled_on", "pledged_on"):
        if rows.has(column):
            columns[column] = rows.parse(column, cells.day, "")
    if rows.has("name"):
        columns["name"] = rows.parse("name", cells.name, "")
    if rows.has("phone"):
        columns["phone"] = rows.parse("phone", cells.phone, "")
    if rows.has("synthetic"):
        columns["synthetic"] = rows.parse("synthetic", cells.truth, 0)
    rows.require("mitan", mitans)
    rows.require("rakshak", rakshaks)
    _find_repeats(rows, columns)
    return columns


def relate_enrolments(rows: Rows, columns: Columns, known: KnownPeople) -> None:
    """Check that rakshaks are rakshaks and mitans are mitans, or can be made."""
    _check_rakshaks(rows, columns["rakshak"], known)
    _check_mitans(rows, columns, known)
    _warn_within(rows, columns["mitan"], columns["rakshak"])


def replaced(
    rows: Rows, columns: Columns, stored: Iterable[tuple[str, str, str]]
) -> list[tuple[str, str]]:
    """Pairs of mitan and rakshak to be taken out, each told in a finding.

    `stored` are the mitan, rakshak and day of pledge of every enrolment in the campaign. The
    sheet is the whole truth for the mitans it names, but for those with a bad row: what that
    row was to say is not known, so nothing of theirs is taken out.
    """
    mitans, rakshaks = columns["mitan"], columns["rakshak"]
    usable = rows.usable()
    kept = {(mitans[k], rakshaks[k]) for k in usable}
    first = {mitans[k]: k for k in reversed(usable)}
    for k in rows.bad:
        first.pop(mitans[k], None)
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
    return [(mitan, rakshak) for mitan, rakshak, _ in gone]


def new_mitans(rows: Rows, columns: Columns, known: KnownPeople) -> list[int]:
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
            message = f"the rakshak {rakshak!r} is not in the campaign"
            wrong[rakshak] = (message, "correct the id, or import the rakshaks as people first")
        elif rakshak and role != "rakshak":
            message = f"{rakshak!r} is a {role}, not a rakshak"
            wrong[rakshak] = (message, "write the id of the rakshak who enrolled this mitan")
    if wrong:
        for k, rakshak in enumerate(rakshaks):
            if rakshak in wrong:
                rows.fault(k, "rakshak", "IMP061", *wrong[rakshak])


def _check_mitans(rows: Rows, columns: Columns, known: KnownPeople) -> None:
    mitans = columns["mitan"]
    named = {mitans[k] for k in new_mitans(rows, columns, known)}
    for k, mitan in enumerate(mitans):
        role = known.roles.get(mitan)
        if role not in (None, "mitan"):
            rows.fault(
                k,
                "mitan",
                "IMP062",
                f"{mitan!r} is a {role} in the campaign, not a mitan",
                "correct the id, or give the mitan one of his own",
            )
        elif role is None and mitan and mitan not in named and k not in rows.bad:
            rows.fault(
                k,
                "mitan",
                "IMP060",
                f"the mitan {mitan!r} is not in the campaign, and no name is given to add him",
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
            f"this mitan is enrolled by {rakshaks[first]!r} in {rows.row(first)} and by "
            f"{rakshaks[k]!r} in {rows.row(k)}; both enrolments are kept",
            ONE_IS_WRONG,
        )


def details_left(rows: Rows, columns: Columns, stored: Iterable[tuple[object, ...]]) -> list[int]:
    """Positions of usable rows that say something else about a mitan than what is stored.

    `stored` are rows of an id and then the PERSONAL columns that the sheet has.
    """
    given = [columns[name] for name in PERSONAL if name in columns]
    first: dict[object, int] = {}
    for k in rows.usable():
        first.setdefault(columns["mitan"][k], k)
    found = []
    for own, *before in stored:
        k = first.get(own, -1)
        now = [values[k] for values in given] if k >= 0 else before
        if now != before and any(
            n not in ("", None) and n != b for n, b in zip(now, before, strict=True)
        ):
            found.append(k)
    return sorted(found)
