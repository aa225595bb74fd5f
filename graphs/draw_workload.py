"""A histogram of visits per rakshak against the fair share."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from graphs import style
from graphs.measures import gini

Ids = NDArray[np.str_]
Ints = NDArray[np.int64]

MOST_BARS = 40
KINDS = (("below their band", "over"), ("in their band", "filled"), ("above their band", "short"))
BAND = "#dcebdd"


def draw(*, title: str, ids: Ids, visits: Ints, least: Ints, most: Ints) -> Figure:
    """The histogram of the visits of R rakshaks.

    `ids`, `visits`, `least` and `most` have length R: what each makes, and the band of visits
    that is fair for him, both ends included. Those whose band ends at 0 have no visits to give
    (not trained yet, for instance): they are counted in a note and not drawn.
    """
    works = (most > 0) | (visits > 0)
    ids, visits, least, most = ids[works], visits[works], least[works], most[works]
    side = 1 + (visits > most) - (visits < least).astype(np.int64)  # index into KINDS
    with style.look():
        figure = style.sheet(6.0, title, _caption(visits, side))
        axes = figure.add_axes((0.085, 0.135, 0.885, 0.655))
        axes.spines[["top", "right"]].set_visible(False)
        idle = int((~works).sum())
        if len(visits) == 0:
            axes.text(0.5, 0.5, "Nobody has visits to make.", ha="center", transform=axes.transAxes)
        else:
            band = _usual_band(least, most)
            style.keys_below_headings(figure, _bars(axes, visits, side, band))
            _name_extremes(axes, ids, visits)
        left_out = f"{style.counted(idle, 'rakshak')} without availability not drawn."
        style.note(figure, [left_out * (idle > 0)])
    return figure


def _caption(visits: Ints, side: Ints) -> str:
    if len(visits) == 0:
        return "no rakshak"
    mean = float(visits.mean())
    parts = [
        style.counted(len(visits), "rakshak"),
        f"{100 * float((side == 1).mean()):.1f}% in their band",
        f"mean {mean:.1f} visits",
        f"most / mean {visits.max() / mean:.2f}" if mean else "no visits",
        f"Gini {gini(visits):.3f}",
    ]
    return "  ·  ".join(parts)


def _usual_band(least: Ints, most: Ints) -> tuple[int, int, float]:
    """The band that most rakshaks have, and the share of them who have it."""
    bands, count = np.unique(np.stack([least, most], axis=1), axis=0, return_counts=True)
    at = int(np.argmax(count))
    return int(bands[at, 0]), int(bands[at, 1]), float(count[at] / count.sum())


def _bars(axes: Axes, visits: Ints, side: Ints, band: tuple[int, int, float]) -> list[Line2D]:
    """Draw the band that most have and a stack of bars for each side; returns their keys."""
    low, high, share = band
    first, last = min(int(visits.min()), low), max(int(visits.max()), high)
    step = -(-(last - first + 1) // MOST_BARS)
    edges = np.arange(first, last + step + 1, step) - 0.5
    axes.axvspan(low - 0.5, high + 0.5, color=BAND, linewidth=0, zorder=0)
    whose = "" if share == 1 else f" ({100 * share:.0f}% of rakshaks)"
    keys = [style.key(f"fair share: {low} to {high} visits{whose}", "s", BAND, 10)]

    floor = np.zeros(len(edges) - 1)
    for kind, (label, state) in enumerate(KINDS):
        height, _ = np.histogram(visits[side == kind], edges)
        colour = style.STATE_COLOURS[state]
        axes.bar(edges[:-1] + step / 2, height, 0.86 * step, floor, color=colour, zorder=2)
        floor += height
        if height.any():
            keys.append(style.key(f"{int(height.sum()):,} {label}", "s", colour, 10))
    axes.set_xlim(edges[0] - 0.4 * step, edges[-1] + 0.4 * step)
    axes.set_ylim(0, 1.2 * floor.max())
    axes.set_xlabel("Visits per rakshak")
    axes.set_ylabel("Rakshaks")
    axes.xaxis.set_major_locator(MaxNLocator(20, integer=True, min_n_ticks=1))
    axes.yaxis.set_major_locator(MaxNLocator(8, integer=True, min_n_ticks=1))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    return keys


def _name_extremes(axes: Axes, ids: Ids, visits: Ints) -> None:
    """Point at the ends of the scale and name who stands there; nobody, where all are alike."""
    if visits.min() == visits.max():
        return
    for value, word, align in (
        (int(visits.min()), "least", "left"),
        (int(visits.max()), "most", "right"),
    ):
        who = np.sort(ids[visits == value])
        more = f" and {len(who) - 1:,} more" if len(who) > 1 else ""
        axes.annotate(
            f"{word}: {style.legible(str(who[0]), 20)}{more}, {style.counted(value, 'visit')}",
            (value, len(who)),
            xytext=(0.01 if align == "left" else 0.99, 0.96),
            textcoords="axes fraction",
            ha=align,
            va="top",
            arrowprops={"arrowstyle": "-", "color": style.GREY, "linewidth": 0.8},
        )
