"""Which number matters most: the result when one number at a time moves to an end of its range."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from graphs import fans, style, words
from graphs.fitting import fit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_BARS = 15
# Inches, as all lengths here.
TOP, FOOT, ROW = 1.45, 0.95, 0.4
LEFT, RIGHT = 3.0, 0.6
BAR = 0.62  # of a row
SIZE = 8  # points
ROOM = 0.85  # beside the longest bars, for the texts at their ends
LOW, HIGH = style.STATE_COLOURS["over"], fans.MIDDLE  # light and dark in grey print too


def draw(
    heading: str,
    labels: Sequence[str],
    low: Floats,
    high: Floats,
    base: float,
    low_texts: Sequence[str],
    high_texts: Sequence[str],
    unit: str,
    lang: str,
    target: float | None = None,
) -> Figure:
    """The bars of n numbers, the one that matters most at the top; at most MOST_BARS.

    `low` and `high` are the result, in `unit`, when a number stands at the low or the high end
    of its range and all others stay; `base` is the result when all stay. The texts say what the
    ends are ("0.2", "3 a day").
    """
    with style.look():
        if not labels:
            return style.sheet(1.2, heading, words.say("nothing", lang))
        order = _ranked(low, high, base)
        shown = order[:MOST_BARS]
        figure = style.sheet(TOP + ROW * len(shown) + FOOT, heading, "")
        caption = words.say("tornado_caption", lang, number=words.number(base, lang), unit=unit)
        figure.texts[1].set_text(fans.subtitle(figure, [caption]))
        axes = _axes(figure, low[shown], high[shown], base, target)
        axes.set_xlabel(fit(figure, unit, 9, 5.0))
        axes.xaxis.set_major_formatter(lambda value, _: words.number(value, lang))
        _rules(axes, base, target, lang)
        for row, at in enumerate(shown.tolist()):
            name = fit(figure, labels[at], 9, LEFT - 0.45, 2)
            y = 1 - (TOP + ROW * (row + 0.5)) / figure.get_figheight()
            figure.text(0.03, y, name, va="center", linespacing=1.15)
            ends = (fit(figure, text, SIZE, ROOM - 0.1) for text in (low_texts[at], high_texts[at]))
            _bar(axes, row, base, float(low[at]), float(high[at]), *ends)
        style.keys_below_headings(
            figure,
            [
                style.key(words.say(key, lang), "s", colour, 10)
                for key, colour in (("low_end", LOW), ("high_end", HIGH))
            ],
        )
        more = len(order) - len(shown)
        said = words.say("others", lang, number=words.number(more, lang))
        style.note(figure, [said * (more > 0)])
    return figure


def _ranked(low: Floats, high: Floats, base: float) -> Ints:
    """Numbers by how far they move the result between their ends, the farthest first."""
    reach = np.maximum(np.maximum(low, high), base) - np.minimum(np.minimum(low, high), base)
    return np.argsort(-reach, kind="stable")


def _axes(figure: Figure, low: Floats, high: Floats, base: float, target: float | None) -> Axes:
    """An axis that holds all bars, with room beside them, and the target where it is not far."""
    down, across = figure.get_figheight(), style.WIDTH - LEFT - RIGHT
    rows = len(low)
    axes = figure.add_axes(
        (LEFT / style.WIDTH, FOOT / down, across / style.WIDTH, ROW * rows / down)
    )
    ends = np.concatenate([low, high, [base]])
    first, last = float(ends.min()), float(ends.max())
    if target is not None and first - (last - first) <= target <= last + (last - first):
        first, last = min(first, target), max(last, target)
    inch = (last - first or max(abs(base), 10)) / (across - 2 * ROOM)
    axes.set_xlim(first - ROOM * inch, last + ROOM * inch)
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_yticks([])
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10], integer=True))
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.grid(axis="x", color=style.PALE, linewidth=0.6)
    axes.set_axisbelow(True)
    return axes


def _rules(axes: Axes, base: float, target: float | None, lang: str) -> None:
    """The result as assumed and the target, as lines through all bars with a name above."""
    axes.axvline(base, color=style.INK, linewidth=1, zorder=3)
    if target is None:
        return
    first, last = axes.get_xlim()
    name = f"{words.say('target', lang)} {words.number(target, lang)}"
    inside = first <= target <= last
    if inside:
        axes.axvline(target, color=fans.TARGET, linewidth=1.2, linestyle="--", zorder=2)
    left = target < (first + last) / 2
    arrow = name if inside else f"← {name}" if left else f"{name} →"
    axes.annotate(
        arrow,
        (min(max(target, first), last), 1),
        xytext=(0, 3),
        xycoords=axes.get_xaxis_transform(),
        textcoords="offset points",
        ha="left" if left else "right",
        color=fans.TARGET,
    )


def _bar(
    axes: Axes, row: int, base: float, low: float, high: float, low_text: str, high_text: str
) -> None:
    """Both ways of one number; a text stands at its end, and never on the other's bar."""
    ends = [(low, low_text, LOW), (high, high_text, HIGH)]
    ends.sort(key=lambda end: -abs(end[0] - base))  # the shorter bar lies on the longer one
    right = [end[0] > base for end in ends]
    if right[0] == right[1] or ends[1][0] == base:
        right[1] = not right[0]
    for (end, text, colour), to_right in zip(ends, right, strict=True):
        axes.barh(row, end - base, BAR, left=base, color=colour, zorder=2)
        beyond = (end > base) == to_right
        axes.annotate(
            text,
            (end if beyond else base, row),
            xytext=(4 if to_right else -4, 0),
            textcoords="offset points",
            ha="left" if to_right else "right",
            va="center_baseline",
            size=SIZE,
            bbox={"facecolor": style.PAPER, "linewidth": 0, "pad": 0.8},
            zorder=4,
        )
