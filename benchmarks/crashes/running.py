"""Running: a `mitan` command in a process of its own, watched from outside while it writes."""

from __future__ import annotations

import encodings
import importlib
import io
import mmap
import os
import pkgutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from benchmarks.crashes.tracing import Call, calls_in, tracing, wait_for_tracer

MOST_SAID = 1 << 20  # bytes of what one process says that are kept
LEAST_WRITTEN = 256  # a reader of SQLite's writes a few single bytes, to share memory
LONGEST = 120.0  # seconds; a command that takes longer hangs
OURS = ("planner", "graphs", "scenarios")
LIBRARIES = (
    *("alembic.command", "alembic.config", "alembic.runtime.migration", "psycopg", "typst"),
    *("matplotlib.pyplot", "matplotlib.backends.backend_agg", "networkx", "scipy.optimize"),
    *("scipy.sparse.csgraph", "scipy.spatial", "scipy.stats", "xlsxwriter", "bokeh.resources"),
    *("ortools.sat.python.cp_model", "ortools.graph.python.min_cost_flow", "python_calamine"),
    *("rapidfuzz.process", "rich.progress", "rich.table", "sqlmodel", "zxingcpp", "shapely"),
)
LEFT_OUT = ("planner.store.migrations",)  # scripts that Alembic runs


@dataclass(frozen=True)
class Ran:
    """How a command ended: its exit code, or minus the signal that killed it.

    `writes` are calls that wrote to a file, and `written` their bytes; what the command said went
    elsewhere and is not among them.
    """

    code: int
    out: str
    err: str
    seconds: float
    writes: int
    written: int
    calls: tuple[Call, ...] | None = None  # to files of its folder; None where nobody traced it

    @property
    def begun(self) -> bool:
        """Whether it had begun to write; bytes that only make room for a lock do not count."""
        return self.written >= LEAST_WRITTEN

    @property
    def killed(self) -> bool:
        """Whether it was ended by SIGKILL."""
        return self.code == -signal.SIGKILL


@dataclass(frozen=True)
class Alive:
    """A command that runs: what an observer may look at, and do to it."""

    pid: int
    io: int  # of /proc/PID/io, open
    started: float

    @property
    def seconds(self) -> float:
        """How long it has been running."""
        return time.perf_counter() - self.started

    @property
    def writes(self) -> int:
        """How many calls have written to a file so far."""
        return _counted(self.io)[0]

    @property
    def over(self) -> bool:
        """Whether it has ended; it can still be looked at."""
        flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self.pid, flags) is not None

    def kill(self) -> None:
        """End it as a power cut would: nothing of its own runs any more."""
        os.kill(self.pid, signal.SIGKILL)


Observer = Callable[[Alive], object]


def load() -> None:
    """Import all that commands import, so that none of it is done in their processes."""
    sys.dont_write_bytecode = True
    for name in ("MITAN_DB", "MITAN_CAMPAIGN", "MITAN_DEBUG", "COLUMNS"):
        os.environ.pop(name, None)
    for name in OURS:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not module.name.startswith(LEFT_OUT):
                importlib.import_module(module.name)
    codecs = [f"encodings.{module.name}" for module in pkgutil.iter_modules(encodings.__path__)]
    for name in ("cli", *LIBRARIES, *codecs):  # nobody may have no right to read Python's files
        try:
            importlib.import_module(name)
        except ImportError:
            continue  # an extra that is not installed, a codec of another system


def run(
    words: list[str],
    folder: Path,
    *,
    observer: Observer = lambda alive: None,
    before: Callable[[], object] = lambda: None,
    db: str = "",
    scratch: Path | None = None,
    trace: bool = False,
    end_at: Call | None = None,
) -> Ran:
    """Run `mitan WORDS` in a folder; `observer` is called while it runs, `before` in it at first.

    Words such as NAME=VALUE before the command are its environment, as in a shell.
    `db` is its store, the usual one where it is empty; `scratch` is where it may put temporary
    files. With `trace` its calls are told, with `end_at` it is killed as it enters one.
    """
    traced = trace or end_at is not None
    said, troubles = _Said(), _Said()
    sys.stdout.flush()
    sys.stderr.flush()
    started = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        if db:
            os.environ["MITAN_DB"] = db
        _be_mitan(words, folder, said, troubles, wait_for_tracer if traced else before, scratch)
    io_file = os.open(f"/proc/{pid}/io", os.O_RDONLY)
    log = folder.with_name(f"{folder.name}.calls")
    with ExitStack() as stack:
        stack.callback(os.close, io_file)
        if traced:
            stack.enter_context(tracing(pid, log, end_at))
        alive = Alive(pid, io_file, started)
        observer(alive)
        while not alive.over:
            if alive.seconds > LONGEST:
                alive.kill()
                os.waitpid(pid, 0)
                raise RuntimeError(f"mitan {' '.join(words)} hangs: {troubles.text}")
            time.sleep(0.001)
        seconds = alive.seconds
        writes, written = _counted(io_file)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    calls = None
    if traced:
        calls = tuple(calls_in(log, pid, folder))
        log.unlink()
    return Ran(code, said.text, troubles.text, seconds, writes, written, calls)


@contextmanager
def work_folder(name: str) -> Iterator[Path]:
    """A folder to work in that is removed at the end."""
    with tempfile.TemporaryDirectory(prefix=f"mitan-{name}-") as folder:
        yield Path(folder)


class _Said(io.RawIOBase):
    """A stream that outlives its process: memory shared with the one that watches."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, MOST_SAID)

    def writable(self) -> bool:
        return True

    def write(self, said: object) -> int:
        data = bytes(said)  # type: ignore[call-overload]
        start = int.from_bytes(self._memory[:8], "little")
        kept = data[: MOST_SAID - 8 - start]
        self._memory[8 + start : 8 + start + len(kept)] = kept
        self._memory[:8] = (start + len(kept)).to_bytes(8, "little")
        return len(data)

    @property
    def text(self) -> str:
        end = int.from_bytes(self._memory[:8], "little")
        return self._memory[8 : 8 + end].decode("utf-8", "replace")


def _be_mitan(
    words: list[str],
    folder: Path,
    said: _Said,
    troubles: _Said,
    before: Callable[[], object],
    scratch: Path | None,
) -> None:
    code = 99
    try:
        os.chdir(folder)
        sys.stdin = open(os.devnull)  # noqa: SIM115, PTH123
        sys.stdout = io.TextIOWrapper(said, write_through=True)  # type: ignore[type-var]
        sys.stderr = io.TextIOWrapper(troubles, write_through=True)  # type: ignore[type-var]
        given = list(takewhile(lambda word: "=" in word, words))
        os.environ.update(word.split("=", 1) for word in given)
        sys.argv = ["mitan", *words[len(given) :]]
        if scratch is not None:
            tempfile.tempdir = None
            os.environ["TMPDIR"] = os.environ["SQLITE_TMPDIR"] = str(scratch)
        before()
        import cli

        cli.main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _counted(io_file: int) -> tuple[int, int]:
    """Calls that wrote, and bytes written, as the kernel counts them."""
    told = dict(line.split(b": ") for line in os.pread(io_file, 512, 0).splitlines())
    return int(told[b"syscw"]), int(told[b"wchar"])
