"""Reader: a file, whatever it is called, becomes a Sheet. What it is, its content decides."""

from __future__ import annotations

import hashlib
from pathlib import Path

from planner.stages import Stage, stage
from planner.store.importing.delimited import read_text
from planner.store.importing.headers import Meaning
from planner.store.importing.sheet import Sheet, refuse
from planner.store.importing.workbook import is_workbook, read_workbook

LARGEST_FILE = 256 * 1024 * 1024  # bytes; six lakh rows are about 60 MB of text

# First bytes of files that are often mistaken for tables.
STRANGERS = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed archive",
    b"Rar!": "a compressed archive",
    b"7z\xbc\xaf": "a compressed archive",
    b"SQLite format 3": "a database",
    b"{\\rtf": "a word processor's document",
}


@stage(Stage.SHEET)
def read_sheet(path: Path, meaning: Meaning) -> Sheet:
    """Read the table of a CSV, TSV, XLSX, XLS or ODS file.

    `meaning` tells what a header stands for: by it the delimiter, the sheet and the header
    row are chosen. Raises Refusal where there is no such table, saying why.
    """
    data = read_bytes(path)
    sha256 = hashlib.sha256(data).hexdigest()
    if is_workbook(data):
        return read_workbook(path.name, data, sha256, meaning)
    _refuse_strangers(path.name, data)
    return read_text(path.name, data, sha256, meaning)


def read_bytes(path: Path) -> bytes:
    """The content of a plain file. Raises Refusal where it is none, too large or empty."""
    try:
        if path.is_dir():
            raise refuse("IMP001", path.name, "this is a folder", "name a file in it")
        if not path.exists():
            raise refuse("IMP001", path.name, "there is no such file", "check name and folder")
        if not path.is_file():  # a pipe or a device may never end
            raise refuse("IMP001", path.name, "this is not a plain file", "name a file")
        size = path.stat().st_size
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1) if size <= LARGEST_FILE else b""
        if size > LARGEST_FILE or len(data) > LARGEST_FILE:  # some files state no size
            size = max(size, len(data))
            message = f"the file has {size // 1024**2:,} MB; the limit is {LARGEST_FILE >> 20} MB"
            raise refuse("IMP002", path.name, message, "split it and import the parts")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not usable"
        remedy = "check its name, and that you may read it"
        raise refuse("IMP001", path.name, f"it cannot be read: {reason}", remedy) from None
    if not data.strip():
        raise refuse("IMP006", path.name, "the file is empty", "choose the file that was saved")
    return data


def _refuse_strangers(file: str, data: bytes) -> None:
    kind = next((kind for start, kind in STRANGERS.items() if data.startswith(start)), None)
    if data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<", b"MIME-Version")):
        kind = "a web page, whatever its name says"
    if kind is not None:
        remedy = "open it in Excel if it opens there, and save it as .xlsx or CSV UTF-8"
        raise refuse("IMP003", file, f"this is {kind}, not a table", remedy)
