"""Delimited text: CSV in its many kinds becomes a Sheet."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO, TextIOWrapper
from itertools import islice

from planner.findings import Finding, Severity
from planner.store.importing.headers import HEADER_WITHIN, Meaning, find_header, rows_above
from planner.store.importing.sheet import (
    MOST_CELLS,
    Row,
    Sheet,
    make_sheet,
    refuse,
    require_few_columns,
    tabulate,
)

MOST_LINES = 5_000_000  # blank ones too; Excel has 1,048,576
DELIMITERS = (",", ";", "\t", "|")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read_text(file: str, data: bytes, sha256: str, meaning: Meaning) -> Sheet:
    """Read text as a table. `meaning` chooses delimiter and header row.

    Row numbers count records, as Excel does: a line break within quotation marks begins no row.
    Raises Refusal where it is no text, holds no row, or its quotation marks do not pair up.
    """
    encoding = _encoding(file, data)
    with _any_length(len(data)):
        delimiter = _delimiter(data, encoding, meaning)
        try:
            head = list(islice(_records(data, encoding, delimiter), HEADER_WITHIN))
            at = find_header(file, head, meaning)
            require_few_columns(file, _trimmed(head[at]))
            records = islice(_records(data, encoding, delimiter), at + 1, None)
            body = tabulate(records, at + 2, len(_trimmed(head[at])))
        except csv.Error:
            raise _unpaired(file, data, encoding, delimiter) from None
    remarks = rows_above(file, "", head, at)
    if encoding == "cp1252":
        remarks.append(
            Finding(
                "IMP008",
                Severity.INFO,
                "file",
                file,
                "the file is not UTF-8; it was read as Windows (cp1252) text",
                "check a name with accents; save as 'CSV UTF-8' to be sure",
            )
        )
    return make_sheet(file, "", sha256, _trimmed(head[at]), body, remarks)


def _encoding(file: str, data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif _BINARY.search(data) and b"\0" in data:
        candidates = []  # no text in any 8-bit encoding
    else:
        candidates = ["utf-8-sig"] if _BINARY.search(data) else ["utf-8-sig", "cp1252"]
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            _require_few_cells(file, text)
            return encoding
    remedy = "save it in Excel as .xlsx or as 'CSV UTF-8'"
    raise refuse("IMP003", file, "this is a binary file, not a table", remedy)


def _require_few_cells(file: str, text: str) -> None:
    """Raise Refusal where there are more cells, or lines, than can be held."""
    for what, most, signs in (("cells", MOST_CELLS, DELIMITERS), ("lines", MOST_LINES, "\n\r")):
        number = max(map(text.count, signs))
        if number > most:
            message = f"the file has {number:,} {what}; the limit is {most:,}"
            raise refuse("IMP002", file, message, "split it and import the parts")


def _records(data: bytes, encoding: str, delimiter: str, *, strict: bool = True) -> Iterator[Row]:
    text = TextIOWrapper(BytesIO(data), encoding=encoding, newline="")
    # strict: a quotation mark that is never closed must not swallow the rows after it unsaid
    return csv.reader(text, delimiter=delimiter, strict=strict, skipinitialspace=True)


@contextmanager
def _any_length(longest: int) -> Iterator[None]:
    """Let cells be of any length, so that one too long is named by its row and column."""
    before = csv.field_size_limit(longest)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _delimiter(data: bytes, encoding: str, meaning: Meaning) -> str:
    """The delimiter by which a row near the top has the most headers that mean something."""

    def merit(delimiter: str) -> tuple[int, int]:
        # not strict: a fault below the header must not make another delimiter look better
        head = list(islice(_records(data, encoding, delimiter, strict=False), HEADER_WITHIN))
        known = max((len({meaning(t) for t in row} - {None}) for row in head), default=0)
        return known, max(map(len, head), default=0)

    return max(DELIMITERS, key=merit)  # the first of equals


def _unpaired(file: str, data: bytes, encoding: str, delimiter: str) -> Exception:
    records = _records(data, encoding, delimiter)
    row = 0
    with suppress(csv.Error, StopIteration):
        while True:
            row += 1
            next(records)
    return refuse(
        "IMP007",
        f"{file}, row {row}",
        "a quotation mark begins in this row and is not closed, or text follows the closing one",
        "correct it there, or save the sheet anew from Excel",
    )


def _trimmed(header: Row) -> Row:
    """The header without the blank cells at its end."""
    width = max((k + 1 for k, text in enumerate(header) if text.strip()), default=0)
    return header[:width]
