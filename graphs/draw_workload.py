"""Two histograms of the work: visits per rakshak, and how far that is from the fair share."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from graphs import style, words
from graphs.measures import gini

Ids = NDArray[np.str_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

HEIGHT = 6.0  # inches
PANELS = ((0.075, 0.125, 0.405, 0.655), (0.575, 0.125, 0.405, 0.655))
MOST_BARS = 40
FINEST = 0.25  # visits to a bar of the second panel
INSIDE, OUTSIDE = style.STATE_COLOURS["filled"], style.STATE_COLOURS["short"]
BAND, NEUTRAL = "#dcebdd", "#a3afbb"


def draw(
    *,
    title: str,
    ids: Ids,
    visits: Ints,
    share: Floats,
    tolerance: int,
    least: Ints,
    most: Ints,
    lang: str,
) -> Figure:
    """The histograms of R rakshaks.

    `ids`, `visits`, `share`, `least` and `most` have length R: the visits that each makes, his
    fair share of them, and the band of whole visits that counts as fair for him, both ends
    included; `tolerance` is how many visits the band reaches to both sides of a share. Those
    whose band ends at 0 have no visits to give (not trained yet, for instance): they are
    counted in a note and not drawn.
    """
    works = (most > 0) | (visits > 0)
    ids, visits, away = ids[works], visits[works], (visits - share)[works]
    above, below = visits > most[works], visits < least[works]
    with style.look():
        figure = style.sheet(HEIGHT, title, _caption(visits, lang))
        if len(visits) == 0:
            figure.text(0.5, 0.5, words.say("nothing_to_do", lang), ha="center")
        else:
            left, right = (figure.add_axes(panel) for panel in PANELS)
            _visits_panel(left, ids, visits, lang)
            _fairness_panel(right, away, above | below, tolerance, lang)
            _keys(figure, above, below, tolerance, lang)
        idle = int((~works).sum())
        style.note(figure, [words.counted(idle, "idle", lang) * (idle > 0)])
    return figure


def _caption(visits: Ints, lang: str) -> str:
    if len(visits) == 0:
        return words.say("no_rakshak", lang)
    mean = float(visits.mean())
    parts = [
        words.counted(len(visits), "rakshaks", lang),
        words.counted(int(visits.sum()), "visits", lang),
        words.say("mean_each", lang, number=words.number(mean, lang, 1)),
        words.say("most_to_mean", lang, number=words.number(visits.max() / mean, lang, 2))
        if mean
        else words.say("no_visits", lang),
        words.say("gini", lang, number=words.number(gini(visits), lang, 3)),
    ]
    return "  ·  ".join(parts)


def _keys(figure: Figure, above: Flags, below: Flags, tolerance: int, lang: str) -> None:
    """What the colours mean, with how many stand in the band and how many do not."""
    number, outside = len(above), int((above | below).sum())
    inside = number - outside
    share = style.percent(10 * inside, number) / 10  # rounded down: 100.0% means all
    band = words.say("fair_band", lang, visits=words.counted(tolerance, "visits", lang))
    within = words.counted(inside, "in_band", lang, share=f"{share:.1f}%")
    keys = [style.key(band, "s", BAND, 10), style.key(within, "s", INSIDE, 10)]
    if outside:
        sides = {"below": below, "above": above}
        numbers = {side: words.number(those.sum(), lang) for side, those in sides.items()}
        out = words.counted(outside, "out_of_band", lang, **numbers)
        keys.append(style.key(out, "s", OUTSIDE, 10))
    style.keys_below_headings(figure, keys)


def _visits_panel(axes: Axes, ids: Ids, visits: Ints, lang: str) -> None:
    """Rakshaks by their visits; whoever has fewest and most is named."""
    first, last = int(visits.min()), int(visits.max())
    step = -(-(last - first + 1) // MOST_BARS)
    edges = np.arange(first, last + step + 1, step) - 0.5
    height, _ = np.histogram(visits, edges)
    _bars(axes, edges, [(height, NEUTRAL)], 1.42, lang)
    axes.set_xlabel(words.say("visits_axis", lang))
    axes.xaxis.set_major_locator(MaxNLocator(12, integer=True, min_n_ticks=1))
    if first == last:  # all alike
        return
    final = int(height[(last - first) // step])
    _name(axes, ids[visits == first], first, int(height[0]), "fewest", lang)
    _name(axes, ids[visits == last], last, final, "most", lang)


def _fairness_panel(axes: Axes, away: Floats, outside: Flags, tolerance: int, lang: str) -> None:
    """Rakshaks by how many visits they have above or below their own fair share."""
    reach = max(float(np.abs(away).max()), tolerance + FINEST)
    step = _step(2 * reach / MOST_BARS)
    number = int(np.ceil(reach / step))
    edges = step * np.arange(-number, number + 1)
    # Whoever stands right at an end of the band belongs into it: a bar holds its outer end.
    held = np.sign(away) * np.maximum(np.abs(away) - 1e-9, 0)
    inside_height, _ = np.histogram(held[~outside], edges)
    outside_height, _ = np.histogram(held[outside], edges)
    axes.axvspan(-tolerance, tolerance, color=BAND, linewidth=0, zorder=0)
    _bars(axes, edges, [(inside_height, INSIDE), (outside_height, OUTSIDE)], 1.12, lang)
    axes.axvline(0, color=style.INK, linewidth=0.8, zorder=3)
    axes.set_xlabel(words.say("fairness_axis", lang))
    axes.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(lambda value, _: _signed(value))


def _step(least: float) -> float:
    """The smallest of 1/4, 1/2, 1, 2, 5, 10, 20, 50 ... that is not below `least`."""
    if least <= 1:
        return next(step for step in (FINEST, 0.5, 1.0) if step >= least)
    power = 10.0 ** np.floor(np.log10(least))
    return float(next(step * power for step in (1, 2, 5, 10) if step * power >= least))


def _signed(value: float) -> str:
    return f"{value:+g}".replace("-", "−") if value else "0"


def _bars(
    axes: Axes,
    edges: NDArray[np.floating],
    heights: list[tuple[Ints, str]],
    room: float,
    lang: str,
) -> None:
    """Bars between `edges`, one height on the other; `room` times the highest is the axis."""
    step = float(edges[1] - edges[0])
    floor = np.zeros(len(edges) - 1)
    for height, colour in heights:
        axes.bar(edges[:-1] + step / 2, height, 0.88 * step, floor, color=colour, zorder=2)
        floor += height
    axes.set_xlim(edges[0] - 0.4 * step, edges[-1] + 0.4 * step)
    axes.set_ylim(0, room * floor.max())
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_ylabel(words.say("rakshaks_axis", lang))
    axes.yaxis.set_major_locator(MaxNLocator(8, integer=True, min_n_ticks=1))
    axes.yaxis.set_major_formatter(lambda value, _: words.number(value, lang))


def _name(axes: Axes, ids: Ids, visits: int, height: int, end: str, lang: str) -> None:
    """Point at an end of the scale, "fewest" or "most", and say who stands there."""
    lines = [
        words.say(end, lang, visits=words.counted(visits, "visits", lang)),
        style.legible(str(np.sort(ids)[0]), 20),
    ]
    lines += [words.counted(len(ids) - 1, "and_more", lang)] * (len(ids) > 1)
    axes.annotate(
        "\n".join(lines),
        (visits, height),
        xytext=(0.01 if end == "fewest" else 0.99, 0.99),
        textcoords="axes fraction",
        ha="left" if end == "fewest" else "right",
        va="top",
        arrowprops={"arrowstyle": "-", "color": style.GREY, "linewidth": 0.8},
    )
