"""The command line as scripts know it: documents, exit codes, and that nothing is half-done."""

import csv
import io
import json
import os
import re
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import click
import pytest

import cli
from planner.policy import load
from scenarios.hierarchies import hierarchy

ROOT = Path(__file__).resolve().parents[1]

AREAS = "name,category,zone\nGole Bazar,market,A\nGandhi Chowk,market,A\nSarkanda,colony,B\n"
PEOPLE = "id,name,role,zone\nR1,Ram,rakshak,A\nR2,Sita,rakshak,A\nR3,Mohan,rakshak,B\n"


@pytest.fixture
def campaign(desk):
    """Three areas (8 + 8 + 10 visits by the usual norms) and three rakshaks of 10 visits each."""
    (desk.folder / "areas.csv").write_text(AREAS, encoding="utf-8")
    (desk.folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    assert desk("init")[0] == 0
    assert desk("import", "areas", "areas.csv")[0] == 0
    assert desk("import", "people", "people.csv")[0] == 0
    return desk


def answer(desk, *words, code=0):
    return desk.answer(*words, code=code)


def test_the_least_columns_are_enough_for_an_audited_plan(campaign):
    plan = answer(campaign, "assign")
    assert plan["plan"] == 1
    assert plan["status"] == "optimal"
    assert (plan["rakshaks"], plan["areas"], plan["visits"], plan["uncovered"]) == (3, 3, 26, 0)
    assert set(plan["tiers"]) == {"coverage", "balance", "cost"}
    assert all(set(tier) == {"value", "bound", "gap"} for tier in plan["tiers"].values())
    assert plan["seconds"] >= 0
    verdict = answer(campaign, "audit")
    assert (verdict["failed"], verdict["plan"]) == (0, 1)
    assert verdict["passed"] > 0
    assert verdict["skipped"] > 0


def test_the_same_question_gives_the_same_bytes_and_the_same_plan(campaign):
    first, second = answer(campaign, "assign"), answer(campaign, "assign")
    first.pop("seconds"), second.pop("seconds")
    assert json.dumps(first) == json.dumps(second)
    plans = answer(campaign, "plans")["plans"]
    assert [(p["plan"], p["digest"]) for p in plans] == [(1, first["digest"])]


def test_import_counts_and_imports_only_once(campaign):
    again = answer(campaign, "import", "areas", "areas.csv")
    assert {k: again[k] for k in ("read", "written", "unchanged", "rejected")} == {
        "read": 3,
        "written": 0,
        "unchanged": 3,
        "rejected": 0,
    }
    assert again["findings"] == []


def test_a_bad_row_is_shown_in_json_too_and_nothing_is_written(campaign):
    bad = PEOPLE + "R4,Gita,rakshak,\nR5,Uma,boss,A\n"
    (campaign.folder / "bad.csv").write_text(bad, encoding="utf-8")
    told = answer(campaign, "import", "people", "bad.csv", code=3)
    assert (told["read"], told["written"], told["rejected"]) == (5, 0, 2)
    assert any("row 6" in f["where"] and f["subject"] == "R5" for f in told["findings"])
    assert answer(campaign, "tree")["counts"]["rakshaks"] == 3


def test_errors_are_named_before_warnings(campaign):
    rows = "".join(f"X{k},strange {k},A,\n" for k in range(40)) + "Y,market,A,-1\n"
    (campaign.folder / "bad.csv").write_text("name,category,zone,visits\n" + rows, "utf-8")
    code, _, err = campaign("import", "areas", "bad.csv")
    assert code == 3
    assert err.splitlines()[1].strip().startswith("error IMP")
    assert "and 16 more" in err  # 40 warnings and 1 error, 25 shown


def test_tree_counts_and_quota(campaign):
    tree = answer(campaign, "tree")
    assert {k: tree["counts"][k] for k in ("leaders", "rakshaks", "mitans")} == {
        "leaders": 0,
        "rakshaks": 3,
        "mitans": 0,
    }
    assert (tree["quota"]["short"], tree["quota"]["missing"]) == (3, 75)
    code, out, _ = campaign("tree", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert [(row["id"], row["state"]) for row in rows] == [
        ("R1", "short"),
        ("R2", "short"),
        ("R3", "short"),
    ]


def test_tree_is_drawn(campaign):
    code, _, err = campaign("tree", "--plot", "tree.png")
    assert code == 0, err
    assert (campaign.folder / "tree.png").read_bytes().startswith(b"\x89PNG")


def test_a_tree_with_faults_ends_with_5_and_names_them(campaign):
    people = "id,name,role,zone,reports_to\nL1,Lata,leader,A,\nR1,Ram,rakshak,A,L1\n"
    (campaign.folder / "teams.csv").write_text(people, encoding="utf-8")
    assert campaign("import", "people", "teams.csv")[0] == 0
    code, _, err = campaign("tree")
    assert code == 5
    assert "R2" in err
    assert "R3" in err


def test_pins_and_bans_are_obeyed_and_diff_shows_the_change(campaign):
    before = answer(campaign, "assign")
    areas = {a["area"] for a in rows_of(campaign)}
    colony = next(a["area"] for a in rows_of(campaign) if a["rakshak"] == "R3")
    assert areas
    assert campaign("ban", "R3", colony, "--reason", "lives there")[0] == 0
    assert answer(campaign, "pin")["pins"][0]["kind"] == "ban"
    after = answer(campaign, "assign")
    assert after["plan"] == before["plan"] + 1
    assert not any(a["rakshak"] == "R3" and a["area"] == colony for a in rows_of(campaign))
    out = campaign("diff", 1, 2, "--format", "csv")[1]
    assert out.startswith("rakshak,area,before,after\n")
    change = answer(campaign, "diff", 1, 2)
    assert change["visits_taken_away"] > 0
    assert change["visits_given"] == change["visits_taken_away"]
    assert campaign("ban", "R3", colony, "--remove")[0] == 0
    assert answer(campaign, "pin")["pins"] == []
    assert answer(campaign, "assign")["plan"] == before["plan"]  # the first question again


def rows_of(desk):
    code, out, _ = desk("assign", "--format", "csv")
    assert code == 0
    return list(csv.DictReader(io.StringIO(out)))


def test_a_pin_that_cannot_be_kept_is_impossible(campaign):
    area = rows_of(campaign)[0]["area"]
    assert campaign("pin", "R1", area, "--visits", 11)[0] == 0
    code, out, err = campaign("assign")
    assert (code, out) == (4, "")
    assert "R1" in err
    assert "11" in err


def test_a_shortage_is_answered_with_a_plan_and_reasons(campaign):
    more = "name,category,zone,visits\nMela,market,A,20\n"
    (campaign.folder / "more.csv").write_text(more, encoding="utf-8")
    assert campaign("import", "areas", "more.csv")[0] == 0
    code, out, err = campaign("assign", "--format", "json")
    plan = json.loads(out)
    assert code == 4
    assert plan["uncovered"] == 16  # 46 visits asked, 30 available
    assert "16 of 46 visits" in err
    assert "46 visits are needed" in err
    assert campaign("audit")[0] == 5


def test_a_rule_is_ignored_with_a_reason_that_is_printed(campaign):
    answer(campaign, "assign")
    campaign.bring("areas", "name,category,zone,priority\nGole Bazar,market,A,5\n")
    assert campaign("audit")[0] == 5
    why = "planned again tomorrow"
    verdict = answer(campaign, "audit", "--ignore", f"int001={why}")
    (ruling,) = [rule for rule in verdict["rules"] if rule["outcome"] == "ignored"]
    assert (ruling["code"], ruling["reason"], verdict["ignored"]) == ("INT001", why, 1)
    code, out, _ = campaign("audit", "--ignore", f"INT001={why}")
    assert code == 0
    assert "1 ignored" in out
    assert why in out
    for word, told in (("INT001", "INT001=REASON"), ("INT1=x", "no rule 'INT1'")):
        code, _, err = campaign("audit", "--ignore", word)
        assert (code, told in err) == (2, True)


def test_a_plan_solved_again_is_the_same(campaign, monkeypatch):
    plan = answer(campaign, "assign", "--seed", 5)
    rules = {r["code"]: r for r in answer(campaign, "audit", "--rerun")["rules"]}
    assert rules["INT016"]["outcome"] == "passed"
    with sqlite3.connect("campaign.db") as store:
        store.execute("UPDATE plan SET status = 'feasible'")
    found = answer(campaign, "audit", "--rerun", "--select", "INT016", code=5)["findings"]
    assert f"solved again it is {plan['digest'][:12]}" in found[0]["message"]


def test_a_digest_written_down_is_looked_for_in_the_history(campaign):
    with sqlite3.connect("campaign.db") as store:
        (head,) = store.execute("SELECT digest FROM history ORDER BY number DESC").fetchone()
    select = ("audit", "--select", "INT017", "--head")
    assert answer(campaign, *select, head[:12])["passed"] == 1
    assert answer(campaign, *select, "f" * 12, code=5)["failed"] == 1
    for wrong in (head[:11], "not a digest"):
        code, _, err = campaign(*select, wrong)
        assert (code, "12 to 64 of the signs" in err) == (2, True)


def test_rules_are_listed_and_explained(desk):
    rules = answer(desk, "rules")["rules"]
    assert "COV001" in {rule["code"] for rule in rules}
    one = answer(desk, "rules", "cov001")
    assert one["code"] == "COV001"
    assert one["why"]
    assert desk("rules", "COV999")[0] == 2


def test_scenarios_are_listed_with_their_sources(desk):
    assert "bilaspur" in {s["name"] for s in answer(desk, "scenarios")["scenarios"]}
    facts = answer(desk, "scenarios", "bilaspur")["fact"]
    assert facts
    assert all(fact["source"] for fact in facts)
    code, out, _ = desk("scenarios", "bilaspur")
    assert code == 0
    assert "assumption" in out
    assert desk("scenarios", "bilaspr")[0] == 2


def test_hierarchies_are_listed_beside_the_scenarios(desk):
    told = answer(desk, "scenarios")
    assert {"census", "cyber-mitan", "page-committee", "pulse-polio"} == {
        one["name"] for one in told["hierarchies"]
    }
    assert desk("scenarios", "--format", "csv")[1].startswith("name,title,sizes\nbilaspur,")
    census = answer(desk, "scenarios", "census")
    assert [level["code"] for level in census["level"]] == ["leader", "rakshak", "mitan"]
    assert census["policy"]["quota"]["mitans_per_rakshak"] == 155
    assert all(fact["source"] for fact in census["fact"])
    code, out, _ = desk("scenarios", "census")
    assert code == 0
    assert all(word in out for word in ("Supervisor", "quota.mitans_per_rakshak", "Facts"))
    code, _, err = desk("scenarios", "censuss")
    assert code == 2
    assert "Did you mean census" in err


def test_init_with_a_preset_writes_its_policy(desk):
    assert answer(desk, "init", "--preset", "census")["campaign_written"] is True
    page = (desk.folder / "campaign.toml").read_text(encoding="utf-8")
    assert page.startswith("# Preset census:")
    assert "tolerance = 10               # this many short or over is still filled\n" in page
    assert load(desk.folder / "campaign.toml") == hierarchy("census").policy
    again = answer(desk, "init", "--preset", "census")  # it says so already
    assert again["campaign_written"] is False


def test_init_with_a_preset_never_touches_a_policy_that_is_there(desk):
    own = "[quota]\nmitans_per_rakshak = 10\n"
    (desk.folder / "campaign.toml").write_text(own, encoding="utf-8")
    code, _, err = desk("init", "--preset", "census")
    assert code == 3
    assert "the preset was not applied" in err
    assert (desk.folder / "campaign.toml").read_text(encoding="utf-8") == own
    assert not (desk.folder / "campaign.db").exists()


def test_an_unknown_preset_makes_nothing(desk):
    for words in (("init",), ("demo", "--out", "demo")):
        code, _, err = desk(*words, "--preset", "pulse-poli")
        assert code == 2
        assert "Did you mean pulse-polio" in err
    assert list(desk.folder.iterdir()) == []


def test_a_demo_takes_a_preset_or_a_policy(desk, monkeypatch):
    code, _, err = desk("demo", "--preset", "census", "--campaign", "own.toml")
    assert code == 2
    assert "own.toml" in err
    monkeypatch.setenv("MITAN_CAMPAIGN", "own.toml")
    assert desk("demo", "--preset", "census")[0] == 2
    assert list(desk.folder.iterdir()) == []


def test_doctor_finds_a_sound_campaign_sound(campaign):
    checks = {c["check"]: c["outcome"] for c in answer(campaign, "doctor")["checks"]}
    assert set(checks.values()) == {"passed"}
    assert {"schema", "integrity", "history", "policy"} <= set(checks)


def test_doctor_names_what_is_wrong(campaign):
    (campaign.folder / "campaign.toml").write_text("[quota]\nmitans = 5\n", encoding="utf-8")
    got, out, _ = campaign("doctor", "--format", "json")
    checks = {c["check"]: c for c in json.loads(out)["checks"]}
    assert got == 3
    assert checks["policy"]["outcome"] == "failed"
    assert "quota.mitans" in checks["policy"]["message"]
    assert checks["history"]["outcome"] == "passed"


def test_doctor_without_a_store(desk):
    got, out, _ = desk("doctor", "--format", "json")
    checks = {c["check"]: c["outcome"] for c in json.loads(out)["checks"]}
    assert got == 3
    assert (checks["schema"], checks["integrity"]) == ("failed", "skipped")


def test_the_policy_beside_the_store_counts(campaign):
    (campaign.folder / "campaign.toml").write_text(
        "[quota]\nmitans_per_rakshak = 10\n", encoding="utf-8"
    )
    assert answer(campaign, "tree")["quota"]["missing"] == 30


def test_init_keeps_a_policy_that_is_there(desk):
    own = "[quota]\nmitans_per_rakshak = 10\n"
    (desk.folder / "campaign.toml").write_text(own, encoding="utf-8")
    assert answer(desk, "init")["campaign_written"] is False
    assert (desk.folder / "campaign.toml").read_text(encoding="utf-8") == own


def test_init_with_a_faulty_policy_makes_no_store(desk):
    (desk.folder / "campaign.toml").write_text("[quota]\nmitans = 10\n", encoding="utf-8")
    assert desk("init")[0] == 3
    assert not (desk.folder / "campaign.db").exists()


def test_the_store_comes_from_the_environment_too(campaign, monkeypatch, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert campaign("tree")[0] == 3
    monkeypatch.setenv("MITAN_DB", str(tmp_path / "campaign.db"))
    assert campaign("tree")[0] == 0


def doers():
    """Every command that does something itself: of a group that does nothing those below it."""
    for name, command in sorted(cli.mitan.commands.items()):
        if isinstance(command, click.Group) and not command.invoke_without_command:
            yield from ((f"{name} {below}", one) for below, one in command.commands.items())
        else:
            yield name, command


@pytest.mark.parametrize(("name", "command"), list(doers()), ids=[name for name, _ in doers()])
def test_every_command_takes_the_shared_options(name, command):
    names = {option for p in command.params for option in p.opts}
    assert {"--db", "--format", "--campaign", "-o"} <= names, name


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("tree",), 3),  # no store
        (("nonsense",), 2),
        (("import", "areas"), 2),
        (("assign", "--format", "xml"), 2),
        (("pin", "R1"), 2),
        (("demo", "--rakshaks", "5"), 2),
        (("demo", "--scenario", "nowhere"), 2),
        (("--help",), 0),
        (("--version",), 0),
    ],
)
def test_exit_codes(desk, words, code):
    got, out, err = desk(*words)
    assert got == code
    assert "Traceback" not in out + err
    assert not (desk.folder / "campaign.db").exists()


