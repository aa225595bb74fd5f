"""Rectangles for things to be shown side by side: a squarified treemap and a grid of squares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle: its lower left corner, width and height."""

    x: float
    y: float
    width: float
    height: float


def squarify(weights: Sequence[float], box: Box) -> list[Box]:
    """Cut `box` into one rectangle for each weight (> 0, falling), areas in proportion.

    Rows are filled along the shorter side for as long as that makes them squarer (Bruls,
    Huizing, van Wijk, Squarified treemaps, 2000). The first is at the top left.
    """
    cells: list[Box] = []
    rest = list(weights)
    while rest:
        scale = box.width * box.height / sum(rest)
        side = min(box.width, box.height)
        taken = 1
        while taken < len(rest) and (
            _worst(rest[: taken + 1], scale, side) <= _worst(rest[:taken], scale, side)
        ):
            taken += 1
        row, rest = rest[:taken], rest[taken:]
        thick = sum(row) * scale / side
        if box.width >= box.height:  # a column at the left, filled from the top
            top = box.y + box.height
            for weight in row:
                top -= weight * scale / thick
                cells.append(Box(box.x, top, thick, weight * scale / thick))
            box = Box(box.x + thick, box.y, box.width - thick, box.height)
        else:  # a row at the top, filled from the left
            left = box.x
            for weight in row:
                cells.append(Box(left, box.y + box.height - thick, weight * scale / thick, thick))
                left += weight * scale / thick
            box = Box(box.x, box.y, box.width, box.height - thick)
    return cells


def _worst(row: Sequence[float], scale: float, side: float) -> float:
    """How far from a square the worst rectangle of a row would be: long side over short."""
    whole = sum(row) * scale
    return max(side**2 * max(row) * scale / whole**2, whole**2 / (side**2 * min(row) * scale))


def grid(number: int, width: float, height: float) -> tuple[int, float]:
    """Columns, and side, of the largest equal squares of which `number` fit in a rectangle."""

    def side(columns: int) -> float:
        rows = -(-number // columns)
        return min(width / columns, height / rows)

    columns = max(range(1, number + 1), key=side)
    return columns, side(columns)
