"""The field's days from a sheet to the people who take over, as people and scripts run it."""

import csv
import io
import json
import string

import pytest

from planner.report import phase_phrases, progress_phrases

NAMES = ("Sita", "Lakshmi", "Gole Bazar")
HEADER = "rakshak,area,date,visits,people reached,frauds averted,note\n"


@pytest.fixture
def campaign(desk):
    """Zones A and B with a leader and two rakshaks each; an area of 4 visits for each rakshak."""
    assert desk("init")[0] == 0
    areas = "".join(f"P{k},Gole Bazar {k},market,{'AB'[k // 2]},4\n" for k in range(4))
    desk.bring("areas", f"id,name,category,zone,visits\n{areas}")
    rakshaks = "".join(
        f"R{k},Sita {k},98765{k:05},rakshak,{'AB'[k // 2]},L{k // 2},2020-08-27\n" for k in range(4)
    )
    leaders = "L0,Lakshmi,,leader,A,,\nL1,Lakshmi,,leader,B,,\n"
    desk.bring("people", f"id,name,phone,role,zone,reports_to,trained_on\n{leaders}{rakshaks}")
    desk.answer("assign")
    return desk


def area_of(desk, rakshak):
    rows = csv.DictReader(io.StringIO(desk("assign", "--format", "csv")[1]))
    (area,) = {row["area"] for row in rows if row["rakshak"] == rakshak}
    return area


def work(desk, text, *options, code=0):
    (desk.folder / "days.csv").write_text(HEADER + text, encoding="utf-8")
    return desk.answer("progress", "import", "days.csv", *options, code=code)


@pytest.fixture
def under_way(campaign):
    """R0 has done all, R1 a part on the first day, R2 the same every day; nothing of R3."""
    own = {one: area_of(campaign, one) for one in ("R0", "R1", "R2")}
    rows = f"R0,{own['R0']},1-9-2020,4,160,1,Sita was ill\nR1,{own['R1']},1-9-2020,1,30,,\n"
    rows += "".join(f"R2,{own['R2']},{day}-9-2020,1,40,,\n" for day in (1, 2, 3))
    assert work(campaign, rows)["written"] == 5
    return campaign


def test_a_sheet_comes_in_once_and_a_trial_writes_nothing(campaign):
    row = f"R0,{area_of(campaign, 'R0')},1-9-2020,2,80,,\n"
    assert work(campaign, row, "--dry-run")["written"] == 1
    assert work(campaign, row)["new"] == 1
    again = work(campaign, row)
    assert (again["unchanged"], again["written"], again["findings"]) == (1, 0, [])


def test_bad_rows_end_with_3_and_the_good_ones_come_in_if_asked(campaign):
    area = area_of(campaign, "R0")
    rows = f"R0,{area},1-9-2020,2,80,,\nR9,{area},1-9-2020,,,,\n"
    told = work(campaign, rows, code=3)
    assert [finding["code"] for finding in told["findings"]] == ["IMP061", "IMP090"]
    assert (told["written"], told["rejected"]) == (0, 1)
    kept = work(campaign, rows, "--skip-bad")
    assert (kept["written"], kept["left_out"]) == (1, ["days.csv, row 3"])


def test_done_against_plan(under_way):
    told = under_way.answer("progress")  # the campaign is over: up to the last day recorded
    assert (told["plan"], told["as_of"], told["days_over"], told["days_for_visits"]) == (
        *(1, "2020-09-03", 3, 7),
    )
    assert told["visits"] == {
        "planned": 16,
        "done": 8,
        "outside": 0,
        "due": 6,
        "share": 0.5,
        "people": 310,
        "frauds": 1,
        "enrolments": 0,
        "pledges": 0,
    }
    assert [(row["rakshak"], row["state"]) for row in told["rakshaks"]] == [
        *(("R3", "silent"), ("R1", "silent"), ("R0", "fine"), ("R2", "fine")),
    ]
    assert [(row["day"], row["done_so_far"], row["due"]) for row in told["days"]] == [
        *(("2020-09-01", 6, 2), ("2020-09-02", 7, 4), ("2020-09-03", 8, 6)),
    ]
    leaders = {row["leader"]: (row["done"], row["silent"]) for row in told["leaders"]}
    assert leaders == {"L0": (5, 1), "L1": (3, 1)}
    assert {row["zone"]: row["done"] for row in told["zones"]} == {"A": 5, "B": 3}
    (area,) = told["untouched_areas"]
    assert (area["planned"], area["rakshaks"]) == (4, ["R3"])
    assert (told["silent"], told["behind"], told["untouched"]) == (2, 0, 1)
    assert told["reassign"]["visits"] == 7


