"""Tracing: what a command does to the files of a folder, call by call, and its end at one of them.

strace does it. Where there is none, kills are aimed at the number of writes, which is less exact.
"""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CALLS = (
    *("write", "pwrite64", "ftruncate", "fsync", "fdatasync"),
    *("rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir", "mkdir", "mkdirat"),
)
SHARED = "-shm"  # SQLite's memory shared with others, which readers write to as well
PATIENCE = 20.0  # seconds until the tracer must be there

_LINE = re.compile(r"(\d+) +(\w+)\((.*)")


@dataclass(frozen=True)
class Call:
    """The `number`-th call of this kind in a command; from 1 on, wherever it goes."""

    kind: str
    number: int


def there() -> bool:
    """Whether strace is installed, and may be used here."""
    program = shutil.which("strace")
    if program is None:
        return False
    tried = subprocess.run([program, "-qq", "-o", "/dev/null", "true"], capture_output=True)
    return tried.returncode == 0


@contextmanager
def tracing(pid: int, log: Path, end_at: Call | None = None) -> Iterator[None]:
    """Trace a process from now on; with `end_at` it is killed as it enters that call."""
    words = ["strace", "-f", "-qq", "-y", "-s", "0", "-o", str(log), "-p", str(pid)]
    words += ["-e", f"trace={','.join(CALLS)}", "-e", f"signal=!{signal.SIGCHLD.name}"]
    if end_at is not None:
        words += ["-e", f"inject={end_at.kind}:signal=KILL:when={end_at.number}"]
    with subprocess.Popen(words, stderr=subprocess.PIPE) as tracer:
        yield
        _, said = tracer.communicate()
        if tracer.returncode:
            raise RuntimeError(f"strace: {said.decode()}")


def wait_for_tracer() -> None:
    """Let nothing be done before the tracer is there; in the process that is traced."""
    until = time.monotonic() + PATIENCE
    while "TracerPid:\t0" in Path("/proc/self/status").read_text():
        if time.monotonic() > until:
            raise RuntimeError("no tracer came")
        time.sleep(0.0005)


def calls_in(log: Path, pid: int, folder: Path) -> list[Call]:
    """The calls of a process that went to files in a folder, in the order of time."""
    found: list[Call] = []
    numbers: Counter[str] = Counter()
    for line in log.read_text(errors="replace").splitlines():
        parts = _LINE.match(line)
        if parts is None or int(parts[1]) != pid:
            continue
        kind, rest = parts[2], parts[3]
        numbers[kind] += 1
        relative = kind in ("rename", "unlink", "rmdir", "mkdir") and '"/' not in rest
        if (str(folder) in rest or relative) and SHARED not in rest:
            found.append(Call(kind, numbers[kind]))
    return found
