"""The phases of a campaign as bars over days, and its gates: who is ready by then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter
from numpy.typing import NDArray

from graphs import calendar, fans, style, words
from graphs.fitting import fit

Floats = NDArray[np.float64]

# Inches, as all lengths here.
TOP, FOOT, ROW = 1.45, 0.85, 0.44
LEFT, RIGHT = 2.75, 0.3
PANEL, BETWEEN, NUMBERS = 1.4, 0.45, 1.15  # who is ready: its bars, and texts beside them
BAR = 0.5  # of a row
PHASE, GATE = "#8aa4bf", style.TEAM_COLOURS[1]


class Gate(NamedTuple):
    """A day by which somebody must be ready."""

    label: str
    day: date
    ready: Floats  # 3 shares: below which 5, 50 and 95% of all runs are


def draw(
    heading: str,
    phases: Sequence[tuple[str, date, date]],
    gates: Sequence[Gate],
    today: date | None,
    lang: str,
) -> Figure:
    """Phases (name, first day, last day) by their first days, and below them gates by theirs."""
    phases = sorted(phases, key=lambda phase: phase[1:])
    gates = sorted(gates, key=lambda gate: gate.day)
    with style.look():
        if not phases and not gates:
            return style.sheet(1.2, heading, words.say("nothing", lang))
        days = [day for _, *ends in phases for day in ends] + [gate.day for gate in gates]
        first, last = min(days), max(days)
        rows = len(phases) + len(gates)
        figure = style.sheet(TOP + ROW * rows + FOOT, heading, "")
        caption = [words.days(first, last, lang), _today(today, lang)]
        figure.texts[1].set_text(fans.subtitle(figure, caption))
        beside = PANEL + BETWEEN + NUMBERS if gates else 0.0
        axes = _axes(figure, LEFT, style.WIDTH - LEFT - RIGHT - beside, rows)
        calendar.lay_out(axes, first, last, lang)
        axes.grid(axis="x", color=style.PALE, linewidth=0.6)
        for row, (name, start, end) in enumerate(phases):
            _name(figure, row, name, words.days(start, end, lang))
            axes.barh(row, (end - start).days + 1, BAR, start.toordinal() - 0.5, color=PHASE)
        for row, gate in enumerate(gates, len(phases)):
            _name(figure, row, gate.label, words.day(gate.day, lang))
            at = gate.day.toordinal()
            axes.plot([at, at], [-0.5, row], color=GATE, linewidth=1, linestyle="--", zorder=3)
            axes.plot(
                [at], [row], "D", color=GATE, markeredgecolor=style.INK, markersize=8, zorder=4
            )
        if today is not None and first <= today <= last:
            _rule(axes, today, lang)
        if gates:
            _ready(figure, gates, rows, lang)
        keys = [style.key(words.say("phase", lang), "s", PHASE, 10)] * bool(phases)
        keys += [style.key(words.say("gate", lang), "D", GATE, 8)] * bool(gates)
        style.keys_below_headings(figure, keys)
        style.note(figure, [words.say("ready_note", lang) * bool(gates)])
    return figure


def _today(today: date | None, lang: str) -> str:
    return "" if today is None else words.say("today", lang, day=words.day(today, lang))


def _axes(figure: Figure, left: float, across: float, rows: int) -> Axes:
    """Axes with a row of ROW inches for everything, the first one at the top."""
    down = figure.get_figheight()
    axes = figure.add_axes(
        (left / style.WIDTH, FOOT / down, across / style.WIDTH, ROW * rows / down)
    )
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_yticks([])
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.set_axisbelow(True)
    return axes


def _name(figure: Figure, row: int, name: str, when: str) -> None:
    """At the left of a row: what it is, and its days below."""
    down = figure.get_figheight()
    middle = TOP + ROW * (row + 0.5)
    label = fit(figure, name, 9.5, LEFT - 0.45)
    figure.text(0.03, 1 - (middle - 0.08) / down, label, size=9.5, va="center_baseline")
    figure.text(0.03, 1 - (middle + 0.11) / down, when, size=7.5, color=style.GREY,
                va="center_baseline")  # fmt: skip


def _rule(axes: Axes, today: date, lang: str) -> None:
    """A line through all rows, its name above on the side where there is more room."""
    at = today.toordinal()
    axes.axvline(at, color=fans.TARGET, linewidth=1.2, zorder=5)
    left = at < sum(axes.get_xlim()) / 2
    axes.annotate(
        words.say("today", lang, day=words.day(today, lang)),
        (at, 1),
        xytext=(0, 4),
        xycoords=axes.get_xaxis_transform(),
        textcoords="offset points",
        ha="left" if left else "right",
        color=fans.TARGET,
    )


def _ready(figure: Figure, gates: Sequence[Gate], rows: int, lang: str) -> None:
    """The panel at the right: beside each gate the share that is ready by its day."""
    axes = _axes(figure, style.WIDTH - RIGHT - NUMBERS - PANEL, PANEL, len(gates))
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.5, 1])
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set_xlabel(words.say("ready", lang))
    axes.grid(axis="x", color=style.PALE, linewidth=0.6)
    for row, gate in enumerate(gates):
        low, middle, high = gate.ready.tolist()
        axes.barh(row, middle, BAR, color=fans.NARROW)
        axes.hlines(row, low, high, color=fans.MIDDLE, linewidth=1.6, zorder=3)
        axes.annotate(
            f"{words.chance(middle, lang)} ({_floor(low)}–{_floor(high)}%)",
            (1, row),
            xytext=(6, 0),
            xycoords=axes.get_yaxis_transform(),
            textcoords="offset points",
            va="center_baseline",
            size=8.5,
        )


def _floor(share: float) -> int:
    """Whole per cents, rounded down: 100 means all."""
    return int(100 * share + 1e-9)
