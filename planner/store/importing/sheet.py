"""Sheet: a table as it stands in a file, before anything in it is understood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from planner.findings import Finding, Refusal, Severity

LONGEST_CELL = 32_767  # characters; Excel's own limit
MOST_COLUMNS = 16_384  # Excel's own limit
MOST_CELLS = 20_000_000  # of a file; about 600 MB while it is read
BLOCK = 20_000  # rows turned into columns at a time

Row = list[str]


@dataclass(frozen=True, eq=False)
class Sheet:
    """A header and n rows, as columns of raw texts.

    `rows` are the row numbers that Excel shows. `faults` are errors of rows that cannot be used
    whatever they mean, each with the row's position (0 to n-1); `findings` are of the whole file.
    """

    file: str  # its name, without folders
    name: str  # of the sheet; empty for text files
    sha256: str  # of the whole file
    header: tuple[str, ...]
    columns: tuple[list[str], ...]
    rows: list[int]
    findings: tuple[Finding, ...] = ()
    faults: tuple[tuple[int, Finding], ...] = ()


def locate(file: str, sheet: str = "", row: int | None = None, column: str = "") -> str:
    """A place as a person looks it up: FILE, sheet S, row R, column C."""
    parts = [file]
    parts += [f"sheet {sheet}"] if sheet else []
    parts += [f"row {row}"] if row is not None else []
    parts += [f"column {column}"] if column else []
    return ", ".join(parts)


def refuse(code: str, where: str, message: str, remedy: str) -> Refusal:
    """The refusal of a whole file for one reason."""
    finding = Finding(code, Severity.ERROR, "file", where, message, remedy)
    return Refusal(f"{where}: {message}. {remedy[0].upper()}{remedy[1:]}.", findings=[finding])


def require_few_columns(where: str, header: Row) -> None:
    """Raise Refusal where a header has more columns than any sheet of Excel."""
    if len(header) > MOST_COLUMNS:
        message = f"there are {len(header):,} columns; the limit is {MOST_COLUMNS:,}"
        remedy = "delete the columns that are not needed; perhaps rows and columns are swapped"
        raise refuse("IMP002", where, message, remedy)


def label(header: Sequence[str], position: int) -> str:
    """How a column is called in a message: by its header, cut short, else by its number."""
    text = header[position].strip() if position < len(header) else ""
    return f"{text[:40]}" if text else f"no. {position + 1} (no header)"


@dataclass(frozen=True, eq=False)
class Body:
    """The rows below a header, as columns, and which of them do not fit under it."""

    columns: tuple[list[str], ...]
    rows: list[int]
    overfull: list[int]  # positions of rows with content beyond the last header
    overlong: list[tuple[int, int]]  # (position, column) of cells beyond Excel's limit


def tabulate(records: Iterator[Row], first_row: int, width: int) -> Body:
    """Turn rows of texts, the first of them being row `first_row`, into `width` columns.

    Blank rows are dropped; short rows are filled up with blanks.
    """
    columns: tuple[list[str], ...] = tuple([] for _ in range(width))
    rows: list[int] = []
    overfull: list[int] = []
    overlong: list[tuple[int, int]] = []
    at = first_row
    while block := list(islice(records, BLOCK)):
        kept = [k for k, row in enumerate(block) if "".join(row).strip()]
        start = len(rows)
        rows += [at + k for k in kept]
        at += len(block)
        block = [block[k] for k in kept]
        if set(map(len, block)) - {width}:
            overfull += [start + k for k, row in enumerate(block) if "".join(row[width:]).strip()]
            block = [row[:width] + [""] * (width - len(row)) for row in block]
        for c, (column, cells) in enumerate(zip(columns, zip(*block, strict=True), strict=False)):
            column.extend(cells)
            if max(map(len, cells)) > LONGEST_CELL:
                overlong += [(start + k, c) for k, t in enumerate(cells) if len(t) > LONGEST_CELL]
    return Body(columns, rows, overfull, overlong)


def make_sheet(
    file: str, name: str, sha256: str, header: Row, body: Body, remarks: Sequence[Finding]
) -> Sheet:
    """Put header and body together; what does not fit becomes faults of their rows."""
    faults = []
    for k in body.overfull:
        where = locate(file, name, body.rows[k])
        last = label(header, len(header) - 1) if header else "no cell of the header is filled in"
        message = f"something stands beyond the last column ({last})"
        remedy = "remove it, or put a cell that holds the separator between quotation marks"
        faults.append((k, _fault("IMP013", body.rows[k], where, message, remedy)))
    for k, c in body.overlong:
        where = locate(file, name, body.rows[k], label(header, c))
        size = len(body.columns[c][k])
        message = f"this cell holds {size:,} characters; Excel's limit is {LONGEST_CELL:,}"
        remedy = "shorten it; perhaps a quotation mark in it or before it is never closed"
        faults.append((k, _fault("IMP014", body.rows[k], where, message, remedy)))
        body.columns[c][k] = ""  # said once; its text need not be looked at again
    return Sheet(
        file, name, sha256, tuple(header), body.columns, body.rows, tuple(remarks), tuple(faults)
    )


def _fault(code: str, row: int, where: str, message: str, remedy: str) -> Finding:
    return Finding(code, Severity.ERROR, f"row {row}", where, message, remedy)
