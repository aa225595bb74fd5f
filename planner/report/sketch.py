"""Sketch: a rakshak's place and his areas as a small map: north up, with a scale. Inline SVG.

Shapes only, so that it prints in grey too; numbers are those of the areas in the list beside it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from planner.geo import EARTH_RADIUS_M

Spot = tuple[float, float]  # latitude and longitude in degrees

WIDTH, HEIGHT = 240, 170  # units of the drawing
MARGIN, FOOT = 18, 22  # around the spots; below them for the scale
LEAST_METRES = 150.0  # that the sketch is across, however near the spots are
NEAR = 13.0  # units: spots nearer than this share a mark
LONGEST_BAR = 90.0  # units
FONT = "Noto Sans, Noto Sans Devanagari, sans-serif"


def sketch_svg(
    home: Spot | None, areas: Sequence[tuple[int, Spot]], scales: tuple[str, str]
) -> str:
    """The sketch; empty where fewer than two spots are known, for then there is nothing to see.

    `areas` are numbers and spots of those that are known. `scales` say metres and kilometres,
    with {number} in them.
    """
    spots = [spot for _, spot in areas] + ([home] if home is not None else [])
    if len(spots) < 2:
        return ""
    middle = [(min(column) + max(column)) / 2 for column in zip(*spots, strict=True)]
    metres = [_metres(spot, middle) for spot in spots]
    across = max(LEAST_METRES, 2 * max(abs(x) for x, _ in metres))
    up = max(LEAST_METRES, 2 * max(abs(y) for _, y in metres))
    unit = min((WIDTH - 2 * MARGIN) / across, (HEIGHT - FOOT - 2 * MARGIN) / up)
    at = [(WIDTH / 2 + x * unit, (HEIGHT - FOOT) / 2 - y * unit) for x, y in metres]
    marks = _gathered([number for number, _ in areas], at)
    pieces = [_frame(), _north(), _bar(unit, scales)]
    if home is not None:
        pieces.append(_house(*at[-1]))
    pieces += [_mark(x, y, numbers) for x, y, numbers in marks]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="sketch" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="{FONT}" font-size="11">{"".join(pieces)}</svg>'
    )


def _metres(spot: Spot, middle: Sequence[float]) -> tuple[float, float]:
    """East and north of the middle: flat, which is right to a thousandth within a district."""
    degree = EARTH_RADIUS_M * math.pi / 180
    east = (spot[1] - middle[1]) * degree * math.cos(math.radians(middle[0]))
    return east, (spot[0] - middle[0]) * degree


def _gathered(
    numbers: Sequence[int], at: Sequence[tuple[float, float]]
) -> Iterator[tuple[float, float, list[int]]]:
    """Marks with their numbers; areas that would hide each other share one."""
    marks: list[tuple[float, float, list[int]]] = []
    for number, (x, y) in zip(numbers, at, strict=False):
        near = next((m for m in marks if math.hypot(m[0] - x, m[1] - y) < NEAR), None)
        if near is None:
            marks.append((x, y, [number]))
        else:
            near[2].append(number)
    yield from marks


def _mark(x: float, y: float, numbers: Sequence[int]) -> str:
    told = ",".join(map(str, numbers))
    half = 5 + 3 * len(told)
    return (
        f'<rect x="{x - half:.1f}" y="{y - 8:.1f}" width="{2 * half}" height="16" rx="8" '
        f'fill="#fff" stroke="#000" stroke-width="1.4"/>'
        f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle">{told}</text>'
    )


def _house(x: float, y: float) -> str:
    """Where he lives: a black house, below the marks, so that no number is hidden."""
    return (
        f'<path d="M{x - 9:.1f} {y:.1f}l9 -10l9 10h-3v9h-12v-9z" fill="#000" '
        'stroke="#fff" stroke-width="1"/>'
    )


def _frame() -> str:
    return (
        f'<rect x=".5" y=".5" width="{WIDTH - 1}" height="{HEIGHT - 1}" fill="#fff" stroke="#999"/>'
    )


def _north() -> str:
    return (
        f'<path d="M{WIDTH - 12} 6l4.5 14l-4.5 -4l-4.5 4z" fill="#000"/>'
        f'<text x="{WIDTH - 12}" y="31" text-anchor="middle">N</text>'
    )


def _bar(unit: float, scales: tuple[str, str]) -> str:
    """A bar of 1, 2 or 5 times a power of ten metres, and what it stands for."""
    most = LONGEST_BAR / unit
    power = 10 ** math.floor(math.log10(most))
    metres = next(step * power for step in (5, 2, 1) if step * power <= most)
    told = scales[0].format(number=f"{metres:g}")
    if metres >= 1_000:
        told = scales[1].format(number=f"{metres / 1_000:g}")
    right = 8 + metres * unit
    return (
        f'<path d="M8 {HEIGHT - 14}v6h{metres * unit:.1f}v-6" fill="none" stroke="#000"/>'
        f'<text x="{right + 5:.1f}" y="{HEIGHT - 7}">{told}</text>'
    )
