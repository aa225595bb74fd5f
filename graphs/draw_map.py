"""A map of the areas, coloured by the team that has them. No boundaries, nothing fetched."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from graphs import style

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NOBODY = -1  # in `team`: no rakshak has the area; in `zone`: none known
UNLED = -2  # in `team`: rakshaks have the area, but they are in no team
KM_PER_DEGREE = 111.195  # of latitude, on a sphere of radius 6371.009 km
MOST_LISTED = 24  # teams that the legend lists one by one
INK_SHARE = 0.16  # of the map that all dots together may cover
LARGEST_DOT = 320.0  # points squared, as all sizes of dots
RAKSHAK = "#b7bdc3"
LEFT, BELOW, ACROSS, ABOVE = 0.3, 0.35, 7.5, 0.95  # inches: the map's corner, width, headings


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
) -> Figure:
    """The map of A areas and R rakshaks.

    `latitude`, `longitude` (degrees, NaN where not known), `visits` (needed), `team` (index into
    `teams`, UNLED or NOBODY) and `zone` (index into `zones`, or NOBODY) have length A; `teams`
    are the ids of leaders, `zones` codes; `rakshak_latitude` and `rakshak_longitude` have length R.

    Plate carree with the middle latitude true to scale: a kilometre is as long eastwards as
    northwards, which at the size of a district is exact to a part in a hundred.
    """
    known = np.isfinite(latitude) & np.isfinite(longitude)
    seen = np.isfinite(rakshak_latitude) & np.isfinite(rakshak_longitude)
    bare = int((team == NOBODY).sum())
    parts = [
        style.counted(len(team), "area"),
        style.counted(len(teams), "team"),
        style.counted(len(seen), "rakshak"),
        f"{style.counted(bare, 'area')} without anybody" if bare else "every area has somebody",
    ]
    missing = _without_place(int((~known).sum()), int((~seen).sum()))
    middle = float(np.ptp(latitude[known]) / 2 + latitude[known].min()) if known.any() else 0.0
    wide = KM_PER_DEGREE * np.cos(np.radians(middle))
    x, y = longitude[known] * wide, latitude[known] * KM_PER_DEGREE
    with style.look():
        figure, axes = _paper(title, "  ·  ".join(parts), x, y)
        if not known.any():
            axes.text(0.5, 0.5, "No area has coordinates.", ha="center", transform=axes.transAxes)
            style.note(figure, [missing])
            return figure
        axes.scatter(
            rakshak_longitude[seen] * wide,
            rakshak_latitude[seen] * KM_PER_DEGREE,
            s=_least_size(int(seen.sum()), 1.5, 7),
            color=RAKSHAK,
            linewidths=0,
        )
        sizes = _dot_sizes(axes, visits[known])
        marks = _areas(axes, x, y, sizes, team[known], teams)
        bar = _scale_bar(axes)
        left_out = _zone_codes(axes, np.stack([x, y, sizes], axis=1), zone[known], zones, bar)
        keys = [style.key("nobody has it", "o", style.ALARM)] * (bare > 0)
        keys += [style.key("without a team", "o", style.GREY)] * bool((team == UNLED).any())
        keys += [style.key("a rakshak", "o", RAKSHAK, 3)] * (len(seen) > 0)
        _legend(figure, [*keys, *_size_keys(visits[known], sizes)], marks, len(teams))
        crowded = f"{style.counted(left_out, 'zone code')} left out for want of room."
        style.note(figure, [missing, crowded if left_out else ""])
    return figure


def _without_place(areas: int, rakshaks: int) -> str:
    lost = [(areas, "area"), (rakshaks, "rakshak")]
    text = " and ".join(style.counted(number, noun) for number, noun in lost if number)
    return f"Without coordinates, so not drawn: {text}." if text else ""


def _paper(title: str, subtitle: str, x: Floats, y: Floats) -> tuple[Figure, Axes]:
    """A sheet with axes in km around all areas, as high as they ask for, within limits."""
    if len(x) == 0:
        x = y = np.zeros(1)
    pad = max(0.5, 0.04 * max(np.ptp(x), np.ptp(y)))
    km_across, km_up = np.ptp(x) + 2 * pad, np.ptp(y) + 2 * pad
    up = float(np.clip(ACROSS * km_up / km_across, 5.0, 7.2))
    scale = max(km_across / ACROSS, km_up / up)  # km to an inch

    figure = style.sheet(up + BELOW + ABOVE, title, subtitle)
    wide, high = style.WIDTH, up + BELOW + ABOVE
    axes = figure.add_axes((LEFT / wide, BELOW / high, ACROSS / wide, up / high))
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_color(style.PALE)
    middle_x, middle_y = (x.min() + x.max()) / 2, (y.min() + y.max()) / 2
    axes.set_xlim(middle_x - scale * ACROSS / 2, middle_x + scale * ACROSS / 2)
    axes.set_ylim(middle_y - scale * up / 2, middle_y + scale * up / 2)
    return figure, axes


def _least_size(number: int, least: float, most: float) -> float:
    """How small a dot may be: the fewer there are, the larger."""
    return float(np.clip(4_000 / max(number, 1), least, most))


def _dot_sizes(axes: Axes, visits: Ints) -> Floats:
    """Dots in proportion to visits, that together leave the map open and are all seen."""
    box = axes.get_window_extent()
    room = box.width * box.height * (72 / style.DPI) ** 2 * INK_SHARE
    per_visit = min(room / max(visits.sum(), 1), LARGEST_DOT / max(visits.max(), 1))
    sizes: Floats = np.maximum(visits * per_visit, _least_size(len(visits), 2, 18))
    return sizes


def _areas(
    axes: Axes, x: Floats, y: Floats, sizes: Floats, team: Ints, teams: Sequence[str]
) -> list[Line2D]:
    """Draw all areas; the legend's entries of the teams where these are few enough to list."""
    order = np.argsort(-sizes, kind="stable")  # small ones on top
    x, y, sizes, team = x[order], y[order], sizes[order], team[order]
    listed = len(teams) <= MOST_LISTED
    colour = _colours(x, y, team, len(teams))
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


