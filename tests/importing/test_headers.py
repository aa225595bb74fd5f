from __future__ import annotations

import pytest

from planner.findings import Refusal
from planner.store.importing.headers import key, match, meaning_for
from planner.store.importing.sheet import Sheet
from planner.store.importing.vocabulary import COLUMNS


def sheet(*header: str) -> Sheet:
    columns = tuple(["x"] for _ in header)
    return Sheet("f.csv", "", "", header, columns, [2])


def refused(kind: str, *header: str) -> list:
    with pytest.raises(Refusal) as caught:
        match(sheet(*header), kind)
    return list(caught.value.findings)


@pytest.mark.parametrize(
    ("kind", "header", "column"),
    [
        ("people", "Reports To", "reports_to"),
        ("people", "VISITS-AVAILABLE", "visits_available"),
        ("people", " Mobile No. ", "phone"),
        ("people", "फ़ोन", "phone"),  # with nukta
        ("people", "फोन", "phone"),
        ("people", "पहचान क्रमांक", "id"),
        ("people", "क्रमांक", None),  # a running number is nobody's id
        ("people", "पदनाम", "role"),
        ("areas", "क्षेत्र का नाम", "name"),
        ("people", "Name / नाम", "name"),
        ("people", "थाना (zone)", "zone"),
        ("people", "किसके अधीन", "reports_to"),
        ("people", "प्रशिक्षण तिथि", "trained_on"),
        ("people", "भाषाएं", "languages"),
        ("areas", "place_id", "id"),
        ("areas", "population_or_households", "people"),
        ("areas", "block_or_tehsil", "zone"),
        ("areas", "police station", "zone"),
        ("areas", "locality_or_village", "locality"),
        ("areas", "प्रकार", "category"),
        ("areas", "गांव", "locality"),
        ("enrolments", "मितान", "mitan"),
        ("enrolments", "रक्षक", "rakshak"),
        ("enrolments", "शपथ तिथि", "pledged_on"),
        ("enrolments", "नामांकन तिथि", "enrolled_on"),
        ("people", "father's name", None),
        ("people", "name (of father)", None),
        ("areas", "known_issue", None),
    ],
)
def test_what_headers_mean(kind, header, column):
    assert meaning_for(kind)(header) == column


def test_no_word_means_two_columns():
    for kind, columns in COLUMNS.items():
        words = [key(word) for names in columns.values() for word in {key(n) for n in names}]
        assert len(words) == len(set(words)), kind
        for column in columns:
            assert meaning_for(kind)(column) == column


def test_missing_columns_are_named_with_what_was_found_and_what_is_near():
    findings = refused("people", "id", "nmae", "role", "zone")
    assert [(f.code, f.subject) for f in findings] == [("IMP010", "name")]
    assert "found 'id', 'nmae', 'role', 'zone'" in findings[0].message
    assert "'nmae' may mean name" in findings[0].remedy


def test_long_headers_are_cut_in_messages():
    long = "name" + "e" * 60
    (finding,) = refused("people", "id", long, "role", "zone")
    assert f"{long[:40]!r}" in finding.message
    assert long[:41] not in finding.message + finding.remedy


def test_half_a_place_is_no_place():
    (finding,) = refused("people", "id", "name", "role", "latitude")
    assert finding.subject == "zone or latitude with longitude"


def test_a_first_row_of_data_is_not_repeated():
    findings = refused("people", "R1", "Ram Kumar", "rakshak", "9876543210")
    told = " ".join(f.message + f.remedy for f in findings)
    assert "Ram" not in told
    assert "98765" not in told


def test_with_two_headers_known_it_is_a_header():
    (one,) = {f.message for f in refused("areas", "name", "Ram Kumar", "zone")}
    assert "found 'name', 'Ram Kumar', 'zone'" in one
    told = " ".join(f.message for f in refused("areas", "name", "Ram Kumar"))
    assert "found 'name'" in told
    assert "Ram" not in told


def test_two_columns_of_one_meaning():
    (finding,) = refused("people", "id", "name", "role", "zone", "mobile", "phone")
    assert (finding.code, finding.where) == ("IMP011", "f.csv, column phone")
    assert "'mobile' and 'phone'" in finding.message


@pytest.mark.parametrize(
    ("zones", "taken", "ignored"),
    [
        (["block", "thana"], "thana", "block"),
        (["Tehsil", "Block", "PS"], "PS", "Tehsil, Block"),
        (["तहसील", "विकासखंड"], "विकासखंड", "तहसील"),
        (["थाना", "zone code"], "zone code", "थाना"),
        (["zone code", "ज़ोन"], "ज़ोन", "zone code"),
        (["block_or_tehsil", "थाना / Police Station"], "थाना / Police Station", "block_or_tehsil"),
        (["thana", "थाना (zone)"], "थाना (zone)", "thana"),
    ],
)
def test_of_columns_that_mean_the_zone_the_most_local_is_read(zones, taken, ignored):
    header = ["id", "name", "role", *zones]
    positions, (remark,) = match(sheet(*header), "people")
    assert positions["zone"] == header.index(taken)
    assert (remark.code, remark.severity) == ("IMP016", "info")
    assert f"from the column {taken}," in remark.message
    assert remark.message.endswith(f"ignored: {ignored}")


@pytest.mark.parametrize(
    ("zones", "told"),
    [
        (["thana", "ps"], "'thana' and 'ps'"),
        (["thana", "block", "police station"], "'thana' and 'police station'"),
        (["zone", "Zone"], "'zone' and 'Zone'"),
    ],
)
def test_two_columns_of_one_level_of_zone_are_refused(zones, told):
    (finding,) = refused("people", "id", "name", "role", *zones)
    assert finding.code == "IMP011"
    assert told in finding.message


def test_equals_among_the_columns_that_are_not_read_do_no_harm():
    positions, (remark,) = match(sheet("id", "name", "role", "block", "ब्लॉक", "thana"), "people")
    assert positions["zone"] == 5
    assert remark.message.endswith("ignored: block, ब्लॉक")


def test_columns_without_meaning_are_named_once():
    positions, remarks = match(sheet("id", "name", "role", "zone", "caste", "age"), "people")
    assert positions == {"id": 0, "name": 1, "role": 2, "zone": 3}
    assert [f.code for f in remarks] == ["IMP012"]
    assert remarks[0].message.endswith("caste, age")
