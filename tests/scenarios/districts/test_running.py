"""Units are worked on by other processes: resumed, failing, killed, interrupted; one never spoils
the rest.
"""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from planner.findings import ExitCode, Refusal
from scenarios.districts.keeping import file_of
from scenarios.districts.pool import MOST_TRIES, in_pool
from scenarios.districts.running import Hands, run_units
from tests.scenarios.districts.works import Unit, ask, runs, square


def run(units, out, workers=2, said=None):
    told = []
    results = run_units(
        units,
        square,
        ask,
        out=out,
        kind="square",
        hands=Hands(workers),
        done=told.append,
        say=(said if said is not None else []).append,
    )
    assert len(told) == len(units)
    return {one.code: one for one in results}


@pytest.mark.parametrize(
    "content", [b"[" * 50_000, b"\xff\xfe", b"9" * 5_000, b"null", b'{"format": 1}', b""]
)
def test_a_kept_file_that_is_none_of_ours_is_worked_out_anew(tmp_path, content):
    file_of(tmp_path, "A", "square").write_bytes(content)
    (result,) = run([Unit("A", 3)], tmp_path).values()
    assert (result.answer["square"], result.resumed) == (9, False)


def test_results_come_by_code_whoever_works(tmp_path):
    units = [Unit(code, number) for code, number in (("C", 3), ("A", 1), ("B", 2), ("D", 4))]
    one, two = (run(units, tmp_path / str(n), workers=n) for n in (1, 2))
    assert list(one) == list(two) == ["A", "B", "C", "D"]
    squares = {"A": 1, "B": 4, "C": 9, "D": 16}
    for results in (one, two):
        assert {code: r.answer["square"] for code, r in results.items()} == squares


def test_a_second_run_goes_on_from_the_first(tmp_path):
    units = [Unit("A", 1, folder=str(tmp_path)), Unit("B", 2, folder=str(tmp_path))]
    run(units, tmp_path)
    again = run(units, tmp_path)
    assert [r.resumed for r in again.values()] == [True, True]
    assert [runs(unit) for unit in units] == [1, 1]
    changed = [units[0], Unit("B", 5, folder=str(tmp_path)), Unit("C", 3, folder=str(tmp_path))]
    third = run(changed, tmp_path)
    assert [(r.answer["square"], r.resumed) for r in third.values()] == [
        (1, True),
        (25, False),
        (9, False),
    ]
    assert [runs(unit) for unit in changed] == [1, 2, 1]


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "\xff", '{"format": 0}', '{"format": 1, "code": "B"}']
)
def test_a_file_that_is_no_answer_is_worked_out_anew(tmp_path, content):
    unit = Unit("A", 3, folder=str(tmp_path))
    file_of(tmp_path, "A", "square").write_text(content, "latin-1")
    assert run([unit], tmp_path)["A"].answer == {"square": 9}
    assert json.loads(file_of(tmp_path, "A", "square").read_text())["answer"] == {"square": 9}


def test_a_question_that_cannot_be_asked_is_no_reason_to_stop(tmp_path):
    page = {"format": 1, "code": "A", "kind": "square", "question": "?", "answer": {"square": 4}}
    file_of(tmp_path, "A", "square").write_text(json.dumps(page))
    result = run([Unit("A", 2, "unaskable")], tmp_path)["A"]
    assert (result.answer, result.trouble.message) == (None, "no question")


def test_one_that_fails_spoils_no_other_and_is_tried_again(tmp_path):
    units = [
        Unit("A", 1),
        Unit("B", 2, "refuse", str(tmp_path)),
        Unit("C", 3, "crash", str(tmp_path)),
        Unit("D", 4),
    ]
    results = run(units, tmp_path)
    assert [r.answer and r.answer["square"] for r in results.values()] == [1, None, None, 16]
    refused, crashed = results["B"].trouble, results["C"].trouble
    assert (refused.message, refused.exit_code) == ("not this one", ExitCode.IMPOSSIBLE)
    assert [finding["remedy"] for finding in refused.findings] == ["make it even"]
    assert crashed.exit_code == ExitCode.BUG
    assert "KeyError" in crashed.message
    kept = file_of(tmp_path, "C", "square").read_text()
    assert "Asha" not in kept  # what an error says may be a row of the store
    run(units, tmp_path)
    assert [runs(unit) for unit in units[1:3]] == [2, 2]


