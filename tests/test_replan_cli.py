"""`mitan replan` and the reserve bench, as scripts and people meet them."""

import csv
import io
import json
import sqlite3

import pytest

# By the usual norms 8, 8 and 10 visits; four rakshaks of 10 visits each, R4 where R3 is.
AREAS = (
    "id,name,category,zone\nA1,Gole Bazar,market,A\nA2,Gandhi Chowk,market,A\n"
    "A3,Sarkanda,colony,B\n"
)
PEOPLE = (
    "id,name,phone,role,zone,reports_to\nL1,Lata Sahu,9000000001,leader,A,\n"
    "R1,Ram Yadav,9000000011,rakshak,A,L1\nR2,Sita Verma,9000000012,rakshak,A,L1\n"
    "R3,Mohan Lal,9000000013,rakshak,B,L1\nR4,Uma Devi,9000000014,rakshak,B,L1\n"
)


@pytest.fixture
def desk(desk):
    """A campaign with areas and people."""
    assert desk("init")[0] == 0
    desk.bring("areas", AREAS)
    desk.bring("people", PEOPLE)
    return desk


@pytest.fixture
def planned(desk):
    desk.answer("assign")
    return desk


def in_force(desk):
    """Number of the plan in force."""
    return next(plan["plan"] for plan in desk.answer("plans")["plans"] if plan["in_force"])


def phone_of(desk, person):
    with sqlite3.connect(desk.folder / "campaign.db") as store:
        return store.execute("SELECT phone FROM person WHERE id = ?", [person]).fetchone()[0]


def history(desk):
    with sqlite3.connect(desk.folder / "campaign.db") as store:
        return store.execute("SELECT action, details FROM history ORDER BY number").fetchall()


def test_a_drop_out_is_replaced_and_the_people_concerned_are_named(planned):
    told = planned.answer("replan", "--drop", "R4")
    assert (told["plan"], told["before"], told["dry_run"]) == (2, 1, False)
    assert told["dropped"] == ["R4"]
    assert told["uncovered"] == 0
    # Nothing moves but what R4 held.
    assert told["tiers"]["moves"]["value"] == told["visits_dropped"] == told["visits_moved"]
    assert list(told["tiers"]) == ["coverage", "moves", "balance", "cost"]
    leaver = next(call for call in told["calls"] if call["id"] == "R4")
    assert (leaver["name"], leaver["phone"], leaver["note"]) == (
        "Uma Devi",
        "90xxxxxx14",
        "dropped out",
    )
    assert leaver["leader_name"] == "Lata Sahu"
    gained = sum(entry["visits"] for call in told["calls"] for entry in call["gains"])
    lost = sum(entry["visits"] for call in told["calls"] for entry in call["loses"])
    assert gained == lost == told["visits_dropped"] > 0
    assert in_force(planned) == 2


def test_the_audit_passes_a_plan_that_replaces_another(planned):
    planned.answer("replan", "--drop", "R4")
    verdict = planned.answer("audit", "--select", "INT,COV")
    assert verdict["failed"] == 0, verdict["findings"]


def test_the_call_list_is_the_csv_with_names_and_masked_phones(planned):
    code, out, err = planned("replan", "--drop", "R4", "--format", "csv")
    assert code == 0, err
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(out))}
    assert rows["R4"]["phone"] == "90xxxxxx14"
    assert "90000000" not in out + err
    assert "Sarkanda (A3): " in rows["R4"]["loses"]
    assert all(row["gains"] or row["loses"] for row in rows.values())


def test_whole_phones_need_a_reason_which_is_told_with_the_plan(planned):
    told = planned.answer("replan", "--drop", "R4", "--with-phones", " calls of today ")
    calls = {call["id"]: call["phone"] for call in told["calls"]}
    assert (told["phones"], calls["R4"]) == ("whole", "9000000014")
    *_, (before, _), (action, details) = history(planned)
    assert (before, action, json.loads(details)) == (
        "plan",
        "roster",
        {
            "plan": 2,
            "what": "replan",
            "of": "whoever plan 2 concerns",
            "people": len(calls),
            "reason": "calls of today",
        },
    )


def test_where_nobody_is_called_nothing_is_told_of_phones(planned):
    before = history(planned)
    assert planned.answer("replan", "--with-phones", "calls")["calls"] == []
    assert history(planned) == before


@pytest.mark.parametrize(
    ("words", "told"),
    [(["--with-phones", " "], "needs a reason"), (["--dry-run", "--with-phones", "x"], "dry run")],
)
def test_phones_without_a_reason_or_in_a_dry_run_are_refused(planned, words, told):
    before = history(planned)
    code, _, err = planned("replan", "--drop", "R4", *words)
    assert (code, history(planned)) == (2, before)
    assert told in err


def test_names_and_phones_stay_out_of_history_and_progress(planned):
    _, _, err = planned("replan", "--drop", "R4", "--format", "json")
    told = err + json.dumps(history(planned))
    assert "Uma" not in told
    assert "9000000014" not in told


