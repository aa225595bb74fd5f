"""What `mitan explain` says: numbers and sentences in two languages, ids and no names."""

import json
import sys

import numpy as np
import pytest

import cli
from planner.assignment import reasons
from planner.assignment.solve import solve
from planner.assignment.swap import grounds
from planner.findings import ExitCode, Refusal
from planner.policy import load
from planner.report.explain import COLUMNS, explain_answer, subject
from planner.report.phrases import ENGLISH
from planner.snapshot import NONE, Areas, Enrolments, Pairs, People, Role, Snapshot, integers
from planner.statement import state_problem
from planner.store import plans
from planner.store.database import open_store
from planner.store.reading import snapshot

POLICY = load()
TRAINED = 737_664  # 28 August 2020
SKILLS = ("banking",)
ZONES = ("KOTA", "TAKHATPUR")


def campaign(people, areas, bans=()):
    """People (id, zone, km, visits, skilled, trained, role, active), areas likewise; km east."""
    ids = [one["id"] for one in people]
    places = [one["id"] for one in areas]

    def column(rows, key, usual):
        return integers([row.get(key, usual) for row in rows])

    def point(rows):
        nowhere = (np.nan,) * 3
        return np.array([(1_000.0 * r["km"], 0.0, 0.0) if "km" in r else nowhere for r in rows])

    def zone(rows):
        return integers([ZONES.index(row["zone"]) if "zone" in row else NONE for row in rows])

    def skilled(rows):
        return np.array([int(row.get("skilled", False)) for row in rows], dtype=np.uint64)

    nothing = np.zeros(0, dtype=np.int64)
    return Snapshot(
        people=People(
            ids=np.array(ids),
            role=column(people, "role", Role.RAKSHAK),
            active=np.array([row.get("active", True) for row in people]),
            parent=np.full(len(people), NONE),
            zone=zone(people),
            position=point(people),
            availability=column(people, "visits", 4),
            reserve=np.array([row.get("reserve", False) for row in people]),
            joined=integers([NONE] * len(people)),
            trained=integers([TRAINED if row.get("trained", True) else NONE for row in people]),
            organisation=np.full(len(people), NONE),
            skills=skilled(people),
            languages=np.zeros(len(people), dtype=np.uint64),
            phone=np.full(len(people), NONE),
        ),
        areas=Areas(
            ids=np.array(places),
            category=np.zeros(len(areas), dtype=np.int64),
            zone=zone(areas),
            position=point(areas),
            people=np.full(len(areas), NONE),
            visits=column(areas, "visits", 3),
            different=np.ones(len(areas), dtype=np.int64),
            priority=np.ones(len(areas), dtype=np.int64),
            whole=np.zeros(len(areas), dtype=np.int64),
            skills=skilled(areas),
            languages=np.zeros(len(areas), dtype=np.uint64),
        ),
        enrolments=Enrolments(*[nothing] * 5),
        pins=Pairs(nothing, nothing, nothing),
        bans=Pairs(
            integers([ids.index(r) for r, _ in bans]),
            integers([places.index(a) for _, a in bans]),
            np.zeros(len(bans), dtype=np.int64),
        ),
        zones=ZONES,
        categories=("market",),
        organisations=(),
        skills=SKILLS,
        languages=(),
    )


@pytest.fixture
def kota():
    """A1 asks for a skill that R1, who lives there, has not; R2 has it 3 km, R3 8 km away.

    R4 is not trained and R5 has left; L1 is a leader.
    """
    return campaign(
        [
            {"id": "L1", "role": Role.LEADER},
            {"id": "R1", "zone": "KOTA", "km": 0},
            {"id": "R2", "zone": "KOTA", "km": 3, "skilled": True},
            {"id": "R3", "zone": "TAKHATPUR", "km": 8, "skilled": True},
            {"id": "R4", "zone": "KOTA", "km": 9, "trained": False},
            {"id": "R5", "zone": "KOTA", "active": False},
        ],
        [
            {"id": "A1", "zone": "KOTA", "km": 0, "skilled": True},
            {"id": "A2", "zone": "TAKHATPUR", "km": 8},
            {"id": "A3", "zone": "KOTA"},
            {"id": "A4", "visits": 0},
        ],
    )


def explained(snapshot, asked, lang="en", *, stale=False, kind=None):
    problem = state_problem(snapshot, POLICY)
    plan = solve(problem, POLICY.search)
    given = grounds(problem, plan, None if stale else plan.proof, None if stale else POLICY.search)
    wanted = subject(snapshot, problem, asked, kind)
    return explain_answer(given, wanted, snapshot, POLICY, plan=7, stale=stale, lang=lang)