@pytest.mark.parametrize("command", ["plans", "pin", "tree"])
def test_an_empty_list_keeps_its_header_in_csv(desk, command):
    assert desk("init")[0] == 0
    code, out, _ = desk(command, "--format", "csv")
    assert code == 0
    assert len(out.splitlines()) == 1
    assert "," in out


def test_a_refusal_is_a_document_in_json_too(campaign):
    told = answer(campaign, "diff", 1, 2, code=3)
    assert told["exit_code"] == 3
    assert "no plan" in told["error"].lower()
    area = rows_of(campaign)[0]["area"]
    assert campaign("pin", "R1", area, "--visits", 11)[0] == 0
    told = answer(campaign, "assign", code=4)
    assert {finding["subject"] for finding in told["findings"]} >= {"R1"}


def test_a_change_taken_back_brings_the_first_plan_into_force(campaign):
    area = rows_of(campaign)[0]["area"]
    assert campaign("pin", "R3", area)[0] == 0
    assert answer(campaign, "assign")["plan"] == 2
    assert campaign("pin", "R3", area, "--remove")[0] == 0
    assert campaign("audit")[0] == 5  # plan 2 answers another question
    assert answer(campaign, "assign")["plan"] == 1
    verdict = answer(campaign, "audit")
    assert (verdict["plan"], verdict["failed"]) == (1, 0)
    assert [p["in_force"] for p in answer(campaign, "plans")["plans"]] == [True, False]


