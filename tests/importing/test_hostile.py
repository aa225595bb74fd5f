"""Files made to do harm: each is refused, plainly, within bounds of time and memory.

Found by `python -m benchmarks.fuzzing`, or made by hand after what it found.
"""

from __future__ import annotations

import io
import resource
import struct
import time
import zipfile
from pathlib import Path

import pytest

from benchmarks.fuzzing import sheets
from planner.findings import Refusal
from planner.store.importing import delimited, sheet, trial, workbook
from planner.store.importing.archive import check
from planner.store.importing.headers import meaning_for
from planner.store.importing.reader import read_bytes, read_sheet
from planner.store.importing.rows import Rows

TABLE = [["id", "name", "role", "zone"], ["R1", "Asha", "rakshak", "A"]]
GOOD = sheets.as_xlsx(None, TABLE)
SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
SOON = 5.0  # seconds of the processor; what was mended took minutes to ages


def changed(**parts: tuple[bytes, bytes]) -> bytes:
    """The good workbook with one text for another in some parts, packed."""
    names = {"sheet": SHEET, "book": BOOK}
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    for part, (old, new) in parts.items():
        assert old in content[names[part]]
        content[names[part]] = content[names[part]].replace(old, new)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return out.getvalue()


def read(tmp_path: Path, data: bytes, name: str = "f.xlsx"):
    path = tmp_path / name
    path.write_bytes(data)
    return read_sheet(path, meaning_for("people"))


def refused(tmp_path: Path, data: bytes, name: str = "f.xlsx") -> tuple[str, str]:
    """Code and message of the one finding."""
    with pytest.raises(Refusal) as caught:
        read(tmp_path, data, name)
    (finding,) = caught.value.findings
    assert caught.value.exit_code == 3
    return finding.code, finding.message


def test_the_workbook_that_is_changed_here_is_read_as_it_is(tmp_path):
    assert read(tmp_path, GOOD).columns == (["R1"], ["Asha"], ["rakshak"], ["A"])


@pytest.mark.parametrize(
    "reference",
    [
        b"A1000000000",
        b"A4294967297",
        b"A" + b"0" * 30 + b"1000000000",
        b"A" + b"9" * 5_000,
        b"MWLQKWV2",
        b"Mundefined2",
        b"A" * 5_000 + b"2",
    ],
)
def test_cells_beyond_the_end_of_any_sheet_do_not_end_the_process(tmp_path, reference):
    """The library asked for memory for every cell up to there, and the system ended Mitan."""
    far = changed(sheet=(b'r="A2"', b'r="' + reference + b'"'))
    assert refused(tmp_path, far)[0] == "IMP005"


def test_a_far_row_without_a_cell_reference(tmp_path):
    far = changed(sheet=(b'<row r="2"><c r="A2"', b'<row r="1000000000"><c'))
    assert refused(tmp_path, far)[0] == "IMP005"


@pytest.mark.parametrize("before", range(1, 60, 7))
def test_a_reference_that_is_cut_by_a_chunk_is_seen(before, monkeypatch):
    monkeypatch.setattr("planner.store.importing.archive.CHUNK", 4_096)
    blanks = b" " * (4_096 - before)
    far = changed(sheet=(b' r="A2"', b" " + blanks + b"r" + blanks + b'= "A1000000000"'))
    with pytest.raises(Refusal):
        check("f.xlsx", far)


@pytest.mark.parametrize(
    "filling",
    [
        b"<c " * 100_000,
        b"<c " + b'r="A1" ' * 50_000,
        b'<c r="A1"><f/>' + b" " * 300_000,
        b"<c r" + b" " * 300_000,
        b'<c r="A1"><f>' + b"1" * 300_000,
    ],
)
def test_nothing_is_searched_for_again_and_again(filling):
    """A sheet of 2 kB kept the program busy for longer than anybody waits."""
    began = time.process_time()
    try:
        check("f.xlsx", changed(sheet=(b"</sheetData>", filling)))
    except Refusal as refusal:
        assert refusal.findings[0].code == "IMP005"  # noqa: PT017 - either will do
    assert time.process_time() - began < SOON


@pytest.mark.parametrize(
    "entities",
    [
        b'<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;">',
        b'<!ENTITY b SYSTEM "file:///etc/passwd">',
    ],
)
def test_entities_are_not_filled_in(tmp_path, entities):
    doctype = b"<!DOCTYPE worksheet [" + entities + b"]><worksheet"
    text = zipfile.ZipFile(io.BytesIO(GOOD)).read(SHEET).replace(b"Asha", b"&b;")
    data = changed(sheet=(zipfile.ZipFile(io.BytesIO(GOOD)).read(SHEET), text))
    assert refused(tmp_path, data)[0] == "IMP005"
    declared = changed(sheet=(text.replace(b"&b;", b"Asha"), text.replace(b"<worksheet", doctype)))
    assert refused(tmp_path, declared)[0] == "IMP005"


def test_a_time_with_a_second_60_is_read_without_a_word(tmp_path, recwarn):
    old = b'<c r="B2" t="inlineStr"><is><t>Asha</t></is></c>'
    names = read(tmp_path, changed(sheet=(old, b'<c r="B2" t="d"><v>23:59:60</v></c>'))).columns[1]
    assert (names, [str(one.message) for one in recwarn]) == (["23:59:59"], [])


