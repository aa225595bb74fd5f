"""`mitan forecast`: how a campaign that has begun may end, and what catching up would take."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.commands.options import LANG, SEED
from planner.commands.simulate import RATE, USUAL_SCENARIO, wished
from planner.files import require_writable
from planner.report.desk import Desk, say, shared

if TYPE_CHECKING:
    from scenarios.growth.forecast_answer import Told

EVEN = 0.5  # a chance as good as not


@click.command()
@click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY",
              help="Look up to and with this day. Usual: the last with anything.")  # fmt: skip
@click.option("--scenario", default=USUAL_SCENARIO, show_default=True,
              help="Of the catalogue, or a .toml of your own: for the rates.")  # fmt: skip
@click.option("--seats", type=click.IntRange(0), help="In training, a day.")
@RATE
@click.option("--confidence", type=click.FloatRange(0.5, 0.99), default=0.9, show_default=True,
              help="The chance of the target that catching up is to give.")  # fmt: skip
@click.option("--reps", type=click.IntRange(500, 100_000), default=4000, show_default=True,
              help="How many campaigns are simulated.")  # fmt: skip
@click.option("--plot", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Draw pledges and mitans: FILE.png, and FILE-mitans.png beside it.")  # fmt: skip
@SEED
@LANG
@shared
def forecast(
    desk: Desk,
    as_of: datetime | None,
    scenario: str,
    seats: int | None,
    wishes: tuple[str, ...],
    confidence: float,
    reps: int,
    plot: Path | None,
    seed: int,
    lang: str,
) -> None:
    """Foretell how this campaign ends: on track, or behind by how much, and how sure that is.

    The rates are fitted to the enrolments and trainings recorded so far. Where the target is out
    of reach it says how many more rakshaks would do, and in which zones.
    """
    from planner.store import reading
    from scenarios.growth.catch_up import catch_up, lag
    from scenarios.growth.forecast import bank
    from scenarios.growth.forecast import forecast as foretell
    from scenarios.growth.forecast_answer import Told, forecast_answer
    from scenarios.growth.live import live
    from scenarios.growth.progress import seen
    from scenarios.growth.rates import changed
    from scenarios.growth.scenario import growth

    asked = growth(scenario)
    asked = asked.model_copy(update={"rates": changed(asked.rates, wished(wishes))})
    policy = desk.policy()
    with desk.store() as store, store.reading() as connection:
        snapshot = reading.snapshot(connection)
    campaign = live(snapshot, policy, asked, seats=seats)
    if plot is not None:
        require_writable(plot)
    progress = seen(snapshot, campaign.cascade, as_of.date() if as_of else None)
    made = foretell(bank(campaign.cascade, progress, reps, seed), progress)
    behind = lag(campaign, progress, snapshot)
    needed = []
    if made.chance is not None and made.chance < confidence and not made.is_over:
        needed = catch_up(made, campaign, behind, sorted({EVEN, confidence}))
    told = Told(campaign, made, behind, [one for one in needed if one.rakshaks != 0])
    if plot is not None:
        _draw(told, plot, lang)
    desk.show(forecast_answer(told, lang))


def _draw(told: Told, plot: Path, lang: str) -> None:
    from scenarios.growth.forecast_picture import draw_forecast

    for file in draw_forecast(told, plot, lang):
        say(f"Drawn: {file}")
