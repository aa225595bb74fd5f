"""Room for things shown side by side: a squarified treemap, a grid of squares, circles apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]

ROUNDS = 200  # in which circles push each other


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


def apart(middle: Floats, radii: Floats, reach: float) -> Floats:
    """Where n circles come to stand when those that overlap push each other aside.

    `middle` is n x 2, `radii` n, `reach` the furthest that any may move (all in one unit); where
    that is not enough, some still overlap. Dorling's circles (Area cartograms: their use and
    creation, 1996), but each held near its place.
    """
    turn = np.arange(len(middle)) * np.pi * (3 - np.sqrt(5))  # no two the same way
    aside = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    at = middle + 1e-3 * radii.max(initial=0) * aside  # circles on one point must part too
    for _ in range(ROUNDS):
        pairs = cKDTree(at).query_pairs(2 * radii.max(initial=0), output_type="ndarray")
        one, other = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))].T
        between = at[other] - at[one]
        distance = np.maximum(np.linalg.norm(between, axis=1), 1e-12)
        overlap = np.maximum(radii[one] + radii[other] - distance, 0)
        push = (overlap / distance / 2)[:, None] * between
        moves = np.zeros_like(at)
        np.add.at(moves, one, -push)
        np.add.at(moves, other, push)
        pushed = np.concatenate([one[overlap > 0], other[overlap > 0]])
        # Twice the mean of the pushes: their sum would throw a circle out of a crowd.
        at = at + moves / np.maximum(np.bincount(pushed, minlength=len(at)) / 2, 1)[:, None]
        away = at - middle
        far = np.maximum(np.linalg.norm(away, axis=1, keepdims=True) / max(reach, 1e-12), 1)
        at = middle + away / far
    return np.asarray(at)
