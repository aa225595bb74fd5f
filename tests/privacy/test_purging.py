"""A purge: nothing says any more who anybody is, and all that was counted is counted still."""

import contextlib
import json
import sqlite3

import pytest

from tests.privacy.planted import (
    EVERYBODY,
    NAME,
    NOTE,
    PHONE,
    REASON,
    do,
    found,
    history,
    name,
    people,
    phone,
    run,
    sheet,
)

KINDS = (NAME, PHONE, NOTE, REASON)
NOW = ("purge", "--now", "--reason", "the campaign is over", "--yes")


def answer(folder, *words, code=0):
    return json.loads(do(folder, *words, "--format", "json", code=code).out)


def raw(folder, file="campaign.db"):
    """A store's bytes as text: unused pages are looked at, too."""
    return (folder / file).read_bytes().decode("utf-8", errors="ignore")


def rows(folder, sql):
    with contextlib.closing(sqlite3.connect(folder / "campaign.db")) as store:
        return store.execute(sql).fetchall()


def keep_until(folder, day):
    file = folder / "campaign.toml"
    text = file.read_text(encoding="utf-8")
    assert "# keep_until = 2021-03-31" in text
    file.write_text(text.replace("# keep_until = 2021-03-31", f"keep_until = {day}"), "utf-8")


STAYS = (
    "SELECT id, role, organisation, reports_to, zone, trained_on, active FROM person ORDER BY id",
    "SELECT * FROM enrolment ORDER BY mitan",
    "SELECT * FROM plan_row ORDER BY rakshak, area",
    "SELECT rakshak, area, day, visits_done, people_reached FROM progress ORDER BY rakshak",
    "SELECT rakshak, area, visits FROM pin ORDER BY rakshak",
    "SELECT number, digest FROM history WHERE action <> 'purge' ORDER BY number",
)


def test_everybody_goes_and_every_count_stays(folder):
    assert all(found(kind, raw(folder)) for kind in KINDS)
    before = [rows(folder, sql) for sql in STAYS]
    told = answer(folder, *NOW)
    assert told["cleared"] == {
        "people": len(EVERYBODY),
        "names": len(EVERYBODY),
        "phones": len(EVERYBODY),
        "places": 11,
        "notes": 3,
        "reasons": 3,
    }
    assert (told["purged"], told["scrubbed"]) == (True, True)
    assert [rows(folder, sql) for sql in STAYS] == before
    for kind in KINDS:
        assert found(kind, raw(folder)) == set()
    ((details,),) = rows(folder, "SELECT details FROM history WHERE action = 'purge'")
    kept = json.loads(details)
    assert (kept["reason"], kept["cleared"]) == ("the campaign is over", told["cleared"])


def test_the_audit_says_of_all_else_what_it_said(folder):
    def verdicts():
        return {one["code"]: one["outcome"] for one in answer(folder, "audit", code=5)["rules"]}

    before = verdicts()
    do(folder, *NOW)
    after = verdicts()
    assert before["INT001"] == "passed"
    assert after["INT001"] == "skipped"  # nobody asks any more where they live
    assert {code for code in after if after[code] == "failed"} == {
        code for code in before if before[code] == "failed"
    }
    assert after["INT008"] == after["INT018"] == "passed"
    assert answer(folder, "doctor")["checks"][-1]["outcome"] == "passed"


def test_a_new_plan_is_judged_again_by_where_people_live(folder):
    do(folder, *NOW)
    do(folder, "assign")
    rules = {one["code"]: one["outcome"] for one in answer(folder, "audit", code=5)["rules"]}
    assert rules["INT001"] == "passed"


def test_the_second_time_nothing_is_written(folder):
    do(folder, *NOW)
    before = history(folder)
    told = answer(folder, *NOW)
    assert (told["purged"], len(told["purged_before"])) == (False, 1)
    assert history(folder) == before


