from __future__ import annotations

import csv
import io
import json
import string
import tempfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cli
from planner.findings import ExitCode, Refusal
from planner.store.importing import CODES, ImportRefusal, import_file
from planner.store.importing.cells import tidy

HINDI = str.maketrans("0123456789", "०१२३४५६७८९")
SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
quick = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

names = st.text(
    alphabet=string.ascii_letters + " '-,;|\"éकखगमितान्ा़", min_size=1, max_size=20
).filter(lambda t: tidy(t) == t)
areas = st.lists(
    st.fixed_dictionaries(
        {
            "name": names,
            "category": st.sampled_from(["market", "Gym", "बाज़ार", "toll plaza"]),
            "zone": st.sampled_from(["T1", "थाना २"]),
            "latitude": st.none() | st.integers(600_000, 3_800_000).map(lambda n: n / 100_000),
            "people": st.none() | st.integers(0, 20_000_000),
        }
    ),
    min_size=1,
    max_size=6,
)


def as_rows(campaign: list[dict], *, hindi: bool) -> list[list[str]]:
    def cell(value: object) -> str:
        text = "" if value is None else str(value)
        return text.translate(HINDI) if hindi and not isinstance(value, str) else text

    rows = [["id", "नाम", "category", "zone", "latitude", "longitude", "जनसंख्या"]]
    for k, area in enumerate(campaign):
        longitude = None if area["latitude"] is None else 82.5
        values = [area["name"], area["category"], area["zone"], area["latitude"], longitude]
        rows.append([f"A{k}", *map(cell, values), cell(area["people"])])
    return rows


def as_file(rows: list[list[str]], form: str, delimiter: str) -> bytes:
    if form == "xlsx":
        out = io.BytesIO()
        book = xlsxwriter.Workbook(out, {"in_memory": True})
        sheet = book.add_worksheet("Sheet")
        for k, row in enumerate(rows):
            for c, text in enumerate(row):
                sheet.write_string(k, c, text)
        book.close()
        return out.getvalue()
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(form)


@quick
@given(
    campaign=areas,
    form=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "xlsx"]),
    delimiter=st.sampled_from(",;\t|"),
    hindi=st.booleans(),
)
def test_what_is_written_is_read_again(store, policy, campaign, form, delimiter, hindi):
    data = as_file(as_rows(campaign, hindi=hindi), form, delimiter)
    with store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM area")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(data)
        first = import_file(store, "areas", path, policy)
        again = import_file(store, "areas", path, policy)
    assert (first.read, first.new, first.findings) == (len(campaign), len(campaign), ())
    assert (again.read, again.unchanged, again.written) == (len(campaign), len(campaign), 0)
    with store.reading() as connection:
        kept = connection.exec_driver_sql(
            "SELECT name, category, zone, latitude, people FROM area ORDER BY id"
        ).fetchall()
    assert [tuple(row) for row in kept] == [
        (
            tidy(area["name"]),
            policy.category_code(area["category"]),
            area["zone"],
            area["latitude"],
            area["people"],
        )
        for area in campaign
    ]


openings = [b"", b"id,name,role,zone\n", b"name,category,zone\n", b"mitan,rakshak\n", b"PK\x03\x04"]
openings += [b"\xff\xfe", b"\xef\xbb\xbf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF"]


@settings(quick, max_examples=150)
@given(
    start=st.sampled_from(openings),
    rest=st.binary(max_size=200) | st.text(max_size=100).map(str.encode),
    kind=st.sampled_from(["areas", "people", "enrolments", "pledges"]),
    skip_bad=st.booleans(),
)
def test_any_bytes_give_a_result_or_a_refusal(store, policy, start, rest, kind, skip_bad):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_bytes(start + rest)
        try:
            result = import_file(store, kind, path, policy, skip_bad=skip_bad)
        except ImportRefusal as refusal:
            result = refusal.result
            refused = True
        else:
            refused = False
    if refused:
        assert result.findings
        assert result.written == 0
    else:
        assert result.read == result.written + result.unchanged + result.rejected
    assert {f.code for f in result.findings} <= set(CODES)
    json.dumps(result.as_dict())


@settings(quick, max_examples=60)
@given(flips=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=8))
def test_a_damaged_workbook_gives_a_result_or_a_refusal(store, policy, flips):
    rows = [["id", "name", "category", "zone"], ["A1", "x", "market", "T1"]]
    data = bytearray(as_file(rows, "xlsx", ","))
    for place, value in flips:
        data[int(place * len(data))] = value
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.xlsx"
        path.write_bytes(bytes(data))
        try:
            result = import_file(store, "areas", path, policy, dry_run=True)
        except ImportRefusal as refusal:
            result = refusal.result
    assert result.findings or result.read == result.written


def test_a_dry_run_checks_and_counts_and_writes_nothing(bring, kept):
    text = "id,name,category,zone\nA1,x,market,T\n"
    result = bring("areas", text, dry_run=True)
    assert (result.dry_run, result.written, result.new) == (True, 1, 1)
    assert kept("area") == []
    assert kept("history") == []
    assert bring("areas", text + "A2,,market,T\n", dry_run=True).rejected == 1


