"""Short forms of the crash harness: each in a process of its own, which forks."""

import subprocess
import sys
from pathlib import Path

from benchmarks.crashes.acts import ACTS
from cli import mitan

ROOT = Path(__file__).parents[2]
KILLED = ("import people", "audit pack", "backup", "restore")
# They write nothing but their answer, or pictures as `mitan simulate` does.
NOT_TRIED = {"plans", "diff", "explain", "rules", "phase", "scenarios", "districts", "rates"}
NOT_TRIED |= {"db", "sensitivity", "target", "forecast"}


def crashes(*words):
    """The table that the harness prints, by the first column; nothing may have been lost."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.crashes", *map(str, words)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in done.stdout.splitlines()
    ]
    return {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[2:]}


def test_whoever_is_killed_loses_nothing():
    only = [word for name in KILLED for word in ("--only", name)]
    table = crashes("kills", "--times", 12, "--seed", 7, *only)
    assert set(table) == {*KILLED, "all"}
    everything = table["all"]
    assert int(everything["killed"]) >= 9
    assert int(everything["in mid-write"]) >= 4
    assert everything["lost"] == "0"


def test_every_command_that_writes_is_tried():
    tried = {act.words[0] for act in ACTS}
    assert set(mitan.commands) - NOT_TRIED == tried
