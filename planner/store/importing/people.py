"""People: the rules of a leader's, rakshak's or mitan's row, alone and among the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from planner.findings import Finding, Severity
from planner.store.erasures import brought_back
from planner.store.importing import cells
from planner.store.importing.enrolments import PAIR, warn_of_others
from planner.store.importing.known import KnownPeople, known_people, known_rakshaks
from planner.store.importing.merge import Batch, Difference, compare
from planner.store.importing.places import parse_places, require_place
from planner.store.importing.quoting import added, quoted
from planner.store.importing.rows import Columns, Rows, repeated, take
from planner.store.importing.terms import Terms
from planner.store.tables import Enrolment, Person

SUPERIOR = {"leader": "leader", "rakshak": "leader", "mitan": "rakshak"}
LONGEST_TOLD = 12  # ids of a circle that are spelt out


def parse(rows: Rows, terms: Terms) -> Columns:
    """Columns about people, as far as the sheet has them; faults go into `rows`.

    `reports_to` holds what is written, for a mitan too.
    """
    plain: dict[str, tuple[Any, Any]] = {
        "phone": (cells.phone, ""),
        "organisation": (cells.free_text, ""),
        "reports_to": (cells.identifier, ""),
        "visits_available": (cells.whole_number(0, terms.policy.workload.most_available), None),
        "skills": (cells.word_list, ""),
        "languages": (cells.word_list, ""),
        "joined_on": (cells.day, ""),
        "trained_on": (cells.day, ""),
        "active": (cells.truth, 1),
        "reserve": (cells.truth, 0),
        "synthetic": (cells.truth, 0),
        "consent": (cells.consent, ""),
    }
    ids = rows.ids = rows.parse("id", cells.identifier, "")
    names = rows.parse("name", cells.name, "")
    roles = rows.parse("role", cells.role, "")
    columns: Columns = {
        "id": ids,
        "name": names,
        "role": roles,
        **parse_places(rows, terms.policy),
    }
    for column, (parser, blank) in plain.items():
        if rows.has(column):
            columns[column] = rows.parse(column, parser, blank)
    for column in ("id", "name", "role"):
        rows.require(column, columns[column])
    # A mitan is reached through his rakshak; whoever goes out, or leads, is planned by place.
    require_place(rows, columns, [role != "mitan" for role in roles])
    for k, first in repeated(ids, ""):
        rows.fault(
            k,
            "id",
            "IMP022",
            f"the id of this row stands in {rows.row(first)} too{added(ids[k])}",
            "give each person his own id, or delete one of the rows",
        )
    return columns


def changes(connection: Connection, rows: Rows, columns: Columns, terms: Terms) -> list[Difference]:
    """What the sheet changes among people, and the enrolments of the mitans among them.

    Faults that show only beside what the campaign holds already go into `rows`.
    """
    refuse_erased(connection, rows, columns)
    _relate(rows, columns, known_people(connection), skip_bad=terms.skip_bad)
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
    differences = [compare(connection, Batch(Person, ("id",), take(persons, usable), usable))]
    if enrolled:
        pairs = take({"mitan": columns["id"], "rakshak": columns["reports_to"]}, enrolled)
        differences.append(compare(connection, Batch(Enrolment, PAIR, pairs, enrolled)))
    return differences


def refuse_erased(connection: Connection, rows: Rows, columns: Columns, key: str = "id") -> None:
    """Faults for rows that would bring back the name, phone or place of somebody erased."""
    for k, column, day in brought_back(connection, columns, key):
        rows.fault(
            k,
            column if rows.has(column) else "",
            "IMP056",
            f"this person's data was erased on {day}; this row would bring back his {column}",
            "leave the row out (--skip-bad); if he has agreed to take part again, give him a new "
            "id",
        )


def _relate(rows: Rows, columns: Columns, known: KnownPeople, *, skip_bad: bool) -> None:
    """Check whom everybody reports to, among the sheet's rows and the people already known.

    With `skip_bad`, rows that depend on a bad one become bad too, until none is left.
    """
    ids, roles = columns["id"], columns["role"]
    for k, (own, role) in enumerate(zip(ids, roles, strict=True)):
        if role and known.roles.get(own, role) != role:
            if own in known.leading:
                _keep_leaders(rows, k, role)
            else:
                _say_role_changes(rows, k, known.roles[own], role)
    if "reports_to" not in columns:
        return
    superiors = columns["reports_to"]
    position = dict(zip(reversed(ids), reversed(range(len(rows))), strict=True))  # first rows
    _require_superiors(rows, roles, superiors)
    _check_levels(rows, columns, position, known)
    _check_circles(rows, columns, position, known, among=range(len(rows)))
    found = -1
    while skip_bad and found != len(rows.bad):
        found = len(rows.bad)
        _leave_out_dependents(rows, columns, position, known)
        _check_circles(rows, columns, position, known, among=rows.usable())


def _keep_leaders(rows: Rows, k: int, role: str) -> None:
    """A sheet from before the teams were formed must not take their leaders away."""
    rows.fault(
        k,
        "role",
        "IMP055",
        f"this person leads people in the campaign; as a {role} he would leave them without a "
        "leader",
        "write leader here (mitan tree export people.csv gives today's sheet), or first let "
        "another lead them: mitan tree move",
    )


def _say_role_changes(rows: Rows, k: int, before: str, now: str) -> None:
    rows.remark(
        k,
        "role",
        "IMP055",
        Severity.WARNING,
        f"this person was a {before} and becomes a {now}",
        "make sure that this is meant, and that nobody is left who reports to him as before",
    )


def _require_superiors(rows: Rows, roles: list[str], superiors: list[str]) -> None:
    given = {role for role, superior in zip(roles, superiors, strict=True) if superior}
    if "rakshak" not in given:  # teams are not formed yet
        alone = sum(role == "rakshak" for role in roles)
        if alone:
            rows.add([_nobody_leads(rows, alone)])
        return
    troubled = rows.faulted.get("reports_to", set()) | rows.faulty
    for k, (role, superior) in enumerate(zip(roles, superiors, strict=True)):
        if role == "rakshak" and not superior and k not in troubled:
            rows.fault(
                k,
                "reports_to",
                "IMP053",
                "this rakshak reports to nobody",
                "write his leader's id, or leave the whole column out if teams are not formed yet",
            )


def _nobody_leads(rows: Rows, alone: int) -> Finding:
    return Finding(
        "IMP053",
        Severity.WARNING,
        "file",
        rows.where(),
        f"{alone:,} rakshak(s) report to nobody: no rakshak of this sheet has a leader",
        "write their leaders' ids under 'reports to' once teams are formed, and import again",
    )


def _check_levels(
    rows: Rows, columns: Columns, position: Mapping[str, int], known: KnownPeople
) -> None:
    """Whoever is reported to must be there and be of the level above."""
    roles = columns["role"]
    pairs = list(zip(roles, columns["reports_to"], strict=True))
    wrong: dict[tuple[str, str], tuple[str, str, str]] = {}
    for role, superior in dict.fromkeys(pairs):
        if not role or not superior:
            continue
        there = roles[position[superior]] if superior in position else known.roles.get(superior)
        if there is None:
            one = quoted(superior, "somebody")
            message = f"reports to {one}, who is neither in this file nor in the campaign"
            remedy = "correct the id, or add that person"
            wrong[role, superior] = ("IMP050", message, remedy)
        elif there and there != SUPERIOR[role]:
            one = quoted(superior, "somebody")
            message = f"reports to {one}, a {there}; a {role} reports to a {SUPERIOR[role]}"
            remedy = f"write the id of a {SUPERIOR[role]}, or correct one of the two roles"
            wrong[role, superior] = ("IMP051", message, remedy)
    if wrong:
        for k, pair in enumerate(pairs):
            if pair in wrong:
                rows.fault(k, "reports_to", *wrong[pair])


def _leave_out_dependents(
    rows: Rows, columns: Columns, position: Mapping[str, int], known: KnownPeople
) -> None:
    roles, superiors = columns["role"], columns["reports_to"]
    lost = {
        columns["id"][k]: known.roles.get(columns["id"][k])
        for k in rows.bad
        if position.get(columns["id"][k]) == k
    }
    for k in rows.usable():
        superior = superiors[k]
        if superior in lost and lost[superior] != SUPERIOR[roles[k]]:
            rows.fault(
                k,
                "reports_to",
                "IMP054",
                f"reports to {quoted(superior, 'somebody')}, whose "
                f"{rows.row(position[superior])} was left out",
                f"mend {rows.row(position[superior])}, then import again",
            )


def _check_circles(
    rows: Rows,
    columns: Columns,
    position: Mapping[str, int],
    known: KnownPeople,
    *,
    among: range | list[int],
) -> None:
    """Leaders who, each reporting to the next, come back to themselves."""
    ids, roles, superiors = columns["id"], columns["role"], columns["reports_to"]
    above = dict(known.superiors)
    in_file = {ids[k] for k in among} - {""}
    for own in sorted(in_file):
        above[own] = superiors[position[own]] if roles[position[own]] == "leader" else ""
    for circle in _circles(above):
        told = [f"{i} ({rows.row(position[i])})" if i in in_file else i for i in circle]
        if len(told) > LONGEST_TOLD:
            told[LONGEST_TOLD:] = [f"... {len(circle) - LONGEST_TOLD} more ..."]
        way = " -> ".join([*told, told[0]])
        alone = len(circle) == 1
        message = "this leader reports to himself" if alone else "leaders in a circle"
        for own in circle:
            if own in in_file:
                remedy = "let one of them report to somebody outside it, or to nobody"
                rows.fault(position[own], "reports_to", "IMP052", f"{message}: {way}", remedy)


def _circles(above: Mapping[str, str]) -> Iterator[list[str]]:
    """Every circle once, beginning with its smallest id."""
    seen: set[str] = set()
    for start in above:
        way: dict[str, None] = {}
        at = start
        while at in above and above[at] and at not in seen:
            seen.add(at)
            way[at] = None
            at = above[at]
        if at in way:
            order = list(way)
            circle = order[order.index(at) :]
            smallest = circle.index(min(circle))
            yield circle[smallest:] + circle[:smallest]
