"""Fault: where a mistake of ours showed itself, told without a word of anybody's data.

An error's own text may hold a row of the store, a path of the machine the name of its user.
"""

from __future__ import annotations

OURS = ("planner", "scenarios", "graphs", "cli")


class Place:
    """The last line of this program that an error passed: `module`, empty if none, and `line`."""

    __slots__ = ("line", "module")

    def __init__(self, error: BaseException) -> None:
        self.module, self.line = "", 0
        trace = error.__traceback__
        while trace is not None:
            name = trace.tb_frame.f_globals.get("__name__")
            if isinstance(name, str) and name.partition(".")[0] in OURS:
                self.module, self.line = name, trace.tb_lineno
            trace = trace.tb_next


def told(error: BaseException) -> str:
    """The kind of an error and its place: KeyError at planner.commands.tree:12."""
    place = Place(error)
    return type(error).__name__ + (f" at {place.module}:{place.line}" if place.module else "")
