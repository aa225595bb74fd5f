"""The fuzzing of every importer, on a few inputs; and that it would see what goes wrong."""

import json
import os
import signal
import subprocess
import sys
import warnings
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from benchmarks.fuzzing.__main__ import ROOT, made
from benchmarks.fuzzing.importers import IMPORTERS
from benchmarks.fuzzing.watch import Watch
from planner.findings import ExitCode, Refusal

FEW = 40  # inputs of each importer


def test_no_importer_ends_otherwise_than_by_an_answer_or_a_plain_no(tmp_path):
    found = str(tmp_path / "found")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.fuzzing", "all", f"--inputs={FEW}", "--found", found],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["importer"] for one in told] == list(IMPORTERS)
    assert {one["inputs"] for one in told} == {FEW}
    assert all(one["wrong"] == {} for one in told)
    taken = [one["taken"] for one in told]
    assert max(taken) < FEW  # neither are all good
    assert sum(map(bool, taken)) > len(taken) - 3  # nor all bad, of but a few importers
    assert not Path(found).exists()


@pytest.mark.parametrize("name", sorted(IMPORTERS))
def test_an_input_is_known_by_its_seed_and_number(name):
    importer = IMPORTERS[name]
    first = [made(name, importer, 1, number) for number in range(5)]
    assert first == [made(name, importer, 1, number) for number in range(5)]
    assert len(set(first)) > 2
    assert first != [made(name, importer, 2, number) for number in range(5)]


@contextmanager
def watching(folder):
    """A Watch, which takes standard error to itself, for as long as the block lasts."""
    kept = os.dup(2)
    yield Watch(folder)
    os.dup2(kept, 2)
    os.close(kept)


def fails():
    raise IndexError("list index out of range")


def refuses(message, code=ExitCode.REJECTED):
    def hand():
        raise Refusal(message, exit_code=code)

    return hand


def warns():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.warn("deprecated", DeprecationWarning, stacklevel=1)


@pytest.mark.parametrize(
    ("hand", "kind"),
    [
        (fails, "IndexError at test_fuzzing.py"),
        (warns, "DeprecationWarning at test_fuzzing.py"),
        (lambda: os.write(2, b"thread panicked"), "stderr: thread panicked"),
        (refuses(""), "exit 3"),
        (refuses("a fault of ours", ExitCode.BUG), "exit 1"),
    ],
)
def test_what_goes_wrong_is_seen(tmp_path, hand, kind):
    with watching(tmp_path) as watch:
        wrong = watch.look(hand)
    assert wrong is not None
    assert wrong.kind.startswith(kind)


def test_an_answer_and_a_plain_no_are_counted(tmp_path):
    with watching(tmp_path) as watch:
        assert watch.look(lambda: None) is None
        assert watch.look(refuses("no")) is None
    assert (watch.taken, watch.refused) == (1, 1)


def test_a_process_that_ends_is_told_with_its_input(tmp_path, monkeypatch):
    """The input after it is handed over all the same."""
    from benchmarks.fuzzing import __main__ as command
    from benchmarks.fuzzing.importers import Importer

    def hand(world, path, number):
        if number == 2:
            os.kill(os.getpid(), signal.SIGKILL)

    ending = Importer(lambda rng: str(rng.random()).encode(), hand)
    monkeypatch.setitem(IMPORTERS, "ending", ending)
    wrong = command.hand_all("ending", range(5), 1, tmp_path / "found", tmp_path / "log")
    assert wrong == 1
    (told,) = map(json.loads, (tmp_path / "log").read_text().splitlines())
    assert told["wrong"] == {"process ended with -9": 1}
    kept = tmp_path / "found" / "ending-2.bin"
    assert kept.read_bytes() == str(Random("1/ending/2").random()).encode()
