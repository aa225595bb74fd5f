"""All levels of a campaign at once: an icicle, from the campaign down to the mitans enrolled.

As wide as there are rakshaks, however many: every level is an image of which each column of pixels
shows the rakshaks that fall into it, and nobody is an object of the drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from numpy.typing import NDArray

from graphs import style, words
from graphs.icicle import NOBODY, Flags, arrange, paths
from graphs.measures import depth
from graphs.tree import LEADER, RAKSHAK, STATES, Ints

Ids = NDArray[np.str_]
Floats = NDArray[np.float64]

MOST_LEVELS = 8  # of leaders
PLEDGED = "#56667a"
MOST_OVER = 1.4  # of the quota; what is enrolled beyond is not drawn

# Inches, as all lengths here.
TOP, FOOT = 1.25, 0.45  # headings and keys, small print
LEFT, RIGHT = 1.4, 0.35
NAMES = 0.19  # a line of ids over a level
BAND, MITANS, GAP = 0.34, 1.1, 0.06  # heights of a level, of the lowest, between levels
SIZE = 7  # points, of ids
LEAST_NAMED = 0.3  # width of a cell with its id over it
LEAST_TURNED = 0.14  # width of a cell with its id turned upright
COLUMNS = int((style.WIDTH - LEFT - RIGHT) * style.DPI)  # pixels
ACROSS = COLUMNS / style.DPI
APART = 8  # pixels that cells must be wide to be set off from each other


@dataclass(frozen=True, eq=False)
class _Level:
    """One level: what stands at it above each of R rakshaks, from left to right."""

    noun: str  # key of what is counted; "" of the campaign
    names: Ids  # of all people; the campaign's last
    who: Ints  # index into names, or NOBODY where nobody of this level is above a rakshak
    share: Floats  # R x 3: of the rakshaks below the same, those short, filled and over

    @cached_property
    def starts(self) -> Ints:
        """Where cells begin, and R."""
        change = np.flatnonzero(np.diff(self.who)) + 1
        return np.concatenate([[0], change, [len(self.who)]])

    @cached_property
    def cells(self) -> list[tuple[int, float, float]]:
        """First rakshak, middle and width of every cell that is somebody's."""
        edge = LEFT + self.starts * ACROSS / len(self.who)
        cells = zip(
            self.starts.tolist(),
            ((edge[:-1] + edge[1:]) / 2).tolist(),
            np.diff(edge).tolist(),
            strict=False,
        )
        return [cell for cell in cells if self.who[cell[0]] != NOBODY]

    def name(self, first: int) -> str:
        """The id of a cell's owner, as it is written."""
        return style.legible(str(self.names[self.who[first]]))

    @cached_property
    def upright(self) -> float:
        """How high ids turned upright stand; 0 where they are written level, or are too many."""
        narrow, wide = LEAST_TURNED * len(self.cells), max(width for _, _, width in self.cells)
        if self.noun != "leaders" or narrow > ACROSS or wide < LEAST_TURNED:
            return 0.0
        names = [self.name(first) for first, _, _ in self.cells]
        ruler = style.sheet(1.0, "", "").text(0, 0, "\n".join(names), size=SIZE)
        widest = style.extent(ruler).width / style.DPI
        fits = sum(width > widest for _, _, width in self.cells)
        return widest if fits < len(names) / 2 else 0.0

    @property
    def high(self) -> float:
        """Height of ids and cells, and the gap below."""
        return max(self.upright + 0.06, NAMES) + BAND + GAP


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
    lang: str,
) -> Figure:
    """The levels of n leaders and rakshaks, whose quota is `wanted` mitans each.

    `ids`, `level` (LEADER or RAKSHAK), `parent` (index, ROOT where none), `state` (of a rakshak:
    index into STATES), `enrolled` and `pledged` (mitans of a rakshak) have length n; of leaders
    the last three are not looked at. Under everybody those stand first who have most rakshaks
    short. A cell is filled from its foot by the shares of its rakshaks: over, filled, short.
    """
    rakshaks, path, sound = paths(level, parent, MOST_LEVELS)
    short = state[rakshaks] == STATES.index("short")
    order = arrange(path, short, [enrolled[rakshaks], state[rakshaks]])
    rakshaks, path = rakshaks[order], path[order]
    levels = _levels(rakshaks, path, state, np.append(ids, words.say("the_campaign", lang)))
    quota = np.stack([pledged, enrolled], axis=1)[rakshaks] / max(wanted, 1)
    mitans = int(enrolled[rakshaks].sum())
    with style.look():
        height = TOP + sum(one.high for one in levels) + NAMES + MITANS + FOOT
        figure = style.sheet(height, title, _caption(level, state, mitans, lang))
        style.note(figure, _remarks(level, parent, path, sound, lang))
        if not len(rakshaks):
            figure.text(0.5, 0.5, words.say("no_rakshak_in_tree", lang), ha="center")
            return figure
        pledge = style.key(words.say("pledged", lang), "s", PLEDGED)
        missing = style.key(words.say("missing", lang), "s", style.PALE)
        style.keys_below_headings(figure, [*style.state_keys(lang), pledge, missing])
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, style.WIDTH), ylim=(height, 0))
        axes.axis("off")
        blank = np.zeros(COLUMNS, dtype=np.bool_)  # gaps go on through all levels below
        foot = TOP
        for one in levels:
            foot += one.high
            blank |= _gaps(one.starts)
            _draw_level(axes, foot - GAP - BAND, one, blank, lang)
        _draw_mitans(axes, height - FOOT - MITANS, quota, levels[-1].share, blank, lang)
        each = words.counted(wanted, "wanted_each", lang)
        lines = f"{words.counted(mitans, 'mitans', lang)},\n{each}"
        axes.text(0.3, height - FOOT - MITANS / 2, lines, size=9, va="center")
    return figure


