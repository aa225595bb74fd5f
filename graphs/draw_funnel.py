"""From leaders down to pledges: what is wanted at every level, what is reached, what is lost.

Numbers of the levels differ a thousandfold, so bars are shares of what is wanted on one axis, and
the numbers stand beside them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, PercentFormatter
from numpy.typing import NDArray

from graphs import fans, style, words
from graphs.fitting import fit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Inches, as all lengths here.
TOP, FOOT, ROW = 1.45, 0.85, 0.5
LEFT, RIGHT = 2.55, 3.95  # of the bars: names of levels; numbers
WANTED, REACHED, CHANGE = 7.05, 8.75, 9.7  # right edges of the columns of numbers
MOST = 1.5  # of what is wanted; a longer bar is cut there
MOST_GAIN = 9.99  # from one level to the next; of more only that is said
BAR = 0.5  # of a row
LOSS = style.STATE_COLOURS["short"]


def draw(heading: str, levels: Sequence[str], wanted: Ints, quantiles: Floats, lang: str) -> Figure:
    """The funnel of L levels, the first one at the top.

    `wanted` (L counts) is what the plan asks for; `quantiles` is 3 x L or 5 x L counts: below
    which 5, 50 and 95% (or 5, 25, 50, 75 and 95%) of all runs are.
    """
    with style.look():
        if not levels:
            return style.sheet(1.2, heading, words.say("nothing", lang))
        high = ROW * len(levels)
        figure = style.sheet(TOP + high + FOOT, heading, "")
        figure.texts[1].set_text(fans.subtitle(figure, [_caption(wanted, quantiles, lang)]))
        share = np.where(wanted > 0, quantiles / np.maximum(wanted, 1), np.nan)
        axes = _axes(figure, share, len(levels))
        _bars(axes, share)
        page = figure.add_axes(
            (0, 0, 1, 1), xlim=(0, style.WIDTH), ylim=(figure.get_figheight(), 0)
        )
        page.axis("off")
        _columns(figure, page, levels, wanted, quantiles, lang)
        _changes(page, share[len(share) // 2], lang)
        style.keys_below_headings(figure, _keys(len(share) == len(fans.PER_CENT), lang))
        style.note(figure, [words.say("funnel_note", lang) * (len(levels) > 1)])
        axes.set_xlabel(words.say("share_of_wanted", lang))
    return figure


def _caption(wanted: Ints, quantiles: Floats, lang: str) -> str:
    last, aim = float(quantiles[len(quantiles) // 2, -1]), int(wanted[-1])
    return words.say(
        "funnel_caption",
        lang,
        wanted=words.number(aim, lang),
        reached=words.number(last, lang),
        share=f"{style.percent(int(last), aim)}%",
    )


def _axes(figure: Figure, share: Floats, rows: int) -> Axes:
    down = figure.get_figheight()
    across = style.WIDTH - LEFT - RIGHT
    axes = figure.add_axes(
        (LEFT / style.WIDTH, FOOT / down, across / style.WIDTH, ROW * rows / down)
    )
    top = np.nanmax(share) if np.isfinite(share).any() else 1.0
    axes.set_xlim(0, min(max(1.05 * float(top), 1.05), MOST))
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_yticks([])
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.grid(axis="x", color=style.PALE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.axvline(1, color=style.INK, linewidth=1.2, zorder=2)
    return axes


def _bars(axes: Axes, share: Floats) -> None:
    """The middle as a bar, 9 times in 10 as a fine line, 5 times in 10 as a thick one."""
    rows = np.arange(share.shape[1])
    most = axes.get_xlim()[1]
    shown = np.minimum(np.nan_to_num(share), most)
    middle = shown[len(shown) // 2]
    axes.barh(rows, middle, BAR, color=fans.NARROW, zorder=1)
    axes.hlines(rows, shown[0], shown[-1], color=fans.MIDDLE, linewidth=1.4, zorder=3)
    if len(share) == len(fans.PER_CENT):
        axes.hlines(rows, shown[1], shown[3], color=fans.MIDDLE, linewidth=4.5, zorder=3)
    axes.plot(middle, rows, "|", color=style.INK, markersize=13, markeredgewidth=1.6, zorder=4)
    beyond = np.flatnonzero(np.nan_to_num(share[-1]) > most)
    axes.plot(np.full(len(beyond), most), beyond, ">", color=fans.MIDDLE, clip_on=False, zorder=4)


def _keys(both: bool, lang: str) -> list[Line2D]:
    """What bars and lines mean; the thick line only where it is drawn."""
    middle = style.key(words.say("middle", lang), "s", fans.NARROW, 10)
    wide = style.key(words.say("wide", lang), "_", fans.MIDDLE, 14)
    wide.set_markeredgewidth(1.4)
    narrow = style.key(words.say("narrow", lang), "_", fans.MIDDLE, 12)
    narrow.set_markeredgewidth(4.5)
    return [middle, wide, *([narrow] if both else [])]


def _columns(
    figure: Figure, page: Axes, levels: Sequence[str], wanted: Ints, quantiles: Floats, lang: str
) -> None:
    """Names at the left, numbers at the right; `page` is measured in inches."""
    for x, key in ((WANTED, "wanted"), (REACHED, "reached"), (CHANGE, "change")):
        page.text(x, TOP - 0.14, words.say(key, lang), size=9, color=style.GREY, ha="right")
    low, middle, high = quantiles[[0, len(quantiles) // 2, -1]]
    for row, name in enumerate(levels):
        y = TOP + ROW * (row + 0.5)
        label = fit(figure, name, 9.5, LEFT - 0.5, 2)
        page.text(0.3, y, label, size=9.5, va="center", linespacing=1.15)
        aim = words.number(int(wanted[row]), lang) if wanted[row] else "–"
        page.text(WANTED, y, aim, size=9.5, ha="right", va="center_baseline")
        page.text(REACHED, y - 0.07, words.number(middle[row], lang), size=10.5, ha="right",
                  va="center_baseline")  # fmt: skip
        page.text(REACHED, y + 0.11, f"{words.number(low[row], lang)} – "
                  f"{words.number(high[row], lang)}", size=7.5, color=style.GREY, ha="right",
                  va="center_baseline")  # fmt: skip


def _changes(page: Axes, middle: Floats, lang: str) -> None:
    """Between every two levels, how much smaller the share of what is wanted has become."""
    for row in range(1, len(middle)):
        above, below = middle[row - 1 : row + 1].tolist()
        if not above > 0 or not np.isfinite(below):
            continue
        change = round(100 * min(below / above - 1, MOST_GAIN))
        text = f"{change:+d}%".replace("-", "−") if change else "0%"
        text = ">" * (below / above - 1 > MOST_GAIN) + text
        page.text(CHANGE, TOP + ROW * row, text, size=10, ha="right", va="center_baseline",
                  color=LOSS if change < 0 else style.INK)  # fmt: skip
