"""What one thing costs in another: curves of pairs that do equally well, and the pair chosen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from graphs import fans, style, words
from graphs.fitting import fit

Floats = NDArray[np.float64]

MOST_MARKED = 40  # points; of more only the line is drawn
AIR = 0.05  # of an axis, beside what is drawn
# Inches, as all lengths here.
PLOT, TOP, FOOT, LINE = 4.4, 0.95, 0.95, 0.22
LEFT, RIGHT = 1.15, 0.6


def draw(
    heading: str,
    x: Floats,
    x_label: str,
    curves: Sequence[tuple[str, Floats]],
    y_label: str,
    chosen: tuple[float, float] | None,
    lang: str,
    *,
    level: tuple[str, float] | None = None,
    share: bool = False,
) -> Figure:
    """Curves over P rising values of `x`, P at least 1; at most fans.MOST_CURVES are drawn.

    A curve is its name and P values, NaN where there is none. With `share` they are shares,
    shown in per cent. `level` is a line to be reached: its name and value. `chosen` is (x, y).
    """
    shown = curves[: fans.MOST_CURVES]
    with style.look():
        if not shown:
            return style.sheet(1.2, heading, words.say("nothing", lang))
        upper = TOP + LINE * len(shown) + 0.15
        figure = style.sheet(upper + PLOT + FOOT, heading, "")
        figure.texts[1].set_text(
            fans.subtitle(figure, _caption(chosen, x_label, y_label, lang, share=share))
        )
        down, across = figure.get_figheight(), style.WIDTH - LEFT - RIGHT
        axes = figure.add_axes((LEFT / style.WIDTH, FOOT / down, across / style.WIDTH, PLOT / down))
        for at, (name, y) in enumerate(shown):
            mark = "o" if len(x) <= MOST_MARKED else ""
            axes.plot(x, y, linewidth=2, marker=mark, markersize=4, zorder=3, **fans.worn(at))
            label = fit(figure, name, 9.5, 0.92 * style.WIDTH - 0.5)
            fans.stroke(figure, TOP + LINE * (at + 0.5), label, at)
        across_all, heights = [x], [y for _, y in shown]
        if chosen:
            across_all.append(np.array(chosen[:1]))
            heights.append(np.array(chosen[1:]))
        if level:
            heights.append(np.array(level[1:]))
        axes.set_xlim(*_span(np.concatenate(across_all)))
        axes.set_ylim(*((0.0, 1.0 + AIR) if share else _span(np.concatenate(heights))))
        _scales(figure, axes, x_label, y_label, lang, share=share)
        if level:
            _level(figure, axes, *level)
        if chosen:
            _mark(axes, chosen)
        more = len(curves) - len(shown)
        lost = words.say("more_curves", lang, number=words.number(more, lang))
        style.note(figure, [lost * (more > 0)])
    return figure


def _caption(
    chosen: tuple[float, float] | None, x_label: str, y_label: str, lang: str, *, share: bool
) -> list[str]:
    """The pair chosen, each number with what it counts."""
    if chosen is None:
        return []
    x, y = (_written(value, lang) for value in chosen)
    if share:
        y = words.chance(chosen[1], lang)
    return [words.say("chosen", lang, x=f"{x_label} {x}", y=f"{y_label} {y}")]


def _written(value: float, lang: str) -> str:
    """A number with as many decimals as it needs, and of a large one none."""
    most = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    places = next(n for n in range(most + 1) if n == most or abs(value - round(value, n)) < 1e-9)
    return words.number(value, lang, places)


def _span(values: Floats) -> tuple[float, float]:
    """The limits of an axis: from 0 where the values reach down near it, else around them."""
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    air = AIR * (high - low) or max(abs(high), 1.0)
    if 0 <= low < (high - low) / 2:
        return min(0.0, low - air / 4), high + air
    return max(low - air, 0.0) if low >= 0 else low - air, high + air


def _scales(
    figure: Figure, axes: Axes, x_label: str, y_label: str, lang: str, *, share: bool
) -> None:
    """What the axes count, and their numbers."""
    axes.set_xlabel(fit(figure, x_label, 9, 6.0))
    fans.name_height(figure, axes, y_label)
    axes.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(lambda value, _: _written(value, lang))
    axes.yaxis.set_major_formatter(
        lambda value, _: f"{value:.0%}" if share else _written(value, lang)
    )
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(color=style.PALE, linewidth=0.6)
    axes.set_axisbelow(True)


def _level(figure: Figure, axes: Axes, name: str, value: float) -> None:
    """The line to be reached, with its name at the left end."""
    axes.axhline(value, color=fans.TARGET, linewidth=1.2, linestyle="--", zorder=2)
    axes.annotate(
        fit(figure, name, 9, 4.0),
        (0, value),
        xytext=(5, 4),
        xycoords=axes.get_yaxis_transform(),
        textcoords="offset points",
        color=fans.TARGET,
        path_effects=style.HALO,
        zorder=5,
    )


def _mark(axes: Axes, chosen: tuple[float, float]) -> None:
    """The pair chosen: a ring, and fine lines from it to both axes."""
    x, y = chosen
    left, floor = axes.get_xlim()[0], axes.get_ylim()[0]
    axes.plot([left, x, x], [y, y, floor], color=style.INK, linewidth=0.8, linestyle=":", zorder=4)
    axes.plot([x], [y], "o", color=style.INK, markersize=11, markerfacecolor="none",
              markeredgewidth=2, zorder=5, clip_on=False)  # fmt: skip
