"""Pictures of a simulation: fans, the funnel, the phases with their gates, campaigns compared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from graphs import draw_compare, draw_fan, draw_funnel, draw_gantt, style
from planner.files import make_folder, write_atomically
from planner.policy import Phase
from planner.stages import Stage, stage
from scenarios.growth.calendar import all_days, laid_on
from scenarios.growth.compare import Compared
from scenarios.growth.phrases import PHRASES
from scenarios.growth.result import Simulated

FAN_OF = ("pledges", "mitans")


@stage(Stage.DRAW)
def draw_all(done: Simulated, title: str, folder: Path, lang: str) -> list[Path]:
    """Every picture of one simulation, into the folder; gives their files."""
    make_folder(folder)
    say = PHRASES[lang]
    figures = {f"fan-{name}": _fan(done, title, name, lang) for name in FAN_OF}
    stages = done.stages()
    figures["funnel"] = draw_funnel.draw(
        say["funnel of"].format(title=title),
        [say["pledges of" if one.series == "pledges" else one.series] for one in stages],
        np.array([one.wanted for one in stages], dtype=np.int64),
        np.array([one.band for one in stages]).T,
        lang,
    )
    figures["phases"] = draw_gantt.draw(
        say["phases of"].format(title=title),
        _phases(done, lang),
        [draw_gantt.Gate(say[f"gate {gate.name}"], gate.day, gate.share) for gate in done.gates()],
        None,
        lang,
    )
    files = []
    for name, figure in figures.items():
        files.append(folder / f"{name}.png")
        write_atomically(files[-1], style.png(figure))
    return files


@stage(Stage.DRAW)
def draw_compared(compared: Sequence[Compared], folder: Path, lang: str) -> list[Path]:
    """The pledges of campaigns side by side, into the folder; gives the file."""
    make_folder(folder)
    say = PHRASES[lang]
    calendars = [one.done.cascade.calendar.days for one in compared]
    days = all_days(calendars)
    fans = [laid_on(days, own[0], one.done.outcome.fan("mitans"))
            for own, one in zip(calendars, compared, strict=True)]  # fmt: skip
    figure = draw_compare.draw(
        say["compare of"],
        days,
        [(one.name, fan) for one, fan in zip(compared, fans, strict=True)],
        target=None,
        by=days[-1],
        lang=lang,
        unit=say["mitans"],
    )
    file = folder / "compare.png"
    write_atomically(file, style.png(figure))
    return [file]


def _fan(done: Simulated, title: str, name: str, lang: str) -> Figure:
    say, cascade = PHRASES[lang], done.cascade
    of_pledges = name == "pledges"
    return draw_fan.draw(
        say[f"fan {name}"].format(title=title),
        cascade.calendar.days,
        done.outcome.fan(name),
        unit=say["pledges of" if of_pledges else name],
        target=cascade.target if of_pledges else cascade.rakshaks * cascade.quota,
        by=done.day,
        chance=done.chance if of_pledges else None,
        phases=_phases(done, lang),
        observed=None,
        lang=lang,
    )


def _phases(done: Simulated, lang: str) -> list[tuple[str, date, date]]:
    return [_named(phase, lang) for phase in done.cascade.calendar.phases]


def _named(phase: Phase, lang: str) -> tuple[str, date, date]:
    return (phase.named(lang), phase.start, phase.end)
