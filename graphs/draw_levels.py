"""All levels of a campaign at once: an icicle, from the campaign down to the mitans enrolled.

As wide as there are rakshaks, however many: every level is an image of which each column of pixels
shows the rakshaks that fall into it, and nobody is an object of the drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from numpy.typing import NDArray

from graphs import style
from graphs.measures import depth
from graphs.tree import LEADER, RAKSHAK, Ints

Ids = NDArray[np.str_]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

STATES = ("short", "filled", "over")
NOBODY = -1
MOST_LEVELS = 8  # of leaders
PLEDGED = "#56667a"
MOST_OVER = 1.4  # of the quota; what is enrolled beyond is not drawn

# Inches, as all lengths here.
TOP, FOOT = 1.25, 0.45  # headings and keys, small print
LEFT, RIGHT = 1.4, 0.35
NAMES = 0.19  # a line of ids over a level
BAND, MITANS, GAP = 0.34, 1.1, 0.06  # heights of a level, of the lowest, between levels
STEP = NAMES + BAND + GAP
SIZE = 7  # points, of ids
LEAST_NAMED = 0.3  # width of a cell with an id
COLUMNS = int((style.WIDTH - LEFT - RIGHT) * style.DPI)  # pixels
APART = 8  # pixels that cells must be wide to be set off from each other


@dataclass(frozen=True, eq=False)
class _Level:
    """One level: what stands at it above each of R rakshaks, from left to right."""

    noun: str
    who: Ints  # index into ids, or NOBODY where nobody of this level is above a rakshak
    share: Floats  # R x 3: of the rakshaks below the same, those short, filled and over

    def starts(self) -> Ints:
        """Where cells begin, and R."""
        change = np.flatnonzero(np.diff(self.who)) + 1
        return np.concatenate([[0], change, [len(self.who)]])


def draw(
    *,
    title: str,
    ids: Ids,
    level: Ints,
    parent: Ints,
    state: Ints,
    enrolled: Ints,
    pledged: Ints,
    wanted: int,
) -> Figure:
    """The levels of n leaders and rakshaks, whose quota is `wanted` mitans each.

    `ids`, `level` (LEADER or RAKSHAK), `parent` (index, ROOT where none), `state` (of a rakshak:
    index into STATES), `enrolled` and `pledged` (mitans of a rakshak) have length n; of leaders
    the last three are not looked at. Under everybody those stand first who have most rakshaks
    short. A cell is filled from its foot by the shares of its rakshaks: over, filled, short.
    """
    rakshaks, path, sound = _paths(level, parent)
    order = _order(path, state[rakshaks], enrolled[rakshaks])
    rakshaks, path = rakshaks[order], path[order]
    levels = _levels(rakshaks, path, state, len(ids))
    quota = np.stack([pledged, enrolled], axis=1)[rakshaks] / max(wanted, 1)
    mitans = int(enrolled[rakshaks].sum())
    with style.look():
        height = TOP + len(levels) * STEP + NAMES + MITANS + FOOT
        figure = style.sheet(height, title, _caption(level, state, mitans))
        style.note(figure, _remarks(level, parent, path, sound))
        if not len(rakshaks):
            figure.text(0.5, 0.5, "No rakshak in the tree yet.", ha="center")
            return figure
        pledge = style.key("pledged", "s", PLEDGED)
        missing = style.key("missing", "s", style.PALE)
        style.keys_below_headings(figure, [*style.state_keys(), pledge, missing])
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, style.WIDTH), ylim=(height, 0))
        axes.axis("off")
        names = np.append(ids, "the campaign")
        blank = np.zeros(COLUMNS, dtype=np.bool_)  # gaps go on through all levels below
        for at, one in enumerate(levels):
            blank |= _gaps(one.starts())
            _draw_level(axes, TOP + at * STEP + NAMES, one, names, blank)
        _draw_mitans(axes, height - FOOT - MITANS, quota, levels[-1].share, blank)
        foot = f"{style.counted(mitans, 'mitan')},\n{wanted:,} to a rakshak"
        axes.text(0.3, height - FOOT - MITANS / 2, foot, size=9, va="center")
    return figure


def _paths(level: Ints, parent: Ints) -> tuple[Ints, Ints, Flags]:
    """The R rakshaks with nothing but leaders between them and the campaign, and these leaders.

    The leaders are R x D, from the top down, NOBODY below the last; at most MOST_LEVELS. The
    third is for all n people whether there are none but leaders above them.
    """
    deep = depth(parent)
    path = np.full((len(parent), MOST_LEVELS), NOBODY)
    sound = deep == 1
    for steps in range(1, int(deep.max(initial=0)) + 1):
        those = np.flatnonzero(deep == steps)
        over = parent[those]
        if steps > 1:
            path[those] = path[over]
            sound[those] = sound[over] & (level[over] == LEADER)
        leads = those[level[those] == LEADER]
        if steps <= MOST_LEVELS:
            path[leads, steps - 1] = leads
    rakshaks = np.flatnonzero(sound & (level == RAKSHAK))
    used = int((path[rakshaks] != NOBODY).any(axis=0).sum())
    return rakshaks, path[rakshaks, :used], sound


def _order(path: Ints, state: Ints, enrolled: Ints) -> Ints:
    """R rakshaks from left to right, so that everybody's are side by side."""
    keys: list[Ints] = [enrolled, state]
    for who in path.T[::-1]:
        cell = who + 1  # NOBODY comes first
        number = np.bincount(cell)
        short = np.bincount(cell, state == STATES.index("short")) / np.maximum(number, 1)
        rank = np.empty_like(number)
        rank[np.lexsort((np.arange(len(number)), -short))] = np.arange(len(number))
        keys.append(rank[cell])
    return np.lexsort(keys)


