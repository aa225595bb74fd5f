"""The tree of a large campaign: a bubble for each leader, in a cell for each zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from graphs import style, words
from graphs.discs import draw_discs
from graphs.packing import Box, grid, squarify
from graphs.tree import LEADER, RAKSHAK, ROOT, Ints

MOST_BUBBLES = 2_500  # leaders drawn one by one; more are put together by zone
MOST_CELLS = 60  # the smallest zones beyond share one cell
HEIGHT = 9.6  # inches, as all lengths here
HEADER = 0.24
GAP = 0.03
NAME_SIZE = 5.5  # points
NAME_ROOM = 0.1  # kept free below a bubble for its leader's id
LEAST_NAMED = 0.28  # least height of a place with an id
LEAST_RADIUS = 0.02


@dataclass(frozen=True)
class _Groups:
    """G bubbles, sorted by cell, then as their leaders come."""

    states: Ints  # G x 3: rakshaks that are short, filled, over
    cell: Ints  # index into labels
    names: list[str]  # ids of leaders; "" for a bubble that is no single leader's
    labels: list[str]  # of the cells, the largest first


def draw(
    heading: str,
    ids: NDArray[np.str_],
    level: Ints,
    parent: Ints,
    state: Ints,
    zone: Ints,
    zones: Sequence[str],
    lang: str,
) -> Figure:
    """The bubbles of n leaders and rakshaks; arrays as `graphs.draw_tree.draw` takes them.

    A bubble holds the rakshaks who report to one leader: its area is their number, its slices
    are those who are short of their quota or over it. It stands in the cell of the leader's
    zone; rakshaks without a leader form a bubble of their own.
    """
    groups = _group(ids, level, parent, state, zone, zones, lang)
    leaders = words.counted(int((level == LEADER).sum()), "leaders", lang)
    caption = "bubbles_of_leaders" if any(groups.names) else "bubbles_of_zones"
    figure = style.sheet(HEIGHT, heading, words.say(caption, lang, leaders=leaders))
    style.keys_below_headings(figure, style.state_keys(lang))
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, style.WIDTH), ylim=(0, HEIGHT))
    axes.axis("off")
    style.note(figure, _remarks(level, parent, lang))
    if not groups.labels:
        axes.text(style.WIDTH / 2, HEIGHT / 2, words.say("no_rakshak_yet", lang), ha="center")
        return figure

    number = np.bincount(groups.cell, minlength=len(groups.labels))
    header = 3 + number.sum() / (6 * len(number))  # room for it counts like so many leaders
    whole = Box(0.3, 0.36, style.WIDTH - 0.6, HEIGHT - 1.55)
    cells = squarify((number + header).tolist(), whole)
    spots = np.concatenate(
        [_spots(cell, count) for cell, count in zip(cells, number.tolist(), strict=True)]
    )
    named = _has_room(spots, groups.names)
    radii = _radii(groups.states.sum(axis=1), spots, named)
    draw_discs(axes, spots[:, 0], spots[:, 1], radii, groups.states)
    for at in np.flatnonzero(named).tolist():
        x, y, _, height = spots[at]
        axes.text(x, y - height / 2, groups.names[at], size=NAME_SIZE, ha="center", va="center")
    for at, cell in enumerate(cells):
        _cell(axes, cell, groups.labels[at], groups.states[groups.cell == at], lang)
    return figure


def _group(
    ids: NDArray[np.str_],
    level: Ints,
    parent: Ints,
    state: Ints,
    zone: Ints,
    zones: Sequence[str],
    lang: str,
) -> _Groups:
    """Put every rakshak into the bubble of his leader, and every bubble into a cell."""
    size = len(ids)
    rakshak = np.flatnonzero(level == RAKSHAK)
    leader = parent[rakshak]
    led = (leader != ROOT) & (level[leader] == LEADER)
    home = np.where(led, zone[leader], zone[rakshak])
    key = np.where(led, leader, size + home)
    if len(np.unique(key[led])) > MOST_BUBBLES:
        key = size + home
    keys, first, bubble = np.unique(key, return_index=True, return_inverse=True)
    states = np.zeros((len(keys), 3), dtype=np.int64)
    np.add.at(states, (bubble, state[rakshak]), 1)

    number = np.bincount(home[first], minlength=len(zones))
    ranked = np.argsort(-number, kind="stable")[: int((number > 0).sum())]
    labels = [zones[at] or words.say("no_zone", lang) for at in ranked]
    rank = np.zeros(len(zones), dtype=np.int64)
    rank[ranked] = np.arange(len(ranked))
    if len(labels) > MOST_CELLS:
        others = len(labels) - MOST_CELLS + 1
        labels[MOST_CELLS - 1 :] = [words.counted(others, "other_zones", lang)]
        rank = np.minimum(rank, MOST_CELLS - 1)
    cell = rank[home[first]]
    # The shared cell may have become the largest; squarify wants them falling.
    falling = np.argsort(-np.bincount(cell, minlength=len(labels)), kind="stable")
    cell = np.argsort(falling)[cell]
    order = np.argsort(cell, kind="stable")
    names = np.append(ids, "")[np.minimum(keys, size)]
    return _Groups(
        states=states[order],
        cell=cell[order],
        names=names[order].tolist(),
        labels=[labels[at] for at in falling],
    )


def _spots(cell: Box, number: int) -> NDArray[np.float64]:
    """Places for `number` bubbles in a cell, in rows from the top left: x, y, width, height."""
    edge = 2 * GAP
    width = cell.width - 2 * edge
    height = max(cell.height - HEADER - 2 * edge, 0.3 * cell.height)
    columns, side = grid(number, width, height)
    at = np.arange(number)
    step = width / columns  # spread over the whole width
    x = cell.x + edge + (at % columns + 0.5) * step
    y = cell.y + edge + height - (at // columns + 0.5) * side
    return np.stack([x, y, np.full(number, step), np.full(number, side)], axis=1)


def _has_room(spots: NDArray[np.float64], names: Sequence[str]) -> NDArray[np.bool_]:
    """Whose leader's id fits below his bubble."""
    width = np.array([0.7 * len(name) * NAME_SIZE / 72 for name in names])
    room: NDArray[np.bool_] = (width > 0) & (width <= spots[:, 2]) & (spots[:, 3] >= LEAST_NAMED)
    return room


