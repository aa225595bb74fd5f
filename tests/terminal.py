"""A command at a terminal of its own: what is shown to a person there, and what he types."""

import contextlib
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE = 120  # seconds without a word, on a busy machine
TURN = 0.2  # seconds after which a key is hit again
TYPED = b"<typed>"  # stands in what is shown where something was typed
CTRL_C = "\x03"


class Terminal:
    """A `mitan` process, whose terminal this is; `before` is Python that it runs first."""

    def __init__(self, folder, *words, before="", stdout=None):
        ours, theirs = pty.openpty()
        code = (
            f"import fcntl, sys, termios\nfcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
            f"sys.argv = ['mitan', *{list(map(str, words))!r}]\n{before}\n"
            "from planner import entry\nentry.main()\n"
        )
        self.shown, self.ended, self._ours = b"", False, ours
        self._process = subprocess.Popen(
            [sys.executable, "-c", code], cwd=folder, stdin=theirs, stderr=theirs,
            stdout=theirs if stdout is None else stdout, start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "100"},
        )  # fmt: skip
        os.close(theirs)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()
        os.close(self._ours)

    def until(self, text):
        """Wait until this is shown."""
        while text.encode() not in self.shown:
            assert self._heard(PATIENCE), f"instead of {text!r}: {self.shown!r}"

    def type(self, text):
        while self._heard(0):
            pass
        self.shown += TYPED
        with contextlib.suppress(OSError):  # it has ended meanwhile
            os.write(self._ours, text.encode())

    def end(self):
        """The exit code and all that was shown, when it has ended."""
        while not self.ended:
            assert self._heard(PATIENCE) or self.ended, f"it waits for something: {self.shown!r}"
        return self._process.wait(PATIENCE), self.shown.decode()

    def stop(self):
        """Ctrl-C until it ends, as people do: a question that was put a moment ago, and does not
        wait for its answer yet, does not hear the first.
        """
        until = time.monotonic() + PATIENCE
        while not self.ended:
            assert time.monotonic() < until, f"it does not stop: {self.shown!r}"
            self.type(CTRL_C)
            turn = time.monotonic() + TURN
            while self._heard(max(0, turn - time.monotonic())):
                pass
        return self.end()

    def _heard(self, seconds):
        """Whether something more is shown within that time."""
        if self.ended or not select.select([self._ours], [], [], seconds)[0]:
            return False
        try:
            part = os.read(self._ours, 65536)
        except OSError:  # Linux: the other end is closed
            part = b""
        self.shown += part
        self.ended = not part
        return not self.ended
