from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from planner.findings import Refusal
from planner.store.importing import reader
from planner.store.importing.headers import meaning_for
from planner.store.importing.reader import read_sheet
from planner.store.importing.sheet import Sheet

HEADER = "name,category,zone\n"
ROW = "Budhwari,market,T1\n"


def read(tmp_path: Path, data: bytes | str, name: str = "f.csv", kind: str = "areas") -> Sheet:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_sheet(path, meaning_for(kind))


def refused(tmp_path: Path, data: bytes | str, name: str = "f.csv") -> str:
    with pytest.raises(Refusal) as caught:
        read(tmp_path, data, name)
    (finding,) = caught.value.findings
    assert finding.where.startswith(name)
    assert finding.remedy
    return finding.code


def xlsx(rows: list[list], name: str = "Sheet1", **sheets: list[list]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    for title, content in {name: rows, **sheets}.items():
        sheet = book.add_worksheet(title)
        for k, row in enumerate(content):
            sheet.write_row(k, 0, row)
    book.close()
    return out.getvalue()


def archive(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in entries.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


ODS = (
    '<d xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><o:body><o:spreadsheet>'
    '<t:table t:name="S">{}</t:table></o:spreadsheet></o:body></d>'
)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_delimiter_and_encoding_gives_the_same_cells(tmp_path, delimiter, encoding):
    text = (HEADER + "Café 'Central',hotel,T1\n").replace(",", delimiter)
    sheet = read(tmp_path, text.encode(encoding))
    assert sheet.header == ("name", "category", "zone")
    assert [column[0] for column in sheet.columns] == ["Café 'Central'", "hotel", "T1"]
    assert [f.code for f in sheet.findings] == (["IMP008"] if encoding == "cp1252" else [])


def test_rows_are_numbered_as_excel_numbers_them(tmp_path):
    text = 'name,category,zone\n"two\nlines",market,T1\n\n , ,\nlast,market,T1\n'
    sheet = read(tmp_path, text)
    # row 1 header; row 2 with a line break inside; rows 3 and 4 blank
    assert sheet.rows == [2, 5]
    assert sheet.columns[0] == ["two\nlines", "last"]


def test_a_title_above_the_header_is_passed_over_and_said(tmp_path):
    sheet = read(tmp_path, "District list,,\n" + HEADER + ROW)
    assert sheet.rows == [3]
    assert [f.code for f in sheet.findings] == ["IMP009"]
    assert sheet.findings[0].where == "f.csv, row 2"


def test_content_beyond_the_header_is_a_fault_of_its_row(tmp_path):
    sheet = read(tmp_path, HEADER + ROW + "x,market,T1,,9\n" + "y,market,T1,,\n" + "z,market\n")
    ((position, finding),) = sheet.faults
    assert (position, finding.code, finding.where) == (1, "IMP013", "f.csv, row 3")
    assert sheet.columns[2] == ["T1", "T1", "T1", ""]


def test_ten_megabytes_in_one_cell_are_named_by_row_and_column(tmp_path):
    sheet = read(tmp_path, HEADER + ROW + "x" * 10_000_000 + ",market,T1\n")
    ((position, finding),) = sheet.faults
    assert (position, finding.code) == (1, "IMP014")
    assert finding.where == "f.csv, row 3, column name"
    assert "10,000,000" in finding.message


def test_the_limit_of_the_csv_module_is_left_as_it_was(tmp_path):
    import csv

    before = csv.field_size_limit()
    read(tmp_path, HEADER + "x" * 200_000 + ",market,T1\n")
    assert csv.field_size_limit() == before


def test_a_quotation_mark_that_is_never_closed_swallows_nothing(tmp_path):
    with pytest.raises(Refusal) as caught:
        read(tmp_path, HEADER + ROW + '"x,market,T1\n' + ROW * 3)
    assert caught.value.findings[0].code == "IMP007"
    assert caught.value.findings[0].where == "f.csv, row 3"


def test_an_unclosed_quotation_mark_is_not_taken_for_another_delimiter(tmp_path):
    with pytest.raises(Refusal) as caught:
        read(tmp_path, HEADER + ROW + ROW.replace(",", ',"', 1))
    assert caught.value.findings[0].code == "IMP007"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "IMP006"),
        (b" \r\n\n", "IMP006"),
        (b",,,\n,,\n", "IMP006"),
        (b"%PDF-1.7 rest", "IMP003"),
        (b"\x89PNG\r\n\x1a\n", "IMP003"),
        (b"name,category\n\x00\x01\x02", "IMP003"),
        (b"name,category\n\x81\x8d", "IMP003"),
        (b"<html><table>", "IMP003"),
        (b"PK\x03\x04 not really", "IMP005"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "IMP005"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "IMP004",
        ),
    ],
)
def test_what_is_no_table_is_refused_by_its_content(tmp_path, data, code):
    assert refused(tmp_path, data) == code
    assert refused(tmp_path, data, "f.xlsx") == code


