"""Archive: is a zipped workbook safe to open? Looked at before any library unpacks it.

A few kilobytes can unpack to terabytes, and two cells at opposite corners of a sheet make the
reading library ask for more memory than there is, which ends the whole program. No size that
the archive states about itself is trusted.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from planner.findings import Refusal
from planner.store.importing.sheet import MOST_CELLS, refuse

MOST_ENTRIES = 2_000
LARGEST_CONTENT = 1024**3  # bytes, of all entries together
LARGEST_RATIO = 200  # unpacked : packed; sheets of six lakh rows have about 20
SMALL_CONTENT = 20 * 1024**2  # bytes up to which any ratio will do
CHUNK = 1 << 20

_LOCAL_HEADER = struct.Struct("<26xHH")  # PKWARE APPNOTE 4.3.7: name and extra field lengths
_END = struct.Struct("<4s8xLLH")  # the same, 4.3.16: sign, size and place of the list, comment
_END_SIGN = b"PK\x05\x06"
_LARGE_END = struct.Struct("<4s36xQQ4s4xQ4x")  # 4.3.14 and 15: of archives of any size, before it
# Nothing here may be tried from every place of a long text to its end: each repeat of signs that
# may begin the match again has a bound, or ends at the next tag.
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d+)["']""")  # as far as the library goes
_ERROR_CELL = re.compile(
    rb"""<c\s[^<>]{0,300}?\br=["']([A-Z]{1,3}\d{1,7})["'][^<>]{0,300}?\bt=["']e["']"""
)
# a formula whose result was never saved, as scripts write them; a text may be empty ("str")
_NO_RESULT = re.compile(
    rb"""<c\s(?=[^<>]{0,300}?\br=["']([A-Z]{1,3}\d{1,7})["'])(?![^<>]{0,300}\bt=["']str["'])"""
    rb"""[^<>]{0,300}>\s{0,9}<f\b(?:[^<>]{0,300}/>|[^<>]{0,300}>[^<]*</f>)"""
    rb"""\s{0,9}(?:<v\s{0,9}/>|<v>\s{0,9}</v>)?\s{0,9}</c>"""
)
_OVERLAP = 1024  # bytes; hardly a formula is longer
_LONGEST_TAG = 1 << 16  # bytes


def check(file: str, data: bytes) -> list[str]:
    """Look through the archive; gives the cells, such as B7, that hold an Excel error
    or a formula without its result.

    Raises Refusal where the archive is damaged, no workbook, or too large once unpacked.
    """
    if not _ends_with_list(data):
        raise _damaged(file)
    try:
        entries = ZipFile(BytesIO(data)).infolist()
    except (BadZipFile, ValueError, OSError, NotImplementedError, struct.error):
        raise _damaged(file) from None
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names and "content.xml" not in names:
        raise refuse(
            "IMP003",
            file,
            "this is an archive (zip, docx, xlsb ...), not a workbook",
            "unpack it, or save the sheet as .xlsx or CSV UTF-8",
        )
    declared = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or _too_large(declared, len(data)):
        raise _bomb(file)
    unpacked = 0
    erroneous: dict[tuple[str, bytes], None] = {}
    for entry in entries:
        last_row = last_column = 0
        content = bytearray()
        tail = b""
        for chunk in _unpacked(file, data, entry):
            unpacked += len(chunk)
            if _too_large(unpacked, len(data)):
                raise _bomb(file)
            seen = tail + chunk
            rows, columns = _extent(seen)
            last_row, last_column = max(last_row, rows), max(last_column, columns)
            for cell in _ERROR_CELL.findall(seen):
                erroneous[entry.filename, cell] = None
            if b"<f" in seen:
                for cell in _NO_RESULT.findall(seen):
                    erroneous[entry.filename, cell] = None
            tail = _unfinished(file, seen)
            if entry.filename == "content.xml":
                content += chunk
        cells = max(last_row * last_column, _ods_cells(file, bytes(content)) if content else 0)
        if cells > MOST_CELLS:
            raise too_many_cells(file, cells)
    return [cell.decode() for _, cell in erroneous]


def _too_large(unpacked: int, packed: int) -> bool:
    return unpacked > LARGEST_CONTENT or unpacked > max(SMALL_CONTENT, packed * LARGEST_RATIO)


