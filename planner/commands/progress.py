"""`mitan progress`: what the field has done is brought in, and held against the plan."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from planner.commands.bringing import bring_in
from planner.commands.options import DRY_RUN, LANG, nothing_before
from planner.report.desk import Desk, shared


@click.group(invoke_without_command=True)
@click.option(
    "--as-of",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="Usual: today; of a campaign that is over the last day recorded.",
)
@click.option("--leader", metavar="ID", help="Only the rakshaks under this leader.")
@click.option("--zone", metavar="CODE", help="Only the rakshaks of this zone.")
@click.option(
    "--silent",
    "sheet",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write a CSV sheet of those who are silent, for: mitan replan --drop",
)
@LANG
@shared
def progress(
    desk: Desk,
    day: datetime | None,
    leader: str | None,
    zone: str | None,
    sheet: Path | None,
    lang: str,
) -> None:
    """Hold what was done against the plan: day by day, by leader, by zone.

    Says who is silent, who is behind, which areas are untouched, and what to give to others.
    """
    from planner.files import write_atomically
    from planner.report.progress_answer import progress_answer, silent_sheet
    from planner.tracking import Part, track

    context = click.get_current_context()
    if context.invoked_subcommand is not None:
        nothing_before(context)
        return
    if leader is not None and zone is not None:
        raise click.UsageError("Give --leader or --zone, not both.")
    if sheet is not None:
        if sheet.suffix.lower() != ".csv":
            raise click.UsageError(f"--silent writes a .csv sheet, not {sheet}.")
        desk.keep_apart(sheet, [])
        if desk.output is not None and sheet.absolute() == desk.output.absolute():
            raise click.UsageError("Two of the files to be written are the same.")
    part = Part("leader", leader) if leader else Part("zone", zone) if zone else None
    policy = desk.policy()
    with desk.store() as store:
        tracked = track(store, policy, as_of=day.date() if day else None, part=part)
    answer = progress_answer(tracked, lang, sheet)
    if sheet is not None:  # without a row too: an older sheet must not be taken for this one
        write_atomically(sheet, silent_sheet(answer.data["reassign"]["rakshaks"]))
    desk.show(answer)


@progress.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@DRY_RUN
@click.option("--skip-bad", is_flag=True, help="Write the good rows, list those left out.")
@shared
def import_(desk: Desk, file: Path, dry_run: bool, skip_bad: bool) -> None:
    """Bring in days of work from a CSV or Excel FILE: rakshak, area, day, visits, people, frauds.

    English and Hindi headers are understood. One bad row and nothing is written, unless
    --skip-bad. Rows are matched on rakshak, area and day: the same file again changes nothing, a
    changed row replaces what was there.
    """
    bring_in(desk, "progress", file, dry_run=dry_run, skip_bad=skip_bad)