def _colours(x: Floats, y: Floats, team: Ints, teams: int) -> Ints:
    has = team >= 0
    count = np.bincount(team[has], minlength=teams)
    with np.errstate(invalid="ignore"):  # 0 / 0: a team without areas has no centre
        centre_x = np.bincount(team[has], x[has], teams) / count
        centre_y = np.bincount(team[has], y[has], teams) / count
    return style.team_colours(centre_x, centre_y)


def _zone_codes(axes: Axes, dots: Floats, zone: Ints, zones: Sequence[str], bar: Bbox) -> int:
    """Write each zone's code near the median of its areas, the zones with most areas first."""
    size = np.bincount(zone[zone != NOBODY], minlength=len(zones))
    order = [at for at in np.argsort(-size, kind="stable").tolist() if size[at]]
    middle = [np.median(dots[zone == at, :2], axis=0) for at in order]
    x, y = np.array(middle).reshape(-1, 2).T
    labels = [style.legible(zones[at]) for at in order]
    return style.place_labels(axes, x, y, labels, size=10, dots=dots, keep_off=[bar])


def _scale_bar(axes: Axes) -> Bbox:
    """A bar of 1, 2 or 5 times a power of ten kilometres, about a sixth of the map wide.

    Returns the room it takes, in pixels.
    """
    left, right = axes.get_xlim()
    bottom, top = axes.get_ylim()
    power = 10.0 ** np.floor(np.log10((right - left) / 6))
    km = max(step * power for step in (1, 2, 5) if step * power <= (right - left) / 6)
    x, y = left + 0.03 * (right - left), bottom + 0.03 * (top - bottom)
    axes.plot([x, x + km], [y, y], color=style.INK, linewidth=2.5, solid_capstyle="butt", zorder=7)
    words = f"{km:g} km" if km >= 1 else f"{1000 * km:g} m"
    label = axes.text(x + km / 2, y + 0.01 * (top - bottom), words, ha="center", zorder=7)
    ends = axes.transData.transform([(x, y), (x + km, y)])
    return Bbox.union([style.extent(label), Bbox(ends)])


def _size_keys(visits: Ints, sizes: Floats) -> list[Line2D]:
    """Marks for the fewest visits, for a quarter of the most, and for the most."""
    keys: dict[str, Line2D] = {}
    for wanted in (visits.min(), visits.max() // 4, visits.max()):
        at = int(np.argmin(np.abs(visits - wanted)))
        text = style.counted(int(visits[at]), "visit")
        keys[text] = style.key(text, "o", style.GREY, float(np.sqrt(sizes[at])))
    return list(keys.values())


def _legend(figure: Figure, keys: list[Line2D], marks: list[Line2D], teams: int) -> None:
    lower = _column(figure, 1 - ABOVE / figure.get_figheight(), "Areas", keys)
    if marks:
        _column(figure, lower - 0.02, "Teams, by leader", marks)
    elif teams:
        words = "A colour is a team;\nneighbouring teams\ndiffer in colour."
        figure.text(0.795, lower - 0.03, words, va="top")


def _column(figure: Figure, top: float, title: str, entries: list[Line2D]) -> float:
    """A legend with its upper edge at `top`; returns where its lower edge is."""
    box = figure.legend(
        handles=entries,
        loc="upper left",
        bbox_to_anchor=(0.785, top),
        title=title,
        alignment="left",
        frameon=False,
        fontsize=9,
        labelspacing=0.55,
    )
    return float(style.extent(box).transformed(figure.transFigure.inverted()).y0)