def _levels(rakshaks: Ints, path: Ints, state: Ints, campaign: int) -> list[_Level]:
    """The campaign (whose index is one beyond all others), the levels of leaders, the rakshaks."""
    own = np.eye(3)[state[rakshaks]]

    def level(noun: str, who: Ints) -> _Level:
        _, cell, number = np.unique(who, return_inverse=True, return_counts=True)
        total = np.zeros((len(number), 3))
        np.add.at(total, cell, own)
        there = (who != NOBODY)[:, None]
        return _Level(noun, who, np.where(there, (total / number[:, None])[cell], 0.0))

    return [
        level("", np.full(len(rakshaks), campaign)),
        *(level("leader", who) for who in path.T),
        level("rakshak", rakshaks),
    ]


def _columns(values: Floats) -> Floats:
    """R x k values as COLUMNS x k: of every column of pixels the mean of its rakshaks."""
    number = len(values)
    if number <= COLUMNS:
        mine: Floats = values[((np.arange(COLUMNS) + 0.5) * number / COLUMNS).astype(np.int64)]
        return mine
    ends = np.linspace(0, number, COLUMNS + 1)
    total = np.concatenate([np.zeros((1, values.shape[1])), values.cumsum(axis=0)])
    upto = [np.interp(ends, np.arange(number + 1), one) for one in total.T]
    return np.diff(np.stack(upto, axis=1), axis=0) * COLUMNS / number


def _gaps(starts: Ints) -> Flags:
    """Columns left blank between cells, where these are wide enough for that."""
    blank = np.zeros(COLUMNS, dtype=np.bool_)
    at = starts * COLUMNS / starts[-1]
    wide = np.diff(at) >= APART
    apart = np.rint(at[1:-1][wide[:-1] & wide[1:]]).astype(np.int64)
    blank[apart] = blank[apart - 1] = True
    return blank


def _image(axes: Axes, y: float, high: float, stack: Floats, colours: Sequence[str]) -> None:
    """Columns filled from the foot: `stack` is COLUMNS x k, parts of `high` in k colours."""
    rows = int(high * style.DPI)
    foot = (np.arange(rows)[::-1, None] + 0.5) / rows
    part = (foot[:, :, None] > stack.cumsum(axis=1)[None]).sum(axis=2)
    paint = np.array([to_rgb(colour) for colour in (*colours, style.PAPER)])
    across = COLUMNS / style.DPI
    axes.imshow(
        paint[part],
        extent=(LEFT, LEFT + across, y + high, y),
        aspect="auto",
        interpolation="nearest",
        zorder=2,
    )


