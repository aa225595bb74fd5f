"""A map of the areas, coloured by the team that has them. No boundaries, nothing fetched."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from graphs import ground, style, words
from graphs.ground import Floats, Ints

NOBODY = ground.NOBODY  # in `team`: no rakshak has the area; in `zone`: none known
UNLED = -2  # in `team`: rakshaks have the area, but they are in no team
MOST_LISTED = 24  # teams that the legend lists one by one
INK_SHARE = 0.16  # of the map that all dots together may cover
LARGEST_DOT = 320.0  # points squared, as all sizes of dots


def draw(
    *,
    title: str,
    latitude: Floats,
    longitude: Floats,
    visits: Ints,
    team: Ints,
    teams: Sequence[str],
    zone: Ints,
    zones: Sequence[str],
    rakshak_latitude: Floats,
    rakshak_longitude: Floats,
    lang: str,
) -> Figure:
    """The map of A areas and R rakshaks.

    `latitude`, `longitude` (degrees, NaN where not known), `visits` (needed), `team` (index into
    `teams`, UNLED or NOBODY) and `zone` (index into `zones`, or NOBODY) have length A; `teams`
    are the ids of leaders, `zones` codes; `rakshak_latitude` and `rakshak_longitude` have length R.
    """
    known = np.isfinite(latitude) & np.isfinite(longitude)
    seen = np.isfinite(rakshak_latitude) & np.isfinite(rakshak_longitude)
    bare = int((team == NOBODY).sum())
    parts = [
        words.counted(len(team), "areas", lang),
        words.counted(len(teams), "teams", lang),
        words.counted(len(seen), "rakshaks", lang),
        words.counted(bare, "bare_areas", lang) if bare else words.say("none_bare", lang),
    ]
    lost = [(int((~known).sum()), "areas"), (int((~seen).sum()), "rakshaks")]
    missing = ground.without_place(lost, lang)
    middle = ground.middle_latitude(latitude[known])
    x, y = ground.kilometres(latitude[known], longitude[known], middle)
    with style.look():
        figure, axes = ground.paper(title, "  ·  ".join(parts), x, y)
        if not known.any():
            nowhere = words.say("no_area_placed", lang)
            axes.text(0.5, 0.5, nowhere, ha="center", transform=axes.transAxes)
            style.note(figure, [missing])
            return figure
        axes.scatter(
            *ground.kilometres(rakshak_latitude[seen], rakshak_longitude[seen], middle),
            s=ground.least_size(int(seen.sum()), 1.5, 7),
            color=ground.RAKSHAK,
            linewidths=0,
        )
        sizes = _dot_sizes(axes, visits[known])
        marks = _areas(axes, x, y, sizes, team[known], teams)
        bar = ground.scale_bar(axes, lang)
        dots = np.stack([x, y, sizes], axis=1)
        left_out = ground.zone_codes(axes, dots, zone[known], zones, bar)
        keys = _keys(bare > 0, bool((team == UNLED).any()), len(seen) > 0, lang)
        keys += ground.size_keys(visits[known], sizes, "visits", lang)
        _legend(figure, keys, marks, len(teams), lang)
        crowded = words.counted(left_out, "codes_left_out", lang)
        style.note(figure, [missing, crowded * (left_out > 0)])
    return figure


def _keys(bare: bool, unled: bool, peopled: bool, lang: str) -> list[Line2D]:
    """What dots that are no team's mean, as far as there are such."""
    keys = [style.key(words.say("nobodys", lang), "o", style.ALARM)] * bare
    keys += [style.key(words.say("teamless", lang), "o", style.GREY)] * unled
    return keys + [style.key(words.say("a_rakshak", lang), "o", ground.RAKSHAK, 3)] * peopled


def _dot_sizes(axes: Axes, visits: Ints) -> Floats:
    """Dots in proportion to visits, that together leave the map open and are all seen."""
    room = ground.room_for_ink(axes, INK_SHARE)
    per_visit = min(room / max(visits.sum(), 1), LARGEST_DOT / max(visits.max(), 1))
    sizes: Floats = np.maximum(visits * per_visit, ground.least_size(len(visits), 2, 18))
    return sizes


def _areas(
    axes: Axes, x: Floats, y: Floats, sizes: Floats, team: Ints, teams: Sequence[str]
) -> list[Line2D]:
    """Draw all areas; the legend's entries of the teams where these are few enough to list."""
    order = np.argsort(-sizes, kind="stable")  # small ones on top
    x, y, sizes, team = x[order], y[order], sizes[order], team[order]
    listed = len(teams) <= MOST_LISTED
    colour = colours(x, y, team, len(teams))
    mark = np.zeros_like(colour)
    if listed:  # then no two teams wear the same
        for one in range(len(style.TEAM_COLOURS)):
            same = np.flatnonzero(colour == one)
            mark[same] = np.arange(len(same))
    wears = np.array(style.TEAM_COLOURS)
    for shape in range(int(mark.max(initial=-1)) + 1):
        at = (team >= 0) & (mark[team] == shape)
        axes.scatter(
            x[at],
            y[at],
            s=sizes[at],
            c=wears[colour[team[at]]],
            marker=style.TEAM_MARKS[shape],
            linewidths=0.3 if listed else 0,
            edgecolors=style.PAPER,
            alpha=0.9,
            zorder=3,
        )
    unled = team == UNLED
    axes.scatter(x[unled], y[unled], s=sizes[unled], color=style.GREY, linewidths=0, zorder=3)
    bare = team == NOBODY
    axes.scatter(
        x[bare],
        y[bare],
        s=np.maximum(sizes[bare], 14),
        facecolors="none",
        edgecolors=style.ALARM,
        linewidths=1.2,
        zorder=8,  # not even below a label
    )
    if not listed:
        return []
    return [
        style.key(style.legible(name, 14), style.TEAM_MARKS[mark[at]], str(wears[colour[at]]))
        for at, name in enumerate(teams)
    ]


def colours(x: Floats, y: Floats, team: Ints, teams: int) -> Ints:
    """For each of the `teams` an index into style.TEAM_COLOURS: neighbours differ.

    `x`, `y` and `team` (index, or below 0) have length A.
    """
    has = team >= 0
    count = np.bincount(team[has], minlength=teams)
    with np.errstate(invalid="ignore"):  # 0 / 0: a team without areas has no centre
        centre_x = np.bincount(team[has], x[has], teams) / count
        centre_y = np.bincount(team[has], y[has], teams) / count
    return style.team_colours(centre_x, centre_y)


def _legend(figure: Figure, keys: list[Line2D], marks: list[Line2D], teams: int, lang: str) -> None:
    lower = ground.column(figure, ground.legend_top(figure), words.say("areas_legend", lang), keys)
    if marks:
        ground.column(figure, lower - 0.02, words.say("teams_legend", lang), marks)
    elif teams:
        figure.text(0.795, lower - 0.03, words.say("team_colours", lang), va="top")
