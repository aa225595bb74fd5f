"""--log-file, --profile and live lines, as a person or a script meets them."""

import json
import os
import re
from pathlib import Path

import pytest

from planner.report import progress

ROOT = Path(__file__).resolve().parents[2]
LOG = "run.log"
MARKED = ("Ramprasad", "Zubeida", "9812345678", "9123456780", "QX77", "QX78", "Gurughasi", "PLZ9")
AREAS = "id,name,category,zone\nPLZ9,Gurughasi Chowk,market,A\nPLZ8,Sarkanda,colony,B\n"
PEOPLE = (
    "id,name,phone,role,zone,reports_to\nQX1,Leela,,leader,A,\n"
    "QX77,Ramprasad,9812345678,rakshak,A,QX1\nQX78,Zubeida,9123456780,rakshak,B,QX1\n"
)


@pytest.fixture
def campaign(desk, monkeypatch):
    monkeypatch.delenv("MITAN_DEBUG", raising=False)
    assert desk("init")[0] == 0
    desk.bring("areas", AREAS)
    desk.bring("people", PEOPLE)
    return desk


def lines(desk):
    text = (desk.folder / LOG).read_text(encoding="ascii")
    return [json.loads(line) for line in text.splitlines()]


def test_a_command_leaves_its_beginning_its_stages_and_its_end(campaign):
    assert campaign("assign", "--seed", 4, "--log-file", LOG)[0] == 0
    begun, *stages, ended = lines(campaign)
    assert (begun["event"], begun["command"], begun["database"]) == ("begun", "assign", "sqlite")
    assert begun["given"] == ["seed", "log-file"]
    assert {line["event"] for line in stages} == {"stage"}
    assert {"open store", "read store", "solve", "keep plan"} <= {one["stage"] for one in stages}
    assert (ended["event"], ended["exit_code"], ended["level"]) == ("ended", 0, "info")
    assert ended["counts"]["plan"] == 1
    assert re.fullmatch("[0-9a-f]{64}", ended["digest"])
    assert ["solve", "check proof"] in [one["stage"] for one in ended["stages"]]
    assert (
        ended["seconds"] >= sum(s["seconds"] for s in ended["stages"] if len(s["stage"]) == 1) - 0.1
    )
    assert ended["memory_mib"]["own"] > 10
    assert {line["run"] for line in lines(campaign)} == {begun["run"]}


def test_the_log_from_the_environment_and_lines_are_added(campaign, monkeypatch):
    monkeypatch.setenv("MITAN_LOG_FILE", LOG)
    assert campaign("plans")[0] == 0
    assert campaign("db")[0] == 0
    assert campaign("audit", "sample", "--seed", "abc")[0] == 0
    told = lines(campaign)
    commands = [line["command"] for line in told if line["event"] == "begun"]
    assert commands == ["plans", "db", "audit sample"]
    assert told[0]["given"] == ["log-file"]


def test_a_refusal_is_told_by_code_and_place(campaign):
    bad = "id,name,phone,role,zone\nQX79,Zubeida,12,boss,A\n"
    (campaign.folder / "bad.csv").write_text(bad, encoding="utf-8")
    assert campaign("import", "people", "bad.csv", "--log-file", LOG)[0] == 3
    ended = lines(campaign)[-1]
    assert (ended["exit_code"], ended["error"], ended["level"]) == (3, "ImportRefusal", "warning")
    assert ended["at"]["module"] == "planner.store.importing.importer"
    assert all(re.fullmatch(r"[A-Z]{3}\d{3}", code) for code in ended["findings"])
    assert sum(ended["findings"].values()) >= 2


def test_nothing_about_anybody_is_in_the_log_whatever_is_done(campaign, monkeypatch):
    monkeypatch.setenv("MITAN_LOG_FILE", LOG)
    (campaign.folder / "Ramprasad.csv").write_text(
        "id,name,phone,role,zone\nQX80,Zubeida,12,boss,Gurughasi\n", encoding="utf-8"
    )
    many = [
        (0, "assign"),
        (0, "tree"),
        (0, "tree", "show", "QX77"),
        (0, "tree", "export", "Ramprasad.graphml"),
        (0, "explain", "QX77", "--format", "json"),
        (3, "explain", "Ramprasad"),
        (0, "pin", "QX77", "PLZ9", "--reason", "Ramprasad 9812345678"),
        (0, "plans"),
        (0, "message", "QX77", "--with-phones", "Zubeida asked"),
        (0, "roster", "--all", "-o", "Zubeida", "--with-phones", "9812345678"),
        (0, "report", "-o", "QX77.html"),
        (0, "export", "xlsx", "--leader", "QX1", "-o", "QX78.xlsx"),
        (0, "replan", "--drop", "QX78"),
        (3, "replan", "--drop", "Zubeida"),
        (3, "import", "people", "Ramprasad.csv"),
        (3, "import", "areas", "9812345678.csv"),
        (3, "tree", "--db", "Ramprasad.db"),
        (3, "tree", "--campaign", "Zubeida.toml"),
        (2, "import", "people", "Ramprasad.csv", "--yes"),
        (0, "progress"),
        (0, "train", "attendance", "people.csv"),
        (0, "audit", "sample", "--seed", "Ramprasad QX77"),
        (0, "assign", "--seed", 9812345678),
        (0, "backup", "-o", "Ramprasad.bak.db"),
        (0, "erase", "QX77", "--reason", "Ramprasad asked", "--yes"),
        (3, "restore", "Zubeida.db"),
        (6, "tree", "-o", "Gurughasi/QX77.txt"),
        (6, "tree", "--db", "postgresql+psycopg://Ramprasad:9812345678@localhost:1/QX77"),
    ]
    for _, *words in many:
        campaign(*words)

    def broken(*_args, **_kwargs):
        raise KeyError("Ramprasad 9812345678 QX77")

    monkeypatch.setattr("planner.store.reading.snapshot", broken)
    assert campaign("tree")[0] == 1
    text = (campaign.folder / LOG).read_text(encoding="ascii")
    assert [mark for mark in MARKED if mark.lower() in text.lower()] == []
    ends = [line for line in lines(campaign) if line["event"] == "ended"]
    assert {code for code, *_ in many} <= {line["exit_code"] for line in ends}
    assert (ends[-1]["error"], ends[-1]["level"], ends[-1]["exit_code"]) == ("KeyError", "error", 1)
    assert ends[-1]["at"]["module"].startswith("planner.")