def _levels(rakshaks: Ints, path: Ints, state: Ints, names: Ids) -> list[_Level]:
    """The campaign, the levels of leaders, the rakshaks; none where there is no rakshak."""
    if not len(rakshaks):
        return []
    own = np.eye(3)[state[rakshaks]]

    def level(noun: str, who: Ints) -> _Level:
        _, cell, number = np.unique(who, return_inverse=True, return_counts=True)
        total = np.zeros((len(number), 3))
        np.add.at(total, cell, own)
        there = (who != NOBODY)[:, None]
        return _Level(noun, names, who, np.where(there, (total / number[:, None])[cell], 0.0))

    return [
        level("", np.full(len(rakshaks), len(names) - 1)),
        *(level("leaders", who) for who in path.T),
        level("rakshaks", rakshaks),
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
    axes.imshow(
        paint[part],
        extent=(LEFT, LEFT + ACROSS, y + high, y),
        aspect="auto",
        interpolation="nearest",
        zorder=2,
    )


def _draw_level(axes: Axes, y: float, level: _Level, blank: Flags, lang: str) -> None:
    """A level with the upper edge of its cells at `y`, and ids over those where they fit."""
    stack = _columns(level.share)[:, ::-1] * ~blank[:, None]
    _image(axes, y, BAND, stack, [style.STATE_COLOURS[name] for name in STATES[::-1]])
    if level.noun:
        number = words.counted(len(level.cells), level.noun, lang)
        axes.text(0.3, y + BAND / 2, number, size=9, va="center")
    for first, x, width in level.cells:
        if level.upright and width >= LEAST_TURNED:
            axes.text(x, y - 0.04, level.name(first), size=SIZE, ha="center", va="bottom",
                      rotation=90)  # fmt: skip
        elif not level.upright and width >= LEAST_NAMED:
            _name(axes, x, y - NAMES / 2, level, first, width, lang)


def _name(
    axes: Axes, x: float, y: float, level: _Level, first: int, width: float, lang: str
) -> None:
    """An id in one line with as much beside it as fits; nothing where the id alone does not."""
    name, share = level.name(first), f"{int(100 * level.share[first, 1] + 1e-9)}%"
    filled = words.say("share_filled", lang, share=share)
    more = [f"{name}: {filled}", f"{name}: {share}"] * (level.noun != "rakshaks")
    label = axes.text(x, y, "", size=SIZE, ha="center", va="center_baseline")
    for text in [*more, name]:
        label.set_text(text)
        if style.extent(label).width / style.DPI <= width - 0.06:
            return
    label.remove()


def _draw_mitans(
    axes: Axes, y: float, quota: Floats, state: Floats, blank: Flags, lang: str
) -> None:
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
    axes.plot([LEFT - 0.06, LEFT + ACROSS], [line, line], color=style.INK,
              linewidth=0.6, zorder=3)  # fmt: skip
    axes.text(LEFT - 0.1, line, words.say("quota", lang), size=SIZE, color=style.GREY, ha="right",
              va="center")  # fmt: skip


def _caption(level: Ints, state: Ints, mitans: int, lang: str) -> str:
    rakshaks = int((level == RAKSHAK).sum())
    filled = int(((level == RAKSHAK) & (state == STATES.index("filled"))).sum())
    parts = [
        words.counted(int((level == LEADER).sum()), "leaders", lang),
        words.counted(rakshaks, "rakshaks", lang),
        words.counted(mitans, "mitans", lang),
    ]
    parts += [style.share_filled(filled, rakshaks, lang)] * (rakshaks > 0)
    return "  ·  ".join(parts)


def _remarks(level: Ints, parent: Ints, path: Ints, sound: Flags, lang: str) -> list[str]:
    """Who is not drawn, and who stands where no leader is."""
    leads = sound & (level == LEADER)
    deep = int((leads & (depth(parent) > MOST_LEVELS)).sum())
    idle = int(leads.sum()) - deep - len(np.unique(path[path != NOBODY]))
    lost = int((~sound).sum())
    unled = int((path == NOBODY).all(axis=1).sum()) if (level == LEADER).any() else 0
    return [
        words.counted(idle, "idle_leaders", lang) * (idle > 0),
        words.counted(deep, "deep_leaders", lang, levels=str(MOST_LEVELS)) * (deep > 0),
        words.counted(unled, "unled_rakshaks", lang) * (unled > 0),
        words.counted(lost, "broken_line", lang) * (lost > 0),
    ]