def test_a_dry_run_writes_nothing_and_shows_the_same(planned):
    before = (planned.folder / "campaign.db").read_bytes()
    trial = planned.answer("replan", "--drop", "R4", "--dry-run")
    assert trial["plan"] is None
    assert (planned.folder / "campaign.db").read_bytes() == before
    real = planned.answer("replan", "--drop", "R4")
    assert (trial["changes"], trial["calls"]) == (real["changes"], real["calls"])
    assert trial["digest"] == real["digest"]


def test_ids_may_stand_in_a_sheet_and_an_area_closes(planned):
    (planned.folder / "gone.csv").write_text("id,why\nR4,ill\nA1,shut\n", encoding="utf-8")
    told = planned.answer("replan", "--drop", "gone.csv")
    assert (told["dropped"], told["closed"]) == (["R4"], ["A1"])
    assert told["visits"] == 18  # 26 less the 8 of A1
    told = [(action, json.loads(details)) for action, details in history(planned)]
    assert [
        (action, {k: v for k, v in details.items() if not k.startswith("tables")})
        for action, details in told
        if action in ("drop", "close")
    ] == [("drop", {"people": ["R4"]}), ("close", {"areas": ["A1"]})]


def test_new_people_and_areas_come_in_with_the_same_command(planned):
    people = "id,name,phone,role,zone,reports_to\nR9,Naya Ji,9000000019,rakshak,B,L1\n"
    areas = "id,name,category,zone,visits\nA9,Naya Bazar,market,B,3\n"
    (planned.folder / "new.csv").write_text(people, encoding="utf-8")
    (planned.folder / "places.csv").write_text(areas, encoding="utf-8")
    words = ("replan", "--drop", "R4", "--add", "new.csv", "--add-areas", "places.csv")
    trial = planned.answer(*words, "--dry-run")
    newcomer = next(call for call in trial["calls"] if call["id"] == "R9")
    assert newcomer["name"] == "Naya Ji"  # named although nothing was written
    told = planned.answer(*words)
    assert told["uncovered"] == 0
    assert told["visits"] == 29
    assert [result["new"] for result in told["imported"]] == [1, 1]
    # 3 new visits and those that R4 held, at least: nothing else moves.
    assert told["visits_moved"] == told["visits_dropped"] + 3


def test_add_tells_areas_from_people_by_their_headers(planned):
    areas = "id,name,category,zone,visits\nA9,Naya Bazar,market,B,3\n"
    (planned.folder / "places.csv").write_text(areas, encoding="utf-8")
    told = planned.answer("replan", "--add", "places.csv")
    assert told["imported"][0]["kind"] == "areas"
    assert told["visits_moved"] == 3


def test_a_bad_sheet_leaves_everything_as_it_was(planned):
    bad = "id,name,role,zone\nR9,Naya Ji,boss,B\n"
    (planned.folder / "bad.csv").write_text(bad, encoding="utf-8")
    before = (planned.folder / "campaign.db").read_bytes()
    told = planned.answer("replan", "--drop", "R4", "--add", "bad.csv", code=3)
    assert "bad.csv" in told["error"]
    assert (planned.folder / "campaign.db").read_bytes() == before


def test_unknown_ids_are_all_named_with_those_that_look_alike(planned):
    told = planned.answer("replan", "--drop", "R44", "--drop", "Q7", "--drop", "R1", code=3)
    assert [finding["subject"] for finding in told["findings"]] == ["Q7", "R44"]
    assert "R4" in told["findings"][1]["remedy"]
    assert planned.answer("tree")["quota"]["rakshaks"] == 4  # R1 stayed too


def test_leaders_are_not_dropped(planned):
    told = planned.answer("replan", "--drop", "L1", code=3)
    assert told["findings"][0]["code"] == "CHG004"
    assert "leader" in told["findings"][0]["message"]


def test_a_missing_file_of_ids_is_said_to_be_missing(planned):
    told = planned.answer("replan", "--drop", "gone.csv", code=3)
    assert "there is no such file" in told["error"]


def test_without_a_plan_there_is_nothing_to_replace(desk):
    told = desk.answer("replan", "--drop", "R4", code=3)
    assert "mitan assign" in told["error"]


def test_where_nothing_has_changed_the_plan_stays(planned):
    told = planned.answer("replan")
    assert (told["plan"], told["before"], told["changes"], told["calls"]) == (None, 1, [], [])
    assert in_force(planned) == 1


PHONE = "id,name,phone,role,zone,reports_to\nR1,Ram Yadav,9111111111,rakshak,A,L1\n"


def test_a_sheet_that_leaves_the_question_as_it_was_is_kept_with_the_plan(planned):
    (planned.folder / "phone.csv").write_text(PHONE, encoding="utf-8")
    told = planned.answer("replan", "--add", "phone.csv")
    assert (told["plan"], told["changes"], told["imported"][0]["changed"]) == (None, [], 1)
    assert in_force(planned) == 1
    assert phone_of(planned, "R1") == "9111111111"


