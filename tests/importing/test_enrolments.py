from __future__ import annotations

import json

import pytest

HEADER = "mitan,rakshak,name,enrolled_on,pledged_on,phone\n"


@pytest.mark.parametrize(
    ("row", "code", "column", "told"),
    [
        (",R1,x,,,", "IMP020", "mitan", "the mitan is blank"),
        ("M1,,x,,,", "IMP020", "rakshak", "the rakshak is blank"),
        ("M1,R9,x,,,", "IMP061", "rakshak", "'R9' is not in the campaign"),
        ("M1,L1,x,,,", "IMP061", "rakshak", "'L1' is a leader"),
        ("M1,R1,,,,", "IMP060", "mitan", "'M1' is not in the campaign, and no name"),
        ("R2,R1,x,,,", "IMP062", "mitan", "'R2' is a rakshak"),
        ("M1,R1,x,31-09-2020,,", "IMP028", "enrolled_on", "'31-09-2020'"),
        ("M1,R1,x,,soon,", "IMP028", "pledged_on", "is not a date"),
        ("M1,R1,x,,,123", "IMP024", "phone", "(it ends in 23)"),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column(team, kept, row, code, column, told):
    result = team("enrolments", HEADER + "M5,R1,y,,,\n" + row + "\n")
    (finding,) = result.findings
    assert (finding.code, finding.severity) == (code, "error")
    assert finding.where == f"f.csv, row 3, column {column}"
    assert told in finding.message
    assert kept("enrolment", "mitan") == [("M0",)]


def test_the_time_of_a_pledge_is_kept(team, kept):
    sheet = "mitan,rakshak,pledge date,pledge time\nM0,R1,8-9-2020,7.05 am\n"
    assert team("enrolments", sheet).findings == ()
    assert kept("enrolment", "pledged_on, pledged_at") == [("2020-09-08", "07:05")]


def test_mitans_are_made_and_dates_kept(team, kept):
    result = team("enrolments", HEADER + "M1,R1,Mina,01-09-2020,2020-09-08,9876543210\nM0,R1,,,,\n")
    assert (result.read, result.new, result.unchanged, result.findings) == (2, 1, 1, ())
    assert kept("enrolment", "mitan, rakshak, enrolled_on, pledged_on") == [
        ("M0", "R1", "", ""),
        ("M1", "R1", "2020-09-01", "2020-09-08"),
    ]
    assert ("M1", "Mina", "mitan", "9876543210") in kept("person", "id, name, role, phone")


def test_dates_of_a_known_enrolment_change(team, kept):
    assert team("enrolments", "mitan,rakshak,pledged_on\nM0,R1,8.9.2020\n").changed == 1
    assert kept("enrolment", "mitan, rakshak, enrolled_on, pledged_on") == [
        ("M0", "R1", "", "2020-09-08")
    ]
    assert team("enrolments", "mitan,rakshak,enrolled_on\nM0,R1,1.9.2020\n").changed == 1
    assert kept("enrolment", "mitan, rakshak, enrolled_on, pledged_on") == [
        ("M0", "R1", "2020-09-01", "2020-09-08")
    ]


def test_a_mitan_of_two_rakshaks_is_kept_twice_with_a_warning(team, kept):
    result = team("enrolments", HEADER + "M1,R1,x,,,\nM1,R2,,,,\n")
    (finding,) = result.findings
    assert (finding.code, finding.severity) == ("IMP063", "warning")
    assert finding.where == "f.csv, row 3, column mitan"
    assert "'R1' in row 2 and by 'R2' in row 3" in finding.message
    assert kept("enrolment", "mitan, rakshak") == [("M0", "R1"), ("M1", "R1"), ("M1", "R2")]


def test_a_mitan_of_another_rakshak_before_is_warned_of(team):
    result = team("enrolments", "mitan,rakshak\nM0,R2\n")
    (finding,) = result.findings
    assert (finding.code, finding.where) == ("IMP063", "f.csv, row 2, column rakshak")
    assert "mitan import enrolments FILE --replace" in finding.remedy
    assert (result.new, result.removed) == (1, 0)


@pytest.fixture
def doubled(team, kept):
    """M0 and M1 are enrolled by R1 and R2, M2 by R1 alone."""
    text = HEADER + "M1,R1,x,,08-09-2020,\nM1,R2,,,,\nM0,R2,,,,\nM2,R1,y,,,\n"
    team("enrolments", text)
    assert kept("enrolment", "mitan, rakshak") == [
        *(("M0", "R1"), ("M0", "R2"), ("M1", "R1"), ("M1", "R2"), ("M2", "R1")),
    ]
    return team


def test_with_replace_the_sheet_is_the_truth_for_the_mitans_it_names(doubled, kept):
    result = doubled("enrolments", "mitan,rakshak\nM1,R2\nM2,R2\n", replace=True)
    assert [(f.code, f.severity, f.subject, f.where) for f in result.findings] == [
        ("IMP067", "info", "M1", "f.csv, row 2, column rakshak"),
        ("IMP067", "info", "M2", "f.csv, row 3, column rakshak"),
    ]
    assert "by 'R1', with its pledge of 2020-09-08" in result.findings[0].message
    assert "by 'R1'; this sheet" in result.findings[1].message
    # M1's enrolment by R2 was there, M2's is new; one of each with R1 goes
    assert (result.read, result.new, result.unchanged, result.removed) == (2, 1, 1, 2)
    assert result.as_dict()["removed"] == 2
    assert kept("enrolment", "mitan, rakshak") == [
        *(("M0", "R1"), ("M0", "R2"), ("M1", "R2"), ("M2", "R2")),
    ]
    entries = [json.loads(told) for (told,) in kept("history", "details")]
    assert sorted(entry["removed"] for entry in entries) == [0, 0, 2]
    again = doubled("enrolments", "mitan,rakshak\nM1,R2\nM2,R2\n", replace=True)
    assert (again.unchanged, again.removed, again.findings) == (2, 0, ())


def test_with_replace_a_mitan_named_twice_keeps_what_the_sheet_has(doubled, kept):
    result = doubled("enrolments", "mitan,rakshak\nM2,R1\nM2,R2\n", replace=True)
    assert [f.code for f in result.findings] == ["IMP063"]
    assert result.removed == 0
    assert kept("enrolment", "mitan, rakshak")[-2:] == [("M2", "R1"), ("M2", "R2")]


def test_a_dry_run_of_replace_tells_and_writes_nothing(doubled, kept):
    before = kept("enrolment", "mitan, rakshak, enrolled_on, pledged_on"), kept("history")
    result = doubled("enrolments", "mitan,rakshak\nM1,R2\n", replace=True, dry_run=True)
    assert ([f.code for f in result.findings], result.removed) == (["IMP067"], 1)
    assert (kept("enrolment", "mitan, rakshak, enrolled_on, pledged_on"), kept("history")) == before


def test_replace_takes_nothing_from_a_mitan_with_a_bad_row(doubled, kept):
    text = "mitan,rakshak,pledged_on\nM1,R2,\nM1,R1,soon\nM0,R2,\n"
    before = kept("enrolment", "mitan, rakshak, enrolled_on, pledged_on")
    result = doubled("enrolments", text, replace=True)
    assert (
        result.removed,
        result.rejected,
        kept("enrolment", "mitan, rakshak, enrolled_on, pledged_on"),
    ) == (0, 1, before)
    result = doubled("enrolments", text, replace=True, skip_bad=True)
    assert [(f.code, f.subject) for f in result.findings] == [
        *(("IMP063", "M1"), ("IMP028", "M1"), ("IMP067", "M0")),
    ]
    assert (result.removed, result.rejected) == (1, 1)
    assert kept("enrolment", "mitan, rakshak") == [
        *(("M0", "R2"), ("M1", "R1"), ("M1", "R2"), ("M2", "R1")),
    ]


def test_an_exact_repeat_counts_once(team):
    result = team("enrolments", HEADER + "M1,R1,x,,,\nM1,R1, x ,,,\n")
    (finding,) = result.findings
    assert (finding.code, finding.severity, finding.where) == (
        *("IMP064", "warning"),
        "f.csv, row 3, column mitan",
    )
    assert (result.read, result.new, result.rejected) == (1, 1, 0)


def test_a_contradiction_is_a_bad_row(team):
    result = team("enrolments", HEADER + "M1,R1,x,1.9.2020,,\nM1,R1,x,2.9.2020,,\n")
    (finding,) = result.findings
    assert (finding.code, finding.where) == ("IMP065", "f.csv, row 3, column mitan")
    assert "row 2" in finding.message


def test_details_of_known_mitans_are_left_and_said(team, kept):
    before = kept("person")
    result = team("enrolments", HEADER + "M0,R1,Other Name,,,9876543210\n")
    (finding,) = result.findings
    assert (finding.code, finding.severity) == ("IMP066", "info")
    assert "Other" not in finding.message
    assert kept("person") == before


def test_a_name_in_a_row_left_out_makes_nobody(team, kept):
    text = HEADER + "M1,R9,x,,,\nM1,R1,,,,\n"
    result = team("enrolments", text, skip_bad=True)
    assert [f.code for f in result.findings] == ["IMP061", "IMP060"]
    assert (result.written, result.rejected) == (0, 2)
    assert ("M1",) not in kept("person", "id")


def test_what_is_made_up_is_kept_as_such(team, kept):
    head = "mitan,rakshak,name,synthetic\n"
    team("enrolments", head + "M7,R1,x,yes\nM8,R1,y,\n")
    assert [row for row in kept("person", "id, synthetic") if row[0] in ("M7", "M8")] == [
        ("M7", 1),
        ("M8", 0),
    ]
