"""Many districts on one page: a small fan for each on a common scale, the least sure first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from numpy.typing import NDArray

from graphs import fans, style, words
from graphs.fitting import fit, width

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_SHOWN = 40
MOST_COLUMNS = 5
LEAST_TOP, MOST_TOP = 1.15, 1.6  # of the target: how high a panel reaches
# Inches, as all lengths here.
TOP, FOOT = 1.2, 0.75
LEFT, RIGHT, BETWEEN = 0.75, 0.3, 0.22
HEADER, DOWN = 0.44, 0.14  # names over a panel; room below it
LEAST_HIGH, MOST_HIGH = 0.75, 2.4  # of a panel


@dataclass(frozen=True, eq=False)
class _Grid:
    """Where N panels stand, in inches from the upper left corner of the sheet."""

    left: Floats
    floor: Floats
    across: float
    high: float
    top: float  # the share of the target at a panel's upper edge
    columns: int

    def y(self, share: Floats) -> Floats:
        """N x ... shares as heights in their panels; what is higher is cut at the edge."""
        floor = self.floor.reshape(-1, *[1] * (share.ndim - 1))
        placed: Floats = floor - self.high * np.clip(share, 0, self.top) / self.top
        return placed

    @property
    def lowest(self) -> range:
        """The panels that have none below them."""
        number = len(self.left)
        return range(max(number - self.columns, 0), number)

    @property
    def mark(self) -> float:
        """The share with a line: the whole target, or where that is far above, what is in sight."""
        return 1.0 if self.top > 1 else float(f"{0.8 * self.top:.0e}")


def draw(
    heading: str,
    days: Sequence[date],
    names: Sequence[str],
    quantiles: Floats,
    targets: Ints,
    chances: Floats,
    lang: str,
) -> Figure:
    """The fans of U districts over D days, at most MOST_SHOWN: those with the least chance.

    `quantiles` is U x 5 x D: below which 5, 25, 50, 75 and 95% of all runs are at the end of a
    day. `targets` (U counts) and `chances` (U shares of runs that reach them) are of the last
    day. Heights are shares of the target; who has no target stands last, without a fan.
    """
    with style.look():
        if not names:
            return style.sheet(1.2, heading, words.say("nothing", lang))
        aims = np.maximum(targets, 1)[:, None, None]
        share = np.where(targets[:, None, None] > 0, quantiles / aims, np.nan)
        shown = np.lexsort((share[:, 2, -1], chances, targets <= 0))[:MOST_SHOWN]
        grid = _grid(share[shown])
        figure = style.sheet(float(grid.floor.max()) + FOOT, heading, "")
        figure.texts[1].set_text(fans.subtitle(figure, _caption(targets, chances, lang)))
        page = figure.add_axes(
            (0, 0, 1, 1), xlim=(0, style.WIDTH), ylim=(figure.get_figheight(), 0)
        )
        page.axis("off")
        _fans(page, grid, share[shown])
        _scales(page, grid, days, lang)
        for at, unit in enumerate(shown.tolist()):
            said = words.chance(float(chances[unit]), lang) if targets[unit] > 0 else ""
            _header(figure, page, grid, at, names[unit], said)
            _count(figure, page, grid, at, float(quantiles[unit, 2, -1]), int(targets[unit]), lang)
        target = [style.key(words.say("wanted", lang), "_", fans.TARGET, 12)] * (grid.mark == 1)
        style.keys_below_headings(figure, fans.band_keys(lang) + target)
        more = len(names) - len(shown)
        left_out = words.say("better_not_drawn", lang, number=words.number(more, lang))
        style.note(figure, [words.say("multiples_note", lang), left_out * (more > 0)])
    return figure


def _caption(targets: Ints, chances: Floats, lang: str) -> list[str]:
    likely = int(((chances > 0.5) & (targets > 0)).sum())
    return [
        words.say("all_units", lang, number=words.number(len(targets), lang)),
        words.say("likely", lang, number=words.number(likely, lang)),
    ]


def _grid(share: Floats) -> _Grid:
    """Places for the panels of N x 5 x D shares of the target, row by row."""
    number = len(share)
    columns = min(number, MOST_COLUMNS)
    across = (style.WIDTH - LEFT - RIGHT + BETWEEN) / columns - BETWEEN
    high = min(max(0.45 * across, LEAST_HIGH), MOST_HIGH)
    row, column = np.divmod(np.arange(number), columns)
    reach = float(np.nan_to_num(share).max())
    far = 0 < reach < 1 / fans.FAR
    return _Grid(
        left=LEFT + column * (across + BETWEEN),
        floor=TOP + (row + 1) * (HEADER + high) + row * DOWN,
        across=across,
        high=high,
        top=1.1 * reach if far else min(max(1.05 * reach, LEAST_TOP), MOST_TOP),
        columns=columns,
    )


def _fans(page: Axes, grid: _Grid, share: Floats) -> None:
    """Grounds, bands and middles of all panels, each as one collection."""
    known = np.flatnonzero(np.isfinite(share[:, 0, 0]))
    if share.shape[2] == 1:  # one day is as wide as the panel
        share = share.repeat(2, axis=2)
    x = grid.left[:, None] + grid.across * np.linspace(0, 1, share.shape[2])
    y = grid.y(np.nan_to_num(share))
    right, upper = grid.left + grid.across, grid.floor - grid.high
    corners = [grid.left, grid.floor, right, grid.floor, right, upper, grid.left, upper]
    grounds = np.stack(corners, axis=1).reshape(-1, 4, 2)
    page.add_collection(PolyCollection(list(grounds), facecolor="#f6f7f8", linewidth=0, zorder=0))
    for low, high, colour in ((0, 4, fans.WIDE), (1, 3, fans.NARROW)):
        there = np.stack([x, y[:, low]], axis=2)
        back = np.stack([x, y[:, high]], axis=2)[:, ::-1]
        shapes = np.concatenate([there, back], axis=1)[known]
        page.add_collection(PolyCollection(list(shapes), facecolor=colour, linewidth=0, zorder=1))
    middles = np.stack([x, y[:, 2]], axis=2)[known]
    page.add_collection(LineCollection(list(middles), color=fans.MIDDLE, linewidth=1.6, zorder=3))
    colour = fans.TARGET if grid.mark == 1 else style.GREY
    aim = grid.y(np.full(len(share), grid.mark))[known]
    ends = grid.left[known], right[known]
    page.hlines(aim, *ends, color=colour, linewidth=1, linestyle="--", zorder=2)
    page.hlines(grid.floor, grid.left, right, color=style.GREY, linewidth=0.8, zorder=4)


def _scales(page: Axes, grid: _Grid, days: Sequence[date], lang: str) -> None:
    """0 and 100% beside the first panel of every row; first and last day below the lowest."""
    aim = grid.y(np.full(len(grid.left), grid.mark))
    for at in range(0, len(grid.left), grid.columns):
        for y, text in ((grid.floor[at], "0%"), (aim[at], f"{100 * grid.mark:g}%")):
            page.text(grid.left[at] - 0.06, y, text, size=7.5, ha="right", va="center_baseline")
    ends = ((days[0], 0.0, "left"), (days[-1], grid.across, "right"))
    for at in grid.lowest:
        for day, right, side in ends if len(days) > 1 else ends[1:]:
            page.text(grid.left[at] + right, grid.floor[at] + 0.15, words.day(day, lang),
                      size=7.5, ha=side)  # fmt: skip


def _header(figure: Figure, page: Axes, grid: _Grid, at: int, name: str, chance: str) -> None:
    """The name over a panel, and at the right the chance."""
    y = grid.floor[at] - grid.high - 0.24
    page.text(grid.left[at] + grid.across, y, chance, size=9, ha="right")
    room = grid.across - width(figure, chance, 9) - 0.1
    page.text(grid.left[at], y, fit(figure, name, 9, room), size=9)


def _count(
    figure: Figure, page: Axes, grid: _Grid, at: int, reached: float, target: int, lang: str
) -> None:
    """Under the name, in small print, the middle of the last day and the target."""
    text = words.number(reached, lang)
    if target > 0:
        text = words.say("of_target", lang, reached=text, target=words.number(target, lang))
    y = grid.floor[at] - grid.high - 0.07
    page.text(grid.left[at], y, fit(figure, text, 7.5, grid.across), size=7.5,
              color=style.GREY)  # fmt: skip