def test_such_a_sheet_is_not_written_in_a_dry_run(planned):
    (planned.folder / "phone.csv").write_text(PHONE, encoding="utf-8")
    code, out, _ = planned("replan", "--add", "phone.csv", "--dry-run")
    assert code == 0
    assert "0 new and 1 changed rows would be written" in out
    assert phone_of(planned, "R1") == "9000000011"


def test_who_is_dropped_stays_dropped_although_a_sheet_calls_him_active(planned):
    sheet = "id,name,role,zone,reports_to,active\nR4,Uma Devi,rakshak,B,L1,yes\n"
    (planned.folder / "people2.csv").write_text(sheet, encoding="utf-8")
    told = planned.answer("replan", "--drop", "R4", "--add", "people2.csv")
    assert told["rakshaks"] == 3
    assert "R4" not in {change["rakshak"] for change in told["changes"] if change["after"]}


def test_what_is_found_in_an_added_sheet_is_said(planned):
    sheet = "id,name,role,zone,colour\nR9,Naya Ji,rakshak,B,blue\n"
    (planned.folder / "new.csv").write_text(sheet, encoding="utf-8")
    code, _, err = planned("replan", "--add", "new.csv")
    assert code == 0
    assert "IMP012" in err
    assert "colour" in err


def test_tiers_of_which_no_bound_is_known_are_named(planned):
    # Two of A1's 8 visits make room for the pin; they could be R2's as well as R3's.
    planned("pin", "R1", "A1", "--visits", "2")
    code, out, err = planned("replan", "--drop", "R4", "--format", "json")
    assert code == 0
    unknown = [name for name, tier in json.loads(out)["tiers"].items() if tier["bound"] is None]
    assert unknown
    assert f"not known: {', '.join(unknown)}" in err


@pytest.mark.parametrize("word", ["", "  "])
def test_an_empty_id_is_a_slip(planned, word):
    code, _, err = planned("replan", "--drop", word)
    assert code == 2
    assert "--drop needs an id or a file" in err


def test_blanks_around_an_id_do_not_matter(planned):
    assert planned.answer("replan", "--drop", " R4 ", "--dry-run")["dropped"] == ["R4"]


def test_pins_stay_and_a_ban_is_obeyed(planned):
    planned("pin", "R1", "A1", "--visits", "2")
    planned("ban", "R3", "A3")
    told = planned.answer("replan")
    made = {}
    for row in csv.DictReader(io.StringIO(planned("assign", "--format", "csv")[1])):
        made[row["rakshak"], row["area"]] = int(row["visits"])
    assert told["uncovered"] == 0
    assert ("R3", "A3") not in made
    assert made["R1", "A1"] >= 2


def test_uncovered_visits_end_with_4_and_are_explained(planned):
    code, _, err = planned("replan", "--drop", "R2", "--drop", "R3", "--drop", "R4")
    assert code == 4  # 10 visits for 26
    assert "16 of 26 visits are uncovered, and no plan leaves less" in err


def test_the_bench_is_kept_back_and_called_up(desk):
    (desk.folder / "campaign.toml").write_text("[reserve]\nshare = 0.25\n", encoding="utf-8")
    first = desk.answer("assign", "--reserve")  # one of four
    assert first["uncovered"] == 0
    again = desk.answer("assign", "--reserve")  # the bench is full already
    assert again["plan"] == first["plan"]
    reserve = [json.loads(details) for action, details in history(desk) if action == "reserve"]
    (seated,) = reserve[0]["people"]
    assert len(reserve) == 1
    leaver = next(one for one in ("R1", "R2", "R3", "R4") if one != seated)

    without = desk.answer("replan", "--drop", leaver, "--dry-run", code=4)
    assert without["uncovered"] == 6  # two of 10 visits each for 26
    told = desk.answer("replan", "--drop", leaver, "--reserve")
    assert told["called_up"] == [seated]
    assert told["uncovered"] == 0
    assert told["visits_moved"] == told["visits_dropped"]
    call = next(call for call in told["calls"] if call["id"] == seated)
    assert call["note"] == "from the bench"
    assert call["gains"]


def test_what_somebody_else_writes_meanwhile_is_not_overrun(planned):
    from planner.findings import Refusal
    from planner.policy import load
    from planner.replanning import Wanted, replan_areas
    from planner.store.database import open_store
    from planner.store.pins import set_pin

    with open_store(planned.folder / "campaign.db") as store:

        def meddle(line):
            with store.writing() as connection:
                set_pin(connection, "R1", "A1", 1)

        with pytest.raises(Refusal, match="meanwhile") as refused:
            replan_areas(store, load(), Wanted(drop=("R4",)), progress=meddle)
    assert refused.value.exit_code == 6
    assert planned.answer("tree")["quota"]["rakshaks"] == 4
    assert in_force(planned) == 1
