"""Peers side by side: what a process may use, what becomes of it, and what is printed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.peers import Limits, Result, Task, compared, main, measure, table

COMMAND = Path(__file__).resolve().parents[2] / "benchmarks" / "peers.py"


def run(*words):
    done = subprocess.run(
        [sys.executable, str(COMMAND), *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_one_command_prints_every_solver_with_its_figures():
    words = ["--sizes", "20x10", "--solvers", "mitan,office", "--repeat", "2", "--format", "json"]
    found = json.loads(run(*words))
    assert found["machine"]["cores"] >= 1
    ours, office = found["results"]
    assert (ours["solver"], office["solver"]) == ("mitan", "office")
    for one in (ours, office):
        assert one["size"] == "20x10"
        assert one["outcome"] == "finished"
        assert one["runs"] == 2
        assert one["peak_mb"] > 10
    assert ours["times"] == 1
    assert ours["tiers"]["coverage"] <= office["tiers"]["coverage"]


def test_scaling_takes_the_planner_alone_split_and_whole():
    words = ["--scaling", "--sizes", "10x5,20x10", "--repeat", "1", "--format", "json"]
    found = json.loads(run(*words))["results"]
    assert {one["solver"] for one in found} == {"mitan"}
    assert [one["size"] for one in found] == ["10x5", "20x10"] * 2
    assert [one["whole_up_to"] > 0 for one in found] == [False, False, True, True]
    assert [one["times"] is None for one in found[:2]] == [True, False]


def test_a_solver_that_takes_too_long_is_ended():
    slow = Task("networkx", (2000, 1000), seed=0)
    found = measure(slow, Limits(seconds=4, gigabytes=10, repeat=1))
    assert found.outcome == "did not finish in 4 s"
    assert found.seconds is None
    assert found.tiers is None


def test_a_solver_without_room_is_out_of_memory():
    """Its matrix alone is 4000 x 40,000 x 8 bytes = 1.28 GB."""
    large = Task("networkx", (4000, 40_000), seed=0)
    found = measure(large, Limits(seconds=60, gigabytes=1.2, repeat=1))
    assert found.outcome == "out of memory"


def test_seconds_are_compared_as_a_ratio():
    ours = Result("mitan", "20x10", 0, "finished", 2.0, 3, 90, {}, None)
    peer = Result("highs", "20x10", 0, "finished", 5.0, 3, 90, {}, None)
    ended = Result("cbc", "20x10", 0, "did not finish in 9 s")
    assert compared(peer, ours).times == 2.5
    assert compared(peer, None).times is None
    assert compared(ended, ours) == ended


def test_the_table_says_why_there_is_no_figure():
    tiers = {"coverage": 1, "balance": 2, "cost": 3_000}
    ours = Result("mitan", "20x10", 0, "finished", 2.0, 3, 90, tiers, 1.0)
    ended = Result("cbc", "20x10", 0, "did not finish in 9 s")
    head, first, second = table([ours, ended], "x mitan").splitlines()
    assert "x mitan" in head
    assert first.split()[-6:] == ["2.00", "1.00", "90", "1", "2", "3,000"]
    assert second.endswith("did not finish in 9 s")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--sizes", "20"], "such as 200x100"),
        (["--sizes", "0x5"], "such as 200x100"),
        (["--solvers", "gurobi"], "'gurobi' is none of mitan, office"),
    ],
)
def test_a_slip_on_the_command_line_is_told(words, told):
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 2
    assert told in done.stderr
