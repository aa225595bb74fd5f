"""`mitan simulate` and `mitan rates`: how a campaign may grow, and what that rests on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.commands.districts import Asked, over_districts, simulate_districts
from planner.commands.options import LANG, SEED, Number
from planner.files import make_folder
from planner.findings import ExitCode, Refusal
from planner.report.desk import Desk, say, shared

if TYPE_CHECKING:
    from scenarios.growth.cascade import Cascade
    from scenarios.growth.scenario import Growth

USUAL_SCENARIO = "bilaspur"
MOST_REPS = 100_000  # more would take memory by the gigabyte
FOLDER = click.Path(path_type=Path, file_okay=False)

SCENARIO = click.argument("scenario", metavar="[SCENARIO]", default=USUAL_SCENARIO)
RATE = click.option("--rate", "wishes", multiple=True, metavar="NAME=VALUE",
                    help="Another rate: NAME=0.4, or NAME=0.3..0.5; see: mitan rates")  # fmt: skip
RAKSHAKS = click.option("--rakshaks", type=Number(1),
                        help="How many are wanted; leaders follow from the spans.")  # fmt: skip
SEATS = click.option("--seats", type=Number(0), help="In training, a day.")
TARGET = click.option("--target", type=Number(1),
                      help="Pledges. Usual: of the policy.")  # fmt: skip


@click.command()
@SCENARIO
@click.option("--live", is_flag=True,
              help="The campaign in --db: its people, zones and areas; SCENARIO gives the rates. "
              "What is recorded so far counts in: mitan forecast")  # fmt: skip
@click.option("--reps", type=click.IntRange(10, MOST_REPS), default=10_000, show_default=True,
              help="How many campaigns are simulated.")  # fmt: skip
@RAKSHAKS
@SEATS
@TARGET
@RATE
@click.option("--compare", nargs=2, metavar="A B",
              help="Two side by side: scenarios, presets (mitan scenarios), files, or chains of "
              "spans such as 20-25.")  # fmt: skip
@click.option("--pictures", type=FOLDER, metavar="DIR", help="Draw them into this folder.")
@SEED
@LANG
@over_districts
@shared
def simulate(
    desk: Desk,
    scenario: str,
    live: bool,
    reps: int,
    rakshaks: int | None,
    seats: int | None,
    target: int | None,
    wishes: tuple[str, ...],
    compare: tuple[str, str] | None,
    pictures: Path | None,
    seed: int,
    lang: str,
    asked: Asked | None,
) -> None:
    """Simulate how a campaign grows, day by day: how many pledges, how sure, what holds it up.

    SCENARIO is one of the catalogue (bilaspur), or a file of your own that ends in .toml. With
    --campaign the phases, the quota and the target are those of that campaign.toml.

    With --districts every district of a sheet is simulated, in proportion to its people, and all
    of them together; mitan districts lists the districts of India with their people.
    """
    if asked is not None:
        if live or rakshaks or seats is not None or target or compare or desk.campaign:
            raise click.UsageError(
                "--live, --rakshaks, --seats, --target, --compare and --campaign are of one "
                "campaign; with --districts all that follows from each district's own row."
            )
        simulate_districts(
            desk, asked, scenario=scenario, reps=reps, seed=seed, wishes=wished(wishes),
            pictures=pictures, lang=lang,
        )  # fmt: skip
        return
    from scenarios.growth.answer import side_by_side, simulated_answer
    from scenarios.growth.compare import compared, is_scenario
    from scenarios.growth.result import simulated

    if rakshaks or seats is not None or target or wishes or desk.campaign:
        fixed = [name for name in compare or () if is_scenario(name)]
        if fixed:
            raise click.UsageError(
                f"{' and '.join(fixed)} in --compare is simulated as it stands: --rakshaks, "
                "--seats, --target, --rate and --campaign would not change it. Compare chains, "
                "such as 20-25, or put the numbers into a scenario of your own."
            )
    like, cascade = cascade_of(desk, scenario, rakshaks, seats, target, wishes, live, lang)
    if pictures is not None:
        make_folder(pictures)
    if compare:
        both = compared(cascade, compare, reps, seed)
        if pictures is not None:
            from scenarios.growth.pictures import draw_compared

            _drawn(draw_compared(both, pictures, lang))
        desk.show(side_by_side(both, lang))
        return
    done = simulated(cascade, reps, seed)
    title = cascade.title if live else like.title_hi if lang == "hi" else like.title
    if pictures is not None:
        from scenarios.growth.pictures import draw_all

        _drawn(draw_all(done, title, pictures, lang))
    desk.show(simulated_answer(done, () if live else like.known, title, lang))


@click.command()
@SCENARIO
@LANG
@shared
def rates(desk: Desk, scenario: str, lang: str) -> None:
    """List the rates that a simulation rests on: value, range, and source or "assumption"."""
    from scenarios.growth.answer import rates_answer
    from scenarios.growth.scenario import growth

    asked = growth(scenario)
    title = asked.title_hi if lang == "hi" else asked.title
    desk.show(rates_answer(asked.rates, title, lang))


def cascade_of(
    desk: Desk,
    scenario: str,
    rakshaks: int | None = None,
    seats: int | None = None,
    target: int | None = None,
    wishes: tuple[str, ...] = (),
    live: bool = False,
    lang: str = "en",
) -> tuple[Growth, Cascade]:
    """The scenario, and its cascade (or with `live` the store's) with what the options change.

    What had to be assumed of a store is told.
    """
    from dataclasses import replace

    from scenarios.growth.cascade import cascade, check_people
    from scenarios.growth.rates import changed
    from scenarios.growth.scenario import growth

    asked = growth(scenario)
    if live:
        made = _live(desk, asked, seats, lang)
    else:
        made = cascade(asked, None if desk.campaign is None else desk.policy())
    if rakshaks is not None:
        made = made.with_rakshaks(rakshaks)
    made = replace(
        made,
        seats=made.seats if seats is None else seats,
        target=target or made.target,
        rates=changed(made.rates, wished(wishes)),
    )
    check_people(made)
    return asked, made


def _live(desk: Desk, asked: Growth, seats: int | None, lang: str) -> Cascade:
    from planner.store import reading
    from scenarios.growth.live import live

    policy = desk.policy()
    with desk.store() as store, store.reading() as connection:
        campaign = live(reading.snapshot(connection), policy, asked, seats=seats)
    say(*(remark.told(lang) for remark in campaign.remarks))
    return campaign.cascade


def wished(texts: tuple[str, ...]) -> dict[str, str]:
    """What --rate asked for, by name."""
    wishes = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise Refusal(f"--rate {text}: write NAME=VALUE.", exit_code=ExitCode.USAGE)
        if name.strip() in wishes:
            raise Refusal(
                f"--rate {name.strip()} is given twice: leave one out.", exit_code=ExitCode.USAGE
            )
        wishes[name.strip()] = value.strip()
    return wishes


def _drawn(files: list[Path]) -> None:
    for file in files:
        say(f"Drawn: {file}")