def test_the_csv_has_every_rakshak(under_way):
    code, out, err = under_way("progress", "--format", "csv", "--lang", "hi")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert [(row["rakshak"], row["state"], row["last"], row["done"]) for row in rows] == [
        ("R3", "silent", "", "0"),
        ("R1", "silent", "2020-09-01", "1"),
        ("R0", "fine", "2020-09-01", "4"),
        ("R2", "fine", "2020-09-03", "3"),
    ]
    assert "मौन" in err


def test_the_silent_are_handed_to_replan_as_they_are(under_way):
    told = under_way.answer("progress", "--silent", "silent.csv", "--as-of", "2020-09-03")
    assert told["reassign"]["command"] == "mitan replan --drop silent.csv"
    sheet = (under_way.folder / "silent.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    assert [(row["id"], row["visits_left"], row["days_silent"]) for row in rows] == [
        ("R3", "4", "3"),
        ("R1", "3", "2"),
    ]
    plan = under_way.answer("replan", "--drop", "silent.csv")
    assert (plan["dropped"], plan["closed"], plan["uncovered"]) == (["R1", "R3"], [], 0)
    after = under_way.answer("progress", "--as-of", "2020-09-03")
    assert (after["plan"], after["visits"]["planned"]) == (plan["plan"], 16)
    # what R1 did is asked of somebody else now, and so outside of the plan
    assert (after["visits"]["done"], after["visits"]["outside"]) == (7, 1)


def test_a_sheet_of_nobody_is_refused_by_replan(under_way):
    """An older sheet is not left lying there."""
    (under_way.folder / "silent.csv").write_text("id\nR0\n", encoding="utf-8")
    told = under_way.answer("progress", "--silent", "silent.csv", "--as-of", "2020-09-01")
    assert (told["silent"], told["reassign"]["command"]) == (0, None)
    assert under_way("replan", "--drop", "silent.csv")[0] == 3


@pytest.mark.parametrize(
    ("words", "rakshaks"),
    [(("--leader", "L1"), {"R2", "R3"}), (("--zone", "A"), {"R0", "R1"})],
)
def test_a_part_of_it(under_way, words, rakshaks):
    told = under_way.answer("progress", *words)
    assert {row["rakshak"] for row in told["rakshaks"]} == rakshaks
    assert told["visits"]["planned"] == 8
    assert told["only"] == {words[0].strip("-"): words[1]}


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--leader", "L9"), 3, "There is no leader L9"),
        (("--leader", "R1"), 3, "There is no leader R1"),
        (("--zone", "C"), 3, "There is no zone C. Zones: A, B."),
        (("--zone", "A", "--leader", "L0"), 2, "not both"),
        (("--silent", "silent.xlsx"), 2, ".csv"),
        (("--silent", "campaign.toml"), 2, ".csv"),
        (("--silent", "out.csv", "-o", "out.csv"), 2, "are the same"),
        (("--as-of", "yesterday"), 2, "yesterday"),
        (("--zone", "A", "import", "days.csv"), 2, "has no option --zone"),
    ],
)
def test_what_cannot_be_asked(under_way, words, code, told):
    got, _, err = under_way("progress", *words)
    assert got == code
    assert told in err


def test_without_a_plan_there_is_nothing_to_hold_it_against(desk):
    assert desk("init")[0] == 0
    code, _, err = desk("progress")
    assert code == 3
    assert "mitan assign" in err


