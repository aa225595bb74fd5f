"""Enrolments without a rakshak: refused, or given to the nearest with a free slot."""

from __future__ import annotations

from datetime import date

import pytest

from planner.policy import load

PEOPLE = (
    "id,name,role,zone,reports_to,latitude,longitude\nL1,a,leader,T1,,22.0,82.0\n"
    "R1,b,rakshak,T1,L1,22.0,82.0\nR2,c,rakshak,T2,L1,22.1,82.0\nM0,d,mitan,T1,R1,,\n"
)
FORMS = "mitan,name,latitude,longitude,zone,pledged_on\n"


@pytest.fixture
def policy():
    usual = load()
    quota = usual.quota.model_copy(update={"mitans_per_rakshak": 2})
    return usual.model_copy(update={"quota": quota})


@pytest.fixture
def team(bring):
    assert bring("people", PEOPLE, "team.csv").written == 4
    return bring


def test_without_place_a_rakshak_is_asked_for(team):
    for sheet, code in (
        (FORMS + "M1,x,,,T1,\n", "IMP010"),
        ("mitan,rakshak,name\nM1,,x\n", "IMP020"),
    ):
        (finding,) = team("enrolments", sheet).findings
        assert finding.code == code
        assert "--place" in finding.remedy


def test_the_nearest_with_a_free_slot_is_found_and_told(team, kept):
    forms = FORMS + "M1,x,22.01,82,,2020-09-08\nM2,y,22.02,82,,2020-09-08\nM3,z,,,T2,\n"
    result = team("enrolments", forms, place=True)
    # R1 has one slot left and M1 is nearer to him than M2
    assert kept("enrolment", "mitan, rakshak, enrolled_on, pledged_on") == [
        ("M0", "R1", "", ""),
        ("M1", "R1", "", "2020-09-08"),
        ("M2", "R2", "", "2020-09-08"),
        ("M3", "R2", "", ""),
    ]
    assert [(f.code, f.subject, f.severity) for f in result.findings] == [
        ("IMP069", one, "info") for one in ("M1", "M2", "M3")
    ]
    assert "R1, near by, has a slot free" in result.findings[0].message
    again = team("enrolments", forms, place=True)
    assert (again.written, again.unchanged) == (0, 3)


def test_slots_that_the_sheet_itself_fills_are_taken(team, kept):
    sheet = "mitan,rakshak,name,latitude,longitude\nM1,,x,22.0,82\nM2,R1,y,,\n"
    assert team("enrolments", sheet, place=True).new == 2
    assert ("M1", "R2", "", "") in kept("enrolment", "mitan, rakshak, enrolled_on, pledged_on")


def test_who_finds_no_slot_is_left_out_or_all_is_refused(team, kept):
    forms = FORMS + "".join(f"M{k},x,,,T1,\n" for k in range(1, 6))
    result = team("enrolments", forms, place=True)
    assert (result.rejected, result.written) == (2, 0)
    assert {f.code for f in result.findings if f.severity == "error"} == {"IMP068"}
    result = team("enrolments", forms, place=True, skip_bad=True)
    assert (result.new, result.rejected) == (3, 2)
    assert len(kept("enrolment", "mitan, rakshak, enrolled_on, pledged_on")) == 4


def test_a_mitan_named_with_and_without_a_rakshak_is_asked_about(team):
    sheet = "mitan,rakshak,name\nM1,R2,x\nM1,,x\n"
    (finding,) = team("enrolments", sheet, place=True).findings
    assert (finding.code, finding.where) == ("IMP065", "f.csv, row 3, column rakshak")


def test_a_dry_run_places_nobody(team, kept):
    assert team("enrolments", FORMS + "M1,x,,,T1,\n", place=True, dry_run=True).new == 1
    assert len(kept("enrolment", "mitan, rakshak, enrolled_on, pledged_on")) == 1


@pytest.mark.parametrize("kind", ["people", "areas"])
def test_only_enrolments_are_placed(bring, kind):
    with pytest.raises(Exception, match="Only enrolments can be placed"):
        bring(kind, "id\n1\n", place=True)


def test_dates_are_kept_as_they_were_written(team, kept):
    team("enrolments", FORMS + "M1,x,,,T2,8.9.2020\n", place=True)
    assert date(2020, 9, 8).isoformat() in str(kept("enrolment", "pledged_on"))


def test_where_nobody_is_in_the_campaign_yet_nobody_has_a_slot(bring):
    (finding,) = bring("enrolments", FORMS + "M1,x,22.0,82.0,T1,\n", place=True).findings
    assert (finding.code, finding.subject) == ("IMP068", "M1")
