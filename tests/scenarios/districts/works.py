"""Units and work functions that other processes can import: small, quick, some of them deadly."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from planner.findings import ExitCode, Finding, Refusal, Severity
from scenarios.districts.attempt import Answered


@dataclass(frozen=True)
class Unit:
    """`deed` is what happens to it; `folder` is where it leaves its marks."""

    code: str
    number: int = 1
    deed: str = ""
    folder: str = ""


def ask(unit):
    if unit.deed == "unaskable":
        raise Refusal("no question")
    return f"what is {unit.number} squared?"


def square(unit):
    if unit.folder:
        with (Path(unit.folder) / f"{unit.code}.runs").open("a") as marks:
            marks.write(f"{os.getpid()}\n")
    if unit.deed == "refuse":
        finding = Finding("TST001", Severity.ERROR, unit.code, "here", "it is odd", "make it even")
        raise Refusal("not this one", exit_code=ExitCode.IMPOSSIBLE, findings=[finding])
    if unit.deed == "crash":
        raise KeyError("Asha of Kota")
    if unit.deed == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if unit.deed == "die once" and runs(unit) == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    if unit.deed == "sleep" or (unit.deed == "sleep once" and runs(unit) == 1):
        time.sleep(60)
    if unit.deed == "wait":
        time.sleep(0.5)
    return Answered(ask(unit), {"square": unit.number**2})


def runs(unit):
    """How often work on it was begun."""
    marks = Path(unit.folder) / f"{unit.code}.runs"
    return len(marks.read_text().splitlines()) if marks.exists() else 0
