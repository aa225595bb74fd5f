"""A disc for each leader: as large as his rakshaks are many, sliced by how they fill the quota."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.patches import Circle, Patch, Wedge
from numpy.typing import NDArray

from graphs import style

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def draw_discs(axes: Axes, x: Floats, y: Floats, radii: Floats, states: Ints) -> None:
    """Discs of those filled, with the short clockwise and the over anticlockwise from the top.

    `x`, `y` and `radii` (data units) have length n; `states` is n x 3, for each disc how many are
    short, filled and over, together at least one.
    """
    short, _, over = (360 * states / states.sum(axis=1, keepdims=True)).T
    patches: dict[str, list[Patch]] = {"filled": [], "short": [], "over": []}
    for at, radius in enumerate(radii):
        middle = (float(x[at]), float(y[at]))
        patches["filled"].append(Circle(middle, radius))
        if short[at]:
            patches["short"].append(Wedge(middle, radius, 90 - short[at], 90))
        if over[at]:
            patches["over"].append(Wedge(middle, radius, 90, 90 + over[at]))
    for name, shapes in patches.items():
        axes.add_collection(
            PatchCollection(shapes, facecolor=style.STATE_COLOURS[name], linewidths=0, zorder=3)
        )
