"""Days of work: what is refused, what is kept with a word, and that the plan is looked at."""

from __future__ import annotations

import json
from datetime import date

import pytest

from planner.campaign import assign_areas
from planner.findings import Severity
from planner.policy import over_usual
from planner.store.importing import ImportRefusal, import_file

HEADER = "rakshak,area,date,visits,people reached,frauds averted,note\n"
GOOD = "R1,A1,1-9-2020,3,120,1,\n"


@pytest.fixture
def field(team):
    """R1 and R2 under L1; the areas A1 and A2, in one zone."""
    team("areas", "id,name,category,zone,visits\nA1,a,market,T1,4\nA2,b,market,T1,4\n", "a.csv")
    return team


def rows(kept):
    return kept("progress", "rakshak, area, day, visits_done, people_reached, frauds_averted")


def test_a_day_is_kept_and_the_same_file_again_changes_nothing(field, kept):
    sheet = HEADER + GOOD + "R2,A2,02.09.2020,2,,,rain\n"
    first = field("progress", sheet)
    assert (first.read, first.new, first.findings) == (2, 2, ())
    assert rows(kept) == [
        ("R1", "A1", "2020-09-01", 3, 120, 1),
        ("R2", "A2", "2020-09-02", 2, 0, 0),
    ]
    assert kept("progress", "note") == [("",), ("rain",)]
    before = kept("progress")
    again = field("progress", sheet)
    assert (again.unchanged, again.written, kept("progress")) == (2, 0, before)


def test_a_changed_row_replaces_and_a_column_left_out_leaves(field, kept):
    field("progress", HEADER + GOOD)
    result = field("progress", "rakshak,area,day,visits\nR1,A1,2020-09-01,2\n")
    assert (result.changed, result.new) == (1, 0)
    assert rows(kept) == [("R1", "A1", "2020-09-01", 2, 120, 1)]
    assert field("progress", HEADER + "R1,A1,1-9-2020,2,,,\n").changed == 1
    assert rows(kept) == [("R1", "A1", "2020-09-01", 2, 0, 0)]


def test_hindi_headers_digits_and_commas(field, kept):
    sheet = 'रक्षक,क्षेत्र,दिनांक,दौरे,लोग,रोकी गई ठगी,टिप्पणी\nR1,A1,०१-०९-२०२०,३,"1,200",१,ठीक\n'
    assert field("progress", sheet).findings == ()
    assert rows(kept) == [("R1", "A1", "2020-09-01", 3, 1200, 1)]


def test_a_dry_run_writes_nothing(field, kept):
    result = field("progress", HEADER + GOOD, dry_run=True)
    assert (result.new, result.dry_run, rows(kept)) == (1, True, [])


