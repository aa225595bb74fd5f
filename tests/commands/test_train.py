"""`mitan train` as people run it: from a sheet of venues to the gate that opens."""

import csv
import io
import re
import sqlite3
from contextlib import contextmanager

import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import Desk

HOSTILE = "<img src=x onerror=alert(1)>&amp;"
NAMES = ("Lata", "Mohan", "Sita", "श्री क्षेत्रज्ञ", "98765")
PEOPLE = (
    "id,name,phone,role,reports to,zone,latitude,longitude,joined on,trained on,active\n"
    "L1,Lata Sahu,9876543210,leader,,A,22.00,82.00,2020-08-22,,yes\n"
    "L2,Mohan Rao,9876543211,leader,,B,22.20,82.20,2020-08-22,,yes\n"
    "R1,श्री क्षेत्रज्ञ,9876543212,rakshak,L1,A,22.00,82.00,2020-08-22,,yes\n"
    "R2,Sita,9876543213,rakshak,L1,A,22.01,82.00,2020-08-22,,yes\n"
    f"R3,{HOSTILE},,rakshak,L2,B,22.20,82.20,2020-08-22,,yes\n"
    "R4,Om,,rakshak,L2,B,22.20,82.21,2020-08-22,,yes\n"
    "R5,Gone,,rakshak,L2,B,22.20,82.21,2020-08-22,,no\n"
    "R6,Trained,,rakshak,L2,B,22.20,82.21,2020-08-22,2020-08-23,yes\n"
)
VENUES = (
    "id,name,lat,lon,seats,trainers,from,to,sessions\n"
    "V1,शासकीय विद्यालय,22.00,82.00,3,Ram Rao,25-08-2020,25-08-2020,1\n"
    "V2,Town Hall,22.20,82.20,3,2,26-08-2020,26-08-2020,1\n"
)
AS_OF = ("--on", "2020-08-24")


@pytest.fixture
def campaign(desk):
    """Two teams of three to be trained, 28 km apart; one who left, one who is trained."""
    desk("init")
    desk.bring("people", PEOPLE)
    (desk.folder / "venues.csv").write_text(VENUES, encoding="utf-8")
    return desk


@contextmanager
def quiet_desk(folder):
    """A desk in a new folder, for tests that run many times; what it says is not kept."""

    class Unheard:
        out = err = ""

        def readouterr(self):
            return self

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield Desk(folder, patch, Unheard())


def later(one, joined="2020-08-22", trained=""):
    """The sheet of people in which one of them has other days."""
    (row,) = (line for line in PEOPLE.splitlines() if line.startswith(one))
    return PEOPLE.replace(row, row.replace("2020-08-22,,yes", f"{joined},{trained},yes"))


def plan(desk, *words, code=0):
    return desk.answer("train", "plan", "--venues", "venues.csv", *AS_OF, *words, code=code)


def seats(told):
    return {row["id"]: row["venue"] for row in told["people_seats"]}


def marked(desk, folder, mark):
    """The table that came with the sheets, with a mark for each id."""
    path = desk.folder / folder / "attendance.csv"
    header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    out = io.StringIO()
    filled = [[*row[:-1], mark(row[4])] for row in rows]
    csv.writer(out).writerows([header, *filled])
    (desk.folder / "filled.csv").write_text(out.getvalue(), encoding="utf-8")


def trained(desk):
    store = sqlite3.connect(desk.folder / "campaign.db")
    found = dict(store.execute("SELECT id, trained_on FROM person"))
    store.close()
    return found


def test_each_team_sits_at_its_own_venue_and_it_is_proved(campaign):
    told = plan(campaign)
    assert seats(told) == {"L1": "V1", "R1": "V1", "R2": "V1", "L2": "V2", "R3": "V2", "R4": "V2"}
    assert (told["people"], told["teams"], told["trained_already"]) == (6, 2, 1)
    assert (told["proved"], told["shortage"], told["folder"]) == (True, None, None)
    assert told["tiers"]["untrained"] == {"value": 0, "bound": 0, "gap": 0.0}
    assert [row["people"] for row in told["sessions"]] == [3, 3]
    assert told["before"] == "2020-09-01"
    code, out, _ = campaign("train", "plan", "--venues", "venues.csv", *AS_OF)
    assert code == 0
    assert "6 of 6 people in 2 teams have a seat, in 2 sessions at 2 venues" in out
    assert "Proved to be the best plan of these sessions." in out


