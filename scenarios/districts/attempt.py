"""Attempt: one unit worked on, in whatever process that is. It always comes to an Ended."""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol, TypeVar

from planner.fault import told
from planner.findings import ExitCode, Refusal

MOST_TOLD = 25  # findings of a refusal that are kept


class Unit(Protocol):
    """Something to be worked on by itself, such as a district. It is pickled."""

    @property
    def code(self) -> str:
        """What tells it from all others."""


U = TypeVar("U", bound=Unit)


@dataclass(frozen=True)
class Answered:
    """What a work function found out: a digest of the question it answers, and the answer.

    The question is what `ask` of the same unit gives as long as the answer holds. The answer has
    a JSON form, and is the same whenever and wherever the same question is answered.
    """

    question: str
    answer: Mapping[str, Any]


@dataclass(frozen=True)
class Trouble:
    """Why a unit has no answer, as a person is told."""

    message: str
    exit_code: int
    findings: tuple[dict[str, str], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The trouble as JSON shows it."""
        return {**asdict(self), "findings": list(self.findings)}


@dataclass(frozen=True)
class Ended:
    """What became of one unit: `answered` or `trouble`, the other is None."""

    answered: Answered | None
    trouble: Trouble | None
    seconds: float = 0.0


def attempt(work: Callable[[U], Answered], unit: U) -> Ended:
    """Work on the unit; a refusal or a fault is an Ended like any other.

    `work` is a function that can be pickled: of a module, or a partial of one.
    """
    started = time.perf_counter()
    answered, trouble = None, None
    try:
        answered = work(unit)
    except Refusal as refusal:
        findings = tuple(finding.as_dict() for finding in refusal.findings[:MOST_TOLD])
        trouble = Trouble(refusal.message, int(refusal.exit_code), findings)
    except Exception as error:
        if os.environ.get("MITAN_DEBUG"):
            traceback.print_exc()
        trouble = Trouble(
            f"A fault in Mitan itself ({told(error)}), in {unit.code}. Please report it, with what "
            "MITAN_DEBUG=1 prints (names of people among it perhaps: read it before).",
            ExitCode.BUG,
        )
    return Ended(answered, trouble, time.perf_counter() - started)


def lost(unit: Unit) -> Ended:
    """What becomes of a unit whose process is killed, alone too."""
    message = (
        f"The process that worked on {unit.code} was killed, each time it was tried; perhaps "
        "memory ran out. Try again with fewer --workers, or where there is more memory."
    )
    return Ended(None, Trouble(message, ExitCode.BUG))
