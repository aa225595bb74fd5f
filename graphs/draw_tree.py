"""Pictures of the tree: every person while they are few, a bubble for each leader when many."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from numpy.typing import NDArray

from graphs import draw_bubbles, measures, style
from graphs.tree import LEADER, RAKSHAK, ROOT, Ints

Ids = NDArray[np.str_]

MOST_DRAWN = 400  # people drawn one by one; more are put together
STATES = ("short", "filled", "over")
OUTER = 1.0  # radius of the ring of rakshaks
INNER = 0.55  # radius of the ring of their leaders


def draw(
    *,
    title: str,
    ids: Ids,
    level: Ints,
    parent: Ints,
    state: Ints,
    zone: Ints,
    zones: Sequence[str],
    mitans: int,
) -> Figure:
    """The tree of n leaders and rakshaks, and how many of the rakshaks have filled their quota.

    `ids`, `level` (LEADER or RAKSHAK), `parent` (index, ROOT where none), `state` (of a
    rakshak: index into STATES; of a leader: not looked at) and `zone` (index into `zones`) have
    length n; `mitans` is how many there are in all. Up to MOST_DRAWN people are drawn as a whole
    tree; above, each leader is a bubble in the cell of his zone.
    """
    rakshaks = int((level == RAKSHAK).sum())
    filled = int(((level == RAKSHAK) & (state == STATES.index("filled"))).sum())
    head = [style.counted(rakshaks, "rakshak"), style.counted(mitans, "mitan")]
    head += [f"{style.percent(filled, rakshaks)}% filled"] * (rakshaks > 0)
    heading = f"{style.legible(title, 26)}: {', '.join(head)}"
    with style.look():
        if len(ids) <= MOST_DRAWN:
            return _whole_tree(heading, ids, level, parent, state, zone, zones)
        return draw_bubbles.draw(heading, ids, level, parent, state, zone, zones)


def _whole_tree(
    heading: str, ids: Ids, level: Ints, parent: Ints, state: Ints, zone: Ints, zones: Sequence[str]
) -> Figure:
    """The campaign in the middle, rakshaks around it, leaders between."""
    depth = measures.depth(parent)
    hangs = depth > 0
    if (level == LEADER).any():  # else rakshaks need no leader yet
        hangs &= ~((parent == ROOT) & (level == RAKSHAK))
    leaders = int((level == LEADER).sum())
    figure = style.sheet(
        10.4, heading, style.counted(leaders, "leader") + ", every leader and rakshak drawn"
    )
    campaign = style.key("the campaign", "o", style.INK, 10)
    keys = [*style.state_keys(), style.key("leader", "s", style.INK), campaign]
    style.keys_below_headings(figure, keys)
    axes = figure.add_axes((0.0, 0.02, 1.0, 0.87))
    axes.set(xlim=(-1.3, 1.3), ylim=(-1.16, 1.16), aspect="equal")
    axes.axis("off")

    angle, slots = _angles(parent, zone, hangs)
    deepest = max(int(depth[hangs & (level == LEADER)].max(initial=1)), 1)
    radius = np.where(level == LEADER, INNER * depth / deepest, OUTER)
    x, y = radius * np.cos(angle), radius * np.sin(angle)
    at = np.flatnonzero(hangs)
    from_x, from_y = np.append(x, 0.0)[parent[at]], np.append(y, 0.0)[parent[at]]  # ROOT: last
    lines = np.stack([np.stack([from_x, from_y], 1), np.stack([x[at], y[at]], 1)], 1)
    axes.add_collection(LineCollection(list(lines), colors="#c3c7cb", linewidths=0.6, zorder=1))
    axes.plot([0], [0], "o", color=style.INK, markersize=11, zorder=3)

    fills = np.array([style.STATE_COLOURS[name] for name in STATES])
    dots = np.flatnonzero(hangs & (level == RAKSHAK))
    axes.scatter(x[dots], y[dots], s=26, c=fills[state[dots]], linewidths=0, zorder=3)
    heads = np.flatnonzero(hangs & (level == LEADER))
    axes.scatter(x[heads], y[heads], s=30, c=style.INK, marker="s", linewidths=0, zorder=3)

    room = 72 * 2 * np.pi * OUTER * _inches(axes) / max(slots, 1)  # points between two rakshaks
    size = float(np.clip(0.8 * room, 4.5, 8.0))
    for person in dots if room > 5 else dots[state[dots] != STATES.index("filled")]:
        _spoke(axes, angle[person], OUTER + 0.025, style.legible(str(ids[person]), 14), size)
    for person in heads:
        where = style.legible(zones[zone[person]], 10)
        label = f"{style.legible(str(ids[person]), 10)} {where}".rstrip()
        _spoke(axes, angle[person], radius[person] - 0.03, label, 7.5, inward=True)
    lost = int((~hangs).sum())
    style.note(figure, [f"Not drawn, because they stand under nobody: {lost:,}." * (lost > 0)])
    return figure


def _angles(
    parent: Ints, zone: Ints, hangs: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], float]:
    """An angle for each person, and how many places there are on the circle.

    Those with nobody below stand side by side, teams a little apart; everyone else stands in
    the middle of those right below. Siblings are sorted by zone, then as they come.
    """
    below: dict[int, list[int]] = {}
    for person in np.lexsort((np.arange(len(parent)), zone)).tolist():
        if hangs[person]:
            below.setdefault(int(parent[person]), []).append(person)

    place = np.zeros(len(parent))
    slots = 0.0
    stack = [(person, False) for person in reversed(below.get(ROOT, []))]
    while stack:
        person, done = stack.pop()
        mine = below.get(person, [])
        if done:
            place[person] = (place[mine[0]] + place[mine[-1]]) / 2
            slots += 0.9
        elif mine:
            stack.append((person, True))
            stack += [(child, False) for child in reversed(mine)]
        else:
            place[person] = slots
            slots += 1
    return np.pi / 2 - 2 * np.pi * place / max(slots, 1), slots


def _spoke(
    axes: Axes, angle: float, radius: float, text: str, size: float, inward: bool = False
) -> None:
    """A label along its spoke, never upside down."""
    turned = np.cos(angle) < 0
    axes.text(
        radius * np.cos(angle),
        radius * np.sin(angle),
        text,
        size=size,
        rotation=float(np.degrees(angle)) + (180 if turned else 0),
        rotation_mode="anchor",
        ha="right" if turned != inward else "left",
        va="center_baseline",
        bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 0.5} if inward else None,
        zorder=4 if inward else 2,
    )


def _inches(axes: Axes) -> float:
    """Inches to one unit of the axes."""
    axes.apply_aspect()
    left, right = axes.get_xlim()
    return float(axes.get_window_extent().width / style.DPI / (right - left))