def test_a_log_that_cannot_be_written_is_told_before_anything_is_begun(campaign):
    code, out, err = campaign("assign", "--log-file", "no/such/folder/a.log")
    assert (code, out) == (6, "")
    assert "Nothing was begun" in err
    assert campaign.answer("plans")["plans"] == []
    code, _, err = campaign("tree", "--log-file", campaign.folder)
    assert code == 2


def test_a_log_is_no_file_of_the_campaign(campaign):
    before = (campaign.folder / "campaign.db").read_bytes()
    for file in ("campaign.db", "campaign.toml"):
        assert campaign("tree", "--log-file", file)[0] == 2
    assert campaign("import", "people", "people.csv", "--log-file", "people.csv")[0] == 2
    assert (campaign.folder / "campaign.db").read_bytes() == before


def test_the_profile_is_on_stderr_after_the_answer(campaign):
    code, out, err = campaign("assign", "--profile", "--format", "json")
    assert code == 0
    assert json.loads(out)["plan"] == 1
    table = err[err.index("stage ") :].splitlines()
    named = [re.split(r"\s{2,}", line.strip())[0] for line in table]
    assert {"open store", "solve", "keep plan", "elsewhere", "in all"} <= set(named)
    assert table[-1].startswith("memory peak: ")
    assert "profile" not in campaign("plans")[2]


def test_an_interrupted_command_is_logged_too(campaign, monkeypatch):
    def stopped(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("planner.store.reading.snapshot", stopped)
    code, _, err = campaign("tree", "--log-file", LOG, "--profile")
    assert code == 130
    assert "memory peak" in err
    assert lines(campaign)[-1]["exit_code"] == 130


def at_terminal(folder, *words, out=None):
    """A command that reads the store slowly; its exit code, and what a person sees of it."""
    from tests.terminal import Terminal

    slowly = (
        "import time, planner.report.progress as p, planner.store.reading as r\n"
        "from planner.stages import Stage, stage\n"
        "p.SOON = 0.2; real = r.snapshot\n"
        "def slow(*a, **k): time.sleep(1); return real(*a, **k)\n"
        "r.snapshot = stage(Stage.READ)(slow)\n"
    )
    with Terminal(folder, *words, before=slowly, stdout=out) as terminal:
        return terminal.end()


@pytest.mark.skipif(os.name != "posix", reason="terminals of POSIX")
def test_a_slow_command_shows_its_stage_at_a_terminal_and_leaves_nothing_of_it(campaign):
    code, seen = at_terminal(campaign.folder, "phase", "--on", "2026-01-01")
    assert code == 0, seen
    assert "Phase: read store" in seen
    assert "0:00:0" in seen
    shown, _, after = seen.rpartition("\x1b[2K")  # the line is wiped, then comes the answer
    assert "Phase: read store" in shown
    assert "read store" not in after
    assert "The campaign is over" in after
    with (campaign.folder / "out.json").open("wb") as out:
        code, seen = at_terminal(campaign.folder, "tree", out=out)
    assert "Tree" in seen
    answer = (campaign.folder / "out.json").read_text(encoding="utf-8")
    assert "\x1b" not in answer
    assert "read store" not in answer
    assert "rakshak" in answer


@pytest.mark.skipif(os.name != "posix", reason="terminals of POSIX")
def test_json_at_a_terminal_stands_without_live_lines(campaign):
    code, seen = at_terminal(campaign.folder, "tree", "--format", "json")
    assert code == 0
    assert "\x1b" not in seen
    assert json.loads(seen[seen.index("{") :])["counts"]["rakshaks"] == 2


def test_into_a_pipe_goes_nothing_but_the_answer(campaign, monkeypatch):
    monkeypatch.setattr(progress, "SOON", 0.0)
    code, out, err = campaign("plans")
    assert (code, err) == (0, "")
    assert "\x1b" not in out