def test_sheets_to_print_and_tables_to_hand_back(campaign):
    told = plan(campaign, "-o", "out")
    files = sorted(path.name for path in (campaign.folder / "out").iterdir())
    sheets = ["2020-08-25-V1-1.html", "2020-08-26-V2-1.html"]
    assert files == [*sheets, "attendance.csv", "attendance.xlsx", "index.html"]
    assert told["files"] == len(files)
    page = (campaign.folder / "out" / sheets[0]).read_text(encoding="utf-8")
    for word in ("शासकीय विद्यालय", "श्री क्षेत्रज्ञ", "Lata Sahu", "Ram Rao", "98xxxxxx12", "28 अग"):
        assert (word in page) == (word != "28 अग")
    assert "25 अग / 25 Aug" in page
    assert "9876543212" not in page
    assert "://" not in page
    second = (campaign.folder / "out" / sheets[1]).read_text(encoding="utf-8")
    assert "&lt;img" in second
    assert "<img" not in second
    index = (campaign.folder / "out" / "index.html").read_text(encoding="utf-8")
    assert set(re.findall(r'href="([^"]+)"', index)) == {*files} - {"index.html"}
    book = python_calamine.load_workbook(campaign.folder / "out" / "attendance.xlsx")
    rows = book.get_sheet_by_name(book.sheet_names[1]).to_python()
    assert rows[0][-1] == "attended / उपस्थित"
    assert [row[4] for row in rows[1:]] == ["L1", "R1", "R2", "L2", "R3", "R4"]


def test_the_same_plan_is_the_same_bytes(campaign):
    plan(campaign, "-o", "one")
    plan(campaign, "-o", "two")
    for path in (campaign.folder / "one").iterdir():
        assert path.read_bytes() == (campaign.folder / "two" / path.name).read_bytes(), path.name


@pytest.mark.parametrize(("lang", "word", "other"), [("hi", "उपस्थिति पत्रक", "Attendance"),
                                                      ("en", "Attendance", "उपस्थिति")])  # fmt: skip
def test_one_language_alone(campaign, lang, word, other):
    plan(campaign, "--lang", lang, "-o", "out")
    page = (campaign.folder / "out" / "2020-08-26-V2-1.html").read_text(encoding="utf-8")
    assert word in page
    assert other not in page


def test_attendance_opens_the_gate(campaign):
    """R6 is trained, so all others are held back; after the sessions only the absent one is."""
    closed = campaign.answer("phase", "--on", "2020-08-28")
    assert closed["gate"]["held_back"] == 4
    plan(campaign, "-o", "out")
    marked(campaign, "out", lambda one: "no" if one == "R4" else "yes")
    dry = campaign.answer("train", "attendance", "filled.csv", "--dry-run")
    assert (dry["written"], trained(campaign)["R1"]) == (5, "")
    told = campaign.answer("train", "attendance", "filled.csv")
    assert (told["changed"], told["new"], told["unchanged"]) == (5, 0, 1)
    days = trained(campaign)
    assert (days["R1"], days["R3"], days["R4"]) == ("2020-08-25", "2020-08-26", "")
    opened = campaign.answer("phase", "--on", "2020-08-28")
    assert [row["rakshak"] for row in opened["rakshaks"]] == ["R4"]
    again = plan(campaign, "--on", "2020-08-26")
    assert seats(again) == {"R4": "V2"}


def test_the_workbook_comes_back_as_well(campaign):
    plan(campaign, "-o", "out")
    told = campaign.answer("train", "attendance", "out/attendance.xlsx")
    assert (told["read"], told["written"]) == (6, 0)
    assert [found["code"] for found in told["findings"]] == ["IMP106"]


def test_a_bad_row_writes_nothing_and_says_where(campaign):
    rows = "id,day,attended\nR1,25-8-2020,yes\nR77,25-8-2020,yes\nR2,25-8-2019,yes\n"
    (campaign.folder / "filled.csv").write_text(rows, encoding="utf-8")
    told = campaign.answer("train", "attendance", "filled.csv", code=3)
    assert [(found["code"], found["where"]) for found in told["findings"]] == [
        ("IMP100", "filled.csv, row 3, column id"),
        ("IMP092", "filled.csv, row 4, column day"),
    ]
    assert trained(campaign)["R1"] == ""
    kept = campaign.answer("train", "attendance", "filled.csv", "--skip-bad")
    assert (kept["written"], trained(campaign)["R1"]) == (1, "2020-08-25")


def test_where_seats_lack_it_says_how_many_and_what_would_mend_it(campaign):
    text = VENUES.replace("V2,Town Hall,22.20,82.20,3", "V2,Town Hall,22.20,82.20,1")
    (campaign.folder / "venues.csv").write_text(text, encoding="utf-8")
    told = plan(campaign, "-o", "out", code=4)
    lack = told["shortage"]
    assert (lack["missing"], lack["people"], lack["seats"]) == (2, 6, 4)
    assert lack["zones"] == [{"zone": "B", "people": 2}]
    assert {row["kind"]: (row["amount"], row["missing_after"]) for row in lack["remedies"]} == {
        "sessions": (1, 0),
        "days": (1, 0),
        "seats": (1, 0),  # in each of the two sessions
        "venues": (1, 0),
    }
    assert (told["seated"], told["folder"]) == (4, None)
    assert not (campaign.folder / "out").exists()
    code, out, err = campaign(
        "train", "plan", "--venues", "venues.csv", *AS_OF, "-o", "out", "--partial"
    )
    assert code == 4
    assert "No plan of these sessions has a seat for 2 people." in err
    assert "2 seats missing: 6 people, 4 seats before 2020-09-01" in err
    assert "TRN010" in err
    assert "What would mend it" in out
    assert "R4" in (campaign.folder / "out" / "index.html").read_text(encoding="utf-8")


