"""Zipped workbooks are measured before any library unpacks them."""

import struct
import zipfile
from io import BytesIO

import pytest

from planner.findings import Refusal
from planner.store.importing import archive

PLAIN = b'<c r="A1"><v>1</v></c>'
ODS = (
    '<d xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0">{}</d>'
)


def packed(content=b"", *, how=zipfile.ZIP_DEFLATED, name="xl/worksheets/sheet1.xml", more=0):
    """A workbook with one sheet, and so many entries more."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", how) as book:
        book.writestr("xl/workbook.xml", b"<w/>")
        book.writestr(name, content)
        for k in range(more):
            book.writestr(f"x{k}", b"")
    return out.getvalue()


def refused(data, *words):
    with pytest.raises(Refusal) as caught:
        archive.check("f.xlsx", data)
    (finding,) = caught.value.findings
    assert (finding.code, finding.where) == ("IMP005", "f.xlsx")
    for word in words:
        assert word in finding.message


def cells(tables):
    return archive._ods_cells("f.ods", ODS.format(tables).encode())


@pytest.mark.parametrize(
    ("xml", "extent"),
    [
        (b"", (0, 0)),
        (PLAIN, (1, 1)),
        (b"<c r=\"Z9\"/><c r='AA3'/>", (9, 27)),
        (b'<c r="b12"/>', (12, 2)),
        (b'<row r="77"><c r="XFD2"/>', (77, 16_384)),
        (b'<c pr="Z9"/>', (0, 0)),
    ],
)
def test_how_far_a_sheet_reaches(xml, extent):
    assert archive._extent(xml) == extent


def test_a_sheet_may_have_so_many_cells_and_no_more(monkeypatch):
    monkeypatch.setattr(archive, "MOST_CELLS", 12)
    assert archive.check("f.xlsx", packed(b'<c r="C4"/>')) == []
    refused(packed(b'<c r="C4"/><c r="A5"/>'), "has 15 cells")


def test_each_sheet_is_measured_by_itself(monkeypatch):
    monkeypatch.setattr(archive, "MOST_CELLS", 12)
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, xml in (("xl/workbook.xml", b""), ("a", b'<c r="A9"/>'), ("b", b'<c r="I1"/>')):
            book.writestr(name, xml)
    assert archive.check("f.xlsx", out.getvalue()) == []


@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_reference_cut_by_the_end_of_a_chunk_counts(monkeypatch, how):
    monkeypatch.setattr(archive, "MOST_CELLS", 12)
    monkeypatch.setattr(archive, "CHUNK", 7)
    refused(packed(b'<c     r="A1"/><c r="E5"/>', how=how), "has 25 cells")


@pytest.mark.parametrize("chunk", [5, 1 << 20])
def test_errors_and_formulas_without_a_result_are_named(monkeypatch, chunk):
    monkeypatch.setattr(archive, "CHUNK", chunk)
    xml = (
        b'<c r="A1" t="e"><v>#N/A</v></c><c r="B7"><f>1+1</f></c><c r="B8"><f>1+1</f><v/></c>'
        b'<c r="C1"><f>1+1</f><v>2</v></c><c r="C2" t="str"><f>A1</f><v></v></c>'
    )
    assert sorted(archive.check("f.xlsx", packed(xml))) == ["A1", "B7", "B8"]


def test_the_limits_of_size(monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_CONTENT", 100)
    monkeypatch.setattr(archive, "SMALL_CONTENT", 20)
    monkeypatch.setattr(archive, "LARGEST_RATIO", 10)
    large = archive._too_large
    assert (large(100, 10), large(101, 11)) == (False, True)  # however large the file is
    assert (large(20, 1), large(21, 1)) == (False, True)  # small ones may have any ratio
    assert (large(50, 5), large(51, 5)) == (False, True)


def test_what_swells_is_refused_before_and_while_it_is_unpacked(monkeypatch):
    data = packed(b" " * 5_000)
    monkeypatch.setattr(archive, "SMALL_CONTENT", 1_000)
    monkeypatch.setattr(archive, "LARGEST_RATIO", 2)
    refused(data, "zip bomb")
    size = struct.pack("<I", 5_000)  # the archive states another size of itself
    assert data.count(size) == 2
    refused(data.replace(size, struct.pack("<I", 10)), "zip bomb")


def test_the_number_of_entries(monkeypatch):
    monkeypatch.setattr(archive, "MOST_ENTRIES", 4)
    assert archive.check("f.xlsx", packed(PLAIN, more=2)) == []
    refused(packed(PLAIN, more=3), "zip bomb")


def test_damaged_archives():
    data = packed(PLAIN * 50)
    start = data.index(b"PK\x03\x04", 4)
    refused(data[:start] + b"PK\x00\x00" + data[start + 4 :], "damaged")
    inside = start + 30 + len("xl/worksheets/sheet1.xml")
    refused(data[:inside] + b"\xff" * 8 + data[inside + 8 :], "damaged")
    refused(data[:60], "damaged")
    refused(packed(PLAIN, how=zipfile.ZIP_BZIP2), "damaged")


def test_an_archive_with_a_password_is_damaged_to_us():
    data = bytearray(packed(PLAIN))
    at = data.rindex(b"PK\x01\x02")  # the list of entries says which are encrypted
    data[at + 8] |= 1
    refused(bytes(data), "damaged")


TABLE = "<t:table>{}</t:table>"
ROW = "<t:table-row{}>{}</t:table-row>"
FILLED = '<t:table-cell o:value-type="string"/>'
BLANK = "<t:table-cell/>"


@pytest.mark.parametrize(
    ("rows", "size"),
    [
        ("", 0),
        (ROW.format("", FILLED), 1),
        (ROW.format("", FILLED * 3) + ROW.format("", FILLED), 6),
        (ROW.format("", BLANK * 3), 0),
        (ROW.format("", BLANK * 3 + FILLED), 4),
        (ROW.format("", BLANK * 9) + ROW.format("", FILLED * 2), 4),
        (ROW.format(' t:number-rows-repeated="5"', FILLED), 5),
        (ROW.format(' t:number-rows-repeated="5"', BLANK) + ROW.format("", FILLED), 6),
        (ROW.format("", FILLED) + ROW.format(' t:number-rows-repeated="999"', BLANK), 1),
        (ROW.format("", '<t:table-cell t:number-columns-repeated="7"/>' + FILLED), 8),
        (ROW.format("", '<t:table-cell t:number-columns-repeated="7"><x/></t:table-cell>'), 7),
        (ROW.format("", '<t:covered-table-cell t:number-columns-repeated="2"/>' + FILLED), 3),
    ],
)
def test_cells_of_an_opendocument_table(rows, size):
    assert cells(TABLE.format(rows)) == size


def test_the_largest_of_several_tables_counts():
    small, large = ROW.format("", FILLED), ROW.format("", FILLED * 4) * 2
    for tables in ((small, large), (large, small)):
        assert cells("".join(map(TABLE.format, tables))) == 8


def test_an_opendocument_table_that_reaches_far_out(monkeypatch):
    monkeypatch.setattr(archive, "MOST_CELLS", 12)
    far = TABLE.format(ROW.format(' t:number-rows-repeated="13"', FILLED))
    refused(packed(ODS.format(far).encode(), name="content.xml"), "has 13 cells")
    near = TABLE.format(ROW.format(' t:number-rows-repeated="12"', FILLED))
    assert archive.check("f.ods", packed(ODS.format(near).encode(), name="content.xml")) == []


@pytest.mark.parametrize("content", [b"<open>", b'<t:x xmlns:t="t"><t:table-cell t:number-'
                                     b'columns-repeated="many"/></t:x>'])  # fmt: skip
def test_an_opendocument_table_that_is_none(content):
    refused(packed(content, name="content.xml"), "damaged")
