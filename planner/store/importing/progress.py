"""Progress: the rules of a row that says what one rakshak did at one area on one day."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from planner.findings import Severity
from planner.store import bulk, plans
from planner.store.erasures import erased_among
from planner.store.importing import cells
from planner.store.importing.dated import check_days
from planner.store.importing.merge import Batch, Difference, compare
from planner.store.importing.quoting import called, quoted
from planner.store.importing.rows import Columns, Rows, repeated, take
from planner.store.importing.terms import Terms
from planner.store.tables import Area, Person, PlanRow, Progress

KEY = ("rakshak", "area", "day")
MOST_VISITS = 1_000_000  # that a number may say; how many a day has room for, the policy says
MOST_REACHED = 100_000  # in one day at one place
MOST_AVERTED = 1_000


def parse(rows: Rows, terms: Terms) -> Columns:
    """Columns about days of work, as far as the sheet has them; faults go into `rows`."""
    columns: Columns = {
        "rakshak": rows.parse("rakshak", cells.identifier, ""),
        "area": rows.parse("area", cells.identifier, ""),
        "day": rows.parse("day", cells.day, ""),
        "visits_done": rows.parse("visits_done", cells.whole_number(0, MOST_VISITS), None),
    }
    rows.ids = columns["rakshak"]
    if rows.has("people_reached"):
        reached = cells.whole_number(0, MOST_REACHED)
        columns["people_reached"] = rows.parse("people_reached", reached, 0)
    if rows.has("frauds_averted"):
        averted = cells.whole_number(0, MOST_AVERTED)
        columns["frauds_averted"] = rows.parse("frauds_averted", averted, 0)
    if rows.has("note"):
        columns["note"] = rows.parse("note", cells.note, "")
    if rows.has("synthetic"):
        columns["synthetic"] = rows.parse("synthetic", cells.truth, 0)
    for column in KEY:
        rows.require(column, columns[column])
    check_days(rows, columns["day"], terms.policy)
    _check_numbers(rows, columns)
    _find_repeats(rows, columns)
    return columns


def changes(connection: Connection, rows: Rows, columns: Columns, terms: Terms) -> list[Difference]:
    """What the sheet changes among the days of work; what the plan does not ask for is said.

    Faults that show only beside what the campaign holds already go into `rows`.
    """
    _check_known(connection, rows, columns)
    _check_room(connection, rows, columns, terms.policy.progress.visits_a_day)
    _say_outside(connection, rows, columns)
    kept = _without_notes_of_erased(connection, rows, columns)
    usable = rows.usable()
    return [compare(connection, Batch(Progress, KEY, take(kept, usable), usable))]


def _without_notes_of_erased(connection: Connection, rows: Rows, columns: Columns) -> Columns:
    """The columns without what those wrote whose data was erased; their work counts as before."""
    notes, rakshaks = columns.get("note", []), columns["rakshak"]
    erased = erased_among(connection, rakshaks) if any(notes) else {}
    if not erased:
        return columns
    for k, (one, note) in enumerate(zip(rakshaks, notes, strict=True)):
        if note and one in erased:
            message = f"this rakshak's data was erased on {erased[one]}; his note is left out"
            rows.remark(k, "note", "IMP099", Severity.WARNING, message, "delete the note")
    left = ["" if one in erased else note for one, note in zip(rakshaks, notes, strict=True)]
    return columns | {"note": left}


def _check_numbers(rows: Rows, columns: Columns) -> None:
    """A row says how many visits were made, and whoever made none reached nobody."""
    faulted = rows.faulted.get("visits_done", set()) | rows.faulty
    visits = columns["visits_done"]
    reached = columns.get("people_reached", [0] * len(rows))
    for k, (made, people) in enumerate(zip(visits, reached, strict=True)):
        if made is None and k not in faulted:
            message = "this day is half-finished: it does not say how many visits were made"
            remedy = "fill them in (0 where none was made), or take the row out until the day ends"
            rows.fault(k, "visits_done", "IMP090", message, remedy)
        elif made == 0 and people:
            message = f"{people} people were reached, but no visit was made"
            rows.fault(k, "people_reached", "IMP095", message, "correct the visits, or the people")


def _find_repeats(rows: Rows, columns: Columns) -> None:
    """One rakshak, area and day twice: said once if all cells agree, else the later is bad."""
    keys = list(zip(*(columns[name] for name in KEY), strict=True))
    good = [None if k in rows.bad else key for k, key in enumerate(keys)]
    for k, first in repeated(good):
        if all(values[k] == values[first] for values in columns.values()):
            rows.repeats.add(k)
            message = f"this row says the same as {rows.row(first)}; it counts once"
            remedy = "delete one of them"
            rows.remark(k, "rakshak", "IMP097", Severity.WARNING, message, remedy)
        else:
            message = f"{' at '.join(keys[k][:2])} on {keys[k][2]} stands in {rows.row(first)} too"
            remedy = "keep the row that is right and delete the other; numbers are not added up"
            rows.fault(k, "rakshak", "IMP096", message + ", with other numbers", remedy)


def _check_known(connection: Connection, rows: Rows, columns: Columns) -> None:
    rakshaks = {one for (one,) in bulk.select(connection, Person, ("id",), (), "role = 'rakshak'")}
    areas = {one for (one,) in bulk.select(connection, Area, ("id",))}
    rows.known = rakshaks
    for k, (rakshak, area) in enumerate(zip(columns["rakshak"], columns["area"], strict=True)):
        if rakshak and rakshak not in rakshaks:
            message = f"{quoted(rakshak)} is not a rakshak of the campaign"
            remedy = "correct the id, or import him as a rakshak first: mitan import people FILE"
            rows.fault(k, "rakshak", "IMP061", message, remedy)
        if area and area not in areas:
            message = f"the area{called(area)} is not in the campaign"
            remedy = "correct the id, or import the area first: mitan import areas FILE"
            rows.fault(k, "area", "IMP091", message, remedy)


def _check_room(connection: Connection, rows: Rows, columns: Columns, most: int) -> None:
    """Nobody makes more than `most` visits a day, all areas of the sheet and the store together."""
    keys = list(zip(*(columns[name] for name in KEY), strict=True))
    visits, usable = columns["visits_done"], rows.usable()
    made: dict[tuple[str, str], int] = {}
    for k in usable:
        rakshak, _, day = keys[k]
        made[rakshak, day] = made.get((rakshak, day), 0) + visits[k]
    ours = {keys[k] for k in usable}
    for rakshak, area, day, done in bulk.select(connection, Progress, (*KEY, "visits_done")):
        if (rakshak, day) in made and (rakshak, area, day) not in ours:
            made[rakshak, day] += done
    over = {who: number for who, number in made.items() if number > most}
    if over:
        for k in usable:
            number = over.get((keys[k][0], keys[k][2]))
            if number is not None and visits[k]:
                message = (
                    f"{keys[k][0]} makes {number} visits on {keys[k][2]}, all areas together; "
                )
                message += f"one day has room for {most}"
                remedy = "correct the visits; or raise progress.visits_a_day in campaign.toml"
                rows.fault(k, "visits_done", "IMP094", message, remedy)


def _say_outside(connection: Connection, rows: Rows, columns: Columns) -> None:
    """A warning for each row of a rakshak and an area that do not meet in the plan in force."""
    number = plans.in_force(connection)
    if number is None:
        return
    planned = _planned(connection, number)
    areas = {area for those in planned.values() for area in those}
    for k in rows.usable():
        rakshak, area = columns["rakshak"][k], columns["area"][k]
        if area in planned.get(rakshak, ()):
            continue
        if rakshak not in planned:
            message = f"{rakshak} has no visits in plan {number}, which is in force"
        elif area not in areas:
            message = f"{area} has no visits in plan {number}, which is in force"
        else:
            message = f"plan {number}, which is in force, does not send {rakshak} to {area}"
        message += "; the row is kept, and counted apart as outside of the plan"
        remedy = "nothing need be done if it is true; else correct the id"
        column = "area" if rakshak in planned else "rakshak"
        rows.remark(k, column, "IMP098", Severity.WARNING, message, remedy)


def _planned(connection: Connection, number: int) -> Mapping[str, set[str]]:
    """The areas of each rakshak in a plan."""
    found: dict[str, set[str]] = {}
    where = f"plan = {int(number)}"
    for rakshak, area in bulk.select(connection, PlanRow, ("rakshak", "area"), (), where):
        found.setdefault(rakshak, set()).add(area)
    return found
