"""The program `mitan`: it can be stopped from here on, also while the rest of it is loaded."""

from __future__ import annotations

import os
import signal
from types import FrameType
from typing import NoReturn


def main() -> NoReturn:
    """Load the command line and run it."""
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)
    from cli import main
    from planner import stopping

    stopping.listen()
    main()


def _end(number: int, _frame: FrameType | None) -> None:
    os.write(2, b"Stopped before anything was begun.\n")
    os._exit(128 + number)


if __name__ == "__main__":
    main()