def test_missing_folder_and_unending_files_are_refused(tmp_path):
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "nowhere.csv", tmp_path / "folder", Path("/dev/zero")):
        with pytest.raises(Refusal) as caught:
            read_sheet(path, meaning_for("areas"))
        assert caught.value.findings[0].code == "IMP001"


def test_a_file_over_the_limit_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "LARGEST_FILE", 10)
    assert refused(tmp_path, HEADER + ROW) == "IMP002"
    monkeypatch.setattr(reader, "LARGEST_FILE", 2 << 20)
    with pytest.raises(Refusal, match="the file has 3 MB; the limit is 2 MB"):
        read(tmp_path, HEADER + " " * (3 << 20))
    assert len(read(tmp_path, (HEADER + ROW).ljust(2 << 20)).rows) == 1  # just as large


def test_a_workbook_reads_as_its_text_would(tmp_path):
    rows = [["name", "category", "zone", "people"], ["a", "market", 101, 600000.0]]
    sheet = read(tmp_path, xlsx(rows, "बाज़ार"), "wrong name.csv")
    assert sheet.name == "बाज़ार"
    assert [column[0] for column in sheet.columns] == ["a", "market", "101", "600000"]


def test_the_sheet_with_the_header_is_read_and_others_named(tmp_path):
    rows = [["name", "category", "zone"], ["a", "market", "T1"]]
    sheet = read(tmp_path, xlsx([["Notes"], ["only words"]], "Notes", Places=rows, More=rows))
    assert sheet.name == "Places"
    assert [f.code for f in sheet.findings] == ["IMP009"]
    assert "More" in sheet.findings[0].message
    assert "Notes" not in sheet.findings[0].message


def test_blank_rows_and_columns_before_a_table_do_not_shift_row_numbers(tmp_path):
    rows = [[None] * 4, [None] * 4, [None, "name", "category", "zone"], [None, "a", "market", "T"]]
    sheet = read(tmp_path, xlsx(rows))
    assert sheet.rows == [4]


def test_dates_and_yes_no_come_as_text(tmp_path):
    from datetime import date

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["mitan", "rakshak", "enrolled on", "x"])
    sheet.write_row(1, 0, ["M1", "R1"])
    sheet.write_datetime(1, 2, date(2020, 9, 8), book.add_format({"num_format": "dd/mm/yy"}))
    sheet.write_boolean(1, 3, True)
    book.close()
    table = read(tmp_path, out.getvalue(), kind="enrolments")
    assert [table.columns[2][0], table.columns[3][0]] == ["2020-09-08", "yes"]


