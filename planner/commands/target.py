"""`mitan target` and `mitan sensitivity`: what it takes, and which number matters most."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from planner.commands.options import LANG, SEED, Number
from planner.commands.simulate import MOST_REPS, RAKSHAKS, RATE, SCENARIO, SEATS, TARGET, cascade_of
from planner.files import require_writable
from planner.findings import ExitCode
from planner.report.desk import Desk, say, shared

PLOT = click.option("--plot", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
                    help="Draw it into this file, a PNG.")  # fmt: skip


@click.command()
@click.argument("pledges", type=Number(1), metavar="PLEDGES")
@SCENARIO
@click.option("--by", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD",
              help="On or before this day. Usual: the last one.")  # fmt: skip
@click.option("--confidence", type=click.FloatRange(0, 1, min_open=True, max_open=True),
              default=0.9, show_default=True, help="The chance that is asked for.")  # fmt: skip
@click.option("--reps", type=click.IntRange(10, MOST_REPS), default=2000, show_default=True,
              help="How often each campaign is simulated.")  # fmt: skip
@RAKSHAKS
@SEATS
@RATE
@PLOT
@SEED
@LANG
@shared
def target(
    desk: Desk,
    pledges: int,
    scenario: str,
    by: datetime | None,
    confidence: float,
    reps: int,
    rakshaks: int | None,
    seats: int | None,
    wishes: tuple[str, ...],
    plot: Path | None,
    seed: int,
    lang: str,
) -> None:
    """Say what it takes to have so many PLEDGES by a day: leaders, training seats or days.

    For each alone the least with which the chance holds, all else as in the SCENARIO; leaders
    against seats; and the cheapest of these ways. Ends with 4 where none does.
    """
    from planner.report.progress import steps
    from scenarios.growth.levers import LEVERS
    from scenarios.growth.target import Question, grid, reach
    from scenarios.growth.target_answer import target_answer

    asked, cascade = cascade_of(desk, scenario, rakshaks, seats, pledges, wishes)
    day = cascade.calendar.days[-1] if by is None else by.date()
    if plot is not None:
        require_writable(plot)
    question = Question(pledges, day, confidence, reps, seed)
    with steps("Target", len(LEVERS) + len(grid(cascade))) as step:
        reached = reach(cascade, question, lambda name, at: step(f"{name} ({at:,})"))
    title = asked.title_hi if lang == "hi" else asked.title
    if plot is not None:
        from scenarios.growth.target_pictures import draw_tradeoff

        draw_tradeoff(reached, asked.costs, title, plot, lang)
        say(f"Drawn: {plot}")
    desk.show(target_answer(reached, asked.costs, title, lang))
    if not reached.ways():
        raise SystemExit(ExitCode.IMPOSSIBLE)


@click.command()
@SCENARIO
@click.option("--outcome", type=click.Choice(["pledges", "mitans", "aware", "averted", "chance"]),
              default="pledges", show_default=True,
              help="What is to be moved; chance: of the target.")  # fmt: skip
@click.option("--samples", type=click.IntRange(64, 2**16), default=512, show_default=True,
              help="A power of 2: how finely the rates are sampled.")  # fmt: skip
@click.option("--reps", type=click.IntRange(2, MOST_REPS), default=200, show_default=True,
              help="How often each end of a rate, and each lever, is simulated.")  # fmt: skip
@RAKSHAKS
@SEATS
@TARGET
@RATE
@PLOT
@SEED
@LANG
@shared
def sensitivity(
    desk: Desk,
    scenario: str,
    outcome: str,
    samples: int,
    reps: int,
    rakshaks: int | None,
    seats: int | None,
    target: int | None,
    wishes: tuple[str, ...],
    plot: Path | None,
    seed: int,
    lang: str,
) -> None:
    """Say which number matters most: rates by their share of what varies, and the cheapest lever.

    For what a planner can set, a tenth more of each is simulated: pledges gained, and rupees for
    each of them.
    """
    from planner.report.progress import running
    from scenarios.growth.gains import gains
    from scenarios.growth.sensitivity import rounds
    from scenarios.growth.sensitivity import sensitivity as found_of
    from scenarios.growth.sensitivity_answer import sensitivity_answer

    asked, cascade = cascade_of(desk, scenario, rakshaks, seats, target, wishes)
    if plot is not None:
        require_writable(plot)
    with running("Sensitivity", rounds(cascade)) as progress:
        found = found_of(cascade, outcome, samples, seed, progress, reps)
    gained = gains(cascade, asked.costs, reps, seed)
    title = asked.title_hi if lang == "hi" else asked.title
    if plot is not None:
        from scenarios.growth.target_pictures import draw_tornado

        draw_tornado(found, cascade, title, plot, lang)
        say(f"Drawn: {plot}")
    desk.show(sensitivity_answer(found, gained, cascade, asked.costs, title, lang))