def test_an_area_in_english(kota):
    """9 visits of 12 are needed: 3 are fair. R2's way: 3 km, R3's: 8 km and 2 km as other zone.

    With R3 at A1, who keeps 1 visit at A2, R2 makes 2 there, 5 km and another zone each:
    3 x (10 - 3) + 2 x 7 km = 35 km.
    """
    assert list(explained(kota, "A1").lines) == [
        "A1 (Market, zone KOTA) needs 3 visits. All are covered.",
        "R2 makes 3 visits at A1 (Market): 3.0 km away, in the own zone of R2, KOTA; skill asked "
        "for: banking. R2 has 3 visits in all; 3.0 would be fair (2 to 4). Next in line by the "
        "plan's prices: R3 (8.0 km away). Sending R3 instead of R2 would cost exactly 35.0 km "
        "more in all (solved again).",
        "The nearest is R1 (0 m away), who does not come: R1 lacks a skill that is asked for "
        "(banking).",
    ]


def test_an_area_in_hindi(kota):
    assert list(explained(kota, "A1", "hi").lines) == [
        "A1 (बाज़ार, ज़ोन KOTA) की ज़रूरत: 3 दौरे। पूरी ज़रूरत का प्रबंध है।",
        "A1 (बाज़ार) में R2 के ज़िम्मे 3 दौरे: दूरी 3.0 किमी, R2 के अपने ज़ोन KOTA में; माँगा गया कौशल: "
        "banking। R2 का कुल कार्यभार: 3 दौरे; उचित हिस्सा 3.0 (2 से 4 तक ठीक)। योजना की कीमतों के हिसाब से "
        "अगला विकल्प: R3 (दूरी 8.0 किमी)। R2 की जगह R3 को भेजने पर ठीक-ठीक अंतर (दोबारा हल "
        "करके): कुल रास्ता 35.0 किमी अधिक।",
        "सबसे निकट R1 हैं (दूरी 0 मीटर), पर यहाँ उनका नाम नहीं है: माँगा गया कौशल (banking) R1 के पास पूरा "
        "नहीं है।",
    ]


def test_a_rakshak_in_both_languages(kota):
    english, hindi = explained(kota, "R3"), explained(kota, "R3", "hi")
    assert english.lines[0] == (
        "R3 has 3 visits; 3.0 would be fair (2 to 4), 4 possible. That is a fair share."
    )
    assert "at A2 (Market): 0 m away, in the own zone of R3, TAKHATPUR." in english.lines[1]
    assert hindi.lines[0] == (
        "R3 का कार्यभार: 3 दौरे; उचित हिस्सा 3.0 (2 से 4 तक ठीक), क्षमता 4। यह उचित हिस्सा है।"
    )
    assert "A2 (बाज़ार) में R3 के ज़िम्मे 3 दौरे: दूरी 0 मीटर" in hindi.lines[1]


def test_somebody_who_is_not_trained_is_told_so(kota):
    assert "R4 may not go out before being trained." in explained(kota, "R4").lines[0]
    assert "प्रशिक्षण से पहले R4 को नहीं भेजा जा सकता।" in explained(kota, "R4", "hi").lines[0]


def test_an_area_that_needs_no_visits(kota):
    assert explained(kota, "A4").lines == ("A4 (Market) needs no visits, so nobody comes.",)


def test_an_area_that_nobody_may_visit():
    lonely = campaign(
        [{"id": "R1", "km": 0}, {"id": "R2", "km": 5, "skilled": True}],
        [{"id": "A1", "km": 1, "skilled": True, "visits": 1}],
        bans=[("R2", "A1")],
    )
    assert list(explained(lonely, "A1").lines) == [
        "A1 (Market) needs 1 visit. Uncovered: 1 visit, because nobody may come (a skill is "
        "missing: 1, banned: 1).",
        "The nearest is R1 (1.0 km away), who does not come: R1 lacks a skill that is asked for "
        "(banking).",
    ]
    assert explained(lonely, "A1", "hi").lines[0] == (
        "A1 (बाज़ार) की ज़रूरत: 1 दौरा। बिना प्रबंध: 1 दौरा। कारण: यहाँ आने योग्य कोई रक्षक नहीं है (कौशल की "
        "कमी: 1, रोक: 1)।"
    )
    (line,) = explained(lonely, "R1").lines
    assert line == (
        "R1 has 0 visits; 0.5 would be fair (0 to 1), 4 possible. That is a fair share."
    )


def test_the_numbers(kota):
    document = explained(kota, "A1")
    data = json.loads(document.render("json"))
    assert (data["plan"], data["kind"], data["id"], data["category"]) == (7, "area", "A1", "Market")
    assert data["sentences"] == list(document.lines)
    (one,) = data["assignments"]
    assert (one["rakshak"], one["visits"], one["metres"], one["zone"]) == ("R2", 3, 3_000, "own")
    assert one["sentence"] == document.lines[1]
    other = one["runner_up"]
    assert (other["rakshak"], other["exact"]) == ("R3", True)
    assert other["change"] == {"coverage": 0, "balance": 0, "cost": 35_000}
    assert data["nearest"]["rakshak"] == "R1"
    header, row = document.content("csv").decode().splitlines()
    assert header == ",".join(COLUMNS)
    assert row == "R2,A1,3,3.0,KOTA,3,3.0,R3,8.0,0,0,35000,True"
    json.loads(explained(kota, "R1").render("json"))
    in_hindi = explained(kota, "A1", lang="hi")
    assert in_hindi.content("csv") == document.content("csv")
    assert in_hindi.tables[0].columns[:3] == ("रक्षक", "क्षेत्र", "दौरे")