def _radii(span: Ints, spots: NDArray[np.float64], named: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Areas in proportion to spans, but none larger than its place and none out of sight."""
    free = (spots[:, 2:].min(axis=1) - NAME_ROOM * named) / 2 * 0.94
    usual = float(np.median(free)) * np.sqrt(span / np.quantile(span, 0.95))
    radii: NDArray[np.float64] = np.minimum(np.maximum(usual, LEAST_RADIUS), free)
    return radii


def _cell(axes: Axes, cell: Box, label: str, states: Ints, lang: str) -> None:
    """The ground of a cell and its header, as long as there is room for."""
    axes.add_patch(
        Rectangle(
            (cell.x + GAP / 2, cell.y + GAP / 2),
            cell.width - GAP,
            cell.height - GAP,
            facecolor="#f3f4f5",
            linewidth=0,
        )
    )
    rakshaks = int(states.sum())
    filled = f"{style.percent(int(states[:, 1].sum()), rakshaks)}%"
    zone = style.legible(label)
    header = axes.text(
        cell.x + 2 * GAP,
        cell.y + cell.height - HEADER / 2 - GAP,
        "",
        size=8.5,
        va="center",
        zorder=5,
    )
    for text in (
        f"{zone}: {words.counted(rakshaks, 'rakshaks', lang)}, "
        + style.share_filled(int(states[:, 1].sum()), rakshaks, lang),
        f"{zone}: {words.number(rakshaks, lang)}, {filled}",
        f"{zone}: {filled}",
        zone,
        "",
    ):
        header.set_text(text)
        if style.extent(header).width / style.DPI <= cell.width - 4 * GAP:
            return


def _remarks(level: Ints, parent: Ints, lang: str) -> list[str]:
    """What the bubbles do not show: leaders who lead no rakshak themselves."""
    has_parent = parent != ROOT
    leads = np.zeros(len(level), dtype=np.bool_)
    leads[parent[has_parent]] = True
    direct = np.zeros_like(leads)
    direct[parent[has_parent & (level == RAKSHAK)]] = True
    upper = int(((level == LEADER) & leads & ~direct).sum())
    alone = int(((level == LEADER) & ~leads).sum())
    return [
        words.counted(upper, "upper_leaders", lang) * (upper > 0),
        words.counted(alone, "lone_leaders", lang) * (alone > 0),
    ]
