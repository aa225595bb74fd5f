"""Room for texts and labels: wrapped to a width, and set apart along an edge."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from graphs import style

Floats = NDArray[np.float64]

MOST = 200  # characters that a text is looked at


def fit(figure: Figure, text: str, size: float, width: float, lines: int = 1) -> str:
    """A text in at most so many lines of `width` inches at `size` points; cut where it is longer.

    Called within `style.look()`. Characters that no font has become boxes.
    """
    ruler = figure.text(0, 0, "", size=size)

    def fits(line: str) -> bool:
        ruler.set_text(line)
        return style.extent(ruler).width / style.DPI <= width

    words = style.legible(text, MOST).split(" ")
    done: list[str] = []
    while words:
        taken = next((n for n in range(len(words), 0, -1) if fits(" ".join(words[:n]))), 0)
        if not taken or (len(done) == lines - 1 and taken < len(words)):
            done.append(_cut(" ".join(words), fits))
            break
        done.append(" ".join(words[:taken]))
        words = words[taken:]
    ruler.remove()
    return "\n".join(done)


def _cut(line: str, fits: Callable[[str], bool]) -> str:
    """As much of a line as fits, an ellipsis at its end; nothing where not one letter does."""
    for most in range(len(line), 0, -1):
        short = style.legible(line, most)
        if fits(short):
            return short
    return ""


def width(figure: Figure, text: str, size: float) -> float:
    """How wide a text is, in inches."""
    ruler = figure.text(0, 0, text, size=size)
    wide = style.extent(ruler).width / style.DPI
    ruler.remove()
    return wide


def spread(middles: Floats, gap: float, low: float, high: float) -> Floats:
    """The places nearest to `middles` (n, rising) that are `gap` apart, in order, in low..high.

    Least squares. Where there is not room enough for all, the gap is made as small as need be.
    """
    if len(middles) > 1:
        gap = min(gap, (high - low) / (len(middles) - 1))
    steps = gap * np.arange(len(middles))
    # With the gaps taken out, "at least so far apart" is "not falling"; bounds are then one clip.
    flat = isotonic_regression(middles - steps).x if len(middles) else middles
    placed: Floats = np.clip(flat, low, max(high - steps[-1:].sum(), low)) + steps
    return placed
