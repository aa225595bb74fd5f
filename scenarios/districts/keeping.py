"""Keeping: each unit's result in a file of its own, so that a second run goes on from there."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.files import write_atomically
from planner.report.document import as_json
from scenarios.districts.attempt import Ended, Trouble, U

FORMAT = 1  # of the files; others are worked out anew
PLAIN = re.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,59}")  # codes that any system takes for a file


@dataclass(frozen=True)
class Result:
    """One unit's result: its answer, or the trouble that kept it from having one.

    `seconds` are those of the run in which it was found; `resumed` says that it was an earlier one.
    """

    code: str
    answer: Mapping[str, Any] | None
    trouble: Trouble | None
    seconds: float
    resumed: bool = False


def file_of(out: Path, code: str, kind: str) -> Path:
    """Where the result of a unit is kept: CODE.KIND.json; a digest for CODE where it is no name."""
    name = code if PLAIN.fullmatch(code) else hashlib.sha256(code.encode()).hexdigest()[:32]
    return out / f"{name}.{kind}.json"


def keep(out: Path, kind: str, code: str, outcome: Ended) -> Result:
    """Write an outcome down, whole or not at all. Raises Refusal (STORE) where that fails."""
    answer = dict(outcome.answered.answer) if outcome.answered else None
    result = Result(code, answer, outcome.trouble, round(outcome.seconds, 3))
    page = {
        "format": FORMAT,
        "code": code,
        "kind": kind,
        "question": outcome.answered.question if outcome.answered else None,
        "answer": answer,
        "trouble": outcome.trouble.as_dict() if outcome.trouble else None,
        "seconds": result.seconds,
    }
    write_atomically(file_of(out, code, kind), as_json(page).encode())
    return result


def kept(out: Path, kind: str, unit: U, ask: Callable[[U], str]) -> Result | None:
    """The answer that an earlier run kept, where it is one to the question of today.

    Troubles are not answers: such units are to be tried again.
    """
    page = _page(file_of(out, unit.code, kind))
    known = (page.get("format"), page.get("code"), page.get("kind"))
    answer = page.get("answer")
    if known != (FORMAT, unit.code, kind) or not isinstance(answer, dict):
        return None
    try:
        question = ask(unit)
    except Exception:  # the run will tell what stands against it
        return None
    if page.get("question") != question:
        return None
    seconds = page.get("seconds")
    took = float(seconds) if isinstance(seconds, int | float) else 0.0
    return Result(unit.code, answer, None, took, resumed=True)


def _page(file: Path) -> dict[str, Any]:
    """What a file holds; nothing where it is not there, or not one of ours."""
    try:
        page = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return page if isinstance(page, dict) else {}