def test_no_name_leaves_the_house(under_way):
    for words in (("progress", "--silent", "silent.csv"), ("phase",)):
        for form in ("table", "json", "csv"):
            code, out, err = under_way(*words, "--format", form)
            assert code == 0
            assert not [name for name in (*NAMES, "98765") if name in out + err]
    sheet = (under_way.folder / "silent.csv").read_text(encoding="utf-8")
    assert not [name for name in NAMES if name in sheet]


def test_the_screen_speaks_both_languages(under_way):
    english, hindi = under_way("progress")[1], under_way("progress", "--lang", "hi")[1]
    assert "Visits: 8 of 16 planned (50.0%); 6 should be made by now." in english
    assert "Silent for 2 days or more: 2 rakshaks, who have 7 visits left." in english
    assert "दौरे: योजना के 16 में से 8 हुए (50.0%); अब तक 6 होने चाहिए थे।" in hindi
    code, out, _ = under_way("progress", "--silent", "silent.csv")
    assert code == 0
    assert "mitan replan --drop silent.csv --dry-run" in out


def test_the_phase_of_a_day_and_the_gate_first(campaign):
    more = "id,name,role,zone,reports_to,trained_on\nR7,Sita 7,rakshak,B,L1,\n"
    campaign.bring("people", more)
    code, out, _ = campaign("phase", "--on", "2020-08-28")
    assert code == 0  # where one stands is told, not judged
    assert out.splitlines()[0] == "Gate closed for 1 of 5 rakshaks: they may not go out."
    assert "Visits begin on 2020-09-01, in 4 days" in out
    assert "Training (training): day 4 of 6, 2 more to come." in out
    told = campaign.answer("phase", "--on", "2020-08-28")
    assert told["gate"] == {
        "open": False,
        "rakshaks": 5,
        "may_go": 4,
        "held_back": 1,
        "trained": 4,
        "visits_from": "2020-09-01",
        "visits_to": "2020-09-07",
    }
    assert [phase["code"] for phase in told["phases"]] == ["training", "publicity"]
    assert (told["next"]["code"], told["next"]["in_days"]) == ("awareness", 4)
    assert told["rakshaks"] == [
        {"rakshak": "R7", "leader": "L1", "zone": "B", "reasons": ["untrained"]}
    ]
    assert [(row["leader"], row["closed"]) for row in told["leaders"]] == [("L1", 1), ("L0", 0)]
    assert [(row["zone"], row["untrained"]) for row in told["zones"]] == [("B", 1), ("A", 0)]
    code, out, _ = campaign("phase", "--on", "2020-08-28", "--format", "csv", "--lang", "hi")
    assert out == "rakshak,leader,zone,reasons\nR7,L1,B,untrained\n"


def test_an_open_gate_and_a_campaign_that_is_over(campaign):
    code, out, _ = campaign("phase", "--on", "2020-09-02")
    assert (code, out.splitlines()[0]) == (
        *(0, "Gate open: nothing holds back any of the 4 rakshaks."),
    )
    told = campaign.answer("phase")  # today
    assert (told["over"], told["phases"], told["next"]) == (True, [], None)
    assert "अभियान पूरा हुआ" in campaign("phase", "--lang", "hi")[1]


@pytest.mark.parametrize(
    "phrases", [progress_phrases.PHRASES, phase_phrases.PHRASES], ids=["progress", "phase"]
)
def test_both_languages_say_the_same(phrases):
    english, hindi = phrases["en"], phrases["hi"]
    assert set(english) == set(hindi)
    places = lambda text: {name for _, name, *_ in string.Formatter().parse(text) if name}  # noqa: E731
    for key, text in english.items():
        if key != "label":
            assert places(text) == places(hindi[key]), key


def test_json_is_one_document(under_way):
    code, out, _ = under_way("progress", "--format", "json")
    assert code == 0
    assert json.loads(out)["silent_after"] == 2
