"""Examples: the made-up row that a template begins with; no import takes it for a real one."""

from __future__ import annotations

from dataclasses import replace

from planner.findings import Finding, Severity
from planner.policy import fold
from planner.store.importing.cells import tidy
from planner.store.importing.headers import meaning_for
from planner.store.importing.sheet import Sheet, label, locate

EXAMPLE_ID = "EXAMPLE उदाहरण"

# By kind of sheet and column. What is not here is blank.
EXAMPLES = {
    "people": {
        "id": EXAMPLE_ID,
        "name": "Example Kumar उदाहरण कुमार",
        "phone": "9000000000",
        "role": "rakshak",
        "organisation": "student",
        "reports_to": "L-001",
        "zone": "TARBAHAR",
        "visits_available": "8",
        "skills": "driving; first aid",
        "languages": "hindi; chhattisgarhi",
        "joined_on": "22-08-2020",
        "trained_on": "25-08-2020",
        "active": "yes",
        "reserve": "no",
        "consent": "yes",
    },
    "areas": {
        "id": EXAMPLE_ID,
        "name": "Example market उदाहरण बाज़ार",
        "category": "market",
        "zone": "TARBAHAR",
        "locality": "Ward 12",
        "latitude": "22.08",
        "longitude": "82.15",
        "people": "1200",
        "visits": "20",
        "different_rakshaks": "2",
        "priority": "1",
        "whole": "no",
    },
    "enrolments": {
        "mitan": EXAMPLE_ID,
        "rakshak": "R-001",
        "name": "Example Bai उदाहरण बाई",
        "phone": "9000000001",
        "zone": "TARBAHAR",
        "enrolled_on": "02-09-2020",
        "pledged_on": "08-09-2020",
        "pledged_at": "10:31",
        "consent": "yes",
    },
    "progress": {
        "rakshak": EXAMPLE_ID,
        "area": "A-001",
        "day": "02-09-2020",
        "visits_done": "2",
        "people_reached": "60",
        "frauds_averted": "0",
    },
}


def without_example(sheet: Sheet, kind: str) -> Sheet:
    """The sheet without its example row, with a remark; one that was changed is a fault."""
    example, meaning = EXAMPLES.get(kind, {}), meaning_for(kind)
    columns = [meaning(text) for text in sheet.header]
    own = next((name for name, value in example.items() if value == EXAMPLE_ID), None)
    if own is None or own not in columns:
        return sheet
    at = columns.index(own)
    rows = [k for k, text in enumerate(sheet.columns[at]) if tidy(text) == EXAMPLE_ID]
    if not rows:
        return sheet
    same = [k for k in rows if _is(sheet, k, columns, example)]
    where = [locate(sheet.file, sheet.name, sheet.rows[k], label(sheet.header, at)) for k in rows]
    remarks = tuple(
        Finding("IMP017", Severity.INFO, "example", place, "the example row was left out",
                "nothing need be done")
        for k, place in zip(rows, where, strict=True) if k in same
    )  # fmt: skip
    kept = [k for k in range(len(sheet.rows)) if k not in same]
    position = {k: new for new, k in enumerate(kept)}
    faults = [
        (k, Finding("IMP018", Severity.ERROR, "example", place,
                    "this row was filled in, and still has the id of the example",
                    "write an id of its own there, or delete the row"))
        for k, place in zip(rows, where, strict=True) if k not in same
    ]  # fmt: skip
    return replace(
        sheet,
        columns=tuple([values[k] for k in kept] for values in sheet.columns),
        rows=[sheet.rows[k] for k in kept],
        findings=(*sheet.findings, *remarks),
        faults=tuple((position[k], f) for k, f in (*sheet.faults, *faults) if k in position),
    )


def _is(sheet: Sheet, k: int, columns: list[str | None], example: dict[str, str]) -> bool:
    return all(
        fold(tidy(cells[k])) == fold(example.get(column, ""))
        for column, cells in zip(columns, sheet.columns, strict=True)
        if column is not None
    )
