"""Workbook: XLSX, XLS and ODS become a Sheet, after a look at whether it is safe to open them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from io import BytesIO
from itertools import islice
from typing import Any

from planner.findings import Finding, Refusal, Severity
from planner.store.importing import archive
from planner.store.importing.headers import HEADER_WITHIN, Meaning, find_header, rows_above
from planner.store.importing.sheet import Row, Sheet, locate, make_sheet, refuse, tabulate

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB]: .xls, and .xlsx with a password
ZIP = b"PK\x03\x04"
EXACT = 1e15  # Excel keeps 15 digits; whole numbers below this are exact
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # [MS-OFFCRYPTO] 2.3.4.1


def is_workbook(data: bytes) -> bool:
    """Whether the bytes begin as a workbook does (or any other archive or old Office file)."""
    return data.startswith((OLE, ZIP))


def read_workbook(file: str, data: bytes, sha256: str, meaning: Meaning) -> Sheet:
    """Read the first visible sheet that has a header with a meaning.

    Raises Refusal where the workbook has a password, is damaged, could not be held in memory,
    or is no workbook at all.
    """
    if data.startswith(OLE) and ENCRYPTED in data:
        raise _locked(file)
    erroneous = archive.check(file, data) if data.startswith(ZIP) else []
    names, sheets = _open(file, data)
    heads = [list(islice(_texts(sheet), HEADER_WITHIN)) for sheet in sheets]
    merit = [max((len({meaning(t) for t in row} - {None}) for row in h), default=0) for h in heads]
    chosen = next((k for k, known in enumerate(merit) if known > 1), None)
    if chosen is None:
        chosen = next((k for k, head in enumerate(heads) if head), None)
    if chosen is None:
        raise refuse("IMP006", file, "no sheet holds any rows", "choose the file that was saved")

    name, head = names[chosen], heads[chosen]
    at = find_header(locate(file, name), head, meaning)
    header = head[at]
    while header and not header[-1].strip():
        header.pop()
    body = tabulate(islice(_texts(sheets[chosen]), at + 1, None), at + 2, len(header))
    remarks = rows_above(file, name, head, at)
    others = [names[k] for k, known in enumerate(merit) if known > 1 and k != chosen]
    if others:
        remarks.append(_not_read(file, name, others))
    if erroneous:
        remarks.append(_read_as_blank(file, erroneous))
    return make_sheet(file, name, sha256, header, body, remarks)


def _open(file: str, data: bytes) -> tuple[list[str], list[Any]]:
    """Names and contents of the visible sheets."""
    import python_calamine as calamine

    try:
        book = calamine.load_workbook(BytesIO(data))
        names = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet
            and sheet.visible == calamine.SheetVisibleEnum.Visible
        ]
        return names, [book.get_sheet_by_name(name) for name in names]
    except calamine.PasswordError:
        raise _locked(file) from None
    except (KeyboardInterrupt, SystemExit, Refusal):
        raise
    except BaseException:  # a panic in the Rust library is no Exception
        raise refuse(
            "IMP005",
            file,
            "this is not a workbook that can be opened, or it is damaged",
            "open it in Excel and save it anew as .xlsx or CSV UTF-8",
        ) from None


def _texts(sheet: Any) -> Iterator[Row]:
    """Every row as texts. Rows above the first cell come as blank ones, so numbers hold."""
    rows: Iterable[list[Any]] = sheet.iter_rows()
    for row in rows:
        yield [cell if cell.__class__ is str else _text(cell) for cell in row]


def _text(cell: object) -> str:
    """One cell as a person reads it: 25.0 as 25, a date as 2020-09-08."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < EXACT else repr(cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)


def _locked(file: str) -> Refusal:
    return refuse(
        "IMP004",
        file,
        "the workbook is protected by a password",
        "open it in Excel, take the password off (File, Info, Protect Workbook) and save it",
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
        f"{len(cells)} cell(s) of this workbook hold an Excel error such as #N/A and were read as "
        f"blank: {', '.join(cells[:10])}" + (" ..." if len(cells) > 10 else ""),
        "mend the formulas there, or copy and paste as values",
    )
