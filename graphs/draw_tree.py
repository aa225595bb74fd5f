"""Pictures of the tree: every person while they are few, a bubble for each leader when many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from numpy.typing import NDArray

from graphs import draw_bubbles, style, words
from graphs.tree import LEADER, RAKSHAK, ROOT, STATES, Ints

Ids = NDArray[np.str_]
Point = tuple[float, float]

MOST_DRAWN = 400  # people drawn one by one; more are put together
MOST_NAMED = 120  # rakshaks drawn with their ids

# Inches, as all lengths here.
TOP, FOOT = 1.3, 0.42  # headings and keys, small print
HIGHEST = 8.8  # of the tree itself
MARGIN = 0.3
TRUNK = 0.75  # from the campaign to the first column of leaders
LABEL = 0.1  # from a leader's mark to his id
BRANCH = 0.5  # from the ids of leaders to the next column
ZONES = 1.6  # column at the right
LEAST_STRIP = 2.4  # width that rakshaks must be left
PITCHES = tuple(k / 100 for k in range(30, 11, -1))  # from rakshak to rakshak, the best first
ONE_LINE = 0.2  # the least pitch at which a team in one line is better than in several
LINE_PITCH = 0.18  # from line to line where rakshaks have their ids
GAP, ZONE_GAP = 0.08, 0.12  # between teams; besides, between zones
LEAST_ROW = 0.17  # height of a team with its leader's id
ID_SIZE, LEADER_SIZE, ZONE_SIZE = 6.5, 8.5, 10.5  # points
TWIG, GROUND = "#b3bac1", "#f3f4f5"


@dataclass(frozen=True, eq=False)
class _Team:
    """A row of the picture: the rakshaks right under one leader, or under the campaign."""

    parent: int  # index of the leader, or ROOT
    zone: int
    rakshaks: Ints  # indices; none where the leader has nobody


@dataclass(frozen=True, eq=False)
class _People:
    """What `draw` was given, arrays of length n, and how it hangs together."""

    ids: Ids
    level: Ints
    parent: Ints
    state: Ints
    zone: Ints
    zones: Sequence[str]
    lang: str

    @cached_property
    def teams(self) -> list[_Team]:
        """All teams from top to bottom: a leader's own rakshaks before the leaders below him.

        Siblings are sorted by zone, then as they come. Rakshaks hang on the campaign itself
        only while there is no leader; whoever has no unbroken line to it is in no team.
        """
        below: dict[int, list[int]] = {}
        for person in np.lexsort((np.arange(len(self.ids)), self.zone)).tolist():
            below.setdefault(int(self.parent[person]), []).append(person)
        teams, stack = [], [ROOT]
        while stack:
            parent = stack.pop()
            children = np.array(below.get(parent, []), dtype=np.int64)
            leaders = children[self.level[children] == LEADER]
            rakshaks = children[self.level[children] == RAKSHAK]
            stack += leaders[::-1].tolist()
            if parent != ROOT and (len(rakshaks) or not len(leaders)):
                teams.append(_Team(parent, int(self.zone[parent]), rakshaks))
            elif parent == ROOT and not (self.level == LEADER).any():
                zone = self.zone[rakshaks]
                teams += [_Team(ROOT, at, rakshaks[zone == at]) for at in np.unique(zone).tolist()]
        return teams

    @cached_property
    def rows(self) -> dict[int, tuple[int, int]]:
        """For each leader with a line to the campaign the first and last team below him."""
        rows: dict[int, tuple[int, int]] = {}
        for at, team in enumerate(self.teams):
            leader = team.parent
            while leader != ROOT:
                rows[leader] = (rows.get(leader, (at, at))[0], at)
                leader = int(self.parent[leader])
        return rows

    @cached_property
    def depth(self) -> dict[int, int]:
        """Leaders above each leader of `rows`."""
        depth: dict[int, int] = {}
        for leader in self.rows:
            chain = [leader]
            while chain[-1] not in depth and self.parent[chain[-1]] != ROOT:
                chain.append(int(self.parent[chain[-1]]))
            start = depth.get(chain[-1], 0)
            depth |= {who: start + steps for steps, who in enumerate(reversed(chain))}
        return depth

    def rakshak_id(self, person: int) -> str:
        """A rakshak's id as it is written."""
        return style.legible(str(self.ids[person]), 14)

    def leader_id(self, leader: int) -> str:
        """A leader's id as it is written, with his zone where some of his teams have another."""
        first, last = self.rows[leader]
        text = style.legible(str(self.ids[leader]), 14)
        zone = self.zone[leader]
        if all(team.zone == zone for team in self.teams[first : last + 1]):
            return text
        return f"{text} ({self.zone_code(int(zone))})"

    def zone_code(self, zone: int) -> str:
        """A zone's code as it is written."""
        return style.legible(self.zones[zone] or words.say("no_zone", self.lang), 14)


