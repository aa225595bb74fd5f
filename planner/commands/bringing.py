"""Bringing a sheet in: what every command that imports one does, and how it answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from planner.report.desk import Desk


def bring_in(desk: Desk, kind: str, file: Path, **how: Any) -> None:
    """Import a sheet of this kind and say what came of it; `how` are options of import_file.

    Raises Refusal where nothing was written; as JSON the faults are a document first.
    """
    from planner.report.answers import import_answer
    from planner.store.importing import ImportRefusal, import_file

    policy = desk.policy()
    with desk.store() as store:
        try:
            result = import_file(store, kind, file, policy, **how)
        except ImportRefusal as refusal:
            if desk.form == "json":
                desk.show(import_answer(refusal.result))
            raise
    desk.show(import_answer(result))
