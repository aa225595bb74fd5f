"""Sheets of pledges: kept as they are written, with a word about whoever is not known."""

import pytest

from planner.findings import Severity

SHEETS = "sheet no,mitan,rakshak,area,date,signatures\n"


def test_a_sheet_is_kept_as_it_is(team, kept):
    team("areas", "id,name,category,zone\nA1,a,market,T1\n")
    result = team("pledges", SHEETS + "S1,M0,R1,A1,8-9-2020,25\nS2,,R1,,,1\n")
    assert (result.new, result.findings) == (2, ())
    assert kept("pledge", "id, mitan, rakshak, area, day, pledges") == [
        ("S1", "M0", "R1", "A1", "2020-09-08", 25),
        ("S2", "", "R1", "", "", 1),
    ]
    assert team("pledges", SHEETS + "S1,M0,R1,A1,8-9-2020,25\n").unchanged == 1
    assert team("pledges", "sheet no,signatures\nS2,3\n").changed == 1
    assert kept("pledge", "rakshak, pledges")[1] == ("R1", 3)


def test_hindi_headers_and_digits(team, kept):
    sheet = "पत्रक क्रमांक,मितान,दिनांक,हस्ताक्षर\nS1,M0,०८-०९-२०२०,२५\n"
    assert team("pledges", sheet).findings == ()
    assert kept("pledge", "mitan, day, pledges") == [("M0", "2020-09-08", 25)]


def test_whoever_is_not_known_is_said_and_kept(team, kept):
    result = team("pledges", SHEETS + "S1,M9,R9,A9,,4\n")
    assert [(f.code, f.severity, f.where.rpartition(" ")[2]) for f in result.findings] == [
        ("IMP071", Severity.WARNING, column) for column in ("mitan", "rakshak", "area")
    ]
    assert "'M9' is not in the campaign" in result.findings[0].message
    assert kept("pledge", "mitan, rakshak, area") == [("M9", "R9", "A9")]


@pytest.mark.parametrize(
    ("row", "code", "part"),
    [
        ("S1,M0,R1,,,0", "IMP027", "not between 1 and 100,000"),
        ("S1,M0,R1,,,", "IMP020", "the pledges is blank"),
        (",M0,R1,,,3", "IMP020", "the id is blank"),
        ("S0,M0,R1,,,4", "IMP070", "stands in row 2 too: 'S0'"),
        ("S1,M0,R1,,31-9-2020,4", "IMP028", "there is no such day"),
    ],
)
def test_a_bad_row(team, kept, row, code, part):
    result = team("pledges", SHEETS + "S0,M0,R1,,,3\n" + row + "\n")
    (finding,) = result.findings
    assert (finding.code, result.rejected, kept("pledge")) == (code, 1, [])
    assert part in finding.message
    assert team("pledges", SHEETS + "S0,M0,R1,,,3\n" + row + "\n", skip_bad=True).new == 1


def test_what_is_made_up_is_kept_as_such(team, kept):
    team("pledges", "sheet no,signatures,synthetic\nS1,3,yes\nS2,3,\nS3,3,no\n")
    assert kept("pledge", "id, synthetic") == [("S1", 1), ("S2", 0), ("S3", 0)]