@dataclass(frozen=True, eq=False)
class _Layout:
    """Where everybody stands; heights are measured down from the top of the tree."""

    columns: list[float]  # x of the leaders of each depth, then of the rakshaks
    cell: Point  # width and height of a rakshak's place
    across: int  # places side by side
    named: bool  # rakshaks have their ids beside them
    top: list[float]  # of each team
    bottom: list[float]

    def middle(self, first: int, last: int) -> float:
        """Halfway between the top of one team and the bottom of another."""
        return (self.top[first] + self.bottom[last]) / 2


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
    lang: str,
) -> Figure:
    """The tree of n leaders and rakshaks, and how many of the rakshaks have filled their quota.

    `ids`, `level` (LEADER or RAKSHAK), `parent` (index, ROOT where none), `state` (of a
    rakshak: index into STATES; of a leader: not looked at) and `zone` (index into `zones`) have
    length n; `mitans` is how many there are in all. Up to MOST_DRAWN people are drawn one by
    one, if they find room on a sheet; else each leader is a bubble in the cell of his zone.
    """
    rakshaks = int((level == RAKSHAK).sum())
    filled = int(((level == RAKSHAK) & (state == STATES.index("filled"))).sum())
    head = [words.counted(rakshaks, "rakshaks", lang), words.counted(mitans, "mitans", lang)]
    head += [style.share_filled(filled, rakshaks, lang)] * (rakshaks > 0)
    heading = f"{title}: {', '.join(head)}"
    with style.look():
        if len(ids) <= MOST_DRAWN:
            people = _People(ids, level, parent, state, zone, zones, lang)
            layout = _lay_out(people)
            if layout is not None:
                return _whole_tree(heading, people, layout)
        return draw_bubbles.draw(heading, ids, level, parent, state, zone, zones, lang)


def _lay_out(people: _People) -> _Layout | None:
    """Places for all, as large as a sheet allows; None where they find no room on it."""
    columns = [MARGIN + TRUNK]
    for depth in range(max(people.depth.values(), default=-1) + 1):
        labels = [people.leader_id(who) for who, at in people.depth.items() if at == depth]
        columns.append(columns[-1] + LABEL + _widest(labels, LEADER_SIZE) + BRANCH)
    strip = style.WIDTH - MARGIN - ZONES - columns[-1]
    if strip < LEAST_STRIP or not people.teams:
        return None
    largest = max(len(team.rakshaks) for team in people.teams)
    ranked = sorted(PITCHES, key=lambda pitch: pitch < ONE_LINE or largest * pitch > strip)
    cells = [((pitch, pitch), False) for pitch in ranked]
    rakshaks = np.concatenate([team.rakshaks for team in people.teams]).tolist()
    if 0 < len(rakshaks) <= MOST_NAMED:
        wide = 0.25 + _widest([people.rakshak_id(who) for who in rakshaks], ID_SIZE)
        cells.insert(0, ((wide, LINE_PITCH), True))
    for cell, named in cells:
        across = int(strip / cell[0])
        top, bottom = _heights(people.teams, across, cell[1])
        if bottom[-1] <= HIGHEST:
            return _Layout(columns, cell, across, named, top, bottom)
    return None


def _widest(labels: Sequence[str], size: float) -> float:
    """Width of the widest of some texts, in inches."""
    ruler = style.sheet(1.0, "", "").text(0, 0, "\n".join(labels), size=size)
    return float(style.extent(ruler).width) / style.DPI


def _heights(teams: Sequence[_Team], across: int, pitch: float) -> tuple[list[float], list[float]]:
    """Tops and bottoms of all teams, one below the other."""
    top, bottom = [], []
    down = 0.0
    for at, team in enumerate(teams):
        if at:
            down += GAP + ZONE_GAP * (team.zone != teams[at - 1].zone)
        top.append(down)
        down += max(-(-len(team.rakshaks) // across) * pitch, LEAST_ROW)
        bottom.append(down)
    return top, bottom


def _whole_tree(heading: str, people: _People, layout: _Layout) -> Figure:
    """The campaign at the left, its leaders to the right of it, then their rakshaks."""
    high, lang = layout.bottom[-1], people.lang
    leaders = words.counted(int((people.level == LEADER).sum()), "leaders", lang)
    caption = words.say("whole_tree", lang, leaders=leaders)
    figure = style.sheet(TOP + high + FOOT, heading, caption)
    campaign = style.key(words.say("the_campaign", lang), "o", style.INK, 10)
    leader = style.key(words.say("leader", lang), "s", style.INK)
    keys = [*style.state_keys(lang), leader, campaign]
    style.keys_below_headings(figure, keys)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, style.WIDTH), ylim=(high + FOOT, -TOP))
    axes.axis("off")

    _zones(axes, people, layout)
    _branches(axes, people, layout)
    drawn = len(people.rows)
    for at, team in enumerate(people.teams):
        _rakshaks(axes, people, layout, at)
        drawn += len(team.rakshaks)
    lost = len(people.ids) - drawn
    style.note(figure, [words.counted(lost, "broken_line", lang) * (lost > 0)])
    return figure