def test_a_killed_process_costs_nobody_his_result(tmp_path):
    folder = str(tmp_path)
    units = [Unit("A", 1, "die once", folder), *(Unit(c, 2, "wait", folder) for c in "BCD")]
    results = run(units, tmp_path)
    assert [r.answer["square"] for r in results.values()] == [1, 4, 4, 4]
    assert runs(units[0]) == 2
    assert sum(map(runs, units[1:])) <= 4  # at most the one beside it was begun again


def test_one_that_kills_every_process_is_given_up_alone(tmp_path):
    folder = str(tmp_path)
    units = [Unit("A", 1, "die", folder), *(Unit(c, 2, "wait", folder) for c in "BC")]
    results = run(units, tmp_path)
    assert runs(units[0]) == MOST_TRIES
    assert results["A"].trouble.exit_code == ExitCode.BUG
    assert "was killed, each time" in results["A"].trouble.message
    assert [results[code].answer for code in "BC"] == [{"square": 4}] * 2


def test_ctrl_c_keeps_what_is_finished_and_leaves_no_process(tmp_path):
    units = [Unit("A", 1), Unit("B", 2, "sleep", str(tmp_path))]
    code = (
        "import multiprocessing\n"
        "from pathlib import Path\n"
        "from scenarios.districts.running import Hands, run_units\n"
        "from tests.scenarios.districts.works import Unit, ask, square\n"
        "try:\n"
        f"    run_units({units!r}, square, ask, out=Path({str(tmp_path)!r}), kind='square',\n"
        "              hands=Hands(2), done=lambda text: None, say=print)\n"
        "except KeyboardInterrupt:\n"
        "    print(multiprocessing.active_children())\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    words = [sys.executable, "-c", code]
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as parent:
        while not (file_of(tmp_path, "A", "square").exists() and runs(units[1])):
            time.sleep(0.05)
        parent.send_signal(signal.SIGINT)
        said = parent.communicate(timeout=30)[0]  # it does not wait for B
    assert said.splitlines() == [
        f"1 of 2 are finished and kept in {tmp_path}; the same command goes on from there.",
        "[]",
    ]
    assert not file_of(tmp_path, "B", "square").exists()
    assert run([units[0]], tmp_path)["A"].resumed


@pytest.mark.skipif(not Path("/proc").exists(), reason="no /proc here")
def test_workers_end_with_the_process_that_began_them(tmp_path):
    """Else each killed run would leave processes behind that wait for work for ever."""
    unit = Unit("A", 1, "sleep", str(tmp_path))
    code = (
        "from scenarios.districts.pool import in_pool\n"
        "from tests.scenarios.districts.works import Unit, square\n"
        f"list(in_pool(square, [{unit!r}], 1))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", code], env=environment) as parent:
        while not runs(unit):
            time.sleep(0.05)
        parent.kill()
    worker = int((tmp_path / "A.runs").read_text())
    started = time.perf_counter()
    while alive(worker) and time.perf_counter() - started < 20:
        time.sleep(0.05)
    assert not alive(worker)


def alive(process):
    """Whether there is a process of this number that has not ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def test_closing_the_pool_ends_its_processes():
    before = set(multiprocessing.active_children())
    with closing(in_pool(square, [Unit("A"), Unit("B", 1, "sleep")], 2)) as ended:
        assert next(ended)[0].code == "A"
    assert set(multiprocessing.active_children()) <= before


def test_a_folder_that_cannot_be_written_to_is_refused_before_anything_runs(tmp_path):
    (tmp_path / "file").write_text("mine")
    unit = Unit("A", 1, folder=str(tmp_path))
    with pytest.raises(Refusal, match="cannot be written") as refused:
        run([unit], tmp_path / "file")
    assert (refused.value.exit_code, runs(unit)) == (ExitCode.STORE, 0)


def test_a_code_that_is_no_file_name_has_a_file_too(tmp_path):
    codes = ["A/B", "कोरबा", "..", "x" * 64, "a", "CON.txt"]
    files = {file_of(tmp_path, code, "square") for code in codes}
    assert len(files) == len(codes)
    assert {file.parent for file in files} == {tmp_path}
    assert all(file.name.isascii() and len(file.name) < 80 for file in files)
    assert set(run([Unit(code, 2) for code in codes], tmp_path)) == set(codes)