def test_mitans_who_are_enrolled_do_not_make_a_plan_stale(campaign):
    before = answer(campaign, "assign")
    sheet = "mitan,rakshak,name,latitude,longitude,zone\nM1,R1,Uma,22.1,82.1,A\nM2,R1,Ila,,,NEW\n"
    (campaign.folder / "m.csv").write_text(sheet, encoding="utf-8")
    assert campaign("import", "enrolments", "m.csv")[0] == 0
    assert answer(campaign, "assign")["inputs_digest"] == before["inputs_digest"]


def test_a_closed_area_needs_nobody(campaign):
    (campaign.folder / "c.csv").write_text("name,category,zone,visits\nX,market,A,0\n", "utf-8")
    assert campaign("import", "areas", "c.csv")[0] == 0
    assert answer(campaign, "assign")["uncovered"] == 0
    assert answer(campaign, "audit")["failed"] == 0


@pytest.mark.parametrize("option", ["-o", "--plot"])
def test_an_answer_never_replaces_the_store(campaign, option):
    before = (campaign.folder / "campaign.db").read_bytes()
    assert campaign("tree", option, "campaign.db")[0] == 2
    assert campaign("import", "areas", "areas.csv", "-o", "areas.csv")[0] == 2
    assert (campaign.folder / "campaign.db").read_bytes() == before
    assert (campaign.folder / "areas.csv").read_text(encoding="utf-8") == AREAS


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_behind_stdout_is_said_plainly(campaign):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, ROOT / "cli.py", "rules"], stdout=full, stderr=-1, check=False
        )
    assert done.returncode == 6
    assert b"cannot be written" in done.stderr


