"""Personal: what of a campaign says who somebody is, and what stands there once it is gone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlmodel import SQLModel

from planner.store.tables import Pin, Progress, Tie

NAME = "***"  # in place of a name: no letters, so the audit sees no namesakes in it
NOTHING: Mapping[str, Any] = {"name": NAME, "phone": "", "latitude": None, "longitude": None}
PLACE = ("latitude", "longitude")

# Rows of people, as SQL
WITH_NAME = f"name NOT IN ('', '{NAME}')"
NAMED = f"({WITH_NAME} OR phone <> '')"
PLACED = "(latitude IS NOT NULL OR longitude IS NOT NULL)"


class FreeText(NamedTuple):
    """A table's free text: its column, its key, and which columns of that make it somebody's."""

    table: type[SQLModel]
    column: str
    key: tuple[str, ...]
    whose: tuple[str, ...]

    @property
    def written(self) -> str:
        """Rows that have it, as SQL."""
        return f"{self.column} <> ''"


TEXTS = (
    FreeText(Progress, "note", ("rakshak", "area", "day"), ("rakshak",)),
    FreeText(Pin, "reason", ("rakshak", "area"), ("rakshak",)),
    FreeText(Tie, "reason", ("of", "one", "other"), ("one", "other")),
)