def _draw_level(axes: Axes, y: float, level: _Level, names: Ids, blank: Flags) -> None:
    """A level whose upper edge is at `y`, with ids over the cells where they fit."""
    stack = _columns(level.share)[:, ::-1] * ~blank[:, None]
    _image(axes, y, BAND, stack, [style.STATE_COLOURS[name] for name in STATES[::-1]])
    if level.noun:
        number = len(np.unique(level.who[level.who != NOBODY]))
        words = style.counted(number, level.noun)
        axes.text(0.3, y + BAND / 2, words, size=9, va="center")
    starts = level.starts()
    for first, last in pairwise(starts.tolist()):
        width = (last - first) / starts[-1] * COLUMNS / style.DPI
        if width < LEAST_NAMED or level.who[first] == NOBODY:
            continue
        x = LEFT + (first + last) / 2 / starts[-1] * COLUMNS / style.DPI
        label = axes.text(x, y - NAMES / 2, "", size=SIZE, ha="center", va="center_baseline")
        name = style.legible(str(names[level.who[first]]))
        filled = f"{int(100 * level.share[first, 1] + 1e-9)}%"
        options = (f"{name}: {filled} filled", f"{name}: {filled}", name, "")
        for text in options if level.noun != "rakshak" else options[2:]:
            label.set_text(text)
            if style.extent(label).width / style.DPI <= width - 0.06:
                break
        if not label.get_text():
            label.remove()


def _draw_mitans(axes: Axes, y: float, quota: Floats, state: Floats, blank: Flags) -> None:
    """Mitans of each rakshak as shares of the quota: `quota` is R x 2, pledged and enrolled.

    A column of several rakshaks shows their mean, so that one's surplus covers another's lack.
    """
    signed = np.minimum(quota[:, :1], MOST_OVER)
    more = np.minimum(quota[:, 1:], MOST_OVER) - signed
    stack = _columns(np.hstack([signed, more * state[:, ::-1]]))
    most = float(max(stack.sum(axis=1).max(), 1.0))
    stack = np.column_stack([stack, np.maximum(1 - stack.sum(axis=1), 0)])
    colours = [PLEDGED, *(style.STATE_COLOURS[name] for name in STATES[::-1]), style.PALE]
    _image(axes, y, MITANS, stack / most * ~blank[:, None], colours)
    line = y + MITANS * (1 - 1 / most)
    axes.plot([LEFT - 0.06, LEFT + COLUMNS / style.DPI], [line, line], color=style.INK,
              linewidth=0.6, zorder=3)  # fmt: skip
    axes.text(LEFT - 0.1, line, "quota", size=SIZE, color=style.GREY, ha="right", va="center")


def _caption(level: Ints, state: Ints, mitans: int) -> str:
    rakshaks = int((level == RAKSHAK).sum())
    filled = int(((level == RAKSHAK) & (state == STATES.index("filled"))).sum())
    parts = [
        style.counted(int((level == LEADER).sum()), "leader"),
        style.counted(rakshaks, "rakshak"),
        style.counted(mitans, "mitan"),
    ]
    parts += [f"{style.percent(filled, rakshaks)}% filled"] * (rakshaks > 0)
    return "  ·  ".join(parts)


def _remarks(level: Ints, parent: Ints, path: Ints, sound: Flags) -> list[str]:
    """Who is not drawn, and who stands where no leader is."""
    leads = sound & (level == LEADER)
    deep = int((leads & (depth(parent) > MOST_LEVELS)).sum())
    idle = int(leads.sum()) - deep - len(np.unique(path[path != NOBODY]))
    lost = int((~sound).sum())
    unled = int((path == NOBODY).all(axis=1).sum()) if (level == LEADER).any() else 0
    return [
        f"{style.counted(idle, 'leader')} with no rakshak below not drawn." * (idle > 0),
        f"{style.counted(deep, 'leader')} more than {MOST_LEVELS} levels down not drawn."
        * (deep > 0),
        f"{style.counted(unled, 'rakshak')} right under the campaign." * (unled > 0),
        f"Not drawn, because their line up to the campaign is broken: {lost:,}." * (lost > 0),
    ]