def test_an_empty_campaign_has_nothing_to_assign_and_nothing_to_pass(desk):
    assert desk("init")[0] == 0
    code, _, err = desk("assign")
    assert code == 3
    assert "mitan import people" in err
    verdict = answer(desk, "audit")
    assert (verdict["passed"], verdict["failed"]) == (0, 0)
    assert verdict["skipped"] > 10


def test_unknown_plans(campaign):
    assert campaign("audit", "--plan", 7)[0] == 3
    assert campaign("diff", 1, 2)[0] == 3


def test_a_document_goes_whole_into_a_file(campaign):
    code, out, err = campaign("tree", "--format", "json", "-o", "tree.json")
    assert (code, out) == (0, "")
    assert "tree.json" in err
    document = json.loads((campaign.folder / "tree.json").read_text(encoding="utf-8"))
    assert document["counts"]["rakshaks"] == 3
    assert [p for p in campaign.folder.iterdir() if p.name.startswith(".")] == []


def test_a_file_that_cannot_be_written(campaign):
    code, _, err = campaign("tree", "-o", "no/such/folder/tree.txt")
    assert code == 6
    assert "cannot be written" in err


def test_a_fault_of_ours_shows_no_trace_and_no_data(campaign, monkeypatch):
    def broken(*_args, **_kwargs):
        raise KeyError("Ram 9876543210")

    monkeypatch.setattr("planner.store.reading.snapshot", broken)
    monkeypatch.delenv("MITAN_DEBUG", raising=False)
    code, out, err = campaign("tree")
    assert code == 1
    assert "Ram" not in out + err
    assert "Traceback" not in err
    assert re.search(r"\(KeyError at planner\.commands\.tree:\d+\)", err)
    assert str(ROOT) not in err


