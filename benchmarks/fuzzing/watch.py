"""Watch: one input is handed over, and whatever is not an answer or a plain no is told."""

from __future__ import annotations

import os
import re
import resource
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.findings import ExitCode, Finding, Refusal

SLOWEST = 5.0  # seconds of the processor for a file of some kilobytes
PATIENCE = 60.0  # seconds of the clock
LARGEST = 700 * 1024**2  # bytes by which one file may make the process grow; see MOST_CELLS
ENDS = {ExitCode.REJECTED, ExitCode.USAGE, ExitCode.STORE, ExitCode.IMPOSSIBLE}
# what moves the cursor of a terminal, turns the direction of a line, or cannot be encoded
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Slow(BaseException):
    """The time is up; no Exception, so that nothing takes it for a fault of the file."""


@dataclass(frozen=True)
class Wrong:
    """What was wrong with an input: `kind` is short and the same for all alike."""

    kind: str
    trace: str


class Watch:
    """Standard error goes into a file meanwhile, of which the size is looked at."""

    def __init__(self, folder: Path) -> None:
        self._said = os.open(folder / "stderr", os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
        self._size = 0
        self.codes: dict[str, int] = {}
        self.taken = self.refused = 0
        os.dup2(self._said, 2)
        signal.signal(signal.SIGALRM, _stop)

    def look(self, hand: Callable[[], Any]) -> Wrong | None:
        """Hand one input over. None where all is well."""
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        signal.setitimer(signal.ITIMER_REAL, PATIENCE)
        began = time.process_time()
        try:
            wrong = self._outcome(hand)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # that is what is looked for
            wrong = _of(error)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        if wrong is None and time.process_time() - began > SLOWEST:
            wrong = Wrong("slow", f"more than {SLOWEST} s")
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        if wrong is None and grown * 1024 > LARGEST:
            wrong = Wrong("large", f"grew by {grown:,} kB")
        size = os.fstat(self._said).st_size
        if size != self._size:
            said = os.pread(self._said, 2_000, self._size).decode("utf-8", "replace")
            self._size = size
            wrong = wrong or Wrong("stderr: " + said.strip()[:60], said)
        return wrong

    def _outcome(self, hand: Callable[[], Any]) -> Wrong | None:
        try:
            answer = hand()
        except Refusal as refusal:
            self.refused += 1
            if refusal.exit_code not in ENDS or not refusal.message:
                return Wrong(f"exit {refusal.exit_code}", traceback.format_exc())
            return self._told(refusal.findings, refusal.message)
        self.taken += 1
        return self._told(getattr(answer, "findings", ()), "")

    def _told(self, findings: tuple[Finding, ...], message: str) -> Wrong | None:
        for one in findings:
            self.codes[one.code] = self.codes.get(one.code, 0) + 1
            for text in (one.subject, one.where, one.message, one.remedy):
                if UNPRINTABLE.search(text):
                    return Wrong(f"unprintable: {one.code}", repr(one))
        if UNPRINTABLE.search(message):
            return Wrong("unprintable: message", repr(message))
        return None


def _of(error: BaseException) -> Wrong:
    last = traceback.extract_tb(error.__traceback__)[-1]
    kind = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
    return Wrong(kind, "".join(traceback.format_exception(error))[-4_000:])


def _stop(number: int, frame: object) -> None:
    raise Slow
