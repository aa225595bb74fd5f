"""A small campaign, and a workbook of it in the hands of the field: written, edited, given back."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl

from planner.policy import Policy
from planner.report.export import make_workbooks
from planner.store.database import Store
from planner.store.importing import import_file
from planner.store.workbooks.bringing import Brought, bring_in, preview
from planner.store.workbooks.returned import read_returned
from planner.store.workbooks.scope import Scope, ScopeKind

L1 = Scope(ScopeKind.LEADER, "L1")
TEAM = Scope(ScopeKind.TEAM, "L1")
ZONE = Scope(ScopeKind.ZONE, "A")

SHEETS = {
    "people": (
        "id,name,role,zone,reports_to,phone,latitude,longitude,visits_available,trained_on,skills\n"
        "N1,Asha,leader,A,,9000000001,22.0,82.0,,,\n"
        "L1,Bina,leader,A,N1,9000000002,22.0,82.0,,,\n"
        "L2,Chitra,leader,B,N1,9000000003,22.05,82.0,,,\n"
        "R1,Devi,rakshak,A,L1,9000000004,22.001,82.0,8,2020-08-25,driving\n"
        "007,Esha,rakshak,A,L1,9000000005,,,,,\n"
        "R3,Foreigner,rakshak,B,L2,9000000006,22.05,82.0,,,\n"
    ),
    "areas": (
        "id,name,category,zone,people,visits,whole\n"
        "A1,Bazaar,market,A,1200,4,no\nA2,Stranger's mall,mall,B,,,\n"
    ),
    "enrolments": (
        "mitan,rakshak,name,phone,zone,enrolled_on,pledged_on\n"
        "M1,R1,Gita,9111111111,A,2020-09-01,2020-09-08\nM2,R1,Hema,,A,2020-09-01,\n"
        "M3,007,Indu,9111111113,,2020-09-02,\nM4,R3,Outsider,9111111114,B,2020-09-02,\n"
    ),
}
Edit = Callable[[openpyxl.Workbook], object]


def fill(store: Store, policy: Policy, folder: Path) -> None:
    """Bring the small campaign into an empty store."""
    for kind, text in SHEETS.items():
        path = folder / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        import_file(store, kind, path, policy)


class Field:
    """Workbooks of one campaign."""

    def __init__(self, store: Store, policy: Policy, folder: Path) -> None:
        self.store, self.policy, self.folder = store, policy, folder

    def out(self, scope: Scope = L1, lang: str = "en", reason: str | None = None) -> Path:
        """A workbook, exported."""
        [made] = make_workbooks(self.store, self.policy, [scope], lang, reason)
        path = self.folder / made.name
        path.write_bytes(made.content)
        return path

    def edit(self, path: Path, *edits: Edit) -> Path:
        """The workbook as Excel would save it after these edits."""
        book = openpyxl.load_workbook(path)
        for edit in edits:
            edit(book)
        book.save(path)
        return path

    def look(self, path: Path) -> Brought:
        return preview(self.store, read_returned(path), self.policy)

    def back(self, path: Path) -> Brought:
        return bring_in(self.store, read_returned(path), self.policy)

    def told(self, path: Path) -> list[tuple[str, str, str, str, str]]:
        """What it changes: sheet, id, column, from, to."""
        return [(c.sheet, c.id, c.column, c.before, c.after) for c in self.look(path).changes]

    def value(self, table: str, column: str, key: str) -> object:
        """One stored value; of an enrolment by its mitan."""
        by = "mitan" if table == "enrolment" else "id"
        with self.store.reading() as connection:
            return connection.exec_driver_sql(
                f"SELECT {column} FROM {table} WHERE {by} = '{key}'"
            ).scalar()

    def tables(self) -> dict[str, list[tuple]]:
        """All rows of the tables a workbook may change."""
        with self.store.reading() as connection:
            return {
                name: sorted(
                    map(tuple, connection.exec_driver_sql(f"SELECT * FROM {name}")), key=repr
                )
                for name in ("person", "area", "enrolment")
            }


def put(sheet: str, row: int, column: str, value: object) -> Edit:
    """Write a cell as a person types it: row 2 is the first. Texts are never formulas."""

    def edit(book: openpyxl.Workbook) -> None:
        page = book[sheet]
        cell = page.cell(row, headers(page).index(column) + 1)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"

    return edit


def add(sheet: str, **values: object) -> Edit:
    """Fill in the first free row."""

    def edit(book: openpyxl.Workbook) -> None:
        row = book[sheet].max_row + 1
        for column, value in values.items():
            put(sheet, row, column.replace("_", " "), value)(book)

    return edit


def row_of(path: Path, sheet: str, one: str) -> int:
    """The row in which an id stands."""
    page = openpyxl.load_workbook(path)[sheet]
    return next(row[1].row for row in page.iter_rows() if row[1].value == one)


def headers(page) -> list[str]:
    return [cell.value for cell in page[1]]


def texts(path: Path) -> str:
    """Everything that stands in the parts of a workbook, hidden ones too."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as parts:
        return "\n".join(parts.read(name).decode("utf-8") for name in parts.namelist())
