"""Pictures that can be moved and asked in a browser: made with Bokeh, handed over as plain data.

A page shows an item with Bokeh's own script (`script`); nothing is fetched. No name, code or other
text from outside may become a title, a label or a tick: Bokeh takes what stands between two $$
for mathematics, for which it would fetch a library. They go into columns, which are shown as they
are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bokeh.core.json_encoder import serialize_json
from bokeh.embed import json_item
from bokeh.models import (
    ColumnDataSource,
    FixedTicker,
    HoverTool,
    Model,
    Range1d,
)
from bokeh.plotting import figure
from bokeh.resources import Resources

from graphs.style import GREY, INK, PALE

FONT = "Noto Sans, Noto Sans Devanagari, Nirmala UI, Mangal, sans-serif"
MOST_TICKS = 8
HEADROOM = 1.4  # above the highest bar, for the legend
MOST_DAYS = 12  # whose names have room below bars


def script() -> str:
    """Bokeh's own script, as it lies in its package: what a page needs to show an item."""
    found: str = Resources(mode="inline", components=["bokeh"], minified=True).js_raw[0]
    return found


def item(model: Model, target: str) -> dict[str, Any]:
    """A picture as data, to be shown in the element `target`. The same picture, the same data.

    Bokeh numbers everything it makes in a process; here numbers begin anew.
    """
    told = json.loads(serialize_json(json_item(model, target)))  # type: ignore[arg-type]
    numbers: dict[str, str] = {}
    fresh: dict[str, Any] = _renumbered(told, numbers)
    return fresh


def _renumbered(value: Any, numbers: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_renumbered(one, numbers) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: numbers.setdefault(one, f"p{len(numbers) + 1}")
        if key in ("id", "root_id")
        else _renumbered(one, numbers)
        for key, one in value.items()
    }


def bars(
    *,
    at: Sequence[str],
    heights: Mapping[str, Sequence[int]],
    names: Mapping[str, str],
    told: Mapping[str, Sequence[str]],
    axes: tuple[str, str],
    number: Mapping[int, str],
    colours: Sequence[str],
    stacked: bool,
) -> figure:
    """k groups of bars: one on the other, or side by side.

    `at` are k labels below them; `heights` has k numbers for each kind, which has one of
    `colours`, `names` what the kinds are called, `told` the numbers as texts for whoever points at
    a bar. `axes` are the labels of both axes; `number` says of the heights that get a tick how
    they are written.
    """
    k, kinds = len(at), list(heights)
    top = max(number)
    chart = figure(
        height=260,
        sizing_mode="stretch_width",
        x_range=Range1d(start=-0.6, end=k - 0.4),
        y_range=Range1d(start=0, end=top * HEADROOM),
        toolbar_location=None,
        tools="",
        output_backend="canvas",
    )
    base = [0] * k
    for place, kind in enumerate(kinds):
        ends = [b + h for b, h in zip(base, heights[kind], strict=True)]
        wide = 0.8 if stacked else 0.8 / len(kinds)
        shift = 0 if stacked else (place - (len(kinds) - 1) / 2) * wide
        source = ColumnDataSource(
            {
                "x": [one + shift for one in range(k)],
                "top": ends,
                "bottom": base,
                "at": list(at),
                "told": list(told[kind]),
            }
        )
        drawn = chart.vbar(
            x="x", top="top", bottom="bottom", width=wide, source=source,
            fill_color=colours[place], line_color=None, legend_label=names[kind],
        )  # fmt: skip
        tips = [(axes[0], "@at"), (names[kind], "@told")]
        chart.add_tools(HoverTool(renderers=[drawn], tooltips=tips, attachment="vertical"))
        base = ends if stacked else base
    step = -(-k // MOST_DAYS) or 1
    shown = range(0, k, step)
    _axis(chart.xaxis[0], list(shown), [at[one] for one in shown], axes[0])
    _axis(chart.yaxis[0], list(number), list(number.values()), axes[1])
    chart.xgrid.visible = False
    chart.legend.orientation = "horizontal"
    dress(chart)
    return chart


def ticks(most: int) -> list[int]:
    """Round heights from 0 to at least `most` (and 1), a few of them."""
    steps = (digit * 10**power for power in range(12) for digit in (1, 2, 5))
    step = next(one for one in steps if one * MOST_TICKS >= most)
    most = max(most, 1)
    return list(range(0, most + step, step))


def _axis(axis: Any, places: Sequence[int], labels: Sequence[str], name: str) -> None:
    axis.ticker = FixedTicker(ticks=list(places))
    axis.major_label_overrides = dict(zip(places, labels, strict=True))
    axis.axis_label = name
    axis.minor_tick_line_color = None


def dress(chart: figure) -> None:
    """The look of all of them."""
    chart.outline_line_color = PALE
    chart.grid.grid_line_color = PALE
    for axis in chart.axis:
        axis.axis_line_color = GREY
        axis.major_tick_line_color = GREY
        axis.axis_label_text_font = axis.major_label_text_font = FONT
        axis.axis_label_text_font_style = "normal"
        axis.axis_label_text_color = axis.major_label_text_color = INK
    for legend in chart.legend:
        legend.label_text_font = FONT
        legend.label_text_color = INK
        legend.border_line_color = PALE
        legend.background_fill_alpha = 0.85
