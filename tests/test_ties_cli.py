"""`mitan tie`, and what `pin`, `ban` and `assign` say of wishes, as scripts know them."""

import csv
import io

import pytest

# 18 visits at three areas that may be split; three rakshaks of 10 visits
AREAS = """id,name,category,zone,visits,different_rakshaks,whole
A1,Gole Bazar,market,A,6,,no
A2,Gandhi Chowk,market,A,6,,no
A3,Sarkanda,colony,B,6,,no
"""
PEOPLE = "id,name,role,zone\nR1,Ram,rakshak,A\nR2,Sita,rakshak,A\nR3,Mohan,rakshak,B\n"


@pytest.fixture
def desk(desk):
    assert desk("init")[0] == 0
    desk.bring("areas", AREAS)
    desk.bring("people", PEOPLE)
    return desk


def answer(desk, *words, code=0):
    return desk.answer(*words, code=code)


def test_ties_are_kept_listed_and_taken_back(desk):
    assert answer(desk, "tie")["ties"] == []
    kept = answer(desk, "tie", "together", "A2", "A1", "--reason", "one road")["ties"]
    area_tie = {"kind": "together", "of": "areas", "one": "A1", "other": "A2", "reason": "one road"}
    assert kept == [area_tie]
    assert desk("tie", "apart", "R1", "R2")[0] == 0
    code, out, _ = desk("tie", "--format", "csv")
    assert code == 0
    assert [row["kind"] for row in csv.DictReader(io.StringIO(out))] == ["together", "apart"]
    assert answer(desk, "tie", "apart", "R2", "R1", "--remove")["ties"] == [area_tie]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("apart", "A1", "A2"), 3, "tied together already"),
        (("together", "R1", "A1"), 3, "mitan pin"),
        (("together", "A1", "A9"), 3, "no area and no rakshak A9"),
        (("apart", "A1", "A3", "--remove"), 3, "nothing to take back"),
        (("together", "A1"), 2, "both ids"),
        (("beside", "A1", "A2"), 2, "beside"),
    ],
)
def test_a_tie_that_cannot_be_kept(desk, words, code, said):
    assert desk("tie", "together", "A1", "A2")[0] == 0
    got, out, err = desk("tie", *words)
    assert (got, out) == (code, "")
    assert said in err
    assert len(answer(desk, "tie")["ties"]) == 1


def test_a_tie_changes_the_question(desk):
    before = answer(desk, "assign")["inputs_digest"]
    assert desk("tie", "apart", "A1", "A2")[0] == 0
    assert answer(desk, "assign")["inputs_digest"] != before
    assert desk("tie", "apart", "A1", "A2", "--remove")[0] == 0
    assert answer(desk, "assign")["inputs_digest"] == before


def test_a_pin_that_replaces_a_ban_says_so(desk):
    assert answer(desk, "ban", "R1", "A1")["replaced"] is None
    code, out, err = desk("pin", "R1", "A1", "--visits", 2)
    assert (code, err) == (0, "")
    assert "A ban is replaced by a pin of 2 visits." in out
    told = answer(desk, "ban", "R1", "A1")
    assert told["replaced"] == {"kind": "pin", "visits": 2}
    assert [row["kind"] for row in told["pins"]] == ["ban"]
    assert "replaced" not in desk("pin", "R1", "A1", "--remove")[1]


@pytest.mark.parametrize("words", [("R9", "A1"), ("R1", "A9")])
@pytest.mark.parametrize("command", ["pin", "ban"])
def test_a_wish_about_an_unknown_id_is_rejected(desk, command, words):
    code, out, err = desk(command, *words)
    assert (code, out) == (3, "")
    assert next(word for word in words if word.endswith("9")) in err
    assert answer(desk, "pin")["pins"] == []


def test_contradictory_pins_are_told_with_both_and_nothing_is_planned(desk):
    for area in ("A1", "A2"):
        assert desk("pin", "R1", area, "--visits", 6)[0] == 0
    assert desk("tie", "apart", "A1", "A2")[0] == 0
    told = answer(desk, "assign", code=4)
    assert [finding["code"] for finding in told["findings"]] == ["ASK002", "ASK009"]
    for finding in told["findings"]:
        assert "R1 at A1 (6 visits), R1 at A2 (6 visits)" in finding["message"]
    assert answer(desk, "plans")["plans"] == []


def test_a_rule_that_cannot_be_kept_is_told_for_its_area_and_the_rest_is_planned(desk):
    desk.bring("areas", "id,name,category,zone,visits,different_rakshaks\nA4,Hall,market,B,2,3\n")
    plan = answer(desk, "assign", code=4)
    assert (plan["plan"], plan["uncovered"]) == (1, 0)
    assert [(one["code"], one["subject"]) for one in plan["findings"]] == [("ASK001", "A4")]
    _, _, err = desk("assign")
    assert "1 rule(s) cannot be kept" in err
    assert "A4" in err
    for name in ("Ram", "Sita", "Mohan", "Hall"):
        assert name not in err


def test_what_cannot_be_kept_is_told_before_what_is_not_covered(desk):
    desk.bring("areas", "id,name,category,zone,visits,whole\nA4,Hall,market,B,11,yes\n")
    plan = answer(desk, "assign", code=4)
    assert plan["uncovered"] > 0  # R1 to R3 can make 10 visits each
    told = [(finding["code"], finding["subject"]) for finding in plan["findings"]]
    assert told == [("ASK013", "A4"), ("ASK011", "A4")]


def test_a_campaign_without_faults_has_no_findings(desk):
    assert answer(desk, "assign")["findings"] == []