def test_a_list_of_contents_that_another_library_would_not_find(tmp_path):
    assert refused(tmp_path, GOOD + b"x")[0] == "IMP005"
    assert refused(tmp_path, b"PK\x03\x04" + GOOD)[0] == "IMP005"
    assert refused(tmp_path, b"PK\x03\x04")[0] == "IMP005"


def test_an_archive_that_is_ready_for_any_size_is_read(tmp_path):
    """As some libraries write each one, however small."""
    size, place = struct.unpack_from("<LL", GOOD, len(GOOD) - 10)
    record = struct.pack("<4sQHHLLQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, 5, 5, size, place)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, place + size, 1)
    large = GOOD[:-22] + record + locator + GOOD[-22:]
    assert read(tmp_path, large).rows == [2]
    other = struct.pack("<4sQHHLLQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, 5, 5, size, place - 9)
    assert refused(tmp_path, GOOD[:-22] + other + locator + GOOD[-22:])[0] == "IMP005"


def test_more_sheets_than_anybody_has(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_SHEETS", 2)
    one = b'<sheet name="Sheet1" sheetId="1" r:id="rId1"/>'
    more = b"".join(one.replace(b"Sheet1", b"S%d" % k) for k in range(3))
    assert refused(tmp_path, changed(book=(one, more))) == (
        "IMP002",
        "the workbook has 3 sheets; the limit is 2",
    )


def test_many_sheets_that_are_one_part_are_counted_each(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_CELLS", 20)
    one = b'<sheet name="Sheet1" sheetId="1" r:id="rId1"/>'
    more = b"".join(one.replace(b"Sheet1", b"S%d" % k) for k in range(3))
    assert refused(tmp_path, changed(book=(one, more)))[0] == "IMP005"


def test_more_columns_than_excel_has(tmp_path, monkeypatch):
    monkeypatch.setattr(sheet, "MOST_COLUMNS", 4)
    data = b"id,name,role,zone,more\nR1,Asha,rakshak,A,x\n"
    assert refused(tmp_path, data, "f.csv") == ("IMP002", "there are 5 columns; the limit is 4")


@pytest.mark.parametrize(("sign", "what"), [(b",", "cells"), (b"\n", "lines"), (b"\r", "lines")])
def test_more_cells_or_lines_than_can_be_held(tmp_path, monkeypatch, sign, what):
    monkeypatch.setattr(delimited, "MOST_CELLS", 50)
    monkeypatch.setattr(delimited, "MOST_LINES", 50)
    code, message = refused(tmp_path, b"id,name,role,zone\n" + sign * 100, "f.csv")
    assert code == "IMP002"
    assert f"{what}; the limit is 50" in message


def test_a_file_that_states_no_size_and_has_no_end(monkeypatch, tmp_path):
    monkeypatch.setattr("planner.store.importing.reader.LARGEST_FILE", 10)
    listing = Path("/proc/self/status")
    if not listing.is_file():
        pytest.skip("there is no file without a size here")
    assert listing.stat().st_size == 0
    with pytest.raises(Refusal) as caught:
        read_bytes(listing)
    assert caught.value.findings[0].code == "IMP002"


def test_a_header_that_acts_on_the_screen_is_spelt_out(tmp_path):
    table = read(tmp_path, b"id,name,role,zone,\x1b[2J\x07\nR1,Asha,rakshak,A,\n", "f.csv")
    (ignored,) = Rows(table, "people").findings()
    assert ignored.message.endswith("were ignored: \\x1b[2J\\x07")


def test_an_old_workbook_is_read(tmp_path):
    assert read(tmp_path, sheets.as_xls(None, TABLE), "f.xls").rows == [2]


@pytest.mark.parametrize("at", [0x1E, 0x30, 1024 + 0x78])
def test_an_old_workbook_that_is_damaged_ends_nothing_and_says_nothing(tmp_path, capfd, at):
    """The library wrote pages about itself on the screen, or ended the process."""
    data = bytearray(sheets.as_xls(None, TABLE))
    data[at] ^= 0xFF
    try:
        read(tmp_path, bytes(data), "f.xls")
    except Refusal as refusal:
        assert refusal.findings[0].code == "IMP005"  # noqa: PT017 - either will do
    assert capfd.readouterr().err == ""


def test_what_ends_the_process_of_the_trial_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(trial, "_PROGRAM", "import os; os.abort()")
    assert refused(tmp_path, sheets.as_xls(None, TABLE), "f.xls")[0] == "IMP005"


def test_an_old_workbook_that_states_more_cells_than_there_is_room_for(tmp_path):
    """As stated, 3 GB were asked for, and given."""
    data = sheets.as_xls(None, TABLE)
    stated = (2).to_bytes(4, "little") + bytes(2) + (4).to_bytes(2, "little")  # rows and columns
    assert data.count(stated) == 1
    far = (500_000).to_bytes(4, "little") + bytes(2) + (256).to_bytes(2, "little")
    began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        read(tmp_path, data.replace(stated, far), "f.xls")
    except Refusal as refusal:
        assert refusal.findings[0].code == "IMP005"  # noqa: PT017 - either will do
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - began < 1_000_000  # kB


def test_what_takes_for_ever_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(trial, "_PROGRAM", "import time; time.sleep(60)")
    monkeypatch.setattr(trial, "LONGEST", 0.5)
    assert refused(tmp_path, sheets.as_xls(None, TABLE), "f.xls")[0] == "IMP005"
