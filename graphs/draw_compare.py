"""Several ways to run a campaign side by side: for each the middle of its runs and a band."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from graphs import calendar, fans, style, words
from graphs.fitting import fit, width

Floats = NDArray[np.float64]

MOST_FILLED = 3  # bands; of more curves only the edges are drawn
# Inches, as all lengths here.
PLOT, TOP, FOOT, LINE = 4.4, 0.95, 0.85, 0.22
LEFT = 1.15


def draw(
    heading: str,
    days: Sequence[date],
    curves: Sequence[tuple[str, Floats]],
    *,
    target: int | None,
    by: date | None,
    lang: str,
    unit: str,
) -> Figure:
    """The curves of D consecutive days, D at least 1; at most fans.MOST_CURVES are drawn.

    A curve is its name and 5 x D quantiles: below which 5, 25, 50, 75 and 95% of all runs are
    at the end of a day, in `unit`. The legend says in its own order where each ends.
    """
    shown = curves[: fans.MOST_CURVES]
    with style.look():
        if not shown:
            return style.sheet(1.2, heading, words.say("nothing", lang))
        upper = TOP + LINE * len(shown) + 0.15
        figure = style.sheet(upper + PLOT + FOOT, heading, "")
        figure.texts[1].set_text(fans.subtitle(figure, [fans.aim(target, by, unit, lang) or unit]))
        ends = [_end(quantiles[2, -1], at, lang) for at, (_, quantiles) in enumerate(shown)]
        down, across = figure.get_figheight(), style.WIDTH - LEFT - fans.room(figure, ends)
        axes = figure.add_axes((LEFT / style.WIDTH, FOOT / down, across / style.WIDTH, PLOT / down))
        day = by if by in days else None
        calendar.lay_out(axes, days[0], days[-1], lang, day)
        for at, (name, quantiles) in enumerate(shown):
            _curve(axes, days, quantiles, at, filled=len(shown) <= MOST_FILLED)
            label = _ending(figure, name, quantiles[:, -1], lang)
            fans.stroke(figure, TOP + LINE * (at + 0.5), label, at)
        top = float(max(quantiles.max() for _, quantiles in shown))
        top = fans.draw_target(axes, target, day, top, lang)
        fans.height_of(figure, axes, top, unit, lang)
        fans.edge(axes, calendar.ordinals(days), ends)
        more = len(curves) - len(shown)
        lost = words.say("more_curves", lang, number=words.number(more, lang))
        style.note(figure, [words.say("compare_note", lang), lost * (more > 0)])
    return figure


def _end(middle: float, at: int, lang: str) -> fans.Label:
    return fans.Label(float(middle), words.number(middle, lang), style.TEAM_COLOURS[at], 9.5)


def _curve(axes: Axes, days: Sequence[date], quantiles: Floats, at: int, *, filled: bool) -> None:
    """The middle of a curve and the edges of its band, and where asked the band."""
    x, colour = calendar.ordinals(days), style.TEAM_COLOURS[at]
    if filled:
        fans.band(axes, x, quantiles[0], quantiles[4], colour, 0.12)
    for edge in quantiles[[0, 4]]:
        fans.line(axes, x, edge, colour, width=0.7)
    fans.line(axes, x, quantiles[2], colour, dash=fans.worn(at)["linestyle"])


def _ending(figure: Figure, name: str, final: Floats, lang: str) -> str:
    """'1:25 on two levels: 600,000 (480,000 to 780,000)', cut in the name if need be."""
    low, middle, most = (words.number(value, lang) for value in final[[0, 2, 4]].tolist())
    said = words.say("compare_line", lang, label="", middle=middle, low=low, high=most)
    return fit(figure, name, 9.5, 0.92 * style.WIDTH - 0.5 - width(figure, said, 9.5)) + said