def _ends_with_list(data: bytes) -> bool:
    """Whether the list of what is in the archive stands where every library looks for it.

    Archives can be made in which one library finds another list than the next one.
    """
    at = len(data) - _END.size
    if at < 0:
        return False
    sign, size, place, comment = _END.unpack_from(data, at)
    if (sign, comment) != (_END_SIGN, 0):
        return False
    after = place + size
    return after == at or (
        after + _LARGE_END.size == at  # some write it for small ones too
        and _LARGE_END.unpack_from(data, after) == (b"PK\6\6", size, place, b"PK\6\7", after)
    )


def _unfinished(file: str, content: bytes) -> bytes:
    """The end of a piece of XML that is to be looked at again with the next piece.

    A tag that goes on there is in it from its beginning. Raises Refusal where one is endless.
    """
    at = content.rfind(b"<")
    if at >= 0 and len(content) - at > _LONGEST_TAG and b">" not in content[at:]:
        raise _damaged(file)
    at = max(at, len(content) - _LONGEST_TAG)
    return content[max(0, min(at, len(content) - _OVERLAP)) :]


def _unpacked(file: str, data: bytes, entry: ZipInfo) -> Iterator[bytes]:
    """What an entry truly holds, in chunks, whatever length it states."""
    at = entry.header_offset
    if entry.flag_bits & 1 or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise _damaged(file)
    if data[at : at + 4] != b"PK\x03\x04" or at + 30 > len(data):
        raise _damaged(file)
    name, extra = _LOCAL_HEADER.unpack_from(data, at)
    start = at + 30 + name + extra
    packed = data[start : start + entry.compress_size]
    if entry.compress_type == ZIP_STORED:
        yield packed
        return
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while packed and not inflate.eof:
            yield inflate.decompress(packed, CHUNK)
            packed = inflate.unconsumed_tail
        yield inflate.flush(CHUNK)
    except zlib.error:
        raise _damaged(file) from None


def _extent(content: bytes) -> tuple[int, int]:
    """Last row and column that a cell reference in the XML of a sheet names; 0 for none."""
    found = set(_REFERENCE.findall(content))
    letters = {text.upper() for text, _ in found}
    columns = max((_column(text) for text in letters), default=0)
    return max((int(row.lstrip(b"0")[:20] or 0) for _, row in found), default=0), columns


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:20]:  # beyond that it is too far already
        number = number * 26 + letter - 64  # A is 1
    return number


def _ods_cells(file: str, content: bytes) -> int:
    """Cells of the largest rectangle that an OpenDocument table spans, repeats counted."""
    most = rows = width = filled_rows = filled_width = 0
    try:
        for _, element in ElementTree.iterparse(BytesIO(content)):
            tag = element.tag.rpartition("}")[2]
            given = {name.rpartition("}")[2]: text for name, text in element.attrib.items()}
            if tag in ("table-cell", "covered-table-cell"):
                width += int(given.get("number-columns-repeated", 1))
                if "value-type" in given or len(element):
                    filled_width = max(filled_width, width)
                    filled_rows = -1  # this row counts, with its repeats
            elif tag == "table-row":
                rows += int(given.get("number-rows-repeated", 1))
                width = 0
                if filled_rows == -1:
                    most = max(most, rows * filled_width)
                    filled_rows = 0
                element.clear()
            elif tag == "table":
                rows = filled_width = 0
    except (ElementTree.ParseError, ValueError):
        raise _damaged(file) from None
    return most


def too_many_cells(file: str, cells: int) -> Refusal:
    """The refusal of a workbook with so many cells, empty ones between others counted."""
    return refuse(
        "IMP005",
        file,
        f"a sheet reaches so far out that it has {cells:,} cells, nearly all empty",
        "delete the rows below and the columns beside the table, or save it as CSV UTF-8",
    )


def _damaged(file: str) -> Refusal:
    return refuse(
        "IMP005",
        file,
        "the workbook is damaged",
        "open it in Excel and save it anew as .xlsx or CSV UTF-8",
    )


def _bomb(file: str) -> Refusal:
    return refuse(
        "IMP005",
        file,
        "the workbook would swell beyond all measure when opened (a 'zip bomb')",
        "do not open it; ask the sender for a CSV file",
    )