@pytest.mark.parametrize(
    ("row", "code", "column", "told"),
    [
        (",A1,1-9-2020,1,,,", "IMP020", "rakshak", "the rakshak is blank"),
        ("R9,A1,1-9-2020,1,,,", "IMP061", "rakshak", "'R9' is not a rakshak of the campaign"),
        ("L1,A1,1-9-2020,1,,,", "IMP061", "rakshak", "'L1' is not a rakshak"),
        ("M0,A1,1-9-2020,1,,,", "IMP061", "rakshak", "'M0' is not a rakshak"),
        ("R2,A9,1-9-2020,1,,,", "IMP091", "area", "'A9' is not in the campaign"),
        ("R2,A1,,1,,,", "IMP020", "date", "the day is blank"),
        ("R2,A1,21-8-2020,1,,,", "IMP092", "date", "2020-08-21 lies in no phase"),
        ("R2,A1,9-9-2020,1,,,", "IMP092", "date", "(2020-08-22 to 2020-09-08)"),
        ("R2,A1,1-9-2020,,40,,", "IMP090", "visits", "half-finished"),
        ("R2,A1,1-9-2020,-1,,,", "IMP027", "visits", "'-1'"),
        ("R2,A1,1-9-2020,2.5,,,", "IMP026", "visits", "not a whole number"),
        ("R2,A1,1-9-2020,13,,,", "IMP094", "visits", "makes 13 visits on 2020-09-01"),
        ("R2,A1,1-9-2020,0,40,,", "IMP095", "people reached", "40 people were reached"),
        ("R2,A1,1-9-2020,1,100001,,", "IMP027", "people reached", "'100001'"),
        ("R2,A1,1-9-2020,1,,-2,", "IMP027", "frauds averted", "'-2'"),
        ("R1,A1,01/09/2020,4,,,", "IMP096", "rakshak", "R1 at A1 on 2020-09-01 stands in row 2"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_can_be_kept(field, kept, row, code, column, told):
    sheet = HEADER + GOOD + row + "\n"
    result = field("progress", sheet)
    (finding,) = result.findings
    assert (finding.code, finding.severity) == (code, Severity.ERROR)
    assert finding.where == f"f.csv, row 3, column {column}"
    assert told in finding.message
    assert finding.remedy
    assert (result.rejected, rows(kept)) == (1, [])
    kept_some = field("progress", sheet, skip_bad=True)
    assert (kept_some.new, kept_some.rejected) == (1, 1)
    assert rows(kept) == [("R1", "A1", "2020-09-01", 3, 120, 1)]


def test_all_faults_are_told_at_once(field):
    bad = "R9,A9,1-1-2020,,5,-1,\nR1,A1,soon,x,1,,\n"
    codes = [finding.code for finding in field("progress", HEADER + bad).findings]
    assert sorted(codes) == ["IMP026", "IMP027", "IMP028", "IMP061", "IMP090", "IMP091", "IMP092"]


def test_a_missing_column_is_named_with_those_that_are_needed(field):
    (finding,) = field("progress", "area,day,visits\nA1,1-9-2020,1\n").findings
    assert finding.code == "IMP010"
    assert "rakshak and area and day and visits_done" in finding.remedy
    assert "--place" not in finding.remedy


def test_a_day_still_to_come_is_refused(field, store, tmp_path):
    phase = {"code": "awareness", "label": "A", "label_hi": "A"}
    phase |= {"start": date(2099, 9, 1), "end": date(2099, 9, 7)}
    policy = over_usual({"phases": [phase]}, file="campaign.toml")
    sheet = tmp_path / "early.csv"
    sheet.write_text(HEADER + "R1,A1,2099-09-02,1,,,\n", encoding="utf-8")
    with pytest.raises(ImportRefusal) as refused:
        import_file(store, "progress", sheet, policy)
    (finding,) = refused.value.findings
    assert (finding.code, finding.where) == ("IMP093", "early.csv, row 2, column date")
    assert "2099-09-02 is still to come" in finding.message


def test_visits_of_one_day_are_added_up_over_areas_sheet_and_store(field, kept):
    field("progress", HEADER + "R1,A1,1-9-2020,8,,,\n")
    assert field("progress", HEADER + "R1,A2,1-9-2020,4,,,\nR1,A2,2-9-2020,12,,,\n").new == 2
    over = field("progress", HEADER + "R1,A2,1-9-2020,5,,,\n")
    (finding,) = over.findings
    assert finding.code == "IMP094"
    assert "makes 13 visits on 2020-09-01, all areas together" in finding.message
    # a row that is replaced does not count besides
    assert field("progress", HEADER + "R1,A1,1-9-2020,7,,,\nR1,A2,1-9-2020,5,,,\n").changed == 2
    both = field("progress", HEADER + "R2,A1,1-9-2020,7,,,\nR2,A2,1-9-2020,6,,,\n")
    assert [finding.code for finding in both.findings] == ["IMP094", "IMP094"]


def test_a_row_said_twice_counts_once(field, kept):
    result = field("progress", HEADER + GOOD + GOOD)
    (finding,) = result.findings
    assert (finding.code, finding.severity, result.read) == ("IMP097", Severity.WARNING, 1)
    assert len(rows(kept)) == 1


def test_what_the_plan_does_not_ask_for_is_said_and_kept(field, store, policy, kept):
    assign_areas(store, policy, seed=0, progress=str)
    planned = {(rakshak, area) for rakshak, area in kept("plan_row", "rakshak, area")}
    (mine,) = {area for rakshak, area in planned if rakshak == "R1"}
    (other,) = {"A1", "A2"} - {mine}
    field("areas", "id,name,category,zone,visits\nA3,c,market,T1,1\n")
    field("people", "id,name,role,zone,reports_to\nR3,z,rakshak,T1,L1\n")
    pairs = (f"R1,{mine}", f"R1,{other}", "R1,A3", f"R3,{mine}")
    sheet = HEADER + "".join(f"{pair},1-9-2020,1,,,\n" for pair in pairs)
    result = field("progress", sheet)
    assert result.new == 4
    assert [(f.code, f.severity, f.where) for f in result.findings] == [
        ("IMP098", Severity.WARNING, "f.csv, row 3, column area"),
        ("IMP098", Severity.WARNING, "f.csv, row 4, column area"),
        ("IMP098", Severity.WARNING, "f.csv, row 5, column rakshak"),
    ]
    assert [f.message.partition(";")[0] for f in result.findings] == [
        f"plan 1, which is in force, does not send R1 to {other}",
        "A3 has no visits in plan 1, which is in force",
        "R3 has no visits in plan 1, which is in force",
    ]


def test_a_note_is_never_repeated(field, kept):
    result = field("progress", HEADER + f"R1,A1,1-9-2020,1,,,{'Ram 9876543210 ' * 60}\n")
    (finding,) = result.findings
    assert (finding.code, "Ram" in finding.message) == ("IMP023", False)
    assert field("progress", HEADER + 'R1,A1,1-9-2020,1,,,"two\nlines"\n').new == 1
    assert kept("progress", "note") == [("two lines",)]


def test_the_history_tells_of_it(field, kept):
    field("progress", HEADER + GOOD)
    told = [json.loads(details) for (details,) in kept("history", "details")]
    (entry,) = [one for one in told if one.get("kind") == "progress"]
    assert (entry["file"], entry["new"]) == ("f.csv", 1)
    assert len(entry["tables-1"]) == 64


def test_what_is_made_up_is_kept_as_such(field, kept):
    field("progress", "rakshak,area,day,visits,synthetic\nR1,A1,2020-09-01,1,yes\n")
    field("progress", "rakshak,area,day,visits\nR1,A1,2020-09-02,1\nR1,A1,2020-09-01,2\n")
    assert kept("progress", "day, synthetic") == [("2020-09-01", 1), ("2020-09-02", 0)]
