"""What fan charts share: bands of quantiles over days, and numbers at the right edge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, TypedDict

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import blended_transform_factory
from numpy.typing import NDArray

from graphs import style, words
from graphs.fitting import fit, spread, width

Floats = NDArray[np.float64]

PER_CENT = (5, 25, 50, 75, 95)  # the quantiles of a fan, in its rows
WIDE, NARROW, MIDDLE = "#d3e3f2", "#9dc0e0", "#174a7c"
DASHES = ("-", "--", "-.", ":")
MOST_CURVES = len(style.TEAM_COLOURS)
TARGET = style.ALARM
FAR = 4.0  # times the rest of the picture; a target beyond is only told of
HALF_BAR = 0.3  # of a day, where there is only one
LINE = 0.17  # inches between numbers at the edge
LEAST_ROOM = 0.4  # inches beside the axes, without the numbers
AWAY = 0.025  # of the axes' width, from the axes to these numbers


class Worn(TypedDict):
    """How a curve is told from others."""

    color: str
    linestyle: str


class Label(NamedTuple):
    """A number at the right edge."""

    y: float
    text: str
    colour: str  # of the line that leads to it
    size: float  # points


def band(axes: Axes, x: Floats, low: Floats, high: Floats, colour: str, alpha: float = 1) -> None:
    """A shaded band; of one day a bar as wide as the day."""
    if len(x) == 1:
        x, low, high = _bar(x), low.repeat(2), high.repeat(2)
    axes.fill_between(x, low, high, color=colour, alpha=alpha, linewidth=0, zorder=1)


def _bar(x: Floats) -> Floats:
    """One day as the two ends of a bar."""
    return np.array([x[0] - HALF_BAR, x[0] + HALF_BAR])


def line(
    axes: Axes, x: Floats, y: Floats, colour: str, *, width: float = 2, dash: str = "-"
) -> None:
    """The line of the middle; of one day a bar as wide as the day."""
    if len(x) == 1:
        x, y = _bar(x), y.repeat(2)
    axes.plot(x, y, color=colour, linewidth=width, linestyle=dash, zorder=3)


def height_of(figure: Figure, axes: Axes, top: float, unit: str, lang: str) -> None:
    """The axis of counts, from 0 to somewhat above `top`."""
    axes.set_ylim(0, 1.06 * top if top > 0 else 1)
    axes.yaxis.set_major_locator(MaxNLocator(7, integer=True, min_n_ticks=1))
    axes.yaxis.set_major_formatter(lambda value, _: words.number(value, lang))
    name_height(figure, axes, unit)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color=style.PALE, linewidth=0.6)
    axes.set_axisbelow(True)


def name_height(figure: Figure, axes: Axes, unit: str) -> None:
    """What the upright axis counts, at the edge of the sheet."""
    axes.set_ylabel(fit(figure, unit, 9, 3.0))
    across = blended_transform_factory(figure.transFigure, axes.transAxes)
    axes.yaxis.set_label_coords(0.33 / style.WIDTH, 0.5, across)


def draw_target(axes: Axes, target: int | None, by: date | None, top: float, lang: str) -> float:
    """The target as a line, its day as another; what the height of the axis must reach.

    A target far above everything else is only told of at the upper edge.
    """
    left = axes.get_xlim()[0]
    if by is not None:
        axes.axvline(by.toordinal(), color=TARGET, linewidth=0.8, linestyle=":", zorder=2)
    if target is None:
        return top
    if target > FAR * top > 0:
        axes.annotate(
            "↑ " + words.say("target_far", lang, number=words.number(target, lang)),
            (0.01, 0.985),
            xycoords="axes fraction",
            va="top",
            size=9,
            color=TARGET,
        )
        return 1.1 * top
    axes.axhline(target, color=TARGET, linewidth=1.2, linestyle="--", zorder=2)
    if by is not None:
        axes.plot([by.toordinal()], [target], "D", color=TARGET, markersize=6, zorder=4)
    axes.annotate(
        f"{words.say('target', lang)} {words.number(target, lang)}",
        (left, target),
        xytext=(5, 4),
        textcoords="offset points",
        size=9,
        color=TARGET,
        path_effects=style.HALO,
        zorder=5,
    )
    return max(top, float(target))


def room(figure: Figure, labels: Sequence[Label]) -> float:
    """Inches to leave free for numbers at the right edge."""
    return LEAST_ROOM + max(width(figure, label.text, label.size) for label in labels)


def edge(axes: Axes, x: Floats, labels: Sequence[Label]) -> None:
    """Numbers at the right edge, at their height or as near as they do not overlap.

    A fine line leads to each from the end of the fan over `x`. The limits of the axes must be
    set before.
    """
    last = float(x[-1]) if len(x) > 1 else float(x[0]) + HALF_BAR
    ranked = sorted(labels, key=lambda label: label.y)
    low, high = axes.get_ylim()
    inch = (high - low) / (axes.get_window_extent().height / style.DPI)
    places = spread(np.array([label.y for label in ranked]), LINE * inch, low, high)
    right = axes.get_xlim()[1]
    for label, place in zip(ranked, places.tolist(), strict=True):
        axes.plot(
            [last, right, right + AWAY * (right - axes.get_xlim()[0])],
            [label.y, label.y, place],
            color=label.colour,
            linewidth=0.7,
            clip_on=False,
            zorder=1,
        )
        axes.annotate(
            label.text,
            (1 + AWAY, place),
            xytext=(3, 0),
            xycoords=axes.get_yaxis_transform(),
            textcoords="offset points",
            size=label.size,
            va="center_baseline",
            annotation_clip=False,
        )


def middle_key(lang: str) -> Line2D:
    """An entry of a legend: the line of the middle."""
    entry = style.key(words.say("middle", lang), "_", MIDDLE, 12)
    entry.set_markeredgewidth(2)
    return entry


def band_keys(lang: str) -> list[Line2D]:
    """Entries of a legend: both bands and the line of the middle."""
    return [
        style.key(words.say("wide", lang), "s", WIDE, 10),
        style.key(words.say("narrow", lang), "s", NARROW, 10),
        middle_key(lang),
    ]


def stroke(figure: Figure, y: float, label: str, at: int) -> None:
    """One line of a legend, `y` inches below the upper edge: curve number `at`, and its name."""
    high = 1 - y / figure.get_figheight()
    axes = figure.add_axes((0.03, high - 0.01, 0.035, 0.02), xlim=(0, 1), ylim=(0, 1))
    axes.axis("off")
    axes.plot([0, 1], [0.5, 0.5], linewidth=2.2, **worn(at))
    figure.text(0.075, high, label, size=9.5, va="center_baseline")


def worn(at: int) -> Worn:
    """Colour and dashes of curve number `at`; dashes so that curves differ in grey print too."""
    return {"color": style.TEAM_COLOURS[at], "linestyle": DASHES[at % len(DASHES)]}


def aim(target: int | None, by: date | None, unit: str, lang: str) -> str:
    """The target in words; nothing where there is none."""
    if target is None:
        return ""
    count = words.number(target, lang)
    if by is None:
        return words.say("target_is", lang, number=count, unit=unit)
    return words.say("target_by", lang, number=count, unit=unit, day=words.day(by, lang))


def subtitle(figure: Figure, parts: Sequence[str]) -> str:
    """Parts in one line, cut where they are too long for the sheet."""
    return fit(figure, "  ·  ".join(part for part in parts if part), 10.5, 0.94 * style.WIDTH)
