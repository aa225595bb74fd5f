"""Replaced: what stood in the store where an import writes something else.

A plain sheet does not know what its writer had before him. So nobody can tell whether he wanted to
change what another has written since; but what was there is told, in a dry run too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from planner.store.importing.quoting import may_be_repeated

MOST_KEPT = 200  # cells of one column whose values are told
HIDDEN = {"name", "phone", "latitude", "longitude", "note"}  # who and where people are


class Cell(NamedTuple):
    """A cell that was replaced: its row's key, what was there, what is there now.

    Both are None in a column of HIDDEN, and where one of them may be a name or a phone.
    """

    row: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Replaced:
    """In how many rows an import replaces something in this column; the first cells of them."""

    column: str
    rows: int
    cells: tuple[Cell, ...]

    def as_dict(self) -> dict[str, Any]:
        """The column as JSON shows it."""
        return {
            "column": self.column,
            "rows": self.rows,
            "cells": [cell._asdict() for cell in self.cells],
        }


class Tally:
    """Gathers what the rows of a table replace; empty cells of the store are nothing to replace."""

    def __init__(self, key: Sequence[str], columns: Sequence[str]) -> None:
        self._columns, self._width = columns, len(key)
        self._rows: Counter[str] = Counter()
        self._first: Mapping[str, list[tuple[int, Cell]]] = defaultdict(list)

    def note(self, position: int, stored: Sequence[Any], given: Sequence[Any]) -> None:
        """A row of the sheet, at this position, that changes one of the store."""
        for name, before, after in zip(self._columns, stored, given, strict=True):
            if before == after or before in ("", None):
                continue
            self._rows[name] += 1
            told = _told(name, str(before), "" if after is None else str(after))
            cell = Cell(" ".join(map(str, stored[: self._width])), *told)
            first = self._first[name]
            first.append((position, cell))
            if len(first) > 2 * MOST_KEPT:
                first.sort()
                del first[MOST_KEPT:]

    def told(self) -> tuple[Replaced, ...]:
        """The columns in which something is replaced, as the sheet has them."""
        return tuple(
            Replaced(
                name,
                self._rows[name],
                tuple(cell for _, cell in sorted(self._first[name])[:MOST_KEPT]),
            )
            for name in self._columns
            if self._rows[name]
        )


def _told(column: str, before: str, after: str) -> tuple[str, str] | tuple[None, None]:
    plain = all(not text or may_be_repeated(text) for text in (before, after))
    return (None, None) if column in HIDDEN or not plain else (before, after)