def test_a_changed_campaign_is_said_and_nothing_is_solved_again(kota):
    document = explained(kota, "A1", stale=True)
    assert document.lines[0].startswith("The campaign has changed since plan 7 was made")
    other = document.data["assignments"][0]["runner_up"]
    assert (other["rakshak"], other["estimate"], other["change"]) == ("R3", None, None)
    assert document.data["stale"]
    assert not any("instead of" in line for line in document.lines)


@pytest.mark.parametrize(
    ("asked", "kind", "told"),
    [
        ("a1x", None, "no rakshak or area a1x: do you mean A1"),
        ("zzzz", None, "write its id as in the sheet"),
        ("L1", None, "L1 is a leader; only rakshaks have areas"),
        ("R5", None, "R5 is not active"),
        ("R1", "area", "no area R1"),
    ],
)
def test_an_id_that_cannot_be_explained_is_refused(kota, asked, kind, told):
    problem = state_problem(kota, POLICY)
    with pytest.raises(Refusal, match=told.replace("(", r"\(")):
        subject(kota, problem, asked, kind)


def test_an_id_of_both_kinds_has_to_be_told_apart():
    both = campaign([{"id": "X1"}], [{"id": "X1"}])
    problem = state_problem(both, POLICY)
    with pytest.raises(Refusal, match="a rakshak and an area"):
        subject(both, problem, "X1", None)
    assert subject(both, problem, "X1", "area").kind == "area"
    assert subject(both, problem, "X1", "rakshak").kind == "rakshak"


def test_every_reason_has_its_phrase():
    away = (*reasons.BARS, "untrained", reasons.WHOLE, reasons.FULL, reasons.AREAS, reasons.SHARE)
    away += (reasons.DEARER, reasons.ELSEWHERE, "idle")
    lacking = (reasons.NOBODY, reasons.DIFFERENT, reasons.WHOLE, reasons.BUSY, reasons.LINKED)
    lacking += (reasons.KEPT,)
    load = (reasons.FAIR, reasons.PINNED, reasons.NEEDED, reasons.BARRED, reasons.TAKEN)
    load += (reasons.LINKED, reasons.KEPT, reasons.UNAVAILABLE, "untrained")
    wanted = {f"bar {code}" for code in reasons.BARS} | {f"away {code}" for code in away}
    wanted |= {f"lacking {code}" for code in lacking} | {f"load {code}" for code in load}
    groups = ("bar ", "away ", "lacking ", "load ")
    assert wanted == {name for name in ENGLISH if name.startswith(groups)}


def test_the_command(tmp_path, monkeypatch, capsys):
    """Two areas of 8 and 10 visits by the usual norms, two rakshaks of 10 visits each.

    The store's plan and proof stand in for one made by `mitan assign`.
    """
    monkeypatch.chdir(tmp_path)
    (tmp_path / "areas.csv").write_text(
        "id,name,category,zone\nA1,Gole Bazar,market,KOTA\nA2,Sarkanda,colony,KOTA\n"
    )
    (tmp_path / "people.csv").write_text(
        "id,name,role,zone\nR1,Ram,rakshak,KOTA\nR2,Sita,rakshak,KOTA\n"
    )

    def mitan(*words):
        monkeypatch.setattr(sys, "argv", ["mitan", *words])
        with pytest.raises(SystemExit) as end:
            cli.main()
        said = capsys.readouterr()
        return end.value.code, said.out, said.err

    for words in (["init"], ["import", "areas", "areas.csv"], ["import", "people", "people.csv"]):
        assert mitan(*words)[0] == 0
    with open_store("campaign.db") as store, store.reading() as connection:
        problem = state_problem(snapshot(connection), POLICY)
    plan = solve(problem, POLICY.search)
    monkeypatch.setattr(plans, "load_plan", lambda *_: (3, plan))
    monkeypatch.setattr(plans, "load_proof", lambda *_: plan.proof, raising=False)

    code, out, _ = mitan("explain", "A1", "--format", "json")
    data = json.loads(out)
    assert (code, data["plan"], data["stale"], data["visits"]) == (0, 3, False, 8)
    assert "Bazar" not in out
    code, out, err = mitan("explain", "R1", "--lang", "hi", "--format", "csv")
    assert (code, out.splitlines()[0]) == (0, ",".join(COLUMNS))
    assert "R1 का कार्यभार" in err
    code, out, _ = mitan("explain", "R1")
    assert (code, out.startswith("R1 has ")) == (0, True)
    code, _, err = mitan("explain", "R11")
    assert (code, "do you mean R1" in err) == (ExitCode.REJECTED, True)