def test_excel_errors_are_not_taken_for_blanks_unsaid(tmp_path):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["name", "category", "zone", "visits"])
    sheet.write_row(1, 0, ["a", "market", "T1"])
    sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
    book.close()
    table = read(tmp_path, out.getvalue())
    assert table.columns[3] == [""]
    assert [(f.code, f.severity) for f in table.findings] == [("IMP015", "warning")]
    assert "D2" in table.findings[0].message


def test_a_zip_bomb_is_refused_before_it_is_opened(tmp_path):
    bomb = archive(xl__workbook_xml=b"<a/>", xl__x_xml=b"\0" * 60_000_000)
    assert len(bomb) < 100_000
    assert refused(tmp_path, bomb, "f.xlsx") == "IMP005"


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path):
    bomb = bytearray(archive(xl__workbook_xml=b"<a/>", xl__x_xml=b"\0" * 60_000_000))
    size = (60_000_000).to_bytes(4, "little")
    at = bomb.find(size)
    while at >= 0:
        bomb[at : at + 4] = (10).to_bytes(4, "little")
        at = bomb.find(size)
    assert refused(tmp_path, bytes(bomb), "f.xlsx") == "IMP005"


def test_two_cells_at_opposite_corners_are_refused_not_held_in_memory(tmp_path):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write(0, 0, "name")
    sheet.write(1_048_575, 16_383, "x")
    book.close()
    assert refused(tmp_path, out.getvalue(), "f.xlsx") == "IMP005"


def test_repeated_cells_of_an_open_document_are_counted(tmp_path):
    cell = '<t:table-cell o:value-type="string" t:number-columns-repeated="16384"/>'
    row = f'<t:table-row t:number-rows-repeated="1000000">{cell}</t:table-row>'
    assert refused(tmp_path, archive(content_xml=ODS.format(row).encode()), "f.ods") == "IMP005"


def test_an_archive_that_is_no_workbook_is_refused(tmp_path):
    assert refused(tmp_path, archive(word__document_xml=b"<a/>"), "f.docx") == "IMP003"


def test_delimiters_are_chosen_by_known_headers_not_by_number(tmp_path):
    sheet = read(tmp_path, "name;category, of place;type;zone\na;b, c, d;e;T1\n")
    assert len(sheet.header) == 4


def test_cp1252_is_said_in_a_finding(tmp_path):
    sheet = read(tmp_path, (HEADER + "Café,hotel,T1\n").encode("cp1252"))
    assert sheet.columns[0] == ["Café"]
    assert [f.severity for f in sheet.findings] == ["info"]


def test_a_formula_without_its_result_is_not_taken_for_a_blank_unsaid(tmp_path):
    """As scripts write them; Excel saves the result beside the formula."""
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["name", "category", "zone", "visits"])
    book.active.append(["a", "market", "T1", "=100+50"])
    book.save(out)
    table = read(tmp_path, out.getvalue())
    assert [(f.code, f.severity) for f in table.findings] == [("IMP015", "warning")]
    assert "D2" in table.findings[0].message


def test_a_workbook_without_rows(tmp_path):
    assert refused(tmp_path, xlsx([]), "f.xlsx") == "IMP006"


def test_where_no_header_has_a_meaning_the_first_sheet_with_rows_is_read(tmp_path):
    sheet = read(tmp_path, xlsx([], "Empty", Words=[["only", "words"]], More=[["a", "b"]]))
    assert (sheet.name, sheet.header) == ("Words", ("only", "words"))


def test_blank_headers_at_the_end_are_no_columns(tmp_path):
    rows = [["name", "category", "zone", " ", " "], ["a", "market", "T1"]]
    assert read(tmp_path, xlsx(rows), "f.xlsx").header == ("name", "category", "zone")


def test_two_headers_with_a_meaning_make_a_table(tmp_path):
    notes, table = [["name", "and words"], ["x", "y"]], [["name", "zone"], ["a", "T1"]]
    sheet = read(tmp_path, xlsx(notes, "Notes", Places=table))
    assert (sheet.name, sheet.rows) == ("Places", [2])
