"""Whether a forecast's band covers what comes: campaigns with hidden rates, cut off early.

    python benchmarks/forecast.py --trials 200
    python benchmarks/forecast.py --trials 40 --rakshaks 150 --persons

Each trial is a campaign of the growth scenario, simulated to its end with rates drawn from their
ranges by a seed of its own. The forecast is told what a store would tell after k days (people
trained and found, mitans, pledges), never the rates. A right band of 90% covers the end in 90 of
100 trials; its width is given as a share of the band where no day has been seen. With --persons
the trials are lived through person by person, by the slow model. Trials that lie outside of what
the model thinks possible get no forecast; they are counted apart.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

import click
import numpy as np

from scenarios.growth.cascade import Cascade, cascade
from scenarios.growth.forecast import TOLD, bank, forecast
from scenarios.growth.outcome import FAN, SERIES, Outcome
from scenarios.growth.persons import live_through
from scenarios.growth.progress import Seen
from scenarios.growth.rates import Draws, draw
from scenarios.growth.scenario import growth
from scenarios.growth.simulate import simulate, simulate_draws

DAYS = (8, 11, 14, 17)  # of Bilaspur: in training, first of awareness, middle, the eve of pledges


def seen_of(outcome: Outcome, trial: int, days: int, cascade: Cascade) -> Seen:
    """What the store of one campaign would tell of its first days. Two levels are trained."""
    names = ("leaders", "found", "trained", "waiting", "mitans", "pledges")
    first = {name: outcome[name][trial, :days].astype(np.int64) for name in names}
    bench = first["found"][-1] - first["trained"][-1]
    leaders = first["leaders"][-1] + first["waiting"][-1] - bench
    return Seen(
        as_of=cascade.calendar.days[days - 1],
        asked=True,
        leaders=first["leaders"],
        trained=first["trained"],
        mitans=first["mitans"],
        pledges=first["pledges"],
        dated=True,
        rakshak=np.zeros(0, dtype=np.int64),
        found=np.array([leaders, first["found"][-1]]),
        remarks=(),
    )


def lived_through(cascade: Cascade, draws: Draws, seed: int) -> Outcome:
    """The campaigns of the draws, each person by person."""
    lived = [
        live_through(cascade, {name: float(values[trial]) for name, values in draws.rates.items()},
                     luck, seed + trial)
        for trial, luck in enumerate(draws.luck.tolist())
    ]  # fmt: skip
    return Outcome({name: np.array([one[name] for one in lived], np.int32) for name in SERIES})


def checked(
    cascade: Cascade, truth: Outcome, days: int, reps: int, seed: int, prior: Outcome
) -> dict[str, Any]:
    """How often the bands of a forecast after so many days cover, and how wide they are.

    Each trial has a bank of its own: chance in one would be in all of them.
    """
    inside: dict[str, list[tuple[bool, bool, float]]] = {name: [] for name in TOLD}
    outside = 0
    for trial in range(truth.reps):
        seen = seen_of(truth, trial, days, cascade)
        made = forecast(bank(cascade, seen, reps, seed + trial, workers=1), seen)
        if made.outside:
            outside += 1
            continue
        for name in TOLD:
            low, lower, _, upper, high = made.on(name, -1)[1].quantiles(FAN)
            value = int(truth.last(name)[trial])
            inside[name].append((low <= value <= high, lower <= value <= upper, high - low))
    told: dict[str, Any] = {"days": days, "outside": outside / truth.reps}
    for name in TOLD:
        of_90, of_50, width = np.mean(inside[name], axis=0).tolist()
        plain = np.diff(np.quantile(prior.last(name), (0.05, 0.95)))[0]
        told[name] = {"covered_90": of_90, "covered_50": of_50, "width": round(width / plain, 3)}
    return told


@click.command()
@click.option("--trials", default=200, show_default=True)
@click.option("--days", default=",".join(map(str, DAYS)), show_default=True)
@click.option("--reps", default=1000, show_default=True, help="Of the bank of each trial.")
@click.option("--rakshaks", type=int, help="Usual: of the scenario.")
@click.option("--persons", is_flag=True, help="Live the trials person by person.")
@click.option("--seed", default=1, show_default=True)
def main(trials: int, days: str, reps: int, rakshaks: int | None, persons: bool, seed: int) -> None:
    """Print how often the bands cover: a line of JSON for each cut."""
    started = time.perf_counter()
    made = cascade(growth("bilaspur"))
    if rakshaks is not None:
        made = made.with_rakshaks(rakshaks)
    draws = draw(made.rates, len(made.calendar), trials, seed + 1000)
    truth = lived_through(made, draws, seed + 1000) if persons else simulate_draws(
        made, draws, seed + 1000)  # fmt: skip
    _, prior = simulate(made, 4000, seed)
    cuts: Sequence[int] = [int(text) for text in days.split(",")]
    asked = {"trials": trials, "reps": reps, "rakshaks": made.rakshaks, "persons": persons}
    for cut in cuts:
        told = checked(made, truth, cut, reps, seed, prior)
        seconds = round(time.perf_counter() - started)
        click.echo(json.dumps({**asked, **told, "seconds": seconds}))


if __name__ == "__main__":
    main()
