"""Whoever has not agreed is called by nobody and shown with no phone; answers say how many."""

import contextlib
import csv
import json
import sqlite3

import pytest

from tests.privacy.planted import (
    PARENT,
    PHONE,
    do,
    enrolments,
    files,
    found,
    is_store,
    number_of,
    people,
    phone,
    run,
    sheet,
)

NO = ("L5", "R3", "M3")  # R3 is in the team of L4; he enrolled M3
PHONES = ("--with-phones", "checked")


def with_consent(text, said):
    """A sheet with the column consent, filled by id."""
    header, *rows = text.splitlines()
    lines = [f"{header},consent", *(f"{row},{said.get(row.split(',')[0], '')}" for row in rows)]
    return "\n".join(lines) + "\n"


@pytest.fixture
def asked(folder):
    """L5, R3 and M3 have said no, R1 yes; of the others nothing is known."""
    said = dict.fromkeys(NO, "no") | {"R1": "yes"}
    (folder / "people.csv").write_text(with_consent(people(), said), encoding="utf-8")
    do(folder, "import", "people", "people.csv")
    one, rakshak, called, number, *_ = enrolments().splitlines()[3].split(",")
    row = {"id": one, "name": called, "role": "mitan", "phone": number, "reports_to": rakshak}
    mitan = sheet([{**row, "zone": "B", "consent": "no"}])
    (folder / "mitan.csv").write_text(mitan, encoding="utf-8")
    do(folder, "import", "people", "mitan.csv")
    return folder


def require(folder):
    file = folder / "campaign.toml"
    text = file.read_text(encoding="utf-8")
    assert 'consent = "assumed"' in text
    file.write_text(text.replace('consent = "assumed"', 'consent = "required"'), "utf-8")


def shown(folder, *words):
    """The answer, and all phones in it and in the files that it wrote."""
    before = files(folder)
    told = do(folder, *words, "--format", "json")
    new = [path for path, state in files(folder).items() if before.get(path) != state]
    said = [told.out, told.err, *(path.read_bytes() for path in new if not is_store(path))]
    return json.loads(told.out), found(PHONE, *said)


def phones(*ids):
    return {phone(number_of(one)) for one in ids}


HANDED = [
    (("roster", "--all", "-o", "out"), 2),
    (("export", "xlsx", "--all", "-o", "out"), 2),
    (("replan", "--drop", "R4"), None),
    (("message", "--all", "--to", "rakshak"), None),
]


@pytest.mark.parametrize(("words", "silent"), HANDED)
def test_no_phone_of_theirs_is_shown_even_for_a_reason(asked, words, silent):
    answer, seen = shown(asked, *words, *PHONES)
    assert seen
    assert not seen & phones(*NO)
    if silent is not None:
        assert answer["without_consent"] == silent


def test_no_message_is_written_for_them(asked):
    told, _ = shown(asked, "message", "--all")
    assert told["without_consent"] == ["R3"]
    assert {one["id"] for one in told["messages"]} == {"R1", "R2", "R4", "R5", "R6"}
    told, _ = shown(asked, "message", "L5")
    assert (told["messages"], told["without_consent"]) == ([], ["L5"])
    assert "Without consent to be called: 1 person" in do(asked, "message", "--all").err


def test_they_are_in_no_list_of_calls(asked):
    told, _ = shown(asked, "replan", "--drop", "R3")
    assert told["without_consent"] == ["R3"]
    assert "R3" not in {call["id"] for call in told["calls"]}
    assert told["calls"]


def test_the_place_in_a_sample_stays_and_nobody_is_asked(asked):
    words = (
        "audit",
        "sample",
        "--seed",
        "another",
        "--of",
        "rakshaks",
        "--sheet",
        "c.csv",
        *PHONES,
    )
    told = do(asked, *words)
    assert "Without consent to be called: 1 person" in told.err
    rows = (asked / "c.csv").read_text(encoding="utf-8-sig").splitlines()
    (mine,) = [row for row in rows if ",R3," in row]
    assert "No consent: do not call or visit. Write: unreachable" in mine
    assert found(PHONE, *rows) == phones(*(set(PARENT) - {"R3"} - {f"L{k}" for k in range(1, 6)}))


def test_what_the_call_sheet_says_of_them_is_an_answer_and_counts_as_not_reached(asked):
    do(asked, "audit", "sample", "--seed", "another", "--of", "rakshaks", "--sheet", "c.csv")
    header, *rows = csv.reader((asked / "c.csv").read_text(encoding="utf-8-sig").splitlines())
    answer, question = header.index("answer"), header.index("question")
    for row in rows:
        row[answer] = "unreachable" if row[question].startswith("No consent") else "yes"
    with (asked / "filled.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    told = json.loads(run(asked, "audit", "results", "filled.csv", "--format", "json").out)
    counted = {word: sum(lot[word] for lot in told["lots"]) for word in ("unreachable", "good")}
    assert counted == {"unreachable": 1, "good": len(rows) - 1}


def test_where_consent_is_required_a_blank_is_a_no(asked):
    require(asked)
    told, seen = shown(asked, "roster", "--all", *PHONES, "-o", "out")
    assert told["without_consent"] == len(PARENT) - 1  # R1 said yes
    assert seen == phones("R1")
    _, seen = shown(asked, "export", "xlsx", "--leader", "L1", *PHONES, "-o", "o.xlsx")
    assert seen == phones("R1")


def test_a_workbook_without_their_phones_takes_none_away(asked):
    do(asked, "export", "xlsx", "--leader", "L1", *PHONES, "-o", "o.xlsx")
    back = json.loads(do(asked, "import", "workbook", "o.xlsx", "--yes", "--format", "json").out)
    assert back["changes"] == []
    with contextlib.closing(sqlite3.connect(asked / "campaign.db")) as store:
        kept = store.execute("SELECT phone FROM person WHERE id IN ('L5', 'R3', 'M3')").fetchall()
    assert {one for (one,) in kept} == phones(*NO)


def test_doctor_names_how_many_said_no(asked):
    check = json.loads(do(asked, "doctor", "--format", "json").out)["checks"][-1]
    assert (check["check"], check["outcome"]) == ("privacy", "failed")
    assert "3 people have said no" in check["message"]
    for one in NO:
        do(asked, "erase", one, "--yes")
    assert run(asked, "doctor").out.count("failed") == 1  # 0 failed
