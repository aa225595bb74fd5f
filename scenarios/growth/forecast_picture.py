"""Forecast picture: what is seen as points, and the fan of what may come."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from graphs import draw_fan, style, words
from planner.files import write_atomically
from scenarios.growth.forecast import TOLD
from scenarios.growth.forecast_answer import Told
from scenarios.growth.forecast_phrases import PHRASES


def draw_forecast(told: Told, plot: Path, lang: str) -> list[Path]:
    """Draw pledges into the file named, and mitans beside it; gives both files."""
    say, made, cascade = PHRASES[lang], told.forecast, told.live.cascade
    files = {
        "pledges": plot,
        "mitans": plot.with_name(f"{plot.stem}-mitans{plot.suffix}"),
    }
    for name in TOLD:
        of_pledges = name == "pledges"
        figure = draw_fan.draw(
            say["fan"].format(title=cascade.title, day=words.day(made.seen.as_of, lang)),
            cascade.calendar.days,
            made.fans[name],
            unit=say[name],
            target=cascade.target if of_pledges else cascade.rakshaks * cascade.quota,
            by=told.last,
            chance=made.chance if of_pledges else None,
            phases=[
                (phase.named(lang), phase.start, phase.end) for phase in cascade.calendar.phases
            ],
            observed=np.asarray(getattr(made.seen, name), dtype=np.float64),
            lang=lang,
        )
        write_atomically(files[name], style.png(figure))
    return list(files.values())
