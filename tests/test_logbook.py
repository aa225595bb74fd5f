"""The log: lines of numbers and words of the program; no text gets in, and lines do not mix."""

import json
import os
import stat
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from planner import logbook
from planner.fault import Place
from planner.findings import ExitCode, Finding, Refusal, Severity
from planner.logbook import Digest, Event, Logbook, Word
from planner.stages import Stage

ROOT = Path(__file__).resolve().parents[1]


def lines(file):
    return [json.loads(line) for line in file.read_text(encoding="ascii").splitlines()]


def finding(code="IMP007", subject="Ram"):
    return Finding(code, Severity.ERROR, subject, "p.csv", "Ram has no phone", "ask Ram")


def test_a_line_is_one_object_with_utc_and_version(tmp_path):
    file = tmp_path / "a.log"
    with closing(Logbook(file)) as log:
        moment = datetime(2026, 1, 2, tzinfo=UTC)
        log.tell(Event.BEGUN, {"command": Word(Stage.AUDIT), "count": 3, "at": moment})
    (line,) = lines(file)
    assert line["time"].endswith("Z")
    assert (line["event"], line["command"], line["count"]) == ("begun", "audit", 3)
    assert line["at"] == "2026-01-02T00:00:00.000Z"
    assert line["version"].count(".") == 2


@pytest.mark.parametrize(
    "text", ["Ram", "9876543210", "R1", b"Ram", Path("Ram"), object(), {"Ram"}]
)
def test_no_text_gets_in(tmp_path, text):
    with closing(Logbook(tmp_path / "a.log")) as log:
        for value in (text, [text], {"a": text}):
            with pytest.raises(TypeError):
                log.tell(Event.ENDED, {"value": value})
    assert (tmp_path / "a.log").read_bytes() == b""


def test_words_are_taken_from_things_of_the_program():
    assert Word(ExitCode.AUDIT_FAILED).text == "audit_failed"
    assert Word(KeyError).text == "KeyError"
    assert Word(click.Option(["--with-phones", "reason"])).text == "with-phones"
    assert Word(finding()).text == "IMP007"
    assert Word(finding(code="Ram 98")).text == "OTHER"
    for thing in ("Ram", 7, None):
        with pytest.raises(TypeError):
            Word(thing)


@pytest.mark.parametrize("text", ["Ram", "9876543210", "a" * 63, "A" * 64, None, 7])
def test_a_digest_is_a_digest(text):
    with pytest.raises(TypeError):
        Digest(text)


def test_codes_are_counted_without_what_they_are_about():
    counted = logbook.codes([finding(), finding(subject="Sita"), finding("IMP008")])
    assert {word.text: count for word, count in counted.items()} == {"IMP007": 2, "IMP008": 1}


def test_the_place_of_an_error_is_in_our_program():
    with pytest.raises(Refusal) as refused:
        logbook.Logbook(Path("/no/such/folder/a.log"))
    place = Place(refused.value)
    assert refused.value.exit_code is ExitCode.STORE
    assert place.module == "planner.logbook"
    assert place.line > 0


@pytest.mark.skipif(os.name != "posix", reason="file rights of POSIX")
def test_only_its_owner_reads_it_from_the_first_byte(tmp_path):
    before = os.umask(0)
    try:
        with closing(Logbook(tmp_path / "a.log")):
            assert stat.S_IMODE((tmp_path / "a.log").stat().st_mode) == 0o600
    finally:
        os.umask(before)


def test_lines_of_several_programs_do_not_mix(tmp_path):
    code = (
        "import sys; from contextlib import closing; from pathlib import Path\n"
        "from planner.logbook import Logbook, Event\n"
        "with closing(Logbook(Path('a.log'))) as log:\n"
        "    for n in range(300): log.tell(Event.STAGE, {'n': n, 'long': [7] * 3000})\n"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = [subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, env=env) for _ in "abc"]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    told = lines(tmp_path / "a.log")
    assert len(told) == 900
    for run in {line["run"] for line in told}:
        assert [line["n"] for line in told if line["run"] == run] == list(range(300))


def test_a_disk_that_is_full_later_is_told_once_and_work_goes_on(tmp_path, monkeypatch, capsys):
    whole = os.write

    def full(handle, line):
        raise OSError(28, "No space left on device")

    with closing(Logbook(tmp_path / "a.log")) as log:
        log.tell(Event.BEGUN, {"n": 1})
        monkeypatch.setattr("planner.logbook.os.write", full)
        log.tell(Event.STAGE, {"n": 2})
        log.tell(Event.STAGE, {"n": 3})
        monkeypatch.setattr("planner.logbook.os.write", whole)
        log.tell(Event.ENDED, {"n": 4})
    err = capsys.readouterr().err
    assert err.count("cannot be written any more: No space left on device. The work goes on.") == 1
    text = (tmp_path / "a.log").read_text(encoding="ascii")
    assert [json.loads(line)["n"] for line in text.splitlines() if line] == [1, 4]


def test_half_a_line_does_not_spoil_the_next(tmp_path, monkeypatch, capsys):
    whole = os.write
    with closing(Logbook(tmp_path / "a.log")) as log:
        monkeypatch.setattr(
            "planner.logbook.os.write", lambda handle, line: whole(handle, line[:9])
        )
        log.tell(Event.BEGUN, {"n": 1})
        monkeypatch.setattr("planner.logbook.os.write", whole)
        log.tell(Event.ENDED, {"n": 2})
    assert "half a line" in capsys.readouterr().err
    assert json.loads((tmp_path / "a.log").read_text(encoding="ascii").splitlines()[-1])["n"] == 2
