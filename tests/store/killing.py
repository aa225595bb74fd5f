"""Programs that are killed (-9) where a test says."""

import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
DIE = "import os, signal\ndef die(*a, **k): os.kill(os.getpid(), signal.SIGKILL)\n"


def run_and_kill(code, *words):
    """Run a program in which `die()` kills it, as nothing else may."""
    done = subprocess.run(
        [sys.executable, "-c", DIE + code, *map(str, words)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
