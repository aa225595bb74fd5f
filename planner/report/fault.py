"""Fault: where a mistake of ours showed itself, told without a word of anybody's data."""

from __future__ import annotations

import traceback
from pathlib import Path

ROOT = Path(__file__).parents[2]  # the folder that holds cli.py and the packages
OURS = ("cli.py", "graphs", "planner", "scenarios")


def told(error: BaseException) -> str:
    """The kind of an error and the last line of ours that it passed: KeyError at cli.py:12.

    Neither the error's text, which may hold a row of the store, nor a path of this machine.
    """
    kind = type(error).__name__
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        file = Path(frame.filename)
        part = file.relative_to(ROOT) if file.is_relative_to(ROOT) else None
        if part is not None and part.parts[0] in OURS:
            return f"{kind} at {part.as_posix()}:{frame.lineno}"
    return kind
