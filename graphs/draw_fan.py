"""How a campaign may grow day by day: bands that hold most runs of the model, and the target."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from graphs import calendar, fans, style, words

Floats = NDArray[np.float64]

HEIGHT = 6.0  # inches, without the strip of phases; as all lengths here
LEFT, TOP, FOOT = 1.15, 1.2, 0.85


def draw(
    heading: str,
    days: Sequence[date],
    quantiles: Floats,
    *,
    unit: str,
    target: int | None,
    by: date | None,
    chance: float | None,
    phases: Sequence[tuple[str, date, date]],
    observed: Floats | None,
    lang: str,
) -> Figure:
    """The fan of D consecutive days, D at least 1.

    `quantiles` is 5 x D: below which 5, 25, 50, 75 and 95% of all runs are at the end of a day,
    in `unit`. `chance` is the share of runs that have `target` on the day `by`. `phases` are
    (name, first day, last day), drawn as far as they fall into the days. `observed` are the
    counts of the first days so far.
    """
    first, last = days[0], days[-1]
    with style.look():
        ruler, ends = style.sheet(HEIGHT, "", ""), _ends(quantiles[:, -1], lang)
        across = style.WIDTH - LEFT - fans.room(ruler, ends)
        bars, lost = calendar.lanes(ruler, across, phases, first, last)
        strip = calendar.LANE * (1 + max((bar.lane for bar in bars), default=-1))
        figure = style.sheet(HEIGHT + strip, heading, "")
        figure.texts[1].set_text(fans.subtitle(figure, _caption(unit, target, by, chance, lang)))
        axes = _axes(figure, FOOT, across, HEIGHT - TOP - FOOT)
        if bars:
            above = _axes(figure, HEIGHT - TOP + 0.06, across, strip)
            calendar.draw_phases(above, bars)
            above.set_xlim(first.toordinal() - 0.5, last.toordinal() + 0.5)
        calendar.lay_out(axes, first, last, lang, by if by in days else None)
        _fan(axes, days, quantiles, observed)
        top = float(max(quantiles.max(), *([] if observed is None else observed), 0))
        day = by if by is not None and first <= by <= last else None
        top = fans.draw_target(axes, target, day, top, lang)
        fans.height_of(figure, axes, top, unit, lang)
        fans.edge(axes, calendar.ordinals(days), ends)
        style.keys_below_headings(figure, _keys(observed, lang))
        style.note(figure, [words.say("edge_note", lang), _lost(lost, lang)])
    return figure


def _axes(figure: Figure, foot: float, across: float, high: float) -> Axes:
    """Axes over the days, so many inches above the foot of the sheet."""
    down = figure.get_figheight()
    return figure.add_axes((LEFT / style.WIDTH, foot / down, across / style.WIDTH, high / down))


def _caption(
    unit: str, target: int | None, by: date | None, chance: float | None, lang: str
) -> list[str]:
    said = "" if chance is None else words.say("chance", lang, share=words.chance(chance, lang))
    return [fans.aim(target, by, unit, lang) or unit, said]


def _fan(axes: Axes, days: Sequence[date], quantiles: Floats, observed: Floats | None) -> None:
    x = calendar.ordinals(days)
    fans.band(axes, x, quantiles[0], quantiles[4], fans.WIDE)
    fans.band(axes, x, quantiles[1], quantiles[3], fans.NARROW)
    fans.line(axes, x, quantiles[2], fans.MIDDLE)
    if observed is not None:
        axes.plot(
            x[: len(observed)],
            observed,
            "o",
            color=style.INK,
            markersize=5,
            zorder=4,
            clip_on=False,
        )


def _ends(final: Floats, lang: str) -> list[fans.Label]:
    """The numbers at the right edge; equal ones once, with the per cents of all."""
    count = [words.number(value, lang) for value in final.tolist()]
    labels = []
    for text in dict.fromkeys(count):
        same = [at for at, other in enumerate(count) if other == text]
        ends = dict.fromkeys((fans.PER_CENT[same[0]], fans.PER_CENT[same[-1]]))
        share = "–".join(str(end) for end in ends) + "%"
        colour, size = (fans.MIDDLE, 10.5) if 2 in same else (style.GREY, 8.5)
        labels.append(fans.Label(float(final[same].mean()), f"{text}  ({share})", colour, size))
    return labels


def _keys(observed: Floats | None, lang: str) -> list[Line2D]:
    keys = fans.band_keys(lang)
    if observed is not None:
        keys.append(style.key(words.say("observed", lang), "o", style.INK, 6))
    return keys


def _lost(lost: int, lang: str) -> str:
    return words.say("more_phases", lang, number=words.number(lost, lang)) if lost else ""