def _zones(axes: Axes, people: _People, layout: _Layout) -> None:
    """A ground for each zone's teams, with its code, once, and its rakshaks counted."""
    left, right = MARGIN + TRUNK - 0.2, style.WIDTH - MARGIN
    for zone, group in groupby(range(len(people.teams)), lambda at: people.teams[at].zone):
        rows = list(group)
        top, bottom = layout.top[rows[0]] - 0.06, layout.bottom[rows[-1]] + 0.06
        ground = Rectangle((left, top), right - left, bottom - top, facecolor=GROUND, linewidth=0)
        axes.add_patch(ground)
        x, y = right - ZONES + 0.15, (top + bottom) / 2
        roomy = bottom - top > 0.65
        axes.text(x, y - 0.17 * roomy, people.zone_code(zone), size=ZONE_SIZE, va="center")
        if roomy:
            rakshaks = np.concatenate([people.teams[at].rakshaks for at in rows])
            filled = int((people.state[rakshaks] == STATES.index("filled")).sum())
            lines = [words.counted(len(rakshaks), "rakshaks", people.lang)]
            lines += [style.share_filled(filled, len(rakshaks), people.lang)] * (len(rakshaks) > 0)
            axes.text(x, y + 0.15, "\n".join(lines), size=8, color=style.GREY, va="center")


def _branches(axes: Axes, people: _People, layout: _Layout) -> None:
    """All leaders, and lines from each one, and from the campaign, to those right below."""
    last = len(people.teams) - 1
    root = (MARGIN + 0.1, layout.middle(0, last))
    starts = {ROOT: root}  # where the lines to those below begin
    marks: dict[int, Point] = {}
    for leader, rows in people.rows.items():
        x, y = layout.columns[people.depth[leader]], layout.middle(*rows)
        marks[leader] = (x, y)
        label = axes.text(
            x + LABEL,
            y,
            people.leader_id(leader),
            size=LEADER_SIZE,
            va="center",
            zorder=4,
            path_effects=style.HALO,  # the lines of others pass behind
        )
        starts[leader] = (x + LABEL + style.extent(label).width / style.DPI + 0.05, y)
    twigs = [_curve(starts[int(people.parent[leader])], end) for leader, end in marks.items()]
    twigs += [
        _curve(starts[team.parent], (layout.columns[-1], layout.middle(at, at)))
        for at, team in enumerate(people.teams)
        if len(team.rakshaks)
    ]
    axes.add_collection(
        PatchCollection(twigs, facecolor="none", edgecolor=TWIG, linewidths=1.0, zorder=1)
    )
    axes.plot(*root, "o", color=style.INK, markersize=11, zorder=3)
    if marks:
        x, y = np.array(list(marks.values())).T
        axes.scatter(x, y, s=30, c=style.INK, marker="s", linewidths=0, zorder=3)


def _curve(start: Point, end: Point) -> PathPatch:
    """A line that leaves and arrives level."""
    (x, y), (to_x, to_y) = start, end
    bend = to_x - min(0.4, (to_x - x) / 2)
    line = [(x, y), (bend, y), (bend, to_y), (to_x, to_y)]
    return PathPatch(Path(line, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]))


def _rakshaks(axes: Axes, people: _People, layout: _Layout, row: int) -> None:
    """The rakshaks of one team, in lines about equally long."""
    who = people.teams[row].rakshaks
    if len(who) == 0:
        return
    lines = -(-len(who) // layout.across)
    line, place = np.divmod(np.arange(len(who)), -(-len(who) // lines))
    wide, high = layout.cell
    x = layout.columns[-1] + min(wide, high) / 2 + place * wide
    y = layout.middle(row, row) + (line - (lines - 1) / 2) * high
    fills = np.array([style.STATE_COLOURS[name] for name in STATES])[people.state[who]]
    across = 0.09 if layout.named else 0.76 * wide
    axes.scatter(x, y, s=(72 * across) ** 2, c=fills, linewidths=0, zorder=3)
    if layout.named:
        for person, at_x, at_y in zip(who.tolist(), x, y, strict=True):
            axes.text(
                at_x + 0.07, at_y, people.rakshak_id(person), size=ID_SIZE, va="center_baseline"
            )
