"""Pictures of what it takes, and of which number matters most."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from graphs import draw_tornado as tornado
from graphs import draw_tradeoff as tradeoff
from graphs import style, words
from planner.files import write_atomically
from scenarios.growth.cascade import Cascade
from scenarios.growth.scenario import Costs
from scenarios.growth.sensitivity import Sensitivity
from scenarios.growth.sensitivity_answer import label, outcome_name
from scenarios.growth.sensitivity_phrases import PHRASES as OF_SENSITIVITY
from scenarios.growth.target import Reach
from scenarios.growth.target_answer import asked_chance, cheapest
from scenarios.growth.target_phrases import PHRASES


def draw_tradeoff(reach: Reach, costs: Costs, title: str, path: Path, lang: str) -> None:
    """Leaders against seats in training; a ring where it is cheapest."""
    say, asked = PHRASES[lang], reach.question
    best = cheapest(reach, costs, "both")
    y = [np.nan if p.least is None else float(p.least.cascade.leaders) for p in reach.curve]
    figure = tradeoff.draw(
        say["picture"].format(
            title=title,
            target=words.number(asked.target, lang),
            day=words.day(asked.by, lang),
            confidence=asked_chance(asked.confidence),
        ),
        np.array([float(point.seats) for point in reach.curve]),
        say["picture x"],
        [(say["picture curve"].format(span=reach.now.cascade.spans[-1]), np.array(y))],
        say["picture y"],
        None if best is None else (best.least.cascade.seats, best.least.cascade.leaders),
        lang,
    )
    write_atomically(path, style.png(figure))


def draw_tornado(found: Sensitivity, cascade: Cascade, title: str, path: Path, lang: str) -> None:
    """The outcome when each rate alone stands at its low and its high end."""
    say, chance = OF_SENSITIVITY[lang], found.outcome == "chance"
    scale = 100.0 if chance else 1.0
    name = outcome_name(found.outcome, cascade.target, lang)
    factors = found.factors
    figure = tornado.draw(
        say["picture"].format(title=title, outcome=name),
        [label(cascade.rates[one.name], lang) for one in factors],
        scale * np.array([one.outcome[0] for one in factors]),
        scale * np.array([one.outcome[1] for one in factors]),
        scale * found.base,
        [f"{one.ends[0]:.2g}" for one in factors],
        [f"{one.ends[1]:.2g}" for one in factors],
        say["unit chance"] if chance else name,
        lang,
        float(cascade.target) if found.outcome == "pledges" else None,
    )
    write_atomically(path, style.png(figure))
