"""Attendance: who was there is trained on that day; every bad row is told of with its place."""

import pytest

from planner.store.importing import attendance

HEAD = "id,day,attended\n"


@pytest.fixture
def there(team, kept):
    """Bring in attendance for L1, R1 and R2 (all joined on no day): (result, days of training)."""

    def there(text, name="attendance.csv", **options):
        result = team("attendance", text, name, **options)
        return result, dict(kept("person", "id, trained_on"))

    return there


def test_who_was_there_is_trained_and_nobody_else(there, kept):
    rows = "L1,25-8-2020,yes\nR1,2020-08-26,उपस्थित\nR2,26.08.2020,no\n"
    result, trained = there(HEAD + rows)
    assert (result.read, result.changed, result.new, result.unchanged) == (3, 2, 0, 1)
    assert trained == {"L1": "2020-08-25", "R1": "2020-08-26", "R2": "", "M0": ""}
    assert [found.code for found in result.findings] == ["IMP106", "IMP107"]
    assert "1 active rakshaks have no day of training yet" in result.findings[1].message
    again, _ = there(HEAD + rows)
    assert (again.written, again.unchanged) == (0, 3)


def test_a_dry_run_writes_nothing(there):
    result, trained = there(HEAD + "R1,25-8-2020,yes\n", dry_run=True)
    assert (result.changed, trained["R1"]) == (1, "")


def test_hindi_headings_and_marks(there):
    result, trained = there("आईडी,दिनांक,उपस्थित\nR1,25-08-2020,हाँ\nR2,25-08-2020,अनुपस्थित\n")
    assert (result.changed, trained["R1"], trained["R2"]) == (1, "2020-08-25", "")


def test_sheets_of_sessions_to_come_may_be_in_it_unmarked(there):
    result, trained = there(HEAD + "R1,25-8-2020,yes\nR2,25-8-2099,\n")
    assert (result.rejected, trained["R1"]) == (0, "2020-08-25")


def test_nobody_marked_changes_nothing(there):
    result, _ = there(HEAD + "R1,25-8-2020,\n")
    assert (result.read, result.written) == (1, 0)


def test_another_day_replaces_and_is_told(there):
    there(HEAD + "R1,25-8-2020,yes\n")
    result, trained = there(HEAD + "R1,27-8-2020,yes\n")
    assert trained["R1"] == "2020-08-27"
    found, _ = result.findings  # R2 is untrained still
    assert (found.code, str(found.severity)) == ("IMP105", "warning")
    assert "R1" in found.message


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("R9,25-8-2020,yes", "IMP100", "id"),
        ("R9,25-8-2020,", "IMP100", "id"),
        ("M0,25-8-2020,yes", "IMP101", "id"),
        (",25-8-2020,yes", "IMP020", "id"),
        ("R1,,yes", "IMP020", "day"),
        ("R1,25-8-2019,yes", "IMP092", "day"),
        ("R1,32-8-2020,yes", "IMP028", "day"),
        ("R1,25-8-2020,perhaps", "IMP102", "attended"),
    ],
)
def test_a_bad_row_is_refused_with_its_place(there, row, code, column):
    result, trained = there(f"{HEAD}R2,25-8-2020,yes\n{row}\n")
    errors = [found for found in result.findings if str(found.severity) == "error"]
    assert [(found.code, found.where) for found in errors] == [
        (code, f"attendance.csv, row 3, column {column}")
    ]
    assert set(trained.values()) == {""}
    kept, trained = there(f"{HEAD}R2,25-8-2020,yes\n{row}\n", skip_bad=True)
    assert (kept.changed, kept.rejected, trained["R2"]) == (1, 1, "2020-08-25")


def test_two_days_are_a_fault_and_two_rows_of_one_day_are_not(there):
    result, _ = there(HEAD + "R1,25-8-2020,yes\nR1,26-8-2020,yes\n")
    assert [found.code for found in result.findings] == ["IMP104"]
    result, trained = there(HEAD + "R1,25-8-2020,yes\nR1,25-8-2020,yes\nR1,26-8-2020,no\n")
    assert (result.changed, trained["R1"]) == (1, "2020-08-25")


def test_nobody_is_trained_before_he_joined(there, team):
    team("people", "id,name,role,zone,reports_to,joined_on\nR1,b,rakshak,T1,L1,2020-08-26\n")
    result, _ = there(HEAD + "R1,25-8-2020,yes\n")
    assert [found.code for found in result.findings] == ["IMP103"]
    assert there(HEAD + "R1,26-8-2020,yes\n")[0].changed == 1


def test_the_history_tells_of_it(there, kept):
    there(HEAD + "R1,25-8-2020,yes\n")
    action, details = kept("history", "action, details")[-1]
    assert action == "import"
    assert '"kind":"attendance"' in details.replace(" ", "")


def test_of_many_who_are_untrained_the_first_are_named(team, there):
    most = attendance.MOST_NAMED
    rows = "".join(f"S{k:03},x,rakshak,T1,L1\n" for k in range(most - 1))
    team("people", "id,name,role,zone,reports_to\n" + rows, "more.csv")
    result, _ = there(HEAD + "R1,25-8-2020,yes\n")  # R2 and these are left: just as many
    assert f"S{most - 2:03}" in result.findings[-1].message
    assert "more" not in result.findings[-1].message
    team("people", "id,name,role,zone,reports_to\nT1,x,rakshak,T1,L1\n", "one.csv")
    result, _ = there(HEAD + "R1,25-8-2020,yes\n")
    assert "and 1 more" in result.findings[-1].message
