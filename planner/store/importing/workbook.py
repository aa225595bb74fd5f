"""Workbook: XLSX, XLS and ODS become a Sheet, after a look at whether it is safe to open them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from itertools import islice
from typing import Any

from planner.findings import Finding, Refusal, Severity
from planner.store.importing import archive, trial
from planner.store.importing.headers import HEADER_WITHIN, Meaning, find_header, rows_above
from planner.store.importing.sheet import (
    MOST_CELLS,
    Row,
    Sheet,
    locate,
    make_sheet,
    refuse,
    require_few_columns,
    tabulate,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB]: .xls, and .xlsx with a password
ZIP = b"PK\x03\x04"
MOST_SHEETS = 500  # of a workbook, hidden ones too
AT_ONCE = 1_000  # rows
EXACT = 1e15  # Excel keeps 15 digits; whole numbers below this are exact
MARK_SHEET = "mitan"  # hidden, in workbooks that Mitan exported; see planner.store.workbooks
TEMPLATE_SHEET = "mitan template"  # hidden, in templates
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # [MS-OFFCRYPTO] 2.3.4.1


def is_workbook(data: bytes) -> bool:
    """Whether the bytes begin as a workbook does (or any other archive or old Office file)."""
    return data.startswith((OLE, ZIP))


def read_workbook(file: str, data: bytes, sha256: str, meaning: Meaning) -> Sheet:
    """Read the first visible sheet that has a header with a meaning.

    Raises Refusal where the workbook has a password, is damaged, could not be held in memory,
    or is no workbook at all.
    """
    book = open_book(file, data)
    if MARK_SHEET in book.hidden:
        raise _exported(file)
    filled = TEMPLATE_SHEET in book.hidden
    names, sheets = list(book.visible), list(book.visible.values())
    heads = [list(islice(texts(sheet), HEADER_WITHIN)) for sheet in sheets]
    merit = [max((len({meaning(t) for t in row} - {None}) for row in h), default=0) for h in heads]
    least = max(merit, default=0) if filled else 2  # a template has one sheet for each kind
    chosen = next((k for k, known in enumerate(merit) if known >= max(least, 2)), None)
    if chosen is None:
        chosen = next((k for k, head in enumerate(heads) if head), None)
    if chosen is None:
        raise refuse("IMP006", file, "no sheet holds any rows", "choose the file that was saved")

    name, head = names[chosen], heads[chosen]
    at = find_header(locate(file, name), head, meaning)
    header = head[at]
    while header and not header[-1].strip():
        header.pop()
    require_few_columns(locate(file, name), header)
    body = tabulate(islice(texts(sheets[chosen]), at + 1, None), at + 2, len(header))
    remarks = rows_above(file, name, head, at)
    others = [names[k] for k, known in enumerate(merit) if known > 1 and k != chosen]
    if others and not filled:
        remarks.append(_not_read(file, name, others))
    if book.erroneous:
        remarks.append(_read_as_blank(file, book.erroneous))
    return make_sheet(file, name, sha256, header, body, remarks)


@dataclass(frozen=True, eq=False)
class Book:
    """The sheets of a workbook by name, seen and hidden, and the cells that hold an Excel error
    or a formula without its result.
    """

    visible: Mapping[str, Any]
    hidden: Mapping[str, Any]
    erroneous: list[str]


def open_book(file: str, data: bytes) -> Book:
    """Open a workbook. Raises Refusal as `read_workbook` does."""
    import python_calamine as calamine

    if data.startswith(OLE) and ENCRYPTED in data:
        raise _locked(file)
    erroneous = archive.check(file, data) if data.startswith(ZIP) else []
    if data.startswith(OLE) and not trial.opens(data):
        raise _damaged(file)
    visible: dict[str, Any] = {}
    hidden: dict[str, Any] = {}
    try:
        book = calamine.load_workbook(BytesIO(data))
        if len(book.sheets_metadata) > MOST_SHEETS:
            raise _too_many_sheets(file, len(book.sheets_metadata))
        cells = 0
        for sheet in book.sheets_metadata:
            if sheet.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            seen = sheet.visible == calamine.SheetVisibleEnum.Visible
            if not seen and sheet.name != MARK_SHEET:
                hidden[sheet.name] = None  # what is hidden there is nobody's business
                continue
            page = book.get_sheet_by_name(sheet.name)
            (visible if seen else hidden)[sheet.name] = page
            cells += page.height * page.width  # several sheets may be one part of the file
            if cells > MOST_CELLS:
                raise archive.too_many_cells(file, cells)
    except calamine.PasswordError:
        raise _locked(file) from None
    except (KeyboardInterrupt, SystemExit, Refusal):
        raise
    except BaseException:  # a panic in the Rust library is no Exception
        raise _damaged(file) from None
    return Book(visible, hidden, erroneous)


def texts(sheet: Any) -> Iterator[Row]:
    """Every row as texts. Rows above the first cell come as blank ones, so numbers hold."""
    rows: Iterator[list[Any]] = iter(sheet.iter_rows())
    while block := _next(rows):
        for row in block:
            yield [cell if cell.__class__ is str else text_of(cell) for cell in row]


def _next(rows: Iterator[list[Any]]) -> list[list[Any]]:
    """Some rows more, without the library's words about a time that it rounds to second 60."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(islice(rows, AT_ONCE))


def text_of(cell: object) -> str:
    """One cell as a person reads it: 25.0 as 25, a date as 2020-09-08."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < EXACT else repr(cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)


def _damaged(file: str) -> Refusal:
    return refuse(
        "IMP005",
        file,
        "this is not a workbook that can be opened, or it is damaged",
        "open it in Excel and save it anew as .xlsx or CSV UTF-8",
    )


def _locked(file: str) -> Refusal:
    return refuse(
        "IMP004",
        file,
        "the workbook is protected by a password",
        "open it in Excel, take the password off (File, Info, Protect Workbook) and save it",
    )


def _too_many_sheets(file: str, sheets: int) -> Refusal:
    return refuse(
        "IMP002",
        file,
        f"the workbook has {sheets:,} sheets; the limit is {MOST_SHEETS}",
        "save the sheet that is meant as a workbook of its own, or as CSV UTF-8",
    )


def _exported(file: str) -> Refusal:
    return refuse(
        "IMP080",
        file,
        "Mitan exported this workbook; it knows which of its cells were changed",
        "bring it in with: mitan import workbook FILE",
    )


def _not_read(file: str, name: str, others: list[str]) -> Finding:
    return Finding(
        "IMP009",
        Severity.WARNING,
        "file",
        file,
        f"only sheet {name} was read; these have such columns too: {', '.join(others)}",
        "put all rows on one sheet, or save the other sheets as files and import those too",
    )


def _read_as_blank(file: str, cells: list[str]) -> Finding:
    return Finding(
        "IMP015",
        Severity.WARNING,
        "file",
        file,
        f"{len(cells)} cell(s) of this workbook hold an Excel error such as #N/A, or a formula "
        f"without its result, and were read as blank: {', '.join(cells[:10])}"
        + (" ..." if len(cells) > 10 else ""),
        "mend the formulas there (or open and save the file in Excel), or paste as values",
    )
