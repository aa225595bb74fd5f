"""A picture's axis of days, and the phases of a campaign in a strip above it.

A day is drawn at its ordinal number and reaches half a day to both sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from graphs import style, words
from graphs.fitting import fit, width

Floats = NDArray[np.float64]

STEPS = (1, 2, 3, 4, 7, 14, 28, 91, 182, 364)  # days between ticks
LEAST_TICK = 0.58  # inches
LANE, BAR = 0.23, 0.17  # inches
MOST_LANES = 6
SIZE = 8  # points
LONGEST = 2.4  # inches of a phase's name beside its bar
FILLS = ("#dfe3e8", "#cbd3dc")  # neighbours take turns


def ordinals(days: Sequence[date]) -> Floats:
    """Days as numbers on the axis."""
    return np.array([day.toordinal() for day in days], dtype=np.float64)


def lay_out(axes: Axes, first: date, last: date, lang: str, anchor: date | None = None) -> None:
    """An axis of days from `first` to `last`, with a tick on `anchor` (else on the last day)."""
    axes.set_xlim(first.toordinal() - 0.5, last.toordinal() + 0.5)
    number = (last - first).days + 1
    across = axes.get_window_extent().width / style.DPI
    most = max(int(across / LEAST_TICK), 1)
    step = next((step for step in STEPS if number <= step * most), -(-number // most))
    at = (anchor or last).toordinal()
    ticks = range(at - (at - first.toordinal()) // step * step, last.toordinal() + 1, step)
    axes.set_xticks(list(ticks), [words.day(date.fromordinal(tick), lang) for tick in ticks])
    # On one baseline, though Hindi has signs above its letters.
    for label in axes.get_xticklabels():
        label.set_verticalalignment("baseline")
    axes.tick_params(axis="x", pad=13)
    years = str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    axes.set_xlabel(years, color=style.GREY)


class Phase(NamedTuple):
    """A bar of the strip: where it and its name stand, in days."""

    name: str
    start: float
    end: float
    text: float  # left edge of the name
    lane: int


def lanes(
    figure: Figure, across: float, phases: Sequence[tuple[str, date, date]], first: date, last: date
) -> tuple[list[Phase], int]:
    """Phases that touch first..last, each in the first lane where it and its name are free.

    `across` is how wide the days are, in inches. A name stands in its bar if it fits, else
    beside it. Also how many phases found no lane.
    """
    low, high = first.toordinal() - 0.5, last.toordinal() + 0.5
    per_inch = (high - low) / across
    taken: list[list[tuple[float, float]]] = []
    found, lost = [], 0
    for name, begins, ends in sorted(phases, key=lambda phase: (phase[1], phase[2])):
        start, end = max(begins.toordinal() - 0.5, low), min(ends.toordinal() + 0.5, high)
        if start >= end:
            continue
        bar = (end - start) / per_inch
        label = fit(figure, name, SIZE, max(bar - 0.1, min(LONGEST, across / 3)))
        wide = width(figure, label, SIZE) * per_inch
        air = 0.05 * per_inch
        if wide + air <= end - start:
            text, left, right = (start + end - wide) / 2, start, end
        elif end + air + wide <= high or end + air + wide - high < low - (start - air - wide):
            text, left, right = end + air, start, end + air + wide
        else:
            text, left, right = start - air - wide, start - air - wide, end
        free = [
            lane
            for lane, others in enumerate(taken)
            if all(right + air <= one or other + air <= left for one, other in others)
        ]
        if not free and len(taken) == MOST_LANES:
            lost += 1
            continue
        lane = free[0] if free else len(taken)
        taken += [[]] * (not free)
        taken[lane] = [*taken[lane], (left, right)]
        found.append(Phase(label, start, end, text, lane))
    return found, lost


def draw_phases(axes: Axes, phases: Sequence[Phase]) -> None:
    """The strip: `axes` has the days as its width and a lane for every inch of LANE in height."""
    axes.axis("off")
    high = 1 + max((phase.lane for phase in phases), default=0)
    axes.set_ylim(high, 0)
    for at, phase in enumerate(phases):
        y = phase.lane + 0.5
        axes.add_patch(
            Rectangle(
                (phase.start, y - BAR / LANE / 2),
                phase.end - phase.start,
                BAR / LANE,
                facecolor=FILLS[at % 2],
                edgecolor=style.PAPER,
                linewidth=1,
            )
        )
        axes.text(phase.text, y, phase.name, size=SIZE, va="center_baseline", ha="left")
