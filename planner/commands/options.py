"""Options: what several commands are asked in the same way."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from planner.report.desk import Desk

SHEETS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods")

SEED = click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True,
                    help="Same seed and inputs, same answer.")  # fmt: skip
DRY_RUN = click.option("--dry-run", is_flag=True, help="Show what would change, write nothing.")


def ids_of(desk: Desk, words: Sequence[str], option: str) -> list[str]:
    """The ids that words stand for: those in a sheet of this name, or the word itself.

    Raises UsageError where a word is empty, or is a file that the answer would be written over.
    """
    from planner.store.importing.named import read_ids

    stripped = [word.strip() for word in words]
    if "" in stripped:
        raise click.UsageError(f"{option} needs an id or a file.")
    desk.keep_apart(desk.output, [Path(word) for word in stripped])
    return [one for word in stripped for one in (read_ids(Path(word)) if _file(word) else [word])]


def _file(word: str) -> bool:
    file = Path(word)
    return file.is_file() or file.suffix.lower() in SHEETS or len(file.parts) > 1
