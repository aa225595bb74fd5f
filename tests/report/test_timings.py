"""Timings: stages added up by where they lie, and the table of --profile."""

import pytest

from planner.report import timings
from planner.report.timings import Memory, Timings, memory, profile
from planner.stages import Stage


@pytest.fixture
def clock(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("planner.report.timings.time.perf_counter", lambda: now[0])
    return now


def test_stages_are_added_up_by_where_they_lie(clock):
    clock[0] = 10.0
    found = Timings()
    clock[0] += 1
    for _ in range(2):
        found.begin(Stage.SOLVE, None)
        clock[0] += 1
        found.begin(Stage.FLOW, None)
        clock[0] += 2
        found.begin(Stage.FLOW, None)  # part of the one that is open
        found.begin(Stage.PROOF, None)
        clock[0] += 1
        found.end()
        found.end()
        found.end()
        found.end()
    found.begin(Stage.READ, None)
    clock[0] += 4
    found.end()
    found.begin(Stage.SOLVE, None)
    found.begin(Stage.PRICES, None)  # took no time
    found.end()
    found.end()
    assert [(one.path, one.times, one.seconds) for one in found.stages()] == [
        ((Stage.SOLVE,), 3, 8.0),
        ((Stage.SOLVE, Stage.FLOW), 2, 6.0),
        ((Stage.SOLVE, Stage.FLOW, Stage.PROOF), 2, 2.0),
        ((Stage.READ,), 1, 4.0),
    ]
    assert (found.start, found.seconds) == (1.0, 13.0)


def test_the_table_adds_up(clock):
    clock[0] = 5.0
    found = Timings()
    clock[0] += 4
    found.begin(Stage.READ, None)
    clock[0] += 3
    found.end()
    clock[0] += 1
    rows = profile(found, Memory(80.0, None))
    assert [row.split() for row in rows] == [
        ["stage", "times", "seconds", "percent"],
        ["start", "(load", "libraries)", "4.000", "50.0"],
        ["read", "store", "1", "3.000", "37.5"],
        ["elsewhere", "1.000", "12.5"],
        ["in", "all", "8.000", "100.0"],
        ["memory", "peak:", "80", "MiB"],
    ]
    assert "not known on this system" in profile(Timings(), Memory(None, None))[-1]
    assert "largest other process 9 MiB" in profile(Timings(), Memory(1.0, 9.0))[-1]


def test_memory_is_what_was_taken_at_most():
    before = memory().own
    taken = bytearray(300 * 2**20)
    taken[:: 2**12] = b"x" * len(taken[:: 2**12])
    assert memory().own >= max(before, 300)
    del taken
    assert memory().own >= 300


def test_where_the_system_tells_only_by_getrusage(monkeypatch, tmp_path):
    monkeypatch.setattr(timings, "STATUS", tmp_path / "none")
    assert memory().own > 10
