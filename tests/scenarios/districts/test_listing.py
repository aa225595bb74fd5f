"""A sheet of districts is read whole, or refused with every fault in it."""

from pathlib import Path

import pytest
import xlsxwriter

from planner.findings import Refusal
from scenarios.districts.listing import District, read_districts


@pytest.fixture
def folder(tmp_path):
    for name in ("one.db", "two.db", "own.toml"):
        (tmp_path / name).write_text("")
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "three.db").write_text("")
    return tmp_path


def sheet(folder, text, name="districts.csv"):
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def faults(path):
    with pytest.raises(Refusal) as refused:
        read_districts(path)
    return {(f.code, f.where.partition(", ")[2]) for f in refused.value.findings}


def test_the_districts_of_a_sheet_come_by_code_with_paths_that_hold_anywhere(folder, monkeypatch):
    text = (
        "code,district,population,store,campaign,leaders\n"
        'B2,Korba,"12,06,640",far/three.db,,400\n'
        "B1,,,one.db,own.toml,\n"
    )
    sheet(folder, text)
    monkeypatch.chdir(folder)
    listing = read_districts(Path("districts.csv"))
    assert listing.file == "districts.csv"
    assert listing.districts == (
        District("B1", "B1", None, str(folder / "one.db"), str(folder / "own.toml"), None),
        District("B2", "Korba", 1206640, str(folder / "far" / "three.db"), None, 400),
    )
    assert listing.remarks == ()


def test_hindi_headers_and_numbers_and_workbooks_are_understood(folder):
    rows = [
        ["ज़िला कोड", "ज़िला", "जनसंख्या", "डेटाबेस", "नीति", "लीडर"],
        ["22", "बिलासपुर", "१६,२५,५०२", "one.db", "own.toml", "400"],
    ]
    with xlsxwriter.Workbook(folder / "districts.xlsx") as book:
        page = book.add_worksheet()
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    expected = District(
        "22", "बिलासपुर", 1625502, str(folder / "one.db"), str(folder / "own.toml"), 400
    )
    assert read_districts(folder / "districts.xlsx").districts == (expected,)
    text = "\n".join('"' + '","'.join(row) + '"' for row in rows)
    assert read_districts(sheet(folder, text)).districts == (expected,)


def test_all_faults_are_told_at_once_with_their_place(folder):
    path = sheet(
        folder,
        "code,store,campaign,population,leaders\n"
        "A,one.db,gone.toml,many,-3\n"
        ",two.db,,,\n"
        "a,gone.db,,0,\n"
        "C,,,,\n"
        "D,far/../one.db,,,\n"
        "E,far,,,\n"
        "F,mysql://u:secret@h/d,,,\n",
    )
    assert faults(path) == {
        ("DIS003", "row 2, column campaign"),
        ("IMP026", "row 2, column population"),
        ("IMP027", "row 2, column leaders"),
        ("IMP020", "row 3, column code"),
        ("DIS004", "row 4, column code"),
        ("DIS002", "row 4, column store"),
        ("IMP027", "row 4, column population"),
        ("IMP020", "row 5, column store"),
        ("DIS005", "row 6, column store"),
        ("DIS002", "row 7, column store"),
        ("DIS001", "row 8, column store"),
    }


def test_every_fault_says_how_to_mend_it(folder):
    path = sheet(folder, "code,store\nA,gone.db\nA,postgres://\n")
    with pytest.raises(Refusal, match="2 of 2 districts have faults; nothing was begun") as refused:
        read_districts(path)
    assert len(refused.value.findings) == 3
    assert all(finding.remedy for finding in refused.value.findings)


def test_one_server_may_hold_many_districts_but_one_database_only_one(folder):
    base = "postgresql+psycopg://{}@host/{}"
    urls = [base.format("a:pw", "one"), base.format("a:pw", "two"), base.format("b:other", "one")]
    lines = [f"D{k},{url}\n" for k, url in enumerate(urls)]
    good = read_districts(sheet(folder, "code,store\n" + "".join(lines[:2])))
    assert [one.store for one in good.districts] == urls[:2]
    assert "pw" not in repr(good)
    path = sheet(folder, "code,store\n" + "".join(lines))
    assert faults(path) == {("DIS005", "row 4, column store")}


@pytest.mark.parametrize("wrong", ["postgres://u:secret@", "mysql://u:secret@h/d"])
def test_a_password_is_never_repeated(folder, wrong):
    with pytest.raises(Refusal) as refused:
        read_districts(sheet(folder, f"code,store\nA,{wrong}\n"))
    assert "secret" not in refused.value.message + repr(refused.value.findings)


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "IMP006"), ("code,store\n", "IMP006"), ("code,name\nA,Kota\n", "IMP010"),
     ("code,population\nA,5000\n", "IMP010"), ("code,store,db\nA,one.db,two.db\n", "IMP011")],
)  # fmt: skip
def test_a_sheet_without_rows_or_columns_is_refused(folder, text, code):
    with pytest.raises(Refusal) as refused:
        read_districts(sheet(folder, text))
    assert [finding.code for finding in refused.value.findings] == [code]


def test_a_file_that_is_not_there_is_refused(folder):
    with pytest.raises(Refusal, match="there is no such file"):
        read_districts(folder / "none.csv")


def test_a_column_without_a_meaning_is_remarked_on(folder):
    (remark,) = read_districts(sheet(folder, "code,store,colour\nA,one.db,red\n")).remarks
    assert (remark.code, "colour" in remark.message) == ("IMP012", True)


def test_without_stores_the_population_will_do(folder):
    text = "code,name,state,population\n22,Bilaspur,Chhattisgarh,1625502\n"
    listing = read_districts(sheet(folder, text), without_store=True)
    assert listing.districts == (District("22", "Bilaspur", 1625502, "", None, None),)
    assert listing.remarks == ()
    with pytest.raises(Refusal) as refused:
        read_districts(sheet(folder, "code,population,store\n22,,\n"), without_store=True)
    (finding,) = refused.value.findings
    assert (finding.code, finding.where) == ("DIS006", "districts.csv, row 2, column population")


def test_a_population_with_a_fault_is_told_once(folder):
    with pytest.raises(Refusal) as refused:
        read_districts(sheet(folder, "code,population,leaders\n22,-5,0\n"), without_store=True)
    places = [(finding.code, finding.where.split(", ")[-1]) for finding in refused.value.findings]
    assert places == [("IMP027", "column population"), ("IMP027", "column leaders")]


def test_without_a_column_for_it_nobody_is_asked_for_a_population_there(folder):
    with pytest.raises(Refusal) as refused:
        read_districts(sheet(folder, "code,store\n22,\n23,one.db\n"), without_store=True)
    (finding,) = refused.value.findings
    assert (finding.code, finding.where) == ("DIS006", "districts.csv, row 2, column store")


def test_a_store_by_a_name_that_no_file_can_have_is_not_there(folder):
    path = sheet(folder, f"code,store,campaign\n22,{'x' * 300},{'y' * 300}\n")
    assert faults(path) == {
        ("DIS002", "row 2, column store"),
        ("DIS003", "row 2, column campaign"),
    }
