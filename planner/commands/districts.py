"""Districts: the options of commands that do their work in many districts, and that work."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.files import make_folder
from planner.findings import ExitCode, Refusal
from planner.report.desk import Command, Desk, say, tell

if TYPE_CHECKING:
    from scenarios.districts.attempt import Answered
    from scenarios.districts.keeping import Result
    from scenarios.districts.listing import District, Listing

SCHEMES = ("tcp://", "tls://")
OPTIONS = [
    click.option("--districts", type=click.Path(path_type=Path), metavar="FILE",
                 help="A sheet of districts, in place of one campaign; see docs/districts.md."),
    click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
                 help="Where the result of each district is kept. Usual: FILE-results beside "
                 "the sheet."),
    click.option("--workers", type=click.IntRange(1, 1024),
                 help="How many processes work on districts. Usual: one for each core."),
    click.option("--scheduler", metavar="tcp://HOST:PORT",
                 help="Let the Dask cluster that has this scheduler do the work."),
    click.option("--fall-back", is_flag=True,
                 help="Do it on this machine where that cluster is out of reach."),
]  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What was asked about many districts: the sheet, the folder of results, who works."""

    sheet: Path
    out: Path
    workers: int | None
    scheduler: str | None
    fall_back: bool


def over_districts(command: Command) -> Command:
    """Give a command the options about many districts, as `asked`; None without --districts.

    Raises UsageError where they do not go together.
    """

    @functools.wraps(command)
    def over(
        *args: Any,
        districts: Path | None,
        out: Path | None,
        workers: int | None,
        scheduler: str | None,
        fall_back: bool,
        **kw: Any,
    ) -> None:
        if districts is None:
            if out or workers or scheduler or fall_back:
                raise click.UsageError(
                    "--out, --workers, --scheduler and --fall-back go with --districts."
                )
            command(*args, asked=None, **kw)
            return
        _require_sense(workers, scheduler, fall_back)
        folder = out or districts.parent / f"{districts.stem}-results"
        command(*args, asked=Asked(districts, folder, workers, scheduler, fall_back), **kw)

    for option in reversed(OPTIONS):
        over = option(over)
    return over


def _require_sense(workers: int | None, scheduler: str | None, fall_back: bool) -> None:
    context = click.get_current_context()
    if context.get_parameter_source("db") is click.core.ParameterSource.COMMANDLINE:
        raise click.UsageError(
            "--districts names a sheet in which each district has its own store, so --db does "
            "not go with it; give one of the two."
        )
    if scheduler is None:
        if fall_back:
            raise click.UsageError("--fall-back goes with --scheduler.")
    elif not scheduler.startswith(SCHEMES):
        raise click.UsageError(
            f"{scheduler!r} is no address of a Dask scheduler; write it like tcp://host:8786"
        )
    elif workers and not fall_back:
        raise click.UsageError(
            "--workers are processes of this machine; a cluster has its own. Leave one out, or "
            "give --fall-back too."
        )


def assign_districts(desk: Desk, asked: Asked, *, reserve: bool, seed: int) -> None:
    """Plan each district of the sheet in its own store, and answer with all of them.

    Raises Refusal, with the worst exit code of the districts, where any is not as it should be.
    """
    from functools import partial

    from scenarios.districts.answer import districts_answer
    from scenarios.districts.listing import read_districts
    from scenarios.districts.planning import KIND, Terms, ask_district, plan_district

    desk.keep_apart(desk.output, [asked.sheet])
    listing = read_districts(asked.sheet)
    campaign = str(desk.campaign.absolute()) if desk.campaign else None
    terms = Terms(seed, campaign, reserve)
    work, ask = partial(plan_district, terms=terms), partial(ask_district, terms=terms)
    results = _run(listing, asked, work, ask, KIND)
    desk.show(districts_answer(listing, results, str(asked.out)))
    _require_fine(results)


def simulate_districts(
    desk: Desk,
    asked: Asked,
    *,
    scenario: str,
    reps: int,
    seed: int,
    wishes: Mapping[str, str],
    pictures: Path | None,
    lang: str,
) -> None:
    """Simulate each district of the sheet, and answer with all of them and their sum.

    Raises Refusal, with the worst exit code of the districts, where any could not be simulated.
    """
    from functools import partial

    from scenarios.districts.growing import KIND, Terms, ask_growth, grow_district
    from scenarios.districts.growth_answer import draw_districts, growth_answer
    from scenarios.districts.listing import read_districts
    from scenarios.growth.rates import changed
    from scenarios.growth.scenario import growth

    desk.keep_apart(desk.output, [asked.sheet])
    like = growth(scenario)
    like = like.model_copy(update={"rates": changed(like.rates, wishes)})
    listing = read_districts(asked.sheet, without_store=True)
    if pictures is not None:
        make_folder(pictures)
    terms = Terms(like, reps, seed)
    work, ask = partial(grow_district, terms=terms), partial(ask_growth, terms=terms)
    results = _run(listing, asked, work, ask, KIND)
    if pictures is not None:
        for file in draw_districts(listing, results, pictures, lang):
            say(f"Drawn: {file}")
    desk.show(growth_answer(listing, results, str(asked.out), lang))
    _require_fine(results)


def _run(
    listing: Listing,
    asked: Asked,
    work: Callable[[District], Answered],
    ask: Callable[[District], str],
    kind: str,
) -> tuple[Result, ...]:
    from planner.report.progress import endings
    from scenarios.districts.running import Hands, run_units

    tell(listing.remarks)
    hands = Hands(asked.workers, asked.scheduler, asked.fall_back)
    with endings("Districts", len(listing.districts)) as done:
        return run_units(
            listing.districts, work, ask, out=asked.out, kind=kind, hands=hands, done=done, say=say
        )


def _require_fine(results: Sequence[Result]) -> None:
    from scenarios.districts.answer import worst

    code = worst(results)
    if code is not ExitCode.FINE:
        raise Refusal("Not every district is as it should be; see the answer.", exit_code=code)
