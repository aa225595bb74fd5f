"""A map that can be moved and asked in a browser: areas, rakshaks, leaders, and zones if given.

No boundaries are drawn but the outlines of zones that are handed in, and nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from bokeh.models import (
    BooleanFilter,
    CDSView,
    ColumnDataSource,
    HoverTool,
    LinearColorMapper,
    PanTool,
    Range1d,
    TapTool,
    WheelZoomTool,
)
from bokeh.models.annotations import ScaleBar
from bokeh.plotting import figure

from graphs.ground import Floats, kilometres
from graphs.live import FONT, dress
from graphs.style import ALARM, GREY, INK, PAPER, STATE_COLOURS, TEAM_COLOURS

AREAS, RAKSHAKS, LEADERS, ROWS, ZONES = "areas", "rakshaks", "leaders", "rows", "zones"
SMALLEST, LARGEST = 3.0, 11.0  # pixels: the radius of an area
CROWD = 4_000  # more areas than this are drawn smaller
TOLD_AT = {AREAS: "horizontal", RAKSHAKS: "vertical", LEADERS: "vertical"}

Columns = Mapping[str, Any]
Ring = Sequence[Sequence[float]]  # longitude and latitude of each corner


def live_map(
    *,
    areas: Columns,
    rakshaks: Columns,
    leaders: Columns,
    rows: Columns,
    outlines: Sequence[tuple[int, Sequence[Ring]]],
    words: Mapping[str, str],
    tips: Mapping[str, Sequence[tuple[str, str]]],
    middle: tuple[float, float],
) -> figure:
    """The map. Columns of `areas`, `rakshaks` and `leaders` hold at least `latitude`, `longitude`
    (degrees, NaN where not known); those of areas also `visits`, `colour` (index into the colours
    of teams, -1 for none) and `bare` (1 where visits are missing).

    `rows` are columns that no picture shows and scripts need. `outlines` are zones with the rings
    of a polygon, the outer one first. `words` are the labels, `tips` what is told by AREAS,
    RAKSHAKS, LEADERS to whoever points at one: label and column. `middle` is the latitude and
    longitude that everything is measured from.
    """
    chart = figure(
        name="map",
        height=560,
        sizing_mode="stretch_width",
        x_range=Range1d(start=-10, end=10),
        y_range=Range1d(start=-10, end=10),
        toolbar_location=None,
        tools="",
        output_backend="canvas",
        tags=[ColumnDataSource(dict(rows), name=ROWS)],
    )
    wheel = WheelZoomTool()
    chart.add_tools(PanTool(), wheel, TapTool())
    chart.toolbar.active_scroll = wheel
    chart.axis.visible = False
    chart.grid.visible = False
    if outlines:
        _zones(chart, outlines, middle)
    size = {"size": 4 if len(rakshaks["latitude"]) > CROWD else 6}
    by_state = LinearColorMapper(palette=[STATE_COLOURS[s] for s in ("short", "filled", "over")],
                                 low=-0.5, high=2.5)  # fmt: skip
    colour = {"field": "state", "transform": by_state}
    _points(chart, RAKSHAKS, rakshaks, middle, words, tips, marker="circle", fill_color=colour,
            line_color=None, fill_alpha=0.7, **size)  # fmt: skip
    # an extra colour at the low end is for areas without a team
    by_team = LinearColorMapper(palette=[GREY, *TEAM_COLOURS], low=-1.5,
                                high=len(TEAM_COLOURS) - 0.5)  # fmt: skip
    rim = LinearColorMapper(palette=[PAPER, ALARM], low=-0.5, high=1.5)
    _points(
        chart, AREAS, {**areas, "size": _sizes(areas["visits"])}, middle, words, tips,
        marker="square", size="size", fill_alpha=0.85, line_width=1.5,
        fill_color={"field": "colour", "transform": by_team},
        line_color={"field": "bare", "transform": rim},
    )  # fmt: skip
    _points(chart, LEADERS, leaders, middle, words, tips, marker="star", size=13,
            fill_color=PAPER, line_color=INK)  # fmt: skip
    bar = ScaleBar(range=chart.x_range, unit="km", location="bottom_left", bar_length=0.15,
                   label="@{value} @{unit}", label_text_font=FONT)  # fmt: skip
    chart.add_layout(bar)
    chart.legend.click_policy = "hide"
    chart.legend.location = "top_right"
    dress(chart)
    return chart


def _points(
    chart: figure,
    name: str,
    columns: Columns,
    middle: tuple[float, float],
    words: Mapping[str, str],
    tips: Mapping[str, Sequence[tuple[str, str]]],
    **look: Any,
) -> None:
    x, y = from_middle(columns["latitude"], columns["longitude"], middle)
    held = {k: v for k, v in columns.items() if k not in ("latitude", "longitude")}
    source = ColumnDataSource({**held, "x": x, "y": y}, name=name)
    view = CDSView(filter=BooleanFilter(name=f"{name} shown"))
    drawn = chart.scatter(
        x="x",
        y="y",
        source=source,
        view=view,
        legend_label=words[name],
        name=f"{name} drawn",
        **look,
    )
    drawn.nonselection_glyph = None
    told = [(label, f"@{{{column}}}") for label, column in tips[name]]
    chart.add_tools(
        HoverTool(renderers=[drawn], tooltips=told, limit=1, attachment=TOLD_AT[name])  # type: ignore[arg-type]
    )


def _zones(
    chart: figure, outlines: Sequence[tuple[int, Sequence[Ring]]], middle: tuple[float, float]
) -> None:
    xs, ys = [], []
    for _, rings in outlines:
        ends = [np.array(ring, dtype=np.float64)[:, :2] for ring in rings]
        at = [from_middle(ring[:, 1], ring[:, 0], middle) for ring in ends]
        xs.append([[x.tolist() for x, _ in at]])
        ys.append([[y.tolist() for _, y in at]])
    source = ColumnDataSource({"xs": xs, "ys": ys, "zone": [z for z, _ in outlines]}, name=ZONES)
    chart.multi_polygons(xs="xs", ys="ys", source=source, fill_color=GREY, fill_alpha=0.06,
                         line_color=GREY, line_width=1)  # fmt: skip


def from_middle(
    latitude: Floats, longitude: Floats, middle: tuple[float, float]
) -> tuple[Floats, Floats]:
    """Kilometres to the east and to the north of a point, to the metre."""
    x, y = kilometres(latitude, longitude, middle[0])
    x0, y0 = kilometres(np.array([middle[0]]), np.array([middle[1]]), middle[0])
    return np.round(x - x0, 3).astype(np.float32), np.round(y - y0, 3).astype(np.float32)


def _sizes(visits: Any) -> Any:
    """Pixels across, so that the largest area has the most and its face tells the visits."""
    most = LARGEST if len(visits) <= CROWD else LARGEST * 0.65
    share = np.sqrt(visits / max(int(visits.max(initial=0)), 1))
    return np.round(np.maximum(share * most, SMALLEST), 1).astype(np.float32)