def test_interrupted(campaign, monkeypatch):
    def stopped(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("planner.store.reading.snapshot", stopped)
    assert campaign("tree")[0] == 130


def test_a_newer_store_is_refused_untouched(campaign):
    file = campaign.folder / "campaign.db"
    with sqlite3.connect(file) as store:
        store.execute("UPDATE mitan_schema SET version_num = '9999'")
    store.close()
    before = file.read_bytes()
    code, _, err = campaign("tree")
    assert code == 3
    assert "newer" in err
    assert campaign("doctor", "--upgrade")[0] == 3
    assert file.read_bytes() == before


@pytest.mark.skipif(os.name != "posix", reason="file rights of POSIX")
def test_the_store_is_for_its_owner_only(campaign):
    assert stat.S_IMODE((campaign.folder / "campaign.db").stat().st_mode) == 0o600


def test_names_and_phones_stay_inside(campaign):
    for words in (("tree",), ("assign",), ("audit",), ("plans",), ("doctor",)):
        for form in ("table", "json", "csv"):
            _, out, err = campaign(*words, "--format", form)
            assert not any(name in out + err for name in ("Sita", "Mohan", "Gole Bazar"))


def test_hindi_comes_out_whole_where_the_terminal_is_ascii(desk):
    (desk.folder / "a.csv").write_text("नाम,श्रेणी,थाना\nगोल बाज़ार,बाज़ार,कोटा\n", encoding="utf-8")
    assert desk("init")[0] == 0
    assert desk("import", "areas", "a.csv")[0] == 0
    people = "आईडी,नाम,भूमिका,थाना\nर१,राम,रक्षक,कोटा\n"
    (desk.folder / "p.csv").write_text(people, encoding="utf-8")
    assert desk("import", "people", "p.csv")[0] == 0
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, ROOT / "cli.py", "tree", "--format", "json"],
        capture_output=True,
        cwd=desk.folder,
        env=environment,
        check=False,
    )
    assert done.returncode == 0
    assert "कोटा" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete_commands_and_options(shell):
    """The lines of docs/cli.md print a script; what it asks for is answered."""

    def told(instruction, words=(), last=""):
        env = {**os.environ, "_MITAN_COMPLETE": f"{shell}_{instruction}"}
        env |= {"COMP_WORDS": " ".join((*words, last)), "COMP_CWORD": str(len(words))}
        if shell == "fish":
            env |= {"COMP_WORDS": " ".join(words), "COMP_CWORD": last}
        run = [sys.executable, "-c", "import cli; cli.main()"]
        done = subprocess.run(run, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.stderr == ""
        return done.stdout

    line = f"_MITAN_COMPLETE={shell}_source mitan"
    assert line in (ROOT / "docs/cli.md").read_text(encoding="utf-8")
    assert f"_MITAN_COMPLETE={shell}_complete" in told("source")
    assert "roster" in told("complete", ["mitan"], "ros")
    assert "--leader" in told("complete", ["mitan", "roster"], "--lea")
    assert "--leader" not in told("complete", ["mitan", "assign"], "--lea")