@pytest.mark.parametrize(
    ("day", "words", "told"),
    [
        (None, ["--yes"], "does not say how long data is kept"),
        ("2999-03-31", ["--yes"], "Data is kept until 2999-03-31"),
        (None, ["--yes", "--now"], "needs a reason"),
        (None, ["--yes", "--now", "--reason", f"as {name(101)} asked"], "without names"),
        (None, ["--yes", "--now", "--reason", f"call {phone(3)}"], "without names"),
        (None, ["--yes", "--now", "--reason", f"asked by {name(4)}, letter 4"], "without names"),
    ],
)
def test_before_its_day_and_with_names_it_is_refused(folder, day, words, told):
    if day:
        keep_until(folder, day)
    before = raw(folder)
    said = run(folder, "purge", *words)
    assert (said.code, told in said.err) == (3, True), said
    assert raw(folder) == before


def test_after_the_day_doctor_asks_for_it_and_it_needs_no_reason(folder):
    assert "no day is set" in answer(folder, "doctor")["checks"][-1]["message"]
    keep_until(folder, "2021-03-31")
    check = answer(folder, "doctor")["checks"][-1]
    assert (check["check"], check["outcome"]) == ("privacy", "failed")
    assert f"{len(EVERYBODY)} people are named still" in check["message"]
    do(folder, "purge", "--yes")
    assert answer(folder, "doctor")["checks"][-1]["outcome"] == "passed"


def test_without_yes_it_only_shows(folder):
    keep_until(folder, "2021-03-31")
    before = raw(folder)
    said = run(folder, "purge")
    assert (said.code, "the same command with --yes" in said.err) == (2, True)
    assert "would go" in said.out
    assert raw(folder) == before


def test_backups_that_hold_people_are_named(folder):
    do(folder, "backup")
    told = answer(folder, *NOW)
    (inside,) = (folder / "backups").iterdir()
    assert {one.rpartition("/")[2] for one in told["backups"]} == {"kept.db", inside.name}
    do(folder, "backup", "--keep", "1")
    left = answer(folder, "purge", "--dry-run")["backups"]
    assert [one.rpartition("/")[2] for one in left] == ["kept.db"]


def test_a_backup_from_before_is_purged_again(folder):
    do(folder, *NOW)
    told = answer(folder, "restore", "kept.db")
    assert (told["purged_again"], told["erased_again"]) == (True, 0)
    for kind in KINDS:
        assert found(kind, raw(folder)) == set()
    do(folder, "backup", "-o", "after.db")
    again = answer(folder, "restore", "after.db")
    assert again["purged_again"] is False


def test_an_empty_backup_is_purged_too(folder):
    do(folder, "init", "--db", "other.db")
    do(folder, "backup", "--db", "other.db", "-o", "empty.db")
    do(folder, "import", "people", "people.csv", "--db", "other.db")
    do(folder, "purge", "--now", "--reason", "over", "--yes", "--db", "other.db")
    told = answer(folder, "restore", "empty.db", "--to", "other.db")
    assert told["purged_again"] is True
    assert answer(folder, "purge", "--dry-run", "--db", "other.db")["purged_before"] != []


def test_entries_of_the_history_that_have_a_name_are_listed(folder):
    file = f"{name(1).replace(' ', '_')} and {name(4)} {phone(4)}.csv"
    (folder / file).write_text(people(), encoding="utf-8")
    do(folder, "import", "people", file)
    (entry,) = rows(folder, f"SELECT number FROM history WHERE details LIKE '%{phone(4)}%'")
    assert answer(folder, "purge", "--dry-run")["history_entries"][-1] == entry[0]


def test_old_sheets_bring_nobody_back(folder):
    do(folder, *NOW)
    refused = answer(folder, "import", "people", "people.csv", code=3)
    assert {f["code"] for f in refused["findings"] if f["severity"] == "error"} == {"IMP056"}
    do(folder, "import", "enrolments", "enrolments.csv")
    days = answer(folder, "progress", "import", "days.csv")
    assert "IMP099" in {one["code"] for one in days["findings"]}
    for kind in KINDS:
        assert found(kind, raw(folder)) == set()


def test_whoever_comes_later_is_no_part_of_it(folder):
    do(folder, *NOW)
    row = dict(zip(*(line.split(",") for line in people().splitlines()[:2]), strict=True))
    (folder / "new.csv").write_text(sheet([{**row, "id": "L9"}]), encoding="utf-8")
    assert answer(folder, "import", "people", "new.csv")["new"] == 1
    assert answer(folder, "purge", "--dry-run")["cleared"]["names"] == 1