def test_one_bad_row_and_nothing_is_written(bring, kept):
    assert bring("areas", "id,name,category,zone\nA0,o,market,T\n").new == 1
    before = kept("area"), kept("history")
    result = bring("areas", "id,name,category,zone\nA0,o,market,T\nA1,x,market,T\nA2,,market,T\n")
    assert (result.read, result.written, result.unchanged, result.rejected) == (3, 0, 1, 1)
    assert result.left_out == ()
    assert (kept("area"), kept("history")) == before


def test_bad_rows_left_out_are_listed(bring, kept):
    text = "id,name,category,zone\nA1,x,market,T\nA2,,market,T\nA3,z,market,T,extra\n"
    result = bring("areas", text, skip_bad=True)
    assert (result.read, result.written, result.rejected) == (3, 1, 2)
    assert result.left_out == ("f.csv, row 3", "f.csv, row 4")
    assert [f.code for f in result.findings] == ["IMP020", "IMP013"]
    assert kept("area", "id") == [("A1",)]


def test_each_import_leaves_an_entry_of_counts_and_the_files_digest(bring, kept):
    import hashlib

    text = "id,name,role,zone\nR1,Secret Name,rakshak,T1\n"
    bring("people", text)
    ((action, details),) = kept("history", "action, details")
    told = json.loads(details)
    assert action == "import"
    assert told["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert (told["kind"], told["read"], told["new"]) == ("people", 1, 1)
    assert "Secret" not in details


def test_a_header_without_rows_is_refused(bring):
    result = bring("areas", "id,name,category,zone\n\n,,,\n")
    assert [f.code for f in result.findings] == ["IMP006"]
    assert result.read == 0


def test_missing_columns_are_refused_with_a_result(bring):
    result = bring("areas", "id,name\nA1,x\n")
    assert [f.code for f in result.findings] == ["IMP010", "IMP010"]
    told = result.as_dict()
    assert [told[name] for name in ("read", "written", "unchanged", "rejected")] == [0, 0, 0, 0]


def test_the_sheet_is_named_in_where(bring):
    data = as_file([["id", "name", "category", "zone"], ["A1", "", "market", "T"]], "xlsx", ",")
    (finding,) = bring("areas", data, "f.xlsx").findings
    assert finding.where == "f.xlsx, sheet Sheet, row 2, column name"


def test_wrong_use_is_told_from_wrong_input(store, policy, tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("mitan,rakshak\n")
    for kind, category_map in (("pins", None), ("people", path)):
        with pytest.raises(Refusal) as caught:
            import_file(store, kind, path, policy, category_map=category_map)
        assert caught.value.exit_code is ExitCode.USAGE


@pytest.mark.parametrize("kind", ["areas", "people"])
def test_only_enrolments_are_replaced(store, policy, tmp_path, monkeypatch, kind):
    with pytest.raises(Refusal) as caught:
        import_file(store, kind, tmp_path / "f.csv", policy, replace=True)
    assert caught.value.exit_code is ExitCode.USAGE
    command = ["mitan", "import", kind, "f.csv", "--replace", "--db", store.target]
    monkeypatch.setattr("sys.argv", command)
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == ExitCode.USAGE


def test_replace_from_the_command_line(team, kept, monkeypatch, tmp_path, store, capsys):
    (tmp_path / "right.csv").write_text("mitan,rakshak\nM0,R2\n")
    command = ["mitan", "import", "enrolments", str(tmp_path / "right.csv"), "--replace"]
    monkeypatch.setattr("sys.argv", [*command, "--db", store.target, "--format", "json"])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == ExitCode.FINE
    assert json.loads(capsys.readouterr().out)["removed"] == 1
    assert kept("enrolment", "mitan, rakshak") == [("M0", "R2")]


def test_no_code_has_two_meanings():
    assert len(set(CODES.values())) == len(CODES)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder with the places of Bilaspur is absent")
def test_the_places_of_bilaspur(store, policy, kept):
    path, mapping = SHARED / "bilaspur_places.csv", SHARED / "category_map.csv"
    result = import_file(store, "areas", path, policy, category_map=mapping)
    assert (result.read, result.written, result.rejected) == (2104, 2104, 0)
    assert [f.code for f in result.findings] == ["IMP012"]
    assert import_file(store, "areas", path, policy, category_map=mapping).unchanged == 2104
    assert {code for (code,) in kept("area", "category")} <= set(policy.categories)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder with the places of Bilaspur is absent")
def test_the_messy_places_of_bilaspur(store, policy, kept):
    path, mapping = SHARED / "bilaspur_places_messy.csv", SHARED / "category_map.csv"
    with pytest.raises(ImportRefusal) as caught:
        import_file(store, "areas", path, policy, category_map=mapping)
    codes = {f.code for f in caught.value.findings}
    assert {"IMP033", "IMP035", "IMP041"} <= codes
    assert kept("area") == []
    result = import_file(store, "areas", path, policy, category_map=mapping, skip_bad=True)
    assert result.read == 1378 == result.written + result.rejected
    assert len(result.left_out) == result.rejected > 0