def test_trainers_limit_the_seats_if_asked(campaign):
    told = plan(campaign, "--per-trainer", "2", code=4)  # V1 has one trainer
    assert (told["seats"], told["shortage"]["missing"]) == (5, 1)
    assert "trainers" in {row["kind"] for row in told["shortage"]["remedies"]}


def test_who_joins_after_the_last_session_is_told_apart(campaign):
    campaign.bring("people", later("R4", joined="2020-08-29"))
    code, _, err = campaign("train", "plan", "--venues", "venues.csv", *AS_OF)
    assert code == 4
    assert "TRN011" in err
    assert "TRN010" not in err
    assert "1 person joining after 2020-08-26" in err


def test_a_day_of_training_still_to_come_counts_as_none(campaign):
    campaign.bring("people", later("R1", trained="2020-08-25"))
    assert "R1" in seats(plan(campaign))
    assert "R1" not in seats(plan(campaign, "--on", "2020-08-25"))


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--venues", "none.csv"), 3, "there is no such file"),
        ((), 2, "--venues"),
        (("--venues", "venues.csv", "--on", "tomorrow"), 2, "tomorrow"),
        (("--venues", "venues.csv", "--per-day", "0"), 2, "per-day"),
        (("--venues", "venues.csv", "--on", "2020-08-24", "-o", "there"), 3, "is there already"),
        (("--venues", "venues.csv"), 3, "No session is left"),
        (("--venues", "venues.csv", "--on", "2020-08-30"), 3, "--on DAY"),
    ],
)
def test_what_cannot_be_planned(campaign, words, code, told):
    (campaign.folder / "there").mkdir()
    (campaign.folder / "there" / "file").write_text("x", encoding="utf-8")
    got, _, err = campaign("train", "plan", *words)
    assert got == code
    assert told in err


def test_nobody_to_train(campaign):
    campaign.bring("people", PEOPLE.replace(",,yes", ",2020-08-23,yes"))
    code, _, err = campaign("train", "plan", "--venues", "venues.csv", *AS_OF)
    assert (code, "trained already" in err) == (3, True)


def test_an_empty_campaign(desk):
    desk("init")
    (desk.folder / "venues.csv").write_text(VENUES, encoding="utf-8")
    code, _, err = desk("train", "plan", "--venues", "venues.csv", *AS_OF)
    assert (code, "mitan import people" in err) == (3, True)


def test_bad_venues_are_refused_or_left_out(campaign):
    (campaign.folder / "venues.csv").write_text(VENUES + "V3,,22.0,82.0,0,,,,\n", encoding="utf-8")
    code, _, err = campaign("train", "plan", "--venues", "venues.csv", *AS_OF)
    assert code == 3
    assert "venues.csv, row 4, column seats" in err
    told = plan(campaign, "--skip-bad")
    assert (told["venues"], told["seated"]) == (2, 6)


def test_no_name_is_in_an_answer(campaign):
    for form in ("table", "json", "csv"):
        code, out, err = campaign(
            "train", "plan", "--venues", "venues.csv", *AS_OF, "--format", form
        )
        assert code == 0
        assert not [name for name in NAMES if name in out + err]


@settings(max_examples=15, deadline=None)
@given(st.sets(st.sampled_from(["L1", "L2", "R1", "R2", "R3", "R4"])))
def test_attendance_round_trip(tmp_path_factory, present):
    """Whoever is marked is trained on the day of his session, and nobody else is."""
    with quiet_desk(tmp_path_factory.mktemp("round")) as desk:
        for name, text in (("people", PEOPLE), ("venues", VENUES)):
            (desk.folder / f"{name}.csv").write_text(text, encoding="utf-8")
        assert desk("init")[0] == 0
        assert desk("import", "people", "people.csv")[0] == 0
        words = ("train", "plan", "--venues", "venues.csv", *AS_OF, "-o", "out")
        assert desk(*words)[0] == 0
        marked(desk, "out", lambda one: "हाँ" if one in present else "")
        assert desk("train", "attendance", "filled.csv")[0] == 0
        days = {"L1": 25, "R1": 25, "R2": 25, "L2": 26, "R3": 26, "R4": 26}
        found = trained(desk)
        assert {one: found[one] for one in days} == {
            one: f"2020-08-{day}" if one in present else "" for one, day in days.items()
        }
