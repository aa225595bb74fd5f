"""A short form of the crash harness, in a process of its own, which forks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.crashes.acts import ACTS
from benchmarks.crashes.tracing import Call, calls_in
from cli import mitan

ROOT = Path(__file__).parents[2]
# They write nothing but their answer, or pictures as `mitan simulate` does.
NOT_TRIED = {"plans", "diff", "explain", "rules", "phase", "scenarios", "districts", "rates"}
NOT_TRIED |= {"sensitivity", "target", "forecast"}


def crashes(*words):
    """The tables that the harness prints, each by its first column; nothing may have been lost."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.crashes", *map(str, words)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    tables = []
    for line in done.stdout.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] in ("command", "kept off by"):
            head = cells
            tables.append({})
        elif set(cells) != {"---"}:
            tables[-1][cells[0]] = dict(zip(head, cells, strict=True))
    return tables


def only(*names):
    return [word for name in names for word in ("--only", name)]


def test_nothing_is_lost_by_kills_and_where_nothing_can_be_written():
    killed, full, kept_off = crashes(
        *("kills", "--times", 12, "--seed", 7),
        *only("import people", "restore", "texts", "db rekey"),
        *("full", "--cases", 6, "--seed", 7, *only("init", "backup", "encrypted: backup")),
        *("readonly", "--cases", 7, "--seed", 7, *only("pin")),
    )
    assert killed["all"]["lost"] == "0"
    assert int(killed["all"]["killed"]) >= 6
    assert int(killed["all"]["in mid-write"]) >= 3
    if "all" in full:  # else no small disk can be mounted here
        assert (full["all"]["too little room"], full["all"]["lost"]) == ("6", "0")
    assert int(kept_off["all"]["refused"]) >= 6
    assert kept_off["all"]["lost"] == "0"


@pytest.mark.postgres
def test_nothing_is_lost_with_the_connection_to_a_server():
    server = os.environ.get("MITAN_TEST_POSTGRES")
    if not server:
        pytest.skip("MITAN_TEST_POSTGRES names no PostgreSQL server")
    words = ("--times", 6, "--seed", 7, "--postgres", server, *only("import people"))
    (table,) = crashes("lost", *words)
    assert table["all"]["lost"] == "0"
    assert int(table["all"]["in mid-transaction"]) >= 2


def test_every_command_that_writes_is_tried():
    tried = {act.command for act in ACTS}
    assert set(mitan.commands) - NOT_TRIED == tried


def test_calls_are_counted_of_the_process_and_told_of_the_folder(tmp_path):
    log = tmp_path / "log"
    log.write_text(
        "7 write(1</dev/pts/0>, ...) = 3\n"
        f"7 pwrite64(3<{tmp_path}/campaign.db-shm>, ...) = 1\n"
        f"8 pwrite64(3<{tmp_path}/campaign.db>, ...) = 9\n"
        f"7 write(4<{tmp_path}/a.txt>, ...) = 9\n"
        f'7 rename("{tmp_path}/.a.part", "{tmp_path}/a") = 0\n'
    )
    assert calls_in(log, 7, tmp_path) == [Call("write", 2), Call("rename", 1)]
