"""Ctrl-C and SIGTERM on real processes: exit code, what is said, what is left."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from planner import stopping
from planner.findings import ExitCode
from planner.stopping import Kept, Stopped

ROOT = Path(__file__).resolve().parents[1]
SMALL = "id,name,role,zone\n"
PATIENCE = 60  # seconds for a process to come to where it is stopped

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


def begun(folder, *words, when="", number=signal.SIGINT, at="planner.store.reading.snapshot"):
    """A `mitan` process that sends itself a signal when it calls `at` (module.function).

    `when` is Python that runs before; the real function runs afterwards.
    """
    module, _, name = at.rpartition(".")
    code = (
        f"import sys, os, signal, importlib; sys.argv = ['mitan', *{list(map(str, words))!r}]\n"
        f"m = importlib.import_module({module!r}); real = m.{name}\n"
        f"def called(*a, **k):\n    {when or 'pass'}\n"
        f"    os.kill(os.getpid(), {int(number)})\n    return real(*a, **k)\n"
        f"m.{name} = called\n"
        "from planner import entry; entry.main()\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def ended(process):
    out, err = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in err
    assert "KeyboardInterrupt" not in err
    return process.returncode, out, err


def digest(file):
    with sqlite3.connect(file) as store:
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        told = "\n".join(store.iterdump())
    store.close()
    return told


@pytest.fixture
def campaign(desk):
    areas = "name,category,zone\nGole Bazar,market,A\nSarkanda,colony,B\n"
    people = "id,name,role,zone\nR1,Ram,rakshak,A\nR2,Sita,rakshak,B\n"
    assert desk("init")[0] == 0
    desk.bring("areas", areas)
    desk.bring("people", people)
    return desk.folder


@pytest.mark.parametrize(
    ("words", "at"),
    [
        (("tree",), "planner.store.reading.snapshot"),
        (("import", "people", "people.csv"), "planner.store.importing.importer.read_sheet"),
        (("import", "people", "new.csv"), "planner.store.history.append"),
        (("assign",), "planner.store.plans.save_plan"),
        (("assign",), "planner.campaign.solve"),
        (("backup",), "planner.store.pages.copy_out"),
        (("export", "xlsx", "--zone", "A", "-o", "a.xlsx"), "planner.files.write_new"),
        (("init", "--db", "other.db"), "planner.store.migrating.fill"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
def test_what_is_stopped_leaves_nothing(campaign, words, at):
    (campaign / "new.csv").write_text("id,name,role,zone\nR3,Uma,rakshak,A\n", encoding="utf-8")
    before, files = digest(campaign / "campaign.db"), sorted(campaign.rglob("*"))
    code, out, err = ended(begun(campaign, *words, at=at))
    assert (code, out) == (130, "")
    assert err.strip().endswith("Stopped. Nothing was kept: the campaign is as it was.")
    assert digest(campaign / "campaign.db") == before
    left = {file for file in campaign.rglob("*") if file not in files}
    assert {file.name for file in left} <= {"backups", "campaign.toml"}


def test_a_commit_is_not_stopped_in_its_midst_and_is_told(campaign):
    (campaign / "new.csv").write_text("id,name,role,zone\nR3,Uma,rakshak,A\n", encoding="utf-8")
    words = ("import", "people", "new.csv")
    code, _, err = ended(begun(campaign, *words, at="planner.store.connecting.keep"))
    assert code == 130
    assert "Nothing is half-done. What was finished is kept: the campaign in campaign.db." in err
    assert "R3" in digest(campaign / "campaign.db")


def test_the_system_ends_it_too(campaign):
    code, _, err = ended(begun(campaign, "tree", number=signal.SIGTERM))
    assert code == ExitCode.TERMINATED == 143
    assert "Stopped." in err


def test_one_who_hits_the_key_again_and_again(campaign):
    """Once more while the last words are said."""
    again = (
        "import planner.stopping as s; s.told = lambda t=s.told: [os.kill(os.getpid(), 2), t()][1]"
    )
    code, _, err = ended(begun(campaign, "tree", when=again))
    assert (code, err.count("Stopped.")) == (130, 1)


def test_what_runs_with_nohup_goes_on(campaign):
    code = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"
    before = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys, os\nsys.argv = ['mitan', 'tree']\n"
         "import planner.store.reading as r; real = r.snapshot\n"
         "def called(*a, **k):\n    os.kill(os.getpid(), 2); return real(*a, **k)\n"
         "r.snapshot = called\nfrom planner import entry; entry.main()"],
        cwd=campaign, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert before.returncode == 0, before.stderr


def test_while_it_is_being_loaded(tmp_path):
    """Whenever the signal comes, nobody sees a trace. (Python's own start is not ours.)"""
    program = Path(sys.executable).with_name("mitan")
    for wait in (0.03, 0.06, 0.09):
        process = subprocess.Popen(
            [program, "tree"],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        time.sleep(wait)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=PATIENCE)
        assert process.returncode in (143, 3, -signal.SIGTERM)
        assert "Traceback" not in err


def test_a_search_of_cp_sat_ends_at_once(tmp_path):
    code = (
        "import threading, os, signal, time, numpy as np\n"
        "from tests.test_cp import cover\nfrom planner import cp, stopping\n"
        "stopping.listen()\n"
        "model, aim, chosen, _ = cover(400, 500, 1)\n"
        "threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        "began = time.monotonic()\n"
        "try: cp.minimise(model, aim, chosen, None, 1e6)\n"
        "except stopping.Stopped: print(time.monotonic() - began)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert float(done.stdout) < 10, done.stderr


def test_processes_that_set_files_end_with_it_and_say_nothing(tmp_path):
    """Ctrl-C reaches a terminal's whole group of processes."""
    code = (
        "import sys\n"
        "from planner import stopping\nfrom planner.report import typesetting\n"
        "if __name__ == '__main__':\n"
        "    from tests.report.sleepy import set_slowly\n"
        "    stopping.listen()\n    typesetting.set_pdf = set_slowly\n"
        "    try:\n"
        "        list(typesetting.set_many('', map(str, range(99)), 99))\n"
        "    except stopping.Stopped: sys.exit(130)\n"
    )
    (tmp_path / "work.py").write_text(code, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, tmp_path / "work.py"], env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stdout.readline() == "loading\n"  # one of the processes
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (130, "")


def test_a_question_can_be_answered_with_ctrl_c(campaign):
    from tests.terminal import Terminal

    before = digest(campaign / "campaign.db")
    with Terminal(campaign, "erase", "R1") as terminal:
        terminal.until("for good?")
        code, shown = terminal.stop()
    assert (code, "Traceback" in shown) == (130, False), shown
    assert "Nothing was kept" in shown
    assert digest(campaign / "campaign.db") == before


def test_a_wish_that_python_dropped_is_raised_again():
    class Dropped:
        def __del__(self):
            stopping._stop(signal.SIGINT, None)

    hook, handler = sys.unraisablehook, signal.getsignal(signal.SIGINT)
    stopping.begin()
    stopping.listen()
    try:
        Dropped()
        began = time.monotonic()
        with pytest.raises(Stopped):
            time.sleep(5)
        assert time.monotonic() - began < 4  # though it waited for something
    finally:
        sys.unraisablehook = hook
        for name in stopping.SIGNALS:
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), signal.SIG_DFL)
        signal.signal(signal.SIGINT, handler)


def test_what_is_told(tmp_path):
    stopping.begin()
    file = tmp_path / "a.csv"
    stopping.keep(Kept.FILE, file)
    assert stopping.told().startswith("Stopped. Nothing was kept")  # it is gone again
    file.touch()
    stopping.keep(Kept.STORE, "postgresql+psycopg://host/name")
    assert stopping.told().endswith(
        f"kept: the campaign in postgresql+psycopg://host/name, {file}."
    )
    (tmp_path / "b.csv").touch()
    stopping.keep(Kept.FILE, tmp_path / "b.csv")
    assert "2 files or folders" in stopping.told()
    stopping.begin()
