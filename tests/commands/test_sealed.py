"""An encrypted campaign as people and scripts use it; its key stands in nothing that is shown."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from planner.store import key
from planner.store.key import Key
from planner.store.target import SQLITE_HEADER, Form, form_of
from tests.reports import make_campaign

ROOT = Path(__file__).parents[2]
ONE = ["Key of campaign.db: "]  # questions at a terminal
BOTH = ["Key for campaign.db: ", "once more: "]
PASSPHRASE = "four words are enough"
OTHER = "other words are here"
NAMES = ("ज्ञानेश्वर", "Mohan Rao", "Zubaida", "Farida", "Uma 3", "9876543213")
EVERYTHING = [
    ("tree",), ("assign",), ("replan", "--drop", "RK-2"), ("plans",), ("diff", "1", "2"),
    ("explain", "RK-1"), ("pin",), ("tie",), ("progress",), ("phase",), ("audit",), ("doctor",),
    ("doctor", "--upgrade"), ("db",), ("message", "--all"), ("forecast", "--reps", "500"),
    ("report", "-o", "r.html"), ("roster", "--all", "-o", "rosters"),
    ("export", "xlsx", "--leader", "LD-1", "-o", "team.xlsx"),
    ("import", "workbook", "team.xlsx", "--yes"), ("audit", "sample", "--seed", "1"),
    ("audit", "pack", "-o", "pack"), ("backup",), ("backup", "-o", "kept.db"),
    ("restore", "kept.db"), ("restore", "kept.db", "--to", "again.db"),
    ("erase", "MT-3", "--yes"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    pytest.importorskip("sqlcipher3", reason="the extra encrypted is not installed")
    monkeypatch.setattr(key, "_state", key._State())


@pytest.fixture
def campaign(desk, monkeypatch):
    monkeypatch.setenv(key.ENV, PASSPHRASE)
    return make_campaign(desk)


def stores(folder):
    return [path for path in folder.rglob("*.db*") if path.is_file()]


def test_every_command_works_and_no_store_is_left_plain(campaign):
    said = []
    for words in EVERYTHING:
        code, out, err = campaign(*words)
        assert code in (0, 4, 5), f"{words}: {err}"
        said += [out, err]
    files = stores(campaign.folder)
    assert len(files) >= 5
    for file in files:
        content = file.read_bytes()
        assert not content.startswith(SQLITE_HEADER), file
        assert not [name for name in NAMES if name.encode() in content], file
    assert PASSPHRASE not in "".join(said)
    others = [p.read_bytes() for p in campaign.folder.rglob("*") if p.is_file()]
    assert not any(PASSPHRASE.encode() in content for content in others)


def test_doctor_says_that_it_is_encrypted(campaign, monkeypatch):
    assert "encrypted" in campaign("doctor", "--format", "csv")[1]


def test_the_wrong_key_and_none(campaign, monkeypatch):
    for given in (OTHER, None):
        monkeypatch.setenv(key.ENV, given) if given else monkeypatch.delenv(key.ENV)
        for words in (("tree",), ("backup",), ("doctor", "--upgrade"), ("db", "rekey")):
            code, out, err = campaign(*words)
            assert code == 6, words
            assert ("does not open with this key" if given else "there is no key") in err
            assert "Traceback" not in out + err
            assert PASSPHRASE not in out + err
            assert OTHER not in out + err


def test_encrypted_plain_and_encrypted_again(desk):
    make_campaign(desk)
    code, _, err = desk("db", "copy", "dark.db", "--encrypted")
    assert (code, "no key to encrypt with" in err) == (6, True)
    os.environ[key.ENV] = PASSPHRASE
    try:
        code, _, err = desk("tree")
        assert (code, "mitan db copy NEW.db --encrypted --db campaign.db" in err) == (6, True)
        made = desk.answer("db", "copy", "dark.db", "--encrypted")
        assert (made["to"], made["form"]) == ("dark.db", "encrypted")
        assert desk("tree", "--db", "dark.db")[0] == 0
        back = desk.answer("db", "copy", "light.db", "--plain", "--db", "dark.db")
        assert (back["form"], back["head"]) == ("plain", made["head"])
    finally:
        del os.environ[key.ENV]
    key.use(None)
    assert desk("audit", "--db", "light.db", "--select", "INT008,INT018")[0] == 0
    assert form_of(desk.folder / "dark.db") is Form.SEALED


def test_another_key(campaign, monkeypatch):
    made = campaign.answer("backup")["file"]
    assert "MITAN_NEW_KEY" in campaign("db", "rekey")[2]
    monkeypatch.setenv(key.NEW_ENV, OTHER)
    code, out, err = campaign("db", "rekey")
    assert code == 0
    assert f"1 backup(s) ({made}) have the key of before" in out
    assert OTHER not in out + err
    key.use(None)
    assert campaign("tree")[0] == 6
    monkeypatch.setenv(key.ENV, OTHER)
    assert campaign("tree")[0] == 0
    assert campaign("restore", made)[0] == 6
    monkeypatch.setenv(key.ENV, PASSPHRASE)
    monkeypatch.setenv(key.NEW_ENV, OTHER)
    assert campaign.answer("db", "rekey", "--db", made)["backups"] == []
    assert campaign("restore", made)[0] == 0


def test_a_plain_campaign_has_no_key(desk):
    make_campaign(desk)
    code, _, err = desk("db", "rekey")
    assert (code, "is not encrypted, so it has no key" in err) == (3, True)


def test_a_key_is_no_option(desk):
    for words in (("init", "--key", PASSPHRASE), ("tree", "--key", PASSPHRASE)):
        assert desk(*words)[0] == 2


def at_terminal(folder, questions, typed, *words, thinking=0.0):
    """A command that asks this and is told that each time; its code, and what it shows."""
    from tests.terminal import Terminal

    with Terminal(folder, *words) as terminal:
        for question in questions:
            terminal.until(question)
            time.sleep(thinking)
            terminal.type(f"{typed}\n")
        return terminal.end()


@pytest.mark.skipif(os.name != "posix", reason="terminals of POSIX")
def test_nothing_is_shown_over_the_question(tmp_path):
    """Live lines come after a second; this question stands for longer."""
    _, shown = at_terminal(tmp_path, BOTH, PASSPHRASE, "init", "--encrypted", thinking=1.5)
    assert "Key for campaign.db: <typed>" in shown
    assert "once more: <typed>" in shown


@pytest.mark.skipif(os.name != "posix", reason="terminals of POSIX")
def test_the_key_is_asked_for_at_a_terminal_and_not_shown(tmp_path):
    code, shown = at_terminal(tmp_path, BOTH, PASSPHRASE, "init", "--encrypted")
    assert code == 0, shown
    assert "Key for campaign.db" in shown
    assert "once more" in shown
    assert form_of(tmp_path / "campaign.db") is Form.SEALED
    opened, more = at_terminal(tmp_path, ONE, PASSPHRASE, "db")
    assert (opened, more.count("Key of campaign.db: ")) == (0, 1)
    assert PASSPHRASE not in shown + more
    assert at_terminal(tmp_path, ONE, OTHER, "db")[0] == 6


def test_a_crash_shows_no_key(campaign):
    code = (
        "import sys, cli\nfrom planner.store import reading\n"
        "def fail(*a, **k): raise ValueError('no')\nreading.snapshot = fail\n"
        "sys.argv = ['mitan', 'tree']\ncli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", code], capture_output=True, text=True, check=False,
        cwd=campaign.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MITAN_DEBUG": "1", key.ENV: PASSPHRASE},
    )  # fmt: skip
    assert "ValueError" in done.stderr
    assert PASSPHRASE not in done.stdout + done.stderr
    assert (
        Key(PASSPHRASE).raw((campaign.folder / "campaign.db").read_bytes()[:16]) not in done.stderr
    )
